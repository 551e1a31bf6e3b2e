# SPDX-License-Identifier: Apache-2.0
"""Is a file of the trade taken in from the command line, and is nothing written over unasked?"""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import Call

from packfab.io import read_spec
from packfab.units import um

ROWS = "\n".join(f"{c}{r},{120 * r},{120 * c},net_{c}_{r}" for r in range(5) for c in range(5))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "pads.csv"
    path.write_text(f"Bump,X (um),Y (um),Net Name\n{ROWS}\n")
    return path


def test_a_table_becomes_a_design_that_reads(table: Path, tmp_path: Path, call: Call) -> None:
    given = ("--name", "chip", "--diameter", "60 um", "--thickness", "0.3 mm")

    answer = call("import", table, "-o", tmp_path / "made", *given)
    package = read_spec(tmp_path / "made/chip.yaml")

    assert answer.code == 0
    assert "note: pads: places are counted from a corner" in answer.out
    assert package.dies["pads"].thickness == um(300)
    assert {pad.diameter for pad in package.dies["pads"].pads["bumps"].pads} == {um(60)}


def test_the_answer_is_data_too(table: Path, tmp_path: Path, call: Call) -> None:
    answer = call("import", table, "-o", tmp_path / "made", "--json")

    assert answer.code == 0
    assert answer.data["spec"].endswith("pads.yaml")
    assert len(answer.data["files"]) == 2
    assert any("half the least pitch" in note for note in answer.data["notes"])


def test_a_def_is_known_also_behind_its_lef(tmp_path: Path, call: Call) -> None:
    (tmp_path / "b.lef").write_text("MACRO B\nCLASS COVER BUMP ;\nSIZE 40 BY 40 ;\nEND B\n")
    (tmp_path / "d.def").write_text(
        "DESIGN d ;\nUNITS DISTANCE MICRONS 1000 ;\nDIEAREA ( 0 0 ) ( 900000 900000 ) ;\nCOMPONENTS 2 ;\n"
        "- b1 B + FIXED ( 300000 400000 ) N ;\n- b2 B + FIXED ( 500000 400000 ) N ;\nEND COMPONENTS\nEND DESIGN\n"
    )

    answer = call("import", tmp_path / "b.lef", tmp_path / "d.def", "-o", tmp_path / "made")
    pads = read_spec(tmp_path / "made/d.yaml").dies["d"].pads["bumps"].pads

    assert answer.code == 0
    assert [(pad.x, pad.y, pad.diameter) for pad in pads] == [(um(-130), um(-30), um(40)), (um(70), um(-30), um(40))]


def test_files_that_are_there_stay_unless_forced(table: Path, tmp_path: Path, call: Call) -> None:
    (tmp_path / "pads.yaml").write_text("mine")

    first, forced = call("import", table, "-o", tmp_path), call("import", table, "-o", tmp_path, "--force")

    assert first.code == 2
    assert "this file is there already" in first.err
    assert forced.code == 0
    assert (tmp_path / "pads.yaml").read_text().startswith("# From pads.csv")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("missing.def",), "no such file"),
        (("pads.csv", "--format", "e142"), "written, not read"),
        (("pads.csv", "--diameter", "60"), "has no unit"),
        (("pads.csv", "--diameter", "-6 um"), "a length above zero is wanted"),
        (("pads.csv", "--pad-layer", "a/b"), "a layer is its number and datatype"),
        (("pads.csv", "--format", "def"), "a statement without ';'"),
        (("pads.odd",), "no format that is read has this ending"),
    ],
)
def test_bad_input_is_told(
    arguments: tuple[str, ...], told: str, table: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(table.parent)
    (table.parent / "pads.odd").write_text("x")

    answer = call("import", *arguments, "-o", "made")

    assert answer.code == 2
    assert told in answer.err
    assert not (table.parent / "made").exists()
