# SPDX-License-Identifier: Apache-2.0
"""What do close-ups of thin layers share: a line through an axis, a hole with its film and wall, what fits a window?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from packfab.geometry import Box, Build, Frustum, Line, Piece, Section, Solid, section
from packfab.process import METAL
from packfab.report.cuts import Cut
from packfab.report.details import Detail
from packfab.report.dimension_lines import Angle, Dimension, within
from packfab.report.fan_out_cuts import line_through, on_axis
from packfab.report.fan_out_dimensions import SHEETS, made, thin_dimensions
from packfab.report.pieces import length_text

Thin = Callable[[Box], list[Dimension]]
"""Measures of what is thin in a window."""
ASPECT = 1.9
"""Width to height of a detail of films."""
_LEAST_WALL = 0.08
"""Part of the height of a window below which a wall is too low for its angle to be drawn."""
_TOLD = 0.006
"""Part of the height of a window below which a thickness is left to another detail."""


@dataclass(frozen=True, slots=True)
class CloseUp:
    """A detail with the section that it is of, and the letter of its cut or where it was cut."""

    flat: Section
    cut: str
    detail: Detail


def holes_of(build: Build) -> list[Solid]:
    """One solid of each kind of hole, in the order in which they were made."""
    kinds: dict[str, Solid] = {}
    for s in build.solids:
        if s.mode == "cut" and s.name.endswith(" holes") and isinstance(s.shape, Frustum) and len(s.places):
            kinds.setdefault(s.name, s)
    return list(kinds.values())


class Cutter:
    """Sections of a build along the cuts that it has, and along x through what none of them meets in its axis."""

    def __init__(self, build: Build, cuts: Sequence[Cut]) -> None:
        self.build = build
        self._lines = [(cut.name, cut.line) for cut in reversed(cuts)]
        self._kept: dict[tuple[float, ...], Section] = {}

    def flat(self, line: Line) -> Section:
        """The section along a line, made once."""
        key = (*line.start, *line.end)
        if key not in self._kept:
            self._kept[key] = section(self.build, line)
        return self._kept[key]

    def name(self, line: Line) -> str:
        """The letter of a cut, else where the line runs."""
        return next((name for name, known in self._lines if known == line), where_is(line))

    def axis(self, solid: Solid) -> tuple[Section, str, float]:
        """A section through the axis of a place of the solid, its name, and u of the axis."""
        for name, line in self._lines:
            middles = on_axis(line, solid)
            if len(middles):
                # ends of the way of a net come first in its cut, the rightmost else
                return self.flat(line), name, float(middles[0] if name.startswith("C") else middles[-1])
        x, y = (float(v) for v in solid.places[len(solid.places) // 2])
        return self.at(x, y)

    def at(self, x: float, y: float) -> tuple[Section, str, float]:
        """The section along x through a point (nm), its name, and u of the point."""
        line = line_through(self.build, x, y)
        return self.flat(line), self.name(line), float(line.along(np.array([[x, y]]))[0])


def where_is(line: Line) -> str:
    """Where a line square to the package runs: `y = 1.2 mm`."""
    across = line.start[1] == line.end[1]
    return f"{'y' if across else 'x'} = {length_text(line.start[1 if across else 0])}"


def hole_detail(build: Build, flat: Section, solid: Solid, u: float, *, thin: Thin | None = None) -> Detail:
    """A hole: its narrow and wide end, the slope of its wall, its depth, the metal in it and the pads at its ends."""
    shape = solid.shape
    assert isinstance(shape, Frustum)
    depth = shape.z1 - shape.z0
    up = shape.r1 >= shape.r0
    narrow_z, wide_z = (shape.z0, shape.z1) if up else (shape.z1, shape.z0)
    narrow, wide = min(shape.r0, shape.r1), max(shape.r0, shape.r1)
    pad = _pad(build, flat, u, (shape.z0, shape.z1))
    reach = 1.25 * max(wide, pad.shape.box[2] if pad is not None else 0.0)
    metal = max((s.z1 - s.z0 for s in round_at(flat, u, made(build, METAL, "connection")) if s.name.endswith(" pads")),
                default=0)  # fmt: skip
    margin = max(0.6 * depth, 0.12 * reach) + metal
    window = (u - reach, shape.z0 - margin, u + reach, shape.z1 + margin)
    measures = [
        Dimension("narrow Ø", u - narrow, u + narrow, narrow_z, "u"),
        Dimension("wide Ø", u - wide, u + wide, wide_z, "u"),
        Dimension("hole depth", shape.z0, shape.z1, u + wide),
    ]
    if pad is not None and pad.shape.box[2] > wide:
        half = pad.shape.box[2]
        measures.append(Dimension("pad Ø", u - half, u + half, pad.z1 if up else pad.z0, "u"))
    if (film := _film(build, solid)) is not None:
        low, high = film
        measures.append(Dimension("film", low, high, u))
    measures += thin(window) if thin else thin_in(flat, window)
    slope = np.degrees(np.arctan2(depth, wide - narrow))
    angle = Angle(float(slope), u + narrow, narrow_z, 1 if up else -1)
    kind = solid.name.removesuffix(" holes")
    through = _layers_through(build, solid)
    title = f"a hole of {kind} through {through}, opened from {'above' if up else 'below'}"
    # a wall that is too low to be seen has no angle to be shown
    seen = depth > _LEAST_WALL * (window[3] - window[1])
    return Detail(f"hole-{kind}".lower(), title.replace("of through ", ""), window, sound(measures, window),
                  (angle,) if seen else ())  # fmt: skip


def _layers_through(build: Build, hole: Solid) -> str:
    """What a hole goes through: sheets of its materials within its heights."""
    shape = hole.shape
    sheets = [s for s in made(build, *SHEETS) if s.material in hole.only and s.z0 < shape.z1 and s.z1 > shape.z0]
    return " and ".join(dict.fromkeys(s.name for s in sheets if not s.name.endswith("plug"))) or "its layer"


def _film(build: Build, hole: Solid) -> tuple[int, int] | None:
    """Foot and top of the metal on the floor of a hole, between hole and hollow; None where it is filled."""
    shape = hole.shape
    assert isinstance(shape, Frustum)
    kind = hole.name.removesuffix(" holes")
    # the hollow of the metal that came into the hole
    names = {f"{kind} hollows", "connection hollows" if kind == "through" else f"{kind} hollows"}
    for s in build.solids:
        if s.mode == "cut" and s.name in names and s.z0 < shape.z1 and s.z1 > shape.z0:
            return (shape.z0, s.z0) if shape.r1 >= shape.r0 else (s.z1, shape.z1)
    return None


def round_at(flat: Section, u: float, solids: Sequence[Solid]) -> list[Solid]:
    """Those of the round solids that have a place whose axis is at u of the section."""
    return [s for s in solids if np.any(np.abs(on_axis(flat.line, s) - u) < 1_000)]


def _pad(build: Build, flat: Section, u: float, heights: tuple[int, int]) -> Solid | None:
    """The widest round piece of metal that ends where the hole at u begins or ends."""
    low, high = heights
    metal = round_at(flat, u, made(build, METAL, "connection"))
    near = [s for s in metal if s.z1 in (low, high) or s.z0 in (low, high)]
    return max((s for s in near if isinstance(s.shape, Frustum)), key=lambda s: s.shape.box[2], default=None)


def widest_at(flat: Section, solid: Solid, u: float) -> float:
    """Height at which the ball at u is widest, nm."""
    for piece in flat.pieces:
        if piece.solid is solid:
            for part in piece.region.parts:
                if part.box[0] <= u <= part.box[2]:
                    ring = max(part.rings, key=len)
                    return float(ring[int(np.argmax(ring[:, 0])), 1])
    return (solid.z0 + solid.z1) / 2


def thin_in(flat: Section, window: Box) -> list[Dimension]:
    """Thin measures of what stands in a window."""
    return thin_dimensions([p for p in flat.pieces if stands_in(p, window)], window[2])


def stands_in(piece: Piece, window: Box) -> bool:
    """Whether anything of a piece can be seen in a window."""
    x0, z0, x1, z1 = window
    return any(b[0] < x1 and b[2] > x0 and b[1] < z1 and b[3] > z0 for b in (part.box for part in piece.region.parts))


def sound(measures: Sequence[Dimension], window: Box) -> tuple[Dimension, ...]:
    """What fits in the window and can be followed at its scale; names of equal heights told once."""
    least = _TOLD * (window[3] - window[1])
    kept: dict[tuple[str, float, float], Dimension] = {}
    for d in within(measures, window):
        key = (d.along, d.low, d.high)
        if d.along == "z" and d.high - d.low < least:
            continue
        if key in kept and d.along == "z" and d.name not in kept[key].name:
            kept[key] = replace(kept[key], name=f"{kept[key].name}, {d.name}")
        kept.setdefault(key, d)
    return tuple(kept.values())
