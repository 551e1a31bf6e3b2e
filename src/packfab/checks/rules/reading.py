# SPDX-License-Identifier: Apache-2.0
"""Which rules does a TOML text describe, and what is wrong with it?

A table a rule, named by family and rule, which is its id:

    [bump.pitch]
    text = "bumps stand no closer than this"
    limit = "100 um"
    sense = "least"
    guess = "what a mass reflow line keeps"
    severity = "error"
    systems = ["molded-flip-chip"]
    measure = "pitch"
    of = { role = ["bump", "pillar"] }
    fix = "spread the bumps"
    waivers = [{ where = "U1: *", reason = "a test vehicle", by = "A. Person" }]

A table of an id that is known already overrides what it gives and leaves the rest. All faults are told at once, with
the line of the file.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, get_args

from packfab.checks.finding import Severity
from packfab.checks.rules.measured import Measure
from packfab.checks.rules.rule import Parameter, Rule, Selector, Sense, Waiver
from packfab.design import SYSTEMS
from packfab.errors import BadInput, Fault, raise_if
from packfab.geometry import Box
from packfab.sources import VERIFICATION, Source, bibliography, cite, guess
from packfab.units import UnitError, parse_length, parse_quantity

MAX_RULES = 2_000
_WORDS = (
    "text",
    "limit",
    "sense",
    "source",
    "guess",
    "verification",
    "severity",
    "systems",
    "measure",
    "fix",
    "waivers",
)
_NEEDED = ("text", "limit", "sense", "severity", "measure", "fix")
_OVERRIDES = ("limit", "severity", "source", "guess", "verification", "waivers", "text", "systems", "fix")
_PATTERNS = ("role", "part", "name", "material", "without")
_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")


def read_rules(
    text: str, *, file: str, measures: Mapping[str, Measure], base: Iterable[Rule] = (), built_in: bool = False
) -> tuple[Rule, ...]:
    """The rules of a TOML text on top of `base`: those of the same id replaced in their place, new ones at the end.

    file: the name of the text in messages; built_in: every rule is a new one. BadInput carries every fault.
    """
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        raise BadInput([Fault(f"this is not TOML: {error}", file, fix="correct the text there")]) from None
    except RecursionError:
        raise BadInput([Fault("the TOML is nested too deeply", file, fix="use one table a rule")]) from None
    known = {rule.id: rule for rule in base}
    reader = _Reader(file, text, measures, known, built_in)
    for family, rules in data.items():
        reader.family(family, rules)
    raise_if(reader.faults)
    return tuple(reader.known.values())


class _Reader:
    """Collects the faults of one file while its rules are made."""

    def __init__(
        self, file: str, text: str, measures: Mapping[str, Measure], known: dict[str, Rule], built_in: bool
    ) -> None:
        self.file, self.lines, self.measures, self.built_in = file, text.splitlines(), measures, built_in
        self.known = known
        self.faults: list[Fault] = []

    def family(self, family: str, rules: object) -> None:
        """All rules of a family."""
        if not isinstance(rules, dict) or not all(isinstance(one, dict) for one in rules.values()):
            self._fault(family, "", f"'{family[:40]}' holds no rules", fix="write a table [family.rule] for each rule")
            return
        for name, table in rules.items():
            if len(self.known) >= MAX_RULES:
                self._fault(f"{family}.{name}", "", "too many rules", allowed=f"{MAX_RULES}", fix="split the deck")
                return
            self._rule(f"{family}.{name}", table)

    def _rule(self, key: str, table: dict[str, Any]) -> None:
        before = self.known.get(key)
        if before is not None and self.built_in:
            self._fault(key, "", "there are two rules of this id", fix="give one of them another id")
        elif before is not None:
            self._overridden(before, table)
        elif "measure" not in table:
            self._fault(key, "", f"there is no rule '{key[:80]}'", fix=self._hint(key, self.known, "`packfab rules`"))
        else:
            self._new(key, table)

    def _overridden(self, rule: Rule, table: dict[str, Any]) -> None:
        for word in table:
            if word not in _OVERRIDES:
                self._fault(rule.id, word, f"'{word[:40]}' of a built-in rule stays as it is",
                            allowed=", ".join(_OVERRIDES), fix="add a rule of your own with another id")  # fmt: skip
        changes: dict[str, Any] = {}
        for word in ("text", "fix"):
            if word in table:
                changes[word] = self._text(rule.id, word, table)
        if "limit" in table:
            changes["limit"] = self._amount(rule.id, "limit", table["limit"], rule.dimension)
            changes["source"], changes["verification"] = _by_file(self.file, table["limit"]), "A"
        if "source" in table or "guess" in table:
            changes["source"], changes["verification"] = self._source(rule.id, table)
        if "severity" in table:
            changes["severity"] = self._one_of(rule.id, "severity", table, get_args(Severity))
        if "systems" in table:
            changes["systems"] = self._systems(rule.id, table)
        if "waivers" in table:
            changes["waivers"] = (*rule.waivers, *self._waivers(rule.id, table["waivers"]))
        self.known[rule.id] = replace(rule, **changes)

    def _new(self, key: str, table: dict[str, Any]) -> None:
        before = len(self.faults)
        if not all(_ID.fullmatch(word) for word in key.split(".")):
            self._fault(key, "", "this is no id of a rule", allowed="small letters, digits and dashes",
                        fix="write it like [line.trace-width]")  # fmt: skip
        for word in _NEEDED:
            if word not in table:
                self._fault(key, "", f"the rule has no '{word}'", fix=f"write {word} = ...")
        name = table["measure"]
        if not isinstance(name, str) or name not in self.measures:
            fix = self._hint(str(name), self.measures, f"one of {', '.join(self.measures)}")
            self._fault(key, "measure", f"there is no measure '{str(name)[:60]}'", fix=fix)
            return
        measure = self.measures[name]
        words = [word.rstrip("?") for word in measure.picks]
        picks = {word: self._selector(key, word, table[word]) for word in words if word in table}
        for word in measure.picks:
            if word not in table and not word.endswith("?"):
                self._fault(key, "", f"the measure '{name}' needs '{word}'", fix=f'write {word} = {{ role = "..." }}')
        for word in table:
            if word not in (*_WORDS, *words, *measure.parameters):
                fix = self._hint(word, [*_WORDS, *words, *measure.parameters], "leave it out")
                self._fault(key, word, f"unknown key '{word[:60]}'", fix=fix)
        given = {
            word: self._parameter(key, word, table[word], kind)
            for word, kind in measure.parameters.items() if word in table
        }  # fmt: skip
        source, verification = self._source(key, table)
        made = {
            "text": self._text(key, "text", table),
            "limit": self._amount(key, "limit", table.get("limit", ""), measure.dimension),
            "sense": self._one_of(key, "sense", table, get_args(Sense)),
            "severity": self._one_of(key, "severity", table, get_args(Severity)),
            "fix": self._text(key, "fix", table),
            "systems": self._systems(key, table),
            "waivers": self._waivers(key, table.get("waivers", [])),
        }
        if len(self.faults) == before:
            self.known[key] = Rule(id=key, dimension=measure.dimension, source=source, verification=verification,
                                   measure=name, picks=picks, parameters=given, **made)  # fmt: skip

    def _text(self, key: str, word: str, table: Mapping[str, Any]) -> str:
        value = table.get(word)
        if word in table and (not isinstance(value, str) or not value.strip()):
            self._fault(key, word, f"'{word}' is a text", measured=repr(value)[:60], fix=f'write {word} = "..."')
        return value.strip() if isinstance(value, str) else ""

    def _one_of(self, key: str, word: str, table: Mapping[str, Any], allowed: tuple[str, ...]) -> Any:
        value = table.get(word)
        if word in table and value not in allowed:
            self._fault(key, word, f"unknown {word}", measured=repr(value)[:60], allowed=", ".join(allowed))
        return value

    def _amount(self, key: str, word: str, value: object, dimension: str) -> float:
        try:
            return amount(value, dimension)
        except UnitError as error:
            if value != "":
                self._fault(key, word, str(error), fix=f"write {word} as a text with its unit")
            return 0.0

    def _parameter(self, key: str, word: str, value: object, kind: str) -> Parameter:
        if kind != "word":
            return self._amount(key, word, value, kind)
        if not isinstance(value, str):
            self._fault(key, word, f"'{word}' is a word", measured=repr(value)[:60], fix=f'write {word} = "..."')
            return ""
        return value

    def _systems(self, key: str, table: Mapping[str, Any]) -> tuple[str, ...]:
        value = table.get("systems", [])
        names = value if isinstance(value, list) else [value]
        for name in names:
            if name not in SYSTEMS.values():
                self._fault(
                    key, "systems", f"there is no system '{str(name)[:60]}'", allowed=", ".join(SYSTEMS.values())
                )
        return tuple(str(name) for name in names)

    def _source(self, key: str, table: Mapping[str, Any]) -> tuple[Source, str]:
        given = [word for word in ("source", "guess") if word in table]
        text = table.get(given[0]) if len(given) == 1 else None
        if not isinstance(text, str) or not text.strip():
            self._fault(key, "", "a rule needs one source or one guess", measured=" and ".join(given) or "neither",
                        fix='write source = "where it is written" or guess = "why this value"')  # fmt: skip
            return guess("none"), "A"
        flag = table.get("verification", "A" if given == ["guess"] or not self.built_in else "M")
        if flag not in VERIFICATION or (given == ["guess"] and flag != "A"):
            self._fault(key, "verification", "unknown verification, or not one of a guess", measured=repr(flag)[:40],
                        allowed=", ".join(VERIFICATION))  # fmt: skip
        if given == ["guess"]:
            return guess(text), "A"
        keys = {source.key for source in bibliography()}
        if all(part.strip() in keys for part in text.split(",")):
            return cite(text), str(flag)
        if self.built_in:
            self._fault(key, "source", f"no source '{text[:60]}' in the bibliography")
        return Source("file", text.strip(), "user"), str(flag)

    def _selector(self, key: str, word: str, value: object) -> Selector:
        if not isinstance(value, dict):
            self._fault(key, word, f"'{word}' says which solids", measured=repr(value)[:60],
                        fix=f'write {word} = {{ role = "bump" }}')  # fmt: skip
            return Selector()
        found: dict[str, Any] = {}
        for name, patterns in value.items():
            listed = patterns if isinstance(patterns, list) else [patterns]
            if name in _PATTERNS and listed and all(isinstance(p, str) for p in listed):
                found[name] = tuple(listed)
            elif name == "cut" and isinstance(patterns, bool):
                found[name] = patterns
            else:
                self._fault(key, word, f"'{word}' has no '{name[:40]}' like this", measured=repr(patterns)[:60],
                            allowed=f"{', '.join(_PATTERNS)} with texts, and cut = true")  # fmt: skip
        return Selector(**found)

    def _waivers(self, key: str, value: object) -> tuple[Waiver, ...]:
        if not isinstance(value, list):
            self._fault(key, "waivers", "waivers are a list of tables", measured=repr(value)[:60])
            return ()
        return tuple(made for one in value if (made := self._waiver(key, one)) is not None)

    def _waiver(self, key: str, value: object) -> Waiver | None:
        fix = 'write { where = "U1: *", reason = "...", by = "..." }'
        table = value if isinstance(value, dict) else {}
        texts = [table.get(word) for word in ("where", "reason", "by")]
        extra = sorted(set(table) - {"where", "reason", "by", "box"})
        if extra or not all(isinstance(text, str) and text.strip() for text in texts):
            measured = f"unknown {', '.join(extra)[:60]}" if extra else repr(value)[:60]
            self._fault(key, "waivers", "a waiver says where, why and by whom", measured=measured, fix=fix)
            return None
        box: Box | None = None
        if "box" in table:
            try:
                x0, y0, x1, y1 = (float(parse_length(corner)) for corner in table["box"])
                box = (x0, y0, x1, y1)
            except (UnitError, TypeError, ValueError):
                self._fault(key, "waivers", "the box of a waiver is four lengths", measured=repr(table["box"])[:60],
                            fix='write box = ["-1 mm", "-1 mm", "1 mm", "1 mm"]')  # fmt: skip
        where, reason, by = map(str, texts)
        return Waiver(key, where, reason, by, box)

    def _hint(self, name: str, known: Iterable[str], otherwise: str) -> str:
        close = difflib.get_close_matches(name, list(known), n=1)
        return f"did you mean '{close[0]}'?" if close else f"see {otherwise}"

    def _fault(self, key: str, word: str, what: str, *, measured: str = "", allowed: str = "", fix: str = "") -> None:
        where = f"{self.file}:{self._line(key, word)} {key[:80]}" + (f".{word[:40]}" if word else "")
        self.faults.append(Fault(what, where, measured, allowed, fix))

    def _line(self, key: str, word: str) -> int:
        """The line of a word of a rule; of its table when the word stands elsewhere; else 1."""
        dotted = r"\s*\.\s*".join(map(_quoted, key.split(".", 1)))
        header = re.compile(rf"\s*\[\s*{dotted}\s*[\].]")
        row = re.compile(rf"\s*{_quoted(word)}\s*=")
        start = next((i for i, line in enumerate(self.lines, 1) if header.match(line)), 0)
        for number, line in enumerate(self.lines[start:], start + 1):
            if not word or re.match(r"\s*\[\s*[\"'A-Za-z]", line):
                break
            if row.match(line):
                return number
        return max(start, 1)


def amount(value: object, dimension: str) -> float:
    """A limit as SI number (nm for lengths) from text with a unit, or a bare number where there is no unit."""
    return float(parse_length(value)) if dimension == "length" else parse_quantity(value, dimension)


def _by_file(file: str, value: object) -> Source:
    return Source("user", f"set to {value} in {file}", "user")


def _quoted(word: str) -> str:
    return rf"[\"']?{re.escape(word)}[\"']?"
