# SPDX-License-Identifier: Apache-2.0
"""What does the die text of a layout tool tell: a die, its place, and a table of its pins?

The text begins with `Key: value` lines; the table of pins has one line for each, between tabs. Places of pins are seen
onto the active face, from the middle that `Extents` are told from; `Origin` is the place in the package.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, DecimalException
from pathlib import Path

from packfab.errors import BadInput, Fault
from packfab.io.spec_yaml import read_text

MAX_BYTES = 20_000_000
MAX_PINS = 200_000
MAX_FAULTS = 20
#: No number of a die is larger, in any unit.
MOST = 10**12
#: Columns of the table of pins; the last two may be missing.
COLUMNS = ("Pin Number", "Padstack", "X Coord", "Y Coord", "Rotation", "Pin Use", "Net Name")
_NEEDED = COLUMNS[:1] + COLUMNS[2:4]
#: Units of the text -> nm.
UNITS = {"microns": 1_000, "um": 1_000, "micrometers": 1_000, "millimeters": 1_000_000, "mm": 1_000_000,
         "mils": 25_400, "mil": 25_400, "inches": 25_400_000, "nanometers": 1, "nm": 1}  # fmt: skip
_HEADER_LINES = 200
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DiePin:
    """A pin: place in nm, rotation in degrees, use such as `POWER`."""

    number: str
    x: int
    y: int
    padstack: str = ""
    rotation: float = 0.0
    use: str = ""
    net: str = ""


@dataclass(frozen=True, slots=True)
class DieText:
    """A die with its pins; lengths in nm, rotation in degrees; extents: lower left and upper right corner."""

    name: str
    pins: tuple[DiePin, ...]
    reference: str = ""
    kind: str = "Flipchip"
    orientation: str = "ChipDown"
    origin: Point = (0, 0)
    rotation: float = 0.0
    extents: tuple[Point, Point] | None = None
    unit: str = "microns"
    more: Mapping[str, str] = field(default_factory=dict)  # other lines of the head


def read_die_text(path: Path) -> DieText:
    """The die of a file; BadInput with all faults of its lines."""
    return parse_die_text(read_text(path, limit=MAX_BYTES), path.name)


def parse_die_text(text: str, file: str) -> DieText:
    """The die in the text of a file."""
    lines = text.splitlines()
    faults: list[Fault] = []
    head, start = _head(lines)
    if start is None:
        raise BadInput([Fault("there is no table of pins", file, allowed=f"a line with {', '.join(_NEEDED)}",
                              fix="is it die text?")])  # fmt: skip
    unit, per = _unit(head, file)
    columns = [cell.strip().strip('"') for cell in lines[start].split("\t")]
    pins = _pins(lines, start, columns, per, file, faults)
    origin = _numbers(head, "Origin", 2, file, faults) or [Decimal(0), Decimal(0)]
    extents = _numbers(head, "Extents", 4, file, faults)
    rotation = _numbers(head, "Rotation", 1, file, faults) or [Decimal(0)]
    if faults:
        raise BadInput(faults)
    held = [_nm(value, per) for value in extents or ()]
    known = {"Units", "Name", "RefDes", "DieType", "DieOrient", "Origin", "Rotation", "Extents"}
    return DieText(
        name=_told(head, "Name") or Path(file).stem,
        pins=tuple(pins),
        reference=_told(head, "RefDes"),
        kind=_told(head, "DieType"),
        orientation=_told(head, "DieOrient"),
        origin=(_nm(origin[0], per), _nm(origin[1], per)),
        rotation=float(rotation[0]),
        extents=((held[0], held[1]), (held[2], held[3])) if held else None,
        unit=unit,
        more={key: value for key, (value, _) in head.items() if key not in known},
    )


def die_text(die: DieText) -> str:
    """A die as die text, with as many decimals as whole nanometres need."""
    per = UNITS[die.unit]
    lengths = [length for pin in die.pins for length in (pin.x, pin.y)]
    lengths += [*die.origin, *(side for corner in die.extents or () for side in corner)]
    decimals = max([2, *(_decimals(length, per) for length in set(lengths))])

    def told(length: int) -> str:
        return f"{Decimal(length) / Decimal(per):.{decimals}f}"

    def pair(point: Point) -> str:
        return f"({told(point[0])} {told(point[1])})"

    after = "\t" * (len(COLUMNS) - 1)
    lines = [f"{key}: {value}" for key, value in die.more.items()]
    lines += [f'"Units: {die.unit}, {decimals} decimal places"', f"Name: {die.name}"]
    lines += [f"{key}: {value}" for key, value in (("RefDes", die.reference), ("DieType", die.kind),
                                                 ("DieOrient", die.orientation)) if value]  # fmt: skip
    lines += [f"Origin: {pair(die.origin)}", f"Rotation: {die.rotation:.3f}"]
    lines += [f"Extents: ({pair(die.extents[0])} {pair(die.extents[1])})"] if die.extents else []
    rows = ["\t".join(COLUMNS)]
    rows += ["\t".join((pin.number, pin.padstack, told(pin.x), told(pin.y), f"{pin.rotation:g}", pin.use, pin.net))
             for pin in die.pins]  # fmt: skip
    return "\n".join([*(line + after for line in lines), after, *rows]) + "\n"


def _decimals(length: int, per: int) -> int:
    exponent = (Decimal(length) / Decimal(per)).normalize().as_tuple().exponent
    return min(8, max(0, -exponent)) if isinstance(exponent, int) else 0


def _head(lines: Sequence[str]) -> tuple[dict[str, tuple[str, int]], int | None]:
    """The values of the head with their lines, and the index of the line with the names of the columns."""
    held: dict[str, tuple[str, int]] = {}
    for index, line in enumerate(lines[:_HEADER_LINES]):
        cells = [cell.strip().strip('"') for cell in line.split("\t")]
        if all(name in cells for name in _NEEDED):
            return held, index
        key, colon, value = line.strip().strip('"').partition(":")
        if colon:
            held.setdefault(key.strip(), (value.strip().strip('"'), index + 1))
    return held, None


def _told(head: Mapping[str, tuple[str, int]], key: str) -> str:
    return head[key][0] if key in head else ""


def _unit(head: Mapping[str, tuple[str, int]], file: str) -> tuple[str, int]:
    text, line = head.get("Units", ("microns", 1))
    unit = text.partition(",")[0].strip().lower()
    if unit not in UNITS:
        raise BadInput([Fault(f"unknown unit '{unit[:40]}'", f"{file}:{line}", allowed=", ".join(UNITS),
                              fix="correct the line 'Units: ...'")])  # fmt: skip
    return unit, UNITS[unit]


def _numbers(
    head: Mapping[str, tuple[str, int]], key: str, count: int, file: str, faults: list[Fault]
) -> list[Decimal] | None:
    if key not in head:
        return None
    text, line = head[key]
    found = [value for number in _NUMBER.findall(text[:400]) if (value := _number(number)) is not None]
    if len(found) == count:
        return found
    faults.append(Fault(f"'{key}' cannot be read", f"{file}:{line}", text[:60], f"{count} numbers", "correct the line"))
    return None


def _nm(value: Decimal, per: int) -> int:
    return int((value * per).to_integral_value(ROUND_HALF_EVEN))


def _pins(
    lines: Sequence[str], start: int, columns: Sequence[str], per: int, file: str, faults: list[Fault]
) -> list[DiePin]:
    places = {name: columns.index(name) for name in COLUMNS if name in columns}
    if len(lines) - start > 2 * MAX_PINS:
        raise BadInput([Fault("too many pins", file, measured=f"{len(lines)} lines", allowed=f"{MAX_PINS} pins")])
    pins: list[DiePin] = []
    for number, line in enumerate(lines[start + 1 :], start=start + 2):
        cells = [cell.strip() for cell in line.split("\t")]
        if not any(cells):
            continue
        held = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        x, y, turned = (_number(held.get(name, "")) for name in ("X Coord", "Y Coord", "Rotation"))
        if not held["Pin Number"] or x is None or y is None:
            faults.append(Fault("this pin cannot be read", f"{file}:{number}", measured=" ".join(cells)[:60],
                                allowed="a number, x and y between tabs", fix="correct the line"))  # fmt: skip
            if len(faults) >= MAX_FAULTS:
                raise BadInput(faults)
            continue
        pins.append(DiePin(held["Pin Number"], _nm(x, per), _nm(y, per), held.get("Padstack", ""),
                           float(turned or 0), held.get("Pin Use", ""), held.get("Net Name", "")))  # fmt: skip
    if not pins and not faults:
        faults.append(Fault("the table of pins is empty", f"{file}:{start + 1}", fix="give it pins"))
    return pins


def _number(text: str) -> Decimal | None:
    if len(text) > 60 or not _NUMBER.fullmatch(text):
        return None
    try:
        value = Decimal(text)
    except DecimalException:  # an exponent that no decimal can hold
        return None
    return value if value.copy_abs() < MOST else None
