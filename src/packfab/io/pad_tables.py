# SPDX-License-Identifier: Apache-2.0
"""How do tables of bumps, balls, pads, fingers and bonds go out as CSV and XLSX, and which columns do such files have?

Columns whose names end with `_um` hold lengths, which are nm here and microns with all their digits in a file. Files
of others are read too: their columns are known by the names that the trade gives them.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from packfab.errors import BadInput
from packfab.io.cells import Cells
from packfab.io.spec_tree import micron_text
from packfab.io.tables import DELIMITERS, HEADER_ROWS, read_table, rows_of, sheet_names

Cell = str | int | float
_FIXED = datetime(2000, 1, 1)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
#: What a column holds -> the names that it goes by, in small letters and without blanks, marks and units.
NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("pad", "padname", "padnumber", "bump", "bumpname", "ball", "ballname", "ballnumber", "finger",
             "fingername", "pin", "pinname", "pinnumber", "pinno", "name", "number", "no", "designator", "land"),
    "x": ("x", "xcoord", "xcoordinate", "xcenter", "xcentre", "centerx", "centrex", "padx", "posx", "xpos"),
    "y": ("y", "ycoord", "ycoordinate", "ycenter", "ycentre", "centery", "centrey", "pady", "posy", "ypos"),
    "net": ("net", "netname", "signal", "signalname"),
    "diameter": ("diameter", "dia", "diam", "paddiameter"),
    "width": ("width", "sizex", "xsize", "padwidth"),
    "height": ("height", "sizey", "ysize", "padheight", "length"),
    "thickness": ("thickness",),
    "rotation": ("rotation", "angle"),
    "die": ("die", "diename"),
    "map": ("map",),
    "chip": ("chip", "refdes"),
    "attach": ("attach",),
    "on": ("on",),
}  # fmt: skip
LENGTHS = ("x", "y", "diameter", "width", "height", "thickness")
_UNITS = {"um": "um", "micron": "um", "microns": "um", "mm": "mm", "nm": "nm", "mil": "mil", "mils": "mil",
          "inch": "inch", "in": "inch", "deg": "deg", "degrees": "deg"}  # fmt: skip
_SUFFIX = re.compile(r"^(.*?)[\s_\[(]+(" + "|".join(_UNITS) + r")[\])]?$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written; lengths are whole nm in columns that end with `_um`."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A table that was read: texts by what they are, lengths in nm (None where empty), rotation in rad.

    subject: the name of its first column, such as `ball`; bare: whether no column told a unit for its lengths.
    """

    name: str
    subject: str
    texts: Mapping[str, Sequence[str]]
    lengths: Mapping[str, Sequence[int | None]]
    rotation: Sequence[float]
    bare: bool
    lines: Sequence[int]

    def __len__(self) -> int:
        return len(self.lines)

    def text(self, key: str, row: int) -> str:
        """The text of a row, empty where there is no such column."""
        return self.texts[key][row] if key in self.texts else ""

    def length(self, key: str, row: int) -> int | None:
        """The length of a row, nm."""
        return self.lengths[key][row] if key in self.lengths else None


def csv_bytes(sheet: Sheet) -> bytes:
    """A table as CSV: commas, points, UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(sheet.columns)
    lengths = [name.endswith("_um") for name in sheet.columns]
    for row in sheet.rows:
        writer.writerow([micron_text(int(cell)) if is_length and cell != "" else cell
                         for cell, is_length in zip(row, lengths, strict=True)])  # fmt: skip
    return text.getvalue().encode()


def xlsx_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Tables as sheets of one XLSX workbook; the same tables always give the same bytes."""
    book = Workbook(write_only=True)
    book.properties.creator = "packfab"
    book.properties.created = _FIXED
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:31])
        page.append(list(sheet.columns))
        for row in sheet.rows:
            cells: list[object] = []
            for name, cell in zip(sheet.columns, row, strict=True):
                held = WriteOnlyCell(page, int(cell) / 1000 if name.endswith("_um") and cell != "" else cell)
                if isinstance(cell, str):
                    held.value = cell or None
                    held.data_type = "s" if cell else "n"
                cells.append(held)
            page.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return _timeless(stream.getvalue())


def _timeless(raw: bytes) -> bytes:
    """The same workbook without the time of its making."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + _FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<2>", content)
            new.writestr(zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def found_sheets(path: Path, *, sheet: str | None = None) -> tuple[FoundSheet, ...]:
    """The tables of a CSV file, or of one or all sheets of a workbook, that have places or name chips."""
    names: Sequence[str | None] = [sheet] if sheet is not None else sheet_names(path) or [None]
    return tuple(one for name in names if (one := _found(path, name)) is not None)


def _found(path: Path, sheet: str | None) -> FoundSheet | None:
    head = _head(path, sheet)
    if head is None:
        return None
    columns, units, line, delimiter = head
    table = read_table(path, columns, sheet=sheet, delimiter=delimiter, header=line)
    cells = {unit: Cells(path.name, unit, []) for unit in {"um", *units.values()}}
    lengths: dict[str, list[int | None]] = {}
    for key in LENGTHS:
        if key in columns:
            own = cells[units.get(key, "um")]
            lengths[key] = [own.length(text, at, columns[key]) if text or key in ("x", "y") else None
                            for text, at in zip(table.columns[key], table.lines, strict=True)]  # fmt: skip
    turned = [cells["um"].angle(text, at, columns["rotation"])
              for text, at in zip(table.columns.get("rotation", ()), table.lines, strict=False)]  # fmt: skip
    faults = [fault for one in cells.values() for fault in one.faults]
    Cells(path.name, "um", faults).stop_if_any()
    texts = {key: table.columns[key] for key in columns if key not in (*LENGTHS, "rotation")}
    bare = not any(key in units for key in LENGTHS)
    subject = _plain(columns["name"])[0] if "name" in columns else ""
    return FoundSheet(sheet or path.stem, subject, texts, lengths, turned or [0.0] * len(table), bare, table.lines)


def _head(path: Path, sheet: str | None) -> tuple[dict[str, str], dict[str, str], int, str | None] | None:
    """What the columns are called, their units, the line of their names, and the delimiter; None for other tables."""
    best: tuple[dict[str, str], dict[str, str], int, str | None] | None = None
    marks: Sequence[str | None] = [None] if sheet is not None else DELIMITERS
    for mark in marks:
        for line, row in islice(_rows(path, sheet, mark), HEADER_ROWS):
            columns, units = _known(row)
            if {"x", "y"} <= set(columns) and (best is None or len(columns) > len(best[0])):
                best = (columns, units, line, mark)
    return best


def _rows(path: Path, sheet: str | None, mark: str | None) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        yield from rows_of(path, sheet=sheet, delimiter=mark)
    except BadInput as error:
        if mark is None or "not a table" not in error.faults[0].what:
            raise


def _known(row: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Our names for the columns of a row of names, each for the first that goes by it, and their units."""
    columns: dict[str, str] = {}
    units: dict[str, str] = {}
    heads = [cell.strip() for cell in row]
    for head in heads:
        plain, unit = _plain(head)
        key = next((key for key, names in NAMES.items() if plain in names), None)
        if key is None or key in columns or heads.count(head) > 1:
            continue
        columns[key] = head
        if unit and unit != "deg":
            units[key] = unit
    return columns, units


def _plain(head: str) -> tuple[str, str]:
    """A column name in small letters without blanks and marks, and its unit."""
    text = head.strip().lower()[:80]
    match = _SUFFIX.match(text)
    unit = _UNITS[match.group(2)] if match else ""
    return re.sub(r"[^a-z0-9]", "", match.group(1) if match else text), unit
