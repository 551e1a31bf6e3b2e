# SPDX-License-Identifier: Apache-2.0
"""How is a package handed on as AIF II: dies with their pads, bond wires to fingers, balls, and nets?

One chip makes a file with one die, several make a multi-die file. All is seen from the top of the package, with its
centre as origin; pads of a flip chip lie where they are seen through the die.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from packfab.design import (
    Balls,
    Chip,
    FaceUp,
    Package,
    Pad,
    PadMap,
    PinChip,
    body_size,
    outline,
    placed_pads,
    placed_pins,
)
from packfab.errors import BadInput, Fault
from packfab.io import Aif, AifBga, AifDie, AifPad, AifRow, aif_text, um_text
from packfab.study.bonding import BondingDiagram, BondWire, Finger, bonding_diagram
from packfab.study.exchange.aif_import import read_package
from packfab.study.exchange.blox_parts import unique
from packfab.study.exchange.format import Format
from packfab.study.exchange.handed import ExportOptions, Handed
from packfab.study.exchange.spec_of import least_pitch

_NOT_IN_NAMES = re.compile(r"[\s;.,=\[\]]+")
_NOT_IN_NETS = re.compile(r"[^A-Za-z0-9_/\-]+")
_NOT_IN_PADS = re.compile(r"[^A-Za-z0-9_().\-]+")


@dataclass(slots=True)
class _Names:
    """Padstacks by name, and nets by their name in the design: AIF knows letters, digits, `_`, `-` and `/` there."""

    stacks: dict[str, AifPad] = field(default_factory=dict)
    nets: dict[str, str] = field(default_factory=dict)

    def net(self, net: str) -> str:
        """A net as it may be written; two nets keep two names."""
        if net and net not in self.nets:
            word, taken, count = _NOT_IN_NETS.sub("_", net).strip("_-") or "net", set(self.nets.values()), 1
            while word in taken:
                count += 1
                word = f"{_NOT_IN_NETS.sub('_', net).strip('_-')}_{count}"
            self.nets[net] = word
        return self.nets.get(net, "")

    def circle(self, diameter: int) -> str:
        """The name of a round padstack."""
        name = f"C{um_text(diameter)}"
        self.stacks.setdefault(name, AifPad(name, "CIRCLE", (diameter, diameter)))
        return name

    def rectangle(self, width: int, height: int) -> str:
        """The name of a padstack with corners."""
        name = f"R{um_text(width)}-{um_text(height)}"
        self.stacks.setdefault(name, AifPad(name, "RECTANGLE", (width, height)))
        return name


def aif_of(given: Handed) -> Aif:
    """The package as AIF values; BadInput for what they cannot tell."""
    package = given.package
    _check(package)
    many = len(package.chips) > 1
    known = _Names()
    diagram = bonding_diagram(given.build, package)
    rows: list[AifRow] = []
    for chip in package.chips:
        rows += _die_rows(package, chip, diagram, known, many=many)
    if package.balls is not None:
        rows += _ball_rows(package.balls, known)
    dies = tuple(_die(package, chip, many=many) for chip in package.chips)
    wire = diagram.wires[0].diameter if diagram is not None and diagram.wires else None
    return Aif(dies, tuple(known.stacks.values()), tuple(rows), many, bga=_bga(given), wire=wire)


def _check(package: Package) -> None:
    faults = []
    if package.second is not None:
        faults.append(Fault("not expressible in AIF: chips of a second carrier", "second", "two carriers",
                            "one carrier", "hand on solids or a 3Dblox assembly"))  # fmt: skip
    for chip in package.chips:
        turns = chip.rotation / (math.pi / 2)
        if abs(turns - round(turns)) > 1e-9:
            faults.append(Fault("not expressible in AIF: die pads never turn, so a die lies square",
                                f"chips.{chip.name}.rotation", f"{math.degrees(chip.rotation):g} deg",
                                "0, 90, 180 or 270 deg", "turn it square to the package"))  # fmt: skip
    if faults:
        raise BadInput(faults)


def _die(package: Package, chip: Chip, *, many: bool) -> AifDie:
    corners = outline(package, chip)
    low, high = corners.min(axis=0), corners.max(axis=0)
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    centre = (chip.at[0], chip.at[1])
    thickness = package.dies[chip.die].thickness
    name = _word(chip.die)
    return AifDie(name, size, centre, thickness, name if many else "", _word(chip.name) if many else "")


def _die_rows(
    package: Package, chip: Chip, diagram: BondingDiagram | None, known: _Names, *, many: bool
) -> Iterator[AifRow]:
    """The pads of a chip, each with its wire where it has one."""
    wires, fingers = _wires_of(chip, diagram), {f.name: f for f in diagram.fingers} if diagram is not None else {}
    sideways = round(chip.rotation / (math.pi / 2)) % 2 == 1
    for pad_map in _maps(package, chip):
        at = placed_pins(package, chip) if isinstance(chip, PinChip) else placed_pads(chip, pad_map)
        names = unique(_word(pad.name) for pad in pad_map.pads)
        for pad, name, (x, y) in zip(pad_map.pads, names, at.tolist(), strict=True):
            full = f"{_word(chip.name)}.{name}" if many else name
            row = AifRow(known.net(pad.net), full, _stack(pad, known, sideways=sideways), (x, y))
            ends = _take(wires, (x, y))
            for wire in ends:
                yield _wired(row, wire, fingers.get(wire.finger), known)
            if not ends:
                yield row


def _maps(package: Package, chip: Chip) -> tuple[PadMap, ...]:
    """The pad maps of a chip that are joined to something; of a chip glued without wires, all."""
    maps = package.dies[chip.die].pads
    if isinstance(chip, FaceUp):
        return (maps[chip.wires.pads],) if chip.wires is not None else tuple(maps.values())
    return (maps[chip.pads],)


def _wires_of(chip: Chip, diagram: BondingDiagram | None) -> dict[tuple[int, int], list[BondWire]]:
    found: dict[tuple[int, int], list[BondWire]] = {}
    for wire in diagram.wires if diagram is not None else ():
        if wire.die == chip.name:
            found.setdefault(wire.start[:2], []).append(wire)
    return found


def _take(wires: Mapping[tuple[int, int], list[BondWire]], at: tuple[int, int]) -> Sequence[BondWire]:
    """Wires that start at a pad; the build may be off by a rounding."""
    near = ((at[0] + dx, at[1] + dy) for dx in (0, -1, 1) for dy in (0, -1, 1))
    return next((wires[place] for place in near if place in wires), ())


def _wired(row: AifRow, wire: BondWire, finger: Finger | None, known: _Names) -> AifRow:
    kind, angle = "", 0.0
    if finger is not None and finger.kind == "finger":
        length, width, angle = _sides(np.array(finger.outline, dtype=np.float64))
        kind = known.rectangle(length, width)
    name = _word(wire.finger.replace(" ", "")) if wire.finger else f"W{wire.number}"
    at = finger.at if finger is not None and finger.kind == "finger" else wire.end[:2]
    return AifRow(row.net, row.pad, row.pad_type, row.pad_at, finger=name, finger_type=kind, finger_at=at, angle=angle)


def _sides(ring: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[int, int, float]:
    """Length, width and angle (0 to 180 degrees) of a rectangle, its long side first."""
    edges = np.roll(ring, -1, axis=0) - ring
    lengths = np.hypot(edges[:, 0], edges[:, 1])
    long = int(np.argmax(lengths))
    angle = math.degrees(math.atan2(float(edges[long, 1]), float(edges[long, 0]))) % 180.0
    area = abs(float(np.sum(ring[:, 0] * np.roll(ring[:, 1], -1) - np.roll(ring[:, 0], -1) * ring[:, 1]))) / 2
    return round(float(lengths[long])), round(area / float(lengths[long])), round(angle, 6) % 180.0


def _stack(pad: Pad, known: _Names, *, sideways: bool) -> str:
    if pad.diameter is not None:
        return known.circle(pad.diameter)
    if pad.size is None:
        return ""
    width, height = pad.size[::-1] if sideways else pad.size
    return known.rectangle(width, height)


def _ball_rows(balls: Balls, known: _Names) -> Iterator[AifRow]:
    kind = known.circle(balls.land.diameter)
    names = unique(_word(pad.name) for pad in balls.pads.pads)
    for pad, name in zip(balls.pads.pads, names, strict=True):
        yield AifRow(known.net(pad.net), ball=name, ball_type=kind, ball_at=(pad.x, pad.y))


def _bga(given: Handed) -> AifBga:
    balls = given.package.balls
    name = _NOT_IN_PADS.sub("_", given.package.name)
    if balls is None:
        return AifBga(name, body_size(given.package))
    pitch = least_pitch(balls.pads)
    ball = AifPad("BALL", "CIRCLE", (balls.diameter, balls.diameter))
    told = round(pitch) if math.isfinite(pitch) and pitch >= 1 else None
    return AifBga(name, body_size(given.package), told, ball=ball)


def _word(text: str) -> str:
    """A name that can stand in a column."""
    found = _NOT_IN_NAMES.sub("_", text) or "_"
    return "_" if found == "-" else found


def _export(given: Handed, _: ExportOptions) -> Mapping[str, bytes]:
    return {f"{given.stem}.aif": aif_text(aif_of(given)).encode()}


AIF = (
    Format(
        "aif",
        "AIF II die, bond and ball data",
        (".aif",),
        "dies with pads and places, nets, bond wires with their fingers, balls, body, diameter of the wire",
        "heights and loops, materials and layers, passives, traces and vias; dies that do not lie square; a second "
        "carrier; which chips are flip chips",
        export=_export,
        read=read_package,
    ),
)
