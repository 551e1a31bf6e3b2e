# SPDX-License-Identifier: Apache-2.0
"""How is a subcircuit written as SPICE, and how is that subset read back?

One `.subckt` with its ports, resistors (R), inductors (L) and capacitors (C) with values in ohm, henry and farad, and
comments. Lines continue with `+`. Names of nodes and devices hold letters, digits and `_`; what they stood for before
is told in comments, as `* node N_1 is 'VDD(core)'`.

Source: L. W. Nagel, SPICE2, ERL-M520, University of California, Berkeley, 1975, appendix A (elements and subcircuits).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from packfab.errors import BadInput, Fault

MAX_BYTES = 64_000_000
MAX_NAME = 400
_WIDTH = 78
_KINDS = ("R", "L", "C")
_NODE = re.compile(r"^\* (node|port|device|subckt) (\S+) is '((?:[^'\\]|\\.)*)'$")
_LEGAL = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
_SCALE = {"t": 1e12, "g": 1e9, "meg": 1e6, "k": 1e3, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15, "": 1.0}
_NUMBER = re.compile(r"^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(meg|[tgkmunpf])?[a-z]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SpiceDevice:
    """A two-terminal device: kind R, L or C, name, its nodes by name, and its value in ohm, henry or farad."""

    kind: str
    name: str
    nodes: tuple[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class SpicePort:
    """A port by name, and the node that it is."""

    name: str
    node: str


@dataclass(frozen=True, slots=True)
class Subcircuit:
    """A subcircuit: name, ports with the node of each, nodes that no port is on, and devices.

    Names are free text. Several ports may be on one node: in the file each is a node of its own, joined to that node
    by a resistor of 0 ohm.
    """

    name: str
    ports: tuple[SpicePort, ...]
    nodes: tuple[str, ...] = ()
    devices: tuple[SpiceDevice, ...] = ()
    notes: tuple[str, ...] = field(default=())


def write_spice(one: Subcircuit) -> str:
    """The subcircuit as text; the same value gives the same text."""
    every = dict.fromkeys([*(p.node for p in one.ports), *one.nodes, *(n for d in one.devices for n in d.nodes)])
    taken: set[str] = {"0"}
    nodes = {name: _legal(name, "N", taken) for name in every}
    ports = {port.name: _legal(port.name, "P", taken) for port in one.ports}
    title = _legal(one.name, "X", set())
    lines = [f"* {_plain(note)}" for note in one.notes]
    lines.append(f"* subckt {title} is '{_quoted(one.name)}'")
    lines += [f"* node {known} is '{_quoted(name)}'" for name, known in nodes.items()]
    lines += [f"* port {known} is '{_quoted(name)}'" for name, known in ports.items()]
    lines += _folded([".subckt", title, *(ports[port.name] for port in one.ports)])
    for k, port in enumerate(one.ports, start=1):
        lines.append(f"Rport_{k} {ports[port.name]} {nodes[port.node]} 0")
    used: set[str] = set()
    for device in one.devices:
        name = _legal(device.name, device.kind, used)
        known = name if name[0].upper() == device.kind else f"{device.kind}{name}"
        lines.append(f"* device {known} is '{_quoted(device.name)}'")
        lines.append(f"{known} {nodes[device.nodes[0]]} {nodes[device.nodes[1]]} {device.value!r}")
    return "\n".join([*lines, f".ends {title}", ".end", ""])


def _legal(name: str, prefix: str, taken: set[str]) -> str:
    """A name that SPICE takes, new among those taken; names differ in more than their case."""
    base = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_")[:60] or prefix
    if not base[0].isalpha():
        base = f"{prefix}_{base}"
    known, k = base, 1
    while known.lower() in taken:
        k += 1
        known = f"{base}_{k}"
    taken.add(known.lower())
    return known


def _plain(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """Text as JSON writes it within quotes, in ASCII, without an apostrophe."""
    return json.dumps(text)[1:-1].replace("'", "\\u0027")


def _folded(words: Iterable[str]) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + len(word) >= _WIDTH:
            yield line
            line = "+"
        line = f"{line} {word}" if line else word
    yield line


def read_spice(source: Path | str | bytes) -> Subcircuit:
    """The first subcircuit of a file or text of this subset; BadInput tells the line of every fault."""
    text, where = _text(source)
    names: dict[str, dict[str, str]] = {kind: {} for kind in ("node", "port", "device", "subckt")}
    notes: list[str] = []
    faults: list[Fault] = []
    head: list[str] = []
    cards: list[tuple[int, list[str]]] = []
    ended = False
    for number, words in _statements(text):
        first = words[0].lower()
        if first.startswith("*"):
            found = _NODE.match(words[0])
            if found:
                names[found[1]][found[2].lower()] = _unquoted(found[3])
            elif not head:
                notes.append(words[0][1:].strip())
        elif first == ".subckt" and not head:
            head = words[1:]
            if not head:
                faults.append(Fault("a subcircuit has no name", f"{where}:{number}", fix="write .subckt NAME NODES"))
                head = [""]
        elif first == ".ends":
            ended = bool(head)
        elif first == ".end":
            break
        elif not ended:
            cards.append((number, words))
    if not head:
        faults.append(Fault("there is no subcircuit", where, fix="write .subckt NAME NODES ... .ends"))
    elif not ended:
        faults.append(Fault("the subcircuit does not end", where, fix="write .ends"))
    devices = []
    for number, words in cards:
        device, fault = _device(words, f"{where}:{number}")
        devices += [device] if device else []
        faults += [fault] if fault else []
    if faults:
        raise BadInput(faults)
    return _assembled(head, devices, names, notes)


def _assembled(
    head: list[str], devices: list[SpiceDevice], names: Mapping[str, Mapping[str, str]], notes: list[str]
) -> Subcircuit:
    """Names as they were before they were made legal; ports on the nodes that 0 ohm joins them to."""
    ports = {known.lower(): known for known in head[1:]}
    on: dict[str, str] = {}
    kept = []
    for device in devices:
        a, b = (node.lower() for node in device.nodes)
        if device.name.lower().startswith("rport_") and device.value == 0 and a in ports and a not in on:
            on[a] = b
        else:
            kept.append(device)

    def node(known: str) -> str:
        return names["node"].get(known.lower(), known)

    found = tuple(SpicePort(names["port"].get(low, known), node(on.get(low, low))) for low, known in ports.items())
    made = tuple(SpiceDevice(d.kind, names["device"].get(d.name.lower(), d.name),
                             (node(d.nodes[0]), node(d.nodes[1])), d.value) for d in kept)  # fmt: skip
    used = {p.node for p in found} | {n for d in made for n in d.nodes}
    bare = tuple(name for name in names["node"].values() if name not in used)
    return Subcircuit(names["subckt"].get(head[0].lower(), head[0]), found, bare, made, tuple(notes))


def _device(words: list[str], where: str) -> tuple[SpiceDevice | None, Fault | None]:
    kind = words[0][0].upper()
    if kind not in _KINDS:
        return None, Fault(f"'{words[0][:40]}' is no R, L or C", where, allowed=", ".join(_KINDS),
                           fix="leave out other elements")  # fmt: skip
    if len(words) != 4:
        return None, Fault(f"'{words[0][:40]}' needs two nodes and a value", where, f"{len(words)} words", "4 words",
                           "write NAME NODE NODE VALUE")  # fmt: skip
    value = _value(words[3])
    if value is None:
        return None, Fault(f"the value of '{words[0][:40]}' is no number", where, words[3][:40],
                           "a number such as 1.5k", "write it in ohm, henry or farad")  # fmt: skip
    return SpiceDevice(kind, words[0], (words[1], words[2]), value), None


def _value(text: str) -> float | None:
    found = _NUMBER.match(text[:80])
    if not found:
        return None
    value = float(found[1]) * _SCALE[(found[2] or "").lower()]
    return value if math.isfinite(value) else None


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines with what continues them, as words; the number of the first."""
    held: tuple[int, list[str]] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        words = [line.strip()] if line.lstrip().startswith("*") else line.split()
        if not words or not words[0]:
            continue
        if words[0].startswith("+") and held is not None and not held[1][0].startswith("*"):
            held[1].extend([words[0][1:], *words[1:]] if len(words[0]) > 1 else words[1:])
            continue
        if held is not None:
            yield held
        held = (number, words)
    if held is not None:
        yield held


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))[:MAX_NAME]
    except ValueError:
        return text[:MAX_NAME]


def _text(source: Path | str | bytes) -> tuple[str, str]:
    if isinstance(source, str):
        data, where = source.encode(), "netlist"
    elif isinstance(source, bytes):
        data, where = source, "netlist"
    else:
        where = str(source)
        try:
            data = source.read_bytes() if source.stat().st_size <= MAX_BYTES else b" " * (MAX_BYTES + 1)
        except OSError as error:
            raise BadInput([Fault(f"the file cannot be read: {error.strerror}", where, fix="check the name")]) from None
    if len(data) > MAX_BYTES:
        raise BadInput([Fault("the netlist is too large", where, f"{len(data)} bytes", f"{MAX_BYTES} bytes",
                              "split it")])  # fmt: skip
    return data.decode("utf-8", "replace"), where
