# SPDX-License-Identifier: Apache-2.0
"""Which formats are there, which one is meant by a name or an ending, and what do plugins add?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from packfab.errors import BadInput, Fault, PackfabError
from packfab.plugins import find, offered
from packfab.study.exchange.aif import AIF
from packfab.study.exchange.blox import BLOX
from packfab.study.exchange.dxf import DRAWINGS
from packfab.study.exchange.format import Format
from packfab.study.exchange.maps import MAPS
from packfab.study.exchange.masks import MASKS
from packfab.study.exchange.placements import PLACEMENTS
from packfab.study.exchange.solids import SOLIDS
from packfab.study.exchange.spice import SPICE
from packfab.study.exchange.tables import TABLES
from packfab.study.exchange.thermal_model import THERMAL

GROUP = "packfab.formats"

#: Each file of this folder that fills formats offers its rows, such as `MASKS: tuple[Format, ...]`; they meet here.
_ROWS: tuple[Format, ...] = (*MAPS, *THERMAL, *BLOX, *AIF, *TABLES, *PLACEMENTS, *MASKS, *DRAWINGS, *SOLIDS, *SPICE)

#: Name -> format, in the order in which people are told.
FORMATS: Mapping[str, Format] = MappingProxyType({row.name: row for row in _ROWS})


def formats() -> tuple[Format, ...]:
    """All formats, those of plugins last."""
    more = [name for name in offered(GROUP, FORMATS) if name not in FORMATS]
    return (*FORMATS.values(), *map(format_called, more))


def format_called(name: str) -> Format:
    """The format of this name, in capitals or not; BadInput when there is none."""
    name = name if name in offered(GROUP, FORMATS) else name.lower()
    if name not in offered(GROUP, FORMATS):
        known = ", ".join(offered(GROUP, FORMATS))
        raise BadInput([Fault(f"there is no format '{name}'", where="--format", allowed=known,
                              fix="`packfab formats` lists them")])  # fmt: skip
    found = find(GROUP, name, table=FORMATS)
    if not isinstance(found, Format):
        raise PackfabError(f"plugin '{name}' of {GROUP} is not a Format; repair or uninstall that package")
    return found


def format_of(file: Path) -> Format:
    """The format that reads a file, by its ending; BadInput when none does.

    An ending that several formats have belongs to the one that names it the earliest.
    """
    readers = [f for f in formats() if f.read is not None]
    found = [(n, f) for f in readers for n, ending in enumerate(f.endings) if file.name.lower().endswith(ending)]
    if found:
        return min(found, key=lambda one: one[0])[1]
    endings = ", ".join(sorted({ending for f in readers for ending in f.endings}))
    raise BadInput([Fault("no format that is read has this ending", where=file.name, measured=file.suffix or "none",
                          allowed=endings, fix="rename the file, or say --format")])  # fmt: skip
