# SPDX-License-Identifier: Apache-2.0
"""Attach a die with its back to the metal: adhesive of given bond line on the surface, or on the floor of a cavity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import BacksideChip, Die
from packfab.errors import raise_if
from packfab.geometry import Build, Prism, Solid, Value, add
from packfab.process.backside import bond_faults, chip_values, flatness_of, floor_below, level_faults, outside_faults
from packfab.process.die_circuit import circuit_roles
from packfab.process.dies import die_piece, footprint, put, refuse_collision
from packfab.process.layout import PROVIDED, at_sites, layout_on
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import (
    ACTIVE_FACE,
    ADHESIVE,
    AWAITED,
    FILLED,
    INSULATOR,
    SINGULATED,
    SUBSTRATE,
    attached,
)


@dataclass(frozen=True, slots=True, eq=False)
class AttachBackside:
    """A die on the metal, active face up."""

    chip: BacksideChip
    die: Die

    name: ClassVar[str] = "AttachBackside"
    provides: ClassVar[tuple[str, ...]] = ("die", ADHESIVE, "pad", attached(""), *circuit_roles())

    @property
    def title(self) -> str:
        """What it does here."""
        return f"Attach {self.chip.name} with its back to the metal"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        glue = self.chip.adhesive
        return {**chip_values(self.chip, self.die), "adhesive": glue.material, "bond_line": glue.bond_line}

    @property
    def needs(self) -> Terms:
        """The metal."""
        return terms(PROVIDED, SUBSTRATE)

    @property
    def forbids(self) -> Terms:
        """A layer of the metal that is still to come, and all that is made over dies."""
        return terms(AWAITED, FILLED, INSULATOR, SINGULATED)

    @property
    def makes(self) -> Terms:
        """The die on its adhesive."""
        pads = "pad" if any(m.pads for m in self.die.pads.values()) else ""
        return terms("die", ADHESIVE, pads, attached(self.chip.name), *circuit_roles(self.die))

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The die in its place at all sites."""
        chip, layout, area = self.chip, layout_on(build), footprint(self.chip, self.die)
        raise_if(outside_faults(chip, area, layout))
        floor, bond = floor_below(build, chip, area), chip.adhesive.bond_line
        back = floor + bond
        face, uneven = back + self.die.thickness, flatness_of(build) if floor < 0 else 0
        raise_if([*bond_faults(chip, uneven), *level_faults(build, chip, face)])
        refuse_collision(build, chip.name, area, floor, face)
        glue = Solid(f"{chip.name} adhesive", Prism(area, floor, back), chip.adhesive.material, ADHESIVE,
                     part=chip.name)  # fmt: skip
        piece = put(die_piece(chip, self.die), chip, z=back)
        measured: dict[str, Value] = {
            "floor": floor, "back": back, ACTIVE_FACE: face,
            "bond_line_least": bond - uneven // 2, "bond_line_most": bond + uneven - uneven // 2,
            "adhesive_volume_m3": glue.shape.volume * 1e-27,
        }  # fmt: skip
        done = add(build, at_sites(layout, (glue, *piece.solids)))
        return Outcome(stated(done, {attached(chip.name)}), measured)
