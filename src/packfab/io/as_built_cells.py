# SPDX-License-Identifier: Apache-2.0
"""Of which simple cells does one body consist, as built? Prisms and bodies of revolution between two heights.

Between two heights at which something changes, the region of a body is bounded by walls that each follow one law: a
round body turned about its axis, an upright outline of lines and arcs, or the leaning sides of a tapered prism. So
the region is read off once, in the middle, and holds from foot to head. Where walls of different laws cross each
other on the way up, no such cell exists: what is left is told as bodies to be carved in space.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import cKDTree

from packfab.geometry import (
    EMPTY,
    Barrel,
    Build,
    Frustum,
    Prism,
    Region,
    Solid,
    SphereZone,
    Tube,
    slice_at,
)
from packfab.io.as_built_loops import (
    Circle,
    Circles,
    Floats,
    Leaning,
    Loop,
    Round,
    Turned,
    area_of,
    is_cylinder,
    is_sliver,
    outline,
)
from packfab.io.as_built_rings import loop_area, ring_at
from packfab.io.as_built_spikes import without_spikes
from packfab.io.as_built_tiles import tiled

CHORD = 400.0
"""nm, twice what a polygon that stands for a circle may lie from it."""

_NEAR = 0.1
_AREA = 2e-6
_SLIT = 1.0
"""nm, half the width of a slit that is rounding."""
_FINE = 96
"""Sides of circles when walls are asked whether they keep apart."""
_SPECK = 1e3
"""Relative, and nm2; how well the walls must tell the areas at foot and head of a slab."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """What lies within the outer wall and outside the holes, from z0 to z1 nm."""

    z0: float
    z1: float
    outer: Loop
    holes: tuple[Loop, ...]

    @property
    def key(self) -> object:
        """Equal for cells that continue each other."""
        return (self.outer.key, frozenset(hole.key for hole in self.holes))

    def moved(self, dx: float, dy: float) -> Cell:
        """The cell shifted in plan, nm."""
        return Cell(self.z0, self.z1, self.outer.moved(dx, dy), tuple(hole.moved(dx, dy) for hole in self.holes))


@dataclass(frozen=True, slots=True, eq=False)
class Carved:
    """What is left from z0 to z1 of solid `target` of a small log, to be carved in space."""

    z0: float
    z1: float
    log: Build
    target: int


@dataclass(frozen=True, slots=True, eq=False)
class Wire:
    """A ball swept along a path, whole."""

    tube: Tube


Part = Cell | Carved | Wire


def whole(solid: Solid) -> tuple[Part, ...]:
    """The parts of a body that nothing takes from."""
    shape = solid.shape
    if isinstance(shape, Round):
        return (Cell(shape.z0, shape.z1, Turned(0.0, 0.0, shape), ()),)
    if isinstance(shape, Tube):
        return (Wire(shape),)
    return parts_of(Build((replace(solid, places=np.zeros((1, 2), dtype=np.int64), nets=(), mode="over"),)), 0)


def parts_of(log: Build, target: int) -> tuple[Part, ...]:
    """The parts of solid `target` of a log, as built."""
    solid = log.solids[target]
    found: list[Part] = []
    for low, high in pairwise(_heights(log, solid)):
        flat = _region(log, target, (low + high) / 2)
        if flat:
            found += _slab(_Slab(log, target, low, high), flat)
    return tuple(_stacked(found))


@dataclass(frozen=True, slots=True, eq=False)
class _Slab:
    log: Build
    target: int
    z0: float
    z1: float

    @property
    def middle(self) -> float:
        return (self.z0 + self.z1) / 2

    @property
    def active(self) -> list[Solid]:
        return [s for s in self.log.solids if s.z0 < self.z1 and s.z1 > self.z0 and len(s.places)]

    @property
    def tapered(self) -> list[tuple[Solid, int]]:
        """The tapered prisms at each of their places."""
        leaning = [s for s in self.active if isinstance(s.shape, Prism) and s.shape.slope]
        return [(s, place) for s in leaning for place in range(len(s.places))]


_APART = 1.0
"""nm, walls that are closer touch."""


def _slab(slab: _Slab, flat: Region) -> list[Part]:
    """The cells of one slab; carved as one where a wall follows no single law."""
    circles = Circles(_circles(slab.active, slab.middle))
    cells = _cells(slab, flat, circles)
    if cells is not None and not all(map(_is_sound, cells)):
        # slits of rounding stand between bodies that touch along an arc
        opened = flat.grown(-_SLIT, corners="mitre").grown(_SLIT, corners="mitre")
        cells = _cells(slab, opened, circles)
        if cells is not None and not all(map(_is_sound, cells)):
            cells = _cells(slab, opened, Circles(()))
    if cells is None or not (all(_is_upright(s) for s in slab.active) or _holds(slab, cells)):
        return [Carved(slab.z0, slab.z1, slab.log, slab.target)]
    return list(cells)


def _cells(slab: _Slab, flat: Region, circles: Circles) -> list[Cell] | None:
    """A cell for each connected piece of the region; None where a wall follows no single law."""
    found: list[Cell] = []
    for part in tiled(flat):
        rings = [ring for ring in map(without_spikes, part.rings) if not is_sliver(ring)]
        if not any(area_of(ring) > 0 for ring in rings):
            continue
        loops = [_loop(slab, ring, circles) for ring in rings]
        outer = [loop for loop, ring in zip(loops, rings, strict=True) if loop and area_of(ring) > 0]
        holes = [loop for loop, ring in zip(loops, rings, strict=True) if loop and area_of(ring) < 0]
        if len(outer) != 1 or len(outer) + len(holes) < len(rings):
            return None
        found.append(Cell(slab.z0, slab.z1, outer[0], tuple(holes)))
    return found


def _is_sound(cell: Cell) -> bool:
    """Whether the walls of a cell keep apart; a disc that touches an outer wall from within does not."""
    z = (cell.z0 + cell.z1) / 2
    loops = (cell.outer, *cell.holes)
    if not cell.holes or (len(cell.holes) < 2 and isinstance(cell.outer, Turned) and isinstance(cell.holes[0], Turned)):
        return True
    outer, *holes = (ring_at(loop, z, outer=n == 0, segments=_FINE) for n, loop in enumerate(loops))
    wall = shapely.LinearRing(outer)
    discs = [hole for hole in cell.holes if isinstance(hole, Turned)]
    if any(wall.distance(shapely.Point(d.x, d.y)) < math.sqrt(loop_area(d, z) / math.pi) + _APART for d in discs):
        return False
    return bool(shapely.is_valid(shapely.Polygon(outer, holes)))


def _holds(slab: _Slab, cells: Sequence[Cell]) -> bool:
    """Whether the cells, which were read off in the middle, tell the areas close to foot and head of the slab too.

    Arcs make them differ from the polygons, but by the same everywhere.
    """
    inset = 0.02 * (slab.z1 - slab.z0)
    off = []
    for z in (slab.middle, slab.z0 + inset, slab.z1 - inset):
        drawn = _region(slab.log, slab.target, z).area
        off.append(drawn - sum(cell_area(cell, z) for cell in cells))
        if abs(off[-1] - off[0]) > _AREA * drawn + _SPECK:
            return False
    return True


def cell_area(cell: Cell, z: float) -> float:
    """Area of the cross-section of a cell, nm2."""
    return loop_area(cell.outer, z) - sum(loop_area(hole, z) for hole in cell.holes)


def _loop(slab: _Slab, ring: Floats, circles: Circles) -> Loop | None:
    """The wall that a ring is the cross-section of; None when it follows no single law."""
    matches = circles.whole(ring)
    if matches:
        match = min(matches, key=lambda c: c.body is None or not is_cylinder(c.body))
        body = match.body or Frustum(math.floor(slab.z0), math.ceil(slab.z1), match.radius, match.radius)
        return Turned(match.x, match.y, body)
    for solid, place in slab.tapered:
        leaning = _leaning(slab, ring, solid, place)
        if leaning is not None:
            return leaning
    owners = circles.of_sides(ring)
    if any(c is not None and c.body is not None and not is_cylinder(c.body) for c in owners):
        return None
    if _touches(ring, slab):
        return None
    curved = outline(ring, owners)
    drawn = abs(area_of(ring))
    # a corner may be where two curves all but touch, and then the polygon is the better likeness
    likeness = abs(loop_area(curved, slab.middle) - drawn) <= CHORD * float(
        np.hypot(*(ring - np.roll(ring, 1, 0)).T).sum()
    )
    return curved if likeness else outline(ring, [None] * len(ring))


def _leaning(slab: _Slab, ring: Floats, solid: Solid, place: int) -> Leaning | None:
    """The wall of the tapered prism that the ring is a cross-section of."""
    shift = solid.places[place].astype(np.float64)
    for number, drawn in enumerate(solid.shape.outline(slab.middle)):
        if len(drawn) == len(ring) and np.all(cKDTree(drawn + shift).query(ring)[0] < _NEAR):
            top = math.nextafter(solid.z1, -math.inf)
            low, high = (solid.shape.outline(z)[number] + shift for z in (solid.z0, top))
            return Leaning(low, high, solid.z0, solid.z1, (id(solid.shape), place, number))
    return None


def _touches(ring: Floats, slab: _Slab) -> bool:
    """Whether a side of the ring lies on a wall that leans."""
    walls = [r + solid.places[p] for solid, p in slab.tapered for r in solid.shape.outline(slab.middle)]
    if not walls:
        return False
    drawn = shapely.union_all([shapely.LinearRing(wall) for wall in walls])
    middle = (ring + np.roll(ring, -1, axis=0)) / 2
    return bool(np.any(shapely.distance(drawn, shapely.points(middle)) < _NEAR))


def _region(log: Build, target: int, z: float) -> Region:
    """What the target owns at a height."""
    return next((p.region for p in slice_at(log, z).pieces if p.index == target), EMPTY)


def _circles(solids: Sequence[Solid], z: float) -> Iterator[Circle]:
    """The discs in a cross-section: of round bodies, and those that footprints hold."""
    for solid in solids:
        shape = solid.shape
        if isinstance(shape, Round):
            rings, radius = shape.outline(z), shape.radius(z)
            sides = len(rings[0]) if rings else 0
            for x, y in solid.places.tolist() if sides else []:
                yield Circle(x, y, radius, sides, shape)
        elif isinstance(shape, Prism) and not shape.slope:
            for ring in shape.footprint.rings:
                disc = _disc(ring)
                if disc is not None:
                    for x, y in solid.places.tolist():
                        yield replace(disc, x=disc.x + x, y=disc.y + y)


def _disc(ring: Floats) -> Circle | None:
    """The disc that a ring of a footprint stands for."""
    if len(ring) < 16 or len(ring) % 4:
        return None
    centre = ring.mean(axis=0)
    reach = np.hypot(*(ring - centre).T)
    sides = np.hypot(*(ring - np.roll(ring, 1, axis=0)).T)
    if np.ptp(reach) > 2 * _NEAR or np.ptp(sides) > 4 * _NEAR:
        return None
    return Circle(float(centre[0]), float(centre[1]), math.sqrt(abs(area_of(ring)) / math.pi), len(ring))


def _is_upright(solid: Solid) -> bool:
    shape = solid.shape
    return (isinstance(shape, Prism) and not shape.slope) or (isinstance(shape, Round) and is_cylinder(shape))


def _heights(log: Build, solid: Solid) -> list[float]:
    """z at which a law changes within the solid, or at which two bodies on one axis have the same radius."""
    found = {float(solid.z0), float(solid.z1)}
    for other in log.solids:
        found |= {float(z) for z in other.shape.breaks if solid.z0 < z < solid.z1}
    rounds = [s for s in log.solids if isinstance(s.shape, Round) and len(s.places)]
    axes = [set(map(tuple, s.places.tolist())) for s in rounds]
    for a in range(len(rounds)):
        for b in range(a):
            if not axes[a].isdisjoint(axes[b]):
                found |= {z for z in _equal_radii(rounds[a].shape, rounds[b].shape) if solid.z0 < z < solid.z1}
    return sorted(found)


def _equal_radii(a: Frustum | SphereZone | Barrel | object, b: object) -> list[float]:
    """z at which two round bodies have the same radius: the difference of the squares is quadratic."""
    assert isinstance(a, Round)
    assert isinstance(b, Round)
    low, high = max(a.z0, b.z0), min(a.z1, b.z1)
    if low >= high:
        return []
    foot, middle, head = a.radius2(np.array([low, (low + high) / 2, high])) - b.radius2(
        np.array([low, (low + high) / 2, high])
    )
    square, slope = 2 * (foot - 2 * middle + head), 4 * middle - 3 * foot - head
    if abs(square) + abs(slope) < 1e-6 * (abs(foot) + 1.0):
        return []
    roots = np.roots([square, slope, foot])
    return [float(low + t.real * (high - low)) for t in roots if abs(t.imag) < 1e-12 and 1e-9 < t.real < 1 - 1e-9]


def _stacked(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts from below, those joined that continue each other."""
    open_cells: dict[object, Cell] = {}
    carved: Carved | None = None
    for part in parts:
        if isinstance(part, Wire):
            yield part
        elif isinstance(part, Carved):
            if carved is not None and carved.z1 == part.z0:
                carved = replace(carved, z1=part.z1)
                continue
            if carved is not None:
                yield carved
            carved = part
        else:
            key = part.key
            below = open_cells.get(key)
            if below is not None and below.z1 == part.z0:
                open_cells[key] = replace(below, z1=part.z1)
                continue
            if below is not None:
                yield below
            open_cells[key] = part
    yield from open_cells.values()
    if carved is not None:
        yield carved
