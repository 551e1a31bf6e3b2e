# SPDX-License-Identifier: Apache-2.0
"""Where do the wiring layers over the dies meet each other, and on which of them does each net run?

Every net has a home, the layer on which its places are joined. A place of it that lies on another layer, such as a die
pad below all layers, a bonding pad on the last one or the terminal of a device, is led there by stacked vias.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from packfab.design import BacksideChip, Package, PadMap, ThinFilm, centres, corners, placed_pads, thin_film_of
from packfab.devices import Drawn
from packfab.errors import Fault
from packfab.geometry import at
from packfab.process.lands import Ints, names_of
from packfab.process.level import Contacts

LAYERS = "thin_film.layers"
DIE = -1
"""Layer of the pads of dies: below the first one."""


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Places (n, 2) nm with the net, the name and the layer (n) of each, and how far it lies behind its die edge (n).

    layer: DIE for pads of dies, the number of layers for bonding pads; depth: nm, 0 for what is no pad of a die.
    """

    places: Ints
    nets: NDArray[np.object_]
    names: NDArray[np.object_]
    layer: Ints
    depth: Ints

    def __len__(self) -> int:
        return len(self.places)


def spots(places: Ints, nets: Iterable[str], names: Iterable[str], layer: int, depth: Ints | None = None) -> Spots:
    """Places on one layer."""
    count = len(places)
    return Spots(at(places), _words(nets, count), _words(names, count), np.full(count, layer, dtype=np.int64),
                 depth if depth is not None else np.zeros(count, dtype=np.int64))  # fmt: skip


def _words(words: Iterable[str], count: int) -> NDArray[np.object_]:
    found = np.empty(count, dtype=object)
    found[:] = list(words)
    return found


def together(parts: Iterable[Spots]) -> Spots:
    """All of them."""
    every = list(parts)
    return Spots(at(np.concatenate([p.places for p in every])), np.concatenate([p.nets for p in every]),
                 np.concatenate([p.names for p in every]), np.concatenate([p.layer for p in every]),
                 np.concatenate([p.depth for p in every]))  # fmt: skip


def spots_of(package: Package, drawn: tuple[Drawn, ...]) -> Spots:
    """Pads of dies, bonding pads, terminals of devices and the beginnings of buses."""
    film = thin_film_of(package)
    index = {layer.name: k for k, layer in enumerate(film.layers)}
    found = [_die_pads(package, chip) for chip in package.chips if isinstance(chip, BacksideChip)]
    contacts = contact_map(package)
    if contacts is not None:
        found.append(spots(centres(contacts), (p.net for p in contacts.pads), names_of(contacts), len(film.layers)))
    for device in drawn:
        for end in device.terminals:
            found.append(spots(at([end.place]), [end.net], [f"{device.device.name} {end.net}"], index[end.layer]))
    found += [spots(at([bus.points[0]]), [bus.net], [f"bus {bus.net}"], index[bus.layer]) for bus in film.buses]
    return together(found)


def contact_map(package: Package) -> PadMap | None:
    """The bonding pads on the last layer: those given, else the balls."""
    film = thin_film_of(package)
    if film.contacts is not None:
        return film.contacts
    return package.balls.pads if package.balls is not None else None


def contact_pad(package: Package) -> int:
    """Diameter of the bonding pads, nm."""
    film = thin_film_of(package)
    if film.pad is not None:
        return film.pad
    return package.balls.land.diameter if package.balls is not None else film.layers[-1].pad


def _die_pads(package: Package, chip: BacksideChip) -> Spots:
    die = package.dies[chip.die]
    pads = die.pads[chip.pads]
    own = centres(pads)
    low, high = corners(die.size).min(axis=0), corners(die.size).max(axis=0)
    depth = np.minimum(own - low, high - own).min(axis=1)
    return spots(placed_pads(chip, pads), (p.net for p in pads.pads), (f"{chip.name}.{p.name}" for p in pads.pads),
                 DIE, depth)  # fmt: skip


def homes_of(film: ThinFilm, known: Spots) -> dict[str, int]:
    """The home layer of each net, by number."""
    asked = dict[str, int]()
    for named in (_buses(film), _by_hand(film), _said(film)):
        asked |= {net: layers[0] for net, layers in named.items()}
    fans = fans_of(film)
    free = [net for net in _by_depth(known) if net not in asked]
    alone = _alone(known)
    for net in free:
        if net in alone:
            asked[net] = min(max(0, alone[net]), len(film.layers) - 1)
    shared = [net for net in free if net not in alone]
    for layer, nets in zip(fans, np.array_split(np.array(shared, dtype=object), len(fans)), strict=True):
        asked |= dict.fromkeys(nets.tolist(), layer)
    return asked


def fans_of(film: ThinFilm) -> list[int]:
    """Numbers of the layers that join the nets which are given no layer."""
    return [k for k, layer in enumerate(film.layers) if layer.fans] or [len(film.layers) - 1]


