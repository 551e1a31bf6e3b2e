# SPDX-License-Identifier: Apache-2.0
"""Which layers lie above one another where the package is densest, as a table and as a drawing?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from packfab.errors import BadInput, Fault
from packfab.geometry import Build, column, near
from packfab.process import FAN_OUT, THIN_FILM
from packfab.report.looks import looks_of
from packfab.report.palette import OUTLINE, VOID, colour, darker
from packfab.report.pieces import length_text
from packfab.report.sheet import Sheet, nice_step

_MOST_POINTS = 200
_JOINS = ("bump", "pillar", "pin", "lead pin", "ball", "wire", "ball bond")
_BY_NAME = (FAN_OUT, THIN_FILM)
"""Parts of so many layers that each is told by its name."""


@dataclass(frozen=True, slots=True)
class StackLayer:
    """One layer of the column: from z0 to z1, nm; `solid` is its index in the build, -1 for void."""

    z0: float
    z1: float
    material: str
    role: str
    part: str
    name: str
    solid: int
    look: str = ""
    """The role that gives its colour, where it is another one."""

    @property
    def thickness(self) -> int:
        """nm."""
        return round(self.z1 - self.z0)


@dataclass(frozen=True, slots=True)
class StackUp:
    """The layers above the plan point (x, y) nm, from the top down."""

    x: float
    y: float
    rows: tuple[StackLayer, ...]


def stack_up(build: Build, *, x: float | None = None, y: float | None = None) -> StackUp:
    """The column at (x, y) nm; by default the one with the most layers through a chip, a bump and a ball."""
    points = _candidates(build) if x is None or y is None else np.array([[x, y]])
    found = [(float(px), float(py), _rows(build, float(px), float(py))) for px, py in points]
    # a column with air in it passes beside something, such as the middle of a ball
    best = max(found, key=lambda item: len(item[2]) - 4 * sum(row.solid < 0 for row in item[2]), default=None)
    if best is None or not best[2]:
        where = f"x {x}, y {y} nm"
        raise BadInput([Fault("there is nothing to stack up", where, fix="give a point in the package")])
    return StackUp(*best)


def _rows(build: Build, x: float, y: float) -> tuple[StackLayer, ...]:
    local = near(build, (x, y, x, y))
    index = {id(solid): i for i, solid in enumerate(build.solids)}
    looks = looks_of(local.solids)
    rows = []
    for layer in column(local, x, y):
        if layer.index < 0:
            rows.append(StackLayer(layer.z0, layer.z1, "", "void", "", "", -1))
            continue
        s = local.solids[layer.index]
        rows.append(StackLayer(layer.z0, layer.z1, s.material, s.role, s.part, s.name, index[id(s)], looks[id(s)].role))
    return tuple(reversed(rows))


def _candidates(build: Build) -> NDArray[np.float64]:
    """Middles of the dies, and places of bumps and balls that lie within one; middle of the package without dies."""
    dies = [s.box for s in build.select(role="die")]
    points = [np.array([[(b[0] + b[2]) / 2, (b[1] + b[3]) / 2]]) for b in dies or [build.box]]
    joins = (*_JOINS, "pad") if build.select(part=THIN_FILM) else _JOINS
    for solid in build.solids:
        if solid.role not in joins or solid.mode == "cut":
            continue
        places = solid.places.astype(np.float64)
        inside = np.zeros(len(places), dtype=bool)
        for b in dies:
            inside |= (places >= b[:2]).all(axis=1) & (places <= b[2:]).all(axis=1)
        points.append(places[inside])
    every = np.concatenate(points)
    return every[:: max(1, -(-len(every) // _MOST_POINTS))]


def stack_up_table(stack: StackUp) -> list[dict[str, str]]:
    """Rows of text for a table, from the top down; heights with their unit."""
    return [
        {
            "from": length_text(row.z0),
            "to": length_text(row.z1),
            "thickness": length_text(row.thickness),
            "material": row.material or "-",
            "role": row.role,
            "part": (row.name if row.part in _BY_NAME or row.role == "substrate" else row.part) or "-",
        }
        for row in stack.rows
    ]


def stack_up_svg(stack: StackUp, *, title: str = "", prefix: str = "", width: float = 440.0) -> str:
    """The column as SVG: to scale on the left, every layer readable on the right, joined by lines."""
    return stack_up_sheet(stack, title=title, width=width).svg(prefix)


def stack_up_sheet(stack: StackUp, *, title: str = "", width: float = 440.0) -> Sheet:
    """The drawn stack-up as a sheet, to be written as SVG or PNG."""
    bottom = 16.0
    tall = max(18.0 * len(stack.rows), 200.0)
    sheet = Sheet(width, tall + bottom + 42)
    left, middle, bar = 46.0, 150.0, 56.0
    low, high = stack.rows[-1].z0, stack.rows[0].z1
    scale = tall / (high - low)
    row_height = tall / len(stack.rows)
    centres = [bottom + (i + 0.5) * row_height for i in range(len(stack.rows))]
    for row, y in zip(reversed(stack.rows), centres, strict=True):
        fill = colour(row.material, row.look or row.role)[0] if row.solid >= 0 else VOID
        y0, y1 = bottom + (row.z0 - low) * scale, bottom + (row.z1 - low) * scale
        edge = darker(fill) if row.solid >= 0 else OUTLINE
        thin = y1 - y0 < 0.9
        sheet.rectangle(
            left, y0, left + bar, y1, fill=fill, edge=fill if thin else edge, thickness=0.7 if thin else 0.3
        )
        box = (y - row_height / 2, y + row_height / 2)
        sheet.rectangle(middle, box[0], middle + bar, box[1], fill=fill, edge=edge)
        ends = [((left + bar, y0), (middle, box[0])), ((left + bar, y1), (middle, box[1]))]
        sheet.lines(ends, thickness=0.3, edge="#8A9099")
        sheet.text(middle + bar + 62, y, length_text(row.thickness), size=8, side="right")
        sheet.text(middle + bar + 76, y, _words(row), size=8)
    _ruler(sheet, left - 4, bottom, low, high, scale)
    sheet.text(left + bar / 2, bottom + tall + 8, "to scale", size=7.5, side="center")
    sheet.text(middle + bar / 2, bottom + tall + 8, "schematic", size=7.5, side="center")
    where = f"(at x = {length_text(stack.x)}, y = {length_text(stack.y)})"
    sheet.text(left, sheet.height - 10, f"{title or 'Stack-up'}   {where}", size=10)
    return sheet


def _words(row: StackLayer) -> str:
    if row.part in _BY_NAME or row.role == "substrate":
        return f"{row.name}: {row.material}"
    part = f", {row.part}" if row.part and row.part not in ("carrier", "mold", "balls") else ""
    return f"{row.role}{part}: {row.material}" if row.solid >= 0 else "void"


def _ruler(sheet: Sheet, x: float, bottom: float, low: float, high: float, scale: float) -> None:
    step = nice_step(high - low, 10)
    values: Iterable[float] = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1) * step
    sheet.lines([((x, bottom), (x, bottom + (high - low) * scale))], thickness=0.6)
    for value in values:
        y = bottom + (value - low) * scale
        sheet.lines([((x, y), (x - 3, y))], thickness=0.6)
        sheet.text(x - 5, y, f"{value / 1e3:g}".replace("-", "\u2212"), size=7, side="right")
    sheet.text(x, bottom - 10, "z (µm)", size=7, side="center")
