# SPDX-License-Identifier: Apache-2.0
"""What was fabricated on a metal substrate, as far as the claims of document 004 ask?

All from the geometry as built and the network of what conducts in it; the records tell the order of the steps, what
they were made with, and what the dies do. Of each thing there is one answer, found when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from packfab.checks.conduction import conducting
from packfab.checks.limits import Limits
from packfab.checks.metal_film_circuit import (
    BusLine,
    Inside,
    Passive,
    Round,
    Trace,
    buses_of,
    inner_trace,
    inside_of,
    outer_trace,
    passives_of,
    rounds_of,
)
from packfab.checks.metal_film_layers import TOUCH, WIRED, FilmLayer, Wiring, layers_of
from packfab.checks.metal_film_line import ON_METAL, FilmLine
from packfab.checks.metal_film_points import BondingPad, Cover, bonding_pads, cover_of
from packfab.checks.metal_film_substrate import SUBSTRATE, Filled, Metal, Seat, filled_of, metal_of, seat_of
from packfab.geometry import EMPTY, Build, Network, Record, Region, beyond, joined, rectangle, slice_at
from packfab.materials import Library

Level = Literal["first", "second", "furthest", "every"]
_OF_DIE = frozenset({"die", "pad", "interlayer", "internal circuit"})
_KNOWN = frozenset({*WIRED, "pad", "internal circuit", "device contact", SUBSTRATE})


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what a group of claims speaks: one die or several, which wiring layers, a package or all on the line.

    words: how titles tell it.
    """

    words: str
    dies: Literal["one", "several"] = "several"
    level: Level = "first"
    on_line: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class FilmDie:
    """A die as it stands: back and active face in nm, outline, the bodies of its pads, and whether these look up."""

    name: str
    back: int
    face: int
    outline: Region
    pads: tuple[int, ...]
    up: bool

    @property
    def thickness(self) -> int:
        """nm."""
        return self.face - self.back


