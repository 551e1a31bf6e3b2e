# SPDX-License-Identifier: Apache-2.0
"""Which materials of a fan-out cannot do what they are there for: wiring that insulates, coats that conduct?

What the built-in library does not know is taken as it comes.
"""

from __future__ import annotations

from collections.abc import Iterator

from packfab.design.chip import PinChip
from packfab.design.package import Package
from packfab.design.validate_conduction import Made, category_of, conduction_faults
from packfab.errors import Fault
from packfab.materials import ORGANIC, Library


def fan_out_material_faults(package: Package) -> Iterator[Fault]:
    """Faults of metal parts that do not conduct, coats that do, and a polymer that is none."""
    library = Library.builtin()
    yield from conduction_faults(library, conducting=_conducting(package), insulating=_insulating(package))
    if package.fan_out is not None:
        name = package.fan_out.polymer.material
        found = category_of(library, name)
        if found and found not in ORGANIC:
            yield Fault(f"'{name}' is no organic polymer", "fan_out.polymer.material", measured=found,
                        allowed=", ".join(sorted(ORGANIC)), fix="take one such as a polyimide")  # fmt: skip


def _conducting(package: Package) -> Iterator[Made]:
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


def _insulating(package: Package) -> Iterator[Made]:
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
    if package.mold is not None:
        yield "the compound", "mold.material", package.mold.material
