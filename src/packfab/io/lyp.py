# SPDX-License-Identifier: Apache-2.0
"""Which colour and name does each mask layer have in KLayout? Layer properties (.lyp), written and read.

The file is XML: `layer-properties` with one `properties` for each layer: colours, fill, name, and source
`layer/datatype@1`. Groups of a file that is read are dissolved; what else it says of looks is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from packfab.errors import BadInput, Fault, raise_if
from packfab.io.masks import Layer
from packfab.io.spec_yaml import read_text

MAX_BYTES = 4_000_000
MAX_LAYERS = 20_000
MAX_DEPTH = 16
MAX_FAULTS = 50

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?")
_SOURCE = re.compile(r"(?:.*\s)?(\d{1,5})/(\d{1,5})(?:@\S*)?")


@dataclass(frozen=True, slots=True)
class LayerLook:
    """How a layer looks: name, colour `#rrggbb`, the number of its fill pattern in KLayout, and whether it is shown."""

    layer: Layer
    name: str
    colour: str
    fill: int = 5
    shown: bool = True


def lyp_text(looks: Iterable[LayerLook]) -> str:
    """The layers as layer properties of KLayout, in their order."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<layer-properties>"]
    for look in looks:
        layer, datatype = look.layer
        values = {"frame-color": look.colour, "fill-color": look.colour, "frame-brightness": "0",
                  "fill-brightness": "0", "dither-pattern": f"I{look.fill}", "line-style": "", "valid": "true",
                  "visible": "true" if look.shown else "false", "transparent": "false", "width": "1",
                  "marked": "false", "xfill": "false", "animation": "0",
                  "name": f"{look.name} {layer}/{datatype}", "source": f"{layer}/{datatype}@1"}  # fmt: skip
        lines.append(" <properties>")
        lines += [f"  <{key}>{escape(value)}</{key}>" if value else f"  <{key}/>" for key, value in values.items()]
        lines.append(" </properties>")
    return "\n".join([*lines, " <name/>", "</layer-properties>", ""])


def read_lyp(source: Path | str, name: str = "layers.lyp") -> tuple[LayerLook, ...]:
    """The layers in a file of layer properties, or in a text; BadInput for what is not one."""
    text = read_text(source, limit=MAX_BYTES) if isinstance(source, Path) else source
    where = source.name if isinstance(source, Path) else name
    try:
        root = fromstring(text.encode("utf-8", "replace"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        what = "it holds a DTD or entities" if isinstance(error, DefusedXmlException) else str(error)
        raise BadInput([Fault(f"this is not XML that is read: {what}", where, fix="save it from KLayout")]) from None
    sheet = root if root.tag == "layer-properties" else root.find("layer-properties")
    if sheet is None:
        fix = "save it from KLayout with File, Save Layer Properties"
        raise BadInput([Fault(f"<{root.tag}> is no layer-properties", where, fix=fix)])
    found: list[LayerLook] = []
    faults: list[Fault] = []
    for entry in _entries(sheet, where):
        try:
            found.append(_look(entry))
        except ValueError as error:
            faults.append(Fault(str(error), where, fix="correct it in KLayout"))
        if len(found) > MAX_LAYERS or len(faults) >= MAX_FAULTS:
            faults.append(Fault("too many layers or faults", where, allowed=f"{MAX_LAYERS} layers"))
            break
    raise_if(faults)
    return tuple(found)


def _entries(sheet: Element, where: str) -> Sequence[Element]:
    """The innermost entries in their order."""
    found: list[Element] = []
    pending = [(entry, 1) for entry in reversed(sheet.findall("properties"))]
    while pending:
        entry, depth = pending.pop()
        members = entry.findall("group-members")
        if depth > MAX_DEPTH:
            raise BadInput([Fault("groups lie too deep", where, allowed=f"{MAX_DEPTH} levels", fix="dissolve some")])
        if members:
            pending += [(member, depth + 1) for member in reversed(members)]
        else:
            found.append(entry)
    return found


def _look(entry: Element) -> LayerLook:
    source = (entry.findtext("source") or "").strip()[:200]
    pair = _SOURCE.fullmatch(source)
    if not pair:
        raise ValueError(f"the source '{source[:40]}' is no layer/datatype")
    layer, datatype = int(pair[1]), int(pair[2])
    colour = (entry.findtext("fill-color") or entry.findtext("frame-color") or "#808080").strip()
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"the colour '{colour[:40]}' of {layer}/{datatype} is no #rrggbb")
    pattern = (entry.findtext("dither-pattern") or "").strip()
    fill = int(pattern[1:]) if re.fullmatch(r"I\d{1,3}", pattern) else 5
    label = " ".join((entry.findtext("name") or "").split())[:200]
    label = label.removesuffix(f" {layer}/{datatype}") or f"{layer}/{datatype}"
    return LayerLook((layer, datatype), label, f"#{colour[-6:].lower()}", fill, entry.findtext("visible") != "false")
