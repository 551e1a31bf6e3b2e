# SPDX-License-Identifier: Apache-2.0
"""What is a format of the trade: what goes out, what comes in, what is carried and what is lost?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packfab.study.exchange.handed import ExportOptions, Handed
from packfab.study.exchange.imported import Imported, ImportOptions

Export = Callable[[Handed, ExportOptions], Mapping[str, bytes]]
"""Gives file names, relative to the folder that a person names, with their contents."""
Import = Callable[[Sequence[Path], ImportOptions], Imported]
"""Reads files that belong together, the named one first."""


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table of formats.

    endings: of its files, with the dot, the usual one first; carried, lost: one sentence each, for people; needs: the
    extra of packfab to install, where the core is not enough.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    carried: str
    lost: str
    export: Export | None = None
    read: Import | None = None
    needs: str = ""
