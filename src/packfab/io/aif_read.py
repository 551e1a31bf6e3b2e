# SPDX-License-Identifier: Apache-2.0
"""What does the text of an AIF II file say?

Sections in brackets, `KEY=VALUE` lines or rows below them, `;` before a comment. Sections and keys that we do not know
are passed over and told. All faults are told at once, each with its line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, DecimalException
from pathlib import Path

from packfab.errors import BadInput, Fault, raise_if
from packfab.io.aif import (
    UNITS,
    Aif,
    AifArea,
    AifBga,
    AifDie,
    AifFiducial,
    AifPad,
    AifPolygon,
    AifRow,
    AifText,
    Point,
)
from packfab.io.spec_yaml import decoded, read_text
from packfab.units import LONGEST

#: Bounds of a file.
MAX_BYTES = 50_000_000
MAX_LINES = 600_000
MAX_POINTS = 200_000
MAX_FAULTS = 50

_NONE = "-"
_SHORT = {"SQ": "SQUARE", "RECT": "RECTANGLE", "ROUND": "CIRCLE", "OBROUND": "OBLONG", "POLYGON": "POLY"}
_SIZES = {"SQUARE": 1, "CIRCLE": 1, "RECTANGLE": 2, "OBLONG": 2}
_FILLETED = ("SQUARE", "RECTANGLE")
_SECTION = re.compile(r"\[\s*([^\]\[]+?)\s*\]")
_PAD_NAME = re.compile(r"[A-Za-z0-9_().\-]+")
_KNOWN = ("DATABASE", "DIE", "PADS", "NETLIST", "RINGS", "BONDABLE_RING_AREA", "BGA", "WIRE", "FIDUCIALS", "DIE_LOGO",
          "MCM_DIE")  # fmt: skip
_COLUMNS = (5, 6, 14)

Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class AifRead:
    """A file, and what was passed over or rounded."""

    aif: Aif
    notes: tuple[str, ...] = ()


def read_aif(source: Path | bytes, *, name: str = "") -> AifRead:
    """The content of an AIF II file or of its bytes; BadInput tells all faults with their lines."""
    if isinstance(source, Path):
        name = name or source.name
        text = read_text(source, limit=MAX_BYTES)
    else:
        name = name or "AIF"
        if len(source) > MAX_BYTES:
            raise BadInput([Fault("the file is too large", name, f"{len(source)} bytes", f"{MAX_BYTES} bytes")])
        text = decoded(source, name)
    reader = _Reader(name)
    aif = reader.read(reader.sections(text))
    raise_if(reader.faults)
    return AifRead(aif, tuple(reader.notes))


@dataclass(slots=True)
class _Reader:
    """Goes through the sections, and gathers faults and notes."""

    name: str
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    scale: int = UNITS["UM"]
    points: int = 0

    def fault(self, line: int, what: str, measured: str = "", allowed: str = "", fix: str = "") -> None:
        shown = " ".join(measured.split())
        self.faults.append(Fault(what, f"{self.name}:{line}", shown[:60], allowed, fix))
        if len(self.faults) >= MAX_FAULTS:
            raise BadInput(self.faults)

    def note(self, text: str) -> None:
        if text not in self.notes and len(self.notes) < 200:
            self.notes.append(text)

    def sections(self, text: str) -> dict[str, list[Line]]:
        """The lines of each section without comments; its first entry is the line of its name."""
        found: dict[str, list[Line]] = {}
        here: list[Line] | None = None
        for number, raw in enumerate(text.split("\n"), start=1):
            if number > MAX_LINES:
                raise BadInput([Fault("the file has too many lines", self.name, f"over {MAX_LINES}", f"{MAX_LINES}")])
            line = raw.partition(";")[0].strip()
            if not line:
                continue
            match = _SECTION.fullmatch(line)
            if match is None:
                if here is None:
                    self.fault(number, "the file begins with a section", line, "[DATABASE]", "is this an AIF file?")
                    raise BadInput(self.faults)
                here.append((number, line))
                continue
            name = match[1].upper()
            key = name if not name.startswith("MCM_") or name == "MCM_DIE" else f"MCM_{match[1][4:]}"
            if key in found:
                self.fault(number, f"section [{key[:40]}] is there twice", f"first on line {found[key][0][0]}")
            here = found.setdefault(key, [(number, key)])
        return found

    def read(self, sections: dict[str, list[Line]]) -> Aif:
        if next(iter(sections), "") != "DATABASE":
            line = next(iter(sections.values()))[0][0] if sections else 1
            self.fault(line, "the first section is not [DATABASE]", next(iter(sections), "none"), "[DATABASE]")
            raise BadInput(self.faults)
        database = self.keys(sections["DATABASE"], ("TYPE", "VERSION", "UNITS", "MCM"))
        self._database(sections["DATABASE"][0][0], database)
        mcm = database.get("MCM", (0, ""))[1].upper() in ("TRUE", "YES", "1")
        for name in sections:
            if name not in _KNOWN and not (mcm and name.startswith("MCM_")):
                self.note(f"{self.name}:{sections[name][0][0]}: section [{name[:40]}] is passed over")
        for name in ("PADS", "NETLIST", "MCM_DIE" if mcm else "DIE"):
            if name not in sections:
                self.fault(1, f"section [{name}] is missing", fix="is the file complete?")
        pads = tuple(self._pads(sections.get("PADS", [])[1:]))
        rows = tuple(self._netlist(sections.get("NETLIST", [])[1:], {pad.name for pad in pads}))
        dies = tuple(self._mcm_dies(sections) if mcm else self._die(sections.get("DIE", [])))
        if mcm:
            self._check_references(sections.get("NETLIST", [])[1:], rows, dies)
        wire = self.keys(sections.get("WIRE", []), ("DIAMETER",)).get("DIAMETER")
        return Aif(
            dies, pads, rows, mcm, database.get("UNITS", (0, "UM"))[1].upper(),
            database.get("VERSION", (0, ""))[1], tuple(self._areas(sections.get("RINGS", [])[1:])),
            tuple(self._areas(sections.get("BONDABLE_RING_AREA", [])[1:])), self._bga(sections.get("BGA", [])),
            self.length(*wire) if wire is not None else None, tuple(self._fiducials(sections.get("FIDUCIALS", [])[1:])),
            *self._logo(sections.get("DIE_LOGO", [])[1:]),
        )  # fmt: skip

    def _database(self, line: int, found: dict[str, Line]) -> None:
        kind = found.get("TYPE", (line, ""))
        if kind[1].upper() != "AIF":
            self.fault(kind[0], "TYPE is not AIF", kind[1] or "none", "TYPE=AIF")
        units = found.get("UNITS", (line, ""))
        if units[1].upper() not in UNITS:
            self.fault(units[0], "UNITS is no unit of an AIF file", units[1] or "none", ", ".join(UNITS))
        self.scale = UNITS.get(units[1].upper(), UNITS["UM"])
        version = found.get("VERSION", (line, ""))[1]
        if version and not version.startswith("2"):
            self.note(f"{self.name}: version {version[:20]} is read as 2.0")

    def keys(self, lines: Sequence[Line], known: Sequence[str]) -> dict[str, Line]:
        """KEY=VALUE lines of a section: line and value by key."""
        found: dict[str, Line] = {}
        for number, text in lines[1:]:
            key, mark, value = (part.strip() for part in text.partition("="))
            key = key.upper()
            if not mark:
                self.fault(number, "expected KEY=VALUE", text, ", ".join(known))
            elif key in found:
                self.fault(number, f"{key[:40]} is there twice", f"first on line {found[key][0]}")
            elif key not in known:
                self.note(f"{self.name}:{number}: {key[:40]} is passed over")
            else:
                found[key] = (number, value)
        return found

    def length(self, line: int, text: str, *, least: int | None = None) -> int:
        """A length of the file in nm."""
        try:
            exact = Decimal(text) * self.scale if len(text) <= 40 else None
        except DecimalException:
            exact = None
        if exact is None or not exact.is_finite() or abs(exact) > LONGEST:
            self.fault(line, "this is no length", text, "a number in the unit of the file")
            return least or 0
        whole = exact.to_integral_value(ROUND_HALF_EVEN)
        if abs(whole - exact) > Decimal("0.05"):
            self.note(f"{self.name}:{line}: lengths are rounded to whole nm")
        if least is not None and whole < least:
            self.fault(line, "the length is too small", text, "above zero")
            return least
        return int(whole)

    def angle(self, line: int, text: str) -> float:
        """Degrees."""
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and abs(value) <= 3600):
            self.fault(line, "this is no angle", text, "degrees")
            return 0.0
        return value

    def count(self, line: int, text: str) -> int:
        """A whole number."""
        if not re.fullmatch(r"[+-]?\d{1,7}", text):
            self.fault(line, "this is no whole number", text)
            return 0
        return int(text)

    def pair(self, line: int, text: str, *, least: int | None = None) -> Point:
        """Two lengths between blanks or a comma."""
        words = _words(text)
        if len(words) != 2:
            self.fault(line, "expected two lengths", text, "x y")
            return (least or 0, least or 0)
        return (self.length(line, words[0], least=least), self.length(line, words[1], least=least))

    def _pads(self, lines: Sequence[Line]) -> Iterator[AifPad]:
        seen: set[str] = set()
        for number, text in lines:
            name, mark, value = (part.strip() for part in text.partition("="))
            if not mark or not _PAD_NAME.fullmatch(name):
                self.fault(number, "expected NAME=SHAPE with sizes", text, "letters, digits and _ - ( ) . in the name")
                continue
            if name in seen:
                self.fault(number, f"padstack '{name[:40]}' is there twice")
                continue
            seen.add(name)
            found = self.pad(number, name, value)
            if found is not None:
                yield found

    def pad(self, line: int, name: str, text: str) -> AifPad | None:
        """A padstack from its shape and sizes."""
        words = text.split()
        shape = _SHORT.get(words[0].upper(), words[0].upper()) if words else ""
        if shape == "POLY":
            numbers = [self.length(line, word) for word in _words(" ".join(words[1:]))]
            if len(numbers) < 6 or len(numbers) % 2:
                self.fault(line, "a polygon has three corners or more", text, "POLY x,y x,y x,y")
                return None
            return AifPad(name, shape, points=tuple(zip(numbers[::2], numbers[1::2], strict=True)))
        count = _SIZES.get(shape)
        most = (count or 0) + (shape in _FILLETED)
        if count is None or not count <= len(words) - 1 <= most:
            self.fault(line, "this is no padstack", text, "SQUARE s [fillet], RECTANGLE w h [fillet], CIRCLE d, "
                       "OBLONG w h, POLY x,y ...")  # fmt: skip
            return None
        sizes = [self.length(line, word, least=1) for word in words[1 : count + 1]]
        fillet = self.length(line, words[count + 1], least=0) if len(words) > count + 1 else 0
        return AifPad(name, shape, (sizes[0], sizes[-1]), fillet)

    def _netlist(self, lines: Sequence[Line], known: set[str]) -> Iterator[AifRow]:
        for number, text in lines:
            cells = text.split()
            if not _COLUMNS[0] <= len(cells) <= _COLUMNS[-1]:
                self.fault(number, "a line of the netlist has 5, 6 or 14 columns", str(len(cells)), "5, 6 or 14",
                           "write '-' where there is nothing")  # fmt: skip
                continue
            if len(cells) not in _COLUMNS:
                self.note(f"{self.name}:{number}: {len(cells)} columns are read as the first of 14")
            columns = len(cells) if len(cells) in _COLUMNS else 14
            full = ["" if cell == _NONE else cell for cell in cells] + [""] * (14 - len(cells))
            for kind in (full[2], full[6]):
                if kind and kind not in known:
                    self.note(f"{self.name}:{number}: there is no padstack '{kind[:40]}'")
            yield AifRow(
                full[0], full[1], full[2], self._at(number, full[3:5]), full[5], full[6], self._at(number, full[7:9]),
                full[9], full[10], self._at(number, full[11:13]),
                self.angle(number, full[13]) if full[13] else None, columns,
            )  # fmt: skip

    def _at(self, line: int, cells: Sequence[str]) -> Point | None:
        if not any(cells):
            return None
        if not all(cells):
            self.fault(line, "a place has x and y", " ".join(cells), "both, or '-' twice")
            return None
        return (self.length(line, cells[0]), self.length(line, cells[1]))

    def _die(self, lines: Sequence[Line]) -> Iterator[AifDie]:
        if not lines:
            return
        found = self.keys(lines, ("NAME", "WIDTH", "HEIGHT", "CENTER", "THICKNESS"))
        yield self._die_of(lines[0][0], found, found.get("NAME", (0, ""))[1])

    def _die_of(
        self, line: int, found: dict[str, Line], name: str, definition: str = "", reference: str = ""
    ) -> AifDie:
        size = [self.length(*found[key], least=1) if key in found else 0 for key in ("WIDTH", "HEIGHT")]
        if not all(size):
            self.fault(line, "the die has no size", allowed="WIDTH and HEIGHT")
        centre = self.pair(*found["CENTER"]) if "CENTER" in found else None
        thick = self.length(*found["THICKNESS"], least=1) if "THICKNESS" in found else None
        return AifDie(name, (size[0], size[1]), centre, thick, definition, reference)

    def _mcm_dies(self, sections: dict[str, list[Line]]) -> Iterator[AifDie]:
        seen: set[str] = set()
        for number, text in sections.get("MCM_DIE", [])[1:]:
            definition, mark, value = (part.strip() for part in text.partition("="))
            references = _words(value)
            if not mark or not definition or not references:
                self.fault(number, "expected DEFINITION=REFERENCE ...", text)
            for reference in references:
                if reference in seen:
                    self.fault(number, f"die '{reference[:40]}' is there twice")
                    continue
                seen.add(reference)
                lines = sections.get(f"MCM_{definition}_{reference}")
                if lines is None:
                    self.fault(number, f"section [MCM_{definition[:40]}_{reference[:40]}] is missing")
                    continue
                found = self.keys(lines, ("NAME", "WIDTH", "HEIGHT", "CENTER", "THICKNESS"))
                yield self._die_of(lines[0][0], found, found.get("NAME", (0, ""))[1], definition, reference)

    def _check_references(self, lines: Sequence[Line], rows: Sequence[AifRow], dies: Sequence[AifDie]) -> None:
        known = {die.reference for die in dies}
        for row in rows:
            if row.pad and row.reference not in known:
                self.fault(lines[0][0] if lines else 1, f"pad '{row.pad[:40]}' is on no die of the file",
                           row.reference or "no reference", ", ".join(sorted(known))[:120])  # fmt: skip

    def _areas(self, lines: Sequence[Line]) -> Iterator[AifArea]:
        """Rings: a head with name, net, count, width and corners of the first polygon; the rest is numbers."""
        place = 0
        while place < len(lines):
            number, text = lines[place]
            words = text.split()
            place += 1
            if len(words) != 5:
                self.fault(number, "expected NAME NET NPOLY WIDTH NVERT", text)
                continue
            wanted, width = self.count(number, words[2]), self.length(number, words[3], least=0)
            counts, polygons = words[4], []
            for k in range(max(0, min(wanted, MAX_POINTS))):
                if k:
                    if place >= len(lines):
                        self.fault(number, "polygons are missing", f"{k}", f"{wanted}")
                        break
                    number, counts = lines[place]
                    place += 1
                corners = self.count(number, counts)
                last = place + abs(corners)
                points = [self.pair(*line) for line in lines[place:last]]
                if len(points) < abs(corners):
                    self.fault(number, "corners are missing", f"{len(points)}", f"{abs(corners)}")
                place = last
                polygons.append(self._polygon(number, points, is_cut=corners < 0))
            yield AifArea(words[0], "" if words[1] == _NONE else words[1], width, tuple(polygons))

    def _polygon(self, line: int, points: list[Point], *, is_cut: bool) -> AifPolygon:
        self.points += len(points)
        if self.points > MAX_POINTS:
            self.fault(line, "the file has too many corners", f"over {MAX_POINTS}", f"{MAX_POINTS}")
            raise BadInput(self.faults)
        if len(points) > 1 and points[0] == points[-1]:
            points = points[:-1]
        if len(points) < 3:
            self.fault(line, "a polygon has three corners or more", str(len(points)))
        return AifPolygon(tuple(points), is_cut)

    def polygons(self, line: int, name: str, text: str) -> AifArea | None:
        """`npoly width nvert x,y ...` on one line."""
        words = _words(text)
        if len(words) < 3:
            self.fault(line, "expected NPOLY WIDTH NVERT x,y ...", text)
            return None
        wanted, width, place = self.count(line, words[0]), self.length(line, words[1], least=0), 2
        found = []
        for _ in range(max(0, min(wanted, MAX_POINTS))):
            corners = self.count(line, words[place]) if place < len(words) else 0
            last = place + 1 + 2 * abs(corners)
            if not corners or last > len(words):
                self.fault(line, "corners are missing", text)
                return None
            numbers = [self.length(line, word) for word in words[place + 1 : last]]
            found.append(self._polygon(line, list(zip(numbers[::2], numbers[1::2], strict=True)), is_cut=corners < 0))
            place = last
        return AifArea(name, "", width, tuple(found))

    def _bga(self, lines: Sequence[Line]) -> AifBga | None:
        if not lines:
            return None
        found = self.keys(lines, ("NAME", "WIDTH", "HEIGHT", "PITCH", "CHAMFER", "POPULATION", "DEPOPULATION",
                                  "REPOPULATION", "BALL", "A1", "OUTLINE"))  # fmt: skip
        size = None
        if "WIDTH" in found and "HEIGHT" in found:
            size = (self.length(*found["WIDTH"], least=1), self.length(*found["HEIGHT"], least=1))
        chamfer = found.get("CHAMFER", (0, ""))
        words = _words(chamfer[1])
        if len(words) % 2:
            self.fault(chamfer[0], "a chamfer is a corner and a length", chamfer[1], "UR 250")
        corners = tuple((a.upper(), self.length(chamfer[0], b)) for a, b in zip(words[::2], words[1::2], strict=False))
        outline = found.get("OUTLINE")
        area = None
        if outline is not None:
            kind, _, rest = outline[1].partition(" ")
            area = self.polygons(outline[0], "OUTLINE", rest if kind.upper() == "POLYGON" else outline[1])
        return AifBga(
            found.get("NAME", (0, ""))[1], size, self.length(*found["PITCH"], least=1) if "PITCH" in found else None,
            corners, self._counts(found.get("POPULATION")), self._counts(found.get("DEPOPULATION")),
            self._counts(found.get("REPOPULATION")),
            self.pad(found["BALL"][0], "BALL", found["BALL"][1]) if "BALL" in found else None,
            found.get("A1", (0, ""))[1].upper(), area,
        )  # fmt: skip

    def _counts(self, found: Line | None) -> Point | None:
        if found is None:
            return None
        words = _words(found[1])
        if len(words) != 2:
            self.fault(found[0], "expected two counts", found[1], "nx ny")
            return None
        return (self.count(found[0], words[0]), self.count(found[0], words[1]))

    def _fiducials(self, lines: Sequence[Line]) -> Iterator[AifFiducial]:
        for number, text in lines:
            name, mark, value = (part.strip() for part in text.partition("="))
            match = re.match(r"([^\s,]+)\s*,\s*([^\s,]+)\s+(\S+)(.*)", value, re.DOTALL)
            if not mark or match is None:
                self.fault(number, "expected NAME=X,Y SHAPE ...", text)
                continue
            at = (self.length(number, match[1]), self.length(number, match[2]))
            if match[3].upper() == "POLYGON":
                yield AifFiducial(name, at, area=self.polygons(number, name, match[4]))
            else:
                yield AifFiducial(name, at, self.pad(number, name, match[3] + match[4]))

    def _logo(self, lines: Sequence[Line]) -> tuple[tuple[AifArea, ...], tuple[AifText, ...]]:
        areas: list[AifArea] = []
        texts: list[AifText] = []
        for number, text in lines:
            kind, _, rest = text.partition(" ")
            if kind.upper() in ("POLY", "POLYGON"):
                area = self.polygons(number, "LOGO", rest)
                areas += [area] if area is not None else []
                continue
            match = re.match(r"([^\s,]+)\s*,\s*([^\s,]+)\s+(\S+)\s+(\S+)\s+([LRClrc])\s+(.*)", rest, re.DOTALL)
            if kind.upper() != "TEXT" or match is None:
                self.fault(number, "expected POLY ... or TEXT x,y height rotation L|R|C string", text)
                continue
            texts.append(AifText((self.length(number, match[1]), self.length(number, match[2])),
                                 self.length(number, match[3], least=1), self.angle(number, match[4]),
                                 match[5].upper(), match[6].strip()))  # fmt: skip
        return tuple(areas), tuple(texts)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,]+", text) if word]
