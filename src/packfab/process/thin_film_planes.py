# SPDX-License-Identifier: Apache-2.0
"""Which area does the plane of a wiring layer cover, and does it join all that it should?"""

from __future__ import annotations

import numpy as np

from packfab.devices import Drawn
from packfab.geometry import EMPTY, Region, discs, joined
from packfab.process.film_level import FilmLevel
from packfab.process.lands import Ints

MARGIN = 50_000
"""nm, plane to package outline; a guess: room for the saw."""


def plane_of(level: FilmLevel, outline: Region, drawn: tuple[Drawn, ...]) -> tuple[Region, str]:
    """The plan of the plane of a layer, and why it does not join all of its net ('' when it does).

    It covers the package less a margin and what other metal takes with its clearance; pieces that nothing of its net
    meets are left out.
    """
    layer = level.layer
    net, clear = layer.plane, layer.plane_clearance if layer.plane_clearance is not None else layer.space
    taken = [area.grown(clear) for name, area in (*level.lines, *level.buses) if name != net]
    taken += [part.area.grown(clear) for part in level.devices if part.net != net]
    taken += [device.outline_on(layer.name) for device in drawn]
    own = [area for name, area in (*level.lines, *level.buses) if name == net]
    own += [part.area for part in level.devices if part.net == net]
    for side in level.contacts:
        mine, others = _split(side.places, side.nets, net)
        taken.append(discs(others, side.pad / 2 + clear))
        own.append(discs(mine, side.pad / 2))
    free = outline.grown(-MARGIN, corners="mitre") - joined([area for area in taken if area])
    free = joined([free, *(part.area for part in level.devices if part.net == net)]) if free else EMPTY
    places = np.concatenate([_split(side.places, side.nets, net)[0] for side in level.contacts])
    ends = [device.place for d in drawn for device in d.terminals if device.net == net and device.layer == layer.name]
    metal = joined([free, *(area for area in own if area)])
    return _met(free, metal, np.concatenate([places, np.array(ends, dtype=np.int64).reshape(-1, 2)]))


def _met(free: Region, metal: Region, places: Ints) -> tuple[Region, str]:
    """The pieces of the plane that hang on places of its net, and whether they all hang together."""
    if not len(places):
        return free, ""
    found = [part for part in metal.parts if (part.away(places) < 1.0).any()]
    kept = free & joined(found)
    if len(found) < 2:
        return kept, ""
    return kept, f"other metal parts its plane: its places lie on {len(found)} pieces"


def _split(places: Ints, nets: tuple[str, ...], net: str) -> tuple[Ints, Ints]:
    """The places of a net, and the others."""
    own = np.array([name == net for name in nets], dtype=bool)
    return places[own], places[~own]
