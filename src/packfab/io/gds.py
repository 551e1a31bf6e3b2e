# SPDX-License-Identifier: Apache-2.0
"""How are masks written to GDSII and OASIS, and read back?

gdstk does the encoding: user unit 1 um, precision 1 nm, so that whole nm survive. Files of others are looked through
first (`gds_scan.py`) and then decoded in a process of its own with bounds on time and memory (`gds_child.py`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import gdstk
import numpy as np

from packfab.errors import BadInput, Fault
from packfab.io.gds_decode import decoded
from packfab.io.gds_scan import scan_gds, scan_oasis
from packfab.io.mask_cut import simple_rings
from packfab.io.masks import Copies, MaskCell, Masks, check_masks

MAX_BYTES = 64_000_000
"""Of a file that is read."""
MAX_TEXT = 512
"""Characters of a text or a name, as the stream format of GDSII has it."""

_UNIT, _PRECISION, _NM = 1e-6, 1e-9, 1e-3
_CORNERS = 8190
#: Files say when they were written; ours always the same, so that equal masks are equal files.
_WRITTEN = datetime(2000, 1, 1)
_OASIS_MAGIC = b"%SEMI-OASIS\r\n"


def gds_bytes(masks: Masks) -> bytes:
    """The masks as a GDSII stream; a grid of copies is one array, other copies are single references."""
    return _written(masks, "gds")


def oasis_bytes(masks: Masks) -> bytes:
    """The masks as an OASIS file; the name of the library is not kept, since OASIS has none."""
    return _written(masks, "oas")


def read_masks(path: Path) -> Masks:
    """The masks in a GDSII or OASIS file, by what it begins with; BadInput for what is broken or too much.

    Paths and boxes come back as polygons, and holes as the cuts that the format needs.
    """
    raw = _read(path)
    if raw.startswith(_OASIS_MAGIC):
        scan_oasis(raw, path.name)
        masks = decoded(path, "oas")
    else:
        scan_gds(raw, path.name)
        masks = decoded(path, "gds")
    check_masks(masks, where=path.name)
    return masks


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise BadInput([Fault("no such file", str(path), fix="check the name and the folder")])
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise BadInput([Fault(f"cannot be read: {error}", str(path), fix="check the file")]) from None
    if len(raw) > MAX_BYTES:
        raise BadInput([Fault("the file is too large", path.name, f"over {MAX_BYTES} bytes", f"{MAX_BYTES} bytes",
                              "write only the cell and the layers that are needed")])  # fmt: skip
    return raw


def _written(masks: Masks, form: str) -> bytes:
    check_masks(masks)
    library = gdstk.Library(_ascii(masks.name), unit=_UNIT, precision=_PRECISION)
    cells = {cell.name: gdstk.Cell(_ascii(cell.name)) for cell in masks.cells}
    for cell in masks.cells:
        _fill(cells[cell.name], cell, cells)
    library.add(*cells.values())
    with tempfile.TemporaryDirectory(prefix="packfab-") as folder:
        target = Path(folder) / f"masks.{form}"
        if form == "gds":
            library.write_gds(target, max_points=_CORNERS, timestamp=_WRITTEN)
        else:
            library.write_oas(target)
        return target.read_bytes()


def _fill(into: gdstk.Cell, cell: MaskCell, cells: dict[str, gdstk.Cell]) -> None:
    for (layer, datatype), polygons in sorted(cell.polygons.items()):
        for polygon in polygons:
            into.add(*(gdstk.Polygon((ring * _NM).tolist(), layer, datatype) for ring in simple_rings(polygon)))
    for copies in cell.copies:
        into.add(*_references(copies, cells[copies.cell]))
    for text in cell.texts:
        layer, texttype = text.layer
        into.add(gdstk.Label(_ascii(text.text), (text.x * _NM, text.y * _NM), layer=layer, texttype=texttype))


def _references(copies: Copies, cell: gdstk.Cell) -> Iterator[gdstk.Reference]:
    if not len(copies.places):
        return
    first = copies.places[0]
    reference = gdstk.Reference(cell, tuple(first * _NM), np.radians(copies.turn), copies.scale, copies.mirrored)
    grid = _grid(copies)
    if grid is not None:
        columns, rows, across, up = grid
        reference.repetition = gdstk.Repetition(columns, rows, (across * _NM, up * _NM))
    elif len(copies.places) > 1:
        reference.repetition = gdstk.Repetition(offsets=(copies.places[1:] - first) * _NM)
    yield reference


def _grid(copies: Copies) -> tuple[int, int, int, int] | None:
    """Columns, rows and spacings (nm) of copies in a full grid, column by column from the lower left; else nothing."""
    places = copies.places
    columns, rows = len(np.unique(places[:, 0])), len(np.unique(places[:, 1]))
    if copies.turn or copies.mirrored or len(places) < 4 or columns * rows != len(places):
        return None
    (x0, y0), (x1, y1) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
    across, up = ((x1 - x0) // max(columns - 1, 1), (y1 - y0) // max(rows - 1, 1))
    x, y = x0 + across * np.arange(columns), y0 + up * np.arange(rows)
    grid = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1).reshape(-1, 2)
    same = np.array_equal(grid, places[np.lexsort((places[:, 1], places[:, 0]))])
    # the reference stands at the first place, which has to be the lower left one
    return (columns, rows, across, up) if same and tuple(places[0]) == (x0, y0) else None


def _ascii(text: str) -> str:
    """The text as both formats hold it: printable ASCII, `?` for the rest."""
    return "".join(c if " " <= c <= "~" else "?" for c in text[:MAX_TEXT])
