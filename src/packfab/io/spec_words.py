# SPDX-License-Identifier: Apache-2.0
"""How do we tell a person what the types of the design did not accept?

pydantic says where and why a value was refused; here that becomes a `Fault` in our words, with the line of the
file, the value found, what is allowed, and what to do.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from packfab.design import MOST_LENGTH, did_you_mean
from packfab.errors import Fault
from packfab.io.spec_yaml import Document, Place
from packfab.units import format_length, format_quantity

_NAME_RULE = "letters, digits and _ - . +, not beginning with a sign"
_BOUNDS = {
    "greater_than": ("too small", "above {gt}"),
    "greater_than_equal": ("too small", "at least {ge}"),
    "less_than": ("too large", "below {lt}"),
    "less_than_equal": ("too large", "at most {le}"),
}
_KINDS = {
    "string_type": ("a text", "write one name or text"),
    "model_type": ("keys with values", "write 'key: value' lines below it"),
    "model_attributes_type": ("keys with values", "write 'key: value' lines below it"),
    "dataclass_type": ("keys with values", "write 'key: value' lines below it"),
    "dict_type": ("keys with values", "write 'key: value' lines below it"),
    "mapping_type": ("keys with values", "write 'key: value' lines below it"),
    "tuple_type": ("a list", "write it like [a, b], or with '- ' lines"),
    "int_parsing": ("a whole number", "write it without unit and decimal point"),
    "int_type": ("a whole number", "write it without unit and decimal point"),
    "int_from_float": ("a whole number", "write it without decimal point"),
    "float_parsing": ("a number", "write it with a decimal point"),
    "float_type": ("a number", "write it with a decimal point"),
    "finite_number": ("a finite number", "write it with a decimal point"),
    "bool_parsing": ("yes or no", "write true or false"),
    "bool_type": ("yes or no", "write true or false"),
    "int_parsing_size": ("a whole number of usual size", "correct the value"),
}


@dataclass(frozen=True, slots=True)
class Locator:
    """Turns places of the document into the words of a fault: `caravel.yaml:12 dies.caravel.thickness`."""

    name: str
    document: Document

    def where(self, place: Place) -> str:
        """File, line and dotted path of a place."""
        return f"{self.name}:{self.line(place)} {dotted(place, self.document.data)}".rstrip()

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest one around it."""
        while place and place not in self.document.lines:
            place = place[:-1]
        return self.document.lines.get(place, 1)


def dotted(place: Place, data: Any) -> str:
    """A place as text: keys with dots between, list items by their name where they have one."""
    text = ""
    for part in place:
        data = _held(data, part)
        if isinstance(part, str):
            text += "" if part == "list" and isinstance(data, list) else f".{part}"
        elif isinstance(data, dict) and isinstance(data.get("name"), str):
            text += f".{data['name']}"
        else:
            text += f"[{part}]"
    return text.removeprefix(".")


def labels(document: Document) -> dict[str, int]:
    """The line of every dotted path of a document; of equal paths the last one counts."""
    return {dotted(place, document.data): line for place, line in document.lines.items()}


def told(error: ValidationError, root: Any, prefix: Place, locator: Locator) -> Iterator[Fault]:
    """The faults in an error of a value of type `root` that stands at `prefix`."""
    details = error.errors(include_url=False, include_input=False)
    for detail in details:
        loc = tuple(detail["loc"])
        place, key = _place(prefix, loc, locator.document.data, root)
        if detail["type"] == "union_tag_invalid":
            place = (*place, str(detail["ctx"]["discriminator"]).strip("'"))
        case = _Case(detail["type"], detail["msg"], detail.get("ctx", {}), root, loc, key)
        raw = _at(locator.document.data, place)
        if detail["type"] == "too_short" and any(d["loc"][: len(loc)] == loc != d["loc"] for d in details):
            continue  # pydantic counts only the sound items; the faulty ones are told by themselves
        yield _fault(case, _shown(raw), locator.where(place))


@dataclass(frozen=True, slots=True)
class _Case:
    kind: str
    message: str
    context: Mapping[str, Any]
    root: Any
    loc: tuple[int | str, ...]
    key: str


