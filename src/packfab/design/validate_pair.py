# SPDX-License-Identifier: Apache-2.0
"""Which pairs of carriers cannot be joined back to back, drilled, wired or stacked?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

import numpy as np
from scipy.spatial import cKDTree

from packfab.design.back_to_back import BackBond, ThroughVias
from packfab.design.bumps import CopperPillar
from packfab.design.carrier import Carrier, Substrate
from packfab.design.chip import CARRIER, Chip, FlipChip
from packfab.design.crossing import distances
from packfab.design.package import Package, body_size, second_package
from packfab.design.pads import Pad, PadMap, centres
from packfab.design.placement import outline
from packfab.design.validate_chips import chip_faults, edge_of
from packfab.design.validate_pads import pad_map_faults, shortened
from packfab.design.validate_side_traces import side_trace_faults
from packfab.errors import Fault
from packfab.materials import Library
from packfab.units import format_length

_OWN = ("second", "back_bond", "vias", "side_traces", "wiring", "top_balls")
_PAD_ON_PAD = 1_000
"""nm, how far pads of stacked packages may lie beside each other: rounding of pad tables in mil or um; a guess."""
FILM = "polymer film"
"""Category of the materials that a tape carrier may have as its dielectric."""


def pair_faults(package: Package) -> Iterator[Fault]:
    """What is wrong with the two carriers of a back-to-back package, or with parts of one where they do not belong."""
    if package.system != "back-to-back":
        yield from _misplaced(package)
        return
    yield from _chip_kind_faults(package, "chips")
    yield from _height_faults(package)
    yield from _carrier_faults(package.carrier, "carrier")
    if package.second is None:
        yield Fault("a back-to-back package needs a second carrier", "second", fix="give its carrier and chips")
        return
    upper = second_package(package)
    yield from (replace(fault, where=f"second.{fault.where}") for fault in chip_faults(upper))
    yield from _chip_kind_faults(upper, "second.chips")
    yield from _carrier_faults(package.second.carrier, "second.carrier")
    yield from _second_faults(package, upper)
    if package.vias is not None:
        yield from _via_faults(package, upper, package.vias)
    if package.side_traces is not None:
        yield from side_trace_faults(package, package.side_traces)
    yield from _metal_faults(package, upper)
    if package.stack > 1:
        yield from _stack_faults(package)


def _misplaced(package: Package) -> Iterator[Fault]:
    for key in _OWN:
        if getattr(package, key) is not None:
            yield Fault(
                f"'{key}' does not belong to system {package.system}",
                key,
                fix="take it away, or 'system: back-to-back'",
            )
    if package.stack > 1:
        yield Fault(f"packages of system {package.system} are not stacked", "stack", measured=str(package.stack),
                    allowed="1", fix="take it away")  # fmt: skip


def _chip_kind_faults(package: Package, where: str) -> Iterator[Fault]:
    """Only flip chips that stand on their carrier have a back that meets another one."""
    for chip in package.chips:
        if not isinstance(chip, FlipChip):
            yield Fault(f"'{chip.name}' shows its active face, not its back", f"{where}.{chip.name}.attach",
                        measured=chip.attach, allowed="flip-chip", fix="flip-chip it on its carrier")  # fmt: skip
        elif chip.on != CARRIER:
            yield Fault(f"'{chip.name}' sits on a chip: backs meet between the carriers", f"{where}.{chip.name}.on",
                        measured=chip.on, allowed=CARRIER,
                        fix="put it on the carrier, or on the other one")  # fmt: skip


def _height_faults(package: Package) -> Iterator[Fault]:
    for key in ("cover", "cap_height"):
        value = getattr(package.mold, key, None)
        if value is not None:
            yield Fault(f"'{key}' has no meaning between two carriers", f"mold.{key}", measured=format_length(value),
                        allowed="the gap between them, which chips and bond line set", fix="take it away")  # fmt: skip


def _carrier_faults(carrier: Carrier, where: str) -> Iterator[Fault]:
    if not isinstance(carrier, Substrate):
        yield Fault("a back-to-back package stands on a substrate or a tape", f"{where}.kind", measured=carrier.kind,
                    allowed="substrate, tape", fix="give a carrier with layers")  # fmt: skip
    elif carrier.kind == "tape":
        yield from _tape_faults(carrier, where)


def _tape_faults(tape: Substrate, where: str) -> Iterator[Fault]:
    """A tape is one polymer film with metal on it."""
    films = [layer for layer in tape.layers if layer.kind == "dielectric"]
    if len(films) != 1:
        yield Fault("a tape carrier is one film", f"{where}.layers", measured=f"{len(films)} dielectric layers",
                    allowed="1", fix="give one dielectric layer, or 'kind: substrate'")  # fmt: skip
    library = Library.builtin() if films else None
    for film in films:
        category = library.get(film.material).category if library and film.material in library else FILM
        if category != FILM:
            yield Fault(f"'{film.material}' is no film for a tape", f"{where}.layers.{film.name}.material",
                        measured=category, allowed=FILM, fix="take a polymer film such as polyimide")  # fmt: skip


def _second_faults(package: Package, upper: Package) -> Iterator[Fault]:
    """What does not fit between the two: names, sizes, and passives that are too high."""
    taken = {chip.name: "chips" for chip in package.chips} | {p.name: "passives" for p in package.passives}
    names = [chip.name for chip in upper.chips]
    for index, name in enumerate(names):
        if name in taken or name in names[:index] or name == CARRIER:
            yield Fault(f"the name '{name}' is used twice", f"second.chips.{name}",
                        measured=f"also below {taken.get(name, 'second.chips')}", allowed="one part for each name",
                        fix="rename one of them, like 'U2'")  # fmt: skip
    for what, mine, other in (
        ("carrier.size", package.carrier.size, upper.carrier.size),
        ("size", body_size(package), body_size(upper)),
    ):
        if mine != other:
            yield Fault("both carriers must be of one size", f"second.{what}", measured=_by(other), allowed=_by(mine),
                        fix="make both alike")  # fmt: skip
            break
    room = _most_room(package, upper)
    for passive in package.passives:
        if room is not None and passive.size[2] + passive.joint >= room:
            yield Fault(f"passive '{passive.name}' is higher than the gap between the carriers",
                        f"passives.{passive.name}.size", measured=format_length(passive.size[2] + passive.joint),
                        allowed=f"below {format_length(room)}, both chips and their bond line at the most",
                        fix="take a lower one, or thicker dies")  # fmt: skip


def _most_room(package: Package, upper: Package) -> int | None:
    """nm between the two carrier bodies at the most: the highest chip of each, as high as its bumps could hold it."""
    highest = []
    for side in (package, upper):
        tops = [_most_height(side, chip) for chip in side.chips if chip.die in side.dies]
        if not tops:
            return None
        highest.append(max(tops))
    return sum(highest) + (package.back_bond or BackBond()).bond_line


def _most_height(package: Package, chip: Chip) -> int:
    thickness = package.dies[chip.die].thickness
    if not isinstance(chip, FlipChip):
        return thickness
    bumps = chip.bumps
    bump = bumps.height + bumps.cap if isinstance(bumps, CopperPillar) else bumps.diameter
    return thickness + (chip.standoff or bump + chip.landing.thickness)


def _via_faults(package: Package, upper: Package, vias: ThroughVias) -> Iterator[Fault]:
    """Holes on the body, apart from each other and from the dies of both carriers, wider than their plating."""
    lands = PadMap(pads=tuple(Pad(p.name, p.x, p.y, p.net, vias.land.diameter) for p in vias.pads.pads))
    yield from pad_map_faults("vias.pads", lands, body_size(package), edge_of(package))
    if vias.fill == "conformal" and 2 * vias.plating >= vias.drill:
        yield Fault("the plating closes the hole before it is done", "vias.plating",
                    measured=format_length(vias.plating),
                    allowed=f"below {format_length(vias.drill / 2)}, half the drill",
                    fix="plate thinner or drill wider; 'fill: filled' closes it on purpose")  # fmt: skip
    if vias.taper < 0:
        yield Fault("the holes get wider downwards", "vias.taper", measured=f"{math.degrees(vias.taper):.4g} deg",
                    allowed="0 deg or more, narrower downwards", fix="a laser leaves 2 deg to 5 deg")  # fmt: skip
    if vias.land.diameter <= vias.drill:
        yield Fault("the drill takes the whole land away", "vias.land.diameter",
                    measured=format_length(vias.land.diameter), allowed=f"above {format_length(vias.drill)}",
                    fix="give larger lands or a smaller drill")  # fmt: skip
    if not vias.pads.pads:
        return
    points = centres(vias.pads)
    drilled = points + np.asarray(vias.registration)
    for side, key, turn in ((package, "chips", 1), (upper, "second.chips", -1)):
        for chip in side.chips:
            if chip.die not in side.dies:
                continue
            die = outline(side, chip)
            to_land, to_hole = (distances(p * (1, turn), die) for p in (points, drilled))
            by_land = to_land - vias.land.diameter / 2 <= to_hole - vias.drill / 2
            distance = np.where(by_land, to_land, to_hole)
            reach = np.where(by_land, vias.land.diameter, vias.drill) / 2
            faults = [
                Fault(f"via '{vias.pads.pads[i].name}' does not clear '{chip.name}'",
                      f"vias.pads.{vias.pads.pads[i].name}",
                      measured=f"{format_length(float(distance[i]))} from the die to the centre of its "
                               f"{'land' if by_land[i] else 'hole'}",
                      allowed=f"at least {format_length(float(reach[i]))}, the radius",
                      fix=f"move the via, or the chip below {key}")
                for i in np.flatnonzero(distance < reach).tolist()
            ]  # fmt: skip
            yield from shortened(faults, "vias.pads")


def _metal_faults(package: Package, upper: Package) -> Iterator[Fault]:
    """Metal on the chip sides that stands out of the solder mask over it, into the gap below the chips."""
    given: dict[str, int | None] = {
        "wiring.thickness": package.wiring.thickness if package.wiring else None,
        "vias.land.thickness": package.vias.land.thickness if package.vias else None,
        "side_traces.land.thickness": package.side_traces.land.thickness if package.side_traces else None,
    }
    room = min((height for side in (package, upper) if (height := _mask_height(side.carrier))), default=None)
    for where, thickness in given.items():
        if room is not None and thickness is not None and thickness >= room:
            yield Fault("the metal stands out of the solder mask over it", where, measured=format_length(thickness),
                        allowed=f"below {format_length(room)}, metal and mask of the carrier",
                        fix="make it thinner, or the mask of both carriers thicker")  # fmt: skip


def _mask_height(carrier: Carrier) -> int | None:
    """nm from the body of a substrate to the top of the mask on its chip side; None where there is no mask."""
    if not isinstance(carrier, Substrate):
        return None
    over = list(takewhile(lambda layer: layer.kind != "dielectric", carrier.layers))
    return sum(layer.thickness for layer in over) if any(layer.kind == "mask" for layer in over) else None


def _stack_faults(package: Package) -> Iterator[Fault]:
    """Each top ball finds a ball pad of the package above, of the same net."""
    missing = [key for key in ("balls", "top_balls") if getattr(package, key) is None]
    for key in missing:
        yield Fault(f"packages are stacked on their balls, and there is no '{key}'", key,
                    measured=f"stack {package.stack}", allowed="balls on both faces",
                    fix=f"give '{key}', or 'stack: 1'")  # fmt: skip
    if missing or package.balls is None or package.top_balls is None:
        return
    tops, bottoms = package.top_balls.pads.pads, package.balls.pads.pads
    if not tops or not bottoms:
        return
    tree = cKDTree(centres(package.balls.pads))
    distance, nearest = tree.query(centres(package.top_balls.pads))
    faults = []
    for pad, far, index in zip(tops, np.atleast_1d(distance), np.atleast_1d(nearest), strict=True):
        below = bottoms[int(index)]
        where = f"top_balls.pads.{pad.name}"
        if far > _PAD_ON_PAD:
            faults.append(Fault(f"top ball '{pad.name}' meets no pad of the package above", where,
                                measured=f"the nearest, '{below.name}', is {format_length(float(far))} away",
                                allowed=f"at most {format_length(_PAD_ON_PAD)}",
                                fix="give 'balls' and 'top_balls' the same places"))  # fmt: skip
        elif pad.net and below.net and pad.net != below.net:
            faults.append(Fault(f"top ball '{pad.name}' joins two nets", where,
                                measured=f"'{pad.net}' below, '{below.net}' at '{below.name}' above",
                                allowed="one net", fix="give both pads one net"))  # fmt: skip
    yield from shortened(faults, "top_balls.pads")


def _by(size: tuple[int, int]) -> str:
    return f"{format_length(size[0])} x {format_length(size[1])}"
