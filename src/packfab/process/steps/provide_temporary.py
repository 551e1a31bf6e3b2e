# SPDX-License-Identifier: Apache-2.0
"""Provide the temporary substrate with its adhesive: the dies lie on it face down while they are ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import TemporarySubstrate
from packfab.geometry import Build, Prism, Solid, Value, add
from packfab.process.face import FACE
from packfab.process.layout import PROVIDED, Layout
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import (
    PANEL_PART,
    TEMPORARY,
    TEMPORARY_ADHESIVE,
    TEMPORARY_PROVIDED,
    TEMPORARY_SUBSTRATE,
)
from packfab.process.upside_down import as_it_lies


@dataclass(frozen=True, slots=True, eq=False)
class ProvideTemporary:
    """The temporary substrate; the face of its adhesive is at z = 0 until the work is turned over."""

    substrate: TemporarySubstrate
    layout: Layout

    name: ClassVar[str] = "ProvideTemporary"
    provides: ClassVar[tuple[str, ...]] = (TEMPORARY_PROVIDED, TEMPORARY, TEMPORARY_ADHESIVE)

    @property
    def title(self) -> str:
        """What it does here."""
        sites = f" of {self.layout.count} sites" if self.layout.is_strip else ""
        return f"Provide temporary substrate{sites} with its adhesive"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        glue = self.substrate.adhesive
        return {"kind": TEMPORARY_SUBSTRATE, **self.layout.values, "material": self.substrate.material,
                "thickness": self.substrate.thickness, "adhesive": glue.material,
                "bond_line": glue.thickness}  # fmt: skip

    @property
    def needs(self) -> Terms:
        """Nothing: it is the first step."""
        return NONE

    @property
    def forbids(self) -> Terms:
        """Another carrier."""
        return terms(PROVIDED, TEMPORARY_PROVIDED)

    @property
    def makes(self) -> Terms:
        """The temporary substrate."""
        return terms(TEMPORARY_PROVIDED, TEMPORARY, TEMPORARY_ADHESIVE)

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The temporary substrate on the line."""
        glue, outline = self.substrate.adhesive, self.layout.outline
        top = glue.thickness + self.substrate.thickness
        solids = as_it_lies([
            Solid(TEMPORARY_SUBSTRATE, Prism(outline, glue.thickness, top), self.substrate.material, TEMPORARY,
                  part=PANEL_PART),
            Solid(TEMPORARY_ADHESIVE, Prism(outline, 0, glue.thickness), glue.material, TEMPORARY_ADHESIVE,
                  part=PANEL_PART),
        ])  # fmt: skip
        return Outcome(stated(add(build, solids), {TEMPORARY_PROVIDED}), {FACE: 0, "with_adhesive": top})
