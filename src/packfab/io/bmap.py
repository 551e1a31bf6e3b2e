# SPDX-License-Identifier: Apache-2.0
"""Which bumps does a 3Dblox bump map (.bmap) name, and how is one written?

Plain text, six columns between blanks: `bumpInstName bumpCellType x y portName netName`; `#` begins a comment, `-`
stands for none. x and y are the centre of the bump in the frame of the chiplet, in micrometres.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, DecimalException
from pathlib import Path

from packfab.errors import BadInput, Fault
from packfab.io.spec_yaml import decoded, read_text
from packfab.units import LONGEST

#: Bounds of a bump map.
MAX_BYTES = 50_000_000
MAX_BUMPS = 500_000
MAX_FAULTS = 50
MAX_NUMBER = 40  # characters

_COLUMNS = ("bumpInstName", "bumpCellType", "x", "y", "portName", "netName")
_NONE = "-"


@dataclass(frozen=True, slots=True)
class BumpEntry:
    """One line of a bump map: x, y nm; port and net '' where there is none."""

    name: str
    cell: str
    x: int
    y: int
    port: str = ""
    net: str = ""


@dataclass(frozen=True, slots=True)
class BumpMap:
    """The bumps of one region; exact: whether all places were whole nm."""

    entries: tuple[BumpEntry, ...]
    exact: bool = True


def read_bmap(source: Path | bytes, *, name: str = "") -> BumpMap:
    """The bumps of a file or of its bytes; BadInput tells all lines that are wrong."""
    if isinstance(source, Path):
        name = name or source.name
        text = read_text(source, limit=MAX_BYTES)
    else:
        name = name or "bump map"
        if len(source) > MAX_BYTES:
            raise BadInput([_too_much(name, f"{len(source)} bytes", f"{MAX_BYTES} bytes")])
        text = decoded(source, name)
    return _entries(text, name)


def _entries(text: str, name: str) -> BumpMap:
    found: list[BumpEntry] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    exact = True
    for number, line in enumerate(text.split("\n"), start=1):
        cells = line.partition("#")[0].split()
        if not cells:
            continue
        if len(found) >= MAX_BUMPS:
            raise BadInput([*faults, _too_much(f"{name}:{number}", f"over {MAX_BUMPS} bumps", f"{MAX_BUMPS} bumps")])
        fault = _line_fault(cells, first)
        if fault is not None:
            what, measured, allowed, fix = fault
            faults.append(Fault(what, f"{name}:{number}", measured, allowed, fix))
            if len(faults) >= MAX_FAULTS:
                break
            continue
        (x, whole_x), (y, whole_y) = (parse_um(cells[2]) or (0, True)), (parse_um(cells[3]) or (0, True))
        exact = exact and whole_x and whole_y
        port, net = ("" if cell == _NONE else cell for cell in cells[4:])
        first[cells[0]] = number
        found.append(BumpEntry(cells[0], cells[1], x, y, port, net))
    if faults:
        raise BadInput(faults)
    return BumpMap(tuple(found), exact)


def _line_fault(cells: list[str], first: dict[str, int]) -> tuple[str, str, str, str] | None:
    """What, measured, allowed and fix of a line that cannot be read."""
    if len(cells) != len(_COLUMNS):
        return ("a bump has six columns", str(len(cells)), " ".join(_COLUMNS), "write '-' where there is none")
    for key, cell in zip(("x", "y"), cells[2:4], strict=True):
        if parse_um(cell) is None:
            return (f"{key} of bump '{cells[0][:60]}' is no length", cell[:60], "a number of micrometres", "")
    if cells[0] in first:
        return (f"bump '{cells[0][:60]}' is there twice", f"first on line {first[cells[0]]}", "", "keep one of them")
    return None


def parse_um(text: str) -> tuple[int, bool] | None:
    """Micrometres as whole nm, and whether nothing was rounded; None for what is no finite number."""
    if len(text) > MAX_NUMBER:
        return None
    try:
        exact = Decimal(text) * 1000
    except DecimalException:
        return None
    if not exact.is_finite() or abs(exact) > LONGEST:
        return None
    whole = exact.to_integral_value(ROUND_HALF_EVEN)
    return int(whole), whole == exact


def um_text(length: int) -> str:
    """Whole nm as micrometres with all digits and no more: `12.5`, `-0.001`, `300`."""
    sign, size = ("-" if length < 0 else ""), abs(length)
    whole, part = divmod(size, 1000)
    return f"{sign}{whole}" + (f".{part:03d}".rstrip("0") if part else "")


def write_bmap(entries: Iterable[BumpEntry]) -> str:
    """A bump map; BadInput when a name cannot stand in a column."""
    lines = ["# " + " ".join(_COLUMNS)]
    faults: list[Fault] = []
    for one in entries:
        for key, word in (("name", one.name), ("cell", one.cell), ("port", one.port), ("net", one.net)):
            needed = key in ("name", "cell")
            if word == _NONE or (needed and not word) or "#" in word or len(word.split()) != bool(word):
                faults.append(Fault(f"the {key} of a bump is one word", one.name or "bump map", repr(word)[:80],
                                    "letters and marks without blanks and '#'", "rename it"))  # fmt: skip
            elif word != word.strip():
                faults.append(Fault(f"the {key} of a bump has blanks around it", one.name, repr(word)[:80]))
        cells = (one.name, one.cell, um_text(one.x), um_text(one.y), one.port or _NONE, one.net or _NONE)
        lines.append(" ".join(cells))
        if len(faults) >= MAX_FAULTS:
            break
    if faults:
        raise BadInput(faults)
    return "\n".join(lines) + "\n"


def _too_much(where: str, measured: str, allowed: str) -> Fault:
    return Fault("the bump map is too large", where, measured, allowed, "keep the bumps of one region in it")
