# SPDX-License-Identifier: Apache-2.0
"""Which builds do the tests of connectivity look at? A grid of nets made by hand, with faults planted at given nets.

A net is a die pad, a bump, a square post through the board, and a ball. Every solid carries a net that is a lie: what
is written on solids must not matter. Lengths in um.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from packfab.checks import Lvs, Terminal, compare
from packfab.geometry import Build, Frustum, Prism, Region, Shape, Solid, SphereZone, add, at, network, rectangle
from packfab.units import um

PITCH, HALF = 400, 60
KINDS = ("open", "short", "swapped", "missing", "no metal", "extra", "floating", "small contact", "gap", "edge")
TOLD = {"no metal": "missing", "small contact": "near miss", "gap": "near miss", "edge": "near miss"}
METALS = ("cu_plated", "sac305", "al_pure")


@dataclass(frozen=True, slots=True)
class Plant:
    """One fault: its kind, and the column and row of the net; faults between nets reach to the next column."""

    kind: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Nets in columns and rows, the foot of the board at z (um), and what is wrong."""

    columns: int
    rows: int
    z: int = 0
    plants: tuple[Plant, ...] = ()

    def name(self, column: int, row: int) -> str:
        """The net at a place."""
        return f"N{column}_{row}"


def expected(grid: Grid) -> list[tuple[str, tuple[str, ...]]]:
    """Kind and nets of every mismatch that there should be."""
    found = []
    for plant in grid.plants:
        own, other = (grid.name(plant.column + k, plant.row) for k in (0, 1))
        several = plant.kind in ("short", "swapped", "gap", "edge")
        nets = () if plant.kind == "floating" else (own, other) if several else (own,)
        found.append((TOLD.get(plant.kind, plant.kind), tuple(sorted(nets))))
    return sorted(found)


def compared(grid: Grid) -> Lvs:
    """The grid against its netlist."""
    build = built(grid)
    net = network(build, lambda solid: solid.material in METALS)
    return compare(build, net, wanted(grid))


def wanted(grid: Grid) -> list[Terminal]:
    """A pad and a ball of each net, and a spare pad between the columns where one is joined by mistake."""
    found = []
    for part, role in (("U1", "pad"), ("balls", "ball")):
        for column, row in _all(grid):
            x, y = _place(column, row)
            name = grid.name(column, row)
            found.append(Terminal(role, part, f"{column}.{row}", name, (um(x), um(y)), frozenset({role})))
    for plant in _of(grid, "extra"):
        x, y = _place(plant.column, plant.row)
        found.append(Terminal("landing", "carrier", "spare", "", (um(x + PITCH / 2), um(y)), frozenset({"landing"})))
    return found


def built(grid: Grid) -> Build:
    """The grid with its faults."""
    z = grid.z
    special = {(p.column, p.row): p.kind for p in grid.plants}
    swapped = {(p.column + k, p.row) for p in _of(grid, "swapped") for k in (0, 1)}
    bumpless = {place for place, kind in special.items() if kind in ("missing", "small contact")}
    ballless = {place for place, kind in special.items() if kind == "no metal"}
    every = list(_all(grid))
    board = rectangle(*(um(v) for v in (-PITCH, -PITCH, PITCH * (grid.columns + 1), PITCH * (grid.rows + 1))))
    solids = [
        Solid("board", Prism(board, um(z), um(z + 100)), "bt_hl832nx", "carrier", part="carrier"),
        _metal("posts", "via", _box(0, 0, HALF, HALF, z, z + 115), "vias", [p for p in every if p not in swapped]),
        _metal("balls", "ball", SphereZone(um(z - 180), um(z), um(z - 90), um(110)), "balls",
               [p for p in every if p not in ballless]),
        _metal("bumps", "bump", _disc(40, z + 115, z + 175), "U1", [p for p in every if p not in bumpless]),
        _metal("pads", "pad", _disc(45, z + 175, z + 177), "U1", every),
    ]  # fmt: skip
    for plant in grid.plants:
        solids += _planted(plant, z)
    return add(Build(), solids)


