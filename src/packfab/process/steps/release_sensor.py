# SPDX-License-Identifier: Apache-2.0
"""Release a micro sensor: the dielectrics around its beam and down to its electrode are taken; the beam stays.

It comes after all that would fill the cavity again: the last dielectric and the cover.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import Sensor
from packfab.devices import Cavity, Drawn
from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Prism, Solid, Value, add
from packfab.process.layout import PROVIDED, at_sites, layout_on
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import (
    INSULATOR,
    PASSIVATION,
    SINGULATED,
    THIN_FILM,
    cavity_of,
    device_name,
    released,
    wired,
)


@dataclass(frozen=True, slots=True, eq=False)
class ReleaseSensor:
    """The cavity of a sensor as it was drawn."""

    sensor: Sensor
    drawn: Drawn

    name: ClassVar[str] = "ReleaseSensor"
    provides: ClassVar[tuple[str, ...]] = ("released:",)

    @property
    def title(self) -> str:
        """What it does here."""
        return f"Release the {self.sensor.form} of {self.sensor.name}"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        return {"sensor": self.sensor.name, "form": self.sensor.form, "layer": self.sensor.layer,
                "clearance": self.sensor.clearance, "dielectrics": self._cavity.layers}  # fmt: skip

    @property
    def needs(self) -> Terms:
        """The beam, and every layer whose dielectric it takes."""
        return terms(PROVIDED, self.sensor.kind, *(wired(name) for name in self._cavity.layers))

    @property
    def forbids(self) -> Terms:
        """The same release, and single packages."""
        return terms(released(self.sensor.name), SINGULATED)

    @property
    def makes(self) -> Terms:
        """A beam that can move."""
        return terms(released(self.sensor.name))

    @property
    def removes(self) -> Terms:
        """Nothing as a whole."""
        return NONE

    @property
    def _cavity(self) -> Cavity:
        if self.drawn.cavity is None:
            raise BadInput([Fault(f"sensor {self.sensor.name} is drawn without a cavity",
                                  where=f"thin_film.devices.{self.sensor.name}",
                                  fix="draw it as a sensor")])  # fmt: skip
        return self.drawn.cavity

    def apply(self, build: Build) -> Outcome:
        """The line with the cavity at all sites; its floor is level with the face of the electrode."""
        electrode, beam = self._metal(build, below=True), self._metal(build, below=False)
        low, foot = max(s.z1 for s in electrode), min(s.z0 for s in beam)
        sheets = [s for s in build.solids if s.mode != "cut" and s.part == THIN_FILM and s.z1 > low
                  and s.role in (INSULATOR, PASSIVATION)]  # fmt: skip
        top, layout = max(s.z1 for s in (*sheets, *beam)), layout_on(build)
        cut = Solid(cavity_of(self.sensor.name), Prism(self._cavity.area, low, top), "", "removal",
                    part=self.sensor.name, mode="cut", only=frozenset(s.material for s in sheets))  # fmt: skip
        measured: dict[str, Value] = {
            "resonance_Hz": self.drawn.value, "gap": foot - low, "depth": top - low, "beams": layout.count,
        }  # fmt: skip
        return Outcome(stated(add(build, at_sites(layout, [cut])), self.makes), measured)

    def _metal(self, build: Build, *, below: bool) -> list[Solid]:
        """The electrode, or the beam with its seed."""
        layers = {p.layer for p in self.drawn.parts if (p.layer != self.sensor.layer) == below}
        names = {device_name(self.sensor.name, layer) for layer in layers} | {f"{layer} seed" for layer in layers}
        found = [s for s in build.solids if s.mode != "cut" and s.part == self.sensor.name and s.name in names]
        if not found:
            what = "electrode" if below else "beam"
            raise BadInput([Fault(f"the {what} of sensor {self.sensor.name} is not on the line",
                                  where=f"thin_film.devices.{self.sensor.name}",
                                  fix="put FormWiring of its layer before it")])  # fmt: skip
        return found
