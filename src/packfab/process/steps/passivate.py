# SPDX-License-Identifier: Apache-2.0
"""Passivate the last wiring layer: a cover that levels it out, with an opening over each bonding pad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from packfab.design import Passivation
from packfab.geometry import Build, Frustum, Prism, Solid, Value, add, kept
from packfab.process.face import FACE, face_of
from packfab.process.film_stands import bonding_pads
from packfab.process.hollows import uncovered_hollows
from packfab.process.layout import PROVIDED, at_sites, layout_on
from packfab.process.level import Contacts
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.steps.coat_dielectric import STANDING
from packfab.process.thin_film_names import (
    CONTACTS_ATTACHED,
    PASSIVATED,
    PASSIVATION,
    PASSIVATION_OPENINGS,
    SINGULATED,
    THIN_FILM,
    WIRING,
)


@dataclass(frozen=True, slots=True, eq=False)
class Passivate:
    """The cover over all sites; its thickness counts from the highest metal."""

    passivation: Passivation
    contacts: Contacts

    name: ClassVar[str] = "Passivate"
    provides: ClassVar[tuple[str, ...]] = (PASSIVATION, PASSIVATED)

    @property
    def title(self) -> str:
        """What it does here."""
        return f"Passivate the wiring but for {len(self.contacts)} openings"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        cover = self.passivation
        return {"material": cover.material, "thickness": cover.thickness, "opening": cover.opening}

    @property
    def needs(self) -> Terms:
        """Wiring."""
        return terms(PROVIDED, WIRING)

    @property
    def forbids(self) -> Terms:
        """A cover that is there already, and what comes after it."""
        return terms(PASSIVATED, CONTACTS_ATTACHED, SINGULATED)

    @property
    def makes(self) -> Terms:
        """The cover."""
        return terms(PASSIVATION, PASSIVATED)

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The line with its cover and the openings; the top of the cover is the new face."""
        face, cover, layout = face_of(build), self.passivation, layout_on(build)
        highest = max([face, *(s.z1 for s in build.solids if s.mode != "cut" and s.role in STANDING)])
        top = highest + cover.thickness
        body = Prism(layout.cavity, face, top)
        made = [Solid(PASSIVATION, body, cover.material, PASSIVATION, part=THIN_FILM, mode="under")]
        plugs = uncovered_hollows(build, face)
        made += [replace(s, name=f"{PASSIVATION} plug", material=cover.material, role=PASSIVATION, nets=(),
                         mode="under", only=frozenset()) for s in plugs]  # fmt: skip
        made += at_sites(layout, self._openings(build, face, top))
        measured: dict[str, Value] = {FACE: top, "covers": highest - face, "opening_depth": top - highest,
                                      "openings": len(self.contacts) * layout.count}  # fmt: skip
        return Outcome(stated(add(build, made), {PASSIVATED}), measured)

    def _openings(self, build: Build, face: int, top: int) -> list[Solid]:
        """The openings, and the hollows of the pads in them, which nothing fills."""
        if not len(self.contacts):
            return []
        pads = bonding_pads(build)
        radius = self.passivation.opening / 2
        over_edge = bool(pads) and radius <= min(s.shape.r1 for s in pads if isinstance(s.shape, Frustum))
        low = pads[0].z1 if over_edge else face
        body = Frustum(low, top, radius, radius)
        nets = self.contacts.nets if any(self.contacts.nets) else ()
        cut = Solid(PASSIVATION_OPENINGS, body, "", "removal", places=self.contacts.places, nets=nets, part=THIN_FILM,
                    mode="cut", only=frozenset({self.passivation.material}))  # fmt: skip
        places = set(map(tuple, self.contacts.places.tolist()))
        found = [cut]
        for hollow in uncovered_hollows(build, face):
            inside = [i for i, place in enumerate(hollow.places.tolist()) if tuple(place) in places]
            if inside:
                found.append(replace(kept(hollow, inside), name=PASSIVATION_OPENINGS, only=cut.only))
        return found
