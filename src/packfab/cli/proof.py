# SPDX-License-Identifier: Apache-2.0
"""Does the metal as built join what the design wants joined? The command `lvs`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from packfab.cli.pictures import PICTURES, write_picture
from packfab.cli.terminal import (
    FINDINGS,
    FINE,
    AsJson,
    Site,
    SpecFile,
    answer,
    console,
    length_of,
    progress,
    site_of,
    waiting,
)
from packfab.errors import BadInput, Fault
from packfab.io import check_folder, write_files
from packfab.report import lvs_sheet
from packfab.study import (
    LEAST_CONTACT,
    LEAST_GAP,
    Lvs,
    fabricated,
    findings_data,
    lvs_data,
    lvs_findings,
    lvs_summary,
    one_package,
    read_design,
)
from packfab.study import lvs as compared
from packfab.study.exchange import netlist_devices, netlist_text

_NETLISTS = (".spi", ".sp", ".cir")
_MOST_GAP = 100_000  # nm


def lvs(
    spec: SpecFile,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="the nets as built (.spi, .sp, .cir), or mismatches in plan (.svg, .png)"),
    ] = None,
    least_contact: Annotated[
        float,
        typer.Option("--least-contact", min=0.0, max=1e6, help="um2; a joint with less area in touch is a near miss"),
    ] = LEAST_CONTACT / 1e6,
    least_gap: Annotated[
        str | None,
        typer.Option("--least-gap", help="metal of two nets that lies closer is a near miss, such as '2 um'"),
    ] = None,
    site: Site = None,
    as_json: AsJson = False,
) -> None:
    """Compare the metal as built with the netlist of the design: opens, shorts, swapped nets, floating metal."""
    if output is not None:
        if output.suffix.lower() not in (*_NETLISTS, *PICTURES):
            raise BadInput([Fault("a netlist is written as .spi, .sp or .cir, a picture as .svg or .png",
                                  where=str(output), fix="change the ending")])  # fmt: skip
        check_folder(output.parent)
    where, gap, design = site_of(site), _gap(least_gap), read_design(spec)
    with progress("run the flow", quiet=as_json) as tell:
        made = fabricated(design, progress=tell)
    with waiting("compare nets", quiet=as_json):
        standing = one_package(made.build, where)
        known = compared(design.package, standing, design.library,
                         least_contact=least_contact * 1e6, least_gap=LEAST_GAP if gap is None else gap)  # fmt: skip
    if output is not None and output.suffix.lower() in PICTURES:
        write_picture(lvs_sheet(known), output)
    elif output is not None:
        devices = netlist_devices(design.package, standing, design.library)
        write_files(output.parent, {output.name: netlist_text(spec.stem, known, devices).encode()})
    if as_json:
        answer({**lvs_data(known), "findings": findings_data(lvs_findings(known))})
    else:
        if known.mismatches:
            console.print(mismatch_table(known))
        console.print(f"{spec.name}: {lvs_summary(known)}", soft_wrap=True, highlight=False)
    raise typer.Exit(FINDINGS if known.mismatches else FINE)


def _gap(text: str | None) -> int | None:
    """The length of `--least-gap`, nm; farther apart are most conductors of a package, and no misses."""
    gap = length_of(text, "--least-gap")
    if gap is not None and not 0 <= gap <= _MOST_GAP:
        raise BadInput([Fault("no such distance of a near miss", "--least-gap", str(text)[:40], "0 um to 100 um")])
    return gap


def mismatch_table(known: Lvs) -> Table:
    """All mismatches, one a row, the gravest first."""
    table = Table(title="mismatches", title_justify="left")
    for head in ("kind", "nets", "what", "x, y, z um", "measured", "allowed", "what to do"):
        table.add_column(head, overflow="fold")
    for m in known.mismatches:
        place = ", ".join(f"{v:z.1f}" for v in m.where)
        table.add_row(*map(escape, (m.kind, ", ".join(m.nets), m.what, place, m.measured, m.allowed, m.fix)))
    return table
