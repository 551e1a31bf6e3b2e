# SPDX-License-Identifier: Apache-2.0
"""What do the flows share: which lands the carrier needs, and the steps that attach a chip, wire it and mold it?"""

from __future__ import annotations

from packfab.design import (
    CARRIER,
    BacksideChip,
    Chip,
    FaceUp,
    FlipChip,
    LeadFrame,
    MetalSubstrate,
    Package,
    Panel,
    PinChip,
    Substrate,
    mold_of,
)
from packfab.errors import BadInput, Fault
from packfab.process.fingers import WireEnds, wire_ends
from packfab.process.lands import Lands, ball_lands, bump_lands, passive_lands
from packfab.process.step import Step
from packfab.process.steps import AttachDie, FlipChipBond, MakeBumps, Mold, Target, WireBond

PASSIVE_PAD = 15_000
"""nm, metal below a passive where the carrier has no outer metal layer; a guess: outer copper of a substrate."""


def carrier_for(package: Package) -> Substrate | LeadFrame:
    """The carrier that stays in the package; BadInput for a panel, which is taken off."""
    if isinstance(package.carrier, Panel):
        raise BadInput([Fault("only a panel fan-out is made on a panel", where="carrier.kind",
                              fix="give 'system: panel-fan-out', or a substrate")])  # fmt: skip
    if isinstance(package.carrier, MetalSubstrate):
        raise BadInput([Fault("only dies under a thin-film circuit sit on a metal substrate", where="carrier.kind",
                              fix="give 'system: metal-substrate', or a substrate")])  # fmt: skip
    return package.carrier


def wires_of(package: Package) -> dict[str, WireEnds]:
    """Where the wires of each wired chip begin and end, by the name of the chip."""
    return {c.name: wire_ends(package, c) for c in package.chips if isinstance(c, FaceUp) and c.wires is not None}


def chip_steps(package: Package, ends: dict[str, WireEnds]) -> list[Step]:
    """Attach all chips from below, then wire them."""
    steps: list[Step] = []
    for chip in package.chips:
        steps += attached(package, chip)
    for chip in package.chips:
        if isinstance(chip, FaceUp) and chip.wires is not None:
            steps.append(WireBond(chip, package.dies[chip.die], chip.wires, ends[chip.name].ends))
    return steps


def carrier_lands(package: Package, ends: dict[str, WireEnds]) -> list[Lands]:
    """The lands that chips, wires, passives and balls need on the carrier."""
    lands = [bump_lands(package, c) for c in package.chips if isinstance(c, FlipChip) and c.on == CARRIER]
    for chip_ends in ends.values():
        lands += chip_ends.lands
    lands += [passive_lands(p, thickness=outer_metal(package)[0], material=outer_metal(package)[1])
              for p in package.passives]  # fmt: skip
    if package.balls is not None:
        lands.append(ball_lands(package.balls))
    return lands


def outer_metal(package: Package) -> tuple[int, str]:
    """Thickness (nm) and material of the pads below passives: of the upper outer metal layer, where there is one."""
    if isinstance(package.carrier, Substrate):
        for layer in package.carrier.layers:
            if layer.kind == "metal":
                return layer.thickness, layer.material
            if layer.kind == "dielectric":
                break
    return PASSIVE_PAD, "cu_plated"


def mask_clearance(package: Package, *, far: bool = False) -> int:
    """Mask edge to pad edge on the chip side or the far side, nm; 0 where that side has no mask."""
    if not isinstance(package.carrier, Substrate):
        return 0
    for layer in reversed(package.carrier.layers) if far else package.carrier.layers:
        if layer.kind == "mask":
            return package.carrier.mask_opening.clearance
        if layer.kind == "dielectric":
            break
    return 0


def attached(package: Package, chip: Chip) -> list[Step]:
    """The steps that put one chip in its place on a carrier."""
    if isinstance(chip, PinChip):
        raise BadInput([Fault(f"chip '{chip.name}' has pins, which only a panel fan-out uses",
                              where=f"chips.{chip.name}.attach", fix="give 'attach: flip-chip'")])  # fmt: skip
    if isinstance(chip, BacksideChip):
        raise BadInput([Fault(f"chip '{chip.name}' sits with its back on metal, under a thin-film circuit",
                              where=f"chips.{chip.name}.attach", fix="give 'attach: face-up'")])  # fmt: skip
    die = package.dies[chip.die]
    if isinstance(chip, FaceUp):
        above = [c for c in package.chips if isinstance(c, FlipChip) and c.on == chip.name]
        return [AttachDie(chip, die, tuple(bump_lands(package, c) for c in above))]
    clearance = mask_clearance(package) if chip.on == CARRIER else 0
    return [MakeBumps(chip, die), FlipChipBond(chip, die, clearance)]


def mold_step(package: Package, *, to: Target = "cover") -> Mold:
    """The molding that the design asks for; to: what sets the height of the compound."""
    m = mold_of(package)
    return Mold(
        material=m.material,
        filler_top_cut=m.filler_top_cut,
        cover=m.cover,
        cap_height=m.cap_height,
        method=m.method,
        gate=m.gate,
        pressure=m.pressure,
        temperature=m.temperature,
        packing_pressure=m.packing_pressure,
        time=m.time,
        to=to,
    )
