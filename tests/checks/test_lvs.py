# SPDX-License-Identifier: Apache-2.0
"""Is every kind of mismatch found where it was planted, at any place, and nothing else told?"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.checks import Terminal
from packfab.checks.lvs_swaps import swaps

sys.path.insert(0, str(Path(__file__).parent))

from planted import KINDS, PITCH, Grid, Plant, compared, expected


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """One to three faults in different rows of a grid, so that none hides another."""
    columns, rows = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    faulty = draw(st.lists(st.integers(0, rows - 1), min_size=1, max_size=rows, unique=True))
    plants = tuple(Plant(draw(st.sampled_from(KINDS)), draw(st.integers(0, columns - 2)), row) for row in faulty)
    return Grid(columns, rows, draw(st.integers(-500, 500)), plants)


@settings(max_examples=80, deadline=None)
@given(grids())
def test_what_is_planted_is_found_and_nothing_else(grid: Grid) -> None:
    known = compared(grid)

    assert sorted((m.kind, tuple(sorted(m.nets))) for m in known.mismatches) == expected(grid)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mismatch_is_told_at_its_place_with_its_bodies(kind: str) -> None:
    known = compared(Grid(3, 3, 100, (Plant(kind, 1, 2),)))

    (found,) = known.mismatches
    x, y, z = found.where
    reach = PITCH if kind in ("short", "swapped", "gap", "edge", "floating", "extra") else 80

    assert PITCH - 100 <= x <= PITCH + reach + 20
    assert abs(y - 2 * PITCH) <= 100
    assert 100 - 180 <= z <= 100 + 180
    assert found.what
    assert found.fix
    assert found.bodies or kind == "no metal"
    assert all(known.network.outline(body).area > 0 for body in found.bodies)


def test_a_sound_build_has_no_mismatch_whatever_is_written_on_its_solids() -> None:
    known = compared(Grid(4, 4))

    assert known.mismatches == ()
    assert {solid.nets for solid in known.build.solids if solid.material == "cu_plated"} == {("LIE",)}
    assert (known.components, len(known.nets), dict(known.undrawn)) == (16, 16, {})


def test_a_gap_and_a_contact_are_near_misses_below_the_limits_only() -> None:
    grid = Grid(3, 1, 0, (Plant("gap", 0, 0),))

    assert [m.measured for m in compared(grid).mismatches] == ["500 nm"]


def test_three_nets_may_go_round() -> None:
    nets = ["A", "B", "C", "B", "C", "A", "D", "D"]
    component = np.array([0, 1, 2, 0, 1, 2, 3, 3])
    parts = ["U1"] * 3 + ["balls"] * 3 + ["U1", "balls"]

    (found,) = swaps(component, nets, parts)

    assert set(found.nets) == {"A", "B", "C"}
    assert set(found.components) == {0, 1, 2}


def test_a_net_that_meets_others_thrice_is_no_swap() -> None:
    nets, parts = ["A", "B", "A", "B", "A", "B"], ["U1", "balls"] * 3

    assert swaps(np.array([0, 0, 1, 1, 2, 2]), nets, parts) == []


def test_two_nets_that_are_short_twice_are_no_swap() -> None:
    nets, parts = ["A", "B", "A", "B"], ["U1", "U1", "balls", "balls"]

    assert swaps(np.array([0, 0, 1, 1]), nets, parts) == []


def test_a_terminal_says_what_it_is() -> None:
    assert Terminal("pad", "U1", "A1", "VDD", (0, 0), frozenset({"pad"})).text == "pad A1 of U1"
