# SPDX-License-Identifier: Apache-2.0
"""Where are flat polygons narrower than a limit, where do they have notches, and which come too close to each other?

Width and notch are measured as in `line_width`, of many polygons at once: along rays that leave an edge straight and
meet an edge that faces it (inclined by up to 20 degrees), and from corners that point into the way. The distance of
two polygons is Euclidean. Exact for straight edges; a polygon that stands for a round outline lies within the chord
(0.2 um) of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from packfab.geometry.levels import FEELER
from packfab.geometry.line_width import TAPER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Polygons = NDArray[np.object_]

_INSET = 0.5
"""nm, how far from its ends a ray leaves an edge."""
_SHORT = 10.0
"""nm, edges no longer than this are rounding."""
_SLACK = math.radians(2.0)
_ROUNDS = 6
_STRETCHES = 32
"""So many places of one pair of polygons are told apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Narrow:
    """Places (k) where two edges face each other: of which polygons, how far apart (nm), and the two points (k, 2)."""

    polygon: Ints
    other: Ints
    distance: Floats
    a: Floats
    b: Floats

    def __len__(self) -> int:
        return len(self.distance)

    def kept(self, which: NDArray[np.bool_] | Ints) -> Narrow:
        """Some of the places."""
        return Narrow(self.polygon[which], self.other[which], self.distance[which], self.a[which], self.b[which])


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """Edges a to b (n, 2) with normals into the side that is asked, length, polygon, and the edge before each."""

    a: Floats
    b: Floats
    normal: Floats
    length: Floats
    of: Ints
    before: Ints
    tree: shapely.STRtree


def narrow_places(polygons: Polygons, limit: float, *, outside: bool = False) -> tuple[Floats, Narrow]:
    """The least width of each polygon (nm, inf where it has none), and every place where it is below the limit.

    outside: of notches and holes instead, no further than the limit.
    """
    # an edge of rounding is no edge
    shapes = shapely.orient_polygons(shapely.simplify(polygons, FEELER))
    edges = _edges(shapes, outside=outside)
    least = np.full(len(polygons), np.inf)
    found = [_nothing()]
    if edges is None:
        return least, found[0]
    reach = np.full(len(polygons), float(limit))
    if not outside:
        reach = np.maximum(4.2 * shapely.area(shapes) / np.maximum(shapely.length(shapes), 1.0), limit)
    asked = np.ones(len(polygons), dtype=bool)
    for _ in range(1 if outside else _ROUNDS):
        across = _across(edges, reach, asked, outside=outside)
        found.append(across)
        np.minimum.at(least, across.polygon, across.distance)
        asked = ~np.isfinite(least)
        reach = np.where(asked, 2 * reach, reach)
        if not asked.any():
            break
    far = np.minimum(np.maximum(np.where(np.isfinite(least), least, reach), limit), reach)
    corners = _at_corners(edges, far, outside=outside)
    np.minimum.at(least, corners.polygon, corners.distance)
    every = _joined([*found, corners])
    return least, every.kept(every.distance < limit)


def close_places(polygons: Polygons, limit: float) -> Narrow:
    """Every place where two of the polygons (which do not overlap) come closer than the limit.

    A pair that comes close in several stretches has one place in each. Where no two do, the two that come closest are
    given, if they are no further apart than a thousand limits.
    """
    tree = shapely.STRtree(polygons)
    for reach in (limit, 4 * limit, 32 * limit, 1000 * limit):
        i, j = tree.query(polygons, predicate="dwithin", distance=reach)
        i, j = i[i < j], j[i < j]
        if len(i):
            break
    ends = shapely.get_coordinates(shapely.shortest_line(polygons[i], polygons[j])).reshape(-1, 2, 2)
    found = Narrow(i.astype(np.int64), j.astype(np.int64), np.hypot(*(ends[:, 1] - ends[:, 0]).T),
                   ends[:, 0], ends[:, 1])  # fmt: skip
    closer = np.flatnonzero(found.distance < limit)
    if not len(closer):
        return found.kept(np.argsort(found.distance, kind="stable")[:1])
    pairs = zip(found.polygon[closer].tolist(), found.other[closer].tolist(), strict=True)
    every = _joined([_stretches(polygons, one, other, limit) for one, other in pairs])
    return every.kept(every.distance < limit)


