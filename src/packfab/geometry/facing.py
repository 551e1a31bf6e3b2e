# SPDX-License-Identifier: Apache-2.0
"""How far apart are two surfaces that face each other along z, and what fills the gap?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from packfab.geometry import plane
from packfab.geometry.build import Build, Pick
from packfab.geometry.layers import FlatLayer, flat_layers, is_curved, widest_region
from packfab.geometry.plane import Region
from packfab.geometry.replay import Piece
from packfab.geometry.solid import Solid

OPEN_AIR = -1
_SPECK = 1e6
"""nm2, area below which a face is rounding, not a face."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Two flat faces in sight of each other: solid `lower` below z0, solid `upper` (-1: open air) above z1."""

    lower: int
    upper: int
    z0: float
    z1: float
    region: Region
    between: tuple[int, ...]
    """Indices of the solids that fill it, -1 where it is void."""

    @property
    def thickness(self) -> int:
        """nm."""
        return round(self.z1 - self.z0)

    @property
    def area(self) -> float:
        """nm2."""
        return self.region.area

    @property
    def where(self) -> tuple[float, float]:
        """A point of the gap in plan, nm."""
        return self.region.inner_point


@dataclass(frozen=True, slots=True)
class _View:
    lower: int
    z0: float
    region: Region


def facing(
    build: Build, lower: Pick, upper: Pick | None = None, *, layers: tuple[FlatLayer, ...] | None = None
) -> tuple[Gap, ...]:
    """Gaps between upward faces of the solids `lower` and downward faces of `upper` (None: the open air).

    Fills (solids of mode `under` that neither pick names) and void may lie between; all else blocks the view, curved
    bodies with the widest outline they have in the layer. Thickness is exact for flat faces, in whole nm.
    layers: `all_layers` of the build, where it is asked many times.
    """
    if not build.solids:
        return ()
    layers = all_layers(build) if layers is None else layers
    curved = [s for s in build.solids if is_curved(s) and s.mode == "over"]
    roofs = _roofs(layers) if upper is None else None
    views: list[_View] = []
    gaps: list[Gap] = []
    below: FlatLayer | None = None
    for k, layer in enumerate(layers):
        if below is not None:
            views += _new_views(below, layer, lower)
        if views:
            views, hits = _seen_through(views, layer, curved, lower, upper, roofs[k] if roofs else plane.EMPTY)
            gaps += hits
        below = layer
    return tuple(sorted((_with_fills(gap, layers) for gap in gaps), key=lambda g: (g.lower, g.upper, g.z0)))


def all_layers(build: Build) -> tuple[FlatLayer, ...]:
    """The straight bodies of the whole build, from its bottom to the air above it."""
    low, high = build.z_range
    return flat_layers(build, low, high + 1)


def _seen_through(
    views: list[_View], layer: FlatLayer, curved: list[Solid], lower: Pick, upper: Pick | None, roof: Region
) -> tuple[list[_View], list[Gap]]:
    """What is left of the views above the layer, and the gaps that end at its foot."""
    blocks = [p.region for p in layer.pieces if not _is_fill(p, lower, upper)]
    blocks.append(widest_region(curved, layer.z0, layer.z1))
    kept_views: list[_View] = []
    gaps: list[Gap] = []
    for view in views:
        hits = _hits(view, layer, upper, roof)
        gaps += hits
        left = plane.without(view.region, blocks if upper is not None else [*blocks, *(h.region for h in hits)])
        if left.area > _SPECK:
            kept_views.append(replace(view, region=left))
    return kept_views, gaps


def _is_fill(piece: Piece, lower: Pick, upper: Pick | None) -> bool:
    named = lower(piece.solid) or (upper is not None and upper(piece.solid))
    return piece.solid.mode == "under" and not named


def _new_views(below: FlatLayer, layer: FlatLayer, lower: Pick) -> list[_View]:
    """Upward faces of the picked solids at the foot of this layer."""
    above = [p.region for p in layer.pieces if lower(p.solid)]
    faces = ((p.index, plane.without(p.region, above)) for p in below.pieces if lower(p.solid))
    return [_View(index, layer.z0, face) for index, face in faces if face.area > _SPECK]


def _roofs(layers: tuple[FlatLayer, ...]) -> list[Region]:
    """What lies in each layer or anywhere above it: where nothing does, the air is open."""
    roofs: list[Region] = []
    roof = plane.EMPTY
    for layer in reversed(layers):
        roof = plane.joined([roof, *(p.region for p in layer.pieces)])
        roofs.append(roof)
    return roofs[::-1]


def _hits(view: _View, layer: FlatLayer, upper: Pick | None, roof: Region) -> list[Gap]:
    if upper is None:
        targets = [(OPEN_AIR, view.region - roof)]
    else:
        targets = [(p.index, p.region & view.region) for p in layer.pieces if upper(p.solid)]
    return [
        Gap(view.lower, index, view.z0, layer.z0, region, ())
        for index, region in targets
        if region.area > _SPECK and layer.z0 > view.z0
    ]


def _with_fills(gap: Gap, layers: tuple[FlatLayer, ...]) -> Gap:
    found: set[int] = set()
    for layer in layers:
        if layer.z0 < gap.z0 or layer.z1 > gap.z1:
            continue
        seen = [(p.index, (p.region & gap.region).area) for p in layer.pieces]
        found |= {index for index, area in seen if area > _SPECK}
        if gap.area - sum(area for _, area in seen) > _SPECK:
            found.add(-1)
    return replace(gap, between=tuple(sorted(found)))
