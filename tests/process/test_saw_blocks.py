# SPDX-License-Identifier: Apache-2.0
"""Do blocks of sites stay together when a strip is sawn, and are their dies counted as built?"""

from __future__ import annotations

import metal_lines as line
import pytest

from packfab.design import Block
from packfab.geometry import Build, slice_at, volumes
from packfab.process import Flow, Saw, check
from packfab.units import mm, um

ONE = (line.chip(),)


def sawn(*blocks: Block, chips: line.Chips = ONE, kerf: int = um(250)) -> Build:
    steps = line.direct(line.metal(), chips, line.around(), where=line.layout(3, 2))
    return line.ran([*steps, Saw(kerf, blocks, molded=False)])


def pieces_of_metal(build: Build) -> list[tuple[float, ...]]:
    found = [p.region for p in slice_at(build, -um(100)).pieces if p.solid.role == "substrate"]
    return sorted(part.box for region in found for part in region.parts)


def test_without_blocks_every_site_is_a_package() -> None:
    build = sawn()
    found = line.record(build, "Saw")

    assert (found["packages"], found["dies_per_package"]) == (6, (1,) * 6)
    assert len(pieces_of_metal(build)) == 6
    assert volumes(build).by("name")["metal substrate"] * 1e-18 == pytest.approx(6 * 40)


def test_a_block_keeps_the_lanes_between_its_sites() -> None:
    build = sawn(Block(column=2, row=1, columns=2, rows=2))
    found, boxes = line.record(build, "Saw"), pieces_of_metal(build)

    assert (found["packages"], found["dies_per_package"]) == (3, (1, 4, 1))
    assert boxes[-1] == pytest.approx((-mm(5), -mm(12.25), mm(15.25), mm(4)))
    assert volumes(build).by("name")["metal substrate"] * 1e-18 == pytest.approx((160 + 20.25 * 16.25) * 0.5)
    assert found["yielded_area"] == pytest.approx((160 + 20.25 * 16.25) / (36.5 * 22.25))


def test_dies_are_counted_on_the_build() -> None:
    build = sawn(Block(column=1, row=2, columns=3), Block(column=1, row=1, rows=1), chips=line.two())

    assert line.record(build, "Saw")["dies_per_package"] == (2, 2, 2, 6)


@pytest.mark.parametrize(("block", "words"), [
    (Block(column=3, row=1, columns=2), "a block of sites reaches beyond the strip"),
    (Block(column=1, row=2, rows=2), "allowed columns 1 to 3, rows 1 to 2"),
    (Block(column=2, row=1, columns=2), "block 2 overlaps block 1 (measured both hold the site in column 2, row 1"),
])  # fmt: skip
def test_blocks_that_cannot_be_sawn_are_refused(block: Block, words: str) -> None:
    steps = line.direct(line.metal(), ONE, line.around(), where=line.layout(3, 2))

    assert words in line.refused([*steps, Saw(um(250), (Block(column=1, row=1, columns=2), block), molded=False)])


def test_a_kerf_wider_than_the_lanes_is_refused() -> None:
    steps = line.direct(line.metal(), ONE, where=line.layout(3, 2))

    assert "the saw would cut into the packages" in line.refused([*steps, Saw(um(260), molded=False)])


def test_only_a_line_without_compound_may_be_sawn_without_it() -> None:
    steps = tuple(line.direct(line.metal(), ONE))

    assert check(Flow("bare", (*steps, Saw(um(250), molded=False)))) == []
    assert "needs 'molded'" in check(Flow("molded", (*steps, Saw(um(250)))))[0].line
