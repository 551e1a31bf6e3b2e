# SPDX-License-Identifier: Apache-2.0
"""Do dies, chips, balls and fingers survive the way out and in again, and do specs of imported files build?"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as given_some
from hypothesis import strategies as some

from packfab.design import PadMap, pad_grid, placed_pads
from packfab.errors import BadInput
from packfab.io import load_spec
from packfab.study import bonding_diagram, evaluate_file
from packfab.study.exchange import (
    Designed,
    ExportOptions,
    Handed,
    Imported,
    ImportedChip,
    ImportedDie,
    ImportOptions,
    design_of,
    format_called,
    format_of,
    handed,
    spec_of,
)
from packfab.units import mm, um

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@functools.cache
def given(name: str) -> Handed:
    return handed(load_spec(EXAMPLES / name))


def written(name: str, kind: str, folder: Path) -> list[Path]:
    """The files of an example in a format."""
    export = format_called(kind).export
    assert export is not None
    files = export(given(name), ExportOptions())
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return [folder / file for file in files]


def taken_in(kind: str, files: list[Path], options: ImportOptions | None = None) -> Designed:
    read = format_called(kind).read
    assert read is not None
    chosen = options or ImportOptions()
    return design_of(read(files, chosen), chosen)


def saved(files: Mapping[str, bytes], folder: Path) -> Path:
    """The spec of a design with its tables, written; its path."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / next(iter(files))


def shapes(pads: PadMap) -> set[tuple[object, ...]]:
    return {(pad.name, pad.x, pad.y, pad.net, pad.diameter, pad.size) for pad in pads.pads}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "name", ["caravel/two-chip.yaml", "interposer/interposer.yaml", "blackparrot/blackparrot.yaml"]
)
def test_chips_pads_balls_and_body_come_back_from_tables(name: str, kind: str, tmp_path: Path) -> None:
    before = given(name).package

    after = taken_in(kind, written(name, kind, tmp_path)).package

    assert {die: shapes(next(iter(held.pads.values()))) for die, held in after.dies.items()} == {
        die: shapes(next(iter(held.pads.values()))) for die, held in before.dies.items()}  # fmt: skip
    assert [(c.name, c.die, c.at, c.rotation, c.attach, c.on) for c in after.chips] == [
        (c.name, c.die, c.at, c.rotation, c.attach, c.on) for c in before.chips]  # fmt: skip
    assert {n: (d.size, d.thickness) for n, d in after.dies.items()} == {
        n: (d.size, d.thickness) for n, d in before.dies.items()}  # fmt: skip
    assert after.balls is not None
    assert before.balls is not None
    assert (shapes(after.balls.pads), after.balls.diameter) == (shapes(before.balls.pads), before.balls.diameter)
    assert after.carrier.size == before.carrier.size


def ends(held: Handed) -> dict[str, tuple[int, int]]:
    """Pad -> where its wire ends, as built."""
    diagram = bonding_diagram(held.build, held.package)
    assert diagram is not None
    return {wire.pad: wire.end[:2] for wire in diagram.wires}


def test_wires_end_where_they_ended(tmp_path: Path) -> None:
    design = taken_in("xlsx", written("caravel/two-chip.yaml", "xlsx", tmp_path))

    again = handed(load_spec(saved(spec_of(design), tmp_path / "again")))

    assert len(ends(again)) == 63
    assert ends(again) == ends(given("caravel/two-chip.yaml"))


def test_wires_are_told_as_they_were_made(tmp_path: Path) -> None:
    written("caravel/two-chip.yaml", "csv", tmp_path)

    rows = (tmp_path / "two-chip_bonds.csv").read_text().splitlines()

    assert rows[0].startswith("wire,chip,pad,finger,net,start_x_um,start_y_um,end_x_um,end_y_um,span_um,loop_height_um")
    assert len(rows) == 1 + 63


@pytest.mark.parametrize("kind", ["csv", "xlsx", "def", "die-text"])
def test_the_same_design_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    first, second = written("interposer/u.yaml", kind, tmp_path), written("interposer/u.yaml", kind, tmp_path / "again")

    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_bumps_come_back_from_def_and_lef(tmp_path: Path) -> None:
    before = given("blackparrot/blackparrot.yaml").package.dies["blackparrot"]
    lef, placed = written("blackparrot/blackparrot.yaml", "def", tmp_path)

    (after,) = taken_in("def", [placed, lef]).package.dies.values()

    assert (after.size, shapes(after.pads["bumps"])) == (before.size, shapes(before.pads["bumps"]))


def test_three_dies_and_the_balls_come_back_from_die_text(tmp_path: Path) -> None:
    before = given("interposer/interposer.yaml").package

    after = taken_in("die-text", written("interposer/interposer.yaml", "die-text", tmp_path),
                     ImportOptions(diameter=um(24), thickness=um(150))).package  # fmt: skip

    assert {name: (die.size, shapes(die.pads["bumps"])) for name, die in after.dies.items()} == {
        name: (die.size, shapes(die.pads["bumps"])) for name, die in before.dies.items()}  # fmt: skip
    assert [(chip.name, chip.at) for chip in after.chips] == [(chip.name, chip.at) for chip in before.chips]
    assert after.balls is not None
    assert before.balls is not None
    assert shapes(after.balls.pads) == shapes(before.balls.pads)


