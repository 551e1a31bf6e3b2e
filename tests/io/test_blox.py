# SPDX-License-Identifier: Apache-2.0
"""Is a 3Dblox assembly read as it is meant, written so that it reads the same, and refused where it is wrong?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from blox_samples import write_pair

from packfab.errors import BadInput
from packfab.io import Blox, BloxFile, BloxHeader, ChipletDef, assembly_of, blox_texts, read_blox, write_files
from packfab.io.blox_text import MAX_LINE, defined
from packfab.units import um

SOUND = ("3dic_cross.3dbx", "3dic_cross_flop.3dbv", "example.3dbx", "example.3dbv", "path_assertions.3dbx")


def message(path: Path, **options: Path) -> str:
    """What is said about files that cannot be read."""
    with pytest.raises(BadInput) as caught:
        read_blox(path, **options)
    return str(caught.value)


@pytest.mark.parametrize("name", SOUND)
def test_samples_of_openroad_survive_writing(name: str, data: Path, tmp_path: Path) -> None:
    first = read_blox(data / "3dblox" / name)
    write_files(tmp_path, blox_texts(first))

    again = read_blox(tmp_path / name)

    assert again == first
    assert first.exact


def test_every_bump_map_of_the_samples_is_read(data: Path) -> None:
    from packfab.io import read_bmap

    counts = {file.name: len(read_bmap(file).entries) for file in sorted((data / "3dblox").glob("*.bmap"))}

    assert counts == {"3dic_cross_flop_a.bmap": 3, "3dic_cross_flop_b.bmap": 3, "example.bmap": 2, "example1.bmap": 2,
                      "example2.bmap": 2, "example3.bmap": 2, "example4.bmap": 2}  # fmt: skip


def test_a_region_without_corners_is_refused(data: Path) -> None:
    text = message(data / "3dblox" / "example_no_coords.3dbv")

    assert "example_no_coords.3dbv:18" in text
    assert "coords required" in text


def test_a_polygon_is_refused(data: Path) -> None:
    text = message(data / "3dblox" / "example_polygon.3dbv")

    assert "example_polygon.3dbv:27" in text
    assert "exactly 4" in text
    assert "5 corners" in text


def test_an_assembly_survives_writing(tmp_path: Path) -> None:
    first = read_blox(write_pair(tmp_path))
    write_files(tmp_path / "out", blox_texts(first))

    again = read_blox(tmp_path / "out" / "pair.3dbx")

    assert again == first
    assert again.chiplets["logic"].extra == {"vendor": {"who": "a: b", "list": ["1", "two"]}}
    assert again.netlist is not None


def test_control_characters_are_refused(tmp_path: Path) -> None:
    top = write_pair(tmp_path)
    text = top.read_text(encoding="utf-8")
    top.write_text(text.replace("Design:", 'Extra: "\\e[31mred"\nDesign:', 1), encoding="utf-8")

    assert "control character" in message(top)


def test_missing_collateral_is_a_note(tmp_path: Path) -> None:
    notes = read_blox(write_pair(tmp_path)).notes

    assert any("missing.lef" in note and "is missing" in note for note in notes)


def test_boxes_lie_as_their_lowest_corner_says(tmp_path: Path) -> None:
    placed = assembly_of(read_blox(write_pair(tmp_path))).by_name

    assert placed["B"].box == (0, 0, 0, um(1000), um(800), um(200.5))
    assert placed["U1"].box == (um(200), um(200), um(250.5), um(600), um(500), um(350.5))
    assert placed["U1"].point(um(100), um(100)) == (um(500), um(300))


def test_a_bump_map_lies_relative_to_its_own_file(tmp_path: Path) -> None:
    board = assembly_of(read_blox(write_pair(tmp_path))).by_name["B"].chiplet.region("top")

    assert board is not None
    assert [bump.name for bump in board.bumps] == ["pa", "pb", "pc"]


def test_a_design_within_a_design_is_unfolded(tmp_path: Path) -> None:
    write_pair(tmp_path)
    (tmp_path / "outer.3dbx").write_text("""\
Header: {version: 2.5, unit: micron, precision: 2000, include: [pair.3dbx]}
Design: {name: outer}
ChipletInst: {left: {reference: pair}, right: {reference: pair}}
Stack:
  left: {loc: [0, 0], z: 0, orient: R0}
  right: {loc: [2000, 0], z: 10, orient: R90}
Connection:
  wide: {top: left/U1.regions.back, bot: ~}
