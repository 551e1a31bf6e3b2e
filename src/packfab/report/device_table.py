# SPDX-License-Identifier: Apache-2.0
"""Which values do the passive devices of a thin film have, as a table: wanted, as drawn, as built?"""

from __future__ import annotations

from collections.abc import Iterator

from packfab.report.film_plan import device_names
from packfab.report.page_content import PageTable
from packfab.study import DeviceValues, Evaluation, device_values
from packfab.units import format_quantity

_LEAST_OFF = 5e-5
"""Part of the value below which a deviation is none."""
_HEAD = ("Device", "Kind", "Layer", "Wanted", "As drawn", "As built", "Off", "Drawn with", "Formula")


def device_tables(evaluation: Evaluation) -> Iterator[PageTable]:
    """The table of the passive devices; nothing where there are none."""
    if not device_names(evaluation.build):
        return
    values = device_values(evaluation.package, evaluation.build, evaluation.library)
    notes = "; ".join(f"{v.name}: {note}" for v in values for note in v.notes)
    yield PageTable("Passive devices", _HEAD, tuple(_row(v) for v in values), notes)


def _row(value: DeviceValues) -> tuple[str, ...]:
    unit = format_quantity(value.wanted, value.dimension).partition(" ")[2]
    told = (format_quantity(v, value.dimension, unit=unit, digits=5).replace(" ", "\u00a0")
            for v in (value.wanted, value.drawn, value.built))  # fmt: skip
    kind = f"{value.form} {value.kind}".strip()
    drawn = "; ".join(f"{name} {_text(number, dimension)}" for name, number, dimension in value.details)
    return (value.name, kind, value.layer, *told, _off(value.off), drawn, value.source)


def _off(share: float) -> str:
    """A deviation in percent that stays in one line."""
    return f"{100 * share:+.2f}\u00a0%" if abs(share) >= _LEAST_OFF else "0\u00a0%"


def _text(number: float | int | str, dimension: str) -> str:
    if isinstance(number, str):
        return number
    text = format_quantity(number, dimension, digits=4) if dimension else f"{number:.4g}"
    return text.replace(" um", " µm")
