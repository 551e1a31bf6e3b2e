# SPDX-License-Identifier: Apache-2.0
"""Where are the ends of wires in plan, in which order around a package, and what lies below them?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import Build, Solid, Tube, region

T = TypeVar("T")
Point = tuple[int, int]
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """A wire as its tube has it: part and pad that it begins on, net, centre line and its length, diameter, nm."""

    part: str
    name: str
    net: str
    path: tuple[tuple[int, int, int], ...]
    length: int
    diameter: int
    material: str

    @property
    def end(self) -> tuple[int, int, int]:
        """Where it ends on its finger."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Spot:
    """One metal face in plan: net, middle, outline, upper z; nm."""

    net: str
    at: Point
    outline: Ring
    top: int


def loops_of(build: Build) -> list[Loop]:
    """The wires of a build in the order of the log."""
    found = []
    for s in build.select(role="wire"):
        if not isinstance(s.shape, Tube):
            continue
        for place, net in zip(s.places.tolist(), s.nets_by_place, strict=True):
            path = np.rint(s.shape.path + (*place, 0)).astype(np.int64)
            points = tuple((int(x), int(y), int(z)) for x, y, z in path)
            found.append(Loop(s.part, s.name.rpartition(" wire ")[2], net, points, round(s.shape.length),
                              round(2 * s.shape.radius), s.material))  # fmt: skip
    return found


def outlines_of(solid: Solid) -> tuple[Ring, ...]:
    """All rings that a solid covers in plan, in whole nm."""
    rings = solid.shape.widest(solid.z0, solid.z1)
    return tuple(_ring(ring + place) for place in solid.places for ring in rings)


def spots_of(solids: Sequence[Solid]) -> list[Spot]:
    """One face for each place of the solids."""
    found = []
    for s in solids:
        ring = s.shape.widest(s.z0, s.z1)[0]
        x0, y0, x1, y1 = s.shape.box
        for place, net in zip(s.places, s.nets_by_place, strict=True):
            at = (round((x0 + x1) / 2) + int(place[0]), round((y0 + y1) / 2) + int(place[1]))
            found.append(Spot(net, at, _ring(ring + place), s.z1))
    return found


def spot_below(spots: Sequence[Spot], place: Sequence[float]) -> Spot | None:
    """The face that holds a place, of several the one whose middle is closest; None where none does."""
    near = sorted(spots, key=lambda s: math.hypot(s.at[0] - place[0], s.at[1] - place[1]))
    return next((s for s in near[:8] if region([s.outline]).contains([place])[0]), None)


def around(
    things: Sequence[T], places: Sequence[Sequence[float]], middle: tuple[float, float], corner: Point
) -> list[T]:
    """The things in the order of their places counter-clockwise about the middle, from the corner on."""
    first = math.atan2(corner[1] - middle[1], corner[0] - middle[0])
    turns = [(math.atan2(p[1] - middle[1], p[0] - middle[0]) - first) % (2 * math.pi) for p in places]
    return [things[i] for i in sorted(range(len(things)), key=lambda i: (turns[i], i))]


def angle_of(along: Sequence[float]) -> float:
    """Direction in plan in degrees, 0 to 360 from +x counter-clockwise."""
    return math.degrees(math.atan2(along[1], along[0])) % 360.0


def edge_angle(outline: Ring, start: Sequence[float], end: Sequence[float]) -> float:
    """Degrees between a stroke and the perpendicular of the edge of the outline that it crosses; 0 without one."""
    p, r = np.array(start, dtype=np.float64), np.subtract(end, start).astype(np.float64)
    for a, b in zip(outline, (*outline[1:], *outline[:1]), strict=True):
        q, s = np.array(a, dtype=np.float64), np.subtract(b, a).astype(np.float64)
        across = r[0] * s[1] - r[1] * s[0]
        if across == 0:
            continue
        t = ((q - p)[0] * s[1] - (q - p)[1] * s[0]) / across
        u = ((q - p)[0] * r[1] - (q - p)[1] * r[0]) / across
        if 0 <= t <= 1 and 0 <= u <= 1:
            cosine = abs(across) / float(np.hypot(*r) * np.hypot(*s))
            return math.degrees(math.acos(min(1.0, cosine)))
    return 0.0


def _ring(points: NDArray[np.float64]) -> Ring:
    return tuple((int(x), int(y)) for x, y in np.rint(points))
