# SPDX-License-Identifier: Apache-2.0
"""How is the text of a STEP file finished? The same bytes in every run, names of bodies, and their colours.

OpenCASCADE writes colours in the order of addresses, so they are added here: one style for each colour, one styled
item for each solid. Bodies go through OpenCASCADE under a mark, by which their solids are found again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

MARK = "packfab body "

_CLOCK = re.compile(rb"FILE_NAME\(\s*'[^']*'\s*,\s*'[^']*'")
_ENTITY = re.compile(
    rb"#(\d+) = (PRODUCT|PRODUCT_DEFINITION_FORMATION|PRODUCT_DEFINITION|PRODUCT_DEFINITION_SHAPE"
    rb"|SHAPE_DEFINITION_REPRESENTATION|ADVANCED_BREP_SHAPE_REPRESENTATION|SHAPE_REPRESENTATION)\(([^;]*)\);"
)
_NUMBER = re.compile(rb"#(\d+)")
_SOLID = re.compile(rb"(#(\d+) = MANIFOLD_SOLID_BREP\()'[^']*'")
_MARKED = re.compile(MARK.encode() + rb"(\d+)")
_USED = re.compile(rb"(NEXT_ASSEMBLY_USAGE_OCCURRENCE\()'\d+'")
_END = b"ENDSEC;\nEND-ISO-10303-21;"


@dataclass(frozen=True, slots=True)
class Painted:
    """Name and colour (`#rrggbb`) of a body."""

    name: str
    colour: str


def step_string(text: str) -> str:
    """Text as it stands between the quotes of a STEP string (ISO 10303-21, 6.3.3)."""
    plain = text.replace("\\", "\\\\").replace("'", "''")
    return "".join(c if " " <= c <= "~" else f"\\X4\\{ord(c):08X}\\X0\\" for c in plain)


def finished(text: bytes, *, name: str, bodies: Mapping[int, Painted]) -> bytes:
    """The file with a still clock, names instead of marks, and colours."""
    head = b"FILE_NAME('" + step_string(name).encode() + b"','1970-01-01T00:00:00'"
    text = _CLOCK.sub(lambda _: head, text, count=1)
    solids = _solids_of(text)
    named = {solid: body for body, (found, _) in solids.items() for solid in found}

    def called(match: re.Match[bytes]) -> bytes:
        body = named.get(int(match[2]))
        word = step_string(bodies[body].name) if body is not None else ""
        return match[1] + b"'" + word.encode() + b"'"

    text = _SOLID.sub(called, text)
    text = _MARKED.sub(lambda match: step_string(bodies[int(match[1])].name).encode(), text)
    paint = _paint(text, solids, bodies)
    # OpenCASCADE goes on counting from the file before
    number = itertools.count(1)
    text = _USED.sub(lambda match: match[1] + b"'%d'" % next(number), text)
    cut = text.rindex(_END)
    return text[:cut] + paint + text[cut:]


def _solids_of(text: bytes) -> dict[int, tuple[list[int], int]]:
    """The solids of each body, and the context of their numbers: by the chain from the product to its shape."""
    body_of: dict[bytes, int] = {}
    shape_of: dict[bytes, bytes] = {}
    brep: dict[bytes, list[bytes]] = {}
    chain: list[tuple[bytes, bytes, list[bytes]]] = []
    for match in _ENTITY.finditer(text):
        number, kind, rest = match[1], match[2], match[3]
        numbers = _NUMBER.findall(rest)
        if kind == b"PRODUCT":
            marked = _MARKED.search(rest)
            if marked:
                body_of[number] = int(marked[1])
        elif kind.endswith(b"SHAPE_REPRESENTATION"):
            brep[number] = numbers
        else:
            chain.append((number, kind, numbers))
    parents = {number: numbers[0] for number, kind, numbers in chain if kind != b"SHAPE_DEFINITION_REPRESENTATION"}
    for _, kind, numbers in chain:
        if kind == b"SHAPE_DEFINITION_REPRESENTATION":
            shape_of[numbers[1]] = numbers[0]
    breps = {match[2] for match in _SOLID.finditer(text)}
    found: dict[int, tuple[list[int], int]] = {}
    for number, numbers in brep.items():
        owner = shape_of.get(number)
        while owner in parents:
            owner = parents[owner]
        if owner in body_of:
            found[body_of[owner]] = ([int(n) for n in numbers[:-1] if n in breps], int(numbers[-1]))
    return found


def _paint(text: bytes, solids: Mapping[int, tuple[list[int], int]], bodies: Mapping[int, Painted]) -> bytes:
    """The styles, and what each solid is styled with."""
    last = max(int(n) for n in re.findall(rb"^#(\d+) =", text, flags=re.MULTILINE))
    lines: list[str] = []
    styles: dict[str, int] = {}
    for body, (found, context) in sorted(solids.items()):
        colour = bodies[body].colour
        if colour not in styles:
            channels = ",".join(f"{int(colour[i : i + 2], 16) / 255:.6f}" for i in (1, 3, 5))
            chain = (
                f"COLOUR_RGB('',{channels})",
                "FILL_AREA_STYLE_COLOUR('',#{})",
                "FILL_AREA_STYLE('',(#{}))",
                "SURFACE_STYLE_FILL_AREA(#{})",
                "SURFACE_SIDE_STYLE('',(#{}))",
                "SURFACE_STYLE_USAGE(.BOTH.,#{})",
                "PRESENTATION_STYLE_ASSIGNMENT((#{}))",
            )
            for entity in chain:
                lines.append(f"#{last + 1} = {entity.format(last)};")
                last += 1
            styles[colour] = last
        items = []
        for solid in found:
            last += 1
            items.append(last)
            lines.append(f"#{last} = STYLED_ITEM('color',(#{styles[colour]}),#{solid});")
        last += 1
        listed = ",".join(f"#{item}" for item in items)
        lines.append(f"#{last} = MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION('',({listed}),#{context});")
    return ("\n".join(lines) + "\n").encode() if lines else b""
