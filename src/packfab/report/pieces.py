# SPDX-License-Identifier: Apache-2.0
"""How do the pieces of a cut become a drawing? Polygons by material and role, a legend, rulers and a scale bar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from packfab.geometry import Box, Piece, Region, rectangle
from packfab.report.looks import looks_of, words_of
from packfab.report.palette import MARKS, OUTLINE, colour, darker, hatch
from packfab.report.sheet import Ring, Sheet, nice_step, text_width
from packfab.units import format_length

_THINNEST = 0.9
"""Points; what would be thinner is drawn as a line of this thickness."""

_BOLDER = {"flash": 2.2, "film": 1.6}
"""Times as thick: what must not be overlooked in a picture of a whole package."""

_LEGEND_ROW = 13.0
_MARK_OF = {colour("", role)[0]: pattern for role, pattern in MARKS.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """All pieces of a cut that look the same: one material in one role. words: what a legend calls it."""

    material: str
    role: str
    regions: tuple[Region, ...]
    words: str = ""

    @property
    def area(self) -> float:
        """nm2."""
        return sum(region.area for region in self.regions)

    @property
    def box(self) -> Box:
        """The bounding box of all regions, nm."""
        boxes = np.array([region.box for region in self.regions])
        return (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())

    @property
    def fill(self) -> str:
        """`#RRGGBB`."""
        return colour(self.material, self.role)[0]

    @property
    def name(self) -> str:
        """An id: `piece-sac305-bump`."""
        return re.sub(r"[^A-Za-z0-9_-]+", "-", f"piece-{self.material}-{self.role}")


def groups_of(pieces: Iterable[Piece], window: Box | None = None) -> tuple[Group, ...]:
    """Pieces by material and role in the order of the log, cut to a window when one is given."""
    every = list(pieces)
    looks = looks_of(piece.solid for piece in every)
    found: dict[tuple[str, str], list[Region]] = {}
    words: dict[tuple[str, str], list[str]] = {}
    frame = rectangle(*window) if window else None
    for piece in every:
        left = piece.region & frame if frame else piece.region
        if left:
            look = looks[id(piece.solid)]
            key = (piece.solid.material, look.role)
            found.setdefault(key, []).append(left)
            if look.words not in words.setdefault(key, []):
                words[key].append(look.words)
    return tuple(Group(*key, _in_one(regions) if key[1] == "encapsulant" else tuple(regions), ", ".join(words[key]))
                 for key, regions in found.items())  # fmt: skip


def _in_one(regions: Sequence[Region]) -> tuple[Region, ...]:
    """What is poured in one shot is drawn without seams."""
    whole = regions[0]
    for region in regions[1:]:
        whole = whole | region
    return (whole,)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a window (nm) lies on a sheet: point = left + (u - window.u0) * across, and the same upward."""

    window: Box
    left: float
    bottom: float
    across: float
    """Points per nm."""
    upward: float

    @property
    def right(self) -> float:
        """Points."""
        return self.x(self.window[2])

    @property
    def top(self) -> float:
        """Points."""
        return self.y(self.window[3])

    def x(self, u: float) -> float:
        """Points of a horizontal position in nm."""
        return self.left + (u - self.window[0]) * self.across

    def y(self, z: float) -> float:
        """Points of a vertical position in nm."""
        return self.bottom + (z - self.window[1]) * self.upward

    def ring(self, ring: Ring) -> Ring:
        """A ring (n, 2) in nm in points."""
        low = np.array(self.window[:2])
        scale = np.array([self.across, self.upward])
        points: Ring = np.array([self.left, self.bottom]) + (ring - low) * scale
        return points


def draw_groups(sheet: Sheet, groups: Sequence[Group], frame: Frame, *, hatched: bool = False) -> None:
    """The polygons: thin dark outlines; layers too thin to be seen become lines of their own colour."""
    for group in groups:
        parts = [part for region in group.regions for part in region.parts]
        least = _THINNEST * _BOLDER.get(group.role, 1.0)
        thin = [_is_thin(part, frame, least) for part in parts]
        fill = "#FFFFFF" if hatched else group.fill
        edge = OUTLINE if hatched or group.role == "void" else darker(group.fill)
        thick = [frame.ring(r) for part, t in zip(parts, thin, strict=True) if not t for r in part.rings]
        lines = [frame.ring(r) for part, t in zip(parts, thin, strict=True) if t for r in part.rings]
        pattern = hatch(group.material, group.role) if hatched else MARKS.get(group.role, "")
        sheet.polygons(thick, fill=fill, edge=edge, thickness=0.3, hatch=pattern, name=group.name)
        sheet.polygons(lines, fill=edge if hatched else group.fill, edge=edge if hatched else group.fill,
                       thickness=least * 0.7, name=f"{group.name}-thin")  # fmt: skip


def _is_thin(part: Region, frame: Frame, least: float) -> bool:
    x0, y0, x1, y1 = part.box
    return min((x1 - x0) * frame.across, (y1 - y0) * frame.upward) < least


