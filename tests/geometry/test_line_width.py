# SPDX-License-Identifier: Apache-2.0
"""Is the least width of shapes with known widths found, and where?"""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from packfab.geometry import EMPTY, Region, discs, line_width, polygon, rectangle
from packfab.units import um


def line(width: float, *points: tuple[float, float], join: str = "mitre", cap: str = "flat") -> Region:
    drawn = shapely.LineString(points).buffer(width / 2, join_style=join, cap_style=cap)  # type: ignore[arg-type]
    return polygon(shapely.get_coordinates(drawn.exterior)[:-1])


def trapezoid(left: float, right: float, length: float) -> Region:
    return polygon([(0, -left / 2), (length, -right / 2), (length, right / 2), (0, left / 2)])


PADS = discs([(0, 0), (um(200), 0)], um(30))
JOINED = line(um(10), (0, 0), (um(200), 0))


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        pytest.param(rectangle(0, 0, um(100), um(8)), um(8), id="bar"),
        pytest.param(line(um(5), (0, 0), (um(70), um(70))), um(5), id="45 degrees"),
        pytest.param(line(um(5), (0, 0), (um(50), 0), (um(90), um(40)), (um(90), um(90))), um(5), id="bends"),
        pytest.param(line(um(5), (0, 0), (um(50), 0), (um(50), um(60)), join="round"), um(5), id="round bend"),
        pytest.param(line(um(5), (0, 0), (um(50), 0), (um(90), um(13)), join="round"), um(5), id="slight bend"),
        pytest.param(line(um(6), (0, 0), (um(80), 0), cap="round"), um(6), id="round ends"),
        pytest.param(trapezoid(um(10), um(20), um(100)), um(10), id="taper that ends"),
        pytest.param(PADS | JOINED, um(10), id="pads and a line"),
        # where the taper meets the pad of radius 30 um, at 200 - 29.6 um
        pytest.param(PADS | trapezoid(um(20), um(8), um(200)), um(9.776), id="taper between pads"),
        pytest.param(rectangle(0, 0, um(100), um(20)) - polygon([(um(40), um(20)), (um(50), um(13)), (um(60), um(20))]),
                     um(13), id="notch"),
        pytest.param(rectangle(0, 0, um(100), um(20)) - rectangle(um(40), um(4), um(60), um(9)), um(4), id="slot"),
        pytest.param(rectangle(0, 0, um(50), um(9)) | rectangle(um(50), um(3), um(90), um(6)), um(3), id="step"),
        pytest.param(rectangle(0, 0, um(50), um(9)) | rectangle(um(50), um(4), um(90), um(20)), um(5), id="shifted"),
        pytest.param(line(um(7), (0, 0), (um(90), 0)) | line(um(5), (um(45), 0), (um(45), um(60))), um(5), id="T"),
    ],
)  # fmt: skip
def test_the_least_width_of_straight_edges_is_exact(shape: Region, expected: float) -> None:
    assert line_width(shape).width == pytest.approx(expected, abs=40)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        pytest.param(discs([(0, 0)], um(25)), um(50), id="disc"),
        pytest.param(discs([(0, 0)], um(25)) - discs([(0, 0)], um(18)), um(7), id="ring"),
        pytest.param(discs([(0, 0)], um(25)) - discs([(um(3), 0)], um(18)), um(4), id="ring out of centre"),
        pytest.param(discs([(0, 0), (um(40), 0)], um(25)), 2 * math.sqrt(25**2 - 20**2) * um(1), id="two discs"),
    ],
)
def test_the_least_width_of_round_edges_is_good_to_the_polygon(shape: Region, expected: float) -> None:
    assert line_width(shape).width == pytest.approx(expected, abs=600)


@pytest.mark.parametrize("degrees", [10.0, 33.0, 77.0])
def test_turning_changes_no_width(degrees: float) -> None:
    assert line_width((PADS | JOINED).turned(degrees)).width == pytest.approx(um(10), abs=40)


def test_the_place_is_in_the_narrow_line() -> None:
    found = line_width(rectangle(0, 0, um(50), um(9)) | rectangle(um(50), um(3), um(90), um(6)))

    x, y = found.where

    assert um(50) <= x <= um(90)
    assert y == pytest.approx(um(4.5), abs=um(1.6))


def test_bodies_that_touch_make_no_slit() -> None:
    shape = rectangle(0, 0, um(50), um(9)) | rectangle(0, um(9) + 0.5, um(50), um(18))

    assert line_width(shape).width == pytest.approx(um(18), abs=5)


def test_the_finest_of_many_lines_is_found() -> None:
    widths = np.full(300, um(15))
    widths[217] = um(12)
    lines = EMPTY
    for k, width in enumerate(widths.tolist()):
        lines = lines | rectangle(0, k * um(40), um(3000), k * um(40) + width)

    found = line_width(lines)

    assert found.width == pytest.approx(um(12), abs=1)
    assert found.where[1] == pytest.approx(217 * um(40) + um(6), abs=1)


def test_a_u_has_the_width_of_its_arms() -> None:
    shape = rectangle(0, 0, um(120), um(120)) - rectangle(um(30), um(60), um(90), um(120))

    assert line_width(shape).width == pytest.approx(um(30), abs=1)


def test_nothing_has_no_width() -> None:
    assert math.isinf(line_width(EMPTY).width)
