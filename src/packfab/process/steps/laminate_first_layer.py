# SPDX-License-Identifier: Apache-2.0
"""Laminate the punched first metal layer onto the second one: its openings become the cavities of the dies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar

from packfab.design import MetalSubstrate
from packfab.errors import PackfabError
from packfab.geometry import Build, Prism, Solid, Value, add
from packfab.process.face import FACE
from packfab.process.layout import PROVIDED, layout_on
from packfab.process.step import Outcome, Terms, stated, terms
from packfab.process.thin_film_names import (
    AWAITED,
    BURR,
    CARRIER_PART,
    FIRST_LAYER,
    LAMINATE,
    LAMINATED,
    OPENINGS,
    PUNCHED,
    SECOND_LAYER,
)


@dataclass(frozen=True, slots=True, eq=False)
class LaminateFirstLayer:
    """The first layer on the second one, joined by the laminate, or directly where there is none."""

    carrier: MetalSubstrate

    name: ClassVar[str] = "LaminateFirstLayer"
    provides: ClassVar[tuple[str, ...]] = (LAMINATED, LAMINATE)

    @property
    def title(self) -> str:
        """What it does here."""
        how = "Laminate" if self._material else "Bond"
        return f"{how} the first metal layer onto the second one"

    @property
    def _material(self) -> str:
        layer = self.carrier.first_layer
        return layer.laminate.material if layer is not None and layer.laminate is not None else ""

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        layer = self.carrier.first_layer
        if layer is None or layer.laminate is None:
            return {"method": "direct bonding"}
        return {"method": "laminating", "material": layer.laminate.material,
                "thickness": layer.laminate.thickness}  # fmt: skip

    @property
    def needs(self) -> Terms:
        """Both layers."""
        return terms(PROVIDED, AWAITED, PUNCHED)

    @property
    def forbids(self) -> Terms:
        """Dies, which must lie in the openings."""
        return terms("die")

    @property
    def makes(self) -> Terms:
        """One substrate."""
        return terms(LAMINATED, LAMINATE if self._material else "")

    @property
    def removes(self) -> Terms:
        """What was still to come."""
        return terms(AWAITED)

    def apply(self, build: Build) -> Outcome:
        """Both layers on each other; the laminate is open where the first layer is, and flows around its burr."""
        if FIRST_LAYER not in build.stock:
            raise PackfabError(f"there is no '{FIRST_LAYER}' in stock: punch it beside the line first")
        piece = build.stock[FIRST_LAYER]
        second = max(s.z1 for s in build.select(name=SECOND_LAYER))
        first = min(s.z0 for s in piece.select(name=FIRST_LAYER))
        solids = list(piece.solids)
        if self._material:
            body = Prism(layout_on(build).outline, second, first)
            solids.append(Solid(LAMINATE, body, self._material, LAMINATE, part=CARRIER_PART, mode="under"))
            solids += [_through(s, second, first, self._material) for s in piece.solids if s.name == OPENINGS]
        stock = MappingProxyType({k: v for k, v in build.stock.items() if k != FIRST_LAYER})
        done = stated(add(replace(build, stock=stock), solids), {LAMINATED}, drop={AWAITED})
        burr = max((s.z1 for s in piece.select(name=BURR)), default=0)
        measured: dict[str, Value] = {FACE: 0, "bond_line": first - second, "floor": second,
                                      "burr_stands_out": max(0, burr)}  # fmt: skip
        return Outcome(done, measured)


def _through(opening: Solid, low: int, high: int, material: str) -> Solid:
    """The opening through the laminate below it."""
    assert isinstance(opening.shape, Prism)
    return replace(opening, shape=Prism(opening.shape.footprint, low, high), only=frozenset({material}), step=0)
