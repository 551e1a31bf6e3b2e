# SPDX-License-Identifier: Apache-2.0
"""Can an assembler read the bonding diagram, with few wires and with many?"""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from packfab.report import bonding_sheet, bonding_svg
from packfab.report.bonding_details import corner_sheets
from packfab.report.bonding_figure import label_text
from packfab.report.bonding_title import title_entries, wire_table

from .bonds import around_a_die
from .labels import boxes, outside, overlapping


@pytest.mark.parametrize("per_side", [1, 4, 16, 52, 120])
def test_no_label_lies_on_another_or_off_the_sheet(per_side: int) -> None:
    sheet = bonding_sheet(around_a_die(per_side))

    assert overlapping(sheet) == []
    assert outside(sheet) == []


def test_letters_stay_large_enough_to_read() -> None:
    sheet = bonding_sheet(around_a_die(120))

    assert min(word["fontsize"] for word in sheet._words) >= 3.0
    assert min(word["fontsize"] for word in sheet._words if "io[" in word["s"]) >= 5.0


def test_every_wire_is_named_once() -> None:
    diagram = around_a_die(16)
    words = [words for words, *_ in boxes(bonding_sheet(diagram))]

    assert [w.number for w in diagram.wires if words.count(label_text(w)) != 1] == []


def test_labels_of_a_side_stand_in_the_order_of_their_wires() -> None:
    diagram = around_a_die(16)
    left = {label_text(w): w.number for w in diagram.wires if w.end[0] == min(v.end[0] for v in diagram.wires)}
    placed = sorted((-y0, left[words]) for words, _, y0, _, _ in boxes(bonding_sheet(diagram)) if words in left)

    assert [number for _, number in placed] == sorted(left.values())


def test_a_wire_to_the_wrong_finger_is_told() -> None:
    svg = bonding_svg(around_a_die(4, wrong=2))

    assert svg.count("elsewhere!") == 2
    assert "pad and finger of different nets (2)" in svg


def test_the_title_block_tells_the_longest_wire() -> None:
    diagram = around_a_die(16)
    longest = max(diagram.wires, key=lambda w: w.span)

    entries = dict(title_entries(diagram))

    assert entries["Wires"] == "64 on 41 nets"
    assert entries["Longest span"].endswith(f"(no. {longest.number})")
    assert entries["Wire"] == "au 18 µm"


def test_the_table_has_a_row_for_each_wire() -> None:
    table = wire_table(around_a_die(4, wrong=1))

    assert [row[0] for row in table.rows] == [str(n) for n in range(1, 17)]
    assert table.rows[0][4] == "vdd to elsewhere"
    assert {len(row) for row in table.rows} == {len(table.head)}


def test_the_drawing_is_the_same_every_time() -> None:
    first, again = bonding_svg(around_a_die(4), prefix="a"), bonding_svg(around_a_die(4), prefix="a")

    assert first == again
    assert ElementTree.fromstring(first).tag.endswith("svg")


@pytest.mark.parametrize("per_side", [52, 120])
def test_pads_too_close_to_number_are_enlarged(per_side: int) -> None:
    (corners,) = corner_sheets(around_a_die(per_side))
    words = [words for words, *_ in boxes(corners)]

    assert overlapping(corners) == []
    assert all(any(w.partition(" ")[0] == str(n) for w in words) for n in range(1, 4 * per_side + 1))


def test_a_diagram_with_its_numbers_needs_no_enlarged_corners() -> None:
    assert corner_sheets(around_a_die(16)) == ()
