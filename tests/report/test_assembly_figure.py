# SPDX-License-Identifier: Apache-2.0
"""Does the picture of an assembly show every chiplet, its gaps and its nets, the same bytes every time?"""

from __future__ import annotations

from packfab.design import Assembly, Bond, Chiplet, ChipletBump, ChipletRegion, PlacedChiplet, RegionName, turned
from packfab.report import assembly_glb, assembly_png, assembly_svg
from packfab.study import Assembled, assembled
from packfab.units import um


def stack() -> Assembled:
    """Two dies face to face on a substrate with a seal ring."""
    face = (0, 0, um(400), um(300))
    some = (
        ChipletBump("a", "BUMP", um(100), um(100), "a", "VDD"),
        ChipletBump("b", "BUMP", um(300), um(100), "b", "sig"),
    )
    die = Chiplet("logic", "die", (um(400), um(300)), um(100), (ChipletRegion("front", "front", face, some),))
    wide = (0, 0, um(1000), um(800))
    board = Chiplet("board", "substrate", (um(980), um(780)), um(200), (ChipletRegion("top", "front", wide),),
                    seal_ring=(um(10),) * 4)  # fmt: skip
    placed = (PlacedChiplet("B", board, (0, 0, 0)),
              PlacedChiplet("U1", die, (um(300), um(200), um(240)), turned(1, upside_down=True)))  # fmt: skip
    bonds = (Bond("bond", RegionName("U1", "front"), RegionName("B", "top"), um(40)),)
    return assembled(Assembly("stack <one>", placed, bonds))


def test_every_chiplet_and_gap_is_named() -> None:
    svg = assembly_svg(stack())

    for words in ("stack &lt;one&gt;", "B", "U1 (MZ_MY_R90)", "40 µm bond", "front face", "power bump", "signal bump"):
        assert f">{words}<" in svg


def test_the_picture_is_the_same_every_time() -> None:
    assert assembly_svg(stack()) == assembly_svg(stack())
    assert assembly_png(stack())[:4] == b"\x89PNG"


def test_the_bodies_are_in_the_glb() -> None:
    data = assembly_glb(stack())

    assert data[:4] == b"glTF"
    assert b"U1 die" in data
    assert b"bond bumps" in data
