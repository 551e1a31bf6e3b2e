# SPDX-License-Identifier: Apache-2.0
"""Which bodies of metal hang together as built, and by how much area do they touch?

What is left of a conductor at a place depends on what alters it there (`forms.py`); whether two conductors touch, on
their forms and their offset (`meeting.py`). Both are resolved once for all places that look the same, so that an array
of bumps costs as much as one. Faces are in touch where they overlap on one height, walls where they lie within 2 nm.
That is enough for round walls too: polygons stand for circles with equal area, so a barrel and the hole that it fills
cross each other, and the log lets one displace the other edge on edge. A gap of 0.4 um or more is never bridged.

Curved bodies are looked at where they end, half way and where they are widest; what touches them elsewhere is not seen.
A wire is one body. On one core of a busy machine, 10 000 nets of pad, bump, via and ball (40 000 bodies) take 0.7 s, as
many with traces that all differ 4.2 s, and 10 000 plated vias through a plane (50 001 bodies) 3.9 s: time grows as
bodies^1.0 to 1.2. Slices of the whole build took 40 s for 12 800 plated vias.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from packfab.geometry.build import Build, Pick
from packfab.geometry.forms import Form, forms_of, groups
from packfab.geometry.instances import Floats, Instances, Ints, Shadows, instances, meeting_boxes, moved
from packfab.geometry.levels import FEELER
from packfab.geometry.meeting import touches
from packfab.geometry.plane import Box, Region, joined, polygon

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Body:
    """One connected piece of a solid (index in the build) at one of its places."""

    solid: int
    place: int
    piece: int
    """0 unless cuts left more than one piece of that solid in that place."""
    box: Box
    z0: float
    z1: float
    where: Point
    """A point inside it, nm."""


@dataclass(frozen=True, slots=True)
class Link:
    """Bodies a < b (indices in the network) touch; `where` is a point of the contact, nm.

    area: nm2 of all places where they touch, good to a few percent for curved walls; kind `line`: they meet along an
    edge only, or at a corner, which does not conduct.
    """

    a: int
    b: int
    where: Point
    area: float = 0.0
    kind: Literal["area", "line"] = "area"


@dataclass(frozen=True, slots=True)
class Approach:
    """Where two groups of bodies come closest: bodies a and b, their distance, and the two points, nm."""

    a: int
    b: int
    distance: float
    at_a: Point
    at_b: Point


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """Pieces of all levels of some bodies: polygon, z range and body of each, in the same order."""

    polygons: NDArray[np.object_]
    z0: Floats
    z1: Floats
    body: Ints


@dataclass(frozen=True, eq=False)
class Made:
    """What the bodies of a network are made of: forms; of each body its form, offset (n, 2) and piece of the form."""

    forms: Sequence[Form]
    form: Ints
    offset: Ints
    piece: Ints

    def nodes(self, bodies: Ints) -> Nodes:
        """The pieces of some bodies, where they are."""
        polygons: list[NDArray[np.object_]] = []
        heights: list[Floats] = []
        of: list[Ints] = []
        for form in np.unique(self.form[bodies]).tolist():
            known, some = self.forms[form].nodes, bodies[self.form[bodies] == form]
            node, k = np.nonzero(known.piece[:, None] == self.piece[some][None])
            polygons.append(moved(known.polygons[node], self.offset[some[k]]))
            heights.append(np.column_stack([known.z0[node], known.z1[node]]))
            of.append(some[k])
        if not of:
            return Nodes(np.zeros(0, object), np.zeros(0), np.zeros(0), np.zeros(0, np.int64))
        low, high = np.concatenate(heights).T
        return Nodes(np.concatenate(polygons), low, high, np.concatenate(of))


@dataclass(frozen=True, eq=False)
class Network:
    """Bodies, the component (from 0) that each belongs to, and what touches what.

    Bodies that stand apart are components of their own, however many others they touch. edges: pairs that meet along a
    line only, and are no links.
    """

    bodies: tuple[Body, ...]
    label: Ints
    links: tuple[Link, ...]
    made: Made = field(repr=False)
    edges: tuple[Link, ...] = ()

    def find(self, *, solid: int | None = None, place: int | None = None) -> tuple[int, ...]:
        """Bodies of a solid (index in the build), or at a place number, or both."""
        return tuple(
            i for i, b in enumerate(self.bodies) if solid in (None, b.solid) and place in (None, b.place)
        )  # fmt: skip

    def component(self, body: int) -> tuple[int, ...]:
        """All bodies that hang together with this one, itself included."""
        return tuple(np.flatnonzero(self.label == self.label[body]).tolist())

    @cached_property
    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        """Bodies that each body touches."""
        beside: list[list[int]] = [[] for _ in self.bodies]
        for link in self.links:
            beside[link.a].append(link.b)
            beside[link.b].append(link.a)
        return tuple(map(tuple, beside))

    def path(self, start: int | Iterable[int], end: int | Iterable[int]) -> tuple[int, ...]:
        """The shortest chain of bodies in touch from (any of) start to (any of) end; empty when there is none.

        It stays within a component, so that it goes through no body that stands apart.
        """
        starts, ends = _several(start), set(_several(end))
        came: dict[int, int] = dict.fromkeys(starts, -1)
        todo = deque(starts)
        while todo:
            body = todo.popleft()
            if body in ends:
                chain = [body]
                while came[chain[-1]] >= 0:
                    chain.append(came[chain[-1]])
                return tuple(reversed(chain))
            for other in self.neighbours[body]:
                if other not in came and self.label[other] == self.label[body]:
                    came[other] = body
                    todo.append(other)
        return ()

    def outline(self, body: int) -> Region:
        """A body in plan at half its height, as built."""
        nodes, own = self.made.nodes(np.array([body])), self.bodies[body]
        chosen = np.argmin(np.abs(nodes.z0 + nodes.z1 - own.z0 - own.z1))
        level = (nodes.z0 == nodes.z0[chosen]) & (nodes.z1 == nodes.z1[chosen])
        flat = [shapely.get_rings(shape) for shape in nodes.polygons[level]]
        return joined([polygon(*(shapely.get_coordinates(ring)[:-1] for ring in rings)) for rings in flat])

    def approach(self, ones: Iterable[int], others: Iterable[int]) -> Approach:
        """Where two groups of bodies come closest; exact for upright walls and flat faces."""
        a, b = (self.made.nodes(np.array(list(group), dtype=np.int64)) for group in (ones, others))
        rise = np.maximum(b.z0 - a.z1[:, None], a.z0[:, None] - b.z1)
        rise = np.maximum(rise, 0.0)
        least = np.hypot(rise, _between_boxes(a.polygons, b.polygons))
        best, pair = np.inf, (0, 0)
        for flat in np.argsort(least, axis=None):
            i, j = divmod(int(flat), len(b.body))
            if least[i, j] >= best:
                break
            away = float(np.hypot(rise[i, j], shapely.distance(a.polygons[i], b.polygons[j])))
            if away < best:
                best, pair = away, (i, j)
        i, j = pair
        return Approach(int(a.body[i]), int(b.body[j]), best, *_ends(a, i, b, j))


def network(build: Build, conducts: Pick, *, apart: Pick | None = None) -> Network:
    """Bodies of the solids that conduct, as built, and how they hang together.

    What is picked as `apart` (the body of a resistor) touches others and has links, but joins them to no component.
    """
    solids = build.solids
    picked = [i for i, s in enumerate(solids) if s.mode != "cut" and len(s.places) and conducts(s)]
    rows, shadows = instances(solids, picked), Shadows(solids)
    forms, of = forms_of(solids, rows, shadows)
    first, bodies, made = _bodies(forms, of, rows)
    if not bodies:
        return Network((), np.zeros(0, np.int64), (), made)
    ends, area, where = _contacts(forms, of, rows, shadows, first)
    meets = area > 0
    alone = np.array([apart is not None and apart(solids[i]) for i in picked], dtype=bool)
    alone = alone[np.searchsorted(picked, [body.solid for body in bodies])]
    joins = ends[meets & (alone[ends[:, 0]] == alone[ends[:, 1]])]
    links, edges = (_links(ends[which], area[which], where[which]) for which in (meets, ~meets))
    return Network(bodies, groups(len(bodies), joins), links, made, edges)


def _bodies(forms: Sequence[Form], of: Ints, rows: Instances) -> tuple[Ints, tuple[Body, ...], Made]:
    """The first body of each row, all bodies by solid, place and piece, and what they are made of."""
    count = np.array([form.nodes.count for form in forms], dtype=np.int64)
    each = count[of]
    first = np.cumsum(each) - each
    row = np.repeat(np.arange(len(of)), each)
    piece = np.arange(each.sum()) - np.repeat(first, each)
    made = Made(forms, of[row], rows.offset[row], piece)
    if not len(row):
        return first, (), made
    base = (np.cumsum(count) - count)[of[row]] + piece
    boxes, heights, where = (known[base] for known in _pieces(forms, count))
    boxes = boxes + rows.offset[row][:, [0, 1, 0, 1]]
    where = where + np.pad(rows.offset[row], ((0, 0), (0, 1)))
    columns = (rows.solid[row], rows.place[row], piece, boxes, heights[:, 0], heights[:, 1], where)
    found = zip(*(column.tolist() for column in columns), strict=True)
    return first, tuple(Body(s, p, k, tuple(box), z0, z1, tuple(at)) for s, p, k, box, z0, z1, at in found), made


def _pieces(forms: Sequence[Form], count: Ints) -> tuple[Floats, Floats, Floats]:
    """Boxes (n, 4), heights (n, 2) and points inside (n, 3) of the pieces of all forms."""
    first = np.cumsum(count) - count
    nodes = [form.nodes for form in forms]
    piece = np.concatenate([known.piece + start for known, start in zip(nodes, first.tolist(), strict=True)])
    polygons = np.concatenate([known.polygons for known in nodes])
    low, high = (np.concatenate([getattr(known, name) for known in nodes]) for name in ("z0", "z1"))
    order = np.argsort(piece, kind="stable")
    start = np.flatnonzero(np.concatenate([[True], np.diff(piece[order]) > 0]))
    bounds = shapely.bounds(polygons[order])
    boxes = np.hstack([np.minimum.reduceat(bounds[:, :2], start), np.maximum.reduceat(bounds[:, 2:], start)])
    z0, z1 = np.minimum.reduceat(low[order], start), np.maximum.reduceat(high[order], start)
    # of each piece the node that is closest to half its height
    away = np.abs((low + high)[order] - np.repeat(z0 + z1, np.diff([*start, len(order)])))
    middle = order[np.lexsort((away, piece[order]))[start]]
    flat = _points(polygons[middle])
    return boxes, np.column_stack([z0, z1]), np.column_stack([flat, (low[middle] + high[middle]) / 2])


def _contacts(
    forms: Sequence[Form], of: Ints, rows: Instances, shadows: Shadows, first: Ints
) -> tuple[Ints, Floats, Floats]:
    """Pairs of bodies (n, 2) in contact, in order, with area and place (n, 3)."""
    a, b = meeting_boxes(rows, rows, FEELER)
    once = a < b
    a, b = a[once], b[once]
    near = shadows.meet(rows, a, rows, b, FEELER)
    a, b = a[near], b[near]
    key = np.column_stack([of[a], of[b], rows.offset[b] - rows.offset[a]])
    distinct, which = distinct_rows(key)
    known = touches(forms, distinct[:, 0], distinct[:, 1], distinct[:, 2:])
    start = np.searchsorted(known.pair, np.arange(len(distinct) + 1))
    count = np.diff(start)[which]
    pair = np.repeat(np.arange(len(a)), count)
    touch = start[which[pair]] + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    ends = np.column_stack([first[a[pair]] + known.a[touch], first[b[pair]] + known.b[touch]])
    where = known.where[touch] + np.pad(rows.offset[a[pair]], ((0, 0), (0, 1)))
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    return ends[order], known.area[touch][order], where[order]


def distinct_rows(key: Ints) -> tuple[Ints, Ints]:
    """The rows (n, k) that differ, and which of them each row is."""
    if not len(key):
        return key, np.zeros(0, np.int64)
    order = np.lexsort(key.T[::-1])
    new = np.concatenate([[True], (np.diff(key[order], axis=0) != 0).any(axis=1)])
    which = np.empty(len(key), dtype=np.int64)
    which[order] = np.cumsum(new) - 1
    return key[order[new]], which


def _links(ends: Ints, area: Floats, where: Floats) -> tuple[Link, ...]:
    rows = zip(ends.tolist(), area.tolist(), where.tolist(), strict=True)
    return tuple(Link(a, b, tuple(at), size, "area" if size else "line") for (a, b), size, at in rows)


def _points(flat: NDArray[np.object_]) -> Floats:
    """The middle of each flat shape, or a point on it where the middle is not; (n, 2) nm."""
    middle = shapely.centroid(flat)
    beside = ~shapely.intersects(flat, middle)
    middle[beside] = shapely.point_on_surface(flat[beside])
    return np.column_stack([shapely.get_x(middle), shapely.get_y(middle)])


def _several(bodies: int | Iterable[int]) -> tuple[int, ...]:
    return (bodies,) if isinstance(bodies, int) else tuple(bodies)


def _between_boxes(a: NDArray[np.object_], b: NDArray[np.object_]) -> Floats:
    """Distances (a, b) between bounding boxes in plan, nm."""
    p, q = shapely.bounds(a)[:, None], shapely.bounds(b)[None]
    away = np.maximum(np.maximum(p[..., :2] - q[..., 2:], q[..., :2] - p[..., 2:]), 0.0)
    return np.asarray(np.hypot(away[..., 0], away[..., 1]))


def _ends(a: Nodes, i: int, b: Nodes, j: int) -> tuple[Point, Point]:
    line = shapely.shortest_line(a.polygons[i], b.polygons[j])
    (xa, ya), (xb, yb) = shapely.get_coordinates(line).tolist()
    shared = (max(a.z0[i], b.z0[j]) + min(a.z1[i], b.z1[j])) / 2
    za = float(min(max(shared, a.z0[i]), a.z1[i]))
    zb = float(min(max(shared, b.z0[j]), b.z1[j]))
    return (xa, ya, za), (xb, yb, zb)
