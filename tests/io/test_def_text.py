# SPDX-License-Identifier: Apache-2.0
"""Are placements, pins and nets of DEF files read as they stand, and bumps found where they are?"""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from packfab.errors import BadInput
from packfab.io import (
    DefComponent,
    DefFile,
    DefNet,
    DefPin,
    DefPort,
    def_bumps,
    def_text,
    parse_def,
    parse_lef,
    read_def,
    read_lef,
)
from packfab.io.def_text import ORIENTATIONS

DESIGN = """VERSION 5.8 ;
DIVIDERCHAR "/" ;
DESIGN chip ;
UNITS DISTANCE MICRONS 2000 ;
PROPERTYDEFINITIONS
  COMPONENTPART part INTEGER ;
END PROPERTYDEFINITIONS
DIEAREA ( 0 0 ) ( 6000000 4000000 ) ;
ROW R1 site 0 0 N DO 5 BY 1 STEP 10 0 ;
VIAS 1 ;
- v1 + RECT M1 ( 0 0 ) ( 10 10 ) ;
END VIAS
COMPONENTS 4 ;
- B1 DUMMY_BUMP + FIXED ( 420000 430000 ) N ;
- B2 DUMMY_BUMP + SOURCE DIST + PLACED ( 740000 430000 ) N + WEIGHT 3 ;
- B3 DUMMY_BUMP + UNPLACED ;
- io1 PAD_CELL + COVER ( 0 0 ) FS ;
END COMPONENTS
PINS 2 ;
- a + NET a + DIRECTION INPUT + USE SIGNAL
  + PORT + LAYER M10 ( -45000 -45000 ) ( 45000 45000 ) + FIXED ( 465000 475000 ) N ;
- VDD + NET VDD + SPECIAL + USE POWER
  + PORT
    + LAYER M10 ( -45000 -45000 ) ( 45000 45000 )
    + FIXED ( 785000 475000 ) N ;
END PINS
SPECIALNETS 1 ;
- VDD ( * VDD ) ( PIN VDD ) ( B2 PAD ) + ROUTED M1 100 ( 0 0 ) ( 10 * ) + USE POWER ;
END SPECIALNETS
NETS 1 ;
- a ( PIN a ) ( B1 PAD + SYNTHESIZED ) ( io1 PAD ) + USE SIGNAL ;
END NETS
BEGINEXT "more" - a b c ; ENDEXT
END DESIGN
"""
CELL = """UNITS
  DATABASE MICRONS 1000 ;
END UNITS
LAYER top
  TYPE ROUTING ;
  DIRECTION HORIZONTAL ;
  PITCH 1 ;
  WIDTH 0.5 ;
END top
MACRO B
  CLASS COVER BUMP ;
  ORIGIN 3 -2 ;
  SIZE 20 BY 10 ;
  PIN PAD
    DIRECTION INOUT ;
    PORT
      LAYER top ;
        RECT 1 4 5 10 ;
    END
  END PAD
END B
END LIBRARY
"""


def test_outline_components_pins_and_nets_are_read() -> None:
    design = parse_def(DESIGN, "chip.def")

    assert (design.design, design.database, design.area) == ("chip", 2000, ((0, 0), (3_000_000, 2_000_000)))
    assert design.components[0] == DefComponent("B1", "DUMMY_BUMP", (210_000, 215_000))
    assert [one.status for one in design.components] == ["FIXED", "PLACED", "UNPLACED", "COVER"]
    assert design.components[3].orientation == "FS"
    assert design.pins[1].ports == (DefPort("M10", (-22_500, -22_500, 22_500, 22_500), (392_500, 237_500)),)
    assert design.nets[0] == DefNet("VDD", (("*", "VDD"), ("PIN", "VDD"), ("B2", "PAD")), "POWER")
    assert design.nets[1].connections == (("PIN", "a"), ("B1", "PAD"), ("io1", "PAD"))
    assert design.skipped == ("VIAS",)


def test_without_a_lef_bumps_are_where_pins_are_drawn_around_them() -> None:
    found = def_bumps(parse_def(DESIGN, "chip.def"), {})

    assert [(bump.name, bump.centre, bump.diameter, bump.net) for bump in found.bumps] == [
        ("B1", (232_500, 237_500), 45_000, "a"), ("B2", (392_500, 237_500), 45_000, "VDD")]  # fmt: skip
    assert "1 bumps are not placed and were left out" in found.notes
    assert "cells taken for bumps by their names: DUMMY_BUMP (guess)" in found.notes


def test_a_person_may_say_which_cells_are_bumps() -> None:
    found = def_bumps(parse_def(DESIGN, "chip.def"), {}, macros=["PAD_CELL"])

    assert [bump.name for bump in found.bumps] == ["io1"]
    assert found.macros == ("PAD_CELL",)


