# SPDX-License-Identifier: Apache-2.0
"""Fill around the dies: the filling takes what is void beside them, level with the active faces but for its error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import Filling
from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Prism, Solid, Value, add
from packfab.process.backside import active_faces
from packfab.process.face import FACE
from packfab.process.layout import PROVIDED, layout_on
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import (
    ACTIVE_FACE,
    ADHESIVE,
    BURR,
    FILLED,
    FILLING,
    FIRST_FILLED,
    INSULATOR,
    SINGULATED,
    SUBSTRATE,
    TEMPORARY,
    TEMPORARY_OFF,
    THIN_FILM,
)
from packfab.units import format_length


@dataclass(frozen=True, slots=True)
class FillAround:
    """The filling; second: of the transfer method, after the first one has been taken off."""

    filling: Filling
    second: bool = False

    name: ClassVar[str] = "FillAround"
    provides: ClassVar[tuple[str, ...]] = (FILLED, FILLING)

    @property
    def title(self) -> str:
        """What it does here."""
        return "Fill around the dies" + (", the second filling" if self.second else "")

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        return {"material": self.filling.material, "error": self.filling.error, "second": self.second}

    @property
    def needs(self) -> Terms:
        """Dies on the metal."""
        return terms(PROVIDED, SUBSTRATE, "die", TEMPORARY_OFF if self.second else "")

    @property
    def forbids(self) -> Terms:
        """A filling that is there, a temporary substrate over the dies, and what comes after the filling."""
        return terms(FILLED, TEMPORARY, INSULATOR, SINGULATED)

    @property
    def makes(self) -> Terms:
        """The filling."""
        return terms(FILLED, FILLING)

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The line with the filling; its top is the new face."""
        active = max(active_faces(build).values())
        face = active + self.filling.error
        floor = min(s.z0 for s in build.solids if s.mode != "cut" and s.role in {"die", ADHESIVE})
        self._refuse(build, face, floor)
        body = Prism(layout_on(build).outline, floor, face)
        filling = Solid(FILLING, body, self.filling.material, FILLING, part=THIN_FILM, mode="under")
        measured: dict[str, Value] = {FACE: face, ACTIVE_FACE: active, "off_the_active_faces": self.filling.error}
        return Outcome(stated(add(build, filling), {FILLED}), measured, self._notes(build, face))

    def _refuse(self, build: Build, face: int, floor: int) -> None:
        if FIRST_FILLED in build.facts:
            raise BadInput([Fault("the first filling still surrounds the dies: there is nothing to fill",
                                  where="thin_film.filling",
                                  fix="take the first one off ('thin_film.transfer.filling.keep: false'), or leave "
                                      "'filling' out")])  # fmt: skip
        if face <= floor:
            raise BadInput([Fault("the filling would end below the backs of the dies", where="thin_film.filling.error",
                                  measured=f"face at z = {format_length(face)}",
                                  allowed=f"above {format_length(floor)}", fix="give a smaller error")])  # fmt: skip

    def _notes(self, build: Build, face: int) -> tuple[str, ...]:
        error, found = self.filling.error, []
        if error < 0:
            found.append(f"the filling ends {format_length(-error)} below the active faces: they are not planar")
        if error > 0:
            found.append(f"the filling stands {format_length(error)} over the active faces and covers the dies")
        burr = max((s.z1 for s in build.select(name=BURR)), default=face)
        if burr > face:
            found.append(f"the burr of the first metal layer stands {format_length(burr - face)} out of the filling")
        return tuple(found)
