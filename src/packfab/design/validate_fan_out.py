# SPDX-License-Identifier: Apache-2.0
"""Which packages cannot be built up on a panel, or released from it?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from packfab.design.chip import PinChip
from packfab.design.crossing import closest
from packfab.design.fan_out import FanOut, MetalLayer, ThroughHoles
from packfab.design.package import Package
from packfab.design.pads import centres
from packfab.design.panel import Panel, most_sites, panel_sites
from packfab.design.placement import placed_pins
from packfab.design.strip import Strip
from packfab.design.validate_chips import did_you_mean
from packfab.design.validate_contacts import contact_faults
from packfab.design.validate_holes import hole_faults
from packfab.design.validate_pads import shortened
from packfab.design.validate_routes import route_faults
from packfab.errors import Fault
from packfab.units import format_length

SYSTEM = "panel-fan-out"
#: A panel of more sites than this is taken for a slip of the pen.
MOST_PANEL_SITES = 20_000
_DONE_BY_PANEL = {"size": "the package is as large as 'carrier.size'", "passives": "passives are not put on a panel"}
#: Thinner sheets, nm, carry nothing; a guess: the thinnest glass on the market.
LEAST_PANEL = 30_000
#: A layer on a panel that is thicker than this, nm, is a slip of the pen.
MOST_LAYER = 1_000_000
#: What this system says itself of carriers and chips that are not its own.
_OWN_WORDS = "metal-substrate"
_WIRING_FIRST = ("through_holes", "connection", "lift_off")


def fan_out_faults(package: Package) -> Iterator[Fault]:
    """What is wrong with a package that is built up on a panel, or with parts of one where they do not belong."""
    if package.system != SYSTEM:
        yield from _misplaced(package)
        return
    yield from _system_faults(package)
    if isinstance(package.carrier, Panel):
        yield from _panel_faults(package, package.carrier)
    if package.fan_out is None:
        yield Fault("a fan-out package needs 'fan_out'", "fan_out", fix="say what is built on the panel, and how")
        return
    yield from _thickness_faults(package.fan_out)
    yield from _pin_faults(package, package.fan_out)
    yield from _layer_faults(package.fan_out)
    yield from _release_faults(package, package.fan_out)
    yield from _contact_faults(package, package.fan_out)
    yield from _route_faults(package, package.fan_out)
    yield from _mark_faults(package, package.fan_out)


def _misplaced(package: Package) -> Iterator[Fault]:
    if package.system != _OWN_WORDS and isinstance(package.carrier, Panel):
        yield Fault(f"a panel carries no package of system {package.system}", "carrier.kind", measured="panel",
                    allowed="substrate, tape, lead-frame",
                    fix=f"take another carrier, or 'system: {SYSTEM}'")  # fmt: skip
    for chip in package.chips:
        if package.system != _OWN_WORDS and isinstance(chip, PinChip):
            yield Fault(f"'{chip.name}' has pins, which only a panel takes", f"chips.{chip.name}.attach",
                        measured="pins", allowed="flip-chip, face-up",
                        fix=f"attach it otherwise, or 'system: {SYSTEM}'")  # fmt: skip
    if package.fan_out is not None:
        yield Fault(f"'fan_out' does not belong to system {package.system}", "fan_out",
                    fix=f"take it away, or 'system: {SYSTEM}'")  # fmt: skip


def _system_faults(package: Package) -> Iterator[Fault]:
    if not isinstance(package.carrier, Panel):
        yield Fault("a fan-out package is built up on a panel", "carrier.kind", measured=package.carrier.kind,
                    allowed="panel", fix="give a panel with the size of package and panel")  # fmt: skip
    for chip in package.chips:
        if not isinstance(chip, PinChip):
            yield Fault(f"'{chip.name}' has no pins", f"chips.{chip.name}.attach", measured=chip.attach,
                        allowed="pins", fix="write 'attach: pins' with 'pins: {diameter: .., height: ..}'")  # fmt: skip
    for key, why in _DONE_BY_PANEL.items():
        if getattr(package, key):
            yield Fault(f"'{key}' has no meaning here: {why}", key, fix="take it away")
    if package.strip != Strip():
        yield Fault("sites on a panel are given with the panel", "strip", fix="take it away, and give 'carrier.sites'")


def _panel_faults(package: Package, panel: Panel) -> Iterator[Fault]:
    columns, rows = panel_sites(panel)
    fit = most_sites(panel)
    if panel.rim > panel.edge:
        yield Fault("the outer packages stand on the bare rim", "carrier.edge", measured=format_length(panel.edge),
                    allowed=f"at least the rim of {format_length(panel.rim)}",
                    fix="widen it, or narrow 'rim'")  # fmt: skip
    if columns > fit[0] or rows > fit[1] or not columns or not rows:
        room = " x ".join(format_length(max(0, side - 2 * panel.edge)) for side in panel.panel)
        yield Fault("the packages do not fit on the panel", "carrier.sites" if panel.sites else "carrier.panel",
                    measured=f"{columns} x {rows} of {_by(panel.size)}, lanes {format_length(panel.lane)}",
                    allowed=f"{fit[0]} x {fit[1]}: {room} within the edge",
                    fix="ask for fewer, or take a larger panel")  # fmt: skip
    if columns * rows > MOST_PANEL_SITES:
        yield Fault("too many sites on the panel", "carrier.sites" if panel.sites else "carrier.panel",
                    measured=f"{columns} x {rows}", allowed=str(MOST_PANEL_SITES),
                    fix="check the unit of panel and package, or give fewer 'sites'")  # fmt: skip
    if panel.thickness < LEAST_PANEL:
        yield Fault("the panel is too thin to carry anything", "carrier.thickness",
                    measured=format_length(panel.thickness), allowed=f"at least {format_length(LEAST_PANEL)}",
                    fix="check its unit; 0.7 mm is usual for glass")  # fmt: skip
    yield from _deviation_faults(package, panel, columns, rows)


def _deviation_faults(package: Package, panel: Panel, columns: int, rows: int) -> Iterator[Fault]:
    names = [chip.name for chip in package.chips]
    faults: list[Fault] = []
    seen: set[tuple[int, int, str]] = set()
    for index, item in enumerate(panel.deviations):
        where = f"carrier.deviations[{index}]"
        if item.chip not in names:
            faults.append(Fault(f"no chip '{item.chip}'", f"{where}.chip", allowed=", ".join(names),
                                fix=did_you_mean(item.chip, names) or "name one of the chips"))  # fmt: skip
        if item.column > columns or item.row > rows:
            faults.append(Fault(f"there is no site in column {item.column}, row {item.row}", where,
                                allowed=f"{columns} columns, {rows} rows", fix="correct or delete it"))  # fmt: skip
        far, room = max(abs(item.dx), abs(item.dy)), max(panel.size)
        if far > room:
            faults.append(Fault(f"'{item.chip}' lies beside the package", where, measured=f"{format_length(far)} away",
                                allowed=f"at most {format_length(room)}, the package",
                                fix="check the unit of the shift"))  # fmt: skip
        if abs(item.rotation) > math.pi:
            faults.append(Fault(f"'{item.chip}' is turned by more than half a turn", f"{where}.rotation",
                                measured=f"{math.degrees(item.rotation):.4g} deg", allowed="-180 to 180 deg",
                                fix="check the unit of the angle"))  # fmt: skip
        key = (item.column, item.row, item.chip)
        if key in seen:
            faults.append(Fault(f"'{item.chip}' of column {item.column}, row {item.row} is there twice", where,
                                fix="delete one of the two"))  # fmt: skip
        seen.add(key)
    yield from shortened(faults, "carrier.deviations", "table")


def _pins(package: Package) -> NDArray[np.int64]:
    """Places of all pins, package frame, (n, 2) nm."""
    known = [chip for chip in package.chips if isinstance(chip, PinChip) and chip.die in package.dies]
    found = [placed_pins(package, chip) for chip in known if chip.pads in package.dies[chip.die].pads]
    return np.concatenate([np.zeros((0, 2), dtype=np.int64), *found])


def _pin_faults(package: Package, fan_out: FanOut) -> Iterator[Fault]:
    for chip in package.chips:
        if not isinstance(chip, PinChip) or chip.die not in package.dies:
            continue
        where, maps = f"chips.{chip.name}", package.dies[chip.die].pads
        pads = maps.get(chip.pads)
        if pads is None or not pads.pads:
            what = f"die '{chip.die}' has no pad map '{chip.pads}'" if pads is None else "the pad map is empty"
            yield Fault(what, f"{where}.pads", allowed=", ".join(maps) or "none is given",
                        fix=did_you_mean(chip.pads, maps) or f"add pads below dies.{chip.die}.pads")  # fmt: skip
            continue
        pitch = closest(centres(pads))
        if 0 < pitch <= chip.pins.diameter:
            yield Fault("neighbouring pins touch", f"{where}.pins.diameter",
                        measured=format_length(chip.pins.diameter), allowed=f"below {format_length(pitch)}",
                        fix="make them thinner, or check the unit of the pad map")  # fmt: skip
        if fan_out.method == "chip-first" and fan_out.grind.into_pins >= chip.pins.height:
            yield Fault(f"the grinding takes the pins of '{chip.name}' away", "fan_out.grind.into_pins",
                        measured=format_length(fan_out.grind.into_pins),
                        allowed=f"below {format_length(chip.pins.height)}, the height of a pin",
                        fix="grind less deep, or give higher pins")  # fmt: skip


def _thickness_faults(fan_out: FanOut) -> Iterator[Fault]:
    """Layers of which somebody mistook the unit."""
    single = {"polymer": fan_out.polymer, "release_layer": fan_out.release_layer,
              "outer_protective": fan_out.outer_protective, "alignment": fan_out.alignment,
              "connection": fan_out.connection}  # fmt: skip
    parts = {key: part.thickness for key, part in single.items() if part is not None}
    several = len(fan_out.protective) > 1
    parts |= {f"protective[{i}]" if several else "protective": f.thickness for i, f in enumerate(fan_out.protective)}
    for layer in fan_out.layers:
        parts[f"layers.{layer.name}"] = layer.thickness
        if layer.insulator is not None:
            parts[f"layers.{layer.name}.insulator"] = layer.insulator.thickness
    for where, thickness in parts.items():
        if thickness > MOST_LAYER:
            yield Fault("no layer on a panel is so thick", f"fan_out.{where}.thickness",
                        measured=format_length(thickness), allowed=f"at most {format_length(MOST_LAYER)}",
                        fix="check its unit")  # fmt: skip


def _layer_faults(fan_out: FanOut) -> Iterator[Fault]:
    names = Counter(layer.name for layer in fan_out.layers)
    for name, count in names.items():
        if count > 1:
            yield Fault(f"the name '{name}' is used {count} times", f"fan_out.layers.{name}",
                        fix="rename all but one")  # fmt: skip
    fans = [layer.name for layer in fan_out.layers if layer.fans]
    if len(fans) > 1:
        yield Fault("lines lead out on one layer only", f"fan_out.layers.{fans[1]}.fans",
                    measured=", ".join(fans), allowed="at most one", fix="let one layer fan")  # fmt: skip
    for index, layer in enumerate(fan_out.layers):
        where = f"fan_out.layers.{layer.name}"
        bare = fan_out.method == "rdl-first" and index == 0
        for key, what in (("insulator", "insulator below it"), ("hole", "holes through its insulator")):
            given = getattr(layer, key) is not None
            if bare and given:
                yield Fault(f"'{layer.name}' lies on the polymer and has no {what}", f"{where}.{key}",
                            fix="take it away; 'through_holes' lead through the polymer")  # fmt: skip
            elif not bare and not given:
                yield Fault(f"'{layer.name}' has no {what}", f"{where}.{key}", fix=f"give '{key}'")
        if layer.hole is not None and layer.insulator is not None:
            yield from hole_faults(layer.hole, layer.insulator.thickness, layer.pad, f"{where}.hole",
                                    f"the pads of '{layer.name}'")  # fmt: skip


def _release_faults(package: Package, fan_out: FanOut) -> Iterator[Fault]:
    """Through holes, connection and lift-off: only where the wiring comes first, and not against each other."""
    if fan_out.method == "chip-first":
        for key in _WIRING_FIRST:
            if getattr(fan_out, key) not in (None, "none"):
                yield Fault(f"'{key}' belongs to wiring first", f"fan_out.{key}", measured="method chip-first",
                            allowed="method rdl-first", fix="take it away")  # fmt: skip
        return
    holes, connection, lift = fan_out.through_holes, fan_out.connection, fan_out.lift_off
    opened = holes.opened if holes is not None else "not at all"
    if connection is not None and opened != "last":
        yield Fault("the connection lies in holes opened from the released side", "fan_out.connection",
                    measured=f"through holes opened {opened}", allowed="opened last",
                    fix="give 'through_holes: {opened: last, ..}', or take it away")  # fmt: skip
    if connection is not None and connection.pad is None and connection.fill != "filled":
        yield Fault("a film along the wall is not flush with the released face", "fan_out.connection.fill",
                    measured=connection.fill, allowed="filled, where there is no pad",
                    fix="give 'fill: filled', or a 'pad'")  # fmt: skip
    if holes is not None and opened == "first" and lift != "none":
        yield Fault("holes with metal in them go through what is to be lifted off", "fan_out.lift_off", measured=lift,
                    allowed="none, with through holes opened first", fix="take one of the two away")  # fmt: skip
    if holes is not None and lift == "polymer and protective":
        yield Fault("nothing is left for through holes to go through", "fan_out.through_holes",
                    measured=f"lift_off: {lift}", allowed="none or polymer",
                    fix="take the holes away, or lift off less")  # fmt: skip
    if lift == "polymer and protective" and not fan_out.protective:
        yield Fault("there is no protective layer to lift off", "fan_out.lift_off", measured=lift,
                    allowed="none or polymer", fix="give 'protective', or lift off the polymer")  # fmt: skip
    bare = lift == "polymer and protective" or (lift == "polymer" and not fan_out.protective)
    if package.balls is not None and not (opened == "first" or connection is not None or bare):
        yield Fault("no metal comes out for the balls", "balls",
                    measured=f"through holes opened {opened}, no connection, lift_off: {lift}",
                    allowed="through holes opened first, or last with a connection, or all lifted off",
                    fix="give 'fan_out.through_holes' and 'fan_out.connection', or take the balls away")  # fmt: skip
    if holes is not None:
        yield from _through_faults(fan_out, holes, _outer_pad(package, fan_out))


def _through_faults(fan_out: FanOut, holes: ThroughHoles, pad: int) -> Iterator[Fault]:
    through = sum(film.thickness for film in fan_out.protective)
    if fan_out.lift_off == "none":
        through += fan_out.polymer.thickness
        if fan_out.outer_protective is not None and holes.opened == "last":
            through += fan_out.outer_protective.thickness
    outer, where = fan_out.layers[0], "fan_out.through_holes"
    if holes.opened == "first":
        yield from hole_faults(holes, through, pad, where, f"the pads of '{outer.name}'")
        return
    if holes.diameter > pad:
        yield Fault(f"the holes are wider than the pads of '{outer.name}'", f"{where}.diameter",
                    measured=format_length(holes.diameter), allowed=f"at most {format_length(pad)}",
                    fix="make them narrower, or the pads wider")  # fmt: skip
    if fan_out.connection is not None and fan_out.connection.pad is not None:
        yield from hole_faults(holes, through, fan_out.connection.pad, where, "the pads of the connection")


def _outward(fan_out: FanOut) -> Sequence[MetalLayer]:
    """The layers from the chips out."""
    return fan_out.layers if fan_out.method == "chip-first" else fan_out.layers[::-1]


def _outer_pad(package: Package, fan_out: FanOut) -> int:
    """nm, diameter of the outermost pads: what the balls ask for, where there are balls."""
    return package.balls.land.diameter if package.balls is not None else _outward(fan_out)[-1].pad


def _contact_faults(package: Package, fan_out: FanOut) -> Iterator[Fault]:
    """Contacts lie within the package, below balls where there are balls, and leave room for the pads of the layers."""
    layers = _outward(fan_out)
    fan = next((i for i, layer in enumerate(layers) if layer.fans), len(layers) - 1)
    pins = _pins(package)
    if len(pins) > 1:
        yield from _pad_pitch_faults(layers[: fan + 1], closest(pins), "the pins")
    given = fan_out.contacts or (package.balls.pads if package.balls is not None else None)
    if given is None or not given.pads:
        return
    pitch, outer = closest(centres(given)), _outer_pad(package, fan_out)
    yield from _pad_pitch_faults(layers[fan:], pitch, "the contacts")
    if package.balls is not None and 0 < pitch <= outer:
        yield Fault("neighbouring ball pads touch", "balls.land.diameter", measured=format_length(outer),
                    allowed=f"below {format_length(pitch)}, the pitch of the contacts",
                    fix="make them smaller")  # fmt: skip
    if fan_out.contacts is not None:
        yield from contact_faults(package, fan_out.contacts, outer, "fan_out.contacts")


def _pad_pitch_faults(layers: Sequence[MetalLayer], pitch: float, what: str) -> Iterator[Fault]:
    for layer in layers:
        if 0 < pitch <= layer.pad:
            yield Fault(f"neighbouring pads of '{layer.name}' touch", f"fan_out.layers.{layer.name}.pad",
                        measured=format_length(layer.pad), allowed=f"below {format_length(pitch)}, the pitch of {what}",
                        fix="make them smaller")  # fmt: skip


def _route_faults(package: Package, fan_out: FanOut) -> Iterator[Fault]:
    layers = [layer.name for layer in fan_out.layers]
    maps = [package.dies[chip.die].pads.get(chip.pads) for chip in package.chips
            if isinstance(chip, PinChip) and chip.die in package.dies]  # fmt: skip
    maps += [fan_out.contacts, package.balls.pads if package.balls is not None else None]
    nets = {pad.net for held in maps if held is not None for pad in held.pads if pad.net}
    yield from route_faults(package, fan_out.routes, "fan_out.routes", layers=layers, kind="metal layer", nets=nets,
                            owners="pin or contact")  # fmt: skip


def _mark_faults(package: Package, fan_out: FanOut) -> Iterator[Fault]:
    marks, general = fan_out.alignment.chips, fan_out.alignment.general
    if marks.shape == "bars" and not marks.sides:
        yield Fault("bars lie along no side of the chips", "fan_out.alignment.chips.sides", measured="none",
                    allowed="left, right, bottom, top", fix="name two sides or more, or 'shape: none'")  # fmt: skip
    for side, count in Counter(marks.sides).items():
        if count > 1:
            yield Fault(f"the side '{side}' is named {count} times", "fan_out.alignment.chips.sides",
                        fix="name each side once")  # fmt: skip
    yield from _mark_use_faults(package, fan_out)
    if general is None or not isinstance(package.carrier, Panel):
        return
    if general.width > general.size:
        yield Fault("the bars of a cross are wider than long", "fan_out.alignment.general.width",
                    measured=format_length(general.width), allowed=f"at most {format_length(general.size)}",
                    fix="make them narrower")  # fmt: skip
    if general.inset is not None and 2 * general.inset < general.size:
        yield Fault("the crosses stick out over the panel", "fan_out.alignment.general.inset",
                    measured=format_length(general.inset), allowed=f"at least {format_length(general.size / 2)}",
                    fix="put them further in")  # fmt: skip
    most = (min(package.carrier.panel) - general.size) / 2
    if general.inset is not None and general.inset > most:
        yield Fault("the crosses of two corners run into each other", "fan_out.alignment.general.inset",
                    measured=format_length(general.inset), allowed=f"at most {format_length(most)}",
                    fix="put them further out")  # fmt: skip


def _mark_use_faults(package: Package, fan_out: FanOut) -> Iterator[Fault]:
    """Metal parts that are to be looked at before they are made, and marks that are as high as the compound."""
    first = fan_out.method == "chip-first"
    if first and fan_out.alignment.chips.shape == "metal":
        yield Fault("chips are attached before there are metal parts to align them to", "fan_out.alignment.chips.shape",
                    measured="metal with method chip-first", allowed="bars, ring, none",
                    fix="take marks of their own, or 'method: rdl-first'")  # fmt: skip
    pinned = [chip for chip in package.chips if isinstance(chip, PinChip) and chip.die in package.dies]
    tops = [package.dies[c.die].thickness + c.pins.height + first * c.adhesive.bond_line for c in pinned]
    high = max(tops, default=0) - first * fan_out.grind.into_pins
    if 0 < high <= fan_out.alignment.thickness <= MOST_LAYER:
        end, what = ("ground face", "ground pins") if first else ("backs of the chips", "chips with their pins")
        yield Fault(f"the alignment parts reach the {end}", "fan_out.alignment.thickness",
                    measured=format_length(fan_out.alignment.thickness),
                    allowed=f"below {format_length(high)}, the height of the {what}",
                    fix="make them thinner")  # fmt: skip


def _by(size: tuple[int, int]) -> str:
    return f"{format_length(size[0])} x {format_length(size[1])}"
