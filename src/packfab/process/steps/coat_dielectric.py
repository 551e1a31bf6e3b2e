# SPDX-License-Identifier: Apache-2.0
"""Coat the dielectric below a wiring layer: it levels out what stands below it and fills the hollows in that metal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from packfab.design import WiringLayer
from packfab.geometry import Build, Prism, Solid, Value, add
from packfab.process.face import FACE, face_of
from packfab.process.hollows import uncovered_hollows
from packfab.process.layout import PROVIDED, layout_on
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import (
    BUS,
    CARRIER_PART,
    CAVITIES,
    CONTACTS_ATTACHED,
    DEVICE_ROLES,
    FILLED,
    FIRST_FILLED,
    INSULATOR,
    OPENINGS,
    PASSIVATED,
    SINGULATED,
    SUBSTRATE,
    TEMPORARY,
    THIN_FILM,
    WIRING,
    dielectric,
    insulated,
    wired,
)

STANDING = frozenset({WIRING, BUS, SUBSTRATE, "die", "pad", *DEVICE_ROLES})
"""Roles of what stands up into a dielectric."""


@dataclass(frozen=True, slots=True)
class CoatDielectric:
    """The dielectric below `layer`, over all sites; its thickness counts from the highest metal or active face."""

    layer: WiringLayer

    name: ClassVar[str] = "CoatDielectric"
    provides: ClassVar[tuple[str, ...]] = (INSULATOR, "insulated:")

    @property
    def title(self) -> str:
        """What it does here."""
        return f"Coat the dielectric below {self.layer.name}"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        coat = self.layer.dielectric
        return {"layer": self.layer.name, "material": coat.material, "thickness": coat.thickness}

    @property
    def needs(self) -> Terms:
        """The metal substrate."""
        return terms(PROVIDED, SUBSTRATE)

    @property
    def forbids(self) -> Terms:
        """A temporary substrate, metal that is on it already, and what comes after the wiring."""
        return terms(TEMPORARY, wired(self.layer.name), PASSIVATED, CONTACTS_ATTACHED, SINGULATED)

    @property
    def makes(self) -> Terms:
        """The dielectric."""
        return terms(INSULATOR, insulated(self.layer.name))

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The line with the dielectric, gaps and hollows filled; its top is the new face."""
        face, coat = face_of(build), self.layer.dielectric
        highest = max([face, *(s.z1 for s in build.solids if s.mode != "cut" and s.role in STANDING)])
        low, top, name = _lowest(build, face), highest + coat.thickness, dielectric(self.layer.name)
        made = [Solid(name, Prism(layout_on(build).cavity, low, top), coat.material, INSULATOR, part=THIN_FILM,
                      mode="under")]  # fmt: skip
        made += [replace(s, name=f"{name} plug", material=coat.material, role=INSULATOR, nets=(), mode="under",
                         only=frozenset()) for s in uncovered_hollows(build, face)]  # fmt: skip
        measured: dict[str, Value] = {FACE: top, "covers": highest - face, "into_gaps": face - low,
                                      "plugs": sum(len(s.places) for s in made[1:])}  # fmt: skip
        return Outcome(stated(add(build, made), self.makes - {INSULATOR}), measured)


def _lowest(build: Build, face: int) -> int:
    """z of the deepest gap beside a die that is still open: the floor of its cavity or opening, unless it is filled."""
    if build.facts & {FILLED, FIRST_FILLED} or build.select(role=INSULATOR, part=THIN_FILM):
        return face
    cuts = [s.z0 for s in build.solids if s.mode == "cut" and s.part == CARRIER_PART and s.name in (CAVITIES, OPENINGS)]
    return min([face, *cuts])
