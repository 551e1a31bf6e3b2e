# SPDX-License-Identifier: Apache-2.0
"""Which metal of a wiring layer is fixed before lines are led around it: buses, hand-drawn lines, passive devices?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from packfab.design import ThinFilm, WiringLayer
from packfab.devices import Drawn
from packfab.errors import Fault
from packfab.geometry import EMPTY, Region, joined, rectangle
from packfab.process.level import Contacts
from packfab.routing import Metal, Route, outline_of
from packfab.units import format_length

_EXACT = 1.0
"""nm, what plans are rounded by."""


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """Metal with a plan: what it is called, where the design asks for it, and the nets that may touch it.

    route: its centre line, if it has one; anywhere: lines of its net may begin all over it; ends: of a device, the
    squares around its terminals, where alone another device of the same net may lie on it.
    """

    name: str
    path: str
    nets: frozenset[str]
    area: Region
    route: Route | None = None
    anywhere: bool = False
    ends: Region = EMPTY


def fixed_on(film: ThinFilm, layer: WiringLayer, drawn: tuple[Drawn, ...]) -> tuple[Fixed, ...]:
    """Buses, hand-drawn lines and devices of a layer."""
    found = []
    for i, bus in enumerate(film.buses):
        if bus.layer == layer.name:
            line = Route(bus.net, np.array(bus.points, dtype=np.int64))
            found.append(Fixed(f"the bus of net '{bus.net}'", f"thin_film.buses[{i}]", frozenset({bus.net}),
                               outline_of(line, bus.width), line, anywhere=True))  # fmt: skip
    for i, hand in enumerate(film.routes):
        if hand.layer == layer.name:
            line = Route(hand.net, np.array(hand.points, dtype=np.int64))
            found.append(Fixed(f"the line of net '{hand.net}'", f"thin_film.routes[{i}]", frozenset({hand.net}),
                               outline_of(line, layer.line), line))  # fmt: skip
    for device in drawn:
        area = device.area_on(layer.name)
        if area:
            ends = [_square(*end.place, (end.width + 1) // 2) for end in device.terminals if end.layer == layer.name]
            found.append(Fixed(f"{device.device.kind} {device.device.name}", f"thin_film.devices.{device.device.name}",
                               _nets_of(device), area, ends=joined(ends)))  # fmt: skip
    return tuple(found)


def clashes(layer: WiringLayer, found: Sequence[Fixed], below: Contacts, above: Contacts) -> Iterator[Fault]:
    """Fixed metal nearer to other metal than the layer allows: for each piece the nearest one."""
    for i, piece in enumerate(found):
        worst, other, where = layer.space - _EXACT, "", (0.0, 0.0)
        for side in (below, above):
            strange = np.array([k for k, net in enumerate(side.nets) if net not in piece.nets
                                and not piece.name.endswith(f" {side.names[k]}")], dtype=np.int64)  # fmt: skip
            if len(strange):
                gap = piece.area.away(side.places[strange]) - side.pad / 2
                nearest = int(np.argmin(gap))
                if gap[nearest] < worst:
                    place = side.places[strange[nearest]]
                    worst, where = float(gap[nearest]), (float(place[0]), float(place[1]))
                    other = f"the pad of {side.names[strange[nearest]] or 'a device'}"
        for neighbour in found[:i]:
            distance, at = piece.area.gap(neighbour.area)
            if not (piece.nets & neighbour.nets and _only_ends_meet(piece, neighbour)) and distance < worst:
                worst, other, where = distance, neighbour.name, at
        if other:
            x, y = (format_length(round(v)) for v in where)
            how = "runs into" if worst <= 0 else "comes too close to"
            yield Fault(f"{piece.name} {how} {other} at x = {x}, y = {y}", where=piece.path,
                        measured="they meet" if worst <= 0 else f"{format_length(round(worst))} apart",
                        allowed=f"at least {format_length(layer.space)} on {layer.name}",
                        fix="move one of them, or lay it on another layer")  # fmt: skip


def kept_clear(layer: WiringLayer, found: Sequence[Fixed], drawn: tuple[Drawn, ...], below: Contacts, above: Contacts
               ) -> Iterator[Fault]:  # fmt: skip
    """Pads, buses, lines and devices where a device wants no other metal: over a cavity, above or below a spiral."""
    for device in drawn:
        room = device.outline_on(layer.name)
        if not room:
            continue
        met = [f"the pad of {name}" for name in _pads_in(room, device, below, above)]
        met += [piece.name for piece in found if not piece.nets & _nets_of(device)
                and (piece.area & room).area > _EXACT]  # fmt: skip
        if met:
            more = f" and {len(met) - 1} more" if len(met) > 1 else ""
            x0, y0, x1, y1 = (format_length(round(v)) for v in room.box)
            yield Fault(f"{met[0]}{more} on {layer.name} is in the way of {device.device.kind} {device.device.name}",
                        where=f"thin_film.devices.{device.device.name}.at",
                        measured=f"within x {x0} to {x1}, y {y0} to {y1}",
                        allowed=f"no other metal on {layer.name} there",
                        fix="move one of them")  # fmt: skip


def _pads_in(room: Region, device: Drawn, below: Contacts, above: Contacts) -> Iterator[str]:
    """Names of the pads that reach into a room and are not of the device."""
    own = device.device.name
    for side in (below, above):
        inside = room.away(side.places) - side.pad / 2 < -_EXACT
        for k in np.flatnonzero(inside).tolist():
            name = side.names[k]
            if name != own and not name.startswith(f"{own} "):
                yield name or "a device"


def _nets_of(device: Drawn) -> frozenset[str]:
    return frozenset(end.net for end in device.terminals) | {part.net for part in device.parts if part.net}


def _only_ends_meet(piece: Fixed, other: Fixed) -> bool:
    """Whether metal of one net meets at the terminals of devices alone; lines and buses may meet all over."""
    if piece.route is not None or other.route is not None:
        return True
    return not ((piece.area & other.area) - (piece.ends | other.ends)).grown(-_EXACT)


def fixed_metal(found: Sequence[Fixed], layer: WiringLayer, drawn: tuple[Drawn, ...], *,
                joins: frozenset[str]) -> list[Metal]:  # fmt: skip
    """The fixed metal of a layer for the router; `joins`: nets whose lines lie on this layer."""
    metals = []
    for piece in found:
        if piece.route is not None:
            x, y = (int(v) for v in piece.route.points[0])
            net = piece.route.net
            metals.append(Metal(net, (x, y), outline=piece.area.moved(-x, -y), terminal=piece.anywhere and net in joins,
                                anywhere=piece.anywhere))  # fmt: skip
    for device in drawn:
        metals += _device_metal(device, layer, joins)
    return metals


def _device_metal(device: Drawn, layer: WiringLayer, joins: frozenset[str]) -> Iterator[Metal]:
    """Its ends, with the metal around them, by their nets; all else is kept clear of by every net."""
    ends = [end for end in device.terminals if end.layer == layer.name]
    area, reach = device.area_on(layer.name), layer.space + layer.line
    keep = device.outline_on(layer.name).grown(-layer.space, corners="mitre") | area
    for end in ends:
        x, y = end.place
        around = area & _square(x, y, reach + max(end.width, layer.pad) // 2)
        own = joined([part for part in around.parts if part.contains([(x, y)])[0]]) or EMPTY
        keep = keep - own
        if own:
            yield Metal(end.net, (0, 0), outline=own, terminal=False)
        yield Metal(end.net, (x, y), end.width, terminal=end.net in joins)
    for part in device.parts:
        if part.layer == layer.name and part.net:
            keep = keep - part.area
            yield Metal(part.net, (0, 0), outline=part.area, terminal=False)
    if keep:
        yield Metal("", (0, 0), outline=keep, terminal=False)


def _square(x: int, y: int, reach: int) -> Region:
    return rectangle(x - reach, y - reach, x + reach, y + reach)
