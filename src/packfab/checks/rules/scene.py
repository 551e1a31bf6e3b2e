# SPDX-License-Identifier: Apache-2.0
"""What do measures look at? A build with all that is asked of it more than once, gathered when first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from packfab.checks.chips import Chip, chips_of
from packfab.checks.conduction import conducting
from packfab.checks.rules.rule import Selector
from packfab.design import Package
from packfab.geometry import EMPTY, Build, Network, Piece, Record, Region, Solid, joined, kept, slice_at
from packfab.materials import Library

JUST = 1e-2
"""nm, how far below the top of a body it is still looked at."""


@dataclass(frozen=True, eq=False)
class PlanLayer:
    """What solids picked leave between two flat heights, as built: the pieces half way up."""

    part: str
    z0: int
    z1: int
    pieces: tuple[Piece, ...]

    @property
    def z(self) -> float:
        """Half way up, nm."""
        return (self.z0 + self.z1) / 2

    @cached_property
    def region(self) -> Region:
        """All pieces as one region."""
        return joined([piece.region for piece in self.pieces])


@dataclass(frozen=True, eq=False)
class Scene:
    """A build of one package, the design where there is one, and what was asked of the build so far."""

    build: Build
    library: Library
    package: Package | None = None
    metal: Network | None = None
    _layers: dict[Selector, tuple[PlanLayer, ...]] = field(default_factory=dict, repr=False)

    @property
    def records(self) -> tuple[Record, ...]:
        """What the steps did."""
        return self.build.records

    @cached_property
    def network(self) -> Network:
        """The network of what conducts, as built."""
        return self.metal if self.metal is not None else conducting(self.build, self.library)

    @cached_property
    def chips(self) -> tuple[Chip, ...]:
        """The chips as they stand, from the lowest up."""
        return chips_of(self.build)

    def solids(self, selector: Selector) -> tuple[Solid, ...]:
        """The solids of the log that are meant."""
        return tuple(s for s in self.build.solids if selector.takes(s))

    def layers(self, selector: Selector) -> tuple[PlanLayer, ...]:
        """Layers of the solids meant: for each part and each two heights between which solids lie, from below."""
        if selector not in self._layers:
            self._layers[selector] = tuple(self._found_layers(selector))
        return self._layers[selector]

    def _found_layers(self, selector: Selector) -> Sequence[PlanLayer]:
        picked = {i for i, s in enumerate(self.build.solids) if selector.takes(s)}
        spans = sorted({(self.build.solids[i].z0, self.build.solids[i].z1, self.build.solids[i].part) for i in picked})
        found = []
        for z0, z1, part in spans:
            own = {i for i in picked if (s := self.build.solids[i]).part == part and (s.z0, s.z1) == (z0, z1)}
            pieces = self.pieces(own, (z0 + z1) / 2)
            if pieces:
                found.append(PlanLayer(part, z0, z1, pieces))
        return found

    def pieces(self, indices: set[int], z: float) -> tuple[Piece, ...]:
        """What these solids own at a height as built; cuts are given as they were made."""
        solids = self.build.solids
        cut = {i for i in indices if solids[i].mode == "cut"}
        local = self.build
        if cut:
            kept_solids = (replace(s, mode="over") if i in cut else kept(s, []) for i, s in enumerate(solids))
            local = replace(local, solids=tuple(kept_solids))
        return tuple(p for p in slice_at(local, z).pieces if p.index in indices)

    def region(self, selector: Selector, z: float) -> Region:
        """All that is meant, at a height (nm), as built."""
        picked = {i for i, s in enumerate(self.build.solids) if selector.takes(s) and s.z0 <= z < s.z1}
        return joined([p.region for p in self.pieces(picked, z)]) if picked else EMPTY

    def outline(self, selector: Selector) -> Region:
        """Plan of all that is meant: each solid half way up, as it was added."""
        found = [self.region(selector, z) for z in sorted({(s.z0 + s.z1) / 2 for s in self.solids(selector)})]
        return joined(found) if found else EMPTY


def spots(solid: Solid, z: float | None = None) -> NDArray[np.float64]:
    """The middle of a solid at each of its places, (n, 3) nm, at height z or half way up."""
    x0, y0, x1, y1 = solid.shape.box
    height = (solid.z0 + solid.z1) / 2 if z is None else z
    middle = solid.places + np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    return np.column_stack([middle, np.full(len(middle), height)])
