# SPDX-License-Identifier: Apache-2.0
"""Which drawing is in a DXF file? The inverse of `dxf.py`, and straight geometry of other programs.

A DXF file is pairs of lines: a group code and a value. Of the model space, lines, light polylines, hatches with
polyline paths, circles, texts and linear dimensions are read; what else there is, is counted and told. Coordinates
become whole nm by the unit of the header.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packfab.errors import BadInput, Fault
from packfab.io.dxf import (
    MOST_ITEMS,
    Drawing,
    DrawingLayer,
    DrawnArea,
    DrawnCircle,
    DrawnDimension,
    DrawnLine,
    DrawnText,
    Item,
    Point,
)

MAX_BYTES = 30_000_000
MAX_FAULTS = 20
FARTHEST = 4_000_000_000
"""nm, largest coordinate."""

#: $INSUNITS: nm of one drawing unit; a file without unit is taken as mm.
_UNITS = {0: 1e6, 1: 25.4e6, 2: 304.8e6, 4: 1e6, 5: 1e7, 6: 1e9, 8: 25.4, 9: 25.4e3, 11: 0.1, 12: 1.0, 13: 1e3}
_BLACK = "#000000"
#: The first of the 255 indexed colours; others are told as black.
_INDEXED = {1: "#ff0000", 2: "#ffff00", 3: "#00ff00", 4: "#00ffff", 5: "#0000ff", 6: "#ff00ff", 8: "#808080"}

Tag = tuple[int, str]


@dataclass(frozen=True, slots=True)
class ReadDrawing:
    """The drawing in a file; skipped: how many entities of each kind were not read."""

    drawing: Drawing
    skipped: dict[str, int]


def read_dxf(source: Path | bytes, name: str = "drawing.dxf") -> ReadDrawing:
    """The drawing in a DXF file, or in its bytes; BadInput, with the line, for what is broken or too much."""
    where = source.name if isinstance(source, Path) else name
    raw = _read(source, where) if isinstance(source, Path) else source
    if len(raw) > MAX_BYTES:
        raise BadInput([Fault("the file is too large", where, f"over {MAX_BYTES} bytes", f"{MAX_BYTES} bytes",
                              "draw less in it")])  # fmt: skip
    if raw.startswith(b"AutoCAD Binary DXF"):
        raise BadInput([Fault("this is binary DXF", where, fix="save it as ASCII DXF")])
    return _Reader(where).read(raw.decode("utf-8", "replace"))


def _read(path: Path, where: str) -> bytes:
    try:
        if not path.is_file():
            raise BadInput([Fault("no such file", str(path), fix="check the name and the folder")])
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise BadInput([Fault(f"cannot be read: {error}", where, fix="check the file")]) from None


class _Reader:
    """Goes through the tags of a file; holds the unit, layers, items and faults while it does."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.unit = _UNITS[0]
        self.layers: dict[str, str] = {}
        self.items: list[Item] = []
        self.skipped: Counter[str] = Counter()
        self.faults: list[Fault] = []

    def read(self, text: str) -> ReadDrawing:
        """The drawing in the text of a file."""
        section, ended = "", False
        for line, entity in _entities(text, self.name):
            kind = entity[0][1]
            if kind == "SECTION":
                section = _first(entity, 2)
            elif kind == "ENDSEC":
                section = ""
            elif kind == "EOF":
                ended = True
                break
            elif section == "TABLES" and kind == "LAYER":
                self._layer(entity)
            elif section == "ENTITIES":
                self._entity(line, kind, entity)
            if section == "HEADER":
                self._header(entity)
        if not ended:
            self.faults.append(Fault("the file does not end with EOF", self.name, fix="it may be cut off"))
        if self.faults:
            raise BadInput(self.faults)
        layers = tuple(DrawingLayer(name, colour) for name, colour in self.layers.items())
        return ReadDrawing(Drawing(layers, tuple(self.items)), dict(sorted(self.skipped.items())))

    def _header(self, entity: Sequence[Tag]) -> None:
        for (code, value), (after, unit) in zip(entity, entity[1:], strict=False):
            if code == 9 and value == "$INSUNITS" and after == 70:
                self.unit = _UNITS.get(_whole(unit), _UNITS[0])

    def _layer(self, entity: Sequence[Tag]) -> None:
        name, true, index = _first(entity, 2), _whole(_first(entity, 420)), _whole(_first(entity, 62))
        if name in ("0", "Defpoints", ""):
            return
        self.layers[name] = f"#{true & 0xFFFFFF:06x}" if true >= 0 else _INDEXED.get(abs(index), _BLACK)

    def _entity(self, line: int, kind: str, entity: Sequence[Tag]) -> None:
        read = _READ.get(kind)
        if read is None or any(code == 67 and value.strip() == "1" for code, value in entity):
            self.skipped[kind[:40]] += 1
            return
        try:
            found = read(_Tags(entity, self.unit))
        except (ValueError, OverflowError, LookupError) as error:
            fault = Fault(f"{kind} cannot be read: {error}", f"{self.name}:{line}", fix="draw it anew")
            self.faults.append(fault)
            if len(self.faults) >= MAX_FAULTS:
                raise BadInput(self.faults) from None
            return
        if found is None:
            self.skipped[kind] += 1
        else:
            self.items.append(found)
            self.layers.setdefault(found.layer, _BLACK)
        if len(self.items) > MOST_ITEMS:
            raise BadInput([Fault("too many entities", self.name, f"over {MOST_ITEMS}", str(MOST_ITEMS),
                                  "draw less in the file")])  # fmt: skip


