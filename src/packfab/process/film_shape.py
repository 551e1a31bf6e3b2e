# SPDX-License-Identifier: Apache-2.0
"""Which shape has wiring metal that was sputtered, electroplated or grown by electroless plating?

Sputtered metal is thinner on the wall of a hole than on a face, electroless metal is one film on every face and wall;
both are etched to lines, which undercuts the resist: walls lean inwards by thickness over etch factor. Plated metal
grows within a resist on a seed, so that its walls stand upright; the seed is a film of its own under it and along the
holes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from packfab.design import WiringLayer
from packfab.errors import BadInput
from packfab.geometry import Frustum, Prism, Region, joined
from packfab.process.hole import hollow_in

SLABS = 4
"""Slabs that stand for a leaning wall where one tapered prism would run into itself."""
THINNEST = 50
"""nm, a sputtered film that is thinner than this on the wall of a hole may have gaps; a guess: film grows as islands
first, and steep walls are in the shade."""


@dataclass(frozen=True, slots=True)
class FilmShape:
    """Thickness of the metal on a face and on the wall of a hole, of the seed below it, and how far walls lean in, nm.

    seed: 0 without one; undercut: from foot to head of each wall.
    """

    thickness: int
    wall: int
    seed: int
    undercut: float

    @property
    def height(self) -> int:
        """nm of seed and metal over a face."""
        return self.seed + self.thickness

    def pad(self, diameter: float, z: int) -> Frustum:
        """The metal of a round pad whose foot is at z."""
        return Frustum(z, z + self.thickness, diameter / 2, diameter / 2 - self.undercut)

    def plan(self, area: Region, z: int) -> tuple[Prism, ...]:
        """The metal of a plan whose foot is at z: one body, or slabs where walls would run into each other."""
        if not self.undercut:
            return (Prism(area, z, z + self.thickness),)
        return tuple(body for part in area.parts for body in self._leaning(part, z))

    def _leaning(self, part: Region, z: int) -> Iterator[Prism]:
        try:
            yield Prism(part, z, z + self.thickness, -self.undercut / self.thickness)
        except BadInput:
            ends = [z + round(self.thickness * i / SLABS) for i in range(SLABS + 1)]
            for i, (low, high) in enumerate(zip(ends[:-1], ends[1:], strict=True)):
                left = part.grown(-self.undercut * (i + 0.5) / SLABS)
                if left and low < high:
                    yield Prism(left, low, high)

    def plated(self, cone: Frustum) -> Frustum | None:
        """Of a hole what its seed leaves to the metal, up to the upper face of the seed beside it."""
        return hollow_in(cone, self.seed, side="above", rim=self.seed) if self.seed else cone

    def hollow(self, cone: Frustum) -> Frustum | None:
        """What seed and metal leave open of a hole, up to the upper face of the metal beside it; None when closed."""
        return hollow_in(cone, self.height, side="above", rim=self.height, wall=self.seed + self.wall)

    def volume(self, plan: Region) -> float:
        """nm3 of metal (without seed) over a plan, walls leaning; by Simpson's rule over its height."""
        if not self.undercut:
            return plan.area * self.thickness
        middle, head = (plan.grown(-self.undercut * share).area for share in (0.5, 1.0))
        return self.thickness * (plan.area + 4 * middle + head) / 6


def shape_of(layer: WiringLayer) -> FilmShape:
    """The film that the process of a layer makes."""
    plated = layer.process == "electroplating"
    wall = round(layer.thickness * layer.wall_coverage) if layer.process == "sputtering" else layer.thickness
    seed = layer.seed.thickness if plated and layer.seed is not None else 0
    return FilmShape(layer.thickness, max(1, wall), seed, 0.0 if plated else layer.thickness / layer.etch_factor)


def whole(areas: list[Region]) -> Region:
    """All plans as one."""
    return joined([area for area in areas if area])
