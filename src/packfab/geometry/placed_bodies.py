# SPDX-License-Identifier: Apache-2.0
"""Which bodies stand at which places, and how large are they?

One row a body (a solid at one of its places), as it was added, at one height. Round bodies are circles, exactly; all
others are polygons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from packfab.geometry.plane import Region, region
from packfab.geometry.rounds import Barrel, Frustum, SphereZone
from packfab.geometry.solid import Solid

Point = tuple[float, float, float]
End = Literal["low", "high", "middle", "widest"]
JUST = 1e-2
"""nm, how far below the top of a body its end is looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class PlacedBodies:
    """Bodies (n): middle (n, 2) and height z (n) nm, radius (n, nan unless round), polygon (n), solid (n)."""

    solids: tuple[Solid, ...]
    xy: NDArray[np.float64]
    z: NDArray[np.float64]
    radius: NDArray[np.float64]
    polygon: NDArray[np.object_]
    solid: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.z)

    def name(self, i: int) -> str:
        """`U1: U1 bumps`."""
        solid = self.solids[int(self.solid[i])]
        return f"{solid.part}: {solid.name}"

    def part(self, i: int) -> str:
        """The part that a body belongs to."""
        return self.solids[int(self.solid[i])].part

    def point(self, i: int) -> Point:
        """Its middle, nm."""
        return (float(self.xy[i, 0]), float(self.xy[i, 1]), float(self.z[i]))

    @property
    def round(self) -> NDArray[np.bool_]:
        """Which are circles (n)."""
        return ~np.isnan(self.radius)

    def solid_ids(self, which: NDArray[np.int64]) -> NDArray[np.int64]:
        """What tells the solids of bodies apart (n)."""
        return np.array([id(s) for s in self.solids], dtype=np.int64)[self.solid[which]]

    def heights(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Foot and head of each (n), nm."""
        low, high = (np.array([getattr(s, end) for s in self.solids], dtype=np.float64) for end in ("z0", "z1"))
        return low[self.solid], high[self.solid]

    def width(self) -> NDArray[np.float64]:
        """Diameter, of others the shorter side of the least rectangle around (n)."""
        wide = 2 * self.radius
        for i in np.flatnonzero(~self.round).tolist():
            wide[i] = least_side(self.polygon[i])
        return wide


def placed_bodies(solids: Sequence[Solid], end: End = "middle") -> PlacedBodies:
    """The bodies of the solids at their foot, at their head, half way up, or where they are widest."""
    xy, z, radius, polygon, index = [], [], [], [], []
    for k, solid in enumerate(solids):
        count, shape = len(solid.places), solid.shape
        height = _height(solid, end)
        rings = shape.widest(shape.z0, shape.z1) if end == "widest" else shape.outline(height)
        if isinstance(shape, Frustum | SphereZone | Barrel):
            r = shape.widest_radius(shape.z0, shape.z1) if end == "widest" else shape.radius(height)
            xy.append(solid.places.astype(np.float64))
            radius.append(np.full(count, r))
            polygon.append(np.full(count, None, dtype=object))
        else:
            flat = _one(region(rings))
            if flat is None:
                continue
            radius.append(np.full(count, np.nan))
            polygon.append(_moved(flat, solid.places))
            middle = shapely.get_coordinates(shapely.point_on_surface(flat))[0]
            xy.append(solid.places + middle)
        z.append(np.full(count, height))
        index.append(np.full(count, k))
    if not z:
        none = np.zeros(0)
        return PlacedBodies(
            tuple(solids), np.zeros((0, 2)), none, none, np.zeros(0, dtype=object), np.zeros(0, np.int64)
        )
    return PlacedBodies(tuple(solids), np.concatenate(xy), np.concatenate(z), np.concatenate(radius),
                  np.concatenate(polygon), np.concatenate(index))  # fmt: skip


def least_side(polygon: Any) -> float:
    """The shorter side of the least rectangle around a polygon, nm."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(polygon))
    sides = np.hypot(*np.diff(corners, axis=0).T)
    return float(sides.min(initial=np.inf)) if len(sides) > 1 else 0.0


def _height(solid: Solid, end: End) -> float:
    if end == "low":
        return float(solid.z0)
    return solid.z1 - JUST if end == "high" else (solid.z0 + solid.z1) / 2


def _one(flat: Region) -> Any:
    """A region as one geometry; None when it is empty."""
    shape = flat.shape()
    parts = list(shape.geoms)
    return None if not parts else parts[0] if len(parts) == 1 else shape


def _moved(flat: Any, places: NDArray[np.int64]) -> NDArray[np.object_]:
    """Copies of a polygon at places (n, 2)."""
    count = shapely.get_num_coordinates(flat)
    copies = np.full(len(places), flat, dtype=object)
    moved: NDArray[np.object_] = shapely.transform(copies, lambda xy: xy + np.repeat(places, count, axis=0))
    return moved
