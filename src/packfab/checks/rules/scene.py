# SPDX-License-Identifier: Apache-2.0
"""What do measures look at? A build with all that is asked of it more than once, gathered when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from packfab.checks.chips import Chip, chips_of
from packfab.checks.conduction import conducting
from packfab.checks.rules.rule import Selector
from packfab.design import Package
from packfab.geometry import (
    EMPTY,
    Build,
    FlatPolygons,
    Network,
    Piece,
    Record,
    Region,
    Solid,
    as_cut,
    flat_polygons,
    joined,
    outline_at,
)
from packfab.materials import CONDUCTORS, Library


@dataclass(frozen=True, eq=False)
class PlanLayer:
    """What solids leave at a height, as made: less what was cut, or displaced by what does not conduct."""

    z: float
    pieces: tuple[Piece, ...]

    @cached_property
    def outlines(self) -> FlatPolygons:
        """The connected parts of each piece by itself."""
        return flat_polygons([piece.region for piece in self.pieces])

    @cached_property
    def joined(self) -> FlatPolygons:
        """The connected parts of all pieces together."""
        return flat_polygons([joined([piece.region for piece in self.pieces])])

    def name_at(self, x: float, y: float) -> str:
        """What lies there, or closest to it: `carrier: trace A`."""
        nearest = self.outlines.nearest(x, y)
        return self.name(nearest) if nearest is not None else ""

    def name(self, piece: int) -> str:
        """Part and name of a piece."""
        solid = self.pieces[piece].solid
        return f"{solid.part}: {solid.name}"


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

    def conducts(self, solid: Solid) -> bool:
        """Whether it is of a material that carries current."""
        return solid.material in self.library and self.library.get(solid.material).category in CONDUCTORS

    def layers(self, selector: Selector) -> tuple[PlanLayer, ...]:
        """Layers of the solids meant, from below: one half way between each two heights between which some lie."""
        if selector not in self._layers:
            self._layers[selector] = tuple(self._found_layers(selector))
        return self._layers[selector]

    def _found_layers(self, selector: Selector) -> Iterator[PlanLayer]:
        meant = [i for i, s in enumerate(self.build.solids) if selector.takes(s)]
        solids = self.build.solids
        seen: set[tuple[int, ...]] = set()
        for z0, z1 in sorted({(solids[i].z0, solids[i].z1) for i in meant}):
            z = (z0 + z1) / 2
            there = tuple(i for i in meant if solids[i].z0 <= z < solids[i].z1)
            if there not in seen:
                seen.add(there)
                pieces = self.pieces(there, z)
                if pieces:
                    yield PlanLayer(z, pieces)

    def pieces(self, indices: tuple[int, ...], z: float) -> tuple[Piece, ...]:
        """What is left of solids at a height: as they were made, less cuts and what does not conduct.

        Metal that other metal displaces is no narrower for it. Openings are given as they were cut.
        """
        cuts = [i for i in indices if self.build.solids[i].mode == "cut"]
        found = [Piece(i, self.build.solids[i], flat) for i in cuts if (flat := outline_at(self.build.solids[i], z))]
        added = [i for i in indices if i not in set(cuts)]
        return (*found, *as_cut(self.build, added, z, lambda s: not self.conducts(s)))

    def plan(self, selector: Selector) -> Region:
        """Plan of all that is meant: each solid half way up, as it was added."""
        found = [outline_at(s, (s.z0 + s.z1) / 2) for s in self.solids(selector)]
        return joined(found) if found else EMPTY


def spots(solid: Solid, z: float | None = None) -> NDArray[np.float64]:
    """The middle of a solid at each of its places, (n, 3) nm, at height z or half way up."""
    x0, y0, x1, y1 = solid.shape.box
    height = (solid.z0 + solid.z1) / 2 if z is None else z
    middle = solid.places + np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    return np.column_stack([middle, np.full(len(middle), height)])
