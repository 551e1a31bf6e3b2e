# SPDX-License-Identifier: Apache-2.0
"""Do orientations compose and name themselves as 3Dblox means them, and do boxes lie by their lowest corner?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packfab.design import Chiplet, Orientation, PlacedChiplet, orientation, orientation_names, turned

ALL = st.sampled_from(orientation_names())
POINT = st.tuples(st.integers(-1000, 1000), st.integers(-1000, 1000))


def of(name: str) -> Orientation:
    found = orientation(name)
    assert found is not None
    return found


@pytest.mark.parametrize(("synonym", "name"), [
    ("MY_R180", "MX"), ("MX_R180", "MY"), ("MY_R270", "MX_R90"), ("MX_R270", "MY_R90"), ("MZ_MY_R180", "MZ_MX"),
    ("MZ_R0", "MZ"), ("MZ_MX_R270", "MZ_MY_R90"),
])  # fmt: skip
def test_synonyms_mean_the_same(synonym: str, name: str) -> None:
    assert of(synonym) == of(name)


@pytest.mark.parametrize("text", ["", "R45", "MZ_", "MZMX", "r0", "MX_R90_"])
def test_other_texts_are_no_orientations(text: str) -> None:
    assert orientation(text) is None


def test_there_are_sixteen_and_half_of_them_are_physical() -> None:
    names = orientation_names()

    assert len(set(names)) == 16
    assert sum(of(name).physical for name in names) == 8
    assert not of("MZ").physical


@given(ALL, ALL, POINT)
def test_one_after_another_does_the_same_to_points(first: str, second: str, point: tuple[int, int]) -> None:
    both = of(second).after(of(first))

    assert both.apply(*point) == of(second).apply(*of(first).apply(*point))
    assert of(both.name) == both


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("down", [False, True])
def test_quarters_are_found_again(quarters: int, down: bool) -> None:
    lies = turned(quarters, upside_down=down)

    assert (lies.quarters, lies.physical, lies.mirror_z) == (quarters, True, down)


@given(ALL, POINT, st.integers(1, 500), st.integers(1, 500))
def test_a_box_begins_at_its_place_and_holds_its_points(
    name: str, at: tuple[int, int], width: int, height: int
) -> None:
    placed = PlacedChiplet("a", Chiplet("a", "die", (width, height), 7), (*at, 3), of(name))
    x0, y0, z0, x1, y1, z1 = placed.box
    corners = [placed.point(x, y) for x in (0, width) for y in (0, height)]

    assert (x0, y0, z0, z1) == (*at, 3, 10)
    assert {(x0, y0), (x1, y0), (x0, y1), (x1, y1)} == set(corners)
