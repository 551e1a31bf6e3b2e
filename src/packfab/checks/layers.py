# SPDX-License-Identifier: Apache-2.0
"""How thick is the compound in the gaps and over the chips, and does it fill and cover?

Thicknesses come from faces that look at each other, weighted by area; those found only over a small share
of a face (openings of the solder mask, rings of pads) are local features and do not count. Void and
coverage come from cuts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from packfab.checks.chips import CARRIER, OF_WIRES, Chip, is_carrier
from packfab.geometry import (
    EMPTY,
    Build,
    Gap,
    Pick,
    Region,
    Slice,
    all_layers,
    facing,
    near,
    slice_at,
    z_breaks,
)

COMPOUND = "encapsulant"
SURFACES = frozenset({"carrier", "solder mask", "metal", "paddle", "lead"})
_AIR = frozenset({"void"})
_OTHER = frozenset({"underfill", "adhesive"})
"""What may fill a bonding gap in place of the compound; the gap is no fuller of compound for it."""
_BESIDE = 0.5  # nm above or below a face
_RIM = 1_000.0
"""nm, width of the strip beside a chip in which its flanks are judged."""
_GAUSS = 0.5 / math.sqrt(3)
TOUCH = 1e4
"""nm2, compound in neighbouring cuts is one body when it overlaps by more; void is more than that."""
_ROUNDING = 1e-8
"""Part of an area that is lost when it is cut into many pieces."""

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Thickness:
    """Thickness of a layer, nm: least, most and weighted by area, with the points (x, y, z) of both ends."""

    least: float
    most: float
    mean: float
    least_at: Point
    most_at: Point


@dataclass(frozen=True, slots=True)
class BondingGap:
    """The gap between a flip chip and what it is bonded to: thickness, free volume and the void in it, nm3.

    middle: the height half way in it, nm, where it is thinnest; other: underfill or glue in place of the compound,
    which counts as void.
    """

    chip: str
    on: str
    thickness: Thickness
    middle: float
    free: float
    void: float
    void_at: Point | None
    other: tuple[str, ...] = ()

    @property
    def void_share(self) -> float:
        """Part of the free volume that no compound reached."""
        return self.void / self.free if self.free else 1.0


@dataclass(frozen=True, slots=True)
class Cover:
    """The compound over a chip that carries no other chip; None when its back is bare."""

    chip: str
    thickness: Thickness | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Parts of a component's free top and flanks that are in compound (0 to 1)."""

    part: str
    top: float
    flanks: float
    at: Point

    @property
    def least(self) -> float:
        """The smaller of both."""
        return min(self.top, self.flanks)


def without_wires(build: Build) -> Build:
    """The build without bond wires: thin bodies within the compound that make every cut slow and no layer thinner."""
    return replace(build, solids=tuple(s for s in build.solids if s.role not in OF_WIRES))


def thickness_of(gaps: Sequence[Gap], *, local_share: float) -> Thickness | None:
    """Thickness over all faces but those that are local; None when there are none."""
    area: dict[int, float] = {}
    for gap in gaps:
        area[gap.thickness] = area.get(gap.thickness, 0.0) + gap.area
    total = sum(area.values())
    if not total:
        return None
    counted = {t: a for t, a in area.items() if a >= local_share * total} or {max(area, key=lambda t: area[t]): total}
    least, most = min(counted), max(counted)
    mean = sum(t * a for t, a in counted.items()) / sum(counted.values())
    return Thickness(least, most, mean, _seen(gaps, least), _seen(gaps, most))


def _seen(gaps: Sequence[Gap], thickness: float) -> Point:
    best = max((g for g in gaps if g.thickness == thickness), key=lambda g: g.area)
    return (best.where[0], best.where[1], best.z0)


def bonding_gaps(build: Build, chips: Sequence[Chip], *, local_share: float) -> tuple[BondingGap, ...]:
    """The gap at the active face of every flip chip."""
    found = []
    bonded = [chip for chip in chips if chip.attach == "flip-chip"]
    layers = all_layers(build) if len(bonded) > 1 else None
    for chip in bonded:
        surface, die = _surface_of(chip.on), _die_of(chip.name)
        lower, upper = (die, surface) if chip.hangs else (surface, die)
        seen = facing(build, lower, upper, layers=layers)
        thickness = thickness_of(seen, local_share=local_share)
        if thickness is not None:
            half = thickness.least / 2
            low, high = min(gap.z0 for gap in seen), max(gap.z1 for gap in seen)
            middle = chip.z1 + half if chip.hangs else chip.z0 - half
            room = unfilled(build, chip.outline, low, high, empty=_AIR | _OTHER)
            inside = slice_at(build, middle, box=chip.outline.box).pieces
            others = [p.solid.name for p in inside if p.solid.role in _OTHER and (p.region & chip.outline).area > TOUCH]
            found.append(BondingGap(chip.name, chip.on, thickness, middle, *room, tuple(dict.fromkeys(others))))
    return tuple(found)


