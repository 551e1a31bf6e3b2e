# SPDX-License-Identifier: Apache-2.0
"""Which rules of a deck does a build keep, and where are the others broken?"""

from __future__ import annotations

from collections.abc import Iterable

from packfab.checks.rules.deck import Deck
from packfab.checks.rules.measured import Marker, Measured, RuleResult
from packfab.checks.rules.measures import MEASURES
from packfab.checks.rules.rule import Rule
from packfab.checks.rules.scene import Scene
from packfab.design import Package
from packfab.geometry import Build, Network
from packfab.materials import Library

_ROUNDING = 0.5
"""nm, lengths that differ by less are equal: heights and places are whole nm."""


def check_rules(
    build: Build,
    package: Package | None,
    deck: Deck,
    library: Library | None = None,
    *,
    metal: Network | None = None,
    only: Iterable[str] | None = None,
) -> tuple[RuleResult, ...]:
    """The answers of the rules (or of those whose ids are in `only`), in the order of the deck.

    package: tells the system and what no build shows (lane, strip); without it every rule is asked. metal: the network
    of what conducts, where that is known already.
    """
    scene = Scene(build, library if library is not None else Library.builtin(), package, metal)
    wanted = None if only is None else set(only)
    return tuple(judged(scene, rule) for rule in deck if wanted is None or rule.id in wanted)


def judged(scene: Scene, rule: Rule) -> RuleResult:
    """The answer of one rule."""
    if scene.package is not None and rule.systems and scene.package.system not in rule.systems:
        return _not_asked(rule, f"it is for {', '.join(rule.systems)}")
    found = list(MEASURES[rule.measure].take(scene, rule))
    if not found:
        return _not_asked(rule, "the build has nothing of the kind")
    found.sort(key=lambda m: m.amount if rule.sense == "least" else -m.amount)
    markers = tuple(_marker(rule, m) for m in found if broken(rule, m))
    worst = found[0]
    margin = worst.amount - rule.limit if rule.sense == "least" else rule.limit - worst.amount
    margin = margin if markers else max(margin, 0.0)
    status = "met" if not markers else "waived" if all(m.waiver for m in markers) else "not met"
    where = next((m.where for m in markers if m.waiver is None), _marker(rule, worst).where)
    return RuleResult(rule, status, worst.amount, margin, where, markers, len(found))  # type: ignore[arg-type]


def broken(rule: Rule, measured: Measured) -> bool:
    """Whether a thing that was measured breaks the rule, beyond the tolerance of the measurement."""
    slack = measured.within + (_ROUNDING if rule.dimension == "length" else 1e-9 * abs(rule.limit))
    over = rule.limit - measured.amount if rule.sense == "least" else measured.amount - rule.limit
    return not over <= slack


def _marker(rule: Rule, m: Measured) -> Marker:
    waiver = next((w for w in rule.waivers if w.covers(m.what, m.at)), None)
    return Marker(m.amount, m.at, m.to, m.what, waiver)


def _not_asked(rule: Rule, why: str) -> RuleResult:
    return RuleResult(rule, "not applicable", None, None, "", (), 0, why)
