# SPDX-License-Identifier: Apache-2.0
"""Is an assembly of chiplets read, judged and drawn from the command line, in words and as data?"""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import Call

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def stack(call: Call, tmp_path: Path) -> Path:
    """A package handed on as 3Dblox."""
    assert call("export", EXAMPLES / "interposer" / "u.yaml", "--format", "3dblox", "-o", tmp_path).code == 0
    return tmp_path / "u.3dbx"


def test_a_sound_assembly_ends_well_and_is_drawn(stack: Path, call: Call, tmp_path: Path) -> None:
    pictures = [tmp_path / f"u.{ending}" for ending in ("svg", "png", "glb")]
    options = [word for path in pictures for word in ("-o", str(path))]

    plain, data = call("assembly", stack, *options), call("assembly", stack, "--json")

    assert plain.code == data.code == 0
    assert "no findings" in plain.out
    assert [one["name"] for one in data.data["chiplets"]] == ["carrier", "U1"]
    assert [path.read_bytes()[:4] for path in pictures] == [b"<svg", b"\x89PNG", b"glTF"]


def test_a_fault_ends_with_1_and_tells_where(stack: Path, call: Call) -> None:
    text = stack.read_text(encoding="utf-8")
    assert "z: 49.547" in text
    stack.write_text(text.replace("z: 49.547", "z: 49.548"), encoding="utf-8")

    done = call("assembly", stack, "--json")

    assert done.code == 1
    gap = next(f for f in done.data["findings"] if f["rule"] == "connection regions")
    assert (gap["measured"], gap["allowed"]) == ("49.548 um", "49.547 um")


def test_marks_are_asked_for(stack: Path, call: Call) -> None:
    done = call("assembly", stack, "--markers", "BUMP_24,BUMP_22,1 um", "--json")

    assert done.code == 0


@pytest.mark.parametrize("text", ["A", "A,B", "A,B,C", ",B,1 um", "A,B,-1 um"])
def test_a_wrong_rule_of_marks_is_refused(stack: Path, call: Call, text: str) -> None:
    done = call("assembly", stack, "--markers", text)

    assert done.code == 2
    assert "--markers" in done.err


def test_other_pictures_are_refused(stack: Path, call: Call, tmp_path: Path) -> None:
    done = call("assembly", stack, "-o", tmp_path / "u.pdf")

    assert done.code == 2
    assert ".svg" in done.err


def test_samples_of_openroad_that_are_wrong_are_refused(data: Path, call: Call) -> None:
    done = call("assembly", data / "3dblox" / "example_polygon.3dbv", "--json")

    assert done.code == 2
    assert "exactly 4" in done.data["faults"][0]["allowed"]
