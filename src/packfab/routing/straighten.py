# SPDX-License-Identifier: Apache-2.0
"""How do traces become as straight as their neighbours let them? Each is pulled tight between its ends.

Of the corners of a trace and points between them the shortest row is kept whose pieces stay clear of all other
metal, by the exact distance. Ends, and points where traces of one net meet, stay.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from packfab.routing.metal import Pieces, Route, pieces_of_traces
from packfab.routing.segments import Floats, apart

Ints = NDArray[np.int64]

PASSES = 4
STEPS = 24
"""Steps between points that are tried along a trace, about."""
MOST_POINTS = 80
"""Points of one trace that are tried at a time."""
ROUNDING = 1e-3
"""nm."""
CORNER = 0.02
"""What a corner costs in widths of the trace, so that of two rows of one length the plainer is kept."""


def straightened(routes: tuple[Route, ...], metal: Pieces, *, width: int, space: int) -> tuple[Route, ...]:
    """The routes with as few and as plain corners as their neighbours allow."""
    current = list(routes)
    boxes = np.array([_box(route.points) for route in current]).reshape(-1, 2, 2)
    for turn in range(PASSES):
        traces = [pieces_of_traces([route], width) for route in current]
        order = range(len(current)) if turn % 2 == 0 else range(len(current) - 1, -1, -1)
        for i in order:
            route = current[i]
            others = metal
            for k in _close_by(boxes, i, width + space).tolist():
                if current[k].net != route.net:
                    others += traces[k]
            others = others.where(others.nets != route.net)
            fixed = [r.points[[0, -1]] for r in current if r is not route and r.net == route.net]
            current[i] = Route(route.net, _pulled(route.points, fixed, others, width, space))
            traces[i], boxes[i] = pieces_of_traces([current[i]], width), _box(current[i].points)
    return tuple(current)


def _box(points: Ints) -> Ints:
    """Lowest and highest x and y (2, 2) nm."""
    return np.stack([points.min(axis=0), points.max(axis=0)])


def _close_by(boxes: Ints, i: int, reach: int) -> Ints:
    """Numbers of the traces whose boxes (n, 2, 2) lie closer than `reach` nm to that of trace i."""
    apart_by = np.maximum(boxes[:, 0] - boxes[i, 1], boxes[i, 0] - boxes[:, 1])
    return np.flatnonzero((apart_by < reach).all(axis=1))


def _pulled(points: Ints, fixed: list[Ints], others: Pieces, width: int, space: int) -> Ints:
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    for ends in fixed:
        keep |= (points[:, None] == ends[None]).all(axis=-1).any(axis=1)
    stops = np.flatnonzero(keep)
    parts = [points[:1]]
    for start, end in zip(stops[:-1], stops[1:], strict=True):
        parts.append(_tight(corners(points[start : end + 1]), others, width, space)[1:])
    return np.concatenate(parts)


def _tight(points: Ints, others: Pieces, width: int, space: int) -> Ints:
    """The shortest row of pieces through some of the points and of those between them."""
    points = _with_points_between(points, width)
    done, start = [0], 0
    while start < len(points) - 1:
        some = points[start : start + MOST_POINTS]
        row = _shortest(some.astype(np.float64), others, width, space)
        last = start + len(some) == len(points)
        # the end of a part is no end of the trace: go on from the corner before it
        if not last and len(row) > 2:
            row = row[:-1]
        done += [start + r for r in row[1:]]
        start = done[-1]
    return corners(points[done])


def _shortest(points: Floats, others: Pieces, width: int, space: int) -> list[int]:
    others = others.where(_close(points, others, width / 2 + space))
    if _clear(points[:1], points[-1:], others, width / 2 + space)[0]:
        return [0, len(points) - 1]
    first, second = np.triu_indices(len(points), 1)
    a, b = points[first], points[second]
    free = _clear(a, b, others, width / 2 + space) | (second == first + 1)
    length = np.hypot(*(b - a)[free].T) + CORNER * width
    graph = csr_matrix((length, (first[free], second[free])), shape=(len(points), len(points)))
    _, before = dijkstra(graph, indices=[0], return_predecessors=True)
    row = [len(points) - 1]
    while row[-1]:
        row.append(int(before[0, row[-1]]))
    return row[::-1]


def _clear(a: Floats, b: Floats, others: Pieces, reach: float) -> NDArray[np.bool_]:
    """Which of the pieces a-b (n, 2) come no closer than `reach` to any other metal."""
    free = apart(a, b, others.a, others.b) - others.radius >= reach - ROUNDING
    return np.asarray(free.all(axis=1), dtype=np.bool_)


def _close(points: Floats, others: Pieces, reach: float) -> NDArray[np.bool_]:
    """The pieces that meet the box around the points which lies along the line from the first to the last."""
    along = points[-1] - points[0]
    unit = along / max(float(np.hypot(*along)), 1.0)
    turn = np.array([[unit[0], -unit[1]], [unit[1], unit[0]]]) if unit.any() else np.eye(2)
    a, b, own = others.a @ turn, others.b @ turn, points @ turn
    low, high = own.min(axis=0) - reach, own.max(axis=0) + reach
    radius = others.radius[:, None]
    found: NDArray[np.bool_] = ((np.minimum(a, b) - radius < high) & (np.maximum(a, b) + radius > low)).all(axis=1)
    return found


def _with_points_between(points: Ints, width: int) -> Ints:
    """The corners and points between them: more where a trace is short, never closer than its width."""
    along = np.hypot(*np.diff(points, axis=0).T)
    step = max(width, float(along.sum()) / STEPS)
    parts = []
    for start, end, length in zip(points[:-1], points[1:], along, strict=True):
        count = max(1, round(length / step))
        parts.append(np.rint(start + (np.arange(count) / count)[:, None] * (end - start)).astype(np.int64))
    return np.concatenate([*parts, points[-1:]])


def corners(points: Ints) -> Ints:
    """The points without repeated ones and without those on a straight line."""
    moved = np.ones(len(points), dtype=bool)
    moved[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
    points = points[moved]
    if len(points) < 3:
        return points
    step = np.diff(points, axis=0)
    turn = step[:-1, 0] * step[1:, 1] - step[:-1, 1] * step[1:, 0]
    back = (step[:-1] * step[1:]).sum(axis=1) < 0
    kept: Ints = points[np.concatenate([[True], (turn != 0) | back, [True]])]
    return kept
