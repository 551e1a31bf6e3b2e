# SPDX-License-Identifier: Apache-2.0
"""What does a vertical cut through a build look like, drawn to scale and with its dimensions?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from packfab.errors import BadInput, Fault
from packfab.geometry import Box, Build, Line, Section, Solid, whole_line
from packfab.report.dimension_lines import (
    Angle,
    Dimension,
    draw_angles,
    draw_inside,
    draw_lanes_above,
    draw_lanes_right,
    lanes_above,
    lanes_right,
    within,
)
from packfab.report.pieces import (
    Frame,
    draw_groups,
    draw_ruler_below,
    draw_ruler_left,
    draw_scale_bar,
    groups_of,
    legend_of,
    length_text,
)
from packfab.report.sheet import Sheet

_LEFT, _RIGHT, _RULER, _TITLE = 54.0, 14.0, 34.0, 20.0  # points
_TALLEST = 470.0  # points
_ASPECT = 3.0
_FOLLOWED, _ACROSS = 2.5, 520.0
"""Points that a layer is drawn high at least where its thickness is told, and about the width of a drawing."""
_FACTORS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0)


def section_svg(section: Section, *, exaggerate: float | None = 1.0, dimensions: Sequence[Dimension] = (),
                title: str = "", window: Box | None = None, hatched: bool = False, prefix: str = "",
                width: float = 720.0, angles: Sequence[Angle] = ()) -> str:  # fmt: skip
    """The section as SVG: true scale, or z drawn `exaggerate` times too high (None: to an aspect of about 3:1).

    window: (u0, z0, u1, z1) nm, by default everything; dimensions that do not fit into it are left out.
    hatched: for black and white; prefix: begins every id; width: of the drawing with all its margins, points;
    angles: of walls, drawn at true scale only.
    """
    drawn = section_sheet(
        section, exaggerate=exaggerate, dimensions=dimensions, title=title, window=window, hatched=hatched,
        width=width, angles=angles,
    )  # fmt: skip
    return drawn.svg(prefix)


def section_png(section: Section, *, exaggerate: float | None = 1.0, dimensions: Sequence[Dimension] = (),
                title: str = "", window: Box | None = None, hatched: bool = False, width: float = 720.0,
                dpi: float = 150.0) -> bytes:  # fmt: skip
    """As `section_svg`, as PNG."""
    drawn = section_sheet(
        section, exaggerate=exaggerate, dimensions=dimensions, title=title, window=window, hatched=hatched, width=width
    )
    return drawn.png(dpi)


def section_sheet(section: Section, *, exaggerate: float | None, dimensions: Sequence[Dimension], title: str,
                  window: Box | None, hatched: bool, width: float,
                  angles: Sequence[Angle] = ()) -> Sheet:  # fmt: skip
    """The drawing itself; the page around it is laid out from what it holds."""
    shown = window or _around(whole_window(section), dimensions)
    groups = groups_of(section.pieces, shown)
    kept = within(dimensions, shown)
    factor = automatic_factor(shown) if exaggerate is None else exaggerate
    right = lanes_right(kept)
    across = _scale(shown, width - right.extent, factor)
    # texts that stand along their lines leave room for a larger drawing
    right = lanes_right(kept, across * factor)
    across = _scale(shown, width - right.extent, factor)
    above = lanes_above(kept, across)
    key = legend_of(groups, width - _LEFT)
    bottom = key.height + _RULER + 8
    frame = Frame(shown, _LEFT, bottom, across, across * factor)
    sheet = Sheet(width, frame.top + above.extent + 4 + (_TITLE if title else 0))
    draw_groups(sheet, groups, frame, hatched=hatched)
    draw_lanes_right(sheet, frame, right)
    draw_lanes_above(sheet, frame, above)
    draw_inside(sheet, frame, kept)
    draw_angles(sheet, frame, angles if factor == 1 else ())
    horizontal, origin, sense = along_title(section.line)
    draw_ruler_below(sheet, frame, title=horizontal, origin=origin, sense=sense)
    draw_ruler_left(sheet, frame, title="z ({unit})")
    draw_scale_bar(sheet, frame, right=frame.right, y=frame.bottom - 26)
    key.draw(sheet, _LEFT, key.height + 2, hatched=hatched)
    if title:
        scale = "true scale" if factor == 1 else f"z stretched {factor:g}×"
        sheet.text(_LEFT, sheet.height - 10, f"{title}   ({scale})", size=10)
    return sheet


def _scale(window: Box, width: float, factor: float) -> float:
    """Points per nm at which a window fills a width with its ruler, and is not too tall."""
    across = (width - _LEFT - _RIGHT) / (window[2] - window[0])
    return min(across, _TALLEST / ((window[3] - window[1]) * factor))


def telling_line(build: Build, *, along: Literal["x", "y"] = "x") -> Line:
    """The line across the package along x (or y) through a row of bumps that meets the most chips, bumps and balls.

    Of equal rows it takes the one next to the middle of the first chip. Without bumps it goes through the middle
    of the first chip, without chips through the middle of all.
    """
    axis = 1 if along == "x" else 0
    boxes = [_first_box(s) for s in build.select(role="die")] or [build.box]
    middle = (boxes[0][axis] + boxes[0][axis + 2]) / 2
    joints = [s for role in ("bump", "pillar") for s in build.select(role=role)]
    if joints:
        rows = np.unique(np.concatenate([s.places[:, axis] for s in joints])).astype(np.float64)
        crossed = np.sum([(rows > box[axis]) & (rows < box[axis + 2]) for box in boxes], axis=0)
        bumps, balls = _met(joints, rows, axis), _met(build.select(role="ball"), rows, axis)
        order = np.lexsort((np.abs(rows - middle), -balls, -bumps, -crossed))
        middle = float(rows[order[0]])
    return whole_line(build, y=round(middle)) if along == "x" else whole_line(build, x=round(middle))


def _met(solids: Sequence[Solid], rows: NDArray[np.float64], axis: int) -> NDArray[np.int64]:
    """How many of the round solids each row meets near a middle."""
    met = np.zeros(len(rows), dtype=np.int64)
    for solid in solids:
        known = np.unique(solid.places[:, axis])
        met += np.abs(known[:, None] - rows).min(axis=0) < solid.shape.box[3] / 2
    return met


def _first_box(solid: Solid) -> Box:
    """The bounding box of a solid in its first place, nm."""
    x0, y0, x1, y1 = solid.shape.box
    px, py = solid.places[0].tolist()
    return (px + x0, py + y0, px + x1, py + y1)


def whole_window(section: Section) -> Box:
    """The bounding box (u0, z0, u1, z1) of everything in a section, nm."""
    if not section.pieces:
        start, end = section.line.start, section.line.end
        what = f"the section from {start} to {end} nm meets nothing"
        raise BadInput([Fault(what, fix="move the line into the package")])
    boxes = np.array([piece.region.box for piece in section.pieces])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _around(window: Box, dimensions: Sequence[Dimension]) -> Box:
    """The window made higher for measures of parts that the cut misses, such as the tip of a ball."""
    low = min([window[1], *(d.low for d in dimensions if d.along == "z")])
    high = max([window[3], *(d.high for d in dimensions if d.along == "z")])
    return (window[0], low, window[2], high)


def automatic_factor(window: Box) -> float:
    """The round factor on z that brings a window nearest to 3:1; never below 1."""
    wanted = max(1.0, (window[2] - window[0]) / (_ASPECT * (window[3] - window[1])))
    return min(_FACTORS, key=lambda factor: abs(np.log(factor / wanted)))


def least_followed(section: Section, factor: float | None = None) -> float:
    """The lowest layer that can be followed in a drawing of a whole section, nm; factor on z: None is automatic."""
    window = whole_window(section)
    stretch = automatic_factor(window) if factor is None else factor
    return _FOLLOWED * (window[2] - window[0]) / (_ACROSS * stretch)


def along_title(line: Line) -> tuple[str, float, int]:
    """What the ruler of a section shows: its title, the value at u = 0 and the sense (1 or -1)."""
    ex, ey = line.direction
    if abs(ey) < 1e-9:
        return f"x ({{unit}}), cut at y = {_signed(line.start[1])}", line.start[0], 1 if ex > 0 else -1
    if abs(ex) < 1e-9:
        return f"y ({{unit}}), cut at x = {_signed(line.start[0])}", line.start[1], 1 if ey > 0 else -1
    return "distance along the cut ({unit})", 0.0, 1


def _signed(length: float) -> str:
    return length_text(length).replace("-", "\u2212")
