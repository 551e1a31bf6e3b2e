# SPDX-License-Identifier: Apache-2.0
"""Into which windows is a body with very many holes cut, so that none holds too many of them?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from packfab.geometry import Box, Region, rectangle
from packfab.io.as_built_loops import Floats, area_of

HOLES = 400
"""Holes of a cell, beyond which it is cut into tiles: writers of CAD files are super-linear in them."""


def tiled(flat: Region) -> Iterator[Region]:
    """The connected pieces of a region, those with too many holes cut between holes where there is room."""
    for part in flat.parts:
        holes = [ring for ring in part.rings if area_of(ring) < 0]
        if len(holes) <= HOLES:
            yield part
            continue
        spans = np.array([(*ring.min(axis=0), *ring.max(axis=0)) for ring in holes])
        for box in _divided(part.box, np.rint(spans)):
            yield from (part & rectangle(*box)).parts


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
