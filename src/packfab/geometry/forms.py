# SPDX-License-Identifier: Apache-2.0
"""What is left of each conductor at each of its places? Places with congruent surroundings are resolved once.

A form is a solid with all that alters it: what displaces or cuts it later and, when it takes only void, what stood
there before. All relative to its place, and told by the same key wherever it looks the same: bodies that cover the
whole box of the place count without their offset, large footprints only with what of them lies in that box.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from packfab.geometry import plane
from packfab.geometry.instances import (
    Bools,
    Floats,
    Instances,
    Ints,
    Shadows,
    drawn,
    instances,
    meeting_boxes,
    moved,
    nearby,
)
from packfab.geometry.layers import is_straight
from packfab.geometry.levels import JUST, Level, is_upright, is_wide, shape_heights
from packfab.geometry.rounds import Round
from packfab.geometry.solid import Solid
from packfab.geometry.touching import one_body
from packfab.geometry.tube import Tube

_LARGE = 48
"""A footprint with more corners is looked at only where it matters."""
_MANY = 32
"""So many bodies that alter one are taken away together."""
_OFFSET, _COVER = -1, -2
"""How an altering body is placed: by its offset, or without: it covers all of the box. From 0 on: a clip of it."""


@dataclass(slots=True)
class Outlines:
    """Cross-sections of solids about the origin of a place, each made once."""

    solids: Sequence[Solid]
    known: dict[tuple[int, float], shapely.Geometry]

    def at(self, index: int, z: float) -> shapely.Geometry:
        """Of the solid at height z; of one with upright walls the same at all heights."""
        solid = self.solids[index]
        if not solid.z0 <= z < solid.z1:
            return shapely.MultiPolygon()
        key = (index, float(solid.z0) if is_upright(solid) else z)
        if key not in self.known:
            self.known[key] = drawn(solid.shape, solid.shape.outline(z))
        return self.known[key]


@dataclass(frozen=True, slots=True)
class Alters:
    """One body that alters a form: solid (index), where (one of the constants above, or a clip), its offset, nm."""

    solid: int
    how: int
    offset: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Form:
    """A solid as it is left at a place, about that place; nodes from below, and the piece that each belongs to."""

    index: int
    outlines: Outlines
    alters: tuple[Alters, ...]
    clips: Sequence[shapely.Geometry]

    @property
    def solid(self) -> Solid:
        """What it is a form of."""
        return self.outlines.solids[self.index]

    @cached_property
    def heights(self) -> list[float]:
        """At which it may change, from its foot to its head."""
        solids = self.outlines.solids
        every = {
            float(z) for i in (self.index, *(a.solid for a in self.alters)) for z in shape_heights(solids[i].shape)
        }
        low, high = float(self.solid.z0), float(self.solid.z1)
        return sorted({z for z in every if low < z < high} | {low, high})

    def flat(self, z0: float, z1: float) -> bool:
        """Whether it is the same at every height in between."""
        solids = [self.outlines.solids[i] for i in (self.index, *(a.solid for a in self.alters))]
        return all(is_upright(s) for s in solids if s.z0 < z1 and s.z1 > z0)

    def left(self, z: float) -> NDArray[np.object_]:
        """Connected pieces of what is left of it at a height."""
        own = self.outlines.at(self.index, z)
        after = [a for a in self.alters if a.solid > self.index]
        if self.solid.mode == "under":
            taken = self._taken([a for a in self.alters if a.solid < self.index], z)
            own = shapely.difference(own, taken) if taken is not None else own
        own = self._without(own, after, z)
        parts = shapely.get_parts(own)
        parts = parts[shapely.get_type_id(parts) == 3]
        return np.asarray(parts[is_wide(parts)], dtype=object) if len(parts) else parts

    def _without(self, own: shapely.Geometry, after: Sequence[Alters], z: float) -> shapely.Geometry:
        """A cross-section less what displaces or cuts it; many places of one solid are taken away together."""
        solids = self.outlines.solids
        here = [a for a in after if solids[a.solid].z0 <= z < solids[a.solid].z1]
        many = [a for a in here if a.how == _OFFSET] if len(here) > _MANY else []
        if many:
            offsets: dict[int, list[tuple[int, int]]] = {}
            for alters in many:
                offsets.setdefault(alters.solid, []).append(alters.offset)
            gone = [plane.placed(solids[i].shape.outline(z), at) for i, at in offsets.items()]
            own = plane.without(_region(own), gone).shape()
        left = [a for a in here if not many or a.how != _OFFSET]
        few = [flat for a in left if (flat := self._drawn(a, z)) is not None]
        return shapely.difference(own, shapely.union_all(few)) if few else own

    def _drawn(self, alters: Alters, z: float) -> shapely.Geometry | None:
        solid = self.outlines.solids[alters.solid]
        if not solid.z0 <= z < solid.z1:
            return None
        if alters.how == _COVER:
            x0, y0, x1, y1 = self.solid.shape.box
            return shapely.box(x0 - 1000, y0 - 1000, x1 + 1000, y1 + 1000)
        if alters.how >= 0:
            return self.clips[alters.how]
        whole = self.outlines.at(alters.solid, z)
        return moved(np.array([whole], dtype=object), np.array([alters.offset]))[0] if any(alters.offset) else whole

    def _taken(self, before: Sequence[Alters], z: float) -> shapely.Geometry | None:
        """What is no void when a body comes that takes only void."""
        held: list[tuple[str, shapely.Geometry]] = []
        for alters in before[self._emptied(before, z) :]:
            drawn = self._drawn(alters, z)
            if drawn is None:
                continue
            solid = self.outlines.solids[alters.solid]
            if solid.mode == "under":
                for _, other in held:
                    drawn = shapely.difference(drawn, other)
            else:
                only = solid.only if solid.mode == "cut" else frozenset[str]()
                held = [(name, other if only and name not in only else shapely.difference(other, drawn))
                        for name, other in held]  # fmt: skip
            if solid.mode != "cut":
                held.append((solid.material, drawn))
        return shapely.union_all([shape for _, shape in held]) if held else None

    def _emptied(self, before: Sequence[Alters], z: float) -> int:
        """From where on the log matters: the last cut that leaves nothing where the body comes, and what follows it."""
        own = self.solid.shape
        for k in range(len(before) - 1, -1, -1):
            alters, solid = before[k], self.outlines.solids[before[k].solid]
            if solid.mode != "cut" or solid.only or not solid.z0 <= z < solid.z1 or alters.how >= 0:
                continue
            if alters.how == _COVER:
                return k + 1
            cut = solid.shape
            here = not any(alters.offset)
            if here and isinstance(own, Round) and isinstance(cut, Round) and cut.radius(z) >= own.radius(z):
                return k + 1
        return 0

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """What is left of it, from below; as `levels` tells of a whole build."""
        return tuple(self._levels())

    def _levels(self) -> Iterator[Level]:
        for slab, (z0, z1) in enumerate(zip(self.heights[:-1], self.heights[1:], strict=True)):
            middle = (z0 + z1) / 2
            looks = [(z0, z0, z0), (middle, middle, middle), (z1 - JUST, z1, z1)]
            for z, bottom, top in [(middle, z0, z1)] if self.flat(z0, z1) else looks:
                found = self.left(z)
                yield Level(slab, bottom, top, found)

    @cached_property
    def nodes(self) -> Nodes:
        """Its pieces by level."""
        levels = self.levels
        polygons = np.concatenate([level.polygons for level in levels])
        low = np.concatenate([np.full(len(level.polygons), level.z0) for level in levels])
        high = np.concatenate([np.full(len(level.polygons), level.z1) for level in levels])
        if len(levels) == 1:
            return Nodes(polygons, low, high, np.arange(len(polygons)))
        if isinstance(self.solid.shape, Tube):
            return Nodes(polygons, low, high, np.zeros(len(polygons), np.int64))
        group = groups(len(polygons), one_body(levels))
        return Nodes(polygons, low, high, _ranked(group, low))

    @cached_property
    def upright(self) -> bool:
        """Whether each of its nodes stands for all heights between its foot and its head."""
        return bool((self.nodes.z0 < self.nodes.z1).all())

    def at(self, z: float) -> tuple[NDArray[np.object_], Ints]:
        """Its polygons at height z, and the piece that each belongs to."""
        nodes = self.nodes
        if self.upright:
            here = (nodes.z0 <= z) & (z < nodes.z1)
            return nodes.polygons[here], nodes.piece[here]
        found = self.left(z)
        if nodes.count <= 1:
            return found, np.zeros(len(found), np.int64)
        away = np.maximum(np.maximum(nodes.z0 - z, z - nodes.z1), 0.0)
        return found, np.array([nodes.piece[_closest(nodes.polygons, away, one)] for one in found], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Nodes:
    """Pieces of all levels: polygon, z range, and number of the connected piece that each is part of."""

    polygons: NDArray[np.object_]
    z0: Floats
    z1: Floats
    piece: Ints

    @property
    def count(self) -> int:
        """How many connected pieces there are."""
        return int(self.piece.max()) + 1 if len(self.piece) else 0


def _region(flat: shapely.Geometry) -> plane.Region:
    """Polygons as a region, each part asked for its rings: shapely tells none of a multipolygon."""
    return plane.region([
        plane.oriented(shapely.get_coordinates(ring)[:-1], positive=k == 0)
        for part in shapely.get_parts(flat) for k, ring in enumerate(shapely.get_rings(part))
    ])  # fmt: skip


def groups(count: int, pairs: Sequence[tuple[int, int]] | Ints) -> Ints:
    """Number of the connected group of each of `count` things, of which pairs hang together."""
    a, b = np.asarray(pairs, dtype=np.int64).reshape(-1, 2).T
    _, label = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(count, count)), directed=False)
    return np.asarray(label, dtype=np.int64)


def _ranked(group: Ints, low: Floats) -> Ints:
    """Groups numbered from below."""
    first: dict[int, tuple[float, int]] = {}
    for k, name in enumerate(group.tolist()):
        first.setdefault(name, (float(low[k]), k))
    rank = {name: i for i, name in enumerate(sorted(first, key=lambda name: first[name]))}
    return np.array([rank[name] for name in group.tolist()], dtype=np.int64)


def _closest(polygons: NDArray[np.object_], away: Floats, one: shapely.Geometry) -> int:
    """The node at the nearest height that overlaps a polygon most, else that lies nearest."""
    near = np.flatnonzero(away == away.min())
    shared = shapely.area(shapely.intersection(polygons[near], one))
    best = np.argmax(shared) if shared.max() > 0 else np.argmin(shapely.distance(polygons[near], one))
    return int(near[best])


def forms_of(solids: Sequence[Solid], rows: Instances, shadows: Shadows) -> tuple[list[Form], Ints]:
    """The distinct forms of the conductors in rows, and which of them each row has."""
    outlines = Outlines(solids, {})
    clips: list[shapely.Geometry] = []
    row, items = _altering(solids, rows, shadows, clips)
    starts = np.searchsorted(row, np.arange(len(rows) + 1))
    known: dict[tuple[int, bytes], int] = {}
    forms: list[Form] = []
    of = np.empty(len(rows), dtype=np.int64)
    for k, index in enumerate(rows.solid.tolist()):
        own = items[starts[k] : starts[k + 1]]
        key = (index, own.tobytes())
        if key not in known:
            known[key] = len(forms)
            alters = tuple(Alters(j, how, (dx, dy)) for j, how, dx, dy in own.tolist())
            forms.append(Form(index, outlines, alters, clips))
        of[k] = known[key]
    return forms, of


def _altering(
    solids: Sequence[Solid], rows: Instances, shadows: Shadows, clips: list[shapely.Geometry]
) -> tuple[Ints, Ints]:
    """Row (n) and what alters it (n, 4: solid, how, dx, dy), in the order of rows and of the log."""
    late = any(solids[i].mode == "under" for i in set(rows.solid.tolist()))
    which = [j for j, s in enumerate(solids) if len(s.places) and (late or s.mode != "under")]
    others = instances(solids, which)
    a, b = meeting_boxes(rows, others, -1.0)
    keep = _acts(solids, rows.solid[a], others.solid[b])
    a, b = a[keep], b[keep]
    keep = shadows.meet(rows, a, others, b, 0.0)
    a, b = a[keep], b[keep]
    upright = np.array([is_upright(s) for s in solids], dtype=bool)[others.solid[b]]
    how = np.full(len(a), _OFFSET, dtype=np.int64)
    how[upright] = np.where(shadows.cover(rows, a[upright], others, b[upright]), _COVER, _OFFSET)
    by = others.offset[b] - rows.offset[a]
    by[how == _COVER] = 0
    _clip(solids, rows, shadows, clips, a, others.solid[b], how, by)
    items = np.column_stack([others.solid[b], how, by]).astype(np.int64)
    order = np.lexsort((items[:, 3], items[:, 2], items[:, 1], items[:, 0], a))
    return a[order], items[order]


def _acts(solids: Sequence[Solid], i: Ints, j: Ints) -> Bools:
    """Whether solid j has a say in what is left of solid i."""
    mode = np.array([{"over": 0, "under": 1, "cut": 2}[s.mode] for s in solids], dtype=np.int8)
    only = np.array([bool(s.only) for s in solids], dtype=bool)
    takes = (j > i) & ((mode[j] == 0) | ((mode[j] == 2) & ~only[j]))
    some = np.flatnonzero((j > i) & (mode[j] == 2) & only[j])
    takes[some] = [
        solids[p].material in solids[q].only for p, q in zip(i[some].tolist(), j[some].tolist(), strict=True)
    ]
    return np.asarray(takes | ((mode[i] == 1) & (j < i)))


def _clip(
    solids: Sequence[Solid], rows: Instances, shadows: Shadows, clips: list[shapely.Geometry],
    a: Ints, solid: Ints, how: Ints, by: Ints,
) -> None:  # fmt: skip
    """Give large upright footprints in one place as what of them lies in the box of the row; in place."""
    known: dict[tuple[int, bytes], int] = {}
    for j in np.unique(solid[how == _OFFSET]).tolist():
        one = solids[j]
        if len(one.places) > 1 or not is_straight(one) or shapely.get_num_coordinates(shadows.of(j)) <= _LARGE:
            continue
        some = np.flatnonzero((solid == j) & (how == _OFFSET))
        local = np.asarray(rows.box[a[some]], dtype=np.float64) - one.places[0][[0, 1, 0, 1]]
        local += (-10.0, -10.0, 10.0, 10.0)
        cut = moved(nearby(shadows.of(j), local), by[some])
        cut = shapely.normalize(shapely.set_precision(cut, 0.01))
        for k, shape in zip(some.tolist(), cut, strict=True):
            key = (j, shapely.to_wkb(shape))
            if key not in known:
                known[key] = len(clips)
                clips.append(shape)
            how[k], by[k] = known[key], 0
