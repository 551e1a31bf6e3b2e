# SPDX-License-Identifier: Apache-2.0
"""How does the work lie on the temporary substrate, where the dies look down?

Whatever is made there is drawn in its final pose first, with the active faces at z = 0, and turned over about the x
axis as the whole work is later: z becomes -z and y becomes -y. So no chip is mirrored, and the sites stay in step.
"""

from __future__ import annotations

from collections.abc import Iterable

from packfab.errors import PackfabError
from packfab.geometry import Build, Solid, flip

METAL_SURFACE = "metal_surface"
"""Key under which the metal's surface towards the dies is recorded while it lies on top, z in nm."""


def as_it_lies(solids: Iterable[Solid]) -> tuple[Solid, ...]:
    """Solids of the final pose (active faces at z = 0) in the pose that they have on the temporary substrate."""
    return flip(Build(tuple(solids)), about=0).solids


def metal_surface(build: Build) -> int:
    """z of the metal's surface before the work is turned over, nm."""
    for record in reversed(build.records):
        z = record.measured.get(METAL_SURFACE)
        if isinstance(z, int):
            return z
    raise PackfabError("no metal lies on the dies: put AttachMetal before TurnOver")
