# SPDX-License-Identifier: Apache-2.0
"""Which boxes and upright cylinders stand for a package as built, where later ones lie over earlier ones?

The package is cut into slabs between all heights at which something begins or ends. In each slab every outline becomes
bodies, the largest first, so that what lies in a hole overwrites it; holes with nothing in them become air. Outlines
with edges along x and y are exact, rounds become cylinders of their mean area, others strips of their area. Outlines
of one solid that are equal in slabs that follow each other are one body. Bond wires are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import Box, Build, Prism, Region, Solid, Tube, joined, rectangle, region, slice_at, z_breaks

AIR = "air"
STRIPS = 16
"""An outline with other edges than along x and y is cut into so many strips besides."""
STEPS = 512
"""An outline is cut at its edges along x, while it has no more of them than this."""
_ROUND_CORNERS = 12
_ROUND = 0.985
"""A ring with at least so many corners, whose area is this part of that of a circle of its girth, is round."""
_LEAST = 1e6
"""nm2, smaller outlines are left out."""


@dataclass(frozen=True, slots=True)
class Block:
    """A box or an upright cylinder in one; lengths in nm; solid: index in the build, -1 for air."""

    name: str
    kind: str
    """`block` or `cylinder`."""
    box: Box
    z0: float
    z1: float
    material: str
    part: str
    solid: int

    @property
    def volume(self) -> float:
        """nm3."""
        x0, y0, x1, y1 = self.box
        round_off = np.pi / 4 if self.kind == "cylinder" else 1.0
        return float((x1 - x0) * (y1 - y0) * (self.z1 - self.z0) * round_off)


def blocks(build: Build) -> tuple[Block, ...]:
    """Bodies from the lowest slab up, and within a slab from the largest to the smallest."""
    open_: dict[tuple[object, ...], int] = {}
    found: list[Block] = []
    for z0, z1 in pairwise(_heights(build)):
        still: dict[tuple[object, ...], int] = {}
        level = [_keyed(one) for one in _level(build, z0, z1)]
        # a body goes on only when the whole painting goes on: order counts
        same = len(level) == len(open_) and all(key in open_ for key, _ in level)
        for key, one in level:
            if same:
                index = open_[key]
                found[index] = replace(found[index], z1=z1)
            else:
                index = len(found)
                found.append(one)
            still[key] = index
        open_ = still
    return _named(found)


def _heights(build: Build) -> list[float]:
    """z of all faces, but for those within wires."""
    solid = replace(build, solids=tuple(s for s in build.solids if not isinstance(s.shape, Tube)))
    return sorted(float(z) for z in z_breaks(solid))


def _level(build: Build, z0: float, z1: float) -> Iterator[Block]:
    pieces = slice_at(build, (z0 + z1) / 2).pieces
    outline = rectangle(*build.box)
    rings: list[tuple[float, int, NDArray[np.float64]]] = []
    for piece in pieces:
        if not isinstance(piece.solid.shape, Tube):
            rings += [(_area(r), piece.index, r) for r in piece.region.rings if _area(r) > _LEAST]
    void = outline - joined([piece.region for piece in pieces])
    rings += [(_area(r), -1, r) for r in void.rings if _area(r) > _LEAST]
    for area, index, ring in sorted(rings, key=lambda row: -row[0]):
        solid = build.solids[index] if index >= 0 else None
        yield from _bodies(ring, area * _mean(solid, z0, z1), z0, z1, solid, index)


def _mean(solid: Solid | None, z0: float, z1: float) -> float:
    """Mean area of a round body between two heights over its area half way (Simpson, exact for cones and spheres)."""
    if solid is None or isinstance(solid.shape, Prism):
        return 1.0
    areas = [solid.shape.area(z) for z in (z0, (z0 + z1) / 2, np.nextafter(z1, z0))]
    return float((areas[0] + 4 * areas[1] + areas[2]) / (6 * areas[1])) if areas[1] > 0 else 1.0


def _bodies(
    ring: NDArray[np.float64], area: float, z0: float, z1: float, solid: Solid | None, index: int
) -> Iterator[Block]:
    material, part = (solid.material, solid.part) if solid is not None else (AIR, AIR)
    name = solid.name if solid is not None else AIR
    low, high = ring.min(axis=0), ring.max(axis=0)
    if _is_rectangle(ring, low, high):
        yield Block(name, "block", _box(low, high), z0, z1, material, part, index)
    elif _is_round(ring):
        half = np.sqrt(area / np.pi)
        middle = (low + high) / 2
        yield Block(name, "cylinder", _box(middle - half, middle + half), z0, z1, material, part, index)
    else:
        for box in _strips(region([ring]), _box(low, high)):
            yield Block(name, "block", box, z0, z1, material, part, index)


def _strips(outline: Region, box: Box) -> Iterator[Box]:
    """Rectangles of the area of an outline: cut at its corners where these are few, else evenly, along x or y."""
    x0, y0, x1, y1 = box
    edges = [(ring, np.abs(np.roll(ring, -1, axis=0) - ring) < 1) for ring in outline.rings]
    flat = np.unique(np.round(np.concatenate([ring[along[:, 1], 1] for ring, along in edges])))
    even = all(along.any(axis=1).all() for _, along in edges)
    cuts = np.concatenate([[y0, y1], flat[:STEPS], [] if even else np.linspace(y0, y1, STRIPS + 1)])
    cuts = np.unique(np.clip(np.round(cuts), y0, y1))
    for low, high in pairwise(cuts.tolist()):
        for part in (outline & rectangle(x0, low, x1, high)).parts:
            left, _, right, _ = part.box
            width, middle = part.area / (high - low), (left + right) / 2
            yield (middle - width / 2, low, middle + width / 2, high)


def _box(low: NDArray[np.float64], high: NDArray[np.float64]) -> Box:
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _area(ring: NDArray[np.float64]) -> float:
    """Of an outer ring above zero, of a hole below; nm2."""
    x, y = (ring - ring[0]).T
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2)


def _is_rectangle(ring: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> bool:
    on_edge = (np.abs(ring - low) < 1) | (np.abs(ring - high) < 1)
    return len(ring) == 4 and bool(on_edge.all())


def _is_round(ring: NDArray[np.float64]) -> bool:
    if len(ring) < _ROUND_CORNERS:
        return False
    girth = float(np.linalg.norm(np.roll(ring, -1, axis=0) - ring, axis=1).sum())
    return 4 * np.pi * _area(ring) > _ROUND * girth**2


def _keyed(one: Block) -> tuple[tuple[object, ...], Block]:
    rounded = tuple(round(v) for v in one.box) if one.kind == "block" else tuple(round(v, 3) for v in one.box)
    return (one.solid, one.kind, rounded), one


def _named(found: Sequence[Block]) -> tuple[Block, ...]:
    """Names that tell part, solid and number."""
    count: dict[tuple[str, str], int] = {}
    named = []
    for one in found:
        key = (one.part, one.name)
        count[key] = count.get(key, 0) + 1
        named.append(replace(one, name=f"{one.part}:{one.name} {count[key]}"))
    return tuple(named)
