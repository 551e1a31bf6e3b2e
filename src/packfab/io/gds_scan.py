# SPDX-License-Identifier: Apache-2.0
"""Is a file of masks whole, before a library in C++ looks at it?

GDSII is a sequence of records: length (2 bytes, big-endian, with the head), kind, type of data, data. The order of the
records follows the stream format of GDSII, release 6. Of OASIS only head and end are looked at.
"""

from __future__ import annotations

import struct
from collections import Counter
from dataclasses import dataclass, field
from typing import NoReturn

from packfab.errors import BadInput, Fault

MOST_RECORDS = 6_000_000
MOST_CELLS = 100_000
MOST_EXPANDED = 10_000_000_000
"""Elements of a cell with all references written out."""
DEEPEST = 64

_NAMES = {0x00: "HEADER", 0x01: "BGNLIB", 0x02: "LIBNAME", 0x03: "UNITS", 0x04: "ENDLIB", 0x05: "BGNSTR",
          0x06: "STRNAME", 0x07: "ENDSTR", 0x08: "BOUNDARY", 0x09: "PATH", 0x0A: "SREF", 0x0B: "AREF", 0x0C: "TEXT",
          0x0D: "LAYER", 0x0E: "DATATYPE", 0x0F: "WIDTH", 0x10: "XY", 0x11: "ENDEL", 0x12: "SNAME", 0x13: "COLROW",
          0x15: "NODE", 0x16: "TEXTTYPE", 0x17: "PRESENTATION", 0x19: "STRING", 0x1A: "STRANS", 0x1B: "MAG",
          0x1C: "ANGLE", 0x1F: "REFLIBS", 0x20: "FONTS", 0x21: "PATHTYPE", 0x22: "GENERATIONS", 0x23: "ATTRTABLE",
          0x26: "ELFLAGS", 0x2A: "NODETYPE", 0x2B: "PROPATTR", 0x2C: "PROPVALUE", 0x2D: "BOX", 0x2E: "BOXTYPE",
          0x2F: "PLEX", 0x30: "BGNEXTN", 0x31: "ENDEXTN", 0x36: "FORMAT", 0x37: "MASK",
          0x38: "ENDMASKS"}  # fmt: skip
_ELEMENTS = {"BOUNDARY", "PATH", "SREF", "AREF", "TEXT", "NODE", "BOX"}
_OF_LIBRARY = {"BGNLIB", "LIBNAME", "UNITS", "REFLIBS", "FONTS", "GENERATIONS", "ATTRTABLE", "FORMAT", "MASK",
               "ENDMASKS"}  # fmt: skip
#: Bytes of data that a record has, or a multiple of which it has.
_EXACT = {"HEADER": 2, "UNITS": 16, "LAYER": 2, "DATATYPE": 2, "TEXTTYPE": 2, "BOXTYPE": 2, "NODETYPE": 2, "WIDTH": 4,
          "COLROW": 4, "STRANS": 2, "MAG": 8, "ANGLE": 8, "PATHTYPE": 2, "ENDEL": 0, "ENDSTR": 0, "ENDLIB": 0,
          "BGNEXTN": 4, "ENDEXTN": 4, "PRESENTATION": 2, "BGNSTR": 24, "BGNLIB": 24,
          **dict.fromkeys(_ELEMENTS, 0)}  # fmt: skip
#: Least number of points of an element, and what else it needs.
_POINTS = {"BOUNDARY": 4, "PATH": 1, "SREF": 1, "AREF": 3, "TEXT": 1, "NODE": 1, "BOX": 4}
_NEEDS = {"BOUNDARY": {"LAYER", "DATATYPE"}, "PATH": {"LAYER", "DATATYPE"}, "SREF": {"SNAME"},
          "AREF": {"SNAME", "COLROW"}, "TEXT": {"LAYER", "TEXTTYPE", "STRING"}, "NODE": {"LAYER", "NODETYPE"},
          "BOX": {"LAYER", "BOXTYPE"}}  # fmt: skip
_OASIS_END = 256


