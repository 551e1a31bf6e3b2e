# SPDX-License-Identifier: Apache-2.0
"""How is a design handed on and taken in: which formats are there, what is written, what is read?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from packfab.cli.terminal import AsJson, Site, SpecFile, answer, console, progress, site_of, waiting
from packfab.errors import BadInput, Fault, PackfabError
from packfab.io import check_folder, write_files
from packfab.study import read_design
from packfab.study.exchange import ExportOptions, Format, format_called, formats, handed
from packfab.units import parse_quantity

Named = Annotated[
    list[str] | None, typer.Option("--format", "-f", help="format to write; may be repeated; `packfab formats`")
]


def list_formats(as_json: AsJson = False) -> None:
    """List the formats that are written and read, with what each carries and loses."""
    known = formats()
    if as_json:
        answer({"formats": [_data(one) for one in known]})
        return
    table = Table()
    for head in ("format", "what", "out", "in", "carried", "lost"):
        table.add_column(head, overflow="fold")
    for one in known:
        title = f"{one.title} ({', '.join(one.endings)})" + (f"; needs packfab[{one.needs}]" if one.needs else "")
        ways = ["yes" if way is not None else "" for way in (one.export, one.read)]
        table.add_row(*(escape(text) for text in (one.name, title, *ways, one.carried, one.lost)))
    console.print(table)


def export(
    spec: SpecFile,
    named: Named = None,
    folder: Annotated[Path, typer.Option("-o", "--output", help="folder for the files")] = Path(),
    layer_map: Annotated[
        Path | None, typer.Option("--layer-map", help="masks: file that maps kinds of solids to layers")
    ] = None,
    schema: Annotated[str | None, typer.Option("--schema", help="step: AP214 (default) or AP242")] = None,
    power: Annotated[
        list[str] | None, typer.Option("--power", help="ecxml: what a chip gives off, 'U1=2 W'; may be repeated")
    ] = None,
    site: Site = None,
    as_json: AsJson = False,
) -> None:
    """Hand a package on: fabricate it and write it in formats of the trade."""
    wanted = [_written(name) for name in dict.fromkeys(named or ())]
    if not wanted:
        raise BadInput([Fault("no format is named", where="--format", fix="`packfab formats` lists them")])
    check_folder(folder)
    watts = _powers(power or ())
    where, design = site_of(site), read_design(spec)
    with progress("run the flow", quiet=as_json) as tell:
        given = handed(design, site=where, progress=tell)
    options = ExportOptions(layer_map=layer_map, schema=schema, power=watts)
    files: dict[str, bytes] = {}
    for one in wanted:
        with waiting(f"write {one.title}", quiet=as_json):
            files.update(one.export(given, options) if one.export is not None else {})
    paths = write_files(folder, files)
    if as_json:
        answer({"files": [str(path) for path in paths]})
    else:
        for path in paths:
            console.print(str(path), soft_wrap=True, highlight=False, markup=False)


def _powers(texts: Sequence[str]) -> dict[str, float]:
    """Chip -> W of each `U1=2 W`."""
    watts: dict[str, float] = {}
    for text in texts:
        chip, _, amount = (part.strip() for part in text.partition("="))
        where = f"--power {text[:40]}"
        try:
            value = parse_quantity(amount, "power")
        except PackfabError as error:
            raise BadInput([Fault(str(error), where=where, fix="write it like 'U1=2 W'")]) from error
        if value < 0.0:
            raise BadInput([Fault("a chip gives off power, it takes none in", where, amount[:40], "0 W or more")])
        if chip in watts:
            raise BadInput([Fault(f"the power of '{chip}' is given twice", where, fix="give it once")])
        watts[chip] = value
    return watts


def _written(name: str) -> Format:
    found = format_called(name)
    if found.export is None:
        able = ", ".join(one.name for one in formats() if one.export is not None)
        raise BadInput([Fault(f"'{name}' is read, not written", where="--format", allowed=able)])
    return found


def _data(one: Format) -> dict[str, object]:
    return {"name": one.name, "title": one.title, "endings": list(one.endings), "out": one.export is not None,
            "in": one.read is not None, "carried": one.carried, "lost": one.lost, "needs": one.needs}  # fmt: skip
