# SPDX-License-Identifier: Apache-2.0
"""How do passive devices look on a terminal: all of them, and the numbers of one?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from packfab.units import format_quantity


def devices_table(values: Sequence[Any]) -> Table:
    """Devices, one a row: wanted, drawn, built, and by how much the built one is off."""
    table = _table("device", "kind", "layer", "wanted", "drawn", "built", "off")
    for column in table.columns:
        column.no_wrap = True
    for v in values:
        unit = format_quantity(v.wanted, v.dimension).partition(" ")[2]
        shown = (format_quantity(x, v.dimension, unit=unit, digits=5) for x in (v.wanted, v.drawn, v.built))
        table.add_row(escape(v.name), v.form or v.kind, escape(v.layer), *shown, f"{100 * v.off:+.2f} %")
    return table


def detail_table(value: Any) -> Table:
    """The numbers of one device as drawn, its remarks, and where its formula is from."""
    table = _table("of the drawing", "")
    for name, number, dimension in value.details:
        table.add_row(escape(name), _text(number, dimension))
    for note in value.notes:
        table.add_row("remark", escape(note))
    table.add_row("formula", escape(value.source))
    return table


def _text(number: float | int | str, dimension: str) -> str:
    if isinstance(number, str):
        return escape(number)
    return format_quantity(number, dimension, digits=4) if dimension else f"{number:.4g}"


def _table(*heads: str) -> Table:
    table = Table()
    for head in heads:
        table.add_column(head, overflow="fold")
    return table
