# SPDX-License-Identifier: Apache-2.0
"""Which design rules does a build keep? Rules as data, ways to measure as functions, and the answers."""

from packfab.checks.rules.deck import Deck, builtin_deck, with_rule_limits, with_site_file, with_site_text
from packfab.checks.rules.engine import check_rules
from packfab.checks.rules.measured import Marker, Measure, Measured, RuleResult
from packfab.checks.rules.measures import MEASURES
from packfab.checks.rules.rule import Rule, Selector, Waiver
from packfab.checks.rules.scene import PlanLayer, Scene, spots

__all__ = [
    "MEASURES",
    "Deck",
    "Marker",
    "Measure",
    "Measured",
    "PlanLayer",
    "Rule",
    "RuleResult",
    "Scene",
    "Selector",
    "Waiver",
    "builtin_deck",
    "check_rules",
    "spots",
    "with_rule_limits",
    "with_site_file",
    "with_site_text",
]
