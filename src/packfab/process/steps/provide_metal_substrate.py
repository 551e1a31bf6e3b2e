# SPDX-License-Identifier: Apache-2.0
"""Provide the metal substrate: a flat sheet, one with machined cavities, or the second of two metal layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import MetalSubstrate
from packfab.errors import raise_if
from packfab.geometry import Build, Prism, Solid, Value, add
from packfab.process.backside import FLATNESS
from packfab.process.face import FACE
from packfab.process.layout import PROVIDED, Layout, at_sites
from packfab.process.metal import (
    Chips,
    cavities_of,
    cuts_of,
    least_wall,
    plan_of,
    pocket_notes,
    sheet_heights,
    taken_out,
)
from packfab.process.metal_faults import metal_faults
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import AWAITED, CARRIER_PART, CAVITIES, SECOND_LAYER, SHEET, SUBSTRATE


@dataclass(frozen=True, slots=True, eq=False)
class ProvideMetalSubstrate:
    """The sheet with a cavity for each of the chips, where it has any; its surface is at z = 0."""

    carrier: MetalSubstrate
    layout: Layout
    chips: Chips = ()

    name: ClassVar[str] = "ProvideMetalSubstrate"
    provides: ClassVar[tuple[str, ...]] = (PROVIDED, SUBSTRATE, AWAITED)

    @property
    def title(self) -> str:
        """What it does here."""
        what = SECOND_LAYER if self.carrier.first_layer is not None else SHEET
        machined = " with machined cavities" if self.carrier.cavities is not None else ""
        return f"Provide {what}{machined}" + (f" of {self.layout.count} sites" if self.layout.is_strip else "")

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        metal, cavities = self.carrier, self.carrier.cavities
        values: dict[str, Value] = {"kind": metal.kind, **self.layout.values, "material": metal.material,
                                    "thickness": metal.thickness}  # fmt: skip
        if cavities is not None:
            values |= {"method": "machining", "clearance": cavities.clearance,
                       "corner_radius": cavities.corner_radius, FLATNESS: cavities.flatness}  # fmt: skip
        return values

    @property
    def needs(self) -> Terms:
        """Nothing: it is the first step."""
        return NONE

    @property
    def forbids(self) -> Terms:
        """A second carrier."""
        return terms(PROVIDED)

    @property
    def makes(self) -> Terms:
        """The metal; where it is the second of two layers, the first one is still to come."""
        return terms(PROVIDED, SUBSTRATE, AWAITED if self.carrier.first_layer is not None else "")

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The metal on the line."""
        metal, layout = self.carrier, self.layout
        raise_if(metal_faults(metal, self.chips, layout))
        low, high = sheet_heights(metal, self.chips)
        sheet = Solid(SECOND_LAYER if metal.first_layer is not None else SHEET, Prism(layout.outline, low, high),
                      metal.material, SUBSTRATE, part=CARRIER_PART)  # fmt: skip
        measured: dict[str, Value] = {FACE: 0, "sheet_face": high}
        found = cavities_of(metal.cavities, self.chips) if metal.cavities is not None else ()
        if found:
            measured |= {
                "cavities": len(plan_of(found).parts),
                "depths": tuple(sorted({-pocket.floor for pocket in found})),
                "floor_least": metal.thickness + min(pocket.floor for pocket in found),
                "wall_least": least_wall(found),
                "machined_m3": taken_out(found) * layout.count * 1e-27,
            }
        cuts = at_sites(layout, cuts_of(found, CAVITIES, metal.material))
        facts = {PROVIDED, AWAITED} if metal.first_layer is not None else {PROVIDED}
        return Outcome(stated(add(build, (sheet, *cuts)), facts), measured, pocket_notes(found, "cavity"))
