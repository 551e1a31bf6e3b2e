# SPDX-License-Identifier: Apache-2.0
"""How is a package handed on as a 3Dblox assembly, and what does such an assembly tell of a package?

One chiplet for each die and carrier, bump maps for their faces, bonds with the exact gaps of the build, a netlist that
says which bumps belong together, and LEF macros for the bumps, so that OpenROAD finds all that it asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.spatial import KDTree

from packfab.design import Balls, Chiplet, ChipletRegion, Flat, PlacedChiplet, shared
from packfab.errors import BadInput, Fault
from packfab.geometry import Solid
from packfab.io import (
    Blox,
    BloxConnection,
    BloxDesign,
    BloxFile,
    BloxHeader,
    BloxInstance,
    BloxPlace,
    BloxRegion,
    BumpEntry,
    BumpMap,
    ChipletDef,
    VerilogInstance,
    VerilogModule,
    blox_texts,
)
from packfab.study.exchange.blox_import import read_assembly
from packfab.study.exchange.blox_lef import bumps_lef
from packfab.study.exchange.blox_parts import (
    CARRIER,
    SECOND,
    Part,
    bumps_at,
    carriers_of,
    check_expressible,
    chips_of,
    die_of,
    is_glued,
    lands_of,
    unique,
    width_of,
    word,
)
from packfab.study.exchange.format import Format
from packfab.study.exchange.handed import ExportOptions, Handed

PRECISION = 2000
"""Steps per micrometre: every whole nm is two of them."""
VERSION = "2.5"


def blox_of(given: Handed) -> Blox:
    """The package as 3Dblox values; BadInput for what they cannot tell."""
    check_expressible(given.package)
    parts = {part.name: part for part in carriers_of(given)}
    if CARRIER not in parts:
        raise BadInput([Fault("not expressible in 3Dblox: the package has no carrier", "carrier")])
    bonds: list[BloxConnection] = []
    for chip, on in chips_of(given.package):
        part = die_of(given, chip)
        lower, region, own = _landing(given, part, parts[on])
        parts[on] = lower
        parts[chip.name] = part
        bonds.append(_bond(f"{part.placed.name}_to_{lower.placed.name}", part, own, lower, region))
    bonds += _back_bond(given, parts)
    for name, balls, solid_name in ((CARRIER, given.package.balls, "balls"),
                                    (SECOND, given.package.top_balls, "top balls")):  # fmt: skip
        if name in parts:
            parts[name], bond = _grounded(given, parts[name], balls, solid_name)
            bonds += bond
    return _files(given, _named(parts.values()), bonds)


def _landing(given: Handed, part: Part, lower: Part) -> tuple[Part, str, str]:
    """The part that a chip sits on with a region for it, the name of that region, and that of the chip's own."""
    chip = part.chip
    x0, y0, _, x1, y1, _ = part.placed.box
    lands = lands_of(given.build, part.name, lower.name)
    above = part.placed.at[2] >= lower.placed.box[5]
    side = "front" if lower.placed.orientation.mirror_z != above else "back"
    box = _region_box(lower.placed, (x0, y0, x1, y1))
    name = f"{part.placed.name}_{'lands' if lands else 'site'}"
    if (chip is not None and is_glued(chip)) or not lands:
        own = "back" if chip is not None and is_glued(chip) else part.placed.chiplet.regions[0].name
        return lower.with_region(ChipletRegion(name, side, box)), name, own
    places = np.concatenate([s.places for s in lands])
    nets = [net for s in lands for net in s.nets_by_place]
    own = word(getattr(chip, "pads", ""))
    names = unique(f"{part.placed.name}_{bump}" for bump in _nearest_names(part, own, places))
    bumps = bumps_at(lower.placed, places, names, nets, lands[0])
    return lower.with_region(ChipletRegion(name, side, box, bumps)), name, own


