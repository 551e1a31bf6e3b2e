# SPDX-License-Identifier: Apache-2.0
"""Is a package handed on as AIF II with its pads, wires, balls and nets, and does it come back as it was?"""

from __future__ import annotations

from pathlib import Path

import pytest

from packfab.errors import BadInput
from packfab.io import Aif, read_aif, write_files
from packfab.study import nets, read_design
from packfab.study.exchange import ExportOptions, Handed, Imported, ImportOptions, format_called, handed
from packfab.study.exchange.spec_of import design_of, spec_of
from packfab.units import um

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def given(name: str) -> Handed:
    return handed(read_design(EXAMPLES / name))


def written(package: Handed, folder: Path) -> Path:
    export = format_called("aif").export
    assert export is not None
    write_files(folder, export(package, ExportOptions()))
    return folder / f"{package.stem}.aif"


def read_back(path: Path) -> Imported:
    read = format_called("aif").read
    assert read is not None
    return read([path], ImportOptions())


@pytest.fixture(scope="module")
def flip_chip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(given("caravel/caravel.yaml"), tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def two_chips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(given("caravel/two-chip.yaml"), tmp_path_factory.mktemp("two"))


def aif(path: Path) -> Aif:
    found = read_aif(path)
    assert found.notes == ()
    return found.aif


def test_one_chip_makes_a_file_with_one_die(flip_chip: Path) -> None:
    found = aif(flip_chip)

    assert not found.mcm
    assert found.dies[0].size == (um(3588), um(5188))
    assert sum(row.pad_at is not None for row in found.rows) == 60
    assert sum(row.ball_at is not None for row in found.rows) == 80
    assert not any(row.is_wire for row in found.rows)


def test_pads_of_a_flip_chip_are_seen_from_the_top(flip_chip: Path) -> None:
    pads = {
        pad.name: pad
        for pad in read_design(EXAMPLES / "caravel/caravel.yaml").package.dies["caravel"].pads["bumps"].pads
    }

    assert all(row.pad_at == (-pads[row.pad].x, pads[row.pad].y) for row in aif(flip_chip).rows if row.pad)


def test_several_chips_make_a_multi_die_file_with_wires(two_chips: Path) -> None:
    found = aif(two_chips)

    assert found.mcm
    assert [(die.definition, die.reference) for die in found.dies] == [("caravel", "U1"), ("companion", "U2")]
    assert sum(row.is_wire for row in found.rows) == 63
    assert found.wire == um(25)
    assert {row.reference for row in found.rows if row.is_wire} == {"U1"}


def test_nets_keep_names_of_their_own(flip_chip: Path) -> None:
    package = read_design(EXAMPLES / "caravel/caravel.yaml").package
    wanted = {pad.net for pad in package.dies["caravel"].pads["bumps"].pads}
    found = {row.net for row in aif(flip_chip).rows if row.pad}

    assert len(found) == len(wanted)
    assert "mprj_io_37" in found


def test_what_comes_back_is_what_went_out(flip_chip: Path) -> None:
    package = read_design(EXAMPLES / "caravel/caravel.yaml").package
    back = read_back(flip_chip)
    die = package.dies["caravel"]

    assert (back.dies["caravel"].size, back.dies["caravel"].thickness) == (die.size, die.thickness)
    assert [(p.name, p.x, p.y, p.diameter) for p in back.dies["caravel"].pads.pads] == [
        (p.name, p.x, p.y, p.diameter) for p in die.pads["bumps"].pads
    ]
    assert [(chip.at, chip.attach) for chip in back.chips] == [((0, 0), "flip-chip")]
    assert back.size == (um(8000), um(9000))
    assert back.ball_diameter == um(450)
    assert back.balls is not None
    assert len(back.balls.pads) == 80


def test_fingers_come_back_under_the_names_of_their_pads(two_chips: Path) -> None:
    back = read_back(two_chips)

    assert {chip.name: (chip.attach, chip.on) for chip in back.chips} == {
        "U1": ("face-up", "carrier"), "U2": ("flip-chip", "U1"),
    }  # fmt: skip
    assert {pad.name for pad in back.fingers["U1"].pads} == {pad.name for pad in back.dies["caravel"].pads.pads}
    assert back.fingers["U1"].pads[0].size == (um(250), um(90))


def test_a_package_that_came_in_builds_with_the_same_nets(two_chips: Path, tmp_path: Path) -> None:
    files = spec_of(design_of(read_back(two_chips)))
    write_files(tmp_path, files)

    built = handed(read_design(tmp_path / next(iter(files)))).build

    assert nets(built).shorts == ()
    assert len(built.select(role="wire")) == 63


def test_a_second_carrier_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="second carrier"):
        written(given("interposer/back-to-back.yaml"), tmp_path)
