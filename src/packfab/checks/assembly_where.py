# SPDX-License-Identifier: Apache-2.0
"""Where in an assembly is it, in words, and which bumps of two regions meet?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from packfab.design import Assembly, ChipletBump, ChipletRegion, Flat, Mating, PlacedChiplet
from packfab.units import format_length

MOST_TOLD = 50
"""Findings of one kind for one bond; of more, only the count is told."""


def length(value: int | float) -> str:
    """A length in nm with all its digits."""
    return format_length(round(value), digits=12)


def slack_of(assembly: Assembly) -> int:
    """How far heights may be from what is told, nm: lengths that were rounded may be 1 nm off."""
    return 0 if assembly.exact else 1


def at_point(name: str, x: float, y: float, z: float) -> str:
    """`U1 at (1, 2, 3) um`."""
    x, y, z = (round(v / 1000, 3) + 0.0 for v in (x, y, z))
    return f"{name} at ({x:g}, {y:g}, {z:g}) um"


def at_box(name: str, box: tuple[int, int, int, int, int, int]) -> str:
    """`U1 at (1, 2, 3) um`: the middle of a box."""
    return at_point(name, *((box[k] + box[k + 3]) / 2 for k in range(3)))


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One of two regions of a bond: its bumps that lie in what the regions share, and where, (n, 2) nm."""

    placed: PlacedChiplet
    region: ChipletRegion
    bumps: tuple[ChipletBump, ...]
    places: NDArray[np.int64]
    z: int

    def where(self, i: int) -> str:
        """A bump in words."""
        x, y = self.places[i].tolist()
        return at_point(f"{self.placed.name}.{self.region.name}.{self.bumps[i].name}", x, y, self.z)


def places_of(placed: PlacedChiplet, bumps: Sequence[ChipletBump]) -> NDArray[np.int64]:
    """Centres of bumps in the assembly, (n, 2) nm."""
    return np.array([placed.point(b.x, b.y) for b in bumps], dtype=np.int64).reshape(-1, 2)


def side(placed: PlacedChiplet, region: ChipletRegion, within: Flat) -> Side:
    """The bumps of a region within a rectangle, its edge included."""
    every = places_of(placed, region.bumps)
    x0, y0, x1, y1 = within
    inside = (every >= (x0, y0)).all(axis=1) & (every <= (x1, y1)).all(axis=1)
    kept = np.flatnonzero(inside)
    return Side(placed, region, tuple(region.bumps[i] for i in kept), every[kept], placed.surface(region))


def sides(met: Mating) -> tuple[Side, Side] | None:
    """Upper and lower bumps of a bond within what its regions share; None where they share nothing."""
    if met.overlap is None:
        return None
    return side(met.upper, met.upper_region, met.overlap), side(met.lower, met.lower_region, met.overlap)


def pairs(upper: Side, lower: Side) -> list[tuple[int, int]]:
    """Bumps (upper, lower) at exactly the same place."""
    below = {(x, y): j for j, (x, y) in enumerate(lower.places.tolist())}
    found = ((i, below.get((x, y))) for i, (x, y) in enumerate(upper.places.tolist()))
    return [(i, j) for i, j in found if j is not None]


def nearest(among: NDArray[np.int64], places: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Of each of the places, how far the closest one among others is, nm, and which."""
    distance, which = KDTree(among).query(places)
    return np.asarray(distance, dtype=np.float64), np.asarray(which, dtype=np.int64)


def least_pitch(places: NDArray[np.int64]) -> float:
    """Least distance of two bumps, nm; infinite for fewer than two."""
    apart = np.unique(places, axis=0)
    if len(apart) < 2:
        return float("inf")
    distance, _ = KDTree(apart).query(apart, k=2)
    return float(np.asarray(distance)[:, 1].min())
