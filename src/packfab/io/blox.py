# SPDX-License-Identifier: Apache-2.0
"""What stands in the files of a 3Dblox assembly: chiplet definitions (.3dbv) and designs (.3dbx)?

The values here say what the files say, file by file; lengths are whole nm. Keys that we do not know are kept in
`extra` as plain dicts, lists and texts. `blox_read.py` reads them, `blox_write.py` writes them, and
`blox_assembly.py` makes an assembly of them. The grammar is that of the OpenROAD parsers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from packfab.io.bmap import BumpMap
from packfab.io.verilog import VerilogModule

Extra = Mapping[str, Any]
Quad = tuple[int, int, int, int]
Corners = tuple[tuple[int, int], ...]

#: What a file is read with that has no header.
DEFAULT_PRECISION = 1000
GROUND = "~"


def _none() -> Extra:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class BloxHeader:
    """version and unit as written; precision: steps per micrometre (DBU); include: files as written."""

    version: str = ""
    unit: str = "micron"
    precision: int = DEFAULT_PRECISION
    include: tuple[str, ...] = ()
    extra: Extra = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class BloxRegion:
    """A region of a chiplet definition; bmap and pmap: files as written, '' for none; corners in its frame."""

    name: str
    side: str
    corners: Corners
    bmap: str = ""
    pmap: str = ""
    layer: str = ""
    gds_layer: str = ""
    extra: Extra = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class ChipletDef:
    """A chiplet definition; None where the file leaves a size open; external: key -> files as written."""

    name: str
    kind: str
    design_area: tuple[int, int] | None = None
    thickness: int | None = None
    shrink: float | None = None
    tsv: bool | None = None
    offset: tuple[int, int] | None = None
    seal_ring: Quad | None = None
    scribe: Quad | None = None
    regions: tuple[BloxRegion, ...] = ()
    external: Extra = field(default_factory=_none)
    extra: Extra = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class BloxInstance:
    """A chiplet by name; external: its own files."""

    name: str
    reference: str
    external: Extra = field(default_factory=_none)
    extra: Extra = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class BloxPlace:
    """Where an instance lies: the lowest corner of its box, and its orientation as written."""

    instance: str
    at: tuple[int, int]
    z: int
    orient: str
    extra: Extra = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class BloxConnection:
    """Two regions as written; None is the ground; thickness of the bond line, None where it is left out (0)."""

    name: str
    top: str | None
    bottom: str | None
    thickness: int | None = None
    extra: Extra = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class BloxPath:
    """A path assertion: regions as written, and whether each is excluded."""

    name: str
    entries: tuple[tuple[bool, str], ...]


@dataclass(frozen=True, slots=True)
class BloxDesign:
    """The design of a .3dbx file."""

    name: str
    instances: tuple[BloxInstance, ...] = ()
    stack: tuple[BloxPlace, ...] = ()
    connections: tuple[BloxConnection, ...] = ()
    paths: tuple[BloxPath, ...] = ()
    external: Extra = field(default_factory=_none)
    extra: Extra = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class BloxFile:
    """One file: name, with '/', from the folder of the top file."""

    name: str
    header: BloxHeader = field(default_factory=BloxHeader)
    chiplets: tuple[ChipletDef, ...] = ()
    design: BloxDesign | None = None
    extra: Extra = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class Blox:
    """The files that belong together, the top one first, and the bump maps that they name, by the same names.

    netlist: file name and module of the netlist of the whole, where the top file names one that could be read; notes:
    what was missing, rounded or passed over; no part of the value.
    """

    files: tuple[BloxFile, ...]
    bump_maps: Mapping[str, BumpMap] = field(default_factory=_none)
    netlist: tuple[str, VerilogModule] | None = None
    notes: tuple[str, ...] = field(default=(), compare=False)
    exact: bool = field(default=True, compare=False)
    """Whether all lengths were whole nm."""
    widths: Mapping[str, int] = field(default_factory=_none, compare=False)
    """Of the cells that are bumps, as far as LEF files that could be read tell it, nm."""

    @property
    def chiplets(self) -> Mapping[str, ChipletDef]:
        """All chiplet definitions by name."""
        return {chiplet.name: chiplet for file in self.files for chiplet in file.chiplets}

    @property
    def designs(self) -> Mapping[str, BloxDesign]:
        """All designs by name; the one of the top file is the whole."""
        return {file.design.name: file.design for file in self.files if file.design is not None}


def split_region(text: str) -> tuple[str, str] | None:
    """`a/b.regions.r` as ('a/b', 'r'); None for anything else."""
    instance, mark, region = text.partition(".regions.")
    return (instance, region) if mark and instance and region else None
