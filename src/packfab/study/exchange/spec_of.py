# SPDX-License-Identifier: Apache-2.0
"""Which design comes out of a file of the trade that tells only a part of it?

What the file tells is kept, all else is guessed, and each guess says so in a comment of the spec.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from pydantic import ValidationError
from scipy.spatial import cKDTree

from packfab.design import Package, Pad, PadMap, centres, corners, extents, faults, turn
from packfab.errors import BadInput, Fault
from packfab.io import spec_files
from packfab.materials import Library
from packfab.study.exchange.guessed import (
    Guess,
    Joint,
    ball_diameter,
    cover,
    die_size,
    filler,
    joint,
    layers,
    mask_clearance,
    pad_diameter,
    whole,
)
from packfab.study.exchange.imported import Imported, ImportedChip, ImportedDie, ImportOptions
from packfab.units import format_length, um

THICKNESS = Guess(um(200), "guess: usual after back grinding")
LOOP_HEIGHT = Guess(um(150), "guess: a usual loop")
WIRE = Guess(um(25), "guess: usual fine wire")
#: Compound over the loops of wires; carrier beside chips, beside fingers and beside balls.
OVER_WIRES, BESIDE_CHIPS, BESIDE_FINGERS, BESIDE_BALLS = um(100), um(800), um(300), um(200)
Place = tuple[str | int, ...]
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.+-]+")


@dataclass(frozen=True, slots=True)
class Designed:
    """The design with a comment for each guess, by its place; notes: what was lost, left out, guessed or is wrong.

    stem: the name that its files begin with; source: what it was imported from.
    """

    stem: str
    source: str
    package: Package
    comments: Mapping[Place, str]
    notes: tuple[str, ...]


def spec_of(designed: Designed) -> dict[str, bytes]:
    """The commented spec of a design, with the tables that it names; the spec first."""
    head = [f"From {designed.source}. What that does not tell is guessed, and says so.", *designed.notes]
    return spec_files(designed.package, stem=designed.stem, comments=designed.comments, head=head)


def design_of(imported: Imported, options: ImportOptions | None = None) -> Designed:
    """The design of what was imported; BadInput where even guesses make none."""
    chosen = options or ImportOptions()
    if not imported.dies:
        raise BadInput([Fault("there is no die in it", imported.source, fix="name another file")])
    raw, notes = _Guesser(imported, chosen).raw()
    comments: dict[Place, str] = {}
    plain = _settled(raw, (), comments)
    try:
        package = Package.model_validate(plain)
    except ValidationError as error:
        told = [Fault(f"{'.'.join(map(str, one['loc']))}: {one['msg']}", imported.source,
                      fix="correct the file") for one in error.errors(include_url=False)[:20]]  # fmt: skip
        raise BadInput(told) from None
    wrong = [f"wrong: {fault.line}" for fault in faults(package, Library.builtin().names())]
    stem = part_name(chosen.name or imported.name)
    return Designed(stem, imported.source, package, comments, (*notes, *wrong))


def part_name(text: str) -> str:
    """A text as the name of a part or file: other characters become `_`."""
    return (_NOT_IN_NAMES.sub("_", text).lstrip("+-.") or "part")[:60]


def _settled(raw: Any, place: Place, comments: dict[Place, str]) -> Any:
    """The same data with guesses replaced by their values; their reasons go into the comments."""
    if isinstance(raw, Guess):
        comments[place] = raw.why
        return _settled(raw.value, place, comments)
    if isinstance(raw, dict):
        return {key: _settled(held, (*place, key), comments) for key, held in raw.items()}
    if isinstance(raw, list):
        return [_settled(held, (*place, index), comments) for index, held in enumerate(raw)]
    return raw


def _value(held: Any) -> Any:
    return held.value if isinstance(held, Guess) else held


@dataclass(frozen=True, slots=True)
class _Settled:
    """A die with pads that all have a size and a name of their own."""

    name: str
    pads: PadMap
    pad: int  # nm, least extent of a pad
    pitch: float
    raw: dict[str, Any]

    @property
    def size(self) -> tuple[int, int]:
        return tuple(_value(self.raw["size"]))


class _Guesser:
    """Goes through what was imported, and guesses what is missing."""

    def __init__(self, imported: Imported, options: ImportOptions) -> None:
        self.imported = imported
        self.options = options
        self.notes = list(imported.notes)
        names = _unique([part_name(name) for name in imported.dies])
        self.names = dict(zip(imported.dies, names, strict=True))
        self.dies = {name: self._die(name, die) for name, die in imported.dies.items()}
        self.chips = tuple(self._with_pads(chip) for chip in imported.chips or self._in_a_row())
        chip_names = _unique([part_name(chip.name) for chip in self.chips])
        self.chip_names = {chip.name: name for chip, name in zip(self.chips, chip_names, strict=True)}
        self.joints: dict[str, Joint] = {}

    def raw(self) -> tuple[dict[str, Any], list[str]]:
        bonded = {chip.die: self._bonded(chip) for chip in self.chips if chip.attach == "face-up"}
        chips = [self._chip(chip) for chip in self.chips]
        dies = {self.names[name]: self._with_lands(name, self._die_raw(name, die, bonded.get(name)))
                for name, die in self.dies.items()}  # fmt: skip
        balls = self._balls()
        raw: dict[str, Any] = {
            "name": (self.options.name or self.imported.name)[:80] or "imported",
            "notes": f"Imported from {self.imported.source}."[:4000],
            "dies": dies,
            "chips": chips,
            "carrier": {
                "size": self._carrier_size(),
                "kind": "substrate",
                "layers": layers(all(joint.masked for joint in self.joints.values())),
                "mask_opening": {"clearance": self._mask_clearance(balls)},
            },
            "mold": self._mold(),
        }
        return (raw | {"balls": balls} if balls else raw), self.notes

    def _die(self, name: str, die: ImportedDie) -> _Settled:
        pads, raw = die.pads, dict[str, Any]()
        pitch = least_pitch(pads)
        if any(pad.diameter is None and pad.size is None for pad in pads.pads):
            guess = pad_diameter(pitch) if self.options.diameter is None else Guess(self.options.diameter, "")
            if guess.why:
                self.notes.append(f"pads of die {name}: {format_length(guess.value)} across ({guess.why})")
            pads = PadMap(pads=tuple(
                Pad(pad.name, pad.x, pad.y, pad.net, guess.value) if pad.diameter is None and pad.size is None else pad
                for pad in pads.pads
            ))  # fmt: skip
        pads = self._named_once(name, pads)
        raw["size"] = tuple(die.size) if die.size is not None else die_size(pads, pitch)
        told = die.thickness or self.options.thickness
        raw["thickness"] = told if told is not None else THICKNESS
        least = int(extents(pads).min()) if pads.pads else um(60)
        return _Settled(self.names[name], pads, least, pitch, raw)

    def _named_once(self, name: str, pads: PadMap) -> PadMap:
        given = [pad.name or str(index) for index, pad in enumerate(pads.pads, start=1)]
        names = _unique(given)
        changed = sum(old != pad.name for old, pad in zip(names, pads.pads, strict=True))
        if not changed:
            return pads
        self.notes.append(f"{changed} pads of die {name} had no name of their own and got one")
        made = (Pad(new, pad.x, pad.y, pad.net, pad.diameter, pad.size)
                for new, pad in zip(names, pads.pads, strict=True))  # fmt: skip
        return PadMap(pads=tuple(made))

    def _in_a_row(self) -> tuple[ImportedChip, ...]:
        """One chip of each die, side by side."""
        space = um(500)
        widths = [die.size[0] for die in self.dies.values()]
        left, chips = -(sum(widths) + space * (len(widths) - 1)) // 2, []
        for number, (name, width) in enumerate(zip(self.dies, widths, strict=True), start=1):
            chips.append(ImportedChip(f"U{number}", name, at=(left + width // 2, 0)))
            left += width + space
        if len(chips) > 1:
            self.notes.append(f"places of chips: in a row, {format_length(space)} apart (guess)")
        return tuple(chips)

    def _with_pads(self, chip: ImportedChip) -> ImportedChip:
        """A chip that can be joined: one without pads is glued face up."""
        die = self.dies.get(chip.die)
        if die is None or die.pads.pads or chip.attach == "face-up":
            return chip
        self.notes.append(f"chip {chip.name} has no pads: it is glued face up (guess)")
        return replace(chip, attach="face-up", standoff=None)

    def _bonded(self, chip: ImportedChip) -> set[str] | None:
        """Names of the pads of a face-up chip that have a wire; None when fingers are to be laid out for all."""
        fingers = self.imported.fingers.get(chip.name)
        return {pad.name for pad in fingers.pads} if fingers is not None else None

    def _die_raw(self, name: str, die: _Settled, bonded: set[str] | None) -> dict[str, Any]:
        if not die.pads.pads:
            return die.raw
        ways = {chip.attach for chip in self.chips if chip.die == name}
        if ways != {"face-up"}:
            return {**die.raw, "pads": {"bumps": die.pads}}
        if bonded is None:
            return {**die.raw, "pads": {"wires": die.pads}}
        parts = {"wires": PadMap(pads=tuple(pad for pad in die.pads.pads if pad.name in bonded)),
                 "unbonded": PadMap(pads=tuple(pad for pad in die.pads.pads if pad.name not in bonded))}  # fmt: skip
        return {**die.raw, "pads": {key: pads for key, pads in parts.items() if pads.pads}}

    def _with_lands(self, name: str, raw: dict[str, Any]) -> dict[str, Any]:
        """A die with the pads on which chips land that sit on it."""
        on = {chip.name for chip in self.chips if chip.die == name and chip.attach == "face-up"}
        lands = {self._lands_name(chip): self._lands(chip, chip.lands) for chip in self.chips
                 if chip.lands is not None and chip.attach == "flip-chip" and chip.on in on}  # fmt: skip
        return {**raw, "pads": {**raw.get("pads", {}), **lands}} if lands else raw

    def _lands_name(self, chip: ImportedChip) -> str:
        return f"lands_{self.chip_names[chip.name]}"

    def _lands(self, chip: ImportedChip, lands: PadMap) -> PadMap:
        """Pads with a name of their own; those without a size are as wide as the pads of the chip that lands there."""
        width = self.dies[chip.die].pad
        return self._named_once(f"{chip.die} below", PadMap(pads=tuple(
            pad if pad.diameter or pad.size else replace(pad, diameter=width) for pad in lands.pads
        )))  # fmt: skip

    def _chip(self, chip: ImportedChip) -> dict[str, Any]:
        if chip.die not in self.dies:
            raise BadInput([Fault(f"chip '{chip.name}' is made of no die that is known", self.imported.source,
                                  measured=chip.die, allowed=", ".join(self.dies)[:200])])  # fmt: skip
        die = self.dies[chip.die]
        raw: dict[str, Any] = {"name": self.chip_names[chip.name], "die": die.name, "attach": chip.attach,
                               "on": self.chip_names.get(chip.on, chip.on), "at": chip.at,
                               "rotation": chip.rotation}  # fmt: skip
        if chip.attach == "face-up":
            return raw | self._wires(chip, die)
        made = joint(die.pad, die.pitch, on_chip=chip.on != "carrier")
        self.joints[chip.name] = made
        landing = made.landing
        if chip.lands is not None:
            landing = replace(landing, value=landing.value | {"pads": self._lands_name(chip)})
        raw |= {"bumps": made.bumps, "landing": landing}
        if chip.standoff is not None:
            raw["standoff"] = chip.standoff
            self.notes.append(f"standoff of {chip.name} as told; the bumps are guessed to suit it")
            raw |= self._told_standoff(chip.standoff, made)
        return raw

    def _told_standoff(self, standoff: int, made: Joint) -> dict[str, Any]:
        """Bumps for a height that a file tells, where those that were guessed do not reach it."""
        bumps, land = dict(made.bumps.value), made.landing.value["thickness"]
        if bumps["kind"] == "copper-pillar":
            cap = whole(max(0.4 * (standoff - land), 2), 1)
            bumps |= {"height": max(1, standoff - land - cap // 2), "cap": cap}
        elif standoff >= bumps["diameter"] + land:
            bumps["diameter"] = standoff - land + um(1)
        return {"bumps": Guess(bumps, "guess: what suits the standoff")}

    def _wires(self, chip: ImportedChip, die: _Settled) -> dict[str, Any]:
        fingers = self.imported.fingers.get(chip.name)
        if not die.pads.pads or (fingers is not None and not fingers.pads):
            return {}
        wires: dict[str, Any] = {"pads": "wires", "loop_height": LOOP_HEIGHT,
                                 "diameter": self.imported.wire_diameter or WIRE}  # fmt: skip
        if fingers is not None:
            known = {pad.name for pad in die.pads.pads}
            kept = tuple(pad for pad in fingers.pads if pad.name in known)
            wires["landing"] = {"fingers": PadMap(pads=kept)} | _finger_size(fingers)
        return {"wires": wires}

    def _mold(self) -> dict[str, Any]:
        openings = {f"between pads below {name}": made.opening for name, made in self.joints.items()}
        openings |= {f"below {name}": made.gap for name, made in self.joints.items()}
        covers = [cover(made.gap) for made in self.joints.values()]
        if any(chip.attach == "face-up" for chip in self.chips):
            covers.append(Guess(LOOP_HEIGHT.value + OVER_WIRES, "guess: the loops of the wires are covered"))
        return {"filler_top_cut": filler(openings), "cover": max(covers, key=lambda one: int(one.value))}

    def _mask_clearance(self, balls: dict[str, Any] | None) -> Guess:
        room = [made.clearance for made in self.joints.values()]
        if balls is not None:
            room.append(mask_clearance(least_pitch(balls["pads"]), _value(balls["land"])["diameter"]))
        return Guess(min(room, default=um(40)), "guess: usual registration")

    def _balls(self) -> dict[str, Any] | None:
        pads = self.imported.balls
        if pads is None or not pads.pads:
            return None
        told = self.imported.ball_diameter
        diameter = told if told is not None else ball_diameter(least_pitch(pads))
        pads = self._named_once("balls", pads)
        places = PadMap(pads=tuple(Pad(pad.name, pad.x, pad.y, pad.net) for pad in pads.pads))
        land = Guess({"diameter": whole(0.9 * _value(diameter))}, "guess: 0.9 of the ball")
        return {"pads": places, "diameter": diameter, "land": land}

    def _carrier_size(self) -> Any:
        if self.imported.size is not None:
            return tuple(self.imported.size)
        reach = np.zeros(2)
        for chip in self.chips:
            around = turn(corners(self.dies[chip.die].size), chip.rotation) + np.asarray(chip.at)
            beside = BESIDE_CHIPS + (um(300) if chip.attach == "face-up" else 0)
            reach = np.maximum(reach, np.abs(around).max(axis=0) + beside)
        beside_maps = [(pads, BESIDE_FINGERS) for pads in self.imported.fingers.values()]
        beside_maps += [(self.imported.balls, BESIDE_BALLS)] if self.imported.balls is not None else []
        for pads, beside in beside_maps:
            if pads.pads:
                margin = beside + (0 if math.isinf(least_pitch(pads)) else least_pitch(pads) / 2)
                reach = np.maximum(reach, np.abs(centres(pads)).max(axis=0) + margin)
        size = tuple(math.ceil(2 * side / um(100)) * um(100) for side in reach)
        return Guess(size, "guess: room around chips, fingers and balls")


def least_pitch(pads: PadMap) -> float:
    """The distance of the two closest pads at different places, nm; infinite for fewer than two."""
    points = np.unique(centres(pads), axis=0)
    if len(points) < 2:
        return math.inf
    distance, _ = cKDTree(points).query(points, k=2)
    return float(np.asarray(distance)[:, 1].min())


def _finger_size(fingers: PadMap) -> dict[str, Any]:
    """Width and length of fingers as the file draws them, the shorter side for the width."""
    drawn = [pad.size or (pad.diameter, pad.diameter) for pad in fingers.pads if pad.size or pad.diameter]
    if not drawn:
        return {}
    (first, second), _ = Counter(drawn).most_common(1)[0]
    low, high = sorted((first or 0, second or 0))
    return {"width": low, "length": high}


def _unique(names: Iterable[str]) -> list[str]:
    """The names in order, later ones of the same name with a number behind."""
    taken: set[str] = set()
    result = []
    held = list(names)
    count: Counter[str] = Counter()
    given = set(held)
    for name in held:
        new = name
        while new in taken or (new != name and new in given):
            count[name] += 1
            new = f"{name}_{count[name] + 1}"
        taken.add(new)
        result.append(new)
    return result