def local_least(places: Narrow, reach: float) -> Narrow:
    """Of places of the same polygons that lie within `reach` of each other (a chain of them) only the least."""
    if len(places) < 2:
        return places
    middle = shapely.points((places.a + places.b) / 2)
    i, j = shapely.STRtree(np.asarray(middle, dtype=object)).query(middle, predicate="dwithin", distance=reach)
    pair = np.sort(np.stack([places.polygon, places.other]), axis=0)
    same = (pair[:, i] == pair[:, j]).all(axis=0) & (i < j)
    size = (len(places), len(places))
    links = coo_array((np.ones(int(same.sum())), (i[same], j[same])), shape=size)
    _, group = connected_components(links, directed=False)
    order = np.lexsort((places.distance, group))
    first = np.concatenate([[True], np.diff(group[order]) > 0])
    return places.kept(np.sort(order[first]))


def _stretches(polygons: Polygons, i: int, j: int, limit: float) -> Narrow:
    """Where polygon j runs within the limit of polygon i: the closest place of each stretch."""
    one, other = polygons[i], polygons[j]
    near = shapely.intersection(shapely.boundary(other), shapely.buffer(one, limit, quad_segs=32))
    parts = shapely.get_parts(shapely.line_merge(near)) if near.geom_type == "MultiLineString" else np.array([near])
    parts = parts[~shapely.is_empty(parts)][:_STRETCHES]
    lines = shapely.shortest_line(one, parts) if len(parts) > 1 else shapely.shortest_line(one, np.array([other]))
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    count = len(ends)
    return Narrow(np.full(count, i), np.full(count, j), shapely.length(lines), ends[:, 0], ends[:, 1])


def _edges(shapes: Polygons, *, outside: bool) -> _Edges | None:
    rings, of = shapely.get_rings(shapes, return_index=True)
    if not len(rings):
        return None
    points, ring = shapely.get_coordinates(rings, return_index=True)
    # each ring repeats its first point
    joined = np.flatnonzero(ring[:-1] == ring[1:])
    a, b, ring = points[joined], points[joined + 1], ring[joined]
    starts = np.searchsorted(ring, ring, side="left")
    counts = np.bincount(ring)[ring]
    before = starts + (np.arange(len(a)) - starts - 1) % counts
    along = b - a
    length = np.hypot(*along.T)
    # outer rings run counter-clockwise, holes clockwise: the polygon is on the left
    normal = np.stack([-along[:, 1], along[:, 0]], axis=-1) / np.maximum(length, 1e-9)[:, None]
    lines = shapely.linestrings(np.stack([a, b], axis=1))
    return _Edges(
        a, b, -normal if outside else normal, length, of[ring], before, shapely.STRtree(np.asarray(lines, dtype=object))
    )


def _across(edges: _Edges, reach: Floats, asked: NDArray[np.bool_], *, outside: bool) -> Narrow:
    """Places that rays from the middle and the ends of edges of the polygons asked meet within reach of each."""
    along = edges.b - edges.a
    own = np.flatnonzero((edges.length > _SHORT) & asked[edges.of])
    # both ends of short edges of a round outline are as far away as its middle
    long = own[edges.length[own] > reach[edges.of[own]] / 8]
    inset = (_INSET / edges.length[long])[:, None]
    foot = np.concatenate([(edges.a[own] + edges.b[own]) / 2,
                           edges.a[long] + inset * along[long], edges.b[long] - inset * along[long]])  # fmt: skip
    source = np.concatenate([own, long, long])
    tip = foot + (reach[edges.of[source]])[:, None] * edges.normal[source]
    ray, hit = edges.tree.query(shapely.linestrings(np.stack([foot, tip], axis=1)), predicate="intersects")
    other = hit != source[ray]
    ray, hit = ray[other], hit[other]
    out, into = edges.normal[source[ray]], edges.normal[hit]
    cosine = -(out * into).sum(axis=1)
    gap = ((edges.a[hit] - foot[ray]) * -into).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.where(np.abs(cosine) > 1e-9, gap / cosine, np.inf)
    distance = np.where(distance > 0, distance, np.inf)
    same = edges.of[source[ray]] == edges.of[hit]
    first = np.full(len(foot), np.inf)
    # of all edges that a ray crosses the first one ends it; inside no other polygon stands in the way
    np.minimum.at(first, ray, distance if outside else np.where(same, distance, np.inf))
    beside = _shared(edges, source[ray], hit) >= distance / 2
    facing = (cosine >= math.cos(_SLACK)) | ((cosine >= math.cos(TAPER)) & beside)
    seen = facing & same & (distance <= first[ray] + _INSET) & np.isfinite(distance) & (distance > FEELER)
    ray, hit, distance, cosine = ray[seen], hit[seen], distance[seen], cosine[seen]
    width = distance * cosine / np.sqrt((1 + cosine) / 2)
    ends = foot[ray] + edges.normal[source[ray]] * distance[:, None]
    of = edges.of[hit]
    return _least_of_pairs(Narrow(of, of, width, foot[ray], ends), source[ray], hit)


