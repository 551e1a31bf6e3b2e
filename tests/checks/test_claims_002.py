# SPDX-License-Identifier: Apache-2.0
"""Is every claim of document 002 met by a build that has it, and missed by one that lacks only what it adds?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest

from packfab.checks import DOCUMENTS, ClaimResult, Element, check_claims
from packfab.units import um

from .builds import Recipe
from .builds import made as made_single
from .pair_builds import HOLE, PAD, PairRecipe, made

CLAIMS = DOCUMENTS["002"].claims
IDS = [claim.id for claim in CLAIMS]

VIAS = PairRecipe()
TRACES = PairRecipe(joined=("traces",))
TAPES = ("tape", "tape")
MIXED = ("substrate", "tape")
JUST_OFF = PAD + HOLE + um(10)


@dataclass(frozen=True)
class Case:
    """A recipe that meets a claim, and one that misses only what it adds."""

    meets: PairRecipe
    misses: PairRecipe


CASES = {
    "002.c1": Case(VIAS, replace(VIAS, shift=JUST_OFF)),
    "002.c2": Case(VIAS, replace(VIAS, top_bumps=False)),
    "002.c3": Case(VIAS, replace(VIAS, carriers=MIXED)),
    "002.c4": Case(replace(VIAS, carriers=TAPES), replace(VIAS, carriers=MIXED)),
    "002.c5": Case(VIAS, replace(VIAS, adhesive="daf")),
    "002.c6": Case(VIAS, replace(VIAS, resin="emc_generic_80")),
    "002.c7": Case(TRACES, replace(TRACES, cut=um(20))),
    "002.c8": Case(TRACES, replace(TRACES, carriers=MIXED)),
    "002.c9": Case(replace(TRACES, carriers=TAPES), replace(TRACES, carriers=MIXED)),
    "002.c10": Case(TRACES, replace(TRACES, adhesive="daf")),
    "002.c11": Case(TRACES, replace(TRACES, resin="uf_generic")),
    "002.c12": Case(TRACES, replace(TRACES, ends="via land")),
}


def results(recipe: PairRecipe) -> dict[str, ClaimResult]:
    return {result.id: result for result in check_claims(made(recipe), document="002")}


def statuses(recipe: PairRecipe) -> dict[str, str]:
    return {name: result.status for name, result in results(recipe).items()}


def own(result: ClaimResult) -> list[Element]:
    """Its elements without the parent's answer."""
    return [element for element in result.elements if not element.text.startswith("all that")]


def missing(recipe: PairRecipe, claim: str) -> list[Element]:
    return [element for element in own(results(recipe)[claim]) if element.status == "not met"]


def with_dependents(claim: str) -> set[str]:
    return {claim, *(other.id for other in CLAIMS if other.parent == claim)}


def test_there_is_a_case_for_each_of_the_twelve_claims() -> None:
    assert list(CASES) == IDS == [f"002.c{n}" for n in range(1, 13)]


@pytest.mark.parametrize("claim", IDS)
def test_a_build_that_has_it_meets_the_claim(claim: str) -> None:
    result = results(CASES[claim].meets)[claim]

    assert result.status == "met", [e for e in result.elements if e.status == "not met"]


@pytest.mark.parametrize("claim", IDS)
def test_a_build_that_lacks_only_it_misses_the_claim_and_its_dependents(claim: str) -> None:
    before, after = statuses(CASES[claim].meets), statuses(CASES[claim].misses)

    lost = {name for name in IDS if before[name] == "met" and after[name] == "not met"}

    assert lost == with_dependents(claim) & {name for name in IDS if before[name] == "met"}


@pytest.mark.parametrize("claim", IDS)
def test_what_is_missed_shows_in_few_elements_of_the_claim(claim: str) -> None:
    # a conductor that misses its pad joins nothing and brings no chip further; absent bumps are neither there nor free
    several = {"002.c1": 2, "002.c2": 2, "002.c7": 2, "002.c12": 2}

    assert len(missing(CASES[claim].misses, claim)) == several.get(claim, 1)


@pytest.mark.parametrize("claim", IDS)
def test_every_element_has_a_measure_and_says_what_it_looked_at(claim: str) -> None:
    elements = own(results(CASES[claim].meets)[claim])

    assert elements
    assert all(e.measured is not None and (e.where or e.parts) for e in elements)


def test_a_via_that_misses_its_pad_is_told_with_its_place_and_distance() -> None:
    broken = missing(replace(VIAS, shift=JUST_OFF), "002.c1")[0]

    assert (broken.text, broken.measured, broken.limit) == (
        "every via joins metal of both carriers and misses no pad",
        0,
        2,
    )
    assert broken.where.startswith("via wall of net A at (-1300, 235, 220) um misses")
    # all points of the two sides that face each other are equally close
    told = re.findall(
        r"misses (?:lands|far pads) of (carrier[ 2]*) by 10\.\d+ um at \((-?[\d.]+), 160\.\d+,", broken.where
    )
    for carrier, x in (("carrier", -1300), ("carrier 2", 1300)):
        assert any(name == carrier and abs(float(at) - x) < 6 for name, at in told)


