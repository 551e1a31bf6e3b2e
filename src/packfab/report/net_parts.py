# SPDX-License-Identifier: Apache-2.0
"""How do the chapters on bonding, nets and design rules read as HTML? All text is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from packfab.report.net_content import Connectivity, NetRow, RuleChart, RuleRow
from packfab.report.page_content import PageTable, PlanView
from packfab.report.page_parts import drawing, findings, headline, status_mark, table

_FIRST = 400
"""Rows of nets that stand in the page itself; the search finds the rest."""
_STATES = {"met": "met", "not met": "missed", "waived": "warned", "not applicable": "idle"}


def bonding(views: Sequence[PlanView], wires: PageTable | None) -> str:
    """The bonding diagram as wide as the page, enlarged corners, and the table of its wires."""
    figures = []
    for number, view in enumerate(views):
        note = f"<figcaption>{escape(view.caption)}</figcaption>" if view.caption else ""
        figures.append(f"<figure>{drawing(view.svg, f'bonding{number}', view.title, extra=' whole')}{note}</figure>")
    figure = "".join(figures)
    if wires is None:
        return figure
    rows = [[escape(cell) for cell in row] for row in wires.rows]
    made = table(wires.head, rows, right=(0, 5, 6, 7, 8, 9))
    caption = f'<p class="muted">{escape(wires.caption)}</p>' if wires.caption else ""
    return f'{figure}<h3>{escape(wires.title)}</h3><div class="sorted tall">{made}</div>{caption}'


def connectivity(chapter: Connectivity) -> str:
    """Figures, faults, and all nets with a search; scripts add the highlight."""
    parts = [f'<p class="muted">{escape(chapter.judged)}</p>' if chapter.judged else ""]
    parts.append(headline(chapter.figures))
    parts.append("<h3>Faults</h3>")
    parts.append(
        findings(chapter.faults) if chapter.faults else "<p>Everything that is to be joined is, and nothing else.</p>"
    )
    if chapter.drawing is not None:
        view = chapter.drawing
        caption = f"<figcaption>{escape(view.caption)}</figcaption>" if view.caption else ""
        parts.append(f"<figure>{drawing(view.svg, 'faults', view.title, extra=' whole')}{caption}</figure>")
    parts.append(f"<h3>Nets</h3>{_nets(chapter)}")
    return "".join(parts)


def _nets(chapter: Connectivity) -> str:
    """A list with search beside the place where the chosen net is drawn."""
    rows = chapter.nets
    left = len(rows) - _FIRST
    more = f'<p class="muted nets-more">and {left} more: search for them</p>' if left > 0 else ""
    whole = sum(row.state == "whole" for row in rows)
    states = {"whole": whole, "faulty": len(rows) - whole}
    buttons = "".join(
        f'<button type="button" data-nets="{name}" aria-pressed="false"{"" if n else " disabled"}>{name} {n}</button>'
        for name, n in states.items()
    )
    table_rows = "".join(_net_row(row) for row in rows[:_FIRST])
    return (
        '<div class="nets"><div class="nets-list">'
        '<div class="nets-find">'
        '<input type="search" placeholder="Find a net" aria-label="Find a net" spellcheck="false">'
        '<span class="segments" role="group" aria-label="Nets shown">'
        f'<button type="button" data-nets="" aria-pressed="true">All {len(rows)}</button>{buttons}</span></div>'
        '<div class="nets-rows" tabindex="0" role="group" aria-label="All nets"><table><thead><tr>'
        '<th>Net</th><th>State</th><th class="number">Bodies</th><th class="number">Pieces</th></tr></thead>'
        f"<tbody>{table_rows}</tbody></table>{more}</div></div>"
        '<div class="nets-shown"><p class="muted">Choose a net: it is shown here and in the 3-D view. '
        "Escape clears it.</p></div></div>"
    )


def _net_row(row: NetRow) -> str:
    kind = "met" if row.state == "whole" else "missed"
    note = f' title="{escape(row.note)}"' if row.note else ""
    return (
        f'<tr data-net="{escape(row.name)}"{note}><td><button type="button">{escape(row.name)}</button></td>'
        f'<td><span class="status {kind}">{escape(row.state)}</span></td>'
        f'<td class="number">{row.bodies}</td><td class="number">{row.pieces}</td></tr>'
    )


def rules(chart: RuleChart) -> str:
    """All design rules with a filter, the broken ones first."""
    counts = {status: sum(r.status == status for r in chart.rules) for status in _STATES}
    shown = "missed" if counts["not met"] else ""
    choices = [("", "All", len(chart.rules))] + [(_STATES[status], status, n) for status, n in counts.items()]
    buttons = "".join(
        f'<button type="button" data-rules="{kind}" aria-pressed="{"true" if kind == shown else "false"}"'
        f"{'' if n else ' disabled'}>{text} {n}</button>"
        for kind, text, n in choices
    )
    view = chart.drawing
    figure = "" if view is None else (
        f'<figure>{drawing(view.svg, "rules", view.title, extra=" whole")}'
        f"<figcaption>{escape(view.caption)}</figcaption></figure>"
    )  # fmt: skip
    head = "".join(f"<th>{h}</th>" for h in ("Rule", "Status", "Measured", "Limit", "Margin", "Where", "Source"))
    order = list(_STATES)
    ranked = sorted(
        chart.rules, key=lambda r: (order.index("not met") != order.index(r.status), r.status == "not applicable")
    )
    body = "".join(_rule_row(row, hidden=bool(shown) and _STATES[row.status] != shown) for row in ranked)
    deck = f'<p class="muted">{escape(chart.deck)}</p>' if chart.deck else ""
    return (
        f"{deck}{headline(chart.figures)}{figure}"
        f'<div class="chart-head"><span class="segments" role="group" aria-label="Rules shown">{buttons}</span></div>'
        f'<div class="table rules" tabindex="0" role="group"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _rule_row(row: RuleRow, *, hidden: bool) -> str:
    kind = _STATES[row.status]
    places = f' <span class="muted">({row.count} places)</span>' if row.count > 1 else ""
    severity = f' <span class="muted">{escape(row.severity)}</span>' if row.status == "not met" else ""
    mark = status_mark(row.status) if row.status != "waived" else '<span class="status warned">waived</span>'
    cells = (
        f"<td><code>{escape(row.id)}</code><br>{escape(row.text)}</td><td>{mark}{severity}</td>"
        f'<td class="number">{escape(row.measured)}</td><td class="number">{escape(row.limit)}</td>'
        f"<td>{_margin(row)}</td><td>{escape(row.where)}{places}</td><td>{escape(row.source)}</td>"
    )
    return f'<tr data-status="{kind}"{" hidden" if hidden else ""}>{cells}</tr>'


def _margin(row: RuleRow) -> str:
    """A bar about the limit: to the right of the middle where there is room left, to the left where it is broken."""
    if row.share is None:
        return ""
    margin = max(-1.0, min(1.0, row.share - 1.0))
    width = abs(margin) * 50
    left = 50 if margin >= 0 else 50 - width
    words = f"{100 * (row.share - 1):+.0f} %" if abs(row.share - 1) < 10 else f"{row.share:.0f} ×"
    return (
        f'<span class="margin {"kept" if margin >= 0 else "broken"}" title="{words}"><i style="left:{left:.1f}%;'
        f'width:{max(width, 1.5):.1f}%"></i></span><span class="margin-words">{words}</span>'
    )
