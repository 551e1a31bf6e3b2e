# SPDX-License-Identifier: Apache-2.0
"""How does a spec file state many lines, nets of a layer, or where many chips ended up: which table holds them?

A table stands in place of the list, in the folder of the spec. Rows of a table become the same values as items of the
list, and each keeps its line for faults that are found later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from packfab.design import CircuitTrace, Deviation, Label, Model, Route
from packfab.errors import BadInput, Fault
from packfab.io.cells import Cells, Unit
from packfab.io.tables import Table, read_table

#: More deviations than sites and chips of the largest panel are a slip of the pen.
MAX_DEVIATIONS = 100_000
MAX_ROUTE_ROWS = 200_000
T = TypeVar("T")
_NET = TypeAdapter(Label)
#: What the type of a row did not accept -> what to say of it, and what is allowed.
_SAYS = {
    "greater_than": ("is too small", "above {gt}"),
    "greater_than_equal": ("is too small", "at least {ge}"),
    "less_than_equal": ("is too large", "at most {le}"),
    "string_pattern_mismatch": ("has characters that names cannot have", ""),
    "string_too_long": ("is too long", "at most {max_length} characters"),
    "too_long": ("has too many corners", "at most {max_length}"),
}


class RouteColumns(Model):
    """Which column of a table of lines holds what, by the column names of the file."""

    layer: str = Field(default="layer", description="metal layer")
    net: str = Field(default="net", description="net")
    x: str = Field(default="x", description="x of a corner")
    y: str = Field(default="y", description="y of a corner")
    line: str | None = Field(
        default=None, description="a new value begins a new line; default: the column `line`, where there is one"
    )


class TraceColumns(Model):
    """Which column of a table of traces within a die holds what, by the column names of the file."""

    net: str = Field(default="net", description="net")
    x: str = Field(default="x", description="x of a corner")
    y: str = Field(default="y", description="y of a corner")
    line: str | None = Field(
        default=None, description="a new value begins a new trace; default: the column `line`, where there is one"
    )
    width: str | None = Field(
        default=None, description="width of the trace; default: the column `width`, where there is one"
    )


class NetColumns(Model):
    """Which column of a table of nets holds what, by the column names of the file."""

    net: str = Field(default="net", description="net")
    layer: str | None = Field(
        default=None,
        description="wiring layer: rows of other layers are passed over; default: the column `layer`, where there is "
        "one, else all rows are meant",
    )


class DeviationColumns(Model):
    """Which column of a table of deviations holds what, by the column names of the file."""

    column: str = Field(default="column", description="column of the site")
    row: str = Field(default="row", description="row of the site")
    chip: str = Field(default="chip", description="the chip")
    dx: str = Field(default="dx", description="shift in x")
    dy: str = Field(default="dy", description="shift in y")
    rotation: str | None = Field(
        default=None, description="turn, bare numbers in deg; default: the column `rotation`, where there is one"
    )


class RowTable(Model):
    """A CSV, tab-separated or XLSX table in the folder of the spec."""

    table: str = Field(min_length=1, max_length=400, description="file name, in the folder of the spec")
    unit: Unit = Field(default="um", description="unit of the bare lengths in the table; a cell may bring its own")
    sheet: str | None = Field(default=None, description="sheet of an XLSX file; default the first")
    delimiter: str | None = Field(
        default=None, min_length=1, max_length=1, description="column delimiter of a text table; default found out"
    )
    header: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        default=None, description="line of the column names; default the first that has them all"
    )


class RouteTable(RowTable):
    """Lines drawn by hand: consecutive rows of one layer and net are the corners of one line."""

    columns: RouteColumns = Field(default=RouteColumns(), description="names of the columns in the file")


class TraceTable(RowTable):
    """Traces within a die: consecutive rows of one net are the corners of one trace."""

    columns: TraceColumns = Field(default=TraceColumns(), description="names of the columns in the file")


class NetTable(RowTable):
    """Nets whose lines lie on a layer, one a row; one table may serve all layers."""

    columns: NetColumns = Field(default=NetColumns(), description="names of the columns in the file")


class DeviationTable(RowTable):
    """Chips that sit beside their places, one a row."""

    columns: DeviationColumns = Field(default=DeviationColumns(), description="names of the columns in the file")


@dataclass(frozen=True, slots=True)
class FoundRows:
    """What was read from a table, and where each item begins: file name and line."""

    items: tuple[Any, ...] = ()
    file: str = ""
    lines: Sequence[int] = ()


def read_routes(source: RouteTable, locate: Callable[[str], Path]) -> FoundRows:
    """Lines drawn by hand; locate: gives the path of a file that the source names, or raises BadInput."""
    return _read_lines(source, source.columns, locate, Route, ("layer", "net"), ("line",))


def read_traces(source: TraceTable, locate: Callable[[str], Path]) -> FoundRows:
    """Traces within a die; locate: gives the path of a file that the source names, or raises BadInput."""
    return _read_lines(source, source.columns, locate, CircuitTrace, ("net",), ("line", "width"))


def _read_lines(
    source: RowTable,
    named: Model,
    locate: Callable[[str], Path],
    kind: type[Model],
    keys: tuple[str, ...],
    optional: tuple[str, ...],
) -> FoundRows:
    """Lines of which consecutive rows with the same keys (and `line`, where there is one) are the corners."""
    path = locate(source.table)
    table, wanted = _table(path, source, named, optional, MAX_ROUTE_ROWS)
    cells = Cells(path.name, source.unit, [])
    columns, count = table.columns, len(table)
    x, y = (_column(table, wanted, key, cells.length) for key in ("x", "y"))
    widths = _column(table, wanted, "width", cells.length) if "width" in wanted else [0] * count
    cells.stop_if_any()
    texts = [columns[key] for key in keys]
    groups = [*zip(*texts, columns.get("line") or [""] * count, widths, strict=True)]
    found: list[Any] = []
    lines = []
    for _, rows in groupby(range(count), key=groups.__getitem__):
        held = list(rows)
        line = table.lines[held[0]]
        own: dict[str, Any] = {key: columns[key][held[0]] for key in keys}
        if len(held) < 2:
            on = f" on layer '{own['layer']}'" if "layer" in own else ""
            cells.faults.append(Fault(f"the line of net '{own['net']}'{on} has one corner",
                                      f"{path.name}:{line}", allowed="2 or more in consecutive rows",
                                      fix="add a row, or delete this one"))  # fmt: skip
            continue
        if "width" in wanted:
            own["width"] = widths[held[0]]
        found += _made(cells, line, kind, points=tuple((x[row], y[row]) for row in held), **own)
        lines.append(line)
    cells.stop_if_any()
    return FoundRows(tuple(found), path.name, lines)


def read_nets(source: NetTable, locate: Callable[[str], Path], *, layer: str) -> FoundRows:
    """Nets of a wiring layer; locate: gives the path of a file that the source names, or raises BadInput."""
    path = locate(source.table)
    table, wanted = _table(path, source, source.columns, ("layer",), MAX_ROUTE_ROWS)
    cells = Cells(path.name, source.unit, [])
    layers = table.columns.get("layer") or [layer] * len(table)
    found, lines = [], []
    for net, on, line in zip(table.columns["net"], layers, table.lines, strict=True):
        if on != layer:
            continue
        try:
            found.append(_NET.validate_python(net or None))
        except ValidationError:
            cells.add(net, line, wanted["net"], "cannot be the name of a net", "printable text of up to 200 characters")
        lines.append(line)
    if not lines:
        what, held = f"no row of the table has the layer '{layer}'", ", ".join(dict.fromkeys(layers))[:200]
        raise BadInput([Fault(what, path.name, measured=held, fix="correct the layer, or give 'nets' as a list")])
    cells.stop_if_any()
    return FoundRows(tuple(found), path.name, lines)


def read_deviations(source: DeviationTable, locate: Callable[[str], Path]) -> FoundRows:
    """Where chips ended up; locate: gives the path of a file that the source names, or raises BadInput."""
    path = locate(source.table)
    table, wanted = _table(path, source, source.columns, ("rotation",), MAX_DEVIATIONS)
    cells = Cells(path.name, source.unit, [])
    column, row = (_column(table, wanted, key, cells.count) for key in ("column", "row"))
    dx, dy = (_column(table, wanted, key, cells.length) for key in ("dx", "dy"))
    turned = _column(table, wanted, "rotation", cells.angle) if "rotation" in wanted else [0.0] * len(table)
    cells.stop_if_any()
    found: list[Any] = []
    values = zip(table.lines, column, row, table.columns["chip"], dx, dy, turned, strict=True)
    for line, *own in values:
        found += _made(cells, line, Deviation, **dict(zip(("column", "row", "chip", "dx", "dy", "rotation"), own,
                                                            strict=True)))  # fmt: skip
    cells.stop_if_any()
    return FoundRows(tuple(found), path.name, table.lines)


def _table(
    path: Path, source: RowTable, columns: Model, optional: tuple[str, ...], most: int
) -> tuple[Table, dict[str, str]]:
    """The table with those optional columns that the file has (or the spec names), and the column names."""
    named = columns.model_dump()
    wanted = {key: name for key, name in named.items() if name is not None}
    open_ = [key for key in optional if named[key] is None]
    fault: BadInput | None = None
    for count in range(len(open_), -1, -1):
        for taken in combinations(open_, count):
            tried = {**wanted, **{key: key for key in taken}}
            try:
                return read_table(path, tried, sheet=source.sheet, delimiter=source.delimiter, header=source.header,
                                  max_rows=most), tried  # fmt: skip
            except BadInput as error:
                if not error.faults[0].what.startswith("no column "):
                    raise
                fault = error
    assert fault is not None
    raise fault


def _column(table: Table, wanted: dict[str, str], key: str, read: Callable[[str, int, str], T]) -> list[T]:
    return [read(text, line, wanted[key]) for text, line in zip(table.columns[key], table.lines, strict=True)]


def _made(cells: Cells, line: int, kind: type[Model], **values: Any) -> Iterator[Any]:
    """The value of a row; a fault of the table where its type does not take it."""
    try:
        yield kind(**values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key, bounds = str(first["loc"][0]), first.get("ctx", {})
        what, allowed = _SAYS.get(first["type"], ("is not accepted", ""))
        value, net = str(values.get(key))[:60], values.get("net")
        told = f"the line of net '{net}'" if key == "points" else f"'{value}' as {key}"
        cells.faults.append(Fault(f"{told} {what}", f"{cells.file}:{line}", allowed=allowed.format(**bounds),
                                  fix="correct the row or delete it"))  # fmt: skip
