# SPDX-License-Identifier: Apache-2.0
"""How are cells with values written as VTU for ParaView and its like, and read again?

VTU is the XML of VTK for unstructured grids. Numbers are base64, little-endian, not compressed, so equal cells give
equal bytes. Lengths are mm. Words such as the names of materials stand once in the field data as strings; cells carry
their index.
"""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

import defusedxml.ElementTree as SafeTree
import numpy as np
from defusedxml import DefusedXmlException
from numpy.typing import NDArray

from packfab.errors import BadInput, Fault

MAX_BYTES = 500_000_000
"""Of a file that is read."""

TRIANGLE, HEXAHEDRON = 5, 12
CORNERS = {TRIANGLE: 3, HEXAHEDRON: 8}
"""Corners by VTK's number of a kind of cell."""

_KINDS = {"Float64": "<f8", "Int64": "<i8", "Int32": "<i4", "UInt8": "|u1"}
_HEAD = "<u8"

Values = Mapping[str, NDArray[np.float64] | NDArray[np.int64]]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Points (n, 3) mm, corners (m, 3 or 8) of cells of one kind, values (m) by name, and words by name.

    A value whose name is also one of `words` is an index into them.
    """

    points: NDArray[np.float64]
    corners: NDArray[np.int64]
    values: Values = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def vtu_bytes(cells: Cells) -> bytes:
    """The VTU file of the cells."""
    count, corners = cells.corners.shape
    kind = next(k for k, n in CORNERS.items() if n == corners)
    ends = np.arange(1, count + 1, dtype=np.int64) * corners
    rows = [
        '<?xml version="1.0"?>',
        '<VTKFile type="UnstructuredGrid" version="1.0" byte_order="LittleEndian" header_type="UInt64">',
        "<UnstructuredGrid>",
        "<FieldData>",
        *(_strings(name, words) for name, words in cells.words.items()),
        "</FieldData>",
        f'<Piece NumberOfPoints="{len(cells.points)}" NumberOfCells="{count}">',
        "<Points>",
        _numbers("Points", cells.points, "Float64"),
        "</Points>",
        "<Cells>",
        _numbers("connectivity", cells.corners.reshape(-1), "Int64"),
        _numbers("offsets", ends, "Int64"),
        _numbers("types", np.full(count, kind), "UInt8"),
        "</Cells>",
        "<CellData>",
        *(_numbers(name, v, "Float64" if v.dtype.kind == "f" else "Int32") for name, v in cells.values.items()),
        "</CellData>",
        "</Piece>",
        "</UnstructuredGrid>",
        "</VTKFile>",
    ]
    return ("\n".join(rows) + "\n").encode("ascii")


def _numbers(name: str, values: NDArray[np.float64] | NDArray[np.int64], kind: str) -> str:
    data = np.ascontiguousarray(values, dtype=_KINDS[kind]).tobytes()
    text = base64.b64encode(np.array(len(data), dtype=_HEAD).tobytes() + data).decode("ascii")
    parts = f' NumberOfComponents="{values.shape[1]}"' if values.ndim == 2 else ""
    return f'<DataArray type="{kind}" Name={_quoted(name)}{parts} format="binary">{text}</DataArray>'


def _strings(name: str, words: tuple[str, ...]) -> str:
    codes = " ".join(str(code) for word in words for code in (*word.encode("utf-8"), 0))
    return f'<Array type="String" Name={_quoted(name)} NumberOfTuples="{len(words)}" format="ascii">{codes}</Array>'


def _quoted(name: str) -> str:
    return quoteattr(name.encode("ascii", "replace").decode("ascii"))


def read_vtu(source: Path | bytes, *, name: str = "VTU") -> Cells:
    """The cells of a VTU file as `vtu_bytes` writes it: one piece, one kind of cell; BadInput when it is another."""
    data = _bytes(source, name)
    where = source.name if isinstance(source, Path) else name
    try:
        root = SafeTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise _fault(where, "this is no XML that can be read", str(error)[:80]) from None
    if root.tag != "VTKFile" or root.get("type") != "UnstructuredGrid" or root.get("header_type") != "UInt64":
        raise _fault(where, "this is no unstructured grid of VTK with 64-bit heads", root.tag[:80])
    try:
        return _cells(root)
    except (LookupError, ValueError, AttributeError, TypeError, OverflowError, StopIteration) as error:
        raise _fault(
            where, "the arrays of the grid do not fit together", f"{type(error).__name__}: {error}"[:80]
        ) from None


def _bytes(source: Path | bytes, name: str) -> bytes:
    if not isinstance(source, Path):
        size, data = len(source), source
    elif source.is_file():
        size = source.stat().st_size
        data = source.read_bytes() if size <= MAX_BYTES else b""
    else:
        raise BadInput([Fault("there is no such file", where=source.name, fix="check the path")])
    if size > MAX_BYTES:
        raise BadInput([Fault("the VTU is too large", where=name, measured=f"{size} bytes",
                              allowed=f"{MAX_BYTES} bytes", fix="split it")])  # fmt: skip
    return data


def _fault(where: str, what: str, measured: str) -> BadInput:
    return BadInput([Fault(what, where=where, measured=measured, fix="write it again as binary VTU, not compressed")])


def _cells(root: ElementTree.Element) -> Cells:
    piece = root.findall("UnstructuredGrid/Piece")
    if len(piece) != 1:
        raise ValueError(f"{len(piece)} pieces")
    arrays = {group: {a.attrib["Name"]: _array(a) for a in piece[0].findall(f"{group}/DataArray")}
              for group in ("Points", "Cells", "CellData")}  # fmt: skip
    count = int(piece[0].attrib["NumberOfCells"])
    points = next(iter(arrays["Points"].values())).reshape(-1, 3).astype(np.float64)
    kinds = np.unique(arrays["Cells"]["types"])
    if len(kinds) > 1 or (count and int(kinds[0]) not in CORNERS):
        raise ValueError("several kinds of cells")
    corners = CORNERS[int(kinds[0])] if count else 3
    index = arrays["Cells"]["connectivity"].astype(np.int64).reshape(count, corners)
    ends = arrays["Cells"]["offsets"].astype(np.int64)
    if len(points) != int(piece[0].attrib["NumberOfPoints"]) or not np.array_equal(
        ends, np.arange(1, count + 1) * corners
    ):
        raise ValueError("other numbers of points or corners than told")
    if count and not (index.min() >= 0 and index.max() < len(points)):
        raise ValueError("a corner that is no point")
    values = {name: v if v.dtype.kind == "f" else v.astype(np.int64) for name, v in arrays["CellData"].items()}
    if any(len(v) != count for v in values.values()):
        raise ValueError("values for another number of cells")
    words = {a.attrib["Name"]: _words(a) for a in root.findall("UnstructuredGrid/FieldData/Array")}
    return Cells(points, index, values, words)


def _array(element: ElementTree.Element) -> NDArray[np.float64]:
    if element.get("format") != "binary":
        raise ValueError("an array that is not binary")
    data = base64.b64decode((element.text or "").strip(), validate=True)
    if len(data) < 8 or int(np.frombuffer(data, _HEAD, 1)[0]) != len(data) - 8:
        raise ValueError("an array of another length than told")
    values: NDArray[np.float64] = np.frombuffer(data, _KINDS[element.attrib["type"]], offset=8)
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise ValueError("a value that is not a number")
    return values


def _words(element: ElementTree.Element) -> tuple[str, ...]:
    codes = bytes(int(code) for code in (element.text or "").split())
    return tuple(word.decode("utf-8") for word in codes.split(b"\0")[:-1])
