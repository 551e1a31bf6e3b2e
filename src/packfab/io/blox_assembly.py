# SPDX-License-Identifier: Apache-2.0
"""Which assembly do the files of 3Dblox describe, all levels unfolded?

A design that another one holds is a box from 0 to its extents, placed by its lowest corner as any chiplet is; what it
holds is called `outer/inner`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from posixpath import normpath

from packfab.design import (
    Assembly,
    Bond,
    Chiplet,
    ChipletBump,
    ChipletRegion,
    Orientation,
    PathAssertion,
    PlacedChiplet,
    RegionName,
    orientation,
)
from packfab.errors import BadInput, Fault, raise_if
from packfab.io.blox import Blox, BloxDesign, BloxFile, BloxPlace, BloxRegion, ChipletDef, split_region
from packfab.io.bmap import BumpEntry
from packfab.io.verilog import nets_of

MAX_PLACED = 20_000


def assembly_of(blox: Blox) -> Assembly:
    """The assembly of the top file; BadInput when it holds no design, or a chiplet without a size is placed."""
    top = blox.files[0]
    if top.design is None:
        raise BadInput([Fault("the file holds no design", top.name, "chiplet definitions only", "a .3dbx file",
                              "name the .3dbx file that places them")])  # fmt: skip
    used = {one.reference for design in blox.designs.values() for one in design.instances} - set(blox.designs)
    faults: list[Fault] = []
    chiplets: dict[str, Chiplet] = {}
    for file in blox.files:
        for definition in file.chiplets:
            if definition.name in used:
                faults += _size_faults(definition, file)
            if definition.design_area is not None and definition.thickness is not None:
                chiplets[definition.name] = _chiplet(blox, file, definition)
    raise_if(faults)
    unfolding = _Unfolding(blox, chiplets)
    placed = tuple(unfolding.placed(top.design, ""))
    bonds, paths = _bonds(blox, top.design, "")
    nets = nets_of(blox.netlist[1]) if blox.netlist is not None else {}
    return Assembly(top.design.name, placed, tuple(bonds), tuple(paths), nets, blox.exact, blox.widths)


def _size_faults(one: ChipletDef, file: BloxFile) -> Iterator[Fault]:
    for key, value in (("design_area", one.design_area), ("thickness", one.thickness)):
        if value is None:
            yield Fault(f"chiplet '{one.name}' is placed and has no {key}", f"{file.name} ChipletDef.{one.name}",
                        fix=f"give it {key} in um")  # fmt: skip


def _chiplet(blox: Blox, file: BloxFile, one: ChipletDef) -> Chiplet:
    none = (0, 0, 0, 0)
    return Chiplet(one.name, one.kind, one.design_area or (0, 0), one.thickness or 0,
                   tuple(_region(blox, file, region) for region in one.regions), one.seal_ring or none,
                   one.scribe or none, bool(one.tsv), one.shrink or 1.0)  # fmt: skip


def _region(blox: Blox, file: BloxFile, one: BloxRegion) -> ChipletRegion:
    xs, ys = zip(*one.corners, strict=True)
    entries: tuple[BumpEntry, ...] = ()
    if one.bmap:
        known = blox.bump_maps.get(normpath((PurePosixPath(file.name).parent / one.bmap).as_posix()))
        entries = known.entries if known is not None else ()
    bumps = tuple(ChipletBump(e.name, e.cell, e.x, e.y, e.port, e.net) for e in entries)
    return ChipletRegion(one.name, one.side, (min(xs), min(ys), max(xs), max(ys)), bumps, one.layer)


class _Unfolding:
    """Designs laid out level by level, each kind of design once."""

    def __init__(self, blox: Blox, chiplets: dict[str, Chiplet]) -> None:
        self.designs, self.chiplets = blox.designs, chiplets
        self.done: dict[str, tuple[PlacedChiplet, ...]] = {}
        self.count = 0

    def placed(self, design: BloxDesign, path: str) -> tuple[PlacedChiplet, ...]:
        """All chiplets of a design in its own frame."""
        if design.name in self.done:
            return self.done[design.name]
        places = {place.instance: place for place in design.stack}
        found: list[PlacedChiplet] = []
        for one in design.instances:
            place = places[one.name]
            chiplet = self.chiplets.get(one.reference)
            if one.reference in self.designs:
                inner = self.placed(self.designs[one.reference], one.name)
                found += _moved(inner, one.name, place)
            elif chiplet is not None:
                found.append(PlacedChiplet(one.name, chiplet, (*place.at, place.z), _orientation(place)))
            if len(found) > MAX_PLACED:
                raise BadInput([Fault("the assembly holds too many chiplets", path, f"over {MAX_PLACED}",
                                      f"{MAX_PLACED}", "read a part of it")])  # fmt: skip
        self.done[design.name] = tuple(found)
        return self.done[design.name]


def _orientation(place: BloxPlace) -> Orientation:
    return orientation(place.orient) or Orientation()


def _moved(inner: tuple[PlacedChiplet, ...], name: str, place: BloxPlace) -> Iterator[PlacedChiplet]:
    """Chiplets of a design, as the design lies."""
    if not inner:
        return
    boxes = [one.box for one in inner]
    extent = tuple(max(b[k + 3] for b in boxes) - min(b[k] for b in boxes) for k in range(3))
    turn = _orientation(place)
    # the box of a design runs from 0 to its extents, wherever its chiplets lie in it
    shell = PlacedChiplet(name, Chiplet(name, "hier", (extent[0], extent[1]), extent[2]), (*place.at, place.z), turn)
    for one in inner:
        x0, y0, z0, x1, y1, z1 = one.box
        (xa, ya), (xb, yb) = shell.point(x0, y0), shell.point(x1, y1)
        z = extent[2] - z1 if turn.mirror_z else z0
        yield replace(one, name=f"{name}/{one.name}", at=(min(xa, xb), min(ya, yb), place.z + z),
                      orientation=turn.after(one.orientation))  # fmt: skip


def _bonds(blox: Blox, design: BloxDesign, path: str) -> tuple[list[Bond], list[PathAssertion]]:
    """Connections and path assertions of a design and of those that it holds."""
    bonds = [
        Bond(path + one.name, _named(one.top, path), _named(one.bottom, path), one.thickness or 0)
        for one in design.connections
    ]
    paths = [
        PathAssertion(path + one.name,
                      tuple(n for no, text in one.entries if not no and (n := _named(text, path)) is not None),
                      tuple(n for no, text in one.entries if no and (n := _named(text, path)) is not None))
        for one in design.paths
    ]  # fmt: skip
    for instance in design.instances:
        if instance.reference in blox.designs:
            more = _bonds(blox, blox.designs[instance.reference], f"{path}{instance.name}/")
            bonds += more[0]
            paths += more[1]
    return bonds, paths


def _named(text: str | None, path: str) -> RegionName | None:
    split = split_region(text) if text is not None else None
    return RegionName(path + split[0], split[1]) if split is not None else None
