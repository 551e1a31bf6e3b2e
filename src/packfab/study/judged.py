# SPDX-License-Identifier: Apache-2.0
"""What is there to find in one package: of the line that made it, of its nets, and of its design rules?"""

from __future__ import annotations

from packfab.checks import Deck, Finding, conducting
from packfab.design import Package
from packfab.geometry import Build
from packfab.materials import Library
from packfab.study.findings import findings_of
from packfab.study.rules import deck_for, limits_of, rule_findings, rules_of


def judged(build: Build, package: Package, library: Library, *, deck: Deck | None = None) -> tuple[Finding, ...]:
    """All findings of a build of one package; what conducts is found once. deck: by default the one of the design."""
    metal = conducting(build, library)
    found = findings_of(build, limits=limits_of(package), library=library, metal=metal, package=package)
    rules = deck if deck is not None else deck_for(package)
    return found + rule_findings(rules_of(build, package, deck=rules, library=library, metal=metal), told=found)
