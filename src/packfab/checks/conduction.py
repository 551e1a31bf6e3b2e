# SPDX-License-Identifier: Apache-2.0
"""What do vias and side traces join: metal of which carrier, pads of which chips, and where does one miss?

All from the network of the metal as built: what conducts says the material, whatever role a body plays. A cap that
closes the bore of a via was made with it and lies within its outline, so it is no pad that the via could meet or miss.
A pad of another net is no pad of it either, nor is a plane.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from packfab.checks.chips import is_carrier
from packfab.geometry import Box, Build, Network, Solid, network
from packfab.materials import CONDUCTORS, Library
from packfab.process import DEVICE_ROLES

PADS = frozenset({"via land", "ball pad", "landing"})
WIRED = PADS | {"trace", "finger"}
"""Metal of a carrier that a conductor may end on; a plane that a hole runs into is none."""
_WITHIN = 1_000.0
"""nm, a body that reaches no further than this beyond a via lies within its outline."""

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Miss:
    """A pad of a part that a conductor should touch but does not: how far it is (nm, inf without any), and where."""

    part: str
    pad: str
    distance: float
    at: Point


@dataclass(frozen=True, slots=True)
class Conductor:
    """A via at one place, or a side trace: the metal of carriers that it touches, and the chips on its net.

    net: as its solid says; places: (solid, place) in the build; at: its middle, of a trace a point in it; box: in
    plan; pieces: 1 when it is whole, 0 when nothing of it is left; touches: (part, role) of the metal; misses: of a via
    one for each face of a carrier on which it has a pad but does not touch it, of a trace one for each carrier.
    """

    name: str
    net: str
    places: tuple[tuple[int, int], ...]
    at: Point
    box: Box
    z0: float
    z1: float
    pieces: int
    touches: frozenset[tuple[str, str]]
    chips: frozenset[str]
    misses: tuple[Miss, ...]

    def meets(self, part: str) -> bool:
        """Whether it touches a pad or trace of the part."""
        return any(touched == part and role in WIRED for touched, role in self.touches)

    def joins(self, parts: Iterable[str]) -> bool:
        """Whether it is whole and touches metal of every part, missing no pad of it."""
        missed = {miss.part for miss in self.misses}
        return self.pieces == 1 and all(self.meets(part) and part not in missed for part in parts)


@dataclass(frozen=True, slots=True, eq=False)
class Metal:
    """All metal of a build: its network, the bodies at (solid, place), and the chips with pads on each component."""

    build: Build
    net: Network
    bodies_at: Mapping[tuple[int, int], tuple[int, ...]]
    chips_on: Mapping[int, frozenset[str]]

    def span(self, part: str) -> tuple[float, float]:
        """Lowest and highest z of a part, nm."""
        solids = self.build.select(part=part)
        return (min(s.z0 for s in solids), max(s.z1 for s in solids))

    def made_of(self, body: int) -> Solid:
        """The solid that a body belongs to."""
        return self.build.solids[self.net.bodies[body].solid]

    def net_of(self, body: int) -> str:
        """The net that the solid of a body names at its place; empty when it names none."""
        nets = self.made_of(body).nets_by_place
        return nets[self.net.bodies[body].place]


def conducting(build: Build, library: Library) -> Network:
    """How all hangs together that is made of a material that conducts.

    Passive devices made of the wiring stand apart: they lie between two nets. Metal of a device that carries a net is
    part of that net.
    """
    conducts = {s.material: s.material in library and library.get(s.material).category in CONDUCTORS
                for s in build.solids}  # fmt: skip
    return network(build, lambda solid: conducts[solid.material], apart=is_device)


def is_device(solid: Solid) -> bool:
    """Whether it is metal of a passive device that lies between nets."""
    return solid.role in DEVICE_ROLES and not any(solid.nets)


def metal_of(build: Build, net: Network) -> Metal:
    """The metal of the build with its network."""
    bodies_at: dict[tuple[int, int], tuple[int, ...]] = {}
    chips_on: dict[int, frozenset[str]] = {}
    for index, (body, label) in enumerate(zip(net.bodies, net.label.tolist(), strict=True)):
        key = (body.solid, body.place)
        bodies_at[key] = (*bodies_at.get(key, ()), index)
        if build.solids[body.solid].role == "pad":
            chips_on[label] = chips_on.get(label, frozenset()) | {build.solids[body.solid].part}
    return Metal(build, net, bodies_at, chips_on)


def vias_of(metal: Metal, carriers: Sequence[str]) -> tuple[Conductor, ...]:
    """Every through via of the part `vias`, place by place."""
    found = []
    for index, solid in enumerate(metal.build.solids):
        if solid.part == "vias" and solid.role == "via" and solid.mode != "cut":
            found += [_conductor(metal, [(index, p)], carriers, hollow=True) for p in range(len(solid.places))]
    return tuple(found)


def traces_of(metal: Metal, carriers: Sequence[str]) -> tuple[Conductor, ...]:
    """Every trace of the part `side traces`; solids of one name and net are one trace."""
    groups: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for index, solid in enumerate(metal.build.solids):
        if solid.part == "side traces" and solid.role == "trace" and solid.mode != "cut":
            for place, name in enumerate(solid.nets_by_place):
                groups.setdefault((solid.name, name), []).append((index, place))
    return tuple(_conductor(metal, group, carriers, hollow=False) for group in groups.values())


def _conductor(metal: Metal, places: Sequence[tuple[int, int]], carriers: Sequence[str], *, hollow: bool) -> Conductor:
    """The conductor in these (solid, place); what lies within the outline of a hollow one is its cap."""
    net, (index, place) = metal.net, places[0]
    solid = metal.build.solids[index]
    own = [body for key in places for body in metal.bodies_at.get(key, ())]
    name = solid.nets_by_place[place]
    if not own:
        x, y = (float(v) for v in solid.places[place])
        at = (x, y, (solid.z0 + solid.z1) / 2)
        return Conductor(solid.name, name, (), at, (x, y, x, y), 0.0, 0.0, 0, frozenset(), frozenset(), ())
    box = _around(net, own)
    outline = box if hollow else None
    seen = {other for body in own for other in net.neighbours[body]}.difference(own)
    met = [
        body
        for body in seen
        if is_carrier(metal.made_of(body).part)
        and not _inside(net.bodies[body].box, outline)
        and _agree(name, metal.net_of(body))
    ]
    labels = {int(net.label[body]) for body in own}
    missed = [
        _nearest(metal, own, part, pads)
        for part in carriers
        for pads in _missed(metal, _pads(metal, part, outline), name, met, by_face=hollow)
    ]
    return Conductor(
        solid.name,
        name,
        tuple(places),
        _middle(box, solid) if hollow else net.bodies[own[0]].where,
        box,
        min(net.bodies[body].z0 for body in own),
        max(net.bodies[body].z1 for body in own),
        len(labels),
        frozenset((metal.made_of(body).part, metal.made_of(body).role) for body in met),
        frozenset[str]().union(*(metal.chips_on.get(label, frozenset()) for label in labels)),
        tuple(missed),
    )


def _pads(metal: Metal, part: str, outline: Box | None) -> dict[bool, list[int]]:
    """The pads of a carrier on its lower (False) and upper face, without caps within the outline."""
    low, high = metal.span(part)
    found: dict[bool, list[int]] = {False: [], True: []}
    for index, body in enumerate(metal.net.bodies):
        solid = metal.made_of(index)
        if solid.part == part and solid.role in PADS and not _inside(body.box, outline):
            found[body.z0 + body.z1 > low + high].append(index)
    return found


def _missed(
    metal: Metal, pads: Mapping[bool, Sequence[int]], name: str, met: Sequence[int], *, by_face: bool
) -> list[list[int]]:
    """Groups of pads of a carrier of which one should have been met: those of the conductor's net where it has any.

    by_face: one on each face that has some; else one on either face.
    """
    every = [body for group in pads.values() for body in group]
    if not every:
        return [[]]
    named = {face: [b for b in group if not name or metal.net_of(b) == name] for face, group in pads.items()}
    part = metal.made_of(every[0]).part
    wired = [b for b in met if metal.made_of(b).part == part and metal.made_of(b).role in WIRED]
    if not by_face or not any(named.values()):
        return [] if wired else [[b for group in named.values() for b in group] or every]
    low, high = metal.span(part)
    faces = {metal.net.bodies[b].z0 + metal.net.bodies[b].z1 > low + high for b in wired}
    return [group for face, group in named.items() if group and face not in faces]


def _nearest(metal: Metal, own: Sequence[int], part: str, pads: Sequence[int]) -> Miss:
    """How far the nearest of the pads is."""
    if not pads:
        return Miss(part, "", math.inf, metal.net.bodies[own[0]].where)
    near = metal.net.approach(own, pads)
    return Miss(part, metal.made_of(near.b).name, near.distance, near.at_a)


def _agree(name: str, other: str) -> bool:
    """Whether two nets may be one: they are the same, or one has no name."""
    return not name or not other or name == other


def _middle(box: Box, solid: Solid) -> Point:
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, (solid.z0 + solid.z1) / 2)


def _around(net: Network, bodies: Iterable[int]) -> Box:
    boxes = [net.bodies[body].box for body in bodies]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def _inside(box: Box, outline: Box | None) -> bool:
    if outline is None:
        return False
    low = box[0] >= outline[0] - _WITHIN and box[1] >= outline[1] - _WITHIN
    return low and box[2] <= outline[2] + _WITHIN and box[3] <= outline[3] + _WITHIN
