# SPDX-License-Identifier: Apache-2.0
"""Which materials of a fan-out cannot do what they are there for: wiring that insulates, coats that conduct?

What the built-in library does not know is taken as it comes.
"""

from __future__ import annotations

from collections.abc import Iterator

from packfab.design.chip import PinChip
from packfab.design.package import Package, mold_of
from packfab.errors import Fault
from packfab.materials import CONDUCTORS, ORGANIC, Library


def fan_out_material_faults(package: Package) -> Iterator[Fault]:
    """Faults of metal parts that do not conduct, coats that do, and a polymer that is none."""
    library = Library.builtin()

    def category(name: str) -> str:
        return library.get(name).category if name in library else ""

    for what, path, name in _conducting(package):
        found = category(name)
        if found and found not in CONDUCTORS:
            yield Fault(f"{what} of '{name}' would not conduct", path, measured=found,
                        allowed=", ".join(sorted(CONDUCTORS)), fix="take a metal or a solder")  # fmt: skip
    for what, path, name in _insulating(package):
        found = category(name)
        if found in CONDUCTORS:
            yield Fault(f"{what} of '{name}' would conduct: it shorts what lies on it", path, measured=found,
                        allowed="a material that insulates", fix="take a polymer, an oxide or a nitride")  # fmt: skip
    if package.fan_out is not None:
        name = package.fan_out.polymer.material
        found = category(name)
        if found and found not in ORGANIC:
            yield Fault(f"'{name}' is no organic polymer", "fan_out.polymer.material", measured=found,
                        allowed=", ".join(sorted(ORGANIC)), fix="take one such as a polyimide")  # fmt: skip


def _conducting(package: Package) -> Iterator[tuple[str, str, str]]:
    """What carries the nets: in words, its place in the design, and its material."""
    if package.fan_out is not None:
        for layer in package.fan_out.layers:
            yield f"layer {layer.name}", f"fan_out.layers.{layer.name}.material", layer.material
        if package.fan_out.connection is not None:
            yield "a connection", "fan_out.connection.material", package.fan_out.connection.material
    for chip in package.chips:
        if isinstance(chip, PinChip):
            yield f"pins of {chip.name}", f"chips.{chip.name}.pins.material", chip.pins.material
            yield f"caps of {chip.name}", f"chips.{chip.name}.pins.cap_material", chip.pins.cap_material
    if package.balls is not None:
        yield "balls", "balls.material", package.balls.material


def _insulating(package: Package) -> Iterator[tuple[str, str, str]]:
    """What keeps the nets apart."""
    fan_out = package.fan_out
    if fan_out is None:
        return
    for number, film in enumerate(fan_out.protective, start=1):
        yield f"protective layer {number}", "fan_out.protective.material", film.material
    if fan_out.outer_protective is not None:
        yield "the outer protective layer", "fan_out.outer_protective.material", fan_out.outer_protective.material
    for layer in fan_out.layers:
        if layer.insulator is not None:
            yield f"the insulator of {layer.name}", f"fan_out.layers.{layer.name}.insulator", layer.insulator.material
    yield "the compound", "mold.material", mold_of(package).material
