# SPDX-License-Identifier: Apache-2.0
"""Which bodies at which places may alter each other or touch, by their boxes and their outlines in plan?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from packfab.geometry import plane
from packfab.geometry.plane import CHORD
from packfab.geometry.rounds import Round
from packfab.geometry.shape import Prism, Rings, Shape
from packfab.geometry.solid import Solid

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_SLACK = 2.0 * CHORD
"""nm, by which the polygons of two circles may reach beyond the circles."""
_BLOCK = 20_000
_FEW = 64
"""Corners of an outline, and holes in it, that are few."""


@dataclass(frozen=True, eq=False)
class Instances:
    """One row for each place of each solid: solid (index), place (number), its offset (n, 2) and box (n, 4), nm."""

    solids: Sequence[Solid]
    solid: Ints
    place: Ints
    offset: Ints
    box: Floats
    z0: Floats
    z1: Floats

    def __len__(self) -> int:
        return len(self.solid)

    def only(self, which: Bools | Ints) -> Instances:
        """Some of the rows."""
        return Instances(self.solids, self.solid[which], self.place[which], self.offset[which], self.box[which],
                         self.z0[which], self.z1[which])  # fmt: skip

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the boxes in plan."""
        return shapely.STRtree(np.asarray(shapely.box(*self.box.T), dtype=object))

    @cached_property
    def radius(self) -> Floats:
        """Largest radius of round bodies, nan of the others, nm."""
        widest = np.array([s.shape.box[2] if isinstance(s.shape, Round) else np.nan for s in self.solids])
        return np.asarray(widest[self.solid], dtype=np.float64)


def instances(solids: Sequence[Solid], which: Sequence[int]) -> Instances:
    """All places of the solids with these indices, in their order."""
    counts = np.array([len(solids[i].places) for i in which], dtype=np.int64)
    solid = np.repeat(np.array(which, dtype=np.int64), counts)
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    offset = np.concatenate([solids[i].places for i in which]) if len(which) else np.zeros((0, 2), np.int64)
    local = np.repeat(np.array([solids[i].shape.box for i in which]).reshape(-1, 4), counts, axis=0)
    heights = np.repeat(np.array([(solids[i].z0, solids[i].z1) for i in which], float).reshape(-1, 2), counts, axis=0)
    return Instances(solids, solid, place, offset, local + offset[:, [0, 1, 0, 1]], heights[:, 0], heights[:, 1])


def meeting_boxes(ones: Instances, others: Instances, reach: float) -> tuple[Ints, Ints]:
    """Pairs of rows whose boxes come within `reach` of each other in plan and along z; negative: overlap by more."""
    found: list[tuple[Ints, Ints]] = []
    for start in range(0, len(ones), _BLOCK):
        x0, y0, x1, y1 = ones.box[start : start + _BLOCK].T
        grown = max(reach, 0.0)
        a, b = others.tree.query(shapely.box(x0 - grown, y0 - grown, x1 + grown, y1 + grown))
        a = a + start
        near = (ones.z0[a] <= others.z1[b] + reach) & (others.z0[b] <= ones.z1[a] + reach)
        for low, high in ((0, 2), (1, 3)):
            near &= ones.box[a, low] <= others.box[b, high] + reach
            near &= others.box[b, low] <= ones.box[a, high] + reach
        found.append((a[near], b[near]))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found])


