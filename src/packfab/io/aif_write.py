# SPDX-License-Identifier: Apache-2.0
"""How is an AIF II file written?

Every value goes back as it was read, in the unit of the file, with enough digits that whole nm survive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from packfab.errors import Fault, raise_if
from packfab.io.aif import UNITS, Aif, AifArea, AifBga, AifDie, AifFiducial, AifPad, AifRow, AifText, Point

_DIGITS = {"UM": 3, "MM": 6, "CM": 7, "INCH": 9, "MIL": 6}


def aif_text(aif: Aif) -> str:
    """The text of an AIF II file; BadInput for names that cannot stand in it."""
    raise_if(_faults(aif))
    writer = _Writer(aif.units)
    return "\n".join(writer.lines(aif)) + "\n"


def _faults(aif: Aif) -> Iterator[Fault]:
    if aif.units not in UNITS:
        yield Fault("this is no unit of an AIF file", "UNITS", aif.units, ", ".join(UNITS))
    for row in aif.rows:
        for word in (row.net, row.pad, row.pad_type, row.ball, row.ball_type, row.finger, row.finger_type):
            if word == "-" or len(word.split()) > 1 or word != word.strip() or ";" in word:
                yield Fault("a name of the netlist is one word", row.pad or row.net, repr(word)[:60],
                            "no blanks, ';' or '-' alone", "rename it")  # fmt: skip


class _Writer:
    """Writes lengths in one unit."""

    def __init__(self, units: str) -> None:
        self.units = units
        self.step = Decimal(1).scaleb(-_DIGITS.get(units, 3))

    def length(self, value: int) -> str:
        """A length in the unit of the file, without zeros at its end."""
        exact = (Decimal(value) / UNITS[self.units]).quantize(self.step)
        text = f"{exact:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "") else text

    def point(self, at: Point, mark: str = ",") -> str:
        return f"{self.length(at[0])}{mark}{self.length(at[1])}"

    def lines(self, aif: Aif) -> Iterator[str]:
        """All lines of a file."""
        yield from ("[DATABASE]", "TYPE=AIF", f"VERSION={aif.version}", f"UNITS={aif.units}")
        if aif.mcm:
            yield "MCM=TRUE"
            yield from self.mcm(aif.dies)
        else:
            for die in aif.dies:
                yield from ("", "[DIE]", *([f"NAME={die.name}"] if die.name else []), *self.die(die))
        yield from ("", "[PADS]", *(f"{pad.name}={self.pad(pad)}" for pad in aif.pads))
        yield from ("", "[NETLIST]", *map(self.row, aif.rows))
        yield from self.areas("RINGS", aif.rings)
        yield from self.areas("BONDABLE_RING_AREA", aif.bondable)
        if aif.bga is not None:
            yield from ("", "[BGA]", *self.bga(aif.bga))
        if aif.wire is not None:
            yield from ("", "[WIRE]", f"DIAMETER={self.length(aif.wire)}")
        if aif.fiducials:
            yield from ("", "[FIDUCIALS]", *map(self.fiducial, aif.fiducials))
        if aif.logo or aif.texts:
            yield from ("", "[DIE_LOGO]", *(f"POLY {self.polygons(area)}" for area in aif.logo))
            yield from map(self.text, aif.texts)

    def die(self, die: AifDie) -> Iterator[str]:
        yield f"WIDTH={self.length(die.size[0])}"
        yield f"HEIGHT={self.length(die.size[1])}"
        if die.centre is not None:
            yield f"CENTER={self.point(die.centre, ' ')}"
        if die.thickness is not None:
            yield f"THICKNESS={self.length(die.thickness)}"

    def mcm(self, dies: Iterable[AifDie]) -> Iterator[str]:
        found: dict[str, list[AifDie]] = {}
        for die in dies:
            found.setdefault(die.definition, []).append(die)
        yield from ("", "[MCM_DIE]")
        for definition, some in found.items():
            yield f"{definition}={', '.join(die.reference for die in some)}"
        for some in found.values():
            for die in some:
                yield from ("", f"[MCM_{die.definition}_{die.reference}]")
                yield from ([f"NAME={die.name}"] if die.name else [])
                yield from self.die(die)

    def pad(self, pad: AifPad) -> str:
        if pad.shape == "POLY":
            return " ".join(["POLY", *map(self.point, pad.points)])
        sizes = [self.length(pad.size[0])]
        sizes += [self.length(pad.size[1])] if pad.shape in ("RECTANGLE", "OBLONG") else []
        sizes += [self.length(pad.fillet)] if pad.fillet else []
        return " ".join([pad.shape, *sizes])

    def row(self, row: AifRow) -> str:
        cells = [row.net, row.pad, row.pad_type, *self.place(row.pad_at), row.ball, row.ball_type,
                 *self.place(row.ball_at), row.finger, row.finger_type, *self.place(row.finger_at),
                 f"{row.angle:.9g}" if row.angle is not None else ""]  # fmt: skip
        return " ".join(cell or "-" for cell in cells[: row.columns])

    def place(self, at: Point | None) -> tuple[str, str]:
        return (self.length(at[0]), self.length(at[1])) if at is not None else ("", "")

    def areas(self, section: str, areas: Iterable[AifArea]) -> Iterator[str]:
        for i, area in enumerate(areas):
            yield from ("", f"[{section}]") if i == 0 else ()
            head = f"{area.name} {area.net or '-'} {len(area.polygons)} {self.length(area.width)}"
            for k, polygon in enumerate(area.polygons):
                closed = (*polygon.points, *polygon.points[:1])
                count = -len(closed) if polygon.is_cut else len(closed)
                yield f"{head} {count}" if k == 0 else f"{count}"
                yield from map(self.point, closed)

    def polygons(self, area: AifArea) -> str:
        words = [str(len(area.polygons)), self.length(area.width)]
        for polygon in area.polygons:
            closed = (*polygon.points, *polygon.points[:1])
            words += [str(-len(closed) if polygon.is_cut else len(closed)), *map(self.point, closed)]
        return " ".join(words)

    def bga(self, bga: AifBga) -> Iterator[str]:
        if bga.name:
            yield f"NAME={bga.name}"
        if bga.size is not None:
            yield from (f"WIDTH={self.length(bga.size[0])}", f"HEIGHT={self.length(bga.size[1])}")
        if bga.pitch is not None:
            yield f"PITCH={self.length(bga.pitch)}"
        if bga.chamfer:
            yield "CHAMFER=" + " ".join(f"{corner} {self.length(size)}" for corner, size in bga.chamfer)
        for key, counts in (("POPULATION", bga.population), ("DEPOPULATION", bga.depopulation),
                            ("REPOPULATION", bga.repopulation)):  # fmt: skip
            if counts is not None:
                yield f"{key}={counts[0]} {counts[1]}"
        if bga.ball is not None:
            yield f"BALL={self.pad(bga.ball)}"
        if bga.a1:
            yield f"A1={bga.a1}"
        if bga.outline is not None:
            yield f"OUTLINE=POLYGON {self.polygons(bga.outline)}"

    def fiducial(self, one: AifFiducial) -> str:
        shape = f"POLYGON {self.polygons(one.area)}" if one.area is not None else ""
        return f"{one.name}={self.point(one.at)} {self.pad(one.pad) if one.pad is not None else shape}"

    def text(self, one: AifText) -> str:
        return f"TEXT {self.point(one.at)} {self.length(one.height)} {one.rotation:.9g} {one.side} {one.text}"
