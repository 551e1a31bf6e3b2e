# SPDX-License-Identifier: Apache-2.0
"""Is a package that is handed on as 3Dblox sound by all checks there, and does it come back as it was?"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from packfab.design import FaceUp, FlipChip, Package, placed_pads
from packfab.errors import BadInput
from packfab.io import assembly_of, read_blox, read_lef, write_files
from packfab.study import Assembled, assemble_file, assembled_data, read_design
from packfab.study.exchange import (
    ExportOptions,
    Handed,
    Imported,
    ImportOptions,
    design_of,
    format_called,
    handed,
    spec_of,
)
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
    assert any("mirrored in x" in note for note in back.notes)
    assert any("1 of 3 bumps of 'chipB' meet no bump of 'chipA' (bump_q)" in note for note in back.notes)


@pytest.mark.parametrize("name", ["3dic_cross", "example", "path_assertions"])
def test_specs_of_the_samples_are_read_again(name: str, data: Path, tmp_path: Path) -> None:
    assert spec_from(data / "3dblox" / f"{name}.3dbx", tmp_path).chips


def test_every_sample_is_named(data: Path) -> None:
    assert {path.stem for path in (data / "3dblox").glob("*.3dbx")} == {"3dic_cross", "example", "path_assertions"}


def test_chips_lie_front_to_front_on_each_others_bumps(tmp_path: Path) -> None:
    package = spec_from(front_to_front(tmp_path), tmp_path / "out")
    lower, upper = package.chip("low"), package.chip("high")

    assert isinstance(lower, FaceUp)
    assert lower.wires is None
    assert isinstance(upper, FlipChip)
    assert upper.landing.pads == "lands_high"
    assert set(package.dies[lower.die].pads) == {"lands_high"}
    own, lands = package.dies[upper.die].pads["bumps"], package.dies[lower.die].pads["lands_high"]
    assert placed_pads(upper, own).tolist() == placed_pads(lower, lands).tolist() == [
        [um(-30), um(-20)], [um(10), um(-20)], [um(30), um(25)],
    ]  # fmt: skip
    assert [pad.net for pad in own.pads] == [pad.net for pad in lands.pads] == ["a", "b", "c"]


def test_a_mirror_image_is_a_die_of_its_own(tmp_path: Path) -> None:
    back = read_back(front_to_front(tmp_path))

    assert [(chip.name, chip.die) for chip in back.chips] == [("low", "chip"), ("high", "chip_2")]
    assert [pad.x for pad in back.dies["chip_2"].pads.pads] == [um(30), um(-10), um(-30)]
    assert any("'chip_2' are mirrored in x" in note for note in back.notes)
    assert any("the front of 'low' is bonded to high" in note for note in back.notes)


def test_a_body_that_is_turned_over_keeps_its_pads(tmp_path: Path) -> None:
    back = read_back(front_to_front(tmp_path, orient="MZ_MY"))

    assert [pad.x for pad in back.dies["chip_2"].pads.pads] == [um(-30), um(10), um(30)]
    assert back.chips[1].lands is None
    assert any("meet no bump of 'low'" in note and "not expressible" in note for note in back.notes)
    assert spec_from(tmp_path / "pair.3dbx", tmp_path / "out").chip("high")


def test_pads_beside_the_upper_chip_are_wired_and_those_below_it_are_not(tmp_path: Path) -> None:
    path = front_to_front(tmp_path, rim="r1 BUMP 20 20 - x\nr2 BUMP 100 100 - y\nr3 BUMP 20 40 - z\n")
    package = spec_from(path, tmp_path / "out")
    lower = package.chip("low")

    assert isinstance(lower, FaceUp)
    assert lower.wires is not None
    assert [pad.name for pad in package.dies[lower.die].pads[lower.wires.pads].pads] == ["r1", "r3"]
    assert len(package.dies[lower.die].pads["lands_high"].pads) == 3
    assert any("1 pads of 'low' lie below high" in note for note in read_back(path).notes)


def spec_from(path: Path, folder: Path) -> Package:
    """The package of the spec that is written on import, as it is read again."""
    made = write_files(folder, spec_of(design_of(read_back(path))))
    return read_design(made[0]).package


def front_to_front(folder: Path, *, orient: str = "MZ", rim: str = "") -> Path:
    """A chip face up, and one over it with its front down; with a rim the lower one is wider and has pads there."""
    (folder / "chip.bmap").write_text("b1 BUMP 20 30 - a\nb2 BUMP 60 30 - b\nb3 BUMP 80 75 - c\n", encoding="utf-8")
    (folder / "wide.bmap").write_text("b1 BUMP 70 80 - a\nb2 BUMP 110 80 - b\nb3 BUMP 130 125 - c\n", encoding="utf-8")
    (folder / "rim.bmap").write_text(rim, encoding="utf-8")
    side = 200 if rim else 100
    low = {"front": _region(side, "wide.bmap" if rim else "chip.bmap")}
    low |= {"rim": _region(side, "rim.bmap")} if rim else {}
    chips = {"chip": _chiplet(100, {"front": _region(100, "chip.bmap")})}
    chips |= {"wide": _chiplet(side, low)} if rim else {}
    start = 50 if rim else 0
    header = {"version": "2.5", "unit": "micron", "precision": 2000}
    document = {
        "Header": {**header, "include": ["pair.3dbv"]},
        "Design": {"name": "pair"},
        "ChipletInst": {"low": {"reference": "wide" if rim else "chip"}, "high": {"reference": "chip"}},
        "Stack": {"low": {"loc": [0, 0], "z": 0, "orient": "R0"},
                  "high": {"loc": [start, start], "z": 100, "orient": orient}},
        "Connection": {"bond": {"top": "high.regions.front", "bot": "low.regions.front"}},
    }  # fmt: skip
    (folder / "pair.3dbv").write_text(json.dumps({"Header": header, "ChipletDef": chips}), encoding="utf-8")
    path = folder / "pair.3dbx"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _chiplet(side: int, regions: Mapping[str, object]) -> dict[str, object]:
    return {"type": "die", "design_area": [side, side], "thickness": 100, "regions": regions}


def _region(side: int, bumps: str) -> dict[str, object]:
    return {"side": "front", "coords": [[0, 0], [side, 0], [side, side], [0, side]], "bmap": bumps}


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
