# SPDX-License-Identifier: Apache-2.0
"""How is a resistor drawn: a meander of the wanted number of squares?

The line comes in from the pad on the left, goes up and down in runs of one length, and leaves to the pad on the right;
the last run takes what rounding leaves. Squares are counted from the rim of one pad to the rim of the other.
"""

from __future__ import annotations

import math

from packfab.design import Resistor
from packfab.devices import landing
from packfab.devices.closed_resistor import CORNER_SQUARES, meander_squares, sheet_resistance
from packfab.devices.drawn import Drawn
from packfab.devices.electric import resistivity
from packfab.devices.pose import Pose, fault
from packfab.devices.ribbon import ribbon
from packfab.devices.rules import lines_allowed
from packfab.devices.stack import Stack
from packfab.errors import BadInput
from packfab.geometry import joined, rectangle
from packfab.materials import Library
from packfab.units import format_length

MOST_RUNS = 1000


def draw_resistor(device: Resistor, stack: Stack, library: Library) -> Drawn:
    """The meander whose squares come nearest to the wanted ones; BadInput when it would be too short or too long."""
    layer = stack.layer(device.layer, where=f"thin_film.devices.{device.name}.layer")
    width, space = lines_allowed(device, layer, device.width, device.space)
    mean = width - layer.lean
    sheet = sheet_resistance(resistivity(library, layer.material, device), layer.thickness * 1e-9)
    wanted = device.value / sheet
    if wanted < 1:
        raise BadInput([fault(device, "value", f"a line {format_length(width)} wide would be shorter than wide",
                              measured=f"{device.value:g} ohm", allowed=f"at least {sheet:.4g} ohm",
                              fix="take a narrower line, a thinner layer or a greater value")])  # fmt: skip
    runs, straight = _runs(device, wanted, width, mean, space)
    lengths = [straight // runs] * (runs - 1)
    lengths.append(straight - sum(lengths))
    reach = landing.radius(layer, width)
    line = _centre_line(lengths, width, space, reach)
    x0, y0, x1, y1 = ribbon(line[1:-1], width).box if runs > 1 else ribbon(_bar(straight, width), width).box
    area = joined([ribbon(line, width), *(landing.pad(layer, width, end) for end in (line[0], line[-1]))])
    # where walls lean, corner squares are smaller half way up and what lies between is longer
    between = straight + _links(runs) * space + _corners(runs) * (width - mean)
    squares = meander_squares(between * 1e-9, mean * 1e-9, _corners(runs))
    pose, side = Pose.of(device), layer.space if runs > 1 else 0
    return Drawn(
        device, (pose.part(device, layer.name, area),),
        (pose.terminal(device.nets[0], layer.name, line[0], width),
         pose.terminal(device.nets[1], layer.name, line[-1], width)),
        wanted=device.value, value=squares * sheet, dimension="resistance", formula="hall-1968",
        details=(
            ("sheet resistance", sheet, "resistance"), ("squares", squares, ""), ("runs", runs, ""),
            ("corners", _corners(runs), ""), ("width", width * 1e-9, "length"), ("space", space * 1e-9, "length"),
            ("straight length", (straight + _links(runs) * space) * 1e-9, "length"),
            ("outline x", (x1 - x0) * 1e-9, "length"), ("outline y", (y1 - y0) * 1e-9, "length"),
        ),
        outline=((layer.name, pose.region(rectangle(x0 - side, y0 - layer.space, x1 + side, y1 + layer.space))),),
    )  # fmt: skip


def _corners(runs: int) -> int:
    return 2 * runs if runs > 1 else 0


def _links(runs: int) -> int:
    """Straight pieces as long as a space: between the runs, and to the rim of either pad."""
    return runs + 1 if runs > 1 else 0


def _runs(device: Resistor, wanted: float, width: int, mean: int, space: int) -> tuple[int, int]:
    """How many runs, and the nm of straight line in all of them together."""

    def straight(runs: int) -> float:
        corners = _corners(runs)
        return (wanted - corners * CORNER_SQUARES) * mean - corners * (width - mean) - _links(runs) * space

    if device.run is not None:
        if device.run < 3 * width:
            raise BadInput([fault(device, "run", "a run is too short for its two corners and what lies between",
                                  measured=format_length(device.run), allowed=f"at least {format_length(3 * width)}",
                                  fix="give a longer run, or leave it out")])  # fmt: skip
        runs = 1
        while runs <= MOST_RUNS and straight(runs) / runs > device.run - (2 * width if runs > 1 else 0):
            runs += 1
    else:
        runs = max(1, round(math.sqrt(wanted * mean / (width + space))))
    while runs > 1 and straight(runs) / runs < width:
        runs -= 1
    if runs > MOST_RUNS:
        raise BadInput([fault(device, "value", "the meander would have too many runs",
                              measured=f"{device.value:g} ohm, {wanted:.0f} squares", allowed=f"{MOST_RUNS} runs",
                              fix="take longer runs, a narrower line, a thinner layer or a metal that conducts less"
                              )])  # fmt: skip
    return runs, round(straight(runs))


def _bar(length: int, width: int) -> list[tuple[float, float]]:
    """The centre line of a single run along x."""
    y = width / 2 - width // 2
    return [(-(length // 2), y), (length - length // 2, y)]


def _centre_line(lengths: list[int], width: int, space: int, reach: int) -> list[tuple[float, float]]:
    """Corners of a line from pad to pad through runs of these straight lengths, about the origin.

    Only the last length may differ from the others; edges of the line lie on whole nm. reach: rim of a pad to its
    middle.
    """
    if len(lengths) == 1:
        (x0, y), (x1, _) = _bar(lengths[0], width)
        return [(x0 - reach, y), (x1 + reach, y)]
    pitch, length = width + space, lengths[0]
    left, low = width / 2 - (len(lengths) * pitch - space) // 2, -(length // 2)
    feet, heads = low - width / 2, low + length + width / 2
    lead = width / 2 + space + reach
    points: list[tuple[float, float]] = [(left - lead, feet)]
    for i in range(len(lengths)):
        x, ends = left + i * pitch, (feet, heads) if i % 2 == 0 else (heads, feet)
        points += [(x, ends[0]), (x, ends[1])]
    x, y = points.pop()
    y += (lengths[-1] - length) * (1 if len(lengths) % 2 else -1)
    return [*points, (x, y), (x + lead, y)]
