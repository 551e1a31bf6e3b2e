# SPDX-License-Identifier: Apache-2.0
"""Are the masks of a package what was built, do other readers agree, and do dies come back out of them?"""

from __future__ import annotations

import io
from collections import defaultdict
from pathlib import Path

import ezdxf
import gdstk
import pytest

from packfab.design import Package
from packfab.errors import BadInput
from packfab.geometry import joined
from packfab.io import mask_areas, read_dxf, read_layer_map, read_lyp, write_files
from packfab.study import read_design
from packfab.study.exchange import ExportOptions, Handed, ImportOptions, format_called, handed
from packfab.study.exchange.dxf import DRAWINGS
from packfab.study.exchange.mask_cells import outline_of
from packfab.study.exchange.masks import masks_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OF_ALL_SYSTEMS = ("caravel/exposed-sink", "caravel/back-to-back", "interposer/fan-out", "thin-film/pair")


@pytest.fixture(scope="module")
def demo() -> Handed:
    return handed(read_design(EXAMPLES / "caravel" / "caravel.yaml"))


@pytest.fixture(scope="module")
def wired() -> Handed:
    return handed(read_design(EXAMPLES / "caravel" / "lead-frame.yaml"))


@pytest.fixture(scope="module")
def folder(demo: Handed, wired: Handed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of both packages."""
    there = tmp_path_factory.mktemp("masks")
    for given in (demo, wired):
        for name in ("gds", "oas", "lyp"):
            export = format_called(name).export
            assert export
            write_files(there, export(given, ExportOptions()))
    return there


@pytest.mark.parametrize("form", ["gds", "oas"])
def test_gdstk_finds_equal_areas_of_the_demo(demo: Handed, folder: Path, form: str) -> None:
    library = {"gds": gdstk.read_gds, "oas": gdstk.read_oas}[form](folder / f"caravel.{form}")
    areas: dict[tuple[int, int], float] = defaultdict(float)
    for polygon in library.top_level()[0].get_polygons():
        areas[polygon.layer, polygon.datatype] += polygon.area() * 1e6

    assert dict(areas) == pytest.approx(mask_areas(masks_of(demo).masks), rel=1e-9)


@pytest.mark.parametrize("form", ["gds", "oas"])
def test_klayout_finds_equal_areas_of_the_demo(demo: Handed, folder: Path, form: str) -> None:
    kdb = pytest.importorskip("klayout.db")
    layout = kdb.Layout()
    layout.read(str(folder / f"caravel.{form}"))
    shapes = {layout.get_info(i): layout.top_cell().begin_shapes_rec(i) for i in layout.layer_indexes()}

    areas = {(info.layer, info.datatype): float(kdb.Region(found).merged().area()) for info, found in shapes.items()}

    assert areas == pytest.approx(mask_areas(masks_of(demo).masks), rel=1e-9)


def test_the_masks_of_the_demo_are_the_areas_that_were_built(demo: Handed) -> None:
    drawn = masks_of(demo)
    layers = {layer.label: layer.pair for layer in drawn.layers}
    areas = mask_areas(drawn.masks, demo.stem)
    built = {
        "bumps": demo.build.select(role="bump"),
        "die pads": demo.build.select(role="pad"),
        "die outline": demo.build.select(role="die"),
        "balls": demo.build.select(role="ball"),
        "ball land openings": [s for s in demo.build.solids if s.name == "balls ball pad opening"],
    }

    for label, solids in built.items():
        expected = sum(joined([outline_of(s)]).area * len(s.places) for s in solids)
        assert areas[layers[label]] == pytest.approx(expected, rel=1e-9), label


def test_a_bump_is_one_cell_with_many_copies(demo: Handed) -> None:
    masks = masks_of(demo).masks

    copies = [c for c in masks.by_name["U1"].copies if c.cell == "U1_bumps"]

    assert [len(c.places) for c in copies] == [60]


def test_the_strip_holds_all_packages(demo: Handed) -> None:
    masks = masks_of(demo).masks

    assert masks.tops == ("caravel_panel",)
    assert [len(c.places) for c in masks.by_name["caravel_panel"].copies] == [demo.package.strip.columns
                                                                             * demo.package.strip.rows]  # fmt: skip


@pytest.mark.parametrize("name", OF_ALL_SYSTEMS)
def test_the_layer_map_has_a_row_for_all_that_is_built(name: str) -> None:
    drawn = masks_of(handed(read_design(EXAMPLES / f"{name}.yaml")))

    assert drawn.unmapped == ()
    assert {name.rpartition(" ")[2] for _, _, name in drawn.left_out} <= {"seed"}


def test_what_has_no_row_is_drawn_and_told(demo: Handed, tmp_path: Path) -> None:
    own = tmp_path / "own.map"
    own.write_text('* die * 5 1 "silicon"\nlayout * * none 0\n', encoding="utf-8")

    drawn = masks_of(demo, ExportOptions(layer_map=own))
    export = format_called("gds").export
    assert export
    told = export(demo, ExportOptions(layer_map=own))["caravel.layermap"].decode()

    assert [layer.pair for layer in drawn.layers] == [(5, 1), (999, 0)]
    assert "# not in the layer map, drawn on 999/0: part 'U1', role 'bump', name 'U1 bumps'" in told


def test_the_layer_map_beside_is_a_layer_map(demo: Handed, folder: Path) -> None:
    beside = read_layer_map(folder / "caravel.layermap")

    again = masks_of(demo, ExportOptions(layer_map=folder / "caravel.layermap"))

    assert beside.labelled("die pads")
    assert mask_areas(again.masks) == mask_areas(masks_of(demo).masks)


def test_each_layer_has_a_look(demo: Handed, folder: Path) -> None:
    looks = read_lyp(folder / "caravel.lyp")

    assert [look.layer for look in looks] == [layer.pair for layer in masks_of(demo).layers]


def pads_of(package: Package, die: str, pad_map: str) -> set[tuple[int, int, str]]:
    return {(pad.x, pad.y, pad.net) for pad in package.dies[die].pads[pad_map].pads}


@pytest.mark.parametrize("form", ["gds", "oas"])
def test_the_die_of_the_demo_comes_back(demo: Handed, folder: Path, form: str) -> None:
    read = format_called(form).read
    assert read

    found = read([folder / f"caravel.{form}"], ImportOptions())

    chip = demo.package.chips[0]
    assert {name: die.size for name, die in found.dies.items()} == {"U1": demo.package.dies[chip.die].size}
    assert {(p.x, p.y, p.net) for p in found.dies["U1"].pads.pads} == pads_of(demo.package, chip.die, "bumps")


def test_a_chip_that_looks_up_comes_back_by_its_cell(wired: Handed, folder: Path) -> None:
    read = format_called("gds").read
    assert read

    found = read([folder / "lead-frame.gds"], ImportOptions(cell="U1", name="logic"))

    chip = next(chip for chip in wired.package.chips if chip.name == "U1")
    assert {(p.x, p.y, p.net) for p in found.dies["logic"].pads.pads} == pads_of(wired.package, chip.die, "wires")


def test_several_dies_ask_for_a_cell(folder: Path) -> None:
    read = format_called("gds").read
    assert read

    with pytest.raises(BadInput, match=r"2 cells hold a die outline on layer 10/0 \(allowed U1, U2\)"):
        read([folder / "lead-frame.gds"], ImportOptions())


def test_a_layer_without_polygons_is_told(folder: Path) -> None:
    read = format_called("gds").read
    assert read

    with pytest.raises(BadInput, match=r"no polygons on layer 77/0 for pads .*10/0"):
        read([folder / "caravel.gds"], ImportOptions(pad_layer=(77, 0)))


def test_drawings_are_sound_and_come_back(wired: Handed) -> None:
    export = DRAWINGS[0].export
    assert export

    files = export(wired, ExportOptions())

    assert sorted(files) == ["lead-frame-bonding.dxf", "lead-frame-plan.dxf", "lead-frame-section-A-A.dxf",
                             "lead-frame-section-B-B.dxf"]  # fmt: skip
    for name, raw in files.items():
        auditor = ezdxf.read(io.StringIO(raw.decode())).audit()
        assert (auditor.errors, auditor.fixes, read_dxf(raw).skipped) == ([], [], {}), name


def test_a_section_has_a_layer_for_each_material(demo: Handed) -> None:
    export = DRAWINGS[0].export
    assert export

    drawing = read_dxf(export(demo, ExportOptions())["caravel-section-A-A.dxf"]).drawing

    assert {"si_iso", "emc_muf", "sac305", "bt_hl832nx", "solder_mask"} <= {layer.name for layer in drawing.layers}
