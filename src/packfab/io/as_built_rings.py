# SPDX-License-Identifier: Apache-2.0
"""Which area does a wall enclose at a height, and which polygon stands for it there?"""

from __future__ import annotations

import math

import numpy as np

from packfab.io.as_built_loops import Floats, Leaning, Loop, Side, Turned, area_of


def loop_area(loop: Loop, z: float) -> float:
    """Area that a wall encloses at a height, nm2."""
    if isinstance(loop, Turned):
        return math.pi * max(0.0, float(loop.body.radius2(z)))
    if isinstance(loop, Leaning):
        return abs(area_of(loop.at(z)))
    corners = np.array([side.start for side in loop.sides])
    return abs(area_of(corners) + sum(_segment(side) for side in loop.sides)) if len(corners) else 0.0


def _segment(side: Side) -> float:
    """Signed area between an arc and its chord, nm2."""
    if side.centre is None:
        return 0.0
    angle = turn_of(side)
    return 0.5 * side.radius**2 * (angle - math.sin(angle))


def turn_of(side: Side) -> float:
    """By how much an arc turns, radians; negative when clockwise."""
    assert side.centre is not None
    a, b = (math.atan2(p[1] - side.centre[1], p[0] - side.centre[0]) for p in (side.start, side.end))
    turn = (b - a) % (2 * math.pi)
    return turn if side.left else turn - 2 * math.pi


def ring_at(loop: Loop, z: float, *, outer: bool, segments: int) -> Floats:
    """The polygon (n, 2) of a wall at a height: counter-clockwise for the outer one, clockwise for holes."""
    if isinstance(loop, Turned):
        turn = (np.arange(segments) + 0.5) * (2 * math.pi / segments) * (1 if outer else -1)
        fair = math.sqrt(2 * math.pi / (segments * math.sin(2 * math.pi / segments)))
        radius = loop.body.radius(z) * fair
        ring: Floats = np.array([loop.x, loop.y]) + radius * np.column_stack([np.cos(turn), np.sin(turn)])
        return ring
    if isinstance(loop, Leaning):
        return loop.at(z)
    return np.concatenate([_points(side, segments) for side in loop.sides])


def _points(side: Side, segments: int) -> Floats:
    """The start of a side; on an arc also points along it, so far out that the area is kept."""
    if side.centre is None:
        return np.array([side.start])
    turn = turn_of(side)
    count = max(1, math.ceil(abs(turn) / (2 * math.pi) * segments))
    if count == 1:
        return np.array([side.start])
    step = abs(turn) / count
    first = math.atan2(side.start[1] - side.centre[1], side.start[0] - side.centre[0])
    angle = first + turn / count * np.arange(1, count)
    # two end triangles with one corner on the arc, the others with both corners farther out
    a, b, c = (count - 2) * math.sin(step), 2 * math.sin(step), abs(turn)
    out = c / b if a == 0 else (math.sqrt(b * b + 4 * a * c) - b) / (2 * a)
    arc = np.array(side.centre) + side.radius * out * np.column_stack([np.cos(angle), np.sin(angle)])
    points: Floats = np.concatenate([[side.start], arc])
    return points
