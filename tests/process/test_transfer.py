# SPDX-License-Identifier: Apache-2.0
"""Are dies thinned on a temporary substrate and handed over to the metal as they should be, and never mirrored?"""

from __future__ import annotations

from typing import Any

import metal_lines as line
import numpy as np
import pytest

from packfab.design import Cavities, Circuit, FirstLayer
from packfab.geometry import owners, volumes
from packfab.process import Flow, RemoveTemporary, TurnOver, check, face_of, one_package
from packfab.units import um

FACE_DOWN, FILLED, GROUND, METAL, TURNED, BARE = 2, 3, 4, 5, 6, 7
"""Stages of a line of two chips."""


def test_dies_of_different_thickness_end_at_one_thickness_on_the_metal() -> None:
    build = line.ran(line.transfer(line.two(thickness=400), line.around(second=True)))
    found = volumes(build).by("name")

    for x, y, name in ((-1.9, 0.6, "U1 die"), (2.4, -1.1, "U2 die")):
        assert line.upwards(build, x, y) == [
            ("metal substrate", -500, 0), ("substrate adhesive", 0, 25), (name, 25, 125),
        ]  # fmt: skip
    assert line.upwards(build, 4.5, 3.5)[-1] == ("filling", 25, 125)
    assert found["filling"] * 1e-18 == pytest.approx((80 - 6 - 4) * 0.1)
    assert (face_of(build), line.record(build, "FillAround")["active_face"]) == (um(125), um(125))
    assert volumes(build).void == pytest.approx(0, abs=1e9)


def test_the_work_lies_with_the_backs_up_until_it_is_turned() -> None:
    builds = line.stages(line.transfer(line.two(thickness=400)))
    glass = [("temporary substrate", -720, -20), ("temporary adhesive", -20, 0)]

    assert line.upwards(builds[FACE_DOWN], -1.9, -0.6) == [*glass, ("U1 die", 0, 300)]
    assert line.upwards(builds[FILLED], -1.9, -0.6) == [*glass, ("U1 die", 0, 300), ("first filling", 300, 450)]
    assert line.upwards(builds[FILLED], 2.4, 1.1) == [*glass, ("U2 die", 0, 400), ("first filling", 400, 450)]
    assert line.upwards(builds[GROUND], 2.4, 1.1) == [*glass, ("U2 die", 0, 100)]
    assert line.upwards(builds[METAL], 4.5, 3.5) == [
        *glass, ("first filling", 0, 100), ("substrate adhesive", 100, 125), ("metal substrate", 125, 625),
    ]  # fmt: skip
    assert line.upwards(builds[TURNED], -1.9, 0.6) == [
        ("metal substrate", -500, 0), ("substrate adhesive", 0, 25), ("U1 die", 25, 125),
        ("temporary adhesive", 125, 145), ("temporary substrate", 145, 845),
    ]  # fmt: skip
    assert [face_of(b) for b in builds] == [0, 0, 0, um(450), um(100), um(625), 0, 0]


def test_the_grinding_is_recorded_die_by_die() -> None:
    build = line.ran(line.transfer(line.two(thickness=400)))
    found = line.record(build, "GrindBacks")

    assert found["ground"] == (("U1", um(200)), ("U2", um(300)))
    assert found["removed"] == um(350)
    assert found["removed_dies_m3"] * 1e9 == pytest.approx(6 * 0.2 + 4 * 0.3)
    assert found["removed_filling_m3"] * 1e9 == pytest.approx(80 * 0.35 - 6 * 0.2 - 4 * 0.3)


def test_filling_and_dies_are_ground_to_one_face() -> None:
    ground = line.stages(line.transfer(line.two(thickness=400)))[GROUND]

    assert {s.z1 for s in ground.solids if s.role in {"die", "filling"}} == {um(100)}
    assert sum(line.areas_at(ground, 99.9).values()) == pytest.approx(80)