def two_homes(film: ThinFilm) -> list[Fault]:
    """Nets that are given to two layers."""
    names = [layer.name for layer in film.layers]
    return [Fault(f"net '{net}' is given to {' and '.join(names[k] for k in layers)}", where=LAYERS,
                  allowed="one layer for the lines or the plane of a net",
                  fix="take it out of 'nets' or 'plane' of all but one")
            for net, layers in _said(film).items() if len(layers) > 1]  # fmt: skip


def unknown_layers(film: ThinFilm) -> list[Fault]:
    """Layers that routes, buses and devices name and that are not there."""
    names = [layer.name for layer in film.layers]
    asked = [(f"thin_film.routes[{i}]", r.layer) for i, r in enumerate(film.routes)]
    asked += [(f"thin_film.buses[{i}]", b.layer) for i, b in enumerate(film.buses)]
    asked += [(f"thin_film.devices.{d.name}", d.layer) for d in film.devices]
    return [Fault(f"there is no wiring layer '{name}'", where=f"{where}.layer", allowed=", ".join(names),
                  fix="name one of the layers")
            for where, name in asked if name not in names]  # fmt: skip


def met(known: Spots, homes: Mapping[str, int], k: int, pad: int, crossings: Spots) -> Contacts:
    """Where vias come up to layer k (through its dielectric); crossings: vias of devices."""
    home = np.array([homes.get(net, -2) for net in known.nets], dtype=np.int64)
    home[home == -2] = np.maximum(known.layer, 0)[home == -2]
    low, high = np.minimum(known.layer, home), np.maximum(known.layer, home)
    return _contacts(together([_some(known, (low < k) & (k <= high)), _some(crossings, crossings.layer == k)]), pad)


def on(known: Spots, k: int, pad: int) -> Contacts:
    """All places of a layer itself, each once."""
    return _contacts(_some(known, known.layer == k), pad)


def crossings_of(film: ThinFilm, drawn: tuple[Drawn, ...]) -> Spots:
    """The holes between the layers of a device, each on the upper layer."""
    index = {layer.name: k for k, layer in enumerate(film.layers)}
    found = [spots(np.zeros((0, 2), dtype=np.int64), (), (), 0)]
    found += [spots(at([place]), [""], [device.device.name], index[layer])
              for device in drawn for layer, place in device.vias]  # fmt: skip
    return together(found)


def _some(known: Spots, which: NDArray[np.bool_]) -> Spots:
    return Spots(at(known.places[which]), known.nets[which], known.names[which], known.layer[which],
                 known.depth[which])  # fmt: skip


def _contacts(known: Spots, pad: int) -> Contacts:
    """As contacts, those of one net at one place once."""
    first: dict[tuple[int, int, str], int] = {}
    for i, key in enumerate(zip(known.places[:, 0].tolist(), known.places[:, 1].tolist(), known.nets, strict=True)):
        first.setdefault(key, i)
    order = np.array(list(first.values()), dtype=np.int64)
    return Contacts(at(known.places[order]), tuple(known.nets[order]), tuple(known.names[order]), pad)


def _by_depth(known: Spots) -> list[str]:
    """The named nets, those first whose pads lie nearest to a die edge."""
    depth = {net: 0 for net in known.nets if net}
    on_die = known.layer == DIE
    nets, deep = known.nets[on_die], known.depth[on_die].tolist()
    # of the pads of a net the outermost counts, so it is written last
    depth |= {nets[i]: deep[i] for i in sorted(range(len(deep)), key=lambda i: -deep[i]) if nets[i]}
    return sorted(depth, key=lambda net: depth[net])


def _alone(known: Spots) -> dict[str, int]:
    """Nets with one place only, and its layer."""
    count: dict[str, set[tuple[int, int]]] = {}
    layer: dict[str, int] = {}
    for net, place, k in zip(known.nets, known.places.tolist(), known.layer.tolist(), strict=True):
        if net:
            count.setdefault(net, set()).add((place[0], place[1]))
            layer[net] = max(k, layer.get(net, k))
    return {net: layer[net] for net, places in count.items() if len(places) == 1}


def _said(film: ThinFilm) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for k, layer in enumerate(film.layers):
        for net in dict.fromkeys((*layer.nets, *([layer.plane] if layer.plane else []))):
            found.setdefault(net, []).append(k)
    return found


def _buses(film: ThinFilm) -> dict[str, list[int]]:
    names = [layer.name for layer in film.layers]
    found: dict[str, list[int]] = {}
    for bus in film.buses:
        found.setdefault(bus.net, []).append(names.index(bus.layer))
    return found


def _by_hand(film: ThinFilm) -> dict[str, list[int]]:
    names = [layer.name for layer in film.layers]
    found: dict[str, list[int]] = {}
    for line in film.routes:
        found.setdefault(line.net, []).append(names.index(line.layer))
    return found
