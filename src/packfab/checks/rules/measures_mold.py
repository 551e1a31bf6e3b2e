# SPDX-License-Identifier: Apache-2.0
"""Is there enough compound over what it covers, and room for its particles where it has to flow?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.spatial import KDTree

from packfab.checks.chips import Chip
from packfab.checks.rules.bond_wires import bond_wires, plan_of
from packfab.checks.rules.measured import Measure, Measured
from packfab.checks.rules.measures_wires import wire_pairs
from packfab.checks.rules.rule import Rule
from packfab.checks.rules.scene import Scene
from packfab.geometry import Barrel, Build, Frustum, Region, Solid, SphereZone, column

COMPOUND = "encapsulant"
_FLOWS = frozenset({COMPOUND, "void", ""})
_JOINTS = frozenset({"bump", "pillar", "cap", "joint"})
"""Roles that leave room for the compound; no solid has the role ''."""
_GRID = 5
_INSET = 0.08
"""Part of a side by which points of a face lie within its edge."""
_FIRST = 200_000.0
"""nm, up to which pairs of wires are told first."""


def compound_over(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """Compound over each thing, from its head up to the first that is no compound; what carries another is left out."""
    for solid in scene.solids(rule.pick()):
        for place in range(len(solid.places)):
            found = [m for point in _points(plan_of(solid, place)) if (m := _over(scene.build, solid, point))]
            if found:
                yield min(found, key=lambda m: m.amount)


def compound_over_wire(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """Compound over the highest point of each wire."""
    shots = [s for s in scene.build.select(role=COMPOUND) if len(s.places)]
    cuts = [s for s in scene.build.solids if s.mode == "cut" and (not s.only or s.only & {x.material for x in shots})]
    plans = [(s, plan_of(s, place)) for s in (*shots, *cuts) for place in range(len(s.places))]
    wires = list(bond_wires(scene.solids(rule.pick())).values())
    peaks = np.array([wire.peak for wire in wires]).reshape(-1, 3)
    top = np.full(len(wires), -np.inf)
    for solid, plan in plans:
        if solid.mode != "cut":
            over = plan.contains(peaks[:, :2]) & (solid.z1 > peaks[:, 2])
            top[over] = np.maximum(top[over], solid.z1)
    for solid, plan in plans:
        if solid.mode == "cut" and solid.z0 < top.max(initial=0.0):
            over = plan.contains(peaks[:, :2]) & (solid.z0 >= peaks[:, 2])
            top[over] = np.minimum(top[over], solid.z0)
    for wire, (x, y, z), head in zip(wires, peaks.tolist(), top.tolist(), strict=True):
        if np.isfinite(head) and shots:
            yield Measured(head - z, (x, y, z), (x, y, head), wire.name)
        elif shots:
            yield Measured(min(0.0, max(s.z1 for s in shots) - z), (x, y, z), None, wire.name)


def gap(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The bonding gap of each flip chip, where it is least."""
    yield from (m for m, _ in _gaps(scene))


