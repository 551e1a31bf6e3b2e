# SPDX-License-Identifier: Apache-2.0
"""Which bonding pads lie on the thin-film circuit, what stands on them, and what covers them, as built?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from packfab.checks.metal_film_layers import WIRED, Wiring
from packfab.checks.metal_film_substrate import upper_faces
from packfab.geometry import Region, covered, joined, slice_at
from packfab.materials import Library

PASSIVATION = "passivation"
CONTACTS = " contacts"
"""How the names of the bonding pads end."""
KINDS = ("solder ball", "bump", "pin")
_BELOW = frozenset({*WIRED, "pad", "internal circuit", "device contact", "substrate"})
"""Roles of what no bonding point is made of."""
_JUST = 0.5
_POINTS = {"ball": "ball", "bump": "bump", "pillar": "bump", "lead pin": "pin"}
"""What a bonding point is by the role of a body of it."""


@dataclass(frozen=True, slots=True)
class BondingPad:
    """A bonding pad: its body, whether it hangs together with a die pad (if through a device), and what stands on it.

    point: the kind of bonding point, the role of what stands there where it is of none, empty where nothing stands;
    free: part (0 to 1) of its face that no passivation covers.
    """

    body: int
    joined: bool
    point: str
    points: tuple[int, ...]
    free: float
    at: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """The passivation: z of its lower and upper face, nm, and how much (0 to 1) it covers of what is no bonding pad."""

    name: str
    material: str
    z0: float
    z1: float
    share: float


def bonding_pads(wiring: Wiring, die_pads: Iterable[int], library: Library) -> tuple[BondingPad, ...]:
    """The bonding pads with what stands on them, and whether they are joined to one of these pads of dies."""
    live = {wiring.through[pad] for pad in die_pads}
    solids = wiring.build.solids
    own = [b for b in wiring.bodies("rdl") if solids[wiring.net.bodies[b].solid].name.endswith(CONTACTS)]
    free = _free(wiring, own)
    found = []
    for body, share in zip(own, free, strict=True):
        points = _standing(wiring, body)
        found.append(BondingPad(body, wiring.through[body] in live, _kind(wiring, points, library), points, share,
                                wiring.net.bodies[body].where))  # fmt: skip
    return tuple(found)


def _standing(wiring: Wiring, pad: int) -> tuple[int, ...]:
    """The bodies that stand on a pad, each on the one before."""
    found, todo = list[int](), [pad]
    while todo:
        for body in wiring.net.neighbours[todo.pop()]:
            if body not in found and wiring.role[body] not in _BELOW:
                found.append(body)
                todo.append(body)
    return tuple(found)


def _kind(wiring: Wiring, points: Sequence[int], library: Library) -> str:
    """What kind of bonding point the bodies are; a ball of what is no solder is a `ball` only."""
    for body in points:
        kind = _POINTS.get(wiring.role[body], "")
        material = wiring.build.solids[wiring.net.bodies[body].solid].material
        if kind == "ball" and material in library and library.get(material).category == "solder":
            return KINDS[0]
        if kind:
            return kind
    return wiring.role[points[0]] if points else ""


def _free(wiring: Wiring, pads: Sequence[int]) -> list[float]:
    """Part of the face of each pad that no passivation covers."""
    shares = [1.0] * len(pads)
    tops = [wiring.net.bodies[pad].z1 for pad in pads]
    for z in dict.fromkeys(tops):
        above = [p.region for p in slice_at(wiring.build, z + _JUST).pieces if p.solid.role == PASSIVATION]
        own = [k for k, top in enumerate(tops) if top == z]
        hidden = covered([wiring.net.outline(pads[k]) for k in own], joined(above))
        for k, share in zip(own, hidden, strict=True):
            shares[k] = 1.0 - share
    return shares


def cover_of(wiring: Wiring, pads: Sequence[BondingPad], film: Region) -> Cover | None:
    """The passivation, if there is one; film: what the thin-film circuit covers in plan."""
    solids, upper = upper_faces(wiring.build, PASSIVATION)
    if not upper:
        return None
    plan = joined([face.region for face in upper])
    rest = film - joined([wiring.net.outline(pad.body) for pad in pads]) if pads else film
    return Cover(solids[0].name, solids[0].material, min(solid.z0 for solid in solids), upper[0].z,
                 (plan & rest).area / rest.area if rest else 0.0)  # fmt: skip
