# SPDX-License-Identifier: Apache-2.0
"""What is built over dies on a metal substrate: filling, dielectrics and wiring in turns, passivation, bonding points?

Layers stand in the order of making, upwards from the substrate. The dies look up; their pads are met by the holes of
the first dielectric.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from packfab.design.bumps import CopperPillar, SolderSphere
from packfab.design.chip import Adhesive
from packfab.design.devices import FilmDevice
from packfab.design.fan_out import Coat, Hole, Route
from packfab.design.model import Model
from packfab.design.pads import PadMap
from packfab.design.quantity import Fraction, Label, Length, MaterialName, Name, Point, Size

Count = Annotated[int, Field(ge=1, le=2000)]


class Filling(Model):
    """What surrounds the dies, level with their active faces."""

    material: MaterialName = Field(default="epoxy_unfilled", description="epoxy or polymer")
    error: Length = Field(
        default=0, description="how far its face is off the active faces: above zero it stands higher"
    )


class TemporarySubstrate(Model):
    """What the dies are put on face down for a while."""

    material: MaterialName = Field(default="glass_eagle_xg", description="glass, silicon or an organic material")
    thickness: Size = Field(default=700_000, description="default 0.7 mm, usual for display glass")
    adhesive: Coat = Field(
        default=Coat(material="temp_bond", thickness=20_000),
        description="what holds the dies; default temporary bonding film of 20 um, a guess",
    )


class FirstFilling(Model):
    """What holds the dies on the temporary substrate while they are ground."""

    material: MaterialName = Field(default="epoxy_unfilled", description="epoxy or polymer")
    cover: Size = Field(default=50_000, description="over the back of the thickest die; default 50 um, a guess")
    keep: bool = Field(default=False, description="whether it stays in the package instead of being taken off")


class Transfer(Model):
    """How dies are thinned on a temporary substrate and handed over to the metal one."""

    substrate: TemporarySubstrate = Field(default=TemporarySubstrate(), description="the temporary substrate")
    filling: FirstFilling = Field(default=FirstFilling(), description="the first filling")
    thickness: Size = Field(description="to which filling and dies are ground together")
    adhesive: Adhesive = Field(
        default=Adhesive(), description="between the backs and the metal substrate, over the whole of it"
    )


class Vias(Model):
    """Metal that is filled into the holes before the wiring is made."""

    material: MaterialName = Field(default="cu_plated", description="the default is plated copper")


class Seed(Model):
    """The thin film on which metal is plated; where no wiring stands on it, it is etched away."""

    material: MaterialName = Field(default="ti", description="the default is sputtered titanium")
    thickness: Size = Field(default=200, description="on a flat face; default 200 nm, a guess: usual 50 to 500 nm")


class WiringLayer(Model):
    """One dielectric with its holes and the patterned wiring on it."""

    name: Name = Field(description="name of the layer, like `M1`")
    dielectric: Coat = Field(description="the dielectric below the wiring; thickness over the highest metal below it")
    hole: Hole = Field(
        description="the holes through it; 'fill' says whether the wiring metal lies along their walls or fills them"
    )
    vias: Vias | None = Field(default=None, description="metal filled in beforehand; default: the wiring metal goes in")
    process: Literal["sputtering", "electroplating", "electroless plating"] = Field(
        default="electroplating",
        description="sputtering: a thin film, thinner on walls, then etched; electroplating: grown through a resist on "
        "a seed; electroless plating: one thickness on every face, then etched",
    )
    material: MaterialName = Field(default="cu_plated", description="wiring metal; the default is plated copper")
    thickness: Size = Field(default=5_000, description="on a flat face; default 5 um, a guess")
    seed: Seed | None = Field(default=Seed(), description="electroplating: the seed; null draws none")
    wall_coverage: Fraction = Field(
        default=0.3,
        gt=0,
        description="sputtering: film on the wall of a hole over that on a face; default 30 %, a guess",
    )
    etch_factor: float = Field(
        default=3.0, ge=0.5, le=100,
        description="sputtering and electroless plating: depth over undercut of the etch that parts the lines; "
        "default 3, a guess for wet etching",
    )  # fmt: skip
    line: Size = Field(default=15_000, description="line width; default 15 um, a guess")
    space: Size = Field(default=15_000, description="least distance of lines and pads; default 15 um, a guess")
    pad: Size = Field(description="diameter of the pads where holes meet the layer")
    fans: bool = Field(default=False, description="whether lines on this layer join the nets that are given no layer")
    nets: tuple[Label, ...] = Field(default=(), max_length=100_000, description="nets whose lines lie on this layer")
    plane: Label = Field(default="", description="net of a plane that fills what lines, pads and devices leave free")
    plane_clearance: Size | None = Field(default=None, description="plane to metal of other nets; default: 'space'")


class Bus(Model):
    """A wide line that joins the pads of one supply."""

    net: Label = Field(min_length=1, description="the net")
    kind: Literal["power", "ground"] = Field(description="which supply")
    layer: Name = Field(description="wiring layer")
    width: Size = Field(description="width of the bus")
    points: tuple[Point, ...] = Field(min_length=2, max_length=1000, description="corners of its centre line")


class Passivation(Model):
    """The cover over the last wiring layer, open over the bonding pads."""

    material: MaterialName = Field(default="hd4100", description="the default is a polyimide")
    thickness: Size = Field(default=5_000, description="over the highest metal; default 5 um, a guess")
    opening: Size = Field(description="diameter of the openings over the bonding pads")


class Pin(Model):
    """A metal pin soldered upright onto a bonding pad."""

    kind: Literal["pin"] = "pin"
    diameter: Size = Field(description="diameter of a pin")
    length: Size = Field(description="length over its solder")
    material: MaterialName = Field(default="kovar", description="the default is Kovar, usual for package pins")
    solder: Size = Field(default=15_000, description="solder between pad and pin; default 15 um, a guess")
    solder_material: MaterialName = Field(default="ausn20", description="solder; the default is gold-tin")


BondingPoint = Annotated[CopperPillar | SolderSphere | Pin, Field(discriminator="kind")]


class Block(Model):
    """Neighbouring sites that are left together as one package."""

    column: Count = Field(description="column of its lower left site, counted from 1 at the left")
    row: Count = Field(description="row of its lower left site, counted from 1 at the bottom")
    columns: Count = Field(default=1, description="sites in x")
    rows: Count = Field(default=1, description="sites in y")


class ThinFilm(Model):
    """The thin-film circuit over dies on a metal substrate, and how both are made."""

    method: Literal["direct", "transfer"] = Field(
        default="direct",
        description="direct: dies attached to the metal and wired; transfer: dies put face down on a temporary "
        "substrate, ground, then attached to the metal",
    )
    transfer: Transfer | None = Field(default=None, description="transfer: how")
    filling: Filling | None = Field(
        default=None, description="around the dies, level with their active faces; with transfer the second filling"
    )
    layers: tuple[WiringLayer, ...] = Field(min_length=1, max_length=32, description="layers in the order of making")
    contacts: PadMap | None = Field(
        default=None, description="the bonding pads on the last layer, seen from the top; default: the balls"
    )
    pad: Size | None = Field(
        default=None, description="diameter of the bonding pads; default: the land of the balls, else that of the layer"
    )
    routes: tuple[Route, ...] = Field(default=(), max_length=100_000, description="lines drawn by hand")
    buses: tuple[Bus, ...] = Field(default=(), max_length=1000, description="power and ground buses")
    devices: tuple[FilmDevice, ...] = Field(default=(), max_length=1000, description="passive devices in the wiring")
    passivation: Passivation | None = Field(default=None, description="the cover over the last layer, if any")
    points: BondingPoint | None = Field(
        default=None, description="bumps or pins on the bonding pads; for solder balls give 'balls' instead"
    )
    blocks: tuple[Block, ...] = Field(
        default=(), max_length=10_000, description="sites sawn out together; all others are sawn one by one"
    )
