# SPDX-License-Identifier: Apache-2.0
"""Where do lines and holes meet a device: a round pad at the end of a lead, outside of what others must keep off?"""

from __future__ import annotations

from packfab.devices.stack import StackLayer
from packfab.geometry import Region, discs


def radius(layer: StackLayer, width: int) -> int:
    """Of the metal at the end of a lead of a width: room for a hole, nm."""
    return (max(layer.pad, width) + 1) // 2


def pad(layer: StackLayer, width: int, place: tuple[float, float]) -> Region:
    """The pad of a hole at the end of a lead of a width: as wide as the wider of both."""
    return discs([place], max(layer.pad, width) / 2)
