# SPDX-License-Identifier: Apache-2.0
"""Does every claim of every document have a build that meets it, and one that misses it with evidence that tells why?

The builds are those of the tests of each document, which also hold that nothing but the claim and those that include
it turns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest

from packfab.checks import DOCUMENTS, Claim, ClaimResult, Element, check_claims
from packfab.geometry import Build

from ..checks import (
    builds,
    fan_out_builds,
    metal_film_builds,
    pair_builds,
    sink_builds,
    test_claims_000,
    test_claims_001,
    test_claims_002,
    test_claims_003,
    test_claims_004,
)

CASES: Mapping[str, Mapping[str, Any]] = {
    "000": test_claims_000.CASES,
    "001": test_claims_001.CASES,
    "002": test_claims_002.CASES,
    "003": test_claims_003.CASES,
    "004": test_claims_004.CASES,
}
MAKERS: Mapping[str, Callable[[Any], Build]] = {
    "000": builds.made,
    "001": sink_builds.made,
    "002": pair_builds.made,
    "003": fan_out_builds.made,
    "004": metal_film_builds.made,
}
CLAIMS = [claim for document in DOCUMENTS.values() for claim in document.claims]
IDS = [claim.id for claim in CLAIMS]


@cache
def answered(document: str, recipe: Any) -> Mapping[str, ClaimResult]:
    return {result.id: result for result in check_claims(MAKERS[document](recipe), document=document)}


def own(result: ClaimResult) -> list[Element]:
    """Its elements without the parent's answer."""
    return [e for e in result.elements if not e.text.startswith("all that")]


def document_of(claim: str) -> str:
    return claim.partition(".")[0]


def asked_by(claim: str) -> tuple[ClaimResult, ClaimResult]:
    """The answers of the build that has it and of the one that misses it."""
    document = document_of(claim)
    case = CASES[document][claim]
    return answered(document, case.meets)[claim], answered(document, case.misses)[claim]


def test_every_claim_of_every_document_has_its_two_builds() -> None:
    assert [claim for cases in CASES.values() for claim in cases] == IDS


@pytest.mark.parametrize("claim", IDS)
def test_a_claim_is_met_and_missed_for_a_reason_of_its_own(claim: str) -> None:
    meets, misses = asked_by(claim)

    assert (meets.status, misses.status) == ("met", "not met")
    assert any(e.status == "not met" for e in own(misses))


@pytest.mark.parametrize("claim", IDS)
def test_the_evidence_names_parts_values_and_places(claim: str) -> None:
    for element in (e for result in asked_by(claim) for e in own(result)):
        assert element.measured is not None
        assert element.parts or element.where, element.text


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if claim.parent], ids=lambda claim: claim.id)
def test_a_claim_includes_its_parent(claim: Claim[Any]) -> None:
    document = document_of(claim.id)
    meets, _ = asked_by(claim.id)
    without_parent = answered(document, CASES[document][claim.parent].misses)[claim.id]

    assert meets.elements[0].text == f"all that {claim.parent} asks for"
    assert without_parent.status == without_parent.elements[0].status == "not met"
