# SPDX-License-Identifier: Apache-2.0
"""Which dies does a file of masks tell: pads from polygons on a layer, their nets from texts, sizes from an outline?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from packfab.design import Pad, PadMap
from packfab.errors import BadInput, Fault
from packfab.geometry import Region, region
from packfab.io import LayerMap, MaskCell, Masks, default_layer_map, flattened, read_layer_map, read_masks, top_cell
from packfab.study.exchange.imported import Imported, ImportedDie, ImportOptions

MOST_PADS = 200_000

Layer = tuple[int, int]
_ROUND = 0.06
"""By how much of its box the area of a polygon may differ from a disc that it stands for; an octagon differs 5 %."""


def read_mask_file(paths: Sequence[Path], options: ImportOptions) -> Imported:
    """The die in a GDSII or OASIS file: its pads, looking onto the active face, and its size.

    The layers of pads and outline are those of the options, of a layer map with the same name beside the file, or of
    packfab; coordinates become relative to the middle of the outline.
    """
    path = paths[0]
    masks = read_masks(path)
    top = top_cell(masks, options.cell, where=path.name)
    known = _layer_map(path)
    pad_layer = options.pad_layer or _labelled(known, "die pads")
    outline_layer = options.outline_layer or _labelled(known, "die outline")
    cell = flattened(masks, _die_cell(masks, top, outline_layer, path, options))
    pads = _parts(cell, pad_layer)
    outlines = _parts(cell, outline_layer)
    notes = [*masks.notes, f"pads are polygons on layer {_text(pad_layer)}, seen onto the active face"]
    if not pads:
        raise _no_pads(path, cell, pad_layer)
    if len(outlines) > 1:
        raise BadInput([Fault(f"cell '{cell.name}' holds {len(outlines)} die outlines on layer {_text(outline_layer)}",
                              path.name, fix="name the cell of one die with --cell")])  # fmt: skip
    around = outlines[0].box if outlines else _around(pads)
    if not outlines:
        notes.append(f"no outline on layer {_text(outline_layer)}: the die has the pads in its middle, and no size")
    middle = ((around[0] + around[2]) / 2, (around[1] + around[3]) / 2)
    size = (round(around[2] - around[0]), round(around[3] - around[1])) if outlines else None
    found, more = _pads(pads, cell, pad_layer, middle)
    name = options.name or cell.name
    die = ImportedDie(found, size, options.thickness)
    return Imported(name, f"{path.name}, cell {cell.name}", {name: die}, notes=(*notes, *more))


def _layer_map(path: Path) -> LayerMap:
    beside = path.with_suffix(".layermap")
    return read_layer_map(beside) if beside.is_file() else default_layer_map()


def _labelled(known: LayerMap, label: str) -> Layer:
    found = known.labelled(label) or default_layer_map().labelled(label)
    return found.pair if found is not None else (0, 0)


def _die_cell(masks: Masks, top: MaskCell, outline: Layer, path: Path, options: ImportOptions) -> str:
    """The cell that was named, or the only one below the top that draws a die outline itself."""
    if options.cell is not None:
        return top.name
    holders = [cell.name for cell in masks.cells if cell.polygons.get(outline)]
    if len(holders) > 1:
        listed = ", ".join(holders[:12])
        raise BadInput([Fault(f"{len(holders)} cells hold a die outline on layer {_text(outline)}", path.name,
                              allowed=listed, fix="name one with --cell")])  # fmt: skip
    return holders[0] if holders else top.name


def _parts(cell: MaskCell, layer: Layer) -> list[Region]:
    """What hangs together on a layer."""
    rings = [p.outer.astype(np.float64) for p in cell.polygons.get(layer, ())]
    if len(rings) > MOST_PADS:
        raise BadInput([Fault(f"too many polygons on layer {_text(layer)}", cell.name, str(len(rings)),
                              str(MOST_PADS), "choose the layer of the pads with --pad-layer")])  # fmt: skip
    return region(rings).parts


def _around(parts: Iterable[Region]) -> tuple[float, float, float, float]:
    boxes = np.array([part.box for part in parts])
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
    return (x0, y0, x1, y1)


def _no_pads(path: Path, cell: MaskCell, layer: Layer) -> BadInput:
    there = ", ".join(f"{_text(known)} ({len(drawn)})" for known, drawn in list(cell.polygons.items())[:20])
    return BadInput([Fault(f"cell '{cell.name}' has no polygons on layer {_text(layer)} for pads", path.name,
                           allowed=f"layers with polygons: {there or 'none'}", fix="say --pad-layer")])  # fmt: skip


def _pads(
    parts: Sequence[Region], cell: MaskCell, layer: Layer, middle: tuple[float, float]
) -> tuple[PadMap, list[str]]:
    """The pads from the upper left on, row by row, with the texts that lie in them."""
    boxes = np.array([part.box for part in parts])
    sizes = [_size(part) for part in parts]
    at = (boxes[:, :2] + boxes[:, 2:]) / 2
    for i, (diameter, _) in enumerate(sizes):
        # a disc keeps its middle by area: some of its corners lie 1 nm off
        at[i] = at[i] if diameter is None else np.rint(_centroid(parts[i]))
    said = _texts_in(cell, layer, boxes, at)
    notes = []
    order = np.lexsort((at[:, 0], -at[:, 1]))
    count: Counter[str] = Counter()
    pads = []
    for number, i in enumerate(order.tolist(), start=1):
        net = said.get(i, "")
        count[net] += 1
        name = f"{net}.{count[net]}" if net and count[net] > 1 else net or f"P{number}"
        x, y = round(at[i, 0] - middle[0]), round(at[i, 1] - middle[1])
        diameter, size = sizes[i]
        pads.append(Pad(name, x, y, net, diameter, size))
    if len(said) < len(parts):
        notes.append(f"{len(parts) - len(said)} of {len(parts)} pads have no text in them, and so no net")
    if (np.abs(at * 2 - np.array(middle) * 2) % 2 > 1e-6).any():
        notes.append("places of pads were rounded to whole nm")
    return PadMap(pads=tuple(pads)), notes


def _texts_in(cell: MaskCell, layer: Layer, boxes: NDArray[np.float64], at: NDArray[np.float64]) -> dict[int, str]:
    """Pad -> text within its box: those on the layer of the pads, else those on any layer of this number, else all."""
    for wanted in (lambda t: t.layer == layer, lambda t: t.layer[0] == layer[0], lambda t: True):
        texts = [text for text in cell.texts if text.text.strip() and wanted(text)]
        if not texts:
            continue
        points = np.array([(text.x, text.y) for text in texts], dtype=np.float64)
        near = np.atleast_1d(cKDTree(at).query(points)[1])
        inside = ((points >= boxes[near, :2]) & (points <= boxes[near, 2:])).all(axis=1)
        found: dict[int, str] = {}
        for i in np.flatnonzero(inside).tolist():
            label = "".join(c for c in texts[i].text.strip()[:200] if c.isprintable())
            found.setdefault(int(near[i]), label.strip())
        if found:
            return found
    return {}


def _size(part: Region) -> tuple[int | None, tuple[int, int] | None]:
    """Diameter of a disc, or the size of the box."""
    x0, y0, x1, y1 = part.box
    wide, tall = x1 - x0, y1 - y0
    disc = abs(part.area / (wide * tall) - math.pi / 4) < _ROUND and abs(wide - tall) < 0.02 * wide
    if disc and len(part.rings[0]) >= 8:
        return round(2 * math.sqrt(part.area / math.pi)), None
    return None, (max(1, round(wide)), max(1, round(tall)))


def _centroid(part: Region) -> NDArray[np.float64]:
    ring = max(part.rings, key=len)
    corner = ring - ring[0]
    after = np.roll(corner, -1, axis=0)
    cross = corner[:, 0] * after[:, 1] - after[:, 0] * corner[:, 1]
    middle: NDArray[np.float64] = ring[0] + ((corner + after) * cross[:, None]).sum(axis=0) / (3 * cross.sum())
    return middle


def _text(layer: Layer) -> str:
    return f"{layer[0]}/{layer[1]}"
