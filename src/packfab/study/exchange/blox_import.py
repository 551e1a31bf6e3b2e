# SPDX-License-Identifier: Apache-2.0
"""What does a 3Dblox assembly tell of a package: dies with pads, chips at places, balls of the carrier?

The first substrate becomes the carrier, with the bumps of its ground side as balls; every other chiplet becomes a die,
but for more substrates, which are left out. A chiplet that lies upside down is a flip chip. What is bonded to the
ground and is no substrate sits on the carrier too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from packfab.design import Assembly, Bond, Chiplet, ChipletRegion, Pad, PadMap, PlacedChiplet, RegionName
from packfab.errors import BadInput, Fault
from packfab.io import assembly_of, read_blox
from packfab.study.exchange.imported import Imported, ImportedChip, ImportedDie, ImportOptions

_CARRIER = "carrier"
_MOST_DIES = 200


def read_assembly(files: Sequence[Path], options: ImportOptions) -> Imported:
    """The package that a .3dbx file describes; BadInput where nothing in it is a die."""
    blox = read_blox(files[0], root=options.root)
    assembly = assembly_of(blox)
    told = ("is missing", "is not looked at")
    notes = [note for note in blox.notes if not any(text in note for text in told)]
    carrier = next((one for one in assembly.placed if one.chiplet.kind == "substrate"), None)
    placed = [one for one in assembly.placed if one.chiplet.kind != "substrate"]
    if not placed or len(placed) > _MOST_DIES:
        raise BadInput([Fault("the assembly is no package of dies", files[0].name, f"{len(placed)} dies",
                              f"1 to {_MOST_DIES} dies", "name a design with dies")])  # fmt: skip
    others = [one.name for one in assembly.placed if one.chiplet.kind == "substrate" and one is not carrier]
    if others:
        notes.append(f"left out: {', '.join(others[:6])}: a package has one carrier")
    centre = _centre(assembly, carrier)
    chips = _in_order(assembly, placed, carrier, centre, notes)
    dies = {one.chiplet.name: _die(assembly, one, notes) for one in reversed(placed)}
    size = (carrier.box[3] - carrier.box[0], carrier.box[4] - carrier.box[1]) if carrier is not None else None
    balls = _balls(assembly, carrier, centre) if carrier is not None else None
    if carrier is not None and carrier.orientation.name != "R0":
        notes.append(f"the carrier '{carrier.name}' lies {carrier.orientation.name}: taken as it is seen from the top")
    notes.append("materials, layers, wires and passives are not in a 3Dblox file")
    return Imported(assembly.name, f"{files[0].name} (3Dblox)", dies, chips, balls, size=size, notes=tuple(notes))


def _centre(assembly: Assembly, carrier: PlacedChiplet | None) -> tuple[int, int]:
    """The middle of the carrier, or of everything."""
    boxes = [carrier.box] if carrier is not None else [one.box for one in assembly.placed]
    low = (min(b[0] for b in boxes), min(b[1] for b in boxes))
    high = (max(b[3] for b in boxes), max(b[4] for b in boxes))
    return ((low[0] + high[0]) // 2, (low[1] + high[1]) // 2)


def _bonded(assembly: Assembly, chiplet: Chiplet) -> set[str]:
    """Regions of a chiplet that something is bonded to."""
    ends = [end for bond in assembly.bonds for end in (bond.top, bond.bottom) if end is not None]
    return {end.region for end in ends if assembly.by_name[end.instance].chiplet.name == chiplet.name}


def _die(assembly: Assembly, one: PlacedChiplet, notes: list[str]) -> ImportedDie:
    """Pads of the front face from the centre of the box: of a flip chip those that are bonded, else those for wires.

    Where that leaves none, all pads of the front face.
    """
    chiplet, bonded = one.chiplet, _bonded(assembly, one.chiplet)
    width, height, thickness = chiplet.size
    with_bumps = [region for region in chiplet.regions if region.bumps and region.side == "front"]
    kept = [region for region in with_bumps if (region.name in bonded) == one.orientation.mirror_z] or with_bumps
    left = [r.name for r in chiplet.regions if r.bumps and r not in kept]
    if left:
        notes.append(f"bumps of these regions of '{chiplet.name}' are left out: {', '.join(left[:6])}")
    if any((*chiplet.seal_ring, *chiplet.scribe)):
        notes.append(f"seal ring and scribe line of '{chiplet.name}' are part of the size of the die")
    pads = [
        Pad(bump.name, bump.x - width // 2, bump.y - height // 2, bump.net, assembly.widths.get(bump.cell))
        for region in kept
        for bump in region.bumps
    ]
    return ImportedDie(PadMap(pads=tuple(pads)), (width, height), thickness)


def _in_order(
    assembly: Assembly, placed: Sequence[PlacedChiplet], carrier: PlacedChiplet | None, centre: tuple[int, int],
    notes: list[str],
) -> tuple[ImportedChip, ...]:  # fmt: skip
    """Chips from below, each after the one that it sits on."""
    chips = []
    for one in sorted(placed, key=lambda one: (one.at[2], one.name)):
        down = one.orientation.mirror_z
        below = _below(assembly, one)
        on = below[0].name if below is not None and below[0] is not carrier else _CARRIER
        if below is None and not _grounded(assembly, one):
            notes.append(f"'{one.name}' is bonded to nothing below it: taken to sit on the carrier (guess)")
        if not one.orientation.physical:
            notes.append(f"'{one.name}' lies {one.orientation.name}, as its mirror image would: its pads come out "
                         "mirrored")  # fmt: skip
        gap = below[1].thickness if below is not None and down and below[1].thickness > 0 else None
        x0, y0, _, x1, y1, _ = one.box
        at = ((x0 + x1) // 2 - centre[0], (y0 + y1) // 2 - centre[1])
        chips.append(ImportedChip(one.name, one.chiplet.name, at, one.orientation.quarters * math.pi / 2,
                                  "flip-chip" if down else "face-up", on, gap))  # fmt: skip
    return tuple(chips)


def _below(assembly: Assembly, one: PlacedChiplet) -> tuple[PlacedChiplet, Bond] | None:
    """What a chiplet is bonded to that lies below it, and by what."""
    for bond in assembly.bonds:
        ends = [end for end in (bond.top, bond.bottom) if end is not None]
        if len(ends) == 2 and one.name in (ends[0].instance, ends[1].instance):
            other = assembly.by_name[next((e.instance for e in ends if e.instance != one.name), one.name)]
            if other.box[5] <= one.box[2]:
                return other, bond
    return None


def _grounded(assembly: Assembly, one: PlacedChiplet) -> bool:
    return any(
        _of(bond.top, one) or _of(bond.bottom, one) for bond in assembly.bonds if None in (bond.top, bond.bottom)
    )


def _of(end: RegionName | None, one: PlacedChiplet) -> bool:
    return end is not None and end.instance == one.name


def _balls(assembly: Assembly, carrier: PlacedChiplet, centre: tuple[int, int]) -> PadMap | None:
    """Bumps of the region of a carrier that is bonded to the ground, seen from the top."""
    named: list[ChipletRegion] = []
    for bond in assembly.bonds:
        end = bond.top or bond.bottom
        if None in (bond.top, bond.bottom) and end is not None and end.instance == carrier.name:
            region = carrier.chiplet.region(end.region)
            named += [region] if region is not None else []
    pads = []
    for region in named:
        for bump in region.bumps:
            x, y = carrier.point(bump.x, bump.y)
            pads.append(Pad(bump.name.removeprefix("ball_"), x - centre[0], y - centre[1], bump.net))
    return PadMap(pads=tuple(pads)) if pads else None
