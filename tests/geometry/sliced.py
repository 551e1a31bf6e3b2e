# SPDX-License-Identifier: Apache-2.0
"""Which bodies hang together when the whole build is sliced at every height? The slow judge of `network`.

It asks nothing of neighbourhoods: all pieces of all levels, what they share with those below and beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import affine_transform

from packfab.geometry import Build, Pick, Piece, Solid, Tube, kept, plane, slice_at
from packfab.geometry.levels import FEELER, JUST, is_upright, is_wide, shape_heights, what_shapes

Owner = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One slice: it stands for z0 to z1, which are equal beside curved bodies.

    slab counts the slabs, between which bodies meet face to face.
    polygons[i], connected, belongs to solids[i] (index in the build) at places[i].
    """

    slab: int
    z0: float
    z1: float
    polygons: NDArray[np.object_]
    solids: NDArray[np.int64]
    places: NDArray[np.int64]


def sliced(build: Build, conducts: Pick) -> tuple[set[frozenset[Owner]], set[frozenset[Owner]]]:
    """Groups of (solid, place) that hang together, and the pairs of them that touch."""
    known = touching_pieces(levels(build, conducts), build.solids)
    owner = [(node.solid, node.place) for node in known.nodes]
    parent = list(range(len(owner)))

    def root(k: int) -> int:
        while parent[k] != k:
            k = parent[k]
        return k

    for a, b in [*known.same, *((touch.a, touch.b) for touch in known.touches)]:
        parent[root(a)] = root(b)
    found: dict[int, set[Owner]] = {}
    for k, own in enumerate(owner):
        found.setdefault(root(k), set()).add(own)
    pairs = {frozenset((owner[touch.a], owner[touch.b])) for touch in known.touches}
    return {frozenset(group) for group in found.values()}, pairs


def levels(build: Build, pick: Pick) -> Iterator[Level]:
    """Levels from below with the pieces of the solids picked, as built."""
    picked = {i for i, s in enumerate(build.solids) if s.mode != "cut" and len(s.places) and pick(s)}
    if not picked:
        return
    needed = what_shapes(build, picked)
    local = replace(build, solids=tuple(s if i in needed else kept(s, []) for i, s in enumerate(build.solids)))
    low, high = min(build.solids[i].z0 for i in picked), max(build.solids[i].z1 for i in picked)
    inside = {float(z) for i in needed for z in shape_heights(build.solids[i].shape) if low < z < high}
    heights = sorted(inside | {float(low), float(high)})
    for slab, (z0, z1) in enumerate(zip(heights[:-1], heights[1:], strict=True)):
        within = [build.solids[i] for i in needed if build.solids[i].z0 < z1 and build.solids[i].z1 > z0]
        middle = (z0 + z1) / 2
        looks = [(z0, z0, z0), (middle, middle, middle), (z1 - JUST, z1, z1)]
        for z, bottom, top in [(middle, z0, z1)] if all(map(is_upright, within)) else looks:
            pieces = [p for p in slice_at(local, z).pieces if p.index in picked]
            yield _level(slab, z, bottom, top, pieces)


def _level(slab: int, z: float, z0: float, z1: float, pieces: list[Piece]) -> Level:
    polygons: list[shapely.Polygon] = []
    solids: list[int] = []
    places: list[int] = []
    for piece in pieces:
        found = np.array(list(piece.region.shape().geoms), dtype=object)
        found = found[is_wide(found)]
        for place, polygon in _by_place(piece.solid, z, found):
            polygons.append(polygon)
            solids.append(piece.index)
            places.append(place)
    return Level(slab, z0, z1, np.array(polygons, dtype=object), np.array(solids, np.int64), np.array(places, np.int64))


def _by_place(solid: Solid, z: float, polygons: NDArray[np.object_]) -> Iterator[tuple[int, shapely.Polygon]]:
    """Each polygon with the place that it belongs to; one that several places share is divided among them."""
    if len(solid.places) == 1:
        yield from ((0, polygon) for polygon in polygons)
        return
    x, y = solid.places.T
    x0, y0, x1, y1 = solid.shape.box
    of, at = shapely.STRtree(shapely.box(x + x0, y + y0, x + x1, y + y1)).query(polygons)[[1, 0]]
    alone = np.bincount(at, minlength=len(polygons)) == 1

    @cache
    def outline() -> shapely.MultiPolygon:
        return plane.region(solid.shape.outline(z)).shape()

    for place, which in zip(of.tolist(), at.tolist(), strict=True):
        if alone[which]:
            yield place, polygons[which]
            continue
        own = affine_transform(outline(), (1, 0, 0, 1, *solid.places[place].tolist()))
        for part in shapely.get_parts(shapely.intersection(polygons[which], own)):
            if part.geom_type == "Polygon" and is_wide(np.array([part]))[0]:
                yield place, part


_LEAST = 100.0
"""nm, a wall in touch over less than this length is a corner that meets a corner."""