@dataclass(frozen=True, slots=True)
class Legend:
    """Entries (fill, hatch, words) set in columns within a width in points."""

    entries: tuple[tuple[str, str, str], ...]
    columns: int
    step: float

    @property
    def height(self) -> float:
        """Points."""
        return -(-len(self.entries) // self.columns) * _LEGEND_ROW

    def draw(self, sheet: Sheet, x: float, top: float, *, hatched: bool = False) -> None:
        """Put it with its upper left corner at (x, top)."""
        rows = -(-len(self.entries) // self.columns)
        for i, (fill, pattern, words) in enumerate(self.entries):
            left, y = x + (i // rows) * self.step, top - (i % rows + 0.5) * _LEGEND_ROW
            drawn = "#FFFFFF" if hatched else fill
            marked = pattern if hatched else _MARK_OF.get(fill, "")
            sheet.rectangle(left, y - 4, left + 14, y + 4, fill=drawn, edge=OUTLINE, hatch=marked)
            sheet.text(left + 19, y, words, size=7.5)


def legend_of(groups: Iterable[Group], width: float) -> Legend:
    """A legend by material, with all roles that it has; roles that are drawn alike share an entry."""
    named: dict[tuple[str, str, str], list[str]] = {}
    for group in groups:
        key = (group.fill, hatch(group.material, group.role), group.material)
        words = group.words or words_of(group.role)
        if words not in named.setdefault(key, []):
            named[key].append(words)
    entries = tuple((fill, pattern, f"{', '.join(words)}: {material}") for (fill, pattern, material), words
                    in named.items())  # fmt: skip
    return legend(entries, width)


def legend(entries: Sequence[tuple[str, str, str]], width: float) -> Legend:
    """Entries (fill, hatch, words) in as many equal columns as fit into `width` points."""
    step = 30 + max((text_width(words, 7.5) for _, _, words in entries), default=0.0)
    return Legend(tuple(entries), max(1, min(int(width // step), max(1, len(entries)))), step)


def unit_of(span: float) -> tuple[float, str]:
    """nm per unit and the unit of an axis of that span (nm)."""
    return (1e6, "mm") if span >= 1.5e6 else (1e3, "µm")


def length_text(length: float) -> str:
    """A length in nm as it is written in a drawing: `200 µm`."""
    return format_length(length, digits=4).replace(" um", " µm")


def draw_ruler_below(sheet: Sheet, frame: Frame, *, title: str, origin: float = 0.0, sense: int = 1) -> None:
    """A ruler below the frame: what stands at u is `origin + sense * u`; `{unit}` in the title."""
    low, high = sorted((origin + sense * frame.window[0], origin + sense * frame.window[2]))
    scale, unit = unit_of(high - low)
    y = frame.bottom - 4
    sheet.lines([((frame.left, y), (frame.right, y))], thickness=0.6)
    for value in _ticks(low, high, int((frame.right - frame.left) / 42)):
        x = frame.x((value - origin) * sense)
        sheet.lines([((x, y), (x, y - 3))], thickness=0.6)
        sheet.text(x, y - 5, _number(value / scale), size=7, side="center", height="top")
    sheet.text(frame.left, y - 22, title.replace("{unit}", unit), size=7.5)


def draw_ruler_left(sheet: Sheet, frame: Frame, *, title: str, sense: int = 1) -> None:
    """A ruler to the left of the frame; `sense` is -1 where the view is mirrored."""
    low, high = sorted((sense * frame.window[1], sense * frame.window[3]))
    scale, unit = unit_of(high - low)
    x = frame.left - 5
    sheet.lines([((x, frame.bottom), (x, frame.top))], thickness=0.6)
    tall = frame.top - frame.bottom
    for value in _ticks(low, high, int(tall / (14 if tall < 150 else 22))):
        y = frame.y(sense * value)
        sheet.lines([((x, y), (x - 3, y))], thickness=0.6)
        sheet.text(x - 5, y, _number(value / scale), size=7, side="right")
    sheet.text(
        x - 36, (frame.bottom + frame.top) / 2, title.replace("{unit}", unit), size=7.5, side="center", turned=90
    )


def draw_scale_bar(sheet: Sheet, frame: Frame, *, right: float, y: float) -> None:
    """A bar of a round length that ends at `right`, a tenth to a fifth of the frame wide."""
    length = nice_step((frame.window[2] - frame.window[0]) / 10, 1)
    x0 = right - length * frame.across
    sheet.rectangle(x0, y - 1.5, right, y + 1.5, fill=OUTLINE)
    sheet.text(x0 - 4, y, length_text(length), size=7, side="right")


def _ticks(low: float, high: float, at_most: int) -> list[float]:
    step = nice_step(high - low, max(2, at_most))
    first = np.ceil(low / step - 1e-9)
    return [float(k * step) for k in np.arange(first, np.floor(high / step + 1e-9) + 1)]


def _number(value: float) -> str:
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "\u2212")
