# SPDX-License-Identifier: Apache-2.0
"""Saw the strip into packages: lanes of the kerf between them and the rails around them are taken off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import Block
from packfab.errors import BadInput, Fault, raise_if
from packfab.geometry import Build, Value, cut_to
from packfab.process.blocks import block_faults, dies_per_package, package_numbers, packages_plan
from packfab.process.layout import PROVIDED, layout_on
from packfab.process.step import Outcome, Terms, stated, terms
from packfab.process.thin_film_names import TEMPORARY
from packfab.units import format_length


@dataclass(frozen=True, slots=True)
class Saw:
    """Saw lanes of `kerf` nm between the package bodies; those of a block stay together as one package.

    molded: whether there is compound, without which nothing of those systems may be sawn.
    """

    kerf: int
    blocks: tuple[Block, ...] = ()
    molded: bool = True

    name: ClassVar[str] = "Saw"
    provides: ClassVar[tuple[str, ...]] = ("singulated",)

    @property
    def title(self) -> str:
        """What it does here."""
        return "Saw into packages"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record; of each block column, row, columns and rows."""
        blocks = tuple((b.column, b.row, b.columns, b.rows) for b in self.blocks)
        return {"kerf": self.kerf, "blocks": blocks} if blocks else {"kerf": self.kerf}

    @property
    def needs(self) -> Terms:
        """A carrier, molded where the system has compound."""
        return terms(PROVIDED, "molded" if self.molded else "die")

    @property
    def forbids(self) -> Terms:
        """Packages that are single already, and a temporary substrate."""
        return terms("singulated", "" if self.molded else TEMPORARY)

    @property
    def makes(self) -> Terms:
        """Single packages."""
        return terms("singulated")

    @property
    def removes(self) -> Terms:
        """Tie bars and voids, which may lie in the lanes altogether."""
        return terms("tie bar", "void")

    def apply(self, build: Build) -> Outcome:
        """The packages, each in its place."""
        layout = layout_on(build)
        gaps = [layout.pitch[i] - layout.body[i] for i, n in enumerate((layout.columns, layout.rows)) if n > 1]
        if gaps and min(gaps) < self.kerf:
            raise BadInput([Fault("the saw would cut into the packages", where="strip.pitch",
                                  measured=f"kerf {format_length(self.kerf)}",
                                  allowed=f"at most {format_length(min(gaps))} between bodies",
                                  fix="widen the pitch or take a thinner blade")])  # fmt: skip
        raise_if(block_faults(self.blocks, layout))
        plan = packages_plan(self.blocks, layout)
        done = stated(cut_to(build, plan), {"singulated"})
        numbers, kept, whole = package_numbers(self.blocks, layout), plan.area, layout.outline.area
        measured: dict[str, Value] = {"packages": int(numbers.max()) + 1, "yielded_area": kept / whole,
                                      "waste_area_m2": (whole - kept) * 1e-18}  # fmt: skip
        if self.blocks or not self.molded:
            measured["dies_per_package"] = dies_per_package(done, layout, numbers)
        return Outcome(done, measured)
