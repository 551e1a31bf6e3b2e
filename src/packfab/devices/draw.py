# SPDX-License-Identifier: Apache-2.0
"""Which generator draws which device?"""

from __future__ import annotations

from packfab.design import FilmDevice, Resistor
from packfab.devices.drawn import Drawn
from packfab.devices.pose import fault
from packfab.devices.resistor import draw_resistor
from packfab.devices.stack import Stack
from packfab.errors import BadInput
from packfab.materials import Library


def draw(device: FilmDevice, stack: Stack, library: Library) -> Drawn:
    """The device in whole nm within the rules of its layers; BadInput when its value cannot be had."""
    if isinstance(device, Resistor):
        return draw_resistor(device, stack, library)
    raise BadInput([fault(device, "kind", "cannot be drawn yet")])
