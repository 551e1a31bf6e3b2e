# SPDX-License-Identifier: Apache-2.0
"""Which outline have solids at a height when only some of what came later takes from them?

A trace whose end is displaced by the pad of its net is no narrower for it, one that a hole cuts is. Each solid is asked
for by itself and only where something meets it, so that thousands of them are no trouble.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from packfab.geometry import plane
from packfab.geometry.build import Build, Pick
from packfab.geometry.plane import Box, Region
from packfab.geometry.replay import Piece, placed_region
from packfab.geometry.solid import Solid


def as_cut(build: Build, indices: Iterable[int], z: float, takes: Pick) -> tuple[Piece, ...]:
    """Outlines at height z (nm) of solids that were added (by index), less later cuts and what is picked by `takes`.

    Those that take only void are also less all that was there before.
    """
    solids = build.solids
    crossing = np.array([i for i, s in enumerate(solids) if s.z0 <= z < s.z1 and len(s.places)], dtype=np.int64)
    boxes = np.array([solids[i].box for i in crossing]).reshape(-1, 4)
    mode = np.array([solids[i].mode for i in crossing])
    later = (mode == "cut") | np.array([solids[i].mode == "over" and takes(solids[i]) for i in crossing], dtype=bool)
    at = {index: k for k, index in enumerate(crossing.tolist())}
    found = []
    for i in indices:
        if i not in at:
            continue
        x0, y0, x1, y1 = boxes[at[i]]
        meets = (boxes[:, 0] <= x1) & (boxes[:, 2] >= x0) & (boxes[:, 1] <= y1) & (boxes[:, 3] >= y0)
        acts = later & (crossing > i)
        if solids[i].mode == "under":
            acts |= (mode != "cut") & (crossing < i)
        own = outline_at(solids[i], z)
        for j in crossing[meets & acts].tolist():
            if own and not (solids[j].mode == "cut" and solids[j].only and solids[i].material not in solids[j].only):
                own = own - outline_at(solids[j], z, own.box)
        if own:
            found.append(Piece(i, solids[i], own))
    return tuple(found)


def outline_at(solid: Solid, z: float, box: Box | None = None) -> Region:
    """The outline of a solid at height z (nm) at all its places (or those that meet the box), as it was added."""
    return placed_region(solid, solid.shape.outline(z), box) if solid.z0 <= z < solid.z1 else plane.EMPTY
