# SPDX-License-Identifier: Apache-2.0
"""Coat the insulator below a metal layer: it levels out the metal under it and fills the hollows in that metal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from packfab.design import Coat, MetalLayer
from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Prism, Solid, Value, add
from packfab.process.face import FACE, face_of
from packfab.process.hollows import uncovered_hollows
from packfab.process.layout import PROVIDED, layout_on
from packfab.process.panel_names import CHIP_MARKS, FAN_OUT, GENERAL_MARKS, INSULATOR, METAL
from packfab.process.step import NONE, Outcome, Terms, stated, terms


@dataclass(frozen=True, slots=True)
class CoatInsulator:
    """The coat below `layer`, over the panel less its rim; its thickness counts from the highest metal."""

    layer: MetalLayer

    name: ClassVar[str] = "CoatInsulator"
    provides: ClassVar[tuple[str, ...]] = (INSULATOR, "insulated:")

    @property
    def title(self) -> str:
        """What it does here."""
        return f"Coat the insulator below {self.layer.name}"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        return {"layer": self.layer.name, "material": self._coat.material, "thickness": self._coat.thickness}

    @property
    def _coat(self) -> Coat:
        if self.layer.insulator is None:
            raise BadInput([Fault(f"layer {self.layer.name} has no insulator below it",
                                  where=f"fan_out.layers.{self.layer.name}", fix="give 'insulator'")])  # fmt: skip
        return self.layer.insulator

    @property
    def needs(self) -> Terms:
        """A panel."""
        return terms(PROVIDED)

    @property
    def forbids(self) -> Terms:
        """Metal on it that is there already, and what comes after the wiring."""
        return terms(f"metal:{self.layer.name}", "irradiated", "released", "singulated")

    @property
    def makes(self) -> Terms:
        """The coat."""
        return terms(INSULATOR, f"insulated:{self.layer.name}")

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The line with its coat, hollows filled; its top is the new face."""
        face, coat = face_of(build), self._coat
        highest = max([face, *(s.z1 for s in build.solids if s.mode != "cut" and s.role in _STANDING)])
        top, name = highest + coat.thickness, f"{self.layer.name} insulator"
        body = Prism(layout_on(build).cavity, face, top)
        made = [Solid(name, body, coat.material, INSULATOR, part=FAN_OUT, mode="under")]
        made += [replace(s, name=f"{name} plug", material=coat.material, role=INSULATOR, nets=(), mode="under",
                         only=frozenset()) for s in uncovered_hollows(build, face)]  # fmt: skip
        measured: dict[str, Value] = {
            FACE: top,
            "covers": highest - face,
            "plugs": sum(len(s.places) for s in made[1:]),
        }
        return Outcome(stated(add(build, made), self.makes - {INSULATOR}), measured)


_STANDING = frozenset({METAL, GENERAL_MARKS, CHIP_MARKS})
