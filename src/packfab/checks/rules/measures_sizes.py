# SPDX-License-Identifier: Apache-2.0
"""How large are things, how high for their width, and how large for what they stand on?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.spatial import KDTree

from packfab.checks.rules.measured import Measure, Measured
from packfab.checks.rules.rule import Rule
from packfab.checks.rules.scene import Scene, spots
from packfab.geometry import End, PlacedBodies, placed_bodies

_TOUCH = 2.0
"""nm, heights no further apart are one."""


def size(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """Diameter of each thing at one end, of others than round ones the shorter side."""
    bodies = placed_bodies(scene.solids(rule.pick()), end_of(rule))
    wide = bodies.width()
    for i in range(len(bodies)):
        yield Measured(float(wide[i]), bodies.point(i), None, bodies.name(i))


def height(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """From the foot of each thing to its head."""
    for solid in scene.solids(rule.pick()):
        for x, y, z in spots(solid, solid.z0).tolist():
            yield Measured(
                float(solid.z1 - solid.z0), (x, y, z), (x, y, float(solid.z1)), f"{solid.part}: {solid.name}"
            )


def aspect(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """Height of each thing over its width half way up."""
    solids = scene.solids(rule.pick())
    bodies = placed_bodies(solids, end_of(rule))
    wide = bodies.width()
    high = np.array([s.z1 - s.z0 for s in solids], dtype=np.float64)[bodies.solid]
    for i in range(len(bodies)):
        yield Measured(float(high[i] / max(wide[i], 1.0)), bodies.point(i), None, bodies.name(i))


def ratio(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """Width of each thing over that of the other at the same place."""
    ones = placed_bodies(scene.solids(rule.pick("of")), end_of(rule))
    others = placed_bodies(scene.solids(rule.pick("to")), "widest")
    for i, j in same_place(ones, others):
        amount = ones.width()[i : i + 1][0] / max(float(others.width()[j]), 1.0)
        yield Measured(float(amount), ones.point(i), others.point(j), f"{ones.name(i)} to {others.name(j)}")


def plating(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """Half of what the diameter of each thing is larger than that of the bore in it."""
    ones = placed_bodies(scene.solids(rule.pick("of")), "middle")
    others = placed_bodies(scene.solids(rule.pick("to")), "middle")
    wide, bore = ones.width(), others.width()
    for i, j in same_place(ones, others):
        yield Measured(float(wide[i] - bore[j]) / 2, ones.point(i), None, ones.name(i))


def same_place(ones: PlacedBodies, others: PlacedBodies) -> list[tuple[int, int]]:
    """Pairs of things that stand at one place in plan and meet in height: for each of `ones` the closest of others."""
    if not len(ones) or not len(others):
        return []
    half = ones.width() / 2
    distance, nearest = KDTree(others.xy).query(ones.xy, k=min(4, len(others)))
    distance, nearest = np.asarray(distance).reshape(len(ones), -1), np.asarray(nearest).reshape(len(ones), -1)
    found = []
    for i in range(len(ones)):
        one = ones.solids[int(ones.solid[i])]
        for k, j in enumerate(nearest[i].tolist()):
            other = others.solids[int(others.solid[j])]
            meets = min(one.z1, other.z1) >= max(one.z0, other.z0) - _TOUCH
            if distance[i, k] <= half[i] and meets:
                found.append((i, j))
                break
    return found


def end_of(rule: Rule) -> End:
    """The end at which a rule looks at its things: `low`, `high`, `widest` or `middle`."""
    word = rule.word("end", "middle")
    return word if word in ("low", "high", "widest") else "middle"  # type: ignore[return-value]


SIZES: Mapping[str, Measure] = {
    "size": Measure(size, "length", "diameter of each, or its shorter side", parameters={"end": "word"}),
    "height": Measure(height, "length", "from the foot of each to its head"),
    "aspect": Measure(aspect, "plain", "height of each over its width", parameters={"end": "word"}),
    "ratio": Measure(ratio, "plain", "width of each over that of the other at the same place", picks=("of", "to"),
                     parameters={"end": "word"}),
    "plating": Measure(plating, "length", "metal of each around the bore in it", picks=("of", "to")),
}  # fmt: skip
