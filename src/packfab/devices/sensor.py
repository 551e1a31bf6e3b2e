# SPDX-License-Identifier: Apache-2.0
"""How is a micro sensor drawn: a beam of wiring metal over a cavity, its anchors, and the electrode below?

The cavity begins at the edge of an anchor, so the length of the beam is that over the cavity. The dielectrics are
taken from the electrode's face up; the electrode keeps a tenth of the length away from where the beam is held.
"""

from __future__ import annotations

from packfab.design import Sensor
from packfab.devices.closed_beam import beam_length, pull_in, resonance, stiffness
from packfab.devices.closed_capacitor import EPSILON_0
from packfab.devices.drawn import Cavity, Drawn
from packfab.devices.electric import known
from packfab.devices.pose import Pose, fault
from packfab.devices.ribbon import ribbon
from packfab.devices.rules import too_small, under_layer
from packfab.devices.stack import Stack
from packfab.errors import BadInput, raise_if
from packfab.geometry import joined, rectangle
from packfab.materials import Library
from packfab.units import format_length

SLENDER = 10
"""Length over thickness from which a beam bends as Euler and Bernoulli say."""
MOST_LENGTH = 5_000_000
"""nm; a beam that must be longer is refused: it would hang through."""


def draw_sensor(device: Sensor, stack: Stack, library: Library) -> Drawn:
    """The beam whose resonance comes nearest to the wanted one; BadInput when it would be no beam."""
    layer = stack.layer(device.layer, where=f"thin_film.devices.{device.name}.layer")
    other = under_layer(device, stack, layer, device.other, "other")
    width = device.width or 2 * layer.line
    raise_if(too_small(device, layer, "width", width, layer.line))
    modulus, density = (known(library, layer.material, name, device) for name in ("modulus", "density"))
    thick = (layer.z1 - layer.z0) * 1e-9
    length = round(beam_length(device.value, thick, modulus, density, device.form) * 1e9)
    _check(device, length, layer.z1 - layer.z0)
    value = resonance(length * 1e-9, thick, modulus, density, device.form)
    held_twice, clear = device.form == "bridge", device.clearance
    left, half = -(length // 2), -(-width // 2)
    right = left + length
    anchor, away = max(2 * stack.reach, width), length // 10
    block = (anchor + 1) // 2
    pieces = [rectangle(left - anchor, -block, left, block), ribbon([(left, 0), (right, 0)], width)]
    pieces += [rectangle(right, -block, right + anchor, block)] if held_twice else []
    end = right if held_twice else right + clear
    cavity = rectangle(left, -half - clear, end, half + clear)
    plate = (left + away, right - away if held_twice else right)
    foot = (plate[0] + plate[1]) / 2, -float(half + clear + stack.space + stack.reach)
    electrode = joined([rectangle(plate[0], -half, plate[1], half), ribbon([(foot[0], 0), foot], other.line),
                        rectangle(foot[0] - stack.reach, foot[1] - stack.reach, foot[0] + stack.reach,
                                  foot[1] + stack.reach)])  # fmt: skip
    gap, area = (layer.z0 - other.z1) * 1e-9, width * (plate[1] - plate[0]) * 1e-18
    stiff = stiffness(width * 1e-9, length * 1e-9, thick, modulus, device.form)
    pose, first = Pose.of(device), stack.index(other) + 1
    body = pose.region(cavity.grown(stack.space, corners="mitre")
                       - rectangle(left - anchor - stack.space, -block, left, block)
                       - (rectangle(right, -block, right + anchor + stack.space, block) if held_twice
                          else rectangle(0, 0, 0, 0)))  # fmt: skip
    return Drawn(
        device,
        (pose.part(device, layer.name, joined(pieces), device.nets[0]),
         pose.part(device, other.name, electrode, device.nets[1])),
        (pose.terminal(device.nets[0], layer.name, (left - anchor / 2, 0), width),
         pose.terminal(device.nets[1], other.name, foot, other.line)),
        wanted=device.value, value=value, dimension="frequency", formula="weaver-1990",
        details=(
            ("length of the beam", length * 1e-9, "length"), ("width", width * 1e-9, "length"),
            ("thickness", thick, "length"), ("gap to the electrode", gap, "length"),
            ("capacitance to the electrode", EPSILON_0 * area / gap, "capacitance"),
            ("stiffness under an even load, N/m", stiff, ""),
            ("pull-in", pull_in(stiff, gap, area), "voltage"),
            ("depth of the cavity", (stack.top - other.z1) * 1e-9, "length"),
        ),
        outline=tuple((x.name, body) for x in stack.layers[first - 1 :]),
        cavity=Cavity(pose.region(cavity), tuple(x.name for x in stack.layers[first:]), other.z1, stack.top),
        notes=(_STRESS,) if held_twice else (),
    )  # fmt: skip


_STRESS = "stress left in the metal is not counted: tension raises the resonance of a bridge"


def _check(device: Sensor, length: int, thickness: int) -> None:
    least = SLENDER * thickness
    if not least <= length <= MOST_LENGTH:
        raise BadInput([fault(device, "value", "no beam of this layer has this resonance",
                              measured=f"{device.value:.4g} Hz needs {format_length(length)}",
                              allowed=f"{device.value * (length / MOST_LENGTH) ** 2:.3g} to "
                              f"{device.value * (length / least) ** 2:.3g} Hz "
                              f"({format_length(least)} to {format_length(MOST_LENGTH)} long)",
                              fix="change the thickness of the layer, or its metal")])  # fmt: skip
