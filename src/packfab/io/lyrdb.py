# SPDX-License-Identifier: Apache-2.0
"""How are markers of rules written as a report database of KLayout (.lyrdb)?

XML with a category a rule and an item a place: a distance is an edge pair of two points, a place by itself a small
cross of two edges. Coordinates are um in plan, with six digits so that whole nm survive; heights stand in the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

CROSS = 5_000.0
"""nm, half the length of the arms of a cross."""


@dataclass(frozen=True, slots=True)
class PlacedMarker:
    """One place: where (x, y, z nm), for a distance the other end, its text, and whether it is waived."""

    at: tuple[float, float, float]
    to: tuple[float, float, float] | None
    text: str
    waived: bool = False


@dataclass(frozen=True, slots=True)
class MarkerGroup:
    """All places at which one rule is broken."""

    name: str
    text: str
    markers: tuple[PlacedMarker, ...]


def write_lyrdb(groups: Iterable[MarkerGroup], *, cell: str, title: str = "design rules") -> str:
    """The report database of markers in the cell of that name."""
    known = tuple(groups)
    head = ['<?xml version="1.0" encoding="utf-8"?>', "<report-database>",
            f" <description>{_text(title)}</description>", " <original-file/>", " <generator>packfab</generator>",
            f" <top-cell>{_text(cell)}</top-cell>"]  # fmt: skip
    tags = [" <tags>", "  <tag>", "   <name>waived</name>", "   <description/>", "  </tag>", " </tags>"]
    lines = [*head, *tags, " <categories>"]
    for group in known:
        described = f"   <description>{_text(group.text)}</description>"
        lines += ["  <category>", f"   <name>{_text(group.name)}</name>", described, "   <categories/>",
                  "  </category>"]  # fmt: skip
    lines += [" </categories>", " <cells>", "  <cell>", f"   <name>{_text(cell)}</name>", "   <variant/>",
              "   <references/>", "  </cell>", " </cells>", " <items>"]  # fmt: skip
    for group in known:
        for marker in group.markers:
            lines += _item(group, marker, cell)
    return "\n".join([*lines, " </items>", "</report-database>", ""])


def _item(group: MarkerGroup, marker: PlacedMarker, cell: str) -> list[str]:
    # a name that holds a dot or other marks is quoted in the path of a category
    path = _text(f"'{group.name}'")
    values = [*_shapes(marker), f"text: '{_quoted(marker.text)}'", f"float: {_number(marker.at[2])}"]
    return ["  <item>", "   <tags>waived</tags>" if marker.waived else "   <tags/>", f"   <category>{path}</category>",
            f"   <cell>{_text(cell)}</cell>", "   <visited>false</visited>", "   <multiplicity>1</multiplicity>",
            "   <comment/>", "   <image/>", "   <values>", *(f"    <value>{_text(value)}</value>" for value in values),
            "   </values>", "  </item>"]  # fmt: skip


def _shapes(marker: PlacedMarker) -> list[str]:
    x, y, _ = marker.at
    if marker.to is not None and (x, y) != marker.to[:2]:
        near, far = _point(x, y), _point(marker.to[0], marker.to[1])
        return [f"edge-pair: ({near};{near})/({far};{far})", f"edge: ({near};{far})"]
    return [f"edge: ({_point(x - CROSS, y)};{_point(x + CROSS, y)})",
            f"edge: ({_point(x, y - CROSS)};{_point(x, y + CROSS)})"]  # fmt: skip


def _point(x: float, y: float) -> str:
    return f"{_number(x)},{_number(y)}"


def _number(value: float) -> str:
    return f"{value / 1000 + 0.0:z.6f}".rstrip("0").rstrip(".")


def _text(value: str) -> str:
    plain = "".join(c for c in value if c.isprintable())
    return escape(plain)


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
