# SPDX-License-Identifier: Apache-2.0
"""How does a die of the design become solids, and how is a piece turned and put in its place?

A piece is a build of its own with the die centre at the origin and its back at z = 0, active face up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from packfab.design import Chip, Die, FlipChip, centres, corners, turn
from packfab.errors import BadInput, Fault, PackfabError
from packfab.geometry import (
    Build,
    Frustum,
    Prism,
    Region,
    Solid,
    at,
    boxes_meet,
    move,
    near,
    polygon,
    rectangle,
    slice_at,
)
from packfab.process.die_circuit import circuit_solids
from packfab.process.lands import degrees, nets_of, pad_groups, pad_width, placed_plan
from packfab.units import format_length

PAD_METAL = "al_pure"
"""Metal of die pads without circuitry; a guess: aluminium top metal, the usual finish of a wire-bond pad."""
PAD_DEPTH = 1_000
"""nm, thickness of a die pad, flush with the active face; a guess: usual top metal of 0.8 to 3 um."""
IN_THE_WAY = frozenset({"die", "passive", "terminal", "wire", "encapsulant"})
"""Roles that no other component may run into."""


def die_piece(chip: Chip, die: Die) -> Build:
    """The die with its pads and circuitry, active face up, back at z = 0."""
    top, circuit = die.thickness, die.circuit
    metal, depth = (circuit.material, circuit.thickness) if circuit is not None else (PAD_METAL, PAD_DEPTH)
    body = Solid(f"{chip.name} die", Prism(polygon(corners(die.size)), 0, top), die.material, "die", part=chip.name)
    solids = [body, *(circuit_solids(chip, die, circuit) if circuit is not None else ())]
    for name, pad_map in die.pads.items():
        places, nets = at(centres(pad_map)), nets_of(pad_map)
        for diameter, size, which in pad_groups(pad_map, pad_width(chip, wire=_is_wire_map(chip, name))):
            low = top - min(depth, top)
            if size is None:
                shape: Frustum | Prism = Frustum(low, top, diameter / 2, diameter / 2)
            else:
                shape = Prism(rectangle(-size[0] / 2, -size[1] / 2, size[0] / 2, size[1] / 2), low, top)
            of_these = tuple(nets[i] for i in which) if nets else ()
            solids.append(Solid(f"{chip.name} {name} pads", shape, metal, "pad", places=at(places[which]),
                                nets=of_these, part=chip.name))  # fmt: skip
    return Build(tuple(solids))


def _is_wire_map(chip: Chip, name: str) -> bool:
    return not (isinstance(chip, FlipChip) and chip.pads == name)


def turned(build: Build, rotation: float) -> Build:
    """The piece turned counter-clockwise by `rotation` rad about the origin; places stay whole nm."""
    if rotation == 0:
        return build
    return replace(build, solids=tuple(_turned(s, rotation) for s in build.solids))


def _turned(solid: Solid, rotation: float) -> Solid:
    shape = solid.shape
    if isinstance(shape, Prism):
        shape = replace(shape, footprint=shape.footprint.turned(degrees(rotation)))
    return replace(solid, shape=shape, places=at(turn(solid.places, rotation)))


def put(build: Build, chip: Chip, *, z: int) -> Build:
    """The piece turned and moved to where the chip sits, its z = 0 at z."""
    return move(turned(build, chip.rotation), dx=chip.at[0], dy=chip.at[1], dz=z)


def footprint(chip: Chip, die: Die) -> Region:
    """Outline of a chip in the package frame."""
    return polygon(turn(corners(die.size), chip.rotation) + np.asarray(chip.at))


def body_of(build: Build, chip: str) -> Solid:
    """The semiconductor body of a chip that is on the line."""
    found = build.select(role="die", part=chip)
    if not found:
        raise PackfabError(f"chip '{chip}' is not on the line: attach it before something is put on it")
    return found[0]


def refuse_collision(build: Build, what: str, area: Region, z0: int, z1: int) -> None:
    """BadInput when another component stands where a new one is to go: `area` x [z0, z1)."""
    box = area.box
    close = [s for s in build.solids if s.role in IN_THE_WAY and s.z0 < z1 and s.z1 > z0 and boxes_meet(s.box, box)]
    faults = []
    heights = {z0, *(max(z0, s.z0) for s in close)} if close else set()
    seen: set[str] = set()
    for z in sorted(heights):
        for piece in slice_at(near(build, box), z, box=box).pieces:
            part = piece.solid.part
            if piece.solid.role in IN_THE_WAY and part not in seen and (piece.region & area).area > 1.0:
                seen.add(part)
                met = part or piece.solid.role
                faults.append(Fault(f"{what} would run into {met}", where=f"z = {format_length(z)}",
                                    fix="move one of them, or give more standoff"))  # fmt: skip
    if faults:
        raise BadInput(faults)


def surface_below(build: Build, parts: Iterable[str], area: Region) -> int:
    """Highest z of the solids of the parts that lie below `area`, nm."""
    wanted = set(parts)
    tops = [s.z1 for s in build.solids if s.part in wanted and s.mode != "cut" and boxes_meet(s.box, area.box)
            and _lies_below(s, area)]  # fmt: skip
    if not tops:
        raise PackfabError(f"nothing of {', '.join(sorted(wanted))} lies below the part that is to be attached")
    return max(tops)


def _lies_below(solid: Solid, area: Region) -> bool:
    x0, y0, x1, y1 = solid.shape.box
    ax0, ay0, ax1, ay1 = area.box
    p = solid.places
    close = (p[:, 0] + x0 < ax1) & (p[:, 0] + x1 > ax0) & (p[:, 1] + y0 < ay1) & (p[:, 1] + y1 > ay0)
    if not close.any():
        return False
    if solid.role in {"solder mask", "carrier", "metal", "die"}:
        return True
    return bool(placed_plan(solid.shape, p[close]) & area)
