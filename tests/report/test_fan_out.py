# SPDX-License-Identifier: Apache-2.0
"""Do the drawings of a fan-out show what was made: chips first and wiring first, none empty, no label on another?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from packfab.errors import BadInput
from packfab.geometry import Build, section
from packfab.io import template
from packfab.process import Fabrication, one_package
from packfab.report import (
    best_cuts,
    contact_side_sheet,
    edge_views,
    fan_out_details,
    fan_out_dimensions,
    groups_of,
    is_fan_out,
    key_figures,
    metal_layers,
    metal_plan_sheet,
    panel_facts,
    panel_map_sheet,
    panel_tables,
    section_svg,
    stack_up,
    stack_up_sheet,
    standard_dimensions,
    views,
)
from packfab.report.close_ups import CloseUp
from packfab.report.fan_out_cuts import net_line, on_axis
from packfab.report.filmstrip import film_strip_sheet, stage_svgs
from packfab.report.maps import ball_map_sheet
from packfab.report.section_figure import section_sheet
from packfab.report.sheet import Sheet
from packfab.study import fabricated, read_design
from packfab.units import um

from .labels import outside, overlapping

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "caravel"
PANEL = ("panel: [300 mm, 300 mm]", "panel: [30 mm, 30 mm]")
SITES = ("sites: [4, 4] ", "sites: [3, 3] ")
EDGE = (("edge: 10 mm ", "edge: 5 mm "), ("rim: 3 mm ", "rim: 1 mm "))
BESIDE = ("  # deviations: {table: placement.csv} ",
          "  deviations: [{column: 2, row: 3, chip: U1, dx: 5 um}] # ")  # fmt: skip


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Fabrication:
    """Chips first: the template on a panel of 9 sites, one chip of which lies 5 um beside its place."""
    text = template("003")
    for old, new in (PANEL, SITES, *EDGE, BESIDE):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = tmp_path_factory.mktemp("first") / "design.yaml"
    path.write_text(text, encoding="utf-8")
    return fabricated(read_design(path).package)


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory) -> Fabrication:
    """Wiring first: the example with two metal layers, a connecting structure and balls, on a panel of 9 sites."""
    folder = tmp_path_factory.mktemp("last")
    for name in ("pads.csv", "fan_out_balls_400.csv"):
        shutil.copy(EXAMPLES / name, folder)
    text = (EXAMPLES / "fan-out-rdl-first.yaml").read_text(encoding="utf-8")
    small = text.replace("panel: [510 mm, 515 mm]", "panel: [30 mm, 30 mm]\n  edge: 3 mm\n  rim: 1 mm")
    assert small != text
    (folder / "design.yaml").write_text(small, encoding="utf-8")
    return fabricated(read_design(folder / "design.yaml").package)


@pytest.fixture(scope="module", params=["first", "last"])
def either(request: pytest.FixtureRequest) -> Fabrication:
    found: Fabrication = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def build(either: Fabrication) -> Build:
    return one_package(either.build)


def close_ups(build: Build) -> dict[str, CloseUp]:
    return {c.detail.name: c for c in fan_out_details(build, best_cuts(build))}


def measures(close_up: CloseUp) -> dict[str, int]:
    return {d.name: d.value for d in close_up.detail.dimensions}


def sheets(made: Fabrication, build: Build) -> Iterator[tuple[str, Sheet]]:
    """All drawings of a fan-out but the bare ones of the film strip."""
    for cut in best_cuts(build):
        flat = section(build, cut.line)
        for fine, stretch in ((False, 1.0), (True, None)):
            kept = [d for d in fan_out_dimensions(build, flat, fine=fine) if cut.whole or d.along == "z"]
            drawn = section_sheet(flat, exaggerate=stretch, dimensions=kept, title="", window=None, hatched=False,
                                  width=720)  # fmt: skip
            yield f"{cut.name} {stretch}", drawn
    for name, c in close_ups(build).items():
        drawn = section_sheet(c.flat, exaggerate=1.0, dimensions=c.detail.dimensions, title="", hatched=False,
                              window=c.detail.window, width=720, angles=c.detail.angles)  # fmt: skip
        yield name, drawn
    for layer in metal_layers(build):
        yield f"plan {layer}", metal_plan_sheet(build, layer)
    yield "contact side", contact_side_sheet(build)
    yield "panel map", panel_map_sheet(made.stages)
    yield "ball map", ball_map_sheet(build)
    yield "stack-up", stack_up_sheet(stack_up(build))
    yield "film strip", film_strip_sheet(views(made.stages))
    for view in edge_views(made.stages, 0.0):
        yield view.name, view.sheet


def test_no_drawing_is_empty_and_no_label_lies_on_another(either: Fabrication, build: Build) -> None:
    met = []
    for name, sheet in sheets(either, build):
        assert sheet._shapes, name
        assert sheet._words, name
        met += [(name, *pair) for pair in overlapping(sheet)]

    assert met == []


def test_every_label_lies_on_its_sheet(either: Fabrication, build: Build) -> None:
    beyond = [(name, words) for name, sheet in sheets(either, build) for words in outside(sheet)]

    assert beyond == []


def test_cuts_go_through_the_axes_of_pins(build: Build) -> None:
    cuts = best_cuts(build)

    assert [c.name for c in cuts][:2] == ["A-A", "B-B"]
    assert all(len(on_axis(cut.line, build.select(role="pin")[0])) for cut in cuts)


def test_a_package_without_balls_is_cut_through_its_pins(last: Fabrication) -> None:
    build = one_package(last.build)
    bare = replace(build, solids=tuple(s for s in build.solids if s.role not in ("ball", "joint")))

    assert [c.name for c in best_cuts(bare)] == ["A-A", "B-B"]
    assert "ball" not in close_ups(bare)


def test_a_cut_along_a_net_meets_its_pin_and_its_ball(last: Fabrication) -> None:
    build = one_package(last.build)
    found = net_line(build)

    assert found is not None
    net, line = found
    for role in ("pin", "ball"):
        solid = build.select(role=role)[0]
        places = solid.places[np.array(solid.nets_by_place) == net].astype(float)
        assert np.abs(line.beside(places)).min() < 1


def test_the_details_of_chips_first(first: Fabrication) -> None:
    found = close_ups(one_package(first.build))

    assert {"hole-m1", "pin", "ball", "alignment", "films"} == set(found)


def test_the_details_of_wiring_first(last: Fabrication) -> None:
    found = close_ups(one_package(last.build))

    assert {"hole-m2", "hole-through", "pin", "ball", "alignment", "films"} == set(found)


def test_a_hole_tells_both_ends_its_wall_and_its_film(first: Fabrication) -> None:
    hole = close_ups(one_package(first.build))["hole-m1"]
    told = measures(hole)

    assert told["narrow Ø"] == um(40)
    assert told["wide Ø"] == pytest.approx(um(40) + 2 * um(10) / np.tan(np.radians(75)), abs=2)
    assert told["film"] == um(5)
    assert hole.detail.angles[0].text == "75°"


def test_a_hole_from_below_is_wide_below(last: Fabrication) -> None:
    hole = close_ups(one_package(last.build))["hole-through"]

    assert hole.detail.angles[0].sense == -1
    assert measures(hole)["film"] == um(8)


def test_a_film_of_half_a_micrometre_is_told_and_seen(either: Fabrication, build: Build) -> None:
    films = close_ups(build)["films"]
    low, high = films.detail.window[1], films.detail.window[3]

    assert measures(films)["protective layer 1"] == 500
    # at least five points of a drawing 300 points high
    assert 500 / (high - low) * 300 > 5


def test_every_detail_shows_more_than_one_thing(build: Build) -> None:
    for name, c in close_ups(build).items():
        assert len(groups_of(c.flat.pieces, c.detail.window)) > 1, name


def test_a_section_tells_body_and_contacts(last: Fabrication) -> None:
    build = one_package(last.build)
    told = {d.name: d.value for d in standard_dimensions(build, section(build, best_cuts(build)[0].line))}

    assert told["polymer"] == um(10)
    assert told["protective layer 1"] == 500
    assert told["M1 metal"] == um(5)
    assert told["compound over chip"] == um(100)
    assert told["ball standoff"] == pytest.approx(217_206, abs=2)


def test_key_figures_speak_of_panel_laser_and_wiring(first: Fabrication) -> None:
    told = {f.label: f.text for f in key_figures(one_package(first.build))}

    assert told["packages on the panel"] == "9"
    assert told["pins"] == "36"
    assert told["laser fluence / threshold"] == "1.78"
    assert "cover" not in told


def test_the_panel_map_marks_where_chips_lie_beside(first: Fabrication) -> None:
    facts = panel_facts(first.build)
    sheet = panel_map_sheet(first.stages)

    assert facts is not None
    assert facts.deviations == ((2, 3),)
    assert {"sites", "own-site", "deviating-sites", "edge-exclusion"} <= set(sheet._names)
    assert any(w["s"] == "sites with chips beside their places (1)" for w in sheet._words)


def test_other_packages_have_no_panel_map(package: Build) -> None:
    with pytest.raises(BadInput, match="not made on a panel"):
        panel_map_sheet([package])


def test_the_laser_is_held_against_its_threshold(first: Fabrication) -> None:
    rows = {row[0]: row[1:] for t in panel_tables(first.build) for row in t.rows}

    assert rows["fluence of a pulse"][0] == "200 mJ/cm²"
    assert rows["fluence at the face of the polymer"] == ("115.6 mJ/cm²", "threshold 65 mJ/cm²")


def test_the_ground_pins_are_counted(first: Fabrication) -> None:
    rows = {row[0]: row[1:] for t in panel_tables(first.build) for row in t.rows}

    assert rows["pins that show"] == ("36", "of 36 of a package")
    assert rows["pins still covered"][0] == "0"


def test_other_packages_have_no_such_tables(package: Build) -> None:
    assert panel_tables(package) == ()
    assert not is_fan_out(package)


def test_an_unknown_metal_layer_is_refused(last: Fabrication) -> None:
    with pytest.raises(BadInput, match="M1, M2"):
        metal_plan_sheet(one_package(last.build), "M3")


def test_the_release_takes_the_glass_off_the_edge(first: Fabrication) -> None:
    before, after = edge_views(first.stages, 0.0)

    assert any("glass" in name for name in before.sheet._names)
    assert not any("glass" in name for name in after.sheet._names)
    assert before.factor == after.factor


def test_the_film_strip_shows_little_of_the_glass(first: Fabrication) -> None:
    shown = views(first.stages)
    drawn = stage_svgs(shown, best_cuts(shown[-1])[0].line)

    assert all(drawn)
    assert len(set(drawn)) > 6


def test_drawings_are_the_same_each_time(first: Fabrication) -> None:
    build = one_package(first.build)
    detail = close_ups(build)["pin"]

    assert len({section_svg(detail.flat, window=detail.detail.window) for _ in range(2)}) == 1
