# SPDX-License-Identifier: Apache-2.0
"""Which true curves does the polygon of a cross-section stand for? Circles and arcs where discs gave them, else lines.

The kernel draws a disc as a polygon of the same area. Here each side of a cross-section is given back to the disc
that it came from; where a disc meets a line or another disc, the corner moves to where the true curves meet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from packfab.geometry import Barrel, Frustum, SphereZone

Round = Frustum | SphereZone | Barrel
Floats = NDArray[np.float64]

_EQUAL = 0.1
"""nm, two grids of the polygon engine: points that are closer are one."""
_MOVED = 1000.0
"""nm, how far a corner may move from the polygon to the true curve; a polygon lies within 200 nm of its circle."""
_FEELER = 2.0
"""nm; what is narrower in the mean is rounding."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A wall about a vertical axis at (x, y) nm: the round body tells its radius at every height."""

    x: float
    y: float
    body: Round

    @property
    def upright(self) -> bool:
        """Whether it is a cylinder."""
        return is_cylinder(self.body)

    @property
    def key(self) -> object:
        """Equal for walls that continue each other."""
        law: object = round(self.body.r0, 3) if isinstance(self.body, Frustum) and self.upright else self.body
        return ("turned", round(self.x, 1), round(self.y, 1), law)

    def moved(self, dx: float, dy: float) -> Turned:
        """The wall shifted in plan, nm."""
        return replace(self, x=self.x + dx, y=self.y + dy)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an outline, from start to end (nm); with a centre it is an arc, counter-clockwise or not."""

    start: tuple[float, float]
    end: tuple[float, float]
    centre: tuple[float, float] | None = None
    radius: float = 0.0
    left: bool = True

    def moved(self, dx: float, dy: float) -> Side:
        """The side shifted in plan, nm."""
        centre = None if self.centre is None else (self.centre[0] + dx, self.centre[1] + dy)
        start, end = (self.start[0] + dx, self.start[1] + dy), (self.end[0] + dx, self.end[1] + dy)
        return replace(self, start=start, end=end, centre=centre)


@dataclass(frozen=True, slots=True)
class Outline:
    """Upright walls over the sides of a closed outline."""

    sides: tuple[Side, ...]
    upright = True

    @property
    def key(self) -> object:
        """Equal for walls that continue each other."""
        corners = [(round(s.start[0], 1), round(s.start[1], 1), round(s.radius, 1)) for s in self.sides]
        first = corners.index(min(corners))
        return ("outline", tuple(corners[first:] + corners[:first]))

    def moved(self, dx: float, dy: float) -> Outline:
        """The wall shifted in plan, nm."""
        return Outline(tuple(side.moved(dx, dy) for side in self.sides))


@dataclass(frozen=True, slots=True, eq=False)
class Leaning:
    """Plane walls between two outlines (n, 2) nm with the same corners, at the heights z0 and z1."""

    low: Floats
    high: Floats
    z0: float
    z1: float
    source: object
    """What it is a wall of."""
    upright = False

    @property
    def key(self) -> object:
        """Equal for walls that continue each other."""
        return ("leaning", self.source)

    def moved(self, dx: float, dy: float) -> Leaning:
        """The wall shifted in plan, nm."""
        return replace(self, low=self.low + (dx, dy), high=self.high + (dx, dy))

    def at(self, z: float) -> Floats:
        """The outline (n, 2) at a height."""
        share = (z - self.z0) / (self.z1 - self.z0)
        corners: Floats = self.low + share * (self.high - self.low)
        return corners


Loop = Turned | Outline | Leaning


@dataclass(frozen=True, slots=True, eq=False)
class Circle:
    """A disc that took part in a cross-section: its place, its true radius, and the sides of its polygon."""

    x: float
    y: float
    radius: float
    sides: int
    body: Round | None = None
    """The round body that it is a cross-section of; None for a disc within the footprint of a prism."""

    @property
    def corner(self) -> float:
        """Radius of the corners of the polygon, whose area is that of the disc."""
        return self.radius * math.sqrt(2 * math.pi / (self.sides * math.sin(2 * math.pi / self.sides)))

    @property
    def flat(self) -> float:
        """Distance of the sides of the polygon from the centre."""
        return self.corner * math.cos(math.pi / self.sides)


class Circles:
    """The discs of a cross-section, ready to be asked."""

    def __init__(self, circles: Iterable[Circle]) -> None:
        self.all = list(circles)

    @cached_property
    def _centres(self) -> cKDTree:
        return cKDTree(np.array([(c.x, c.y) for c in self.all]))

    @cached_property
    def _boxes(self) -> shapely.STRtree:
        x, y, r = np.array([(c.x, c.y, c.corner + 1.0) for c in self.all]).T
        return shapely.STRtree(shapely.box(x - r, y - r, x + r, y + r))

    def whole(self, ring: Floats) -> list[Circle]:
        """The discs whose whole polygon the ring is."""
        if not self.all or len(ring) < 8:
            return []
        centre = ring.mean(axis=0)
        reach = np.hypot(*(ring - centre).T)
        if np.ptp(reach) > 2 * _EQUAL + 1e-6 * reach.max():
            return []
        near = self._centres.query_ball_point(centre, 1.0)
        return [self.all[i] for i in near if abs(self.all[i].corner - reach.mean()) < 2 * _EQUAL]

    def of_sides(self, ring: Floats) -> list[Circle | None]:
        """For each side of the ring the disc that it came from."""
        found: list[Circle | None] = [None] * len(ring)
        if not self.all:
            return found
        after = np.roll(ring, -1, axis=0)
        middle = (ring + after) / 2
        side, which = self._boxes.query(shapely.points(middle))
        best = [math.inf] * len(ring)
        for i, k in zip(side.tolist(), which.tolist(), strict=True):
            off = _off(ring[i], after[i], self.all[k])
            if off < min(best[i], 2 * _EQUAL):
                best[i], found[i] = off, self.all[k]
        return found


def _off(a: Floats, b: Floats, circle: Circle) -> float:
    """How far a side is from being one of the polygon of the disc, nm; infinite where it cannot be."""
    centre = np.array([circle.x, circle.y])
    u, v = a - centre, b - centre
    length = math.hypot(*(b - a))
    reach = max(math.hypot(*u), math.hypot(*v))
    if reach > circle.corner + _EQUAL or length > 2 * circle.corner * math.sin(math.pi / circle.sides) + _EQUAL:
        return math.inf
    if length < 10:
        return max(0.0, circle.flat - min(math.hypot(*u), math.hypot(*v)))
    return abs(abs(float(u[0] * v[1] - u[1] * v[0])) / length - circle.flat)


def is_cylinder(body: Round) -> bool:
    """Whether a round body has the same radius everywhere."""
    return isinstance(body, Frustum) and body.r0 == body.r1


def is_sliver(ring: Floats) -> bool:
    """Whether a ring is rounding only: narrower in the mean than the feeler."""
    along = np.hypot(*(ring - np.roll(ring, 1, axis=0)).T).sum()
    return 2 * abs(area_of(ring)) <= _FEELER * max(float(along), 1.0)


def area_of(ring: Floats) -> float:
    """Signed area of a ring, nm2."""
    x, y = (ring - ring[0]).T
    return float(0.5 * (np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))))


def outline(ring: Floats, owners: list[Circle | None]) -> Outline:
    """The true curves of a ring whose sides came from these discs (None: a straight side stays)."""
    runs = _runs(owners)
    count, n = len(runs), len(ring)
    corners = []
    for k, (first, _) in enumerate(runs):
        last = sum(runs[k - 1]) - 1
        corners.append(_corner(ring, ring[first % n], (last, owners[last % n]), (first, owners[first % n])))
    sides = []
    for k, (first, length) in enumerate(runs):
        start, end, owner = corners[k], corners[(k + 1) % count], owners[first % n]
        if owner is None:
            sides.append(Side(start, end))
            continue
        x, y = (ring[np.arange(first, first + length + 1) % n] - (owner.x, owner.y)).T
        left = bool((x[:-1] * y[1:] - y[:-1] * x[1:]).sum() > 0)
        sides.append(Side(start, end, (owner.x, owner.y), owner.radius, left))
    return Outline(tuple(s for s in sides if math.dist(s.start, s.end) > _EQUAL))


def _runs(owners: list[Circle | None]) -> list[tuple[int, int]]:
    """(first side, count) of each stretch that is one curve; straight sides are each their own."""
    n = len(owners)
    first = next((i for i in range(n) if owners[i] is None or owners[i] is not owners[i - 1]), 0)
    runs: list[tuple[int, int]] = []
    for i in range(first, first + n):
        owner = owners[i % n]
        if runs and owner is not None and owner is owners[runs[-1][0] % n]:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((i, 1))
    return runs


def _corner(
    ring: Floats, drawn: Floats, before: tuple[int, Circle | None], after: tuple[int, Circle | None]
) -> tuple[float, float]:
    """Where the true curves before and after a drawn corner meet."""
    n = len(ring)
    candidates: list[tuple[float, float]] = []
    (i, a), (j, b) = before, after
    if a is None and b is None:
        return (float(drawn[0]), float(drawn[1]))
    if a is not None and b is not None:
        candidates = _circles_meet(a, b)
    elif b is not None:
        candidates = _line_meets(ring[i % n], ring[(i + 1) % n], b)
    elif a is not None:
        candidates = _line_meets(ring[j % n], ring[(j + 1) % n], a)
    best = min(candidates, key=lambda p: math.dist(p, drawn), default=None)
    if best is not None and math.dist(best, drawn) < _MOVED:
        return best
    circle = b if b is not None else a
    assert circle is not None
    dx, dy = float(drawn[0]) - circle.x, float(drawn[1]) - circle.y
    scale = circle.radius / math.hypot(dx, dy)
    return (circle.x + dx * scale, circle.y + dy * scale)


def _line_meets(p: Floats, q: Floats, circle: Circle) -> list[tuple[float, float]]:
    d = (q - p) / math.hypot(*(q - p))
    u = np.array([circle.x, circle.y]) - p
    along, beside = float(u @ d), float(u[0] * d[1] - u[1] * d[0])
    rest = circle.radius**2 - beside**2
    if rest < 0:
        return []
    half = math.sqrt(rest)
    return [(float(p[0] + t * d[0]), float(p[1] + t * d[1])) for t in (along - half, along + half)]


def _circles_meet(a: Circle, b: Circle) -> list[tuple[float, float]]:
    dx, dy = b.x - a.x, b.y - a.y
    apart = math.hypot(dx, dy)
    if apart < _EQUAL:
        return []
    along = (apart**2 + a.radius**2 - b.radius**2) / (2 * apart)
    rest = a.radius**2 - along**2
    if rest < 0:
        return []
    half = math.sqrt(rest)
    x, y = a.x + along * dx / apart, a.y + along * dy / apart
    return [(x - s * dy * half / apart, y + s * dx * half / apart) for s in (-1, 1)]
