# SPDX-License-Identifier: Apache-2.0
"""What is a design rule, where may it be broken with leave, and which solids does it look at?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Literal

from packfab.checks.finding import Severity
from packfab.geometry import Box, Solid
from packfab.sources import Source
from packfab.units import format_length, format_quantity

Sense = Literal["least", "most"]
Parameter = float | str


@dataclass(frozen=True, slots=True)
class Selector:
    """Which solids of a build are meant: each of role, part, name and material matches one of its patterns.

    Patterns are shell globs (`carrier*`); an empty tuple matches all. Names that match one of `without` are left out.
    cut: what was taken away is meant (openings, holes), not what was added.
    """

    role: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    material: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    cut: bool = False

    def takes(self, solid: Solid) -> bool:
        """Whether the solid is meant."""
        if (solid.mode == "cut") != self.cut or not len(solid.places):
            return False
        asked = ((self.role, solid.role), (self.part, solid.part), (self.name, solid.name),
                 (self.material, solid.material))  # fmt: skip
        fits = all(not patterns or _matches(text, patterns) for patterns, text in asked)
        return fits and not _matches(solid.name, self.without)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A place at which a rule may be broken, why, and who says so.

    where: a shell glob over the names that a violation tells (`* trace CLK*`); box: in plan (nm), or everywhere.
    """

    rule: str
    where: str
    reason: str
    by: str
    box: Box | None = None

    def covers(self, what: str, at: tuple[float, float, float]) -> bool:
        """Whether it holds for a violation of those names at that place."""
        inside = self.box is None or (self.box[0] <= at[0] <= self.box[2] and self.box[1] <= at[1] <= self.box[3])
        return inside and fnmatchcase(what, self.where)


def _none() -> Mapping[str, Selector]:
    return MappingProxyType({})


def _nothing() -> Mapping[str, Parameter]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the deck: what is measured, the limit in SI (nm for lengths) and where that is from.

    systems: names of the package systems that it is for, all when empty. picks: solids by the word that the measure
    knows them by (`of`, `to`); parameters: its numbers (SI, nm) and words.
    """

    id: str
    text: str
    limit: float
    dimension: str
    sense: Sense
    source: Source
    verification: str
    severity: Severity
    measure: str
    fix: str
    systems: tuple[str, ...] = ()
    picks: Mapping[str, Selector] = field(default_factory=_none)
    parameters: Mapping[str, Parameter] = field(default_factory=_nothing)
    waivers: tuple[Waiver, ...] = ()

    def pick(self, word: str = "of") -> Selector:
        """The solids that the rule calls by that word; none of them set: everything that was added."""
        return self.picks.get(word, Selector())

    def number(self, word: str, otherwise: float = 0.0) -> float:
        """A parameter that is a number, SI (nm)."""
        value = self.parameters.get(word, otherwise)
        return value if isinstance(value, int | float) else otherwise

    def word(self, word: str, otherwise: str = "") -> str:
        """A parameter that is a word."""
        value = self.parameters.get(word, otherwise)
        return value if isinstance(value, str) else otherwise

    def shown(self, value: float) -> str:
        """A measured value as text with its unit."""
        return shown(value, self.dimension)

    @property
    def bound(self) -> str:
        """The limit as text: `at least 25 um`."""
        return f"at {self.sense} {self.shown(self.limit)}"


def shown(value: float, dimension: str) -> str:
    """A value of that dimension (SI, nm for lengths) as text with its unit."""
    if dimension == "length":
        return format_length(round(value)) if abs(value) >= 10 else f"{value:.2f} nm"
    return f"{value:.4g}" if dimension == "plain" else format_quantity(value, dimension, digits=4)


def _matches(text: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)
