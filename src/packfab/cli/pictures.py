# SPDX-License-Identifier: Apache-2.0
"""How does a picture that was asked for by `-o` become a file?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from packfab.errors import BadInput, Fault
from packfab.io import check_folder, write_files
from packfab.report import Sheet

Output = Annotated[Path | None, typer.Option("-o", "--output", help="picture to write, .svg or .png")]

PICTURES = (".svg", ".png")
DPI = 150.0


def check_picture(output: Path | None) -> None:
    """BadInput where a picture could not be written: asked before anything is computed."""
    if output is None:
        return
    if output.suffix.lower() not in PICTURES:
        raise BadInput([Fault("a picture is written as .svg or .png", where=str(output), fix="change the ending")])
    check_folder(output.parent)


def write_picture(sheet: Sheet, output: Path) -> None:
    """The sheet in the format of its ending."""
    content = sheet.png(DPI) if output.suffix.lower() == ".png" else sheet.svg().encode()
    write_files(output.parent, {output.name: content})
