# SPDX-License-Identifier: Apache-2.0
"""What is one wiring layer over dies on a metal substrate: where is it met, and which metal lies on its dielectric?

Levels stand in the order of making, upwards from the dies. All places are those of the site at the origin, package
frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from packfab.design import WiringLayer
from packfab.devices import DevicePart
from packfab.geometry import Region
from packfab.process.level import Contacts


@dataclass(frozen=True, slots=True, eq=False)
class FilmLevel:
    """A wiring layer: `below` its vias come up (from die pads, or from the layer below), `above` it is met next.

    Above the last layer are the bonding pads. lines, planes, buses: (net, plan); devices: metal of passive devices on
    this layer; terminals: (device, net) that meet here; unrouted: nets that found no way, with the reason; length: nm
    of line.
    """

    layer: WiringLayer
    below: Contacts
    above: Contacts
    lines: tuple[tuple[str, Region], ...] = ()
    planes: tuple[tuple[str, Region], ...] = ()
    buses: tuple[tuple[str, Region], ...] = ()
    devices: tuple[DevicePart, ...] = ()
    terminals: tuple[tuple[str, str], ...] = ()
    unrouted: tuple[tuple[str, str], ...] = ()
    length: float = 0.0
    last: bool = False

    @property
    def contacts(self) -> Sequence[Contacts]:
        """Where it is met, from either side."""
        return (self.below, self.above)
