# SPDX-License-Identifier: Apache-2.0
"""Where and by how much do two forms touch that stand beside each other by a given offset?

Faces touch over what they share on one height, walls over the strip within 2 nm of both. Upright forms are asked all
at once; where a wall slopes or bulges, both are looked at where anything changes and half way between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from packfab.geometry.forms import Form
from packfab.geometry.instances import Bools, Floats, Ints, moved, nearby
from packfab.geometry.levels import FEELER, JUST, is_wide

LEAST = 100.0
"""nm, a wall in touch over less than this length is a corner that meets a corner."""
_LARGE = 200
_MARGIN = 50.0
_LOOKS = ((0.0, 1 / 6), (0.5, 4 / 6), (1.0, 1 / 6))
"""Where a slab with a sloping wall is looked at, and the weight of each look in areas (Simpson)."""


@dataclass(frozen=True, eq=False)
class Touches:
    """Rows: pair (number), piece of each of the two, area (nm2; 0 along an edge), where (n, 3) about the first."""

    pair: Ints
    a: Ints
    b: Ints
    area: Floats
    where: Floats


@dataclass(frozen=True, eq=False)
class _Seen:
    """Contacts before they are summed up: as `Touches`; shared: nm2 in plan, by which the largest is told."""

    pair: Ints
    a: Ints
    b: Ints
    area: Floats
    shared: Floats
    where: Floats


def touches(forms: Sequence[Form], first: Ints, second: Ints, by: Ints) -> Touches:
    """All contacts of pairs of forms, the second (n) moved by (n, 2) nm against the first (n)."""
    upright = np.array([form.upright for form in forms], dtype=bool)
    plain = upright[first] & upright[second]
    seen = list(_upright(forms, np.flatnonzero(plain), first, second, by))
    seen += _looked_at(forms, np.flatnonzero(~plain), first, second, by)
    return _summed(seen)


def _upright(forms: Sequence[Form], pairs: Ints, first: Ints, second: Ints, by: Ints) -> Iterator[_Seen]:
    """Contacts of forms whose nodes stand for all their heights."""
    pair, m, n = node_pairs(forms, pairs, first, second)
    if not len(pair):
        return
    starts = np.concatenate([[0], np.cumsum([len(form.nodes.polygons) for form in forms])])
    every = np.concatenate([form.nodes.polygons for form in forms])
    z0, z1 = (np.concatenate([getattr(form.nodes, name) for form in forms]) for name in ("z0", "z1"))
    piece = np.concatenate([form.nodes.piece for form in forms])
    p, q = starts[first[pair]] + m, starts[second[pair]] + n
    face = (z1[p] == z0[q]) | (z1[q] == z0[p])
    high = np.minimum(z1[p], z1[q]) - np.maximum(z0[p], z0[q])
    for asked, ask in ((face, _faces), (~face & (high > 0), _walls)):
        k = np.flatnonzero(asked)
        if not len(k):
            continue
        one, other = localised(every, p[k], q[k], by[pair[k]], _MARGIN)
        near = shapely.dwithin(one, other, FEELER)
        k, one, other = k[near], one[near], other[near]
        shared, area, real = ask(one, other, high[k])
        z = (np.minimum(z1[p[k]], z1[q[k]]) + np.maximum(z0[p[k]], z0[q[k]])) / 2
        yield _Seen(pair[k], piece[p[k]], piece[q[k]], np.where(real, area, 0.0),
                    np.where(real, shapely.area(shared), 0.0), _places(shared, one, other, z))  # fmt: skip


def node_pairs(forms: Sequence[Form], pairs: Ints, first: Ints, second: Ints) -> tuple[Ints, Ints, Ints]:
    """Pair, node of the first, node of the second: of each pair all nodes whose heights meet."""
    sizes = np.array([len(form.nodes.polygons) for form in forms], dtype=np.int64)
    ones, others = sizes[first[pairs]], sizes[second[pairs]]
    count = ones * others
    pair = np.repeat(pairs, count)
    rank = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    m, n = np.divmod(rank, np.maximum(np.repeat(others, count), 1))
    return pair, m, n


def localised(
    every: NDArray[np.object_], p: Ints, q: Ints, by: Ints, margin: float
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Polygons p and q in the frame of p; of large ones what lies within a margin of the other."""
    one, other = every[p], moved(every[q], by)
    counts = shapely.get_num_coordinates(every)
    for large, small, which, shift in ((one, other, p, 0 * by), (other, one, q, by)):
        for node in np.unique(which[counts[which] > _LARGE]).tolist():
            rows = np.flatnonzero(which == node)
            window = shapely.bounds(small[rows]) + (-margin, -margin, margin, margin)
            local = window - shift[rows][:, [0, 1, 0, 1]]
            large[rows] = moved(nearby(every[node], local), shift[rows])
    return one, other


