# SPDX-License-Identifier: Apache-2.0
"""How do chiplets lie in an assembly: seen from the side and from above, to scale and with their names?

The side view shows all boxes as they would be seen from the front; a bold edge is the front (active) face. Heights
may be stretched, which the title says. The plan shows outlines, design areas and bumps by the kind of their nets, those
of lower faces as open circles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from packfab.errors import BadInput, Fault
from packfab.geometry import Box, Solid
from packfab.io import Look, glb_bytes
from packfab.report.palette import NET_COLOURS, OUTLINE, UNNAMED, NetKind, colour, darker, lighter, net_kind
from packfab.report.pieces import (
    Frame,
    Legend,
    draw_ruler_below,
    draw_ruler_left,
    draw_scale_bar,
    legend,
    length_text,
)
from packfab.report.section_figure import automatic_factor
from packfab.report.sheet import Sheet, disc, spread, text_width
from packfab.study import Assembled

_LEFT, _RULER, _TITLE, _GAP = 54.0, 40.0, 26.0, 20.0  # points
_SIDE_TALLEST, _PLAN_TALLEST = 260.0, 480.0  # points
_SMALLEST = 5.0  # points of text
_MOST_DISCS = 20_000
_FRONT, _SCRIBE = "#B3261E", "#FFFFFF"
_KINDS: tuple[NetKind, ...] = ("power", "ground", "signal")


def assembly_svg(done: Assembled, *, width: float = 760.0, prefix: str = "") -> str:
    """Side view and plan as SVG."""
    return assembly_sheet(done, width=width).svg(prefix)


def assembly_png(done: Assembled, *, width: float = 760.0, dpi: float = 150.0) -> bytes:
    """Side view and plan as PNG."""
    return assembly_sheet(done, width=width).png(dpi)


def assembly_glb(done: Assembled) -> bytes:
    """The bodies of an assembly as GLB; boxes let what lies between them be seen."""
    looks = {
        (solid.material, solid.role): Look(*_look(solid), metal=solid.role in ("pad", "bump"))
        for solid in done.build.solids
    }
    return glb_bytes(done.build.solids, looks=looks, origin={"assembly": done.assembly.name})


def _look(solid: Solid) -> tuple[str, float]:
    return colour(solid.material, solid.role)[0], 0.45 if solid.role in ("die", "carrier") else 1.0


def assembly_sheet(done: Assembled, *, width: float = 760.0) -> Sheet:
    """Side view above, plan below; BadInput when nothing is placed."""
    if not done.assembly.placed:
        raise BadInput([Fault("the assembly holds no chiplets", done.assembly.name, fix="place some in 'Stack'")])
    boxes = np.array([one.box for one in done.assembly.placed], dtype=np.float64)
    low, high = boxes[:, :3].min(axis=0), boxes[:, 3:].max(axis=0)
    for solid in done.build.solids:
        low[2], high[2] = min(low[2], solid.z0), max(high[2], solid.z1)
    lane = 20 + max(text_width(text, 7) for text in (*_gap_texts(done), "gap"))
    room = width - _LEFT - lane
    side: Box = (low[0], low[2], high[0], high[2])
    plan: Box = (low[0], low[1], high[0], high[1])
    factor = automatic_factor(side)
    across = min(room / (high[0] - low[0]), _PLAN_TALLEST / (high[1] - low[1]))
    upward = min(across * factor, _SIDE_TALLEST / (high[2] - low[2]))
    if across / 2 < upward < across:
        across = upward  # a little smaller, but to scale
    key = _legend(done, width - _LEFT)
    lower = Frame(plan, _LEFT, key.height + _RULER + 8, across, across)
    upper = Frame(side, _LEFT, lower.top + _TITLE + _RULER + _GAP, across, upward)
    sheet = Sheet(width, upper.top + 2 * _TITLE)
    stretched = upward / across
    scale = "true scale" if abs(stretched - 1) < 1e-9 else f"heights × {stretched:.3g}"
    sheet.text(_LEFT, sheet.height - 10, done.assembly.name, size=10, bold=True)
    sheet.text(_LEFT, upper.top + 10, f"from the side ({scale})", size=9)
    _draw_side(sheet, upper, done)
    _draw_gaps(sheet, upper, done)
    draw_ruler_left(sheet, upper, title="z ({unit})")
    draw_ruler_below(sheet, upper, title="x ({unit})")
    sheet.text(_LEFT, lower.top + 10, "from above", size=9)
    _draw_plan(sheet, lower, done)
    draw_ruler_left(sheet, lower, title="y ({unit})")
    draw_ruler_below(sheet, lower, title="x ({unit})")
    draw_scale_bar(sheet, lower, right=lower.right, y=lower.bottom - 28)
    key.draw(sheet, _LEFT, key.height + 2)
    return sheet


def _legend(done: Assembled, width: float) -> Legend:
    kinds = {one.chiplet.kind: _fill(done, one.name) for one in done.assembly.placed}
    entries = [(fill, "", kind) for kind, fill in kinds.items()]
    entries += [(_FRONT, "", "front face")]
    found = {net_kind(net) if net else None for s in done.build.solids if s.role == "pad" for net in s.nets_by_place}
    entries += [(NET_COLOURS[kind], "", f"{kind} bump") for kind in _KINDS if kind in found]
    entries += [(UNNAMED, "", "bump without a net")] if None in found else []
    return legend(entries, width)


def _fill(done: Assembled, name: str) -> str:
    box = next(s for s in done.build.solids if s.part == name and s.role in ("die", "carrier"))
    return colour(box.material, box.role)[0]


def _back_to_front(done: Assembled) -> list[Any]:
    """Placed chiplets, those further away first; of equal ones the larger first."""
    return sorted(done.assembly.placed, key=lambda one: (-one.box[4], one.box[0] - one.box[3]))


def _draw_side(sheet: Sheet, frame: Frame, done: Assembled) -> None:
    for one in _back_to_front(done):
        x0, _, z0, x1, _, z1 = one.box
        fill = _fill(done, one.name)
        left, right, bottom, top = frame.x(x0), frame.x(x1), frame.y(z0), frame.y(z1)
        sheet.rectangle(left, bottom, right, top, fill=lighter(fill, 0.25), edge=darker(fill), thickness=0.6)
        front = bottom if one.orientation.mirror_z else top
        sheet.lines([((left, front), (right, front))], edge=_FRONT, thickness=1.4)
        note = "" if one.orientation.name == "R0" else f" ({one.orientation.name})"
        _words(sheet, left, right, bottom, top, f"{one.name}{note}", one.name)
    for solid in done.build.solids:
        if solid.role != "bump":
            continue
        half, fill = solid.shape.box[2], colour(solid.material, solid.role)[0]
        columns = np.unique(solid.places[:, 0])
        rings = [np.array([[x - half, solid.z0], [x + half, solid.z0], [x + half, solid.z1], [x - half, solid.z1]])
                 for x in columns[:: max(1, len(columns) // 2000)].astype(np.float64)]  # fmt: skip
        sheet.polygons([frame.ring(ring) for ring in rings], fill=fill, edge="none")


def _gaps(done: Assembled) -> list[tuple[float, str]]:
    """Middle height of each bond between chiplets, and what is told of it."""
    known = done.assembly.by_name
    found: dict[tuple[float, str], str] = {}
    for bond in done.assembly.bonds:
        if bond.top is None or bond.bottom is None:
            continue
        lower = known[bond.bottom.instance]
        region = lower.chiplet.region(bond.bottom.region)
        if region is not None:
            z = lower.surface(region) + bond.thickness / 2
            text = f"{length_text(bond.thickness)} {bond.name}"
            found.setdefault((z, length_text(bond.thickness)), text)
    return sorted((z, text if len(text) <= 34 else f"{text[:33]}…") for (z, _), text in found.items())


def _gap_texts(done: Assembled) -> list[str]:
    return [text for _, text in _gaps(done)]


def _draw_gaps(sheet: Sheet, frame: Frame, done: Assembled) -> None:
    """Bond lines with their thickness, to the right of the side view."""
    gaps = _gaps(done)
    for (z, text), y in zip(gaps, spread([frame.y(z) for z, _ in gaps], 9), strict=True):
        sheet.lines([((frame.right + 2, frame.y(z)), (frame.right + 12, y))], thickness=0.4)
        sheet.text(frame.right + 15, y, text, size=7)


def _words(sheet: Sheet, left: float, right: float, bottom: float, top: float, *choices: str) -> None:
    """The first of these words that fits into a box at a size that can be read."""
    for words in choices:
        size = min(8.5, (top - bottom) * 0.8, 0.94 * (right - left) / text_width(words, 1.0))
        if size >= _SMALLEST:
            sheet.text((left + right) / 2, (bottom + top) / 2, words, size=size, side="center")
            return


def _draw_plan(sheet: Sheet, frame: Frame, done: Assembled) -> None:
    """Outlines from below, each with its pads: filled on its upper face, as open circles on its lower one."""
    for one in sorted(done.assembly.placed, key=lambda one: (one.box[5], one.box[2])):
        x0, y0, z0, x1, y1, _ = one.box
        fill = _fill(done, one.name)
        ring = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float64)
        sheet.polygons([frame.ring(ring)], fill=lighter(fill, 0.45), edge=darker(fill), thickness=0.8, alpha=0.85)
        edge = [a + b for a, b in zip(one.chiplet.seal_ring, one.chiplet.scribe, strict=True)]
        if any(edge):
            width, height = one.chiplet.design_area
            corners = [one.point(edge[0] + i * width, edge[1] + j * height)
                       for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))]  # fmt: skip
            inner = frame.ring(np.array(corners, dtype=np.float64))
            sheet.polygons([inner], edge=darker(fill), thickness=0.4, dashed=True)
        pads = [s for s in done.build.solids if s.role == "pad" and s.part == one.name]
        _draw_bumps(sheet, frame, [s for s in pads if s.z0 == z0], is_open=True)
        _draw_bumps(sheet, frame, [s for s in pads if s.z0 != z0], is_open=False)
    corners_of: dict[tuple[int, int], list[Any]] = {}
    for one in done.assembly.placed:
        corners_of.setdefault((one.box[0], one.box[4]), []).append(one)
    for (x0, y1), some in corners_of.items():
        widest = max(one.box[3] for one in some)
        words = ", ".join(one.name for one in some[:4]) + (", …" if len(some) > 4 else "")
        _names(sheet, frame, (x0, y1, widest), words)


def _draw_bumps(sheet: Sheet, frame: Frame, pads: Sequence[Solid], *, is_open: bool) -> None:
    drawn: dict[str, list[Any]] = {}
    for solid in pads:
        radius = max(solid.shape.box[2] * frame.across, 0.25)
        sides = 20 if radius > 2 else 8
        for (x, y), net in zip(solid.places.tolist(), solid.nets_by_place, strict=True):
            ink = NET_COLOURS[net_kind(net)] if net else UNNAMED
            drawn.setdefault(ink, []).append(disc(frame.x(x), frame.y(y), radius, sides))
    for ink, rings in drawn.items():
        fill, edge = ("none", ink) if is_open else (ink, "none")
        sheet.polygons(rings[:_MOST_DISCS], fill=fill, edge=edge, thickness=0.8)


def _names(sheet: Sheet, frame: Frame, corner: tuple[int, int, int], name: str) -> None:
    """Names in the upper left corner (x, y) of outlines as wide as to x."""
    left, right, top = frame.x(corner[0]), frame.x(corner[2]), frame.y(corner[1])
    size = min(8.0, 0.94 * (right - left) / text_width(name, 1.0))
    if size >= _SMALLEST:
        sheet.text(left + 3, top - 2 - size / 2, name, size=size, edge=OUTLINE, halo="#FFFFFF")
