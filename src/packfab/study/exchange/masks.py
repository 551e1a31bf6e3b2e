# SPDX-License-Identifier: Apache-2.0
"""How is a package handed on as masks: GDSII, OASIS, layer properties of KLayout, and the layer map beside them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from packfab.io import (
    LayerLook,
    LayerMap,
    default_layer_map,
    gds_bytes,
    layer_map_text,
    lyp_text,
    oasis_bytes,
    read_layer_map,
)
from packfab.study.exchange.format import Format
from packfab.study.exchange.handed import ExportOptions, Handed
from packfab.study.exchange.looks import colour_of
from packfab.study.exchange.mask_cells import DrawnMasks, draw_masks
from packfab.study.exchange.masks_in import read_mask_file

#: KLayout fill patterns: holes and openings are hatched, outlines hollow, the rest dotted.
_HOLLOW, _HATCHED, _DOTTED = 1, 9, 5


def masks_of(given: Handed, options: ExportOptions = ExportOptions()) -> DrawnMasks:
    """The masks of a package on the layers of the user's layer map, or of packfab's own."""
    return draw_masks(given, _layer_map(options))


def _layer_map(options: ExportOptions) -> LayerMap:
    return read_layer_map(options.layer_map) if options.layer_map is not None else default_layer_map()


def _gds(given: Handed, options: ExportOptions) -> Mapping[str, bytes]:
    drawn = masks_of(given, options)
    return {f"{given.stem}.gds": gds_bytes(drawn.masks), **_beside(given, drawn)}


def _oasis(given: Handed, options: ExportOptions) -> Mapping[str, bytes]:
    drawn = masks_of(given, options)
    return {f"{given.stem}.oas": oasis_bytes(drawn.masks), **_beside(given, drawn)}


def _lyp(given: Handed, options: ExportOptions) -> Mapping[str, bytes]:
    drawn = masks_of(given, options)
    looks = [LayerLook(layer.pair, layer.label, colour_of(layer.label), _fill(layer.label)) for layer in drawn.layers]
    return {f"{given.stem}.lyp": lyp_text(looks).encode("utf-8"), **_beside(given, drawn)}


def _fill(label: str) -> int:
    if "outline" in label:
        return _HOLLOW
    what = label.split(" of ", maxsplit=1)[0]
    return _HATCHED if what.endswith(("holes", "openings", "hollows", "lane")) else _DOTTED


def _beside(given: Handed, drawn: DrawnMasks) -> Mapping[str, bytes]:
    notes = [f"{layer.layer}/{layer.datatype} {layer.label}" for layer in drawn.layers]
    notes += _told("not in the layer map, drawn on 999/0", drawn.unmapped)
    notes += _told("left out by the layer map", drawn.left_out)
    text = layer_map_text(drawn.rows, title=f"mask layers of {given.stem}", notes=notes)
    return {f"{given.stem}.layermap": text.encode("utf-8")}


def _told(what: str, solids: Iterable[tuple[str, str, str]]) -> list[str]:
    return [f"{what}: part '{part}', role '{role}', name '{name}'" for part, role, name in solids]


_CARRIED = (
    "What every step adds and takes away in plan, as it is widest: outlines, pads, traces, holes, openings, metal and "
    "dielectric layers, wires, the strip; bodies in many places as references, chips looking onto their active face, "
    "nets as texts."
)
_LOST = (
    "Heights, materials and tapers; corners are rounded to whole nm, circles are polygons of the same area, holes are "
    "joined to outlines by slits; pads come in with the nets that texts tell, and no more."
)

MASKS = (
    Format("gds", "GDSII masks with a layer map", (".gds", ".gds2", ".gdsii"), _CARRIED, _LOST, export=_gds,
           read=read_mask_file),
    Format("oas", "OASIS masks with a layer map", (".oas", ".oasis"), _CARRIED, _LOST, export=_oasis,
           read=read_mask_file),
    Format("lyp", "KLayout layer properties for these masks", (".lyp",), "Name and colour of each mask layer.",
           "All else: it only tells how masks look.", export=_lyp),
)  # fmt: skip
