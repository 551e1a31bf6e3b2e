# SPDX-License-Identifier: Apache-2.0
"""How does a thermal model of blocks, materials and power look as ECXML (JEDEC JEP181)?

Everything is a child element in SI units, in a fixed order. Bodies are boxes and upright cylinders in one frame;
where bodies overlap the later one counts. The standard itself was not read: the structure follows public files and a
public reader. The reader here takes back what is written here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

import numpy as np

from packfab.errors import BadInput, Fault
from packfab.io.xml_text import parsed_xml

MAX_BYTES = 200_000_000
_ROOM = 298.15
"""K, where one number is taken from a table."""
Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ThermalMaterial:
    """A material: kg/m3, J/(kg K), emissivity 0 to 1; conductivity in W/(m K) along x, y and z.

    table: (K, W/(m K)) pairs of an isotropic conductivity that depends on temperature, else empty.
    """

    name: str
    density: float
    specific_heat: float
    emissivity: float
    conductivity: Triple
    table: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ThermalBody:
    """A box, or an upright round cylinder in it: least corner and extents in m, power in W."""

    name: str
    kind: str
    """`block`, `cylinder`, or `source`: a flat patch that gives off power."""
    location: Triple
    size: Triple
    material: str
    power: float = 0.0


@dataclass(frozen=True, slots=True)
class ThermalModel:
    """Materials and bodies, later ones over earlier ones; domain: least corner and extents, m; ambient in K."""

    name: str
    location: Triple
    size: Triple
    ambient: float
    materials: tuple[ThermalMaterial, ...]
    bodies: tuple[ThermalBody, ...]


_TAGS = {"block": "solid3dBlock", "cylinder": "solidCylinder", "source": "source2dBlock"}
_KINDS = {tag.lower(): kind for kind, tag in _TAGS.items()}


def ecxml_bytes(model: ThermalModel) -> bytes:
    """The model as XML."""
    root = Element("neutralXML")
    _text(root, "name", model.name)
    _text(root, "producer", "packfab")
    domain = SubElement(root, "solutionDomain")
    _triple(domain, "location", model.location)
    _triple(domain, "size", model.size)
    around = SubElement(domain, "ambientConditions")
    for tag, value in (("temperature", model.ambient), ("radiantTemperature", model.ambient), ("pressure", 101325.0)):
        _text(around, tag, _number(value))
    materials = SubElement(root, "materials")
    for material in model.materials:
        _material(SubElement(materials, "material"), material)
    geometry = SubElement(root, "geometry")
    for body in model.bodies:
        _body(SubElement(geometry, _TAGS[body.kind]), body)
    indent(root)
    out = BytesIO()
    ElementTree(root).write(out, encoding="UTF-8", xml_declaration=True)
    return out.getvalue() + b"\n"


def read_ecxml(data: bytes, name: str = "model.ecxml") -> ThermalModel:
    """The model in a file as packfab writes it; BadInput for anything else."""
    root = parsed_xml(data, name, root="neutralXML", what="ECXML", max_bytes=MAX_BYTES)
    try:
        domain = _child(root, "solutionDomain")
        ambient = float(_string(_child(domain, "ambientConditions"), "temperature"))
        materials = tuple(_read_material(m) for m in _child(root, "materials"))
        bodies = tuple(_read_body(b) for b in _child(root, "geometry"))
        model = ThermalModel(_string(root, "name"), _read_triple(domain, "location"), _read_triple(domain, "size"),
                             ambient, materials, bodies)  # fmt: skip
    except (KeyError, ValueError) as error:
        raise _bad(name, f"this is no model as packfab writes it: {str(error)[:80]}") from None
    known = {material.name for material in model.materials}
    missing = sorted({b.material for b in model.bodies if b.kind != "source"} - known)
    if missing:
        raise _bad(name, "bodies name materials that are not in the file", measured=", ".join(missing[:10])[:200])
    return model


def _material(node: Element, material: ThermalMaterial) -> None:
    _text(node, "name", material.name)
    for tag, value in (("density", material.density), ("specific_heat", material.specific_heat),
                       ("surfaceEmissivity", material.emissivity)):  # fmt: skip
        _text(node, tag, _number(value))
    conductivity = SubElement(node, "thermalConductivity")
    x, y, z = material.conductivity
    if material.table:
        curve = SubElement(conductivity, "nonLinearTemperatureDependant")
        for temperature, value in material.table:
            point = SubElement(curve, "tempCurvePoint")
            _text(point, "temperature", _number(temperature))
            _text(point, "conductivity", _number(value))
    elif x == y == z:
        _text(SubElement(conductivity, "isotropic"), "conductivity", _number(x))
    else:
        along = SubElement(conductivity, "orthotropic")
        for axis, value in zip("xyz", (x, y, z), strict=True):
            _text(along, axis, _number(value))


def _body(node: Element, body: ThermalBody) -> None:
    _text(node, "name", body.name)
    _text(node, "active", "true")
    _triple(node, "location", body.location)
    _triple(node, "size", body.size)
    if body.kind != "block":
        _text(node, "plane", "+xy")
    if body.kind != "source":
        _text(node, "material", body.material)
    _text(node, "powerDissipation", _number(body.power))


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _legal(text)


def _legal(text: str) -> str:
    """Without characters that XML 1.0 cannot hold."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "?", text)


