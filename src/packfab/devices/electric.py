# SPDX-License-Identifier: Apache-2.0
"""What do the materials of a stack say about resistance and capacitance?"""

from __future__ import annotations

from packfab.design import FilmDevice
from packfab.devices.pose import fault
from packfab.devices.stack import Stack, StackLayer
from packfab.errors import BadInput
from packfab.materials import Library


def known(library: Library, material: str, name: str, device: FilmDevice) -> float:
    """A property of a material, SI; BadInput names the material that lacks it."""
    found = library.get(material)
    if not found.has(name):
        raise BadInput([fault(device, "layer", f"material '{material}' has no {name}",
                              fix=f"give it one in a materials file, or take another material for layer {device.layer}"
                              )])  # fmt: skip
    return found.get(name).value


def resistivity(library: Library, material: str, device: FilmDevice) -> float:
    """Of a metal, ohm m."""
    return known(library, material, "resistivity", device)


def cover_of(library: Library, stack: Stack, layer: StackLayer, device: FilmDevice) -> tuple[float, float] | None:
    """Thickness, m, and relative permittivity of the dielectrics over the metal of a layer, None where it is bare."""
    sheets = stack.dielectrics(layer.z1, stack.top)
    if not sheets:
        return None
    return sum(t for _, t in sheets) * 1e-9, permittivity(library, stack, layer.z1, stack.top, device)


def permittivity(library: Library, stack: Stack, low: int, high: int, device: FilmDevice) -> float:
    """Relative, of the dielectrics between two heights (nm) in series: their thickness-weighted harmonic mean."""
    sheets = stack.dielectrics(low, high)
    if not sheets:
        raise BadInput([fault(device, "layer", "there is no dielectric below its metal",
                              fix="take a layer that lies higher")])  # fmt: skip
    total = sum(thickness for _, thickness in sheets)
    return total / sum(thickness / known(library, name, "permittivity", device) for name, thickness in sheets)
