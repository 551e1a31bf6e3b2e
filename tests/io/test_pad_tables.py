# SPDX-License-Identifier: Apache-2.0
"""Do tables of pads go out and come in with the same columns, as CSV and as XLSX, and always as the same bytes?"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from packfab.errors import BadInput
from packfab.io import Sheet, csv_bytes, found_sheets, read_table, xlsx_bytes
from packfab.units import um

COLUMNS = ("pad", "x_um", "y_um", "net", "diameter_um")
SHEET = Sheet("pads", COLUMNS, (("1", um(-140), 1, "=VDD+1", um(24)), ("A,2", 250, -3, 'a "b"; c', "")))
LABELS = some.text(some.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12)
NM = some.integers(-(2**45), 2**45)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_reads_back_to_the_nanometre(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"t.{ending}"
    path.write_bytes(csv_bytes(SHEET) if ending == "csv" else xlsx_bytes([SHEET]))

    (found,) = found_sheets(path)

    assert found.subject == "pad"
    assert not found.bare
    assert [found.text("name", row) for row in (0, 1)] == ["1", "A,2"]
    assert [found.text("net", row) for row in (0, 1)] == ["=VDD+1", 'a "b"; c']
    assert [(found.length("x", row), found.length("y", row)) for row in (0, 1)] == [(um(-140), 1), (250, -3)]
    assert [found.length("diameter", row) for row in (0, 1)] == [um(24), None]


def test_the_tables_of_a_spec_read_them_too(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(xlsx_bytes([Sheet("first", ("a",), (("b",),)), SHEET]))

    table = read_table(tmp_path / "t.xlsx", {"name": "pad", "x": "x_um"}, sheet="pads")

    assert list(table.columns["x"]) == ["-140", "0.25"]


def test_a_workbook_tells_no_time() -> None:
    assert xlsx_bytes([SHEET]) == xlsx_bytes([SHEET])
    assert b"2000-01-01" not in csv_bytes(SHEET)


@given(rows=some.lists(some.tuples(LABELS, NM, NM, LABELS, NM), min_size=1, max_size=6))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_names_and_places_read_back(rows: list[tuple[str, int, int, str, int]], tmp_path: Path) -> None:
    sheet = Sheet("pads", COLUMNS, tuple(rows))
    (tmp_path / "t.csv").write_bytes(csv_bytes(sheet))
    (tmp_path / "t.xlsx").write_bytes(xlsx_bytes([sheet]))

    for name in ("t.csv", "t.xlsx"):
        (found,) = found_sheets(tmp_path / name)
        again = [(found.text("name", i), found.length("x", i), found.length("y", i), found.text("net", i),
                  found.length("diameter", i)) for i in range(len(found))]  # fmt: skip

        assert again == rows


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("Pin Name;X (mm);Y (mm)\nA1;1.5;2\n", 1_500_000),
        ("No\tX [mil]\tY [mil]\n1\t10\t20\n", 254_000),
        ("some words\n\nBall|X Coord|Y Coord\nA1|12.5|0\n", 12_500),
        ("x,y\n1 mm,2\n", 1_000_000),
    ],
)
def test_columns_are_known_by_the_names_of_the_trade(text: str, x: int, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text)

    (found,) = found_sheets(tmp_path / "t.csv")

    assert found.length("x", 0) == x


def test_a_table_without_places_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("net,pads\nVDD,3\n")

    assert found_sheets(tmp_path / "t.csv") == ()


def test_cells_that_are_no_numbers_are_told_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("pad,x_um,y_um\n1,a,2\n2,3,\n")

    with pytest.raises(BadInput) as caught:
        found_sheets(tmp_path / "t.csv")

    assert "t.csv:2" in str(caught.value)
    assert "t.csv:3" in str(caught.value)


BYTES = {"t.csv": csv_bytes(SHEET), "t.xlsx": xlsx_bytes([SHEET])}


@given(
    name=some.sampled_from(sorted(BYTES)),
    place=some.integers(0, 5000),
    cut=some.integers(0, 40),
    put=some.binary(max_size=12),
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_read_or_refused_but_never_crashes(
    tmp_path: Path, name: str, place: int, cut: int, put: bytes
) -> None:
    (tmp_path / name).write_bytes(BYTES[name][:place] + put + BYTES[name][place + cut :])

    with suppress(BadInput):
        found_sheets(tmp_path / name)
