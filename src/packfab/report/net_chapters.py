# SPDX-License-Identifier: Apache-2.0
"""What do the chapters on bonding, connectivity and design rules say of an evaluated package?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from packfab.checks import Lvs, RuleResult
from packfab.report.bonding_details import corner_sheets
from packfab.report.bonding_figure import bonding_svg
from packfab.report.bonding_title import wire_table
from packfab.report.fault_figure import fault_sheet, lvs_sheet, rule_marks
from packfab.report.net_content import Connectivity, NetRow, RuleChart, RuleRow
from packfab.report.net_data import net_data, net_rows
from packfab.report.page_content import Headline, PageFinding, PageTable, PlanView
from packfab.study import Evaluation, Nets, bonding_diagram, lvs_findings

_CAPTION = "Numbers and labels run counter-clockwise from the upper left corner; the dark corner of a die is the upper \
left one of its own drawing, seen on its active face."


_LESSER = ("floating", "near miss")


def bonding_chapter(evaluation: Evaluation) -> tuple[tuple[PlanView, ...], PageTable | None]:
    """The bonding diagram, corners where pads are close, and the table of its wires; nothing without wires."""
    diagram = bonding_diagram(evaluation.build, evaluation.package)
    if diagram is None:
        return (), None
    svg = bonding_svg(diagram, note=evaluation.hash[:12], prefix="bonding-")
    corners = [PlanView("Bonding diagram, enlarged", sheet.svg(f"corners-{i}-"), "the quarters of the die from above")
               for i, sheet in enumerate(corner_sheets(diagram))]  # fmt: skip
    return (PlanView("Bonding diagram", svg, _CAPTION), *corners), wire_table(diagram)


def connectivity_chapter(evaluation: Evaluation) -> Connectivity | None:
    """All nets as built beside those of the design, with what is wrong; None where no metal has a net."""
    known, judged = evaluation.nets, evaluation.lvs
    if not known.nets:
        return None
    rows = net_rows(known, judged)
    faults = tuple(PageFinding(f.severity, f.what, _micro(f.where), _micro(f.measured), _micro(f.allowed),
                               f.fix) for f in lvs_findings(judged))  # fmt: skip
    drawing = None
    if judged.mismatches:
        svg = lvs_sheet(judged).svg("faults-")
        drawing = PlanView("Faults of the nets", svg, "from above, on all metal; what shows a fault is coloured")
    return Connectivity(_figures(known, judged, rows), faults, rows, drawing, net_data(known, rows), _judged(judged))


def rules_chapter(evaluation: Evaluation) -> RuleChart | None:
    """The design rules of the system of the package with their answers; None where the deck has none."""
    system = evaluation.package.system
    results = [r for r in evaluation.rules if not r.rule.systems or system in r.rule.systems]
    if not results:
        return None
    marks = rule_marks(results, evaluation.build)
    drawing = None
    if marks:
        svg = fault_sheet(evaluation.build, marks, title="Where design rules are not met").svg("broken-")
        words = "from above, on all metal; numbered: the worst place of each rule, and others well away from it"
        drawing = PlanView("Places of broken rules", svg, words)
    return RuleChart(_rule_figures(results), tuple(_rule(r) for r in results), drawing)


def _rule_figures(results: Sequence[RuleResult]) -> tuple[Headline, ...]:
    count = {s: sum(r.status == s for r in results) for s in ("met", "not met", "waived", "not applicable")}
    errors = sum(r.status == "not met" and r.rule.severity == "error" for r in results)
    asked = len(results) - count["not applicable"]
    tight = min((r for r in results if r.status == "met" and _share(r) is not None), key=lambda r: _share(r) or 0.0,
                default=None)  # fmt: skip
    figures = [
        Headline("rules met", f"{count['met']} of {asked}", limit=f"{count['not applicable']} not applicable",
                 status="met" if count["met"] == asked else "not met"),
        Headline("errors", str(errors), status="error" if errors else ""),
        Headline("warnings and notes", str(count["not met"] - errors), status="warning" if count["not met"] > errors
                 else ""),
        Headline("waived", str(count["waived"])),
    ]  # fmt: skip
    if tight is not None:
        figures.append(Headline("closest to its limit", _micro(tight.rule.shown(tight.measured or 0.0)),
                                limit=_micro(f"{tight.rule.id}, {tight.rule.bound}")))  # fmt: skip
    return tuple(figures)


def _rule(result: RuleResult) -> RuleRow:
    rule = result.rule
    measured = "" if result.measured is None else rule.shown(result.measured)
    source = f"guess: {rule.source.text}" if rule.source.is_guess else rule.source.key
    return RuleRow(rule.id, rule.text, result.status, rule.severity, _micro(rule.bound), _micro(measured),
                   _share(result), _micro(result.where or result.why), source, len(result.markers))  # fmt: skip


def _micro(text: str) -> str:
    return text.replace(" um", " µm")


def _share(result: RuleResult) -> float | None:
    """1 where a limit is just met, more where there is room left."""
    limit = abs(result.rule.limit)
    return None if result.margin is None or not limit else 1.0 + result.margin / limit


def _figures(known: Nets, judged: Lvs, rows: Sequence[NetRow]) -> tuple[Headline, ...]:
    count, whole = len(rows), sum(r.state == "whole" for r in rows)
    kinds = Counter(m.kind for m in judged.mismatches)
    graver = [kind for kind in kinds if kind not in _LESSER]
    told = ", ".join(f"{kinds[kind]} {kind}" for kind in graver)
    lesser = ", ".join(f"{kinds[kind]} {kind}" for kind in _LESSER if kinds[kind])
    errors = sum(kinds[kind] for kind in graver)
    return (
        Headline("nets as designed", f"{whole} of {count}", status="met" if whole == count else "not met"),
        Headline("faults", str(errors), limit=told, status="error" if errors else ""),
        Headline("floating, near misses", str(sum(kinds[kind] for kind in _LESSER)), limit=lesser,
                 status="warning" if lesser else ""),
        Headline("terminals asked", str(len(judged.terminals))),
        Headline("bodies of metal", str(len(known.network.bodies)), limit=f"in {judged.components} pieces"),
    )  # fmt: skip


def _judged(judged: Lvs) -> str:
    rests = sum(judged.undrawn.values())
    text = ("Metal is followed by its geometry alone and compared with the netlist of the design: pads of dies, balls, "
            "landings, leads and terminals of passives by their places.")  # fmt: skip
    if rests:
        text += (f" {rests} joints of {len(judged.undrawn)} nets rest on metal that is not drawn (a carrier without "
                 "traces, or wiring within a die) and are taken as whole.")  # fmt: skip
    return text
