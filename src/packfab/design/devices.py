# SPDX-License-Identifier: Apache-2.0
"""Which passive devices are made of the wiring: resistor, inductor, capacitor, wave-guide, filter, micro sensor?

`value` is what is wanted; the drawn device is as near to it as whole nanometres and its given dimensions allow. A
device lies about `at` on its layer, turned by `rotation`; its terminals join the nets in their order.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from packfab.design.model import Model
from packfab.design.quantity import (
    Angle,
    Capacitance,
    Frequency,
    Inductance,
    Label,
    Name,
    Point,
    Resistance,
    Size,
)


class Resistor(Model):
    """A meander of one layer; its metal sets the sheet resistance."""

    kind: Literal["resistor"] = "resistor"
    name: Name = Field(description="name of the device, as on the schematic")
    layer: Name = Field(description="wiring layer")
    at: Point = Field(description="its middle, package frame")
    rotation: Angle = Field(default=0.0, description="counter-clockwise seen from the top")
    nets: tuple[Label, Label] = Field(description="nets of its ends")
    value: Resistance = Field(description="resistance at 25 degC")
    width: Size | None = Field(default=None, description="line width; default: that of the layer")
    space: Size | None = Field(default=None, description="between its runs; default: that of the layer")
    run: Size | None = Field(default=None, description="length of a run; default: about a square outline")


class Inductor(Model):
    """A square or octagonal spiral; its inner end is led out on another layer."""

    kind: Literal["inductor"] = "inductor"
    name: Name = Field(description="name of the device, as on the schematic")
    layer: Name = Field(description="wiring layer of the spiral")
    under: Name = Field(description="wiring layer on which the inner end is led out")
    at: Point = Field(description="its middle, package frame")
    rotation: Angle = Field(default=0.0, description="counter-clockwise seen from the top")
    nets: tuple[Label, Label] = Field(description="nets of the outer and the inner end")
    value: Inductance = Field(description="inductance at low frequency, without what lies around it")
    shape: Literal["square", "octagon"] = Field(default="square", description="of the turns")
    turns: float | None = Field(default=None, ge=1, le=100, description="turns; default: chosen for a compact spiral")
    width: Size | None = Field(default=None, description="line width; default: that of the layer")
    space: Size | None = Field(default=None, description="between turns; default: that of the layer")


class Capacitor(Model):
    """Two plates on two layers with the dielectric between them, or fingers of one layer between each other."""

    kind: Literal["capacitor"] = "capacitor"
    name: Name = Field(description="name of the device, as on the schematic")
    form: Literal["plate", "interdigitated"] = Field(default="plate", description="plates or fingers")
    layer: Name = Field(description="wiring layer of the upper plate, or of the fingers")
    other: Name | None = Field(
        default=None, description="plate: wiring layer of the lower plate; default: the next below"
    )
    at: Point = Field(description="its middle, package frame")
    rotation: Angle = Field(default=0.0, description="counter-clockwise seen from the top")
    nets: tuple[Label, Label] = Field(description="nets of the upper (left) and the lower (right) plate")
    value: Capacitance = Field(description="capacitance at low frequency")
    width: Size | None = Field(default=None, description="fingers: their width; default: that of a line of the layer")
    space: Size | None = Field(default=None, description="fingers: between them; default: that of the layer")
    length: Size | None = Field(default=None, description="fingers: their overlap; default: about a square outline")


class WaveGuide(Model):
    """A straight line of known impedance: a microstrip over ground, or coplanar with ground on both sides."""

    kind: Literal["wave-guide"] = "wave-guide"
    name: Name = Field(description="name of the device, as on the schematic")
    form: Literal["microstrip", "coplanar"] = Field(default="microstrip", description="of the line")
    layer: Name = Field(description="wiring layer of the line")
    ground: Name = Field(
        default="substrate", description="microstrip: the wiring layer of the plane below, or `substrate`"
    )
    ground_net: Label = Field(default="", description="coplanar: net of the ground strips")
    at: Point = Field(description="its middle, package frame")
    rotation: Angle = Field(default=0.0, description="counter-clockwise seen from the top")
    nets: tuple[Label, Label] = Field(description="nets of its ends")
    value: Resistance = Field(default=50.0, description="characteristic impedance; default 50 ohm")
    length: Size = Field(description="length of the line")
    width: Size | None = Field(default=None, description="coplanar: of the line; default: that of the layer")
    frequency: Frequency = Field(default=1e10, description="at which dispersion is told; default 10 GHz")


class Filter(Model):
    """A low pass of a spiral and a plate capacitor, or a band pass of coupled lines of a quarter wave."""

    kind: Literal["filter"] = "filter"
    name: Name = Field(description="name of the device, as on the schematic")
    form: Literal["low-pass", "coupled-line"] = Field(default="low-pass", description="of the filter")
    layer: Name = Field(description="wiring layer of spiral and upper plate, or of the lines")
    under: Name | None = Field(default=None, description="low-pass: wiring layer below; default: the next below")
    ground: Name = Field(default="substrate", description="coupled-line: layer of the plane below, or `substrate`")
    ground_net: Label = Field(default="", description="low-pass: net of the lower plate")
    at: Point = Field(description="its middle, package frame")
    rotation: Angle = Field(default=0.0, description="counter-clockwise seen from the top")
    nets: tuple[Label, Label] = Field(description="nets of its ports")
    value: Frequency = Field(description="cut-off of the low pass (-3 dB), middle of the band pass")
    impedance: Resistance = Field(default=50.0, description="of source and load; default 50 ohm")
    coupling: float = Field(
        default=0.15, gt=0, lt=1, description="coupled-line: voltage coupling of the lines; default 0.15"
    )


class Sensor(Model):
    """A micro-electro-mechanical sensor: a cantilever or a bridge of wiring metal over a cavity, with its electrode."""

    kind: Literal["sensor"] = "sensor"
    name: Name = Field(description="name of the device, as on the schematic")
    form: Literal["cantilever", "bridge"] = Field(default="cantilever", description="held at one end or at both")
    layer: Name = Field(description="wiring layer of the beam")
    other: Name | None = Field(default=None, description="wiring layer of the electrode; default: the next below")
    at: Point = Field(description="its middle, package frame")
    rotation: Angle = Field(default=0.0, description="counter-clockwise seen from the top")
    nets: tuple[Label, Label] = Field(description="nets of the beam and of the electrode")
    value: Frequency = Field(description="first resonance of the beam")
    width: Size | None = Field(default=None, description="of the beam; default: twice a line of the layer")
    clearance: Size = Field(default=10_000, description="cavity wall to the beam in plan; default 10 um, a guess")


FilmDevice = Annotated[Resistor | Inductor | Capacitor | WaveGuide | Filter | Sensor, Field(discriminator="kind")]
