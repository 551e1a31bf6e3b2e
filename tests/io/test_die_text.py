# SPDX-License-Identifier: Apache-2.0
"""Is die text read as layout tools write it, and written so that it reads back?"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from packfab.errors import BadInput
from packfab.io import DiePin, DieText, die_text, parse_die_text, read_die_text
from packfab.units import um

T1 = """File: C:\\T1_DATA.txt\t\t\t\t\t\t
"Units: microns, 2 decimal places"\t\t\t\t\t\t
Name: T1\t\t\t\t\t\t
RefDes: U7\t\t\t\t\t\t
DieType: Flipchip\t\t\t\t\t\t
DieOrient: ChipDown\t\t\t\t\t\t
Origin: (-210.00 250.00)\t\t\t\t\t\t
Rotation: 90.000\t\t\t\t\t\t
Extents: ((-160.00 -160.00) (160.00 160.00))\t\t\t\t\t\t
\t\t\t\t\t\t
Pin Number\tPadstack\tX Coord\tY Coord\tRotation\tPin Use\tNet Name
1\tDIE_PAD\t-140.00\t140.00\t0\tBI\tT1_INT_5
2\tDIE_PAD\t-100.00\t140.00\t0\tPOWER\tVDD
"""


def test_die_pins_place_and_extents_are_read() -> None:
    die = parse_die_text(T1, "t1.txt")

    assert (die.name, die.reference, die.kind, die.orientation) == ("T1", "U7", "Flipchip", "ChipDown")
    assert (die.origin, die.rotation) == ((um(-210), um(250)), 90.0)
    assert die.extents == ((um(-160), um(-160)), (um(160), um(160)))
    assert die.pins[1] == DiePin("2", um(-100), um(140), "DIE_PAD", 0.0, "POWER", "VDD")
    assert die.more == {"File": "C:\\T1_DATA.txt"}


@pytest.mark.parametrize("name", ["U", "T1", "T2", "INTERPOSER"])
def test_the_public_dies_read_back_as_they_were(name: str, data: Path) -> None:
    die = read_die_text(data / f"interposer/{name}_data.txt")

    assert len(die.pins) == {"U": 200, "T1": 64, "T2": 64, "INTERPOSER": 100}[name]
    assert parse_die_text(die_text(die), "again.txt") == die


def test_millimetres_are_read() -> None:
    die = parse_die_text(T1.replace("microns, 2", "millimeters, 5").replace("-140.00\t", "-0.14\t"), "t1.txt")

    assert die.pins[0].x == um(-140)


WORDS = some.text("AbZ_09-", min_size=1, max_size=8)
NM = some.integers(-(10**9), 10**9)


PINS = some.builds(DiePin, WORDS, NM, NM, WORDS, some.sampled_from([0.0, 90.0, 45.5]), WORDS, WORDS)


@given(
    some.lists(PINS, min_size=1, max_size=5),
    some.tuples(NM, NM),
    some.sampled_from(["microns", "millimeters", "nm"]),
)
def test_what_is_written_reads_back_to_the_nanometre(pins: list[DiePin], origin: tuple[int, int], unit: str) -> None:
    die = DieText("D", tuple(pins), "R", origin=origin, extents=((-5, -7), (11, 13)), unit=unit)

    assert parse_die_text(die_text(die), "d.txt") == die


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("Pin Number\t", "Pin\t"), "there is no table of pins"),
        (("-140.00\t140.00", "here\t140.00"), "t1.txt:12: this pin cannot be read"),
        (("microns", "furlongs"), "t1.txt:2: unknown unit 'furlongs'"),
        (("(-210.00 250.00)", "(-210.00)"), "t1.txt:7: 'Origin' cannot be read"),
        (("-140.00\t140.00", "1e99\t140.00"), "t1.txt:12: this pin cannot be read"),
        (("-140.00\t140.00", "-1e11111106\t140.00"), "t1.txt:12: this pin cannot be read"),
        (("-140.00\t140.00", "1e999999999999999999999\t140.00"), "t1.txt:12: this pin cannot be read"),
        (("(-210.00 250.00)", "(-1e11111106 0)"), "t1.txt:7: 'Origin' cannot be read"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_with_its_line(change: tuple[str, str], told: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_die_text(T1.replace(*change), "t1.txt")

    assert told in str(caught.value)


def test_mils_that_are_no_whole_nanometres_are_written_as_close_as_can_be() -> None:
    die = DieText("D", (DiePin("1", 1, 25_400),), unit="mils")

    assert parse_die_text(die_text(die), "d.txt").pins[0] == DiePin("1", 1, 25_400)


@given(some.integers(0, len(T1)), some.integers(0, 60), some.text('\t\n:"()19.-eXPin', max_size=20))
@settings(max_examples=300)
def test_a_damaged_file_is_read_or_refused_but_never_crashes(place: int, cut: int, put: str) -> None:
    with suppress(BadInput):
        parse_die_text(T1[:place] + put + T1[place + cut :], "t1.txt")
