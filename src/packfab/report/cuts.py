# SPDX-License-Identifier: Apache-2.0
"""Where should a package be cut so that a section shows what matters, and what stands there after each step?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import Box, Build, Line, Section, Solid, Tube, Value, cut_to, join, move, whole_line
from packfab.process import layout_on, lines_beside, one_package
from packfab.report.fan_out_cuts import net_line, squares
from packfab.report.fan_out_dimensions import is_fan_out
from packfab.report.film_dimensions import is_thin_film
from packfab.report.pieces import length_text
from packfab.report.section_figure import telling_line

_LETTERS = "ABCDEFGH"
_ROWS = {"anchor": "a row of anchors", "via": "a row of vias", "trace": "a trace over the flank"}
_LIFT = 400_000
"""nm, how far above the line a work piece that waits beside it is shown."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A line worth cutting along, with its letter, the reason, and what it is about."""

    name: str
    title: str
    line: Line
    about: Literal["chip", "wire", "anchor", "via", "trace", "net"] = "chip"

    @property
    def whole(self) -> bool:
        """Whether it crosses the package squarely."""
        return self.about not in ("wire", "net")


def best_cuts(build: Build) -> tuple[Cut, ...]:
    """Cuts along x and y through joints and balls, one along a wire or net, through anchors, vias and a side trace."""
    film = is_thin_film(build)
    wide = is_fan_out(build) or film
    across, along = squares(build) if wide else (telling_line(build), telling_line(build, along="y"))
    cuts = [
        Cut("A-A", f"across the package at y = {length_text(across.start[1])}", across),
        Cut("B-B", f"along the package at x = {length_text(along.start[0])}", along),
    ]
    wires = [(s, s.shape) for s in build.select(role="wire") if isinstance(s.shape, Tube)]
    if wires:
        wire, tube = max(wires, key=lambda pair: _span(pair[1]))
        cuts.append(Cut("C-C", f"along {wire.name}", _along(tube.path[:, :2] + wire.places[0], build), "wire"))
    ends = "die pad to its bonding point" if film else "pin to its ball"
    if wide and (net := net_line(build)) is not None:
        cuts.append(Cut("C-C", f"along net {net[0]} from its {ends}", net[1], "net"))
    more: tuple[tuple[Literal["anchor", "via", "trace"], Line | None], ...] = (
        ("anchor", _row_line(build, [s for s in build.select(role="heat sink") if s.name == "sink anchors"])),
        ("via", _row_line(build, [s for s in build.select(role="via", part="vias") if s.mode != "cut"])),
        ("trace", _trace_line(build)),
    )
    for about, line in more:
        if line is not None:
            letter = _LETTERS[len(cuts)]
            cuts.append(Cut(f"{letter}-{letter}", _through(_ROWS[about], line), line, about))
    return tuple(cuts)


def _through(what: str, line: Line) -> str:
    across = line.start[1] == line.end[1]
    return f"through {what} at {'y' if across else 'x'} = {length_text(line.start[1 if across else 0])}"


def _row_line(build: Build, solids: Sequence[Solid]) -> Line | None:
    """Along x through the row of places that meets most chips, then most places, then lies next to the middle."""
    if not solids:
        return None
    rows, counts = np.unique(np.concatenate([s.places[:, 1] for s in solids]), return_counts=True)
    chips = np.sum([(rows > s.box[1]) & (rows < s.box[3]) for s in build.select(role="die")] or [rows * 0], axis=0)
    middle = (build.box[1] + build.box[3]) / 2
    best = np.lexsort((np.abs(rows - middle), -counts, -chips))[0]
    return whole_line(build, y=int(rows[best]))


def _trace_line(build: Build) -> Line | None:
    """Square to the flank through the side trace that runs down it next to the middle of the package."""
    x0, y0, x1, y1 = build.box
    found: list[tuple[float, Line]] = []
    for solid in build.select(role="trace", part="side traces"):
        bx0, by0, bx1, by1 = solid.shape.box
        for px, py in solid.places.tolist():
            x, y = px + (bx0 + bx1) / 2, py + (by0 + by1) / 2
            if min(abs(px + bx0 - x0), abs(px + bx1 - x1)) < 2:
                found.append((abs(y - (y0 + y1) / 2), whole_line(build, y=round(y))))
            elif min(abs(py + by0 - y0), abs(py + by1 - y1)) < 2:
                found.append((abs(x - (x0 + x1) / 2), whole_line(build, x=round(x))))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _span(tube: Tube) -> float:
    return float(np.hypot(*(tube.path[-1, :2] - tube.path[0, :2])))


def _along(path: NDArray[np.float64], build: Build) -> Line:
    """A line through both ends of a wire (n, 2), up to 1.5 spans longer at each end, within the package."""
    start, end = path[0], path[-1]
    reach = 1.5 * (end - start)
    x0, y0, x1, y1 = build.box
    a, b = start, end
    for share in np.linspace(1.0, 0.0, 61):
        a, b = start - share * reach, end + share * reach
        if min(a[0], b[0]) >= x0 and max(a[0], b[0]) <= x1 and min(a[1], b[1]) >= y0 and max(a[1], b[1]) <= y1:
            break
    return Line((float(a[0]), float(a[1])), (float(b[0]), float(b[1])))


def whole_wire_window(flat: Section, margin: int = 150_000) -> Box:
    """The window (u0, z0, u1, z1) around the wires of a section and what they are bonded to."""
    wired = [p.region.box for p in flat.pieces if p.solid.role in ("wire", "ball bond", "stitch", "finger")]
    low, high = np.array(wired)[:, :2].min(axis=0), np.array(wired)[:, 2:].max(axis=0)
    return (float(low[0]) - margin, float(low[1]) - margin, float(high[0]) + margin, float(high[1]) + margin)


def views(stages: Sequence[Build]) -> tuple[Build, ...]:
    """One package after each step, with the work pieces that wait beside the line shown above where they will go."""
    records = stages[-1].records if stages else ()
    placed = [r.parameters for r in records if {"chip", "x", "y"} <= r.parameters.keys()]
    goals = {p["chip"]: (p["x"], p["y"]) for p in placed}
    return tuple(_view(stage, goals, _level(stages)) for stage in stages)


def _of_one(stage: Build, waiting: Build) -> Build:
    """Of a layer that waits for a whole strip, what belongs to one package."""
    if not stage.solids or not waiting.solids:
        return waiting
    layout = layout_on(stage)
    x0, _, x1, _ = waiting.box
    return cut_to(waiting, layout.package) if layout.is_strip and x1 - x0 > layout.site[0] else waiting


def _level(stages: Sequence[Build]) -> int:
    """The highest that any of these stages reaches while something waits beside it, nm: what waits stays above it."""
    return max((stage.z_range[1] for stage in stages if stage.stock and stage.solids), default=0)


def _view(stage: Build, goals: Mapping[Value, tuple[Value, Value]], level: int) -> Build:
    shown = one_package(stage) if stage.solids else stage
    lines = lines_beside(stage)
    for name, waiting in stage.stock.items():
        # a second line has sites and stock of its own
        piece = _view(waiting, goals, _level([waiting])) if name in lines else _of_one(stage, waiting)
        if not piece.solids:
            continue
        x, y = (v if isinstance(v, int) else 0 for v in goals.get(name, (0, 0)))
        shown = join(shown, move(piece, dx=x, dy=y, dz=level + _LIFT - piece.z_range[0]))
    return replace(shown, facts=stage.facts, records=stage.records, stock=stage.stock)
