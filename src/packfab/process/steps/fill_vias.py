# SPDX-License-Identifier: Apache-2.0
"""Fill the holes of a wiring layer with metal, level with the dielectric, before the wiring is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import WiringLayer
from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Solid, Value, add
from packfab.process.film_holes import open_cone
from packfab.process.layout import PROVIDED, at_sites, layout_on
from packfab.process.level import Contacts
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import SINGULATED, THIN_FILM, WIRING, filled_vias, opened, vias_filled, wired


@dataclass(frozen=True, slots=True, eq=False)
class FillVias:
    """Metal throughout the holes of `layer` at the contacts."""

    layer: WiringLayer
    contacts: Contacts

    name: ClassVar[str] = "FillVias"
    provides: ClassVar[tuple[str, ...]] = (WIRING, "vias filled:")

    @property
    def title(self) -> str:
        """What it does here."""
        return f"Fill {len(self.contacts)} {self.layer.name} holes with metal"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        return {"layer": self.layer.name, "material": self._material}

    @property
    def _material(self) -> str:
        if self.layer.vias is None:
            raise BadInput([Fault(f"layer {self.layer.name} says of no metal to be filled into its holes",
                                  where=f"thin_film.layers.{self.layer.name}.vias",
                                  fix="give 'vias: {material: ...}'")])  # fmt: skip
        return self.layer.vias.material

    @property
    def needs(self) -> Terms:
        """The holes."""
        return terms(PROVIDED, opened(self.layer.name))

    @property
    def forbids(self) -> Terms:
        """The wiring on them, and single packages."""
        return terms(wired(self.layer.name), vias_filled(self.layer.name), SINGULATED)

    @property
    def makes(self) -> Terms:
        """The filled vias."""
        return terms(WIRING if len(self.contacts) else "", vias_filled(self.layer.name))

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The line with its vias; the face stays where it is."""
        cone = open_cone(build, self.layer)
        nets = self.contacts.nets if any(self.contacts.nets) else ()
        made = [] if cone is None else [
            Solid(filled_vias(self.layer.name), cone, self._material, WIRING, places=self.contacts.places, nets=nets,
                  part=THIN_FILM)]  # fmt: skip
        measured: dict[str, Value] = {"vias": len(self.contacts)}
        if cone is not None:
            measured |= {"depth": cone.z1 - cone.z0, "top": cone.z1,
                         "metal_volume_m3": cone.volume * len(self.contacts) * 1e-27}  # fmt: skip
        return Outcome(stated(add(build, at_sites(layout_on(build), made)), {vias_filled(self.layer.name)}), measured)