def touching_pieces(found: Iterable[Level], solids: Sequence[Solid]) -> Touching:
    """What is one body and what touches, for levels from below; all that is left of a wire is one body."""
    known = Touching()
    below: Level | None = None
    start = 0
    for level in found:
        base = len(known.nodes)
        known.climb(below, start, level)
        below, start = level, base
    first: dict[tuple[int, int], int] = {}
    for k, node in enumerate(known.nodes):
        if isinstance(solids[node.solid].shape, Tube):
            known.same.append((first.setdefault((node.solid, node.place), k), k))
    return known


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One connected piece in one level: of which solid and place, its outline, and for which heights it stands."""

    solid: int
    place: int
    polygon: shapely.Polygon
    z0: float
    z1: float


@dataclass(frozen=True, slots=True, eq=False)
class Touch:
    """Nodes a and b touch: what they share in plan, at height z."""

    a: int
    b: int
    shared: shapely.Geometry
    z: float


@dataclass(slots=True)
class Touching:
    """Nodes from below; pairs of them that are one body; pairs of two bodies that touch."""

    nodes: list[Node] = field(default_factory=list)
    same: list[tuple[int, int]] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    _walls: set[tuple[int, int]] = field(default_factory=set)
    _before: dict[int, list[int]] = field(default_factory=dict)

    def climb(self, below: Level | None, start: int, level: Level) -> None:
        """Add a level, whose neighbour below has its nodes from `start` on."""
        base = len(self.nodes)
        rows = zip(level.solids.tolist(), level.places.tolist(), level.polygons, strict=True)
        self.nodes += [Node(solid, place, polygon, level.z0, level.z1) for solid, place, polygon in rows]
        self._before = {}
        if below is not None and len(below.polygons) and len(level.polygons):
            join = self._face if below.slab != level.slab else self._within
            join(below, start, level, base)
        self._beside(level, base)

    def _one_body(self, lower: int, upper: int) -> None:
        self.same.append((lower, upper))
        self._before.setdefault(upper, []).append(lower)

    def _face(self, below: Level, start: int, above: Level, base: int) -> None:
        """What overlaps on the height that two slabs share."""
        j, i = shapely.STRtree(below.polygons).query(above.polygons, predicate="intersects")
        lower, upper = below.polygons[i], above.polygons[j]
        own = (below.solids[i] == above.solids[j]) & (below.places[i] == above.places[j])
        equal = own & (np.abs(shapely.area(lower) - shapely.area(upper)) < 1.0)
        equal[equal] = (np.abs(shapely.bounds(lower[equal]) - shapely.bounds(upper[equal])) < 1.0).all(axis=1)
        shared = lower.copy()
        shared[~equal] = shapely.intersection(lower[~equal], upper[~equal])
        real = equal | (is_wide(shared) & (shapely.length(shared) > 2 * _LEAST))
        for k in np.flatnonzero(real).tolist():
            a, b = start + int(i[k]), base + int(j[k])
            if own[k]:
                self._one_body(a, b)
            else:
                self.touches.append(Touch(a, b, shared[k], above.z0))

    def _within(self, below: Level, start: int, above: Level, base: int) -> None:
        """The same bodies further up in a slab in which nothing begins or ends."""
        earlier, later = _by_owner(below), _by_owner(above)
        for owner, ups in later.items():
            downs = earlier.get(owner, [])
            for up in ups:
                for down in _continued(below, above, downs, up) if min(len(ups), len(downs)) > 1 else downs:
                    self._one_body(start + down, base + up)

    def _beside(self, level: Level, base: int) -> None:
        """Walls within reach of the feeler; a wall that goes on from the level below is not measured again."""
        if len(level.polygons) < 2:
            return
        tree = shapely.STRtree(level.polygons)
        i, j = tree.query(level.polygons, predicate="dwithin", distance=FEELER)
        once = (i < j) & ((level.solids[i] != level.solids[j]) | (level.places[i] != level.places[j]))
        before, walls = self._walls, set[tuple[int, int]]()
        for a, b in zip(i[once].tolist(), j[once].tolist(), strict=True):
            pair = (base + a, base + b)
            known = any((p, q) in before or (q, p) in before
                        for p in self._before.get(pair[0], []) for q in self._before.get(pair[1], []))  # fmt: skip
            if not known:
                shared = _wall(level.polygons[a], level.polygons[b])
                if shapely.area(shared) < _LEAST * FEELER:
                    continue
                self.touches.append(Touch(*pair, shared, (level.z0 + level.z1) / 2))
            walls.add(pair)
        self._walls = walls


def _by_owner(level: Level) -> dict[tuple[int, int], list[int]]:
    owners: dict[tuple[int, int], list[int]] = {}
    for k, owner in enumerate(zip(level.solids.tolist(), level.places.tolist(), strict=True)):
        owners.setdefault(owner, []).append(k)
    return owners


def _continued(below: Level, above: Level, downs: list[int], up: int) -> list[int]:
    """Which pieces below one piece goes on from: what it overlaps, else the closest."""
    candidates = below.polygons[downs]
    over = shapely.area(shapely.intersection(candidates, above.polygons[up])) > 0
    if over.any():
        return [d for d, yes in zip(downs, over, strict=True) if yes]
    return [downs[int(np.argmin(shapely.distance(candidates, above.polygons[up])))]]


def _wall(one: shapely.Polygon, other: shapely.Polygon) -> shapely.Geometry:
    """The strip, as wide as the feeler, in which one polygon touches the other."""
    small, large = sorted((one, other), key=shapely.get_num_coordinates)
    reach = shapely.buffer(small, FEELER, join_style="mitre")
    return shapely.intersection(reach, large)
