# SPDX-License-Identifier: Apache-2.0
"""What shape do the balls of an array take on their pads, upwards or downwards, and which arrays cannot be soldered?

Heights are worked out on a pad face at z = 0 with the mask above it, then turned to the side of the carrier.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from packfab.design import Balls, centres
from packfab.errors import BadInput, Fault, raise_if
from packfab.geometry import Build, Region, Shape, Solid, Value, at, ball_volume, barrel, cap_on_pad
from packfab.process.lands import names_of, nets_of
from packfab.process.layout import at_origin, layout_on
from packfab.process.solder import Opening, closest_pair, opening_over
from packfab.units import format_length

ON_PAD = 1_000
"""nm, how far a ball may stand beside the centre of its pad: rounding of pad tables in mil or um; a guess."""


@dataclass(frozen=True, slots=True, eq=False)
class BallSide:
    """One face of a carrier: its part, its outer faces of pads and mask (z, nm), and whether it looks up."""

    part: str
    pad_face: int
    mask_face: int
    up: bool

    @property
    def depth(self) -> int:
        """nm from the pads up to the face of the mask."""
        return abs(self.mask_face - self.pad_face)


def ball_side(build: Build, part: str, *, up: bool) -> BallSide:
    """The far side of a carrier, which carries ball pads."""
    pads = build.select(role="ball pad", part=part)
    body = build.select(part=part)
    if not pads:
        raise BadInput([Fault(f"{part} has no ball pads", fix="provide it with the lands of the balls")])
    if up:
        return BallSide(part, max(s.z1 for s in pads), max(s.z1 for s in body), up)
    return BallSide(part, min(s.z0 for s in pads), min(s.z0 for s in body), up)


def soldered_balls(
    build: Build, balls: Balls, side: BallSide, *, mask_clearance: int, part: str
) -> tuple[list[Solid], dict[str, Value]]:
    """The balls of one package on their pads, and what they measure; BadInput when they cannot be soldered."""
    places, layout = at(centres(balls.pads)), layout_on(build)
    bodies = _bodies(balls, side.depth, mask_clearance)
    name = "balls" if part == "balls" else part
    titles = {"ball": name, "joint": f"{name.removesuffix('s')} joints"}
    made = [Solid(titles[role], _turned(shape, side), balls.material, role, places=places, nets=nets_of(balls.pads),
                  part=part) for role, shape in bodies.items()]  # fmt: skip
    pads = at_origin(layout, build.select(role="ball pad", part=side.part))
    faults = unmet(names_of(balls.pads), places, pads, f"ball pad of {side.part}")
    raise_if([*bridged(made[0]), *beyond(made[0], layout.package), *faults])
    height = bodies["ball"].z1
    measured: dict[str, Value] = {
        "standoff": height - side.depth, "ball_height": height,
        "solder_volume_m3": sum(shape.volume for shape in bodies.values()) * len(places) * 1e-27,
    }  # fmt: skip
    return made, measured


def unmet(names: Sequence[str], places: NDArray[np.int64], pads: Sequence[Solid], what: str) -> list[Fault]:
    """Balls (by name and place) that stand beside the pads, and by how much."""
    found = np.concatenate([s.places for s in pads])
    distance = np.atleast_1d(KDTree(found.astype(np.float64)).query(places)[0])
    return [Fault(f"ball '{names[i]}' meets no {what}", where=_spot(places[i]),
                  measured=f"the nearest one is {format_length(round(float(distance[i])))} away",
                  allowed=f"at most {format_length(ON_PAD)}", fix="put the pad at the same place")
            for i in np.flatnonzero(distance > ON_PAD).tolist()]  # fmt: skip


def _turned(shape: Shape, side: BallSide) -> Shape:
    return shape.lifted(side.pad_face) if side.up else shape.flipped(side.pad_face)


def _bodies(balls: Balls, depth: int, mask_clearance: int) -> Mapping[str, Shape]:
    """Ball, and where the mask defines the pad the foot that fills its opening, above a pad face at z = 0."""
    wetted = balls.land.diameter / 2 + min(0, mask_clearance)
    opening = opening_over(balls.land.diameter, mask_clearance, pad_face=0, mask_face=depth)
    body = body_on(balls, ball_volume(balls.diameter), wetted, depth)
    if opening.holds(body, 0):
        return {"ball": body}
    left = ball_volume(balls.diameter) - opening.volume
    if not opening.defines or left <= 0:
        raise BadInput([against_mask(body, opening)])
    return {"ball": body_on(balls, left, wetted, 0).lifted(depth), "joint": opening.foot(0)}


def body_on(balls: Balls, volume: float, wetted: float, depth: int) -> Shape:
    """The ball of `volume` (nm3) above z = 0: cut by the disc of radius `wetted`, or flattened to the standoff.

    depth: nm from there up to the face from which the standoff counts, below zero where the pad stands out.
    """
    free = cap_on_pad(volume, wetted, 0)
    if balls.standoff is None:
        return free
    height = depth + balls.standoff
    if height > free.z1:
        raise BadInput([Fault("the balls are too small for their standoff", where="balls.standoff",
                              measured=format_length(balls.standoff),
                              allowed=f"at most {format_length(free.z1 - depth)}",
                              fix="give larger balls, smaller lands or less standoff")])  # fmt: skip
    flat = 2 * volume / (math.pi * height) - height**2 / 3 - wetted**2
    return barrel(volume, wetted, math.sqrt(max(0.0, flat)), height, 0)


def against_mask(body: Shape, opening: Opening) -> Fault:
    """Balls that are too wide for an opening which they do not fill."""
    return Fault("the balls press against the solder mask", where="balls.diameter",
                 measured=f"balls {format_length(round(2 * body.box[2]))} wide",
                 allowed=f"mask openings {format_length(round(2 * opening.radius))} wide",
                 fix="give wider openings (mask_opening.clearance), smaller balls or more standoff")  # fmt: skip


def bridged(balls: Solid) -> list[Fault]:
    """Molten balls so wide that neighbours touch."""
    nearest, place = closest_pair(balls.places)
    width = 2 * balls.shape.box[2]
    if nearest > width:
        return []
    return [Fault("balls would touch their neighbours when molten", where=_spot(place),
                  measured=f"balls {format_length(round(width))} wide on their lands",
                  allowed=f"below the pitch of {format_length(round(nearest))}",
                  fix="give smaller balls, more standoff or a wider pitch")]  # fmt: skip


def beyond(balls: Solid, package: Region) -> list[Fault]:
    """Balls that bulge over the package edge, where the saw would cut them."""
    x0, y0, x1, y1 = package.box
    radius = balls.shape.box[2]
    inside = np.minimum(balls.places - (x0, y0), (x1, y1) - balls.places).min(axis=1)
    bad = np.flatnonzero(inside < radius)
    if not len(bad):
        return []
    return [Fault(f"{len(bad)} balls stick out over the package edge", where=_spot(balls.places[bad[0]]),
                  measured=f"centre {format_length(int(inside[bad].min()))} from the edge",
                  allowed=f"at least {format_length(round(radius))}, the radius of a ball on its land",
                  fix="move them inwards, or give a larger package")]  # fmt: skip


def _spot(place: NDArray[np.int64]) -> str:
    return f"x = {format_length(int(place[0]))}, y = {format_length(int(place[1]))}"
