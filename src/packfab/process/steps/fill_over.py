# SPDX-License-Identifier: Apache-2.0
"""Fill over the dies: the first filling holds them on the temporary substrate and covers their backs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import FirstFilling
from packfab.geometry import Build, Prism, Solid, Value, add
from packfab.process.face import FACE, face_of
from packfab.process.layout import layout_on
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import (
    FILLING,
    FIRST_FILLED,
    FIRST_FILLING,
    TEMPORARY,
    THIN_FILM,
    THINNED,
    TURNED_OVER,
)
from packfab.process.upside_down import as_it_lies


@dataclass(frozen=True, slots=True, eq=False)
class FillOver:
    """The first filling, up to its cover over the back of the thickest die."""

    filling: FirstFilling

    name: ClassVar[str] = "FillOver"
    provides: ClassVar[tuple[str, ...]] = (FIRST_FILLED, FILLING)

    @property
    def title(self) -> str:
        """What it does here."""
        return "Fill over the dies, the first filling"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        return {"material": self.filling.material, "cover": self.filling.cover}

    @property
    def needs(self) -> Terms:
        """Dies face down."""
        return terms(TEMPORARY, "die")

    @property
    def forbids(self) -> Terms:
        """A filling that is there, and what comes after it."""
        return terms(FIRST_FILLED, THINNED, TURNED_OVER)

    @property
    def makes(self) -> Terms:
        """The first filling."""
        return terms(FIRST_FILLED, FILLING)

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The covered dies; the top of the filling is the new face."""
        face, highest = face_of(build), max(s.z1 for s in build.select(role="die"))
        top = highest + self.filling.cover
        body = Prism(layout_on(build).outline, -top, -face)
        made = Solid(FIRST_FILLING, body, self.filling.material, FILLING, part=THIN_FILM, mode="under")
        measured: dict[str, Value] = {FACE: top, "covers": highest - face, "thickness": top - face}
        return Outcome(stated(add(build, as_it_lies([made])), {FIRST_FILLED}), measured)
