# SPDX-License-Identifier: Apache-2.0
"""How is an inductor drawn: a spiral whose diameter gives the wanted inductance, its inner end led out underneath?

Where no turns are given, the smallest spiral is taken whose opening stays a third of its diameter: turns further in
add resistance and hardly any inductance.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from packfab.design import FilmDevice, Inductor
from packfab.devices import landing
from packfab.devices.closed_inductor import current_sheet, image_inductance, inner_diameter, modified_wheeler
from packfab.devices.closed_resistor import CORNER_SQUARES, sheet_resistance
from packfab.devices.drawn import Detail, Drawn
from packfab.devices.electric import resistivity
from packfab.devices.pose import Pose, fault
from packfab.devices.ribbon import ribbon
from packfab.devices.rules import lines_allowed, under_layer
from packfab.devices.spiral import Spiral, spiral
from packfab.devices.stack import Stack, StackLayer
from packfab.errors import BadInput
from packfab.geometry import Region, joined, rectangle
from packfab.materials import Library
from packfab.units import format_length

MOST_DIAMETER = 20_000_000
"""nm; a spiral that needs more is refused."""
_MOST_TURNS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Coil:
    """A spiral about the origin: metal on its layer and below it, where its ends are met, and its numbers."""

    path: Spiral
    outer: int
    inner: float
    turns: float
    inductance: float
    wheeler: float
    resistance: float
    area: Region
    lead: Region
    start: tuple[float, float]
    end: tuple[float, float]

    def details(self, image: float) -> tuple[Detail, ...]:
        """Numbers of the spiral; image: what a plane below takes from its inductance, H."""
        return (
            ("turns", self.turns, ""),
            ("outer diameter", self.outer * 1e-9, "length"),
            ("inner diameter", self.inner * 1e-9, "length"),
            ("inductance by the modified Wheeler formula", self.wheeler, "inductance"),
            ("series resistance, direct current", self.resistance, "resistance"),
            ("quality at 1 GHz with that resistance", 2e9 * math.pi * self.inductance / self.resistance, ""),
            ("inductance with eddy currents in the plane below", self.inductance - image, "inductance"),
        )


def draw_inductor(device: Inductor, stack: Stack, library: Library) -> Drawn:
    """The spiral whose inductance comes nearest to the wanted one; BadInput when no spiral has it."""
    layer = stack.layer(device.layer, where=f"thin_film.devices.{device.name}.layer")
    under = under_layer(device, stack, layer, device.under, "under")
    coil = coil_of(device, stack, layer, under, library, wanted=device.value, shape=device.shape, turns=device.turns,
                   width=device.width, space=device.space)  # fmt: skip
    width = device.width or layer.line
    pose, reach = Pose.of(device), coil.outer / 2 + stack.space
    body = pose.region(rectangle(-reach, -reach, reach, reach))
    height = layer.z0 - stack.substrate_surface
    image = image_of(coil, height)
    return Drawn(
        device,
        (pose.part(device, layer.name, coil.area | landing.pad(layer, width, coil.start)),
         pose.part(device, under.name, coil.lead, device.nets[1])),
        (pose.terminal(device.nets[0], layer.name, coil.start, width),
         pose.terminal(device.nets[1], under.name, coil.end, max(width, under.line))),
        wanted=device.value, value=coil.inductance, dimension="inductance", formula="mohan-1999",
        details=coil.details(image),
        vias=tuple((x.name, pose.point(coil.path.inner)) for x in holes_between(stack, under, layer)),
        outline=tuple((x.name, body) for x in stack.layers),
        notes=eddy_notes(coil.inductance, image, height),
    )  # fmt: skip


def holes_between(stack: Stack, under: StackLayer, layer: StackLayer) -> tuple[StackLayer, ...]:
    """The layers whose dielectric a stack of holes goes through from `under` up to `layer`."""
    return stack.layers[stack.index(under) + 1 : stack.index(layer) + 1]


def image_of(coil: Coil, height: float) -> float:
    """What a perfect plane at a depth below the coil (nm) takes from its inductance, H."""
    return image_inductance(np.array([*coil.path.line[1:], coil.path.inner]) * 1e-9, height * 1e-9)


def eddy_notes(inductance: float, image: float, height: float) -> tuple[str, ...]:
    """A remark where the metal below takes more than a twentieth of the inductance."""
    if image < inductance / 20:
        return ()
    return (f"the metal {format_length(round(height))} below takes {image / inductance:.0%} of the inductance "
            "at frequencies at which eddy currents flow in it",)  # fmt: skip


def coil_of(
    device: FilmDevice,
    stack: Stack,
    layer: StackLayer,
    under: StackLayer,
    library: Library,
    *,
    wanted: float,
    shape: Literal["square", "octagon"] = "square",
    turns: float | None = None,
    width: int | None = None,
    space: int | None = None,
) -> Coil:
    """The spiral of a wanted inductance, H; turns that are given are multiples of a quarter."""
    width, space = lines_allowed(device, layer, width, space)
    least = landing.radius(layer, width) * 2 + space

    def value(count: float, outer: int) -> float:
        return current_sheet(outer * 1e-9, inner_diameter(outer, width, space, count) * 1e-9, count, shape)

    count, outer = _size(device, value, wanted, turns, width, space, least)
    out = max(width, under.line)
    lead = stack.space + max(stack.reach, (out + 1) // 2)
    path = spiral(shape, outer, width, space, round(4 * count), pad=layer.pad, lead=lead)
    end = _led_out(path, outer / 2 + lead + (2 * stack.reach + stack.space if count % 1 == 0 else 0))
    inner = inner_diameter(outer, width, space, count)
    area = joined([ribbon(path.line, width), landing.pad(layer, width, path.inner)])
    below = joined([ribbon([path.inner, end], out), landing.pad(under, out, path.inner), landing.pad(under, out, end)])
    corner = CORNER_SQUARES - 1 if shape == "square" else 0.0
    squares = path.length / (width - layer.lean) + corner * path.corners
    resistance = squares * sheet_resistance(resistivity(library, layer.material, device), layer.thickness * 1e-9)
    lead_squares = math.dist(path.inner, end) / (out - under.lean)
    resistance += lead_squares * sheet_resistance(resistivity(library, under.material, device), under.thickness * 1e-9)
    return Coil(path, outer, inner, count, value(count, outer),
                modified_wheeler(outer * 1e-9, inner * 1e-9, count, shape), resistance, area, below, path.line[0], end
                )  # fmt: skip


def _size(
    device: FilmDevice,
    value: Callable[[float, int], float],
    wanted: float,
    turns: float | None,
    width: int,
    space: int,
    least: int,
) -> tuple[float, int]:
    """Turns and outer diameter, nm, of the spiral whose value comes nearest to the wanted one."""
    if turns is not None and 4 * turns != round(4 * turns):
        raise BadInput([fault(device, "turns", "a spiral ends after quarters of a turn", measured=f"{turns:g} turns",
                              allowed="multiples of 0.25", fix=f"take {round(4 * turns) / 4:g} turns")])  # fmt: skip
    best: tuple[float, int] | None = None
    for count in (turns,) if turns is not None else [k + 0.5 for k in range(1, _MOST_TURNS)]:
        smallest = round(2 * (count * width + (count - 1) * space)) + least
        if value(count, smallest) > wanted:
            continue
        outer = _solve(lambda d, n=count: value(n, d), wanted, smallest)  # type: ignore[misc]
        opening = inner_diameter(outer, width, space, count)
        fits = outer <= MOST_DIAMETER and (turns is not None or opening >= outer / 3)
        if fits and (best is None or outer < best[1]):
            best = (count, outer)
    if best is None:
        few = turns if turns is not None else 1.5
        low = round(2 * (few * width + (few - 1) * space)) + least
        raise BadInput([fault(device, "value", f"no spiral of lines {format_length(width)} wide has it",
                              measured=f"{wanted * 1e9:.4g} nH",
                              allowed=f"{value(few, low) * 1e9:.3g} nH ({few:g} turns with room for the hole inside) "
                              f"up to {format_length(MOST_DIAMETER)} across",
                              fix="change turns, width or space, or the size of the layer's pads")])  # fmt: skip
    return best


def _solve(value: Callable[[int], float], wanted: float, smallest: int) -> int:
    """The even diameter in nm whose value comes nearest; the value rises with the diameter."""
    low, high = smallest // 2, MOST_DIAMETER
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if value(2 * middle) <= wanted else (low, middle)
    return 2 * min((low, high), key=lambda half: abs(value(2 * half) - wanted))


def _led_out(path: Spiral, reach: float) -> tuple[float, float]:
    """Where the inner end is met: at a distance from the middle, beyond the turns."""
    (x, y), (dx, dy) = path.inner, path.way
    return (dx * reach, y) if dx else (x, dy * reach)
