# SPDX-License-Identifier: Apache-2.0
"""How are the pads of one layer joined by traces?

Find a grid, let the nets negotiate for it, pull the traces straight, and hold the result against the rules once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from packfab.errors import BadInput, Fault
from packfab.geometry import Region
from packfab.routing.grid import Grid, grid_for
from packfab.routing.metal import Metal, Route, Routing, pieces_of, pieces_of_outline
from packfab.routing.negotiate import Wish, negotiated
from packfab.routing.rules import nearest
from packfab.routing.search import Nodes
from packfab.routing.straighten import straightened
from packfab.units import format_length

EXACT = 1e-2
"""nm, what distances are rounded by."""
BEYOND = "a pad lies so close to the outline that no trace gets to it"


def route(metals: Sequence[Metal], outline: Region, *, width: int, space: int) -> Routing:
    """Traces of `width` that join the terminals of each net, `space` from all other metal and from the outline, nm.

    Nets with more than two terminals become trees. A net that finds no way is listed with the reason.
    """
    if width <= 0 or space <= 0:
        raise BadInput([Fault("traces need a width and a space above zero", where="wiring",
                              measured=f"{format_length(width)}, {format_length(space)}")])  # fmt: skip
    ends: dict[str, list[Metal]] = {}
    for metal in metals:
        if metal.terminal and metal.net:
            ends.setdefault(metal.net, []).append(metal)
    ends = {net: found for net, found in ends.items() if len(found) > 1}
    if not ends:
        return Routing(())
    nets = list(ends)
    grid = grid_for(metals, nets, outline, width=width, space=space)
    wishes = [Wish(net, tuple(_access(grid, end, width) for end in ends[net])) for net in nets]
    beyond = {wish.net for wish in wishes if not all(len(a) for a in wish.access)}
    if beyond:
        rest = route([replace(m, terminal=m.terminal and m.net not in beyond) for m in metals], outline,
                     width=width, space=space)  # fmt: skip
        return replace(rest, failed=(*((net, BEYOND) for net in sorted(beyond)), *rest.failed))
    found, why = negotiated(grid, wishes, track=width + space)
    routes = tuple(r for n in sorted(found) for r in _routes(grid, ends[nets[n]], wishes[n], found[n]))
    pulled = straightened(routes, pieces_of(metals) + pieces_of_outline(outline), width=width, space=space)
    return _held(pulled, [(nets[n], why[n]) for n in sorted(why)], metals, outline, width, space)


def _access(grid: Grid, end: Metal, width: int) -> Nodes:
    """The nodes from which a trace to the place of a pad stays within the pad, or else those around the place."""
    if end.anywhere and end.outline is not None:
        inner = end.outline.moved(*end.place).grown(-width / 2)
        nodes = _within(grid, inner) if inner else np.zeros(0, dtype=np.int64)
        if len(nodes):
            return nodes
    return grid.near(end.place, max(end.radius - width / 2, 0.75 * grid.pitch))


def _within(grid: Grid, area: Region) -> Nodes:
    """The nodes within an area."""
    rows, columns = grid.window(area.box)
    y, x = np.meshgrid(rows, columns, indexing="ij")
    nodes = (y * grid.shape[1] + x).ravel().astype(np.int64)
    return nodes[area.contains(grid.points(nodes))] if len(nodes) else nodes


def _routes(grid: Grid, ends: Sequence[Metal], wish: Wish, branches: Sequence[Nodes]) -> list[Route]:
    """Centre lines of the branches of a net, led on to the places of the pads where they end at pads."""
    found = []
    for nodes in branches:
        way = [grid.points(nodes)]
        first, last = (next((end.place for end, a in zip(ends, wish.access, strict=True)
                             if node in a and not end.anywhere), None) for node in nodes[[0, -1]])  # fmt: skip
        way = ([np.array([first])] if first else []) + way + ([np.array([last])] if last else [])
        points = np.concatenate(way).astype(np.int64)
        moved = np.concatenate([[True], (np.diff(points, axis=0) != 0).any(axis=1)])
        if moved.sum() > 1:
            found.append(Route(wish.net, points[moved]))
    return found


def _held(
    routes: tuple[Route, ...],
    failed: list[tuple[str, str]],
    metals: Sequence[Metal],
    outline: Region,
    width: int,
    space: int,
) -> Routing:
    """The routes that keep their distance; a net that does not is taken off with the reason."""
    while (worst := nearest(routes, metals, width=width, outline=outline)).distance < space - EXACT:
        net = worst.nets[0]
        gap = format_length(max(0, int(worst.distance)))
        failed.append((net, f"{gap} from {worst.nets[1] or 'other metal'}, {format_length(space)} asked for"))
        routes = tuple(r for r in routes if r.net != net)
    return Routing(routes, tuple(failed))
