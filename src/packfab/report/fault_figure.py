# SPDX-License-Identifier: Apache-2.0
"""Where in the package is something wrong? Faults of the nets, and places where a design rule is not met, in plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from packfab.checks import RuleResult
from packfab.geometry import Build
from packfab.report.marked_plan import Mark, marked_plan
from packfab.report.pieces import length_text
from packfab.report.sheet import Sheet
from packfab.study import Nets

OPEN, SHORT, LOOSE, BROKEN, WARNED, WAIVED = "#C4161C", "#6741D9", "#0B7285", "#C4161C", "#B35C00", "#6B7680"
"""Colours of marks: an open, a short, metal that hangs loose; a rule that is broken, one that warns, a waived place."""

_MOST_OF_ONE = 6
"""Marks of one rule; of more, the worst are drawn."""


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


def rule_marks(results: Iterable[RuleResult]) -> tuple[Mark, ...]:
    """The worst places of every rule that is not met, waived ones last and in grey."""
    found = []
    for result in results:
        rule = result.rule
        for marker in result.markers[:_MOST_OF_ONE]:
            waived = marker.waiver is not None
            fill = WAIVED if waived else BROKEN if rule.severity == "error" else WARNED
            text = f"{marker.what}: {rule.shown(marker.amount)}, {rule.bound}" + (", waived" if waived else "")
            to = (marker.to[0], marker.to[1]) if marker.to is not None else None
            found.append((waived, Mark((marker.at[0], marker.at[1]), rule.id, text, to=to, colour=fill)))
    return tuple(mark for _, mark in sorted(found, key=lambda item: item[0]))


def _nm(point: Sequence[float]) -> tuple[float, float]:
    return (point[0] * 1000, point[1] * 1000)
