# SPDX-License-Identifier: Apache-2.0
"""What do the words of an AIF II file mean: sections, keys, lengths, padstacks, polygons?

`aif_read.py` asks for them one by one. Faults gather here, each with its line, and so do notes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, DecimalException

from packfab.errors import BadInput, Fault
from packfab.io.aif import UNITS, AifArea, AifPad, AifPolygon, Point
from packfab.units import LONGEST

#: Bounds of a file.
MAX_LINES = 600_000
MAX_POINTS = 200_000
MAX_FAULTS = 50
MAX_NOTES = 200

_SHORT = {"SQ": "SQUARE", "RECT": "RECTANGLE", "ROUND": "CIRCLE", "OBROUND": "OBLONG", "POLYGON": "POLY"}
_SIZES = {"SQUARE": 1, "CIRCLE": 1, "RECTANGLE": 2, "OBLONG": 2}
_FILLETED = ("SQUARE", "RECTANGLE")
_SECTION = re.compile(r"\[\s*([^\]\[]+?)\s*\]")

Line = tuple[int, str]


@dataclass(slots=True)
class AifWords:
    """The file by name, what is wrong with it, and nm in its unit of length."""

    name: str
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    scale: int = UNITS["UM"]
    points: int = 0

    def fault(self, line: int, what: str, measured: str = "", allowed: str = "", fix: str = "") -> None:
        """Keep a fault; BadInput with all of them when there are too many to read."""
        shown = " ".join(measured.split())
        self.faults.append(Fault(what, f"{self.name}:{line}", shown[:60], allowed, fix))
        if len(self.faults) >= MAX_FAULTS:
            raise BadInput(self.faults)

    def note(self, text: str) -> None:
        """Keep a note once."""
        if text not in self.notes and len(self.notes) < MAX_NOTES:
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
        words = split_words(text)
        if len(words) != 2:
            self.fault(line, "expected two lengths", text, "x y")
            return (least or 0, least or 0)
        return (self.length(line, words[0], least=least), self.length(line, words[1], least=least))

    def pad(self, line: int, name: str, text: str) -> AifPad | None:
        """A padstack from its shape and sizes."""
        words = text.split()
        shape = _SHORT.get(words[0].upper(), words[0].upper()) if words else ""
        if shape == "POLY":
            numbers = [self.length(line, word) for word in split_words(" ".join(words[1:]))]
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

    def polygon(self, line: int, points: list[Point], *, is_cut: bool) -> AifPolygon:
        """A closed outline, its last corner left out where it repeats the first."""
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
        words = split_words(text)
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
            found.append(self.polygon(line, list(zip(numbers[::2], numbers[1::2], strict=True)), is_cut=corners < 0))
            place = last
        return AifArea(name, "", width, tuple(found))

    def counts(self, found: Line | None) -> Point | None:
        """Two whole numbers."""
        if found is None:
            return None
        words = split_words(found[1])
        if len(words) != 2:
            self.fault(found[0], "expected two counts", found[1], "nx ny")
            return None
        return (self.count(found[0], words[0]), self.count(found[0], words[1]))


def split_words(text: str) -> list[str]:
    """Words between blanks and commas."""
    return [word for word in re.split(r"[\s,]+", text) if word]