def _triple(parent: Element, tag: str, values: Iterable[float]) -> None:
    node = SubElement(parent, tag)
    for axis, value in zip("xyz", values, strict=True):
        _text(node, axis, _number(value))


def _number(value: float) -> str:
    """Twelve digits: a whole nanometre of ten metres survives."""
    return f"{value + 0.0:.12g}"


def _read_material(node: Element) -> ThermalMaterial:
    law = next(iter(_child(node, "thermalConductivity")), None)
    kind = "" if law is None else law.tag.lower()
    table: tuple[tuple[float, float], ...] = ()
    if law is not None and kind == "isotropic":
        value = _float(law, "conductivity")
        along = (value, value, value)
    elif law is not None and kind == "orthotropic":
        along = (_float(law, "x"), _float(law, "y"), _float(law, "z"))
    elif law is not None and kind == "nonlineartemperaturedependant" and len(law):
        table = tuple((_float(p, "temperature"), _float(p, "conductivity")) for p in law)
        temperatures, values = [t for t, _ in table], [v for _, v in table]
        along = (float(np.interp(_ROOM, temperatures, values)),) * 3
    else:
        raise ValueError("thermalConductivity")
    return ThermalMaterial(_string(node, "name"), _float(node, "density"), _float(node, "specific_heat"),
                           _float(node, "surfaceEmissivity"), along, table)  # fmt: skip


def _read_body(node: Element) -> ThermalBody:
    kind = _KINDS[node.tag.lower()]
    material = "" if kind == "source" else _string(node, "material")
    corner, size = _read_triple(node, "location"), _read_triple(node, "size")
    return ThermalBody(_string(node, "name"), kind, corner, size, material, _float(node, "powerDissipation"))


def _child(parent: Element, tag: str) -> Element:
    for node in parent:
        if node.tag.lower() == tag.lower():
            return node
    raise KeyError(tag)


def _string(parent: Element, tag: str) -> str:
    return _child(parent, tag).text or ""


def _float(parent: Element, tag: str) -> float:
    value = float(_string(parent, tag))
    if not math.isfinite(value):
        raise ValueError(f"{tag} is not finite")
    return value


def _read_triple(parent: Element, tag: str) -> Triple:
    node = _child(parent, tag)
    return (_float(node, "x"), _float(node, "y"), _float(node, "z"))


def _bad(where: str, what: str, *, measured: str = "", allowed: str = "", fix: str = "") -> BadInput:
    return BadInput([Fault(what, where, measured, allowed, fix or "check the file")])
