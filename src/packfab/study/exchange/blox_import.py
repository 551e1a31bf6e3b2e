# SPDX-License-Identifier: Apache-2.0
"""What does a 3Dblox assembly tell of a package: dies with pads, chips at places, balls of the carrier?

The first substrate becomes the carrier, with the bumps of its ground side as balls; every other chiplet becomes a die,
but for more substrates, which are left out. A chiplet that lies upside down is a flip chip. What is bonded to the
ground and is no substrate sits on the carrier too.

Front to front, the bumps of the lower chiplet are the pads on which the upper one lands; they get no wires. A chiplet
that lies as only its mirror image could (bare `MZ`) becomes a die with mirrored pads, laid as a body can be: so every
bump stays where the file has it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from packfab.design import Assembly, Bond, ChipletBump, ChipletRegion, Pad, PadMap, PlacedChiplet, RegionName
from packfab.errors import BadInput, Fault
from packfab.io import assembly_of, read_blox
from packfab.study.exchange.imported import Imported, ImportedChip, ImportedDie, ImportOptions

_CARRIER = "carrier"
_MOST_DIES = 200
_COINCIDE = 2
"""nm, bumps of no known width that are closer meet: half nanometres of odd sizes are lost on both sides."""


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
    dies, made_of = _dies(assembly, placed, notes)
    chips = _in_order(assembly, placed, carrier, centre, made_of, notes)
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


def _dies(
    assembly: Assembly, placed: Sequence[PlacedChiplet], notes: list[str]
) -> tuple[dict[str, ImportedDie], dict[str, str]]:
    """Dies by name, and which one each chiplet is made of: where pads come out different, so are the dies."""
    dies: dict[str, ImportedDie] = {}
    made_of: dict[str, str] = {}
    known: dict[tuple[str, bool, tuple[Pad, ...]], str] = {}
    taken = {one.chiplet.name for one in placed}
    for one in placed:
        die = _die(assembly, one, notes)
        pads = die.pads.pads
        key = (one.chiplet.name, bool(pads) and one.orientation.mirror_z, pads)
        if key not in known:
            name, number = one.chiplet.name, 1
            while name in dies or (number > 1 and name in taken):
                number += 1
                name = f"{one.chiplet.name}_{number}"
            known[key], dies[name] = name, die
        made_of[one.name] = known[key]
    notes[:] = dict.fromkeys(notes)
    return dies, made_of


def _bonded(assembly: Assembly, one: PlacedChiplet) -> set[str]:
    """Regions of a chiplet that something is bonded to."""
    ends = [end for bond in assembly.bonds for end in (bond.top, bond.bottom)]
    return {end.region for end in ends if end is not None and end.instance == one.name}


def _above(assembly: Assembly, one: PlacedChiplet) -> dict[str, set[str]]:
    """Chiplets that are bonded onto a chiplet from above, with the regions of it that they take."""
    found: dict[str, set[str]] = {}
    for bond in assembly.bonds:
        for end, other in ((bond.top, bond.bottom), (bond.bottom, bond.top)):
            if end is None or other is None or end.instance != one.name or other.instance == one.name:
                continue
            if one.box[5] <= assembly.by_name[other.instance].box[2]:
                found.setdefault(other.instance, set()).add(end.region)
    return found


def _die(assembly: Assembly, one: PlacedChiplet, notes: list[str]) -> ImportedDie:
    """Pads of the front face from the centre of the box: of a flip chip those that are bonded, else those for wires.

    Where that leaves none, all pads of the front face; but what a chiplet above takes or covers gets no wires.
    """
    chiplet, bonded = one.chiplet, _bonded(assembly, one)
    width, height, thickness = chiplet.size
    down = one.orientation.mirror_z
    above = {} if down else _above(assembly, one)
    taken = {name for names in above.values() for name in names}
    with_bumps = [region for region in chiplet.regions if region.bumps and region.side == "front"]
    free = [region for region in with_bumps if region.name not in taken]
    kept = [region for region in free if (region.name in bonded) == down] or free
    left = [r.name for r in chiplet.regions if r.bumps and r not in kept and r not in with_bumps]
    left += [r.name for r in free if r not in kept]
    if left:
        notes.append(f"bumps of these regions of '{chiplet.name}' are left out: {', '.join(left[:6])}")
    if any((*chiplet.seal_ring, *chiplet.scribe)):
        notes.append(f"seal ring and scribe line of '{chiplet.name}' are part of the size of the die")
    if with_bumps and not kept:
        notes.append(f"the front of '{one.name}' is bonded to {', '.join(sorted(above)[:6])}: it gets no wires, and "
                     "how else it reaches the carrier is not expressible (vias through a die are not)")  # fmt: skip
    boxes = [assembly.by_name[name].box for name in above]
    bumps = [bump for region in kept for bump in region.bumps]
    open_ = [bump for bump in bumps if not any(_within(one.point(bump.x, bump.y), box) for box in boxes)]
    if len(open_) < len(bumps):
        notes.append(f"{len(bumps) - len(open_)} pads of '{one.name}' lie below {', '.join(sorted(above)[:6])}: no "
                     "wire reaches them, they are left out")  # fmt: skip
    return ImportedDie(_pads(assembly, one, open_), (width, height), thickness)


def _within(point: tuple[int, int], box: tuple[int, int, int, int, int, int]) -> bool:
    return box[0] <= point[0] <= box[3] and box[1] <= point[1] <= box[4]


def _pads(assembly: Assembly, one: PlacedChiplet, bumps: Sequence[ChipletBump]) -> PadMap:
    """Bumps from the centre of the die; mirrored in x where the chiplet lies as its mirror image would."""
    width, height, _ = one.chiplet.size
    way = 1 if one.orientation.physical else -1
    return PadMap(pads=tuple(
        Pad(bump.name, way * (bump.x - width // 2), bump.y - height // 2, bump.net, assembly.widths.get(bump.cell))
        for bump in bumps
    ))  # fmt: skip


def _lands(assembly: Assembly, one: PlacedChiplet, lower: PlacedChiplet, notes: list[str]) -> PadMap | None:
    """The bumps of a chiplet on which those of a flip chip on it land, one for each; None where some meet nothing."""
    if lower.orientation.mirror_z:
        return None
    names = _above(assembly, lower).get(one.name, set())
    below = [b for r in lower.chiplet.regions if r.side == "front" and r.name in names for b in r.bumps]
    own = [b for r in one.chiplet.regions if r.side == "front" and r.name in _bonded(assembly, one) for b in r.bumps]
    if not below or not own:
        return None
    places = np.array([lower.point(bump.x, bump.y) for bump in below])
    found = cKDTree(places).query(np.array([one.point(bump.x, bump.y) for bump in own]))
    distance, nearest = np.asarray(found[0]), np.asarray(found[1])
    reach = np.array([max(_COINCIDE, assembly.widths.get(below[k].cell, 0) / 2) for k in nearest])
    missed = [bump.name for bump, far in zip(own, distance > reach, strict=True) if far]
    if missed or len(set(nearest.tolist())) < len(own):
        told = f"bumps of '{one.name}' share bumps of '{lower.name}'"
        if missed:
            some = ", ".join(missed[:5])
            told = f"{len(missed)} of {len(own)} bumps of '{one.name}' meet no bump of '{lower.name}' ({some})"
        notes.append(f"{told}, which is not expressible: landing pads are made below all bumps of '{one.name}', and "
                     f"the bumps of '{lower.name}' are left out")  # fmt: skip
        return None
    pairs = [(bump.net, below[k].net) for bump, k in zip(own, nearest, strict=True)]
    other = sum(a != b and bool(a and b) for a, b in pairs)
    if other:
        notes.append(f"{other} of {len(own)} bumps of '{one.name}' land on bumps of '{lower.name}' whose net has "
                     "another name")  # fmt: skip
    return _pads(assembly, lower, [below[k] for k in nearest])


def _in_order(
    assembly: Assembly, placed: Sequence[PlacedChiplet], carrier: PlacedChiplet | None, centre: tuple[int, int],
    made_of: Mapping[str, str], notes: list[str],
) -> tuple[ImportedChip, ...]:  # fmt: skip
    """Chips from below, each after the one that it sits on."""
    chips = []
    for one in sorted(placed, key=lambda one: (one.at[2], one.name)):
        down = one.orientation.mirror_z
        below = _below(assembly, one)
        on = below[0].name if below is not None and below[0] is not carrier else _CARRIER
        if below is None and not _grounded(assembly, one):
            notes.append(f"'{one.name}' is bonded to nothing below it: taken to sit on the carrier (guess)")
        has_bumps = any(region.bumps for region in one.chiplet.regions if region.side == "front")
        if has_bumps and not one.orientation.physical:
            told = f"'{one.name}' lies {one.orientation.name}, as only its mirror image can: the pads of its die"
            notes.append(f"{told} '{made_of[one.name]}' are mirrored in x, so that all stay where the file has them")
        gap = below[1].thickness if below is not None and down and below[1].thickness > 0 else None
        lands = _lands(assembly, one, below[0], notes) if below is not None and down and on != _CARRIER else None
        x0, y0, _, x1, y1, _ = one.box
        at = ((x0 + x1) // 2 - centre[0], (y0 + y1) // 2 - centre[1])
        chips.append(ImportedChip(one.name, made_of[one.name], at, one.orientation.quarters * math.pi / 2,
                                  "flip-chip" if down else "face-up", on, gap, lands))  # fmt: skip
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
