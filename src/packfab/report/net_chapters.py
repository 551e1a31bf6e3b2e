# SPDX-License-Identifier: Apache-2.0
"""What do the chapters on bonding, connectivity and design rules say of an evaluated package?"""

from __future__ import annotations

from packfab.report.bonding_figure import bonding_svg
from packfab.report.bonding_title import wire_table
from packfab.report.net_content import Connectivity
from packfab.report.net_data import net_data, net_rows
from packfab.report.page_content import Headline, PageFinding, PageTable, PlanView
from packfab.study import Evaluation, Nets, bonding_diagram, net_findings

_CAPTION = "Numbers and labels run counter-clockwise from the upper left corner; the dark corner of a die is the upper \
left one of its own drawing, seen on its active face."


def bonding_chapter(evaluation: Evaluation) -> tuple[PlanView, PageTable] | None:
    """The bonding diagram with the table of its wires; None without wires."""
    diagram = bonding_diagram(evaluation.build, evaluation.package)
    if diagram is None:
        return None
    svg = bonding_svg(diagram, note=evaluation.hash[:12], prefix="bonding-")
    return PlanView("Bonding diagram", svg, _CAPTION), wire_table(diagram)


def connectivity_chapter(evaluation: Evaluation) -> Connectivity | None:
    """All nets as built, with what is wrong; None where no metal has a net."""
    known = evaluation.nets
    if not known.nets:
        return None
    rows = net_rows(known)
    faults = tuple(PageFinding(f.severity, f.what, f.where, f.measured, f.allowed, f.fix) for f in net_findings(known))
    return Connectivity(_figures(known, sum(r.state == "whole" for r in rows)), faults, rows, None,
                        net_data(known, rows))  # fmt: skip


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
