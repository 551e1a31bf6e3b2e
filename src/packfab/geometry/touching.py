# SPDX-License-Identifier: Apache-2.0
"""Which pieces of the levels of one solid at one place are one body?"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

from packfab.geometry.levels import Level, is_wide

_LEAST = 100.0
"""nm; what overlaps over less than this length is a corner that meets a corner."""


def one_body(found: Iterable[Level]) -> list[tuple[int, int]]:
    """Pairs of pieces that go on from one level to the next; pieces are numbered through all levels from below."""
    same: list[tuple[int, int]] = []
    below: Level | None = None
    start = base = 0
    for level in found:
        if below is not None and len(below.polygons) and len(level.polygons):
            pairs = _across(below, level) if below.slab != level.slab else _within(below, level)
            same += [(start + lower, base + upper) for lower, upper in pairs]
        below, start, base = level, base, base + len(level.polygons)
    return same


def _across(below: Level, above: Level) -> list[tuple[int, int]]:
    """What overlaps on the height that two slabs share."""
    j, i = shapely.STRtree(below.polygons).query(above.polygons, predicate="intersects")
    shared = shapely.intersection(below.polygons[i], above.polygons[j])
    real = is_wide(shared) & (shapely.length(shared) > 2 * _LEAST)
    return list(zip(i[real].tolist(), j[real].tolist(), strict=True))


def _within(below: Level, above: Level) -> list[tuple[int, int]]:
    """The same pieces further up in a slab in which nothing begins or ends."""
    downs, ups = range(len(below.polygons)), range(len(above.polygons))
    if min(len(downs), len(ups)) == 1:
        return [(down, up) for up in ups for down in downs]
    return [(down, up) for up in ups for down in _continued(below, above, up)]


def _continued(below: Level, above: Level, up: int) -> list[int]:
    """Which pieces below one piece goes on from: what it overlaps, else the closest."""
    over = shapely.area(shapely.intersection(below.polygons, above.polygons[up])) > 0
    if over.any():
        return np.flatnonzero(over).tolist()
    return [int(np.argmin(shapely.distance(below.polygons, above.polygons[up])))]
