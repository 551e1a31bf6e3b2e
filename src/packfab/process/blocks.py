# SPDX-License-Identifier: Apache-2.0
"""Which neighbouring sites of a strip stay together when it is sawn, and how many dies does each package get?

Packages are numbered in the order of their first sites, along rows from the lower left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from packfab.design import Block
from packfab.errors import Fault
from packfab.geometry import Build, Region, joined, rectangle, region
from packfab.process.layout import Layout

PATH = "thin_film.blocks"


def block_faults(blocks: Sequence[Block], layout: Layout) -> Iterator[Fault]:
    """Blocks that leave the strip, or that share a site."""
    taken: dict[tuple[int, int], int] = {}
    for number, block in enumerate(blocks):
        last = (block.column + block.columns - 1, block.row + block.rows - 1)
        if last[0] > layout.columns or last[1] > layout.rows:
            yield Fault("a block of sites reaches beyond the strip", where=f"{PATH}[{number}]",
                        measured=f"columns {block.column} to {last[0]}, rows {block.row} to {last[1]}",
                        allowed=f"columns 1 to {layout.columns}, rows 1 to {layout.rows}",
                        fix="make the block smaller or the strip larger")  # fmt: skip
        shared = [(site, other) for site in _sites(block) if (other := taken.setdefault(site, number)) != number]
        if shared:
            (column, row), other = shared[0]
            yield Fault(f"block {number + 1} overlaps block {other + 1}", where=f"{PATH}[{number}]",
                        measured=f"both hold the site in column {column}, row {row}", allowed="a site in one block",
                        fix="move or shrink one of them")  # fmt: skip


def _sites(block: Block) -> Iterator[tuple[int, int]]:
    for row in range(block.row, block.row + block.rows):
        for column in range(block.column, block.column + block.columns):
            yield column, row


def _window(block: Block) -> tuple[slice, slice]:
    """Rows and columns of a block in a grid of sites."""
    row, column = block.row - 1, block.column - 1
    return slice(row, row + block.rows), slice(column, column + block.columns)


def package_numbers(blocks: Sequence[Block], layout: Layout) -> NDArray[np.int64]:
    """Number of the package to which each site belongs, in the order of `Layout.offsets`, counted from 0."""
    first = np.arange(layout.count, dtype=np.int64).reshape(layout.rows, layout.columns)
    for block in blocks:
        own = first[_window(block)]
        own[:] = own[0, 0]
    numbers: NDArray[np.int64] = np.unique(first.reshape(-1), return_inverse=True)[1].astype(np.int64)
    return numbers


def packages_plan(blocks: Sequence[Block], layout: Layout) -> Region:
    """Outlines of all packages; those of one block are joined across the lanes between them."""
    if not blocks:
        return layout.packages
    body = layout.package.rings[0]
    grid = layout.offsets.reshape(layout.rows, layout.columns, 2)
    alone = np.ones((layout.rows, layout.columns), dtype=bool)
    wholes = []
    for block in blocks:
        own = _window(block)
        alone[own] = False
        corners = (body[None] + grid[own].reshape(-1, 1, 2)).reshape(-1, 2)
        wholes.append(rectangle(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist()))
    return joined([*wholes, region([body + offset for offset in grid[alone]])])


def dies_per_package(build: Build, layout: Layout, numbers: NDArray[np.int64]) -> tuple[int, ...]:
    """How many dies stand on each package, by the middle of each die that was built."""
    counts = np.zeros(int(numbers.max()) + 1, dtype=np.int64)
    low = layout.offsets.min(axis=0)
    pitch = np.array([max(p, 1) for p in layout.pitch])
    for die in build.select(role="die"):
        x0, y0, x1, y1 = die.shape.box
        middle = die.places + np.array([(x0 + x1) / 2, (y0 + y1) / 2])
        column, row = np.rint((middle - low) / pitch).astype(np.int64).T
        column, row = np.clip(column, 0, layout.columns - 1), np.clip(row, 0, layout.rows - 1)
        np.add.at(counts, numbers[row * layout.columns + column], 1)
    return tuple(counts.tolist())