def _faces(
    one: NDArray[np.object_], other: NDArray[np.object_], high: Floats
) -> tuple[NDArray[np.object_], Floats, Bools]:
    """What flat faces on one height share, its area, and whether that is more than a sliver."""
    shared = shapely.intersection(one, other)
    real = is_wide(shared) & (shapely.length(shared) > 2 * LEAST)
    return shared, shapely.area(shared), real


def _walls(
    one: NDArray[np.object_], other: NDArray[np.object_], high: Floats
) -> tuple[NDArray[np.object_], Floats, Bools]:
    """The strip, as wide as the feeler, in which walls touch; its length times the height; whether it is no corner."""
    swap = shapely.get_num_coordinates(one) > shapely.get_num_coordinates(other)
    small, large = np.where(swap, other, one), np.where(swap, one, other)
    shared = shapely.intersection(shapely.buffer(small, FEELER, join_style="mitre"), large)
    wide = shapely.area(shared)
    # where bodies overlap, half the rim of what they share; else the strip is `FEELER` wide
    length = np.minimum(wide / FEELER, shapely.length(shared) / 2)
    return shared, length * high, wide >= LEAST * FEELER


def _places(shared: NDArray[np.object_], one: NDArray[np.object_], other: NDArray[np.object_], z: Floats) -> Floats:
    """A point of each contact (n, 3): the middle of what is shared, or a point on it where the middle is not."""
    bare = shapely.is_empty(shared)
    flat = np.where(bare, shapely.shortest_line(one, other), shared)
    middle = shapely.centroid(flat)
    beside = ~shapely.intersects(flat, middle)
    middle[beside] = shapely.point_on_surface(flat[beside])
    return np.column_stack([shapely.get_x(middle), shapely.get_y(middle), z])


@dataclass(frozen=True, slots=True)
class _Look:
    """What is asked of a pair at z: cross-sections of the two at their heights; of faces without `high`, else walls."""

    pair: int
    ones: tuple[int, float]
    others: tuple[int, float]
    z: float
    high: float | None


def _looked_at(forms: Sequence[Form], pairs: Ints, first: Ints, second: Ints, by: Ints) -> Iterator[_Seen]:
    """Contacts of pairs of forms of which one, at least, has sloping or bulging walls."""
    looks = [look for k in pairs.tolist() for look in _looks(k, forms, int(first[k]), int(second[k]))]
    sections = _sections(forms, looks, by)
    for ask, wall in ((_faces, False), (_walls, True)):
        rows = [
            (n, one, other)
            for n, look in enumerate(looks)
            if (look.high is not None) == wall
            for one in sections[n, 0]
            for other in sections[n, 1]
        ]
        if not rows:
            continue
        n = np.array([row[0] for row in rows])
        pair = np.array([look.pair for look in looks])[n]
        p, q = _flat([one for _, one, _ in rows]), moved(_flat([other for _, _, other in rows]), by[pair])
        near = shapely.dwithin(p, q, FEELER)
        a, b = np.array([one[1] for _, one, _ in rows]), np.array([other[1] for _, _, other in rows])
        z, high = (np.array([getattr(look, name) or 0.0 for look in looks], float)[n] for name in ("z", "high"))
        shared, area, real = ask(p[near], q[near], high[near])
        yield _Seen(pair[near], a[near], b[near], np.where(real, area, 0.0), np.where(real, shapely.area(shared), 0.0),
                    _places(shared, p[near], q[near], z[near]))  # fmt: skip


