# SPDX-License-Identifier: Apache-2.0
"""Which wire starts on which pad where pads are too close to be numbered in a whole diagram? Its corners, enlarged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from packfab.report.bonding_figure import SMALLEST_NUMBER, numbers_size, pitch_of, wire_colour
from packfab.report.palette import OUTLINE, darker
from packfab.report.pieces import Frame, draw_scale_bar
from packfab.report.sheet import Sheet, disc, text_width
from packfab.study import BondDie, BondingDiagram, BondWire

_PANEL, _GAP, _EDGE, _HEAD = 420.0, 26.0, 14.0, 34.0  # points
_BEYOND = 0.10
"""Of a quarter of the die, what is shown beyond its edge."""
_LARGEST = 7.0  # points
_CORNERS = (("upper left", -1, 1), ("upper right", 1, 1), ("lower left", -1, -1), ("lower right", 1, -1))

Point = tuple[float, float]


def corner_sheets(diagram: BondingDiagram) -> tuple[Sheet, ...]:
    """A sheet with the four quarters of each die whose wires cannot be numbered in the whole diagram; often none."""
    if numbers_size(diagram) >= SMALLEST_NUMBER:
        return ()
    return tuple(_corners(diagram, die) for die in diagram.dies if die.wired)


def _corners(diagram: BondingDiagram, die: BondDie) -> Sheet:
    ring = np.array(die.outline, dtype=np.float64)
    (x0, y0), (x1, y1) = ring.min(axis=0).tolist(), ring.max(axis=0).tolist()
    wide, tall = (x1 - x0) / 2, (y1 - y0) / 2
    scale = _PANEL / (max(wide, tall) * (1 + _BEYOND))
    size = (wide * (1 + _BEYOND) * scale, tall * (1 + _BEYOND) * scale)
    sheet = Sheet(2 * size[0] + _GAP + 2 * _EDGE, 2 * (size[1] + _HEAD) + _EDGE + 14)
    sheet.text(_EDGE, sheet.height - 14, f"Pads of {die.name}, enlarged", size=11, bold=True)
    for i, (name, sx, sy) in enumerate(_CORNERS):
        low = (x0 - wide * _BEYOND if sx < 0 else x0 + wide, y0 - tall * _BEYOND if sy < 0 else y0 + tall)
        window = (low[0], low[1], low[0] + wide * (1 + _BEYOND), low[1] + tall * (1 + _BEYOND))
        bottom = _EDGE + 6 + (0 if i >= 2 else size[1] + _HEAD)
        frame = Frame(window, _EDGE + (i % 2) * (size[0] + _GAP), bottom, scale, scale)
        sheet.text(frame.left, frame.top + 8, f"{die.name}, {name}", size=8, bold=True)
        draw_scale_bar(sheet, frame, right=frame.right, y=frame.top + 8)
        _draw_quarter(sheet, frame, diagram, die)
    return sheet


def _draw_quarter(sheet: Sheet, frame: Frame, diagram: BondingDiagram, die: BondDie) -> None:
    u0, v0, u1, v1 = frame.window
    sheet.rectangle(frame.left, frame.bottom, frame.right, frame.top, fill="#F4F2EA", edge="#9BA2AB", thickness=0.4)
    corners = np.array(die.outline, dtype=np.float64)
    inner = np.clip(np.array([corners.min(axis=0), corners.max(axis=0)]), (u0, v0), (u1, v1))
    ((a, b), (c, d)) = inner.tolist()
    sheet.rectangle(frame.x(a), frame.y(b), frame.x(c), frame.y(d), fill="#DCE4F0", edge="#33486B", thickness=0.6)
    pads = [p for p in diagram.pads if p.die == die.name and _inside(frame, p.at)]
    sheet.polygons([frame.ring(np.array(p.outline, dtype=np.float64)) for p in pads], fill="#E8B93A", edge="#7A5A00",
                   thickness=0.3, name="pads")  # fmt: skip
    wires = [w for w in diagram.wires if w.die == die.name and _inside(frame, w.start[:2])]
    for wire in wires:
        ends = _clipped(frame, wire)
        sheet.lines([[(frame.x(x), frame.y(y)) for x, y in ends]], edge=wire_colour(wire.net),
                    thickness=max(0.8, wire.diameter * frame.across))  # fmt: skip
    balls = {b.wire: b for b in diagram.balls}
    for wire in wires:
        ball = balls.get(wire.number)
        if ball is not None:
            fill = wire_colour(wire.net)
            ring = disc(frame.x(ball.at[0]), frame.y(ball.at[1]), ball.diameter / 2 * frame.across)
            sheet.polygons([ring], fill=fill, edge=darker(fill), thickness=0.3, name="ball")
    _draw_names(sheet, frame, wires, die)


def _draw_names(sheet: Sheet, frame: Frame, wires: Sequence[BondWire], die: BondDie) -> None:
    """Number, pad and net inside the die, square to the edge that the pad lies next to."""
    ring = np.array(die.outline, dtype=np.float64)
    low, high = ring.min(axis=0), ring.max(axis=0)
    starts = np.array([w.start[:2] for w in wires], dtype=np.float64).reshape(-1, 2)
    size = min(_LARGEST, 0.62 * pitch_of(starts) * frame.across)
    if size < 2.5:
        return
    off = 34_000 * frame.across + size
    longest = 3 * off + max(text_width(f"{w.number}  {w.pad}  {w.net}", size) for w in wires)
    for wire in wires:
        x, y = wire.start[:2]
        left, right, below, above = x - low[0], high[0] - x, y - low[1], high[1] - y
        nearest = min(left, right, below, above)
        # in a corner the words of one edge would lie on those of the other
        free = sorted((min(left, right), min(below, above)))[1] * frame.across
        words = f"{wire.number}  {wire.pad}  {wire.net}".rstrip() if free > longest else str(wire.number)
        px, py = frame.x(x), frame.y(y)
        if nearest in (left, right):
            sense = 1 if nearest == left else -1
            sheet.text(px + sense * off, py, words, size=size, side="left" if sense > 0 else "right", height="center")
        else:
            sense = 1 if nearest == below else -1
            sheet.text(px, py + sense * off, words, size=size, side="center", edge=OUTLINE,
                       height="bottom" if sense > 0 else "top", turned=90.0)  # fmt: skip


def _inside(frame: Frame, at: Sequence[float]) -> bool:
    u0, v0, u1, v1 = frame.window
    return bool(u0 <= at[0] < u1 and v0 <= at[1] < v1)


def _clipped(frame: Frame, wire: BondWire) -> tuple[Point, Point]:
    """The part of a wire in plan from its start until it leaves the window."""
    (x, y), (dx, dy) = wire.start[:2], (wire.end[0] - wire.start[0], wire.end[1] - wire.start[1])
    u0, v0, u1, v1 = frame.window
    limits = [1.0]
    for step, low, high in ((dx, u0 - x, u1 - x), (dy, v0 - y, v1 - y)):
        if step:
            limits.append((high if step > 0 else low) / step)
    share = max(0.0, min(limits))
    return (float(x), float(y)), (x + share * dx, y + share * dy)
