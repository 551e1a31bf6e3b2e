# SPDX-License-Identifier: Apache-2.0
"""What is a flat region, and how are regions joined, cut and grown?

A `Region` is a set of polygons with holes on a plane, in nanometres. The polygon engine (Clipper2 as
shipped in manifold3d) is hidden here; no other file of the kernel sees it. Coordinates are kept on a grid
of 0.01 nm, so that operations are robust and heights that should meet do meet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from manifold3d import CrossSection, FillRule, JoinType, OpType, triangulate
from numpy.typing import ArrayLike, NDArray

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in nm."""

CHORD = 200
"""nm, how far a polygon that stands for a circle may lie from it (radius up to 4 mm) unless told otherwise."""

_MITRE_LIMIT = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A set of polygons with holes, nm; `a | b`, `a & b`, `a - b` join, intersect and subtract."""

    _engine: CrossSection

    def __or__(self, other: Region) -> Region:
        return Region(self._engine + other._engine)

    def __and__(self, other: Region) -> Region:
        return Region(self._engine ^ other._engine)

    def __sub__(self, other: Region) -> Region:
        return Region(self._engine - other._engine)

    def __bool__(self) -> bool:
        return not self._engine.is_empty()

    @property
    def area(self) -> float:
        """nm2."""
        return float(self._engine.area())

    @property
    def box(self) -> Box:
        """Bounding box; (inf, inf, -inf, -inf) when empty."""
        if not self:
            return (math.inf, math.inf, -math.inf, -math.inf)
        x0, y0, x1, y1 = self._engine.bounds()
        return (x0, y0, x1, y1)

    @property
    def rings(self) -> list[NDArray[np.float64]]:
        """Closed rings (n, 2) without the repeated point; outer rings run counter-clockwise, holes clockwise."""
        return [np.asarray(ring, dtype=np.float64) for ring in self._engine.to_polygons()]

    @property
    def parts(self) -> list[Region]:
        """The connected pieces, each with its holes."""
        return [Region(part) for part in self._engine.decompose()] if self else []

    def moved(self, dx: float, dy: float) -> Region:
        """The region shifted by (dx, dy) nm."""
        return Region(self._engine.translate((dx, dy)))

    def grown(self, distance: float, *, corners: str = "round", chord: float = CHORD) -> Region:
        """Every edge moved outward by `distance` nm (inward when negative); corners `round` or `mitre`."""
        if distance == 0:
            return self
        join = JoinType.Round if corners == "round" else JoinType.Miter
        count = circle_segments(abs(distance), chord) if corners == "round" else 0
        return Region(self._engine.offset(distance, join, _MITRE_LIMIT, count))

    def turned(self, degrees: float) -> Region:
        """The region turned about the origin, counter-clockwise; exact for multiples of 90 degrees."""
        matrix = turn_matrix(degrees)
        return region([ring @ matrix.T for ring in self.rings])

    def mirrored(self, axis: str = "x") -> Region:
        """The region with x (or y) turned into -x (or -y)."""
        return Region(self._engine.mirror((1.0, 0.0) if axis == "x" else (0.0, 1.0)))

    def contains(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Which of the points (n, 2) lie inside; those on the edge may count either way."""
        xy = np.asarray(points, dtype=np.float64).reshape(-1, 2)
        inside = np.zeros(len(xy), dtype=np.int64)
        for ring in self.rings:
            inside += _winding(ring, xy)
        return inside > 0

    def away(self, points: ArrayLike) -> NDArray[np.float64]:
        """Distance of each of the points (n, 2) from the region, nm; 0 inside, infinite from an empty one."""
        xy = np.asarray(points, dtype=np.float64).reshape(-1, 2)
        if not self:
            return np.full(len(xy), math.inf)
        return np.asarray(shapely.distance(self.shape(), shapely.points(xy)), dtype=np.float64)

    def gap(self, other: Region) -> tuple[float, tuple[float, float]]:
        """Distance from another region, nm (0 where they meet, infinite when one is empty), and where from."""
        if not self or not other:
            return (math.inf, (math.nan, math.nan))
        line = shapely.shortest_line(self.shape(), other.shape())
        x, y = shapely.get_coordinates(line)[0].tolist()
        return (float(shapely.length(line)), (x, y))

    @property
    def inner_point(self) -> tuple[float, float]:
        """A point well inside the region, nm."""
        point = shapely.point_on_surface(max(self.parts, key=lambda part: part.area).shape())
        return (float(point.x), float(point.y))

    def shape(self) -> shapely.MultiPolygon:
        """The region as shapely polygons, for distances and spatial indexes."""
        return shapely_polygons(self)

    def triangles(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Vertices (n, 2) and triangles (m, 3) that tile the region, counter-clockwise."""
        rings = self.rings
        if not rings:
            return np.zeros((0, 2)), np.zeros((0, 3), dtype=np.int64)
        return np.concatenate(rings), np.asarray(triangulate(rings), dtype=np.int64)


EMPTY = Region(CrossSection())


def region(rings: Iterable[ArrayLike]) -> Region:
    """Region of oriented rings (n, 2): counter-clockwise rings are joined, clockwise rings are holes in them."""
    polygons = [np.asarray(ring, dtype=np.float64) for ring in rings]
    return Region(CrossSection(polygons, FillRule.Positive)) if polygons else EMPTY


def polygon(outer: ArrayLike, *holes: ArrayLike) -> Region:
    """Region of one outline with holes, each (n, 2) in either orientation."""
    outline = oriented(np.asarray(outer, dtype=np.float64), positive=True)
    return region([outline, *(oriented(np.asarray(h, dtype=np.float64), positive=False) for h in holes)])


def rectangle(x0: float, y0: float, x1: float, y1: float) -> Region:
    """Axis-parallel rectangle, nm."""
    return region([np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float64)])


def circle_segments(radius: float, chord: float = CHORD) -> int:
    """Number of sides (a multiple of 4, 16 to 1024) that keeps a polygon within `chord` nm of the circle."""
    if radius <= 0:
        return 16
    sides = math.pi / math.sqrt(2 * min(chord / radius, 0.5))
    return int(min(1024, max(16, 4 * math.ceil(sides / 4))))


def circle_ring(radius: float, segments: int) -> NDArray[np.float64]:
    """Polygon (segments, 2) about the origin with exactly the area of the circle of that radius."""
    angle = (np.arange(segments) + 0.5) * (2 * math.pi / segments)
    equal_area = radius * math.sqrt(2 * math.pi / (segments * math.sin(2 * math.pi / segments)))
    return equal_area * np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def discs(centres: ArrayLike, radius: float, *, segments: int | None = None) -> Region:
    """Union of equal discs about the centres (n, 2)."""
    if radius <= 0:
        return EMPTY
    ring = circle_ring(radius, segments or circle_segments(radius))
    return placed([ring], centres)


def placed(rings: Sequence[NDArray[np.float64]], places: ArrayLike) -> Region:
    """Union of copies of the oriented rings moved to each place (n, 2)."""
    at = np.asarray(places, dtype=np.float64).reshape(-1, 1, 2)
    return Region(CrossSection([copy for ring in rings for copy in ring[None] + at], FillRule.Positive))


def joined(regions: Sequence[Region]) -> Region:
    """Union of all regions."""
    if not regions:
        return EMPTY
    return Region(CrossSection.batch_boolean([r._engine for r in regions], OpType.Add))


def without(base: Region, others: Sequence[Region]) -> Region:
    """`base` less every one of `others`."""
    if not others:
        return base
    return Region(CrossSection.batch_boolean([base._engine, *(r._engine for r in others)], OpType.Subtract))


def hull(points: ArrayLike) -> Region:
    """Convex hull of points (n, 2)."""
    return Region(CrossSection.hull_points(np.asarray(points, dtype=np.float64)))


def boxes_meet(a: Box, b: Box) -> bool:
    """Whether two boxes share a point."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def turn_matrix(degrees: float) -> NDArray[np.float64]:
    """Rotation matrix (2, 2), with exact zeros and ones at multiples of 90 degrees."""
    quarter = degrees / 90
    if quarter == round(quarter):
        c, s = ((1, 0), (0, 1), (-1, 0), (0, -1))[int(quarter) % 4]
    else:
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))  # type: ignore[assignment]
    return np.array([[c, -s], [s, c]], dtype=np.float64)


