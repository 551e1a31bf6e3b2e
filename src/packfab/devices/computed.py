# SPDX-License-Identifier: Apache-2.0
"""Which value has a device whose metal was measured: by the same closed forms, from plans and heights as found?

How far the metal stands back from the drawing is taken from its extent across the device; what closed forms need beside
that (turns, corners, fingers) is a matter of the drawing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from packfab.design import Capacitor, Filter, Inductor, Resistor, Sensor, WaveGuide
from packfab.devices.closed_beam import resonance
from packfab.devices.closed_capacitor import interdigitated, plate_over_plane
from packfab.devices.closed_coplanar import coplanar
from packfab.devices.closed_coupled import coupled_microstrips
from packfab.devices.closed_filter import low_pass_cut_off
from packfab.devices.closed_inductor import current_sheet
from packfab.devices.closed_microstrip import LIGHT, LineValues, covered, microstrip, open_end
from packfab.devices.closed_resistor import meander_squares, sheet_resistance
from packfab.devices.drawn import Drawn
from packfab.devices.electric import cover_of, known, permittivity, resistivity
from packfab.devices.pose import Pose
from packfab.devices.rules import under_layer
from packfab.devices.stack import Stack, StackLayer
from packfab.devices.wave_guide import ground_below
from packfab.geometry import Region
from packfab.materials import Library

_NM = 1e-9


def computed(drawn: Drawn, metal: Mapping[str, Region], stack: Stack, library: Library) -> float:
    """The value, SI; metal: by layer, half way up its thickness, package frame; stack: heights as found."""
    measured = _Measured(drawn, metal, stack, library)
    match drawn.device:
        case Resistor():
            return measured.resistance()
        case Inductor() as coil:
            return measured.inductance(coil.shape)
        case Capacitor(form="plate") as plates:
            return measured.plates(under_layer(plates, stack, measured.layer, plates.other, "other"))
        case Capacitor():
            return measured.fingers()
        case WaveGuide(form="microstrip") as line:
            return measured.strip(ground_below(line, stack, measured.layer, line.ground))
        case WaveGuide():
            return measured.between_grounds()
        case Filter(form="low-pass") as low:
            under = under_layer(low, stack, measured.layer, low.under, "under")
            return low_pass_cut_off(measured.inductance("square"), measured.plates(under), low.impedance)
        case Filter() as band:
            return measured.coupled(ground_below(band, stack, measured.layer, band.ground))
        case Sensor() as beam:
            return measured.resonance(beam)
    raise TypeError(type(drawn.device).__name__)


class _Measured:
    """Metal of a device on its layer, turned back about the origin, and by how much it is smaller than drawn, nm."""

    __slots__ = ("_drawn", "_layer_stack", "_library", "_metal", "layer", "lost")

    def __init__(self, drawn: Drawn, metal: Mapping[str, Region], stack: Stack, library: Library) -> None:
        self._drawn, self._layer_stack, self._library = drawn, stack, library
        self.layer: StackLayer = stack.layer(drawn.device.layer)
        self._metal = self._back(metal[self.layer.name])
        low, high = self._metal.box[1::2]
        foot, head = self._back(drawn.area_on(self.layer.name)).box[1::2]
        self.lost = (head - foot) - (high - low)

    def _back(self, area: Region) -> Region:
        pose = Pose.of(self._drawn.device)
        moved = area.moved(-pose.at[0], -pose.at[1])
        return moved.turned(-pose.degrees) if pose.degrees % 360 else moved

    def _detail(self, name: str) -> float:
        return float(self._drawn.detail(name))

    @property
    def _thickness(self) -> float:
        return self.layer.thickness * _NM

    def resistance(self) -> float:
        """Width and length of the line follow from its area and its perimeter between the pads."""
        line = self._metal & self._back(self._drawn.outline_on(self.layer.name))
        around = sum(float(np.hypot(*(np.roll(ring, -1, axis=0) - ring).T).sum()) for ring in line.rings)
        width = (around / 2 - math.sqrt(around**2 / 4 - 4 * line.area)) / 2
        corners = round(self._detail("corners"))
        squares = meander_squares(line.area / width - corners * width, width, corners)
        rho = resistivity(self._library, self.layer.material, self._drawn.device)
        return squares * sheet_resistance(rho, self._thickness)

    def inductance(self, shape: str) -> float:
        """The outer diameter is smaller, the inner one greater by what the metal lost."""
        outer = self._detail("outer diameter") - self.lost * _NM
        inner = self._detail("inner diameter") + self.lost * _NM
        return current_sheet(outer, inner, self._detail("turns"), "octagon" if shape == "octagon" else "square")

    def plates(self, other: StackLayer) -> float:
        """The upper plate over the lower one."""
        x, y = (self._detail(f"upper plate {axis}") - self.lost * _NM for axis in "xy")
        relative = permittivity(self._library, self._layer_stack, other.z1, self.layer.z0, self._drawn.device)
        return plate_over_plane(x, y, (self.layer.z0 - other.z1) * _NM, relative)

    def fingers(self) -> float:
        """Narrower fingers, wider spaces."""
        device, stack = self._drawn.device, self._layer_stack
        lost = self.lost * _NM
        below = permittivity(self._library, stack, stack.substrate_surface, self.layer.z0, device)
        return interdigitated(
            round(self._detail("fingers")), self._detail("overlap") - lost, self._detail("width") - lost,
            self._detail("space") + lost, below=below, cover=cover_of(self._library, stack, self.layer, device),
            thickness=self._thickness,
        )  # fmt: skip

    def strip(self, ground: int) -> float:
        """A microstrip as wide as its area over its length."""
        line = self._metal & self._back(self._drawn.outline_on(self.layer.name))
        x0, _, x1, _ = line.box
        width, height = line.area / (x1 - x0) * _NM, (self.layer.z0 - ground) * _NM
        return self._covered(microstrip(width, height, self._thickness, self._below(ground)), ground).impedance

    def between_grounds(self) -> float:
        """A coplanar line: the strip in the middle and the next metal on its side."""
        line = self._metal & self._back(self._drawn.outline_on(self.layer.name))
        boxes = sorted((part.box[1], part.box[3]) for part in line.parts)
        middle = next(i for i, (low, high) in enumerate(boxes) if low < 0 < high)
        width, space = boxes[middle][1] - boxes[middle][0], boxes[middle + 1][0] - boxes[middle][1]
        planes = [x.z1 for x in self._layer_stack.layers if x.plane and x.z1 <= self.layer.z0]
        ground = max([self._layer_stack.substrate_surface, *planes])
        cover = cover_of(self._library, self._layer_stack, self.layer, self._drawn.device)
        return coplanar(width * _NM, space * _NM, (self.layer.z0 - ground) * _NM, self._below(ground), backed=True,
                        thickness=self._thickness, cover=cover).impedance  # fmt: skip

    def coupled(self, ground: int) -> float:
        """The middle of the band, from the modes of the lines and the length of a section."""
        lost, height = self.lost * _NM, (self.layer.z0 - ground) * _NM
        width, space = self._detail("width") - lost, self._detail("space") + lost
        modes = coupled_microstrips(width, space, height, self._thickness, self._below(ground))
        even, odd = (self._covered(mode, ground).permittivity for mode in modes)
        end = open_end(self._detail("width"), height, LineValues(0.0, (even + odd) / 2))
        length = self._detail("length of a section") - lost + end
        return LIGHT / (2 * (math.sqrt(even) + math.sqrt(odd)) * length)

    def resonance(self, device: Sensor) -> float:
        """The beam is as long as its metal over the cavity."""
        cavity = self._drawn.cavity
        free = self._metal & self._back(cavity.area) if cavity is not None else self._metal
        modulus, density = (known(self._library, self.layer.material, x, device) for x in ("modulus", "density"))
        length = (free.box[2] - free.box[0]) * _NM
        return resonance(length, (self.layer.z1 - self.layer.z0) * _NM, modulus, density, device.form)

    def _below(self, ground: int) -> float:
        return permittivity(self._library, self._layer_stack, ground, self.layer.z0, self._drawn.device)

    def _covered(self, line: LineValues, ground: int) -> LineValues:
        cover = cover_of(self._library, self._layer_stack, self.layer, self._drawn.device)
        if cover is None:
            return line
        return covered(line, (self.layer.z0 - ground) * _NM, self._below(ground), *cover)
