# SPDX-License-Identifier: Apache-2.0
"""Which cells does a LEF file describe: class, size, origin, pins, and which of them are bumps?

Layers, vias and sites are passed over by their structure, but for the names and kinds of layers. Lengths are nm,
places those of the file; `ORIGIN` moves them so that the box of a cell begins at (0, 0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packfab.errors import BadInput, Fault
from packfab.io.lef_words import MAX_BYTES, Words, numbers, split_words, unquoted
from packfab.io.spec_tree import micron_text
from packfab.io.spec_yaml import read_text

#: A shape that is repeated more often than this is a slip of the pen.
MAX_REPEATS = 10_000
Point = tuple[int, int]
#: Blocks that end with END and their own keyword, and those that end with END and a name of theirs.
_KEYWORD_BLOCKS = {"PROPERTYDEFINITIONS", "SPACING", "NOISETABLE", "CORRECTIONTABLE", "IRDROP"}
_NAMED_BLOCKS = {"VIA", "VIARULE", "NONDEFAULTRULE", "SITE", "ARRAY"}


@dataclass(frozen=True, slots=True)
class LefShape:
    """A closed outline on a layer, nm."""

    layer: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class LefPin:
    """A pin of a cell with the shapes of all its ports."""

    name: str
    direction: str = ""
    use: str = ""
    shapes: tuple[LefShape, ...] = ()


@dataclass(frozen=True, slots=True)
class LefMacro:
    """A cell; kind: its class, such as `COVER BUMP`; size and origin in nm."""

    name: str
    kind: str = ""
    size: Point = (0, 0)
    origin: Point = (0, 0)
    symmetry: tuple[str, ...] = ()
    foreign: str = ""
    pins: tuple[LefPin, ...] = ()
    obstructions: tuple[LefShape, ...] = ()

    @property
    def is_bump(self) -> bool:
        """Whether its class says that it is a bump."""
        return "BUMP" in self.kind.split()


@dataclass(frozen=True, slots=True)
class LefFile:
    """Cells by name, layers with their kinds, and what stands in the file but is not read."""

    macros: Mapping[str, LefMacro]
    layers: Mapping[str, str]
    database: int | None = None  # units per micron
    skipped: tuple[str, ...] = ()


def read_lef(path: Path) -> LefFile:
    """The cells of a LEF file; BadInput with all faults of its statements."""
    return parse_lef(read_text(path, limit=MAX_BYTES), path.name)


def parse_lef(text: str, file: str) -> LefFile:
    """The cells in the text of a LEF file."""
    return _Reader(split_words(text, file)).library()


def lef_text(lef: LefFile) -> str:
    """Layers and cells as LEF text."""
    lines = ["VERSION 5.8 ;", 'BUSBITCHARS "[]" ;', 'DIVIDERCHAR "/" ;']
    if lef.database is not None:
        lines += ["UNITS", f"  DATABASE MICRONS {lef.database} ;", "END UNITS"]
    for layer, kind in lef.layers.items():
        lines += [f"LAYER {layer}", f"  TYPE {kind} ;", f"END {layer}"]
    for macro in lef.macros.values():
        lines += [f"MACRO {macro.name}"]
        lines += [f"  CLASS {macro.kind} ;"] if macro.kind else []
        lines += [f"  FOREIGN {macro.foreign} ;"] if macro.foreign else []
        lines += [f"  ORIGIN {_pair(macro.origin)} ;"]
        lines += [f"  SIZE {micron_text(macro.size[0])} BY {micron_text(macro.size[1])} ;"]
        lines += [f"  SYMMETRY {' '.join(macro.symmetry)} ;"] if macro.symmetry else []
        for pin in macro.pins:
            lines += [f"  PIN {pin.name}"]
            lines += [f"    DIRECTION {pin.direction} ;"] if pin.direction else []
            lines += [f"    USE {pin.use} ;"] if pin.use else []
            lines += ["    PORT", *_shape_lines(pin.shapes), "    END"] if pin.shapes else []
            lines += [f"  END {pin.name}"]
        lines += ["  OBS", *_shape_lines(macro.obstructions), "  END"] if macro.obstructions else []
        lines += [f"END {macro.name}"]
    return "\n".join([*lines, "END LIBRARY", ""])


def _pair(point: Point) -> str:
    return f"{micron_text(point[0])} {micron_text(point[1])}"


def _shape_lines(shapes: tuple[LefShape, ...]) -> list[str]:
    return [
        line
        for shape in shapes
        for line in (f"      LAYER {shape.layer} ;", f"      POLYGON {' '.join(map(_pair, shape.points))} ;")
    ]


class _Reader:
    """Reads the blocks of a LEF file."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.macros: dict[str, LefMacro] = {}
        self.layers: dict[str, str] = {}
        self.skipped: dict[str, None] = {}
        self.database: int | None = None

    def library(self) -> LefFile:
        words = self.words
        while words.more():
            word = words.take()
            if word == "MACRO":
                self._macro(words.take("the name of a cell"))
            elif word == "LAYER":
                self._layer(words.take("the name of a layer"))
            elif word == "UNITS":
                self._units()
            elif word in _NAMED_BLOCKS:
                self.skipped[word] = None
                words.skip_block("END", words.take("a name"))
            elif word in _KEYWORD_BLOCKS:
                words.skip_block("END", word)
            elif word == "BEGINEXT":
                words.skip_block("ENDEXT")
            elif word == "END":
                if words.more() and words.take() == "LIBRARY":
                    break
            elif word != ";":
                words.statement()
        words.stop_if_any()
        if not self.macros and not self.layers:
            raise BadInput([Fault("there are no layers and no cells in this file", words.file, fix="is it LEF?")])
        return LefFile(self.macros, self.layers, self.database, tuple(self.skipped))

    def _units(self) -> None:
        while self.words.peek() != "END":
            line, words = self.words.line(), self.words.statement()
            if words[:2] == ["DATABASE", "MICRONS"]:
                found = self._numbers(words[2:3], line, 1)
                self.database = round(found[0]) if found else None
        self.words.skip_block("END", "UNITS")

    def _layer(self, name: str) -> None:
        kind = ""
        while self.words.peek() != "END":
            words = self.words.statement()
            kind = words[1] if words[:1] == ["TYPE"] and len(words) > 1 else kind
        self.words.skip_block("END", name)
        self.layers[name] = kind

    def _macro(self, name: str) -> None:
        words = self.words
        held: dict[str, list[str]] = {}
        size, origin = (0, 0), (0, 0)
        pins: list[LefPin] = []
        obstructions: list[LefShape] = []
        while not self._at_end(name):
            line, word = words.line(), words.take("a statement")
            if word == "PIN":
                pins.append(self._pin(words.take("the name of a pin")))
            elif word == "OBS":
                obstructions += self._shapes()
            elif word in ("DENSITY", "TIMING"):
                words.skip_block("END", *(("TIMING",) if word == "TIMING" else ()))
            elif word == "SIZE":
                size = self._point([part for part in words.statement() if part != "BY"], line) or size
            elif word == "ORIGIN":
                origin = self._point(words.statement(), line) or origin
            else:
                held[word] = words.statement()
        foreign = unquoted((held.get("FOREIGN") or [""])[0])
        made = LefMacro(name, " ".join(held.get("CLASS", ())), size, origin, tuple(held.get("SYMMETRY", ())), foreign,
                        tuple(pins), tuple(obstructions))  # fmt: skip
        self.macros[name] = made

    def _pin(self, name: str) -> LefPin:
        words = self.words
        held: dict[str, str] = {}
        shapes: list[LefShape] = []
        while not self._at_end(name):
            word = words.take("a statement")
            if word == "PORT":
                shapes += self._shapes()
            else:
                held[word] = " ".join(words.statement())
        return LefPin(name, held.get("DIRECTION", ""), held.get("USE", ""), tuple(shapes))

    def _at_end(self, name: str) -> bool:
        """Whether the block of this name ends here; its end is then passed over."""
        words = self.words
        if words.peek() != "END":
            return False
        words.take()
        if words.take("the name of a block") != name:
            words.stop(f"a block ends that is not '{name[:60]}'", measured=words.words[words.at - 1][:60],
                       fix="correct the name after END")  # fmt: skip
        return True

    def _shapes(self) -> list[LefShape]:
        """The shapes of a port or of the obstructions, up to END."""
        words, layer, found = self.words, "", list[LefShape]()
        while words.peek() != "END":
            line, word = words.line(), words.take("a shape")
            rest = words.statement()
            if word == "LAYER":
                layer = rest[0] if rest else ""
            elif word in ("RECT", "POLYGON"):
                found += self._outlines(layer, word, rest, line)
            elif word in ("PATH", "VIA"):
                self.skipped[word] = None
        words.take()
        return found

    def _outlines(self, layer: str, word: str, rest: list[str], line: int) -> list[LefShape]:
        if rest[:1] == ["MASK"]:
            rest = rest[2:]
        repeats = [(0, 0)]
        if rest[:1] == ["ITERATE"]:
            rest, repeats = self._repeats(rest[1:], line)
        places = self._numbers(rest, line, 4 if word == "RECT" else 6)
        if places is None or len(places) % 2 or (word == "RECT" and len(places) != 4):
            self._wrong(rest, line, "places in pairs")
            return []
        points = [(round(x * 1000), round(y * 1000)) for x, y in zip(places[::2], places[1::2], strict=True)]
        if word == "RECT":
            (x0, y0), (x1, y1) = points
            points = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        elif points[0] == points[-1]:
            points = points[:-1]
        return [LefShape(layer, tuple((x + dx, y + dy) for x, y in points)) for dx, dy in repeats]

    def _repeats(self, rest: list[str], line: int) -> tuple[list[str], list[Point]]:
        """The places before DO, and by how far each copy of the shape is moved."""
        if "DO" not in rest:
            return rest, [(0, 0)]
        start = rest.index("DO")
        told = self._numbers([part for part in rest[start + 1 :] if part not in ("BY", "STEP")], line, 4)
        if told is None:
            return rest[:start], [(0, 0)]
        columns, rows, dx, dy = told[:4]
        if columns < 0 or rows < 0 or columns * rows > MAX_REPEATS:
            self._wrong(rest, line, f"up to {MAX_REPEATS} copies")
            return rest[:start], [(0, 0)]
        return rest[:start], [(round(i * dx * 1000), round(j * dy * 1000))
                              for j in range(int(rows)) for i in range(int(columns))]  # fmt: skip

    def _point(self, rest: list[str], line: int) -> Point | None:
        found = self._numbers(rest, line, 2)
        return (round(found[0] * 1000), round(found[1] * 1000)) if found else None

    def _numbers(self, rest: list[str], line: int, least: int) -> list[float] | None:
        try:
            found = numbers(rest)
        except ValueError:
            found = []
        if len(found) >= least:
            return found
        self._wrong(rest, line, f"{least} numbers")
        return None

    def _wrong(self, rest: list[str], line: int, allowed: str) -> None:
        self.words.note(Fault("this statement cannot be read", f"{self.words.file}:{line}",
                              " ".join(rest)[:60], allowed, "correct the statement"))  # fmt: skip