def _fault(case: _Case, raw: str, where: str) -> Fault:
    teller = _TELLERS.get(case.kind)
    if teller is not None:
        return teller(case, raw, where)
    if case.kind in _BOUNDS:
        what, allowed = _BOUNDS[case.kind]
        bounds = {name: _bound(bound, raw, _dimension(case)) for name, bound in case.context.items()}
        return Fault(f"the value is {what}", where, raw, allowed.format(**bounds), "correct the value")
    if case.kind in _KINDS:
        needed, fix = _KINDS[case.kind]
        found = "nothing" if raw == "" else raw
        return Fault(f"expected {needed}", where, found, fix=fix)
    return Fault(case.message, where, raw if case.kind not in _OWN else "")


def _bound(bound: Any, raw: str, dimension: str) -> str:
    """A bound in the way in which the value was written, or in a unit of its own; 0 needs none."""
    if raw.endswith("%") and isinstance(bound, int | float):
        return f"{100 * bound:.4g} %"
    if dimension not in ("", "length", "fraction") and isinstance(bound, int | float) and bound:
        return format_quantity(bound, dimension, unit="deg" if dimension == "angle" else "")
    return format_length(bound) if isinstance(bound, int) and bound >= MOST_LENGTH else str(bound)


def _dimension(case: _Case) -> str:
    """The dimension of the quantity that a field takes, nothing for what has none."""
    model = _type_at(case.root, case.loc[:-1])
    field = model.model_fields.get(str(case.loc[-1])) if case.loc and _is_model(model) else None
    for mark in field.metadata if field is not None else ():
        schema = getattr(mark, "json_schema", None) or {}
        found = [node["x-quantity"] for node in (schema, *schema.get("anyOf", ())) if "x-quantity" in node]
        if found:
            return str(found[0])
    return ""


#: Faults that our own types describe in full.
_OWN = {"unit", "size_code", "origin", "one_height"}


def _missing(case: _Case, raw: str, where: str) -> Fault:
    if not case.key:
        return Fault("a value is missing in the list", where, raw, fix="complete the list, like [3 mm, 4 mm]")
    model = _type_at(case.root, case.loc[:-1])
    field = model.model_fields.get(case.key) if _is_model(model) else None
    about = f" ({field.description})" if field is not None and field.description else ""
    return Fault(f"'{case.key}' is missing", where, fix=f"add '{case.key}: ...'{about}")


def _unknown(case: _Case, raw: str, where: str) -> Fault:
    key = str(case.loc[-1])
    model = _type_at(case.root, case.loc[:-1])
    known = [field.alias or name for name, field in model.model_fields.items()] if _is_model(model) else []
    return Fault(
        f"unknown key '{key[:60]}'",
        where,
        allowed=", ".join(known),
        fix=did_you_mean(key, known) or "take it away, or name one of the keys",
    )


def _literal(case: _Case, raw: str, where: str) -> Fault:
    expected = str(case.context.get("expected", "")).replace("'", "")
    known = expected.replace(" or ", ", ").split(", ")
    return Fault(
        f"'{raw}' is not one of the choices", where, allowed=expected, fix=did_you_mean(raw, known) or "use one of them"
    )


def _tag(case: _Case, raw: str, where: str) -> Fault:
    key = str(case.context.get("discriminator", "")).strip("'")
    known = [tag.strip("' ") for tag in str(case.context.get("expected_tags", "")).split(",")]
    given = str(case.context.get("tag", ""))[:60]
    return Fault(
        f"unknown {key} '{given}'", where, allowed=", ".join(known), fix=did_you_mean(given, known) or "use one of them"
    )


def _no_tag(case: _Case, raw: str, where: str) -> Fault:
    key = str(case.context.get("discriminator", "")).strip("'")
    known = ", ".join(_tags(_type_at(case.root, case.loc), key))
    return Fault(f"'{key}' is missing", where, allowed=known, fix=f"add '{key}: ...' with one of these")


