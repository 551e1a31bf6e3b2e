# SPDX-License-Identifier: Apache-2.0
"""What do the chapters on bonding, connectivity and design rules say of an evaluated package?"""

from __future__ import annotations

from collections.abc import Sequence

from packfab.checks import RuleResult
from packfab.report.bonding_details import corner_sheets
from packfab.report.bonding_figure import bonding_svg
from packfab.report.bonding_title import wire_table
from packfab.report.fault_figure import fault_sheet, net_marks, rule_marks
from packfab.report.net_content import Connectivity, RuleChart, RuleRow
from packfab.report.net_data import net_data, net_rows
from packfab.report.page_content import Headline, PageFinding, PageTable, PlanView
from packfab.study import Evaluation, Nets, bonding_diagram, net_findings

_CAPTION = "Numbers and labels run counter-clockwise from the upper left corner; the dark corner of a die is the upper \
left one of its own drawing, seen on its active face."


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
    """All nets as built, with what is wrong; None where no metal has a net."""
    known = evaluation.nets
    if not known.nets:
        return None
    rows = net_rows(known)
    faults = tuple(PageFinding(f.severity, f.what, f.where, f.measured, f.allowed, f.fix) for f in net_findings(known))
    marks = net_marks(known)
    drawing = None
    if marks:
        svg = fault_sheet(known.build, marks, title="Where nets are open or short").svg("faults-")
        drawing = PlanView("Faults of the nets", svg, "from above, on all metal")
    return Connectivity(_figures(known, sum(r.state == "whole" for r in rows)), faults, rows, drawing,
                        net_data(known, rows))  # fmt: skip


def rules_chapter(evaluation: Evaluation) -> RuleChart | None:
    """All design rules with their answers; None where the deck has none."""
    results = evaluation.rules
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


def _figures(known: Nets, whole: int) -> tuple[Headline, ...]:
    network = known.network
    count = len(known.nets)
    named = {int(network.label[i]) for i, part in enumerate(known.parts) if part.net}
    loose = len({int(label) for label in network.label} - named)
    return (
        Headline("nets whole", f"{whole} of {count}", status="met" if whole == count else "not met"),
        Headline("opens", str(len(known.opens)), status="" if not known.opens else "error"),
        Headline("shorts", str(len(known.shorts)), status="" if not known.shorts else "error"),
        Headline("bodies of metal", str(len(network.bodies))),
        Headline("contacts between them", str(len(network.links))),
        Headline("metal without a net", f"{loose}", "pieces"),
    )