@dataclass(frozen=True, eq=False)
class Shadows:
    """What each solid covers in plan at one place, seen along z; made when asked for."""

    solids: Sequence[Solid]

    @cached_property
    def _known(self) -> dict[int, shapely.Geometry]:
        return {}

    def of(self, index: int) -> shapely.Geometry:
        """About the origin of its place."""
        if index not in self._known:
            shape = self.solids[index].shape
            flat = drawn(shape, shape.widest(shape.z0, shape.z1))
            shapely.prepare(flat)
            self._known[index] = flat
        return self._known[index]

    def placed(self, rows: Instances, which: Ints) -> NDArray[np.object_]:
        """Of rows, at their places."""
        flat = np.array([self.of(i) for i in rows.solid[which].tolist()], dtype=object)
        moves = rows.offset[which]
        still = ~moves.any(axis=1)
        return np.where(still, flat, moved(flat, moves)) if not still.all() else flat

    def meet(self, ones: Instances, a: Ints, others: Instances, b: Ints, reach: float) -> Bools:
        """Which pairs of rows may come within `reach` of each other in plan; pairs in doubt are kept."""
        between = np.hypot(*(ones.offset[a] - others.offset[b]).T.astype(np.float64))
        both = between <= ones.radius[a] + others.radius[b] + _SLACK + max(reach, 0.0)
        straight = np.isnan(ones.radius[a] + others.radius[b])
        single = np.array([len(s.places) == 1 for s in self.solids], dtype=bool)
        asked = np.flatnonzero(straight & (single[ones.solid[a]] | single[others.solid[b]]))
        keep = both | straight
        # of a pair one side, at least, is drawn in one place only, and is prepared once
        flip = ~single[ones.solid[a[asked]]]
        for swapped in (False, True):
            some = asked[flip == swapped]
            first, second = ((others, b), (ones, a)) if swapped else ((ones, a), (others, b))
            for start in range(0, len(some), _BLOCK):
                rows = some[start : start + _BLOCK]
                keep[rows] = self._near(first[0], first[1][rows], second[0], second[1][rows], max(reach, 0.0))
        return np.asarray(keep, dtype=bool)

    def _near(self, ones: Instances, a: Ints, others: Instances, b: Ints, reach: float) -> Bools:
        fixed = self.placed(ones, a)
        shapely.prepare(fixed)
        return np.asarray(shapely.dwithin(fixed, self.placed(others, b), reach))

    def cover(self, ones: Instances, a: Ints, others: Instances, b: Ints) -> Bools:
        """Which rows b of others cover the whole box of the row a of ones in plan."""
        box, over = ones.box[a], others.box[b]
        sure = np.asarray((over[:, :2] <= box[:, :2]).all(axis=1) & (over[:, 2:] >= box[:, 2:]).all(axis=1))
        some = np.flatnonzero(sure)
        x0, y0, x1, y1 = (box[some] - others.offset[b[some]][:, [0, 1, 0, 1]]).T
        flat = np.array([self.of(i) for i in others.solid[b[some]].tolist()], dtype=object)
        if len(some):
            sure[some] = shapely.covers(flat, shapely.box(x0, y0, x1, y1))
        return sure


def moved(flat: NDArray[np.object_], by: NDArray[np.int64] | Floats) -> NDArray[np.object_]:
    """Each shape moved by its own (n, 2) nm."""
    if not len(flat):
        return flat
    counts = shapely.get_num_coordinates(flat)
    shift = np.repeat(np.asarray(by, dtype=np.float64), counts, axis=0)
    copies = np.array(flat, dtype=object, copy=True)
    return np.asarray(shapely.set_coordinates(copies, shapely.get_coordinates(flat) + shift), dtype=object)


def drawn(shape: Shape, rings: Rings) -> shapely.Geometry:
    """Rings of a shape as a shapely polygon; one ring that crosses nothing needs no polygon engine."""
    plain = isinstance(shape, Round) or (isinstance(shape, Prism) and not shape.slope)
    return shapely.Polygon(rings[0]) if plain and len(rings) == 1 else plane.region(rings).shape()


def nearby(flat: shapely.Geometry, boxes: Floats) -> NDArray[np.object_]:
    """What of one large shape lies in each of the boxes (n, 4): halved again and again, so that it costs n log n."""
    if isinstance(flat, shapely.Polygon) and len(flat.exterior.coords) <= _FEW < len(flat.interiors):
        return _between_holes(flat, boxes)
    found = np.empty(len(boxes), dtype=object)
    todo: list[tuple[shapely.Geometry, Ints]] = [(flat, np.arange(len(boxes)))]
    while todo:
        part, which = todo.pop()
        own = boxes[which]
        if len(which) <= 4 or shapely.get_num_coordinates(part) <= 32:
            found[which] = shapely.intersection(part, shapely.box(*own.T))
            continue
        middle = (own[:, :2] + own[:, 2:]) / 2
        axis = int(np.argmax(np.ptp(middle, axis=0)))
        order = np.argsort(middle[:, axis], kind="stable")
        for half in (order[: len(order) // 2], order[len(order) // 2 :]):
            window = shapely.box(*own[half, :2].min(axis=0), *own[half, 2:].max(axis=0))
            todo.append((shapely.intersection(part, window), which[half]))
    return found


def _between_holes(flat: shapely.Polygon, boxes: Floats) -> NDArray[np.object_]:
    """The same for a polygon with many holes: only those around each box are taken from it."""
    windows = np.asarray(shapely.box(*boxes.T), dtype=object)
    found = np.asarray(shapely.intersection(shapely.Polygon(flat.exterior), windows), dtype=object)
    holes = np.asarray(shapely.polygons(shapely.get_rings(flat)[1:]), dtype=object)
    which, hole = shapely.STRtree(holes).query(windows)
    if len(which):
        order = np.argsort(which, kind="stable")
        some, index = np.unique(which[order], return_inverse=True)
        gone = shapely.multipolygons(holes[hole[order]], indices=index)
        found[some] = shapely.difference(found[some], gone)
    return found
