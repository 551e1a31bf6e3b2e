# SPDX-License-Identifier: Apache-2.0
"""Punch the first metal layer: an opening for each die, with the burr that the punch leaves around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar

from packfab.design import FirstLayer, MetalSubstrate
from packfab.errors import BadInput, Fault, raise_if
from packfab.geometry import Build, Prism, Solid, Value
from packfab.process.layout import Layout, at_sites, layout_on
from packfab.process.metal import (
    Chips,
    Pocket,
    cuts_of,
    first_thickness,
    least_wall,
    openings_of,
    plan_of,
    pocket_notes,
)
from packfab.process.metal_faults import opening_faults
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import AWAITED, BURR, CARRIER_PART, FIRST_LAYER, OPENINGS, PUNCHED, SUBSTRATE


@dataclass(frozen=True, slots=True, eq=False)
class PunchFirstLayer:
    """The punched layer, which waits beside the line until it is laminated."""

    carrier: MetalSubstrate
    chips: Chips

    name: ClassVar[str] = "PunchFirstLayer"
    provides: ClassVar[tuple[str, ...]] = (PUNCHED,)

    @property
    def title(self) -> str:
        """What it does here."""
        return "Punch openings for the dies through the first metal layer"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        layer = _first_layer(self.carrier)
        return {"method": "punching", "material": layer.material, "thickness": first_thickness(layer, self.chips),
                "clearance": layer.clearance, "corner_radius": layer.corner_radius, "burr": layer.burr,
                "burr_side": layer.burr_side}  # fmt: skip

    @property
    def needs(self) -> Terms:
        """The second layer, on which it is to lie."""
        return terms(AWAITED)

    @property
    def forbids(self) -> Terms:
        """A layer that is punched already."""
        return terms(PUNCHED)

    @property
    def makes(self) -> Terms:
        """The punched layer in stock."""
        return terms(PUNCHED)

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The line with the punched layer beside it, in its final height."""
        layer, layout = _first_layer(self.carrier), layout_on(build)
        raise_if(opening_faults(layer, self.chips, layout))
        found = openings_of(layer, self.chips)
        thickness = first_thickness(layer, self.chips)
        piece = Build(_punched(layer, layout, found, thickness))
        area = plan_of(found).area
        measured: dict[str, Value] = {
            "openings": len(found), "wall_least": least_wall(found),
            "punched_out_m3": area * thickness * layout.count * 1e-27,
        }  # fmt: skip
        stock = MappingProxyType({**build.stock, FIRST_LAYER: piece})
        return Outcome(stated(replace(build, stock=stock), {PUNCHED}), measured, pocket_notes(found, "opening"))


def _first_layer(metal: MetalSubstrate) -> FirstLayer:
    if metal.first_layer is None:
        raise BadInput([Fault("the metal substrate has no first layer to punch", where="carrier.first_layer",
                              fix="give 'first_layer', or leave the step out")])  # fmt: skip
    return metal.first_layer


def _punched(layer: FirstLayer, layout: Layout, found: tuple[Pocket, ...], thickness: int) -> tuple[Solid, ...]:
    """The sheet, its openings and the burr: a rim around each opening, as wide as it is high."""
    sheet = Solid(FIRST_LAYER, Prism(layout.outline, -thickness, 0), layer.material, SUBSTRATE, part=CARRIER_PART)
    solids = list(cuts_of(found, OPENINGS, layer.material, bottom=-thickness))
    if layer.burr and found:
        area = plan_of(found)
        low = 0 if layer.burr_side == "surface" else -thickness - layer.burr
        rim = area.grown(layer.burr, corners="mitre") - area
        solids.append(Solid(BURR, Prism(rim, low, low + layer.burr), layer.material, SUBSTRATE, part=CARRIER_PART))
    return (sheet, *at_sites(layout, solids))
