# SPDX-License-Identifier: Apache-2.0
"""Grind the backs: the first filling and all dies are brought to one thickness and one face."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.errors import Fault, raise_if
from packfab.geometry import Build, Value, grind
from packfab.process.die_circuit import circuit_roles
from packfab.process.face import FACE
from packfab.process.layout import layout_on
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import FILLING, FIRST_FILLED, METAL_ATTACHED, THINNED, TURNED_OVER
from packfab.units import format_length


@dataclass(frozen=True, slots=True)
class GrindBacks:
    """Grind down to `thickness` nm over the active faces."""

    thickness: int

    name: ClassVar[str] = "GrindBacks"
    provides: ClassVar[tuple[str, ...]] = (THINNED,)

    @property
    def title(self) -> str:
        """What it does here."""
        return f"Grind filling and dies together to {format_length(self.thickness)}"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        return {"thickness": self.thickness}

    @property
    def needs(self) -> Terms:
        """Dies in the first filling."""
        return terms("die", FIRST_FILLED)

    @property
    def forbids(self) -> Terms:
        """Dies that are ground already, and metal on their backs."""
        return terms(THINNED, METAL_ATTACHED, TURNED_OVER)

    @property
    def makes(self) -> Terms:
        """Dies of one thickness."""
        return terms(THINNED)

    @property
    def removes(self) -> Terms:
        """Nothing: no role goes altogether."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """Filling and backs at one face; how much was ground off each die."""
        dies, plane = build.select(role="die"), self.thickness
        raise_if([*_not_reached(build, plane), *_circuitry(build, plane)])
        ground = tuple((s.part, s.z1 - plane) for s in dies)
        top = max(s.z1 for s in build.select(role=FILLING))
        silicon = sum(s.shape.area(plane - 1) * (s.z1 - plane) * len(s.places) for s in dies)
        whole = layout_on(build).outline.area * (top - plane)
        measured: dict[str, Value] = {
            FACE: plane, "ground": ground, "removed": top - plane,
            "removed_dies_m3": silicon * 1e-27, "removed_filling_m3": (whole - silicon) * 1e-27,
        }  # fmt: skip
        notes = tuple(f"the back of {chip} is just reached: nothing is ground off it" for chip, depth in ground
                      if depth == 0)  # fmt: skip
        return Outcome(stated(grind(build, plane), {THINNED}), measured, notes)


def _not_reached(build: Build, plane: int) -> Iterator[Fault]:
    """Dies that are thinner than the target, so that filling would stay on their backs."""
    for die in build.select(role="die"):
        if die.z1 < plane:
            yield Fault(f"{die.part} is thinner than what is left after the grinding: its back is not reached",
                        where="thin_film.transfer.thickness", measured=f"{die.part} is {format_length(die.z1)} thick",
                        allowed=f"at least {format_length(plane)}",
                        fix="grind further down, or take a thicker die")  # fmt: skip


def _circuitry(build: Build, plane: int) -> Iterator[Fault]:
    """Dies that would be ground into their pads or circuitry."""
    for die in build.select(role="die"):
        deepest = max((s.z1 for s in build.solids if s.part == die.part and s.role in {"pad", *circuit_roles()}),
                      default=0)  # fmt: skip
        if deepest >= plane:
            yield Fault(f"the grinding would go into the circuitry of {die.part}",
                        where="thin_film.transfer.thickness", measured=format_length(plane),
                        allowed=f"more than {format_length(deepest)}", fix="leave the dies thicker")  # fmt: skip