def _entities(text: str, name: str) -> Iterator[tuple[int, list[Tag]]]:
    """The tags from each group code 0 to the next, with the line of the first; BadInput for a line that is no code."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines and not lines[-1].strip():
        lines.pop()
    entity: list[Tag] = []
    begin = 1
    for i in range(0, len(lines) - 1, 2):
        code = lines[i].strip()
        if not (code.isascii() and code.removeprefix("-").isdigit() and len(code) < 6):
            what = f"'{code[:20]}' is no group code"
            raise BadInput([Fault(what, f"{name}:{i + 1}", fix="the file may be damaged or not be ASCII DXF")])
        if int(code) == 0:
            if entity:
                yield begin, entity
            entity, begin = [(0, lines[i + 1].strip())], i + 1
        elif int(code) != 999:
            if not entity:
                raise BadInput([Fault("the file does not begin with a SECTION", f"{name}:{i + 1}", fix="save it anew")])
            entity.append((int(code), lines[i + 1]))
    if not entity:
        raise BadInput([Fault("the file is empty", name, fix="save it anew")])
    yield begin, entity


def _first(entity: Sequence[Tag], code: int) -> str:
    return next((value for known, value in entity if known == code), "")


class _Tags:
    """The tags of one entity, and its numbers in nm."""

    def __init__(self, entity: Sequence[Tag], unit: float) -> None:
        self.entity = entity
        self.unit = unit
        self.layer = _first(entity, 8).strip() or "0"

    def number(self, code: int, default: float | None = None) -> float:
        """The first value of this code; ValueError without one."""
        text = _first(self.entity, code).strip()
        if not text and default is not None:
            return default
        return _number(text)

    def length(self, code: int) -> int:
        """The first value of this code in nm."""
        return _nm(self.number(code) * self.unit)

    def point(self, code: int) -> Point:
        """The first point whose x has this code, nm."""
        return self.length(code), self.length(code + 10)

    def points(self, tags: Sequence[Tag]) -> tuple[Point, ...]:
        """All points 10/20 among the tags, nm."""
        found: list[Point] = []
        x: int | None = None
        for code, value in tags:
            if code == 10:
                x = _nm(_number(value) * self.unit)
            elif code == 20 and x is not None:
                found.append((x, _nm(_number(value) * self.unit)))
                x = None
        return tuple(found)

    def bulged(self, tags: Sequence[Tag]) -> bool:
        """Whether a side is an arc."""
        return any(code == 42 and _number(value) != 0 for code, value in tags)


def _whole(text: str) -> int:
    """A whole number, -1 for what is none."""
    try:
        return int(text[:20])
    except ValueError:
        return -1


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text.strip()[:20]} is no length")
    return value


def _nm(value: float) -> int:
    if not abs(value) <= FARTHEST:
        raise ValueError(f"{value:g} nm is beyond {FARTHEST} nm")
    return round(value)


def _line(tags: _Tags) -> Item:
    return DrawnLine(tags.layer, (tags.point(10), tags.point(11)), closed=False)


def _polyline(tags: _Tags) -> Item | None:
    points = tags.points(tags.entity)
    if tags.bulged(tags.entity) or len(points) < 2:
        return None
    return DrawnLine(tags.layer, points, bool(int(tags.number(70, 0)) & 1))


def _circle(tags: _Tags) -> Item:
    x, y = tags.point(10)
    return DrawnCircle(tags.layer, x, y, tags.length(40))


def _text(tags: _Tags) -> Item | None:
    across, up = int(tags.number(72, 0)), int(tags.number(73, 0))
    middle = (across, up) == (1, 2)
    if not middle and (across, up) != (0, 0):
        return None
    x, y = tags.point(11 if middle else 10)
    text = _first(tags.entity, 1)[:1000]
    return DrawnText(tags.layer, text, x, y, tags.length(40), tags.number(50, 0.0), "middle" if middle else "left")


def _hatch(tags: _Tags) -> Item | None:
    starts = [i for i, (code, _) in enumerate(tags.entity) if code == 92]
    ends = [*starts[1:], next((i for i, (code, _) in enumerate(tags.entity) if code == 75), len(tags.entity))]
    rings: list[tuple[Point, ...]] = []
    for start, end in zip(starts, ends, strict=True):
        path = tags.entity[start:end]
        if not int(path[0][1].strip() or "0") & 2 or tags.bulged(path):
            return None
        rings.append(tags.points(path))
    return DrawnArea(tags.layer, tuple(rings)) if rings and all(len(ring) > 2 for ring in rings) else None


def _dimension(tags: _Tags) -> Item | None:
    kind, turn = int(tags.number(70, 0)) & 7, tags.number(50, 0.0)
    if kind != 0 or turn not in (0.0, 90.0):
        return None
    style = [value for code, value in tags.entity if code in (1070, 1040)]
    height = next((b for a, b in zip(style, style[1:], strict=False) if a.strip() == "140"), "0")
    return DrawnDimension(tags.layer, tags.point(13), tags.point(14), tags.point(10), _first(tags.entity, 1)[:1000],
                          _nm(_number(height) * tags.unit), turn == 90.0)  # fmt: skip


_READ: dict[str, Callable[[_Tags], Item | None]] = {
    "LINE": _line, "LWPOLYLINE": _polyline, "CIRCLE": _circle, "TEXT": _text, "HATCH": _hatch,
    "DIMENSION": _dimension,
}  # fmt: skip
