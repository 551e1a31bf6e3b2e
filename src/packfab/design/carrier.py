# SPDX-License-Identifier: Apache-2.0
"""What carries the chips: a package substrate with its layers, a lead frame, a metal sheet, or a panel?"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from packfab.design.metal_substrate import MetalSubstrate
from packfab.design.model import Model
from packfab.design.panel import Panel
from packfab.design.quantity import AlsoText, Extent, Fraction, Label, Length, MaterialName, Name, Size


class Layer(Model):
    """One layer of a substrate."""

    name: Name = Field(description="name of the layer, such as `top-mask` or `core`")
    kind: Literal["mask", "metal", "dielectric"] = Field(description="what the layer is for")
    material: MaterialName = Field(description="material of the layer")
    thickness: Size = Field(description="thickness")
    coverage: Fraction | None = Field(
        default=None,
        description="metal layers: part of the area that is metal; the rest is the dielectric next to it",
    )
    net: Label = Field(
        default="",
        description="inner metal layers: the net of this plane; landing pads of the net reach it by micro-vias, "
        "through vias of the net join it",
    )


class MaskOpening(Model):
    """How the solder mask opens over a pad."""

    clearance: Length = Field(
        default=40_000,
        description="mask edge to pad edge: above zero the pad stands free (non solder mask defined), below "
        "zero the mask overlaps it (solder mask defined); default 40 um, a guess: usual registration",
    )


class MicroVia(Model):
    """The filled vias from landing pads down to the plane of their net."""

    diameter: Size | None = Field(
        default=None,
        description="diameter; default 0.6 of the pad, 60 um at most, a guess: usual laser vias in build-up",
    )
    clearance: Size = Field(
        default=10_000, description="to planes of other nets on the way; default 10 um, a guess: fine build-up layers"
    )


class Substrate(Model):
    """A laminate or build-up substrate, or a tape carrier: one polymer film with metal on it."""

    kind: Literal["substrate", "tape"] = "substrate"
    size: Extent = Field(description="width (x) and height (y) of one package site")
    layers: tuple[Layer, ...] = Field(min_length=1, max_length=64, description="layers from top to bottom")
    mask_opening: MaskOpening = Field(default=MaskOpening(), description="solder mask openings over pads")
    antipad: Size | None = Field(
        default=None,
        description="from the land of a through via to inner planes of other nets; default 100 um, a guess, or the "
        "mask clearance where that is wider",
    )
    micro_via: MicroVia = Field(default=MicroVia(), description="vias from landing pads to planes that have a net")


def _per_side(value: Any) -> Any:
    return (value,) * 4 if isinstance(value, int | str) else value


Count = Annotated[int, Field(ge=0, le=2000)]


class Leads(Model):
    """The leads of a lead frame, rectangles from the body edge inwards, centred on each side."""

    per_side: Annotated[
        tuple[Count, Count, Count, Count], BeforeValidator(_per_side), AlsoText({"type": "integer"})
    ] = Field(description="leads on the left, bottom, right and top side; one number for all four")
    pitch: Size = Field(default=500_000, description="lead pitch; default 500 um, the usual QFN pitch (JEDEC MO-220)")
    width: Size = Field(default=250_000, description="lead width; default 250 um (JEDEC MO-220, b for 0.5 mm pitch)")
    length: Size = Field(description="lead length from the body edge inwards")


class LeadFrame(Model):
    """A flat lead frame with leads and, where wanted, a die paddle."""

    kind: Literal["lead-frame"] = "lead-frame"
    size: Extent = Field(description="width (x) and height (y) of the body of one package")
    thickness: Size = Field(default=200_000, description="sheet thickness; default 200 um (usual 8 mil QFN frame)")
    material: MaterialName = Field(default="c194", description="sheet metal; the default is copper alloy C19400")
    paddle: Extent | None = Field(default=None, description="die paddle; none for a flip chip that sits on the leads")
    down_set: Length = Field(default=0, description="how far the paddle lies below the leads; default flush")
    leads: Leads = Field(description="the leads")


Carrier = Annotated[Substrate | LeadFrame | Panel | MetalSubstrate, Field(discriminator="kind")]
