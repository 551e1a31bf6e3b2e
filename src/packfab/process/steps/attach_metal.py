# SPDX-License-Identifier: Apache-2.0
"""Attach the metal substrate to the ground backs: a blanket of adhesive over dies and filling, the metal on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import Adhesive, MetalSubstrate
from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Prism, Solid, Value, add
from packfab.process.face import FACE, face_of
from packfab.process.layout import PROVIDED, layout_on
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import (
    ADHESIVE,
    CARRIER_PART,
    METAL_ATTACHED,
    SHEET,
    SUBSTRATE,
    SUBSTRATE_ADHESIVE,
    THINNED,
    attached,
    face_down,
)
from packfab.process.upside_down import METAL_SURFACE, as_it_lies


@dataclass(frozen=True, slots=True, eq=False)
class AttachMetal:
    """The metal sheet on the backs; chips: names of those that lie face down, which are attached with it."""

    carrier: MetalSubstrate
    adhesive: Adhesive
    chips: tuple[str, ...] = ()

    name: ClassVar[str] = "AttachMetal"
    provides: ClassVar[tuple[str, ...]] = (METAL_ATTACHED, PROVIDED, SUBSTRATE, ADHESIVE, attached(""))

    @property
    def title(self) -> str:
        """What it does here."""
        return "Attach the metal substrate to the backs of the dies"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        return {"material": self.carrier.material, "thickness": self.carrier.thickness,
                "adhesive": self.adhesive.material, "bond_line": self.adhesive.bond_line}  # fmt: skip

    @property
    def needs(self) -> Terms:
        """Filling and dies at one face."""
        return terms("die", THINNED, *(face_down(chip) for chip in self.chips))

    @property
    def forbids(self) -> Terms:
        """Metal that is there."""
        return terms(METAL_ATTACHED, PROVIDED)

    @property
    def makes(self) -> Terms:
        """The metal on its adhesive, and the chips on both."""
        return terms(METAL_ATTACHED, PROVIDED, SUBSTRATE, ADHESIVE, *(attached(chip) for chip in self.chips))

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The metal on top, its surface towards the dies."""
        self._refuse_pockets()
        face, outline = face_of(build), layout_on(build).outline
        surface = face + self.adhesive.bond_line
        top = surface + self.carrier.thickness
        glue = Solid(SUBSTRATE_ADHESIVE, Prism(outline, -surface, -face), self.adhesive.material, ADHESIVE,
                     part=CARRIER_PART)  # fmt: skip
        sheet = Solid(SHEET, Prism(outline, -top, -surface), self.carrier.material, SUBSTRATE, part=CARRIER_PART)
        on_it = {attached(s.part) for s in build.select(role="die")}
        done = stated(add(build, as_it_lies([glue, sheet])), {METAL_ATTACHED, PROVIDED, *on_it})
        measured: dict[str, Value] = {FACE: top, METAL_SURFACE: surface,
                                      "adhesive_volume_m3": glue.shape.volume * 1e-27}  # fmt: skip
        return Outcome(done, measured)

    def _refuse_pockets(self) -> None:
        for key, given in (("cavities", self.carrier.cavities), ("first_layer", self.carrier.first_layer)):
            if given is not None:
                raise BadInput([Fault("with the transfer method the metal is attached to one ground face: it must be "
                                      "flat", where=f"carrier.{key}",
                                      fix=f"take '{key}' away, or take the direct method")])  # fmt: skip
