# SPDX-License-Identifier: Apache-2.0
"""Does a device keep the least line and space of its layer?"""

from __future__ import annotations

from packfab.design import FilmDevice
from packfab.devices.pose import fault
from packfab.devices.stack import StackLayer
from packfab.errors import Fault, raise_if
from packfab.units import format_length


def lines_allowed(device: FilmDevice, layer: StackLayer, width: int | None, space: int | None) -> tuple[int, int]:
    """Width and space, those of the layer where none is given; BadInput when they are below its least."""
    narrow = too_small(device, layer, "width", width, layer.line)
    raise_if([*narrow, *too_small(device, layer, "space", space, layer.space)])
    return width or layer.line, space or layer.space


def too_small(device: FilmDevice, layer: StackLayer, field: str, given: float | None, least: int) -> list[Fault]:
    """A fault when a given length is below the least of the layer."""
    if given is None or given >= least:
        return []
    what, fix = f"{field} is below the least of layer {layer.name}", f"raise it, or give layer {layer.name} finer rules"
    return [fault(device, field, what, measured=format_length(round(given)),
                  allowed=f"at least {format_length(least)}", fix=fix)]  # fmt: skip
