# SPDX-License-Identifier: Apache-2.0
"""How is a 3Dblox assembly written, so that OpenROAD reads it?

One text for each file, with version, unit and precision in its header; lengths in micrometres with all their digits,
each a whole number of steps of the precision. Texts stand plain where YAML keeps them so, else in quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from packfab.errors import BadInput, Fault, raise_if
from packfab.io.blox import (
    GROUND,
    Blox,
    BloxConnection,
    BloxDesign,
    BloxFile,
    BloxHeader,
    BloxPlace,
    BloxRegion,
    ChipletDef,
)
from packfab.io.bmap import um_text, write_bmap
from packfab.io.verilog import write_verilog

_PLAIN = re.compile(r"[A-Za-z0-9_/.][A-Za-z0-9_/.;+\-]*")
_NULLS = {"", "~", "null", "Null", "NULL"}
_LARGEST = 2**31 - 1
"""Steps that OpenROAD holds in a length."""


class _Length(int):
    """Whole nm that are to stand in micrometres."""


class _Row(tuple[Any, ...]):
    """A list that stands on one line."""


def blox_texts(blox: Blox) -> dict[str, bytes]:
    """Name -> content of all files and bump maps; BadInput for lengths that are no whole steps of the precision."""
    faults: list[Fault] = []
    texts = {file.name: _file(file, faults).encode() for file in blox.files}
    for name, known in blox.bump_maps.items():
        try:
            texts[name] = write_bmap(known.entries).encode()
        except BadInput as error:
            faults += error.faults
    raise_if(faults)
    if blox.netlist is not None:
        texts[blox.netlist[0]] = write_verilog(blox.netlist[1]).encode()
    return texts


def _file(file: BloxFile, faults: list[Fault]) -> str:
    data: dict[str, Any] = {"Header": _header(file.header)}
    if file.chiplets:
        data["ChipletDef"] = {one.name: _chiplet(one) for one in file.chiplets}
    if file.design is not None:
        data |= _design(file.design)
    data |= file.extra
    lines: list[str] = []
    for key, value in data.items():
        lines += ([""] if lines else []) + list(_lines(key, value, 0))
    _check_steps(data, file, faults)
    return "\n".join(lines) + "\n"


def _header(header: BloxHeader) -> dict[str, Any]:
    found: dict[str, Any] = {"version": header.version, "unit": header.unit, "precision": str(header.precision)}
    if header.include:
        found["include"] = list(header.include)
    return found | dict(header.extra)


def _chiplet(one: ChipletDef) -> dict[str, Any]:
    found: dict[str, Any] = {"type": one.kind}
    found |= _some(design_area=_row(one.design_area), thickness=_length(one.thickness))
    found |= _some(shrink=f"{one.shrink!r}".removesuffix(".0") if one.shrink is not None else None)
    found |= _some(tsv=str(one.tsv).lower() if one.tsv is not None else None, offset=_row(one.offset))
    found |= _some(seal_ring_width=_row(one.seal_ring), scribe_line_remaining_width=_row(one.scribe))
    if one.regions:
        found["regions"] = {region.name: _region(region) for region in one.regions}
    return found | _some(external=dict(one.external) or None) | dict(one.extra)


def _region(one: BloxRegion) -> dict[str, Any]:
    found: dict[str, Any] = {"side": one.side, "coords": [_row(corner) for corner in one.corners]}
    texts = {"bmap": one.bmap, "pmap": one.pmap, "layer": one.layer, "gds_layer": one.gds_layer}
    return found | {key: text for key, text in texts.items() if text} | dict(one.extra)


def _design(design: BloxDesign) -> dict[str, Any]:
    found: dict[str, Any] = {
        "Design": {"name": design.name} | _some(external=dict(design.external) or None) | dict(design.extra)
    }
    if design.instances:
        found["ChipletInst"] = {
            one.name: {"reference": one.reference} | _some(external=dict(one.external) or None) | dict(one.extra)
            for one in design.instances
        }
    if design.stack:
        found["Stack"] = {one.instance: _place(one) for one in design.stack}
    if design.connections:
        found["Connection"] = {one.name: _connection(one) for one in design.connections}
    if design.paths:
        found["Path"] = {
            path.name: [("NOT " if excluded else "") + text for excluded, text in path.entries] for path in design.paths
        }
    return found


def _place(one: BloxPlace) -> dict[str, Any]:
    return {"loc": _row(one.at), "z": _Length(one.z), "orient": one.orient} | dict(one.extra)


def _connection(one: BloxConnection) -> dict[str, Any]:
    found: dict[str, Any] = {"top": one.top, "bot": one.bottom}
    return found | _some(thickness=_length(one.thickness)) | dict(one.extra)


def _some(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _length(value: int | None) -> _Length | None:
    return _Length(value) if value is not None else None


def _row(values: Iterable[int] | None) -> _Row | None:
    return _Row(_Length(value) for value in values) if values is not None else None


def _lines(key: str, value: Any, level: int) -> Iterable[str]:
    """The lines of one key with its value."""
    indent, head = "  " * level, f"{_text(key)}:"
    if isinstance(value, Mapping) and value:
        yield f"{indent}{head}"
        for inner, one in value.items():
            yield from _lines(inner, one, level + 1)
    elif isinstance(value, list) and value:
        yield f"{indent}{head}"
        for one in value:
            yield f"{indent}  - {_inline(one)}"
    else:
        yield f"{indent}{head} {_inline(value)}"


def _inline(value: Any) -> str:
    """A value on one line."""
    if value is None:
        return GROUND
    if isinstance(value, _Length):
        return um_text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(key)}: {_inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_inline(one) for one in value) + "]"
    return _text(str(value))


def _text(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text not in _NULLS else json.dumps(text)


def _check_steps(data: Mapping[str, Any], file: BloxFile, faults: list[Fault]) -> None:
    """Every length is a whole number of steps, and not too many of them."""
    precision = file.header.precision
    for path, length in _lengths(data, ()):
        where = f"{file.name} {'.'.join(path)}"
        if length * precision % 1000:
            faults.append(Fault("the length is no whole number of steps", where, f"{um_text(length)} um",
                                f"multiples of {1 / precision:g} um", "take a precision of 1000 or 2000"))  # fmt: skip
        elif abs(length) * precision // 1000 > _LARGEST:
            faults.append(Fault("the length is too large", where, f"{um_text(length)} um",
                                f"{_LARGEST // precision} um"))  # fmt: skip


def _lengths(value: Any, path: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], int]]:
    if isinstance(value, _Length):
        yield path, int(value)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _lengths(one, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _lengths(one, path)
