# SPDX-License-Identifier: Apache-2.0
"""How do nets look on a terminal and as data: all of them, one body by body, and the way through it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from packfab.cli.tables import findings_table
from packfab.errors import BadInput, Fault
from packfab.report import Sheet, fault_sheet, net_marks, net_sheet
from packfab.study import (
    Nets,
    findings_data,
    net_findings,
    net_parts,
    net_path,
    nets_data,
    parts_data,
    top_to_bottom,
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about nets: one of them or all; the ends of a way, as `PART:NAME` or `PART:NAME#NUMBER`."""

    net: str | None = None
    start: str | None = None
    end: str | None = None

    def __post_init__(self) -> None:
        if (self.start is None) != (self.end is None):
            raise BadInput([Fault("a way has two ends", where="--from, --to", fix="give both, or none")])


def answered_data(known: Nets, asked: Question) -> dict[str, Any]:
    """The answer as plain data: places in um, distances in nm."""
    found = findings_data(net_findings(known, asked.net))
    answer: dict[str, Any] = {**nets_data(known), "findings": found}
    if asked.net is not None:
        answer = {"net": asked.net, "bodies": parts_data(net_parts(known, asked.net)), "findings": found}
    way = _way(known, asked)
    return answer if way is None else {**answer, "path": parts_data(way)}


def answered_tables(known: Nets, asked: Question) -> Iterator[RenderableType]:
    """The answer as tables."""
    if asked.net is not None:
        yield parts_table(net_parts(known, asked.net), f"net {asked.net}")
    elif asked.start is None:
        yield nets_table(known)
    way = _way(known, asked)
    if way:
        yield parts_table(way, f"from {way[0].solid} {way[0].number} to {way[-1].solid} {way[-1].number}")
    elif asked.start is not None:
        yield Text(f"no metal leads from {asked.start} to {asked.end}")
    found = net_findings(known, asked.net)
    if found:
        yield findings_table(found)


def net_picture(known: Nets, name: str | None) -> Sheet:
    """The net in plan and from the side; without a name all places where nets are open or short."""
    if name is not None:
        return net_sheet(known, name)
    count = len(known.opens) + len(known.shorts)
    title = f"{count} fault{'s' if count != 1 else ''} of the nets" if count else "No net is open or short"
    return fault_sheet(known.build, net_marks(known), title=title)


def nets_table(known: Nets) -> Table:
    """All nets, one a row."""
    shorts = {name for short in known.shorts for name in short.nets}
    table = _table("net", "bodies", "pieces", "state")
    for net in known.nets:
        states = [f"open: {net.apart} apart"] if net.apart > 1 else []
        states += ["short"] if net.name in shorts else []
        whole = "whole" if net.pieces == 1 else "whole but for metal that is not drawn"
        state = Text(", ".join(states) or whole, style="bold red" if states else "green" if net.pieces == 1 else "dim")
        table.add_row(escape(net.name), str(net.bodies), str(net.pieces), state)
    return table


def parts_table(parts: Sequence[Any], title: str) -> Table:
    """Bodies, one a row."""
    table = _table("", "part", "solid", "no.", "role", "material", "x, y, z um", title=escape(title))
    for i, p in enumerate(parts, start=1):
        role = f"{p.role} ({p.note})" if p.note and p.note != p.role else p.role
        where = f"{p.x:z.1f}, {p.y:z.1f}, {p.z:z.1f}"
        table.add_row(str(i), *(escape(t) for t in (p.part, p.solid, str(p.number), role, p.material, where)))
    return table


def _way(known: Nets, asked: Question) -> tuple[Any, ...] | None:
    """The way that is asked for; None where nobody asks for one."""
    if asked.start is not None and asked.end is not None:
        return net_path(known, asked.start, asked.end, net=asked.net)
    return None if asked.net is None else top_to_bottom(known, asked.net)


def _table(*heads: str, title: str | None = None) -> Table:
    table = Table(title=title, title_justify="left")
    for head in heads:
        table.add_column(head, overflow="fold")
    return table
