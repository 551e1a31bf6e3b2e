# SPDX-License-Identifier: Apache-2.0
"""What is a set of masks: cells with polygons on layers, copies of other cells, and texts?

The neutral value between a build and the formats of masks. All coordinates are whole nm; a layer is the pair (layer,
datatype). A cell that is used many times is kept once, with the places of its copies.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from packfab.errors import BadInput, Fault, raise_if
from packfab.geometry import Region, turn_matrix

Layer = tuple[int, int]
"""Layer and datatype."""
Ring = NDArray[np.int64]
"""Corners (n, 2) in whole nm, without the repeated first one."""

MOST_POLYGONS = 2_000_000
"""Polygons of a cell with all copies written out."""
DEEPEST = 64
"""Cells within cells."""
FARTHEST = 2**31 - 1
"""nm, what a coordinate of GDSII holds."""

_NUDGED = 8
"""Corners off the grid, from which on moving some by a nanometre restores the area."""
_FARTHEST_NUDGE = 2
"""nm, along x or y."""
_STEPS, _ATTEMPTS, _HOPELESS = 64, 100, 1000
_WAYS = ((1, 0), (0, 1), (-1, 0), (0, -1))


@dataclass(frozen=True, slots=True, eq=False)
class MaskPolygon:
    """One polygon, its outline counter-clockwise, its holes clockwise."""

    outer: Ring
    holes: tuple[Ring, ...] = ()

    @property
    def area(self) -> float:
        """nm2."""
        return sum(ring_area(ring) for ring in (self.outer, *self.holes))


@dataclass(frozen=True, slots=True)
class MaskText:
    """A text at a point, nm."""

    text: str
    x: int
    y: int
    layer: Layer


@dataclass(frozen=True, slots=True, eq=False)
class Copies:
    """A cell at places (n, 2) nm: scaled, mirrored about its x axis, turned by degrees, and moved, in this order."""

    cell: str
    places: Ring
    turn: float = 0.0
    mirrored: bool = False
    scale: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class MaskCell:
    """Polygons by layer, copies of other cells, and texts."""

    name: str
    polygons: Mapping[Layer, tuple[MaskPolygon, ...]] = field(default_factory=dict)
    copies: tuple[Copies, ...] = ()
    texts: tuple[MaskText, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Masks:
    """A library of cells; notes tell what a reader could not keep."""

    name: str
    cells: tuple[MaskCell, ...]
    notes: tuple[str, ...] = ()

    @property
    def by_name(self) -> Mapping[str, MaskCell]:
        """The cells by their names."""
        return {cell.name: cell for cell in self.cells}

    @property
    def tops(self) -> tuple[str, ...]:
        """Cells that no other cell uses."""
        used = {copies.cell for cell in self.cells for copies in cell.copies}
        return tuple(cell.name for cell in self.cells if cell.name not in used)


def top_cell(masks: Masks, name: str | None = None, *, where: str = "") -> MaskCell:
    """The cell of that name, or the only one that no other uses; BadInput when there is none or more."""
    known = masks.by_name
    if name is not None and name in known:
        return known[name]
    among = list(known) if name is not None else masks.tops
    if name is None and len(among) == 1:
        return known[among[0]]
    what = f"there is no cell '{name}'" if name is not None else f"{len(among)} cells are on top"
    listed = ", ".join(among[:12]) + (", ..." if len(among) > 12 else "")
    raise BadInput([Fault(what, where=where or masks.name, allowed=listed or "none", fix="name one with --cell")])


def mask_polygons(region: Region, *, true_area: bool = True) -> tuple[MaskPolygon, ...]:
    """A region as polygons with holes in whole nm; true_area: of each ring with many corners, else only rounded."""
    found = []
    # equal rings at places that are whole nm apart are alike: many holes of one kind need the work once
    known: dict[bytes, Ring] = {}
    for part in region.parts:
        rings = [_whole_once(ring, known) if true_area else _distinct(np.rint(ring)) for ring in part.rings]
        outer = max(rings, key=ring_area, default=None)
        if outer is not None and ring_area(outer) > 0:
            holes = tuple(ring for ring in rings if ring_area(ring) < 0)
            found.append(MaskPolygon(outer, holes))
    return tuple(found)


def _whole_once(ring: NDArray[np.float64], known: dict[bytes, Ring]) -> Ring:
    place = np.rint(ring[0]).astype(np.int64)
    key = np.round(ring - place, 3).tobytes()
    if key not in known:
        known[key] = whole_ring(ring - place)
    placed: Ring = known[key] + place
    return placed


def whole_ring(ring: NDArray[np.float64]) -> Ring:
    """A ring on the grid of 1 nm, without corners that fell together.

    A ring off the grid with eight corners or more (a polygon that stands for a circle) keeps its area, nearly always
    within 1e-9 or half a nm2: some corners go to a neighbouring point of the grid.
    """
    rounded = np.rint(ring).astype(np.int64)
    free = np.flatnonzero((rounded != ring).any(axis=1))
    if len(free) >= _NUDGED:
        rounded = _nudged(rounded, _area(np.asarray(ring, dtype=np.float64)), free)
    return _distinct(rounded)


def _distinct(ring: NDArray[Any]) -> Ring:
    kept: Ring = ring[(ring != np.roll(ring, 1, axis=0)).any(axis=1)].astype(np.int64)
    return kept


def ring_area(ring: Ring) -> float:
    """Signed area, nm2: positive when it runs counter-clockwise."""
    return _area(ring.astype(np.float64))


def mask_areas(masks: Masks, cell: str | None = None) -> dict[Layer, float]:
    """Area by layer of a cell with all its copies, nm2: the sum of what is drawn, overlaps counted twice."""
    known = masks.by_name
    found: dict[str, dict[Layer, float]] = {}
    for name in _inner_first(masks):
        areas = {layer: sum(p.area for p in polygons) for layer, polygons in known[name].polygons.items()}
        for copies in known[name].copies:
            for layer, area in found[copies.cell].items():
                areas[layer] = areas.get(layer, 0.0) + area * len(copies.places) * copies.scale**2
        found[name] = areas
    return found[top_cell(masks, cell).name]


def flattened(masks: Masks, cell: str | None = None) -> MaskCell:
    """The cell with all copies written out; coordinates that turning puts off the grid are rounded."""
    check_masks(masks)
    known = masks.by_name
    top = top_cell(masks, cell)
    _check_count(masks, top.name)
    polygons: dict[Layer, list[MaskPolygon]] = {}
    texts: list[MaskText] = []
    _write_out(known, top, np.eye(2), np.zeros(2), polygons, texts)
    return MaskCell(top.name, {layer: tuple(found) for layer, found in sorted(polygons.items())}, (), tuple(texts))


def check_masks(masks: Masks, *, where: str = "") -> None:
    """BadInput for names that are there twice or not at all, coordinates beyond GDSII, and cells within themselves."""
    known = masks.by_name
    at = where or masks.name
    faults = []
    if len(known) != len(masks.cells):
        names = [cell.name for cell in masks.cells]
        twice = sorted({name for name in names if names.count(name) > 1})
        faults.append(Fault(f"cells are there twice: {', '.join(twice[:8])}", at, fix="rename one"))
    missing = sorted({c.cell for cell in masks.cells for c in cell.copies} - set(known))
    if missing:
        faults.append(Fault(f"cells are used but not there: {', '.join(missing[:8])}", at, fix="add them to the file"))
    far = [cell.name for cell in masks.cells if _reach(cell) > FARTHEST]
    if far:
        faults.append(Fault(f"coordinates are too large in {', '.join(far[:8])}", at, allowed=f"{FARTHEST} nm",
                            fix="draw it nearer to the origin"))  # fmt: skip
    raise_if(faults)
    _inner_first(masks, where=at)


def _check_count(masks: Masks, cell: str) -> None:
    """BadInput when the cell holds too much to be written out."""
    known = masks.by_name
    count: dict[str, int] = {}
    for name in _inner_first(masks):
        own = sum(map(len, known[name].polygons.values())) + len(known[name].texts)
        count[name] = own + sum(len(c.places) * (count[c.cell] + 1) for c in known[name].copies)
    if count[cell] > MOST_POLYGONS:
        raise BadInput([Fault(f"cell '{cell}' with all its copies holds too many polygons", masks.name,
                              f"{count[cell]}", f"{MOST_POLYGONS}", "read a smaller cell")])  # fmt: skip


def _inner_first(masks: Masks, *, where: str = "") -> list[str]:
    """Names of the cells, those that others use before these; BadInput for a cell within itself."""
    known = masks.by_name
    depth: dict[str, int] = {}
    order: list[str] = []
    for root in known:
        pending = [(root, False)]
        open_cells: set[str] = set()
        while pending:
            name, left = pending.pop()
            if left:
                open_cells.discard(name)
                depth[name] = 1 + max((depth[c.cell] for c in known[name].copies), default=0)
                if depth[name] > DEEPEST:
                    raise BadInput([Fault("cells lie too deep within each other", where or masks.name,
                                          f"over {DEEPEST}", f"{DEEPEST} levels", "flatten some cells")])  # fmt: skip
                order.append(name)
            elif name in open_cells:
                fix = "take the reference to itself away"
                raise BadInput([Fault(f"cell '{name}' lies within itself", where or masks.name, fix=fix)])
            elif name not in depth:
                open_cells.add(name)
                pending.append((name, True))
                pending += [(inner, False) for inner in sorted({c.cell for c in known[name].copies})
                            if inner not in depth]  # fmt: skip
    return order


def _write_out(
    known: Mapping[str, MaskCell],
    cell: MaskCell,
    matrix: NDArray[np.float64],
    shift: NDArray[np.float64],
    polygons: dict[Layer, list[MaskPolygon]],
    texts: list[MaskText],
) -> None:
    """Add what the cell holds, seen through matrix (2, 2) and shift (2), to the polygons and texts found so far."""
    turned = float(np.linalg.det(matrix)) < 0
    for layer, drawn in cell.polygons.items():
        kept = polygons.setdefault(layer, [])
        for polygon in drawn:
            rings = [_moved(ring, matrix, shift) for ring in (polygon.outer, *polygon.holes)]
            rings = [ring[::-1] for ring in rings] if turned else rings
            kept.append(MaskPolygon(rings[0], tuple(rings[1:])))
    for text in cell.texts:
        x, y = _moved(np.array([[text.x, text.y]]), matrix, shift)[0].tolist()
        texts.append(MaskText(text.text, x, y, text.layer))
    for copies in cell.copies:
        inner = turn_matrix(copies.turn) @ np.diag([copies.scale, -copies.scale if copies.mirrored else copies.scale])
        for place in copies.places:
            _write_out(known, known[copies.cell], matrix @ inner, matrix @ place + shift, polygons, texts)


def _moved(ring: Ring, matrix: NDArray[np.float64], shift: NDArray[np.float64]) -> Ring:
    return np.rint(ring @ matrix.T + shift).astype(np.int64)


def _reach(cell: MaskCell) -> float:
    """Largest coordinate of a cell, nm."""
    rings = [p.outer for polygons in cell.polygons.values() for p in polygons] + [c.places for c in cell.copies]
    points = [float(abs(v)) for text in cell.texts for v in (text.x, text.y)]
    return max([float(np.abs(ring).max()) for ring in rings if len(ring)] + points, default=0.0)


def _area(ring: NDArray[np.float64]) -> float:
    if len(ring) < 3:
        return 0.0
    x, y = (ring - ring[0]).T
    return 0.5 * float(np.dot(x[:-1], y[1:]) - np.dot(y[:-1], x[1:]))


def _nudged(ring: Ring, wanted: float, free: NDArray[np.int64]) -> Ring:
    """The ring with corners (of those that are free) moved by 1 nm or two until its area is as wanted.

    From the ring as it is, then from ones with a single corner moved at first, which is less regular and so gives other
    areas to choose from.
    """
    free = free[:: math.ceil(len(free) / 96)]
    allowed = max(0.25, 1e-10 * abs(wanted))
    best, least = ring, math.inf
    for first in range(-1, min(4 * len(free), _ATTEMPTS)):
        found = ring.copy()
        if first >= 0:
            found[free[first // 4]] += _WAYS[first % 4]
        error = _come_close(found, ring, wanted, free)
        if error < least:
            best, least = found, error
        if least <= allowed or least > _HOPELESS * allowed:
            break
    return best


def _come_close(ring: Ring, start: Ring, wanted: float, free: NDArray[np.int64]) -> float:
    """Move corners, in place, one or two at a time, as long as the area comes closer; gives what is left, nm2."""
    error = wanted - _area(ring.astype(np.float64))
    for _ in range(_STEPS):
        before, after = ring[free - 1], ring[(free + 1) % len(ring)]
        slope = np.column_stack([after[:, 1] - before[:, 1], before[:, 0] - after[:, 0]]) / 2.0
        gain = np.concatenate([slope, -slope], axis=1)
        off = ring[free] - start[free]
        gain[np.concatenate([off, -off], axis=1) >= _FARTHEST_NUDGE] = math.inf
        moves = _pair(gain, error, free, len(ring))
        if abs(sum(gain[move] for move in moves) - error) >= abs(error):
            break
        for corner, way in moves:
            ring[free[corner]] += _WAYS[way]
        error = wanted - _area(ring.astype(np.float64))
    return abs(error)


def _pair(gain: NDArray[np.float64], error: float, free: NDArray[np.int64], size: int) -> list[tuple[int, int]]:
    """The move, or the two moves of corners that are no neighbours, whose gains come closest to the error."""
    flat = gain.ravel()
    corner = np.repeat(np.arange(len(gain)), 4)
    apart = np.abs(free[corner][:, None] - free[corner][None])
    together = np.abs(flat[:, None] + flat[None] - error)
    together[(apart <= 1) | (apart >= size - 1)] = math.inf
    np.fill_diagonal(together, np.abs(flat - error))
    first, second = divmod(int(np.argmin(together)), len(flat))
    return [(int(corner[i]), i % 4) for i in sorted({first, second})]