def test_a_via_that_still_grazes_its_pad_is_connected() -> None:
    assert statuses(replace(VIAS, shift=PAD + HOLE - um(3)))["002.c1"] == "met"


def test_a_via_in_a_plane_has_not_met_its_pad() -> None:
    into_plane = replace(VIAS, shift=um(400))

    assert missing(into_plane, "002.c1")[0].measured == 0


def test_a_via_to_which_no_wiring_runs_reaches_no_chip() -> None:
    assert [e.text for e in missing(replace(VIAS, wired=False), "002.c1")] == [
        "a chip on carrier 1 is connected to carrier 1 by way of vias and carrier 2"
    ]


def test_backs_without_adhesive_are_not_joined() -> None:
    faults = [e.text for e in missing(replace(VIAS, glued=0.0), "002.c1")]

    assert faults == ["adhesive touches the backs of U1 and U2"]


def test_the_bonded_share_of_the_backs_is_measured() -> None:
    found = next(e for e in own(results(replace(VIAS, glued=0.4))["002.c1"]) if e.text.startswith("adhesive touches"))

    assert found.measured == pytest.approx(40, abs=1e-6)
    assert found.status == "not met"
    assert "da_silicone, 40 um" in found.where


def test_a_void_between_the_carriers_away_from_the_chips_is_found() -> None:
    fault = missing(replace(VIAS, void=True), "002.c1")

    assert [e.text for e in fault] == ["resin fills the space between the carriers"]
    assert fault[0].where.startswith("(1000, 1000, ")


def test_a_conductive_adhesive_does_not_insulate() -> None:
    faults = {e.text: e for e in missing(replace(VIAS, adhesive="da_epoxy_ag"), "002.c5")}

    assert faults["the adhesive insulates"].measured == pytest.approx(1e-6)


def test_a_property_that_the_library_lacks_is_told_by_name() -> None:
    fault = missing(replace(VIAS, adhesive="lid_sealant"), "002.c5")[0]

    assert fault.measured == "not in the library"
    assert fault.where == "lid_sealant has no resistivity: add it in a materials file"


def test_a_damp_resin_shows_its_moisture() -> None:
    fault = missing(replace(VIAS, resin="uf_generic"), "002.c6")[0]

    assert fault.text == "the resin takes up little moisture"
    assert fault.measured == pytest.approx(100 * 9 / 1650, rel=1e-4)


def test_a_thick_resin_shows_its_viscosity_in_the_mold() -> None:
    fault = missing(replace(VIAS, resin="emc_generic_80"), "002.c6")[0]

    assert fault.text == "the resin is thin while it flows"
    assert 10 < float(fault.measured or 0) < 50
    assert fault.where.startswith("at 175 degC and 10 1/s, uncured; viscosity of emc_generic_80, guess: ")


def test_a_viscosity_at_a_temperature_that_was_not_recorded_is_not_met() -> None:
    assert [e.measured for e in missing(replace(VIAS, temperature=None), "002.c6")] == ["not recorded"]


def test_a_limit_of_the_user_decides_what_is_elastic() -> None:
    limits = {"elastic_modulus": "2 GPa"}

    found = {r.id: r.status for r in check_claims(made(replace(VIAS, adhesive="daf")), document="002", limits=limits)}

    assert found["002.c5"] == "met"


def test_a_thick_film_is_no_tape() -> None:
    fault = missing(replace(VIAS, carriers=("tape", "thick tape")), "002.c4")

    assert [(e.parts, e.measured) for e in fault] == [(("carrier 2",), "package substrate")]


def test_bumps_under_compound_take_no_other_package() -> None:
    fault = missing(replace(VIAS, buried=True), "002.c2")

    assert [(e.measured, e.limit) for e in fault] == [(0, 2)]


def test_a_stack_is_asked_of_its_first_package() -> None:
    found = statuses(replace(VIAS, packages=3))

    assert {found[f"002.c{n}"] for n in (1, 2, 3, 5, 6)} == {"met"}


def test_vias_are_not_asked_for_traces_and_traces_not_for_vias() -> None:
    by_vias, by_traces = statuses(VIAS), statuses(TRACES)

    assert {by_vias[f"002.c{n}"] for n in range(7, 13)} == {"not applicable"}
    assert {by_traces[f"002.c{n}"] for n in range(1, 7)} == {"not applicable"}


def test_carriers_that_nothing_joins_miss_both() -> None:
    found = statuses(replace(VIAS, joined=()))

    assert (found["002.c1"], found["002.c7"]) == ("not met", "not met")


def test_a_package_with_one_carrier_is_not_asked() -> None:
    found = {result.status for result in check_claims(made_single(Recipe()), document="002")}

    assert found == {"not applicable"}


def test_a_pair_answers_the_claims_of_a_molded_flip_chip_too() -> None:
    found = {result.id: result.status for result in check_claims(made(VIAS), document="000")}

    assert found["000.c5"] != "not applicable"
