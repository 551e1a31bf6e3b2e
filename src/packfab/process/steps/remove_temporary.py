# SPDX-License-Identifier: Apache-2.0
"""Remove the temporary substrate with its adhesive, and the first filling unless it stays: active faces are bare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from packfab.geometry import Build, Value
from packfab.process.face import FACE
from packfab.process.step import Outcome, Terms, stated, terms
from packfab.process.thin_film_names import (
    ACTIVE_FACE,
    FILLING,
    FIRST_FILLED,
    FIRST_FILLING,
    TEMPORARY,
    TEMPORARY_ADHESIVE,
    TEMPORARY_OFF,
    TEMPORARY_PROVIDED,
    TURNED_OVER,
)


@dataclass(frozen=True, slots=True)
class RemoveTemporary:
    """Take off the temporary substrate; keep_filling: the first filling stays in the package."""

    keep_filling: bool = False

    name: ClassVar[str] = "RemoveTemporary"
    provides: ClassVar[tuple[str, ...]] = (TEMPORARY_OFF,)

    @property
    def title(self) -> str:
        """What it does here."""
        return "Remove the temporary substrate" + ("" if self.keep_filling else " and the first filling")

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        return {"keep_filling": self.keep_filling}

    @property
    def needs(self) -> Terms:
        """Work with the temporary substrate on top."""
        return terms(TEMPORARY, TURNED_OVER)

    @property
    def forbids(self) -> Terms:
        """A temporary substrate that is off."""
        return terms(TEMPORARY_OFF)

    @property
    def makes(self) -> Terms:
        """Bare active faces."""
        return terms(TEMPORARY_OFF)

    @property
    def removes(self) -> Terms:
        """Temporary substrate and adhesive, and the first filling."""
        filling = () if self.keep_filling else (FILLING, FIRST_FILLED)
        return terms(TEMPORARY, TEMPORARY_ADHESIVE, TEMPORARY_PROVIDED, *filling)

    def apply(self, build: Build) -> Outcome:
        """The dies on the metal, with or without the first filling around them."""
        gone = {TEMPORARY, TEMPORARY_ADHESIVE}
        taken = [s for s in build.solids if s.role in gone or (s.name == FIRST_FILLING and not self.keep_filling)]
        out = {id(s) for s in taken}
        left = replace(build, solids=tuple(s for s in build.solids if id(s) not in out))
        drop = {TEMPORARY_PROVIDED} if self.keep_filling else {TEMPORARY_PROVIDED, FIRST_FILLED}
        active = max(s.z1 for s in left.select(role="die"))
        measured: dict[str, Value] = {
            FACE: active if self.keep_filling else 0, ACTIVE_FACE: active,
            "taken_off": tuple(dict.fromkeys(s.name for s in taken)),
        }  # fmt: skip
        return Outcome(stated(left, {TEMPORARY_OFF}, drop=drop), measured)
