# SPDX-License-Identifier: Apache-2.0
"""Which region or point is nearest in plan, how far away is it, and how long and wide is a region?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from packfab.geometry.plane import Region


@dataclass(frozen=True, slots=True, eq=False)
class InPlan:
    """Of each thing asked (n): the index of what is nearest, its distance in nm, and the two points (n, 2) nm."""

    nearest: NDArray[np.int64]
    distance: NDArray[np.float64]
    at: NDArray[np.float64]
    to: NDArray[np.float64]


def nearest_regions(ones: Sequence[Region], others: Sequence[Region]) -> InPlan:
    """For each region the nearest one of others (none of which is empty); regions that overlap are at distance 0."""
    shapes, targets = (np.array([r.shape() for r in regions], dtype=object) for regions in (ones, others))
    pairs = shapely.STRtree(targets).query_nearest(shapes, all_matches=False)
    nearest = np.zeros(len(shapes), dtype=np.int64)
    nearest[pairs[0]] = pairs[1]
    return _between(shapes, targets, nearest)


def nearest_in(points: ArrayLike, within: Region) -> InPlan:
    """For each of the points (n, 2) the nearest point of a region, itself where it lies in it."""
    shapes = np.asarray(shapely.points(np.asarray(points, dtype=np.float64).reshape(-1, 2)), dtype=object)
    return _between(shapes, np.array([within.shape()], dtype=object), np.zeros(len(shapes), dtype=np.int64))


def sides(flat: Region) -> tuple[float, float]:
    """The shorter and the longer side of the least rectangle around a region, nm."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(flat.shape()))
    lengths = np.hypot(*np.diff(corners, axis=0).T)
    return float(lengths.min()), float(lengths.max())


def _between(shapes: NDArray[np.object_], targets: NDArray[np.object_], nearest: NDArray[np.int64]) -> InPlan:
    lines = np.asarray(shapely.shortest_line(shapes, targets[nearest]), dtype=object)
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    return InPlan(nearest, np.hypot(*(ends[:, 1] - ends[:, 0]).T), ends[:, 0], ends[:, 1])
