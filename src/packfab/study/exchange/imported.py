# SPDX-License-Identifier: Apache-2.0
"""What comes out of a file of the trade, before it becomes a spec: dies, chips, balls, fingers, and what was lost?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from packfab.design import Pad, PadMap
from packfab.errors import BadInput, Fault


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a person may say about files that leave it open; lengths in nm.

    macros: cells that are bumps, where a file does not tell; diameter: of pads or bumps without a size; thickness: of
    dies; cell: the cell of a mask file, by default its top cell; pad_layer, outline_layer: (layer, datatype) of a mask
    file; root: folder within which files that a file names must lie, by default its own.
    """

    name: str | None = None
    macros: tuple[str, ...] = ()
    diameter: int | None = None
    thickness: int | None = None
    cell: str | None = None
    pad_layer: tuple[int, int] | None = None
    outline_layer: tuple[int, int] | None = None
    sheet: str | None = None
    root: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ImportedDie:
    """A die: pads from its centre, looking onto its active face; size and thickness in nm where the file tells them."""

    pads: PadMap
    size: tuple[int, int] | None = None
    thickness: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedChip:
    """A die at a place (nm from the package centre, seen from the top), turned by rotation (rad, counter-clockwise)."""

    name: str
    die: str
    at: tuple[int, int] = (0, 0)
    rotation: float = 0.0
    attach: Literal["flip-chip", "face-up"] = "flip-chip"
    on: str = "carrier"
    standoff: int | None = None
    """nm from what carries the chip to its active face, where the file tells it."""
    lands: PadMap | None = None
    """Pads of the die below on which the bumps land, one for each, as that die sees them; None where none are told."""


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """What was read: source names the file and its format; notes tell what was lost, left out or guessed.

    balls: from the package centre, seen from the top; fingers: chip -> places of the second bonds, named as the pads
    that they take; wire_diameter and ball_diameter in nm; size: of the package body, nm.
    """

    name: str
    source: str
    dies: Mapping[str, ImportedDie]
    chips: tuple[ImportedChip, ...] = ()
    balls: PadMap | None = None
    ball_diameter: int | None = None
    fingers: Mapping[str, PadMap] = field(default_factory=dict)
    wire_diameter: int | None = None
    size: tuple[int, int] | None = None
    notes: tuple[str, ...] = ()


def imported_pad(
    source: str,
    name: str,
    at: tuple[int, int],
    net: str = "",
    diameter: int | None = None,
    size: tuple[int, int] | None = None,
) -> Pad:
    """A pad of a file; BadInput, which names the source, for a name, net or size that no pad can have."""
    try:
        return Pad(name, *at, net, diameter, size)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = (
            ("name", "x", "y", "net", "diameter", "size")[first["loc"][0]] if isinstance(first["loc"][0], int) else ""
        )
        raise BadInput([Fault(f"pad '{name[:60]}' cannot have this {field}".rstrip(), source,
                              measured=str(first.get("input"))[:60], fix="correct the file")]) from None  # fmt: skip