@dataclass(frozen=True, eq=False)
class MetalFilm:
    """What the claims look at."""

    build: Build
    limits: Limits
    library: Library
    line: FilmLine
    wiring: Wiring
    on_metal: bool

    @cached_property
    def dies(self) -> tuple[FilmDie, ...]:
        """The dies, each where it stands."""
        parts = dict.fromkeys(s.part for s in self.build.select(role="die"))
        return tuple(die for part in parts for die in self._dies(part))

    def _dies(self, part: str) -> list[FilmDie]:
        own = [s for s in self.build.select(part=part) if s.role in _OF_DIE]
        bodies = [s for s in own if s.role == "die"]
        back, face = min(s.z0 for s in bodies), max(s.z1 for s in own)
        middle = (back + face) / 2
        flat = [p.region for p in slice_at(self.build, middle).pieces if p.solid.role == "die" and p.solid.part == part]
        pads = self.wiring.bodies("pad", part=part)
        where = [self.wiring.net.bodies[pad].where for pad in pads]
        found = []
        for outline in joined(flat).parts:
            inside = outline.contains([at[:2] for at in where]) if where else np.zeros(0, bool)
            own_pads = [k for k in range(len(pads)) if inside[k]]
            up = bool(own_pads) and all(where[k][2] > middle for k in own_pads)
            found.append(FilmDie(part, back, face, outline, tuple(pads[k] for k in own_pads), up))
        return found

    @cached_property
    def packages(self) -> int:
        """How many packages like the one that is looked at have been on the line."""
        shown = max(1, len(self.dies))
        return max(1, self.line.sites, sum(self.line.per_package) // shown)

    @cached_property
    def over_dies(self) -> Region:
        """All that lies above active faces, in plan."""
        return joined([die.outline for die in self.dies]) if self.dies else EMPTY

    @cached_property
    def metal(self) -> Metal | None:
        """The metal substrate."""
        return metal_of(self.build, self.limits, self.library)

    @cached_property
    def seats(self) -> tuple[tuple[FilmDie, Seat], ...]:
        """What each die sits on."""
        metal = self.metal
        return (
            tuple((d, seat_of(self.build, metal, d.outline, d.back, self.limits)) for d in self.dies) if metal else ()
        )

    @cached_property
    def filled(self) -> Filled | None:
        """What surrounds the dies."""
        return filled_of(self.build, self.limits)

    @cached_property
    def layers(self) -> tuple[FilmLayer, ...]:
        """Dielectrics and the wiring on them, from below."""
        return layers_of(self.wiring)

    @cached_property
    def live(self) -> frozenset[int]:
        """Components of the network that hold a die pad."""
        return frozenset(self.wiring.label[pad] for die in self.dies for pad in die.pads)

    @cached_property
    def pads(self) -> tuple[BondingPad, ...]:
        """The bonding pads."""
        return bonding_pads(self.wiring, (pad for die in self.dies for pad in die.pads), self.library)

    @cached_property
    def cover(self) -> Cover | None:
        """The passivation."""
        film = self.layers[-1].dielectric.outline if self.layers else self.metal.outline if self.metal else EMPTY
        return cover_of(self.wiring, self.pads, film)

    @cached_property
    def external(self) -> frozenset[int]:
        """Bodies of the thin-film circuit that hang together with die pads."""
        return frozenset(b for b in self.wiring.bodies(*WIRED) if self.wiring.label[b] in self.live)

    @cached_property
    def top(self) -> float:
        """The highest face of the wiring, nm."""
        return max((self.wiring.net.bodies[b].z1 for b in self.wiring.bodies(*WIRED)), default=0.0)

    @cached_property
    def strangers(self) -> tuple[str, ...]:
        """Names of other things that conduct and hang together with die pads; bonding points are none of them."""
        points = {body for pad in self.pads for body in pad.points}
        found = [i for i, role in enumerate(self.wiring.role)
                 if role not in _KNOWN and i not in points and self.wiring.label[i] in self.live]  # fmt: skip
        return tuple(dict.fromkeys(self.build.solids[self.wiring.net.bodies[i].solid].name for i in found))

    @cached_property
    def inside(self) -> tuple[Inside, ...]:
        """The circuitry within each die."""
        faces = {die.name: die.face for die in self.dies}
        return tuple(inside_of(self.wiring, name, face) for name, face in faces.items())

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """The signals that leave a die and come back."""
        return tuple(one for inside in self.inside for one in rounds_of(self.wiring, inside, self.external))

    @cached_property
    def traces(self) -> tuple[tuple[Round, Trace | None, Trace | None], ...]:
        """These signals with their traces inside and outside."""
        slim, bodies = self.limits["slender"], self.wiring.net.bodies
        # wiring that lies on no dielectric is one film
        bare = [(self.external, min(bodies[b].z0 for b in self.external))] if self.external else []
        films = [(layer.bodies, layer.z0) for layer in self.layers] or bare
        return tuple((one, inner_trace(self.wiring, one), outer_trace(self.wiring, one, films, slim))
                     for one in self.rounds)  # fmt: skip

    @cached_property
    def passives(self) -> tuple[Passive, ...]:
        """The passive devices of the thin-film circuit."""
        return passives_of(self.wiring, self.layers, self.live)

    @cached_property
    def buses(self) -> tuple[BusLine, ...]:
        """The buses."""
        pads = [pad for die in self.dies for pad in die.pads]
        return tuple(buses_of(self.wiring, self.layers, pads, self.limits["slender"]))

    def levels(self, scope: Scope) -> tuple[FilmLayer, ...]:
        """The layers that a group of claims speaks of; none where they are not there."""
        found = {"first": self.layers[:1], "second": self.layers[1:2], "furthest": self.layers[-1:],
                 "every": self.layers}  # fmt: skip
        return found[scope.level]

    def number(self, scope: Scope) -> int:
        """Which one (from 0) that layer is; -1 where it is not there."""
        last = len(self.layers) - 1
        wanted = {"first": 0, "second": 1, "furthest": last, "every": last}[scope.level]
        return wanted if wanted <= last else -1

    def reaches_out(self, die: FilmDie, among: frozenset[int]) -> float:
        """How far (nm) metal among these bodies that is joined to a die reaches beyond the area above all dies."""
        labels = {self.wiring.label[pad] for pad in die.pads}
        bodies, above = self.wiring.net.bodies, self.over_dies
        boxes = {b: beyond(rectangle(*bodies[b].box), above) for b in among if self.wiring.label[b] in labels}
        own = sorted((b for b, far in boxes.items() if far > TOUCH), key=lambda b: boxes[b], reverse=True)
        # a box may reach out where the metal in it does not: the first that does is the answer
        found = (beyond(self.wiring.net.outline(b), above) for b in own)
        return next((far for far in found if far > TOUCH), 0.0)

    def category(self, material: str) -> str:
        """Category of a material in the library, empty where it is not known."""
        return self.library.get(material).category if material in self.library else ""

    def described(self, material: str) -> str:
        """Title, grade and category of a material in the library, in small letters."""
        if material not in self.library:
            return ""
        known = self.library.get(material)
        return f"{known.title} {known.grade} {known.category}".lower()


def gather_metal_film(
    build: Build, records: Sequence[Record], *, limits: Limits, library: Library, metal: Network | None = None
) -> MetalFilm:
    """The evidence in a build and its records; metal: what `conducting` finds, where that is known already."""
    on_metal = bool(build.select(role=SUBSTRATE)) or any(record.step in ON_METAL for record in records)
    known = metal if metal is not None else conducting(build if on_metal else Build(), library)
    return MetalFilm(build, limits, library, FilmLine(tuple(records)), Wiring(build, known), on_metal)
