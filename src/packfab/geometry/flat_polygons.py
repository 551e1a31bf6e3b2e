# SPDX-License-Identifier: Apache-2.0
"""Which polygons are the connected parts of many regions, which lies closest to a point, and where do they curve?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from packfab.geometry.plane import Region

_CURVE = np.radians(40.0)
"""Edges that turn by less than this from one to the next stand for a curve."""
_ON = 5.0
"""nm, a point is on an edge that is no further away."""


@dataclass(frozen=True, eq=False)
class FlatPolygons:
    """The connected parts of regions as polygons, and the region (by number) that each belongs to."""

    polygons: NDArray[np.object_]
    of: NDArray[np.int64]

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.polygons)

    def nearest(self, x: float, y: float) -> int | None:
        """The region that lies at a point or closest to it."""
        found = self._tree.nearest(shapely.Point(x, y))
        return None if found is None else int(self.of[found])

    def inner_point(self, i: int) -> tuple[float, float]:
        """A point in polygon i."""
        x, y = shapely.get_coordinates(shapely.point_on_surface(self.polygons[i]))[0].tolist()
        return (x, y)

    def some(self, which: NDArray[np.bool_]) -> FlatPolygons:
        """Only some of the polygons."""
        return FlatPolygons(self.polygons[which], self.of[which])


def flat_polygons(regions: Sequence[Region]) -> FlatPolygons:
    """The connected parts of each region."""
    return FlatPolygons(*shapely.get_parts(_polygons(regions), return_index=True))


def on_curve(polygon: Any, point: Sequence[float]) -> bool:
    """Whether a point of the outline lies on edges that stand for a curve."""
    for ring in shapely.get_rings(polygon):
        corners = shapely.get_coordinates(ring)[:-1]
        along = np.roll(corners, -1, axis=0) - corners
        length = np.maximum(np.hypot(*along.T), 1e-9)
        t = np.clip(((np.asarray(point) - corners) * along).sum(axis=1) / length**2, 0, 1)[:, None]
        near = np.hypot(*(corners + t * along - np.asarray(point)).T) <= _ON
        if near.any():
            before = np.roll(along, 1, axis=0)
            turn = np.abs(
                np.arctan2(before[:, 0] * along[:, 1] - before[:, 1] * along[:, 0], (before * along).sum(axis=1))
            )
            curved = (turn > 1e-3) & (turn < _CURVE)
            if (curved | np.roll(curved, -1))[near].any():
                return True
    return False


def _polygons(regions: Sequence[Region]) -> NDArray[np.object_]:
    """The polygons of each region; those of one ring, which are most, are made all at once."""
    found = np.empty(len(regions), dtype=object)
    rings = [region.rings for region in regions]
    single = [i for i, own in enumerate(rings) if len(own) == 1]
    if single:
        count = [len(rings[i][0]) for i in single]
        points = np.concatenate([rings[i][0] for i in single])
        found[single] = shapely.polygons(shapely.linearrings(points, indices=np.repeat(np.arange(len(single)), count)))
    for i in set(range(len(regions))) - set(single):
        found[i] = regions[i].shape()
    return found
