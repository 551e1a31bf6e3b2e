# SPDX-License-Identifier: Apache-2.0
"""Which texts stand in the wanted columns of a CSV, tab-separated or XLSX table, and on which lines?

The row of column names is looked for in the first rows, unless it is given, so that a table may start with
text of its own, as the die text of layout tools does.  Reading stops at the bounds below.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from packfab.errors import BadInput, Fault
from packfab.io.spec_yaml import decoded

#: Bounds of a table.
MAX_ROWS = 200_000
MAX_BYTES = 50_000_000
MAX_UNPACKED = 200_000_000  # bytes of an XLSX file once unpacked
MAX_COLUMNS = 256
MAX_LINE = 1_000_000  # characters
#: The column names are looked for in so many rows.
HEADER_ROWS = 100
WORKBOOKS = (".xlsx", ".xlsm")
DELIMITERS = (",", "\t", ";", "|")

Row = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Texts by wanted column, one for each row, and the line (CSV) or row (XLSX) of each, counted from 1."""

    columns: Mapping[str, Sequence[str]]
    lines: Sequence[int]

    def __len__(self) -> int:
        return len(self.lines)


def read_table(
    path: Path,
    columns: Mapping[str, str],
    *,
    sheet: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    max_rows: int = MAX_ROWS,
) -> Table:
    """The wanted columns of a table, by our name for each.

    columns: our name -> column name in the file; sheet: of an XLSX file, default the first; delimiter: of a
    text table, default found out; header: line of the column names, default the first line that has them all.
    Empty rows are passed over.  BadInput when the file is missing, too large, not a table or lacks a column.
    """
    _check_size(path)
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        rows = _sheet_rows(path, sheet)
        return _pick(path.name, rows, columns, header=header, max_rows=max_rows)
    if suffix in (".xls", ".ods"):
        raise _bad(path.name, f"'{suffix}' tables are not read", fix="save the table as XLSX or CSV")
    if sheet is not None:
        raise _bad(path.name, "only XLSX files have sheets", fix="take 'sheet' away")
    text = _whole_text(path, max_rows)
    mark = delimiter or _delimiter(text, columns, header)
    return _pick(path.name, _text_rows(path.name, text, mark), columns, header=header, max_rows=max_rows)


def rows_of(path: Path, *, sheet: str | None = None, delimiter: str | None = None) -> Iterator[Row]:
    """All rows of a table as texts, with their lines; of an XLSX file those of a sheet, default the first."""
    _check_size(path)
    if path.suffix.lower() in WORKBOOKS:
        return _sheet_rows(path, sheet)
    return _text_rows(path.name, _whole_text(path, MAX_ROWS), delimiter or ",")


def sheet_names(path: Path) -> tuple[str, ...]:
    """The sheets of an XLSX file; none for other tables."""
    _check_size(path)
    if path.suffix.lower() not in WORKBOOKS:
        return ()
    book = _book(path)
    names = tuple(page.title for page in book.worksheets)
    book.close()
    return names


def _bad(where: str, what: str, *, measured: str = "", allowed: str = "", fix: str = "") -> BadInput:
    return BadInput([Fault(what, where, measured, allowed, fix)])


def _check_size(path: Path) -> None:
    try:
        if not path.is_file():
            raise _bad(path.name, "no such table", fix="put it into the folder of the spec and check its name")
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise _bad(path.name, f"the table cannot be read: {error}", fix="check the file") from None
    if size > MAX_BYTES:
        raise _bad(
            path.name,
            "the table is too large",
            measured=f"{size / 1e6:.0f} MB",
            allowed=f"{MAX_BYTES / 1e6:.0f} MB",
            fix="keep the pads of one die in it",
        )


