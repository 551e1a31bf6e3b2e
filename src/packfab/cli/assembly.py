# SPDX-License-Identifier: Apache-2.0
"""Is an assembly of chiplets (3Dblox) sound, and how does it look?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from packfab.cli.tables import findings_table
from packfab.cli.terminal import FINDINGS, FINE, AsJson, answer, console, length_of, waiting
from packfab.errors import BadInput, Fault
from packfab.io import check_folder, write_files
from packfab.report import assembly_glb, assembly_png, assembly_svg
from packfab.study import Assembled, MarkerRule, assemble_file, assembled_data
from packfab.units import format_length

_ENDINGS = (".svg", ".png", ".glb")


def assembly(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="3Dblox design (.3dbx)", dir_okay=False)],
    output: Annotated[
        list[Path] | None, typer.Option("-o", "--output", help="picture to write: .svg, .png or .glb; may be repeated")
    ] = None,
    root: Annotated[
        Path | None, typer.Option("--root", help="folder that holds all files; default: the folder of FILE")
    ] = None,
    markers: Annotated[
        list[str] | None,
        typer.Option("--markers", help="marks that have to meet: 'CELL,CELL,5 um'; may be repeated"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read an assembly of chiplets, check it as OpenROAD does and as it is built, and draw it."""
    outputs = output or []
    stray = [path for path in outputs if path.suffix.lower() not in _ENDINGS]
    if stray:
        raise BadInput([Fault("an assembly is drawn as .svg, .png or .glb", where=str(path), fix="change the ending")
                        for path in stray])  # fmt: skip
    for path in outputs:
        check_folder(path.parent)
    rules = [_rule(text) for text in markers or []]
    with waiting("build the assembly", quiet=as_json):
        done = assemble_file(file, root=root, markers=rules)
        for path in outputs:
            write_files(path.parent, {path.name: _drawn(done, path.suffix.lower())})
    if as_json:
        answer({**assembled_data(done), "files": [str(path) for path in outputs]})
    else:
        _print(done, outputs)
    raise typer.Exit(FINDINGS if done.findings else FINE)


def _drawn(done: Assembled, ending: str) -> bytes:
    if ending == ".svg":
        return assembly_svg(done).encode()
    return assembly_png(done) if ending == ".png" else assembly_glb(done)


def _print(done: Assembled, outputs: list[Path]) -> None:
    table = Table(title=escape(done.assembly.name), title_justify="left")
    for head in ("chiplet", "made of", "type", "x, y, z of its corner", "size", "orientation", "bumps"):
        table.add_column(head, overflow="fold")
    for one in done.assembly.placed:
        size = " x ".join(format_length(v, digits=9) for v in (one.box[k + 3] - one.box[k] for k in range(3)))
        place = ", ".join(format_length(v, digits=9) for v in one.at)
        bumps = sum(len(region.bumps) for region in one.chiplet.regions)
        cells = (one.name, one.chiplet.name, one.chiplet.kind, place, size, one.orientation.name, str(bumps))
        table.add_row(*map(escape, cells))
    console.print(table, highlight=False)
    if done.findings:
        console.print(findings_table(done.findings))
    else:
        console.print("no findings", highlight=False)
    for note in done.notes:
        console.print(f"note: {note}", soft_wrap=True, highlight=False, markup=False)
    for path in outputs:
        console.print(str(path), soft_wrap=True, highlight=False, markup=False)


def _rule(text: str) -> MarkerRule:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 3 or not all(parts):
        raise BadInput([Fault("a rule of marks is two cells and a tolerance", where="--markers", measured=text[:60],
                              fix="write it like 'MARK_A,MARK_B,5 um'")])  # fmt: skip
    tolerance = length_of(parts[2], "--markers") or 0
    if tolerance < 0:
        raise BadInput([Fault("a tolerance is no less than zero", where="--markers", measured=text[:60])])
    return MarkerRule(parts[0], parts[1], tolerance)
