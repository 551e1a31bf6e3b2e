# SPDX-License-Identifier: Apache-2.0
"""Do bonds and fingers fit their wires, and does what bleeds from below a die stay off the fingers?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from packfab.checks.rules.bodies import Bodies, bodies_of, outlines
from packfab.checks.rules.bond_wires import BondWire, bond_wires
from packfab.checks.rules.measured import Measure, Measured
from packfab.checks.rules.measures_sizes import end_of
from packfab.checks.rules.rule import Rule
from packfab.checks.rules.scene import Scene


def width_in_diameters(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The width of each bond or finger over the diameter of the wire that ends on it."""
    bodies = bodies_of(scene.solids(rule.pick()), end_of(rule))
    wide = bodies.width()
    for i, wires in _ending_on(bodies, _wires(scene, rule)):
        yield Measured(float(wide[i]) / max(w.diameter for w in wires), bodies.point(i), None, bodies.name(i))


def length_in_diameters(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The longer side of each finger over the diameter of the wire that ends on it."""
    bodies = bodies_of(scene.solids(rule.pick()))
    wide = bodies.width()
    for i, wires in _ending_on(bodies, _wires(scene, rule)):
        length = longer_side(bodies.polygon[i]) if not bodies.round[i] else float(wide[i])
        yield Measured(length / max(w.diameter for w in wires), bodies.point(i), None, bodies.name(i))


def wires_on(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """How many wires end on each finger."""
    bodies = bodies_of(scene.solids(rule.pick()))
    for i, wires in _ending_on(bodies, _wires(scene, rule)):
        yield Measured(float(len(wires)), bodies.point(i), None, bodies.name(i))


def beside(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """From each thing to the nearest of another kind and part, in plan, at whatever heights they lie."""
    for away, ones, i, line, others, j in _nearest(scene, rule):
        yield _told(away, ones, i, line, others, j)


def beside_in_thicknesses(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """As `beside`, over the thickness of the nearest thing."""
    for away, ones, i, line, others, j in _nearest(scene, rule):
        nearest = others.solids[int(others.solid[j])]
        yield _told(away / (nearest.z1 - nearest.z0), ones, i, line, others, j)


def longer_side(polygon: shapely.Geometry) -> float:
    """The longer side of the least rectangle around a polygon, nm."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(polygon))
    return float(np.hypot(*np.diff(corners, axis=0).T).max(initial=0.0))


def _wires(scene: Scene, rule: Rule) -> tuple[BondWire, ...]:
    return tuple(bond_wires(scene.solids(rule.pick("wires"))).values())


def _ending_on(bodies: Bodies, wires: tuple[BondWire, ...]) -> Iterator[tuple[int, list[BondWire]]]:
    """Each body on which wires end, and these: those whose end lies over it in plan and within some diameters."""
    if not wires or not len(bodies):
        return
    ends = np.concatenate([wire.axis[[0, -1]] for wire in wires])
    tree = KDTree(ends[:, :2])
    heads = np.array([bodies.solids[int(k)].z1 for k in bodies.solid], dtype=np.float64)
    for i in range(len(bodies)):
        if bodies.round[i]:
            reach, middle = float(bodies.radius[i]), bodies.xy[i]
        else:
            x0, y0, x1, y1 = shapely.bounds(bodies.polygon[i]).tolist()
            reach, middle = float(np.hypot(x1 - x0, y1 - y0)) / 2, np.array([(x0 + x1) / 2, (y0 + y1) / 2])
        near = np.array(tree.query_ball_point(middle, reach), dtype=int)
        near = near[[abs(ends[k, 2] - heads[i]) < 3 * wires[k // 2].diameter for k in near]] if len(near) else near
        if len(near) and not bodies.round[i]:
            near = near[shapely.covers(bodies.polygon[i], shapely.points(ends[near, :2]))]
        if len(near):
            yield i, [wires[k // 2] for k in sorted(near.tolist())]


def _nearest(scene: Scene, rule: Rule) -> Iterator[tuple[float, Bodies, int, NDArray[np.float64], Bodies, int]]:
    """For each of `of` the nearest of `to` that belongs to another part (or none) and the line between them (2, 2)."""
    ones, others = bodies_of(scene.solids(rule.pick())), bodies_of(scene.solids(rule.pick("to")))
    if not len(ones) or not len(others):
        return
    shapes, targets = _filled(ones), _filled(others)
    parts = np.array([others.part(j) for j in range(len(others))])
    for part in sorted({ones.part(i) for i in range(len(ones))}):
        own = np.array([i for i in range(len(ones)) if ones.part(i) == part])
        strange = np.flatnonzero(parts != part)
        if len(strange):
            pairs = shapely.STRtree(targets[strange]).query_nearest(shapes[own], all_matches=False)
            for a, b in pairs.T.tolist():
                i, j = int(own[a]), int(strange[b])
                line = shapely.get_coordinates(shapely.shortest_line(shapes[i], targets[j])).reshape(-1, 2)
                yield float(shapely.distance(shapes[i], targets[j])), ones, i, line, others, j


def _filled(bodies: Bodies) -> NDArray[np.object_]:
    """Bodies as areas in plan: circles too, as polygons of 64 sides."""
    found = outlines(bodies)
    which = np.flatnonzero(bodies.round)
    found[which] = shapely.buffer(found[which], bodies.radius[which], quad_segs=16)
    return found


def _told(amount: float, ones: Bodies, i: int, line: NDArray[np.float64], others: Bodies, j: int) -> Measured:
    (x0, y0), (x1, y1) = line.tolist()
    what = f"{ones.name(i)} to {others.name(j)}"
    return Measured(amount, (x0, y0, float(ones.z[i])), (x1, y1, float(others.z[j])), what)


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
