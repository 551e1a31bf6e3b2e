# SPDX-License-Identifier: Apache-2.0
"""How is a wave-guide drawn: as a microstrip over ground, or as a strip between two grounds on its layer?

The ground of a microstrip is the metal substrate or the plane of a layer. Below a coplanar line the next plane, at
least the substrate, takes part. The dielectrics between count as one with their series permittivity.
"""

from __future__ import annotations

from collections.abc import Callable

from packfab.design import FilmDevice, WaveGuide
from packfab.devices import landing
from packfab.devices.closed_coplanar import coplanar
from packfab.devices.closed_microstrip import LineValues, covered, dispersed, microstrip
from packfab.devices.drawn import Detail, Drawn
from packfab.devices.electric import cover_of, permittivity, resistivity
from packfab.devices.pose import Pose, fault
from packfab.devices.ribbon import ribbon
from packfab.devices.rules import too_small
from packfab.devices.stack import Stack, StackLayer
from packfab.errors import BadInput, raise_if
from packfab.geometry import Region, joined, rectangle
from packfab.materials import Library
from packfab.units import format_length

MOST_WIDTH = 20_000_000
"""nm; a line that needs more is refused."""


def draw_wave_guide(device: WaveGuide, stack: Stack, library: Library) -> Drawn:
    """The line whose impedance comes nearest to the wanted one; BadInput when none of the layer has it."""
    layer = stack.layer(device.layer, where=f"thin_film.devices.{device.name}.layer")
    if device.form == "coplanar":
        return _draw_coplanar(device, stack, layer, library)
    ground = ground_below(device, stack, layer, device.ground)
    height = layer.z0 - ground
    below = permittivity(library, stack, ground, layer.z0, device)
    cover = cover_of(library, stack, layer, device)

    def line(width: int) -> LineValues:
        return strip_line(width, layer, height, below, cover)

    width = _narrowed(device, layer, lambda w: line(w).impedance, layer.line, MOST_WIDTH)
    made = line(width)
    pose, half = Pose.of(device), _half(device, stack)
    area, x = _strip(half, width, layer), half - stack.reach
    away = max(stack.space, 2 * height) + width // 2
    rim = half - 2 * stack.reach
    body = pose.region(rectangle(-rim, -away, rim, away))
    free = [one.name for one in stack.layers if one.z0 >= ground]
    at_frequency = dispersed(made, width * 1e-9, height * 1e-9, below, device.frequency)
    return Drawn(
        device, (pose.part(device, layer.name, area),),
        (pose.terminal(device.nets[0], layer.name, (-x, 0), width),
         pose.terminal(device.nets[1], layer.name, (x, 0), width)),
        wanted=device.value, value=made.impedance, dimension="resistance", formula="hammerstad-1980",
        details=(
            ("width", width * 1e-9, "length"), ("height over ground", height * 1e-9, "length"),
            *line_details(device, made, below, device.length, layer, width, library),
            ("effective permittivity at that frequency", at_frequency, ""),
        ),
        outline=tuple((name, body) for name in free), notes=mix_notes(stack, ground, layer),
    )  # fmt: skip


def strip_line(
    width: int, layer: StackLayer, height: int, below: float, cover: tuple[float, float] | None
) -> LineValues:
    """A microstrip of a layer, bare or under a cover; nm."""
    made = microstrip((width - layer.lean) * 1e-9, height * 1e-9, layer.thickness * 1e-9, below)
    return made if cover is None else covered(made, height * 1e-9, below, *cover)


def ground_below(device: FilmDevice, stack: Stack, layer: StackLayer, name: str) -> int:
    """Top of the ground of a microstrip, nm; BadInput when it is no plane, or another plane lies before it."""
    ground = stack.substrate_surface
    if name != "substrate":
        found = stack.layer(name, where=f"thin_film.devices.{device.name}.ground")
        if not found.plane or found.z1 > layer.z0:
            raise BadInput([fault(device, "ground", f"layer {name} has no plane below {layer.name}",
                                  allowed="`substrate`, or a lower layer with a plane",
                                  fix=f"give layer {name} a 'plane', or take another ground")])  # fmt: skip
        ground = found.z1
    between = [x.name for x in stack.layers if x.plane and ground < x.z1 <= layer.z0]
    if between:
        what = f"the plane of layer {between[-1]} lies between the line and its ground"
        raise BadInput([fault(device, "ground", what, fix=f"take ground {between[-1]}")])  # fmt: skip
    return ground


def line_details(
    device: WaveGuide, made: LineValues, below: float, length: int, layer: StackLayer, width: int, library: Library
) -> tuple[Detail, ...]:
    """What is told of any line of a length, nm."""
    rho = resistivity(library, layer.material, device)
    section = (width - layer.lean) * layer.thickness * 1e-18
    return (
        ("relative permittivity of the dielectric", below, ""),
        ("effective permittivity", made.permittivity, ""),
        ("length", length * 1e-9, "length"),
        ("frequency", device.frequency, "frequency"),
        ("length in wavelengths", length * 1e-9 / made.wavelength(device.frequency), ""),
        ("series resistance, direct current", rho * length * 1e-9 / section, "resistance"),
    )


def mix_notes(stack: Stack, ground: int, layer: StackLayer) -> tuple[str, ...]:
    """A remark where several dielectrics lie between a line and its ground."""
    names = dict.fromkeys(name for name, _ in stack.dielectrics(ground, layer.z0))
    if len(names) < 2:
        return ()
    return (f"{' and '.join(names)} below it count as one dielectric with their permittivity in series",)


