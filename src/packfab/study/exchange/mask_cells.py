# SPDX-License-Identifier: Apache-2.0
"""Which masks does a package as built give: one cell for each part, and one for each body that is there many times?

A solid is drawn as it is widest in plan, on the layer that the layer map tells; what was cut (openings, holes) is drawn
too. Bodies of one part on one layer are joined, so that nothing is drawn twice. A chip is drawn looking onto its active
face and placed as it lies. Circles are polygons of their area, at most 200 nm off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from packfab.geometry import Region, Solid, joined, region
from packfab.io import Copies, LayerMap, MapRow, MaskCell, MaskLayer, MaskPolygon, Masks, MaskText, mask_polygons
from packfab.process import SECOND, Layout, layout_of, own_name, package_of
from packfab.study.exchange.handed import Handed
from packfab.study.exchange.mask_face import WHOLE_PACKAGE, Face, face_of

NOT_MAPPED = MaskLayer(999, 0, "not in the layer map")
"""Where solids go for which the layer map has no row: drawn and told, never dropped."""

_NAMED = frozenset({"pad", "landing", "finger", "ball pad", "ball"})
"""Roles whose places bear the names of their nets."""
_ODD = re.compile(r"[^A-Za-z0-9_$?]+")


@dataclass(frozen=True, slots=True, eq=False)
class DrawnMasks:
    """The masks of a package, the layers and rows of the layer map that they use, and what had no row or was left out.

    unmapped, left_out: part, role and name of solids.
    """

    masks: Masks
    layers: tuple[MaskLayer, ...]
    rows: tuple[MapRow, ...]
    unmapped: tuple[tuple[str, str, str], ...]
    left_out: tuple[tuple[str, str, str], ...]


@dataclass(slots=True, eq=False)
class _Drawing:
    """Cells, layers and rows while the masks are drawn."""

    given: Handed
    layer_map: LayerMap
    cells: list[MaskCell] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    layers: dict[tuple[int, int], MaskLayer] = field(default_factory=dict)
    rows: dict[MapRow, None] = field(default_factory=dict)
    unmapped: dict[tuple[str, str, str], None] = field(default_factory=dict)
    left_out: dict[tuple[str, str, str], None] = field(default_factory=dict)

    def layer(self, part: str, role: str, name: str) -> MaskLayer | None:
        """The layer of a solid; none when it is left out."""
        found = self.layer_map.find(part, role, name)
        if found is None:
            self.unmapped[part, role, name] = None
            layer: MaskLayer | None = NOT_MAPPED
        else:
            layer = found.layer
            self.rows[found.row] = None
        if layer is None:
            self.left_out[part, role, name] = None
            return None
        return self.layers.setdefault(layer.pair, layer)

    def name(self, text: str) -> str:
        """A name for a cell that no other has."""
        plain = _ODD.sub("_", text).strip("_") or "cell"
        name, number = plain, 1
        while name in self.names:
            number += 1
            name = f"{plain}_{number}"
        self.names.add(name)
        return name


def draw_masks(given: Handed, layer_map: LayerMap) -> DrawnMasks:
    """The masks of one package, and of the strip or panel that it is cut from."""
    drawing = _Drawing(given, layer_map)
    top = drawing.name(given.stem)
    numbers = sorted({package_of(solid.part) for solid in given.build.solids})
    copies: list[Copies] = []
    for number in numbers:
        solids = [s for s in given.build.solids if package_of(s.part) == number and len(s.places)]
        copies += _parts(drawing, solids, "" if number == 1 else f"P{number}_")
    layout = layout_of(given.package)
    outlines: dict[tuple[int, int], list[Region]] = {}
    _outline(drawing, outlines, "package", layout.package)
    if layout.is_sawn:
        _outline(drawing, outlines, "saw lane", layout.cell - layout.package)
    drawing.cells.append(MaskCell(top, _polygons(outlines), tuple(copies)))
    if layout.is_strip or layout.is_panel:
        drawing.cells.append(_panel(drawing, layout, top))
    masks = Masks(top, tuple(drawing.cells))
    layers = tuple(drawing.layers[pair] for pair in sorted(drawing.layers))
    rows = tuple(row for row in layer_map.rows if row in drawing.rows)
    return DrawnMasks(masks, layers, rows, tuple(drawing.unmapped), tuple(drawing.left_out))


def outline_of(solid: Solid) -> Region:
    """A body as it is widest in plan, about its own origin."""
    return region(solid.shape.widest(solid.z0, solid.z1))


def _outline(drawing: _Drawing, outlines: dict[tuple[int, int], list[Region]], role: str, flat: Region) -> None:
    layer = drawing.layer("layout", role, role)
    if layer is not None and flat:
        outlines.setdefault(layer.pair, []).append(flat)


def _panel(drawing: _Drawing, layout: Layout, top: str) -> MaskCell:
    outlines: dict[tuple[int, int], list[Region]] = {}
    _outline(drawing, outlines, "panel", layout.outline)
    return MaskCell(drawing.name(f"{top}_panel"), _polygons(outlines), (Copies(top, layout.offsets),))


def _parts(drawing: _Drawing, solids: Sequence[Solid], prefix: str) -> list[Copies]:
    """A cell for each part, and where each lies."""
    parts: dict[str, list[Solid]] = {}
    for solid in solids:
        parts.setdefault(own_name(solid.part), []).append(solid)
    placed = []
    for part, members in parts.items():
        face = face_of(drawing.given.package, part, members)
        if cell := _part(drawing, part, _planes_named(members), face, prefix):
            place = np.array([face.at], dtype=np.int64)
            placed.append(Copies(cell, place, float(face.turn), face.mirrored))
    return placed


def _part(drawing: _Drawing, part: str, solids: Iterable[Solid], face: Face, prefix: str) -> str:
    """Draw a part in a cell of its own, and give its name; '' when nothing of it is drawn."""
    single: dict[tuple[int, int], list[Region]] = {}
    many: dict[tuple[tuple[int, int], bytes], list[Solid]] = {}
    texts: dict[MaskText, None] = {}
    for solid in solids:
        layer = drawing.layer(part, solid.role, solid.name)
        if layer is None:
            continue
        if solid.role in _NAMED:
            texts |= dict.fromkeys(_texts(solid, layer, face))
        if len(solid.places) == 1:
            flat = outline_of(solid).moved(*(float(v) for v in solid.places[0]))
            single.setdefault(layer.pair, []).append(_seen(flat, face))
        else:
            many.setdefault((layer.pair, solid.places.tobytes()), []).append(solid)
    if not single and not many:
        return ""
    name = drawing.name(prefix + (part or "package"))
    copies = [_body(drawing, pair, members, face, prefix) for (pair, _), members in many.items()]
    drawing.cells.append(MaskCell(name, _polygons(single), tuple(copies), tuple(texts)))
    return name


def _body(drawing: _Drawing, pair: tuple[int, int], solids: Sequence[Solid], face: Face, prefix: str) -> Copies:
    """A cell with bodies that share their places, and where its copies lie."""
    alone = replace(face, at=(0, 0))
    flat = joined([_seen(outline_of(solid), alone) for solid in solids])
    name = drawing.name(prefix + solids[0].name)
    drawing.cells.append(MaskCell(name, _polygons({pair: [flat]})))
    places = np.rint(face.back(solids[0].places.astype(np.float64))).astype(np.int64)
    return Copies(name, places[np.lexsort((places[:, 1], places[:, 0]))])


def _seen(flat: Region, face: Face) -> Region:
    """A region of the package, seen from a part that lies in it."""
    if face == WHOLE_PACKAGE:
        return flat
    rings = [face.back(ring) for ring in flat.rings]
    return region([ring[::-1] for ring in rings] if face.mirrored else rings)


def _polygons(drawn: Mapping[tuple[int, int], Sequence[Region]]) -> Mapping[tuple[int, int], tuple[MaskPolygon, ...]]:
    return {pair: mask_polygons(joined(flats)) for pair, flats in sorted(drawn.items())}


def _texts(solid: Solid, layer: MaskLayer, face: Face) -> Iterable[MaskText]:
    """The net of each place, in the middle of the body there."""
    x0, y0, x1, y1 = solid.shape.box
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    for place, net in zip(face.back(solid.places + middle), solid.nets_by_place, strict=True):
        if net:
            yield MaskText(net, round(place[0]), round(place[1]), layer.pair)


def _planes_named(solids: Sequence[Solid]) -> list[Solid]:
    """The solids, planes of a carrier called `plane K NAME`, counted from the chip side."""
    planes = [s for s in solids if s.role == "metal" and s.mode != "cut"]
    heights = sorted({s.z1 for s in planes}, reverse=not any(s.part.endswith(SECOND) for s in planes))
    return [replace(s, name=f"plane {heights.index(s.z1) + 1} {s.name}") if s in planes else s for s in solids]
