# SPDX-License-Identifier: Apache-2.0
"""On which bonding pads do balls, bumps and pins stand, and what does the cover leave open of them?"""

from __future__ import annotations

from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Solid
from packfab.process.ball_stands import Stand
from packfab.process.face import face_of
from packfab.process.hole import HOLLOWS
from packfab.process.layout import at_origin, layout_on
from packfab.process.thin_film_names import PASSIVATION_OPENINGS, THIN_FILM, WIRING

_CONTACTS = " contacts"


def bonding_pads(build: Build) -> list[Solid]:
    """The bonding pads of all sites."""
    return [s for s in build.select(role=WIRING, part=THIN_FILM) if s.name.endswith(_CONTACTS)]


def film_stand(build: Build) -> Stand:
    """What bonding points stand on; BadInput when there are no pads, or when a cover lies over them."""
    pads = bonding_pads(build)
    if not pads:
        raise BadInput([Fault("bonding points have nothing to stand on: the last wiring layer has no bonding pads",
                              where="thin_film.contacts", fix="give 'thin_film.contacts'")])  # fmt: skip
    top = max(s.z1 for s in pads)
    layout, beside = layout_on(build), face_of(build)
    openings = [s for s in build.solids if s.mode == "cut" and s.name == PASSIVATION_OPENINGS and s.z1 > top]
    covered = [s for s in build.solids if s.mode != "cut" and s.z0 <= top < s.z1 and s.part == THIN_FILM]
    if covered and not openings:
        raise BadInput([Fault(f"'{covered[0].name}' covers the bonding pads", where="thin_film.passivation",
                              fix="give it openings")])  # fmt: skip
    hollows = [s for s in build.solids if s.mode == "cut" and s.name.endswith(f" {HOLLOWS}") and s.z1 == top]
    return Stand("above", top, beside, at_origin(layout, pads), at_origin(layout, hollows),
                 openings[0].shape.box[2] if openings else None)  # fmt: skip
