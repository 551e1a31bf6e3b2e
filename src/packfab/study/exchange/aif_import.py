# SPDX-License-Identifier: Apache-2.0
"""What does an AIF II file tell of a package: dies with pads, fingers, balls, the body, the wire?

A die whose pads have wires stands face up; one without any is taken as a flip chip, whose pads the file shows as they
are seen from the top, through the die. Dies that overlap in plan are taken to be stacked in the order of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from packfab.design import Pad, PadMap
from packfab.errors import BadInput, Fault
from packfab.io import Aif, AifDie, AifPad, AifRow, read_aif
from packfab.study.exchange.imported import Imported, ImportedChip, ImportedDie, ImportOptions


def read_package(files: Sequence[Path], options: ImportOptions) -> Imported:
    """The package that an AIF II file describes; BadInput when it has no die."""
    found = read_aif(files[0])
    aif, notes = found.aif, list(found.notes)
    if not aif.dies:
        raise BadInput([Fault("the file has no die", files[0].name, allowed="[DIE] or [MCM_DIE]")])
    stacks = {pad.name: pad for pad in aif.pads}
    dies: dict[str, ImportedDie] = {}
    chips: list[ImportedChip] = []
    fingers: dict[str, PadMap] = {}
    for number, die in enumerate(aif.dies, start=1):
        rows = [row for row in aif.rows if row.pad_at is not None and (not aif.mcm or row.reference == die.reference)]
        name = die.reference or f"U{number}"
        wired = any(row.is_wire for row in rows)
        centre = die.centre or _middle(rows)
        made = _die(die, rows, centre, stacks, mirrored=not wired, whole=aif.mcm)
        on = _below(chips, dies, centre, die.size)
        if on != "carrier":
            notes.append(f"{name} overlaps {on} in plan: taken to sit on it (guess)")
        chips.append(ImportedChip(name, _named(dies, die, made, name), centre, 0.0,
                                  "face-up" if wired else "flip-chip", on))  # fmt: skip
        if wired:
            fingers[name] = _fingers(rows, stacks, notes, aif)
        elif rows:
            notes.append(f"no wire starts on {name}: taken as a flip chip, its pads as seen from the top (guess)")
    balls = _balls(aif, stacks, notes)
    for what, there in (("rings", aif.rings), ("areas of rings to bond on", aif.bondable), ("fiducials", aif.fiducials),
                        ("the logo of the die", aif.logo or aif.texts)):  # fmt: skip
        if there:
            notes.append(f"left out: {what}")
    bga = aif.bga
    ball = bga.ball.size[0] if bga is not None and bga.ball is not None and bga.ball.size[0] else None
    title = (bga.name if bga is not None else "") or aif.dies[0].name or files[0].stem
    return Imported(title, f"{files[0].name} (AIF II)", dies, tuple(chips), balls, ball, fingers, aif.wire,
                    bga.size if bga is not None else None, tuple(notes))  # fmt: skip


def _below(
    chips: Sequence[ImportedChip], dies: dict[str, ImportedDie], at: tuple[int, int], size: tuple[int, int]
) -> str:
    """The chip that stands in the file before this one and shares room with it in plan, the last of them."""
    for chip in reversed(chips):
        other = dies[chip.die].size or (0, 0)
        if all(2 * abs(chip.at[k] - at[k]) < other[k] + size[k] for k in range(2)):
            return chip.name
    return "carrier"


def _middle(rows: Sequence[AifRow]) -> tuple[int, int]:
    """The middle of the extents of the pads, which is where a die without a centre lies."""
    at = [row.pad_at for row in rows if row.pad_at is not None]
    if not at:
        return (0, 0)
    xs, ys = zip(*at, strict=True)
    return ((min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2)


def _named(dies: dict[str, ImportedDie], die: AifDie, made: ImportedDie, chip: str) -> str:
    """The name of a die; one that differs from another of its name is called after its chip."""
    name = die.definition or die.name or "die"
    if name not in dies:
        dies[name] = made
        return name
    known = dies[name]
    if (known.pads, known.size, known.thickness) == (made.pads, made.size, made.thickness):
        return name
    dies[f"{name}_{chip}"] = made
    return f"{name}_{chip}"


def _die(
    die: AifDie, rows: Sequence[AifRow], centre: tuple[int, int], stacks: dict[str, AifPad], *, mirrored: bool,
    whole: bool,
) -> ImportedDie:  # fmt: skip
    pads: dict[str, Pad] = {}
    for row in rows:
        if row.pad_at is None:
            continue
        name = row.pad_name if whole else row.pad
        x, y = row.pad_at[0] - centre[0], row.pad_at[1] - centre[1]
        diameter, size = _size(stacks.get(row.pad_type))
        pads.setdefault(name, Pad(name, -x if mirrored else x, y, row.net, diameter, size))
    return ImportedDie(PadMap(pads=tuple(pads.values())), die.size, die.thickness)


def _size(stack: AifPad | None) -> tuple[int | None, tuple[int, int] | None]:
    """Diameter or size of a padstack; of a polygon its extents."""
    if stack is None:
        return None, None
    if stack.shape == "CIRCLE":
        return stack.size[0], None
    if stack.shape == "POLY":
        xs, ys = zip(*stack.points, strict=True)
        return None, (max(1, max(xs) - min(xs)), max(1, max(ys) - min(ys)))
    return None, stack.size


def _fingers(rows: Sequence[AifRow], stacks: dict[str, AifPad], notes: list[str], aif: Aif) -> PadMap:
    """Ends of wires by the pads that they take; of several wires on a pad the first."""
    found: dict[str, Pad] = {}
    more = 0
    for row in rows:
        if row.finger_at is None:
            continue
        name = row.pad_name if aif.mcm else row.pad
        if name in found:
            more += 1
            continue
        diameter, size = _size(stacks.get(row.finger_type))
        found[name] = Pad(name, row.finger_at[0], row.finger_at[1], row.net, diameter, size)
    if more:
        notes.append(f"{more} wires more on pads that have one are left out")
    return PadMap(pads=tuple(found.values()))


def _balls(aif: Aif, stacks: dict[str, AifPad], notes: list[str]) -> PadMap | None:
    found: dict[str, Pad] = {}
    for row in aif.rows:
        if row.ball_at is not None:
            name = row.ball or f"ball{len(found) + 1}"
            diameter, size = _size(stacks.get(row.ball_type))
            found.setdefault(name, Pad(name, row.ball_at[0], row.ball_at[1], row.net, diameter, size))
    named = {row.ball for row in aif.rows if row.ball and row.ball_at is None} - set(found)
    if named:
        notes.append(f"{len(named)} balls have a name and no place: left out")
    return PadMap(pads=tuple(found.values())) if found else None