def scan_oasis(raw: bytes, name: str) -> None:
    """BadInput unless the file has the head of an OASIS file and its END record, which is 256 bytes long."""
    magic = b"%SEMI-OASIS\r\n"
    if not raw.startswith(magic + b"\x01\x031.0") or len(raw) < len(magic) + _OASIS_END:
        raise BadInput([Fault("this is not a whole OASIS file of version 1.0", name, fix="write the file anew")])
    if raw[-_OASIS_END] != 2:
        raise BadInput([Fault("the file does not end as OASIS does", name, fix="it may be cut off: fetch it again")])


def scan_gds(raw: bytes, name: str) -> None:
    """BadInput, with the byte, unless the records of the file are whole, in order, and bounded when written out."""
    scan = _Scan(name)
    place, total = 0, len(raw)
    for _ in range(MOST_RECORDS):
        if place + 4 > total:
            scan.stop(place, "the file ends within its records", fix="it may be cut off: fetch it again")
        length, kind = struct.unpack_from(">HB", raw, place)
        if length < 4 or length % 2 or place + length > total:
            scan.stop(place, f"a record of {length} bytes", fix="it may be cut off or not be GDSII")
        known = _NAMES.get(kind)
        if known is None:
            scan.stop(place, f"a record of the unknown kind 0x{kind:02x}", fix="it may be damaged or not be GDSII")
        scan.take(place, known, raw[place + 4 : place + length])
        place += length
        if known == "ENDLIB":
            scan.end(place)
            return
    scan.stop(place, f"over {MOST_RECORDS} records", fix="write only the cell and the layers that are needed")


