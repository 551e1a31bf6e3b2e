# SPDX-License-Identifier: Apache-2.0
"""Which nets of a thin film cannot be wired as asked for: unknown ones, nets on two layers, pads that touch?

A net has one home layer: the one that names it or has a plane of it, else one that fans (or the last). Its die pads
rise to that layer, its bonding pads come down to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from packfab.design.chip import BacksideChip
from packfab.design.package import Package
from packfab.design.pads import Pad, PadMap
from packfab.design.placement import placed_pads
from packfab.design.thin_film import Bus, ThinFilm, WiringLayer
from packfab.design.validate_chips import did_you_mean
from packfab.design.validate_pads import shortened
from packfab.design.validate_routes import centre_line_faults, route_faults
from packfab.errors import Fault
from packfab.units import format_length

#: What has a net, in words.
OWNERS = "pad or contact"
#: Name, net and place of a pad, package frame, nm.
_Pad = tuple[str, str, int, int]
#: So many nearest neighbours of a pad are looked at.
NEIGHBOURS = 8


def film_net_faults(package: Package, film: ThinFilm) -> Iterator[Fault]:
    """What is wrong with the nets of layers, planes, buses and lines, and with pads of different nets."""
    known = film_nets(package, film)
    names = [layer.name for layer in film.layers]
    yield from _home_faults(film, known)
    for index, bus in enumerate(film.buses):
        yield from _bus_faults(package, film, bus, f"thin_film.buses[{index}]", known)
    yield from route_faults(package, film.routes, "thin_film.routes", layers=names, kind="wiring layer", nets=known,
                            owners=OWNERS)  # fmt: skip
    yield from _close_pads(package, film)


def film_nets(package: Package, film: ThinFilm) -> frozenset[str]:
    """Nets that pads of dies, bonding pads or two terminals of devices have."""
    maps = [package.dies[chip.die].pads.get(chip.pads) for chip in package.chips
            if isinstance(chip, BacksideChip) and chip.die in package.dies]  # fmt: skip
    maps.append(bonding_pads(package, film))
    pads = {pad.net for held in maps if held is not None for pad in held.pads if pad.net}
    ends = [net for device in film.devices for net in device.nets if net]
    return frozenset(pads | {net for net in ends if ends.count(net) > 1})


def bonding_pads(package: Package, film: ThinFilm) -> PadMap | None:
    """The bonding pads: the contacts, or else the places of the balls."""
    if film.contacts is not None:
        return film.contacts
    return package.balls.pads if package.balls is not None else None


def bonding_pad(package: Package, film: ThinFilm) -> int:
    """nm, diameter of bonding pads without a size of their own."""
    if film.pad is not None:
        return film.pad
    return package.balls.land.diameter if package.balls is not None else film.layers[-1].pad


def _home_faults(film: ThinFilm, known: frozenset[str]) -> Iterator[Fault]:
    """Nets of layers and planes that nothing has, or that are on two layers."""
    homes: dict[str, str] = {}
    for layer in film.layers:
        where = f"thin_film.layers.{layer.name}"
        faults: list[Fault] = []
        for index, net in enumerate(layer.nets):
            faults += _net_faults(net, f"{where}.nets[{index}]", known)
            if net in homes:
                faults.append(_twice(net, f"{where}.nets[{index}]", homes[net], layer))
            homes.setdefault(net, layer.name)
        yield from shortened(faults, f"{where}.nets", "list")
        if layer.plane:
            yield from _net_faults(layer.plane, f"{where}.plane", known)
            if homes.get(layer.plane, layer.name) != layer.name:
                yield _twice(layer.plane, f"{where}.plane", homes[layer.plane], layer)
            homes.setdefault(layer.plane, layer.name)


def _twice(net: str, where: str, first: str, layer: WiringLayer) -> Fault:
    what = "is there twice" if first == layer.name else "is on two layers"
    return Fault(f"net '{net}' {what}", where, measured=f"on '{first}' and '{layer.name}'", allowed="one layer",
                 fix="take it away from one of them; vias join what lies above and below")  # fmt: skip


def _net_faults(net: str, where: str, known: frozenset[str]) -> Iterator[Fault]:
    if net not in known:
        yield Fault(f"no {OWNERS} has the net '{net}'", where, fix=did_you_mean(net, known) or "name a net of the dies")


def _bus_faults(package: Package, film: ThinFilm, bus: Bus, where: str, known: frozenset[str]) -> Iterator[Fault]:
    layers = {layer.name: layer for layer in film.layers}
    yield from _net_faults(bus.net, f"{where}.net", known)
    yield from centre_line_faults(package, bus.points, f"{where}.points", f"the bus of net '{bus.net}'",
                                  reach=bus.width // 2)  # fmt: skip
    if bus.layer not in layers:
        yield Fault(f"no wiring layer '{bus.layer}'", f"{where}.layer", allowed=", ".join(layers),
                    fix=did_you_mean(bus.layer, layers) or "name one of these")  # fmt: skip
    elif bus.width < layers[bus.layer].line:
        yield Fault(f"the bus of net '{bus.net}' is narrower than a line of its layer", f"{where}.width",
                    measured=format_length(bus.width), allowed=f"at least {format_length(layers[bus.layer].line)}",
                    fix="make it wider")  # fmt: skip


def _close_pads(package: Package, film: ThinFilm) -> Iterator[Fault]:
    """Pads of two nets that touch: die pads on the way up to their layer, bonding pads on the way down to it."""
    final = len(film.layers) - 1
    homes = {net: i for i, layer in enumerate(film.layers) for net in (*layer.nets, layer.plane) if net}
    shared = [i for i, layer in enumerate(film.layers) if layer.fans] or [final]
    up, down = {**homes, "": 0}, {**homes, "": final}
    top, outer = bonding_pads(package, film), bonding_pad(package, film)
    falling = [] if top is None else [((p.name, p.net, p.x, p.y), _width(p, outer)) for p in top.pads]
    for index, layer in enumerate(film.layers):
        pads = [(pad, layer.pad) for pad in _die_pads(package) if index <= up.get(pad[1], shared[0])]
        pads += [(pad, own if index == final else layer.pad) for pad, own in falling
                 if index >= down.get(pad[1], shared[-1])]  # fmt: skip
        yield from _touching(pads, layer)


def _die_pads(package: Package) -> Iterator[_Pad]:
    """Name, net and place of all pads of dies, package frame."""
    for chip in package.chips:
        if isinstance(chip, BacksideChip) and chip.die in package.dies:
            pads = package.dies[chip.die].pads.get(chip.pads, PadMap(pads=()))
            for pad, (x, y) in zip(pads.pads, placed_pads(chip, pads).tolist(), strict=True):
                yield f"{chip.name}.{pad.name}", pad.net, x, y


def _width(pad: Pad, outer: int) -> int:
    return pad.diameter or min(pad.size or (outer, outer))


def _touching(pads: Sequence[tuple[_Pad, int]], layer: WiringLayer) -> Iterator[Fault]:
    """The two pads of different nets that overlap most, of the nearest neighbours of each, and how many overlap."""
    if len(pads) < 2:
        return
    places: NDArray[np.float64] = np.array([pad[2:] for pad, _ in pads], dtype=np.float64)
    radius = np.array([width for _, width in pads]) / 2
    owner = np.array([pad[1] or f"\n{i}" for i, (pad, _) in enumerate(pads)])
    count = min(NEIGHBOURS + 1, len(pads))
    distance, other = (np.asarray(found) for found in cKDTree(places).query(places, k=list(range(1, count + 1))))
    apart = distance - radius[:, None] - radius[other]
    apart[owner[other] == owner[:, None]] = 0.0
    bad = int((apart.min(axis=1) < 0).sum())
    if bad:
        one, near = np.unravel_index(int(np.argmin(apart)), apart.shape)
        names = sorted({pads[int(i)][0][0] for i in (one, other[one, near])})
        yield Fault(f"{bad} pads touch pads of other nets on '{layer.name}', like '{names[0]}' and '{names[-1]}'",
                    f"thin_film.layers.{layer.name}.pad",
                    measured=f"centres {format_length(float(distance[one, near]))} apart",
                    allowed=f"at least {format_length(round(float(radius[one] + radius[other[one, near]])))}, the pads",
                    fix="make the pads smaller, move them, or give the nets another layer")  # fmt: skip
