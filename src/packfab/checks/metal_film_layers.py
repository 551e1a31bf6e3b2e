# SPDX-License-Identifier: Apache-2.0
"""Which dielectrics and wiring layers lie over the dies, as built, and what do the holes between them join?

A wiring layer is the metal that lies on a dielectric: it ends above the upper face of that and below the upper face of
the next one. Metal that ends at the upper face of a dielectric lies in its holes. Which is which comes from heights,
never from names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from packfab.checks.fan_out_layers import Opening, Sheet, sheets_of
from packfab.geometry import Build, Network
from packfab.process import DEVICE_ROLES

OTHER_DEVICES = ("transformer", "antenna", "fuse")
"""Roles of passive devices that they do not name."""
BUS = "bus"
WIRED = frozenset({"rdl", BUS, *DEVICE_ROLES, *OTHER_DEVICES})
"""Roles of the metal of the thin-film circuit."""
TOUCH = 2.0
"""nm, heights that differ by less meet."""


@dataclass(frozen=True, slots=True, eq=False)
class Hole:
    """A hole through a dielectric: the bodies of wiring in it, what they touch below, and whether they touch the layer.

    below: bodies of die pads, or of the wiring layer underneath; steps: those that made the metal in it.
    """

    opening: Opening
    bodies: frozenset[int]
    below: frozenset[int]
    meets_layer: bool
    steps: frozenset[int]
    materials: frozenset[str]

    @property
    def joins(self) -> bool:
        """Whether metal in it joins what lies below with the wiring layer above."""
        return self.meets_layer and bool(self.below)

    @property
    def at(self) -> tuple[float, float, float]:
        """Its middle, nm."""
        return self.opening.at


@dataclass(frozen=True, slots=True, eq=False)
class FilmLayer:
    """A dielectric, its holes and the wiring on it: solids (indices), bodies (of the network), z0 to z1 in nm."""

    name: str
    dielectric: Sheet
    solids: frozenset[int]
    bodies: frozenset[int]
    z0: float
    z1: float
    holes: tuple[Hole, ...]

    @property
    def middle(self) -> float:
        """Half way up the wiring, nm."""
        return (self.z0 + self.z1) / 2


@dataclass(frozen=True, eq=False)
class Wiring:
    """The network of the metal, with what its bodies belong to."""

    build: Build
    net: Network

    @cached_property
    def label(self) -> list[int]:
        """Component of each body."""
        found: list[int] = self.net.label.tolist()
        return found

    @cached_property
    def through(self) -> list[int]:
        """The same, where what touches a passive device hangs together with it and with all that lies beyond it."""
        count = len(self.net.bodies)
        pairs = np.array([(link.a, link.b) for link in self.net.links], dtype=np.int64).reshape(-1, 2)
        graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
        found: list[int] = connected_components(graph, directed=False)[1].tolist()
        return found

    @cached_property
    def role(self) -> list[str]:
        """Role of each body."""
        return [self.build.solids[body.solid].role for body in self.net.bodies]

    @cached_property
    def by_solid(self) -> dict[int, list[int]]:
        """Bodies of each solid."""
        found: dict[int, list[int]] = {}
        for index, body in enumerate(self.net.bodies):
            found.setdefault(body.solid, []).append(index)
        return found

    def of(self, solids: Sequence[int] | frozenset[int]) -> frozenset[int]:
        """Bodies of these solids."""
        return frozenset(body for solid in solids for body in self.by_solid.get(solid, ()))

    def bodies(self, *roles: str, part: str = "") -> tuple[int, ...]:
        """Bodies of these roles, of one part where it is named."""
        return tuple(i for i, role in enumerate(self.role)
                     if role in roles and (not part or self.part(i) == part))  # fmt: skip

    def part(self, body: int) -> str:
        """Part that a body belongs to."""
        return self.build.solids[self.net.bodies[body].solid].part

    def beside(self, bodies: frozenset[int]) -> frozenset[int]:
        """The bodies and all that they touch."""
        return bodies.union(*(self.net.neighbours[body] for body in bodies))


def layers_of(wiring: Wiring) -> tuple[FilmLayer, ...]:
    """The dielectrics with their wiring, from below; a dielectric without wiring on it is one of an empty layer."""
    build = wiring.build
    sheets = sorted((s for s in sheets_of(build, up=False) if s.role == "insulator"), key=lambda s: s.z1)
    tops = np.array([sheet.z1 for sheet in sheets])
    on: list[set[int]] = [set() for _ in sheets]
    for index, solid in enumerate(build.solids):
        if solid.role in WIRED and solid.mode != "cut" and len(solid.places):
            number = int(np.searchsorted(tops, solid.z1 - TOUCH)) - 1
            in_holes = number + 1 < len(tops) and solid.z1 >= tops[number + 1] - TOUCH
            if number >= 0 and not in_holes:
                on[number].add(index)
    below = frozenset(wiring.bodies("pad"))
    found: list[FilmLayer] = []
    for sheet, solids in zip(sheets, on, strict=True):
        bodies = wiring.of(frozenset(solids))
        low = min((float(build.solids[i].z0) for i in solids), default=sheet.z1)
        high = max((float(build.solids[i].z1) for i in solids), default=sheet.z1)
        holes = tuple(_holes(wiring, sheet, below=below, above=bodies))
        found.append(FilmLayer(sheet.name.split(" ")[0], sheet, frozenset(solids), bodies, max(low, sheet.z1), high,
                               holes))  # fmt: skip
        below = bodies or below
    return tuple(found)


def _holes(wiring: Wiring, sheet: Sheet, *, below: frozenset[int], above: frozenset[int]) -> list[Hole]:
    """The holes of a dielectric with the metal in them."""
    own = wiring.bodies(*WIRED)
    bodies, build = wiring.net.bodies, wiring.build
    boxes = np.array([(*bodies[i].box, bodies[i].z0, bodies[i].z1) for i in own]).reshape(-1, 6)
    found = []
    for opening in sheet.holes:
        x0, y0, x1, y1 = opening.hole.region.box
        z0, z1 = opening.hole.z0 + TOUCH, opening.hole.z1 - TOUCH
        met = ((boxes[:, 0] < x1) & (boxes[:, 2] > x0) & (boxes[:, 1] < y1) & (boxes[:, 3] > y0)
               & (boxes[:, 4] < z1) & (boxes[:, 5] > z0))  # fmt: skip
        inside = frozenset(own[i] for i in np.flatnonzero(met).tolist()) if opening.hole.share(*WIRED) > 0 else None
        seen = wiring.beside(inside) if inside else frozenset[int]()
        solids = [build.solids[bodies[i].solid] for i in inside or ()]
        found.append(Hole(opening, inside or frozenset(), seen & below, bool(seen & above),
                          frozenset(s.step for s in solids), frozenset(s.material for s in solids)))  # fmt: skip
    return found
