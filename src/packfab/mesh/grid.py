# SPDX-License-Identifier: Apache-2.0
"""How much of which material is in each cell of a rectilinear grid over a build?

There is a line on every height at which something begins, ends or changes its law, so no cell holds an interface
along z. Within a slab the cross-sections at two Gauss points tell the shares, which is exact for straight, conical
and spherical bodies: what all cells hold of a material is its volume.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Region, joined, slice_at, z_breaks
from packfab.mesh.coverage import coverage
from packfab.mesh.lines import Lines, even_lines

MAX_CELLS = 20_000_000
"""Cells times materials of one grid."""

VOID = -1
_GAUSS = 0.5 / np.sqrt(3)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Lines x (nx + 1), y (ny + 1), z (nz + 1) in nm; of each material its share (materials, nz, ny, nx), 0 to 1."""

    x: Lines
    y: Lines
    z: Lines
    materials: tuple[str, ...]
    shares: NDArray[np.float64]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Cells along z, y and x."""
        return (len(self.z) - 1, len(self.y) - 1, len(self.x) - 1)

    @property
    def volumes(self) -> NDArray[np.float64]:
        """Volume of each cell (nz, ny, nx), nm3."""
        found: NDArray[np.float64] = (
            np.diff(self.z)[:, None, None] * np.diff(self.y)[None, :, None] * np.diff(self.x)[None, None, :]
        )
        return found

    @property
    def void(self) -> NDArray[np.float64]:
        """Share of each cell that nothing fills (nz, ny, nx)."""
        empty: NDArray[np.float64] = np.clip(1.0 - self.shares.sum(axis=0), 0.0, 1.0)
        return empty

    @property
    def dominant(self) -> NDArray[np.int64]:
        """Index of the material with the largest share (nz, ny, nx); -1 where more is void."""
        if not self.materials:
            return np.full(self.shape, VOID, dtype=np.int64)
        first = self.shares.argmax(axis=0)
        index: NDArray[np.int64] = np.where(self.shares.max(axis=0) >= self.void, first, VOID)
        return index

    @property
    def fraction(self) -> NDArray[np.float64]:
        """Share of each cell (nz, ny, nx) that the dominant material, or the void, has."""
        most: NDArray[np.float64] = np.maximum(self.shares.max(axis=0, initial=0.0), self.void)
        return most

    def held(self) -> dict[str, float]:
        """Volume of each material in all cells, nm3."""
        amounts = np.einsum("mzyx,zyx->m", self.shares, self.volumes)
        return {name: float(amount) for name, amount in zip(self.materials, amounts, strict=True)}


def grid(
    build: Build, *, pitch: float | None = None, x: Lines | None = None, y: Lines | None = None,
    tallest: float | None = None,
) -> Grid:  # fmt: skip
    """The grid of a build over its bounding box: given lines x and y, or lines at most `pitch` nm apart.

    tallest: no cell is higher than this, nm; by default as high as the slab between two interfaces. Given lines must
    hold the whole build.
    """
    x0, y0, x1, y1 = build.box
    if (x is None or y is None) and pitch is None:
        raise BadInput([Fault("a grid needs lines in x and y", where="grid", fix="give a pitch, or lines for both")])
    in_x = even_lines(x0, x1, float(pitch or 0)) if x is None else np.asarray(x, dtype=np.float64)
    in_y = even_lines(y0, y1, float(pitch or 0)) if y is None else np.asarray(y, dtype=np.float64)
    _check_lines("x", in_x, x0, x1)
    _check_lines("y", in_y, y0, y1)
    in_z = _heights(build, tallest)
    materials = sorted({s.material for s in build.solids if s.mode != "cut" and len(s.places)})
    size = (len(materials), len(in_z) - 1, len(in_y) - 1, len(in_x) - 1)
    if np.prod(size, dtype=np.float64) > MAX_CELLS:
        cells = " x ".join(str(n) for n in size[:0:-1])
        raise BadInput([Fault("the grid is too fine", where="pitch", measured=f"{cells} cells, {size[0]} materials",
                              allowed=f"{MAX_CELLS} cells times materials", fix="make the pitch larger")])  # fmt: skip
    shares = np.zeros(size)
    area = np.diff(in_y)[:, None] * np.diff(in_x)[None, :]
    index = {name: i for i, name in enumerate(materials)}
    for k, (low, high) in enumerate(zip(in_z[:-1], in_z[1:], strict=True)):
        for name, covered in _covered(build, float(low), float(high), in_x, in_y).items():
            shares[index[name], k] = covered / area
    return Grid(in_x, in_y, in_z, tuple(materials), np.minimum(shares, 1.0))


def _covered(build: Build, low: float, high: float, x: Lines, y: Lines) -> dict[str, NDArray[np.float64]]:
    """Mean area (ny, nx) nm2 of each material in a slab."""
    middle, half = (low + high) / 2, _GAUSS * (high - low)
    found: dict[str, NDArray[np.float64]] = {}
    for z in (middle - half, middle + half):
        regions: dict[str, list[Region]] = defaultdict(list)
        for piece in slice_at(build, float(z)).pieces:
            regions[piece.solid.material].append(piece.region)
        for name, flat in regions.items():
            part = coverage(joined(flat), x, y) / 2
            found[name] = found[name] + part if name in found else part
    return found


def _heights(build: Build, tallest: float | None) -> Lines:
    """A line on every height at which a law changes, and others between where cells would be too high."""
    if tallest is not None and not tallest > 0:
        raise BadInput([Fault("a grid needs cells with a height", where="tallest", measured=f"{tallest} nm",
                              fix="give one above zero")])  # fmt: skip
    low, high = build.z_range
    breaks = [z for z in z_breaks(build) if low <= z <= high]
    if tallest is None:
        return np.array(breaks)
    pieces = [even_lines(a, b, tallest)[:-1] for a, b in zip(breaks[:-1], breaks[1:], strict=True)]
    return np.concatenate([*pieces, [breaks[-1]]])


def _check_lines(axis: str, lines: Lines, low: float, high: float) -> None:
    if lines.ndim != 1 or len(lines) < 2 or not np.all(np.diff(lines) > 0):
        raise BadInput([Fault("lines of a grid must rise", where=axis, fix="sort them, each once")])
    if lines[0] > low or lines[-1] < high:
        raise BadInput([Fault("the lines of a grid do not hold the build", where=axis,
                              measured=f"{lines[0]:.0f} to {lines[-1]:.0f} nm", allowed=f"{low:.0f} to {high:.0f} nm",
                              fix="begin and end them outside the build")])  # fmt: skip
