# SPDX-License-Identifier: Apache-2.0
"""How much of each cell of a flat grid does a region cover? Exactly, from the sides of its polygons.

Each side is cut where it crosses a line of the grid. By Green's theorem a piece of a side that climbs by dy covers dy
times its distance from the left wall of its own cell, and dy times the width of every cell to the left of that;
pieces that go down take the same away. So one pass over the sides gives all areas, without cutting polygons.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import Region

Floats = NDArray[np.float64]


def coverage(flat: Region, x: Floats, y: Floats) -> Floats:
    """Area (ny, nx) nm2 of the region in each cell between the lines x (nx + 1) and y (ny + 1), which hold it all."""
    result = np.zeros((len(y) - 1, len(x) - 1))
    if not flat:
        return result
    start = np.concatenate(flat.rings)
    end = np.concatenate([np.roll(ring, -1, axis=0) for ring in flat.rings])
    start, end = _cut(start, end, y, axis=1)
    start, end = _cut(start, end, x, axis=0)
    middle, climb = (start + end) / 2, end[:, 1] - start[:, 1]
    column = np.clip(np.searchsorted(x, middle[:, 0], side="right") - 1, 0, len(x) - 2)
    row = np.clip(np.searchsorted(y, middle[:, 1], side="right") - 1, 0, len(y) - 2)
    beyond = np.zeros_like(result)
    np.add.at(result, (row, column), climb * (middle[:, 0] - x[column]))
    np.add.at(beyond, (row, column), climb)
    right = np.cumsum(beyond[:, ::-1], axis=1)[:, ::-1] - beyond
    covered: Floats = np.maximum(result + right * np.diff(x), 0.0)
    return covered


def _cut(start: Floats, end: Floats, lines: Floats, *, axis: int) -> tuple[Floats, Floats]:
    """The sides in pieces that cross no line x = const (axis 0) or y = const (axis 1)."""
    low, high = np.minimum(start[:, axis], end[:, axis]), np.maximum(start[:, axis], end[:, axis])
    first, last = np.searchsorted(lines, low, side="right"), np.searchsorted(lines, high, side="left")
    count = np.maximum(last - first, 0)
    side = np.repeat(np.arange(len(start)), count + 1)
    rank = np.arange(len(side)) - np.repeat(np.cumsum(count + 1) - count - 1, count + 1)
    rising = (end[:, axis] >= start[:, axis])[side]
    line = np.where(rising, first[side] + rank, last[side] - 1 - rank)
    length = (end[:, axis] - start[:, axis])[side]
    inner = rank < count[side]
    share = np.ones(len(side))
    at = lines[np.clip(line[inner], 0, len(lines) - 1)]
    share[inner] = (at - start[side[inner], axis]) / length[inner]
    here = start[side] + share[:, None] * (end - start)[side]
    here[inner, axis] = at
    here[~inner] = end[side[~inner]]
    before = np.concatenate([start[:1], here[:-1]])
    opening = rank == 0
    before[opening] = start[side[opening]]
    return before, here
