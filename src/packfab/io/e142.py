# SPDX-License-Identifier: Apache-2.0
"""How does a map of a strip, panel or tray look as SEMI E142, and what does such a file say?

Written and read is one two-dimensional map of one layout: its rows from the top, its columns from the left, one bin
code for each site. The standard itself was not read: the structure follows files and readers that are public. Files are
read without document types and entities. Lengths are whole nm here and mm in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from io import BytesIO
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from packfab.errors import BadInput, Fault, raise_if
from packfab.io.xml_text import local_name, parsed_xml

SPACE = "urn:semi-org:xsd.E142-1.V1005.SubstrateMap"
MAX_BYTES = 50_000_000
MAX_SITES = 4_000_000
_CODE = re.compile(r"[0-9A-F]{2}")
_LEAST = Decimal("0.000001")  # mm
_MOST = Decimal(10_000)  # mm


@dataclass(frozen=True, slots=True)
class Bin:
    """A bin: two hexadecimal digits, `Pass` or `Fail`, and what it means."""

    code: str
    quality: str
    text: str


@dataclass(frozen=True, slots=True)
class SubstrateMap:
    """Sites of a strip or panel: codes by row (from the top) and column (from the left), '' where there is no site.

    pitch, device: step from site to site and size of one device, nm; lower_left: lower left corner of the lower left
    device from that of the substrate, nm; size: of the substrate, nm; kind: `Strip`, `Panel`, `Wafer` or `Tray`.
    """

    identity: str
    kind: str
    size: tuple[int, int]
    pitch: tuple[int, int]
    device: tuple[int, int]
    lower_left: tuple[int, int]
    bins: tuple[Bin, ...]
    codes: tuple[tuple[str, ...], ...]
    null: str = "FF"

    @property
    def count(self) -> Mapping[str, int]:
        """How many sites each bin has."""
        flat = [code for row in self.codes for code in row]
        return {known.code: flat.count(known.code) for known in self.bins}


def e142_bytes(known: SubstrateMap) -> bytes:
    """The map as SEMI E142 XML."""
    root = Element("MapData", xmlns=SPACE)
    layouts = SubElement(root, "Layouts")
    whole = SubElement(layouts, "Layout", LayoutId="Substrate", DefaultUnits="mm", TopLevel="true")
    SubElement(whole, "Dimension", X="1", Y="1")
    _pair(whole, "DeviceSize", known.size)
    SubElement(SubElement(whole, "ChildLayouts"), "ChildLayout", LayoutId="Devices")
    devices = SubElement(layouts, "Layout", LayoutId="Devices", DefaultUnits="mm")
    SubElement(devices, "Dimension", X=str(len(known.codes[0])), Y=str(len(known.codes)))
    for tag, pair in (("LowerLeft", known.lower_left), ("DeviceSize", known.device), ("StepSize", known.pitch)):
        _pair(devices, tag, pair)
    named = {"SubstrateType": known.kind, "SubstrateId": known.identity}
    SubElement(SubElement(root, "Substrates"), "Substrate", named)
    place = {**named, "LayoutSpecifier": "Substrate/Devices", "SubstrateSide": "TopSide", "Orientation": "0",
             "OriginLocation": "UpperLeft", "AxisDirection": "DownRight"}  # fmt: skip
    overlay = SubElement(SubElement(SubElement(root, "SubstrateMaps"), "SubstrateMap", place), "Overlay",
                         MapName="Sites", MapVersion="1")  # fmt: skip
    table = SubElement(overlay, "BinCodeMap", BinType="HexaDecimal", NullBin=known.null, MapType="2DArray")
    told = SubElement(table, "BinDefinitions")
    count = known.count
    for one in known.bins:
        SubElement(told, "BinDefinition", BinCode=one.code, BinCount=str(count[one.code]), BinQuality=one.quality,
                   BinDescription=one.text)  # fmt: skip
    for row in known.codes:
        SubElement(table, "BinCode").text = "".join(code or known.null for code in row)
    indent(root)
    out = BytesIO()
    ElementTree(root).write(out, encoding="UTF-8", xml_declaration=True)
    return out.getvalue() + b"\n"


def read_e142(data: bytes, name: str = "map.xml") -> SubstrateMap:
    """The map that a file holds; BadInput when it is no such file, or when its parts do not fit together."""
    root = parsed_xml(data, name, root="MapData", what="map after SEMI E142", max_bytes=MAX_BYTES)
    faults: list[Fault] = []
    layouts = {layout.get("LayoutId", ""): layout for layout in _all(root, "Layout")}
    maps = _all(root, "SubstrateMap")
    tables = _all(root, "BinCodeMap")
    if len(maps) != 1 or len(tables) != 1:
        raise _bad(name, "one map of one substrate is read", measured=f"{len(maps)} maps, {len(tables)} tables of bins",
                   fix="split the file")  # fmt: skip
    place, table = maps[0], tables[0]
    if (place.get("OriginLocation"), place.get("AxisDirection")) != ("UpperLeft", "DownRight"):
        faults.append(Fault("the map does not begin in the upper left corner and go down and right", name,
                            f"{place.get('OriginLocation')}, {place.get('AxisDirection')}", "UpperLeft, DownRight",
                            "write it anew that way"))  # fmt: skip
    inner = layouts.get(place.get("LayoutSpecifier", "").rpartition("/")[2])
    outer = layouts.get(place.get("LayoutSpecifier", "").partition("/")[0])
    if inner is None or outer is None:
        raise _bad(name, "the layout of the map is not in the file", measured=place.get("LayoutSpecifier", "none"))
    null = table.get("NullBin", "FF")
    bins = tuple(Bin(d.get("BinCode", ""), d.get("BinQuality", ""), d.get("BinDescription", ""))
                 for d in _all(table, "BinDefinition"))  # fmt: skip
    codes = tuple(_row(row.text or "", null, name, faults) for row in _all(table, "BinCode"))
    columns, rows = (_whole(_child(inner, "Dimension"), axis, name, faults) for axis in ("X", "Y"))
    if {len(row) for row in codes} != {columns} or len(codes) != rows:
        widths = sorted({len(row) for row in codes})
        faults.append(Fault("the rows of bins do not fit the layout", name, f"{len(codes)} rows of {widths} sites",
                            f"{rows} rows of {columns}", "check Dimension"))  # fmt: skip
    known = {one.code for one in bins}
    strange = sorted({code for row in codes for code in row if code} - known)
    faults += [Fault(f"bin {code} is not defined", name, allowed=", ".join(sorted(known))) for code in strange[:20]]
    raise_if(faults)
    size = _length_pair(_child(outer, "DeviceSize"), "DeviceSize", name, faults)
    pitch = _length_pair(_child(inner, "StepSize"), "StepSize", name, faults)
    device = _length_pair(_child(inner, "DeviceSize"), "DeviceSize", name, faults)
    corner = _length_pair(_child(inner, "LowerLeft"), "LowerLeft", name, faults)
    raise_if(faults)
    return SubstrateMap(place.get("SubstrateId", ""), place.get("SubstrateType", ""), size, pitch, device, corner,
                        bins, codes, null)  # fmt: skip


def _pair(parent: Element, tag: str, pair: tuple[int, int]) -> None:
    x, y = (format((Decimal(v) * _LEAST).normalize(), "f") for v in pair)
    SubElement(parent, tag, X=x, Y=y)


def _row(text: str, null: str, name: str, faults: list[Fault]) -> tuple[str, ...]:
    flat = "".join(text.split()).upper()
    if len(flat) % 2 or len(flat) > 2 * MAX_SITES or not re.fullmatch("[0-9A-F]*", flat):
        if len(faults) < 20:
            faults.append(Fault("a row of bins is no list of two hexadecimal digits each", name, flat[:20]))
        return ()
    codes = _CODE.findall(flat)
    return tuple("" if code == null.upper() else code for code in codes)


def _whole(node: Element | None, axis: str, name: str, faults: list[Fault]) -> int:
    text = "" if node is None else node.get(axis, "")
    if re.fullmatch(r"[0-9]{1,7}", text):
        return int(text)
    faults.append(Fault(f"Dimension {axis} is no whole number", name, text[:20] or "nothing"))
    return 0


def _length_pair(node: Element | None, tag: str, name: str, faults: list[Fault]) -> tuple[int, int]:
    found: list[int] = []
    for axis in ("X", "Y"):
        text = "" if node is None else node.get(axis, "")
        try:
            found.append(_nm(Decimal(text)))
        except (DecimalException, ValueError):
            faults.append(Fault(f"{tag} {axis} is no length in mm", name, text[:20] or "nothing"))
            found.append(0)
    return found[0], found[1]


def _nm(value: Decimal) -> int:
    if not value.copy_abs() <= _MOST:
        raise ValueError(value)
    return int((value / _LEAST).to_integral_value())


def _all(root: Element, tag: str) -> Sequence[Element]:
    return [node for node in root.iter() if local_name(node) == tag]


def _child(parent: Element, tag: str) -> Element | None:
    return next((node for node in parent if local_name(node) == tag), None)


def _bad(where: str, what: str, *, measured: str = "", allowed: str = "", fix: str = "") -> BadInput:
    return BadInput([Fault(what, where, measured, allowed, fix or "check the file")])
