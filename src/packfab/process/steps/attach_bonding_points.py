# SPDX-License-Identifier: Apache-2.0
"""Attach bonding points to the bonding pads of the last wiring layer: solder balls, bumps, or pins with their solder.

What of a pad a cover leaves open is wetted; solder fills that opening, and the hollows in the pad, first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import Balls, BondingPoint, CopperPillar, Landing, PadMap, SolderSphere, centres
from packfab.geometry import Build, Value, add, at
from packfab.process.contact_balls import Array, balls_on
from packfab.process.film_stands import film_stand
from packfab.process.lands import names_of, nets_of
from packfab.process.layout import PROVIDED, at_sites, layout_on
from packfab.process.level import Contacts
from packfab.process.pillars import pillars_on, pins_on
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import (
    BALL,
    BALLS_PART,
    BUMP,
    BUMPS_PART,
    CAP,
    CONTACTS_ATTACHED,
    LEAD_PIN,
    SINGULATED,
    WIRING,
)

_WHAT = "bonding pad of the last wiring layer"


@dataclass(frozen=True, slots=True, eq=False)
class AttachBondingPoints:
    """Balls, bumps or pins on the contacts."""

    points: Balls | BondingPoint
    contacts: Contacts

    name: ClassVar[str] = "AttachBondingPoints"
    provides: ClassVar[tuple[str, ...]] = (BALL, BUMP, CAP, LEAD_PIN, CONTACTS_ATTACHED)

    @property
    def title(self) -> str:
        """What it does here."""
        count = len(self.points.pads.pads) if isinstance(self.points, Balls) else len(self.contacts)
        return f"Attach {count} {self._kind}s to the bonding pads"

    @property
    def _kind(self) -> str:
        if isinstance(self.points, Balls):
            return "ball"
        return "bump" if isinstance(self.points, SolderSphere | CopperPillar) else "pin"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        own = self.points.model_dump(exclude={"pads", "land", "kind"})
        return {"points": self._kind, **own}

    @property
    def needs(self) -> Terms:
        """Wiring."""
        return terms(PROVIDED, WIRING)

    @property
    def forbids(self) -> Terms:
        """Bonding points that are there already, and single packages."""
        return terms(CONTACTS_ATTACHED, SINGULATED)

    @property
    def makes(self) -> Terms:
        """The bonding points."""
        if isinstance(self.points, Balls):
            return terms(BALL, CONTACTS_ATTACHED)
        if isinstance(self.points, CopperPillar):
            return terms(BUMP, CAP, CONTACTS_ATTACHED)
        return terms(BUMP if isinstance(self.points, SolderSphere) else LEAD_PIN, CONTACTS_ATTACHED)

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The packages with their bonding points."""
        layout, stand, points = layout_on(build), film_stand(build), self.points
        if isinstance(points, CopperPillar):
            made, measured = pillars_on(points, self.contacts, stand)
        elif isinstance(points, Balls | SolderSphere):
            made, measured = balls_on(self._array(points), stand, layout.package, _WHAT)
        else:
            made, measured = pins_on(points, self.contacts, stand)
        return Outcome(stated(add(build, at_sites(layout, made)), {CONTACTS_ATTACHED}), measured)

    def _array(self, points: Balls | SolderSphere) -> Array:
        if isinstance(points, Balls):
            pads = points.pads
            return Array(points, at(centres(pads)), nets_of(pads), names_of(pads), BALLS_PART, BALL)
        spheres = Balls(pads=PadMap(pads=()), diameter=points.diameter, material=points.material,
                        land=Landing(diameter=self.contacts.pad))  # fmt: skip
        nets = self.contacts.nets if any(self.contacts.nets) else ()
        return Array(spheres, self.contacts.places, nets, self.contacts.names, BUMPS_PART, BUMP, "thin_film.points")
