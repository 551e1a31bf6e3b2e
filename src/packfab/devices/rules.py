# SPDX-License-Identifier: Apache-2.0
"""Does a device keep the least line and space of its layer?"""

from __future__ import annotations

from packfab.design import FilmDevice
from packfab.devices.pose import fault
from packfab.devices.stack import Stack, StackLayer
from packfab.errors import BadInput, Fault, raise_if
from packfab.units import format_length

_TOLD = {
    "coupling": ("the space between its lines", "lower the coupling"),
    "impedance": ("the width of its lines", "lower the impedance"),
}
"""What a field leads to, and what makes it fit."""


def lines_allowed(device: FilmDevice, layer: StackLayer, width: int | None, space: int | None) -> tuple[int, int]:
    """Width and space, those of the layer where none is given; BadInput when they are below its least."""
    narrow = too_small(device, layer, "width", width, layer.line)
    raise_if([*narrow, *too_small(device, layer, "space", space, layer.space)])
    return width or layer.line, space or layer.space


def too_small(device: FilmDevice, layer: StackLayer, field: str, given: float | None, least: int) -> list[Fault]:
    """A fault when a given length is below the least of the layer."""
    if given is None or given >= least:
        return []
    told, change = _TOLD.get(field, (field, "raise it"))
    what, fix = f"{told} is below the least of layer {layer.name}", f"{change}, or give layer {layer.name} finer rules"
    return [fault(device, field, what, measured=format_length(round(given)),
                  allowed=f"at least {format_length(least)}", fix=fix)]  # fmt: skip


def under_layer(device: FilmDevice, stack: Stack, layer: StackLayer, name: str | None, field: str) -> StackLayer:
    """The layer of a name, else the next below another one; BadInput when it is not below it."""
    if name is None:
        below = stack.next_below(layer)
        if below is None:
            raise BadInput([fault(device, field, f"it needs a layer below {layer.name}, which is the lowest",
                                  fix="put the device on a layer that lies higher")])  # fmt: skip
        return below
    below = stack.layer(name, where=f"thin_film.devices.{device.name}.{field}")
    if stack.index(below) >= stack.index(layer):
        raise BadInput([fault(device, field, f"layer {below.name} does not lie below {layer.name}",
                              allowed=", ".join(x.name for x in stack.layers[: stack.index(layer)]) or "none",
                              fix="name a layer below it, or put the device on a higher one")])  # fmt: skip
    return below
