# SPDX-License-Identifier: Apache-2.0
"""What is an assembly of chiplets: boxes with regions and bumps, where each lies, and what is bonded to what?

The frame of a chiplet has its origin at the lower left corner of its bottom; the box holds design area, seal ring and
what the saw leaves of the scribe line. `front` is its top face there. A chiplet is placed by the lowest corner of its
box after orientation, as 3Dblox does. Lengths are whole nm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from packfab.design.orientation import Orientation

KINDS = ("die", "rdl", "ip", "substrate", "hier")
SIDES = ("front", "back", "internal", "internal_ext")

Flat = tuple[int, int, int, int]
"""x0, y0, x1, y1 nm."""
Facing = Literal["up", "down", "inside"]


@dataclass(frozen=True, slots=True)
class ChipletBump:
    """One bump of a map: cell (its macro), centre in the frame of the chiplet, port and net ('' for none)."""

    name: str
    cell: str
    x: int
    y: int
    port: str = ""
    net: str = ""


@dataclass(frozen=True, slots=True)
class ChipletRegion:
    """A rectangle of a face (or inside) that may be bonded, with its bumps; layer names its mating layer."""

    name: str
    side: str
    box: Flat
    bumps: tuple[ChipletBump, ...] = ()
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Chiplet:
    """A box with regions. seal_ring, scribe: width on the left, bottom, right and top.

    shrink: optical shrink, told and not applied: sizes are those of what is placed.
    """

    name: str
    kind: str
    design_area: tuple[int, int]
    thickness: int
    regions: tuple[ChipletRegion, ...] = ()
    seal_ring: Flat = (0, 0, 0, 0)
    scribe: Flat = (0, 0, 0, 0)
    tsv: bool = False
    shrink: float = 1.0

    @property
    def size(self) -> tuple[int, int, int]:
        """Width, height and thickness of the box."""
        left, bottom, right, top = (a + b for a, b in zip(self.seal_ring, self.scribe, strict=True))
        return (self.design_area[0] + left + right, self.design_area[1] + bottom + top, self.thickness)

    def region(self, name: str) -> ChipletRegion | None:
        """The region of this name."""
        return next((r for r in self.regions if r.name == name), None)


@dataclass(frozen=True, slots=True)
class PlacedChiplet:
    """A chiplet where it lies; name: with '/' between the levels; at: the lowest corner of its box as it lies."""

    name: str
    chiplet: Chiplet
    at: tuple[int, int, int]
    orientation: Orientation = field(default_factory=Orientation)

    @property
    def box(self) -> tuple[int, int, int, int, int, int]:
        """x0, y0, z0, x1, y1, z1."""
        width, height, thickness = self.chiplet.size
        across, along = self.orientation.apply(width, height)
        x, y, z = self.at
        return (x, y, z, x + abs(across), y + abs(along), z + thickness)

    def point(self, x: int, y: int) -> tuple[int, int]:
        """A point of the frame of the chiplet, in the assembly."""
        width, height, _ = self.chiplet.size
        across, along = self.orientation.apply(width, height)
        px, py = self.orientation.apply(x, y)
        return (px + self.at[0] - min(0, across), py + self.at[1] - min(0, along))

    def region_box(self, region: ChipletRegion) -> Flat:
        """A region in the assembly."""
        (xa, ya), (xb, yb) = self.point(*region.box[:2]), self.point(*region.box[2:])
        return (min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))

    def facing(self, region: ChipletRegion) -> Facing:
        """Which way a region looks as the chiplet lies."""
        if region.side not in ("front", "back"):
            return "inside"
        return "up" if (region.side == "front") != self.orientation.mirror_z else "down"

    def surface(self, region: ChipletRegion) -> int:
        """Height of the face that a region lies in; of one inside, the middle."""
        z0, z1 = self.box[2], self.box[5]
        return {"up": z1, "down": z0, "inside": (z0 + z1) // 2}[self.facing(region)]


@dataclass(frozen=True, slots=True)
class RegionName:
    """A region of a placed chiplet, by names."""

    instance: str
    region: str

    @property
    def text(self) -> str:
        """As 3Dblox writes it."""
        return f"{self.instance}.regions.{self.region}"


@dataclass(frozen=True, slots=True)
class Bond:
    """A connection of two regions with a gap of `thickness` between their faces; None stands for the ground."""

    name: str
    top: RegionName | None
    bottom: RegionName | None
    thickness: int = 0


@dataclass(frozen=True, slots=True)
class PathAssertion:
    """A way that must exist through all regions named, and through none of those that are excluded."""

    name: str
    through: tuple[RegionName, ...]
    excluded: tuple[RegionName, ...] = ()


@dataclass(frozen=True, slots=True)
class Assembly:
    """Chiplets where they lie, and their bonds.

    nets: what the netlist of the whole says, (instance, port) -> net; empty where there is none. exact: whether all
    lengths were whole nm; else heights are known to 1 nm only. widths: of bumps by cell, where they are known.
    """

    name: str
    placed: tuple[PlacedChiplet, ...]
    bonds: tuple[Bond, ...] = ()
    paths: tuple[PathAssertion, ...] = ()
    nets: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    exact: bool = True
    widths: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    by_name: Mapping[str, PlacedChiplet] = field(init=False, repr=False, compare=False)
    """Placed chiplets by name."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", MappingProxyType({one.name: one for one in self.placed}))


