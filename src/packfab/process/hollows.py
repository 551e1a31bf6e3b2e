# SPDX-License-Identifier: Apache-2.0
"""Which hollows in the metal of a panel are open where the compound comes, and what belongs to one site of it?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from packfab.geometry import Build, Solid, at, kept
from packfab.process.layout import Layout, at_origin

HOLLOWS = " hollows"
"""End of the name of the cut that a film along the wall of a hole leaves open."""


def open_hollows(build: Build, layout: Layout, face: int) -> tuple[Solid, ...]:
    """The hollows of the site at the origin that open above a face (z in nm) and are not filled with solder."""
    found = []
    solder = [s.places for s in at_origin(layout, build.select(role="joint"))]
    taken = {tuple(place) for places in solder for place in places.tolist()}
    cuts = [s for s in build.solids if s.mode == "cut" and s.name.endswith(HOLLOWS) and s.z0 < face < s.z1]
    for hollow in at_origin(layout, cuts):
        free = np.array([tuple(place) not in taken for place in hollow.places.tolist()], dtype=bool)
        if free.any():
            found.append(replace(hollow, places=at(hollow.places[free]), nets=()))
    return tuple(found)


def uncovered_hollows(build: Build, face: int) -> list[Solid]:
    """The cuts of hollows at all sites that open above a face (z in nm), which nothing has covered yet."""
    return [s for s in build.solids if s.mode == "cut" and s.name.endswith(HOLLOWS) and s.z0 < s.z1 and s.z1 > face]


def at_site(layout: Layout, build: Build) -> Build:
    """The build with only such places of its solids as reach into the cell of the site at the origin."""
    x0, y0, x1, y1 = layout.cell.box
    solids = []
    for solid in build.solids:
        a0, b0, a1, b1 = solid.shape.box
        p = solid.places
        inside = (p[:, 0] + a1 > x0) & (p[:, 0] + a0 < x1) & (p[:, 1] + b1 > y0) & (p[:, 1] + b0 < y1)
        if inside.any():
            solids.append(solid if inside.all() else kept(solid, inside))
    return replace(build, solids=tuple(solids))