def _surface_of(part: str) -> Pick:
    roles = SURFACES if is_carrier(part) else frozenset({"die"})
    return lambda solid: solid.part == part and solid.role in roles


def _die_of(name: str) -> Pick:
    return lambda solid: solid.part == name and solid.role == "die"


def covers_of(build: Build, chips: Sequence[Chip], *, local_share: float) -> tuple[Cover, ...]:
    """The compound over every chip on which no other chip sits."""
    found = []
    topmost = [chip for chip in chips if not any(other.on == chip.name for other in chips)]
    layers = all_layers(build) if len(topmost) > 1 else None
    for chip in topmost:
        seen = [
            gap
            for gap in facing(build, _die_of(chip.name), None, layers=layers)
            if gap.thickness and gap.between and all(_is(build, i, COMPOUND) for i in gap.between)
        ]
        found.append(Cover(chip.name, thickness_of(seen, local_share=local_share)))
    return tuple(found)


def _is(build: Build, index: int, role: str) -> bool:
    return index >= 0 and build.solids[index].role == role


def unfilled(
    build: Build, window: Region, z0: float, z1: float, *, empty: frozenset[str] = _AIR
) -> tuple[float, float, Point | None]:
    """Free volume of window x [z0, z1), the part of it without compound (nm3), and a point in the largest void.

    empty: roles that leave their place free, as far as compound is concerned.
    """
    local = near(build, window.box)
    cuts = [z0, *(z for z in z_breaks(local) if z0 < z < z1), z1]
    free = void = largest = 0.0
    at: Point | None = None
    for low, high in pairwise(cuts):
        for shift in (-_GAUSS, _GAUSS):
            z = (low + high) / 2 + shift * (high - low)
            filled, bare = _shares(slice_at(local, z, box=window.box), window, empty)
            free += (filled + bare.area) * (high - low) / 2
            void += bare.area * (high - low) / 2
            if bare.area > largest:
                largest, at = bare.area, _middle(bare, z)
    return free, void, at


def _shares(cut: Slice, window: Region, air: frozenset[str] = _AIR) -> tuple[float, Region]:
    """Area of compound in the window (nm2), and what of the window is void or has one of the roles of air.

    Pieces of a cut never overlap, so their areas tell whether there is void before it is cut out.
    """
    filled = taken = 0.0
    solid: list[Region] = []
    for piece in cut.pieces:
        if piece.solid.role not in air:
            area = (window & piece.region).area
            taken += area
            filled += area if piece.solid.role == COMPOUND else 0.0
            solid.append(piece.region)
    empty = EMPTY
    if window.area - taken > max(TOUCH, _ROUNDING * window.area):
        empty = window
        for region in solid:
            empty = empty - region
    return filled, empty


def _middle(region: Region, z: float) -> Point:
    """The middle of the largest piece of a region."""
    x0, y0, x1, y1 = max(region.parts, key=lambda part: part.area).box
    return ((x0 + x1) / 2, (y0 + y1) / 2, z)


def chip_coverage(build: Build, chip: Chip) -> Coverage:
    """How much of the free top and flanks of a chip is in compound; of one that hangs, of its lower side."""
    middle = (chip.z0 + chip.z1) / 2
    top, at_top = covered_share(build, chip.outline, chip.z0 - _BESIDE if chip.hangs else chip.z1 + _BESIDE)
    flanks, at_flank = covered_share(
        build, chip.outline.grown(_RIM, corners="mitre") - chip.outline, middle, least=TOUCH
    )
    return Coverage(chip.name, top, flanks, at_top if top <= flanks else at_flank)


def carrier_top(build: Build) -> float:
    """Height in nm of the surface that the carrier turns to the chips; 0 without a carrier."""
    return max((s.z1 for s in build.select(part=CARRIER) if s.role in SURFACES - {"metal"}), default=0)


def carrier_coverage(build: Build) -> Coverage:
    """How much of the free top of the carrier is below compound."""
    top = carrier_top(build)
    outline = EMPTY
    for piece in slice_at(build, top - _BESIDE).pieces:
        if piece.solid.part == CARRIER:
            outline = outline | piece.region
    if not outline:
        return Coverage(CARRIER, 0.0, 0.0, (0.0, 0.0, top))
    share, at = covered_share(build, outline, top + _BESIDE)
    return Coverage(CARRIER, share, share, at)


def covered_share(build: Build, window: Region, z: float, *, least: float = 0.0) -> tuple[float, Point]:
    """Part of what is free of the window at z that is compound, and a point where it is bare, if any.

    A window of which less than `least` (nm2) is free is not covered: something else takes the place of the compound.
    """
    filled, empty = _shares(slice_at(build, z, box=window.box), window)
    free = filled + empty.area
    if free < least:
        return 0.0, _middle(window, z)
    return (filled / free if free else 1.0), _middle(empty if empty else window, z)
