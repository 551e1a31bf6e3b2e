# SPDX-License-Identifier: Apache-2.0
"""What is the metal below the dies like, as built: its layers and cavities, and how are the backs held on it?

The surface is the highest large face of the metal; the floor below a die is the face of metal under most of its back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from packfab.checks.fan_out_layers import one_of
from packfab.checks.limits import Limits
from packfab.geometry import EMPTY, Build, Face, Region, Slice, Solid, faces, joined, polygon, slice_at
from packfab.materials import CONDUCTORS, Library

SUBSTRATE = "substrate"
ADHESIVE = "adhesive"
FILLING = "filling"
JUST = 0.5
"""nm beyond a face; heights are whole nm."""
_RING = 1_000.0
"""nm, width of the ring in which what stands around a die is looked for."""
_WHOLE = 0.5
"""Part of the largest that metal of one height must cover to be a layer: a burr is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """What a die sits on: z of the floor, part (0 to 1) of the back that adhesive joins to metal, and its cavity.

    cavity: the outline of the hollow in the surface, empty where the die stands on the surface itself.
    """

    floor: float
    held: float
    adhesive: str
    cavity: Region


@dataclass(frozen=True, slots=True, eq=False)
class MetalSheet:
    """One layer of the metal: heights in nm, what it covers in plan, without its openings."""

    name: str
    material: str
    z0: int
    z1: int
    outline: Region

    @property
    def thickness(self) -> int:
        """nm."""
        return self.z1 - self.z0


@dataclass(frozen=True, slots=True, eq=False)
class Metal:
    """The metal substrate: its layers from the top, its surface in nm, and the hollows in that surface."""

    sheets: tuple[MetalSheet, ...]
    surface: float
    outline: Region
    hollows: tuple[Region, ...]
    upper: tuple[Face, ...]
    conducts: bool


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """What surrounds the dies: its large upper faces (z in nm), lower end, materials."""

    name: str
    z0: float
    tops: tuple[float, ...]
    materials: tuple[str, ...]


def metal_of(build: Build, limits: Limits, library: Library) -> Metal | None:
    """The metal substrate as built, if there is one."""
    own = made_for(build, SUBSTRATE)
    if not own:
        return None
    sheets = _sheets(build, own)
    layers = one_of(build, [i for i in own if any(s.name == build.solids[i].name for s in sheets)])
    upper = faces(build, layers, "above")
    whole = joined([_closed(face.region) for face in upper])
    large = [face for face in upper if face.region.area > limits["local_share"] * whole.area]
    surface = max(large, key=lambda face: face.z) if large else upper[0]
    hollows = tuple((whole - surface.region).parts)
    conducts = all(m in library and library.get(m).category in CONDUCTORS for m in {s.material for s in sheets})
    return Metal(sheets, surface.z, whole, hollows, upper, conducts)


def _sheets(build: Build, own: Sequence[int]) -> tuple[MetalSheet, ...]:
    found = []
    for index in own:
        solid = build.solids[index]
        pieces = slice_at(build, (solid.z0 + solid.z1) / 2).pieces
        area = joined([p.region for p in pieces if p.index == index])
        found.append(MetalSheet(solid.name, solid.material, solid.z0, solid.z1, area))
    largest = max(sheet.outline.area for sheet in found)
    return tuple(sorted((s for s in found if s.outline.area > _WHOLE * largest), key=lambda s: -s.z1))


def seat_of(build: Build, metal: Metal, die: Region, back: int, limits: Limits) -> Seat:
    """What a die with that outline and back stands on."""
    under = [(face.z, (face.region & die).area) for face in metal.upper if face.z <= back + JUST]
    floor = max(under, key=lambda row: row[1], default=(metal.surface, 0.0))[0]
    box = die.box
    top, bottom = slice_at(build, back - JUST, box=box), slice_at(build, floor + JUST, box=box)
    glue = _of(top, ADHESIVE) & _of(bottom, ADHESIVE) & die
    names = [p.solid.material for p in top.pieces if p.solid.role == ADHESIVE]
    deep = metal.surface - floor >= limits["larger"]
    around = [hollow for hollow in metal.hollows if (hollow & die).area > _WHOLE * die.area] if deep else []
    return Seat(floor, glue.area / die.area, names[0] if names else "none", around[0] if around else EMPTY)


def made_for(build: Build, role: str) -> list[int]:
    """The solids (indices) of a role."""
    return [i for i, s in enumerate(build.solids) if s.role == role and s.mode != "cut" and len(s.places)]


def upper_faces(build: Build, role: str) -> tuple[list[Solid], tuple[Face, ...]]:
    """The solids of a role, and the faces that they turn up, the highest first."""
    own = made_for(build, role)
    return [build.solids[i] for i in own], faces(build, one_of(build, own), "above") if own else ()


def filled_of(build: Build, limits: Limits) -> Filled | None:
    """The filling as built, if there is one."""
    solids, upper = upper_faces(build, FILLING)
    if not upper:
        return None
    whole = sum(face.region.area for face in upper)
    large = [face.z for face in upper if face.region.area > limits["local_share"] * whole]
    return Filled("/".join(dict.fromkeys(s.name for s in solids)), min(s.z0 for s in solids), tuple(large),
                  tuple(dict.fromkeys(s.material for s in solids)))  # fmt: skip


def surrounded(build: Build, die: Region, z: float) -> tuple[float, str]:
    """Part (0 to 1) of a ring around a die that filling takes at that height, and what else stands there."""
    ring = die.grown(_RING) - die
    flat = slice_at(build, z, box=ring.box)
    others = dict.fromkeys(p.solid.name for p in flat.pieces if p.solid.role != FILLING and (p.region & ring).area > 1)
    return (_of(flat, FILLING) & ring).area / ring.area, ", ".join(others)


def _of(flat: Slice, role: str) -> Region:
    return joined([piece.region for piece in flat.pieces if piece.solid.role == role])


def _closed(flat: Region) -> Region:
    """The region with the openings within its parts closed."""
    return joined([polygon(max(part.rings, key=lambda ring: polygon(ring).area)) for part in flat.parts])
