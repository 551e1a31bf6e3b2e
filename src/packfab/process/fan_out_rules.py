# SPDX-License-Identifier: Apache-2.0
"""Which pads and holes of a fan-out cannot be made as asked for?"""

from __future__ import annotations

from packfab.design import MetalLayer, Package
from packfab.errors import Fault
from packfab.geometry import Region
from packfab.process.fan_out_places import LAYERS, fan_out_of
from packfab.process.level import Contacts, Level
from packfab.process.pad_rules import close_pads, pads_beyond, wider_hole

THROUGH = "fan_out.through_holes"


def hole_faults(package: Package, levels: tuple[Level, ...]) -> list[Fault]:
    """Holes whose wide end is wider than the pad on it."""
    fan_out, faults = fan_out_of(package), []
    for level in levels:
        layer = level.layer
        if layer.hole is not None and layer.insulator is not None:
            faults += wider_hole(layer.hole, layer.insulator.thickness, level.below.pad, f"the pad of {layer.name}",
                                 f"{LAYERS}.{layer.name}.hole")  # fmt: skip
    holes, first = fan_out.through_holes, levels[0]
    if holes is None:
        return faults
    if holes.opened == "first":
        return faults + wider_hole(holes, through_depth(package), first.below.pad, f"the pad of {first.layer.name}",
                                   THROUGH)  # fmt: skip
    faults += wider_hole(holes, 0, first.below.pad, f"the pad of {first.layer.name}", THROUGH)
    if fan_out.connection is not None and fan_out.connection.pad is not None:
        depth = through_depth(package)
        faults += wider_hole(holes, depth, fan_out.connection.pad, "the pad of the connection", THROUGH)
    return faults


def through_depth(package: Package) -> int:
    """nm of polymer and protective layers that a through hole goes through."""
    fan_out = fan_out_of(package)
    sheets = sum(film.thickness for film in fan_out.protective)
    first = fan_out.through_holes is not None and fan_out.through_holes.opened == "first"
    if first or fan_out.lift_off == "none":
        sheets += fan_out.polymer.thickness
        if fan_out.outer_protective is not None and not first:
            sheets += fan_out.outer_protective.thickness
    return sheets


def pad_faults(level: Level, numbered: bool) -> list[Fault]:
    """Pads of different nets closer than the space of the layer: the worst pair, and how many there are.

    numbered: a place without a net is one thing above and below the layer.
    """
    below, above, layer = level.below, level.above, level.layer
    owners = [*_owners(below, ""), *_owners(above, "" if numbered else "above ")]
    return close_pads(level.contacts, owners, layer.space, f"{LAYERS}.{layer.name}", _way_out(layer, below, above))


def _owners(contacts: Contacts, prefix: str) -> list[str]:
    return [f"net {net}" if net else f"{prefix}{i}" for i, net in enumerate(contacts.nets)]


def _way_out(layer: MetalLayer, below: Contacts, above: Contacts) -> str:
    if layer.fans or len(below) != len(above) or below.nets != above.nets:
        return "give smaller pads, move the contacts, or let another layer fan out ('fans: true')"
    return "give smaller pads, less 'space' or another 'offset'"


def contact_faults(level: Level, outline: Region) -> list[Fault]:
    """Pads that reach beyond the package outline."""
    return pads_beyond(level.contacts, outline, f"{LAYERS}.{level.layer.name}")
