# SPDX-License-Identifier: Apache-2.0
"""Where in plan are the things that a list tells of? A plan of all metal with numbered marks, and the list beside it.

Every leader runs level to the edge of the plan and bends there, and the list is in the order of the marks from above,
so that no leader crosses another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from packfab.geometry import Build, Solid
from packfab.report.palette import OUTLINE
from packfab.report.pieces import Frame
from packfab.report.plan_sheet import LEFT, footprint, rulers
from packfab.report.sheet import Ring, Sheet, disc, spread, text_width

MOST = 40
"""Marks that are told beside the plan; of more, the rest is only shown."""

_PLAN, _TALLEST = 460.0, 560.0  # points
_RULER, _TITLE, _ELBOW = 40.0, 26.0, 26.0  # points
_LEADER = "#9BA2AB"
_GHOST, _GROUND, _DIE = "#C6CBD2", "#F4F2EA", "#DCE4F0"
_NOT_METAL = frozenset({"die", "carrier", "encapsulant", "solder mask", "adhesive", "void", "passive", "insulator",
                        "film", "underfill", "temporary carrier", "polymer", "release layer", "substrate", "filling",
                        "laminate", "passivation", "protective layer", "interlayer", "device"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing at a place: where (nm), for a distance up to where, its heading and what else is told of it.

    What has no heading is only shown.
    """

    at: tuple[float, float]
    head: str
    text: str = ""
    to: tuple[float, float] | None = None
    colour: str = "#C4161C"


def marked_plan(build: Build, marks: Sequence[Mark], *, title: str, note: str = "", below: float = 0.0,
                lit: Sequence[tuple[Sequence[Ring], str]] = ()) -> tuple[Sheet, Frame]:  # fmt: skip
    """A sheet with the plan and the list of marks.

    lit: bodies as rings (n, 2) nm that are drawn over the metal, with their colours; below: points kept free under
    the plan.
    """
    box = build.box
    scale = min(_PLAN / (box[2] - box[0]), _TALLEST / (box[3] - box[1]))
    told, row = [m for m in marks if m.head][:MOST], 21.0
    tall = max((box[3] - box[1]) * scale, len(told) * row)
    low = below + _RULER + (tall - (box[3] - box[1]) * scale) / 2
    frame = Frame(box, LEFT, low, scale, scale)
    words = max((max(text_width(m.head, 7.5), text_width(m.text, 6.5)) for m in told), default=0.0)
    beside = (_ELBOW + 24 + words) if told else 0.0
    sheet = Sheet(
        max(frame.right + beside + 16, LEFT + text_width(title, 11) + 20), below + _RULER + tall + _TITLE + 16
    )
    sheet.text(LEFT, sheet.height - 13, title, size=11, bold=True)
    if note:
        sheet.text(LEFT, sheet.height - 26, note, size=7.5)
    _draw_ground(sheet, frame, build)
    for rings, colour in lit:
        sheet.polygons([frame.ring(ring) for ring in rings], fill=colour, edge="#5A2400", thickness=0.35, name="lit")
    _draw_marks(sheet, frame, marks, row)
    rulers(sheet, frame)
    return sheet, frame


def _draw_ground(sheet: Sheet, frame: Frame, build: Build) -> None:
    sheet.rectangle(frame.left, frame.bottom, frame.right, frame.top, fill=_GROUND, edge=OUTLINE, thickness=0.8)
    dies = sorted(build.select(role="die"), key=lambda s: s.z0)
    for die in dies:
        sheet.polygons([frame.ring(r) for r in footprint(die)], fill=_DIE, edge="#5F7FB2", thickness=0.7, name="die")
    metal = [s for s in build.solids if s.mode != "cut" and s.role not in _NOT_METAL]
    for solid in metal:
        sheet.polygons([frame.ring(r) for r in _light(solid)], fill=_GHOST, thickness=0.2, alpha=0.6, name="metal")
    names: dict[tuple[float, float], dict[str, None]] = {}
    for die in dies:
        names.setdefault((die.box[0], die.box[3]), {})[die.part] = None
    for (x, y), parts in names.items():
        sheet.text(frame.x(x) + 3, frame.y(y) - 7, ", ".join(parts), size=7.5, bold=True, edge="#33486B")


def _light(solid: Solid) -> list[Ring]:
    """Rings of a solid; its boxes where it has so many places that nobody sees the difference."""
    if len(solid.places) < 2_000:
        return footprint(solid)
    x0, y0, x1, y1 = solid.shape.box
    ring = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    return [ring + place for place in solid.places]


def _draw_marks(sheet: Sheet, frame: Frame, marks: Sequence[Mark], row: float) -> None:
    """Marks in the plan, and to the right of it numbers with their texts, numbered in the order that is given."""
    for mark in marks:
        if mark.to is not None:
            sheet.lines([((frame.x(mark.at[0]), frame.y(mark.at[1])), (frame.x(mark.to[0]), frame.y(mark.to[1])))],
                        edge=mark.colour, thickness=1.2)  # fmt: skip
    dots = {m.colour: [disc(frame.x(x.at[0]), frame.y(x.at[1]), 2.6) for x in marks if x.colour == m.colour]
            for m in marks}  # fmt: skip
    for colour, rings in dots.items():
        sheet.polygons(rings, fill=colour, edge="#FFFFFF", thickness=0.5, name="marks")
    told = sorted(enumerate([m for m in marks if m.head][:MOST], 1), key=lambda item: (item[1].at[1], -item[0]))
    wanted = [frame.y(mark.at[1]) for _, mark in told]
    middle = (frame.bottom + frame.top) / 2
    half = max((frame.top - frame.bottom) / 2, len(told) * row / 2)
    rows = _kept(spread(wanted, row), middle - half, middle + half, row)
    x = frame.right + _ELBOW
    for (number, mark), y, level in zip(told, rows, wanted, strict=True):
        start = frame.x(mark.at[0])
        path = [(start, level), (max(frame.right + 4, start), level), (x - 2, y)]
        sheet.lines([(path[0], path[1]), (path[1], path[2])], edge=_LEADER, thickness=0.4)
        sheet.rectangle(x - 2, y - 6.5, x + 14, y + 6.5, fill=mark.colour)
        sheet.text(x + 6, y, str(number), size=7.5, side="center", height="center", edge="#FFFFFF", bold=True)
        sheet.text(x + 18, y + (4.2 if mark.text else 0), mark.head, size=7.5, height="center", bold=True)
        sheet.text(x + 18, y - 4.8, mark.text, size=6.5, height="center")
    left = sum(bool(m.head) for m in marks) - MOST
    if left > 0:
        sheet.text(x, rows[0] - row / 2 - 9, f"and {left} more, not numbered", size=7.5)


def _kept(rows: list[float], low: float, high: float, row: float) -> list[float]:
    """Rows moved into the room from low to high, as far apart as before."""
    if not rows:
        return rows
    found = list(rows)
    for i, y in enumerate(found):
        found[i] = max(y, low + row * (i + 0.5))
    for i in range(len(found) - 1, -1, -1):
        found[i] = min(found[i], high - row * (len(found) - i - 0.5))
    return found
