# SPDX-License-Identifier: Apache-2.0
"""Is every rule of the deck kept by a build that has it, and broken at the planted place by one that has not?"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from packfab.checks.rules import RuleResult, builtin_deck, check_rules

from ..checks import rule_builds, rule_builds_wires

CASES: Mapping[str, rule_builds.Case] = {**rule_builds.CASES, **rule_builds_wires.CASES}
DECK = builtin_deck()


def answer(rule: str, *, broken: bool) -> RuleResult:
    case = CASES[rule]
    build = case.breaks() if broken else case.keeps()
    package = (case.broken_package or case.package) if broken else case.package
    return check_rules(build, package, DECK, only=[rule])[0]


def test_every_rule_has_builds_and_every_build_a_rule() -> None:
    assert set(CASES) == set(DECK.ids)


@pytest.mark.parametrize("rule", DECK.ids)
def test_a_rule_is_kept(rule: str) -> None:
    result = answer(rule, broken=False)

    assert (result.status, result.markers) == ("met", ())
    assert result.asked


@pytest.mark.parametrize("rule", DECK.ids)
def test_a_rule_is_broken_where_it_was_planted(rule: str) -> None:
    result = answer(rule, broken=True)

    assert result.status == "not met"
    place = [v / 1000 for v in result.markers[0].at]
    assert math.dist(place, CASES[rule].at) <= CASES[rule].near, place
    assert result.margin is not None
    assert result.margin < 0


@pytest.mark.parametrize("rule", DECK.ids)
def test_a_rule_says_what_and_from_where(rule: str) -> None:
    one = DECK[rule]

    assert one.text
    assert one.fix
    assert one.source.text
