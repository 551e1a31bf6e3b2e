# SPDX-License-Identifier: Apache-2.0
"""Do drawings survive DXF, does ezdxf find them sound, and are broken files told?"""

from __future__ import annotations

import io
from pathlib import Path

import ezdxf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.errors import BadInput
from packfab.io import (
    Drawing,
    DrawingLayer,
    DrawnArea,
    DrawnCircle,
    DrawnDimension,
    DrawnLine,
    DrawnText,
    dxf_bytes,
    layer_name,
    read_dxf,
)

DRAWING = Drawing(
    (DrawingLayer("si", "#5f7fb2"), DrawingLayer("notes", "#000000")),
    (
        DrawnArea("si", (((0, 0), (1_000_000, 0), (1_000_000, 500_001), (0, 500_000)),
                         ((100_000, 100_000), (200_000, 100_000), (200_000, 200_007)))),
        DrawnLine("si", ((0, 0), (1, 3), (5, 7)), False),
        DrawnLine("si", ((-1, 0), (999_999_999, 3), (5, 7)), True),
        DrawnCircle("si", 500_000, -300_000, 123_457),
        DrawnText("notes", "net[3] µm", 300_000, 10_000, 50_000, 30.0, "middle"),
        DrawnText("notes", "title", 3, 10_000, 50_000),
        DrawnDimension("notes", (0, 0), (1_000_000, 0), (0, -200_000), "1 mm", 60_000),
        DrawnDimension("notes", (0, 0), (0, 500_000), (-200_000, 0), "500 um", 60_000, True),
    ),
)  # fmt: skip
FILE = dxf_bytes(DRAWING)


def test_a_drawing_survives() -> None:
    found = read_dxf(FILE)

    assert found.drawing == DRAWING
    assert not found.skipped


def test_equal_drawings_are_equal_files() -> None:
    assert dxf_bytes(DRAWING) == FILE


def test_ezdxf_finds_no_error() -> None:
    auditor = ezdxf.read(io.StringIO(FILE.decode())).audit()

    assert (auditor.errors, auditor.fixes) == ([], [])


def test_colours_and_unit_are_in_the_file() -> None:
    document = ezdxf.read(io.StringIO(FILE.decode()))

    assert document.layers.get("si").rgb == (0x5F, 0x7F, 0xB2)
    assert document.layers.get("notes").rgb is None, "a fixed black could not be seen on the dark screen of CAD"
    assert document.layers.get("notes").color == 7
    assert document.units == ezdxf.units.MM


def test_the_time_of_day_is_put_back() -> None:
    assert ezdxf.options.write_fixed_meta_data_for_testing is False


def test_odd_names_of_layers_are_made_plain() -> None:
    assert layer_name('a:b/c"') == "a_b_c_"


def test_a_file_in_inches_is_read_in_nanometres(tmp_path: Path) -> None:
    document = ezdxf.new("R2010", units=1)
    document.modelspace().add_line((0, 0), (1, 2))
    document.modelspace().add_ellipse((0, 0), (1, 0), 0.5)
    path = tmp_path / "a.dxf"
    document.saveas(path)

    found = read_dxf(path)

    assert found.drawing.items == (DrawnLine("0", ((0, 0), (25_400_000, 50_800_000)), False),)
    assert found.skipped == {"ELLIPSE": 1}


@pytest.mark.parametrize(("raw", "told"), [
    (b"", "is empty"),
    (b"hello\nworld\n", "a.dxf:1: 'hello' is no group code"),
    (b"  2\nX\n  0\nEOF\n", "does not begin"),
    (FILE[: len(FILE) // 2], "a.dxf"),
    (FILE.replace(b"0.123457", b"nan"), "CIRCLE cannot be read"),
    (FILE.replace(b"0.123457", b"9e99"), "beyond"),
    (b"  0\nSECTION\n  2\nENTITIES\n  0\nHATCH\n 75\n1\n 92\n2\n  0\nENDSEC\n  0\nEOF\n", "HATCH cannot be read"),
    (b"AutoCAD Binary DXF\r\n", "binary"),
])  # fmt: skip
def test_a_broken_file_is_told(raw: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_dxf(raw, "a.dxf")


def said_of(raw: bytes) -> str:
    """What BadInput says of a file, or its name where it is read."""
    try:
        read_dxf(raw, "a.dxf")
    except BadInput as error:
        return str(error)
    return "a.dxf"


LINES = FILE.split(b"\n")
ENTITIES = LINES.index(b"ENTITIES")


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(ENTITIES, len(LINES) - 400), st.sampled_from((b"", b"-1", b"x", b"1e400", b"92",
       b"0", b"999999999999", b"\xff\xfe", b"70"))), min_size=1, max_size=4))  # fmt: skip
def test_a_damaged_file_gives_a_drawing_or_bad_input(changes: list[tuple[int, bytes]]) -> None:
    lines = list(LINES)
    for at, value in changes:
        lines[at] = value

    assert "a.dxf" in said_of(b"\n".join(lines))


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_drawing_or_bad_input(raw: bytes) -> None:
    assert "a.dxf" in said_of(b"  0\nSECTION\n  2\nENTITIES\n" + raw)
