# SPDX-License-Identifier: Apache-2.0
"""At which heights does anything change, and what has a say in what is left of a solid?

Between two heights at which anything changes its law, bodies with upright walls are the same throughout: one slice
tells all. Where a wall slopes or bulges the slab is looked at three times: at its foot, in the middle, at its head.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from packfab.geometry.build import Build
from packfab.geometry.layers import is_straight
from packfab.geometry.plane import boxes_meet
from packfab.geometry.rounds import Frustum, Round
from packfab.geometry.shape import Shape
from packfab.geometry.solid import Solid
from packfab.geometry.tube import Tube

JUST = 1e-2
"""nm, how far below the head of a slab its last slice is taken."""
FEELER = 2.0
"""nm; a piece narrower than this is rounding, and what is closer than this is in touch."""
_WIDEST = np.linspace(0.0, 1.0, 65)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One slice of a solid: it stands for z0 to z1, which are equal beside curved bodies; polygons are connected.

    slab counts the slabs, between which bodies meet face to face.
    """

    slab: int
    z0: float
    z1: float
    polygons: NDArray[np.object_]


def what_shapes(build: Build, picked: set[int]) -> set[int]:
    """The picked solids and all that has a say in what is left of them: what displaces or cuts them, and so on."""
    solids = build.solids
    needed, todo = set(picked), list(picked)
    while todo:
        i = todo.pop()
        for j, other in enumerate(solids):
            if j in needed or not len(other.places) or not _meet(solids[i], other):
                continue
            takes = j > i and (other.mode == "over" or (other.mode == "cut" and _cuts(other, solids[i])))
            if takes or (j < i and solids[i].mode == "under"):
                needed.add(j)
                todo.append(j)
    return needed


def _cuts(cut: Solid, solid: Solid) -> bool:
    return solid.mode != "cut" and (not cut.only or solid.material in cut.only)


def _meet(a: Solid, b: Solid) -> bool:
    return a.z0 < b.z1 and b.z0 < a.z1 and boxes_meet(a.box, b.box)


def is_upright(solid: Solid) -> bool:
    """Whether every cross-section of the body is the same, as of a prism or a cylinder."""
    return is_straight(solid) or (isinstance(solid.shape, Frustum) and solid.shape.r0 == solid.shape.r1)


def shape_heights(shape: Shape) -> list[float]:
    """Where the law of the cross-section changes, and where a round body is widest; of a wire only its two ends."""
    if isinstance(shape, Tube):
        return [float(z) for z in shape.path[[0, -1], 2]]
    found = list(shape.breaks)
    if isinstance(shape, Round):
        z = shape.z0 + _WIDEST * (shape.z1 - shape.z0)
        found.append(float(np.rint(z[np.argmax(shape.radius2(z))])))
    return found


def is_wide(flat: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which shapes are more than slivers: wider in the mean than the feeler."""
    wide: NDArray[np.bool_] = 2 * shapely.area(flat) > FEELER * np.maximum(shapely.length(flat), 1.0)
    return wide
