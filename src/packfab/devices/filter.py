# SPDX-License-Identifier: Apache-2.0
"""How is a filter drawn: as a spiral and a plate capacitor, or as three coupled lines?

Low pass: the spiral lies in series with the signal, the capacitor from the far end to ground. Band pass: a resonator
of half a wave, of which each half runs beside one of the two port lines; all ends of the coupled sections are open.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from scipy.optimize import root

from packfab.design import Filter
from packfab.devices import landing
from packfab.devices.capacitor import plates_of
from packfab.devices.closed_coupled import coupled_microstrips, coupling
from packfab.devices.closed_filter import (
    band_width,
    low_pass_cut_off,
    low_pass_elements,
    quarter_wave,
    section_impedances,
)
from packfab.devices.closed_microstrip import LIGHT, LineValues, covered, open_end
from packfab.devices.drawn import Drawn
from packfab.devices.electric import cover_of, permittivity
from packfab.devices.inductor import coil_of, eddy_notes, holes_between, image_of
from packfab.devices.pose import Pose, fault
from packfab.devices.ribbon import ribbon
from packfab.devices.rules import too_small, under_layer
from packfab.devices.stack import Stack, StackLayer
from packfab.devices.wave_guide import ground_below, mix_notes
from packfab.errors import BadInput, raise_if
from packfab.geometry import joined, rectangle
from packfab.materials import Library
from packfab.units import format_length


def draw_filter(device: Filter, stack: Stack, library: Library) -> Drawn:
    """The filter whose frequency comes nearest to the wanted one; BadInput when it cannot be made of the layers."""
    layer = stack.layer(device.layer, where=f"thin_film.devices.{device.name}.layer")
    if device.form == "coupled-line":
        return _draw_coupled(device, stack, layer, library)
    return _draw_low_pass(device, stack, layer, library)


def _draw_low_pass(device: Filter, stack: Stack, layer: StackLayer, library: Library) -> Drawn:
    if not device.ground_net:
        raise BadInput([fault(device, "ground_net", "a low pass needs a net for the lower plate of its capacitor",
                              fix="give 'ground_net'")])  # fmt: skip
    under = under_layer(device, stack, layer, device.under, "under")
    inductance, capacitance = low_pass_elements(device.value, device.impedance)
    coil = coil_of(device, stack, layer, under, library, wanted=inductance)
    plates = plates_of(device, stack, layer, under, library, capacitance)
    half, lower = coil.outer // 2, plates.lower.box
    across = half + max(4 * stack.space, coil.outer // 4) + round(lower[2])
    at, plate = -(across // 2), across - across // 2
    tall = max(half, round(lower[3])) + stack.space
    out, down = plate + lower[2] + stack.space + stack.reach, -float(tall + stack.reach)
    # turned by half a turn, the outer end of the spiral looks at the capacitor and the inner one is led away from it
    (x, y), (hole_x, hole_y), (end_x, end_y) = ((at - p[0], -p[1]) for p in (coil.start, coil.path.inner, coil.end))
    spiral = joined([coil.area.turned(180).moved(at, 0), ribbon([(x, y), (plate, y), (plate, 0)], layer.line)])
    upper = joined([plates.upper.moved(plate, 0), ribbon([(plate, 0), (out, 0)], layer.line),
                    landing.pad(layer, layer.line, (out, 0))])  # fmt: skip
    ground = joined([plates.lower.moved(plate, 0), ribbon([(plate, 0), (plate, down)], under.line),
                     landing.pad(under, under.line, (plate, down))])  # fmt: skip
    pose, height = Pose.of(device), layer.z0 - stack.substrate_surface
    body = pose.region(rectangle(at - half - stack.space, -tall, plate + lower[2] + stack.space, tall))
    image = image_of(coil, height)
    return Drawn(
        device,
        (pose.part(device, layer.name, spiral - upper),
         pose.part(device, under.name, coil.lead.turned(180).moved(at, 0), device.nets[0]),
         pose.part(device, layer.name, upper, device.nets[1]),
         pose.part(device, under.name, ground, device.ground_net)),
        (pose.terminal(device.nets[0], under.name, (end_x, end_y), under.line),
         pose.terminal(device.nets[1], layer.name, (out, 0), layer.line),
         pose.terminal(device.ground_net, under.name, (plate, down), under.line)),
        wanted=device.value, value=low_pass_cut_off(coil.inductance, plates.capacitance, device.impedance),
        dimension="frequency", formula="matthaei-1964",
        details=(
            ("inductance", coil.inductance, "inductance"), ("capacitance", plates.capacitance, "capacitance"),
            ("impedance of source and load", device.impedance, "resistance"),
            *coil.details(image), *plates.details,
        ),
        vias=tuple((one.name, pose.point((hole_x, hole_y))) for one in holes_between(stack, under, layer)),
        outline=tuple((one.name, body) for one in stack.layers),
        notes=eddy_notes(coil.inductance, image, height),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Section:
    """A coupled section: width and space of its lines, nm, its two modes, and what an open end adds, m."""

    width: int
    space: int
    even: LineValues
    odd: LineValues
    end: float


def _draw_coupled(device: Filter, stack: Stack, layer: StackLayer, library: Library) -> Drawn:
    ground = ground_below(device, stack, layer, device.ground)
    height = layer.z0 - ground
    section, inverter = _section(device, stack, layer, library, ground)
    width, pitch = section.width, section.width + section.space
    modes = section.even.permittivity, section.odd.permittivity
    long = round((quarter_wave(device.value, *modes) - section.end) * 1e9)
    if long < 2 * pitch:
        raise BadInput([fault(device, "value", "a quarter of the wave is shorter than the coupled lines are wide",
                              measured=format_length(long), allowed=f"at least {format_length(2 * pitch)}",
                              fix="take a lower frequency")])  # fmt: skip
    lead = long + stack.space + max(stack.reach, landing.radius(layer, width))
    low, high = (-float(lead), -float(pitch)), (float(lead), float(pitch))
    ports = [joined([ribbon([(end[0], end[1]), (0, end[1])], width), landing.pad(layer, width, end)])
             for end in (low, high)]  # fmt: skip
    resonator = ribbon([(-long, 0), (long, 0)], width)
    pose, away = Pose.of(device), pitch + width // 2 + max(stack.space, 2 * height)
    body = pose.region(rectangle(-long - stack.space, -away, long + stack.space, away))
    wave = 2 * (math.sqrt(modes[0]) + math.sqrt(modes[1]))
    return Drawn(
        device,
        (pose.part(device, layer.name, ports[0], device.nets[0]), pose.part(device, layer.name, resonator),
         pose.part(device, layer.name, ports[1], device.nets[1])),
        (pose.terminal(device.nets[0], layer.name, low, width), pose.terminal(device.nets[1], layer.name, high, width)),
        wanted=device.value, value=LIGHT / (wave * (long * 1e-9 + section.end)), dimension="frequency",
        formula="kirschning-1984",
        details=(
            ("width", width * 1e-9, "length"), ("space", section.space * 1e-9, "length"),
            ("length of a section", long * 1e-9, "length"), ("open end", section.end, "length"),
            ("height over ground", height * 1e-9, "length"),
            ("impedance of the even mode", section.even.impedance, "resistance"),
            ("impedance of the odd mode", section.odd.impedance, "resistance"),
            ("effective permittivity of the even mode", modes[0], ""),
            ("effective permittivity of the odd mode", modes[1], ""),
            ("coupling", coupling(section.even, section.odd), ""),
            ("band between half powers, part of its middle", band_width(inverter), "fraction"),
        ),
        outline=tuple((one.name, body) for one in stack.layers if one.z0 >= ground),
        notes=mix_notes(stack, ground, layer),
    )  # fmt: skip


def _section(device: Filter, stack: Stack, layer: StackLayer, library: Library, ground: int) -> tuple[_Section, float]:
    """Lines whose modes have the wanted impedances, and the inverter that they are; BadInput when none have them."""
    if device.coupling >= 0.5:
        raise BadInput([fault(device, "coupling", "coupled lines of a filter cannot be coupled as tightly",
                              measured=f"{device.coupling:g}", allowed="below 0.5", fix="lower it")])  # fmt: skip
    even, odd, inverter = section_impedances(device.coupling, device.impedance)
    height = layer.z0 - ground
    below = permittivity(library, stack, ground, layer.z0, device)
    cover = cover_of(library, stack, layer, device)

    def modes(width: float, space: float) -> tuple[LineValues, LineValues]:
        made = coupled_microstrips((width - layer.lean) * 1e-9, (space + layer.lean) * 1e-9, height * 1e-9,
                                   layer.thickness * 1e-9, below)  # fmt: skip
        if cover is None:
            return made
        return covered(made[0], height * 1e-9, below, *cover), covered(made[1], height * 1e-9, below, *cover)

    def off(sizes: Any, /) -> Any:
        a, b = modes(height * math.exp(sizes[0]), height * math.exp(sizes[1]))
        return [math.log(a.impedance / even), math.log(b.impedance / odd)]

    found = root(off, [0.0, 0.0])
    width, space = (round(height * math.exp(min(max(x, -9.0), 9.0))) for x in found.x)
    raise_if([
        *([] if found.success else [fault(device, "impedance", "no coupled lines of the layer have these impedances",
           measured=f"even {even:.3g} ohm, odd {odd:.3g} ohm", fix="change impedance or coupling")]),
        *(too_small(device, layer, "coupling", space, layer.space) if found.success else []),
        *(too_small(device, layer, "impedance", width, layer.line) if found.success else []),
    ])  # fmt: skip
    a, b = modes(width, space)
    mean = LineValues(device.impedance, (a.permittivity + b.permittivity) / 2)
    return _Section(width, space, a, b, open_end(width * 1e-9, height * 1e-9, mean)), inverter