def shapely_polygons(flat: Region) -> shapely.MultiPolygon:
    """The region as shapely polygons (a MultiPolygon), made all at once."""
    parts = [part.rings for part in flat.parts]
    rings = [ring for part in parts for ring in part]
    if not rings:
        return shapely.MultiPolygon()
    count = np.array([len(ring) for ring in rings])
    area = _signed_areas(np.concatenate(rings), count)
    part_of = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    has_outer = np.bincount(part_of, weights=area > 0, minlength=len(parts)) > 0
    # of each part the outer ring comes first, then its holes
    order = np.lexsort((area < 0, part_of))
    order = order[(area[order] != 0) & has_outer[part_of[order]]]
    if not len(order):
        return shapely.MultiPolygon()
    index = np.repeat(np.arange(len(order)), count[order])
    points = np.concatenate([rings[i] for i in order.tolist()])
    lines = np.asarray(shapely.linearrings(points, indices=index), dtype=object)
    _, of_part = np.unique(part_of[order], return_inverse=True)
    return shapely.MultiPolygon(np.asarray(shapely.polygons(lines, indices=of_part), dtype=object).tolist())


def _signed_areas(xy: NDArray[np.float64], count: NDArray[np.int64]) -> NDArray[np.float64]:
    """`signed_area` of each of the rings whose points (n, 2) follow each other, `count` points of each."""
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    x, y = (xy - np.repeat(xy[start], count, axis=0)).T
    # every ring begins at its own origin, so the step from its last point to the next ring is worth nothing
    cross = np.append(x[:-1] * y[1:] - y[:-1] * x[1:], 0.0)
    return np.asarray(0.5 * np.add.reduceat(cross, start))


def signed_area(ring: NDArray[np.float64]) -> float:
    """Area of a ring, nm2; positive when it runs counter-clockwise."""
    x, y = (ring - ring[0]).T
    return float(0.5 * (np.dot(x[:-1], y[1:]) - np.dot(y[:-1], x[1:])))


def oriented(ring: NDArray[np.float64], *, positive: bool) -> NDArray[np.float64]:
    """The ring running counter-clockwise (positive) or clockwise."""
    return ring if (signed_area(ring) > 0) == positive else ring[::-1].copy()


def _winding(ring: NDArray[np.float64], xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Winding number of the ring about each point (n,), in blocks that bound the memory."""
    result = np.zeros(len(xy), dtype=np.int64)
    a, b = ring, np.roll(ring, -1, axis=0)
    block = max(1, 2_000_000 // max(1, len(ring)))
    for start in range(0, len(xy), block):
        x, y = xy[start : start + block, 0, None], xy[start : start + block, 1, None]
        side = (b[:, 0] - a[:, 0]) * (y - a[:, 1]) - (b[:, 1] - a[:, 1]) * (x - a[:, 0])
        up = (a[:, 1] <= y) & (b[:, 1] > y) & (side > 0)
        down = (a[:, 1] > y) & (b[:, 1] <= y) & (side < 0)
        result[start : start + block] = up.sum(axis=1) - down.sum(axis=1)
    return result
