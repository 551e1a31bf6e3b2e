# SPDX-License-Identifier: Apache-2.0
"""With which spec file, and which tables beside it, is a design handed on?

What is written reads back as the same design, with the same hash. Long pad maps and lists go into CSV tables. Comments
may stand at any place, such as the reason for a guess.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from packfab.design import Deviation, Package, PadMap, Route
from packfab.io.spec_tree import Node, Place, length_text, micron_text, quantity_text, quoted, spec_tree

#: More pads or rows than this go into a table of their own.
LONG_LIST = 16
#: Keys with all that is below them stand on one line up to this width.
WIDTH = 110
_TABLE_NAME = re.compile(r"[^A-Za-z0-9_.-]+")


def spec_text(package: Package, *, comments: Mapping[Place, str] | None = None, head: Sequence[str] = ()) -> str:
    """The whole design as one spec file; comments: place -> text behind it; head: comment lines at the beginning."""
    noted = dict(comments or {})
    return _text(spec_tree(package, keep=noted), noted, head)


def spec_files(
    package: Package, *, stem: str, comments: Mapping[Place, str] | None = None, head: Sequence[str] = ()
) -> dict[str, bytes]:
    """The spec `stem.yaml` first, then the tables that it names, by file name."""
    noted = dict(comments or {})
    tables = _Tables(stem)
    tree = spec_tree(package, keep=noted, other=tables.written)
    return {f"{stem}.yaml": _text(tree, noted, head).encode(), **tables.files}


class _Tables:
    """Puts long lists of a design into tables."""

    def __init__(self, stem: str) -> None:
        self.stem = stem
        self.files: dict[str, bytes] = {}

    def written(self, value: Any, place: Place) -> Node | None:
        if isinstance(value, PadMap):
            return self._pads(value, place)
        if isinstance(value, tuple) and len(value) > LONG_LIST:
            if all(isinstance(item, Route) for item in value):
                return self._routes(value, place)
            if all(isinstance(item, Deviation) for item in value):
                return self._deviations(value, place)
        return None

    def _pads(self, value: PadMap, place: Place) -> Node | None:
        pads = value.pads
        shapes = {(pad.diameter is not None, pad.size is not None) for pad in pads}
        if len(pads) <= LONG_LIST or len(shapes) > 1 or (True, True) in shapes or not all(pad.name for pad in pads):
            return None
        heads: dict[str, str] = {"name": "pad", "x": "x_um", "y": "y_um"}
        columns = [
            [pad.name for pad in pads],
            [micron_text(pad.x) for pad in pads],
            [micron_text(pad.y) for pad in pads],
        ]
        common: dict[str, Node] = {}
        if any(pad.net for pad in pads):
            heads["net"] = "net"
            columns.append([pad.net for pad in pads])
        if {pad.diameter for pad in pads} != {None}:
            if len({pad.diameter for pad in pads}) == 1:
                common["diameter"] = length_text(pads[0].diameter or 0)
            else:
                heads["diameter"] = "diameter_um"
                columns.append([micron_text(pad.diameter or 0) for pad in pads])
        if {pad.size for pad in pads} != {None}:
            sizes = [pad.size or (0, 0) for pad in pads]
            if len(set(sizes)) == 1:
                common["size"] = [length_text(side) for side in sizes[0]]
            else:
                heads |= {"width": "width_um", "height": "height_um"}
                columns += [[micron_text(size[side]) for size in sizes] for side in (0, 1)]
        name = self._table(place, [*heads.values()], columns)
        return {"table": quoted(name), "columns": dict(heads), **common}

    def _routes(self, value: tuple[Route, ...], place: Place) -> Node:
        rows = [
            (route.layer, route.net, str(line), micron_text(x), micron_text(y))
            for line, route in enumerate(value, start=1)
            for x, y in route.points
        ]
        name = self._table(place, ["layer", "net", "line", "x_um", "y_um"], [list(c) for c in zip(*rows, strict=True)])
        return {"table": quoted(name), "columns": {"x": "x_um", "y": "y_um"}}

    def _deviations(self, value: tuple[Deviation, ...], place: Place) -> Node:
        columns = [
            [str(one.column) for one in value],
            [str(one.row) for one in value],
            [one.chip for one in value],
            [micron_text(one.dx) for one in value],
            [micron_text(one.dy) for one in value],
            [quantity_text(one.rotation, "angle") for one in value],
        ]
        return {"table": quoted(self._table(place, ["column", "row", "chip", "dx", "dy", "rotation"], columns))}

    def _table(self, place: Place, heads: list[str], columns: list[list[str]]) -> str:
        words = [str(part) for part in place if part not in ("dies", "chips", "pads", "landing")]
        base = _TABLE_NAME.sub("-", "_".join([self.stem, *words]))[:120]
        name, count = f"{base}.csv", 1
        while name in self.files:
            count += 1
            name = f"{base}-{count}.csv"
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(zip(*columns, strict=True))
        self.files[name] = text.getvalue().encode()
        return name


def _text(tree: Node, comments: Mapping[Place, str], head: Sequence[str]) -> str:
    lines = [f"# {line}".rstrip() for line in head]
    parts = tree.items() if isinstance(tree, dict) else ()
    for key, node in parts:
        held = _keyed(key, node, (), 0, comments)
        if lines and (len(held) > 1 or key == "carrier") and not lines[-1].startswith("#"):
            lines.append("")
        lines += held
    return "\n".join(lines) + "\n"


def _keyed(key: str, node: Node, place: Place, indent: int, comments: Mapping[Place, str]) -> list[str]:
    """A key with what is below it."""
    here = (*place, key)
    start = f"{' ' * indent}{key}:"
    flow = _flow(node)
    block = isinstance(node, dict) and indent == 0 and bool(node)
    if isinstance(node, str) or (not block and _short(node, f"{start} {flow}", here, comments)):
        return [_noted(f"{start} {flow}", here, comments)]
    if isinstance(node, list) and all(isinstance(held, str) for held in node):
        return _wrapped(start, [str(held) for held in node], indent + 2)
    return [_noted(start, here, comments), *_block(node, here, indent + 2, comments)]


def _wrapped(start: str, items: list[str], indent: int) -> list[str]:
    """A list of texts on as many lines as it takes."""
    lines, held = [f"{start} ["], [" " * indent]
    for item in items:
        if len(held) > 1 and sum(map(len, held)) + len(item) + 2 > WIDTH:
            lines.append("".join(held).rstrip())
            held = [" " * indent]
        held.append(f"{item}, ")
    return [*lines, "".join(held).rstrip(), f"{' ' * (indent - 2)}]"]


def _block(node: Node, place: Place, indent: int, comments: Mapping[Place, str]) -> list[str]:
    """What is below a key, each on lines of its own."""
    if isinstance(node, dict):
        return [line for key, held in node.items() for line in _keyed(key, held, place, indent, comments)]
    lines: list[str] = []
    for index, held in enumerate(node):
        here = (*place, index)
        flow = f"{' ' * indent}- {_flow(held)}"
        if isinstance(held, str) or _short(held, flow, here, comments):
            lines.append(_noted(flow, here, comments))
            continue
        inner = _block(held, here, indent + 2, comments)
        lines += [f"{' ' * indent}- {inner[0].lstrip()}", *inner[1:]]
    return lines


def _short(node: Node, line: str, place: Place, comments: Mapping[Place, str]) -> bool:
    """Whether a part may stand on one line."""
    inside = any(noted[: len(place)] == place and noted != place for noted in comments)
    return len(line) <= WIDTH and not inside and _depth(node) <= 2


def _depth(node: Node) -> int:
    held = [] if isinstance(node, str) else list(node.values()) if isinstance(node, dict) else node
    return 0 if isinstance(node, str) else 1 + max(map(_depth, held), default=0)


def _flow(node: Node) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, dict):
        return "{" + ", ".join(f"{key}: {_flow(held)}" for key, held in node.items()) + "}"
    return "[" + ", ".join(map(_flow, node)) + "]"


def _noted(line: str, place: Place, comments: Mapping[Place, str]) -> str:
    return f"{line}  # {' '.join(comments[place].split())}" if comments.get(place) else line
