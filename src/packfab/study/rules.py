# SPDX-License-Identifier: Apache-2.0
"""Which design rules does a package keep, of those of packfab, of a site and of its design? As findings and data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from packfab.checks import (
    LIMITS,
    Deck,
    Finding,
    Limits,
    Marker,
    RuleResult,
    builtin_deck,
    check_rules,
    with_overrides,
    with_rule_limits,
    with_site_file,
)
from packfab.design import Package
from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Network
from packfab.io import MarkerGroup, PlacedMarker
from packfab.materials import Library

TOLD_ELSEWHERE = {"via.hole-aspect": "aspect ratio", "edge.film": "metal near the edge"}
"""Rules of the deck that another finding tells as well, by the name of that finding."""
_NAMES = frozenset(limit.name for limit in LIMITS)


def split_rules(rules: Mapping[str, str]) -> tuple[dict[str, float | str], dict[str, float | str]]:
    """What a design sets under `rules`: limits of claims and findings, and limits of rules of the deck (with a dot)."""
    deck = {name: text for name, text in rules.items() if "." in name}
    return {name: text for name, text in rules.items() if name not in deck}, dict(deck)


def limits_of(package: Package) -> Limits:
    """The limits of the checks, those that the design sets (`rules`) in place of the built-in ones."""
    return with_overrides(split_rules(package.rules)[0])


def deck_for(package: Package | None, folder: Path | None = None, *, site: Path | None = None) -> Deck:
    """The rules that a package is judged by: those of packfab, its own file (in `folder`), a site's, its own limits.

    The design has the last word, the site the one before: BadInput tells all faults of a file at once.
    """
    deck = builtin_deck()
    if package is not None and package.rule_deck is not None:
        deck = with_site_file(deck, (folder or Path()) / package.rule_deck)
    if site is not None:
        deck = with_site_file(deck, site)
    return deck if package is None else with_rule_limits(deck, split_rules(package.rules)[1])


def check_limits(package: Package, folder: Path | None = None) -> None:
    """Raise BadInput with every fault of the limits and the rule deck that a design sets."""
    faults: list[Fault] = []
    for ask in (lambda: limits_of(package), lambda: deck_for(package, folder)):
        try:
            ask()
        except BadInput as error:
            faults += error.faults
    if faults:
        raise BadInput(faults)


def rules_of(
    build: Build,
    package: Package | None = None,
    *,
    deck: Deck | None = None,
    library: Library | None = None,
    metal: Network | None = None,
) -> tuple[RuleResult, ...]:
    """The answers of every rule for a build of one package; `deck` is by default the one of the design."""
    return check_rules(build, package, deck if deck is not None else deck_for(package), library, metal=metal)


def rule_findings(results: Iterable[RuleResult], *, told: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """A finding for every rule that is not met, the worst place of it; notes are none.

    told: findings that were made already; a rule that one of them tells is left out.
    """
    names = {finding.rule for finding in told}
    return tuple(
        _finding(result) for result in results
        if result.status == "not met" and result.rule.severity != "note"
        and TOLD_ELSEWHERE.get(result.rule.id) not in names
    )  # fmt: skip


def broken_rules(results: Iterable[RuleResult]) -> tuple[RuleResult, ...]:
    """Those that are errors and not met."""
    return tuple(r for r in results if r.status == "not met" and r.rule.severity == "error")


def deck_data(deck: Deck) -> list[dict[str, Any]]:
    """The rules as plain data; limits in SI (nm for lengths)."""
    return [
        {
            "id": rule.id,
            "text": rule.text,
            "limit": rule.limit,
            "shown": rule.bound,
            "dimension": rule.dimension,
            "sense": rule.sense,
            "severity": rule.severity,
            "systems": list(rule.systems),
            "measure": rule.measure,
            "source": rule.source.text,
            "source_key": rule.source.key,
            "guess": rule.source.is_guess,
            "verification": rule.verification,
            "fix": rule.fix,
            "waivers": [{"where": w.where, "reason": w.reason, "by": w.by} for w in rule.waivers],
        }
        for rule in deck
    ]


def rules_data(results: Iterable[RuleResult]) -> list[dict[str, Any]]:
    """The answers as plain data: measures in SI (nm for lengths), places in nm."""
    return [
        {
            "id": r.rule.id,
            "text": r.rule.text,
            "severity": r.rule.severity,
            "status": r.status,
            "limit": r.rule.limit,
            "sense": r.rule.sense,
            "dimension": r.rule.dimension,
            "shown": r.rule.bound,
            "measured": r.measured,
            "measured_shown": "" if r.measured is None else r.rule.shown(r.measured),
            "margin": r.margin,
            "margin_shown": "" if r.margin is None else r.rule.shown(r.margin),
            "where": r.where,
            "asked": r.asked,
            "why": r.why,
            "markers": [_marker_data(m) for m in r.markers],
        }
        for r in results
    ]


def marker_groups(results: Iterable[RuleResult]) -> tuple[MarkerGroup, ...]:
    """The places at which rules are broken, by rule, for a report database of markers."""
    groups = []
    for r in results:
        if r.markers:
            places = tuple(PlacedMarker(m.at, m.to, _told(r, m), m.waiver is not None) for m in r.markers)
            groups.append(MarkerGroup(r.rule.id, f"{r.rule.text}: {r.rule.bound}", places))
    return tuple(groups)


def markers_csv(results: Iterable[RuleResult]) -> str:
    """Every place at which a rule is broken, one a line; places and lengths in um, all else SI."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["rule", "severity", "status", "measured", "limit", "x_um", "y_um", "z_um", "to_x_um", "to_y_um",
                     "to_z_um", "what", "waiver"])  # fmt: skip
    for r in results:
        for m in r.markers:
            far: Sequence[Any] = ("", "", "") if m.to is None else [_um(v) for v in m.to]
            reason = "" if m.waiver is None else f"{m.waiver.reason} ({m.waiver.by})"
            writer.writerow([r.rule.id, r.rule.severity, "waived" if m.waiver else "not met", r.rule.shown(m.amount),
                             r.rule.bound, *(_um(v) for v in m.at), *far, m.what, reason])  # fmt: skip
    return text.getvalue()


def _finding(result: RuleResult) -> Finding:
    open_places = [m for m in result.markers if m.waiver is None]
    more = f" and {len(open_places) - 1} more" if len(open_places) > 1 else ""
    worst = open_places[0]
    return Finding(
        rule=result.rule.id,
        severity=result.rule.severity,
        what=f"not so: {result.rule.text}",
        where=f"{worst.where}{more}",
        measured=result.rule.shown(worst.amount),
        allowed=result.rule.bound,
        fix=result.rule.fix,
    )


def _marker_data(m: Marker) -> dict[str, Any]:
    waiver = None if m.waiver is None else {"reason": m.waiver.reason, "by": m.waiver.by}
    to = None if m.to is None else list(m.to)
    return {"measured": m.amount, "at": list(m.at), "to": to, "what": m.what, "waiver": waiver}


def _told(result: RuleResult, m: Marker) -> str:
    waived = f", waived: {m.waiver.reason} ({m.waiver.by})" if m.waiver else ""
    return f"{m.what}: {result.rule.shown(m.amount)}, {result.rule.bound}{waived}"


def _um(value: float) -> float:
    return round(value / 1000, 3) + 0.0
