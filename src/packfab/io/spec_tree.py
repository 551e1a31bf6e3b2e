# SPDX-License-Identifier: Apache-2.0
"""Which keys and texts does a design become in a spec file, quantities with their units and defaults left out?

The types of the design say which quantity a field holds. Each number is written with the fewest digits that read back
as exactly the same number.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema

from packfab.design import PROFILES, SIZE_CODES, LoopProfile, PadMap, Passive
from packfab.units import UnitError, parse_quantity, units_of

#: A leaf as it stands in the file, keys with what is below them, or a list.
Node = str | dict[str, "Node"] | list["Node"]
Place = tuple[str | int, ...]
#: Writes a part of the design in another way; None where it does not.
Other = Callable[[Any, Place], "Node | None"]
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.+/-]*")
#: Keys that are always written: what makes a file a design, and which of several kinds a part is.
_ALWAYS = {"packfab", "system"}
_TAGS = {"kind", "attach"}
_RESERVED = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def spec_tree(model: BaseModel, *, keep: Collection[Place] = (), other: Other = lambda value, place: None) -> Node:
    """A part of a design as a spec file holds it.

    keep: places that are written though they hold the default; other: what to write instead of some values.
    """
    return _Writer(frozenset(keep), other).model(model, ())


def length_text(length: int) -> str:
    """A length in nm as text in nm, um or mm, exact."""
    unit, per = next((u for u in (("mm", 6), ("um", 3)) if abs(length) >= 10 ** u[1]), ("nm", 0))
    return f"{_decimal(length, per)} {unit}" if length else "0 um"


def micron_text(length: int) -> str:
    """A length in nm as a bare number of um, exact."""
    return _decimal(length, 3)


@lru_cache(maxsize=4096)
def quantity_text(value: float, dimension: str) -> str:
    """An SI value as the shortest text with a unit that reads back as exactly this value."""
    found = [text for unit in units_of(dimension) if (text := _in_unit(value, unit, dimension))]
    return min(found, key=len) if found else repr(value)


def quoted(text: str) -> str:
    """A text as a YAML scalar: plain where that is sure to be read as this text, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    marks = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(marks.get(c, c if c.isprintable() else f"\\U{ord(c):08X}") for c in text) + '"'


def _decimal(length: int, per: int) -> str:
    text = f"{Decimal(length).scaleb(-per):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_unit(value: float, unit: str, dimension: str) -> str | None:
    """The value in a unit with as few digits as it takes; None where no digits give it exactly."""
    one = parse_quantity(f"1 {unit}", dimension)
    zero = parse_quantity(f"0 {unit}", dimension) if dimension == "temperature" else 0.0
    shown = (value - zero) / (one - zero)
    for digits in range(1, 18):
        number = f"{shown:.{digits}g}"
        number = f"{Decimal(number):f}" if 1e-6 < abs(shown) < 1e9 else number
        try:
            if parse_quantity(f"{number} {unit}", dimension) == value:
                return f"{number} {unit}"
        except UnitError:
            continue
    return None


class _Writer:
    """Walks through a design; knows what is written in another way."""

    def __init__(self, keep: frozenset[Place], other: Other) -> None:
        self.keep = keep
        self.other = other

    def model(self, value: BaseModel, place: Place) -> Node:
        result: dict[str, Node] = {}
        for name, field in type(value).model_fields.items():
            held = getattr(value, name)
            here = (*place, name)
            told = field.is_required() or here in self.keep or (not place and name in _ALWAYS) or name in _TAGS
            if not told and held == field.get_default(call_default_factory=True):
                continue
            result[name] = self.node(held, field.annotation, tuple(field.metadata), here)
        return result

    def node(self, value: Any, kind: Any, marks: tuple[Any, ...], place: Place) -> Node:
        """A value of a declared type, of which `marks` are the annotations."""
        kind, marks = _bare(kind, marks)
        replaced = self.other(value, place)
        if replaced is not None:
            return replaced
        if value is None:
            return "null"
        if isinstance(value, PadMap):
            return listed_pads(value)
        if isinstance(value, LoopProfile) and value in PROFILES.values():
            return next(name for name, profile in PROFILES.items() if profile == value)
        if isinstance(value, BaseModel):
            written = self.model(value, place)
            if isinstance(value, Passive) and value.size in SIZE_CODES.values() and isinstance(written, dict):
                written["size"] = quoted(next(code for code, size in SIZE_CODES.items() if size == value.size))
            return written
        if isinstance(value, Mapping):
            inner = (get_args(kind) or (None, None))[1]
            return {str(key): self.node(held, inner, (), (*place, str(key))) for key, held in value.items()}
        if isinstance(value, tuple):
            return self._items(value, kind, place)
        return _leaf(value, marks)

    def _items(self, value: tuple[Any, ...], kind: Any, place: Place) -> Node:
        inner = get_args(kind)
        same = len(inner) == 2 and inner[1] is Ellipsis
        kinds = [inner[0] if same else inner[i] if i < len(inner) else None for i in range(len(value))]
        return [self.node(held, own, (), (*place, i)) for i, (held, own) in enumerate(zip(value, kinds, strict=True))]


def listed_pads(pads: PadMap) -> Node:
    """A pad map written out, pad by pad."""
    written: list[Node] = []
    for pad in pads.pads:
        one: dict[str, Node] = {"name": quoted(pad.name), "x": length_text(pad.x), "y": length_text(pad.y)}
        if pad.net:
            one["net"] = quoted(pad.net)
        if pad.diameter is not None:
            one["diameter"] = length_text(pad.diameter)
        if pad.size is not None:
            one["size"] = [length_text(side) for side in pad.size]
        written.append(one)
    return {"list": written}


def _leaf(value: Any, marks: tuple[Any, ...]) -> str:
    dimension = _dimension(marks)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if dimension == "length":
        return length_text(int(value))
    return quantity_text(float(value), dimension) if dimension else repr(value)


def _dimension(marks: tuple[Any, ...]) -> str:
    """The quantity that annotations tell, such as `length`; nothing for a plain number."""
    for mark in marks:
        if isinstance(mark, WithJsonSchema) and mark.json_schema is not None:
            schema = mark.json_schema
            found = schema.get("x-quantity") or next((s.get("x-quantity") for s in schema.get("anyOf", ())), None)
            if found:
                return str(found)
    return ""


def _bare(kind: Any, marks: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """A type without its annotations and without `None`, and the annotations."""
    while True:
        if get_origin(kind) is Annotated:
            kind, *more = get_args(kind)
            marks = (*marks, *more)
        elif get_origin(kind) in (Union, types.UnionType):
            held = [arg for arg in get_args(kind) if arg is not type(None)]
            if len(held) != 1:
                return kind, marks
            kind = held[0]
        else:
            return kind, marks
