# SPDX-License-Identifier: Apache-2.0
"""Which nets of a thin film cannot be wired as asked for: unknown ones, or nets on two layers?

A net has one home layer: the one that names it or has a plane of it, else one that fans (or the last). Whether pads and
lines have room there is asked where they are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator

from packfab.design.chip import BacksideChip
from packfab.design.package import Package
from packfab.design.pads import PadMap
from packfab.design.thin_film import Bus, ThinFilm, WiringLayer
from packfab.design.validate_chips import did_you_mean
from packfab.design.validate_pads import shortened
from packfab.design.validate_routes import centre_line_faults, route_faults
from packfab.errors import Fault
from packfab.units import format_length

#: What has a net, in words.
OWNERS = "pad or contact"


def film_net_faults(package: Package, film: ThinFilm) -> Iterator[Fault]:
    """What is wrong with the nets of layers, planes, buses and lines."""
    known = film_nets(package, film)
    names = [layer.name for layer in film.layers]
    yield from _home_faults(film, known)
    for index, bus in enumerate(film.buses):
        yield from _bus_faults(package, film, bus, f"thin_film.buses[{index}]", known)
    yield from route_faults(package, film.routes, "thin_film.routes", layers=names, kind="wiring layer", nets=known,
                            owners=OWNERS)  # fmt: skip


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
            if layer.plane in homes and homes[layer.plane] != layer.name:
                yield _twice(layer.plane, f"{where}.plane", homes[layer.plane], layer)
            homes.setdefault(layer.plane, layer.name)


def _twice(net: str, where: str, first: str, layer: WiringLayer) -> Fault:
    if first == layer.name:
        return Fault(f"net '{net}' is there twice", where, fix="name it once")
    return Fault(f"net '{net}' is on two layers", where, measured=f"on '{first}' and '{layer.name}'",
                 allowed="one layer",
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