def _least_of_pairs(places: Narrow, one: Ints, other: Ints) -> Narrow:
    """Of several places of the same two edges the least."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((places.distance, high, low))
    low, high = low[order], high[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(low) > 0) | (np.diff(high) != 0)
    return places.kept(order[first])


def _shared(edges: _Edges, one: Ints, other: Ints) -> Floats:
    """Length along their middle direction over which two edges lie beside each other, nm."""
    way = (edges.b - edges.a) / np.maximum(edges.length, 1e-9)[:, None]
    middle = way[one] - way[other]
    size = np.hypot(*middle.T)
    middle = middle / np.where(size > 0, size, 1.0)[:, None]
    low, high = (((end[one] - edges.a[one]) * middle).sum(axis=1) for end in (edges.a, edges.b))
    far, near = (((end[other] - edges.a[one]) * middle).sum(axis=1) for end in (edges.a, edges.b))
    shared: Floats = np.minimum(high, far) - np.maximum(low, near)
    return shared


def _at_corners(edges: _Edges, reach: Floats, *, outside: bool) -> Narrow:
    """Places within reach of each polygon from a corner that points into the way to an edge or corner that faces it."""
    before, after = edges.normal[edges.before], edges.normal
    turn = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    inward = np.flatnonzero((-turn if outside else turn) < -1e-9)
    if not len(inward):
        return _nothing()
    corner, hit = edges.tree.query(
        shapely.points(edges.a[inward]), predicate="dwithin", distance=reach[edges.of[inward]]
    )
    same = edges.of[inward][corner] == edges.of[hit]
    corner, hit = corner[same], hit[same]
    at, a, along = edges.a[inward][corner], edges.a[hit], edges.b[hit] - edges.a[hit]
    t = np.clip(((at - a) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-9), 0.0, 1.0)[:, None]
    way = a + t * along - at
    distance = np.hypot(*way.T)
    apart = distance > FEELER
    corner, hit, at, way, distance = corner[apart], hit[apart], at[apart], way[apart], distance[apart]
    way = way / distance[:, None]
    cone = [(way * normals[inward][corner]).sum(axis=1) for normals in (before, after)]
    opening = np.arccos(np.clip((before * after).sum(axis=1)[inward][corner], -1.0, 1.0))
    within = np.arccos(np.clip(np.minimum(*cone), -1.0, 1.0)) <= opening + _SLACK
    facing = (way * edges.normal[hit]).sum(axis=1) < -_SLACK
    keep = np.flatnonzero(within & facing)
    corner, hit, at, way, distance = corner[keep], hit[keep], at[keep], way[keep], distance[keep]
    # nothing may stand in the way
    ends = np.stack([at + way, at + way * (distance - 1.0)[:, None]], axis=1)
    segment, met = edges.tree.query(shapely.linestrings(ends), predicate="intersects")
    blocked = segment if outside else segment[edges.of[met] == edges.of[hit][segment]]
    free = np.ones(len(at), dtype=bool)
    free[blocked] = False
    of = edges.of[hit]
    places = Narrow(of, of, distance, at, at + way * distance[:, None]).kept(free)
    return _least_of_pairs(places, len(edges.a) + inward[corner][free], hit[free])


def _joined(several: list[Narrow]) -> Narrow:
    columns = zip(*((n.polygon, n.other, n.distance, n.a, n.b) for n in several), strict=True)
    return Narrow(*(np.concatenate(column) for column in columns))


def _nothing() -> Narrow:
    none = np.zeros(0, dtype=np.int64)
    return Narrow(none, none, np.zeros(0), np.zeros((0, 2)), np.zeros((0, 2)))
