# SPDX-License-Identifier: Apache-2.0
"""What does a DEF file place: the outline of the die, its components, its pins, and which nets join them?

Everything else is passed over by its structure. Places are nm in the frame of the file. A component stands with the
lower left corner of its turned box at its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packfab.errors import BadInput, Fault
from packfab.io.lef_words import MAX_BYTES, Words, numbers, split_words
from packfab.io.spec_yaml import read_text

#: Units per micron that DEF knows are 100 to 20000; more are read as well.
MAX_DATABASE = 1_000_000
PLACED = ("PLACED", "FIXED", "COVER")
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DefComponent:
    """A cell at a place; at is None where it is not placed."""

    name: str
    macro: str
    at: Point | None = None
    orientation: str = "N"
    status: str = "FIXED"


@dataclass(frozen=True, slots=True)
class DefPort:
    """A rectangle of a pin at a place; box: (x0, y0, x1, y1) from the place, before it is turned."""

    layer: str = ""
    box: tuple[int, int, int, int] | None = None
    at: Point | None = None
    orientation: str = "N"


@dataclass(frozen=True, slots=True)
class DefPin:
    """A terminal of the die with its ports."""

    name: str
    net: str = ""
    direction: str = ""
    use: str = ""
    ports: tuple[DefPort, ...] = ()


@dataclass(frozen=True, slots=True)
class DefNet:
    """A net and the pins that it joins, as (component, pin); the component `PIN` is the die, `*` is any."""

    name: str
    connections: tuple[tuple[str, str], ...] = ()
    use: str = ""


@dataclass(frozen=True, slots=True)
class DefFile:
    """A placed design; area: two corners or a polygon, nm; skipped: sections that are not read."""

    design: str
    database: int  # units per micron
    area: tuple[Point, ...]
    components: tuple[DefComponent, ...] = ()
    pins: tuple[DefPin, ...] = ()
    nets: tuple[DefNet, ...] = ()
    skipped: tuple[str, ...] = ()


def read_def(path: Path) -> DefFile:
    """The placed design of a DEF file; BadInput with all faults of its statements."""
    return parse_def(read_text(path, limit=MAX_BYTES), path.name)


def parse_def(text: str, file: str) -> DefFile:
    """The placed design in the text of a DEF file."""
    return _Reader(split_words(text, file)).design()


def def_text(design: DefFile) -> str:
    """A placed design as DEF text; places are rounded to the units of its database."""
    per = design.database

    def place(point: Point) -> str:
        return "( " + " ".join(str(round(side * per / 1000)) for side in point) + " )"

    lines = ["VERSION 5.8 ;", 'DIVIDERCHAR "/" ;', 'BUSBITCHARS "[]" ;', f"DESIGN {design.design} ;",
             f"UNITS DISTANCE MICRONS {per} ;"]  # fmt: skip
    lines += [f"DIEAREA {' '.join(map(place, design.area))} ;"] if design.area else []
    lines += [f"COMPONENTS {len(design.components)} ;"]
    for one in design.components:
        where = f" + {one.status} {place(one.at)} {one.orientation}" if one.at is not None else ""
        lines.append(f"  - {one.name} {one.macro}{where} ;")
    lines += ["END COMPONENTS", f"PINS {len(design.pins)} ;"]
    for pin in design.pins:
        told = (("NET", pin.net), ("DIRECTION", pin.direction), ("USE", pin.use))
        lines.append(f"  - {pin.name}" + "".join(f" + {key} {value}" for key, value in told if value))
        for port in pin.ports:
            box = f" + LAYER {port.layer} {place(port.box[:2])} {place(port.box[2:])}" if port.box else ""
            at = f" + FIXED {place(port.at)} {port.orientation}" if port.at is not None else ""
            lines.append(f"    + PORT{box}{at}")
        lines[-1] += " ;"
    lines += ["END PINS", f"NETS {len(design.nets)} ;"]
    for net in design.nets:
        joined = "".join(f" ( {component} {pin} )" for component, pin in net.connections)
        lines.append(f"  - {net.name}{joined}{f' + USE {net.use}' if net.use else ''} ;")
    return "\n".join([*lines, "END NETS", "END DESIGN", ""])


class _Reader:
    """Reads the sections of a DEF file."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.database = 0
        self.name = ""
        self.area: tuple[Point, ...] = ()
        self.components: list[DefComponent] = []
        self.pins: list[DefPin] = []
        self.nets: list[DefNet] = []
        self.skipped: dict[str, None] = {}

    def design(self) -> DefFile:
        words = self.words
        sections: dict[str, Callable[[list[str], int], None]] = {
            "COMPONENTS": self._component, "PINS": self._pin, "NETS": self._net, "SPECIALNETS": self._net,
        }  # fmt: skip
        while words.more():
            line, word = words.line(), words.take()
            if word == "END":
                if words.more() and words.take() == "DESIGN":
                    break
            elif word == "BEGINEXT":
                words.skip_block("ENDEXT")
            elif word == "PROPERTYDEFINITIONS":
                words.skip_block("END", word)
            elif word in sections:
                words.statement()
                for number, item in self._items(word):
                    sections[word](item, number)
            elif word != ";":
                self._statement(word, words.statement(), line)
        words.stop_if_any()
        if not self.database:
            raise BadInput([Fault("the units are missing", words.file, fix="add 'UNITS DISTANCE MICRONS 2000 ;'")])
        return DefFile(self.name, self.database, self.area, tuple(self.components), tuple(self.pins), tuple(self.nets),
                       tuple(self.skipped))  # fmt: skip

    def _items(self, section: str) -> Iterator[tuple[int, list[str]]]:
        """The items of a section with their lines, each without the dash before it."""
        words = self.words
        while words.peek() == "-":
            line = words.line()
            yield line, words.statement()[1:]
        if words.take(f"'END {section}'") != "END" or words.take(f"'END {section}'") != section:
            words.stop(f"the section {section} does not end with 'END {section}'", fix="check its items")

    def _statement(self, word: str, rest: list[str], line: int) -> None:
        if word == "DESIGN" and rest:
            self.name = rest[0]
        elif word == "UNITS":
            found = self._numbers(rest[2:3], line, 1)
            if found and 1 <= found[0] <= MAX_DATABASE:
                self.database = round(found[0])
            elif found:
                self._wrong(rest, line, f"1 to {MAX_DATABASE} units per micron")
        elif word == "DIEAREA":
            places = self._numbers(rest, line, 4)
            if places is not None:
                self.area = tuple(self._points(places, line))
        elif len(rest) == 1 and rest[0].isdigit() and self.words.peek() in ("-", "END"):
            self.skipped[word] = None
            self.words.skip_block("END", word)

    def _component(self, item: list[str], line: int) -> None:
        if len(item) < 2 or item[1] == "+":
            self._wrong(item, line, "the names of a component and of its cell")
            return
        at, orientation, status = self._place(item, line)
        self.components.append(DefComponent(item[0], item[1], at, orientation, status))

    def _pin(self, item: list[str], line: int) -> None:
        if not item:
            self._wrong(item, line, "the name of a pin")
            return
        told = {"NET": "", "DIRECTION": "", "USE": ""}
        ports: list[list[list[str]]] = [[]]
        for clause in _clauses(item):
            if clause[0] in told and len(clause) > 1:
                told[clause[0]] = clause[1]
            elif clause[0] == "PORT":
                ports.append([])
            else:
                ports[-1].append(clause)
        made = [port for port in (self._port(held, line) for held in ports) if port is not None]
        self.pins.append(DefPin(item[0], told["NET"], told["DIRECTION"], told["USE"], tuple(made)))

    def _port(self, clauses: list[list[str]], line: int) -> DefPort | None:
        layer, box = "", None
        for clause in clauses:
            if clause[0] in ("LAYER", "POLYGON") and len(clause) > 1:
                start = clause.index("(") if "(" in clause else len(clause)
                places = self._numbers(clause[start:], line, 4)
                if places is not None and not layer:
                    points = self._points(places, line)
                    xs, ys = [x for x, _ in points], [y for _, y in points]
                    layer, box = clause[1], (min(xs), min(ys), max(xs), max(ys))
        at, orientation, _ = self._place([word for clause in clauses for word in ("+", *clause)], line)
        return DefPort(layer, box, at, orientation) if box is not None or at is not None else None

    def _net(self, item: list[str], line: int) -> None:
        if not item:
            self._wrong(item, line, "the name of a net")
            return
        joined: list[tuple[str, str]] = []
        place = 1
        while place + 2 < len(item) and item[place] == "(":
            joined.append((item[place + 1], item[place + 2]))
            try:
                place = item.index(")", place) + 1
            except ValueError:
                self._wrong(item[place:], line, "a connection in round brackets")
                return
        use = next((clause[1] for clause in _clauses(item[place:]) if clause[0] == "USE" and len(clause) > 1), "")
        self.nets.append(DefNet(item[0], tuple(joined), use))

    def _place(self, item: list[str], line: int) -> tuple[Point | None, str, str]:
        """Place, orientation and status of an item; no place where it has none."""
        for status in PLACED:
            if status in item:
                start = item.index(status)
                found = self._numbers(item[start + 1 : start + 5], line, 2)
                orientation = item[start + 5] if len(item) > start + 5 else "N"
                if found is None:
                    break
                if orientation not in ORIENTATIONS:
                    self._wrong([orientation], line, f"an orientation: {', '.join(ORIENTATIONS)}")
                    break
                return self._points(found, line)[0], orientation, status
        return None, "N", "UNPLACED"

    def _points(self, places: list[float], line: int) -> list[Point]:
        if not self.database:
            self.words.note(Fault("a place before the units", f"{self.words.file}:{line}",
                                  fix="put 'UNITS DISTANCE MICRONS n ;' before it"))  # fmt: skip
            self.database = 1000
        scaled = [round(value * 1000 / self.database) for value in places]
        return list(zip(scaled[::2], scaled[1::2], strict=False))

    def _numbers(self, rest: list[str], line: int, least: int) -> list[float] | None:
        try:
            found = numbers(rest)
        except ValueError:
            found = []
        if len(found) >= least and (least == 1 or len(found) % 2 == 0):
            return found
        self._wrong(rest, line, f"{least} numbers")
        return None

    def _wrong(self, rest: list[str], line: int, allowed: str) -> None:
        where = f"{self.words.file}:{line}"
        self.words.note(
            Fault("this statement cannot be read", where, " ".join(rest)[:60], allowed, "correct the statement")
        )


def _clauses(item: list[str]) -> Iterator[list[str]]:
    """The parts of an item that begin with `+`, without it."""
    start: int | None = None
    for index, word in enumerate(item):
        if word == "+":
            if start is not None and index > start:
                yield item[start:index]
            start = index + 1
    if start is not None and start < len(item):
        yield item[start:]


#: Orientation -> where a point (x, y) of a box (width, height) with its lower left corner at (0, 0) ends up, when the
#: turned box has its lower left corner there again.
ORIENTATIONS: dict[str, Callable[[int, int, int, int], Point]] = {
    "N": lambda x, y, w, h: (x, y),
    "S": lambda x, y, w, h: (w - x, h - y),
    "W": lambda x, y, w, h: (h - y, x),
    "E": lambda x, y, w, h: (y, w - x),
    "FN": lambda x, y, w, h: (w - x, y),
    "FS": lambda x, y, w, h: (x, h - y),
    "FW": lambda x, y, w, h: (y, x),
    "FE": lambda x, y, w, h: (h - y, w - x),
}


def oriented(point: Point, size: Point, orientation: str) -> Point:
    """Where a point of a cell (from the lower left corner of its box, nm) ends up from that of the turned box."""
    return ORIENTATIONS[orientation](*point, *size)
