# SPDX-License-Identifier: Apache-2.0
"""What are the wiring layers over the dies of a design: holes, pads, lines, planes, buses and passive devices?

Layers are worked out upwards. A net that finds no way on one layer that `fans` gets its try on the next one that does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from packfab.design import Package, ThinFilm, thin_film_of
from packfab.devices import Drawn
from packfab.errors import raise_if
from packfab.geometry import Region
from packfab.materials import Library
from packfab.process.film_level import FilmLevel
from packfab.process.layout import layout_of
from packfab.process.level import Contacts
from packfab.process.thin_film_lines import drawn_lines, lines_of
from packfab.process.thin_film_metal import Fixed, clashes, fixed_on, kept_clear
from packfab.process.thin_film_places import (
    Spots,
    contact_pad,
    crossings_of,
    fans_of,
    homes_of,
    met,
    on,
    spots_of,
    two_homes,
    unknown_layers,
)
from packfab.process.thin_film_planes import plane_of
from packfab.process.thin_film_rules import close, level_faults
from packfab.process.thin_film_stack import devices_of, sensors_of

__all__ = ["film_levels", "sensors_of"]


@dataclass(frozen=True, slots=True, eq=False)
class _Circuit:
    """What is known before lines are found: places, vias within devices, devices, diameter of the bonding pads."""

    film: ThinFilm
    known: Spots
    crossings: Spots
    drawn: tuple[Drawn, ...]
    pad: int
    outline: Region

    def contacts(self, homes: dict[str, int], k: int) -> tuple[Contacts, Contacts]:
        """Where layer k is met from below and above."""
        last, pad = k == len(self.film.layers) - 1, self.film.layers[k].pad
        above = on(self.known, k + 1, self.pad) if last else met(self.known, homes, k + 1, pad, self.crossings)
        return met(self.known, homes, k, pad, self.crossings), above


def film_levels(package: Package, library: Library | None = None) -> tuple[FilmLevel, ...]:
    """The wiring layers of the site at the origin; BadInput tells all pads, holes, films and plans that cannot be made.

    Nets that found no way are listed with their layer and the reason. library: materials of which passive devices are
    drawn, the built-in ones unless given.
    """
    film, outline = thin_film_of(package), layout_of(package).package
    raise_if([*unknown_layers(film), *two_homes(film)])
    drawn = devices_of(package, library)
    circuit = _Circuit(film, spots_of(package, drawn), crossings_of(film, drawn), drawn, contact_pad(package), outline)
    homes = homes_of(film, circuit.known)
    fixed = [fixed_on(film, layer, drawn) for layer in film.layers]
    bare = [_bare(circuit, homes, k) for k in range(len(film.layers))]
    faults = [fault for level in bare for fault in level_faults(level, outline)]
    faults += [fault for level, found in zip(bare, fixed, strict=True)
               for fault in clashes(level.layer, found, level.below, level.above)]  # fmt: skip
    raise_if(faults)
    raise_if([fault for level, found in zip(bare, fixed, strict=True)
              for fault in kept_clear(level.layer, found, drawn, level.below, level.above)])  # fmt: skip
    return tuple(_level(circuit, homes, k, fixed[k]) for k in range(len(film.layers)))


def _bare(circuit: _Circuit, homes: dict[str, int], k: int) -> FilmLevel:
    """Layer k with its pads alone."""
    below, above = circuit.contacts(homes, k)
    return FilmLevel(circuit.film.layers[k], below, above, last=k == len(circuit.film.layers) - 1)


def _level(circuit: _Circuit, homes: dict[str, int], k: int, fixed: Sequence[Fixed]) -> FilmLevel:
    """Layer k with its metal; nets that found no way here are given to the next layer that joins nets."""
    layer, level = circuit.film.layers[k], _bare(circuit, homes, k)
    own = frozenset(net for net, home in homes.items() if home == k)
    lines = lines_of(circuit.film, layer, level, fixed, circuit.drawn, outline=circuit.outline, joins=own)
    passed = _passed_on(circuit, homes, k, [net for net, _ in lines.unrouted])
    if passed:
        level = _bare(circuit, homes, k)
    parts = tuple(part for device in circuit.drawn for part in device.parts if part.layer == layer.name)
    buses = tuple((piece.route.net, piece.area) for piece in fixed if piece.anywhere and piece.route is not None)
    level = replace(
        level, lines=drawn_lines(lines, layer.line), buses=buses, devices=parts, length=lines.length,
        terminals=tuple((device.device.name, end.net) for device in circuit.drawn for end in device.terminals
                        if end.layer == layer.name),
        unrouted=tuple((net, why) for net, why in lines.unrouted if net not in passed),
    )  # fmt: skip
    return _with_plane(circuit, level)


def _with_plane(circuit: _Circuit, level: FilmLevel) -> FilmLevel:
    if not level.layer.plane:
        return level
    plane, why = plane_of(level, circuit.outline, circuit.drawn)
    found = ((level.layer.plane, plane),) if plane else ()
    return replace(level, planes=found, unrouted=(*level.unrouted, *([(level.layer.plane, why)] if why else [])))


def _passed_on(circuit: _Circuit, homes: dict[str, int], k: int, failed: list[str]) -> frozenset[str]:
    """The nets that the next layer which joins nets can take, pads of other nets in their way or not; `homes` changes.

    A net that is given to this layer, or that a device has here, stays.
    """
    film = circuit.film
    later = [fan for fan in fans_of(film) if fan > k]
    if not later or k not in fans_of(film):
        return frozenset()
    here = {end.net for device in circuit.drawn for end in device.terminals if end.layer == film.layers[k].name}
    here |= {bus.net for bus in film.buses} | set(film.layers[k].nets) | {film.layers[k].plane}
    going = [net for net in failed if net not in here]
    homes |= dict.fromkeys(going, later[0])
    for layer in range(k, later[0] + 1):
        level = _bare(circuit, homes, layer)
        for net in close(level) & set(going):
            homes[net] = k
            going.remove(net)
    return frozenset(going)
