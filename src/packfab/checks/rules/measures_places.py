# SPDX-License-Identifier: Apache-2.0
"""How far apart do things stand: bumps, balls, holes, parts?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from packfab.checks.rules.measured import Measure, Measured
from packfab.checks.rules.rule import Rule
from packfab.checks.rules.scene import Scene, spots
from packfab.geometry import PlacedBodies, Solid, body_distances, close_bodies, placed_bodies, walls_between

_SAME = 1.0
"""nm, what stands no further apart stands at the same place."""


def pitch(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """From the middle of each thing to that of its nearest neighbour of the same part, in plan."""
    for part, solids in by_part(scene.solids(rule.pick())).items():
        middle = np.concatenate([spots(s) for s in solids])
        names = np.repeat([s.name for s in solids], [len(s.places) for s in solids])
        _, first = np.unique(np.rint(middle[:, :2] / _SAME), axis=0, return_index=True)
        middle, names = middle[first], names[first]
        if len(middle) < 2:
            continue
        _, other = KDTree(middle[:, :2]).query(middle[:, :2], k=2)
        nearest = np.asarray(other)[:, 1]
        distance = np.hypot(*(middle - middle[nearest])[:, :2].T)
        for i, j in enumerate(nearest.tolist()):
            if nearest[j] == i and j < i:
                continue  # the pair has been told from its other end
            yield Measured(float(distance[i]), point(middle[i]), point(middle[j]), f"{part}: {names[i]}")


def gap(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """From the wall of each thing to that of its nearest neighbours of the same part, in plan, where widest."""
    for solids in by_part(scene.solids(rule.pick())).values():
        yield from _gaps(placed_bodies(solids, "widest"), rule.limit)


def apart(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """From each thing to the nearest of another kind that reaches one of its heights, in plan."""
    ones, others = (placed_bodies(scene.solids(rule.pick(word)), "widest") for word in ("of", "to"))
    if not len(ones) or not len(others):
        return
    radii = np.nan_to_num(np.concatenate([ones.radius, others.radius]))
    reach = rule.limit + 2 * float(radii.max())
    (low, high), (foot, head) = ones.heights(), others.heights()
    for far in (reach, 8 * reach, 1000 * reach):
        i, j = close_bodies(ones, others, far)
        level = (np.minimum(high[i], head[j]) > np.maximum(low[i], foot[j])) & (
            ones.solid_ids(i) != others.solid_ids(j)
        )
        i, j = i[level], j[level]
        if len(i):
            break
    distance = body_distances(ones, i, others, j)
    least = np.full(len(ones), np.inf)
    np.minimum.at(least, i, distance)
    for k in np.flatnonzero((distance < rule.limit) | (distance <= least[i])).tolist():
        yield _between(ones, int(i[k]), others, int(j[k]), float(distance[k]))


def _gaps(bodies: PlacedBodies, limit: float) -> Iterator[Measured]:
    if len(bodies) < 2:
        return
    reach = limit + 2 * float(np.nan_to_num(bodies.radius).max())
    low, high = bodies.heights()
    for far in (reach, 4 * reach, 64 * reach):
        i, j = close_bodies(bodies, bodies, far)
        i, j = i[i < j], j[i < j]
        own = np.hypot(*(bodies.xy[i] - bodies.xy[j]).T) > _SAME
        own &= np.minimum(high[i], high[j]) > np.maximum(low[i], low[j])
        i, j = i[own], j[own]
        if len(i):
            break
    distance = body_distances(bodies, i, bodies, j)
    least = np.full(len(bodies), np.inf)
    np.minimum.at(least, i, distance)
    np.minimum.at(least, j, distance)
    for k in np.flatnonzero(distance < limit).tolist():
        yield _between(bodies, int(i[k]), bodies, int(j[k]), float(distance[k]))
    # of the others only how close they come
    for k in np.flatnonzero((distance >= limit) & (distance <= np.maximum(least[i], least[j]))).tolist():
        a, b = int(i[k]), int(j[k])
        yield Measured(float(distance[k]), bodies.point(a), bodies.point(b), bodies.name(a))


def _between(ones: PlacedBodies, a: int, others: PlacedBodies, b: int, distance: float) -> Measured:
    """A distance with its two ends on the walls."""
    start, end = walls_between(ones, a, others, b)
    z, to_z = float(ones.z[a]), float(others.z[b])
    names = ones.name(a), others.name(b)
    what = names[0] if names[0] == names[1] else " to ".join(names)
    return Measured(distance, (float(start[0]), float(start[1]), z), (float(end[0]), float(end[1]), to_z), what)


def by_part(solids: tuple[Solid, ...]) -> dict[str, list[Solid]]:
    """Solids by the part that they belong to."""
    found: dict[str, list[Solid]] = {}
    for solid in solids:
        found.setdefault(solid.part, []).append(solid)
    return found


def point(row: NDArray[np.float64]) -> tuple[float, float, float]:
    """x, y, z of a row."""
    x, y, z = row.tolist()
    return (x, y, z)


PLACES: Mapping[str, Measure] = {
    "pitch": Measure(pitch, "length", "from the middle of each to that of its nearest neighbour of the same part"),
    "gap": Measure(gap, "length", "from the wall of each to that of its neighbours of the same part, in plan"),
    "apart": Measure(apart, "length", "from each to the nearest of another kind at the same height, in plan",
                     picks=("of", "to")),
}  # fmt: skip
