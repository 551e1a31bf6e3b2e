# SPDX-License-Identifier: Apache-2.0
"""How did the package come about? One small section for each stage, all at one scale and in one window."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from packfab.errors import BadInput, Fault
from packfab.geometry import Box, Build, Line, Section, section
from packfab.report.film_dimensions import film_range, is_thin_film
from packfab.report.palette import OUTLINE
from packfab.report.pieces import Frame, Group, draw_groups, draw_scale_bar, groups_of, legend_of, length_text
from packfab.report.section_figure import automatic_factor, telling_line
from packfab.report.sheet import Sheet

_PANEL = "temporary carrier"
_PANEL_SHOWN = 0.3
"""Part of the height of what is built that is shown of the panel below it."""
_OF_FILM = frozenset({"CoatDielectric", "OpenHoles", "FillVias", "FormWiring", "ReleaseSensor", "Passivate"})
"""Steps that make layers of a thin film."""
_FILM_WIDE, _FILM_SHARE = 6.0, 0.1
"""How wide the film is shown: times its thickness, and part of the package, at least."""
_TEETH = 24
_MARGIN, _CAPTION, _BETWEEN = 12.0, 16.0, 18.0  # points


def film_strip_svg(stages: Sequence[Build], *, line: Line | None = None, captions: Sequence[str] = (),
                   exaggerate: float | None = None, columns: int = 2, prefix: str = "",
                   width: float = 720.0) -> str:  # fmt: skip
    """Sections of all stages along one line (default: along x through bumps of the last stage), as SVG.

    captions: one per stage; default: number and title of its last record. exaggerate: factor on z, None: automatic.
    """
    drawn = film_strip_sheet(stages, line=line, captions=captions, exaggerate=exaggerate, columns=columns, width=width)
    return drawn.svg(prefix)


def film_strip_sheet(stages: Sequence[Build], *, line: Line | None = None, captions: Sequence[str] = (),
                     exaggerate: float | None = None, columns: int = 2, width: float = 720.0) -> Sheet:  # fmt: skip
    """The film strip as a sheet, to be written as SVG or PNG."""
    made = [(i, build) for i, build in enumerate(stages) if build.solids]
    if not made:
        what = "a film strip needs at least one stage with something on the line"
        raise BadInput([Fault(what, fix="run the flow first")])
    where = line or telling_line(made[-1][1])
    turned = _turned(stages)
    cuts: list[Section] = [section(build, _seen(where, i < turned)) for i, build in made]
    window = _common_window(cuts)
    factor = automatic_factor(window) if exaggerate is None else exaggerate
    columns = max(1, min(columns, len(made)))
    cell = (width - 2 * _MARGIN - (columns - 1) * _BETWEEN) / columns
    across = cell / (window[2] - window[0])
    tall = (window[3] - window[1]) * across * factor
    rows = -(-len(made) // columns)
    groups = [groups_of(cut.pieces, window) for cut in cuts]
    key = legend_of(_distinct(groups), width - 2 * _MARGIN)
    bottom = key.height + 30
    sheet = Sheet(width, bottom + rows * (tall + _CAPTION + _BETWEEN))
    for k, (i, _) in enumerate(made):
        row, column = divmod(k, columns)
        y = bottom + (rows - 1 - row) * (tall + _CAPTION + _BETWEEN)
        frame = Frame(window, _MARGIN + column * (cell + _BETWEEN), y, across, across * factor)
        draw_groups(sheet, groups[k], frame)
        _draw_break(sheet, frame, cuts[k])
        caption = captions[i] if i < len(captions) else _caption(stages, i)
        sheet.text(frame.left, frame.top + 9, caption, size=8.5)
        sheet.lines([((frame.left, frame.bottom - 4), (frame.right, frame.bottom - 4))], edge="#C9CDD3")
    first = Frame(window, _MARGIN, bottom, across, across * factor)
    draw_scale_bar(sheet, first, right=first.right, y=key.height + 14)
    scale = "true scale" if factor == 1 else f"z stretched {factor:g}×"
    sheet.text(_MARGIN, key.height + 14, f"all stages: same cut, {scale}", size=7.5, edge=OUTLINE)
    key.draw(sheet, _MARGIN, key.height + 2)
    return sheet


def stage_svgs(stages: Sequence[Build], line: Line, *, width: float = 300.0) -> tuple[str, ...]:
    """One bare drawing a stage along the line, in the same window and stretch; empty where nothing is cut.

    Steps of a thin film, which could not be seen there, share a window at the edge of a die, and say so.
    """
    turned = _turned(stages)
    cuts = [section(build, _seen(line, i < turned)) if build.solids else None for i, build in enumerate(stages)]
    whole = _common_window([cut for cut in cuts if cut is not None])
    close = _film_window(stages[-1], cuts[-1])
    drawn: list[str] = []
    for number, (stage, cut) in enumerate(zip(stages, cuts, strict=True), 1):
        magnified = close is not None and bool(stage.records) and stage.records[-1].step in _OF_FILM
        window = close if magnified and close is not None else whole
        factor = automatic_factor(window)
        across = (width - 4) / (window[2] - window[0])
        tall = (window[3] - window[1]) * across * factor
        sheet = Sheet(width, tall + (16 if magnified else 4))
        if cut is not None:
            frame = Frame(window, 2, 2, across, across * factor)
            draw_groups(sheet, groups_of(cut.pieces, window), frame)
            _draw_break(sheet, frame, cut)
        if magnified:
            words = f"the film at the edge of a die, {length_text(window[2] - window[0])} wide, z {factor:g}×"
            sheet.text(2, tall + 9, words, size=7)
        drawn.append(sheet.svg(f"step{number}-") if cut is not None and cut.pieces else "")
    return tuple(drawn)


def _film_window(build: Build, cut: Section | None) -> Box | None:
    """The thin film at the right edge of the last die of a section; None without a film."""
    film = film_range(build) if is_thin_film(build) else None
    if film is None or cut is None or not cut.pieces:
        return None
    edge = max((p.region.box[2] for p in cut.pieces if p.solid.role == "die"), default=cut.line.length / 2)
    low, high = film
    wide = max(_FILM_WIDE * (high - low), _FILM_SHARE * cut.line.length)
    left = min(max(edge - 0.6 * wide, 0.0), max(cut.line.length - wide, 0.0))
    return (left, low - 0.3 * (high - low), left + wide, high + 0.15 * (high - low))


def _turned(stages: Sequence[Build]) -> int:
    """Index of the stage in which the work was turned over about the x axis; 0 where it never was."""
    return next((i for i, s in enumerate(stages) if s.records and s.records[-1].step == "TurnOver"), 0)


def _seen(line: Line, mirrored: bool) -> Line:
    """The same cut through work that is still to be turned over, whose y is mirrored."""
    if not mirrored:
        return line
    (x0, y0), (x1, y1) = line.start, line.end
    return Line((x0, -y0), (x1, -y1))


def _common_window(cuts: Sequence[Section]) -> Box:
    boxes = np.array([piece.region.box for cut in cuts for piece in cut.pieces])
    if not len(boxes):
        what = "no stage of the film strip meets the section line"
        raise BadInput([Fault(what, fix="move the line into the package")])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    foot, head = _panel_reach(cuts)
    return (float(low[0]), max(float(low[1]), foot), float(high[0]), min(float(high[1]), head))


def _panel_reach(cuts: Sequence[Section]) -> tuple[float, float]:
    """How far down and up a panel is drawn, nm: it is thicker than what is built on it, and nothing happens in it."""
    built = [piece.region.box for cut in cuts for piece in cut.pieces if piece.solid.role != _PANEL]
    if not built:
        return -np.inf, np.inf
    low, high = min(box[1] for box in built), max(box[3] for box in built)
    return low - _PANEL_SHOWN * (high - low), high + _PANEL_SHOWN * (high - low)


def _draw_break(sheet: Sheet, frame: Frame, cut: Section) -> None:
    """A break line where a panel goes on below the drawing, or above it when the work was turned over."""
    boxes = [p.region.box for p in cut.pieces if p.solid.role == _PANEL]
    edges = [(frame.bottom, 1.0)] if any(box[1] < frame.window[1] - 1 for box in boxes) else []
    edges += [(frame.top, -1.0)] if any(box[3] > frame.window[3] + 1 for box in boxes) else []
    for edge, inward in edges:
        x = np.linspace(frame.left, frame.right, 2 * _TEETH + 1)
        y = edge + inward * np.where(np.arange(len(x)) % 2, 2.5, 0.0)
        points = np.stack([x, y], axis=-1)
        foot = np.array([[frame.right, edge - 2 * inward], [frame.left, edge - 2 * inward]])
        sheet.polygons([np.concatenate([points, foot])], fill="#FFFFFF")
        sheet.lines(np.stack([points[:-1], points[1:]], axis=1), edge="#8A9099", thickness=0.4)


def _distinct(groups: Sequence[Sequence[Group]]) -> list[Group]:
    return list({(g.material, g.role): g for stage in groups for g in stage}.values())


def _caption(stages: Sequence[Build], index: int) -> str:
    build = stages[index]
    if not build.records:
        return f"{index + 1}"
    record = build.records[-1]
    before = stages[index - 1] if index else Build()
    aside = not record.made and build.stock.keys() - before.stock.keys()
    return f"{record.number}  {record.title or record.step}{' (beside the line)' if aside else ''}"
