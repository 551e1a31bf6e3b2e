# SPDX-License-Identifier: Apache-2.0
"""How wide is the narrowest line of a flat region?

Width is measured from edge to edge. A ray straight into the region from an edge meets the edge on the other side; when
the two are inclined by an angle w, a ray of length L stands for a width of L cos w / cos(w/2), which is exact where the
region tapers. At a corner that points inwards the distance to whatever faces it counts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from packfab.geometry.levels import FEELER
from packfab.geometry.plane import Region

TAPER = math.radians(20.0)
"""Edges inclined by more than this face each other no more: they are sides of a corner."""
_INSET = 0.5
"""nm, how far from its ends a ray leaves an edge."""
_SHORT = 10.0
"""nm, edges no longer than this are rounding."""
_SLACK = math.radians(2.0)


@dataclass(frozen=True, slots=True)
class Width:
    """The least width in nm, and a point (x, y) in the middle of the narrow place."""

    width: float
    where: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """Edges a to b (n, 2) with inward normals, those before and after each, and a tree over them."""

    a: NDArray[np.float64]
    b: NDArray[np.float64]
    normal: NDArray[np.float64]
    before: NDArray[np.int64]
    tree: shapely.STRtree


def line_width(region: Region) -> Width:
    """The least width of a region, nm: exact for straight edges, within 0.4 um for round ones; inf when empty.

    Corners that point outwards have no width, and the taper of a line that simply ends counts up to 20 degrees.
    """
    # slits and steps of rounding between bodies that touch are closed
    shape = region.shape().buffer(FEELER, join_style="mitre").buffer(-FEELER, join_style="mitre").simplify(FEELER)
    edges = _edges(shape)
    if edges is None:
        return Width(math.inf, (math.nan, math.nan))
    widest = math.hypot(*np.ptp(np.concatenate([edges.a, edges.b]), axis=0).tolist())
    reach = 4 * shape.area / shape.length
    found = _across(edges, reach)
    while not found.width <= reach and reach < 2 * widest:
        reach *= 2
        found = _across(edges, reach)
    corner = _at_corners(edges, min(found.width, 2 * widest), shape)
    return corner if corner.width < found.width else found


def _edges(shape: shapely.Geometry) -> _Edges | None:
    rings = [ring for part in shapely.get_parts(shape) for ring in shapely.get_rings(shapely.orient_polygons(part))]
    starts, before, total = [], [], 0
    for ring in rings:
        points = shapely.get_coordinates(ring)[:-1]
        starts.append(points)
        before.append(total + (np.arange(len(points)) - 1) % len(points))
        total += len(points)
    if not total:
        return None
    a = np.concatenate(starts)
    b = np.concatenate([np.roll(points, -1, axis=0) for points in starts])
    along = b - a
    length = np.hypot(*along.T)
    # outer rings run counter-clockwise, holes clockwise: the region is on the left
    normal = np.stack([-along[:, 1], along[:, 0]], axis=-1) / length[:, None]
    lines = np.asarray(shapely.linestrings(np.stack([a, b], axis=1)), dtype=object)
    return _Edges(a, b, normal, np.concatenate(before), shapely.STRtree(lines))


def _across(edges: _Edges, reach: float) -> Width:
    """The least width along rays from the ends and the middle of every edge that meet one facing it within reach."""
    along = edges.b - edges.a
    length = np.hypot(*along.T)
    own = np.flatnonzero(length > _SHORT)
    inset = (_INSET / length[own])[:, None]
    foot = np.concatenate([edges.a[own] + t * along[own] for t in (inset, 0.5, 1 - inset)])
    source = np.tile(own, 3)
    ray, hit = edges.tree.query(
        shapely.linestrings(np.stack([foot, foot + reach * edges.normal[source]], axis=1)), predicate="intersects"
    )
    other = hit != source[ray]
    ray, hit = ray[other], hit[other]
    if not len(ray):
        return Width(math.inf, (math.nan, math.nan))
    out, into = edges.normal[source[ray]], edges.normal[hit]
    cosine = -(out * into).sum(axis=1)
    gap = ((edges.a[hit] - foot[ray]) * -into).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.where(np.abs(cosine) > 1e-9, gap / cosine, np.inf)
    distance = np.where(distance > 0, distance, np.inf)
    # of all edges that a ray crosses the first one ends it
    first = np.full(len(foot), np.inf)
    np.minimum.at(first, ray, distance)
    # a taper has two long sides beside each other; other edges that lean to each other belong to a bend or a round end
    beside = _shared(edges, source[ray], hit) >= distance / 2
    facing = (cosine >= math.cos(_SLACK)) | ((cosine >= math.cos(TAPER)) & beside)
    faced = (distance <= first[ray] + _INSET) & facing & np.isfinite(distance)
    if not faced.any():
        return Width(math.inf, (math.nan, math.nan))
    # an edge along the ray is met at no distance
    reached = np.where(faced, distance, 0.0)
    width = np.where(faced, reached * cosine / np.sqrt((1 + np.abs(cosine)) / 2), np.inf)
    best = int(width.argmin())
    x, y = foot[ray[best]] + out[best] * distance[best] / 2
    return Width(float(width[best]), (float(x), float(y)))


def _shared(edges: _Edges, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
    """Length along their middle direction over which two edges lie beside each other, nm."""
    way = edges.b[one] - edges.a[one]
    middle = (
        way / np.hypot(*way.T)[:, None]
        - (edges.b[other] - edges.a[other]) / np.hypot(*(edges.b[other] - edges.a[other]).T)[:, None]
    )
    size = np.hypot(*middle.T)
    middle = middle / np.where(size > 0, size, 1.0)[:, None]
    low, high = (((end[one] - edges.a[one]) * middle).sum(axis=1) for end in (edges.a, edges.b))
    far, near = (((end[other] - edges.a[one]) * middle).sum(axis=1) for end in (edges.a, edges.b))
    shared: NDArray[np.float64] = np.minimum(high, far) - np.maximum(low, near)
    return shared


def _at_corners(edges: _Edges, limit: float, shape: shapely.Geometry) -> Width:
    """The least distance, below the limit, from a corner that points inwards to an edge or corner that faces it."""
    before, after = edges.normal[edges.before], edges.normal
    turn = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    inward = np.flatnonzero(turn < -1e-9)
    if not len(inward):
        return Width(math.inf, (math.nan, math.nan))
    corner, hit = edges.tree.query(shapely.points(edges.a[inward]), predicate="dwithin", distance=limit)
    at = edges.a[inward][corner]
    a, along = edges.a[hit], edges.b[hit] - edges.a[hit]
    t = np.clip(((at - a) * along).sum(axis=1) / (along**2).sum(axis=1), 0.0, 1.0)[:, None]
    way = a + t * along - at
    distance = np.hypot(*way.T)
    apart = distance > FEELER
    corner, hit, at, way, distance = corner[apart], hit[apart], at[apart], way[apart], distance[apart]
    way = way / distance[:, None]
    # straight away from the corner: within the cone between its two normals, and against the edge that is met
    cone = [(way * normals[inward][corner]).sum(axis=1) for normals in (before, after)]
    opening = np.arccos(np.clip((before * after).sum(axis=1)[inward][corner], -1.0, 1.0))
    within = np.arccos(np.clip(np.minimum(*cone), -1.0, 1.0)) <= opening + _SLACK
    facing = (way * edges.normal[hit]).sum(axis=1) < -_SLACK
    order = np.flatnonzero(within & facing)
    order = order[np.argsort(distance[order], kind="stable")]
    healed = shapely.buffer(shape, FEELER)
    for k in order.tolist():
        if distance[k] >= limit:
            break
        if shapely.covers(healed, shapely.linestrings([at[k], at[k] + way[k] * distance[k]])):
            x, y = at[k] + way[k] * distance[k] / 2
            return Width(float(distance[k]), (float(x), float(y)))
    return Width(math.inf, (math.nan, math.nan))
