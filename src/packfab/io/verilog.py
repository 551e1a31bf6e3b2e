# SPDX-License-Identifier: Apache-2.0
"""Which instances does a structural Verilog netlist have, and on which net is each of their ports?

Only what joins chiplets is read: modules, instances with named ports, and single nets (escaped names and bit selects
too). Anything that computes is refused. A netlist is written with escaped names where a name needs that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packfab.errors import BadInput, Fault
from packfab.io.spec_yaml import decoded, read_text

#: Bounds of a netlist.
MAX_BYTES = 20_000_000
MAX_PINS = 500_000

_TOKEN = re.compile(
    r"(?P<skip>\s+|//[^\n]*|/\*.*?\*/|\(\*.*?\*\))|(?P<name>\\\S+|[A-Za-z_][\w$]*)|(?P<number>[0-9]+)|(?P<mark>[][(){}.,;:#=])",
    re.DOTALL,
)
_SIMPLE = re.compile(r"[A-Za-z_][\w$]*")
_DECLARED = ("input", "output", "inout", "wire", "supply0", "supply1", "tri")
_KEYWORDS = {*_DECLARED, "module", "endmodule", "assign", "always", "initial", "reg", "parameter", "function", "begin",
             "end", "generate"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class VerilogInstance:
    """A cell by name, and the net of each of its ports; ports that are left open are not there."""

    cell: str
    name: str
    pins: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VerilogModule:
    """A module with its ports and instances."""

    name: str
    ports: tuple[str, ...]
    instances: tuple[VerilogInstance, ...]


def read_verilog(source: Path | bytes, *, name: str = "") -> tuple[VerilogModule, ...]:
    """All modules of a structural netlist; BadInput tells the first line that is none."""
    if isinstance(source, Path):
        name = name or source.name
        text = read_text(source, limit=MAX_BYTES)
    else:
        name = name or "netlist"
        if len(source) > MAX_BYTES:
            raise BadInput([Fault("the netlist is too large", name, f"{len(source)} bytes", f"{MAX_BYTES} bytes")])
        text = decoded(source, name)
    return tuple(_Tokens(text, name).modules())


def write_verilog(module: VerilogModule) -> str:
    """A module as structural Verilog: its nets declared, one instance after the other."""
    nets = sorted({net for one in module.instances for _, net in one.pins} - set(module.ports))
    lines = [f"module {_written(module.name)} ({', '.join(map(_written, module.ports))});"]
    lines += [f"  inout {_written(port)};" for port in module.ports]
    lines += [f"  wire {_written(net)};" for net in nets]
    for one in module.instances:
        pins = [f"    .{_written(port)}({_written(net)})" for port, net in one.pins]
        lines.append(f"  {_written(one.cell)} {_written(one.name)} (")
        lines += [",\n".join(pins), "  );"] if pins else ["  );"]
    return "\n".join([*lines, "endmodule"]) + "\n"


def nets_of(module: VerilogModule) -> Mapping[tuple[str, str], str]:
    """(instance, port) -> net."""
    return {(one.name, port): net for one in module.instances for port, net in one.pins}


def _written(name: str) -> str:
    return name if _SIMPLE.fullmatch(name) and name not in _KEYWORDS else f"\\{name} "


class _Tokens:
    """The words of a netlist, one after the other."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.words = self._split()
        self.ahead: tuple[str, str, int] = next(self.words)
        self.pins = 0

    def _split(self) -> Iterator[tuple[str, str, int]]:
        place = 0
        while place < len(self.text):
            match = _TOKEN.match(self.text, place)
            if match is None:
                raise self._fault("this is no structural Verilog", self.text[place : place + 20], place)
            if match.lastgroup != "skip":
                word = match.group().removeprefix("\\")
                kind = "escaped" if match.group().startswith("\\") else str(match.lastgroup)
                yield kind, word, place
            place = match.end()
        while True:
            yield "end", "", len(self.text)

    def _fault(self, what: str, measured: str, place: int) -> BadInput:
        line = self.text.count("\n", 0, place) + 1
        return BadInput([Fault(what, f"{self.name}:{line}", " ".join(measured.split())[:60],
                               "modules, instances with named ports, single nets")])  # fmt: skip

    def take(self, *wanted: str) -> str:
        """The next word, one of those wanted; without any, a name."""
        kind, word, place = self.ahead
        if (wanted and (kind == "escaped" or word not in wanted)) or (not wanted and not self.names()):
            raise self._fault(f"expected {' or '.join(wanted) or 'a name'}", word or "the end", place)
        self.ahead = next(self.words)
        return word

    def names(self) -> bool:
        """Whether a name comes next."""
        kind, word, _ = self.ahead
        return kind == "escaped" or (kind == "name" and word not in _KEYWORDS)

    def comes(self, *words: str) -> bool:
        """Whether one of these marks or keywords comes next."""
        return self.ahead[0] != "escaped" and self.ahead[1] in words and self.ahead[0] != "end"

    def modules(self) -> Iterator[VerilogModule]:
        while self.ahead[0] != "end":
            self.take("module")
            yield self._module()

    def _module(self) -> VerilogModule:
        name, ports, instances = self.take(), [], []
        if self.comes("("):
            ports = list(self._ports())
        self.take(";")
        while not self.comes("endmodule"):
            if self.comes(*_DECLARED):
                self._declaration()
            else:
                instances.append(self._instance())
        self.take("endmodule")
        return VerilogModule(name, tuple(ports), tuple(instances))

    def _ports(self) -> Iterator[str]:
        self.take("(")
        while not self.comes(")"):
            if self.comes(*_DECLARED, ","):
                self.take(*_DECLARED, ",")
            elif self.comes("["):
                self._range()
            else:
                yield self.take()
        self.take(")")

    def _declaration(self) -> None:
        while self.comes(*_DECLARED):
            self.take(*_DECLARED)
        if self.comes("["):
            self._range()
        self.take()
        while self.comes(","):
            self.take(",")
            self.take()
        self.take(";")

    def _range(self) -> str:
        self.take("[")
        parts = [self._number()]
        if self.comes(":"):
            self.take(":")
            parts.append(self._number())
        self.take("]")
        return f"[{':'.join(parts)}]"

    def _number(self) -> str:
        kind, word, place = self.ahead
        if kind != "number":
            raise self._fault("expected a number", word or "the end", place)
        self.ahead = next(self.words)
        return word

    def _instance(self) -> VerilogInstance:
        cell, name = self.take(), self.take()
        pins: list[tuple[str, str]] = []
        self.take("(")
        while not self.comes(")"):
            self.take(".")
            port = self.take()
            self.take("(")
            if not self.comes(")"):
                net = self.take()
                pins.append((port, net + (self._range() if self.comes("[") else "")))
            self.take(")")
            self.pins += 1
            if self.pins > MAX_PINS:
                raise self._fault("the netlist has too many pins", f"over {MAX_PINS}", self.ahead[2])
            if not self.comes(")"):
                self.take(",")
        self.take(")")
        self.take(";")
        return VerilogInstance(cell, name, tuple(pins))


def top_module(modules: Iterable[VerilogModule], name: str) -> VerilogModule | None:
    """The module of a name."""
    return next((one for one in modules if one.name == name), None)
