# SPDX-License-Identifier: Apache-2.0
"""Is a package that is handed on as 3Dblox sound by all checks there, and does it come back as it was?"""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from packfab.errors import BadInput
from packfab.io import assembly_of, read_blox, read_lef, write_files
from packfab.study import Assembled, assemble_file, assembled_data, read_design
from packfab.study.exchange import ExportOptions, Handed, Imported, ImportOptions, format_called, handed
from packfab.units import um

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SOUND = ("interposer/u.yaml", "interposer/exposed-sink.yaml", "interposer/back-to-back.yaml", "caravel/two-chip.yaml",
         "caravel/lead-frame.yaml")  # fmt: skip
TURNED = "    attach: flip-chip\n    on: U1\n    pads: bumps\n    at: [0 mm, 0.5 mm]\n"


def given(name: str) -> Handed:
    return handed(read_design(EXAMPLES / name))


def written(package: Handed, folder: Path) -> Path:
    """The .3dbx file of a package."""
    export = format_called("3dblox").export
    assert export is not None
    write_files(folder, export(package, ExportOptions()))
    return folder / f"{package.stem}.3dbx"


def read_back(path: Path) -> Imported:
    read = format_called("3dblox").read
    assert read is not None
    return read([path], ImportOptions())


@pytest.fixture(scope="module")
def caravel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(given("caravel/caravel.yaml"), tmp_path_factory.mktemp("caravel"))


@pytest.mark.parametrize("name", SOUND)
def test_a_package_handed_on_is_sound(name: str, tmp_path: Path) -> None:
    done = assemble_file(written(given(name), tmp_path))

    assert done.findings == ()
    assert done.notes == ()


def test_heights_are_those_of_the_build(caravel: Path) -> None:
    assembly = assembly_of(read_blox(caravel))

    assert assembly.by_name["U1"].box[2] == um(135)
    assert assembly.by_name["carrier"].box[5] == 0
    assert {bond.name: bond.thickness for bond in assembly.bonds}["U1_to_carrier"] == um(135)


def test_a_flip_chip_is_turned_over_as_a_body_can(caravel: Path) -> None:
    assert assembly_of(read_blox(caravel)).by_name["U1"].orientation.name == "MZ_MY"


@pytest.mark.parametrize(("degrees", "name"), [(90, "MZ_MY_R90"), (180, "MZ_MX"), (270, "MZ_MX_R90")])
def test_quarter_turns_are_kept(degrees: int, name: str, tmp_path: Path) -> None:
    turned = with_turn(degrees, tmp_path)
    path = written(turned, tmp_path / "out")

    placed = assembly_of(read_blox(path)).by_name["U2"]
    back = next(chip for chip in read_back(path).chips if chip.name == "U2")

    assert placed.orientation.name == name
    assert assemble_file(path).findings == ()
    assert math.degrees(back.rotation) == pytest.approx(degrees)


def test_other_turns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not turned by quarters") as caught:
        written(with_turn(30, tmp_path), tmp_path / "out")

    assert caught.value.faults[0].where == "chips.U2.rotation"


def with_turn(degrees: int, folder: Path) -> Handed:
    """The two-chip example with its upper chip turned."""
    text = (EXAMPLES / "caravel" / "two-chip.yaml").read_text(encoding="utf-8")
    assert TURNED in text
    for table in ("pads.csv", "u_bumps.csv", "balls.csv"):
        (folder / table).write_bytes((EXAMPLES / "caravel" / table).read_bytes())
    spec = folder / "turned.yaml"
    spec.write_text(text.replace(TURNED, f"{TURNED}    rotation: {degrees} deg\n"), encoding="utf-8")
    return handed(read_design(spec))


@pytest.mark.parametrize("name", ["interposer/fan-out.yaml", "interposer/metal-substrate.yaml"])
def test_packages_without_a_carrier_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not expressible in 3Dblox"):
        written(given(name), tmp_path)


def test_every_cell_has_a_macro(caravel: Path) -> None:
    cells = {e.cell for known in read_blox(caravel).bump_maps.values() for e in known.entries}
    macros = read_lef(caravel.parent / "caravel_bumps.lef").macros

    assert cells == set(macros)
    assert all(macro.is_bump for macro in macros.values())
    assert macros["BUMP_160"].size == (um(160), um(160))


def test_what_comes_back_is_what_went_out(caravel: Path) -> None:
    package = read_design(EXAMPLES / "caravel" / "caravel.yaml").package
    back = read_back(caravel)
    die, pads = package.dies["caravel"], package.dies["caravel"].pads["bumps"].pads

    assert (back.dies["caravel"].size, back.dies["caravel"].thickness) == (die.size, die.thickness)
    assert [(p.name, p.x, p.y, p.net, p.diameter) for p in back.dies["caravel"].pads.pads] == [
        (p.name, p.x, p.y, p.net, p.diameter) for p in pads
    ]
    assert back.size == package.carrier.size
    assert back.balls is not None
    assert package.balls is not None
    assert {(p.name, p.x, p.y, p.net) for p in back.balls.pads} == {
        (p.name, p.x, p.y, p.net) for p in package.balls.pads.pads
    }
    assert [(c.name, c.at, c.rotation, c.attach, c.standoff) for c in back.chips] == [
        ("U1", (0, 0), 0.0, "flip-chip", um(135))
    ]


def test_a_chip_on_a_chip_comes_back_on_it(tmp_path: Path) -> None:
    back = read_back(written(given("caravel/two-chip.yaml"), tmp_path))

    assert [(c.name, c.on, c.attach, c.at) for c in back.chips] == [
        ("U1", "carrier", "face-up", (0, 0)), ("U2", "U1", "flip-chip", (0, um(500))),
    ]  # fmt: skip
    assert len(back.dies["caravel"].pads.pads) == 63


def test_samples_of_openroad_come_in(data: Path) -> None:
    back = read_back(data / "3dblox" / "3dic_cross.3dbx")

    assert [(c.name, c.attach, c.on) for c in back.chips] == [
        ("chipA", "face-up", "carrier"), ("chipB", "flip-chip", "chipA"),
    ]  # fmt: skip
    assert any("mirror image" in note for note in back.notes)


def test_samples_of_openroad_are_built(data: Path) -> None:
    done = assemble_file(data / "3dblox" / "3dic_cross.3dbx")

    assert {solid.role for solid in done.build.solids} == {"die", "pad"}
    assert not [f for f in done.findings if f.severity == "error"]


def test_an_assembly_is_plain_data(caravel: Path) -> None:
    done: Assembled = assemble_file(caravel)
    data = json.loads(json.dumps(assembled_data(done)))

    assert [one["name"] for one in data["chiplets"]] == ["carrier", "U1"]
    assert data["chiplets"][1]["bumps"] == 60
    assert data["findings"] == []
