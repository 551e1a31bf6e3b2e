# SPDX-License-Identifier: Apache-2.0
"""Do bonds and fingers fit their wires, and does what bleeds from below a die stay off the fingers?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy.spatial import KDTree

from packfab.checks.rules.bond_wires import BondWire, Placed, bond_wires, placed
from packfab.checks.rules.measured import Measure, Measured
from packfab.checks.rules.rule import Rule
from packfab.checks.rules.scene import Scene
from packfab.geometry import nearest_regions

_REACH = 3
"""A wire ends on what lies no more than so many diameters below or above the end of its axis."""


def width_in_diameters(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The width of each bond or finger over the diameter of the wire that ends on it."""
    for body, wires in _ending_on(scene, rule):
        yield Measured(body.sides[0] / max(w.diameter for w in wires), body.middle, None, body.name)


def length_in_diameters(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The longer side of each finger over the diameter of the wire that ends on it."""
    for body, wires in _ending_on(scene, rule):
        yield Measured(body.sides[1] / max(w.diameter for w in wires), body.middle, None, body.name)


def wires_on(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """How many wires end on each finger."""
    for body, wires in _ending_on(scene, rule):
        yield Measured(float(len(wires)), body.middle, None, body.name)


def beside(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """From each thing to the nearest of another kind and part, in plan, at whatever heights they lie."""
    yield from (found for found, _ in _nearest(scene, rule))


def beside_in_thicknesses(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """As `beside`, over the thickness of the nearest thing."""
    for found, nearest in _nearest(scene, rule):
        thickness = nearest.solid.z1 - nearest.solid.z0
        yield Measured(found.amount / thickness, found.at, found.to, found.what)


def _ending_on(scene: Scene, rule: Rule) -> Iterator[tuple[Placed, list[BondWire]]]:
    """Each body on which wires end, and these: those whose end lies over it in plan and within some diameters."""
    wires = tuple(bond_wires(scene.solids(rule.pick("wires"))).values())
    if not wires:
        return
    ends = np.concatenate([wire.axis[[0, -1]] for wire in wires])
    tree = KDTree(ends[:, :2])
    for body in placed(scene.solids(rule.pick()), rule.word("end", "middle")):
        x0, y0, x1, y1 = body.plan.box
        near = np.array(
            tree.query_ball_point(((x0 + x1) / 2, (y0 + y1) / 2), np.hypot(x1 - x0, y1 - y0) / 2), dtype=int
        )
        own = [wires[k // 2] for k in np.sort(near[body.plan.contains(ends[near, :2])]).tolist()
               if abs(ends[k, 2] - body.solid.z1) < _REACH * wires[k // 2].diameter]  # fmt: skip
        if own:
            yield body, own


def _nearest(scene: Scene, rule: Rule) -> Iterator[tuple[Measured, Placed]]:
    """For each of `of` the nearest of `to` that belongs to another part."""
    by_part: dict[str, list[Placed]] = {}
    for one in placed(scene.solids(rule.pick())):
        by_part.setdefault(one.solid.part, []).append(one)
    others = placed(scene.solids(rule.pick("to")))
    for part, ones in by_part.items():
        strange = [other for other in others if other.solid.part != part]
        if strange:
            yield from _told(ones, strange)


def _told(ones: Sequence[Placed], others: Sequence[Placed]) -> Iterator[tuple[Measured, Placed]]:
    found = nearest_regions([one.plan for one in ones], [other.plan for other in others])
    for k, one in enumerate(ones):
        other = others[int(found.nearest[k])]
        (x0, y0), (x1, y1) = found.at[k].tolist(), found.to[k].tolist()
        yield Measured(float(found.distance[k]), (x0, y0, one.middle[2]), (x1, y1, other.middle[2]),
                       f"{one.name} to {other.name}"), other  # fmt: skip


_OF_WIRES = ("of", "wires")
BONDS: Mapping[str, Measure] = {
    "bond width times": Measure(width_in_diameters, "plain", "width of each over the diameter of the wire on it",
                                _OF_WIRES, {"end": "word"}),
    "bond length times": Measure(length_in_diameters, "plain", "length of each over the diameter of the wire on it",
                                 _OF_WIRES),
    "wires on": Measure(wires_on, "plain", "how many wires end on each", _OF_WIRES),
    "beside": Measure(beside, "length", "from each to the nearest of another part in plan, at any height",
                      ("of", "to")),
    "beside times": Measure(beside_in_thicknesses, "plain", "the same over the thickness of what is nearest",
                            ("of", "to")),
}  # fmt: skip
