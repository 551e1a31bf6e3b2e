# SPDX-License-Identifier: Apache-2.0
"""What is drawn of the circuitry within a die: devices on its active face and the traces that lead from them to pads?

Places are seen on the active face, from the die centre, as those of pads. Traces and pads are one metal film whose top
is the active face; below it lies an insulator through which contacts reach the devices in the semiconductor.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from packfab.design.model import Model
from packfab.design.quantity import Label, MaterialName, Name, Point, Size


class ActiveDevice(Model):
    """A device in the semiconductor with one contact, such as the output of a driver or the input of a receiver."""

    name: Name = Field(description="name of the device")
    at: Point = Field(description="place of its contact")
    size: Size = Field(default=2_000, description="side of its contact; default 2 um, a guess")
    net: Label = Field(default="", description="net of its contact; default: that of the trace that meets it")


class CircuitTrace(Model):
    """A trace from a device to a pad, or between devices; its ends lie within what it joins."""

    net: Label = Field(default="", description="net; default: none is named")
    width: Size = Field(default=1_000, description="default 1 um, a guess: usual upper metal of a die")
    points: Annotated[tuple[Point, ...], Field(min_length=2, max_length=1000)] = Field(
        description="corners of its centre line"
    )


class Circuit(Model):
    """The internal circuitry of a die; the pads of the die are of the same metal film."""

    material: MaterialName = Field(default="al_pure", description="metal; the default is aluminium")
    thickness: Size = Field(default=1_000, description="of the film; default 1 um, a guess: usual top metal")
    insulator: Size = Field(default=1_000, description="between devices and film; default 1 um, a guess")
    insulator_material: MaterialName = Field(default="sio2_pecvd", description="the default is silicon oxide")
    contact_material: MaterialName = Field(default="w", description="contacts to the devices; the default is tungsten")
    devices: tuple[ActiveDevice, ...] = Field(default=(), max_length=10_000, description="devices")
    traces: tuple[CircuitTrace, ...] = Field(default=(), max_length=10_000, description="traces")