@dataclass(frozen=True, slots=True)
class Mating:
    """Two regions of a bond as they lie: `upper` and `lower` by the way they face, where they face each other.

    overlap: what they share in plan, None when nothing; gap: from face to face, None where they do not face.
    exchanged: the one called top lies below.
    """

    upper: PlacedChiplet
    upper_region: ChipletRegion
    lower: PlacedChiplet
    lower_region: ChipletRegion
    overlap: Flat | None
    gap: int | None
    exchanged: bool = False
    inside: bool = False
    """One of them is internal_ext: the two have only to meet in z."""
    meets: bool = False
    """Heights of the two have something in common."""

    def holds(self, thickness: int, *, slack: int = 0) -> bool:
        """Whether the bond is as it should be: the regions overlap, face each other, and are as far apart as told."""
        if self.overlap is None:
            return False
        if self.inside:
            return self.meets
        return self.gap is not None and self.gap >= 0 and abs(self.gap - thickness) <= slack


def mating(assembly: Assembly, bond: Bond) -> Mating | None:
    """How the regions of a bond lie to each other; None for a bond to the ground."""
    if bond.top is None or bond.bottom is None:
        return None
    known = assembly.by_name
    a, b = known[bond.top.instance], known[bond.bottom.instance]
    ra, rb = a.chiplet.region(bond.top.region), b.chiplet.region(bond.bottom.region)
    if ra is None or rb is None:
        return None
    ways = (a.facing(ra), b.facing(rb))
    exchanged = ways == ("up", "down")
    if exchanged:
        a, ra, b, rb = b, rb, a, ra
    gap = a.surface(ra) - b.surface(rb) if exchanged or ways == ("down", "up") else None
    inside = "internal_ext" in (ra.side, rb.side)
    (low_a, high_a), (low_b, high_b) = _span(a, ra), _span(b, rb)
    meets = max(low_a, low_b) <= min(high_a, high_b)
    return Mating(a, ra, b, rb, shared(a.region_box(ra), b.region_box(rb)), gap, exchanged, inside, meets)


def shared(a: Flat, b: Flat) -> Flat | None:
    """The part in plan that two rectangles have in common; None without area."""
    box = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
    return box if box[0] < box[2] and box[1] < box[3] else None


def _span(placed: PlacedChiplet, region: ChipletRegion) -> tuple[int, int]:
    """Heights that a region takes: its face, or all of the chiplet when it is inside."""
    if placed.facing(region) == "inside":
        return placed.box[2], placed.box[5]
    z = placed.surface(region)
    return z, z
