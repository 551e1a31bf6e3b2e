# SPDX-License-Identifier: Apache-2.0
"""Which bond wires stand in a build: where do they start, end, peak and leave their die?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from packfab.checks.rules.measured import Point
from packfab.geometry import Barrel, Frustum, Region, Solid, Spacing, SphereZone, Tube, region, sides

Floats = NDArray[np.float64]
_FARTHEST = 20_000_000
"""nm, beyond which nothing in a package is near a wire."""


@dataclass(frozen=True, slots=True, eq=False)
class BondWire:
    """One wire: its axis (n, 3) nm from the first bond to the second, its radius, and whose it is."""

    axis: Floats
    radius: float
    part: str
    net: str
    name: str

    @property
    def diameter(self) -> float:
        """nm."""
        return 2 * self.radius

    @property
    def span(self) -> float:
        """From the first to the second bond in plan, nm."""
        return float(np.hypot(*(self.axis[-1] - self.axis[0])[:2]))

    @property
    def peak(self) -> Point:
        """The highest point of its surface."""
        x, y, z = self.axis[np.argmax(self.axis[:, 2])].tolist()
        return (x, y, z + self.radius)

    def joins(self, other: BondWire) -> bool:
        """Whether both belong to one net, so that they may touch."""
        return bool(self.net) and self.net == other.net


@dataclass(frozen=True, slots=True, eq=False)
class Exit:
    """Where a wire passes the edge of its die in plan: a point of its axis, and the outward normal (2) of the edge."""

    at: Floats
    normal: Floats
    beyond: Floats
    """The axis from there on, (n, 3) nm."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A body at one of its places: what it covers in plan at a height, and its middle there."""

    solid: Solid
    plan: Region
    middle: Point
    radius: float
    """nm, 0 unless it is round."""

    @property
    def name(self) -> str:
        """`U1: U1 die`."""
        return f"{self.solid.part}: {self.solid.name}"

    @property
    def sides(self) -> tuple[float, float]:
        """Width and length in plan, nm; of round ones the diameter."""
        return (2 * self.radius, 2 * self.radius) if self.radius else sides(self.plan)


def bond_wires(solids: Sequence[Solid]) -> dict[tuple[int, int], BondWire]:
    """The wires by number of the solid and of its place, as `wire_spacings` names them."""
    found: dict[tuple[int, int], BondWire] = {}
    for index, solid in enumerate(solids):
        if not isinstance(solid.shape, Tube):
            continue
        for place, ((x, y), net) in enumerate(zip(solid.places.tolist(), solid.nets_by_place, strict=True)):
            axis = solid.shape.path + (x, y, 0)
            found[index, place] = BondWire(axis, solid.shape.radius, solid.part, net, f"{solid.part}: {solid.name}")
    return found


def placed(solids: Sequence[Solid], end: str = "middle") -> tuple[Placed, ...]:
    """The bodies of solids, each half way up, or (end `low`) at its foot."""
    found: list[Placed] = []
    for solid in solids:
        shape = solid.shape
        z = float(solid.z0 if end == "low" else (solid.z0 + solid.z1) / 2)
        plan = region(shape.outline(z))
        radius = shape.radius(z) if isinstance(shape, Frustum | SphereZone | Barrel) else 0.0
        x0, y0, x1, y1 = plan.box
        for x, y in solid.places.tolist() if plan else ():
            found.append(Placed(solid, plan.moved(x, y), (x + (x0 + x1) / 2, y + (y0 + y1) / 2, z), radius))
    return tuple(found)


def plan_of(solid: Solid, place: int) -> Region:
    """What one body covers in plan, at its widest."""
    x, y = solid.places[place].tolist()
    return region(solid.shape.widest(solid.z0, solid.z1)).moved(x, y)


def exit_of(wire: BondWire, die: Region) -> Exit | None:
    """Where a wire that starts over a die leaves it; None for one that does not."""
    plan = wire.axis[:, :2]
    inside = die.contains(plan)
    if not inside[0] or inside.all():
        return None
    first = int(np.argmin(inside))
    a, b = wire.axis[first - 1], wire.axis[first]
    start = np.concatenate(die.rings)
    end = np.concatenate([np.roll(ring, -1, axis=0) for ring in die.rings])
    along, edge = (b - a)[:2], end - start
    turn = along[0] * edge[:, 1] - along[1] * edge[:, 0]
    safe = np.where(turn == 0, np.inf, turn)
    apart = start - a[:2]
    s = (apart[:, 0] * edge[:, 1] - apart[:, 1] * edge[:, 0]) / safe
    t = (apart[:, 0] * along[1] - apart[:, 1] * along[0]) / safe
    hit = np.where((turn != 0) & (s >= -1e-9) & (s <= 1 + 1e-9) & (t >= -1e-9) & (t <= 1 + 1e-9), s, -1.0)
    k = int(np.argmax(hit))
    at = a + min(max(float(hit[k]), 0.0), 1.0) * (b - a)
    rest = wire.axis[first:]
    beyond = np.vstack([at, rest]) if np.linalg.norm(rest[0] - at) > 1.0 else rest
    normal = np.array([edge[k, 1], -edge[k, 0]]) / np.hypot(*edge[k])
    return Exit(at, normal, beyond) if len(beyond) > 1 else None


def found_within(search: Callable[[float], tuple[Spacing, ...]], first: float) -> tuple[Spacing, ...]:
    """What a search finds within a distance (nm) that is doubled until it finds something, or nothing is near."""
    within = max(first, 1_000.0)
    while within < _FARTHEST:
        found = search(within)
        if found:
            return found
        within *= 2
    return ()
