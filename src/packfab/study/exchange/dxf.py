# SPDX-License-Identifier: Apache-2.0
"""How is a package handed on as drawings: sections, a plan with a layer for each mask, and the bonding diagram?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import Build, Frustum, Section, Solid, SphereZone, section, whole_line
from packfab.geometry import Line as CutLine
from packfab.io import (
    Drawing,
    DrawingLayer,
    DrawnArea,
    DrawnCircle,
    DrawnDimension,
    DrawnLine,
    DrawnText,
    Item,
    LayerMap,
    Ring,
    default_layer_map,
    dxf_bytes,
    read_layer_map,
    whole_ring,
)
from packfab.process import own_name
from packfab.study.bonding import BondingDiagram, bonding_diagram
from packfab.study.exchange.format import Format
from packfab.study.exchange.handed import ExportOptions, Handed
from packfab.study.exchange.looks import colour_of
from packfab.study.exchange.mask_cells import NOT_MAPPED, outline_of
from packfab.units import format_length

_INK = "#000000"  # CAD shows it white on a dark screen
_DIMENSIONS, _TEXTS, _NAMES = "dimensions", "texts", "nets"
_TEXT_SHARE = 0.007
"""Height of texts, of the width of the drawing."""
_TERMINALS = ("bump", "pillar", "pin", "ball bond", "pad", "ball")
_NETS = frozenset({"pad", "landing", "finger", "ball pad", "ball"})


def section_drawing(flat: Section, title: str) -> Drawing:
    """A section, true to scale: each material a layer, filled and outlined; package, dies and layers dimensioned."""
    areas: list[Item] = []
    colours: dict[str, str] = {}
    for piece in flat.pieces:
        colours.setdefault(piece.solid.material, colour_of(piece.solid.role))
        for part in piece.region.parts:
            rings = _rings(part.rings)
            areas += [DrawnArea(piece.solid.material, rings)] if rings else []
            areas += [DrawnLine(piece.solid.material, ring) for ring in rings]
    layers = [DrawingLayer(name, colour) for name, colour in sorted(colours.items())]
    layers += [DrawingLayer(_DIMENSIONS, _INK), DrawingLayer(_TEXTS, _INK)]
    return Drawing(tuple(layers), (*areas, *_measures(flat, title)))


def plan_drawing(given: Handed, layer_map: LayerMap, title: str) -> Drawing:
    """All levels in plan: each mask layer a layer with outlines, from below; circles are circles, nets are texts."""
    items: list[Item] = []
    labels: dict[str, str] = {}
    x0, y0, x1, y1 = given.build.box
    height = max(1, round(0.004 * (x1 - x0)))
    for solid in sorted(given.build.solids, key=lambda s: s.z0):
        if not len(solid.places):
            continue
        found = layer_map.find(own_name(solid.part), solid.role, solid.name)
        layer = NOT_MAPPED if found is None else found.layer
        if layer is None:
            continue
        labels.setdefault(layer.label, colour_of(layer.label))
        if isinstance(solid.shape, Frustum | SphereZone):
            radius = round(solid.shape.widest_radius(solid.z0, solid.z1))
            items += [DrawnCircle(layer.label, x, y, radius) for x, y in solid.places.tolist()]
        else:
            rings = [whole_ring(ring) for ring in outline_of(solid).rings]
            items += [DrawnLine(layer.label, _points(ring + place)) for place in solid.places for ring in rings]
        if solid.role in _NETS:
            items += _net_names(solid, height)
    layers = [DrawingLayer(name, colour) for name, colour in sorted(labels.items())]
    layers += [DrawingLayer(name, _INK) for name in (_NAMES, _TEXTS, _DIMENSIONS)]
    box = (round(x0), round(y0), round(x1), round(y1))
    return Drawing(tuple(layers), (*dict.fromkeys(items), *_frame(box, title)))


def _net_names(solid: Solid, height: int) -> list[Item]:
    """The net of each place, in the middle of the body there."""
    x0, y0, x1, y1 = solid.shape.box
    dx, dy = round((x0 + x1) / 2), round((y0 + y1) / 2)
    named = zip(solid.places.tolist(), solid.nets_by_place, strict=True)
    return [DrawnText(_NAMES, net, x + dx, y + dy, height, align="middle") for (x, y), net in named if net]


def bonding_drawing(diagram: BondingDiagram) -> Drawing:
    """The bonding diagram: outlines, pads, fingers and wires in plan, with names, numbers and nets."""
    height = max(1, round(0.004 * (diagram.box[2] - diagram.box[0])))
    items: list[Item] = []
    roles: dict[str, str] = {}

    def line(role: str, ring: Iterable[tuple[int, int]], closed: bool = True) -> None:
        roles.setdefault(role, colour_of(role) if role != "package" else _INK)
        items.append(DrawnLine(role, tuple(ring), closed))

    def text(layer: str, words: str, at: tuple[int, int], size: int = 1) -> None:
        if words:
            items.append(DrawnText(layer, words, *at, size * height, align="middle"))

    for contour in diagram.contours:
        for ring in contour.rings:
            line(contour.role, ring)
    for die in diagram.dies:
        line("die", die.outline)
        if die.mark is not None:
            items.append(DrawnCircle("die", *die.mark, 2 * height))
        text("die names", die.name, _middle(die.outline), 4)
    for pad in diagram.pads:
        line("pad", pad.outline)
        text("pad names", pad.name, pad.at)
    for finger in diagram.fingers:
        line("finger", finger.outline)
        text("finger names", finger.name, finger.at)
        text(_NAMES, finger.net, (finger.at[0], finger.at[1] - 2 * height))
    for ring in diagram.stitches:
        line("stitch", ring)
    roles |= {"ball bond": colour_of("ball bond")} if diagram.balls else {}
    items += [DrawnCircle("ball bond", *ball.at, ball.diameter // 2) for ball in diagram.balls]
    for wire in diagram.wires:
        line("wire", ((x, y) for x, y, _ in wire.path), closed=False)
        x, y = ((wire.start[i] + wire.end[i]) // 2 for i in (0, 1))
        text("wire numbers", str(wire.number), (x, y))
    layers = [DrawingLayer(name, colour) for name, colour in sorted(roles.items())]
    layers += [DrawingLayer(name, _INK) for name in
               ("die names", "pad names", "finger names", "wire numbers", _NAMES, _TEXTS, _DIMENSIONS)]  # fmt: skip
    return Drawing(tuple(layers), (*items, *_frame(diagram.box, f"bonding diagram of {diagram.package}")))


def cut_lines(build: Build) -> Mapping[str, tuple[str, CutLine]]:
    """Name -> what it cuts, and where: across and along the package through most terminals, next to the middle."""
    x, y = (_row(build, axis) for axis in (0, 1))
    return {
        "A-A": (f"across at y = {format_length(y)}", whole_line(build, y=y)),
        "B-B": (f"along at x = {format_length(x)}", whole_line(build, x=x)),
    }


def _row(build: Build, axis: int) -> int:
    """The coordinate that most terminals of dies share, next to the middle; the middle where there are none."""
    low, high = build.box[axis], build.box[axis + 2]
    for role in _TERMINALS:
        found = [s.places[:, axis] for s in build.select(role=role)]
        if found:
            values, counts = np.unique(np.concatenate(found), return_counts=True)
            return int(values[np.lexsort((np.abs(values - (low + high) / 2), -counts))[0]])
    return round((low + high) / 2)


def _measures(flat: Section, title: str) -> list[Item]:
    """Width, height, and the thickness of dies, compound and carriers; the title above."""
    boxes = np.array([piece.region.box for piece in flat.pieces])
    (u0, z0), (u1, z1) = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
    box = (round(u0), round(z0), round(u1), round(z1))
    height, width, title_line, whole = _frame_of(box, title)
    heights: dict[tuple[int, int], None] = {}
    for piece in flat.pieces:
        if piece.solid.role in ("die", "encapsulant", "carrier", "substrate", "heat sink"):
            heights[round(piece.region.box[1]), round(piece.region.box[3])] = None
    heights.pop((box[1], box[3]), None)
    # the shortest next to the section, the whole height outside
    spans = [*sorted(heights, key=lambda span: span[1] - span[0])[:12], (whole.start[1], whole.end[1])]
    lanes = [DrawnDimension(_DIMENSIONS, (box[2], low), (box[2], high), (box[2] + 5 * height * i, low),
                            format_length(high - low), height, upright=True)
             for i, (low, high) in enumerate(spans, start=1)]  # fmt: skip
    return [title_line, width, *lanes]


def _frame(box: tuple[int, int, int, int], title: str) -> list[Item]:
    return list(_frame_of(box, title)[1:])


def _frame_of(box: tuple[int, int, int, int], title: str) -> tuple[int, DrawnDimension, DrawnText, DrawnDimension]:
    """Height of texts, nm, and width, title and height of a drawing."""
    x0, y0, x1, y1 = box
    height = max(1, round(_TEXT_SHARE * (x1 - x0)))
    return (
        height,
        DrawnDimension(_DIMENSIONS, (x0, y0), (x1, y0), (x0, y0 - 4 * height), format_length(x1 - x0), height),
        DrawnText(_TEXTS, title, x0, y1 + 2 * height, round(1.4 * height)),
        DrawnDimension(_DIMENSIONS, (x1, y0), (x1, y1), (x1 + 4 * height, y0), format_length(y1 - y0), height,
                       upright=True),
    )  # fmt: skip


def _rings(rings: Sequence[NDArray[np.float64]]) -> tuple[tuple[tuple[int, int], ...], ...]:
    whole = [whole_ring(ring) for ring in rings]
    whole = [ring for ring in whole if len(ring) > 2]
    return tuple(_points(ring) for ring in sorted(whole, key=lambda ring: -float(np.ptp(ring, axis=0).prod())))


def _points(ring: Ring) -> tuple[tuple[int, int], ...]:
    return tuple((int(x), int(y)) for x, y in ring)


def _middle(ring: Sequence[tuple[int, int]]) -> tuple[int, int]:
    (x0, x1), (y0, y1) = ((min(values), max(values)) for values in zip(*ring, strict=True))
    return ((x0 + x1) // 2, (y0 + y1) // 2)


def _export(given: Handed, options: ExportOptions) -> Mapping[str, bytes]:
    layer_map = read_layer_map(options.layer_map) if options.layer_map is not None else default_layer_map()
    files = {f"{given.stem}-plan.dxf": plan_drawing(given, layer_map, f"{given.package.name} in plan")}
    for name, (title, line) in cut_lines(given.build).items():
        drawn = section_drawing(section(given.build, line), f"{given.package.name}, section {name}, {title}")
        files[f"{given.stem}-section-{name}.dxf"] = drawn
    diagram = bonding_diagram(given.build, given.package)
    if diagram is not None:
        files[f"{given.stem}-bonding.dxf"] = bonding_drawing(diagram)
    return {name: dxf_bytes(drawing) for name, drawing in files.items()}


DRAWINGS = (
    Format(
        "dxf", "drawings: sections, plan and bonding diagram", (".dxf",),
        "Two sections with a layer for each material, all levels in plan with a layer for each mask, nets as texts, "
        "and the bonding diagram; true to scale in mm, with dimensions.",
        "The third dimension and what touches what; the bonding diagram is left out where there are no wires.",
        export=_export,
    ),
)  # fmt: skip
