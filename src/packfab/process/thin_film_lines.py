# SPDX-License-Identifier: Apache-2.0
"""Which lines join the places of the nets that are at home on a wiring layer?

Lines drawn by hand stand in for those of the router, which leads all others clear of pads, buses and devices. A net
whose places a plane joins, or that has only one, gets no line.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from packfab.design import ThinFilm, WiringLayer
from packfab.devices import Drawn
from packfab.geometry import Region, joined
from packfab.process.fan_out_lines import Lines, metals_of
from packfab.process.film_level import FilmLevel
from packfab.process.thin_film_metal import Fixed, fixed_metal
from packfab.routing import Metal, outline_of, route


def lines_of(film: ThinFilm, layer: WiringLayer, level: FilmLevel, fixed: Sequence[Fixed], drawn: tuple[Drawn, ...], *,
             outline: Region, joins: frozenset[str]) -> Lines:  # fmt: skip
    """The lines of a layer between its places; joins: the nets at home on it."""
    by_hand = {r.net for r in film.routes if r.layer == layer.name}
    hand = tuple(piece.route for piece in fixed if piece.route is not None and not piece.anywhere)
    routed = joins - by_hand - {layer.plane, ""}
    metals = [*fixed_metal(fixed, layer, drawn, joins=routed), *_pads(level, routed, fixed)]
    wanted = _apart(metals)
    if not wanted:
        return Lines((), hand)
    asked = [m if m.net in wanted or not m.terminal else _still(m) for m in metals]
    found = route(asked, outline, width=layer.line, space=layer.space)
    return Lines(found.routes, hand, found.failed)


def drawn_lines(lines: Lines, width: int) -> tuple[tuple[str, Region], ...]:
    """The plan of the lines by net."""
    by_net: dict[str, list[Region]] = {}
    for line in lines.all:
        by_net.setdefault(line.net, []).append(outline_of(line, width))
    plans = {net: joined(areas) for net, areas in by_net.items()}
    return tuple((net, area) for net, area in plans.items() if area)


def _pads(level: FilmLevel, routed: frozenset[str], fixed: Sequence[Fixed]) -> list[Metal]:
    """The pads of a layer; those that lie on the bus of their net are joined by it."""
    strange = {net for side in level.contacts for net in side.nets} - routed
    pads = metals_of(level.below, level.above, left_out=strange)
    for piece in fixed:
        if piece.anywhere and piece.nets & routed:
            own = [i for i, pad in enumerate(pads) if pad.terminal and pad.net in piece.nets]
            inside = piece.area.contains(np.array([pads[i].place for i in own]).reshape(-1, 2))
            for i, on_bus in zip(own, inside, strict=True):
                pads[i] = _still(pads[i]) if on_bus else pads[i]
    return pads


def _still(metal: Metal) -> Metal:
    """The metal without a wish to be joined."""
    return Metal(metal.net, metal.place, metal.diameter, metal.outline, terminal=False)


def _apart(metals: Sequence[Metal]) -> frozenset[str]:
    """The nets with terminals at more than one place."""
    places: dict[str, set[tuple[int, int]]] = {}
    for metal in metals:
        if metal.terminal and metal.net:
            places.setdefault(metal.net, set()).add(metal.place)
    return frozenset(net for net, found in places.items() if len(found) > 1)