def _pattern(case: _Case, raw: str, where: str) -> Fault:
    name = str(case.loc[-2]) if case.loc[-1:] == ("[key]",) else raw
    rule = _NAME_RULE if "A-Za-z" in str(case.context.get("pattern", "")) else "printable text, no blanks at its ends"
    return Fault(f"the name '{name[:60]}' has characters that names cannot have", where, allowed=rule, fix="rename it")


def _length(case: _Case, raw: str, where: str) -> Fault:
    low, high = case.context.get("min_length"), case.context.get("max_length")
    allowed = f"at least {low}" if low is not None else f"at most {high}"
    count = case.context.get("actual_length")
    return Fault(
        f"too {'few' if low is not None else 'many'} items or characters",
        where,
        measured=str(count) if count is not None else raw,
        allowed=allowed,
        fix="correct the value",
    )


_TELLERS: dict[str, Callable[[_Case, str, str], Fault]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "literal_error": _literal,
    "union_tag_invalid": _tag,
    "union_tag_not_found": _no_tag,
    "string_pattern_mismatch": _pattern,
    "string_too_long": _length,
    "string_too_short": _length,
    "too_long": _length,
    "too_short": _length,
}


def _place(prefix: Place, loc: tuple[int | str, ...], data: Any, root: Any) -> tuple[Place, str]:
    """The place in the document of a pydantic location, and the last key when the document lacks it.

    pydantic puts the tags of unions into its location; the document does not have them, but may have a key that reads
    the same (a carrier of `kind: panel` has the key `panel`).
    """
    place = prefix
    current = _at(data, prefix)
    kind = _bare(root)
    for part in loc:
        tag = get_origin(kind) in (Union, types.UnionType) and part in _tags(kind, None)
        kind = _bare(_step(kind, part))
        held = _NOTHING if tag else _held(current, part)
        if held is not _NOTHING:
            place, current = (*place, part), held
    last = loc[-1] if loc else ""
    return place, last if isinstance(last, str) and (not place or place[-1] != last) else ""


_NOTHING = object()


def _held(data: Any, part: int | str) -> Any:
    if isinstance(data, dict) and part in data:
        return data[part]
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return _NOTHING


def _at(data: Any, place: Place) -> Any:
    for part in place:
        data = _held(data, part)
    return data


def _shown(raw: Any) -> str:
    """A raw value as short text."""
    if raw is None or raw is _NOTHING:
        return ""
    if isinstance(raw, dict):
        return f"keys {', '.join(list(raw)[:6])}"[:80]
    if isinstance(raw, list):
        return f"a list of {len(raw)}"
    text = str(raw)
    return text if len(text) <= 60 else text[:60] + "..."


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _type_at(kind: Any, loc: tuple[int | str, ...]) -> Any:
    """The declared type at a pydantic location below a type; None where the trail is lost."""
    kind = _bare(kind)
    for part in loc:
        kind = _bare(_step(kind, part))
    return kind


def _bare(kind: Any) -> Any:
    """A type without its annotations and without `None`."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, types.UnionType):
        held = [arg for arg in get_args(kind) if arg is not type(None)]
        return _bare(held[0]) if len(held) == 1 else kind
    return kind


def _step(kind: Any, part: int | str) -> Any:
    if _is_model(kind):
        for name, field in kind.model_fields.items():
            if part in (name, field.alias):
                return field.annotation
        return None
    arguments = get_args(kind)
    if get_origin(kind) in (Union, types.UnionType):
        return next((member for member in arguments if part in _tags(member, None)), None)
    return arguments[-1] if get_origin(kind) is not tuple and arguments else (arguments or (None,))[0]


def _tags(kind: Any, key: str | None) -> list[str]:
    """The values of literal fields of a model, or of all members of a union; of one key, or of all keys."""
    if not _is_model(kind):
        return [tag for member in get_args(kind) for tag in _tags(member, key)]
    return [
        tag
        for name, field in kind.model_fields.items()
        if get_origin(field.annotation) is Literal and key in (None, name)
        for tag in get_args(field.annotation)
    ]
