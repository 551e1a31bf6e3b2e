# SPDX-License-Identifier: Apache-2.0
"""Which package does a spec file describe, and what is wrong with the file?

Reading goes text -> plain data -> pad maps loaded -> design types -> checks across the design.  All faults
are told at once, each with file and line.  Files that a spec names lie in its own folder.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PureWindowsPath
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from packfab.design import (
    BackBond,
    Balls,
    Carrier,
    Chip,
    Die,
    Extent,
    FanOut,
    HeatSink,
    Mold,
    Package,
    PadMap,
    Passive,
    Second,
    SideTraces,
    ThinFilm,
    ThroughVias,
    Wiring,
    die_faults,
    faults,
    material_faults,
)
from packfab.errors import BadInput, Fault, PackfabError
from packfab.io.spec_pads import SOURCES, Found, read_pads, read_source
from packfab.io.spec_rows import (
    DeviationTable,
    FoundRows,
    NetTable,
    RouteTable,
    TraceTable,
    read_deviations,
    read_nets,
    read_routes,
    read_traces,
)
from packfab.io.spec_words import Locator, labels, told
from packfab.io.spec_yaml import Document, Place, parse, read_text
from packfab.materials import Library

#: Keys of a spec that hold a pad map in the frame of the package.
_WITH_PADS = ("balls", "top_balls", "vias")
#: Keys of a spec that hold wiring with contacts and layers.
_WITH_CONTACTS = ("fan_out", "thin_film")
#: So many faults are told at once.
MAX_FAULTS = 100
T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class SpecFile:
    """A spec that was read: the package, its materials, and where everything stands in the file."""

    path: Path
    package: Package
    library: Library
    lines: Mapping[str, int]  # dotted path -> line
    pads: Mapping[str, Found]  # dotted path of a pad map -> its pads and their lines
    rows: Mapping[str, FoundRows] = field(default_factory=dict)  # dotted path of a list -> its items and their lines


def read_spec(path: str | Path) -> Package:
    """The package that a spec file describes; BadInput with all faults of the file at once."""
    return load_spec(path).package


def load_spec(path: str | Path) -> SpecFile:
    """The package, its material library and the lines of a spec file; BadInput with all faults at once."""
    path = Path(path)
    document = parse(read_text(path), path.name)
    return _Reader(path, document, Locator(path.name, document), [], {}, {}).spec_file()


def line_of(spec: SpecFile, where: str) -> int:
    """The line of a dotted path such as `chips.U1.pads`, or of the nearest path around it."""
    return _line(spec.lines, where)


def located(spec: SpecFile, fault: Fault) -> Fault:
    """A fault whose `where` is a dotted path, with the file and line put before it."""
    return _located(fault, spec.path.name, spec.lines, spec.pads, spec.rows)


def _line(lines: Mapping[str, int], where: str) -> int:
    while where:
        if where in lines:
            return lines[where]
        where = where.rpartition(".")[0]
    return lines.get("", 1)


def _located(
    fault: Fault, name: str, lines: Mapping[str, int], pads: Mapping[str, Found], tables: Mapping[str, FoundRows]
) -> Fault:
    for prefix, listed in tables.items():
        number = fault.where.removeprefix(f"{prefix}[").partition("]")[0]
        if number.isdecimal() and int(number) < len(listed.lines):
            return replace(fault, where=f"{listed.file}:{listed.lines[int(number)]} {fault.where}")
    for prefix, found in pads.items():
        if found.lines and fault.where.startswith(f"{prefix}."):
            pad_name = fault.where.removeprefix(f"{prefix}.")
            rows = [row for row, pad in enumerate(found.pads.pads) if pad.name == pad_name]
            if rows:
                return replace(fault, where=f"{found.file}:{found.lines[rows[-1]]} {fault.where}")
    return replace(fault, where=f"{name}:{_line(lines, fault.where)} {fault.where}".rstrip())


@dataclass(frozen=True, slots=True)
class _Reader:
    """Holds what is known while one spec is read."""

    path: Path
    document: Document
    locator: Locator
    faults: list[Fault]
    pads: dict[str, Found]
    rows: dict[str, FoundRows]

    def spec_file(self) -> SpecFile:
        if not isinstance(self.document.data, dict):
            what = "the file is empty" if self.document.data is None else "the file holds no keys with values"
            raise BadInput([Fault(what, f"{self.path.name}:1", fix="start from 'packfab new molded-flip-chip'")])
        library = self._library()
        self._check_rule_deck()
        data = self._with_pads(self.document.data)
        lines = labels(self.document)
        try:
            package = Package.model_validate(data)
        except ValidationError as error:
            self.faults.extend(told(error, Package, (), self.locator))
            self._add(_partial_faults(data, library.names()), lines)
            raise BadInput(_in_order(self.faults, self.path.name)) from None
        self._add(self._whole_faults(package, library.names()), lines)
        if self.faults:
            raise BadInput(_in_order(self.faults, self.path.name))
        return SpecFile(self.path, package, library, lines, self.pads, self.rows)

    def _add(self, found: Iterator[Fault] | list[Fault], lines: Mapping[str, int]) -> None:
        self.faults.extend(_located(fault, self.path.name, lines, self.pads, self.rows) for fault in found)

    def _whole_faults(self, package: Package, materials: Collection[str]) -> list[Fault]:
        """Faults across the design; a map whose table could not be read is empty, and not worth a word."""
        unread = bool(self.faults)
        return [fault for fault in faults(package, materials) if not (unread and "is empty" in fault.what)]

    def _library(self) -> Library:
        library = Library.builtin()
        name = self.document.data.get("materials")
        if not isinstance(name, str):
            return library
        try:
            return library.with_file(self._locate(name, ("materials",)))
        except BadInput as error:
            self.faults.extend(error.faults)
        except PackfabError as error:
            self.faults.append(Fault(str(error), self.locator.where(("materials",))))
        return library

    def _check_rule_deck(self) -> None:
        """A fault where the file with design rules is missing or not in the folder of the spec."""
        name = self.document.data.get("rule_deck")
        if isinstance(name, str):
            try:
                self._locate(name, ("rule_deck",))
            except BadInput as error:
                self.faults.extend(error.faults)

    def _with_pads(self, data: dict[str, Any]) -> dict[str, Any]:
        """The data with every pad source replaced by the pads it means."""
        result = dict(data)
        board = _size(_mapping(data.get("carrier")).get("size"))
        if isinstance(data.get("dies"), dict):
            result["dies"] = {
                name: self._die_with_pads(name, die) if isinstance(die, dict) else die
                for name, die in data["dies"].items()
            }
        for key in _WITH_PADS:
            if isinstance(data.get(key), dict) and "pads" in data[key]:
                result[key] = {**data[key], "pads": self._pad_map(data[key]["pads"], (key, "pads"), board)}
        if isinstance(data.get("chips"), list):
            result["chips"] = [self._chip_with_fingers(index, chip, board) for index, chip in enumerate(data["chips"])]
        for key in _WITH_CONTACTS:
            if isinstance(data.get(key), dict):
                result[key] = self._with_contacts(data[key], key, board)
        carrier = _mapping(data.get("carrier"))
        if isinstance(carrier.get("deviations"), dict):
            listed = self._row_table(carrier["deviations"], ("carrier", "deviations"), DeviationTable, read_deviations)
            result["carrier"] = {**carrier, "deviations": listed}
        return result

    def _with_contacts(self, given: dict[str, Any], key: str, board: tuple[int, int]) -> dict[str, Any]:
        """The wiring of a package with its contacts as pads, and with what stands in tables: lines and nets."""
        result = dict(given)
        if given.get("contacts") is not None:
            result["contacts"] = self._pad_map(given["contacts"], (key, "contacts"), board)
        if isinstance(given.get("routes"), dict):
            result["routes"] = self._row_table(given["routes"], (key, "routes"), RouteTable, read_routes)
        if isinstance(given.get("layers"), list):
            result["layers"] = [self._layer(layer, (key, "layers", i)) for i, layer in enumerate(given["layers"])]
        return result

    def _layer(self, layer: Any, place: Place) -> Any:
        """A layer with the nets of its table."""
        if not isinstance(_mapping(layer).get("nets"), dict):
            return layer
        read = partial(read_nets, layer=str(layer.get("name")))
        return {**layer, "nets": self._row_table(layer["nets"], (*place, "nets"), NetTable, read)}

    def _row_table(
        self, raw: Any, place: Place, kind: type[T], read: Callable[[T, Callable[[str], Path]], FoundRows]
    ) -> tuple[Any, ...]:
        where = self.locator.where(place)
        dotted = where.partition(" ")[2]
        found = FoundRows()
        try:
            found = read(kind.model_validate(raw), lambda name: self._locate(name, (*place, "table")))
        except ValidationError as error:
            self.faults.extend(told(error, kind, place, self.locator))
        except BadInput as error:
            for fault in error.faults:
                self.faults.append(replace(fault, where=_joined(fault.where, where, dotted)))
        self.rows[dotted] = found
        return found.items

    def _die_with_pads(self, name: str, die: dict[str, Any]) -> dict[str, Any]:
        circuit = _mapping(die.get("circuit"))
        if isinstance(circuit.get("traces"), dict):
            traces = self._row_table(circuit["traces"], ("dies", name, "circuit", "traces"), TraceTable, read_traces)
            die = {**die, "circuit": {**circuit, "traces": traces}}
        if not isinstance(die.get("pads"), dict):
            return die
        size = _size(die.get("size"))
        maps = {key: self._pad_map(raw, ("dies", name, "pads", key), size) for key, raw in die["pads"].items()}
        return {**die, "pads": maps}

    def _chip_with_fingers(self, index: int, chip: Any, board: tuple[int, int]) -> Any:
        wires = _mapping(_mapping(chip).get("wires"))
        landing = _mapping(wires.get("landing"))
        if landing.get("fingers") is None:
            return chip
        place = ("chips", index, "wires", "landing", "fingers")
        fingers = self._pad_map(landing["fingers"], place, board)
        return {**chip, "wires": {**wires, "landing": {**landing, "fingers": fingers}}}

    def _pad_map(self, raw: Any, place: Place, owner: tuple[int, int]) -> PadMap:
        where = self.locator.where(place)
        dotted = where.partition(" ")[2]
        found = Found(PadMap(pads=()))
        try:
            source = read_source(raw)
            found = read_pads(source, owner, lambda name: self._locate(name, (*place, "table")))
        except ValidationError as error:
            kind = next(kind for key, kind in SOURCES.items() if key in raw)
            self.faults.extend(told(error, kind, place, self.locator))
        except BadInput as error:
            for fault in error.faults:
                self.faults.append(replace(fault, where=_joined(fault.where, where, dotted)))
        self.pads[dotted] = found
        return found.pads

    def _locate(self, name: str, place: Place) -> Path:
        """The path of a file that the spec names; BadInput when it is missing or not in the folder of the spec."""
        where = self.locator.where(place)
        folder = self.path.parent.resolve()
        try:
            target = (folder / name).resolve()
            outside = Path(name).is_absolute() or bool(PureWindowsPath(name).drive) or folder not in target.parents
            missing = not outside and not target.is_file()
        except (OSError, ValueError, RuntimeError):
            outside, missing = False, True
        if outside:
            raise BadInput(
                [
                    Fault(
                        f"'{name[:80]}' lies outside the folder of the spec",
                        where,
                        fix="put the file next to the spec and name it by itself",
                    )
                ]
            )
        if missing:
            raise BadInput([Fault(f"no file '{name[:80]}' next to the spec", where, fix="check its name and folder")])
        return target


def _joined(inner: str, outer: str, dotted: str) -> str:
    """Where a fault of a pad source stands: in the spec, or in a table of its own for a place in the spec."""
    if not inner or inner == outer:
        return outer
    return inner if dotted in inner else f"{inner} {dotted}"


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _size(raw: Any) -> tuple[int, int]:
    """The size of a die or carrier; nothing where it cannot be read, which is told elsewhere."""
    try:
        return TypeAdapter(Extent).validate_python(raw)
    except ValidationError:
        return (0, 0)


def _partial_faults(data: dict[str, Any], materials: Collection[str]) -> Iterator[Fault]:
    """What can be said about the sound parts of a spec of which other parts are not sound."""
    for name, raw in _mapping(data.get("dies")).items():
        die = _sound(Die, raw)
        if isinstance(die, Die):
            yield from material_faults(die, materials, f"dies.{name}")
            yield from (fault for fault in die_faults(name, die) if "is empty" not in fault.what)
    parts: list[tuple[str, Any, Any]] = [
        ("carrier", Carrier, data.get("carrier")),
        ("mold", Mold, data.get("mold")),
        ("balls", Balls, data.get("balls")),
        ("top_balls", Balls, data.get("top_balls")),
        ("heat_sink", HeatSink, data.get("heat_sink")),
        ("vias", ThroughVias, data.get("vias")),
        ("side_traces", SideTraces, data.get("side_traces")),
        ("second", Second, data.get("second")),
        ("back_bond", BackBond, data.get("back_bond")),
        ("wiring", Wiring, data.get("wiring")),
        ("fan_out", FanOut, data.get("fan_out")),
        ("thin_film", ThinFilm, data.get("thin_film")),
    ]
    for group, kind in (("chips", Chip), ("passives", Passive)):
        items = data.get(group)
        for raw in items if isinstance(items, list) else []:
            parts.append((f"{group}.{_mapping(raw).get('name')}", kind, raw))
    for where, kind, raw in parts:
        part = _sound(kind, raw)
        if isinstance(part, BaseModel):
            yield from material_faults(part, materials, where)


def _sound(kind: Any, raw: Any) -> Any:
    try:
        return TypeAdapter(kind).validate_python(raw)
    except ValidationError:
        return None


def _in_order(found: list[Fault], name: str) -> list[Fault]:
    """Each fault once: those of the spec file by line, then those of its tables; very many are cut short."""

    def key(fault: Fault) -> tuple[bool, int]:
        number = fault.where.removeprefix(f"{name}:").split(" ")[0]
        return (False, int(number)) if number.isdigit() else (True, 0)

    unique = sorted(dict.fromkeys(found), key=key)
    if len(unique) > MAX_FAULTS:
        more = Fault(f"and {len(unique) - MAX_FAULTS} more faults", fix="correct these first")
        return [*unique[:MAX_FAULTS], more]
    return unique