def _narrowed(device: WaveGuide, layer: StackLayer, impedance: Callable[[int], float], least: int, most: int) -> int:
    """The width between two whose impedance comes nearest to the wanted one; it falls with the width."""
    if not impedance(most) <= device.value <= impedance(least):
        raise BadInput([fault(device, "value", f"no line of layer {layer.name} has this impedance",
                              measured=f"{device.value:.4g} ohm",
                              allowed=f"{impedance(most):.3g} to {impedance(least):.4g} ohm, the latter of a line "
                              f"{format_length(least)} wide",
                              fix="take a layer with more dielectric below it, or allow narrower lines")])  # fmt: skip
    low, high = least, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if impedance(middle) >= device.value else (low, middle)
    return min((low, high), key=lambda width: abs(impedance(width) - device.value))


def _half(device: WaveGuide, stack: Stack) -> int:
    """Half of its length, nm; BadInput when it has no room for holes at both ends and something between."""
    least = 6 * stack.reach + 2 * stack.space
    if device.length < least:
        raise BadInput([fault(device, "length", "the line has no room for the pads at its ends",
                              measured=format_length(device.length), allowed=f"at least {format_length(least)}",
                              fix="make it longer, or the layers' pads smaller")])  # fmt: skip
    return device.length // 2


def _strip(half: int, width: int, layer: StackLayer) -> Region:
    """A strip along x with room for a hole at both ends."""
    x = half - landing.radius(layer, 0)
    line = ribbon([(-half, 0), (half, 0)], width)
    if layer.pad <= width:
        return line
    return joined([line, landing.pad(layer, width, (-x, 0)), landing.pad(layer, width, (x, 0))])


def _draw_coplanar(device: WaveGuide, stack: Stack, layer: StackLayer, library: Library) -> Drawn:
    if not device.ground_net:
        raise BadInput([fault(device, "ground_net", "a coplanar line needs a net for its ground strips",
                              fix="give 'ground_net'")])  # fmt: skip
    raise_if(too_small(device, layer, "width", device.width, layer.line))
    planes = [x.z1 for x in stack.layers[: stack.index(layer)] if x.plane]
    ground = max([stack.substrate_surface, *planes])
    height = layer.z0 - ground
    below = permittivity(library, stack, ground, layer.z0, device)
    cover = cover_of(library, stack, layer, device)

    def line(width: int, space: int) -> LineValues:
        return coplanar((width - layer.lean) * 1e-9, (space + layer.lean) * 1e-9, height * 1e-9, below, backed=True,
                        thickness=layer.thickness * 1e-9, cover=cover)  # fmt: skip

    width, space = _coplanar_size(device, layer, line, height)
    made = line(width, space)
    pose, half = Pose.of(device), _half(device, stack)
    strip = max(width + 2 * space, 2 * stack.reach)
    inner = width / 2 + space
    area, x = _strip(half, width, layer), half - stack.reach
    # a pad wider than the line sticks out beyond the ground strips
    grounded = half if layer.pad <= width else half - 2 * stack.reach - stack.space
    sides = [rectangle(-grounded, min(y0, y1), grounded, max(y0, y1))
             for y0, y1 in ((inner, inner + strip), (-inner, -inner - strip))]  # fmt: skip
    at, middle = grounded - stack.reach, inner + strip / 2
    rim = grounded - 2 * stack.reach
    body = pose.region(rectangle(-rim, -inner - strip - stack.space, rim, inner + strip + stack.space))
    return Drawn(
        device,
        (pose.part(device, layer.name, area),
         *(pose.part(device, layer.name, side, device.ground_net) for side in sides)),
        (pose.terminal(device.nets[0], layer.name, (-x, 0), width),
         pose.terminal(device.nets[1], layer.name, (x, 0), width),
         *(pose.terminal(device.ground_net, layer.name, (a, y), strip) for y in (middle, -middle) for a in (-at, at))),
        wanted=device.value, value=made.impedance, dimension="resistance", formula="ghione-1987",
        details=(
            ("width", width * 1e-9, "length"), ("space", space * 1e-9, "length"),
            ("width of a ground strip", strip * 1e-9, "length"),
            ("height over the plane below", height * 1e-9, "length"),
            *line_details(device, made, below, device.length, layer, width, library),
        ),
        outline=tuple((one.name, body) for one in stack.layers if one.z0 >= ground),
        notes=mix_notes(stack, ground, layer),
    )  # fmt: skip


def _coplanar_size(
    device: WaveGuide, layer: StackLayer, line: Callable[[int, int], LineValues], height: int
) -> tuple[int, int]:
    """Width and space; where the least space is too wide for the default width, the line gets wider instead."""
    width = device.width or layer.line
    least, most = line(width, layer.space).impedance, line(width, 10 * (height + width)).impedance
    if device.value > most or (device.value < least and device.width is not None):
        what = f"no space beside a line {format_length(width)} wide gives this impedance"
        raise BadInput([fault(device, "value", what, measured=f"{device.value:.4g} ohm",
                              allowed=f"{least:.4g} to {most:.4g} ohm",
                              fix="take another width, or more dielectric below")])  # fmt: skip
    if device.value < least:
        width = _narrowed(device, layer, lambda w: line(w, layer.space).impedance, width, width + 6 * height)
        return width, layer.space
    low, high = layer.space, 10 * (height + width)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if line(width, middle).impedance <= device.value else (low, middle)
    return width, min((low, high), key=lambda space: abs(line(width, space).impedance - device.value))
