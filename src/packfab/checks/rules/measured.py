# SPDX-License-Identifier: Apache-2.0
"""What does a measure give, and what is the answer of one rule?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from packfab.checks.rules.rule import Rule, Waiver
from packfab.checks.rules.scene import Scene

Point = tuple[float, float, float]
"""x, y, z in nm."""
Status = Literal["met", "not met", "waived", "not applicable"]


@dataclass(frozen=True, slots=True)
class Measured:
    """One thing that was measured: how much (SI, nm for lengths), where, for a distance up to where, and of what.

    within: tolerance of the measurement (same unit), by which a limit may be missed: polygons stand for round walls.
    """

    amount: float
    at: Point
    to: Point | None = None
    what: str = ""
    within: float = 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to measure: the function, the dimension of what it gives, and the words that it takes.

    picks: words for solids, each of which a rule has to give (a word that ends in `?` need not be given);
    parameters: word -> dimension as `units` names it, or "word"; none of them need be given.
    """

    take: Callable[[Scene, Rule], Iterable[Measured]]
    dimension: str
    what: str
    picks: tuple[str, ...] = ("of",)
    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Marker:
    """One place at which a rule is broken, and the waiver that allows it there."""

    amount: float
    at: Point
    to: Point | None
    what: str
    waiver: Waiver | None = None

    @property
    def where(self) -> str:
        """Names and place: `U1 bumps at (120, -40, 60) um`."""
        x, y, z = (v / 1000 for v in self.at)
        place = f"({x:z.1f}, {y:z.1f}, {z:z.1f}) um"
        return f"{self.what} at {place}" if self.what else place


@dataclass(frozen=True, slots=True)
class RuleResult:
    """The answer to one rule.

    measured: the worst of all that was measured (SI, nm), None where nothing was; margin: by how much it keeps the
    limit, below zero where it breaks it by more than the tolerance of the measurement; markers: every place at which it
    is broken, the worst first, waived ones too; asked: how many things were measured; why: for a rule that does not
    apply.
    """

    rule: Rule
    status: Status
    measured: float | None
    margin: float | None
    where: str
    markers: tuple[Marker, ...]
    asked: int
    why: str = ""
