# SPDX-License-Identifier: Apache-2.0
"""Which materials cannot do what they are there for: wiring that insulates, coats that conduct?

What the built-in library does not know is taken as it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packfab.errors import Fault
from packfab.materials import CONDUCTORS, Library

#: What a part is, in words, its place in the design, and its material.
Made = tuple[str, str, str]


def category_of(library: Library, name: str) -> str:
    """The category of a material; empty for one that the library does not know."""
    return library.get(name).category if name in library else ""


def conduction_faults(library: Library, *, conducting: Iterable[Made], insulating: Iterable[Made]) -> Iterator[Fault]:
    """Faults of parts that carry current but do not conduct, and of parts that keep nets apart but do."""
    for what, path, name in conducting:
        found = category_of(library, name)
        if found and found not in CONDUCTORS:
            yield Fault(f"{what} of '{name}' would not conduct", path, measured=found,
                        allowed=", ".join(sorted(CONDUCTORS)), fix="take a metal or a solder")  # fmt: skip
    for what, path, name in insulating:
        found = category_of(library, name)
        if found in CONDUCTORS:
            yield Fault(f"{what} of '{name}' would conduct: it shorts what lies on it", path, measured=found,
                        allowed="a material that insulates", fix="take a polymer, an oxide or a nitride")  # fmt: skip
