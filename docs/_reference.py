# SPDX-License-Identifier: Apache-2.0
"""What does the reference say that the code says itself? Pages written from faces, schema, library and commands."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import packfab
from packfab.checks import LIMITS, MEASURES, builtin_deck
from packfab.design import Model
from packfab.materials import KINDS, Library
from packfab.process import STEPS
from packfab.sources import VERIFICATION

ROOMS = {
    "geometry": "What is where: bodies, the log, verbs and questions.",
    "process": "How it is made: steps, flows, running them.",
    "checks": "Whether it is right: claims, evidence, findings, limits.",
    "study": "What comes of a design.",
    "design": "What is wanted. The fields of the models are in the [spec reference](spec.md).",
    "materials": "What things are made of.",
    "io": "Files in and out.",
    "report": "Drawings and tables.",
    "units": "Units at the edge.",
    "errors": "Faults and how they are told.",
    "sources": "Where numbers come from.",
    "plugins": "What installed packages add.",
}

CATEGORIES = {"tim": "Thermal interface", "low-CTE alloy": "Low-CTE alloy"}


def write_pages(folder: Path) -> None:
    """Write every generated page into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "names.md": _names(),
        "api.md": _api(),
        "spec.md": _spec(packfab.spec_schema()),
        "materials.md": _materials(),
        "kinds.md": _kinds(),
        "limits.md": _limits(),
        "rules.md": _rules(),
        "measures.md": _measures(),
        "steps.md": _steps(),
    }
    for name, lines in pages.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def escaped(lines: list[str]) -> None:
    """Make plain-text docstrings safe for reStructuredText, in place: code in backticks, nothing else special."""
    lines[:] = ["".join(_safe(part) for part in re.split(r"(`+[^`]+`+)", line)) for line in lines]


def _safe(part: str) -> str:
    if part.startswith("`"):
        return f"``{part.strip('`')}``"
    return re.sub(r"([*|_\\])", r"\\\1", part)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    names = tuple(head)
    yield _row(*names)
    yield _row(*("---" for _ in names))
    for row in rows:
        yield _row(*row)
    yield ""


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")


def _rules() -> Iterator[str]:
    """The design rules, family by family."""
    families: dict[str, list[Any]] = {}
    for rule in builtin_deck():
        families.setdefault(rule.id.partition(".")[0], []).append(rule)
    for family, rules in families.items():
        yield f"## {family}"
        yield ""
        rows = [
            (f"`{r.id}`", r.text, r.bound, r.severity, f"{'guess: ' if r.source.is_guess else ''}{r.source.text}",
             r.verification, ", ".join(r.systems) or "all")
            for r in rules
        ]  # fmt: skip
        yield from _table(("rule", "what", "limit", "severity", "from", "", "systems"), rows)


def _measures() -> Iterator[str]:
    """The ways to measure, with the words that they take."""
    rows = [
        (f"`{name}`", m.what, m.dimension, ", ".join(f"`{w}`" for w in (*m.picks, *m.parameters)))
        for name, m in sorted(MEASURES.items())
    ]
    yield from _table(("measure", "what", "dimension", "words"), rows)


def _names() -> Iterator[str]:
    """The names of the package itself."""
    rows = []
    for name in packfab.__all__:
        thing = getattr(packfab, name)
        home = getattr(thing, "__module__", "packfab")
        room = ".".join(home.split(".")[:2])
        rows.append((f"`{name}`", _first_line(thing), f"`{room}`"))
    yield from _table(("name", "what it is", "room"), rows)


def _api() -> Iterator[str]:
    """Every public name of every room, by autodoc."""
    for room, about in ROOMS.items():
        module = importlib.import_module(f"packfab.{room}")
        yield from (f"## packfab.{room}", "", about, "")
        directives = [line for name in _offered(module) for line in _directive(module, name)]
        yield from ("```{eval-rst}", f".. py:module:: packfab.{room}", "", *directives, "```", "")


def _offered(module: Any) -> list[str]:
    if hasattr(module, "__all__"):
        return sorted(module.__all__, key=str.lower)
    mine = [
        n for n, t in vars(module).items() if not n.startswith("_") and getattr(t, "__module__", "") == module.__name__
    ]
    return sorted(mine, key=str.lower)


def _directive(module: Any, name: str) -> Iterator[str]:
    thing = getattr(module, name)
    path = f"{module.__name__}.{name}"
    if inspect.isfunction(thing):
        yield from (f".. autofunction:: {path}", "")
    elif inspect.isclass(thing) and not issubclass(thing, Model) and _at_home(thing, module):
        yield from (f".. autoclass:: {path}", "   :members:", "")


