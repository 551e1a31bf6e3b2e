# SPDX-License-Identifier: Apache-2.0
"""How does a command talk to the terminal: answers, data, progress, exit codes, and what several commands take?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from packfab.errors import BadInput, Fault, PackfabError
from packfab.units import parse_length

FINE, FINDINGS, BAD_INPUT, STOPPED = 0, 1, 2, 130

console = Console()
errors = Console(stderr=True)

SpecFile = Annotated[Path, typer.Argument(metavar="SPEC", help="design file (YAML)", dir_okay=False)]
AsJson = Annotated[bool, typer.Option("--json", help="answer as JSON on standard output")]
Site = Annotated[
    str | None,
    typer.Option("--site", help="another site of the strip or panel: 'COLUMN,ROW' from the lower left, such as 3,2"),
]


def answer(data: Any) -> None:
    """Print data as JSON."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=plain, allow_nan=False) + "\n")


def answer_faults(faults: Sequence[Fault]) -> None:
    """Print faults as JSON."""
    answer({"faults": [asdict(fault) for fault in faults]})


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[Any]:
    """A function to tell about steps, shown as a bar when a person looks on."""
    if quiet or not errors.is_terminal:
        yield None
        return
    with _bar() as bar:
        task: TaskID = bar.add_task(what, total=None)
        yield lambda done, total, title: bar.update(task, completed=done, total=total, description=title)


@contextmanager
def waiting(what: str, *, quiet: bool) -> Iterator[None]:
    """Tell what is waited for when a person looks on."""
    if quiet or not errors.is_terminal:
        yield
        return
    with errors.status(what):
        yield


def site_of(text: str | None) -> tuple[int, int] | None:
    """Column and row of `--site`."""
    if text is None:
        return None
    parts = text.split(",")
    if len(parts) != 2 or not all(part.strip().isdecimal() and len(part.strip()) <= 5 for part in parts):
        raise BadInput([Fault("a site is a column and a row", where="--site", measured=text[:40],
                              allowed="two whole numbers", fix="write it like 3,2")])  # fmt: skip
    column, row = (int(part) for part in parts)
    return column, row


def length_of(text: str | None, option: str) -> int | None:
    """A length of an option, nm."""
    if text is None:
        return None
    try:
        return parse_length(text)
    except PackfabError as error:
        raise BadInput([Fault(str(error), where=option)]) from error


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=errors, transient=True)
