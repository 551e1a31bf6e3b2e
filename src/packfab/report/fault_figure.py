# SPDX-License-Identifier: Apache-2.0
"""Where in the package is something wrong? Faults of the nets, and places where a design rule is not met, in plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from packfab.checks import Lvs, Marker, Rule, RuleResult
from packfab.geometry import Build
from packfab.report.marked_plan import Mark, marked_plan
from packfab.report.palette import lighter
from packfab.report.pieces import length_text
from packfab.report.sheet import Sheet
from packfab.study import Nets

OPEN, SHORT, LOOSE, BROKEN, WARNED, WAIVED = "#C4161C", "#6741D9", "#0B7285", "#C4161C", "#B35C00", "#6B7680"
"""Colours of marks: an open, a short, metal that hangs loose; a rule that is broken, one that warns, a waived place."""

_MOST_OF_ONE, _MOST_SHOWN = 4, 2_000
"""Places of one rule that are told, and that are shown."""
_KINDS = {"short": SHORT, "swapped": "#C2255C", "open": OPEN, "missing": "#A33B2B", "extra": "#D9480F",
          "floating": LOOSE, "near miss": WARNED}  # fmt: skip
_LONGEST, _MOST_BODIES = 84, 60
"""Letters of a text beside the plan, and bodies of one mismatch that are lit."""
_APART = 0.06
"""Of the longer side of the package, by which the places of one rule that are told lie apart."""


def fault_sheet(build: Build, marks: Sequence[Mark], *, title: str, note: str = "") -> Sheet:
    """All marks in plan with their list, as a sheet to be written as SVG or PNG."""
    return marked_plan(build, marks, title=title, note=note)[0]


def net_marks(known: Nets) -> tuple[Mark, ...]:
    """Opens from body to body, shorts where they leave the first net."""
    opens = [Mark(_nm(o.where), f"open: {o.net}",
                  f"{o.a.solid} {o.a.number} to {o.b.solid} {o.b.number}: {length_text(round(o.distance))} apart",
                  to=_nm((o.b.x, o.b.y)), colour=OPEN) for o in known.opens]  # fmt: skip
    shorts = [Mark(_nm(s.where), f"short: {', '.join(s.nets)}",
                   " - ".join(f"{p.solid} {p.number}" for p in s.chain[:4]) + (" - ..." if len(s.chain) > 4 else ""),
                   colour=SHORT) for s in known.shorts]  # fmt: skip
    return (*opens, *shorts)


def lvs_marks(known: Lvs) -> tuple[Mark, ...]:
    """Every mismatch at its place, the gravest first as they come."""
    found = []
    for m in known.mismatches:
        nets = f": {', '.join(m.nets[:4])}{', ...' if len(m.nets) > 4 else ''}" if m.nets else ""
        text = m.what + (f" ({m.measured}, {m.allowed} wanted)" if m.measured and m.allowed else "")
        found.append(Mark(_nm(m.where), m.kind + nets, _short(text), colour=_KINDS.get(m.kind, BROKEN)))
    return tuple(found)


def lvs_sheet(known: Lvs, *, title: str = "") -> Sheet:
    """The mismatches of a package in plan: the metal that shows each lit up, numbered, and listed beside."""
    count = len(known.mismatches)
    words = f"{count} mismatch{'es' if count != 1 else ''} of metal and netlist"
    lit = [(known.network.outline(body).rings, lighter(_KINDS.get(m.kind, BROKEN)))
           for m in known.mismatches[:_MOST_SHOWN] for body in m.bodies[:_MOST_BODIES]]  # fmt: skip
    whole = title or (words if count else "Metal joins what the design wants joined")
    return marked_plan(known.build, lvs_marks(known), title=whole, lit=lit)[0]


def rule_marks(results: Iterable[RuleResult], build: Build) -> tuple[Mark, ...]:
    """The places of every rule that is not met: the worst, and the next that are well apart from those, are told.

    Waived ones come last and in grey.
    """
    x0, y0, x1, y1 = build.box
    apart = _APART * max(x1 - x0, y1 - y0)
    found: list[tuple[bool, Mark]] = []
    for result in results:
        for waived in (False, True):
            markers = [m for m in result.markers if (m.waiver is not None) == waived]
            found += [(waived, mark) for mark in _of_rule(result.rule, markers, apart, waived=waived)]
    return tuple(mark for _, mark in sorted(found, key=lambda item: item[0]))


def _of_rule(rule: Rule, markers: Sequence[Marker], apart: float, *, waived: bool) -> Iterator[Mark]:
    fill = WAIVED if waived else BROKEN if rule.severity == "error" else WARNED
    told: list[Marker] = []
    for marker in markers[:_MOST_SHOWN]:
        far = all(max(abs(marker.at[0] - m.at[0]), abs(marker.at[1] - m.at[1])) > apart for m in told)
        head = text = ""
        if far and len(told) < _MOST_OF_ONE:
            told.append(marker)
            count = f", {len(markers)} places" if len(told) == 1 and len(markers) > 1 else ""
            head = f"{rule.id}{count}"
            text = f"{marker.what}: {rule.shown(marker.amount)}, {rule.bound}{', waived' if waived else ''}"
        to = (marker.to[0], marker.to[1]) if marker.to is not None else None
        yield Mark((marker.at[0], marker.at[1]), head, text.replace(" um", " µm"), to=to, colour=fill)


def _short(text: str) -> str:
    text = text.replace(" um", " µm")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3].rstrip()}..."


def _nm(point: Sequence[float]) -> tuple[float, float]:
    return (point[0] * 1000, point[1] * 1000)
