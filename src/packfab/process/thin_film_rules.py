# SPDX-License-Identifier: Apache-2.0
"""Which pads, holes and films of a thin-film circuit cannot be made as asked for?"""

from __future__ import annotations

from collections.abc import Iterator

from packfab.design import WiringLayer
from packfab.errors import Fault
from packfab.geometry import Region
from packfab.process.film_level import FilmLevel
from packfab.process.film_shape import shape_of
from packfab.process.pad_rules import close_pads, close_pairs, pads_beyond, wider_hole
from packfab.process.thin_film_places import LAYERS
from packfab.units import format_length

_LESS = "give smaller pads, move the contacts, or let another layer join some of the nets"


def level_faults(level: FilmLevel, outline: Region) -> Iterator[Fault]:
    """What is wrong with a layer, whatever lines it will get."""
    layer = level.layer
    path = f"{LAYERS}.{layer.name}"
    depth = layer.dielectric.thickness
    if len(level.below):
        yield from wider_hole(layer.hole, depth, level.below.pad, f"the pad of {layer.name}", f"{path}.hole")
    yield from film_faults(layer, path)
    yield from pads_beyond(level.contacts, outline, path)
    yield from close_pads(level.contacts, _owners(level), layer.space, path, _LESS)


def close(level: FilmLevel) -> frozenset[str]:
    """Nets of which a pad comes too close to another one."""
    nets = [net for side in level.contacts for net in side.nets]
    pairs, _ = close_pairs(level.contacts, _owners(level), level.layer.space)
    return frozenset(nets[i] for i in pairs.ravel().tolist())


def _owners(level: FilmLevel) -> list[str]:
    """By pad the net, or what it is called."""
    return [f"net {net}" if net else name for side in level.contacts
            for net, name in zip(side.nets, side.names, strict=True)]  # fmt: skip


def film_faults(layer: WiringLayer, path: str) -> Iterator[Fault]:
    """Films that leave nothing of a line, or that cannot fill a hole."""
    film = shape_of(layer)
    narrow = min(layer.line, layer.pad)
    if 2 * film.undercut >= narrow:
        yield Fault(f"etching {layer.name} takes its lines away" if layer.line == narrow else
                    f"etching {layer.name} takes its pads away",
                    where=f"{path}.line" if layer.line == narrow else f"{path}.pad", measured=format_length(narrow),
                    allowed=f"more than {format_length(round(2 * film.undercut))}, twice the undercut",
                    fix="give wider ones, thinner metal or a greater 'etch_factor'")  # fmt: skip
    if layer.process != "electroplating" and layer.vias is None and layer.hole.fill == "filled":
        yield Fault(f"{layer.process} leaves a film in the holes of {layer.name} and does not fill them",
                    where=f"{path}.hole.fill", measured="filled", allowed="conformal",
                    fix="take electroplating, or fill the holes beforehand: 'vias: {}'")  # fmt: skip
