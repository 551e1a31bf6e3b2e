# SPDX-License-Identifier: Apache-2.0
"""What do all views in plan share: the sheet with its rulers, footprints, terminals by net, names of rows?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import Box, Build, Piece, Solid, joined, rectangle, region, slice_at, z_breaks
from packfab.report.dimension_lines import Dimension, Lanes, lanes_right
from packfab.report.palette import NET_COLOURS, OUTLINE, UNNAMED, NetKind, darker, ink_on, net_kind
from packfab.report.pieces import Frame, Legend, draw_ruler_below, draw_ruler_left, draw_scale_bar, legend
from packfab.report.sheet import Ring, Sheet, disc, text_width

LEFT = 54.0  # points
_RULER, _TITLE, _TALLEST = 34.0, 20.0, 620.0  # points
_WIDEST_LANES = 200.0  # points
_SMALLEST_TEXT = 3.6  # points
_LEAST_NAMES = 2.0  # points of text below which rows and columns bear no names
_SPECK = 1e6  # nm2, what is seen of less is rounding
_REST = 1e-3  # part of the outline that may stay unseen
_MOST_LABELS = 60  # rows or columns of a grid with letters and numbers

#: Letters of ball rows without I, O, Q, S, X, Z (JEDEC JEP95, design guide 4.14).
_ROW_LETTERS = "ABCDEFGHJKLMNPRTUVWY"


def plan_dimensions(box: Box, dies: Sequence[Solid]) -> list[Dimension]:
    """Width and height of the package, and of its die where there is one alone."""
    found = [Dimension("package", box[0], box[2], box[3], "u"), Dimension("package", box[1], box[3], box[2])]
    if len({die.part for die in dies}) == 1 and len(dies[0].places) == 1:
        x0, y0, x1, y1 = dies[0].box
        found += [Dimension("die", x0, x1, y1, "u"), Dimension("die", y0, y1, x1)]
    return found


def footprint(solid: Solid) -> list[Ring]:
    """Rings (n, 2) nm that a solid covers in plan, at all its places; they may overlap."""
    outline = solid.shape.widest(solid.z0, solid.z1)
    return [ring + place for place in solid.places for ring in outline]


def seen(box: Box, sense: NDArray[np.float64]) -> Box:
    """A box as it is seen with the axes in these senses."""
    corners = np.array([box[:2], box[2:]]) * sense
    return (*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())


def lanes_beside(measures: Sequence[Dimension], window: Box, width: float) -> Lanes:
    """Lanes to the right of a plan, with texts along their lines where they fit even if the lanes take much room."""
    return lanes_right(measures, _scale(window, width, _WIDEST_LANES))


def _scale(window: Box, width: float, right: float) -> float:
    """Points per nm."""
    scale = (width - LEFT - 14 - right) / (window[2] - window[0])
    return min(scale, _TALLEST / (window[3] - window[1]))


def plan_sheet(window: Box, width: float, key: float, right: float, above: float, title: str) -> tuple[Sheet, Frame]:
    """A sheet with room for key, measures and title, and the frame of the window on it."""
    scale = _scale(window, width, right)
    frame = Frame(window, LEFT, key + _RULER + 8, scale, scale)
    sheet = Sheet(width, frame.top + above + 6 + (_TITLE if title else 0))
    if title:
        sheet.text(LEFT, sheet.height - 10, title, size=10)
    return sheet, frame


def rulers(sheet: Sheet, frame: Frame, sense: NDArray[np.float64] | None = None) -> None:
    """Rulers and scale bar; a sense of -1 mirrors an axis."""
    x, y = (1, 1) if sense is None else (int(sense[0]), int(sense[1]))
    draw_ruler_below(sheet, frame, title="x ({unit})", sense=x)
    draw_ruler_left(sheet, frame, title="y ({unit})", sense=y)
    draw_scale_bar(sheet, frame, right=frame.right, y=frame.bottom - 26)


def pitches(places: NDArray[np.float64]) -> list[Dimension]:
    """The distance of the first two columns and rows of a regular grid."""
    xs, ys = np.unique(places[:, 0]), np.unique(places[:, 1])
    found = []
    if 1 < len(xs) <= _MOST_LABELS and len(set(np.diff(xs).tolist())) == 1:
        found.append(Dimension("pitch", xs[0], xs[1], ys[-1], "u"))
    if 1 < len(ys) <= _MOST_LABELS and len(set(np.diff(ys).tolist())) == 1:
        found.append(Dimension("pitch", ys[-2], ys[-1], xs[-1]))
    return found


def draw_terminals(sheet: Sheet, frame: Frame, places: NDArray[np.float64], radii: NDArray[np.float64],
                    nets: Sequence[str], plain: str = "", halo: str = "") -> None:  # fmt: skip
    """Discs by kind of net, with the names in or below them when they can be read; `halo` lies behind the latter."""
    named = any(nets)
    fills = [plain or (NET_COLOURS[net_kind(net)] if net or not named else UNNAMED) for net in nets]
    sides = 32 if len(places) < 2_000 else 12
    for fill in sorted(set(fills)):
        rings = [
            disc(frame.x(float(x)), frame.y(float(y)), float(r) * frame.across, sides)
            for (x, y), r, f in zip(places, radii, fills, strict=True)
            if f == fill
        ]
        sheet.polygons(rings, fill=fill, edge=darker(fill), thickness=0.3, name=f"terminals-{fill[1:]}")
    widest = max((_name_width(net) for net in set(nets)), default=0.0)
    if not widest or len(places) > 600:
        return
    size = min(7.0, least_distance(places) * frame.across * 0.92 / widest)
    if size < _SMALLEST_TEXT:
        return
    for (x, y), r, net, fill in zip(places, radii, nets, fills, strict=True):
        radius = float(r) * frame.across
        fits = text_width(net, size) < 1.9 * radius
        low = frame.y(float(y)) - (0.0 if fits else radius + 0.7 * size)
        sheet.text(frame.x(float(x)), low, net, size=size, side="center", edge=ink_on(fill) if fits else OUTLINE,
                   halo="" if fits else halo)  # fmt: skip


def _name_width(net: str) -> float:
    """Of a name over the size of its letters; capitals of the usual fonts are wider than the rest."""
    return sum(0.7 if letter.isupper() else 0.62 for letter in net)


def nets_legend(nets: Sequence[str], width: float, otherwise: tuple[str, str, str]) -> Legend:
    """How many terminals have a supply, a ground or a signal net; `otherwise` where none is named."""
    kinds: dict[NetKind, int] = {kind: sum(net_kind(n) == kind for n in nets if n) for kind in NET_COLOURS}
    entries = [(NET_COLOURS[kind], "", f"{kind} ({count})") for kind, count in kinds.items() if count]
    if any(nets) and not all(nets):
        entries.append((UNNAMED, "", f"not connected ({sum(not n for n in nets)})"))
    return legend(entries if any(nets) else [otherwise], width - LEFT)


def least_distance(places: NDArray[np.float64]) -> float:
    """The smallest distance of two places in a row, nm; the whole width for a single one."""
    order = places[np.lexsort((places[:, 0], places[:, 1]))]
    step = np.diff(order, axis=0)
    same_row = step[np.abs(step[:, 1]) < 1.0][:, 0]
    return float(same_row[same_row > 0].min()) if (same_row > 0).any() else 5e5


def draw_grid_names(sheet: Sheet, frame: Frame, places: NDArray[np.float64], sense: int) -> None:
    """Letters of rows and numbers of columns at the edge, counted as seen from above; sense -1: x is mirrored."""
    columns, rows = np.unique(sense * places[:, 0]), np.unique(places[:, 1])[::-1]
    if len(columns) > _MOST_LABELS or len(rows) > _MOST_LABELS:
        return
    step = min(np.diff(columns).min(initial=1e6), (-np.diff(rows)).min(initial=1e6)) * frame.across
    if 0.55 * step < _LEAST_NAMES:
        return
    size = float(np.clip(0.55 * step, _SMALLEST_TEXT, 7.0))
    edge = min(float(frame.window[2] - places[:, 0].max()), float(frame.window[3] - places[:, 1].max()))
    inset = min(edge * frame.across * 0.35, 6.0)
    for i, u in enumerate(columns):
        sheet.text(frame.x(sense * float(u)), frame.top - inset, str(i + 1), size=size, side="center")
    for i, v in enumerate(rows):
        sheet.text(frame.right - inset, frame.y(float(v)), row_letters(i), size=size, side="center")


def row_letters(row: int) -> str:
    """The letters of a row of a ball grid, counted from 0: A ... Y, AA, AB, ..."""
    base = len(_ROW_LETTERS)
    text = _ROW_LETTERS[row % base]
    while row >= base:
        row = row // base - 1
        text = _ROW_LETTERS[row % base] + text
    return text


def outermost(build: Build, balls: Sequence[Solid], *, below: bool = False, hidden: frozenset[str] = frozenset({"ball"})
              ) -> list[Piece]:  # fmt: skip
    """What is seen of every solid from above or below: the balls as wide as they are, all else as slices from outside
    in; solids of the roles `hidden` are seen as balls or not at all."""
    whole = rectangle(*build.box)
    index = {id(s): i for i, s in enumerate(build.solids)}
    found = [Piece(index[id(s)], s, region(footprint(s))) for s in balls]
    covered = joined([p.region for p in found])
    rest = replace(build, solids=tuple(s for s in build.solids if s.role not in hidden))
    heights = sorted(z_breaks(rest))[:-1]
    for low in heights if below else heights[::-1]:
        pieces = slice_at(rest, low).pieces
        for piece in pieces:
            free = piece.region - covered
            if free.area > _SPECK:
                found.insert(0, replace(piece, region=free))
        covered = covered | joined([p.region for p in pieces])
        if (whole - covered).area < _REST * whole.area:
            break
    return found
