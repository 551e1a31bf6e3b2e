# SPDX-License-Identifier: Apache-2.0
"""Which generator draws which device?"""

from __future__ import annotations

from packfab.design import Capacitor, FilmDevice, Filter, Inductor, Resistor, WaveGuide
from packfab.devices.capacitor import draw_capacitor
from packfab.devices.drawn import Drawn
from packfab.devices.filter import draw_filter
from packfab.devices.inductor import draw_inductor
from packfab.devices.resistor import draw_resistor
from packfab.devices.sensor import draw_sensor
from packfab.devices.stack import Stack
from packfab.devices.wave_guide import draw_wave_guide
from packfab.materials import Library


def draw(device: FilmDevice, stack: Stack, library: Library) -> Drawn:
    """The device in whole nm within the rules of its layers; BadInput when its value cannot be had."""
    if isinstance(device, Resistor):
        return draw_resistor(device, stack, library)
    if isinstance(device, Inductor):
        return draw_inductor(device, stack, library)
    if isinstance(device, Capacitor):
        return draw_capacitor(device, stack, library)
    if isinstance(device, WaveGuide):
        return draw_wave_guide(device, stack, library)
    if isinstance(device, Filter):
        return draw_filter(device, stack, library)
    return draw_sensor(device, stack, library)