def test_chips_are_not_mirrored() -> None:
    chips = line.two(thickness=400)
    over = line.ran(line.transfer(chips, thickness=300, where=line.layout(3, 2)))
    flat = line.ran(line.direct(line.metal(), line.two(), where=line.layout(3, 2)))

    for part in ("U1", "U2"):
        (mine,), (theirs,) = (b.select(role="pad", part=part) for b in (over, flat))
        assert mine.nets == theirs.nets
        np.testing.assert_array_equal(mine.places, theirs.places)
        (mine,), (theirs,) = (b.select(role="die", part=part) for b in (over, flat))
        np.testing.assert_array_equal(mine.places, theirs.places)
        np.testing.assert_allclose(mine.shape.box, theirs.shape.box, atol=0.02)
    assert volumes(one_package(over)).by("part")["U2"] == pytest.approx(volumes(one_package(flat)).by("part")["U2"]
                                                                        - 4e6 * 25e3 * 1e6)  # fmt: skip


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_turning_over_changes_no_volume_and_keeps_sites_in_step(rows: int) -> None:
    builds = line.stages(line.transfer(line.two(), where=line.layout(2, rows)))
    before, after = builds[METAL], builds[TURNED]

    assert volumes(after).by("name") == pytest.approx(volumes(before).by("name"), rel=1e-12)
    offsets = line.layout(2, rows).offsets
    at_dies = [(x - um(1900), y + um(600), um(60)) for x, y in offsets.tolist()]
    assert {after.solids[i].name for i in owners(after, at_dies)} == {"U1 die"}
    low, high = after.box[1], after.box[3]
    assert (low, high) == pytest.approx((offsets[:, 1].min() - line.SITE[1] / 2 - (um(3000) if rows * 2 > 1 else 0),
                                         offsets[:, 1].max() + line.SITE[1] / 2 + um(3000)))  # fmt: skip


def test_a_kept_first_filling_is_level_with_the_active_faces() -> None:
    build = line.ran(line.transfer(line.two(), keep=True))

    assert line.upwards(build, 4.5, 3.5)[-1] == ("first filling", 25, 125)
    assert face_of(build) == um(125)
    assert {"first filled", "temporary off"} <= build.facts
    assert line.record(build, "RemoveTemporary")["taken_off"] == ("temporary substrate", "temporary adhesive")


def test_what_is_taken_off_is_gone() -> None:
    build = line.ran(line.transfer(line.two()))

    assert {s.role for s in build.solids} == {"die", "pad", "adhesive", "substrate"}
    assert "first filled" not in build.facts
    assert line.record(build, "RemoveTemporary")["taken_off"] == (
        "temporary substrate", "temporary adhesive", "first filling")  # fmt: skip


def test_a_die_that_is_just_reached_is_told() -> None:
    build = line.ran(line.transfer(line.two(thickness=400), thickness=300))

    assert line.notes(build, "GrindBacks") == "the back of U1 is just reached: nothing is ground off it"


def circuit() -> Circuit:
    return Circuit(thickness=um(1), insulator=um(1))


@pytest.mark.parametrize(("steps", "words"), [
    (line.transfer(line.two(thickness=250), thickness=280), "U2 is thinner than what is left after the grinding"),
    (line.transfer(line.two(), thickness=1), "the grinding would go into the circuitry of U1"),
    (line.transfer((line.chip(circuit=circuit()),), thickness=2), "the grinding would go into the circuitry of U1"),
    (line.transfer(line.two(at=(0.5, 0.5))), "U2 would run into U1"),
    (line.transfer(line.two(at=(3.7, 0.0))), "U2 sticks out of the package"),
    (line.transfer(line.two(), of=line.metal(cavities=Cavities())), "it must be flat"),
    (line.transfer(line.two(), of=line.metal(first_layer=FirstLayer())), "it must be flat"),
    (line.transfer(line.two(), line.around(second=True), keep=True), "the first filling still surrounds the dies"),
])  # fmt: skip
def test_what_cannot_be_handed_over_is_refused(steps: Any, words: str) -> None:
    assert words in line.refused(steps)


def test_the_wrong_order_is_found_without_running() -> None:
    steps = line.transfer(line.two(), line.around(second=True))
    early = [s for s in steps if not isinstance(s, RemoveTemporary)]
    unturned = [s for s in steps if not isinstance(s, TurnOver)]

    assert check(Flow("right", tuple(steps))) == []
    assert "temporary off" in check(Flow("early", tuple(early)))[0].line
    assert "turned over" in check(Flow("unturned", tuple(unturned)))[0].line
