# SPDX-License-Identifier: Apache-2.0
"""How does a file of the trade become a design: what is read, what is guessed, and where is the spec written?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from packfab.cli.terminal import AsJson, answer, console, length_of, waiting
from packfab.errors import BadInput, Fault
from packfab.io import check_folder, write_files
from packfab.study.exchange import Format, ImportOptions, design_of, format_called, format_of, formats, spec_of


def take_in(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE..", help="files that belong together, such as a DEF with its LEF", dir_okay=False),
    ],
    folder: Annotated[Path, typer.Option("-o", "--output", help="folder for the design file and its tables")] = Path(),
    named: Annotated[str | None, typer.Option("--format", "-f", help="default: told by the ending")] = None,
    name: Annotated[str | None, typer.Option("--name", help="of the design and its file")] = None,
    macro: Annotated[
        list[str] | None, typer.Option("--macro", help="def: a cell that is a bump; may be repeated")
    ] = None,
    diameter: Annotated[
        str | None, typer.Option("--diameter", help="of pads and bumps without a size, like '60 um'")
    ] = None,
    thickness: Annotated[str | None, typer.Option("--thickness", help="of dies, like '300 um'")] = None,
    cell: Annotated[str | None, typer.Option("--cell", help="masks: the cell; default: the top cell")] = None,
    pad_layer: Annotated[str | None, typer.Option("--pad-layer", help="masks: layer of the pads, like 17/0")] = None,
    outline_layer: Annotated[
        str | None, typer.Option("--outline-layer", help="masks: layer of the outline, like 99/0")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="xlsx: the sheet; default: all")] = None,
    root: Annotated[
        Path | None, typer.Option("--root", help="folder of all files that are named in FILE; default: its own")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="write over files of the same names")] = False,
    as_json: AsJson = False,
) -> None:
    """Take in a file of the trade: write a design file from it, in which each guess says so."""
    check_folder(folder)
    _check_there(files)
    options = ImportOptions(
        name=name, macros=tuple(macro or ()), diameter=_above_zero(diameter, "--diameter"),
        thickness=_above_zero(thickness, "--thickness"), cell=cell, pad_layer=_layer(pad_layer, "--pad-layer"),
        outline_layer=_layer(outline_layer, "--outline-layer"), sheet=sheet, root=root,
    )  # fmt: skip
    reader = _reader(files, named)
    with waiting(f"read {reader.title}", quiet=as_json):
        assert reader.read is not None
        design = design_of(reader.read(files, options), options)
        made = spec_of(design)
    there = [file for file in made if (folder / file).exists()]
    if there and not force:
        raise BadInput([Fault("this file is there already", where=str(folder / file),
                              fix="name another folder with -o or another name with --name, or say --force")
                        for file in there])  # fmt: skip
    paths = write_files(folder, made)
    if as_json:
        answer({"spec": str(paths[0]), "files": [str(path) for path in paths], "notes": list(design.notes)})
        return
    for note in design.notes:
        console.print(f"note: {note}", soft_wrap=True, highlight=False, markup=False)
    for path in paths:
        console.print(str(path), soft_wrap=True, highlight=False, markup=False)


def _check_there(files: list[Path]) -> None:
    missing = [file for file in files if not file.is_file()]
    if missing:
        raise BadInput([Fault("no such file", where=str(file), fix="check the name and the folder")
                        for file in missing])  # fmt: skip


def _reader(files: list[Path], named: str | None) -> Format:
    """The format that is named, or that has the usual ending of one of the files, or else reads the first one."""
    found = format_called(named) if named is not None else None
    if found is None:
        able = [one for one in formats() if one.read is not None]
        usual = [one for file in files for one in able if file.name.lower().endswith(one.endings[:1])]
        found = usual[0] if usual else format_of(files[0])
    if found.read is None:
        able_names = ", ".join(one.name for one in formats() if one.read is not None)
        raise BadInput([Fault(f"'{found.name}' is written, not read", where="--format", allowed=able_names)])
    return found


def _above_zero(text: str | None, option: str) -> int | None:
    length = length_of(text, option)
    if length is not None and length <= 0:
        raise BadInput([Fault("a length above zero is wanted", where=option, measured=str(text)[:40])])
    return length


def _layer(text: str | None, option: str) -> tuple[int, int] | None:
    """Layer and datatype of `17/0`."""
    if text is None:
        return None
    layer, _, kind = text.partition("/")
    if not all(part.strip().isascii() and part.strip().isdecimal() and len(part) < 9 for part in (layer, kind or "0")):
        raise BadInput([Fault("a layer is its number and datatype", where=option, measured=text[:40],
                              fix="write it like 17/0")])  # fmt: skip
    return int(layer), int(kind or "0")