def _nearest_names(part: Part, region: str, places: object) -> list[str]:
    """What the bumps of a chip above (or below) these places are called."""
    found = part.placed.chiplet.region(region)
    if found is None or not found.bumps:
        return [str(i) for i in range(len(np.asarray(places)))]
    at = np.array([part.placed.point(b.x, b.y) for b in found.bumps])
    which = np.asarray(KDTree(at).query(np.asarray(places))[1])
    return [found.bumps[i].name for i in which.tolist()]


def _region_box(placed: PlacedChiplet, box: Flat) -> Flat:
    """A rectangle of the assembly in the frame of a chiplet, as far as that reaches."""
    inside = shared(box, (*placed.box[:2], *placed.box[3:5])) or (*placed.box[:2], *placed.box[3:5])
    ox, oy = placed.point(0, 0)
    a, b, c, d = placed.orientation.matrix
    ends = [(a * (x - ox) + c * (y - oy), b * (x - ox) + d * (y - oy)) for x, y in (inside[:2], inside[2:])]
    (xa, ya), (xb, yb) = ends
    return (min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


def _bond(name: str, a: Part, region_a: str, b: Part, region_b: str) -> BloxConnection:
    """A bond as thick as the two lie apart, the one that lies higher on top."""
    (top, top_region), (low, low_region) = ((a, region_a), (b, region_b))
    if a.placed.at[2] < b.placed.at[2]:
        (top, top_region), (low, low_region) = (low, low_region), (top, top_region)
    gap = top.placed.at[2] - low.placed.box[5]
    return BloxConnection(name, f"{top.placed.name}.regions.{top_region}", f"{low.placed.name}.regions.{low_region}",
                          gap)  # fmt: skip


def _back_bond(given: Handed, parts: Mapping[str, Part]) -> Iterable[BloxConnection]:
    """Backs of two chips that are glued to each other."""
    for glue in given.build.select(role="adhesive", part="back bond"):
        low = [p for p in parts.values() if p.chip is not None and p.placed.box[5] == glue.z0]
        high = [p for p in parts.values() if p.chip is not None and p.placed.box[2] == glue.z1]
        for one in low:
            for other in high:
                flat = [(*p.placed.box[:2], *p.placed.box[3:5]) for p in (one, other)]
                if shared(flat[0], flat[1]) is not None:
                    yield _bond(f"{other.placed.name}_back_to_{one.placed.name}", other, "back", one, "back")


def _grounded(given: Handed, part: Part, balls: Balls | None, name: str) -> tuple[Part, list[BloxConnection]]:
    """A carrier with a region of its far side, bonded to the ground; with balls, as high as they stand."""
    width, height = part.placed.chiplet.design_area
    pads = given.build.select(role="ball pad", name=f"{name} ball pad", part=part.name)
    solids = given.build.select(role="ball", part=name)
    if balls is None or not pads or not solids:
        if part.name != CARRIER:
            return part, []
        grounded = part.with_region(ChipletRegion("far", "back", (0, 0, width, height)))
        return grounded, [BloxConnection(f"{part.placed.name}_to_board", f"{part.placed.name}.regions.far", None)]
    places = np.concatenate([s.places for s in pads])
    nets = [net for s in pads for net in s.nets_by_place]
    at = np.array([(pad.x, pad.y) for pad in balls.pads.pads])
    which = KDTree(at).query(places)[1]
    names = unique(f"ball_{word(balls.pads.pads[i].name)}" for i in np.asarray(which).tolist())
    bumps = bumps_at(part.placed, places, names, nets, pads[0])
    region = word(name)
    tip = _tip(part, solids)
    grounded = part.with_region(ChipletRegion(region, "back", (0, 0, width, height), bumps))
    bond = BloxConnection(f"{part.placed.name}_to_board", f"{part.placed.name}.regions.{region}", None, tip)
    return grounded, [bond]


def _tip(part: Part, balls: Sequence[Solid]) -> int:
    """How far balls stand out of the far side."""
    box = part.placed.box
    if part.placed.orientation.mirror_z:
        return max(0, max(s.z1 for s in balls) - box[5])
    return max(0, box[2] - min(s.z0 for s in balls))


def _named(parts: Iterable[Part]) -> list[PlacedChiplet]:
    """Parts with chiplets of which each name has one meaning: of dies that differ, each is called after its chip."""
    placed = [part.placed for part in parts]
    meanings: dict[str, set[Chiplet]] = {}
    for one in placed:
        meanings.setdefault(one.chiplet.name, set()).add(one.chiplet)
    return [
        replace(one, chiplet=replace(one.chiplet, name=f"{one.chiplet.name}_{one.name}"))
        if len(meanings[one.chiplet.name]) > 1 else one
        for one in placed
    ]  # fmt: skip


def _files(given: Handed, placed: Sequence[PlacedChiplet], bonds: Sequence[BloxConnection]) -> Blox:
    stem = given.stem
    chiplets = {one.chiplet.name: one.chiplet for one in placed}
    maps: dict[str, BumpMap] = {}
    definitions = []
    cells = (
        {"APR_tech_file": [f"{stem}_bumps.lef"]} if any(r.bumps for c in chiplets.values() for r in c.regions) else {}
    )
    for chiplet in chiplets.values():
        regions = []
        for region in chiplet.regions:
            file = f"{stem}_{chiplet.name}_{region.name}.bmap" if region.bumps else ""
            if file:
                maps[file] = BumpMap(tuple(BumpEntry(b.name, b.cell, b.x, b.y, b.port, b.net) for b in region.bumps))
            x0, y0, x1, y1 = region.box
            regions.append(BloxRegion(region.name, region.side, ((x0, y0), (x1, y0), (x1, y1), (x0, y1)), file))
        definitions.append(ChipletDef(
            chiplet.name, chiplet.kind, chiplet.design_area, chiplet.thickness, 1.0, False, (0, 0),
            regions=tuple(regions), external=cells,
        ))  # fmt: skip
    definition = BloxFile(f"{stem}.3dbv", BloxHeader(VERSION, "micron", PRECISION), tuple(definitions))
    netlist = f"{stem}.v"
    design = BloxDesign(
        word(given.package.name), tuple(BloxInstance(one.name, one.chiplet.name) for one in placed),
        tuple(BloxPlace(one.name, one.at[:2], one.at[2], one.orientation.name) for one in placed), tuple(bonds),
        external={"verilog_file": netlist},
    )  # fmt: skip
    top = BloxFile(f"{stem}.3dbx", BloxHeader(VERSION, "micron", PRECISION, (definition.name,)), (), design)
    module = VerilogModule(design.name, (), tuple(_instance(one) for one in placed))
    return Blox((top, definition), maps, (netlist, module))


def _instance(one: PlacedChiplet) -> VerilogInstance:
    pins = tuple((b.port, b.net) for region in one.chiplet.regions for b in region.bumps if b.net)
    return VerilogInstance(one.chiplet.name, one.name, pins)


def _export(given: Handed, _: ExportOptions) -> Mapping[str, bytes]:
    blox = blox_of(given)
    cells = {entry.cell for known in blox.bump_maps.values() for entry in known.entries}
    lef = bumps_lef({cell: width_of(cell) for cell in cells}, PRECISION)
    return blox_texts(blox) | ({f"{given.stem}_bumps.lef": lef.encode()} if cells else {})


BLOX = (
    Format(
        "3dblox",
        "3Dblox assembly of chiplets",
        (".3dbx", ".3dbv", ".bmap", ".v", ".lef"),
        "dies and carriers as boxes at their exact places, their bumps with nets, exact gaps, a netlist",
        "all else: wires, traces and vias, passives, mold, materials; dies turned by other than quarters; fan-outs and "
        "thin-film circuits",
        export=_export,
        read=read_assembly,
    ),
)
