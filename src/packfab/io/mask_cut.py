# SPDX-License-Identifier: Apache-2.0
"""How does a polygon with holes become rings without holes, of the same area and with few corners?

Formats of masks know no holes. A hole is joined to the outline by a slit of no width from corner to corner, so that
not a single nm2 is lost. A polygon with too many corners is cut in two; where rounding of the cut would change the
area, it is divided into triangles, which need no new corners.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from packfab.geometry import Region, rectangle, region
from packfab.io.masks import MaskPolygon, Ring, mask_polygons, ring_area

MOST_CORNERS = 4000
"""Corners of a ring; a record of GDSII holds 8191 points."""
MOST_HOLES = 200

_EQUAL = 5e-10
_DEEPEST_CUT = 24
_LINES = 33
"""Lines about the middle among which a cut is chosen."""


def simple_rings(polygon: MaskPolygon) -> list[Ring]:
    """The polygon as rings without holes that cover it once; their areas add up to its own within 5e-10."""
    if _is_small(polygon):
        return [_joined(polygon)]
    cut = _cut(polygon, _DEEPEST_CUT)
    pieces = [_joined(piece) for piece in cut]
    if cut and abs(sum(map(ring_area, pieces)) - polygon.area) <= _EQUAL * polygon.area:
        return pieces
    vertices, triangles = _region(polygon).triangles()
    corners = np.rint(vertices).astype(np.int64)[triangles]
    return [triangle for triangle in corners if ring_area(triangle) != 0]


def _is_small(polygon: MaskPolygon) -> bool:
    corners = len(polygon.outer) + sum(len(hole) + 2 for hole in polygon.holes)
    return corners <= MOST_CORNERS and len(polygon.holes) <= MOST_HOLES


def _region(polygon: MaskPolygon) -> Region:
    return region([ring.astype(np.float64) for ring in (polygon.outer, *polygon.holes)])


def _cut(polygon: MaskPolygon, deepest: int) -> list[MaskPolygon]:
    """The polygon halved, across its longer side, until its pieces are small; nothing when that does not end."""
    if _is_small(polygon):
        return [polygon]
    if not deepest:
        return []
    whole = _region(polygon)
    x0, y0, x1, y1 = whole.box
    wide = x1 - x0 >= y1 - y0
    line = _line(polygon, 0 if wide else 1)
    low = rectangle(x0, y0, line, y1) if wide else rectangle(x0, y0, x1, line)
    high = rectangle(line, y0, x1, y1) if wide else rectangle(x0, line, x1, y1)
    pieces: list[MaskPolygon] = []
    for half in (low, high):
        for piece in mask_polygons(whole & half, true_area=False):
            smaller = _cut(piece, deepest - 1)
            if not smaller:
                return []
            pieces += smaller
    return pieces


def _line(polygon: MaskPolygon, axis: int) -> int:
    """Where to cut across the axis (0: x): about the middle, where the fewest slanted sides are met, nm."""
    start = np.concatenate([polygon.outer, *polygon.holes])
    end = np.concatenate([np.roll(ring, -1, axis=0) for ring in (polygon.outer, *polygon.holes)])
    slanted = (start != end).all(axis=1)
    ends = np.sort(np.stack([start[slanted, axis], end[slanted, axis]]), axis=0)
    low, high = int(polygon.outer[:, axis].min()), int(polygon.outer[:, axis].max())
    lines = np.rint((low + high) / 2 + (high - low) * np.linspace(-0.15, 0.15, _LINES)).astype(np.int64)
    met = [int(((ends[0] < line) & (line < ends[1])).sum()) for line in lines]
    middle = np.abs(lines - (low + high) / 2)
    return int(lines[np.lexsort((middle, met))[0]])


def _joined(polygon: MaskPolygon) -> Ring:
    """One ring: each hole, from the left on, joined to the corner that is closest to its leftmost one."""
    ring = polygon.outer
    for hole in sorted(polygon.holes, key=_leftmost):
        start = int(np.lexsort((hole[:, 1], hole[:, 0]))[0])
        around: Sequence[Ring] = (hole[start:], hole[: start + 1])
        away = (ring - hole[start]).astype(np.float64)
        near = int(np.argmin((away**2).sum(axis=1)))
        ring = np.concatenate([ring[: near + 1], *around, ring[near:]])
    return ring


def _leftmost(hole: Ring) -> tuple[int, int]:
    x, y = min(hole.tolist())
    return (x, y)