def test_a_bump_cell_is_placed_as_another_reader_places_it(tmp_path: Path) -> None:
    klayout = pytest.importorskip("klayout.db")
    components = tuple(DefComponent(f"b{turned}", "B", (100_000 * i + 7, 50_000 * i), turned)
                       for i, turned in enumerate(ORIENTATIONS))  # fmt: skip
    text = def_text(DefFile("t", 1000, ((0, 0), (1_000_000, 1_000_000)), components))
    (tmp_path / "cell.lef").write_text(CELL)
    (tmp_path / "t.def").write_text(text)
    options, told = klayout.LoadLayoutOptions(), klayout.LEFDEFReaderConfiguration()
    told.lef_files, told.read_lef_with_def, told.dbu = [str(tmp_path / "cell.lef")], False, 0.001
    options.lefdef_config = told
    layout = klayout.Layout()
    layout.read(str(tmp_path / "t.def"), options)
    pins = next(i for i in layout.layer_indexes() if layout.get_info(i).name == "top.PIN")
    shapes = layout.top_cell().begin_shapes_rec(pins).each()
    theirs = {
        (box.center().x, box.center().y) for one in shapes if (box := one.shape().bbox().transformed(one.trans()))
    }

    ours = def_bumps(parse_def(text, "t.def"), parse_lef(CELL, "cell.lef").macros)

    assert {bump.centre for bump in ours.bumps} == theirs
    assert {bump.diameter for bump in ours.bumps} == {4_000}


def test_the_public_floorplan_has_its_bumps(data: Path) -> None:
    start = time.process_time()
    design = read_def(data / "flipchip/blackparrot_flipchip.def")
    found = def_bumps(design, {})

    assert time.process_time() - start < 2.0
    assert design.area == ((0, 0), (3_000_000, 3_000_000))
    assert len(found.bumps) == 276
    assert sum(bump.net != "" for bump in found.bumps) == 237
    assert {bump.diameter for bump in found.bumps} == {45_000}
    assert {(bump.centre[0] - 232_500) % 160_000 for bump in found.bumps if bump.centre is not None} == {0}


def test_the_public_interposer_has_its_bumps_by_their_cells(data: Path) -> None:
    design = read_def(data / "flipchip/passive_floorplan.def")
    found = def_bumps(design, read_lef(data / "flipchip/bumps.lef").macros)
    names = {bump.name: bump.centre or (0, 0) for bump in found.bumps}

    assert names["bump_l_100_150"] == (100_000, 150_000)
    assert all(name.split("_")[2:] == [str(x // 1000), str(y // 1000)] for name, (x, y) in names.items())
    assert not found.notes


def test_a_design_that_was_written_reads_back_as_the_same(data: Path) -> None:
    design = read_def(data / "flipchip/blackparrot_flipchip.def")

    assert parse_def(def_text(design), "again.def") == design


NAMES = some.text("abcXYZ_[]/0123456789", min_size=1, max_size=8).filter(lambda name: name not in ("PIN", "END"))
PLACES = some.tuples(some.integers(-(10**9), 10**9), some.integers(-(10**9), 10**9))


@given(
    some.lists(some.builds(DefComponent, NAMES, NAMES, PLACES, some.sampled_from([*ORIENTATIONS]),
                           some.sampled_from(["FIXED", "PLACED", "COVER"])), max_size=5),
    some.lists(some.builds(DefNet, NAMES, some.lists(some.tuples(NAMES, NAMES), max_size=4).map(tuple)), max_size=4),
    some.lists(some.builds(DefPin, NAMES, NAMES, ports=some.lists(
        some.builds(DefPort, NAMES, some.tuples(*[some.integers(-10**6, 10**6)] * 4).map(
            lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))), PLACES,
            some.sampled_from([*ORIENTATIONS])), max_size=2).map(tuple)), max_size=3),
)  # fmt: skip
def test_what_is_written_reads_back(components: list[DefComponent], nets: list[DefNet], pins: list[DefPin]) -> None:
    design = DefFile("d", 1000, ((0, 0), (5, 5)), tuple(components), tuple(pins), tuple(nets))

    assert parse_def(def_text(design), "d.def") == design


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("MICRONS 2000", "MICRONS none"), "chip.def:4: this statement cannot be read"),
        (("UNITS DISTANCE MICRONS 2000 ;", ""), "a place before the units"),
        (("END NETS", ""), "section NETS does not end"),
        (("( 420000 430000 ) N", "( 420000 430000 ) Q"), "an orientation: N, S, W"),
        (("( 420000 430000 ) N", "( 420000 x ) N"), "chip.def:14: this statement"),
        (("- B1 DUMMY_BUMP", "- B1"), "chip.def:14"),
        (("END DESIGN", "NETS 2 ; - b ( PIN"), "a statement without ';'"),
        (("END VIAS", "VIAS"), "a block without 'END VIAS'"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_with_its_line(change: tuple[str, str], told: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_def(DESIGN.replace(*change), "chip.def")

    assert told in str(caught.value)


@given(some.integers(0, len(DESIGN)), some.integers(0, 40), some.text('END-;()+#" \n1.9NETSPIN*', max_size=20))
@settings(max_examples=300)
@example(DESIGN.index("COMPONENTS 4"), 5000, "")
def test_a_damaged_file_is_read_or_refused_but_never_crashes(place: int, cut: int, put: str) -> None:
    with suppress(BadInput):
        def_bumps(parse_def(DESIGN[:place] + put + DESIGN[place + cut :], "chip.def"), {})
