# SPDX-License-Identifier: Apache-2.0
"""Do dies lie as they should on flat, machined and two-layer metal, with and without filling, and what is refused?"""

from __future__ import annotations

import math
from typing import Any

import metal_lines as line
import pytest

from packfab.design import Cavities, FirstLayer, Laminate, Package
from packfab.geometry import volumes
from packfab.process import (
    AttachBackside,
    Flow,
    LaminateFirstLayer,
    ProvideMetalSubstrate,
    Step,
    check,
    face_of,
    layout_of,
    one_package,
)
from packfab.process.metal import pockets, rounded
from packfab.units import mm, um


def cavities(**changes: Any) -> Any:
    return line.metal(cavities=Cavities(**changes))


def two_layers(**changes: Any) -> Any:
    return line.metal(first_layer=FirstLayer(**changes))


def test_a_die_on_flat_metal_stands_on_its_bond_line() -> None:
    build = line.ran(line.direct(line.metal(), line.two()))

    assert line.upwards(build, -1.9, 0.6) == [
        ("metal substrate", -500, 0), ("U1 adhesive", 0, 25), ("U1 die", 25, 325),
    ]  # fmt: skip
    assert face_of(build) == 0
    assert line.record(build, "AttachBackside")["active_face"] == um(325)
    assert {"attached:U1", "attached:U2", "carrier provided"} <= build.facts


def test_pads_keep_their_nets_and_lie_flush_with_the_active_face() -> None:
    build = line.ran(line.direct(line.metal(), line.two()))
    (pads,) = build.select(role="pad", part="U1")

    assert (pads.z0, pads.z1) == (um(324), um(325))
    assert set(pads.nets) == {f"U1_{row}{i}" for row in "ABC" for i in (1, 2, 3, 4)}


def test_the_filling_is_level_with_the_active_faces_and_takes_what_is_void() -> None:
    build = line.ran(line.direct(line.metal(), line.two(), line.around()))
    found = volumes(build).by("name")

    assert found["filling"] * 1e-18 == pytest.approx((80 - 6 - 4) * 0.325)
    assert line.record(build, "FillAround")["face"] == line.record(build, "FillAround")["active_face"] == face_of(build)
    assert volumes(build).void == pytest.approx(0, abs=1e9)
    assert line.notes(build, "FillAround") == ""


@pytest.mark.parametrize(("error", "over_die", "words"), [
    (10, [("filling", 325, 335)], "stands 10 um over the active faces and covers the dies"),
    (-10, [], "ends 10 um below the active faces: they are not planar"),
])  # fmt: skip
def test_a_filling_off_the_active_faces_stands_so_in_the_geometry(error: int, over_die: list[Any], words: str) -> None:
    build = line.ran(line.direct(line.metal(), line.two(), line.around(error)))

    assert line.upwards(build, -1.9, 0.6)[3:] == over_die
    assert line.upwards(build, 4.5, 3.5)[-1] == ("filling", 0, 325 + error)
    assert face_of(build) == um(325 + error)
    assert words in line.notes(build, "FillAround")


def test_a_filling_below_the_backs_is_refused() -> None:
    assert "would end below the backs" in line.refused(line.direct(line.metal(), line.two(), line.around(-325)))


def test_cavities_are_as_deep_as_their_dies_and_rounded_by_the_mill() -> None:
    build = line.ran(line.direct(cavities(clearance=um(60)), line.two(), line.around()))
    milled = (3.12 * 2.12 + 2.12 * 2.12 - 2 * (4 - math.pi) * 0.01) * 0.3

    assert volumes(build).by("name")["metal substrate"] * 1e-18 == pytest.approx(40 - milled, abs=1e-5)
    assert line.record(build, "ProvideMetalSubstrate")["machined_m3"] * 1e9 == pytest.approx(milled, abs=1e-5)
    assert line.upwards(build, -1.9, 0.6) == [
        ("metal substrate", -500, -300), ("U1 adhesive", -300, -275), ("U1 die", -275, 25),
    ]  # fmt: skip
    assert line.upwards(build, -0.47, 0.5) == [("metal substrate", -500, -300), ("filling", -300, 25)]
    found = line.record(build, "ProvideMetalSubstrate")
    assert (found["cavities"], found["depths"], found["floor_least"]) == (2, (um(300),), um(200))


def test_dies_of_different_thickness_end_level_in_cavities_of_their_own_depth() -> None:
    build = line.ran(line.direct(cavities(), line.two(thickness=200), line.around()))

    assert line.record(build, "ProvideMetalSubstrate")["depths"] == (um(200), um(300))
    assert {s.z1 for s in build.select(role="die")} == {um(25)}


def test_the_bond_line_is_thinner_and_thicker_by_half_the_flatness() -> None:
    build = line.ran(line.direct(cavities(flatness=um(6)), line.two()))
    found = line.record(build, "AttachBackside")

    assert (found["bond_line_least"], found["bond_line_most"]) == (um(22), um(28))


