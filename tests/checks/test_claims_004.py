# SPDX-License-Identifier: Apache-2.0
"""Is every claim of document 004 met by a build that has it, and missed by one that lacks only what it adds?

The pairs are made from the tables of the claims: a row says what its builds have and what the one that misses lacks, a
group says how the package stands. What the claims that a claim includes need is added to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pytest

from packfab.checks import DOCUMENTS, ClaimResult, check_claims
from packfab.checks.claims_004 import TABLES_004
from packfab.geometry import Build
from packfab.units import um

from . import builds, fan_out_builds, pair_builds, sink_builds
from .asking import answers, faults, met, statuses, with_dependents
from .metal_film_builds import made
from .metal_film_recipe import THICK, FilmRecipe

CLAIMS = DOCUMENTS["004"].claims
IDS = [claim.id for claim in CLAIMS]
Keys = Mapping[str, Any]

ONE, TWO = FilmRecipe(), FilmRecipe(dies=2)
TRANSFER = FilmRecipe(dies=2, method="transfer")
#: How the package of each group stands, by the words of its scope.
GROUPS = {
    "one die": ONE,
    "several dies": TWO,
    "one die, a layer at least": ONE,
    "one die, several layers": replace(ONE, layers=2),
    "several dies, a layer at least": TWO,
    "several dies, several layers": replace(TWO, layers=2),
    "direct method": TWO,
    "transfer method": TRANSFER,
    "direct method, first layer": TWO,
    "direct method, second layer": replace(TWO, layers=2),
    "direct method, furthest layer": replace(TWO, layers=4),
    "transfer method, first layer": TRANSFER,
    "transfer method, second layer": replace(TRANSFER, layers=2),
    "transfer method, furthest layer": replace(TRANSFER, layers=4),
}


@dataclass(frozen=True)
class Change:
    """What a row needs of a build, and what of it is left out or done otherwise where the claim is missed.

    lacks: by the number of the layer that the group speaks of, where that matters.
    """

    has: Keys = field(default_factory=dict)
    lacks: Keys | Callable[[int], Keys] = field(default_factory=dict)

    def missing(self, layer: int) -> Keys:
        """What turns a build that meets the claim into one that misses it."""
        return self.lacks(layer) if callable(self.lacks) else self.lacks


FIRST_LAYER = {"first_layer": THICK}
CAVITY = {"cavity": THICK}
FILLED = {"filling": "epoxy_unfilled"}
GLASS = {"filling": "glass_sodalime"}
DIFFERENT, SAME = {"functions": ("logic", "memory")}, {"functions": ("logic", "logic")}


def foreign(layer: int) -> Keys:
    """A dielectric of no group in one layer."""
    return {"dielectrics": ("pi2611",) * (layer - 1) + ("abf_gx92",)}


#: By the title of each row.
CHANGES = {
    "on metal under a thin-film circuit": Change({}, {"reach": um(400)}),
    "the dies do the same": Change(SAME, DIFFERENT),
    "the dies do different things": Change(DIFFERENT, SAME),
    "internal circuitry and active devices": Change({}, {"circuit": "own pads"}),
    "a signal out of a device and back": Change({}, {"comes_back": False}),
    "larger traces outside than inside": Change({}, {"line": 800}),
    "power or ground bus": Change({"bus": True}, {"bus": False}),
    "cavities in the metal": Change(CAVITY, {"cavity": 0}),
    "two metal layers, the first with openings": Change(FIRST_LAYER, {"first_layer": 0} | CAVITY),
    "first metal layer as thick as the dies": Change({}, {"first_layer": um(160)}),
    "filling level with the active faces": Change(FILLED, {"off": -um(5)}),
    "filling of epoxy or polymer": Change({}, GLASS),
    "passivation that exposes the bonding pads": Change({"passivation": "open"}, {"passivation": ""}),
    "bonding points": Change({"points": "balls"}, {"points": ""}),
    "solder balls, bumps or pins": Change({"points": "bumps"}, {"points": "wires"}),
    "wiring on a dielectric": Change({}, {"bare": True} | FILLED),
    "wiring and dielectrics in turns": Change({}, {"layers": 1}),
    "through-holes": Change({}, {"holes": "window"}),
    "a via in each through-hole": Change({}, {"holes": "one empty"}),
    "wiring and vias form the circuitry": Change({}, {"stranger": True}),
    "passive device": Change({"device": "resistor"}, {"device": ""}),
    "resistor, inductor, capacitor, wave-guide, filter or sensor": Change({"device": "sensor"}, {"device": "fuse"}),
    "passive device as part of a wiring layer": Change({}, {"device_of": "own film"}),
    "dielectric of the group": Change({}, foreign(1)),
    "dies attached to metal, then wired": Change({}, {"swapped": ("AttachBackside", "CoatDielectric")}),
    "dies thinned on a substrate, handed to metal, then wired": Change({}, {"kept": True}),
    "dies of the same function": Change(SAME, DIFFERENT),
    "dies of different functions": Change(DIFFERENT, SAME),
    "dies in cavities": Change(CAVITY, {"cavity": 0}),
    "cavities as deep as the dies": Change({}, {"cavity": um(120)}),
    "cavities by machining": Change({}, {"making": "etching"}),
    "dies in openings of a first metal layer": Change(FIRST_LAYER, {"first_layer": 0} | CAVITY),
    "first layer as thick as the dies": Change({}, {"first_layer": um(160)}),
    "openings punched, then the layers overlapped": Change({}, {"making": "etching"}),
    "filling around the dies on the metal": Change(FILLED, {"swapped": ("FillAround", "CoatDielectric")}),
    "this filling of epoxy or polymer": Change({}, GLASS),
    "substrate of glass, silicon or organic material": Change({"temporary": "si_100"}, {"temporary": "c194"}),
    "first filling of epoxy or polymer": Change({}, {"first_filling": "glass_sodalime"}),
    "one more dielectric and wiring": Change({}, {"layers": 1}),
    "repeated a plurality of times": Change({}, {"layers": 3}),
    "dielectric patterned with through-holes": Change(
        {}, lambda layer: {"without": frozenset({f"OpenHoles M{layer}"})}
    ),
    "vias of the wiring metal": Change({"own_vias": True}, {"own_vias": False}),
    "vias filled beforehand": Change({"own_vias": False}, {"own_vias": True}),
    "polyimide, benzocyclobutene, porous dielectric or stress buffer": Change({}, foreign),
    "sputtered, electroplated or electroless plated": Change({"process": "sputtering"}, {"process": "printing"}),
    "passivation made over it": Change({"passivation": "open"}, {"passivation": ""}),
    "bonding points put on": Change({"points": "pins"}, {"points": ""}),
    "points that are solder balls, bumps or pins": Change({}, {"points": "wires"}),
    "singulation after the bonding points": Change({"cut": (1, 2)}, {"swapped": ("AttachBondingPoints", "Saw")}),
    "singulation around a single die": Change({}, {"cut": (2, 2)}),
    "singulation around several dies": Change({}, {"cut": (1, 1)}),
}
LAYER = {"first": 1, "second": 2, "furthest": 4, "every": 1}


@dataclass(frozen=True)
class Case:
    """A recipe that meets a claim, and one that misses only what it adds."""

    meets: FilmRecipe
    misses: FilmRecipe


@dataclass(frozen=True)
class Cell:
    """A claim in the tables: the title of its row, its group, the layer that this speaks of, what it includes."""

    title: str
    group: str
    layer: int
    parent: int


def cells() -> Iterator[tuple[int, Cell]]:
    """The claims by number."""
    for table in TABLES_004:
        for row in table.rows:
            for scope, cell in zip(table.groups, row.cells, strict=True):
                if cell is not None:
                    yield cell[0], Cell(row.title, scope.words, LAYER[scope.level], cell[1])


CELLS = dict(cells())


def needs(number: int) -> Keys:
    """What the build of a claim has, with all that the claims that it includes need."""
    cell = CELLS.get(number)
    return {} if cell is None else {**needs(cell.parent), **CHANGES[cell.title].has}


def case_of(number: int) -> Case:
    """The two builds of a claim."""
    cell = CELLS[number]
    meets = replace(GROUPS[cell.group], **needs(number))
    return Case(meets, replace(meets, **CHANGES[cell.title].missing(cell.layer)))


CASES = {f"004.c{number}": case_of(number) for number in sorted(CELLS)}


@cache
def asked(recipe: FilmRecipe) -> dict[str, ClaimResult]:
    return answers(made(recipe), "004")


def test_there_is_a_case_for_each_of_the_138_claims() -> None:
    assert list(CASES) == IDS == [f"004.c{n}" for n in range(1, 139)]
    assert set(CHANGES) == {cell.title for cell in CELLS.values()}


@pytest.mark.parametrize("claim", IDS)
def test_a_build_that_has_it_meets_the_claim(claim: str) -> None:
    result = asked(CASES[claim].meets)[claim]

    assert [e for e in result.elements if e.status != "met"] == []
    assert result.status == "met"


@pytest.mark.parametrize("claim", IDS)
def test_the_other_build_misses_what_the_claim_adds_and_nothing_of_its_parent(claim: str) -> None:
    result = asked(CASES[claim].misses)[claim]

    assert result.status == "not met"
    assert faults(result)
    assert not result.parent or result.elements[0].status == "met"


#: Rows that ask for the same thing under different heads, so that they turn together.
ALIKE = (
    {"on metal under a thin-film circuit", "dies attached to metal, then wired", "wiring on a dielectric"},
    {"the dies do the same", "dies of the same function"},
    {"the dies do different things", "dies of different functions"},
    {"cavities in the metal", "dies in cavities"},
    {"two metal layers, the first with openings", "dies in openings of a first metal layer"},
    {"first metal layer as thick as the dies", "first layer as thick as the dies", "cavities as deep as the dies"},
    {"filling level with the active faces", "filling around the dies on the metal"},
    {"filling of epoxy or polymer", "this filling of epoxy or polymer"},
    {"passivation that exposes the bonding pads", "passivation made over it"},
    {"bonding points", "bonding points put on"},
    {"solder balls, bumps or pins", "points that are solder balls, bumps or pins"},
    {"wiring and dielectrics in turns", "one more dielectric and wiring"},
    {"through-holes", "dielectric patterned with through-holes"},
    {"a via in each through-hole", "vias of the wiring metal"},
    {"passive device", "resistor, inductor, capacitor, wave-guide, filter or sensor"},
    {"dielectric of the group", "polyimide, benzocyclobutene, porous dielectric or stress buffer"},
)


def like(title: str) -> set[str]:
    """The titles of the rows that ask for the same thing as one."""
    return {title}.union(*(titles for titles in ALIKE if title in titles))


@pytest.mark.parametrize("claim", IDS)
def test_nothing_but_what_asks_for_the_same_and_what_includes_it_turns(claim: str) -> None:
    titles = like(CELLS[int(claim[5:])].title)
    before, after = asked(CASES[claim].meets), asked(CASES[claim].misses)

    found = {c for c in IDS if before[c].status == "met" and after[c].status == "not met"}

    assert found <= with_dependents({f"004.c{n}" for n, cell in CELLS.items() if cell.title in titles}, "004")


def test_every_build_of_one_of_the_claims_is_asked_all_of_them() -> None:
    for recipe in {case.meets for case in CASES.values()}:
        assert {result.status for result in asked(recipe).values()} <= {"met", "not met"}


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(builds.made(builds.Recipe()), id="single"),
        pytest.param(sink_builds.made(sink_builds.SinkRecipe()), id="sink"),
        pytest.param(pair_builds.made(pair_builds.PairRecipe()), id="pair"),
        pytest.param(fan_out_builds.made(fan_out_builds.FanRecipe()), id="fan-out"),
    ],
)
def test_builds_of_other_systems_are_not_asked(build: Build) -> None:
    assert set(statuses(build, "004").values()) == {"not applicable"}


@pytest.mark.parametrize("document", ["000", "001", "002", "003"])
def test_documents_of_other_systems_can_be_asked(document: str) -> None:
    assert met(made(TWO), document) == set()


@pytest.mark.parametrize(
    ("claim", "limit", "value"),
    [
        ("004.c25", "planarity", "6 um"),
        ("004.c24", "approximately_equal", "25 %"),
        ("004.c65", "machined_depth", "90 um"),
    ],
)
def test_what_a_word_means_may_be_changed(claim: str, limit: str, value: str) -> None:
    build = made(CASES[claim].misses)

    found = {result.id: result.status for result in check_claims(build, document="004", limits={limit: value})}

    assert found[claim] == "met"


def test_how_far_the_filling_is_off_is_told() -> None:
    element = asked(CASES["004.c25"].misses)["004.c25"].elements[-1]

    assert (element.measured, element.limit, element.unit) == (-5.0, 1.0, "um")
    assert element.where == "U1: active face at z 225 um"


def test_traces_outside_and_inside_are_told() -> None:
    rows = asked(ONE)["004.c4"].elements[1:]

    # net A from pad A to contact A, over to contact B and back to pad B, less the squares of pads and contacts
    assert [(row.measured, row.limit) for row in rows] == [(15, 1), (2 * 500 + 480, 24), (5, 1)]


def test_the_step_that_is_out_of_order_is_told() -> None:
    element = asked(CASES["004.c70"].misses)["004.c70"].elements[1]

    assert element.measured == "dies 2 3, filling 5, dielectric 4"


def test_how_many_dies_are_cut_out_together_is_told() -> None:
    element = asked(CASES["004.c81"].misses)["004.c81"].elements[-1]

    assert (element.measured, element.where) == (0, "dies in a package: 2")
