# SPDX-License-Identifier: Apache-2.0
"""Do the drawings of dies under a thin film show what was made: every method, no label on another, nothing empty?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from packfab.errors import BadInput
from packfab.geometry import Build, Frustum, Prism, Solid, at, rectangle, section
from packfab.process import Fabrication, one_package
from packfab.report import (
    CloseUp,
    Sheet,
    best_cuts,
    contact_side_sheet,
    device_names,
    device_plan_sheet,
    film_details,
    film_dimensions,
    film_tables,
    groups_of,
    is_thin_film,
    key_figures,
    metal_layers,
    metal_plan_sheet,
    section_file,
    slice_sheet,
    stack_up,
    stack_up_sheet,
    stack_up_table,
    standard_dimensions,
    strip_map_sheet,
    views,
)
from packfab.report.film_dimensions import circuit_window, film_range, film_ranges, net_window, thin_ranges
from packfab.report.film_plan import seat_dimensions
from packfab.report.filmstrip import film_strip_sheet, stage_svgs
from packfab.report.looks import looks_of
from packfab.report.maps import ball_map_sheet
from packfab.report.section_figure import automatic_factor, section_sheet
from packfab.study import fabricated, read_design
from packfab.units import um

from .labels import outside, overlapping

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DESIGNS = {
    "flat": "thin-film/twins.yaml",
    "devices": "thin-film/devices.yaml",
    "cavity": "caravel/metal-substrate.yaml",
    "punched": "interposer/metal-substrate.yaml",
    "transfer": "interposer/metal-substrate-transfer.yaml",
}


@cache
def made(name: str) -> Fabrication:
    """The package of an example; all tests of a worker share it."""
    return fabricated(read_design(EXAMPLES / DESIGNS[name]).package)


@cache
def built(name: str) -> Build:
    return one_package(made(name).build)


@cache
def close_ups(name: str) -> dict[str, CloseUp]:
    return {c.detail.name: c for c in film_details(built(name), best_cuts(built(name)))}


def measures(name: str, detail: str) -> dict[str, int]:
    return {d.name: d.value for d in close_ups(name)[detail].detail.dimensions}


def sheets(name: str) -> Iterator[tuple[str, Sheet]]:
    """All drawings but the bare ones of the film strip."""
    build = built(name)
    for cut in best_cuts(build):
        flat = section(build, cut.line)
        window = net_window(build, flat) if cut.about == "net" else None
        for fine, stretch in ((False, 1.0), (True, None)):
            kept = [d for d in film_dimensions(build, flat, fine=fine) if cut.whole or d.along == "z"]
            yield f"{cut.name} {stretch}", section_sheet(flat, exaggerate=stretch, dimensions=kept, title="",
                                                         window=window, hatched=False, width=720)  # fmt: skip
        film = circuit_window(build, flat)
        assert film is not None
        yield f"{cut.name} film", section_sheet(flat, exaggerate=automatic_factor(film), title="", window=film,
                                                dimensions=thin_ranges(build, film, seeds=False), hatched=False,
                                                width=720)  # fmt: skip
    for key, c in close_ups(name).items():
        factor = automatic_factor(c.detail.window) if c.detail.stretched else 1.0
        yield key, section_sheet(c.flat, exaggerate=factor, dimensions=c.detail.dimensions, title="", hatched=False,
                                 window=c.detail.window, width=720, angles=c.detail.angles)  # fmt: skip
    for layer in metal_layers(build):
        yield f"plan {layer}", metal_plan_sheet(build, layer)
    for part in device_names(build):
        yield f"device {part}", device_plan_sheet(build, part)
    middle = build.select(role="die")[0]
    yield "seats", slice_sheet(build, (middle.z0 + middle.z1) / 2 - 1, measures=seat_dimensions(build),
                               named=build.select(role="die"))  # fmt: skip
    yield "contact side", contact_side_sheet(build)
    yield "bonding points", ball_map_sheet(build, seen_from="above")
    yield "strip map", strip_map_sheet(made(name).stages)
    yield "stack-up", stack_up_sheet(stack_up(build))
    yield "film strip", film_strip_sheet(views(made(name).stages))


@pytest.mark.parametrize("name", DESIGNS)
def test_no_drawing_is_empty_and_no_label_lies_on_another_or_off_its_sheet(name: str) -> None:
    met, beyond = [], []
    for key, sheet in sheets(name):
        assert sheet._shapes, key
        assert sheet._words, key
        met += [(key, *pair) for pair in overlapping(sheet)]
        beyond += [(key, words) for words in outside(sheet)]

    assert met == []
    assert beyond == []


def test_every_kind_of_substrate_has_its_details() -> None:
    assert set(close_ups("flat")) == {"die-edge", "stack", "hole-m1", "bump"}
    assert {"die-edge", "stack", "stack-point", "hole-m1", "ball"} <= set(close_ups("cavity"))
    assert {"die-edge", "burr", "stack", "stack-point", "hole-m1", "ball"} == set(close_ups("punched"))
    assert "burr" not in close_ups("transfer")


def test_each_process_of_a_film_has_a_hole_and_each_device_its_section() -> None:
    found = close_ups("devices")
    titles = {key: c.detail.title for key, c in found.items() if key.startswith("hole")}

    assert "sputtered and etched" in titles["hole-m1"]
    assert "electroless plated and etched" in titles["hole-m2"]
    assert "electroplated on a seed of ti" in titles["hole-m4"]
    assert {
        f"{kind}-{part}"
        for kind, part in (
            ("resistor", "r1"),
            ("inductor", "l1"),
            ("capacitor", "c1"),
            ("capacitor", "c2"),
            ("wave-guide", "w1"),
            ("wave-guide", "w2"),
            ("filter", "f1"),
            ("filter", "f2"),
            ("sensor", "s1"),
        )
    } <= set(found)
    assert {"circuit", "pin"} <= set(found)


def test_the_section_of_a_sensor_goes_through_its_beam_and_its_electrode() -> None:
    found = close_ups("devices")["sensor-s1"]
    seen = {p.solid.name for p in found.flat.pieces if p.solid.part == "S1"}

    assert {"S1 M3", "S1 M4"} <= seen


def test_the_edge_of_a_die_tells_its_seat() -> None:
    told = measures("cavity", "die-edge")

    assert told["cavity depth"] == told["die"] == um(150)
    assert told["bond line"] == um(15)
    assert told["clearance"] == pytest.approx(um(100), abs=2)
    assert "opening" in close_ups("punched")["die-edge"].detail.title
    assert measures("transfer", "die-edge")["substrate bond line"] == um(15)


def test_the_burr_is_told_in_its_laminate() -> None:
    told = measures("punched", "burr")

    assert told["burr"] == um(5)
    assert told["laminate"] == um(10)


def test_a_stack_tells_every_layer_of_the_film() -> None:
    told = measures("punched", "stack")

    assert {f"M{i} {what}" for i in range(1, 6) for what in ("dielectric", "wiring")} <= set(told)
    assert told["M1 dielectric"] == um(5)
    assert told["passivation"] == um(6)
    assert told["die pad Ø"] == um(20)


def test_the_layers_of_a_film_lie_on_one_another() -> None:
    found = list(film_ranges(built("cavity")))
    seed = 200

    assert all(0 <= above[1] - below[2] <= seed for below, above in pairwise(found))
    assert film_range(built("cavity")) == (found[0][1], found[-1][2])


def test_sections_tell_metal_dies_and_film() -> None:
    build = built("punched")
    flat = section(build, best_cuts(build)[0].line)
    coarse = {d.name: d.value for d in film_dimensions(build, flat, fine=False)}

    assert coarse["second metal layer"] == um(400)
    assert coarse["die, first metal layer"] == um(100)
    assert coarse["thin film"] == um(46)
    assert coarse["total height"] == build.z_range[1] - build.z_range[0]
    fine = {d.name for d in standard_dimensions(build, flat)}
    assert {"M3 wiring", "passivation"} <= fine
    assert not any("M3" in d.name for d in standard_dimensions(build, flat, least=um(7)))


def test_cuts_go_through_die_pads_and_along_a_net() -> None:
    for name in DESIGNS:
        cuts = best_cuts(built(name))
        assert [c.name for c in cuts] == ["A-A", "B-B", "C-C"], name
        assert "from its die pad to its bonding point" in cuts[2].title


def test_dielectrics_of_neighbouring_layers_look_different() -> None:
    build = built("cavity")
    flat = section(build, best_cuts(build)[0].line)
    groups = {g.role: g for g in groups_of(flat.pieces)}
    looks = looks_of(build.solids)

    assert groups["dielectric"].fill != groups["next dielectric"].fill
    assert (groups["dielectric"].words, groups["next dielectric"].words) == ("dielectric M1", "dielectric M2")
    assert {looks[id(s)].words for s in build.select(role="substrate")} == {"metal substrate"}


def test_each_layer_has_its_plan_with_its_devices() -> None:
    assert metal_layers(built("devices")) == ("M1", "M2", "M3", "M4")
    words = {w["s"] for w in metal_plan_sheet(built("devices"), "M1")._words}
    assert {"R1", "resistor R1"} <= words
    assert "plane of GND" in {w["s"] for w in metal_plan_sheet(built("devices"), "M2")._words}


def test_a_device_that_is_not_there_is_named() -> None:
    with pytest.raises(BadInput, match=r"no passive device 'R9'.*R1"):
        device_plan_sheet(built("devices"), "R9")


def test_the_strip_shows_sites_that_stay_together() -> None:
    sheet = strip_map_sheet(made("devices").stages)
    words = {w["s"] for w in sheet._words}

    assert "Strip   (2 packages, with 1 or 2 dies each)" in words
    assert "sites that stay together (1)" in words
    assert "blocks" in sheet._names
    assert "blocks" not in strip_map_sheet(made("flat").stages)._names


def test_the_work_is_cut_in_one_place_before_and_after_it_is_turned_over() -> None:
    stages = views(made("transfer").stages)
    line = best_cuts(stages[-1])[0].line
    assert line.start[1] != 0
    turned = next(i for i, s in enumerate(stages) if s.records[-1].step == "TurnOver")
    drawn = stage_svgs(stages, line)

    def dies(svg: str) -> int:
        return svg.count("piece-si_iso-die")

    assert all(drawn)
    assert dies(drawn[turned - 1]) == dies(drawn[turned]) > 0
    assert "the film at the edge of a die" in drawn[-5]


def test_figures_and_tables_speak_of_film_seats_and_strip() -> None:
    build = built("transfer")
    told = {f.label: f.text for f in key_figures(build)}
    tables = {t.title: t for t in film_tables(build)}

    assert told["dies"] == "3"
    assert told["wiring layers"] == "5"
    assert told["balls"] == "92"
    assert "voids in the mold" not in told
    assert set(tables) == {"Wiring layers", "Dies and their seats", "Transfer: grinding from the backs", "Strip"}
    assert [row[0] for row in tables["Wiring layers"].rows] == ["M1", "M2", "M3", "M4", "M5"]
    assert ("taken off the back of T1", "70 µm") in tables["Transfer: grinding from the backs"].rows
    assert all(len(row) == len(t.head) for t in tables.values() for row in t.rows)


def test_the_stack_up_names_each_layer() -> None:
    rows = [row["part"] for row in stack_up_table(stack_up(built("cavity")))]

    assert rows[0] == "passivation"
    assert {"M1 pads", "M1 vias"} <= set(rows)
    assert rows[-1] == "metal substrate"


def test_of_a_layer_that_waits_beside_the_line_one_package_is_shown() -> None:
    stages = views(made("punched").stages)
    punched = next(s for s in stages if s.records[-1].step == "PunchFirstLayer")

    assert punched.box == pytest.approx(stages[-1].box, abs=1)
    assert punched.z_range[0] == stages[-1].z_range[0] < 0 < punched.z_range[1]


def test_a_picture_at_true_scale_tells_no_layer_that_cannot_be_seen() -> None:
    drawn = section_file(made("punched")).content.decode()
    stretched = section_file(made("punched"), stretch=20.0).content.decode()

    assert "thin film 46 µm" in drawn
    assert "M3 wiring" not in drawn
    assert "M3 wiring" in stretched


def test_pins_and_bumps_have_maps() -> None:
    assert any("Pins" in w["s"] for w in ball_map_sheet(built("devices"), seen_from="above")._words)
    assert any("Bumps" in w["s"] for w in ball_map_sheet(built("flat"), seen_from="above")._words)


def test_other_packages_have_no_film(package: Build) -> None:
    assert not is_thin_film(package)
    assert film_tables(package) == ()
    assert np.all([d.name != "thin film" for d in standard_dimensions(package, section(package, y=um(250)))])


def test_names_below_neighbouring_balls_do_not_run_into_each_other() -> None:
    places = [[300_000 * column, 0] for column in range(10)]
    nets = tuple(f"DEBUG_O_{column}" for column in range(10))
    body = Solid("metal substrate", Prism(rectangle(-2e5, -2e5, 3e6, 2e5), -1000, 0), "c194", "substrate")
    balls = Solid("balls", Frustum(0, 100_000, 70_000, 70_000), "sac305", "ball", places=at(places), nets=nets,
                  part="balls")  # fmt: skip

    words = [w for w in ball_map_sheet(Build((body, balls)), seen_from="above")._words if w["s"] in nets]
    font = FontProperties(family="DejaVu Sans")
    widest = max(TextPath((0, 0), w["s"], size=w["fontsize"], prop=font).get_extents().width for w in words)
    x = sorted(w["x"] for w in words)

    assert len(words) == 10
    assert widest < min(right - left for left, right in pairwise(x))
