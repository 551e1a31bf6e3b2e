# SPDX-License-Identifier: Apache-2.0
"""How does a terminal show which designs meet which claims, and which files can hold that?

One character a cell, so that thirty designs stand beside the titles of the claims in a hundred columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from packfab.errors import BadInput, Fault
from packfab.io import check_folder
from packfab.report import claim_chart_sheet
from packfab.study import AskedClaim, ClaimMatrix, DesignAnswers

FILES = (".csv", ".svg", ".png")
_MARKS = {"met": ("+", "green"), "not met": ("x", "red"), "not applicable": (".", "dim"), None: ("!", "yellow")}
_WORDS = {"met": "met", "not met": "not met", "not applicable": "not applicable", None: "cannot be built"}
_TITLE = 24
"""Columns that the titles of claims get at least."""
_LEAST = 8
"""So many designs stand side by side at least."""


def check_outputs(files: Sequence[Path]) -> None:
    """Refuse files of which the matrix cannot become one, before anything runs."""
    faults = [
        Fault("the matrix of claims is written as .csv, .svg or .png", where=str(file), fix="change the ending")
        for file in files
        if file.suffix.lower() not in FILES
    ]
    if faults:
        raise BadInput(faults)
    for file in files:
        check_folder(file.parent)
        if file.is_dir():
            raise BadInput([Fault("the output file is a folder", where=str(file), fix="name a file with -o")])


def matrix_file(matrix: ClaimMatrix, rows: Sequence[Sequence[str]], suffix: str) -> bytes:
    """The matrix as a table (.csv) or as a chart (.svg, .png)."""
    if suffix == ".csv":
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        return out.getvalue().encode()
    sheet = claim_chart_sheet(matrix)
    return sheet.png() if suffix == ".png" else sheet.svg().encode()


def matrix_tables(matrix: ClaimMatrix, *, width: int) -> Iterator[RenderableType]:
    """Legend, matrix in blocks of as many designs as fit into the width, and what sums it up."""
    yield _legend(matrix)
    room = max(_LEAST, width - _id_width(matrix) - 4 - _TITLE)
    for block in _blocks(matrix.designs, room):
        yield Text()
        yield _block(matrix, block)
    yield Text()
    yield _summary(matrix)


def _legend(matrix: ClaimMatrix) -> RenderableType:
    table = _plain("right", "left", "left", "right")
    table.add_row("", "design", "document", "meets", style="bold")
    for number, design in enumerate(matrix.designs, 1):
        meets = str(design.met) if design.answers is not None else Text("!", style="yellow")
        table.add_row(str(number), Text(design.name), design.document, meets)
    words = Text()
    for status, (mark, style) in _MARKS.items():
        if status is not None or matrix.unbuilt:
            words.append(mark, style=style).append(f" {_WORDS[status]}   ")
    return Group(table, Text(), words)


def _blocks(designs: Sequence[DesignAnswers], room: int) -> Iterator[list[tuple[int, DesignAnswers]]]:
    """Designs with their numbers, so many that they fit, with a space between systems."""
    block: list[tuple[int, DesignAnswers]] = []
    for number, design in enumerate(designs, 1):
        if len(_spaced([*(d for _, d in block), design])) > room:
            yield block
            block = []
        block.append((number, design))
    if block:
        yield block


def _spaced(designs: Sequence[DesignAnswers]) -> list[int | None]:
    """Positions of the designs, with None where a system ends."""
    found: list[int | None] = []
    for i, design in enumerate(designs):
        if i and designs[i - 1].document != design.document:
            found.append(None)
        found.append(i)
    return found


def _block(matrix: ClaimMatrix, block: Sequence[tuple[int, DesignAnswers]]) -> Table:
    designs = [design for _, design in block]
    places = _spaced(designs)
    table = _plain("left", "left", "left")
    table.columns[1].no_wrap = True
    digits = len(str(max(number for number, _ in block)))
    heads = ["".join(" " if i is None else f"{block[i][0]:>{digits}}"[row] for i in places) for row in range(digits)]
    for document in matrix.documents:
        for row, head in enumerate(heads):
            title = f"document {document}" if row == digits - 1 else ""
            table.add_row("claim" if row == digits - 1 else "", head, title, style="bold")
        for claim in matrix.of(document):
            table.add_row(claim.id, _cells(claim, designs, places), claim.title)
        if document != matrix.documents[-1]:
            table.add_row()
    return table


def _cells(claim: AskedClaim, designs: Sequence[DesignAnswers], places: Sequence[int | None]) -> Text:
    cells = Text()
    for i in places:
        cells.append(" ") if i is None else cells.append(*_MARKS[designs[i].status(claim.id)])
    return cells


def _summary(matrix: ClaimMatrix) -> RenderableType:
    table = _plain("left", "right", "right", "right")
    table.add_row("document", "claims", "met by a design", "met by none", style="bold")
    for document in matrix.documents:
        claims = matrix.of(document)
        met = sum(bool(matrix.met_by(claim)) for claim in claims)
        table.add_row(document, str(len(claims)), str(met), str(len(claims) - met))
    parts: list[RenderableType] = [table]
    if matrix.met_nowhere:
        parts += [Text(), Text("Met by no design:", style="bold"), _lacking(matrix)]
    if matrix.unbuilt:
        parts += [Text(), Text("Cannot be built:", style="bold")]
        parts += [Text(f"{d.name}: {fault.line}", style="yellow") for d in matrix.unbuilt for fault in d.faults]
    met = len(matrix.claims) - len(matrix.met_nowhere)
    parts += [Text(), Text(f"{len(matrix.answered)} of {len(matrix.claims)} claims answered by "
                           f"{len(matrix.designs) - len(matrix.unbuilt)} of {len(matrix.designs)} designs, "
                           f"{met} met by at least one")]  # fmt: skip
    return Group(*parts)


def _lacking(matrix: ClaimMatrix) -> Table:
    """The claims that no design meets; of a document of which none is met, one line for all."""
    table = _plain("left", "left")
    for document in matrix.documents:
        claims = matrix.of(document)
        lacking = [claim for claim in matrix.met_nowhere if claim.document == document]
        if len(lacking) == len(claims) > 1:
            table.add_row(document, f"all {len(claims)} claims")
        else:
            for claim in lacking:
                table.add_row(claim.id, claim.title)
    return table


def _id_width(matrix: ClaimMatrix) -> int:
    return max([len("claim"), *(len(claim.id) for claim in matrix.claims)])


def _plain(*sides: str) -> Table:
    """Columns of words without lines, one space apart."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for side in sides:
        table.add_column(justify="right" if side == "right" else "left", overflow="fold")
    return table
