# SPDX-License-Identifier: Apache-2.0
"""Which bodies do balls become on the outermost metal, their volume kept?

Solder that sinks into a hollow of the metal (or into an open hole) fills it, and so it does the opening of a cover that
lies on the edge of its pad; the ball is smaller by as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from packfab.design import Balls
from packfab.errors import BadInput, Fault, raise_if
from packfab.geometry import Region, Shape, Solid, Value, at, ball_volume
from packfab.process.ball_array import against_mask, beyond, body_on, bridged, unmet
from packfab.process.ball_stands import Stand
from packfab.process.lands import Ints
from packfab.process.solder import Opening
from packfab.units import format_length


@dataclass(frozen=True, slots=True, eq=False)
class Array:
    """Balls at places with nets and names; name: that of their solids and part, role: theirs, path: in the design."""

    balls: Balls
    places: Ints
    nets: tuple[str, ...]
    names: tuple[str, ...]
    name: str = "balls"
    role: str = "ball"
    path: str = "balls"

    @property
    def joints(self) -> str:
        """Name of the solder that is below them."""
        return f"{self.name.removesuffix('s')} joints"


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Balls that are alike: which they are, the radius of their pads (nm), and how much of each sinks (nm3)."""

    which: Ints
    radius: float
    sunk: float


@dataclass(frozen=True, slots=True, eq=False)
class _Bodies:
    """A ball over its stand, the solder that fills the opening below it, and the radius that it wets (nm)."""

    ball: Shape
    foot: Shape | None
    wetted: float


def balls_on(array: Array, stand: Stand, package: Region, what: str) -> tuple[list[Solid], Mapping[str, Value]]:
    """The balls of one package and the solder below them, and what they measure; BadInput when they do not fit."""
    raise_if(unmet(array.names, array.places, stand.metal, what))
    groups = _groups(stand, array.places)
    bodies = [_bodies(array, stand, group) for group in groups]
    widest = max(bodies, key=lambda found: found.ball.box[2])
    whole = Solid(array.name, widest.ball, array.balls.material, array.role, places=array.places)
    raise_if([*bridged(whole), *beyond(whole, package)])
    made = [_solid(array, array.name, array.role, found.ball, group.which)
            for group, found in zip(groups, bodies, strict=True)]  # fmt: skip
    made += [_solid(array, array.joints, "joint", found.foot, group.which)
             for group, found in zip(groups, bodies, strict=True) if found.foot is not None]  # fmt: skip
    made += _joints(array, stand, groups)
    tip = max(s.z1 for s in made) if stand.side == "above" else min(s.z0 for s in made)
    measured: dict[str, Value] = {
        "standoff": abs(tip - stand.beside), "ball_height": abs(tip - stand.z),
        "wetted": tuple(sorted({round(2 * found.wetted) for found in bodies})),
        "solder_volume_m3": sum(s.shape.volume * len(s.places) for s in made) * 1e-27,
        "sunk_volume_m3": sum(group.sunk * len(group.which) for group in groups) * 1e-27,
    }  # fmt: skip
    return made, measured


def _groups(stand: Stand, places: Ints) -> list[_Group]:
    """The balls by the metal that they wet and the hollows below them."""
    radii = stand.radii(places)
    sunk = [sum(s.shape.volume for s, _ in stand.recesses_in(place, r))
            for place, r in zip(places, radii.tolist(), strict=True)]  # fmt: skip
    keys = np.column_stack([radii, sunk])
    alike = [(key, np.flatnonzero((keys == key).all(axis=1))) for key in np.unique(keys, axis=0)]
    return [_Group(which, float(key[0]), float(key[1])) for key, which in alike]


def _bodies(array: Array, stand: Stand, group: _Group) -> _Bodies:
    balls, over = array.balls, stand.beside - stand.z
    left = _left(array, ball_volume(balls.diameter) - group.sunk, group.sunk)
    if stand.opening_radius is None:
        free = body_on(balls, left, group.radius, -abs(over))
        return _Bodies(free.lifted(stand.z) if stand.side == "above" else free.flipped(stand.z), None, group.radius)
    opening = Opening(stand.opening_radius, over, stand.opening_radius <= group.radius)
    wetted = min(group.radius, opening.radius)
    body = body_on(balls, left, wetted, over)
    if opening.holds(body, 0):
        return _Bodies(body.lifted(stand.z), None, wetted)
    if not opening.defines:
        raise BadInput([against_mask(body, opening)])
    left = _left(array, left - opening.volume, group.sunk + opening.volume)
    return _Bodies(body_on(balls, left, wetted, 0).lifted(stand.beside), opening.foot(stand.z), wetted)


def _left(array: Array, left: float, sunk: float) -> float:
    """nm3 of solder that is left for a ball; BadInput when nothing is."""
    if left <= 0:
        raise BadInput([Fault("the balls are too small for the hollows that they sink into",
                              where=f"{array.path}.diameter", measured=format_length(array.balls.diameter),
                              allowed=f"more than {format_length(round((6 * sunk / np.pi) ** (1 / 3)))}",
                              fix="give larger balls, or fill the holes: 'fill: filled'")])  # fmt: skip
    return left


def _joints(array: Array, stand: Stand, groups: list[_Group]) -> list[Solid]:
    """What solder fills below the balls: the recesses themselves."""
    filled: dict[str, dict[int, int]] = {}
    for group in groups:
        for ball in group.which.tolist():
            for recess, i in stand.recesses_in(array.places[ball], group.radius):
                filled.setdefault(recess.name, {})[i] = ball
    made = []
    for recess in stand.recesses:
        taken = filled.get(recess.name, {})
        if taken:
            own = tuple(array.nets[ball] for ball in taken.values()) if array.nets else ()
            made.append(replace(recess, name=array.joints, material=array.balls.material, role="joint",
                                places=at(recess.places[list(taken)]), nets=own, part=array.name, mode="over",
                                only=frozenset()))  # fmt: skip
    return made


def _solid(array: Array, name: str, role: str, body: Shape, which: Ints) -> Solid:
    own = tuple(array.nets[i] for i in which.tolist()) if array.nets else ()
    return Solid(name, body, array.balls.material, role, places=at(array.places[which]), nets=own, part=array.name)