def _planted(plant: Plant, z: int) -> Iterator[Solid]:
    x, y = _place(plant.column, plant.row)
    if plant.kind == "open":
        hole = rectangle(*(um(v) for v in (x - 80, y - 80, x + 80, y + 80)))
        yield Solid("mill", Prism(hole, um(z + 40), um(z + 60)), "", "removal", mode="cut")
    elif plant.kind == "short":
        yield _bar("whisker", x, y - 20, x + PITCH, y + 20, z + 30, z + 40)
    elif plant.kind == "swapped":
        yield from _crossing(x, y, z)
    elif plant.kind == "extra":
        yield _bar("stub", x, y - 20, x + PITCH / 2, y + 20, z + 100, z + 115)
        yield _metal("spare", "landing", _disc(40, z + 100, z + 115), "carrier", [], [(x + PITCH / 2, y)])
    elif plant.kind == "floating":
        yield _bar("island", x + 150, y - 20, x + 200, y + 20, z + 100, z + 115)
    elif plant.kind == "small contact":
        tip = Frustum(um(z + 115), um(z + 175), um(40), um(0.4))
        yield _metal("tip", "bump", tip, "U1", [(plant.column, plant.row)])
    elif plant.kind == "gap":
        yield _bar("spur", x, y - 20, x + PITCH - HALF - 0.5, y + 20, z + 100, z + 115)
    elif plant.kind == "edge":
        yield _bar("lid", x, y - 20, x + PITCH - HALF, y + 20, z + 115, z + 120)


def _crossing(x: float, y: float, z: int) -> Iterator[Solid]:
    """The posts of two nets, each of which ends on the ball of the other."""
    a, b = (x, y), (x + PITCH, y)
    yield _metal("post down", "via", _box(0, 0, HALF, HALF, z + 32, z + 115), "vias", [], [a])
    yield _metal("post up", "via", _box(0, 0, HALF, HALF, z, z + 32), "vias", [], [b])
    yield _bar("straight way", x, y - 20, x + PITCH, y + 20, z + 32, z + 40)
    yield _metal("other post", "via", _box(0, 0, HALF, HALF, z + 60, z + 115), "vias", [], [b])
    bent = Region.__or__(
        rectangle(*(um(v) for v in (x + PITCH - 20, y - 20, x + PITCH + 20, y + 170))),
        rectangle(*(um(v) for v in (x - 20, y + 130, x + PITCH + 20, y + 170))),
    )
    yield Solid("bent way", Prism(bent, um(z + 52), um(z + 60)), "cu_plated", "trace", nets=("LIE",), part="carrier")
    yield _metal("way down", "via", _box(0, 0, 20, 20, z, z + 52), "vias", [], [(x, y + 150)])
    yield _bar("way back", x - 20, y - 20, x + 20, y + 170, z, z + 8)


def _all(grid: Grid) -> Iterator[tuple[int, int]]:
    return ((column, row) for row in range(grid.rows) for column in range(grid.columns))


def _of(grid: Grid, kind: str) -> list[Plant]:
    return [plant for plant in grid.plants if plant.kind == kind]


def _place(column: int, row: int) -> tuple[float, float]:
    return (float(PITCH * column), float(PITCH * row))


def _metal(name: str, role: str, shape: Shape, part: str, nets: list[tuple[int, int]],
           places: list[tuple[float, float]] | None = None) -> Solid:  # fmt: skip
    where = places if places is not None else [_place(*net) for net in nets]
    return Solid(name, shape, "cu_plated", role, at([(um(x), um(y)) for x, y in where]), nets=("LIE",), part=part)


def _bar(name: str, x0: float, y0: float, x1: float, y1: float, z0: float, z1: float) -> Solid:
    body = Prism(rectangle(um(x0), um(y0), um(x1), um(y1)), um(z0), um(z1))
    return Solid(name, body, "cu_plated", "trace", nets=("LIE",), part="carrier")


def _box(x: float, y: float, w: float, h: float, z0: float, z1: float) -> Prism:
    return Prism(rectangle(um(x - w), um(y - h), um(x + w), um(y + h)), um(z0), um(z1))


def _disc(radius: float, z0: float, z1: float) -> Frustum:
    return Frustum(um(z0), um(z1), um(radius), um(radius))