def test_cavities_that_overlap_become_one_and_a_thin_wall_is_told() -> None:
    close = line.two(at=(0.58, 0.5), degrees=0.0)
    near = line.two(at=(0.62, 0.5), degrees=0.0)
    one, wall = (line.ran(line.direct(cavities(), chips)) for chips in (close, near))

    assert line.record(one, "ProvideMetalSubstrate")["cavities"] == 1
    assert line.notes(one, "ProvideMetalSubstrate") == "U1 and U2 lie in one cavity"
    assert line.upwards(one, -0.46, 0.5) == [("metal substrate", -500, -300)]
    assert line.record(wall, "ProvideMetalSubstrate")["wall_least"] == um(20)
    assert "only 20 um of metal stands between" in line.notes(wall, "ProvideMetalSubstrate")


def test_cavities_of_two_depths_that_meet_are_one_hole_with_a_step() -> None:
    chips = line.two(at=(0.58, 0.5), degrees=0.0, thickness=200)
    build = line.ran([line.direct(cavities(), chips)[0]])
    whole = volumes(line.ran([line.direct(line.metal(), chips)[0]])).by("name")["metal substrate"]

    milled = whole - volumes(build).by("name")["metal substrate"]

    found = line.record(build, "ProvideMetalSubstrate")
    assert found["machined_m3"] == pytest.approx(milled * 1e-27, rel=1e-9)
    assert line.notes(build, "ProvideMetalSubstrate") == (
        "the cavity of U2 runs into that of U1: there is no wall between them"
    )


def test_a_round_tool_leaves_its_radius_in_every_inner_corner() -> None:
    (pocket,) = pockets((line.chip(),), um(50), um(100), floor=-um(300))
    square = pockets((line.chip(),), um(50), 0, floor=-um(300))

    assert next(square).area.area == pytest.approx(mm(3.1) * mm(2.1))
    assert pocket.area.area == pytest.approx(mm(3.1) * mm(2.1) - (4 - math.pi) * um(100) ** 2, rel=5e-6)
    assert pocket.area.box == pytest.approx((-mm(3.55), -mm(0.55), -mm(0.45), mm(1.55)), abs=1)
    assert not rounded(pocket.area, mm(2))


def test_the_first_layer_is_punched_and_laminated_with_its_burr_in_the_laminate() -> None:
    build = line.ran(line.direct(two_layers(burr=um(10), corner_radius=0), line.two(), line.around()))
    rim = (3.17 * 2.17 - 3.15 * 2.15 + 2.17**2 - 2.15**2) * 0.01
    found = volumes(build).by("name")

    assert line.upwards(build, -1.9, 0.6) == [
        ("second metal layer", -825, -325), ("U1 adhesive", -325, -300), ("U1 die", -300, 0),
    ]  # fmt: skip
    assert line.upwards(build, 4.5, 3.5) == [
        ("second metal layer", -825, -325), ("laminate", -325, -300), ("first metal layer", -300, 0),
    ]  # fmt: skip
    assert line.upwards(build, -0.42, 0.5)[1:] == [
        ("laminate", -325, -310), ("burr", -310, -300), ("first metal layer", -300, 0),
    ]  # fmt: skip
    assert found["burr"] * 1e-18 == pytest.approx(rim)
    assert found["laminate"] * 1e-18 == pytest.approx((80 - 3.15 * 2.15 - 2.15**2) * 0.025 - rim)
    assert found["filling"] * 1e-18 == pytest.approx((3.15 * 2.15 - 6 + 2.15**2 - 4) * 0.325, rel=1e-5)


def test_the_first_layer_waits_beside_the_line_until_it_is_laminated() -> None:
    builds = line.stages(line.direct(two_layers(), line.two()))

    assert builds[1].stock["first metal layer"].z_range == (-um(305), 0)
    assert not builds[2].stock
    assert {s.step for s in builds[2].select(name="first metal layer")} == {2}
    assert "first metal layer awaited" in builds[1].facts - builds[2].facts


def test_a_burr_on_the_surface_stands_out_of_the_filling() -> None:
    build = line.ran(line.direct(two_layers(burr_side="surface", burr=um(8)), line.two(), line.around()))

    assert line.upwards(build, -0.422, 0.5)[-1] == ("burr", 0, 8)
    assert line.record(build, "LaminateFirstLayer")["burr_stands_out"] == um(8)
    assert "burr of the first metal layer stands 8 um out of the filling" in line.notes(build, "FillAround")


def test_layers_bonded_directly_have_nothing_between_them() -> None:
    build = line.ran(line.direct(two_layers(laminate=None, burr=0), line.two()))

    assert line.upwards(build, 4.5, 3.5) == [("second metal layer", -800, -300), ("first metal layer", -300, 0)]
    assert build.records[2].title == "Bond the first metal layer onto the second one"


