# SPDX-License-Identifier: Apache-2.0
"""Which cells show a build? Triangles of its bodies as built, or bricks of a grid over it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from packfab.io.as_built import BuiltBody
from packfab.io.as_built_mesh import side_by_side, surface_of
from packfab.io.vtu import Cells
from packfab.mesh import Grid

MM = 1e-6
NO_NET = "-"


def surface_cells(bodies: Sequence[BuiltBody]) -> Cells:
    """The skin of every body in every place: triangles with material, role, part, name, net and step."""
    surfaces, rows = [], []
    words: dict[str, dict[str, int]] = {key: {} for key in ("material", "role", "part", "name", "net")}
    for body in bodies:
        skin, solid = surface_of(body), body.solid
        nets = solid.nets_by_place
        for (x, y), number in zip(body.places.tolist(), body.numbers.tolist(), strict=True):
            told = (solid.material, solid.role, solid.part, solid.name, nets[number] or NO_NET)
            row = [table.setdefault(word, len(table)) for table, word in zip(words.values(), told, strict=True)]
            surfaces.append(skin.moved(x, y))
            rows.append((*row, solid.step, len(skin.triangles)))
    whole = side_by_side(surfaces)
    told_of = np.array(rows, dtype=np.int64).reshape(-1, 7)
    each = np.repeat(told_of[:, :6], told_of[:, 6], axis=0)
    values = {name: each[:, k] for k, name in enumerate((*words, "step"))}
    return Cells(whole.vertices * MM, whole.triangles, values, {name: tuple(table) for name, table in words.items()})


def grid_cells(grid: Grid) -> Cells:
    """The bricks of a grid that hold something: dominant material (an index, -1 void) and its share."""
    full = grid.void < 1 - 1e-9
    k, j, i = np.nonzero(full)
    nx, ny = len(grid.x), len(grid.y)

    def point(dk: int, dj: int, di: int) -> NDArray[np.int64]:
        return ((k + dk) * ny + j + dj) * nx + i + di

    around = [(0, 0), (0, 1), (1, 1), (1, 0)]
    corners = np.column_stack([point(dk, dj, di) for dk in (0, 1) for dj, di in around]).reshape(-1, 8)
    used, index = np.unique(corners, return_inverse=True)
    layer, rest = np.divmod(used, nx * ny)
    row, column = np.divmod(rest, nx)
    points = np.column_stack([grid.x[column], grid.y[row], grid.z[layer]]) * MM
    values: dict[str, NDArray[np.float64] | NDArray[np.int64]] = {
        "material": grid.dominant[full],
        "fraction": grid.fraction[full],
        "void": grid.void[full],
    }
    return Cells(points, index.reshape(-1, 8).astype(np.int64), values, {"material": grid.materials})