def test_the_public_dies_are_those_of_the_examples(data: Path) -> None:
    files = [data / f"interposer/{name}_data.txt" for name in ("INTERPOSER", "U", "T1", "T2")]
    options = ImportOptions(diameter=um(24), thickness=um(150))

    design = taken_in("die-text", files, options)
    example = load_spec(EXAMPLES / "interposer/interposer.yaml").package

    assert {name.lower(): shapes(die.pads["bumps"]) for name, die in design.package.dies.items()} == {
        name: shapes(die.pads["bumps"]) for name, die in example.dies.items()}  # fmt: skip
    assert [(chip.name, chip.at) for chip in design.package.chips] == [(c.name, c.at) for c in example.chips]
    assert design.package.balls is not None
    assert example.balls is not None
    assert shapes(design.package.balls.pads) == shapes(example.balls.pads)
    assert design.package.carrier.size == (mm(1.8), mm(1.8))


def test_the_public_bumps_are_those_of_the_example(data: Path) -> None:
    design = taken_in("def", [data / "flipchip/blackparrot_flipchip.def"])
    example = load_spec(EXAMPLES / "blackparrot/blackparrot.yaml").package

    (die,) = design.package.dies.values()

    assert (die.size, shapes(die.pads["bumps"])) == ((mm(3), mm(3)), shapes(example.dies["blackparrot"].pads["bumps"]))


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("def", ["flipchip/blackparrot_flipchip.def"]),
        ("def", ["flipchip/passive_floorplan.def", "flipchip/bumps.lef"]),
        ("die-text", ["interposer/U_data.txt", "interposer/T1_data.txt", "interposer/T2_data.txt"]),
        ("csv", ["caravel/bumps.csv"]),
    ],
)
def test_a_public_file_becomes_a_package_without_findings(
    kind: str, names: list[str], data: Path, tmp_path: Path
) -> None:
    design = taken_in(kind, [data / name for name in names])

    done = evaluate_file(saved(spec_of(design), tmp_path / "made"))

    assert not done.findings
    assert not [note for note in design.notes if note.startswith("wrong")]


@pytest.mark.parametrize(
    ("pitch", "pad"), [(40, None), (55, 28), (130, 80), (150, 100), (160, 90), (200, 150), (800, 300)]
)
def test_guesses_suit_any_pitch(pitch: int, pad: int | None, tmp_path: Path) -> None:
    pads = pad_grid(6, 6, pitch=um(pitch), diameter=um(pad) if pad else None, net="{name}")
    design = design_of(Imported("grid", "grid", {"a": ImportedDie(pads)}))

    done = evaluate_file(saved(spec_of(design), tmp_path / "made"))

    assert not done.findings
    assert [claim.status for claim in done.claims][:3] == ["met", "met", "not met"]


def test_a_guess_says_so_in_the_spec() -> None:
    design = design_of(Imported("grid", "grid.csv (tables)", {"a": ImportedDie(pad_grid(4, 4, pitch=um(200)))}))

    text = next(iter(spec_of(design).values())).decode()

    assert text.startswith("# From grid.csv (tables). What that does not tell is guessed, and says so.\n")
    assert "thickness: 200 um  # guess: usual after back grinding\n" in text
    assert "# guess: a usual grade" in text


def test_what_is_told_is_not_guessed() -> None:
    pads = pad_grid(4, 4, pitch=um(200), diameter=um(90))
    die = ImportedDie(pads, (mm(1), mm(2)), um(75))
    design = design_of(Imported("told", "told", {"a": die}, (ImportedChip("X", "a", (um(5), um(-7)), 0.5),),
                                size=(mm(4), mm(5))))  # fmt: skip

    chip = design.package.chips[0]

    assert (chip.name, chip.at, chip.rotation) == ("X", (um(5), um(-7)), 0.5)
    assert (design.package.dies["a"].size, design.package.dies["a"].thickness) == ((mm(1), mm(2)), um(75))
    assert design.package.carrier.size == (mm(4), mm(5))
    assert ("dies", "a", "thickness") not in design.comments
    assert ("carrier", "size") not in design.comments


def test_pads_without_a_wire_are_kept_apart() -> None:
    pads = pad_grid(6, 1, pitch=um(200), size=(um(60), um(60)), net="{name}")
    fingers = PadMap(pads=tuple(type(pad)(pad.name, pad.x, um(900), pad.net) for pad in pads.pads[:4]))
    dies, chips = {"a": ImportedDie(pads, (mm(1.4), mm(0.4)))}, (ImportedChip("U1", "a", attach="face-up"),)
    imported = Imported("wb", "wb", dies, chips, fingers={"U1": fingers}, wire_diameter=um(20))

    design = design_of(imported)

    assert {key: len(held.pads) for key, held in design.package.dies["a"].pads.items()} == {"wires": 4, "unbonded": 2}
    assert not [note for note in design.notes if note.startswith("wrong")]


