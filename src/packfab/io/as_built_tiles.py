# SPDX-License-Identifier: Apache-2.0
"""Into which windows is a body with very many holes cut, so that none holds too many of them?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from packfab.geometry import Box, Region
from packfab.io.as_built_loops import Floats, area_of

HOLES = 400
"""Holes of a cell, beyond which it is cut into tiles: writers of CAD files are super-linear in them."""


def tiles(regions: Sequence[Region], box: Box) -> list[Box]:
    """Windows that each hold at most `HOLES` holes, cut between holes where there is room."""
    most = max(regions, key=lambda flat: len(flat.rings), default=None)
    holes = [r for flat in regions if flat for r in flat.rings if area_of(r) < 0]
    if most is None or sum(area_of(r) < 0 for r in most.rings) <= HOLES:
        return [box]
    spans = np.array([(*r.min(axis=0), *r.max(axis=0)) for r in holes])
    return _divided(box, np.unique(np.rint(spans), axis=0))


def _divided(box: Box, spans: Floats) -> list[Box]:
    """The box, or its halves divided again."""
    if len(spans) <= HOLES:
        return [box]
    axes = (0, 1) if box[2] - box[0] >= box[3] - box[1] else (1, 0)
    for axis in axes:
        cut = _free(spans[:, axis], spans[:, axis + 2])
        if cut is not None:
            first, second = list(box), list(box)
            first[axis + 2] = second[axis] = cut
            below = spans[:, axis + 2] < cut
            return [
                *_divided((first[0], first[1], first[2], first[3]), spans[below]),
                *_divided((second[0], second[1], second[2], second[3]), spans[~below]),
            ]
    return [box]


def _free(low: Floats, high: Floats) -> float | None:
    """A whole coordinate that no interval holds, closest to halving their number."""
    order = np.argsort(low)
    reached = np.maximum.accumulate(high[order])
    room = np.flatnonzero(low[order][1:] - reached[:-1] > 4)
    if not len(room):
        return None
    best = room[np.argmin(abs(room + 1 - len(low) / 2))]
    return float(round((reached[best] + low[order][best + 1]) / 2))