def _whole_text(path: Path, max_rows: int) -> str:
    """The text of a table, refused by its count of lines before it is parsed."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _bad(path.name, f"the table cannot be read: {error}", fix="check the file") from None
    if raw[:2] not in (b"\xff\xfe", b"\xfe\xff") and raw.count(b"\n") > 2 * (max_rows + HEADER_ROWS):
        raise _too_long(path.name, f"{raw.count(bytes([10]))} lines", max_rows)
    text = decoded(raw, path.name)
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > MAX_LINE:
            raise _bad(f"{path.name}:{number}", "the line is too long for a table", fix="check the line ends")
    return text


def _too_long(name: str, measured: str, max_rows: int) -> BadInput:
    return _bad(
        name,
        "the table has too many rows",
        measured=measured,
        allowed=f"{max_rows} rows",
        fix="keep the pads of one die in it",
    )


def _text_rows(name: str, text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise _bad(f"{name}:{reader.line_num}", f"not a table: {error}", fix="check quotes and delimiter") from None
        if row is None:
            return
        yield reader.line_num, row


def _delimiter(text: str, columns: Mapping[str, str], header: int | None) -> str:
    """The delimiter with which most of the wanted columns are found in one row."""
    start = "".join(islice(io.StringIO(text), max(HEADER_ROWS, header or 0)))[:1_000_000]
    wanted = set(columns.values())

    def score(mark: str) -> tuple[int, int]:
        try:
            rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(start), delimiter=mark)]
        except csv.Error:
            return (0, 0)
        found = max((len(wanted.intersection(row)) for row in rows), default=0)
        return (found, max((len(row) for row in rows), default=0))

    return max(DELIMITERS, key=score)


def _book(path: Path) -> Any:
    """A workbook, refused by its size once unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise _bad(
                path.name,
                "the table is too large once unpacked",
                measured=f"{unpacked / 1e6:.0f} MB",
                allowed=f"{MAX_UNPACKED / 1e6:.0f} MB",
                fix="keep the pads of one die in it",
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(path, read_only=True, data_only=True)
    except BadInput:
        raise
    except Exception as error:  # the reader of a broken archive may raise nearly anything
        raise _bad(
            path.name, f"this is no XLSX file: {type(error).__name__}", fix="save the table as XLSX or CSV"
        ) from None


def _sheet_rows(path: Path, sheet: str | None) -> Iterator[Row]:
    book = _book(path)
    names = [item.title for item in book.worksheets]
    if not names or (sheet is not None and sheet not in names):
        book.close()
        raise _bad(path.name, f"no sheet '{sheet or ''}'", measured=", ".join(names)[:200], fix="name one of these")
    return _cells(path.name, book, sheet if sheet is not None else names[0])


def _cells(name: str, book: Any, sheet: str) -> Iterator[Row]:
    number = 0
    try:
        page = book[sheet]
        page.reset_dimensions()
        for number, row in enumerate(page.iter_rows(values_only=True, max_col=MAX_COLUMNS), start=1):
            yield number, [_cell(value) for value in row]
    except (GeneratorExit, BadInput):
        raise
    except Exception as error:  # the same, met while rows are read
        raise _bad(
            f"{name}:{number + 1}", f"this is no XLSX file: {type(error).__name__}", fix="save it again"
        ) from None
    finally:
        book.close()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _pick(name: str, rows: Iterator[Row], columns: Mapping[str, str], *, header: int | None, max_rows: int) -> Table:
    heads, rest = _header(name, rows, columns, header)
    places = {ours: heads.index(theirs) for ours, theirs in columns.items()}
    picked: dict[str, list[str]] = {ours: [] for ours in columns}
    lines: list[int] = []
    for line, row in rest:
        if not any(cell.strip() for cell in row):
            continue
        if len(lines) == max_rows:
            raise _too_long(f"{name}:{line}", f"over {max_rows}", max_rows)
        lines.append(line)
        for ours, place in places.items():
            picked[ours].append(row[place].strip() if place < len(row) else "")
    if not lines:
        raise _bad(name, "the table has no rows below its column names", fix="fill it or take it away")
    return Table(picked, lines)


def _header(
    name: str, rows: Iterator[Row], columns: Mapping[str, str], header: int | None
) -> tuple[list[str], Iterable[Row]]:
    """The row of column names, and the rows below it."""
    wanted = set(columns.values())
    best: tuple[int, int, list[str]] = (-1, 0, [])
    for line, row in islice(rows, header or HEADER_ROWS):
        heads = [cell.strip() for cell in row]
        if header is not None and line < header:
            continue
        if wanted <= set(heads) and (header is None or line == header):
            return heads, chain((), rows)
        found = len(wanted.intersection(heads))
        if found > best[0] and any(heads):
            best = (found, line, heads)
        if header is not None:
            break
    _, line, heads = best
    if not heads:
        raise _bad(
            name,
            "the table is empty" if header is None else f"no column names on line {header}",
            fix="give it a row of column names",
        )
    missing = ", ".join(f"'{column}'" for column in columns.values() if column not in heads)
    raise _bad(
        f"{name}:{line}",
        f"no column {missing}",
        measured="columns " + ", ".join(f"'{head}'" for head in heads if head)[:300],
        fix="name the columns under 'columns', and the line of the names as 'header'",
    )
