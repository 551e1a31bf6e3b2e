# SPDX-License-Identifier: Apache-2.0
"""Is a design handed on as solids in every format, with names, colours and densities?"""

from __future__ import annotations

from pathlib import Path

import pytest

from packfab.errors import BadInput
from packfab.geometry import volumes
from packfab.io import read_stl, read_vtu
from packfab.study import read_design
from packfab.study.exchange import ExportOptions, Handed, format_called, handed

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "interposer" / "exposed-sink.yaml"


@pytest.fixture(scope="module")
def given() -> Handed:
    return handed(read_design(EXAMPLE))


def exported(given: Handed, name: str, options: ExportOptions | None = None) -> dict[str, bytes]:
    export = format_called(name).export
    assert export is not None
    return dict(export(given, options or ExportOptions()))


def test_step_has_every_solid_by_name_and_densities(given: Handed) -> None:
    pytest.importorskip("OCP", reason="STEP needs the extra `step`")

    (text,) = exported(given, "step").values()

    assert all(f"'{solid.name}'".encode() in text for solid in given.build.solids if solid.mode != "cut")
    assert b"'emc_muf'" in text


def test_step_takes_the_schema_that_is_asked_for(given: Handed) -> None:
    with pytest.raises(BadInput, match="AP214 or AP242"):
        exported(given, "step", ExportOptions(schema="AP203"))


def test_stl_has_a_closed_surface_for_each_solid(given: Handed) -> None:
    files = exported(given, "stl")
    solids = {(s.part, s.name) for s in given.build.solids if s.mode != "cut" and s.role != "void"}
    die = next(data for name, data in files.items() if name.endswith("t1-t1-die.stl"))

    skin = read_stl(die)

    assert len(files) == len(solids)
    assert skin.is_closed
    assert skin.volume == pytest.approx(volumes(given.build).by("name")["T1 die"], rel=1e-4)


def test_vtu_has_a_skin_and_cells(given: Handed) -> None:
    files = {name.split(".")[1]: read_vtu(data) for name, data in exported(given, "vtu").items()}

    assert files["skin"].corners.shape[1] == 3
    assert files["cells"].corners.shape[1] == 8
    assert "emc_muf" in files["cells"].words["material"]


def test_glb_is_a_glb(given: Handed) -> None:
    (data,) = exported(given, "glb").values()

    assert data[:4] == b"glTF"
