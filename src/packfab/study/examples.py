# SPDX-License-Identifier: Apache-2.0
"""Which design files lie below these folders, and where are the examples of packfab itself?

A design file is a YAML file that says so: it has the key `packfab` on a line of its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packfab.errors import BadInput, Fault

_IS_DESIGN = re.compile(rb"^packfab[ \t]*:", re.MULTILINE)
_HEAD = 65_536
"""The key stands among so many bytes."""
_HERE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class DesignFile:
    """A design file, and the name that it has among those that were found with it."""

    name: str
    path: Path


def examples_folder() -> Path:
    """`examples` of the current folder where it holds designs, else those that came with packfab."""
    shipped = (_HERE / "examples", _HERE.parents[1] / "examples")
    for folder in (Path("examples"), *shipped):
        if folder.is_dir() and next(_designs_below(folder), None) is not None:
            return folder
    raise BadInput([Fault("packfab was installed without its examples", fix="name a folder or files of your own")])


def design_files(places: Sequence[Path | str]) -> tuple[DesignFile, ...]:
    """The files that are named, and all design files below the folders that are, each once, in the order of names.

    Names are paths below the folder that holds all; folders whose names begin with a dot are left out.
    """
    faults: list[Fault] = []
    found: dict[Path, Path] = {}
    tops: list[Path] = []
    for place in map(Path, places):
        files = list(_designs_below(place)) if place.is_dir() else [place]
        if not place.exists():
            faults.append(Fault("no such file", where=str(place), fix="check the name and the folder"))
        elif not files:
            faults.append(Fault("there are no designs in this folder", where=str(place),
                                fix="a design file begins with 'packfab: 1'; `packfab new` prints one"))  # fmt: skip
        tops.append(place if place.is_dir() else place.parent)
        found.update({file.resolve(): file for file in files})
    if faults:
        raise BadInput(faults)
    top = Path(os.path.commonpath([folder.resolve() for folder in tops]))
    named = [DesignFile(Path(os.path.relpath(_absolute(file), top)).as_posix(), file) for file in found.values()]
    return tuple(sorted(named, key=lambda one: one.name))


def _absolute(file: Path) -> Path:
    """The folder followed through links, the name as it is."""
    return file.parent.resolve() / file.name


def _designs_below(folder: Path) -> Iterator[Path]:
    for above, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(above) / name
            if path.suffix in (".yaml", ".yml") and _says_design(path):
                yield path


def _says_design(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return _IS_DESIGN.search(file.read(_HEAD)) is not None
    except OSError:
        return False