@dataclass(slots=True)
class _Cell:
    elements: int = 0
    references: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Scan:
    """Where the scan is in the grammar: in the library, in a cell, in an element."""

    file: str
    cells: dict[str, _Cell] = field(default_factory=dict)
    first: bool = True
    cell: _Cell | None = None
    waits_for_name: bool = False
    element: str = ""
    seen: set[str] = field(default_factory=set)
    points: int = 0
    copies: int = 1
    target: str = ""
    has_units: bool = False

    def stop(self, place: int, what: str, *, fix: str) -> NoReturn:
        """Raise BadInput for what is at this byte."""
        raise BadInput([Fault(what, f"{self.file}, byte {place}", fix=fix)])

    def take(self, place: int, kind: str, data: bytes) -> None:
        """The next record."""
        size = _EXACT.get(kind)
        if size is not None and len(data) != size:
            self.stop(place, f"{kind} has {len(data)} bytes of data, not {size}", fix="write the file anew")
        if self.first != (kind == "HEADER"):
            self.stop(place, f"{kind} where HEADER belongs" if self.first else "a second HEADER",
                      fix="this is not a GDSII stream")  # fmt: skip
        self.first = False
        if self.element:
            self._in_element(place, kind, data)
        elif self.cell is not None:
            self._in_cell(place, kind, data)
        else:
            self._in_library(place, kind, data)

    def end(self, place: int) -> None:
        """What holds for the whole file once its ENDLIB was read."""
        if not self.has_units:
            self.stop(place, "no UNITS", fix="write the file anew")
        self._bound()

    def _in_library(self, place: int, kind: str, data: bytes) -> None:
        if kind == "UNITS":
            user, metre = (_real(data[i : i + 8]) for i in (0, 8))
            if not (1e-9 <= user <= 1e3 and 1e-13 <= metre <= 1e-3):
                self.stop(place, f"units of {user:g} and {metre:g} m", fix="use 0.001 and 1e-9 m")
            self.has_units = True
        elif kind == "BGNSTR":
            if not self.has_units:
                self.stop(place, "a cell before UNITS", fix="write the file anew")
            self.cell, self.waits_for_name = _Cell(), True
        elif kind not in _OF_LIBRARY | {"HEADER", "ENDLIB"}:
            self.stop(place, f"{kind} outside of a cell", fix="write the file anew")

    def _in_cell(self, place: int, kind: str, data: bytes) -> None:
        assert self.cell is not None
        if self.waits_for_name:
            name = _name(data)
            if kind != "STRNAME" or not name or name in self.cells:
                self.stop(place, f"a cell without a name of its own ('{name[:40]}')", fix="give each cell one name")
            self.cells[name], self.waits_for_name = self.cell, False
            if len(self.cells) > MOST_CELLS:
                self.stop(place, f"over {MOST_CELLS} cells", fix="write only the cells that are needed")
        elif kind == "ENDSTR":
            self.cell = None
        elif kind in _ELEMENTS:
            self.element, self.seen, self.points, self.copies, self.target = kind, set(), 0, 1, ""
        else:
            self.stop(place, f"{kind} within a cell", fix="write the file anew")

    def _in_element(self, place: int, kind: str, data: bytes) -> None:
        assert self.cell is not None
        if kind == "ENDEL":
            self._close(place)
            return
        if kind in _ELEMENTS | _OF_LIBRARY | {"BGNSTR", "ENDSTR", "ENDLIB", "STRNAME"}:
            self.stop(place, f"{kind} within {self.element}", fix="write the file anew")
        if kind in self.seen and kind not in ("PROPATTR", "PROPVALUE", "XY"):
            self.stop(place, f"a second {kind} in {self.element}", fix="write the file anew")
        self.seen.add(kind)
        if kind == "XY":
            if not data or len(data) % 8:
                self.stop(place, f"XY has {len(data)} bytes of data", fix="write the file anew")
            self.points += len(data) // 8
        elif kind == "COLROW":
            columns, rows = struct.unpack(">hh", data)
            if columns < 1 or rows < 1:
                self.stop(place, f"an array of {columns} x {rows}", fix="write the file anew")
            self.copies = columns * rows
        elif kind == "SNAME":
            self.target = _name(data)
        elif kind in ("MAG", "ANGLE") and not abs(_real(data)) <= 1e6:
            self.stop(place, f"{kind} of {_real(data):g}", fix="write the file anew")

    def _close(self, place: int) -> None:
        assert self.cell is not None
        missing = _NEEDS[self.element] - self.seen
        if missing or self.points < _POINTS[self.element]:
            lacks = ", ".join(sorted(missing)) or f"points: it has {self.points}"
            self.stop(place, f"{self.element} lacks {lacks}", fix="write the file anew")
        self.cell.elements += 1
        if self.target:
            self.cell.references[self.target] += self.copies
        self.element = ""

    def _bound(self) -> None:
        """BadInput for cells that are missing, within themselves, too deep, or too much when written out."""
        missing = sorted({name for cell in self.cells.values() for name in cell.references} - set(self.cells))
        if missing:
            raise BadInput([Fault(f"cells are used but not there: {', '.join(missing[:8])}", self.file,
                                  fix="add them to the file")])  # fmt: skip
        waiting = {name: set(cell.references) for name, cell in self.cells.items()}
        users: dict[str, list[str]] = {}
        for name, inner in waiting.items():
            for used in inner:
                users.setdefault(used, []).append(name)
        ready = [name for name, inner in waiting.items() if not inner]
        depth: dict[str, int] = {}
        count: dict[str, int] = {}
        while ready:
            name = ready.pop()
            copies = self.cells[name].references
            depth[name] = 1 + max((depth[inner] for inner in copies), default=0)
            count[name] = self.cells[name].elements + sum(n * count[inner] for inner, n in copies.items())
            if depth[name] > DEEPEST or count[name] > MOST_EXPANDED:
                raise BadInput([Fault(f"cell '{name}' is too much when all references are written out", self.file,
                                      f"{count[name]} elements in {depth[name]} levels",
                                      f"{MOST_EXPANDED} in {DEEPEST}", "read a smaller cell")])  # fmt: skip
            for user in users.get(name, []):
                waiting[user].discard(name)
                if not waiting[user]:
                    ready.append(user)
        if len(depth) < len(self.cells):
            loop = sorted(set(self.cells) - set(depth))[:8]
            raise BadInput([Fault(f"cells lie within themselves: {', '.join(loop)}", self.file,
                                  fix="take the reference away")])  # fmt: skip


def _name(data: bytes) -> str:
    return data.rstrip(b"\0").decode("ascii", "replace")


def _real(data: bytes) -> float:
    """An 8-byte real: sign, exponent of 16 with excess 64, fraction of 56 bits."""
    fraction = int.from_bytes(data[1:], "big") / 2**56
    return float((-1 if data[0] & 0x80 else 1) * fraction * 16.0 ** ((data[0] & 0x7F) - 64))
