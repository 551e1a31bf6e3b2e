# SPDX-License-Identifier: Apache-2.0
"""How is a closed surface written as STL and read again? Binary out; binary and ASCII in. Lengths are mm.

STL knows triangles only: no names, no units, no colours. Coordinates are 32-bit floats, so at 10 mm from the origin
a vertex may lie 0.5 nm off.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from packfab.errors import BadInput, Fault
from packfab.io.as_built_mesh import Surface

MAX_BYTES = 200_000_000
"""Of a file that is read."""

_MM = 1e-6
_RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
_HEADER = 80
_VERTEX = re.compile(rb"^\s*vertex\s+(\S+)\s+(\S+)\s+(\S+)\s*$", re.MULTILINE)


def stl_bytes(surface: Surface, *, title: str = "") -> bytes:
    """A binary STL of the surface, in mm; `title` goes into its header."""
    corners = (surface.vertices * _MM).astype("<f4")[surface.triangles]
    flat = (corners[:, 0] == corners[:, 1]).all(axis=1) | (corners[:, 1] == corners[:, 2]).all(axis=1)
    corners = corners[~(flat | (corners[:, 2] == corners[:, 0]).all(axis=1))]
    records = np.zeros(len(corners), dtype=_RECORD)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]).astype(np.float64)
    records["normal"] = normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-30)
    records["corners"] = corners
    head = f"packfab, mm: {title}".encode("ascii", "replace")[:_HEADER].ljust(_HEADER)
    return head + len(records).to_bytes(4, "little") + records.tobytes()


def read_stl(source: Path | bytes, *, name: str = "STL") -> Surface:
    """The surface of a binary or ASCII STL in mm, equal corners made one; BadInput when it is none."""
    if isinstance(source, Path):
        name = source.name
        size = source.stat().st_size if source.is_file() else -1
        if size < 0:
            raise BadInput([Fault("there is no such file", where=name, fix="check the path")])
        data = source.read_bytes() if size <= MAX_BYTES else b""
    else:
        data, size = source, len(source)
    if size > MAX_BYTES:
        raise BadInput([Fault("the STL is too large", where=name, measured=f"{size} bytes",
                              allowed=f"{MAX_BYTES} bytes", fix="split it")])  # fmt: skip
    corners = _binary(data)
    if corners is None:
        corners = _text(data, name)
    if not np.isfinite(corners).all():
        raise BadInput([Fault("a corner is not a number", where=name, fix="write the file again")])
    vertices, index = np.unique(corners.reshape(-1, 3), axis=0, return_inverse=True)
    return Surface(vertices / _MM, index.reshape(-1, 3).astype(np.int64))


def _binary(data: bytes) -> NDArray[np.float64] | None:
    """Corners (n, 3, 3) of a binary STL; None when its size does not fit its count, as of a text."""
    if len(data) < _HEADER + 4:
        return None
    count = int(np.frombuffer(data, dtype="<u4", count=1, offset=_HEADER)[0])
    if len(data) != _HEADER + 4 + count * _RECORD.itemsize:
        return None
    records = np.frombuffer(data, dtype=_RECORD, count=count, offset=_HEADER + 4)
    corners: NDArray[np.float64] = records["corners"].astype(np.float64)
    return corners


def _text(data: bytes, name: str) -> NDArray[np.float64]:
    """Corners (n, 3, 3) of an ASCII STL."""
    if not data.lstrip()[:5].lower() == b"solid" or b"\0" in data:
        raise BadInput([Fault("this is no STL", where=name, measured=f"{len(data)} bytes",
                              allowed="`solid ...`, or 84 bytes and 50 for each triangle",
                              fix="write the file again")])  # fmt: skip
    found = _VERTEX.findall(data)
    facets = len(re.findall(rb"^\s*facet\b", data, flags=re.MULTILINE))
    if len(found) != 3 * facets:
        raise BadInput([Fault("facets of an STL have three corners each", where=name,
                              measured=f"{len(found)} corners", allowed=f"{3 * facets} for {facets} facets",
                              fix="write the file again")])  # fmt: skip
    try:
        numbers = [[float(v) for v in row] for row in found]
    except ValueError as error:
        raise BadInput([Fault("a corner is not a number", where=name, measured=str(error), fix="correct it")]) from None
    return np.array(numbers, dtype=np.float64).reshape(-1, 3, 3)