def _looks(k: int, forms: Sequence[Form], first: int, second: int) -> Iterator[_Look]:
    one, other = forms[first], forms[second]
    low = max(float(one.solid.z0), float(other.solid.z0))
    high = min(float(one.solid.z1), float(other.solid.z1))
    heights = sorted({z for z in (*one.heights, *other.heights) if low < z < high} | {low, high})
    for z in heights:
        yield _Look(k, (first, z - JUST), (second, z), z, None)
        yield _Look(k, (first, z), (second, z - JUST), z, None)
    for z0, z1 in zip(heights[:-1], heights[1:], strict=True):
        flat = one.flat(z0, z1) and other.flat(z0, z1)
        for share, weight in ((0.5, 1.0),) if flat else _LOOKS:
            z = min(z0 + share * (z1 - z0), z1 - JUST)
            yield _Look(k, (first, z), (second, z), z, weight * (z1 - z0))


_Parts = list[tuple[shapely.Geometry, int]]


def _flat(parts: _Parts) -> NDArray[np.object_]:
    return np.array([part for part, _ in parts], dtype=np.object_)


def _sections(forms: Sequence[Form], looks: Sequence[_Look], by: Ints) -> dict[tuple[int, int], _Parts]:
    """Polygons with their pieces for each look and side, about their places; of large ones what lies at the other."""
    asked: dict[tuple[int, float], list[tuple[int, int]]] = {}
    for n, look in enumerate(looks):
        asked.setdefault(look.ones, []).append((n, 0))
        asked.setdefault(look.others, []).append((n, 1))
    found: dict[tuple[int, int], _Parts] = {}
    for (index, z), users in asked.items():
        polygons, pieces = forms[index].at(z)
        small = shapely.get_num_coordinates(polygons) <= _LARGE
        plain = list(zip(polygons[small], pieces[small].tolist(), strict=True))
        for user in users:
            found[user] = plain
        for polygon, piece in zip(polygons[~small], pieces[~small].tolist(), strict=True):
            for user, part in zip(users, nearby(polygon, _windows(forms, looks, users, by)), strict=True):
                found[user] = [*found[user], *((p, piece) for p in shapely.get_parts(part) if p.area)]
    return found


def _windows(forms: Sequence[Form], looks: Sequence[_Look], users: Sequence[tuple[int, int]], by: Ints) -> Floats:
    """Around the other form of each look, about the place of this one (n, 4)."""
    windows = []
    for n, side in users:
        look = looks[n]
        x0, y0, x1, y1 = forms[(look.ones if side else look.others)[0]].solid.shape.box
        dx, dy = by[look.pair] * (-1 if side else 1)
        windows.append((x0 + dx - _MARGIN, y0 + dy - _MARGIN, x1 + dx + _MARGIN, y1 + dy + _MARGIN))
    return np.array(windows)


def _summed(seen: Sequence[_Seen]) -> Touches:
    """One row for each pair of pieces: all its area, and where most of it is."""
    if not sum(len(s.pair) for s in seen):
        none = np.zeros(0, np.int64)
        return Touches(none, none, none, np.zeros(0), np.zeros((0, 3)))
    pair, a, b = (np.concatenate([getattr(s, name) for s in seen]) for name in ("pair", "a", "b"))
    area, shared, where = (np.concatenate([getattr(s, name) for s in seen]) for name in ("area", "shared", "where"))
    order = np.lexsort((-shared, b, a, pair))
    key = np.column_stack([pair, a, b])[order]
    start = np.flatnonzero(np.concatenate([[True], (np.diff(key, axis=0) != 0).any(axis=1)]))
    best = order[start]
    return Touches(pair[best], a[best], b[best], np.add.reduceat(area[order], start), where[best])
