# SPDX-License-Identifier: Apache-2.0
"""Do beams resonate and snap as published?

Found: femorph-solver, verification of cantilevers: 1 m of steel, 50 mm square, 200 GPa, 7850 kg/m3: 40.77 Hz; a solid
model of 1.25 m, 30 mm thick, 200 GPa, 7800 kg/m3 gave 15.748 Hz (physicsforums, thread 240751). ANSYS 11, clamped
beam of 100 x 20 x 2 um of silicon (169 GPa) 4 um over its electrode: pull-in at 992 V without stress stiffening, as
told in the repository Kolchuzhin/clamped-clamped_beam_in_VHDL-AMS; parallel plates on a spring are 3 % below it.
"""

from __future__ import annotations

import math

import pytest

from packfab.devices.closed_beam import beam_length, pull_in, resonance, stiffness


def test_a_cantilever_of_steel_has_the_published_resonance() -> None:
    assert resonance(1.0, 0.05, 200e9, 7850, "cantilever") == pytest.approx(40.77, abs=0.005)


def test_a_cantilever_has_nearly_the_resonance_of_a_solid_model() -> None:
    assert resonance(1.25, 0.03, 200e9, 7800, "cantilever") == pytest.approx(15.748, rel=4e-3)


def test_a_clamped_beam_snaps_nearly_at_the_published_voltage() -> None:
    stiff = stiffness(20e-6, 100e-6, 2e-6, 169e9, "bridge")

    assert pull_in(stiff, 4e-6, 20e-6 * 100e-6) == pytest.approx(992, rel=0.035)


@pytest.mark.parametrize(("root", "sign"), [(1.8751040687, -1.0), (4.7300407449, 1.0)])
def test_the_roots_are_those_of_the_equations_of_beams(root: float, sign: float) -> None:
    assert math.cos(root) * math.cosh(root) == pytest.approx(sign, abs=1e-7)


def test_a_bridge_resonates_6_36_times_as_high_as_a_cantilever() -> None:
    assert resonance(1.0, 1.0, 1.0, 1.0, "bridge") / resonance(1.0, 1.0, 1.0, 1.0, "cantilever") == pytest.approx(
        6.363, abs=1e-3
    )


def test_a_length_gives_its_frequency_back() -> None:
    length = beam_length(50e3, 5e-6, 120e9, 8900, "cantilever")

    assert resonance(length, 5e-6, 120e9, 8900, "cantilever") == pytest.approx(50e3)
