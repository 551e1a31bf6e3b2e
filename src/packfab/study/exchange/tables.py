# SPDX-License-Identifier: Apache-2.0
"""Which tables of bumps, balls, pads, fingers, bonds and nets does a package give, and what do such tables tell?

Places of chips, bumps, balls and fingers are seen from the top, from the middle of the package; pads from the middle of
their die, onto its active face.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from packfab.design import (
    FlipChip,
    Package,
    Pad,
    PadMap,
    body_size,
    centres,
    placed_pads,
)
from packfab.errors import BadInput, Fault
from packfab.io import FoundSheet, Sheet, csv_bytes, found_sheets, xlsx_bytes
from packfab.study.bonding import BondingDiagram, bonding_diagram
from packfab.study.exchange.format import Format
from packfab.study.exchange.handed import ExportOptions, Handed
from packfab.study.exchange.imported import Imported, ImportedChip, ImportedDie, ImportOptions, imported_pad
from packfab.units import format_length

#: What the first column of a table is called where it holds balls, or places of second bonds.
_BALLS, _FINGERS = ("ball", "ballname", "ballnumber"), ("finger", "fingername")
_BODY = "package"
"""The row of the table of chips that holds the size of the body."""


def package_sheets(given: Handed) -> tuple[Sheet, ...]:
    """The tables of a package that have rows."""
    package = given.package
    diagram = bonding_diagram(given.build, package)
    sheets = (
        _chips(package),
        _pads(package),
        _bumps(package),
        _balls(package),
        *(_wires(package, diagram) if diagram is not None else ()),
        _nets(given),
    )
    return tuple(sheet for sheet in sheets if sheet.rows)


def _chips(package: Package) -> Sheet:
    width, height = body_size(package)
    rows: list[tuple[str | int | float, ...]] = [(_BODY, "", 0, 0, 0.0, "", "", width, height, "")]
    for chip in package.chips:
        die = package.dies[chip.die]
        rows.append((chip.name, chip.die, *chip.at, _degrees(chip.rotation), chip.attach, chip.on, *die.size,
                     die.thickness))  # fmt: skip
    columns = ("chip", "die", "x_um", "y_um", "rotation_deg", "attach", "on", "width_um", "height_um", "thickness_um")
    return Sheet("chips", columns, tuple(rows))


def _degrees(angle: float) -> float:
    return round(math.degrees(angle), 9)


def _pads(package: Package) -> Sheet:
    rows = [
        (die_name, map_name, pad.name, pad.x, pad.y, pad.net, "" if pad.diameter is None else pad.diameter,
         *(pad.size or ("", "")))
        for die_name, die in package.dies.items()
        for map_name, pads in die.pads.items()
        for pad in pads.pads
    ]  # fmt: skip
    columns = ("die", "map", "pad", "x_um", "y_um", "net", "diameter_um", "width_um", "height_um")
    return Sheet("pads", columns, tuple(rows))


def _bumps(package: Package) -> Sheet:
    rows: list[tuple[str | int | float, ...]] = []
    for chip in package.chips:
        if isinstance(chip, FlipChip):
            pads = package.dies[chip.die].pads[chip.pads]
            rows += [(chip.name, pad.name, int(x), int(y), pad.net, chip.bumps.diameter)
                     for pad, (x, y) in zip(pads.pads, placed_pads(chip, pads), strict=True)]  # fmt: skip
    return Sheet("bumps", ("chip", "bump", "x_um", "y_um", "net", "diameter_um"), tuple(rows))


def _balls(package: Package) -> Sheet:
    balls = package.balls
    rows = () if balls is None else tuple((p.name, p.x, p.y, p.net, balls.diameter) for p in balls.pads.pads)
    return Sheet("balls", ("ball", "x_um", "y_um", "net", "diameter_um"), rows)


def _wires(package: Package, diagram: BondingDiagram) -> tuple[Sheet, Sheet]:
    """Places of the second bonds, and all wires, as built."""
    fingers = tuple((wire.die, wire.pad, *wire.end[:2], wire.end_net or wire.net) for wire in diagram.wires)
    bonds = tuple(
        (wire.number, wire.die, wire.pad, wire.finger, wire.net, *wire.start[:2], *wire.end[:2], wire.span,
         wire.loop_height, wire.length, round(wire.angle, 3), wire.diameter, wire.material)
        for wire in diagram.wires
    )  # fmt: skip
    columns = ("wire", "chip", "pad", "finger", "net", "start_x_um", "start_y_um", "end_x_um", "end_y_um", "span_um",
               "loop_height_um", "length_um", "angle_deg", "diameter_um", "material")  # fmt: skip
    return Sheet("fingers", ("chip", "finger", "x_um", "y_um", "net"), fingers), Sheet("bonds", columns, bonds)


def _nets(given: Handed) -> Sheet:
    package = given.package
    maps = {"die pads": [pads for die in package.dies.values() for pads in die.pads.values()],
            "balls": [package.balls.pads] if package.balls is not None else []}  # fmt: skip
    counts = {key: Counter(pad.net for pads in held for pad in pads.pads) for key, held in maps.items()}
    rows = tuple((net.name, counts["die pads"][net.name], counts["balls"][net.name], net.bodies, net.pieces, net.apart)
                 for net in given.nets.nets)  # fmt: skip
    return Sheet("nets", ("net", "die_pads", "balls", "bodies", "pieces", "apart"), rows)


def _csv(given: Handed, _: ExportOptions) -> Mapping[str, bytes]:
    return {f"{given.stem}_{sheet.name}.csv": csv_bytes(sheet) for sheet in package_sheets(given)}


def _xlsx(given: Handed, _: ExportOptions) -> Mapping[str, bytes]:
    return {f"{given.stem}.xlsx": xlsx_bytes(package_sheets(given))}


def read_tables(paths: Sequence[Path], options: ImportOptions) -> Imported:
    """Dies, chips, balls and fingers of tables: of others by their columns, of packfab all of them."""
    found = [sheet for path in paths for sheet in found_sheets(path, sheet=options.sheet)]
    if not found:
        raise BadInput([Fault("no table with the columns of pads", ", ".join(path.name for path in paths),
                              allowed="columns x and y, with names",
                              fix="name its columns like pad, x_um, y_um, net")])  # fmt: skip
    return _Collected(found, options, ", ".join(path.name for path in paths), paths[0].stem).imported()


class _Collected:
    """Puts the tables of several files together."""

    def __init__(self, sheets: Sequence[FoundSheet], options: ImportOptions, source: str, stem: str) -> None:
        self.sheets = sheets
        self.source = source
        self.name = options.name or stem
        self.notes: list[str] = []
        self.pads: dict[str, list[Pad]] = {}
        self.fingers: dict[str, list[Pad]] = {}
        self.balls: list[Pad] = []
        self.ball_diameter: int | None = None
        self.chips: list[ImportedChip] = []
        self.sizes: dict[str, tuple[tuple[int, int], int | None]] = {}
        self.body: tuple[int, int] | None = None

    def imported(self) -> Imported:
        loose: list[FoundSheet] = []
        for sheet in self.sheets:
            if "chip" in sheet.texts and "die" in sheet.texts:
                self._chips(sheet)
            elif "die" in sheet.texts:
                self._pads(sheet)
            elif sheet.subject in _BALLS:
                self._balls(sheet)
            elif sheet.subject in _FINGERS and "chip" in sheet.texts:
                self._fingers(sheet)
            elif "chip" not in sheet.texts:
                loose.append(sheet)
        for sheet in loose:
            self._loose(sheet)
        if not self.pads:
            raise BadInput([Fault("there are no pads of a die in these tables", self.source,
                                  fix="name a table of pads too")])  # fmt: skip
        dies = {name: ImportedDie(PadMap(pads=tuple(pads)), *self.sizes.get(name, (None, None)))
                for name, pads in self.pads.items()}  # fmt: skip
        fingers = {name: PadMap(pads=tuple(pads)) for name, pads in self.fingers.items()}
        balls = PadMap(pads=tuple(self.balls)) if self.balls else None
        return Imported(self.name, f"{self.source} (tables)", dies, tuple(self.chips), balls, self.ball_diameter,
                        fingers, size=self.body, notes=tuple(self.notes))  # fmt: skip

    def _pad(self, sheet: FoundSheet, row: int, *, sized: bool) -> Pad:
        width, height = sheet.length("width", row), sheet.length("height", row)
        diameter = sheet.length("diameter", row)
        size = (width, height) if width and height and not diameter else None
        x, y = sheet.length("x", row) or 0, sheet.length("y", row) or 0
        name = sheet.text("name", row) or str(row + 1)
        if not sized:
            diameter, size = None, None
        return imported_pad(
            f"{sheet.name}:{sheet.lines[row]}", name, (x, y), sheet.text("net", row), diameter or None, size
        )

    def _chips(self, sheet: FoundSheet) -> None:
        for row in range(len(sheet)):
            name, die = sheet.text("chip", row), sheet.text("die", row)
            width, height = sheet.length("width", row), sheet.length("height", row)
            size = (width, height) if width and height else None
            if name == _BODY and not die:
                self.body = size
                continue
            if size is not None:
                self.sizes[die] = (size, sheet.length("thickness", row))
            way = sheet.text("attach", row) or "flip-chip"
            if way not in ("flip-chip", "face-up"):
                self.notes.append(f"chip {name} is attached by '{way[:40]}'; it was taken for a flip chip")
            attach: Literal["flip-chip", "face-up"] = "face-up" if way == "face-up" else "flip-chip"
            at = (sheet.length("x", row) or 0, sheet.length("y", row) or 0)
            self.chips.append(ImportedChip(name, die, at, sheet.rotation[row], attach,
                                           sheet.text("on", row) or "carrier"))  # fmt: skip

    def _pads(self, sheet: FoundSheet) -> None:
        maps: dict[str, set[str]] = {}
        for row in range(len(sheet)):
            die = sheet.text("die", row)
            maps.setdefault(die, set()).add(sheet.text("map", row))
            self.pads.setdefault(die, []).append(self._pad(sheet, row, sized=True))
        for die, names in maps.items():
            if len(names) > 1:
                self.notes.append(f"the pad maps {', '.join(sorted(names))} of die {die} became one")

    def _balls(self, sheet: FoundSheet) -> None:
        self.balls += [self._pad(sheet, row, sized=False) for row in range(len(sheet))]
        given = [sheet.length("diameter", row) for row in range(len(sheet))]
        self.ball_diameter = Counter(one for one in given if one).most_common(1)[0][0] if any(given) else None

    def _fingers(self, sheet: FoundSheet) -> None:
        for row in range(len(sheet)):
            self.fingers.setdefault(sheet.text("chip", row), []).append(self._pad(sheet, row, sized=False))

    def _loose(self, sheet: FoundSheet) -> None:
        """A table of pads that tells no die: a die of its own, by the name of the table."""
        name = sheet.name
        pads = [self._pad(sheet, row, sized=True) for row in range(len(sheet))]
        if sheet.bare:
            self.notes.append(f"{name}: no column tells a unit; lengths are taken for um (guess)")
        if name not in self.sizes and min(min(pad.x, pad.y) for pad in pads) >= 0:
            pads = self._centred(name, pads)
        self.pads.setdefault(name, []).extend(pads)

    def _centred(self, name: str, pads: list[Pad]) -> list[Pad]:
        """Pads whose places are counted from a corner, moved so that they lie about the middle of their die."""
        points = centres(PadMap(pads=tuple(pads)))
        dx, dy = (int(side) // 2 for side in points.min(axis=0) + points.max(axis=0))
        self.notes.append(f"{name}: places are counted from a corner; the pads were put about the middle of the die, "
                          f"by {format_length(-dx)}, {format_length(-dy)} (guess)")  # fmt: skip
        return [Pad(pad.name, pad.x - dx, pad.y - dy, pad.net, pad.diameter, pad.size) for pad in pads]


_CARRIED = "places, nets and sizes of bumps, balls, pads and fingers, chips and their places, wires with span, loop " \
           "height and length, nets with their counts"  # fmt: skip
_LOST = (
    "layers, materials, process, shapes other than circles and rectangles; what others call their columns is guessed"
)

TABLES = (
    Format("csv", "tables of bumps, balls, pads, fingers, bonds and nets", (".csv", ".tsv"), _CARRIED, _LOST,
           export=_csv, read=read_tables),
    Format("xlsx", "the same tables as one workbook", (".xlsx",), _CARRIED, _LOST, export=_xlsx, read=read_tables),
)  # fmt: skip
