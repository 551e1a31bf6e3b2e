# SPDX-License-Identifier: Apache-2.0
"""Is what a process engineer would ask of a thin film on metal found, and are sound ones left alone?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from packfab.checks import LIMITS, Finding
from packfab.design import Pin
from packfab.geometry import Build, Solid
from packfab.io import read_spec, template
from packfab.materials import Library
from packfab.process import PASSIVATION_OPENINGS, fabricate, one_package
from packfab.study import findings_of, limits_of
from packfab.study.findings_thin_film import thin_film_findings

Change = tuple[str, str]
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FILLING = "filling: {material: epoxy_unfilled}"
FLAT = "# cavities: {clearance: 50 um, corner_radius: 100 um, flatness: 5 um}"
PUNCHED = "# first_layer: {clearance: 75 um, burr: 5 um}"
BUS = "# buses: [{net: A1, kind: power, layer: M1, width: 200 um, points: [[-2 mm, 2.3 mm], [2 mm, 2.3 mm]]}]"
TRANSFER = ("method: direct", "method: transfer\n  transfer: {thickness: 100 um, substrate: {material: MATERIAL}}")
SPUTTERED = (("process: electroplating", "process: sputtering"), ("      thickness: 5 um\n", "      thickness: 6 um\n"))


def design_of(tmp_path: Path, *changes: Change) -> Path:
    text = template("004")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "film.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def found(tmp_path: Path, *changes: Change) -> dict[str, Finding]:
    """Findings by rule of the template in which texts are replaced."""
    design = read_spec(design_of(tmp_path, *changes))
    return {f.rule: f for f in findings_of(one_package(fabricate(design).build), limits=limits_of(design))}


def rules(text: str) -> Change:
    """A change that sets limits."""
    return ("packfab: 1\n", f"packfab: 1\nrules: {{{text}}}\n")


def error(text: str) -> Change:
    """A change that makes the filling miss the active faces."""
    return (FILLING, f"filling: {{material: epoxy_unfilled, error: {text}}}")


@pytest.mark.parametrize(
    "changes",
    [(), ((FLAT, FLAT[2:]),), ((PUNCHED, PUNCHED[2:]),), ((TRANSFER[0], TRANSFER[1].replace("MATERIAL", "si_100")),)],
    ids=["flat", "cavities", "punched", "transfer"],
)
def test_a_sound_design_has_no_findings(tmp_path: Path, changes: tuple[Change, ...]) -> None:
    assert found(tmp_path, *changes) == {}


def test_a_filling_below_the_active_faces_is_found(tmp_path: Path) -> None:
    findings = found(tmp_path, error("-3 um"))

    assert set(findings) == {"filling not level"}
    assert findings["filling not level"].line == (
        "warning filling not level: step 3 Fill around the dies: the filling ends below the active faces (measured "
        "3 um, allowed at most 1 um); fill more ('thin_film.filling.error')"
    )
    assert found(tmp_path, error("-3 um"), rules("planarity: 3 um")) == {}


def test_a_filling_above_the_active_faces_covers_the_pads(tmp_path: Path) -> None:
    findings = found(tmp_path, error("3 um"))

    assert findings["filling not level"].what == "the filling ends above the active faces"
    assert findings["hole misses metal"].severity == "error"
    assert findings["hole misses metal"].measured == "36 of a package"


def test_an_uneven_floor_makes_the_bond_line_thin(tmp_path: Path) -> None:
    uneven = (FLAT, FLAT[2:].replace("flatness: 5 um", "flatness: 45 um"))

    finding = found(tmp_path, uneven)["thin bond line"]

    assert (finding.measured, finding.allowed) == ("2.5 um where the floor is highest", "at least 5 um")
    assert "below U1" in finding.what
    assert "thin bond line" not in found(tmp_path, uneven, rules("bond_line_least: 2 um"))


def test_a_burr_that_stands_out_of_the_filling_is_found(tmp_path: Path) -> None:
    out = (PUNCHED, "first_layer: {clearance: 75 um, burr: 20 um, burr_side: surface}")

    findings = found(tmp_path, out)

    assert set(findings) == {"burr out of the filling"}
    assert findings["burr out of the filling"].measured == "20 um"


def test_a_thin_dielectric_is_found(tmp_path: Path) -> None:
    finding = found(tmp_path, ("hd4100, thickness: 10 um", "hd4100, thickness: 900 nm"))["thin insulator"]

    assert (finding.measured, finding.allowed) == ("900 nm", "at least 1 um")


def test_a_thick_sputtered_film_is_found(tmp_path: Path) -> None:
    finding = found(tmp_path, *SPUTTERED)["thick sputtered film"]

    assert (finding.measured, finding.allowed) == ("6 um", "at most 5 um")
    assert "thick sputtered film" not in found(tmp_path, *SPUTTERED, rules("sputtered_most: 6 um"))
    assert "thick sputtered film" not in found(tmp_path, ("      thickness: 5 um\n", "      thickness: 6 um\n"))


def test_wiring_near_the_edge_is_found(tmp_path: Path) -> None:
    bus = (BUS, BUS[2:].replace("2.3 mm", "2.39 mm"))

    finding = found(tmp_path, bus)["metal near the edge"]

    assert (finding.measured, finding.allowed) == ("10 um", "at least 50 um")
    assert "M1 bus A1" in finding.where
    assert "metal near the edge" not in found(tmp_path, bus, rules("metal_to_edge: 10 um"))


def test_a_temporary_substrate_of_metal_is_worth_a_note(tmp_path: Path) -> None:
    finding = found(tmp_path, (TRANSFER[0], TRANSFER[1].replace("MATERIAL", "c194")))["temporary substrate"]

    assert (finding.severity, finding.measured) == ("note", "'c194', lead frame")


def test_nets_without_a_way_are_found(tmp_path: Path) -> None:
    wide = (("      line: 15 um", "      line: 110 um"), ("      space: 15 um", "      space: 110 um"))

    finding = found(tmp_path, *wide)["unrouted"]

    assert finding.severity == "error"
    assert finding.where.startswith("step 6 Electroplate the wiring M1: ")


def test_pads_under_the_passivation_are_found(tmp_path: Path) -> None:
    build = one_package(fabricate(read_spec(design_of(tmp_path))).build)

    closed = replace(build, solids=tuple(_less(s, 2) if s.name == PASSIVATION_OPENINGS else s for s in build.solids))

    assert list(thin_film_findings(build, LIMITS, Library.builtin())) == []
    (finding,) = thin_film_findings(closed, LIMITS, Library.builtin())
    assert (finding.rule, finding.severity, finding.measured) == ("pad under passivation", "error", "2 of 36")


def _less(solid: Solid, count: int) -> Solid:
    return replace(solid, places=solid.places[count:], nets=())


def test_other_systems_have_none_of_these() -> None:
    assert list(thin_film_findings(Build(), LIMITS, Library.builtin())) == []


@pytest.mark.parametrize(("diameter", "told"), [(80_000, set()), (100_000, {"pin wider than its pad"})])
def test_pins_wider_than_the_opening_over_their_pads_are_found(diameter: int, told: set[str]) -> None:
    design = read_spec(EXAMPLES / "thin-film" / "pair.yaml")
    assert design.thin_film is not None
    pins = Pin(diameter=diameter, length=600_000)
    film = design.thin_film.model_copy(update={"points": pins})

    findings = findings_of(one_package(fabricate(design.model_copy(update={"thin_film": film})).build))

    assert {f.rule for f in findings} == told
