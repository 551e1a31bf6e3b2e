# SPDX-License-Identifier: Apache-2.0
"""`packfab rules`: which design rules are there, and which of them does a package keep?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from packfab.cli.pictures import PICTURES, write_picture
from packfab.cli.terminal import FINDINGS, FINE, AsJson, Site, answer, console, progress, site_of
from packfab.errors import BadInput, Fault
from packfab.io import check_folder, write_files, write_lyrdb
from packfab.report import fault_sheet, rule_marks
from packfab.study import (
    broken_rules,
    deck_data,
    deck_for,
    fabricated,
    marker_groups,
    markers_csv,
    one_package,
    read_design,
    rules_data,
    rules_of,
)

_COLOURS = {"met": "green", "not met": "bold red", "waived": "yellow", "not applicable": "dim"}
_NARROW = ("limit", "measured", "status", "severity")  # columns that make room for words on a narrow terminal
_ROOM = 110  # characters of a terminal that shows all columns


def rules(
    spec: Annotated[
        Path | None,
        typer.Argument(metavar="[SPEC]", help="design to judge; without it the rules are listed", dir_okay=False),
    ] = None,
    deck: Annotated[
        Path | None, typer.Option("--deck", help="rules of a site (TOML): other limits, waivers, more rules")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="places at which rules are broken: .lyrdb (KLayout), .csv, .svg, .png"),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="show rules that do not apply as well")] = False,
    site: Site = None,
    as_json: AsJson = False,
) -> None:
    """List the design rules with limit and source, or judge a package by them."""
    if spec is None:
        _stray(output=output, site=site)
        known = deck_data(deck_for(None, site=deck))
        answer(known) if as_json else console.print(deck_table(known), highlight=False)
        return
    if output is not None and output.suffix.lower() not in (".lyrdb", ".csv", *PICTURES):
        raise BadInput([Fault("no such ending of a file of markers", "-o", output.name[:80],
                              ".lyrdb, .csv, .svg, .png", "change the ending")])  # fmt: skip
    if output is not None:
        check_folder(output.parent)
    where, design = site_of(site), read_design(spec)
    asked = deck_for(design.package, spec.parent, site=deck)
    with progress("run the flow", quiet=as_json) as tell:
        made = fabricated(design, progress=tell)
    build = one_package(made.build, where)
    results = rules_of(build, design.package, deck=asked, library=design.library)
    data = rules_data(results)
    if output is not None and output.suffix.lower() in PICTURES:
        marks = rule_marks(results, build)
        title = "Where design rules are not met" if marks else "Every design rule that applies is met"
        write_picture(fault_sheet(build, marks, title=title), output)
    elif output is not None:
        csv = output.suffix.lower() == ".csv"
        text = markers_csv(results) if csv else write_lyrdb(marker_groups(results), cell=design.package.name)
        write_files(output.parent, {output.name: text.encode()})
    if as_json:
        answer(data)
    else:
        console.print(rules_table([d for d in data if every or d["status"] != "not applicable"]), highlight=False)
        console.print(_summary(data), highlight=False)
    raise typer.Exit(FINDINGS if broken_rules(results) else FINE)


def deck_table(known: Sequence[dict[str, Any]]) -> Table:
    """All rules, one a row, with limit and source."""
    table = _table("rule", "what", "limit", "severity", "source")
    for rule in known:
        source = f"guess: {rule['source']}" if rule["guess"] else rule["source"]
        table.add_row(escape(rule["id"]), escape(rule["text"]), rule["shown"], rule["severity"],
                      Text(source, style="dim" if rule["guess"] else ""))  # fmt: skip
    return table


def rules_table(data: Sequence[dict[str, Any]]) -> Table:
    """The answers, one a row; the margin, which is the difference of two others, where the terminal has room for it."""
    margin = ["margin"] if console.width >= _ROOM else []
    table = _table("rule", "limit", "measured", *margin, "status", "where")
    for r in data:
        status = r["status"] if r["status"] != "not met" else f"{r['status']} ({len(r['markers'])}), {r['severity']}"
        table.add_row(escape(r["id"]), r["shown"], r["measured_shown"], *(r["margin_shown"] for _ in margin),
                      Text(status, style=_COLOURS[r["status"]]), escape(r["where"] or r["why"]))  # fmt: skip
    return table


def _summary(data: Sequence[dict[str, Any]]) -> str:
    count = {status: sum(d["status"] == status for d in data) for status in _COLOURS}
    return ", ".join(f"{number} {status}" for status, number in count.items()) + f"; {len(data)} rules"


def _stray(*, output: Path | None, site: str | None) -> None:
    given = [option for option, value in (("-o", output), ("--site", site)) if value is not None]
    if given:
        raise BadInput([Fault(f"{' and '.join(given)} needs a design to judge", "SPEC", fix="name the design file")])


def _table(*heads: str) -> Table:
    table = Table()
    for head in heads:
        most = 8 if head in _NARROW and console.width < _ROOM else None
        table.add_column(head, overflow="fold", no_wrap=head == "rule", max_width=most)
    return table
