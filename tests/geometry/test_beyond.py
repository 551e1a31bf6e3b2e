# SPDX-License-Identifier: Apache-2.0
"""Are the reach of a region beyond another one, and the part that is covered, those of closed forms?"""

from __future__ import annotations

import math

import pytest

from packfab.geometry import EMPTY, beyond, covered, rectangle

SQUARE = rectangle(-500, -500, 500, 500)


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        pytest.param(rectangle(-400, -400, 400, 400), 0, id="within"),
        pytest.param(SQUARE, 0, id="the same"),
        pytest.param(rectangle(0, 0, 800, 100), 300, id="over an edge"),
        pytest.param(rectangle(600, 600, 800, 900), 500, id="past a corner"),
        pytest.param(rectangle(-900, -100, 700, 100), 400, id="over both sides"),
        pytest.param(EMPTY, 0, id="nothing"),
    ],
)
def test_how_far_a_region_reaches_out(region: object, expected: float) -> None:
    assert beyond(region, SQUARE) == pytest.approx(expected)  # type: ignore[arg-type]


def test_a_box_whose_region_bends_around_the_other_counts_where_it_is() -> None:
    two = rectangle(-500, -500, 0, 0) | rectangle(0, 0, 500, 500)

    assert beyond(rectangle(-500, -500, 0, 0) | rectangle(0, 0, 100, 500), two) == 0


def test_all_lies_beyond_nothing() -> None:
    assert math.isinf(beyond(SQUARE, EMPTY))


def test_parts_that_are_covered() -> None:
    rooms = [rectangle(0, 0, 100, 100), rectangle(450, 0, 550, 100), rectangle(600, 0, 700, 100), EMPTY]

    assert covered(rooms, SQUARE) == pytest.approx([1, 0.5, 0, 0])
    assert covered(rooms[:1], EMPTY) == [0]
