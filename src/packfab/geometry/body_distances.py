# SPDX-License-Identifier: Apache-2.0
"""How far do placed bodies lie from each other in plan, or within what should enclose them?

Circles are measured exactly, all others as polygons.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from packfab.geometry.placed_bodies import PlacedBodies
from packfab.geometry.plane import Region

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def body_outlines(bodies: PlacedBodies) -> NDArray[np.object_]:
    """What stands for each body in distances (n): its polygon, of a circle its middle."""
    found = bodies.polygon.copy()
    which = np.flatnonzero(bodies.round)
    found[which] = shapely.points(bodies.xy[which])
    return found


def body_distances(one: PlacedBodies, i: Ints, other: PlacedBodies, j: Ints) -> Floats:
    """Distance in plan from body i to body j, row by row, nm; below zero where circles overlap."""
    a, b = body_outlines(one)[i], body_outlines(other)[j]
    return shapely.distance(a, b) - np.nan_to_num(one.radius[i]) - np.nan_to_num(other.radius[j])


def depths_inside(inner: PlacedBodies, i: Ints, outer: PlacedBodies, j: Ints) -> Floats:
    """How far the edge of outer body j lies beyond inner body i, row by row, at the least, nm; below zero outside."""
    result = np.full(len(i), -np.inf)
    both = inner.round[i] & outer.round[j]
    offset = np.hypot(*(inner.xy[i] - outer.xy[j]).T)
    result[both] = (outer.radius[j] - inner.radius[i] - offset)[both]
    for k in np.flatnonzero(~both).tolist():
        a, b = int(i[k]), int(j[k])
        outside = outer.polygon[b]
        if outside is None:
            corners = shapely.get_coordinates(inner.polygon[a])
            result[k] = outer.radius[b] - np.hypot(*(corners - outer.xy[b]).T).max()
        else:
            result[k] = _depth_in(inner, a, outside)
    return result


def _depth_in(inner: PlacedBodies, i: int, outside: Any) -> float:
    """How far the edge of an area lies beyond a body, at the least, nm; below zero where the body reaches outside."""
    edge = shapely.boundary(outside)
    if not np.isnan(inner.radius[i]):
        middle = shapely.Point(inner.xy[i])
        away = float(shapely.distance(edge, middle))
        return (away if shapely.covers(outside, middle) else -away) - float(inner.radius[i])
    own = inner.polygon[i]
    if shapely.covers(outside, own):
        return float(shapely.distance(edge, own))
    beyond = shapely.points(shapely.get_coordinates(shapely.difference(own, outside)))
    return -float(shapely.distance(beyond, outside).max(initial=0.0))


def close_bodies(ones: PlacedBodies, others: PlacedBodies, reach: float) -> tuple[Ints, Ints]:
    """Pairs whose middles (of others than round ones: whose outlines) come within reach, by rows of both."""
    i, j = shapely.STRtree(body_outlines(others)).query(body_outlines(ones), predicate="dwithin", distance=reach)
    return i, j


def meeting_bodies(ones: PlacedBodies, others: PlacedBodies) -> tuple[Ints, Ints]:
    """Pairs whose bounding boxes in plan meet, by rows of both."""
    i, j = shapely.STRtree(_boxes(others)).query(_boxes(ones))
    return i, j


def walls_between(ones: PlacedBodies, a: int, others: PlacedBodies, b: int) -> tuple[Floats, Floats]:
    """The points (2) on the walls of two bodies at which they are closest in plan."""
    line = shapely.shortest_line(*(body_outlines(bodies)[k] for bodies, k in ((ones, a), (others, b))))
    ends = shapely.get_coordinates(line).reshape(-1, 2)
    if len(ends) < 2:
        ends = np.stack([ones.xy[a], others.xy[b]])
    way = ends[1] - ends[0]
    unit = way / (float(np.hypot(*way)) or 1.0)
    return ends[0] + unit * np.nan_to_num(ones.radius[a]), ends[1] - unit * np.nan_to_num(others.radius[b])


def depths_in_plan(bodies: PlacedBodies, outline: Region) -> tuple[Floats, Floats]:
    """How far each body lies inside an outline (n), nm, below zero outside; and where it is closest, (n, 2, 2)."""
    area = shapely.union_all(list(outline.shape().geoms))
    rim = shapely.boundary(area)
    shapely.prepare(area)
    shapes = body_outlines(bodies)
    away = shapely.distance(rim, shapes)
    inside = shapely.covers(area, shapes)
    lines = shapely.get_coordinates(shapely.shortest_line(shapes, rim)).reshape(-1, 2, 2)
    depth = np.where(inside, away, -away) - np.nan_to_num(bodies.radius)
    for i in np.flatnonzero(~bodies.round & ~inside).tolist():
        beyond = shapely.points(shapely.get_coordinates(shapely.difference(shapes[i], area)))
        depth[i] = -float(shapely.distance(beyond, area).max(initial=0.0))
    return depth, lines


def _boxes(bodies: PlacedBodies) -> NDArray[np.object_]:
    bounds = shapely.bounds(body_outlines(bodies))
    radius = np.nan_to_num(bodies.radius)
    boxes: NDArray[np.object_] = np.asarray(
        shapely.box(bounds[:, 0] - radius, bounds[:, 1] - radius, bounds[:, 2] + radius, bounds[:, 3] + radius)
    )
    return boxes
