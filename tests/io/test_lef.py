# SPDX-License-Identifier: Apache-2.0
"""Are the cells of LEF files read as they stand, and is anything else refused in words?"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from packfab.errors import BadInput
from packfab.io import LefFile, LefMacro, LefPin, LefShape, lef_text, parse_lef, read_lef
from packfab.io.lef_words import split_words

BUMPS = """VERSION 5.7 ;
NAMESCASESENSITIVE ON ;
PROPERTYDEFINITIONS
  LAYER LEF58_TYPE STRING ;
END PROPERTYDEFINITIONS
UNITS
  DATABASE MICRONS 2000 ;
END UNITS
# a comment ; with a mark
LAYER top
  TYPE ROUTING ;
  PROPERTY LEF58_SPACING "SPACING 0.4 ;
     SPACING 0.6 ENDOFLINE 0.2 ;" ;
END top
VIA V1 DEFAULT
  LAYER top ;
    RECT -0.1 -0.1 0.1 0.1 ;
END V1
SITE io
  CLASS PAD ;
  SIZE 1 BY 2 ;
END io
MACRO BUMP45
  CLASS COVER BUMP ;
  FOREIGN "BUMP45" 0 0 ;
  ORIGIN 14 14 ;
  SIZE 28 BY 28 ;
  SYMMETRY X Y ;
  PIN PAD
    DIRECTION INOUT ;
    USE SIGNAL ;
    PORT
      LAYER top ;
        POLYGON 6 -14 -6 -14 -14 -6 -14 6 -6 14 6 14 14 6 14 -6 6 -14 ;
    END
  END PAD
  OBS
    LAYER top ;
      RECT ITERATE -1 -1 1 1 DO 2 BY 1 STEP 4 0 ;
      PATH 0 0 1 1 ;
  END
  DENSITY
    LAYER top ;
      RECT 0 0 1 1 50 ;
  END
END BUMP45
BEGINEXT "tag"
  anything END LIBRARY
ENDEXT
END LIBRARY
"""


def test_a_bump_cell_is_read_with_its_box_and_shape() -> None:
    lef = parse_lef(BUMPS, "b.lef")
    bump = lef.macros["BUMP45"]

    assert lef.database == 2000
    assert lef.layers == {"top": "ROUTING"}
    assert set(lef.skipped) == {"VIA", "SITE", "PATH"}
    assert bump.is_bump
    assert (bump.size, bump.origin, bump.symmetry) == ((28_000, 28_000), (14_000, 14_000), ("X", "Y"))
    assert (bump.pins[0].name, bump.pins[0].direction, len(bump.pins[0].shapes[0].points)) == ("PAD", "INOUT", 8)
    assert [shape.points[0] for shape in bump.obstructions] == [(-1000, -1000), (3000, -1000)]


def test_cells_that_were_written_read_back_as_the_same() -> None:
    lef = parse_lef(BUMPS, "b.lef")

    again = parse_lef(lef_text(lef), "again.lef")

    assert again.macros == lef.macros
    assert (again.layers, again.database) == (lef.layers, lef.database)


@given(some.lists(some.tuples(*[some.integers(-(10**7), 10**7)] * 4), min_size=1, max_size=5))
def test_places_read_back_to_the_nanometre(numbers: list[tuple[int, int, int, int]]) -> None:
    shapes = tuple(LefShape("m", ((a, b), (c, d), (a + c, b - d))) for a, b, c, d in numbers)
    pins = (LefPin("P", shapes=shapes),)
    cell = LefMacro("C", "COVER BUMP", (numbers[0][0], numbers[0][1]), (numbers[0][2], 1), pins=pins)

    again = parse_lef(lef_text(LefFile({"C": cell}, {})), "x.lef").macros["C"]

    closed = [shape for shape in shapes if shape.points[0] == shape.points[-1]]
    assert closed or again == cell


def test_the_public_cells_are_read(data: Path) -> None:
    bumps, tech = read_lef(data / "flipchip/bumps.lef"), read_lef(data / "flipchip/tech.lef")

    assert {name: cell.size for name, cell in bumps.macros.items()} == {
        "BUMP10": (10_000, 10_000), "BUMP45": (28_000, 28_000)}  # fmt: skip
    assert all(cell.is_bump for cell in bumps.macros.values())
    assert tech.layers["topmetal"] == "ROUTING"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("SIZE 28 BY 28", "SIZE x BY 28"), "b.lef:27: this statement cannot be read"),
        (("END BUMP45", "END OTHER"), "a block ends that is not 'BUMP45'"),
        (("END LIBRARY\n", ""), ""),
        (("DO 2 BY 1", "DO 99999 BY 99999"), "up to 10000 copies"),
        (("SYMMETRY X Y ;", "SYMMETRY X Y"), "a block ends"),
        (("POLYGON 6 -14", "POLYGON 6"), "places in pairs"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_with_its_line(change: tuple[str, str], told: str) -> None:
    text = BUMPS.replace(*change)

    if not told:
        assert parse_lef(text, "b.lef").macros
        return
    with pytest.raises(BadInput) as caught:
        parse_lef(text, "b.lef")
    assert told in str(caught.value)


def test_all_faults_are_told_at_once() -> None:
    text = BUMPS.replace("SIZE 28 BY 28", "SIZE 28").replace("ORIGIN 14 14", "ORIGIN a b")

    with pytest.raises(BadInput) as caught:
        parse_lef(text, "b.lef")

    assert len(caught.value.faults) == 2


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(BadInput, match="no layers and no cells"):
        parse_lef("VERSION 5.8 ;\n", "b.lef")


def test_words_know_quotes_comments_and_their_lines() -> None:
    words = split_words('a "b ; c" d; # e\n  f#g "h\ni ; j" k\n', "x")

    assert words.words == ["a", '"b ; c"', "d", ";", "f#g", '"h', "k"]
    assert words.lines == [1, 1, 1, 1, 2, 2, 3]


@given(some.integers(0, len(BUMPS)), some.integers(0, 40), some.text('ENDMACRO;#"() \n-1.e9PINPORT', max_size=20))
@settings(max_examples=300)
@example(BUMPS.index("MACRO"), 2000, "")
def test_a_damaged_file_is_read_or_refused_but_never_crashes(place: int, cut: int, put: str) -> None:
    with suppress(BadInput):
        parse_lef(BUMPS[:place] + put + BUMPS[place + cut :], "b.lef")
