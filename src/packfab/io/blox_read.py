# SPDX-License-Identifier: Apache-2.0
"""What do a 3Dblox file and all files that it includes say?

Each file is read into values, includes after the file that names them, then bump maps. All faults are told at once,
with file and line. Of files beside the design only the bumps of LEF and the
netlist (Verilog) of the whole are read; one that is missing or cannot be read is a note.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from packfab.errors import BadInput, Fault, raise_if
from packfab.io.blox import (
    GROUND,
    Blox,
    BloxConnection,
    BloxDesign,
    BloxFile,
    BloxHeader,
    BloxInstance,
    BloxPath,
    BloxPlace,
    BloxRegion,
    ChipletDef,
    split_region,
)
from packfab.io.blox_fields import Node, Told
from packfab.io.blox_files import Ground, listed, look_for
from packfab.io.blox_links import Lines, check_links
from packfab.io.blox_text import MAX_BYTES, defined
from packfab.io.bmap import BumpMap, read_bmap
from packfab.io.lef import read_lef
from packfab.io.spec_yaml import parse, read_text
from packfab.io.verilog import VerilogModule, read_verilog, top_module

#: Bounds of what is read together.
MAX_FILES = 200
MAX_DEPTH = 16
MAX_MAPS = 2_000
MAX_BUMPS = 2_000_000
MAX_PRECISION = 1_000_000

_KINDS = ("die", "rdl", "ip", "substrate", "hier")
_SIDES = ("front", "back", "internal", "internal_ext")
_COLLATERAL = ("APR_tech_file", "LEF_file", "liberty_file", "DEF_file", "verilog_file", "sdc_file", "def_file")
_CELLS = ("APR_tech_file", "LEF_file")
_PARTS = ("Header", "ChipletDef", "Design", "ChipletInst", "Stack", "Connection", "Path")
_UNITS = ("micron", "microns", "um")


@dataclass(slots=True)
class _Reading:
    """What gathers while the files are read."""

    ground: Ground
    told: Told = field(default_factory=Told)
    files: list[BloxFile] = field(default_factory=list)
    lines: dict[str, Lines] = field(default_factory=dict)
    seen: set[Path] = field(default_factory=set)
    maps: dict[str, BumpMap | None] = field(default_factory=dict)
    bumps: int = 0
    cells: dict[Path, dict[str, int]] = field(default_factory=dict)


def read_blox(path: Path | str, *, root: Path | None = None) -> Blox:
    """A .3dbx or .3dbv file with all that it includes; BadInput tells all faults, with file and line.

    root: folder within which the files that it names must lie, by default the folder of the file.
    """
    top = Path(path)
    try:
        folder = top.absolute().parent.resolve()
        ground = Ground(Path(root).resolve() if root is not None else folder, folder)
        found = folder / top.name
    except (OSError, ValueError, RuntimeError) as error:
        raise BadInput([Fault(f"cannot be read: {error}", str(path), fix="check the file")]) from None
    reading = _Reading(ground)
    _read(reading, found, ())
    check_links(reading.files, reading.lines, reading.told)
    raise_if(reading.told.faults)
    maps = {name: known for name, known in reading.maps.items() if known is not None}
    exact = reading.told.exact and all(known.exact for known in maps.values())
    netlist = _netlist(reading)
    widths = {cell: width for cells in reading.cells.values() for cell, width in cells.items()}
    return Blox(tuple(reading.files), maps, netlist, tuple(reading.told.notes), exact, widths)


def _netlist(reading: _Reading) -> tuple[str, VerilogModule] | None:
    """The netlist of the design of the top file; one that cannot be read is a note."""
    design = reading.files[0].design
    named = design.external.get("verilog_file") if design is not None else None
    text = named[0] if isinstance(named, list) and named else named
    file = reading.ground.place(reading.ground.top, text) if isinstance(text, str) else None
    if design is None or file is None or not file.is_file():
        return None
    name = reading.ground.name(file)
    try:
        found = top_module(read_verilog(file, name=name), design.name)
    except BadInput as error:
        reading.told.note(f"the netlist is not read: {error.faults[0].line}")
        return None
    if found is None:
        reading.told.note(f"{name}: the netlist holds no module '{design.name}'")
        return None
    return name, found


def _has_control(data: object) -> bool:
    """Whether a key or text within holds a control character, which would come out on a terminal."""
    todo = [data]
    while todo:
        one = todo.pop()
        if isinstance(one, str) and any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in one):
            return True
        todo += [*one, *one.values()] if isinstance(one, dict) else one if isinstance(one, list) else []
    return False


def _read(reading: _Reading, path: Path, above: tuple[Path, ...]) -> None:
    """Read one file, then those that it includes."""
    reading.seen.add(path)
    name = reading.ground.name(path)
    try:
        document = parse(defined(read_text(path, limit=MAX_BYTES), name), name)
    except BadInput as error:
        if not above:
            raise
        reading.told.faults += error.faults
        return
    if not isinstance(document.data, dict):
        reading.told.fault("this is no 3Dblox file", name, allowed=", ".join(_PARTS), fix="check the file")
        return
    if _has_control(document.data):
        reading.told.fault("a name or text holds a control character", name, fix="names are plain words: take it out")
        return
    node = Node(document.data, name, document.lines, reading.told)
    reading.lines[name] = document.lines
    if not any(part in node.data for part in _PARTS):
        reading.told.fault("this is no 3Dblox file", name, measured=", ".join(list(node.data)[:5]),
                           allowed=", ".join(_PARTS), fix="check the file")  # fmt: skip
        return
    header = _header(node)
    chiplets = tuple(_chiplet(reading, path.parent, key, one) for key, one in node.nodes("ChipletDef"))
    design = _design(reading, path.parent, node)
    reading.files.append(BloxFile(name, header, chiplets, design, node.rest(_PARTS)))
    for i, include in enumerate(header.include):
        for file in listed(reading.ground, path.parent, include, node, "Header", "include", i):
            _include(reading, file, (*above, path), node, i)


def _include(reading: _Reading, file: Path, above: tuple[Path, ...], node: Node, i: int) -> None:
    place = ("Header", "include", i)
    name = reading.ground.name(file)
    if file in above:
        node.fault("the file includes itself", *place, measured=" -> ".join(map(reading.ground.name, (*above, file))),
                   fix="take one of the includes away")  # fmt: skip
    elif file in reading.seen:
        return
    elif file.suffix not in (".3dbv", ".3dbx"):
        reading.told.note(f"{node.where(*place)}: '{name}' is neither .3dbv nor .3dbx and is not read")
    elif len(above) > MAX_DEPTH or len(reading.seen) >= MAX_FILES:
        node.fault("too many includes", *place, measured=f"depth {len(above)}, {len(reading.seen)} files",
                   allowed=f"depth {MAX_DEPTH}, {MAX_FILES} files")  # fmt: skip
    elif not file.is_file():
        node.fault("no such file", *place, measured=name, fix="check the name and the folder")
    else:
        _read(reading, file, above)


def _header(node: Node) -> BloxHeader:
    found = node.node("Header")
    if found is None:
        node.told.note(f"{node.file}: there is no Header; lengths are taken in micrometres")
        return BloxHeader()
    unit = found.text("unit") or "micron"
    if unit not in _UNITS:
        found.fault("the unit is not read", "unit", measured=unit, allowed="micron")
    written = found.text("precision")
    precision = int(written) if written.isdecimal() and len(written) < 9 else 0
    if written and not 0 < precision <= MAX_PRECISION:
        found.fault("'precision' is a whole number of steps per micrometre", "precision", measured=written,
                    allowed=f"1 to {MAX_PRECISION}")  # fmt: skip
    known = ("version", "unit", "precision", "include")
    return BloxHeader(found.text("version"), unit, precision or BloxHeader().precision, found.texts("include"),
                  found.rest(known))  # fmt: skip


def _chiplet(reading: _Reading, folder: Path, name: str, node: Node) -> ChipletDef:
    kind = node.text("type", required=True)
    if kind and kind not in _KINDS:
        node.fault(f"chiplet '{name}' is of no known type", "type", measured=kind, allowed=", ".join(_KINDS))
    area, offset = node.lengths("design_area", 2), node.lengths("offset", 2)
    if area is not None and min(area) <= 0:
        node.fault("'design_area' has no area", "design_area", allowed="above 0 um")
    thickness = node.length("thickness")
    if thickness is not None and thickness <= 0:
        node.fault("'thickness' is not above zero", "thickness", allowed="above 0 um")
    seal, scribe = _quad(node, "seal_ring_width"), _quad(node, "scribe_line_remaining_width")
    known = ("type", "design_area", "thickness", "shrink", "tsv", "offset", "seal_ring_width",
             "scribe_line_remaining_width", "regions", "external")  # fmt: skip
    if offset is not None and any(offset):
        node.told.note(f"{node.where('offset')}: an offset is kept and not applied")
    return ChipletDef(
        name, kind, (area[0], area[1]) if area is not None else None, thickness, node.number("shrink"),
        node.flag("tsv"), (offset[0], offset[1]) if offset is not None else None, seal, scribe,
        tuple(_region(reading, folder, key, one) for key, one in node.nodes("regions")),
        _external(reading, folder, node), node.rest(known),
    )  # fmt: skip


def _quad(node: Node, key: str) -> tuple[int, int, int, int] | None:
    found = node.lengths(key, 4)
    if found is None:
        return None
    if min(found) < 0:
        node.fault(f"'{key}' is below zero", key, allowed="0 um or more")
    return (found[0], found[1], found[2], found[3])


def _region(reading: _Reading, folder: Path, name: str, node: Node) -> BloxRegion:
    side = node.text("side", required=True)
    if side and side not in _SIDES:
        node.fault(f"region '{name}' is on no known side", "side", measured=side, allowed=", ".join(_SIDES))
    bmap, pmap = node.text("bmap"), node.text("pmap")
    if bmap:
        _bump_map(reading, folder, bmap, node)
    if pmap:
        look_for(reading.ground, folder, pmap, "port map", node)
    known = ("side", "coords", "bmap", "pmap", "layer", "gds_layer")
    return BloxRegion(name, side, _corners(name, node), bmap, pmap, node.text("layer"), node.text("gds_layer"),
                      node.rest(known))  # fmt: skip


def _corners(name: str, node: Node) -> tuple[tuple[int, int], ...]:
    value = node.data.get("coords")
    if value is None:
        node.fault(f"region '{name}' has no coords", measured="none", allowed="exactly 4 corners",
                   fix="coords required: write 'coords: [[x, y], [x, y], [x, y], [x, y]]' in um")  # fmt: skip
        return ()
    if not isinstance(value, list) or len(value) != 4:
        measured = f"{len(value)} corners" if isinstance(value, list) else "no list"
        node.fault(f"region '{name}' is no rectangle: a region has exactly 4 corners, polygons are not read", "coords",
                   measured=measured, allowed="exactly 4", fix="give the rectangle around it")  # fmt: skip
        return ()
    points = [node.um_list(point, 2, "coords", i) for i, point in enumerate(value)]
    corners = tuple((p[0], p[1]) for p in points if p is not None)
    if len(corners) == 4 and 0 in (_extent([x for x, _ in corners]), _extent([y for _, y in corners])):
        node.fault(f"region '{name}' has no area", "coords")
    return corners


def _extent(values: list[int]) -> int:
    return max(values) - min(values)


def _bump_map(reading: _Reading, folder: Path, text: str, node: Node) -> None:
    """Read a bump map once; its faults are told with its own lines."""
    if "*" in text:
        node.fault("a region has one bump map", "bmap", measured=text, fix="write the name out")
        return
    for file in listed(reading.ground, folder, text, node, "bmap"):
        name = reading.ground.name(file)
        if name in reading.maps:
            return
        if len(reading.maps) >= MAX_MAPS or reading.bumps > MAX_BUMPS:
            node.fault("too many bumps", "bmap", measured=f"{len(reading.maps)} maps, {reading.bumps} bumps",
                       allowed=f"{MAX_MAPS} maps, {MAX_BUMPS} bumps")  # fmt: skip
            return
        reading.maps[name] = None
        if not file.is_file():
            node.fault("no such bump map", "bmap", measured=name, fix="check the name and the folder")
            return
        try:
            found = read_bmap(file, name=name)
        except BadInput as error:
            reading.told.faults += error.faults
            return
        reading.maps[name] = found
        reading.bumps += len(found.entries)


def _external(reading: _Reading, folder: Path, node: Node) -> Mapping[str, object]:
    """Files beside the design, as written; missing ones are noted."""
    found = node.node("external")
    if found is None:
        return {}
    for key in _COLLATERAL:
        for text in found.texts(key):
            look_for(reading.ground, folder, text, key, found)
            if key in _CELLS:
                _read_cells(reading, folder, text)
    return dict(found.data)


def _read_cells(reading: _Reading, folder: Path, text: str) -> None:
    """How wide the bumps of a LEF file are; one that cannot be read is a note."""
    file = reading.ground.place(folder, text)
    if file is None or file in reading.cells or not file.is_file() or len(reading.cells) >= MAX_FILES:
        return
    reading.cells[file] = {}
    try:
        cells = read_lef(file).macros.values()
    except BadInput as error:
        reading.told.note(f"widths of bumps are not read: {error.faults[0].line}")
        return
    reading.cells[file] = {cell.name: min(cell.size) for cell in cells if cell.is_bump and min(cell.size) > 0}


def _design(reading: _Reading, folder: Path, node: Node) -> BloxDesign | None:
    found = node.node("Design")
    if found is None:
        if any(key in node.data for key in ("ChipletInst", "Stack", "Connection", "Path")):
            node.fault("'Design' is missing", fix="write 'Design: {name: ...}'")
        return None
    paths = node.node("Path")
    instances = tuple(
        BloxInstance(key, one.text("reference", required=True), _external(reading, folder, one),
                 one.rest(("reference", "external")))
        for key, one in node.nodes("ChipletInst")
    )  # fmt: skip
    return BloxDesign(
        found.text("name", required=True), instances,
        tuple(_stack(key, one) for key, one in node.nodes("Stack")),
        tuple(_connection(key, one) for key, one in node.nodes("Connection")),
        tuple(_path(paths, key) for key in paths.data) if paths is not None else (),
        _external(reading, folder, found), found.rest(("name", "external")),
    )  # fmt: skip


def _stack(name: str, node: Node) -> BloxPlace:
    loc, z = node.lengths("loc", 2, required=True) or (0, 0), node.length("z", required=True)
    orient = node.text("orient", required=True)
    return BloxPlace(name, (loc[0], loc[1]), z or 0, orient, node.rest(("loc", "z", "orient")))


def _connection(name: str, node: Node) -> BloxConnection:
    ends: list[str | None] = []
    for key in ("top", "bot"):
        if key not in node.data:
            node.fault(f"'{key}' of connection '{name}' is missing", fix=f"write '{key}: INSTANCE.regions.REGION', or "
                       "'~' for the package")  # fmt: skip
        text = node.text(key)
        if text and text != GROUND and split_region(text) is None:
            node.fault("this is no region", key, measured=text, allowed="INSTANCE.regions.REGION or ~")
        ends.append(None if text in ("", GROUND) else text)
    thickness = node.length("thickness")
    if thickness is not None and thickness < 0:
        node.fault("'thickness' is below zero", "thickness", allowed="0 um or more")
    return BloxConnection(name, ends[0], ends[1], thickness, node.rest(("top", "bot", "thickness")))


def _path(node: Node, name: str) -> BloxPath:
    number = name.removeprefix("Path")
    if not (name.startswith("Path") and number.isdecimal() and number.isascii() and not number.startswith("0")):
        node.fault("a path is called Path1, Path2, ...", name, measured=name)
    value = node.data[name]
    texts = value if isinstance(value, list) else []
    entries: list[tuple[bool, str]] = []
    for i, text in enumerate(texts):
        words = text.strip() if isinstance(text, str) else ""
        excluded = words.startswith("NOT ")
        region = words[4:].strip() if excluded else words
        if split_region(region) is None:
            node.fault("this is no region", name, i, measured=words, allowed="INSTANCE.regions.REGION")
        entries.append((excluded, region))
    if not entries:
        node.fault(f"'{name}' names no regions", name, allowed="a list of regions")
    return BloxPath(name, tuple(entries))
