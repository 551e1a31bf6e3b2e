# SPDX-License-Identifier: Apache-2.0
"""What comes of drawing a device: metal on layers, terminals, holes between layers, and the value that it has?"""

from __future__ import annotations

from dataclasses import dataclass

from packfab.design import FilmDevice
from packfab.geometry import EMPTY, Region, joined

Detail = tuple[str, float | int | str, str]
"""Name, value in SI (lengths too: metres) and dimension ('' for a bare number or a word)."""


@dataclass(frozen=True, slots=True, eq=False)
class DevicePart:
    """Metal of a device on one layer, package frame; kind: the role; net: of a terminal whose metal it is alone."""

    device: str
    kind: str
    layer: str
    area: Region
    net: str = ""


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a line of the net meets the device: a place (x, y) nm within its metal, and the width of that metal."""

    net: str
    layer: str
    place: tuple[int, int]
    width: int


@dataclass(frozen=True, slots=True, eq=False)
class Cavity:
    """What a sensor is released from: the plan, the layers whose dielectric is taken, and the heights, nm."""

    area: Region
    layers: tuple[str, ...]
    z0: int
    z1: int


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A device as drawn: `wanted` and `value` in SI, computed from the drawn metal by the formula of a source (key).

    vias: holes through the dielectric of the named upper layer at (x, y) nm that join metal of the device on both
    sides; outline: for each layer, where no other metal may lie; dimension: of the value, as in `units`.
    """

    device: FilmDevice
    parts: tuple[DevicePart, ...]
    terminals: tuple[Terminal, ...]
    wanted: float
    value: float
    dimension: str
    formula: str
    details: tuple[Detail, ...] = ()
    vias: tuple[tuple[str, tuple[int, int]], ...] = ()
    outline: tuple[tuple[str, Region], ...] = ()
    cavity: Cavity | None = None
    notes: tuple[str, ...] = ()

    @property
    def deviation(self) -> float:
        """Of the computed value from the wanted one, as a part of the wanted one."""
        return self.value / self.wanted - 1

    def area_on(self, layer: str) -> Region:
        """All metal of the device on a layer."""
        return joined([part.area for part in self.parts if part.layer == layer])

    def outline_on(self, layer: str) -> Region:
        """Where no other metal may lie on a layer."""
        return joined([area for name, area in self.outline if name == layer]) or EMPTY

    def detail(self, name: str) -> float | int | str:
        """The value of a detail; KeyError when the device has none of that name."""
        return {key: value for key, value, _ in self.details}[name]
