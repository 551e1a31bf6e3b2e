# SPDX-License-Identifier: Apache-2.0
"""On which mask layer is which solid drawn?

A layer map is text in columns, as mask tools use it: part, role, name, layer, datatype, label; `#` begins a comment.
The first row that fits counts. Names with blanks stand in double quotes; in part, role and name `*` stands for any text
and `{k}` for a whole number, which a layer `110+10k` and a label `metal {k}` may use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from packfab.errors import BadInput, Fault, raise_if
from packfab.io.masks import Layer
from packfab.io.spec_yaml import decoded, read_text

MAX_BYTES = 1_000_000
MAX_ROWS = 2000
MAX_PATTERN = 100
MAX_STARS = 4
"""Stars in one pattern; more would let a hostile map stall the matching."""
HIGHEST_LAYER = 32767
MAX_FAULTS = 50

_HEADS = ("part", "role", "name", "layer", "datatype", "label")
_WORD = re.compile(r'"([^"]*)"|([^\s"#]+)|(#.*)|\s+')
_NUMBER = re.compile(r"(\d{1,5})(?:\+(\d{1,4})k)?")
_LEFT_OUT = "none"


@dataclass(frozen=True, slots=True)
class MaskLayer:
    """A layer with its label."""

    layer: int
    datatype: int
    label: str

    @property
    def pair(self) -> Layer:
        """Layer and datatype."""
        return (self.layer, self.datatype)


@dataclass(frozen=True, slots=True)
class MapRow:
    """One row: patterns, and layer and datatype as first number and step; layer None leaves out what fits."""

    part: str
    role: str
    name: str
    layer: tuple[int, int] | None
    datatype: tuple[int, int]
    label: str
    match: re.Pattern[str] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Mapped:
    """The row that a solid falls under, and its layer; none where the row leaves it out."""

    row: MapRow
    layer: MaskLayer | None


@dataclass(frozen=True, slots=True)
class LayerMap:
    """Rows in the order in which they count; source: the file, for messages."""

    rows: tuple[MapRow, ...]
    source: str = "layer map"

    def find(self, part: str, role: str, name: str) -> Mapped | None:
        """The row that fits a solid, with its layer; nothing where no row fits."""
        for row in self.rows:
            found = row.match.fullmatch(f"{part}\n{role}\n{name}")
            if found:
                return Mapped(row, _layer(row, int(next((g for g in found.groups() if g), "0"))))
        return None

    def labelled(self, label: str) -> MaskLayer | None:
        """The layer of the first row with this label (without a number)."""
        for row in self.rows:
            if row.label == label and row.layer is not None:
                return _layer(row, 0)
        return None


def read_layer_map(source: Path | str, name: str = "layer map") -> LayerMap:
    """The layer map in a file, or in a text; BadInput tells all faults with file and line."""
    text = read_text(source, limit=MAX_BYTES) if isinstance(source, Path) else source
    where = source.name if isinstance(source, Path) else name
    rows: list[MapRow] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = _words(line)
        if words == []:
            continue
        try:
            rows.append(_row(words))
        except ValueError as error:
            fix = 'write: part role name layer datatype label, names with blanks in "quotes"'
            faults.append(Fault(str(error), f"{where}:{number}", fix=fix))
        if len(rows) > MAX_ROWS or len(faults) >= MAX_FAULTS:
            faults.append(Fault("too many rows or faults", f"{where}:{number}", allowed=f"{MAX_ROWS} rows"))
            break
    if not rows and not faults:
        faults.append(Fault("the layer map is empty", where, fix="`packfab export --format gds` writes one beside"))
    raise_if(faults)
    return LayerMap(tuple(rows), where)


def layer_map_text(rows: Iterable[MapRow], *, title: str = "", notes: Iterable[str] = ()) -> str:
    """Rows as the text of a layer map, with a title and notes as comments."""
    cells = [_HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(cell[i]) for cell in cells) for i in range(len(_HEADS))]
    lines = [f"# {line}" for line in (title, *notes) if line]
    for i, cell in enumerate(cells):
        text = "  ".join(word.ljust(width) for word, width in zip(cell, widths, strict=True)).rstrip()
        lines.append(f"# {text}" if i == 0 else text)
    return "\n".join(lines) + "\n"


@cache
def default_layer_map() -> LayerMap:
    """The layers of packfab: a number for whatever its systems draw."""
    raw = files("packfab.io").joinpath("layers.map").read_bytes()
    return read_layer_map(decoded(raw, "layers.map"), "layers.map")


def _words(line: str) -> list[str] | None:
    """The words of a line; nothing for a line that is no row of words."""
    words: list[str] = []
    place = 0
    while place < len(line):
        found = _WORD.match(line, place)
        if found is None:
            return None
        quoted, bare, comment = found.groups()
        if comment is not None:
            break
        if quoted is not None or bare is not None:
            words.append(quoted if quoted is not None else bare)
        place = found.end()
    return words


def _row(words: list[str] | None) -> MapRow:
    if words is None:
        raise ValueError("a quote is not closed")
    if len(words) not in (5, 6):
        raise ValueError(f"a row has {len(words)} columns, not 5 or 6")
    part, role, name, layer, datatype = words[:5]
    label = words[5] if len(words) == 6 else f"{layer}/{datatype}"
    for pattern in (part, role, name, label):
        if len(pattern) > MAX_PATTERN or pattern.count("*") > MAX_STARS or not pattern.isprintable():
            raise ValueError(f"'{pattern[:40]}' is longer than {MAX_PATTERN}, has over {MAX_STARS} stars or odd signs")
    numbers = None if layer == _LEFT_OUT else _numbers(layer, "layer")
    return MapRow(part, role, name, numbers, _numbers(datatype, "datatype"), label, _pattern(part, role, name))


def _numbers(text: str, what: str) -> tuple[int, int]:
    found = _NUMBER.fullmatch(text)
    if not found or int(found[1]) > HIGHEST_LAYER:
        raise ValueError(f"the {what} '{text[:40]}' is no number from 0 to {HIGHEST_LAYER}, as 12 or 110+10k")
    return int(found[1]), int(found[2] or 0)


def _pattern(part: str, role: str, name: str) -> re.Pattern[str]:
    def of(text: str) -> str:
        pieces = re.split(r"(\*|\{k\})", text)
        return "".join({"*": r"[^\n]*", "{k}": r"(\d{1,4})"}.get(p, re.escape(p)) for p in pieces)

    return re.compile("\n".join(map(of, (part, role, name))))


def _layer(row: MapRow, k: int) -> MaskLayer | None:
    if row.layer is None:
        return None
    layer, datatype = row.layer[0] + k * row.layer[1], row.datatype[0] + k * row.datatype[1]
    if max(layer, datatype) > HIGHEST_LAYER:
        raise BadInput([Fault(f"layer {layer}/{datatype} is too high", row.label, allowed=str(HIGHEST_LAYER),
                              fix="lower the step in the layer map")])  # fmt: skip
    return MaskLayer(layer, datatype, row.label.replace("{k}", str(k)))


def _cells(row: MapRow) -> tuple[str, ...]:
    def number(pair: tuple[int, int]) -> str:
        return f"{pair[0]}+{pair[1]}k" if pair[1] else str(pair[0])

    def quoted(text: str) -> str:
        return text if text and not re.search(r'[\s"#]', text) else f'"{text}"'

    layer = _LEFT_OUT if row.layer is None else number(row.layer)
    return (*map(quoted, (row.part, row.role, row.name)), layer, number(row.datatype), quoted(row.label))