def test_names_that_a_spec_cannot_have_are_made_so() -> None:
    pads = PadMap(pads=(*pad_grid(2, 2, pitch=um(200)).pads, *pad_grid(1, 1, pitch=1).pads))
    design = design_of(Imported("a b/c", "x", {"die one!": ImportedDie(pads)}))

    assert list(design.package.dies) == ["die_one_"]
    assert design.stem == "a_b_c"
    assert [pad.name for pad in design.package.dies["die_one_"].pads["bumps"].pads][-1] == "A1_2"
    assert any("had no name of their own" in note for note in design.notes)


def test_a_file_with_a_fault_of_its_own_is_taken_in_and_the_fault_is_told() -> None:
    pads = pad_grid(2, 2, pitch=um(100), diameter=um(120))

    design = design_of(Imported("bad", "bad", {"a": ImportedDie(pads, (mm(1), mm(1)))}))

    assert any(note.startswith("wrong: ") and "overlap" in note for note in design.notes)


def test_a_chip_without_pads_is_glued(tmp_path: Path) -> None:
    design = design_of(Imported("bare", "bare", {"a": ImportedDie(PadMap(pads=()))}))

    done = evaluate_file(saved(spec_of(design), tmp_path / "made"))

    assert done.package.chips[0].attach == "face-up"
    assert "chip U1 has no pads: it is glued face up (guess)" in design.notes
    assert not done.findings


def test_chips_of_an_unknown_die_are_refused() -> None:
    with pytest.raises(BadInput, match="no die that is known"):
        design_of(Imported("x", "x", {"a": ImportedDie(pad_grid(2, 2, pitch=um(200)))}, (ImportedChip("U1", "b"),)))


def test_turned_die_text_puts_pads_where_the_package_has_them(tmp_path: Path) -> None:
    before = given("interposer/interposer.yaml").package
    (chip, *_) = before.chips

    after = taken_in("die-text", written("interposer/interposer.yaml", "die-text", tmp_path)).package

    assert (placed_pads(after.chips[0], after.dies[after.chips[0].die].pads["bumps"])
            == placed_pads(chip, before.dies[chip.die].pads["bumps"])).all()  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("t.csv", "pad,x_um,y_um,diameter_um\nA1,0,0,-5\n", "t:2: pad 'A1' cannot have this diameter"),
        ("t.txt", "Pin Number\tX Coord\tY Coord\na\x07b\t1\t2\n", "cannot have this name"),
        ("t.csv", "ball,x_um,y_um\nA1,0,0\n", "there are no pads of a die"),
        ("t.csv", "net,pads\nVDD,3\n", "no table with the columns of pads"),
        ("t.lef", "MACRO a\nEND a\n", "a LEF file alone places no bumps"),
        ("t.def", "UNITS DISTANCE MICRONS 1000 ;\nDESIGN d ;\n", "no component is a bump"),
    ],
)
def test_what_makes_no_pads_is_refused_in_words(name: str, text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)

    with pytest.raises(BadInput) as caught:
        taken_in("def" if name.endswith(".lef") else format_of(tmp_path / name).name, [tmp_path / name])

    assert told in str(caught.value)


SEEDS = {
    "t.csv": b"pad,x_um,y_um,net,diameter_um\nA1,0,0,VDD,50\nA2,100,0,VSS,50\n",
    "t.txt": b"Name: D\nOrigin: (1 2)\nExtents: ((-5 -5) (5 5))\nPin Number\tX Coord\tY Coord\tNet Name\n1\t1\t2\tV\n",
    "t.def": b"UNITS DISTANCE MICRONS 1000 ;\nDESIGN d ;\nDIEAREA ( 0 0 ) ( 900000 900000 ) ;\nCOMPONENTS 1 ;\n"
             b"- b1 BUMP + FIXED ( 5000 5000 ) N ;\nEND COMPONENTS\nNETS 1 ;\n- a ( b1 PAD ) ;\nEND NETS\nEND DESIGN\n",
}  # fmt: skip


@given_some(
    name=some.sampled_from(sorted(SEEDS)),
    place=some.integers(0, 250),
    cut=some.integers(0, 20),
    put=some.one_of(some.binary(max_size=6), some.sampled_from([b"-", b"9e9", b"END ", b"\t", b"(", b"1e99", b"nan"])),
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_becomes_a_design_or_is_refused(
    tmp_path: Path, name: str, place: int, cut: int, put: bytes
) -> None:
    (tmp_path / name).write_bytes(SEEDS[name][:place] + put + SEEDS[name][place + cut :])

    with suppress(BadInput):
        spec_of(taken_in(format_of(tmp_path / name).name, [tmp_path / name]))
