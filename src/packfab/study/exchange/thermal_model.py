# SPDX-License-Identifier: Apache-2.0
"""How is a package handed to a thermal solver as blocks, materials and power (ECXML)?

Power is given off over the active face of a chip, where its pads are. Materials are those of the library at 25 degC, or
a table where the conductivity follows temperature.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from packfab.errors import BadInput, Fault, raise_if
from packfab.geometry import Build, Prism, Solid
from packfab.io import ThermalBody, ThermalMaterial, ThermalModel, ecxml_bytes
from packfab.materials import Library, Material
from packfab.study.exchange.blocks import AIR, Block, blocks
from packfab.study.exchange.format import Format
from packfab.study.exchange.handed import ExportOptions, Handed
from packfab.units import celsius

AMBIENT = celsius(25.0)
_EMISSIVITY = 0.9
"""Of plastics and solder mask, a guess that solvers expect as well; metal inside a package does not radiate."""
_TEMPERATURES = tuple(celsius(t) for t in (-55.0, 0.0, 25.0, 85.0, 125.0, 150.0, 200.0, 250.0))
_AIR = ThermalMaterial(AIR, 1.184, 1006.0, 0.0, (0.0261, 0.0261, 0.0261))
"""Dry air at 25 degC and 101 325 Pa."""
_NM = 1e-9


def thermal_model(name: str, build: Build, library: Library, power: Mapping[str, float]) -> ThermalModel:
    """The package as blocks, cylinders and sources; power in W by chip.

    BadInput when a material lacks what the format asks for, or when a chip that gives off power is not there.
    """
    found = blocks(build)
    used = [m for m in dict.fromkeys(b.material for b in found) if m != AIR]
    raise_if(_lacking(used, library))
    materials = (_AIR, *(_material(library.get(m)) for m in used))
    sources = tuple(_source(build, chip, watts) for chip, watts in power.items())
    x0, y0, x1, y1 = build.box
    z0, z1 = build.z_range
    corner, size = _metres(x0, y0, z0), _metres(x1 - x0, y1 - y0, z1 - z0)
    return ThermalModel(name, corner, size, AMBIENT, materials, (*map(_body, found), *sources))


def _metres(x: float, y: float, z: float) -> tuple[float, float, float]:
    return (x * _NM, y * _NM, z * _NM)


def _lacking(names: list[str], library: Library) -> Iterator[Fault]:
    for name in names:
        material = library.get(name)
        lacks = [p for p in ("density", "specific_heat", "conductivity") if not material.has(p)]
        if lacks:
            yield Fault(f"material '{name}' has no {' and no '.join(lacks)}", "materials",
                        fix="add it in a file of own materials: `packfab materials` lists what is known")  # fmt: skip


def _material(material: Material) -> ThermalMaterial:
    along = material.conductivity
    through = material.conductivity_z if material.has("conductivity_z") else along
    law = material.get("conductivity")
    values = [(t, law.at(t, hold=True)) for t in _TEMPERATURES]
    changes = through == along and len({round(v, 9) for _, v in values}) > 1
    table = tuple(values) if changes else ()
    return ThermalMaterial(
        material.name, material.density, material.specific_heat, _EMISSIVITY, (along, along, through), table
    )


def _body(block: Block) -> ThermalBody:
    x0, y0, x1, y1 = block.box
    return ThermalBody(block.name, block.kind, _metres(x0, y0, block.z0),
                       _metres(x1 - x0, y1 - y0, block.z1 - block.z0), block.material)  # fmt: skip


def _source(build: Build, chip: str, watts: float) -> ThermalBody:
    """A flat source over the face of a die that carries its pads; without pads over its lower face."""
    dies = [s for s in build.select(role="die", part=chip) if isinstance(s.shape, Prism)]
    if not dies:
        known = sorted({s.part for s in build.select(role="die")})
        raise BadInput([Fault(f"there is no chip '{chip}' to give off power", "--power", allowed=", ".join(known))])
    die = max(dies, key=lambda s: s.shape.volume)
    x0, y0, x1, y1 = die.box
    z = _active(build, die)
    return ThermalBody(f"{chip} power", "source", _metres(x0, y0, z), _metres(x1 - x0, y1 - y0, 0.0), "", watts)


def _active(build: Build, die: Solid) -> int:
    pads = build.select(role="pad", part=die.part)
    above = sum(len(p.places) for p in pads if p.z0 + p.z1 > die.z0 + die.z1)
    return die.z1 if 2 * above > sum(len(p.places) for p in pads) else die.z0


def _export(given: Handed, options: ExportOptions) -> Mapping[str, bytes]:
    model = thermal_model(given.stem, given.build, given.library, options.power)
    return {f"{given.stem}.ecxml": ecxml_bytes(model)}


THERMAL = (
    Format(
        "ecxml",
        "ECXML thermal model (JEDEC JEP181)",
        (".ecxml",),
        "bodies as blocks and upright cylinders, materials with their conductivity (by direction or temperature), "
        "power on active faces (--power)",
        "bond wires; tapers and balls become cylinders of equal volume; surface finish (emissivity 0.9 is a guess)",
        export=_export,
    ),
)
