# SPDX-License-Identifier: Apache-2.0
"""Where should a fan-out or a thin film be cut: through pins and balls, along a net, through an alignment part?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import Build, Line, Prism, Region, Solid, region, whole_line
from packfab.process import METAL, THIN_FILM
from packfab.report.fan_out_dimensions import contacts_of, made

_SAMPLES = 60
_BEYOND = 0.35
"""Part of the way from pin to ball that a cut along a net goes on at either end."""
_ROUND = 1_000
"""nm, pins this close to a line are cut through their axes."""


def squares(build: Build) -> tuple[Line, Line]:
    """Lines along x and along y that meet most chips and cut a pin through its axis, with many pins and balls."""
    return _square(build, "x"), _square(build, "y")


def _square(build: Build, along: Literal["x", "y"]) -> Line:
    axis = 1 if along == "x" else 0
    (pins, balls), dies = _ends(build), made(build, "die")
    joints = pins or balls
    box = dies[0].box if dies else build.box
    middle = (box[axis] + box[axis + 2]) / 2
    if joints:
        rows = np.unique(np.concatenate([s.places[:, axis] for s in joints])).astype(np.float64)
        met = [np.sum([0.0 * rows, *(_through(s, rows, axis) for s in kind)], axis=0) for kind in (pins, balls)]
        crossed = sum(((rows > s.box[axis]) & (rows < s.box[axis + 2])) * 1.0 for s in dies) + 0.0 * rows
        both = np.sum([found > 0.25 for found in met], axis=0)
        order = np.lexsort((np.abs(rows - middle), -(met[0] + met[1]), -both, -crossed))
        middle = float(rows[order[0]])
    return whole_line(build, y=round(middle)) if along == "x" else whole_line(build, x=round(middle))


def _ends(build: Build) -> tuple[list[Solid], list[Solid]]:
    """Where nets begin and where they leave the package: pins of dies (or their pads), and balls, bumps or pads."""
    if not any(s.part == THIN_FILM for s in build.solids):
        return made(build, "pin"), made(build, "ball")
    pads = [s for s in made(build, METAL) if s.name.endswith(" contacts")]
    return made(build, "pad"), [s for s in contacts_of(build) if s.role != "cap"] or pads


def _through(solid: Solid, rows: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """How many places of a round solid each row goes through, those that it grazes counted in part."""
    radius = max(solid.shape.box[3], 1.0)
    beside = np.abs(solid.places[:, axis][:, None] - rows) / radius
    count: NDArray[np.float64] = np.maximum(0.0, 1.0 - beside**2).sum(axis=0)
    return count


def net_line(build: Build) -> tuple[str, Line] | None:
    """A net and a line from its pin to its ball, of all the one along which the most metal lies; None without one."""
    pins, balls = (_by_net(solids) for solids in _ends(build))
    metal: dict[str, list[Solid]] = {}
    for solid in made(build, METAL):
        if " line " in solid.name and solid.nets:
            metal.setdefault(solid.nets[0], []).append(solid)
    best: tuple[float, float, str, Line] | None = None
    for net in sorted(balls.keys() & pins.keys() & metal.keys()):
        area = region([ring + p for s in metal[net] for p in s.places for ring in s.shape.widest(s.z0, s.z1)])
        for pin in pins[net]:
            ball = min(balls[net], key=lambda b: float(np.hypot(*(b - pin))))
            length = float(np.hypot(*(ball - pin)))
            if length < 1.0:
                continue
            share = float(area.contains(pin + np.linspace(0.05, 0.9, _SAMPLES)[:, None] * (ball - pin)).mean())
            if best is None or (round(share, 1), -length) > best[:2]:
                best = (round(share, 1), -length, net, _within(build, pin, ball))
    return (best[2], best[3]) if best is not None else None


def _by_net(solids: Sequence[Solid]) -> dict[str, list[NDArray[np.float64]]]:
    found: dict[str, list[NDArray[np.float64]]] = {}
    for solid in solids:
        for net, place in zip(solid.nets_by_place, solid.places.astype(np.float64), strict=True):
            if net:
                found.setdefault(net, []).append(place)
    return found


def _within(build: Build, pin: NDArray[np.float64], ball: NDArray[np.float64]) -> Line:
    """The line through both and some way beyond, within the package."""
    low, high = np.array(build.box[:2]), np.array(build.box[2:])
    reach = max(_BEYOND * float(np.hypot(*(ball - pin))), 250_000.0)
    unit = (ball - pin) / float(np.hypot(*(ball - pin)))
    ends = []
    for point, step in ((pin, -unit), (ball, unit)):
        room = np.where(step > 0, high - point, point - low) / np.maximum(np.abs(step), 1e-12)
        ends.append(point + step * max(0.0, min(reach, float(room.min()))))
    return Line((float(ends[0][0]), float(ends[0][1])), (float(ends[1][0]), float(ends[1][1])))


def line_through(build: Build, x: float, y: float, along: Literal["x", "y"] = "x") -> Line:
    """The line across the package along x (or y) through a point."""
    return whole_line(build, y=round(y)) if along == "x" else whole_line(build, x=round(x))


def on_axis(line: Line, solid: Solid) -> NDArray[np.float64]:
    """u of the places of a solid that a line cuts through their axes, nm."""
    places = solid.places.astype(np.float64)
    along: NDArray[np.float64] = line.along(places)[np.abs(line.beside(places)) < _ROUND]
    return along[(along >= 0) & (along <= line.length)]


def alignment_line(build: Build) -> Line | None:
    """Square to the edge of a chip through one of its own alignment parts; None where it has none."""
    for mark in made(build, "chip alignment"):
        dies = [s.box for s in made(build, "die") if s.part == mark.name.partition(" ")[0]]
        if not dies or not isinstance(mark.shape, Prism):
            continue
        x0, y0, x1, y1 = dies[0]
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        parts = [_middle(part, mark, middle) for part in mark.shape.footprint.parts]
        beside = [p for p in parts if p[0] >= x1 or p[0] <= x0]
        if beside:
            return line_through(build, *max(beside))
        over = [p for p in parts if p[1] >= y1 or p[1] <= y0]
        return line_through(build, *max(over), along="y") if over else line_through(build, *middle)
    return None


def _middle(part: Region, mark: Solid, chip: tuple[float, float]) -> tuple[float, float]:
    """Middle of one part of a mark; of a ring, which lies about the chip, that of the chip."""
    x0, y0, x1, y1 = part.box
    px, py = mark.places[0].tolist()
    found = ((x0 + x1) / 2 + px, (y0 + y1) / 2 + py)
    return found if bool(part.contains([(found[0] - px, found[1] - py)])[0]) else chip
