# SPDX-License-Identifier: Apache-2.0
"""Attach a die face down on the temporary substrate: its active face lies on the adhesive, its back looks up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import BacksideChip, Die
from packfab.errors import raise_if
from packfab.geometry import Build, Value, add
from packfab.process.backside import chip_values, outside_faults
from packfab.process.die_circuit import circuit_roles
from packfab.process.dies import die_piece, footprint, put, refuse_collision
from packfab.process.layout import at_sites, layout_on
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import FIRST_FILLED, TEMPORARY, TEMPORARY_PROVIDED, THINNED, TURNED_OVER, face_down
from packfab.process.upside_down import as_it_lies


@dataclass(frozen=True, slots=True, eq=False)
class AttachFaceDown:
    """A die as thick as its wafer was ground, face down."""

    chip: BacksideChip
    die: Die

    name: ClassVar[str] = "AttachFaceDown"
    provides: ClassVar[tuple[str, ...]] = ("die", "pad", face_down(""), *circuit_roles())

    @property
    def title(self) -> str:
        """What it does here."""
        return f"Attach {self.chip.name} face down"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        return {**chip_values(self.chip, self.die), "thickness": self.die.thickness}

    @property
    def needs(self) -> Terms:
        """The temporary substrate."""
        return terms(TEMPORARY_PROVIDED, TEMPORARY)

    @property
    def forbids(self) -> Terms:
        """A filling over the dies, and all that comes later."""
        return terms(FIRST_FILLED, THINNED, TURNED_OVER)

    @property
    def makes(self) -> Terms:
        """The die."""
        pads = "pad" if any(m.pads for m in self.die.pads.values()) else ""
        return terms("die", pads, face_down(self.chip.name), *circuit_roles(self.die))

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The die at all sites, as it lies."""
        chip, layout, area = self.chip, layout_on(build), footprint(self.chip, self.die)
        raise_if(outside_faults(chip, area, layout))
        refuse_collision(build, chip.name, area.mirrored("y"), 0, self.die.thickness)
        piece = put(die_piece(chip, self.die), chip, z=-self.die.thickness)
        done = add(build, as_it_lies(at_sites(layout, piece.solids)))
        measured: dict[str, Value] = {"lies_on": 0, "back": self.die.thickness}
        return Outcome(stated(done, {face_down(chip.name)}), measured)
