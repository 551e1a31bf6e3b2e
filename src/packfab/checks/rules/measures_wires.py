# SPDX-License-Identifier: Apache-2.0
"""How long and how high are bond wires, at which angle do they leave their die, and how near do they come to what?

Distances are those of surfaces in space, exact to 1 nm (`packfab.geometry.spacing`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from packfab.checks.rules.bond_wires import BondWire, bond_wires, exit_of, found_within, plan_of
from packfab.checks.rules.measured import Measure, Measured
from packfab.checks.rules.measures_places import point
from packfab.checks.rules.rule import Rule
from packfab.checks.rules.scene import Scene
from packfab.geometry import Region, Solid, Spacing, Tube, at, crossings, joined, spacings, tube, wire_spacings

_MARGIN = 4
"""Pairs are told up to so many times the limit."""


def span(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """From the first to the second bond in plan."""
    for wire in _wires(scene, rule):
        yield Measured(wire.span, point(wire.axis[0]), point(wire.axis[-1]), wire.name)


def span_in_diameters(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The span over the diameter of the wire."""
    for wire in _wires(scene, rule):
        yield Measured(wire.span / wire.diameter, point(wire.axis[0]), point(wire.axis[-1]), wire.name)


def loop_height(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """From the face of the die that the wire starts on up to its highest point."""
    for wire, height in _loops(scene, rule):
        x, y, z = wire.peak
        yield Measured(height, (x, y, z), (x, y, z - height), wire.name)


def loop_in_diameters(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The loop height over the diameter of the wire."""
    for wire, height in _loops(scene, rule):
        x, y, z = wire.peak
        yield Measured(height / wire.diameter, (x, y, z), (x, y, z - height), wire.name)


def angle(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """Between the wire in plan and the normal of the edge at which it leaves its die."""
    dies = die_plans(scene)
    for wire in _wires(scene, rule):
        leaves = exit_of(wire, dies[wire.part]) if wire.part in dies else None
        if leaves is not None:
            along = (wire.axis[-1] - wire.axis[0])[:2] / wire.span
            turned = math.acos(min(1.0, max(-1.0, float(along @ leaves.normal))))
            yield Measured(turned, point(leaves.at), point(wire.axis[-1]), wire.name)


def crossing(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """Along z between two wires of other nets, where they cross in plan."""
    solids = scene.solids(rule.pick())
    wires = bond_wires(solids)
    for found in crossings(solids):
        one, other = wires[found.a], wires[found.b]
        if not one.joins(other):
            yield Measured(found.clearance, found.at, found.to, f"{one.name} to {other.name}")


def to_wire(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """Between two wires of other nets."""
    for found, one, other in wire_pairs(scene, rule, rule.limit * _MARGIN):
        yield Measured(found.distance, found.at, found.to, f"{one.name} to {other.name}")


def to_body(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """Between a wire and another body that it does not end on: of another net, and for dies of another part."""
    solids = scene.solids(rule.pick())
    wires = bond_wires(solids)
    parts = {wire.part for wire in wires.values()}
    others = tuple(s for s in scene.solids(rule.pick("to")) if s.role != "die" or parts - {s.part})
    if not wires or not others:
        return

    def search(within: float) -> tuple[Spacing, ...]:
        found = spacings(solids, others, within=within)
        return tuple(s for s in found if _stranger(wires[s.a], others[s.b[0]], s.b[1], s.distance))

    for found in found_within(search, rule.limit * _MARGIN):
        wire, other = wires[found.a], others[found.b[0]]
        yield Measured(found.distance, found.at, found.to, f"{wire.name} to {other.part}: {other.name}")


def to_own_die(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """Between a wire, from where it passes the edge of its die on, and that die."""
    bodies = {s.part: s for s in scene.build.select(role="die")}
    dies = die_plans(scene)
    for part, die in bodies.items():
        rest: list[Solid] = []
        names: list[str] = []
        for solid in scene.solids(rule.pick()):
            if solid.part != part or not isinstance(solid.shape, Tube):
                continue
            for wire in bond_wires([solid]).values():
                leaves = exit_of(wire, dies[part])
                if leaves is not None:
                    rest.append(replace(solid, shape=tube(leaves.beyond, wire.radius), places=at([(0, 0)]), nets=()))
                    names.append(wire.name)
        for found in found_within(partial(_from_die, rest, die), rule.limit * _MARGIN):
            yield Measured(found.distance, found.at, found.to, names[found.a[0]])


def _from_die(rest: list[Solid], die: Solid, within: float) -> tuple[Spacing, ...]:
    return spacings(rest, [die], within=within)


def wire_pairs(scene: Scene, rule: Rule, first: float) -> Iterator[tuple[Spacing, BondWire, BondWire]]:
    """Pairs of wires of other nets, up to a distance (nm) at which there are some."""
    solids = scene.solids(rule.pick())
    wires = bond_wires(solids)

    def search(within: float) -> tuple[Spacing, ...]:
        return tuple(s for s in wire_spacings(solids, within=within) if not wires[s.a].joins(wires[s.b]))

    for found in found_within(search, first):
        yield found, wires[found.a], wires[found.b]


def die_plans(scene: Scene) -> dict[str, Region]:
    """The outline of each chip in plan."""
    plans: dict[str, list[Region]] = {}
    for solid in scene.build.select(role="die"):
        plans.setdefault(solid.part, []).extend(plan_of(solid, place) for place in range(len(solid.places)))
    return {part: joined(regions) for part, regions in plans.items()}


def _wires(scene: Scene, rule: Rule) -> tuple[BondWire, ...]:
    return tuple(bond_wires(scene.solids(rule.pick())).values())


def _loops(scene: Scene, rule: Rule) -> Iterator[tuple[BondWire, float]]:
    faces = {s.part: s.z1 for s in scene.build.select(role="die")}
    for wire in _wires(scene, rule):
        yield wire, wire.peak[2] - faces.get(wire.part, wire.axis[0, 2])


def _stranger(wire: BondWire, other: Solid, place: int, distance: float) -> bool:
    """Whether a wire has to keep clear of a body: not of what it stands on or joins."""
    net = other.nets_by_place[place]
    if (wire.net and wire.net == net) or (other.role == "die" and other.part == wire.part):
        return False
    if distance > wire.diameter:
        return True
    return not bool(plan_of(other, place).contains(wire.axis[[0, -1], :2]).any())


WIRES: Mapping[str, Measure] = {
    "wire span": Measure(span, "length", "from the first to the second bond of a wire in plan"),
    "wire span times": Measure(span_in_diameters, "plain", "the span of a wire over its diameter"),
    "wire loop": Measure(loop_height, "length", "from the face of the die to the top of a wire"),
    "wire loop times": Measure(loop_in_diameters, "plain", "the loop height of a wire over its diameter"),
    "wire angle": Measure(angle, "angle", "between a wire in plan and the normal of the die edge that it passes"),
    "wire crossing": Measure(crossing, "length", "along z between wires that cross in plan"),
    "wire to wire": Measure(to_wire, "length", "in space between two wires of other nets"),
    "wire to body": Measure(to_body, "length", "in space between a wire and a body of another net", ("of", "to")),
    "wire to own die": Measure(to_own_die, "length", "in space between a wire beyond the edge of its die and the die"),
}
