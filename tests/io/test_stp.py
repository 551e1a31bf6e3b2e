# SPDX-License-Identifier: Apache-2.0
"""Does a STEP file hold the package as built: exact volumes, valid solids, names, colours, equal bodies once?"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from bodies_as_built import block, small_package, tapered_film

from packfab.errors import BadInput, PackfabError
from packfab.geometry import (
    Barrel,
    Build,
    Frustum,
    Prism,
    Shape,
    Solid,
    SphereZone,
    Tube,
    add,
    at,
    polygon,
    tube,
    volumes,
)
from packfab.io import stp_bytes
from packfab.io.stp_text import step_string

pytest.importorskip("OCP", reason="STEP needs the extra `step`")

from step_weights import weights


def colour(solid: Solid) -> str:
    return "#a3adb8" if solid.role in ("bump", "ball") else "#c8803a"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("step") / "small.step"
    file.write_bytes(stp_bytes(small_package(), name="small", colour=colour, densities={"copper": 8960.0}))
    return file


def test_volumes_of_what_is_read_back_are_ours(written: Path) -> None:
    exact = volumes(small_package()).by("name")

    found = weights(written)

    # the kernel has polygons where a landing displaces the end of a trace, the file has arcs
    rest = [name for name in exact if name not in ("trace", "mask")]
    assert [found.volumes[name] for name in rest] == pytest.approx([exact[name] for name in rest], rel=1e-6)
    assert found.volumes["trace"] == pytest.approx(exact["trace"], rel=2e-4)
    assert found.volumes["mask"] == pytest.approx(exact["mask"], rel=1e-6)


def test_every_solid_is_valid(written: Path) -> None:
    assert weights(written).invalid == set()


def test_equal_bodies_are_one_shape_in_many_places(written: Path) -> None:
    found = weights(written)

    assert {name: (found.shapes[name], found.places[name]) for name in ("bumps", "balls", "landing")} == {
        "bumps": (1, 4), "balls": (1, 4), "landing": (1, 4)}  # fmt: skip


def test_places_bear_their_nets_and_shapes_their_layers_and_materials(written: Path) -> None:
    text = written.read_text(encoding="ascii")

    assert all(f"'{net}'" in text for net in ("VDD", "VSS"))
    assert "PRESENTATION_LAYER_ASSIGNMENT('encapsulant'" in text
    assert "DESCRIPTIVE_REPRESENTATION_ITEM('copper'" in text


def test_colours_are_read_back(written: Path) -> None:
    found = weights(written)

    assert found.colours["balls"] == "#A3ADB8"
    assert found.colours["landing"] == "#C8803A"


def test_every_solid_of_every_body_has_a_name_and_a_colour(written: Path) -> None:
    text = written.read_text(encoding="ascii")

    assert "MANIFOLD_SOLID_BREP(''" not in text
    assert text.count("= STYLED_ITEM") == text.count("= MANIFOLD_SOLID_BREP")


def test_round_bodies_have_round_surfaces(written: Path) -> None:
    text = written.read_text(encoding="ascii")
    kinds = Counter(re.findall(r"= (\w*SURFACE\w*)\(", text))

    assert kinds["SPHERICAL_SURFACE"] >= 1
    assert kinds["CYLINDRICAL_SURFACE"] >= 4
    assert kinds["SURFACE_OF_REVOLUTION"] >= 1


def test_the_same_build_gives_the_same_bytes(written: Path) -> None:
    again = stp_bytes(small_package(), name="small", colour=colour, densities={"copper": 8960.0})

    assert again == written.read_bytes()
    assert b"'1970-01-01T00:00:00'" in again


def test_the_schema_may_be_ap242() -> None:
    text = stp_bytes(tapered_film(), schema="AP242")

    assert b"AP242_MANAGED_MODEL_BASED_3D_ENGINEERING" in text


def test_walls_that_lean_across_each_other_are_exact(tmp_path: Path) -> None:
    file = tmp_path / "film.step"
    file.write_bytes(stp_bytes(tapered_film()))
    exact = volumes(tapered_film()).by("name")

    found = weights(file)

    assert found.invalid == set()
    # what a pad takes from a line is a polygon in the kernel
    assert found.volumes == pytest.approx(exact, rel=3e-4)


def test_no_piece_between_a_slanting_trace_and_its_landing_is_read_inside_out(tmp_path: Path) -> None:
    # half the width of the trace, across a way of (-5, 3)
    x, y = 25_000 * 3 / math.sqrt(34), 25_000 * 5 / math.sqrt(34)
    strip = polygon([(-x, -y), (x, y), (x - 500_000, y + 300_000), (-x - 500_000, 300_000 - y)])
    centre = at([(0, 0)])
    log = add(Build(), [
        Solid("trace", Prism(strip, 0, 15_000), "copper", "trace", centre),
        Solid("landing", Frustum(0, 15_000, 85_000, 85_000), "copper", "landing", centre),
        Solid("mask", block(1_000_000, 900_000, 0, 35_000), "mask", "solder mask", mode="under"),
        Solid("opening", Frustum(0, 35_000, 125_000, 125_000), "", "removal", centre, mode="cut",
              only=frozenset({"mask"})),
        Solid("compound", block(1_000_000, 900_000, 0, 100_000), "compound", "encapsulant", mode="under"),
    ])  # fmt: skip
    file = tmp_path / "slanting.step"
    file.write_bytes(stp_bytes(log))

    found = weights(file)

    assert found.invalid == set()
    # where the trace enters the landing the kernel has a polygon; inside out it would be 3e-3
    assert found.volumes["compound"] == pytest.approx(volumes(log).by("name")["compound"], rel=1e-6)


@pytest.mark.parametrize(
    "shape",
    [
        Barrel(0, 100_000, 40_000, 40_000, 9e8),
        Barrel(0, 100_000, 40_000, 30_000, -4e8),
        Barrel(0, 20_000, 40_000, 40_000, 9e8),
        Barrel(0, 100_000, 40_000, 20_000, 0.0),
        SphereZone(0, 100_000, 50_000, 50_000),
        SphereZone(-20_000, 90_000, 30_000, 60_000),
        tube([(0, 0, 100_000), (20_000, 0, 200_000), (400_000, 0, 150_000), (500_000, 0, 50_000)], 12_500),  # type: ignore[arg-type]
    ],
    ids=["barrel", "hourglass", "flat barrel", "paraboloid", "ball", "zone", "wire"],
)
def test_every_round_body_has_its_volume(shape: Shape, tmp_path: Path) -> None:
    file = tmp_path / "one.step"
    file.write_bytes(stp_bytes(add(Build(), Solid("one", shape, "a", "bump", at([(0, 0)])))))

    found = weights(file)

    assert found.invalid == set()
    # the bends of a wire are mitred
    assert found.volumes["one"] == pytest.approx(shape.volume, rel=3e-3 if isinstance(shape, Tube) else 1e-6)


def test_text_is_written_as_the_standard_says() -> None:
    assert step_string("it's a \\ µ") == "it''s a \\\\ \\X4\\000000B5\\X0\\"


def test_an_unknown_schema_is_told() -> None:
    with pytest.raises(BadInput, match="AP214 or AP242"):
        stp_bytes(small_package(), schema="AP203")


def test_without_opencascade_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "packfab.io.stp_document", raising=False)
    monkeypatch.delattr("packfab.io.stp_document", raising=False)
    monkeypatch.setitem(sys.modules, "OCP.IFSelect", None)

    with pytest.raises(PackfabError, match=r"pip install packfab\[step\]"):
        stp_bytes(small_package())
