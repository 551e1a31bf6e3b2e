# SPDX-License-Identifier: Apache-2.0
"""Which bodies are copper pillars with their caps, and pins with their solder, on bonding pads?

A pillar is plated: what is wider than the opening of a cover fills that and goes on over it. A pin stands on the solder
that wets what is open of its pad.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from packfab.design import CopperPillar, Pin
from packfab.errors import BadInput, Fault, raise_if
from packfab.geometry import Frustum, Shape, Solid, Value, at, cap_on_pad
from packfab.process.ball_array import unmet
from packfab.process.ball_stands import Stand
from packfab.process.level import Contacts
from packfab.process.solder import closest_pair, solder_volume
from packfab.process.thin_film_names import BUMP, BUMPS_PART, CAP, JOINT, LEAD_PIN, PINS_PART
from packfab.units import format_length

POINTS = "thin_film.points"
_WHAT = "bonding pad of the last wiring layer"


@dataclass(frozen=True, slots=True, eq=False)
class _Open:
    """What is open of a pad: its radius, and how deep the cover lies around it (0 without one or clear of it), nm."""

    radius: float
    depth: int
    room: float
    """Radius that there is beside the pad up to the face of the cover; infinite without one."""


def pillars_on(bumps: CopperPillar, contacts: Contacts, stand: Stand) -> tuple[list[Solid], Mapping[str, Value]]:
    """The pillars of one package with their caps, and what they measure; BadInput when they do not fit."""
    raise_if([*unmet(contacts.names, contacts.places, stand.metal, _WHAT), *_touching(contacts, bumps.diameter)])
    open_, radius, z = _open(stand, contacts), bumps.diameter / 2, stand.z
    end, over = z + bumps.height, z + open_.depth if radius > open_.room else z
    if end <= over:
        raise BadInput([Fault("the pillars do not come out of the openings of the cover", where=f"{POINTS}.height",
                              measured=format_length(bumps.height),
                              allowed=f"more than {format_length(open_.depth)}",
                              fix="give higher pillars or a thinner cover")])  # fmt: skip
    if open_.depth == 0 and radius > open_.radius:
        raise BadInput([_too_wide("pillars", bumps.diameter, open_)])
    bodies: list[Shape] = [Frustum(over, end, radius, radius)]
    if over > z:
        bodies.insert(0, Frustum(z, over, open_.radius, open_.radius))
    made = [_solid(BUMPS_PART, BUMP, body, bumps.material, contacts) for body in bodies]
    made += _sunk(stand, contacts, open_.radius, like=made[0])
    cap = cap_on_pad(solder_volume(bumps), radius, end)
    made.append(_solid(BUMPS_PART, CAP, cap, bumps.cap_material, contacts, name="bump caps"))
    return made, {"standoff": cap.z1 - stand.beside, "bump_height": cap.z1 - z, "wetted": round(2 * open_.radius),
                  "solder_volume_m3": cap.volume * len(contacts) * 1e-27}  # fmt: skip


def pins_on(pins: Pin, contacts: Contacts, stand: Stand) -> tuple[list[Solid], Mapping[str, Value]]:
    """The pins of one package on their solder, and what they measure; BadInput when they do not fit."""
    raise_if([*unmet(contacts.names, contacts.places, stand.metal, _WHAT), *_touching(contacts, pins.diameter)])
    open_, radius, z = _open(stand, contacts), pins.diameter / 2, stand.z
    foot = min(open_.depth, pins.solder)
    if (radius > min(open_.radius, open_.room) and pins.solder < open_.depth) or (radius > open_.radius and not foot):
        raise BadInput([_too_wide("pins", pins.diameter, open_)])
    high = z + pins.solder
    bodies: list[Shape] = [Frustum(z, z + foot, open_.radius, open_.radius)] if foot else []
    if z + foot < high:
        bodies.append(Frustum(z + foot, high, open_.radius, radius))
    made = [_solid(PINS_PART, JOINT, body, pins.solder_material, contacts, name="pin joints") for body in bodies]
    made += _sunk(stand, contacts, open_.radius, like=made[0])
    shaft = Frustum(high, high + pins.length, radius, radius)
    solder = sum(s.shape.volume * len(s.places) for s in made)
    made.append(_solid(PINS_PART, LEAD_PIN, shaft, pins.material, contacts))
    return made, {"standoff": shaft.z1 - stand.beside, "wetted": round(2 * open_.radius),
                  "solder_volume_m3": solder * 1e-27}  # fmt: skip


def _open(stand: Stand, contacts: Contacts) -> _Open:
    """What is open of the smallest pad."""
    pad = float(stand.radii(contacts.places).min())
    if stand.opening_radius is None:
        return _Open(pad, 0, float("inf"))
    if stand.opening_radius > pad:
        return _Open(pad, 0, stand.opening_radius)
    return _Open(stand.opening_radius, stand.beside - stand.z, stand.opening_radius)


def _sunk(stand: Stand, contacts: Contacts, radius: float, *, like: Solid) -> Iterator[Solid]:
    """What fills the hollows in the pads."""
    for recess in stand.recesses:
        which = {i: k for k, place in enumerate(contacts.places) for solid, i in stand.recesses_in(place, radius)
                 if solid is recess}  # fmt: skip
        if which:
            nets = tuple(contacts.nets[k] for k in which.values()) if like.nets else ()
            yield replace(like, shape=recess.shape, places=at(recess.places[list(which)]), nets=nets)


def _touching(contacts: Contacts, diameter: int) -> Iterator[Fault]:
    nearest, place = closest_pair(contacts.places)
    if nearest <= diameter:
        yield Fault("bonding points would touch their neighbours", where=f"{POINTS}.diameter",
                    measured=f"{format_length(diameter)} wide at x = {format_length(int(place[0]))}, "
                             f"y = {format_length(int(place[1]))}",
                    allowed=f"below their distance of {format_length(round(nearest))}",
                    fix="give thinner ones or a wider pitch")  # fmt: skip


def _too_wide(what: str, diameter: int, open_: _Open) -> Fault:
    return Fault(f"the {what} are wider than what is open of their pads", where=f"{POINTS}.diameter",
                 measured=format_length(diameter), allowed=f"at most {format_length(round(2 * open_.radius))}",
                 fix="give thinner ones, larger pads or wider openings")  # fmt: skip


def _solid(part: str, role: str, body: Shape, material: str, contacts: Contacts, *, name: str = "") -> Solid:
    nets = contacts.nets if any(contacts.nets) else ()
    return Solid(name or part, body, material, role, places=contacts.places, nets=nets, part=part)
