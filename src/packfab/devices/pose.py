# SPDX-License-Identifier: Apache-2.0
"""How does a device that was drawn about the origin come to its place on the package?

Every generator draws about (0, 0) along x; what it drew is turned about its middle and moved to `at`. At multiples of
90 degrees all corners stay on whole nanometres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from packfab.design import FilmDevice
from packfab.devices.drawn import DevicePart, Terminal
from packfab.errors import Fault
from packfab.geometry import Region, turn_matrix


def fault(device: FilmDevice, field: str, what: str, *, measured: str = "", allowed: str = "", fix: str = "") -> Fault:
    """What is wrong with a field of a device."""
    return Fault(f"{device.kind} {device.name}: {what}", where=f"thin_film.devices.{device.name}.{field}",
                 measured=measured, allowed=allowed, fix=fix)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a device lies: degrees counter-clockwise, then (x, y) nm."""

    degrees: float
    at: tuple[int, int]

    @staticmethod
    def of(device: FilmDevice) -> Pose:
        """The pose that a device asks for; an angle within 1e-9 degrees of a right one is a right one."""
        degrees = math.degrees(device.rotation) % 360
        quarter = round(degrees / 90) * 90
        return Pose(quarter if abs(degrees - quarter) < _RIGHT else degrees, device.at)

    def region(self, area: Region) -> Region:
        """An area of the device, package frame."""
        turned = area.turned(self.degrees) if self.degrees % 360 else area
        return turned.moved(*self.at)

    def point(self, place: tuple[float, float]) -> tuple[int, int]:
        """A place of the device in whole nm, package frame."""
        x, y = np.rint(turn_matrix(self.degrees) @ np.asarray(place, dtype=np.float64)).astype(int).tolist()
        return (x + self.at[0], y + self.at[1])

    def part(self, device: FilmDevice, layer: str, area: Region, net: str = "") -> DevicePart:
        """Metal on a layer."""
        return DevicePart(device.name, device.kind, layer, self.region(area), net)

    def terminal(self, net: str, layer: str, place: tuple[float, float], width: int) -> Terminal:
        """A terminal."""
        return Terminal(net, layer, self.point(place), width)


_RIGHT = 1e-9