def _at_home(thing: type, module: Any) -> bool:
    """Whether a class is of this room; one that a room above offers again is described where it is at home."""
    return thing.__module__.split(".")[:2] == module.__name__.split(".")[:2]


def _spec(schema: Mapping[str, Any]) -> Iterator[str]:
    """Tables of the spec format, one for each part."""
    yield from ("## The file", "", str(schema.get("description", "")), "")
    yield from _fields(schema)
    for name, part in sorted(schema["$defs"].items()):
        yield from (f"## {name}", "", str(part.get("description", "")), "")
        if "properties" in part:
            yield from _fields(part)
        else:
            kinds = [_kind(option) for option in part.get("oneOf", part.get("anyOf", ()))]
            yield from (f"One of {', '.join(kinds)}." if kinds else _kind(part), "")


def _fields(part: Mapping[str, Any]) -> Iterator[str]:
    needed = set(part.get("required", ()))
    rows = []
    for key, field in part["properties"].items():
        default = "**needed**" if key in needed else _default(field)
        rows.append((f"`{key}`", _kind(field), default, field.get("description", "")))
    yield from _table(("key", "value", "default", "meaning"), rows)


def _default(field: Mapping[str, Any]) -> str:
    value = field.get("default")
    return f"`{value}`" if value not in (None, "", [], {}) else ""


def _kind(field: Mapping[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "x-quantity" in field:
        return f"{field['x-quantity']}"
    if "const" in field:
        return f"`{field['const']}`"
    if field.get("enum") == [0, "0"]:
        return ""
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    for key in ("oneOf", "anyOf"):
        if key in field:
            kinds = dict.fromkeys(k for option in field[key] if (k := _kind(option)))
            return " or ".join(k for k in kinds if k != "null")
    if field.get("type") == "array":
        items = field.get("prefixItems") or [field.get("items", {})]
        inner = list(dict.fromkeys(_kind(item) for item in items))
        return f"list of {' and '.join(inner)}" if inner != [""] else "list"
    if field.get("type") == "object":
        values = field.get("additionalProperties") or next(iter(field.get("patternProperties", {}).values()), {})
        held = _kind(values) if isinstance(values, Mapping) else ""
        return f"map of name to {held}" if held else "map"
    return str(field.get("type", ""))


def _materials() -> Iterator[str]:
    """All materials by category with the values that packages ask for most."""
    shown = {"density": "density", "modulus": "modulus", "expansion": "CTE", "conductivity": "conductivity",
             "solidus": "solidus"}  # fmt: skip
    by_category: dict[str, list[Any]] = {}
    for material in Library.builtin():
        by_category.setdefault(material.category, []).append(material)
    for category, materials in by_category.items():
        yield from (f"## {CATEGORIES.get(category, category.capitalize())}", "")
        rows = [(f"`{m.name}`", m.title, *(_value(m, key) for key in shown), len(m.properties)) for m in materials]
        yield from _table(("name", "title", *shown.values(), "values"), rows)


def _value(material: Any, key: str) -> str:
    if not material.has(key):
        return ""
    held = material.get(key)
    number = getattr(held.law, "value", None)
    if number is None:
        return "law"
    scale, unit, shift = {"density": (1, "kg/m³", 0), "modulus": (1e-9, "GPa", 0), "expansion": (1e6, "ppm/K", 0),
                          "conductivity": (1, "W/(m K)", 0), "solidus": (1, "°C", -273.15)}[key]  # fmt: skip
    return f"{number * scale + shift:.4g} {unit} ({held.verification})"


def _kinds() -> Iterator[str]:
    """The properties that a material may have."""
    yield from _table(
        ("property", "meaning", "SI unit"), ((f"`{k}`", kind.title, kind.unit) for k, kind in KINDS.items())
    )
    yield from _table(("letter", "verification"), ((f"`{k}`", text) for k, text in VERIFICATION.items()))


def _limits() -> Iterator[str]:
    """Limits of the claims."""
    rows = [(f"`{x.name}`", f"{x.value:g}", x.dimension, x.what, f"{x.source.kind}: {x.source.text}") for x in LIMITS]
    yield from _table(("name", "SI value", "dimension", "meaning", "source"), rows)


def _steps() -> Iterator[str]:
    """Steps of the line."""
    rows = []
    for name, step in STEPS.items():
        offered = ", ".join(f"`{word}`" for word in step.provides)
        rows.append((f"`{name}`", _first_line(inspect.getmodule(step)), offered))
    yield from _table(("step", "what it does", "roles and facts that it can make"), rows)
