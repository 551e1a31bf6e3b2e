# SPDX-License-Identifier: Apache-2.0
"""Do coupled lines and filter elements have published values?

Found in the tests of tidy3d, there from R. Taoufik, N. Amar Touhami, M. Agoutane, Int. J. Engineering & Technology 2
(2013) 266, a band pass on FR-4 of 4.3, 1.56 mm thick: lines of 1.416 mm with 0.134 mm between have 101.5 and 38.5 ohm
and 3.26 and 2.71; of 2.396 mm with 0.386 mm between, 71 and 39 ohm and 3.42 and 2.80. The maximally flat prototype of
two elements, 1.4142 each: found in the table of the LC Butterworth filter calculator of waycalculator.com.
"""

from __future__ import annotations

import math

import pytest

from packfab.devices.closed_coupled import coupled_microstrips, coupling
from packfab.devices.closed_filter import (
    band_width,
    low_pass_cut_off,
    low_pass_elements,
    quarter_wave,
    section_impedances,
)
from packfab.devices.closed_microstrip import LIGHT, microstrip


@pytest.mark.parametrize(("width", "space", "known"), [
    (1.416e-3, 0.134e-3, (101.5, 38.5, 3.26, 2.71)), (2.396e-3, 0.386e-3, (71.0, 39.0, 3.42, 2.80)),
])  # fmt: skip
def test_coupled_microstrips_have_the_published_modes(width: float, space: float, known: tuple[float, ...]) -> None:
    even, odd = coupled_microstrips(width, space, 1.56e-3, 0.0, 4.3)

    assert (even.impedance, odd.impedance, even.permittivity, odd.permittivity) == pytest.approx(known, rel=2e-3)


def test_lines_far_apart_are_lines_alone() -> None:
    even, odd = coupled_microstrips(20e-6, 200e-6, 20e-6, 0.0, 3.0)

    alone = microstrip(20e-6, 20e-6, 0.0, 3.0)
    assert even.impedance == pytest.approx(alone.impedance, rel=0.02)
    assert odd.impedance == pytest.approx(alone.impedance, rel=0.02)
    assert coupling(even, odd) < 0.01


def test_coupling_falls_with_the_space() -> None:
    found = [coupling(*coupled_microstrips(20e-6, s * 1e-6, 20e-6, 2e-6, 3.0)) for s in range(5, 100, 5)]

    assert found == sorted(found, reverse=True)


def test_the_prototype_of_two_elements_passes_half_of_the_power_at_its_frequency() -> None:
    inductance, capacitance = low_pass_elements(1e9, 50.0)

    assert 2 * math.pi * 1e9 * inductance / 50 == pytest.approx(1.4142, rel=1e-4)
    assert 2 * math.pi * 1e9 * capacitance * 50 == pytest.approx(1.4142, rel=1e-4)
    assert low_pass_cut_off(inductance, capacitance, 50.0) == pytest.approx(1e9)


def test_a_section_is_the_inverter_that_it_is_asked_for() -> None:
    even, odd, inverter = section_impedances(0.15, 50.0)

    assert (even - odd) / (even + odd) == pytest.approx(0.15)
    assert (even - odd) / 2 == pytest.approx(50 * inverter)
    assert band_width(inverter) == pytest.approx(4 * inverter**2 / math.pi)


def test_a_quarter_wave_in_air_is_a_quarter_of_that_of_light() -> None:
    assert quarter_wave(1e9, 1.0, 1.0) == pytest.approx(LIGHT / 4e9)
