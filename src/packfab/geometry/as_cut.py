# SPDX-License-Identifier: Apache-2.0
"""Which outline have solids at a height when only some of what came later takes from them?

A trace whose end is displaced by the pad of its net is no narrower for it, one that a hole cuts is. Each solid is asked
for by itself and only where something meets it, so that thousands of them are no trouble.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely

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
    here = {index: k for k, index in enumerate(crossing.tolist())}
    asked = [i for i in indices if i in here]
    if not asked:
        return ()
    boxes = np.asarray(shapely.box(*np.array([solids[i].box for i in crossing]).T), dtype=object)
    every = _fills(solids, asked)
    acting = [k for k, i in enumerate(crossing.tolist()) if every or _acts(solids[i], takes)]
    one, other = shapely.STRtree(boxes[acting]).query(boxes[[here[i] for i in asked]])
    taken: dict[int, list[int]] = {}
    for k, j in zip(one.tolist(), crossing[acting][other].tolist(), strict=True):
        if _takes(solids[asked[k]], asked[k], solids[j], j, takes):
            taken.setdefault(asked[k], []).append(j)
    found = []
    for i in asked:
        own = outline_at(solids[i], z)
        for j in sorted(taken.get(i, ())):
            if own:
                own = own - outline_at(solids[j], z, own.box)
        if own:
            found.append(Piece(i, solids[i], own))
    return tuple(found)


def _acts(solid: Solid, takes: Pick) -> bool:
    """Whether it may take from what was there before."""
    return solid.mode == "cut" or (solid.mode == "over" and takes(solid))


def _fills(solids: Sequence[Solid], indices: Iterable[int]) -> bool:
    """Whether one of them takes only void, so that all that was there before matters."""
    return any(solids[i].mode == "under" for i in indices)


def _takes(solid: Solid, i: int, other: Solid, j: int, takes: Pick) -> bool:
    """Whether solid j of the log takes from solid i."""
    if j <= i:
        return j < i and solid.mode == "under" and other.mode != "cut"
    if other.mode == "cut":
        return not other.only or solid.material in other.only
    return _acts(other, takes)


def outline_at(solid: Solid, z: float, box: Box | None = None) -> Region:
    """The outline of a solid at height z (nm) at all its places (or those that meet the box), as it was added."""
    return placed_region(solid, solid.shape.outline(z), box) if solid.z0 <= z < solid.z1 else plane.EMPTY
