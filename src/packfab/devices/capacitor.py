# SPDX-License-Identifier: Apache-2.0
"""How is a capacitor drawn: as two plates on two layers, or as fingers of one layer between each other?

The lower plate stands out all around by the thickness of the dielectric: so the field at the edges is that over a
large plate, and a shift between the layers changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from packfab.design import Capacitor, FilmDevice
from packfab.devices import landing
from packfab.devices.closed_capacitor import EPSILON_0, interdigitated, plate_over_plane
from packfab.devices.drawn import Detail, Drawn
from packfab.devices.electric import cover_of, permittivity
from packfab.devices.pose import Pose, fault
from packfab.devices.ribbon import ribbon
from packfab.devices.rules import lines_allowed, under_layer
from packfab.devices.stack import Stack, StackLayer
from packfab.errors import BadInput
from packfab.geometry import Region, joined, rectangle
from packfab.materials import Library
from packfab.units import format_length

MOST_SIDE = 20_000_000
"""nm; a plate or fingers that need more are refused."""
_MOST_FINGERS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Plates:
    """Two plates about the origin: extents and distance, nm, and numbers in SI."""

    extent: tuple[int, int]
    margin: int
    gap: int
    permittivity: float
    capacitance: float

    @property
    def upper(self) -> Region:
        """The upper plate."""
        return _rectangle(*self.extent)

    @property
    def lower(self) -> Region:
        """The lower plate."""
        return _rectangle(self.extent[0] + 2 * self.margin, self.extent[1] + 2 * self.margin)

    @property
    def details(self) -> tuple[Detail, ...]:
        """Numbers of the plates."""
        x, y = (side * 1e-9 for side in self.extent)
        ideal = self.permittivity * EPSILON_0 * x * y / (self.gap * 1e-9)
        return (
            ("upper plate x", x, "length"),
            ("upper plate y", y, "length"),
            ("dielectric between", self.gap * 1e-9, "length"),
            ("relative permittivity", self.permittivity, ""),
            ("share of the field at the edges", 1 - ideal / self.capacitance, "fraction"),
        )


def draw_capacitor(device: Capacitor, stack: Stack, library: Library) -> Drawn:
    """Plates or fingers whose capacitance comes nearest to the wanted one; BadInput when none has it."""
    layer = stack.layer(device.layer, where=f"thin_film.devices.{device.name}.layer")
    if device.form == "interdigitated":
        return _draw_fingers(device, stack, layer, library)
    other = under_layer(device, stack, layer, device.other, "other")
    plates = plates_of(device, stack, layer, other, library, device.value)
    pose, lower = Pose.of(device), plates.lower
    x = plates.extent[0] // 2 + plates.margin + stack.space + stack.reach
    ends = ((-float(x), 0.0), (float(x), 0.0))
    up = joined([plates.upper, ribbon([(0, 0), ends[0]], layer.line), landing.pad(layer, layer.line, ends[0])])
    down = joined([lower, ribbon([(0, 0), ends[1]], other.line), landing.pad(other, other.line, ends[1])])
    body = pose.region(lower.grown(stack.space, corners="mitre"))
    sides = [(side + 2 * plates.margin) * 1e-9 for side in plates.extent]
    ground = other.z0 - stack.substrate_surface
    stray = plate_over_plane(sides[0], sides[1], ground * 1e-9, permittivity(library, stack, 0, other.z0, device))
    return Drawn(
        device,
        (pose.part(device, layer.name, up, device.nets[0]), pose.part(device, other.name, down, device.nets[1])),
        (pose.terminal(device.nets[0], layer.name, ends[0], layer.line),
         pose.terminal(device.nets[1], other.name, ends[1], other.line)),
        wanted=device.value, value=plates.capacitance, dimension="capacitance", formula="palmer-1937",
        details=(*plates.details, ("lower plate to the substrate", stray, "capacitance")),
        outline=tuple((x.name, body) for x in stack.layers[stack.index(other) :]),
    )  # fmt: skip


def plates_of(
    device: FilmDevice, stack: Stack, layer: StackLayer, other: StackLayer, library: Library, wanted: float
) -> Plates:
    """About square plates of a wanted capacitance, F."""
    gap = layer.z0 - other.z1
    relative = permittivity(library, stack, other.z1, layer.z0, device)

    def value(x: int, y: int) -> float:
        return plate_over_plane(x * 1e-9, y * 1e-9, gap * 1e-9, relative)

    least = layer.line
    if not value(least, least) <= wanted <= value(MOST_SIDE, MOST_SIDE):
        raise BadInput([fault(device, "value", "no plates have this capacitance", measured=f"{wanted * 1e12:.4g} pF",
                              allowed=f"{value(least, least) * 1e12:.3g} pF ({format_length(least)} square) "
                              f"to {value(MOST_SIDE, MOST_SIDE) * 1e12:.3g} pF",
                              fix="take other layers, or another thickness or material of the dielectric between"
                              )])  # fmt: skip
    low, high = least, MOST_SIDE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if value(middle, middle) <= wanted else (low, middle)
    y = min((low, high), key=lambda side: abs(value(low, side) - wanted))
    return Plates((low, y), gap, gap, relative, value(low, y))


def _draw_fingers(device: Capacitor, stack: Stack, layer: StackLayer, library: Library) -> Drawn:
    width, space = lines_allowed(device, layer, device.width, device.space)
    below = permittivity(library, stack, stack.substrate_surface, layer.z0, device)
    cover = cover_of(library, stack, layer, device)

    def value(count: int, length: float) -> float:
        return interdigitated(count, length * 1e-9, (width - layer.lean) * 1e-9, (space + layer.lean) * 1e-9,
                              below=below, cover=cover, thickness=layer.thickness * 1e-9)  # fmt: skip

    count, length = _fingers(device, value, width, space)
    bar, pitch = 2 * width, width + space
    left, low = -((length + 2 * space) // 2), -((count * pitch - space) // 2)
    right, high = left + length + 2 * space, low + count * pitch - space
    combs = [[rectangle(left - bar, low, left, high)], [rectangle(right, low, right + bar, high)]]
    for i in range(count):
        x0, x1 = (left, right - space) if i % 2 == 0 else (left + space, right)
        combs[i % 2].append(rectangle(x0, low + i * pitch, x1, low + i * pitch + width))
    pose, reach = Pose.of(device), landing.radius(layer, width)
    y = (low + high) // 2
    ends = ((left - bar - layer.space - reach, y), (right + bar + layer.space + reach, y))
    parts = [joined([*comb, ribbon([(inner, y), end], width), landing.pad(layer, width, end)])
             for comb, inner, end in zip(combs, (left, right), ends, strict=True)]  # fmt: skip
    body = rectangle(left - bar, low, right + bar, high).grown(layer.space, corners="mitre")
    height, wave = layer.z0 - stack.substrate_surface, 2 * pitch
    near = (f"the metal {format_length(height)} below lies nearer than the period of the fingers, "
            f"{format_length(wave)}: it adds capacitance to both and takes some from between",)  # fmt: skip
    return Drawn(
        device,
        tuple(pose.part(device, layer.name, a, net) for a, net in zip(parts, device.nets, strict=True)),
        tuple(pose.terminal(n, layer.name, e, width) for n, e in zip(device.nets, ends, strict=True)),
        wanted=device.value, value=value(count, length), dimension="capacitance", formula="igreja-2004",
        details=(
            ("fingers", count, ""), ("overlap", length * 1e-9, "length"), ("width", width * 1e-9, "length"),
            ("space", space * 1e-9, "length"), ("relative permittivity below", below, ""),
            ("relative permittivity above", cover[1] if cover else 1.0, ""),
        ),
        outline=((layer.name, pose.region(body)),), notes=near if height < wave else (),
    )  # fmt: skip


def _fingers(device: Capacitor, value: Callable[[int, float], float], width: int, space: int) -> tuple[int, int]:
    """Number and overlap of the fingers, nm: about a square outline where no length is given."""
    least = width
    if device.value < value(4, least):
        raise BadInput([fault(device, "value", "four fingers as long as wide have more", fix="take plates, or narrower "
                              "fingers", measured=f"{device.value * 1e15:.4g} fF",
                              allowed=f"at least {value(4, least) * 1e15:.3g} fF")])  # fmt: skip
    for count in range(4, _MOST_FINGERS):
        most = device.length or count * (width + space)
        if value(count, most) >= device.value:
            length = device.value / value(count, 1.0)
            return count, max(1, math.floor(length + 0.5))
    raise BadInput([fault(device, "value", "it would take too many fingers", measured=f"{device.value * 1e12:.4g} pF",
                          allowed=f"{_MOST_FINGERS} fingers", fix="take plates, or longer fingers")])  # fmt: skip


def _rectangle(x: int, y: int) -> Region:
    return rectangle(-(x // 2), -(y // 2), x - x // 2, y - y // 2)
