# SPDX-License-Identifier: Apache-2.0
"""Where do the files lie that a 3Dblox file names, and may they be read?

A file that is read lies in or below the root: the folder of the top file, unless the user allows another. Nothing
outside is opened or listed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from packfab.io.blox_fields import Node, clipped

MAX_LISTED = 10_000  # files of a folder that a '*' is looked for in


@dataclass(frozen=True, slots=True)
class Ground:
    """root: within which files may be read; top: the folder that names are told from; both resolved."""

    root: Path
    top: Path

    def place(self, folder: Path, text: str) -> Path | None:
        """The file that `text` means in `folder`; None outside the root."""
        try:
            found = (folder / text).resolve()
            return found if found.is_relative_to(self.root) else None
        except (OSError, ValueError, RuntimeError):
            return None

    def name(self, path: Path) -> str:
        """How a file is called: from the folder of the top file, with '/'."""
        return Path(os.path.relpath(path, self.top)).as_posix()


def listed(ground: Ground, folder: Path, text: str, node: Node, *place: str | int) -> tuple[Path, ...]:
    """The files that a path of a list means, its one '*' worked out; faults told."""
    if text.count("*") > 1 or "*" in text.rpartition("/")[0]:
        node.fault("a path holds one '*', in the name of the file", *place, measured=text)
        return ()
    found = ground.place(folder, text)
    if found is None:
        node.fault("the file lies outside the folder", *place, measured=text,
                   allowed="files in or below the folder of the top file",
                   fix="move it, or allow a folder that holds all files with --root")  # fmt: skip
        return ()
    if "*" not in found.name:
        return (found,)
    before, _, after = found.name.partition("*")
    fitting = [one for one in _names(found.parent)
               if one.startswith(before) and one.endswith(after) and len(one) >= len(before) + len(after)]  # fmt: skip
    if not fitting:
        node.fault("no file fits this name", *place, measured=text, fix="check the name and the folder")
    paths = (ground.place(found.parent, one) for one in fitting)
    return tuple(one for one in paths if one is not None)


def look_for(ground: Ground, folder: Path, text: str, what: str, node: Node) -> None:
    """Note a file beside the design that is missing, or that is not looked for because it lies outside."""
    found = ground.place(folder, text)
    try:
        there = found is not None and (found.is_file() or ("*" in found.name and found.parent.is_dir()))
    except (OSError, ValueError):
        there = False
    if not there:
        why = "lies outside and is not looked at" if found is None else "is missing"
        node.told.note(f"{node.where()}: {what} '{clipped(text)}' {why}")


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            found = [entry.name for _, entry in zip(range(MAX_LISTED), entries, strict=False) if entry.is_file()]
    except (OSError, ValueError):
        return []
    return sorted(found)
