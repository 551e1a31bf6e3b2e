# SPDX-License-Identifier: Apache-2.0
"""How is a package as built handed to CAD, to a printer or viewer, and to those who look at cells?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Solid, display_solids
from packfab.io import (
    STP_SCHEMAS,
    BuiltBody,
    Look,
    as_built,
    glb_bytes,
    grid_cells,
    side_by_side,
    stl_bytes,
    stp_bytes,
    surface_cells,
    surface_of,
    vtu_bytes,
)
from packfab.materials import Library
from packfab.mesh import grid
from packfab.study.exchange.format import Format
from packfab.study.exchange.handed import ExportOptions, Handed
from packfab.study.exchange.looks import colour_of

CELLS_ACROSS = 100
"""Cells along the longer side of a package, in a grid that is handed on."""

_METALS = ("metal", "solder", "lead frame", "steel", "low-CTE alloy")
_CLEAR = {"encapsulant": 0.35, "void": 0.35, "filling": 0.45, "passivation": 0.5, "insulator": 0.6, "polymer": 0.6}
"""Opacity of what hides the rest; the others are opaque."""


def _step(given: Handed, options: ExportOptions) -> Mapping[str, bytes]:
    schema = (options.schema or STP_SCHEMAS[0]).upper()
    if schema not in STP_SCHEMAS:
        raise BadInput([Fault("there is no such schema of STEP", "--schema", schema,
                              " or ".join(STP_SCHEMAS), "leave it out for AP214")])  # fmt: skip
    densities = _densities(given.build, given.library)
    text = stp_bytes(given.build, name=given.stem, schema=schema, colour=_colour, densities=densities)
    return {f"{given.stem}.step": text}


def _colour(solid: Solid) -> str:
    return colour_of(solid.role)


def _densities(build: Build, library: Library) -> dict[str, float]:
    """kg/m3 of the materials that have one."""
    used = {solid.material for solid in build.solids if solid.mode != "cut"}
    return {m.name: m.density for m in library if m.name in used and m.has("density")}


def _stl(given: Handed, _: ExportOptions) -> Mapping[str, bytes]:
    """One file for each part and name of a solid."""
    named: dict[tuple[str, str], list[BuiltBody]] = defaultdict(list)
    for body in as_built(given.build):
        named[body.solid.part, body.solid.name].append(body)
    files: dict[str, bytes] = {}
    for number, ((part, name), bodies) in enumerate(named.items(), start=1):
        skins = [(surface_of(body), body.places.tolist()) for body in bodies]
        whole = side_by_side([skin.moved(x, y) for skin, places in skins for x, y in places])
        title = f"{part} {name}".strip()
        files[f"{given.stem}-{number:03d}-{_plain(title)}.stl"] = stl_bytes(whole, title=title)
    return files


def _plain(title: str) -> str:
    """A title as a file name has it."""
    return re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower()[:60] or "solid"


def _vtu(given: Handed, _: ExportOptions) -> Mapping[str, bytes]:
    """The skin of all bodies, and the cells of a grid."""
    build = given.build
    x0, y0, x1, y1 = build.box
    cells = grid(build, pitch=max(x1 - x0, y1 - y0) / CELLS_ACROSS)
    return {
        f"{given.stem}.skin.vtu": vtu_bytes(surface_cells(as_built(build))),
        f"{given.stem}.cells.vtu": vtu_bytes(grid_cells(cells)),
    }


def _glb(given: Handed, _: ExportOptions) -> Mapping[str, bytes]:
    solids = [solid for _, solid in display_solids(given.build)]
    metals = {m.name for m in given.library if m.category in _METALS}
    looks = {(s.material, s.role): Look(colour_of(s.role), _CLEAR.get(s.role, 1.0), s.material in metals)
             for s in solids}  # fmt: skip
    return {f"{given.stem}.glb": glb_bytes(solids, looks=looks)}


SOLIDS = (
    Format(
        "step",
        "STEP AP214 or AP242 for CAD",
        (".step", ".stp"),
        "every solid as built with exact surfaces in mm, named, coloured, with role as layer and material with density;"
        " equal bodies are one shape in many places, and places bear their nets",
        "voids left by the mold; the order of the process; a solid with several heights is several that lie together",
        export=_step,
        needs="step",
    ),
    Format(
        "stl",
        "STL, one closed surface for each solid",
        (".stl",),
        "the shape of each solid as built in mm, watertight",
        "names, but for file names; colours, materials and nets; circles have 32 sides of the same area, and bulging"
        " walls lose up to 0.6 % of their volume",
        export=_stl,
    ),
    Format(
        "vtu",
        "VTK cells for ParaView",
        (".vtu",),
        "the skin of every body with material, role, part, name, net and step; a grid of bricks with the material that"
        " fills most of each, and its share",
        "circles have 32 sides in the skin; in the grid what is smaller than a cell is a share of it",
        export=_vtu,
    ),
    Format(
        "glb",
        "GLB (glTF 2.0) for viewers",
        (".glb",),
        "every solid, instanced, with colour, material, role, part, nets and step",
        "what later solids displace lies inside them, and cuts show in straight bodies only; 32-bit numbers",
        export=_glb,
    ),
)
