# SPDX-License-Identifier: Apache-2.0
"""Between which heights do the wiring layers of a design lie, and which passive devices are drawn on them?"""

from __future__ import annotations

from dataclasses import replace

from packfab.design import BacksideChip, Capacitor, MetalSubstrate, Package, Resistor, Sensor, thin_film_of
from packfab.devices import Drawn, Stack, draw, stack_of
from packfab.errors import BadInput, Fault, raise_if
from packfab.materials import Library
from packfab.process.dies import footprint
from packfab.process.metal import cavity_depth, sheet_heights


def stack_on(package: Package) -> Stack:
    """The wiring layers over the active faces, as the design has them."""
    film, face = thin_film_of(package), active_face(package)
    transfer = film.transfer
    filling = film.filling.material if film.filling is not None else ""
    if not filling and film.method == "transfer" and transfer is not None and transfer.filling.keep:
        filling = transfer.filling.material
    level = face + (film.filling.error if film.filling is not None else 0)
    below = ((filling, 0, level),) if filling else ()
    cover = (film.passivation.material, film.passivation.thickness) if film.passivation is not None else None
    return stack_of(film.layers, face=max(face, level if filling else 0), below=below, start=level if filling else 0,
                    passivation=cover)  # fmt: skip


def active_face(package: Package) -> int:
    """z of the active faces, nm, those of the highest die where they are not level."""
    film, metal = thin_film_of(package), package.carrier
    if film.method == "transfer" and film.transfer is not None:
        return film.transfer.adhesive.bond_line + film.transfer.thickness
    chips = tuple((c, package.dies[c.die]) for c in package.chips if isinstance(c, BacksideChip))
    if not isinstance(metal, MetalSubstrate) or not chips:
        raise BadInput([Fault("a thin-film circuit needs dies on a metal substrate", where="carrier",
                              fix="give 'carrier: {kind: metal, ...}' and chips with 'attach: backside'")])  # fmt: skip
    cut = metal.cavities
    faces = []
    for chip, die in chips:
        floor = sheet_heights(metal, chips)[1] if cut is None else -cavity_depth(cut, die)
        faces.append(floor + chip.adhesive.bond_line + die.thickness)
    return max(faces)


def devices_of(package: Package, library: Library | None = None) -> tuple[Drawn, ...]:
    """The passive devices of a design as they are drawn; BadInput tells all that cannot be."""
    film = thin_film_of(package)
    if not film.devices:
        return ()
    stack, known = stack_on(package), library if library is not None else Library.builtin()
    found, faults = [], list[Fault]()
    for device in film.devices:
        try:
            drawn = draw(device, stack, known)
            found.append(replace(drawn, notes=(*drawn.notes, *_over_dies(drawn, stack, package))))
        except BadInput as error:
            faults += error.faults
    raise_if(faults)
    return tuple(found)


def _over_dies(drawn: Drawn, stack: Stack, package: Package) -> tuple[str, ...]:
    """A remark where a die lies below a device whose value counts on what lies between it and the metal."""
    device = drawn.device
    if isinstance(device, Resistor | Sensor) or (isinstance(device, Capacitor) and device.form == "plate"):
        return ()
    layer = stack.layer(device.layer)
    if any(other.plane for other in stack.layers[: stack.index(layer)]):
        return ()
    plan = drawn.area_on(layer.name)
    dies = [c.name for c in package.chips if isinstance(c, BacksideChip)
            and (plan & footprint(c, package.dies[c.die])).area > 0]  # fmt: skip
    if not dies:
        return ()
    return (f"{' and '.join(dies)} below it, silicon and pads, is not counted: its value is that beside the dies",)


def sensors_of(package: Package, library: Library | None = None) -> tuple[tuple[Sensor, Drawn], ...]:
    """The sensors of a design with what is drawn of them."""
    return tuple((drawn.device, drawn) for drawn in devices_of(package, library) if isinstance(drawn.device, Sensor))
