# SPDX-License-Identifier: Apache-2.0
"""What does gdstk find in a file of masks? Run as a script of its own: FORM FILE ANSWER SEARCH_PATH.

It imports nothing of packfab, bounds itself before it opens the file, and writes what it found as JSON in whole nm.
"""

from __future__ import annotations

import json
import math
import os
import sys
from typing import Any

MEMORY = 4_000_000_000
"""Bytes of address space."""
PROCESSOR = 100
"""Seconds."""
MOST = 2_000_000
"""Polygons, texts and places of copies, each."""
MOST_CORNERS = 20_000_000


def bound() -> None:
    """Bound this process in memory and time, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Counted:
    """Counts what was found, and how far coordinates lay off the grid of 1 nm."""

    def __init__(self) -> None:
        self.items = 0
        self.corners = 0
        self.rounded = 0.0

    def more(self, items: int, corners: int = 0) -> None:
        """Count; ValueError when it is too much."""
        self.items += items
        self.corners += corners
        if self.items > MOST or self.corners > MOST_CORNERS:
            raise ValueError(f"more than {MOST} polygons, texts and copies, or {MOST_CORNERS} corners")

    def whole(self, points: Any) -> list[int]:
        """Points (n, 2) in nm as a flat list of whole numbers."""
        import numpy as np

        points = np.asarray(points, dtype=np.float64)
        if not np.isfinite(points).all() or np.abs(points).max(initial=0.0) > 2**52:
            raise ValueError("coordinates without bounds")
        rounded = np.rint(points)
        self.rounded = max(self.rounded, float(np.abs(rounded - points).max(initial=0.0)))
        flat: list[int] = rounded.astype(np.int64).ravel().tolist()
        return flat


def offsets(item: Any, count: Counted) -> Any:
    """Where an item is repeated, (n, 2), the first at (0, 0)."""
    import numpy as np

    repeated = item.repetition
    sides = (repeated.columns or 1) * (repeated.rows or 1) if repeated is not None else 1
    count.more(max(1, int(sides)))
    found = repeated.get_offsets() if repeated is not None else []
    return np.asarray(found, dtype=np.float64).reshape(-1, 2) if len(found) else np.zeros((1, 2))


def cell_data(cell: Any, count: Counted) -> dict[str, Any]:
    """A cell as plain data."""
    polygons, copies, texts = [], [], []
    shapes = list(cell.polygons)
    for path in cell.paths:
        made = path.to_polygons()
        for polygon in made:
            polygon.repetition = path.repetition
        shapes += made
    for shape in shapes:
        where = offsets(shape, count)
        count.more(len(where), len(where) * len(shape.points))
        polygons += [[shape.layer, shape.datatype, count.whole(shape.points + offset)] for offset in where]
    for reference in cell.references:
        where = offsets(reference, count)
        count.more(len(where))
        name = reference.cell_name
        turn = math.degrees(reference.rotation) % 360.0
        near = round(turn * 1e6) / 1e6
        copies.append([name, near, bool(reference.x_reflection), float(reference.magnification),
                       count.whole(where + reference.origin)])  # fmt: skip
    for label in cell.labels:
        for offset in offsets(label, count):
            x, y = count.whole([[label.origin[0] + offset[0], label.origin[1] + offset[1]]])
            texts.append([label.text, x, y, label.layer, label.texttype])
    return {"name": cell.name, "polygons": polygons, "copies": copies, "texts": texts}


def main(form: str, source: str, answer: str, search: str) -> None:
    """Read the file and write the answer."""
    sys.path[:] = [*sys.path, *(entry for entry in search.split(os.pathsep) if entry not in ("", *sys.path))]
    import gdstk

    bound()
    library = (gdstk.read_gds if form == "gds" else gdstk.read_oas)(source, unit=1e-9)
    count = Counted()
    cells = [cell_data(cell, count) for cell in library.cells if not isinstance(cell, gdstk.RawCell)]
    data = {"name": library.name, "cells": cells, "rounded": count.rounded}
    with open(answer, "w", encoding="utf-8") as stream:
        json.dump(data, stream, allow_nan=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
