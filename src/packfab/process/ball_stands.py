# SPDX-License-Identifier: Apache-2.0
"""On which metal of a fan-out can balls stand, above or on the released side, and which hollows do they fill?

Above it is the pads of the last layer. On the released side it is the pads of the connecting metal, or metal that is
flush with a face there, or metal at the end of open holes, which solder fills first, or pads that lie bare.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Frustum, Solid
from packfab.process.ball_array import ON_PAD
from packfab.process.hole import HOLES, HOLLOWS, Side
from packfab.process.lands import Ints
from packfab.process.layout import at_origin, layout_on
from packfab.process.panel_names import CONNECTION, METAL

PADS = "pads"
VIAS = "vias"
"""How the names of metal parts end."""


@dataclass(frozen=True, slots=True, eq=False)
class Stand:
    """What takes balls: its outer face and the face beside it (z, nm), its bodies and the hollows that solder fills.

    All of the site at the origin. metal: round bodies that end at the face; recesses: cuts that open there;
    opening_radius: nm, of the openings of a cover from `z` up to `beside`, None where there is none.
    """

    side: Side
    z: int
    beside: int
    metal: tuple[Solid, ...]
    recesses: tuple[Solid, ...] = ()
    opening_radius: float | None = None

    def radii(self, places: Ints) -> NDArray[np.float64]:
        """Radius (nm) of what lies at each of the places (n, 2), the widest; 0 where there is nothing."""
        found = np.zeros(len(places))
        for solid in self.metal:
            met = _nearest(solid, places) <= ON_PAD
            found[met] = np.maximum(found[met], _end(solid, self.side))
        return found

    def recesses_in(self, place: Ints, radius: float) -> tuple[tuple[Solid, int], ...]:
        """The recesses (body and number of its place) whose middles lie within `radius` nm of a place."""
        return tuple((solid, int(i)) for solid in self.recesses
                     for i in np.flatnonzero(np.hypot(*(solid.places - place).T) <= radius))  # fmt: skip


def stand_of(build: Build, side: Side) -> Stand:
    """What balls on that side stand on; BadInput says why there is nothing."""
    return _above(build) if side == "above" else _below(build)


def _above(build: Build) -> Stand:
    pads = _named(build, METAL, PADS)
    if not pads:
        raise _nothing("no metal layer has pads", "put FormMetal before it")
    top = max(s.z1 for s in pads)
    covered = [s for s in build.solids if s.mode != "cut" and s.z0 <= top < s.z1]
    if covered:
        raise _nothing(f"'{covered[0].name}' covers the last metal layer", "attach them to the released side")
    outermost = [s for s in pads if s.z1 == top]
    return _stand(build, outermost, top, outermost[0].z0, "above")


def _below(build: Build) -> Stand:
    pads = _named(build, CONNECTION, PADS)
    if pads:
        return _stand(build, pads, pads[0].z0, pads[0].z1, "below")
    metal = [*_named(build, CONNECTION, VIAS), *_named(build, METAL, VIAS), *_named(build, METAL, PADS)]
    if not metal:
        raise _nothing("there is no metal", "put FormMetal before it")
    z = min(s.z0 for s in metal)
    holes = [s for s in build.solids if s.mode == "cut" and s.name.endswith(f" {HOLES}") and s.z1 == z]
    if holes:
        own = at_origin(layout_on(build), holes[:1])
        return Stand("below", holes[0].z0, holes[0].z0, own, own)
    cover = [s for s in build.solids if s.mode != "cut" and s.z0 < z <= s.z1]
    if cover:
        raise _nothing(f"'{cover[0].name}' covers the metal on the released side",
                       "open through holes, or lift the layers off")  # fmt: skip
    return _stand(build, [s for s in metal if s.z0 == z], z, z, "below")


def _stand(build: Build, metal: Sequence[Solid], z: int, beside: int, side: Side) -> Stand:
    layout = layout_on(build)
    cuts = [s for s in build.solids if s.mode == "cut" and s.name.endswith(HOLLOWS)]
    hollows = [s for s in cuts if (s.z1 if side == "above" else s.z0) == z]
    return Stand(side, z, beside, at_origin(layout, metal), at_origin(layout, hollows))


def _named(build: Build, role: str, ending: str) -> list[Solid]:
    return [s for s in build.select(role=role) if s.name.endswith(ending)]


def _nearest(solid: Solid, places: Ints) -> NDArray[np.float64]:
    """nm from each place to the nearest place of the solid."""
    tree = KDTree(solid.places.astype(np.float64))
    return np.atleast_1d(np.asarray(tree.query(places.astype(np.float64))[0], dtype=np.float64))


def _end(solid: Solid, side: Side) -> float:
    """Radius (nm) of the outer end of a round body."""
    shape = solid.shape
    assert isinstance(shape, Frustum)
    return shape.r1 if side == "above" else shape.r0


def _nothing(why: str, fix: str) -> BadInput:
    return BadInput([Fault(f"the balls have nothing to stand on: {why}", where="balls", fix=fix)])
