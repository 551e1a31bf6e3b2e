# SPDX-License-Identifier: Apache-2.0
"""How are passive devices made of the wiring: which geometry has the wanted value?"""

from packfab.devices.computed import computed
from packfab.devices.draw import draw
from packfab.devices.drawn import Cavity, Detail, DevicePart, Drawn, Terminal
from packfab.devices.stack import Stack, StackLayer, stack_of

__all__ = ["Cavity", "Detail", "DevicePart", "Drawn", "Stack", "StackLayer", "Terminal", "computed", "draw", "stack_of"]
