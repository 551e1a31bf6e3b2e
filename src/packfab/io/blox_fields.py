# SPDX-License-Identifier: Apache-2.0
"""What does one mapping of a 3Dblox file hold under a key: a text, a length, a list, and where are its faults told?"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from packfab.errors import BadInput, Fault
from packfab.io.bmap import parse_um
from packfab.io.spec_yaml import Place

MAX_FAULTS = 50
MAX_NOTES = 200
_TRUE, _FALSE = ("true", "yes", "on", "y", "1"), ("false", "no", "off", "n", "0")


@dataclass(slots=True)
class Told:
    """Faults and notes that gather while files are read, and whether all lengths were whole nm."""

    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    exact: bool = True

    def fault(self, what: str, where: str, measured: str = "", allowed: str = "", fix: str = "") -> None:
        """Keep a fault; BadInput with all of them when there are too many to read."""
        self.faults.append(Fault(what, where, clipped(measured), allowed, fix))
        if len(self.faults) >= MAX_FAULTS:
            raise BadInput(self.faults)

    def note(self, text: str) -> None:
        """Keep a note once."""
        if text not in self.notes and len(self.notes) < MAX_NOTES:
            self.notes.append(text)


@dataclass(frozen=True, slots=True)
class Node:
    """A mapping of a file: what it holds, where it stands, and who is told."""

    data: Mapping[str, Any]
    file: str
    lines: Mapping[Place, int]
    told: Told
    place: Place = ()

    def where(self, *more: str | int) -> str:
        """File, line and path of a value."""
        place = (*self.place, *more)
        known = next((place[:n] for n in range(len(place), -1, -1) if place[:n] in self.lines), ())
        path = ".".join(clipped(str(part)) for part in place)
        return f"{self.file}:{self.lines.get(known, 1)} {path}".rstrip()

    def fault(self, what: str, *place: str | int, measured: str = "", allowed: str = "", fix: str = "") -> None:
        """Tell a fault at a value."""
        self.told.fault(what, self.where(*place), measured, allowed, fix)

    def node(self, key: str, *, required: bool = False) -> Node | None:
        """The mapping below a key."""
        value = self.data.get(key)
        if value is None:
            if required:
                self.fault(f"'{key}' is missing", fix=f"write '{key}:' with its keys below it")
            return None
        if not isinstance(value, dict):
            self.fault(f"'{key}' is no mapping", key, measured=_kind(value), allowed="keys with values")
            return None
        return Node(value, self.file, self.lines, self.told, (*self.place, key))

    def nodes(self, key: str) -> Iterator[tuple[str, Node]]:
        """Names and mappings below a key."""
        parent = self.node(key)
        for name in parent.data if parent is not None else ():
            if parent is not None and (found := parent.node(name, required=True)) is not None:
                yield name, found

    def text(self, key: str, *, required: bool = False) -> str:
        """One text, '' where there is none."""
        value = self.data.get(key)
        if value is None:
            if required:
                self.fault(f"'{key}' is missing", fix=f"write '{key}: ...'")
            return ""
        if not isinstance(value, str):
            self.fault(f"'{key}' is no text", key, measured=_kind(value), allowed="one text")
            return ""
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text counts as a list of one."""
        value = self.data.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(f"'{key}' is no list of texts", key, measured=_kind(value), allowed="[one, two]")
            return ()
        return tuple(value)

    def length(self, key: str, *, required: bool = False) -> int | None:
        """Micrometres as whole nm."""
        text = self.text(key, required=required)
        return self._um(text, key) if text else None

    def lengths(self, key: str, count: int, *, required: bool = False) -> tuple[int, ...] | None:
        """So many micrometres as whole nm."""
        value = self.data.get(key)
        if value is None:
            if required:
                self.fault(f"'{key}' is missing", fix=f"write '{key}:' with {count} numbers of micrometres")
            return None
        return self.um_list(value, count, key)

    def um_list(self, value: Any, count: int, *place: str | int) -> tuple[int, ...] | None:
        """A list of so many micrometres as whole nm."""
        if not isinstance(value, list) or len(value) != count:
            measured = f"{len(value)} values" if isinstance(value, list) else _kind(value)
            self.fault(f"'{place[-1]}' is a list of {count} numbers", *place, measured=measured,
                       allowed=f"exactly {count}, in um")  # fmt: skip
            return None
        found = [self._um(one, *place, i) for i, one in enumerate(value)]
        return tuple(one for one in found if one is not None) if None not in found else None

    def _um(self, value: Any, *place: str | int) -> int | None:
        parsed = parse_um(value) if isinstance(value, str) else None
        if parsed is None:
            self.fault("this is no length", *place, measured=str(value), allowed="a number of micrometres")
            return None
        length, whole = parsed
        if not whole:
            self.told.exact = False
            self.told.note(f"{self.where(*place)}: {clipped(value)} um is rounded to whole nm")
        return length

    def number(self, key: str) -> float | None:
        """A finite number above zero."""
        text = self.text(key)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value > 0):
            self.fault(f"'{key}' is a number above zero", key, measured=text)
            return None
        return value

    def flag(self, key: str) -> bool | None:
        """true or false."""
        text = self.text(key)
        if text and text.lower() not in (*_TRUE, *_FALSE):
            self.fault(f"'{key}' is true or false", key, measured=text)
        return text.lower() in _TRUE if text else None

    def rest(self, known: Collection[str]) -> dict[str, Any]:
        """What stands below keys that we do not know."""
        return {key: value for key, value in self.data.items() if key not in known}


def clipped(text: str) -> str:
    """A text of the user, short enough for a message."""
    shown = " ".join(text.split())
    return shown if len(shown) <= 60 else shown[:60] + "..."


def _kind(value: Any) -> str:
    kinds = ((dict, "keys"), (list, "a list"), (str, "a text"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "nothing")
