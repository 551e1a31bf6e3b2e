# SPDX-License-Identifier: Apache-2.0
"""Which materials of a package on metal cannot do what they are there for?"""

from __future__ import annotations

from collections.abc import Iterator

from packfab.design.bumps import CopperPillar
from packfab.design.metal_substrate import MetalSubstrate
from packfab.design.package import Package
from packfab.design.thin_film import Pin, ThinFilm
from packfab.design.validate_conduction import Made, conduction_faults
from packfab.errors import Fault
from packfab.materials import Library


def thin_film_material_faults(package: Package, film: ThinFilm) -> Iterator[Fault]:
    """Faults of metal that does not conduct, and of dielectrics and coats that do."""
    yield from conduction_faults(Library.builtin(), conducting=_conducting(package, film),
                                 insulating=_insulating(package, film))  # fmt: skip


def _conducting(package: Package, film: ThinFilm) -> Iterator[Made]:
    metal = package.carrier
    if isinstance(metal, MetalSubstrate):
        yield "a metal substrate", "carrier.material", metal.material
        if metal.first_layer is not None:
            yield "a punched layer", "carrier.first_layer.material", metal.first_layer.material
    for layer in film.layers:
        where = f"thin_film.layers.{layer.name}"
        yield f"layer {layer.name}", f"{where}.material", layer.material
        if layer.vias is not None:
            yield f"vias of {layer.name}", f"{where}.vias.material", layer.vias.material
        if layer.process == "electroplating" and layer.seed is not None:
            yield f"the seed of {layer.name}", f"{where}.seed.material", layer.seed.material
    if film.points is not None:
        yield "bonding points", "thin_film.points.material", film.points.material
    if isinstance(film.points, CopperPillar):
        yield "caps", "thin_film.points.cap_material", film.points.cap_material
    if isinstance(film.points, Pin):
        yield "the solder of pins", "thin_film.points.solder_material", film.points.solder_material
    if package.balls is not None:
        yield "balls", "balls.material", package.balls.material
    for name, die in package.dies.items():
        if die.circuit is not None:
            yield f"the circuit of {name}", f"dies.{name}.circuit.material", die.circuit.material
            contact = die.circuit.contact_material
            yield f"contacts of {name}", f"dies.{name}.circuit.contact_material", contact


def _insulating(package: Package, film: ThinFilm) -> Iterator[Made]:
    for layer in film.layers:
        where = f"thin_film.layers.{layer.name}.dielectric.material"
        yield f"the dielectric of {layer.name}", where, layer.dielectric.material
    if film.filling is not None:
        yield "the filling", "thin_film.filling.material", film.filling.material
    if film.transfer is not None and film.transfer.filling.keep:
        yield "the first filling", "thin_film.transfer.filling.material", film.transfer.filling.material
    if film.passivation is not None:
        yield "the passivation", "thin_film.passivation.material", film.passivation.material
    for name, die in package.dies.items():
        if die.circuit is not None:
            where = f"dies.{name}.circuit.insulator_material"
            yield f"the insulator in {name}", where, die.circuit.insulator_material
