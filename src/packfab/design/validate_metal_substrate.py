# SPDX-License-Identifier: Apache-2.0
"""Which metal substrates cannot be machined, punched and laminated as asked for?"""

from __future__ import annotations

from collections.abc import Iterator

from packfab.design.chip import BacksideChip
from packfab.design.metal_substrate import Cavities, FirstLayer, MetalSubstrate
from packfab.design.package import Package, body_size
from packfab.design.placement import corners, outline
from packfab.errors import Fault
from packfab.units import format_length

#: Sheet metal of other thickness, nm, carries nothing or fits no line; guesses, wide on purpose.
LEAST_SHEET, MOST_SHEET = 10_000, 20_000_000


def metal_faults(package: Package, metal: MetalSubstrate) -> Iterator[Fault]:
    """What is wrong with a metal substrate, and with dies in its cavities or openings."""
    yield from _sheet_faults(metal.thickness, "carrier.thickness")
    if metal.cavities is not None and metal.first_layer is not None:
        yield Fault("a substrate has machined cavities or a punched layer, not both", "carrier.first_layer",
                    measured="also carrier.cavities", allowed="one of the two",
                    fix="take one of them away")  # fmt: skip
        return
    if metal.cavities is not None:
        yield from _cavity_faults(package, metal, metal.cavities)
    if metal.first_layer is not None:
        yield from _layer_faults(package, metal.first_layer)


def _sheet_faults(thickness: int, where: str) -> Iterator[Fault]:
    if not LEAST_SHEET <= thickness <= MOST_SHEET:
        yield Fault("no substrate is made of such a sheet", where, measured=format_length(thickness),
                    allowed=f"{format_length(LEAST_SHEET)} to {format_length(MOST_SHEET)}",
                    fix="check its unit; 0.1 mm to 2 mm is usual")  # fmt: skip


def _cavity_faults(package: Package, metal: MetalSubstrate, cavities: Cavities) -> Iterator[Fault]:
    where = "carrier.cavities"
    chips = [chip for chip in package.chips if isinstance(chip, BacksideChip) and chip.die in package.dies]
    depths = [cavities.depth or package.dies[chip.die].thickness for chip in chips]
    deepest = max(depths, default=0)
    if deepest >= metal.thickness:
        yield Fault("the cavities go through the substrate", f"{where}.depth", measured=format_length(deepest),
                    allowed=f"below {format_length(metal.thickness)}, the thickness of the substrate",
                    fix="take a thicker sheet, or thinner dies")  # fmt: skip
    for chip in chips:
        if cavities.flatness >= 2 * chip.adhesive.bond_line:
            yield Fault(f"the floor is so uneven that '{chip.name}' sits on the metal", f"{where}.flatness",
                        measured=format_length(cavities.flatness),
                        allowed=f"below {format_length(2 * chip.adhesive.bond_line)}, twice the bond line",
                        fix="mill finer, or give a thicker bond line")  # fmt: skip
    yield from _edge_faults(package, cavities.clearance, f"{where}.clearance", "cavity")


def _layer_faults(package: Package, layer: FirstLayer) -> Iterator[Fault]:
    where = "carrier.first_layer"
    if layer.thickness is not None:
        yield from _sheet_faults(layer.thickness, f"{where}.thickness")
    room = layer.laminate.thickness if layer.laminate is not None else 0
    if layer.burr_side == "base" and layer.burr > room:
        yield Fault("the burr keeps the two layers apart", f"{where}.burr", measured=format_length(layer.burr),
                    allowed=f"at most {format_length(room)}, the laminate" if room else "0 um, without a laminate",
                    fix="take a thicker laminate, deburr, or 'burr_side: surface'")  # fmt: skip
    yield from _edge_faults(package, layer.clearance, f"{where}.clearance", "opening")


def _edge_faults(package: Package, clearance: int, where: str, what: str) -> Iterator[Fault]:
    """Cavities or openings that are cut through by the saw; dies that lie outside themselves are told elsewhere."""
    body = corners(body_size(package))
    low, high = body.min(axis=0), body.max(axis=0)
    for chip in package.chips:
        if chip.die not in package.dies:
            continue
        plan = outline(package, chip)
        room = int(min((plan.min(axis=0) - low).min(), (high - plan.max(axis=0)).min()))
        if 0 <= room < clearance:
            yield Fault(f"the {what} of '{chip.name}' is open at the edge of the package", where,
                        measured=format_length(clearance), allowed=f"at most {format_length(room)}, die to edge",
                        fix="move the chip inwards, or make the package wider")  # fmt: skip
