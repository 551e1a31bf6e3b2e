# SPDX-License-Identifier: Apache-2.0
"""Which heat sinks cannot be put on the chips, or cannot be molded with their face free?

Heights are only known for certain when the package is fabricated; here the stack is taken as high as it can be, so
that what is refused cannot be made in any case.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from packfab.design.bumps import CopperPillar
from packfab.design.carrier import Substrate
from packfab.design.chip import CARRIER, Chip, FaceUp, FlipChip
from packfab.design.crossing import cross, inside
from packfab.design.heat_sink import FILM_MARGIN, HeatSink, film_size
from packfab.design.package import Package, body_size, site_pitch
from packfab.design.placement import corners, outline, turn
from packfab.errors import Fault
from packfab.units import format_length

#: Round bubbles on a square grid cannot cover more of an area than pi / 4, less the walls between them.
MOST_VOID = 0.7
#: Molten solder can stand higher than it was plated, on a smaller pad: by this factor at most (a guess).
_HIGHER = 2

Corners = NDArray[np.int64]


def sink_faults(package: Package) -> Iterator[Fault]:
    """What is wrong with the heat sink of an exposed-sink package, or with one where it does not belong."""
    wanted = package.system == "exposed-sink"
    if wanted and package.heat_sink is None:
        yield Fault("an exposed-sink package needs a heat sink", "heat_sink", fix="give one, with size and thickness")
    if not wanted and package.heat_sink is not None:
        yield Fault(
            f"a heat sink does not belong to system {package.system}",
            "heat_sink",
            fix="take it away, or 'system: exposed-sink'",
        )
    if wanted:
        yield from _mold_faults(package)
    if wanted and package.heat_sink is not None:
        sink = package.heat_sink
        yield from _shape_faults(sink)
        yield from _tolerance_faults(package, sink)
        yield from _film_faults(package, sink)
        if all(chip.die in package.dies for chip in package.chips):
            yield from _place_faults(package, sink)


def _mold_faults(package: Package) -> Iterator[Fault]:
    for key in ("cover", "cap_height"):
        given = getattr(package.mold, key, None)
        if given is not None:
            yield Fault(
                "the mold closes on the heat sink, whose face sets the height of the compound",
                f"mold.{key}",
                measured=format_length(given),
                allowed="none",
                fix="take it away; a thicker sink makes the package higher",
            )


def _tolerance_faults(package: Package, sink: HeatSink) -> Iterator[Fault]:
    """Ranges, as wide as twice the nominal value, whose lower end is nothing at all."""
    dies = [package.dies[chip.die].thickness for chip in package.chips if chip.die in package.dies]
    given, glued = sink.tolerances, sink.adhesive.bond_line
    for key, tolerance, nominal, what in (
        ("die", given.die, min(dies, default=0), "the thinnest die"),
        ("bond_line", given.bond_line, glued, "the bond line"),
        ("sink", given.sink, sink.thickness, "the sink"),
        ("cavity", given.cavity, sink.thickness, "the sink in the cavity"),
    ):
        if nominal and tolerance >= 2 * nominal:
            yield Fault(
                f"the lower limit of {what} is nothing",
                f"heat_sink.tolerances.{key}",
                measured=f"a range of {format_length(tolerance)}",
                allowed=f"below {format_length(2 * nominal)}, twice its thickness",
                fix="give the whole width of the range: plus or minus 10 um is 20 um",
            )


def _shape_faults(sink: HeatSink) -> Iterator[Fault]:
    if sink.adhesive.void_fraction > MOST_VOID:
        yield Fault(
            "bubbles cannot take up that much of the adhesive",
            "heat_sink.adhesive.void_fraction",
            measured=f"{100 * sink.adhesive.void_fraction:.4g} %",
            allowed=f"up to {100 * MOST_VOID:.4g} %",
            fix="give less; 5 % is usual",
        )
    flange, anchors = sink.flange, sink.anchors
    if flange is not None and flange.thickness >= sink.thickness:
        yield Fault(
            "the flange is as thick as the sink",
            "heat_sink.flange.thickness",
            measured=format_length(flange.thickness),
            allowed=f"below {format_length(sink.thickness)}, the thickness of the sink",
            fix="make the flange thinner; without one, make the sink larger",
        )
    if flange is not None and not 0 <= flange.lead_in < math.pi / 2:
        yield Fault(
            "the lead-in bevel leans the wrong way",
            "heat_sink.flange.lead_in",
            measured=f"{math.degrees(flange.lead_in):.4g} deg",
            allowed="0 deg to below 90 deg against the vertical",
            fix="30 deg to 45 deg is usual",
        )
    elif flange is not None and math.tan(flange.lead_in) * flange.thickness > flange.width:
        yield Fault(
            "the lead-in bevel goes beyond the flange",
            "heat_sink.flange.lead_in",
            measured=f"{format_length(round(math.tan(flange.lead_in) * flange.thickness))} inwards",
            allowed=f"up to {format_length(flange.width)}, the width of the flange",
            fix="make it steeper, or the flange wider or thinner",
        )
    if anchors is not None and max(anchors.head, anchors.diameter) >= anchors.pitch:
        yield Fault(
            "neighbouring anchors touch",
            "heat_sink.anchors.pitch",
            measured=format_length(anchors.pitch),
            allowed=f"above {format_length(max(anchors.head, anchors.diameter))}, their width",
            fix="widen the pitch, or make them thinner",
        )


def _film_faults(package: Package, sink: HeatSink) -> Iterator[Fault]:
    film = sink.film
    if film is None:
        return
    if film.seal >= film.compression:
        yield Fault(
            "the film cannot seal: it would have to be pressed by more than it can be",
            "heat_sink.film.seal",
            measured=f"{film.seal:.3g} of its thickness",
            allowed=f"below {film.compression:.3g}, its compression",
            fix="lower 'seal' or raise 'compression'",
        )
    size = film_size(sink)
    if min(size) <= 0:
        yield Fault(
            "no film is left on the face of the sink",
            "heat_sink.film.size",
            measured=f"{_by(sink.size)} less {format_length(FILM_MARGIN)} on each side",
            allowed="above zero",
            fix="give the size of the film",
        )
        return
    room = _room(package)
    if not inside(_outline(sink, size), corners(room)).all():
        yield Fault(
            "the film is larger than the mold cavity of its site",
            "heat_sink.film.size",
            measured=_by(size),
            allowed=_by(room),
            fix="make it smaller",
        )


def _place_faults(package: Package, sink: HeatSink) -> Iterator[Fault]:
    plan = _outline(sink, _whole(sink))
    body = body_size(package)
    if not inside(plan, corners(body)).all():
        yield Fault(
            "the heat sink sticks out of the package body",
            "heat_sink.size",
            measured=f"{_by(_whole(sink))} at {format_length(sink.at[0])}, {format_length(sink.at[1])}",
            allowed=_by(body),
            fix="make it smaller, or move it inwards",
        )
    carrying = {chip.on for chip in package.chips}
    below = [c for c in package.chips if c.name not in carrying and cross(plan, outline(package, c))]
    if not below:
        yield Fault(
            "no chip lies below the heat sink",
            "heat_sink.at",
            measured=f"{format_length(sink.at[0])}, {format_length(sink.at[1])}",
            fix="put it over the topmost chip",
        )
        return
    yield from _wire_faults(package, plan, below)
    underside = max(_highest(package, chip) for chip in below) + sink.adhesive.bond_line
    yield from _room_faults(package, sink, plan, underside)


def _wire_faults(package: Package, plan: Corners, below: list[Chip]) -> Iterator[Fault]:
    for chip in below:
        if isinstance(chip, FaceUp) and chip.wires is not None and inside(outline(package, chip), plan).all():
            yield Fault(
                f"the heat sink would be glued onto the wires of '{chip.name}'",
                f"chips.{chip.name}.wires",
                measured=f"loops {format_length(chip.wires.loop_height)} high on its face",
                allowed="no wires below the adhesive",
                fix="bond a flip chip onto it, or make the sink smaller than the row of wires",
            )


def _room_faults(package: Package, sink: HeatSink, plan: Corners, underside: int) -> Iterator[Fault]:
    """Anchors and passives against the highest that the underside of the sink can be, nm."""
    if sink.anchors is not None and sink.anchors.height >= underside:
        yield Fault(
            "the anchors would stand on the carrier",
            "heat_sink.anchors.height",
            measured=format_length(sink.anchors.height),
            allowed=f"below {format_length(underside)}, the room below the sink",
            fix="make them shorter",
        )
    film = sink.film.thickness if sink.film is not None else 0
    chase = underside + sink.thickness + film + sum(sink.tolerances.model_dump().values()) * len(package.chips)
    for passive in package.passives:
        top = passive.joint + passive.size[2]
        covered = cross(plan, turn(corners(passive.size[:2]), passive.rotation) + np.asarray(passive.at))
        limit, what = (underside, "the underside of the sink") if covered else (chase, "the top of the package")
        if top >= limit:
            yield Fault(
                f"passive '{passive.name}' {'runs into the heat sink' if covered else 'sticks out of the mold'}",
                f"passives.{passive.name}",
                measured=f"{format_length(top)} high",
                allowed=f"below {format_length(limit)}, {what}",
                fix="take a lower one, or a thicker chip or sink" + (", or move it" if covered else ""),
            )


def _highest(package: Package, chip: Chip) -> int:
    """The highest that the top of a chip can be over the carrier body, nm."""
    supports = {c.name: c for c in package.chips}
    layers = package.carrier.layers if isinstance(package.carrier, Substrate) else ()
    top = sum(layer.thickness for layer in layers if layer.kind == "mask")
    on: str = chip.name
    for _ in package.chips:
        if on == CARRIER or on not in supports:
            break
        one = supports[on]
        top += package.dies[one.die].thickness + _joint(one)
        on = one.on
    return top


def _joint(chip: Chip) -> int:
    """The most that can lie below a chip, nm."""
    if not isinstance(chip, FlipChip):
        return chip.adhesive.bond_line
    if chip.standoff is not None:
        return chip.standoff
    bumps = chip.bumps
    high = bumps.height + _HIGHER * bumps.cap if isinstance(bumps, CopperPillar) else _HIGHER * bumps.diameter
    return chip.landing.thickness + high


def _whole(sink: HeatSink) -> tuple[int, int]:
    """Plate and flange, nm."""
    grown = 2 * sink.flange.width if sink.flange is not None else 0
    return (sink.size[0] + grown, sink.size[1] + grown)


def _room(package: Package) -> tuple[int, int]:
    """The part of the mold cavity that belongs to one site, nm."""
    if package.strip.columns * package.strip.rows == 1:
        return package.carrier.size
    pitch, body = site_pitch(package), body_size(package)
    return (max(pitch[0], body[0]), max(pitch[1], body[1]))


def _outline(sink: HeatSink, size: tuple[int, int]) -> Corners:
    at: NDArray[Any] = np.asarray(sink.at, dtype=np.int64)
    placed: Corners = turn(corners(size), sink.rotation) + at
    return placed


def _by(size: tuple[int, int]) -> str:
    return f"{format_length(size[0])} x {format_length(size[1])}"
