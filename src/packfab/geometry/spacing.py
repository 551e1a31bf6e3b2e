# SPDX-License-Identifier: Apache-2.0
"""How far apart are wires, in space, from each other and from other bodies?

The least distance in 3-D of the surfaces of bodies as they were added, exact to `TOLERANCE` (1 nm), with the points
where they come closest. A wire is a chain of straight pieces with a radius, so its distance is that of its axis less
the radius. Ends that were cut off a tube at a height still count, which is on the safe side.

Pairs are found by boxes in plan and the exact distance of axes in plan, which is never more than that in space: 5 000
wires of 17 pieces, 10 of them near each, take about a second.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from packfab.geometry.near_segments import Floats, Nearest, nearest_of, pieces_apart, pieces_to_prism, pieces_to_round
from packfab.geometry.rounds import Barrel, Frustum, SphereZone
from packfab.geometry.shape import Prism
from packfab.geometry.solid import Solid
from packfab.geometry.tube import Tube

Ints = NDArray[np.int64]
Point = tuple[float, float, float]
Which = tuple[int, int]
"""Number of a solid in the sequence that was given, and of one of its places."""

_SHORT = 250_000.0
"""nm, into so long parts pieces are cut for the index, so that boxes of slanting ones stay small."""
_AT_ONCE = 400_000
"""So many pairs of a piece and an edge of a prism are compared at once."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """Two bodies, the least distance of their surfaces in nm (0 where they meet), and the points where that is."""

    a: Which
    b: Which
    distance: float
    at: Point
    to: Point


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two wires whose axes cross in plan: from the surface of the lower to that of the upper one along z, nm.

    Below zero where they run into each other. at, to: on the surfaces, straight below each other.
    """

    a: Which
    b: Which
    clearance: float
    at: Point
    to: Point


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Straight pieces of all wires: ends (n, 3), radius, and the wire of each."""

    start: Floats
    end: Floats
    radius: Floats
    wire: Ints
    names: tuple[Which, ...]


def wire_spacings(wires: Sequence[Solid], *, within: float) -> tuple[Spacing, ...]:
    """Every pair of wires (solids with a `Tube`) whose surfaces are closer than `within` nm, once."""
    pieces = _pieces(wires)
    if not len(pieces.wire):
        return ()
    reach = within + 2 * float(pieces.radius.max())
    i, j = _near_pairs(pieces, reach)
    if not len(i):
        return ()
    found = pieces_apart(pieces.start[i], pieces.end[i], pieces.start[j], pieces.end[j])
    away = found.distance - pieces.radius[i] - pieces.radius[j]
    best = _least_of_each(pieces.wire[i] * len(pieces.names) + pieces.wire[j], away, within)
    return tuple(
        _spacing(found, k, pieces.names[pieces.wire[i[k]]], pieces.names[pieces.wire[j[k]]],
                 (float(pieces.radius[i[k]]), float(pieces.radius[j[k]])))
        for k in best.tolist()
    )  # fmt: skip


def spacings(wires: Sequence[Solid], others: Sequence[Solid], *, within: float) -> tuple[Spacing, ...]:
    """Every wire and every other body that are closer than `within` nm: prisms, round bodies and tubes.

    `a` is the wire. A wire that is also among the others is not compared with itself.
    """
    pieces = _pieces(wires)
    if not len(pieces.wire):
        return ()
    ends = np.stack([pieces.start[:, :2], pieces.end[:, :2]], axis=1)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(ends), dtype=object))
    found: list[Spacing] = []
    for index, other in enumerate(others):
        found += _of_body(pieces, tree, other, index, within, wires)
    return tuple(sorted(found, key=lambda s: (s.a, s.b)))


def crossings(wires: Sequence[Solid]) -> tuple[Crossing, ...]:
    """Every place where the axes of two wires cross in plan, with the clearance along z between their surfaces.

    Exact where both pieces are straight. Above a point of its axis a wire that rises at an angle a reaches up to
    r / cos(a). Wires that share an end do not cross there.
    """
    pieces = _pieces(wires)
    if not len(pieces.wire):
        return ()
    flat = np.hypot(*(pieces.end - pieces.start)[:, :2].T) > 1.0
    i, j = _near_pairs(pieces, 0.0)
    use = flat[i] & flat[j]
    i, j = i[use], j[use]
    s, t = _crossing_at(pieces, i, j)
    inside = (s >= 0) & (s < 1) & (t >= 0) & (t < 1)
    found: dict[tuple[Which, Which], Crossing] = {}
    for k in np.flatnonzero(inside).tolist():
        one = _crossing(pieces, int(i[k]), int(j[k]), float(s[k]), float(t[k]))
        known = found.get((one.a, one.b))
        if known is None or one.clearance < known.clearance:
            found[one.a, one.b] = one
    return tuple(found[pair] for pair in sorted(found))


def _pieces(wires: Sequence[Solid]) -> _Pieces:
    start, end, radius, wire = [np.zeros((0, 3))], [np.zeros((0, 3))], [np.zeros(0)], [np.zeros(0, int)]
    names: list[Which] = []
    for index, solid in enumerate(wires):
        if not isinstance(solid.shape, Tube):
            continue
        path = solid.shape.path
        for place, (x, y) in enumerate(solid.places.tolist()):
            moved = path + (x, y, 0)
            start.append(moved[:-1])
            end.append(moved[1:])
            radius.append(np.full(len(path) - 1, solid.shape.radius))
            wire.append(np.full(len(path) - 1, len(names)))
            names.append((index, place))
    return _Pieces(np.concatenate(start), np.concatenate(end), np.concatenate(radius),
                   np.concatenate(wire).astype(np.int64), tuple(names))  # fmt: skip


def _near_pairs(pieces: _Pieces, reach: float) -> tuple[Ints, Ints]:
    """Pieces i < j of two wires that come closer than `reach` in plan and along z, as the axes go."""
    count = np.maximum(1, np.ceil(np.hypot(*(pieces.end - pieces.start)[:, :2].T) / _SHORT)).astype(np.int64)
    of = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    along = (pieces.end - pieces.start)[of]
    start = pieces.start[of] + (number / count[of])[:, None] * along
    end = pieces.start[of] + ((number + 1) / count[of])[:, None] * along
    low, high = np.minimum(start, end) - reach / 2, np.maximum(start, end) + reach / 2
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    a, b = shapely.STRtree(boxes).query(boxes)
    keep = (a < b) & (pieces.wire[of[a]] != pieces.wire[of[b]])
    keep &= (low[a, 2] <= high[b, 2]) & (low[b, 2] <= high[a, 2]) if reach else True
    pairs = np.sort(of[a[keep]] * len(count) + of[b[keep]])
    pairs = pairs[np.concatenate([[True], pairs[1:] != pairs[:-1]])] if len(pairs) else pairs
    return pairs // len(count), pairs % len(count)


def _least_of_each(pair: Ints, away: Floats, within: float) -> Ints:
    """Index of the least distance of every pair of bodies, of those below `within`."""
    order = np.lexsort((away, pair))
    _, first = np.unique(pair[order], return_index=True)
    best = order[first]
    return np.asarray(best[away[best] < within], dtype=np.int64)


def _spacing(found: Nearest, k: int, a: Which, b: Which, radii: tuple[float, float]) -> Spacing:
    """The spacing of surfaces, from the nearest points on axes (radius 0 for what has none)."""
    one, other = found.on_piece[k], found.on_body[k]
    axes = float(found.distance[k])
    away = axes - sum(radii)
    if away <= 0 or axes == 0:
        return Spacing(a, b, 0.0, _point(one), _point(one))
    unit = (other - one) / axes
    return Spacing(a, b, away, _point(one + radii[0] * unit), _point(other - radii[1] * unit))


def _point(at: Floats) -> Point:
    x, y, z = at.tolist()
    return (x, y, z)


def _of_body(pieces: _Pieces, tree: shapely.STRtree, body: Solid, index: int, within: float,
             own: Sequence[Solid]) -> Iterator[Spacing]:  # fmt: skip
    """Spacings of one solid, at all its places at once."""
    shape = body.shape
    reach = within + float(pieces.radius.max())
    x0, y0, x1, y1 = shape.box
    x, y = body.places.T
    place, hit = tree.query(shapely.box(x + x0 - reach, y + y0 - reach, x + x1 + reach, y + y1 + reach))
    low, high = (f(pieces.start[hit, 2], pieces.end[hit, 2]) for f in (np.minimum, np.maximum))
    near = (low - reach <= shape.z1) & (high + reach >= shape.z0)
    same = {w for w, (solid, _) in enumerate(pieces.names) if own[solid] is body}
    place, hit = place[near], hit[near]
    if same:
        pairs = zip(pieces.wire[hit].tolist(), place.tolist(), strict=True)
        other = np.array([w not in same or pieces.names[w][1] != p for w, p in pairs], dtype=bool)
        place, hit = place[other], hit[other]
    if not len(hit):
        return
    moved = np.column_stack([body.places[place], np.zeros(len(place))]).astype(np.float64)
    if isinstance(shape, Frustum | SphereZone | Barrel):
        pair = pieces.wire[hit] * len(body.places) + place
        worth = _worth_asking(pieces, hit, pieces.start[hit] - moved, pieces.end[hit] - moved, shape, pair, within)
        place, hit, moved = place[worth], hit[worth], moved[worth]
        if not len(hit):
            return
    found, radius = _to_shape(pieces.start[hit] - moved, pieces.end[hit] - moved, body)
    found = Nearest(found.distance, found.on_piece + moved, found.on_body + moved)
    away = found.distance - pieces.radius[hit] - radius
    for k in _least_of_each(pieces.wire[hit] * len(body.places) + place, away, within).tolist():
        radii = (float(pieces.radius[hit[k]]), radius)
        yield _spacing(found, k, pieces.names[pieces.wire[hit[k]]], (index, int(place[k])), radii)


def _worth_asking(pieces: _Pieces, hit: Ints, start: Floats, end: Floats, shape: Frustum | SphereZone | Barrel,
                  pair: Ints, within: float) -> NDArray[np.bool_]:  # fmt: skip
    """Pieces that may be the nearest of their wire to a round body: its axis is in it, and no wall is further out."""
    low, high = np.array([0.0, 0.0, shape.z0]), np.array([0.0, 0.0, shape.z1])
    at_most = pieces_apart(start, end, np.broadcast_to(low, start.shape), np.broadcast_to(high, end.shape)).distance
    at_least = at_most - shape.box[2]
    _, group = np.unique(pair, return_inverse=True)
    best = np.full(group.max() + 1, np.inf)
    np.minimum.at(best, group, at_most)
    return np.asarray((at_least - pieces.radius[hit] < within) & (at_least <= best[group]))


def _to_shape(start: Floats, end: Floats, body: Solid) -> tuple[Nearest, float]:
    """Distance of pieces from a body at its origin; of a tube from its axis, with its radius."""
    shape = body.shape
    if isinstance(shape, Prism):
        sides = sum(map(len, shape.footprint.rings))
        parts = np.array_split(np.arange(len(start)), math.ceil(len(start) * sides * 3 / _AT_ONCE))
        return _joined([pieces_to_prism(start[part], end[part], shape) for part in parts]), 0.0
    if isinstance(shape, Frustum | SphereZone | Barrel):
        return pieces_to_round(start, end, shape), 0.0
    assert isinstance(shape, Tube)
    n, k = len(start), len(shape.path) - 1
    found = pieces_apart(np.repeat(start, k, axis=0), np.repeat(end, k, axis=0),
                         np.tile(shape.path[:-1], (n, 1)), np.tile(shape.path[1:], (n, 1)))  # fmt: skip
    return nearest_of(found, n), shape.radius


def _joined(parts: Sequence[Nearest]) -> Nearest:
    return Nearest(np.concatenate([p.distance for p in parts]), np.concatenate([p.on_piece for p in parts]),
                   np.concatenate([p.on_body for p in parts]))  # fmt: skip


def _crossing_at(pieces: _Pieces, i: Ints, j: Ints) -> tuple[Floats, Floats]:
    """Where along each piece (0 to 1) the lines cross in plan; -1 where they are parallel."""
    p, q = (pieces.end[k] - pieces.start[k] for k in (i, j))
    apart = pieces.start[j] - pieces.start[i]
    turn = p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]
    skew = np.abs(turn) > 1e-9 * np.hypot(*p[:, :2].T) * np.hypot(*q[:, :2].T)
    safe = np.where(skew, turn, 1.0)
    s = (apart[:, 0] * q[:, 1] - apart[:, 1] * q[:, 0]) / safe
    t = (apart[:, 0] * p[:, 1] - apart[:, 1] * p[:, 0]) / safe
    return np.where(skew, s, -1.0), np.where(skew, t, -1.0)


def _crossing(pieces: _Pieces, i: int, j: int, s: float, t: float) -> Crossing:
    ends = []
    for k, share in ((i, s), (j, t)):
        along = pieces.end[k] - pieces.start[k]
        rise = float(pieces.radius[k] * np.linalg.norm(along) / np.hypot(*along[:2]))
        ends.append((*(pieces.start[k] + share * along).tolist(), rise, pieces.names[pieces.wire[k]]))
    low, high = sorted(ends, key=lambda end: float(end[2]))
    x, y = low[0], low[1]
    at, to = (x, y, low[2] + low[3]), (x, y, high[2] - high[3])
    first, second = sorted((low[4], high[4]))
    return Crossing(first, second, to[2] - at[2], at, to)
