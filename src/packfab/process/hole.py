# SPDX-License-Identifier: Apache-2.0
"""What shape has a hole through an insulator, and what is left hollow in it by a metal film along its wall?

The wall is a straight cone that is widest on the side from which it was opened. A film of thickness d that is grown
normal to floor and wall has for its inner face the same cone moved by d along the axis towards the opening and made
smaller by d (1 - cos a) / sin a = d tan(a / 2), with a the angle of the wall against the plane. Where that radius comes
to nothing the film has closed up, and the metal is solid there.
"""

from __future__ import annotations

import math
from typing import Literal

from packfab.design import Hole, wide_end
from packfab.errors import BadInput, Fault
from packfab.geometry import Frustum
from packfab.units import format_length

HOLES = "holes"
"""How the name of opened holes ends."""
HOLLOWS = "hollows"
"""How the name ends of what a metal film leaves open in its holes."""
THROUGH = "through"
"""What holes through polymer and protective layers are called."""

Side = Literal["above", "below"]
"""From where a hole is opened or a ball is attached: `below` is the released side."""


def hole_cone(hole: Hole, z0: int, z1: int, *, side: Side) -> Frustum:
    """The hole from z0 to z1 (nm), opened from above (widest at z1) or from below (widest at z0)."""
    _refuse_inward(hole.angle)
    narrow, wide = hole.diameter / 2, wide_end(hole, z1 - z0) / 2
    return Frustum(z0, z1, narrow, wide) if side == "above" else Frustum(z0, z1, wide, narrow)


def hollow_in(cone: Frustum, film: int, *, side: Side, rim: int = 0, wall: int | None = None) -> Frustum | None:
    """What a film (nm thick on the floor, `wall` nm on the wall) leaves open, and `rim` nm on through the pad around.

    The wall has the film of the floor unless said otherwise. None where the film closes the hole up to the face of the
    pad. It begins where the film stops being solid.
    """
    if side == "below":
        found = hollow_in(cone.flipped(0), film, side="above", rim=rim, wall=wall)
        return found.flipped(0) if found is not None else None
    slope = (cone.r1 - cone.r0) / (cone.z1 - cone.z0)
    if slope < 0:
        raise BadInput([Fault("a hole that narrows towards its opening cannot be plated",
                              measured=f"{_told(cone.r1)} at the opening",
                              allowed=f"at least {_told(cone.r0)}, its other end",
                              fix="give a wall angle of at most 90 deg")])  # fmt: skip
    lost = (film if wall is None else wall) * math.hypot(1.0, slope)

    def inner(z: float) -> float:
        return cone.r0 + slope * (z - cone.z0) - lost

    low, high = cone.z0 + film, cone.z1 + rim
    if inner(low) < 0 < slope:
        low = cone.z0 + math.ceil((lost - cone.r0) / slope)
    if low >= high or inner(high) <= 0:
        return None
    return Frustum(low, high, max(0.0, inner(low)), inner(high))


def film_volume(cone: Frustum, film: int, *, side: Side) -> float:
    """nm3 of the film within the hole, without the pad around it."""
    hollow = hollow_in(cone, film, side=side)
    return cone.volume - (hollow.volume if hollow is not None else 0.0)


def _refuse_inward(angle: float) -> None:
    if angle > math.pi / 2 + 1e-9 or angle <= 0:
        raise BadInput([Fault("the wall of a hole must not lean inwards", measured=f"{math.degrees(angle):.4g} deg",
                              allowed="up to 90 deg", fix="measure it against the plane")])  # fmt: skip


def _told(radius: float) -> str:
    return format_length(round(2 * radius))
