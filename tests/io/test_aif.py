# SPDX-License-Identifier: Apache-2.0
"""Is an AIF II file read by its grammar, written so that it reads the same, and refused line by line?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from aif_samples import MANY, SINGLE

from packfab.errors import BadInput
from packfab.io import AifPad, aif_text, read_aif
from packfab.io.aif import UNITS
from packfab.units import mm, um


@pytest.mark.parametrize("text", [SINGLE, MANY], ids=["single die", "multi die"])
@pytest.mark.parametrize("units", UNITS)
def test_a_file_survives_writing_in_every_unit(text: str, units: str) -> None:
    first = replace(read_aif(text.encode()).aif, units=units)

    again = read_aif(aif_text(first).encode())

    assert again.aif == first
    assert again.notes == ()


def test_a_single_die_is_read_whole() -> None:
    aif = read_aif(SINGLE.encode()).aif

    assert aif.dies[0].size == (um(3588), um(5188))
    assert aif.dies[0].centre == (um(-10), um(10))
    assert aif.pads[1] == AifPad("BF", "RECTANGLE", (um(250), um(90)), um(5))
    assert len(aif.pads[4].points) == 3
    assert [row.columns for row in aif.rows] == [14, 14, 14, 5, 6]
    assert [row.is_wire for row in aif.rows] == [True, True, False, False, False]
    assert aif.rows[0].angle == 12.5
    assert (aif.rows[2].pad, aif.rows[2].ball) == ("", "A2")
    assert [polygon.is_cut for polygon in aif.rings[0].polygons] == [False, True]
    assert len(aif.rings[0].polygons[0].points) == 4
    assert aif.bga is not None
    assert (aif.bga.size, aif.bga.chamfer, aif.bga.a1) == ((mm(8), mm(9)), (("UR", um(250)),), "UL")
    assert aif.wire == um(20)
    assert aif.texts[0].text == "HELLO WORLD"


def test_dies_of_a_multi_die_file_have_their_pads() -> None:
    aif = read_aif(MANY.encode()).aif

    assert [(die.definition, die.reference) for die in aif.dies] == [("CPU", "U1"), ("RAM", "U2"), ("RAM", "U3")]
    assert aif.dies[1].thickness == um(100)
    assert [(row.reference, row.pad_name) for row in aif.rows[:3]] == [("U1", "1"), ("U1", "2"), ("U2", "1")]


def test_sections_that_are_not_known_are_passed_over_and_told() -> None:
    notes = read_aif(SINGLE.encode()).notes

    assert any("[STACKUP]" in note for note in notes)


@pytest.mark.parametrize(("text", "old", "new", "said"), [
    (SINGLE, "[DATABASE]", "[BGA]", "the first section is not"),
    (SINGLE, "TYPE=AIF", "TYPE=DXF", "TYPE is not AIF"),
    (SINGLE, "UNITS=MM", "UNITS=FURLONG", "UNITS is no unit"),
    (SINGLE, "WIDTH=3.588\n", "", "the die has no size"),
    (SINGLE, "WIDTH=3.588", "WIDTH=-3", "too small"),
    (SINGLE, "DP=SQ 0.06", "DP=SQ", "this is no padstack"),
    (SINGLE, "DP=SQ 0.06", "DP=STAR 3", "this is no padstack"),
    (SINGLE, "DP=SQ 0.06", "BP=SQ 1", "is there twice"),
    (SINGLE, "TRI=POLY -0.01,-0.01", "TRI=POLY -0.01", "three corners"),
    (SINGLE, "SIG 3 DP -1.5 0.3", "SIG 3 DP -1.5", "5, 6 or 14 columns"),
    (SINGLE, "SIG 3 DP -1.5 0.3", "SIG 3 DP -1.5 -", "x and y"),
    (SINGLE, "SIG 3 DP -1.5 0.3", "SIG 3 DP -1.5 1e999", "no length"),
    (SINGLE, "F1 BF -2.5 0.12 12.5", "F1 BF -2.5 0.12 nan", "no angle"),
    (SINGLE, "GNDRING VSS 2 0.01 5", "GNDRING VSS 2 0.01 500000", "corners are missing"),
    (SINGLE, "POPULATION=9 11", "POPULATION=9", "two counts"),
    (SINGLE, "[WIRE]", "[BGA]", "section [BGA] is there twice"),
    (SINGLE, "[PADS]", "[PODS]", "section [PADS] is missing"),
    (MANY, "RAM=U2, U3", "RAM=U2, U2", "die 'U2' is there twice"),
    (MANY, "[MCM_RAM_U3]", "[MCM_RAM_U4]", "[MCM_RAM_U3] is missing"),
    (MANY, "B U3.2", "B U9.2", "on no die"),
])  # fmt: skip
def test_a_file_that_is_wrong_is_told(text: str, old: str, new: str, said: str) -> None:
    assert old in text

    with pytest.raises(BadInput) as caught:
        read_aif(text.replace(old, new, 1).encode(), name="x.aif")

    assert said in str(caught.value)
    assert "x.aif:" in str(caught.value)


def test_all_faults_come_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        read_aif(SINGLE.replace("SQ 0.06", "SQ x").replace("CENTER=-0.01 0.01", "CENTER=1").encode())

    assert len(caught.value.faults) == 2


def test_names_that_are_no_words_are_not_written() -> None:
    aif = read_aif(MANY.encode()).aif
    bad = replace(aif, rows=(replace(aif.rows[0], net="a b"),))

    with pytest.raises(BadInput, match="one word"):
        aif_text(bad)
