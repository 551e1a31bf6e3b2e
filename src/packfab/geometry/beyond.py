# SPDX-License-Identifier: Apache-2.0
"""How do regions lie to another one: how far do they reach beyond it, and how much of each does it cover?"""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from packfab.geometry.plane import Region


def beyond(region: Region, other: Region) -> float:
    """How far (nm) a region reaches beyond another one at most; 0 where it lies in it, inf beyond an empty one."""
    outside = (region - other).shape()
    corners = shapely.get_coordinates(outside)
    if not len(corners):
        return 0.0
    return float(shapely.distance(shapely.points(corners), other.shape()).max()) if other else float("inf")


def covered(regions: Sequence[Region], other: Region) -> list[float]:
    """Which part (0 to 1) of each region another one covers."""
    cover = other.shape()
    shapely.prepare(cover)
    found = []
    for region in regions:
        own = region.shape()
        whole = shapely.covers(cover, own)
        shared = own.area if whole else own.intersection(cover).area if shapely.intersects(cover, own) else 0.0
        found.append(shared / own.area if own.area else 0.0)
    return found
