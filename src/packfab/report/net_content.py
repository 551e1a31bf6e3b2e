# SPDX-License-Identifier: Apache-2.0
"""What does the report say of nets and of design rules? The content of these chapters as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from packfab.report.page_content import Headline, PageFinding, PlanView


@dataclass(frozen=True, slots=True)
class NetRow:
    """One net: `state` is `whole` or the kinds of its faults (`open, short`); note: what else is to be known of it."""

    name: str
    state: str
    bodies: int
    pieces: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Connectivity:
    """The chapter on nets: figures, faults, all nets, a drawing of the faults, and the data of the highlight.

    data: see `packfab.report.net_data`; empty where there is nothing to highlight.
    """

    figures: tuple[Headline, ...]
    faults: tuple[PageFinding, ...]
    nets: tuple[NetRow, ...]
    drawing: PlanView | None
    data: Mapping[str, Any]
    judged: str = ""
    """Against what the nets were compared."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One design rule: `status` is `met`, `not met`, `waived` or `not applicable`.

    share: measured over limit so that 1 is just met and more is better, None where there is no such number.
    """

    id: str
    text: str
    status: str
    severity: str
    limit: str
    measured: str
    share: float | None
    where: str
    source: str
    count: int = 0
    """Places where it is not met."""


@dataclass(frozen=True, slots=True)
class RuleChart:
    """The chapter on design rules: figures, all rules, and a drawing with the places where some are not met."""

    figures: tuple[Headline, ...]
    rules: tuple[RuleRow, ...]
    drawing: PlanView | None = None
    deck: str = ""
