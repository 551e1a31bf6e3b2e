# SPDX-License-Identifier: Apache-2.0
"""How does a die become a chip of the package: where does it sit, which way up, and joined by what?

`at` is the place of the die centre from the centre of the carrier, and `rotation` is counter-clockwise, both
seen from the top of the package, also for a chip that sits on another chip.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from packfab.design.bumps import Bumps, Landing
from packfab.design.model import Model
from packfab.design.quantity import Angle, MaterialName, Name, Point, Size
from packfab.design.wires import Wires

#: What `on` says for a chip that sits on the carrier itself.
CARRIER = "carrier"


class Adhesive(Model):
    """The die attach below a face-up chip."""

    material: MaterialName = Field(default="da_epoxy_ag", description="die attach; the default is silver-filled epoxy")
    bond_line: Size = Field(
        default=25_000, description="bond-line thickness; default 25 um, a guess: usual for epoxy paste"
    )


class FlipChip(Model):
    """A chip with its active face down, joined by bumps to the carrier or to the chip below."""

    name: Name = Field(description="name of the chip, as on the schematic")
    die: Name = Field(description="the die that it is made of, a key of `dies`")
    on: Name = Field(default=CARRIER, description="`carrier`, or the name of the chip on which it sits")
    attach: Literal["flip-chip"] = "flip-chip"
    pads: Name = Field(default="bumps", description="the pad map of the die that carries the bumps")
    at: Point = Field(default=(0, 0), description="die centre from the carrier centre, seen from the top")
    rotation: Angle = Field(default=0.0, description="counter-clockwise seen from the top")
    bumps: Bumps = Field(description="the bumps")
    landing: Landing = Field(description="the pads on which the bumps land")
    standoff: Size | None = Field(
        default=None,
        description="gap between the surface that carries the landing pads and the active face; "
        "without it the collapse of the solder sets it",
    )


class FaceUp(Model):
    """A chip with its active face up, glued to the carrier or to the back of the chip below."""

    name: Name = Field(description="name of the chip, as on the schematic")
    die: Name = Field(description="the die that it is made of, a key of `dies`")
    on: Name = Field(default=CARRIER, description="`carrier`, or the name of the chip on which it sits")
    attach: Literal["face-up"] = "face-up"
    at: Point = Field(default=(0, 0), description="die centre from the carrier centre, seen from the top")
    rotation: Angle = Field(default=0.0, description="counter-clockwise seen from the top")
    adhesive: Adhesive = Field(default=Adhesive(), description="the die attach")
    wires: Wires | None = Field(default=None, description="bond wires to the carrier, if any")


class Pins(Model):
    """The metal pins that stand on the active face."""

    diameter: Size = Field(description="diameter of a pin")
    height: Size = Field(description="height of a pin over the active face")
    material: MaterialName = Field(default="cu_plated", description="pin metal; the default is plated copper")
    cap: Size = Field(
        default=15_000,
        description="wiring first: plated height of the solder on the pin; sets its volume; default 15 um, a guess",
    )
    cap_material: MaterialName = Field(default="sn35ag", description="solder of the cap; the default is tin-silver")


class PinChip(Model):
    """A chip with metal pins on a panel: glued pins up (chips first), or soldered pins down (wiring first)."""

    name: Name = Field(description="name of the chip, as on the schematic")
    die: Name = Field(description="the die that it is made of, a key of `dies`")
    on: Literal["carrier"] = Field(default="carrier", description="`carrier`: pins stand on no other chip")
    attach: Literal["pins"] = "pins"
    pads: Name = Field(default="bumps", description="the pad map of the die that carries the pins")
    at: Point = Field(default=(0, 0), description="die centre from the package centre, seen from the top")
    rotation: Angle = Field(default=0.0, description="counter-clockwise seen from the top")
    pins: Pins = Field(description="the pins")
    adhesive: Adhesive = Field(
        default=Adhesive(material="daf", bond_line=10_000),
        description="chips first: what glues the chip down; the default is die attach film of 10 um",
    )


class BacksideChip(Model):
    """A chip with its back on a metal substrate; the thin-film circuit above meets its pads."""

    name: Name = Field(description="name of the chip, as on the schematic")
    die: Name = Field(description="the die that it is made of, a key of `dies`")
    on: Literal["carrier"] = Field(default="carrier", description="`carrier`: it sits on the metal substrate")
    attach: Literal["backside"] = "backside"
    pads: Name = Field(default="bumps", description="the pad map of the die that the thin-film circuit meets")
    at: Point = Field(default=(0, 0), description="die centre from the package centre, seen from the top")
    rotation: Angle = Field(default=0.0, description="counter-clockwise seen from the top")
    adhesive: Adhesive = Field(
        default=Adhesive(), description="direct method: the die attach; with transfer the metal brings its own"
    )


Chip = Annotated[FlipChip | FaceUp | PinChip | BacksideChip, Field(discriminator="attach")]
