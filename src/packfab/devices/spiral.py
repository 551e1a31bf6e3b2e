# SPDX-License-Identifier: Apache-2.0
"""Which way does a spiral wind: corners of its centre line from the outer lead to the pad at its inner end?

It winds inwards counter-clockwise. It comes in from the left along its lowest side; after each turn the sides lie one
pitch further in. The hole at its inner end has its pad inside the last corner, flush with the line there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Point = tuple[float, float]

_SIDES = {"square": 4, "octagon": 8}
_WAYS: tuple[Point, ...] = ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0))
"""Outwards after whole turns and one, two, three or four quarters of the next: down, right, up, left."""


@dataclass(frozen=True, slots=True)
class Spiral:
    """A centre line, nm: `line` from the start of the outer lead, `turns_from` the index of its first corner of a turn.

    inner: the middle of the pad at its inner end; way: the direction in which that end is led out; radius: of the
    outermost sides, from the middle to the centre of the line.
    """

    line: tuple[Point, ...]
    inner: Point
    way: Point
    radius: float

    @property
    def length(self) -> float:
        """Of the turns, without the lead, nm."""
        turns = (*self.line[1:], self.inner)
        return sum(math.dist(a, b) for a, b in zip(turns[:-1], turns[1:], strict=True))

    @property
    def corners(self) -> int:
        """How often it turns by a right angle, or by half of one."""
        return len(self.line) - 3


def spiral(shape: str, outer: int, width: int, space: int, quarters: int, *, pad: int, lead: float) -> Spiral:
    """A spiral of quarter turns with an outer diameter and a lead beyond its outer edge, about the origin."""
    sides, pitch, radius = _SIDES[shape], width + space, (outer - width) / 2
    count = quarters * sides // 4

    def apothem(side: int) -> float:
        return radius - pitch * (side // sides)

    start = _corner(sides, -1, radius, apothem(0))
    corners = [_corner(sides, side, apothem(side), apothem(side + 1)) for side in range(count)]
    shift = max(0.0, (pad - width) / 2)
    inner = _corner(sides, count - 1, apothem(count - 1) - shift, apothem(count) - shift)
    last = _foot(sides, count - 1, apothem(count - 1), inner)
    line = ((-outer / 2 - lead, start[1]), start, *corners[:-1], last)
    return Spiral(line, inner, _WAYS[(quarters - 1) % 4], radius)


def _normal(sides: int, side: int) -> Point:
    """Outwards from a side; the first one lies at the bottom."""
    angle = -math.pi / 2 + 2 * math.pi * side / sides
    return (math.cos(angle), math.sin(angle))


def _corner(sides: int, side: int, here: float, there: float) -> Point:
    """Where a side at one distance from the middle meets the next one at another, whole where they are."""
    (a, b), (c, d) = _normal(sides, side), _normal(sides, side + 1)
    across = a * d - b * c
    return (round((here * d - there * b) / across, 2), round((there * a - here * c) / across, 2))


def _foot(sides: int, side: int, distance: float, point: Point) -> Point:
    """The place on a side that is nearest to a point."""
    x, y = _normal(sides, side)
    off = distance - (point[0] * x + point[1] * y)
    return (round(point[0] + off * x, 2), round(point[1] + off * y, 2))
