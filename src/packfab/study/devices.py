# SPDX-License-Identifier: Apache-2.0
"""Which value was wanted of each passive device, which one was drawn, and which one does the build have?

The last is computed by the same closed forms from the build: heights of metal and dielectrics, and the plan of the
metal half way up, cut from what stands there after all steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from packfab.design import Package
from packfab.devices import Detail, Drawn, Stack, StackLayer, computed
from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Region, joined, slice_at
from packfab.materials import Library
from packfab.process import DEVICE_ROLES, METAL, THIN_FILM, devices_of, stack_on
from packfab.sources import cite


@dataclass(frozen=True, slots=True)
class DeviceValues:
    """A device with its values in SI: as wanted, as drawn and as built; formula: key and text of its source."""

    name: str
    kind: str
    form: str
    layer: str
    wanted: float
    drawn: float
    built: float
    dimension: str
    formula: str
    source: str
    details: tuple[Detail, ...]
    notes: tuple[str, ...]

    @property
    def off(self) -> float:
        """The value as built less the wanted one, as a part of the wanted one."""
        return self.built / self.wanted - 1


def device_values(package: Package, build: Build, library: Library) -> tuple[DeviceValues, ...]:
    """All passive devices of one package (`one_package`); BadInput when the design has no thin film."""
    if package.thin_film is None:
        raise BadInput([Fault("passive devices are made of the wiring of a thin-film circuit", where="thin_film",
                              measured="there is none", fix="give 'thin_film' with 'devices'")])  # fmt: skip
    stack = built_stack(package, build)
    return tuple(_values(drawn, build, stack, library) for drawn in devices_of(package, library))


def built_stack(package: Package, build: Build) -> Stack:
    """The layers between the heights that they have in a build."""
    designed = stack_on(package)
    films = [(s.material, max(0, round(s.z0)), round(s.z1)) for s in build.select(part=THIN_FILM)
             if s.mode != "cut" and s.role == "filling"]  # fmt: skip
    covers = [(s.material, round(s.z0), round(s.z1)) for s in build.select(part=THIN_FILM, role="passivation")
              if s.mode != "cut" and s.name == "passivation"]  # fmt: skip
    layers = tuple(_built_layer(layer, build) for layer in designed.layers)
    return replace(designed, layers=layers, below=tuple(films), cover=tuple(covers))


def _built_layer(layer: StackLayer, build: Build) -> StackLayer:
    dielectric = build.select(name=f"{layer.name} dielectric")[0]
    made = next(r for r in build.records if r.step == "FormWiring" and r.parameters["layer"] == layer.name)
    top, seed, undercut = (made.measured.get(key, 0) for key in ("top", "seed_thickness", "undercut"))
    whole = [v if isinstance(v, int) else 0 for v in (top, seed, undercut)]
    return replace(layer, dielectric=dielectric.material, dielectric_z0=round(dielectric.z0), z0=round(dielectric.z1),
                   z1=whole[0], seed=whole[1], lean=whole[2])  # fmt: skip


def _values(drawn: Drawn, build: Build, stack: Stack, library: Library) -> DeviceValues:
    device = drawn.device
    metal = {layer.name: _metal(drawn, build, layer) for layer in stack.layers if drawn.area_on(layer.name)}
    return DeviceValues(
        device.name, device.kind, str(getattr(device, "form", "")), device.layer, drawn.wanted, drawn.value,
        computed(drawn, metal, stack, library), drawn.dimension, drawn.formula, cite(drawn.formula).text, drawn.details,
        drawn.notes,
    )  # fmt: skip


def _metal(drawn: Drawn, build: Build, layer: StackLayer) -> Region:
    """What stands of the drawn metal half way up, whichever step made it."""
    area = drawn.area_on(layer.name)
    cut = slice_at(build, (layer.z0 + layer.seed + layer.z1) / 2, box=area.box)
    found = joined([p.region for p in cut.pieces if p.solid.role in (*DEVICE_ROLES, METAL)]) & area
    if not found:
        raise BadInput([Fault(f"no metal of {drawn.device.name} stands on layer {layer.name}",
                              where=f"thin_film.devices.{drawn.device.name}", fix="run the whole flow")])  # fmt: skip
    return found


def devices_data(values: Sequence[DeviceValues]) -> list[dict[str, Any]]:
    """Devices as plain data, SI."""
    return [
        {
            "name": v.name, "kind": v.kind, "form": v.form, "layer": v.layer, "dimension": v.dimension,
            "wanted": v.wanted, "drawn": v.drawn, "built": v.built, "off": v.off, "formula": v.formula,
            "source": v.source, "notes": list(v.notes),
            "details": [{"name": name, "value": value, "dimension": dim} for name, value, dim in v.details],
        }
        for v in values
    ]  # fmt: skip
