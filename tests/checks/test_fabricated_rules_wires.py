# SPDX-License-Identifier: Apache-2.0
"""Do rules of wires, mold and dies answer for packages that came off the line, and turn with one thing changed?"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from packfab.checks.rules import RuleResult, builtin_deck, check_rules
from packfab.design import FlipChip, Package, PadMap, pad_grid
from packfab.geometry import Build, Solid, Tube, at, tube
from packfab.io import read_spec
from packfab.process import fabricate, one_package
from packfab.units import um

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FAMILIES = {"wire", "mold", "die", "passive", "film"}
DECK = builtin_deck()
IDS = tuple(rule.id for rule in DECK if rule.id.split(".")[0] in FAMILIES)


def built(package: Package) -> Build:
    return one_package(fabricate(package).package)


def answers(build: Build, *ids: str) -> dict[str, RuleResult]:
    return {result.rule.id: result for result in check_rules(build, None, DECK, only=ids or IDS)}


@pytest.fixture(scope="module")
def design() -> Package:
    return read_spec(EXAMPLES / "caravel/two-chip.yaml")


@pytest.fixture(scope="module")
def stacked(design: Package) -> Build:
    return built(design)


def changed(build: Build, which: int, **values: Any) -> Build:
    """The build with one thing changed about one of its wires."""
    wires = [i for i, s in enumerate(build.solids) if s.role == "wire"]
    solids = list(build.solids)
    solids[wires[which]] = replace(solids[wires[which]], **values)
    return replace(build, solids=tuple(solids))


def shape(build: Build, which: int) -> Tube:
    found = build.select(role="wire")[which].shape
    assert isinstance(found, Tube)
    return found


def test_a_stack_with_wires_keeps_all_rules(stacked: Build) -> None:
    found = answers(stacked)

    assert [rule for rule, result in found.items() if result.status == "not met"] == []
    assert sum(result.status == "met" for result in found.values()) > 35


def test_measures_are_those_of_the_design(stacked: Build, design: Package) -> None:
    chip = next(chip for chip in design.chips if chip.attach == "face-up")
    wires = chip.wires
    assert wires is not None
    found = answers(
        stacked, "wire.loop-height-most", "wire.span-to-diameter", "die.bond-line-least", "mold.gap-to-filler"
    )

    assert found["wire.loop-height-most"].measured == pytest.approx(wires.loop_height, abs=1)
    assert found["wire.span-to-diameter"].measured == pytest.approx(764_600 / wires.diameter, rel=1e-3)
    assert found["die.bond-line-least"].measured == chip.adhesive.bond_line
    assert found["mold.gap-to-filler"].measured == pytest.approx(39_547 / design.mold.filler_top_cut, rel=1e-3)


def test_a_loop_that_leans_on_its_neighbour_is_found_there(stacked: Build) -> None:
    own, other = shape(stacked, 0), shape(stacked, 1)
    leaning = own.path.copy()
    middle = len(leaning) // 2
    leaning[middle] = other.path[middle] + (0, 20_000, 0)
    found = answers(changed(stacked, 0, shape=tube(leaning, own.radius)), "wire.to-wire")["wire.to-wire"]

    assert found.status == "not met"
    assert len(found.markers) == 1
    assert found.measured == pytest.approx(0.0, abs=1)
    assert math.dist(found.markers[0].at, other.path[middle]) < 60_000


def test_a_clearance_is_drawn_from_surface_to_surface(stacked: Build) -> None:
    found = answers(changed(stacked, 5, places=at([(0, um(170))])), "wire.to-wire")["wire.to-wire"]
    marker = found.markers[0]

    assert marker.to is not None
    assert math.dist(marker.at, marker.to) == pytest.approx(marker.amount, abs=0.01)


def test_a_sagging_wire_is_found_at_the_edge_of_its_die(stacked: Build) -> None:
    own = shape(stacked, 0)
    die = stacked.select(role="die", part="U1")[0]
    low = own.path.copy()
    low[:, 2] = np.minimum(low[:, 2], die.z1 + um(45))
    found = answers(changed(stacked, 0, shape=tube(low, own.radius)), "wire.to-own-die")["wire.to-own-die"]

    assert [m.what for m in found.markers] == ["U1: U1 wire left0"]
    assert abs(found.markers[0].at[0] - die.box[0]) < um(20)


def test_wires_in_the_wrong_order_cross_too_closely(stacked: Build) -> None:
    one, other = shape(stacked, 3), shape(stacked, 4)
    share = np.linspace(0, 1, len(one.path))[:, None] ** 0.5
    crossed = one.path + share * ((other.path[-1] - one.path[-1]) * (0, 1.6, 0))
    found = answers(changed(stacked, 3, shape=tube(crossed, one.radius)), "wire.crossing")["wire.crossing"]

    assert found.status == "not met"
    assert found.markers[0].amount < um(51)


@pytest.mark.parametrize(
    ("rule", "spec", "values"),
    [
        ("mold.cover-over-wire", "caravel/two-chip.yaml", {"cover": um(5)}),
        ("mold.cover-over-die", "caravel/caravel.yaml", {"cover": um(45), "filler_top_cut": um(10)}),
        ("mold.gap-to-filler", "caravel/caravel.yaml", {"filler_top_cut": um(60)}),
    ],
)
def test_a_thinner_or_coarser_mold_is_told(rule: str, spec: str, values: dict[str, int]) -> None:
    package = read_spec(EXAMPLES / spec)
    assert package.mold is not None
    package = package.model_copy(update={"mold": package.mold.model_copy(update=values)})

    assert answers(built(package), rule)[rule].status == "not met"


def test_the_shoulder_of_a_bump_is_no_gap() -> None:
    package = read_spec(EXAMPLES / "caravel/caravel.yaml")
    chip = package.chips[0]
    assert isinstance(chip, FlipChip)
    beside = chip.landing.diameter // 2 + um(3)
    grid = pad_grid(7, 9, pitch=um(400), diameter=chip.landing.diameter).pads
    pads = PadMap(pads=tuple(replace(pad, x=pad.x + beside) for pad in grid))
    die = package.dies[chip.die].model_copy(update={"pads": {chip.pads: pads}})
    build = built(package.model_copy(update={"dies": {chip.die: die}, "balls": None, "passives": ()}))
    told = answers(build, "mold.gap-least")["mold.gap-least"].measured

    assert told is not None
    assert um(40) < told < um(120)


def test_a_finger_that_is_shared_by_three_wires_is_told(stacked: Build) -> None:
    ends: list[Solid] = list(stacked.select(role="wire"))
    target = shape(stacked, 0).path[-1]
    build = stacked
    for which in (1, 2):
        own = ends[which].shape
        assert isinstance(own, Tube)
        build = changed(build, which, shape=tube(np.vstack([own.path[:-1], target]), own.radius))

    found = answers(build, "wire.per-finger")["wire.per-finger"]

    assert [m.amount for m in found.markers] == [3.0]