def gap_in_particles(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The bonding gap of each flip chip that the compound fills, over the largest particle of it."""
    particle = top_cut(scene)
    for m, flows in _gaps(scene):
        if particle and flows:
            yield Measured(m.amount / particle, m.at, m.to, m.what)


def bumps_in_particles(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The room between neighbouring bumps that compound flows round, over the largest particle of it."""
    particle = top_cut(scene)
    filled = {m.what for m, flows in _gaps(scene) if flows}
    bumps: dict[str, list[Solid]] = {}
    for solid in scene.solids(rule.pick()):
        if isinstance(solid.shape, Frustum | SphereZone | Barrel) and f"{solid.part}: gap" in filled:
            bumps.setdefault(solid.part, []).append(solid)
    for part, solids in bumps.items() if particle else ():
        xy = np.concatenate([s.places for s in solids]).astype(np.float64)
        radius = np.repeat([s.shape.box[2] for s in solids], [len(s.places) for s in solids])
        z = np.repeat([(s.z0 + s.z1) / 2 for s in solids], [len(s.places) for s in solids])
        xy, first = np.unique(xy, axis=0, return_index=True)
        radius, z = radius[first], z[first]
        if len(xy) < 2:
            continue
        near = np.asarray(KDTree(xy).query(xy, k=2)[1])[:, 1]
        way = xy[near] - xy
        size = np.hypot(*way.T)
        for i in range(len(xy)):
            room = float(size[i] - radius[i] - radius[near[i]])
            (x0, y0), (x1, y1) = xy[i] + way[i] / size[i] * radius[i], xy[near[i]] - way[i] / size[i] * radius[near[i]]
            yield Measured(room / particle, (x0, y0, z[i]), (x1, y1, z[i]), f"{part}: {solids[0].name}")


def wires_in_particles(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The room between wires of other nets, over the largest particle of the compound."""
    particle = top_cut(scene)
    if particle:
        for found, one, other in wire_pairs(scene, rule, _FIRST):
            yield Measured(found.distance / particle, found.at, found.to, f"{one.name} to {other.name}")


def top_cut(scene: Scene) -> float:
    """Diameter of the largest particle of the coarsest compound, nm; 0 where no record tells."""
    found = [r.parameters.get("filler_top_cut") for r in scene.records if r.step == "Mold"]
    return max((float(v) for v in found if isinstance(v, int | float)), default=0.0)


def _points(plan: Region) -> list[tuple[float, float]]:
    """A point well inside a region, and corners of its box moved inwards, as far as they lie in it."""
    x0, y0, x1, y1 = plan.box
    dx, dy = _INSET * (x1 - x0), _INSET * (y1 - y0)
    corners = [(x, y) for x in (x0 + dx, x1 - dx) for y in (y0 + dy, y1 - dy)]
    inside = plan.contains(corners)
    return [plan.inner_point, *(corner for corner, fine in zip(corners, inside, strict=True) if fine)]


def _over(build: Build, solid: Solid, at: tuple[float, float]) -> Measured | None:
    """Compound right over the head of a body at a point: none where the mold left a void there."""
    x, y = at
    for layer in column(build, x, y):
        role = build.solids[layer.index].role if layer.index >= 0 else ""
        if layer.z0 <= solid.z1 < layer.z1 and role in (COMPOUND, "void"):
            amount = layer.z1 - solid.z1 if role == COMPOUND else 0.0
            return Measured(amount, (x, y, float(solid.z1)), (x, y, layer.z1), f"{solid.part}: {solid.name}")
    return None


def _gaps(scene: Scene) -> Iterator[tuple[Measured, bool]]:
    """The least gap at the active face of each flip chip, and whether compound flows in it."""
    for chip in scene.chips:
        if chip.attach == "flip-chip":
            found = [seen for point in _grid(chip) if (seen := _below(scene.build, chip, point))]
            if found:
                yield min(found, key=lambda seen: seen[0].amount)


def _grid(chip: Chip) -> list[tuple[float, float]]:
    x0, y0, x1, y1 = chip.outline.box
    share = np.linspace(_INSET, 1 - _INSET, _GRID)
    points = [(x0 + s * (x1 - x0), y0 + t * (y1 - y0)) for s in share for t in share]
    return [point for point, fine in zip(points, chip.outline.contains(points), strict=True) if fine]


def _below(build: Build, chip: Chip, at: tuple[float, float]) -> tuple[Measured, bool] | None:
    """The room between the active face and the first body that stands fast, seen at a point beside the bumps.

    A point over the shoulder of a bump, which is wider than its foot, sees no gap.
    """
    x, y = at
    layers = column(build, x, y)
    face = float(chip.z1 if chip.hangs else chip.z0)
    if not chip.hangs:
        layers = layers[::-1]
    end, roles, stop = face, set(), ""
    for layer in layers:
        near, far = (layer.z0, layer.z1) if chip.hangs else (layer.z1, layer.z0)
        role = build.solids[layer.index].role if layer.index >= 0 else ""
        if abs(near - end) < 1.0 and role in _FLOWS | {"underfill"}:
            end = far
            roles.add(role)
        elif abs(near - end) < 1.0:
            stop = role
    if not roles or stop in _JOINTS or end in (layers[0].z0, layers[-1].z0, layers[-1].z1):
        return None
    return Measured(abs(end - face), (x, y, face), (x, y, end), f"{chip.name}: gap"), "underfill" not in roles


MOLD: Mapping[str, Measure] = {
    "compound over": Measure(compound_over, "length", "compound over each"),
    "compound over wire": Measure(compound_over_wire, "length", "compound over the top of each wire"),
    "bonding gap": Measure(gap, "length", "between a flip chip and what it faces", ()),
    "gap particles": Measure(gap_in_particles, "plain", "the bonding gap over the largest filler particle", ()),
    "bump gap particles": Measure(bumps_in_particles, "plain", "room between bumps over the largest filler particle"),
    "wire gap particles": Measure(wires_in_particles, "plain", "room between wires over the largest filler particle"),
}