""")

    assembly = assembly_of(read_blox(tmp_path / "outer.3dbx"))

    assert set(assembly.by_name) == {"left/U1", "left/B", "right/U1", "right/B"}
    assert assembly.by_name["right/B"].box == (um(2000), 0, um(10), um(2800), um(1000), um(210.5))
    # in the design, U1 lies at (200..600, 200..500) of 1000 x 800; turned by 90 degrees y becomes x
    assert assembly.by_name["right/U1"].box == (um(2300), um(200), um(260.5), um(2600), um(600), um(360.5))
    assert {bond.name for bond in assembly.bonds} == {"wide", "left/bond", "left/ground", "right/bond", "right/ground"}


def test_all_faults_come_at_once_with_their_lines(tmp_path: Path) -> None:
    path = write_pair(tmp_path, design=("orient: MZ_MY", "orient: R45"), definitions=("type: die", "type: dye"),
                      board=("500 300", "5x0 300"))  # fmt: skip

    text = message(path)

    assert "pair.3dbx:14 Stack.U1.orient" in text
    assert "parts.3dbv:5 ChipletDef.logic.type" in text
    assert "maps/board.bmap:2" in text


@pytest.mark.parametrize(("old", "new", "said"), [
    ("reference: logic", "reference: logik", "did you mean 'logic'"),
    ("top: U1.regions.face", "top: U1.regions.fase", "did you mean 'face'"),
    ("top: U1.regions.face", "top: U2.regions.face", "there is no instance 'U2'"),
    ("top: U1.regions.face", "top: U1.face", "this is no region"),
    ("U1: {loc: [200, 200], z: 250.5, orient: MZ_MY}", "U1: {loc: [200, 200], orient: MZ_MY}", "'z' is missing"),
    ("  U1: {loc: [200, 200], z: 250.5, orient: MZ_MY}\n", "", "'U1' has no place"),
    ("bot: ~", "bt: ~", "'bot' of connection 'ground' is missing"),
    ("bot: ~", "bot: '~'", ""),
    ("Path1", "Path0", "called Path1"),
    ("[U1.regions.back,", "[U1.back,", "this is no region"),
    ("  name: pair\n", "", "'name' is missing"),
    ("unit: micron", "unit: furlong", "the unit is not read"),
    ("precision: 2000", "precision: 0", "whole number of steps"),
    ("thickness: 50", "thickness: -1", "below zero"),
    ("thickness: 50", "thickness: .inf", "this is no length"),
    ("parts.3dbv", "nothing.3dbv", "no such file"),
    ("[parts.3dbv]", "['*.3dbq']", "no file fits"),
    ("parts.3dbv", "p*t*.3dbv", "one '*'"),
    ("parts.3dbv", "p*.3dbv", ""),
    ("parts.3dbv", "../parts.3dbv", "outside the folder"),
    ("parts.3dbv", "pair.3dbx", "includes itself"),
])  # fmt: skip
def test_a_design_that_is_wrong_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = write_pair(tmp_path, design=(old, new))

    text = message(path) if said else str(read_blox(path).files[0].name)

    assert said in text


def test_files_outside_are_read_from_a_root_that_holds_them(tmp_path: Path) -> None:
    write_pair(tmp_path)
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "top.3dbx").write_text((tmp_path / "pair.3dbx").read_text().replace("parts.3dbv", "../parts.3dbv"))

    found = read_blox(inner / "top.3dbx", root=tmp_path)

    assert [file.name for file in found.files] == ["top.3dbx", "../parts.3dbv"]


def test_a_link_does_not_lead_outside(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = write_pair(tmp_path / "in")
    (tmp_path / "out.bmap").write_text("a BUMP 1 1 - -\n")
    (tmp_path / "in" / "logic.bmap").unlink()
    (tmp_path / "in" / "logic.bmap").symlink_to(tmp_path / "out.bmap")

    assert "outside the folder" in message(path)


def test_includes_in_a_circle_are_found(tmp_path: Path) -> None:
    path = write_pair(tmp_path, definitions=("precision: 2000", "precision: 2000, include: [pair.3dbx]"))

    assert "pair.3dbx -> parts.3dbv -> pair.3dbx" in message(path)


def test_designs_in_a_circle_are_found(tmp_path: Path) -> None:
    path = write_pair(tmp_path, design=("U1: {reference: logic}", "U1: {reference: pair}"))

    assert "design 'pair' holds itself" in message(path)


def test_definitions_cannot_explode() -> None:
    text = f"#!define A {'B' * 1000}\n#!define B {'C' * 1000}\nA\n"

    with pytest.raises(BadInput, match="line too long"):
        defined(text, "bomb.3dbv")
    assert len(defined("#!define A B\nA\n", "x")) < MAX_LINE


def test_definitions_are_plain_substrings_and_keep_lines() -> None:
    text = defined("#!define AB x y\nAB 1\nzABz\n", "x")

    assert text == "\nx y 1\nzx yz\n"


def test_lengths_off_the_grid_of_the_precision_are_not_written() -> None:
    chiplet = ChipletDef("a", "die", (um(1), 1_001), um(1))
    blox = Blox((BloxFile("a.3dbv", BloxHeader("2.5", "micron", 100), (chiplet,)),))

    with pytest.raises(BadInput, match="whole number of steps"):
        blox_texts(blox)
    assert blox_texts(replace(blox, files=(replace(blox.files[0], header=BloxHeader("2.5", "micron", 1000)),)))


def test_lengths_that_are_no_whole_nm_are_noted(tmp_path: Path) -> None:
    found = read_blox(write_pair(tmp_path, design=("z: 250.5,", "z: 250.5005,")))

    assert not found.exact
    assert not assembly_of(found).exact
    assert any("rounded to whole nm" in note for note in found.notes)


def test_a_netlist_that_is_none_is_a_note(tmp_path: Path) -> None:
    found = read_blox(write_pair(tmp_path, netlist=("wire sig", "assign sig")))

    assert found.netlist is None
    assert any("pair.v:2" in note for note in found.notes)
