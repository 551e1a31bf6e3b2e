# SPDX-License-Identifier: Apache-2.0
"""Does the demonstration answer all 20 claims, and does each change turn exactly the claims that it concerns?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from answers import Call

IDS = [f"000.c{number}" for number in range(1, 21)]
SINGLE_CHIP = {f"000.c{number}" for number in (*range(1, 6), *range(15, 21))}
"""All that concern a single chip; the others speak of a chipset."""
GAP = 100.0


def changed(spec: Path, *changes: tuple[str, str]) -> Path:
    """The spec with each text replaced, which stands in it once."""
    text = spec.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    spec.write_text(text, encoding="utf-8")
    return spec


def having(claims: list[dict[str, Any]], status: str) -> set[str]:
    return {claim["id"] for claim in claims if claim["status"] == status}


def missed_elements(claims: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """By claim, what is not met of its own: not because of the claim that it includes."""
    own = {
        claim["id"]: [e for e in claim["elements"] if e["status"] == "not met" and not e["text"].startswith("all that")]
        for claim in claims
    }
    return {name: elements for name, elements in own.items() if elements}


def test_twenty_of_twenty_are_answered_and_none_is_missed(caravel: Path, call: Call) -> None:
    answer = call("claims", caravel, "--json")

    assert answer.code == 0
    assert [claim["id"] for claim in answer.data] == IDS
    assert having(answer.data, "met") == SINGLE_CHIP
    assert having(answer.data, "not applicable") == set(IDS) - SINGLE_CHIP


def test_the_answers_have_the_agreed_form(caravel: Path, call: Call) -> None:
    for claim in call("claims", caravel, "--json").data:
        assert {"id", "status", "elements"} <= set(claim)
        assert claim["elements"], claim["id"]
        for element in claim["elements"]:
            assert {"text", "status", "measured", "limit", "unit", "where"} <= set(element)
            assert element["status"] in ("met", "not met", "not applicable")
            assert isinstance(element["measured"], str | int | float | None)
            assert isinstance(element["unit"], str)
            assert isinstance(element["where"], str)


@pytest.mark.parametrize(("cover", "met"), [(40, False), (50, True), (200, True), (250, False)])
def test_a_cover_out_of_ratio_turns_the_ratio_claims_and_those_that_include_them(
    caravel: Path, call: Call, cover: int, met: bool
) -> None:
    # a filler that passes the thinnest of these covers, so that none of them stays void
    finer = ("filler_top_cut: 25 um", "filler_top_cut: 15 um")

    answer = call("claims", changed(caravel, ("cover: 120 um", f"cover: {cover} um"), finer), "--json")

    assert answer.code == (0 if met else 1)
    assert having(answer.data, "met") == (SINGLE_CHIP if met else set())
    missed = missed_elements(answer.data)
    assert set(missed) == (set() if met else {"000.c1", "000.c15"})
    for (element,) in missed.values():
        assert element["measured"] == pytest.approx(cover / GAP)
        assert element["limit"] == "0.5 to 2"


def test_a_coarse_filler_misses_and_leaves_measured_voids(caravel: Path, call: Call) -> None:
    spec = changed(caravel, ("filler_top_cut: 25 um", "filler_top_cut: 60 um"))

    claims, found, flow = (call(command, spec, "--json") for command in ("claims", "check", "flow"))

    missed = missed_elements(claims.data)
    assert set(missed) == {"000.c1", "000.c2", "000.c15", "000.c20"}
    for name in ("000.c2", "000.c20"):
        (element,) = missed[name]
        assert (element["measured"], element["limit"]) == (60, GAP / 2)
    for name in ("000.c1", "000.c15"):
        (element,) = missed[name]
        assert "fills the gap" in element["text"]
        assert 50 < element["measured"] < 100
    (void,) = [finding for finding in found.data if finding["rule"] == "void"]
    assert {finding["rule"] for finding in found.data} == {"void", "mold.gap-to-filler"}
    volume = float(void["measured"].removesuffix(" mm3"))
    assert 0.5 * 3.588 * 5.188 * 0.1 < volume < 3.588 * 5.188 * 0.1
    mold = next(step["measured"] for step in flow.data if step["step"] == "Mold")
    assert mold["voids"] == 8
    assert mold["void_volume_m3"] * 1e9 == pytest.approx(8 * volume, rel=0.02)


def test_a_poor_vacuum_turns_only_the_claim_of_the_pressure(caravel: Path, call: Call) -> None:
    answer = call("claims", changed(caravel, ("pressure: 10 mmHg", "pressure: 30 mmHg")), "--json")

    assert answer.code == 1
    assert having(answer.data, "not met") == {"000.c18"}
    (element,) = missed_elements(answer.data)["000.c18"]
    assert element["measured"] == pytest.approx(30)
    assert element["limit"] == pytest.approx(20)
    assert "mmHg" in element["unit"]


def test_a_mold_as_hot_as_the_solder_turns_only_the_claim_of_the_temperature(caravel: Path, call: Call) -> None:
    lead = ("diameter: 188 um, material: sac305", "diameter: 188 um, material: snpb37")
    spec = changed(caravel, lead, ("temperature: 175 degC", "temperature: 180 degC"))

    answer = call("claims", spec, "--json")

    assert having(answer.data, "not met") == {"000.c19"}
    (element,) = missed_elements(answer.data)["000.c19"]
    assert element["measured"] == pytest.approx(180)
    assert element["limit"] == pytest.approx(173)


def test_a_limit_of_the_design_counts(caravel: Path, call: Call) -> None:
    caravel.write_text(caravel.read_text(encoding="utf-8") + "rules: {molding_pressure: 5 mmHg}\n", encoding="utf-8")

    assert having(call("claims", caravel, "--json").data, "not met") == {"000.c18"}


def test_the_table_says_what_is_missed(caravel: Path, call: Call) -> None:
    answer = call("claims", changed(caravel, ("pressure: 10 mmHg", "pressure: 30 mmHg")))

    assert answer.code == 1
    assert answer.out.endswith("20 claims answered: 10 met, 1 not met, 9 not applicable\n")
    assert "30 mmHg" in answer.out
