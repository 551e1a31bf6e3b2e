# SPDX-License-Identifier: Apache-2.0
"""How far is a straight piece of wire from another one, from flat faces and from a round body?

Kernels over many pairs at once. Points are (n, 3) nm; each answer is a distance and the two points that are nearest,
one on the axis of the piece and one on the other body. Pieces that run into a body have distance 0.

Two pieces: the least of the four distances of an end from the other piece, and of the two lines where both feet lie
within. A piece and a flat face: the least over the edges of the face and the ends whose foot lies in it. A piece and a
round body: all round bodies are stacks of convex ones, so the distance along the piece is convex and golden section
finds its minimum.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import plane
from packfab.geometry.rounds import Barrel, Frustum, SphereZone
from packfab.geometry.shape import Prism, Rings

Floats = NDArray[np.float64]
TOLERANCE = 1.0
"""nm, within which all distances are exact: rounding stays below a hundredth of it, a barrel below half of it."""

_GOLDEN = (math.sqrt(5) - 1) / 2
_TURNS = 50
"""0.618^50 = 4e-11 of the length of a piece."""
_TINY = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """Distance (n) nm, and the nearest points (n, 3) on the piece and on the other body."""

    distance: Floats
    on_piece: Floats
    on_body: Floats

    def nearer(self, other: Nearest) -> Nearest:
        """The nearer one of both, pair by pair."""
        first = (self.distance <= other.distance)[:, None]
        return Nearest(np.minimum(self.distance, other.distance), np.where(first, self.on_piece, other.on_piece),
                       np.where(first, self.on_body, other.on_body))  # fmt: skip


def pieces_apart(a0: Floats, a1: Floats, b0: Floats, b1: Floats) -> Nearest:
    """Pieces a0 to a1 and b0 to b1, pair by pair."""
    along, other = a1 - a0, b1 - b0
    aa, bb, ab = _dot(along, along), _dot(other, other), _dot(along, other)
    apart = a0 - b0
    turn = aa * bb - ab * ab
    # where the lines are parallel any foot will do, since the ends decide
    turn = np.where(turn > 1e-14 * aa * bb, turn, math.inf)
    s = np.clip((ab * _dot(other, apart) - bb * _dot(along, apart)) / turn, 0.0, 1.0)
    on_b = _foot(a0 + s[:, None] * along, b0, b1)
    on_a = _foot(on_b, a0, a1)
    best = Nearest(_length(on_a - on_b), on_a, on_b)
    for end in (a0, a1):
        foot = _foot(end, b0, b1)
        best = best.nearer(Nearest(_length(end - foot), end, foot))
    for end in (b0, b1):
        foot = _foot(end, a0, a1)
        best = best.nearer(Nearest(_length(end - foot), foot, end))
    return best


def pieces_to_prism(start: Floats, end: Floats, body: Prism) -> Nearest:
    """Pieces (n, 3) to (n, 3) and a prism, straight or tapered: exact for its polygon."""
    low, high = body.footprint.rings, _top(body)
    best = _to_edges(start, end, low, high, body)
    for point in (start, end):
        best = best.nearer(_to_caps(point, body, low, high)).nearer(_to_walls(point, body, low, high))
    hit = _pierced(start, end, body, low, high)
    inside = [body.contains(point) for point in (start, end)]
    for where, found in ((hit[1], hit[0]), (start, inside[0]), (end, inside[1])):
        zero = np.where(found, 0.0, math.inf)
        best = best.nearer(Nearest(zero, where, where))
    return best


def pieces_to_round(start: Floats, end: Floats, body: Frustum | SphereZone | Barrel) -> Nearest:
    """Pieces (n, 3) to (n, 3) and a round body about the z axis of its own origin."""
    if isinstance(body, SphereZone):
        return _to_profile(start, end, _ball(body))
    if isinstance(body, Frustum):
        return _to_profile(start, end, _cone(*(np.array([float(v)]) for v in (body.z0, body.z1, body.r0, body.r1))))
    n, k = len(start), _slices(body)
    z = np.linspace(body.z0, body.z1, k + 1)
    r = np.sqrt(np.maximum(body.radius2(z), 0.0))
    slices = _cone(*(np.tile(v, n) for v in (z[:-1], z[1:], r[:-1], r[1:])))
    return nearest_of(_to_profile(np.repeat(start, k, axis=0), np.repeat(end, k, axis=0), slices), n)


def nearest_of(found: Nearest, count: int) -> Nearest:
    """The nearest of equally many answers for each of `count` pieces that follow each other."""
    away = found.distance.reshape(count, -1)
    best = np.argmin(away, axis=1) + np.arange(count) * away.shape[1]
    return Nearest(found.distance[best], found.on_piece[best], found.on_body[best])


def _dot(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.einsum("...i,...i->...", a, b))


def _length(a: Floats) -> Floats:
    return np.asarray(np.sqrt(_dot(a, a)))


def _foot(point: Floats, start: Floats, end: Floats) -> Floats:
    """The nearest point of each piece."""
    along = end - start
    t = np.clip(_dot(point - start, along) / np.maximum(_dot(along, along), _TINY), 0.0, 1.0)
    return np.asarray(start + t[..., None] * along)


def _top(body: Prism) -> Rings:
    """Rings at the top of a prism, corner for corner those at its bottom: corners move in straight lines."""
    low, half = body.footprint.rings, body.outline((body.z0 + body.z1) / 2)
    return [2 * middle - ring for ring, middle in zip(low, half, strict=True)] if body.slope else low


def _corners(rings: Rings, z: float) -> tuple[Floats, Floats]:
    """Both ends (k, 3) of every side of the rings at a height."""
    first = np.concatenate(rings)
    last = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    height = np.full((len(first), 1), z)
    return np.hstack([first, height]), np.hstack([last, height])


def _to_edges(start: Floats, end: Floats, low: Rings, high: Rings, body: Prism) -> Nearest:
    (b0, b1), (t0, t1) = _corners(low, body.z0), _corners(high, body.z1)
    first, last = np.concatenate([b0, t0, b0]), np.concatenate([b1, t1, t0])
    n, k = len(start), len(first)
    found = pieces_apart(
        np.repeat(start, k, axis=0), np.repeat(end, k, axis=0), np.tile(first, (n, 1)), np.tile(last, (n, 1))
    )
    return nearest_of(found, n)


def _to_caps(point: Floats, body: Prism, low: Rings, high: Rings) -> Nearest:
    """Points over or under a flat end."""
    best = Nearest(np.full(len(point), math.inf), point, point)
    for rings, z in ((low, body.z0), (high, body.z1)):
        over = plane.region(rings).contains(point[:, :2])
        foot = np.column_stack([point[:, :2], np.full(len(point), float(z))])
        best = best.nearer(Nearest(np.where(over, np.abs(point[:, 2] - z), math.inf), point, foot))
    return best


def _walls(body: Prism, low: Rings, high: Rings) -> tuple[Floats, Floats]:
    """Corners (k, 4, 3) of the flat sides, and their unit normals (k, 3)."""
    (b0, b1), (t0, t1) = _corners(low, body.z0), _corners(high, body.z1)
    quads = np.stack([b0, b1, t1, t0], axis=1)
    normal = np.cross(quads[:, 1] - quads[:, 0], quads[:, 3] - quads[:, 0])
    return quads, normal / np.maximum(_length(normal), _TINY)[:, None]


def _within(quads: Floats, normal: Floats, at: Floats) -> NDArray[np.bool_]:
    """Which of the points (n, k, 3) on the planes of the walls lie within them."""
    inside = np.ones(at.shape[:2], dtype=bool)
    for k in range(4):
        side = quads[:, (k + 1) % 4] - quads[:, k]
        inside &= _dot(np.cross(side[None], at - quads[None, :, k]), normal[None]) >= 0
    return inside


def _to_walls(point: Floats, body: Prism, low: Rings, high: Rings) -> Nearest:
    """Points whose foot on the plane of a wall lies within it."""
    quads, normal = _walls(body, low, high)
    off = _dot(point[:, None] - quads[None, :, 0], normal[None])
    foot = point[:, None] - off[..., None] * normal[None]
    away = np.where(_within(quads, normal, foot), np.abs(off), math.inf)
    best = np.argmin(away, axis=1)
    rows = np.arange(len(point))
    return Nearest(away[rows, best], point, foot[rows, best])


def _pierced(start: Floats, end: Floats, body: Prism, low: Rings, high: Rings) -> tuple[NDArray[np.bool_], Floats]:
    """Which pieces go through a face, and a point (n, 3) where."""
    quads, normal = _walls(body, low, high)
    from_start = _dot(start[:, None] - quads[None, :, 0], normal[None])
    from_end = _dot(end[:, None] - quads[None, :, 0], normal[None])
    crosses = (from_start > 0) != (from_end > 0)
    t = np.where(crosses, from_start / np.where(crosses, from_start - from_end, 1.0), 0.0)
    at = start[:, None] + t[..., None] * (end - start)[:, None]
    hits = crosses & _within(quads, normal, at)
    first = np.argmax(hits, axis=1)
    rows = np.arange(len(start))
    hit, where = hits[rows, first], at[rows, first]
    for rings, z in ((low, body.z0), (high, body.z1)):
        crosses_cap = (start[:, 2] > z) != (end[:, 2] > z)
        rise = np.where(crosses_cap, end[:, 2] - start[:, 2], 1.0)
        at_cap = start + np.where(crosses_cap, (z - start[:, 2]) / rise, 0.0)[:, None] * (end - start)
        through = crosses_cap & plane.region(rings).contains(at_cap[:, :2])
        where = np.where((through & ~hit)[:, None], at_cap, where)
        hit = hit | through
    return hit, where


Profile = Callable[[Floats, Floats], tuple[Floats, Floats]]
"""From distance to the axis and height (n) of points to those of the nearest points of a convex round body."""


def _slices(body: Barrel) -> int:
    """So many cones that none leaves the barrel by more than half the tolerance.

    With s = r^2, r'' = (2 s s'' - s'^2) / (4 s^(3/2)); a chord over a height h lies within r'' h^2 / 8 of its arc.
    """
    t = np.linspace(0.0, 1.0, 65)
    s = np.asarray(body.radius2(body.z0 + t * (body.z1 - body.z0)), dtype=np.float64)
    slope = body.r1**2 - body.r0**2 + 4 * body.bulge * (1 - 2 * t)
    curve = np.abs(-16 * body.bulge * s - slope**2) / (4 * s**1.5)
    return max(1, math.ceil(math.sqrt(1.1 * float(curve.max()) / (8 * TOLERANCE / 2))))


def _cone(z0: Floats, z1: Floats, r0: Floats, r1: Floats) -> Profile:
    """Of one cone for all points, or of one for each."""
    dr, dz = r1 - r0, z1 - z0

    def nearest(rho: Floats, z: Floats) -> tuple[Floats, Floats]:
        # on a flat end, or on the wall
        low = (np.minimum(rho, r0), np.broadcast_to(z0, z.shape))
        high = (np.minimum(rho, r1), np.broadcast_to(z1, z.shape))
        t = np.clip(((rho - r0) * dr + (z - z0) * dz) / (dr * dr + dz * dz), 0.0, 1.0)
        wall = (r0 + t * dr, z0 + t * dz)
        inside = (z >= z0) & (z <= z1) & (rho * dz <= r0 * dz + (z - z0) * dr)
        found = _least(rho, z, [low, high, wall])
        return np.where(inside, rho, found[0]), np.where(inside, z, found[1])

    return nearest


def _ball(body: SphereZone) -> Profile:
    r0, r1 = body.radius(body.z0), body.radius(body.z1)

    def nearest(rho: Floats, z: Floats) -> tuple[Floats, Floats]:
        up = z - body.zc
        away = np.maximum(np.hypot(rho, up), _TINY)
        on = (rho / away * body.ball, body.zc + up / away * body.ball)
        # the rim stands for the arc where the foot on the ball is beyond a cut
        beyond_low, beyond_high = on[1] < body.z0, on[1] > body.z1
        arc = (
            np.where(beyond_low, r0, np.where(beyond_high, r1, on[0])),
            np.where(beyond_low, body.z0, np.where(beyond_high, body.z1, on[1])),
        )
        low = (np.minimum(rho, r0), np.full_like(z, float(body.z0)))
        high = (np.minimum(rho, r1), np.full_like(z, float(body.z1)))
        inside = (z >= body.z0) & (z <= body.z1) & (away <= body.ball)
        found = _least(rho, z, [arc, low, high])
        return np.where(inside, rho, found[0]), np.where(inside, z, found[1])

    return nearest


def _least(rho: Floats, z: Floats, found: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """The nearest of three points of each."""
    best, least = found[0], (found[0][0] - rho) ** 2 + (found[0][1] - z) ** 2
    for r, h in found[1:]:
        away = (r - rho) ** 2 + (h - z) ** 2
        nearer = away < least
        best = (np.where(nearer, r, best[0]), np.where(nearer, h, best[1]))
        least = np.minimum(away, least)
    return best


def _to_profile(start: Floats, end: Floats, profile: Profile) -> Nearest:
    """The least distance along each piece, by golden section, and at its ends."""
    low, high, along = np.zeros(len(start)), np.ones(len(start)), end - start
    for _ in range(_TURNS):
        one, other = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        left = _away(start, along, one, profile) <= _away(start, along, other, profile)
        low, high = np.where(left, low, one), np.where(left, other, high)
    best = _at(start, end, (low + high) / 2, profile)
    for t in (0.0, 1.0):
        best = best.nearer(_at(start, end, np.full(len(start), t), profile))
    return best


def _away(start: Floats, along: Floats, t: Floats, profile: Profile) -> Floats:
    x, y, z = (start + t[:, None] * along).T
    rho = np.hypot(x, y)
    r, h = profile(rho, z)
    return np.asarray(np.hypot(rho - r, z - h))


def _at(start: Floats, end: Floats, t: Floats, profile: Profile) -> Nearest:
    point = start + t[:, None] * (end - start)
    rho = np.hypot(point[:, 0], point[:, 1])
    r, z = profile(rho, point[:, 2])
    outward = np.where(rho[:, None] > 0, point[:, :2] / np.maximum(rho, _TINY)[:, None], (1.0, 0.0))
    return Nearest(np.hypot(rho - r, point[:, 2] - z), point, np.column_stack([r[:, None] * outward, z]))
