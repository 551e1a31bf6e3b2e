# SPDX-License-Identifier: Apache-2.0
"""Do microstrips and coplanar lines have published impedances and effective permittivities?

Found in the tests of scikit-rf (skrf/media/tests): 49.142 ohm and 3.324 of the calculator mcalc for a microstrip on
FR-4; scattering parameters that Qucs computed for the same line with dispersion (mline,hammerstad,kirschning.s2p) and
for a coplanar line over metal (cpw,t=0,...,backside=metal.s2p); 77.93 ohm of wcalc and 2.39 and 6.94 of microwaves101
for coplanar lines on thick quartz and gallium arsenide. Recalled, not read again: D. M. Pozar, Microwave Engineering,
example 3.7: 50 ohm on a dielectric of 2.2, 0.127 cm thick, is 0.391 cm wide and has an effective permittivity of 1.87.
"""

from __future__ import annotations

import cmath
import math

import pytest

from packfab.devices.closed_coplanar import coplanar
from packfab.devices.closed_microstrip import (
    ETA_0,
    LIGHT,
    covered,
    dispersed,
    effective_permittivity,
    impedance_in_air,
    microstrip,
    open_end,
)

FR4 = {"width": 3.0e-3, "height": 1.55e-3, "thickness": 35e-6, "permittivity": 4.413}


def line_of(s11: complex, s21: complex, *, length: float, frequency: float, turns: int = 0) -> tuple[float, float]:
    """Impedance and effective permittivity of a line between 50 ohm; turns: whole waves along it."""
    impedance = 50 * cmath.sqrt(((1 + s11) ** 2 - s21**2) / ((1 - s11) ** 2 - s21**2))
    angle = abs(cmath.acosh((1 - s11**2 + s21**2) / (2 * s21)).imag)
    phase = 2 * math.pi * turns - angle if turns else angle
    return impedance.real, (phase / length * LIGHT / (2 * math.pi * frequency)) ** 2


def test_a_microstrip_on_fr4_has_the_published_values() -> None:
    line = microstrip(**FR4)

    assert line.impedance == pytest.approx(49.142, rel=1e-3)
    assert line.permittivity == pytest.approx(3.324, rel=3e-3)


def test_fifty_ohm_on_a_soft_substrate_is_as_wide_as_the_textbook_says() -> None:
    line = microstrip(0.391e-2, 0.127e-2, 0.0, 2.2)

    assert line.impedance == pytest.approx(50, rel=2e-3)
    assert line.permittivity == pytest.approx(1.87, rel=7e-3)


def test_dispersion_is_that_of_the_circuit_simulator_at_10_ghz() -> None:
    s11, s21 = 9.73040228652713792834e-003 + 1.21440426364922086228e-002j, (
        -7.90172001351613362274e-001 + 4.73560645126662183024e-001j)  # fmt: skip
    _, known = line_of(s11, s21, length=25e-3, frequency=1e10, turns=2)

    line = microstrip(**FR4)

    assert dispersed(line, 3.0e-3, 1.55e-3, 4.413, 1e10) == pytest.approx(known, rel=1e-6)


@pytest.mark.parametrize(("width", "space", "permittivity", "effective"),
                         [(40e-6, 20e-6, 3.78, 2.39), (75e-6, 50e-6, 12.9, 6.94)])  # fmt: skip
def test_coplanar_lines_on_thick_dielectric_have_the_published_permittivity(
    width: float, space: float, permittivity: float, effective: float
) -> None:
    assert coplanar(width, space, 0.1, permittivity).permittivity == pytest.approx(effective, abs=0.011)


def test_a_coplanar_line_on_quartz_has_the_published_impedance() -> None:
    assert coplanar(40e-6, 20e-6, 0.1, 3.78).impedance == pytest.approx(77.93, abs=0.01)


def test_a_coplanar_line_over_metal_has_the_values_of_the_circuit_simulator() -> None:
    s11, s21 = -2.67593873465202030867e-003 - 2.14195524630993562945e-003j, (
        6.24929038048776641645e-001 - 7.72058150921312247306e-001j)  # fmt: skip
    impedance, effective = line_of(s11, s21, length=25e-3, frequency=1e9)

    line = coplanar(1.6e-3, 0.3e-3, 1.55e-3, 4.5, backed=True)

    assert line.impedance == pytest.approx(impedance, rel=1e-3)
    assert line.permittivity == pytest.approx(effective, rel=1e-3)


def test_a_narrow_strip_has_the_impedance_of_a_wire_over_a_plane_and_a_wide_one_that_of_plates() -> None:
    # a strip of width w is a wire of radius w / 4
    assert impedance_in_air(1e-3) == pytest.approx(ETA_0 / (2 * math.pi) * math.log(8 / 1e-3), rel=1e-3)
    assert impedance_in_air(1e3) == pytest.approx(ETA_0 / 1e3, rel=0.01)


def test_effective_permittivity_goes_from_the_mean_to_that_of_the_dielectric() -> None:
    assert effective_permittivity(1e-4, 9.9) == pytest.approx((1 + 9.9) / 2, rel=0.05)
    assert effective_permittivity(1e5, 9.9) == pytest.approx(9.9, rel=1e-2)


@pytest.mark.parametrize("permittivity", [1.0, 2.65, 9.9])
def test_impedance_falls_with_width_and_rises_with_height(permittivity: float) -> None:
    by_width = [microstrip(w * 1e-6, 20e-6, 5e-6, permittivity).impedance for w in range(5, 200, 5)]
    by_space = [coplanar(20e-6, s * 1e-6, 100e-6, permittivity, backed=True).impedance for s in range(5, 200, 5)]

    assert by_width == sorted(by_width, reverse=True)
    assert by_space == sorted(by_space)


def test_a_coplanar_line_far_over_its_plane_is_one_without() -> None:
    with_plane, without = (coplanar(20e-6, 10e-6, 5e-3, 4.0, backed=backed) for backed in (True, False))

    assert with_plane.impedance == pytest.approx(without.impedance, rel=1e-3)


def test_a_deep_cover_of_the_same_dielectric_leaves_no_air_to_the_field() -> None:
    bare = microstrip(20e-6, 10e-6, 2e-6, 3.2)

    assert covered(bare, 10e-6, 3.2, 1.0, 3.2).permittivity == pytest.approx(3.2)
    assert covered(bare, 10e-6, 3.2, 0.0, 3.2).permittivity == pytest.approx(bare.permittivity)
    assert coplanar(20e-6, 10e-6, 1e-3, 3.2, backed=True, cover=(1e-3, 3.2)).permittivity == pytest.approx(
        3.2, rel=1e-3
    )


def test_dispersion_begins_at_the_static_value_and_ends_at_the_dielectric() -> None:
    line = microstrip(20e-6, 10e-6, 2e-6, 9.9)

    assert dispersed(line, 20e-6, 10e-6, 9.9, 1.0) == pytest.approx(line.permittivity, rel=1e-9)
    assert dispersed(line, 20e-6, 10e-6, 9.9, 1e14) == pytest.approx(9.9, rel=1e-2)


def test_an_open_end_is_some_part_of_the_height_longer() -> None:
    line = microstrip(1e-3, 1e-3, 0.0, 4.3)

    assert 0.3e-3 < open_end(1e-3, 1e-3, line) < 0.6e-3
