# SPDX-License-Identifier: Apache-2.0
"""Which design rules are there: those that packfab brings, and what a file of the user's site overrides or adds?"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from packfab.checks.rules.measures import MEASURES
from packfab.checks.rules.reading import amount, read_rules
from packfab.checks.rules.rule import Rule
from packfab.errors import BadInput, Fault, raise_if
from packfab.sources import Source
from packfab.units import UnitError

MAX_BYTES = 1_000_000
"""A site file may be this large."""
_FILES = ("deck.toml", "deck_wires.toml")


@dataclass(frozen=True, slots=True)
class Deck:
    """Rules in order; `deck["bump.pitch"]` is one of them."""

    rules: tuple[Rule, ...]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def __contains__(self, rule: object) -> bool:
        return any(one.id == rule for one in self.rules)

    def __getitem__(self, rule: str) -> Rule:
        for one in self.rules:
            if one.id == rule:
                return one
        raise KeyError(rule)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in order."""
        return tuple(rule.id for rule in self.rules)


@functools.cache
def builtin_deck() -> Deck:
    """The rules that packfab brings."""
    rules: tuple[Rule, ...] = ()
    for name in _FILES:
        text = files("packfab.checks.rules").joinpath(name).read_text(encoding="utf-8")
        rules = read_rules(text, file=name, measures=MEASURES, base=rules, built_in=True)
    return Deck(rules)


def with_site_file(deck: Deck, path: Path | str) -> Deck:
    """The deck with what a site's TOML file overrides (limit, severity, waivers) or adds; BadInput has all faults."""
    place = Path(path)
    return with_site_text(deck, _read(place), file=place.name)


def with_site_text(deck: Deck, text: str, *, file: str) -> Deck:
    """As `with_site_file`, from text; `file` names it in messages."""
    return Deck(read_rules(text, file=file, measures=MEASURES, base=deck.rules))


def with_rule_limits(deck: Deck, limits: Mapping[str, float | str]) -> Deck:
    """The deck with other limits, as text with units by rule id; BadInput tells unknown ids and bad texts at once."""
    faults: list[Fault] = []
    given: dict[str, Rule] = {}
    for name, value in limits.items():
        if name not in deck:
            close = difflib.get_close_matches(name, deck.ids, n=1)
            hint = f"did you mean '{close[0]}'?" if close else "`packfab rules` lists them"
            faults.append(Fault("there is no rule of this id", f"rules.{name}", fix=hint))
            continue
        rule = deck[name]
        try:
            source = Source("user", f"set to {value} by the user", "user")
            given[name] = replace(rule, limit=amount(value, rule.dimension), source=source, verification="A")
        except UnitError as error:
            faults.append(Fault(str(error), f"rules.{name}", fix=f"it sets: {rule.text}"))
    raise_if(faults)
    return Deck(tuple(given.get(rule.id, rule) for rule in deck))


def _read(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        fault = Fault(f"cannot be read: {reason}", str(path), fix="check the name and the folder")
        raise BadInput([fault]) from None
    if len(raw) > MAX_BYTES:
        raise BadInput([Fault("the rule deck is too large", path.name, allowed=f"{MAX_BYTES} bytes")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput([Fault("the file is no UTF-8 text", path.name, fix="save it as UTF-8")]) from None
