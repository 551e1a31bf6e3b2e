# SPDX-License-Identifier: Apache-2.0
"""How far apart do equal things stand: bumps, balls, holes?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from packfab.checks.rules.measured import Measure, Measured
from packfab.checks.rules.rule import Rule
from packfab.checks.rules.scene import Scene, spots
from packfab.geometry import Solid


def pitch(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """From the middle of each thing to that of its nearest neighbour of the same part, in plan."""
    for part, solids in by_part(scene.solids(rule.pick())).items():
        middle = np.concatenate([spots(s) for s in solids])
        names = np.repeat([s.name for s in solids], [len(s.places) for s in solids])
        if len(middle) < 2:
            continue
        _, other = KDTree(middle[:, :2]).query(middle[:, :2], k=2)
        nearest = np.asarray(other)[:, 1]
        distance = np.hypot(*(middle - middle[nearest])[:, :2].T)
        for i, j in enumerate(nearest.tolist()):
            yield Measured(float(distance[i]), point(middle[i]), point(middle[j]), f"{part}: {names[i]}")


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
}