def test_the_first_layer_is_as_thick_as_is_asked_for() -> None:
    given = Laminate(thickness=um(40))
    build = line.ran(line.direct(two_layers(thickness=um(280), laminate=given), line.two()))

    assert line.record(build, "LaminateFirstLayer")["floor"] == -um(320)
    assert line.record(build, "AttachBackside")["active_face"] == um(5)


@pytest.mark.parametrize(("of", "chips", "words"), [
    (cavities(clearance=um(25)), line.two(), "the corners of U1 would hit the round corners that the mill leaves"),
    (two_layers(clearance=um(25)), line.two(), "the corners of U2 would hit the round corners that the punch leaves"),
    (cavities(depth=um(410)), line.two(), "leaves too little metal below it"),
    (cavities(flatness=um(50)), line.two(), "U1 would touch the metal"),
    (cavities(), line.two(at=(3.61, 0.0)), "the cavity of U2 reaches the edge of the package"),
    (two_layers(), line.two(at=(3.6, 0.0)), "the opening of U2 reaches the edge of the package"),
    (two_layers(burr=um(26)), line.two(), "the burr does not fit between the two metal layers"),
    (two_layers(laminate=None), line.two(), "the burr does not fit between the two metal layers"),
    (line.metal(), line.two(thickness=250), "the active face of U2 is not level with that of U1"),
    (two_layers(), line.two(thickness=250), "the active face of U2 is not level with that of U1"),
    (cavities(), line.two(bond=30), "the active face of U2 is not level with that of U1"),
    (cavities(), line.two(at=(0.5, 0.5)), "U2 would run into U1"),
    (line.metal(), line.two(at=(0.5, 0.5)), "U2 would run into U1"),
    (line.metal(), line.two(at=(3.7, 0.0)), "U2 sticks out of the package"),
    (cavities(), line.two(at=(0.52, 0.5), degrees=0.0, thickness=250), "U2 would hang over the deeper cavity of U1"),
    (line.metal(cavities=Cavities(), first_layer=FirstLayer()), line.two(), "not both"),
])  # fmt: skip
def test_what_cannot_be_made_is_refused(of: Any, chips: line.Chips, words: str) -> None:
    assert words in line.refused(line.direct(of, chips))


@pytest.mark.parametrize("clearance", [29_290, 29_200])
def test_a_die_clears_the_round_corner_from_the_closed_form_on(clearance: int) -> None:
    steps = line.direct(cavities(clearance=clearance), (line.chip(),))
    limit = um(100) * (1 - 1 / math.sqrt(2))

    assert (clearance >= limit) == (clearance == 29_290)
    if clearance >= limit:
        assert line.ran(steps).select(role="die")
    else:
        assert "29.29 um (0.293 of the radius)" in line.refused(steps)


def test_a_chip_that_no_cavity_was_made_for_is_refused() -> None:
    of, chips = cavities(), line.two()
    moved = (line.chip(at=(-1.8, 0.5)), chips[1])
    steps: list[Step] = [ProvideMetalSubstrate(of, line.layout(), chips), *(AttachBackside(c, d) for c, d in moved)]

    assert "U1 would sit on the wall of its cavity" in line.refused(steps)


def test_all_faults_of_the_metal_come_at_once() -> None:
    found = line.refused(line.direct(cavities(clearance=um(25), depth=um(450)), line.two(at=(3.7, 0.0))))

    assert len(found.splitlines()) >= 4


def test_a_strip_has_every_site_and_one_package_is_like_a_single_one() -> None:
    single = line.ran(line.direct(cavities(), line.two(), line.around()))
    strip = line.ran(line.direct(cavities(), line.two(), line.around(), where=line.layout(3, 2)))
    (die,) = strip.select(role="die", part="U2")

    assert len(die.places) == 6
    mine, theirs = (volumes(b).by("name") for b in (one_package(strip), single))
    assert mine == pytest.approx(theirs)


def test_the_wrong_order_is_found_without_running() -> None:
    of, chips = two_layers(), line.two()
    steps = line.direct(of, chips, line.around())
    without = Flow("no lamination", tuple(s for s in steps if not isinstance(s, LaminateFirstLayer)))
    twice = Flow("filled twice", (*steps, line.around()))

    assert "first metal layer awaited" in check(without)[0].line
    assert check(twice)
    assert check(Flow("right", tuple(steps))) == []


def test_the_layout_is_that_of_the_strip() -> None:
    package = Package.model_validate(
        {"name": "p", "system": "004", "carrier": {"kind": "metal", "size": ["10 mm", "8 mm"]},
         "dies": {"u1": {"size": ["3 mm", "2 mm"], "thickness": "300 um"}},
         "chips": [{"name": "U1", "die": "u1", "attach": "backside"}],
         "strip": {"columns": 4, "rows": 2}}
    )  # fmt: skip
    found = layout_of(package)

    assert (found.site, found.body, found.count) == (line.SITE, line.SITE, 8)
    assert found.pitch == (mm(10.25), mm(8.25))
