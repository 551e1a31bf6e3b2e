# SPDX-License-Identifier: Apache-2.0
"""Which packages cannot be made on a metal substrate, under a thin-film circuit?

Whether cavities are deep enough and all active faces lie at one height is asked where the substrate is made.
"""

from __future__ import annotations

from collections.abc import Iterator

from packfab.design.chip import BacksideChip
from packfab.design.circuit import Circuit
from packfab.design.metal_substrate import MetalSubstrate
from packfab.design.package import Package
from packfab.design.thin_film import ThinFilm
from packfab.design.validate_chips import did_you_mean
from packfab.design.validate_circuit import circuit_faults
from packfab.design.validate_fan_out import MOST_LAYER
from packfab.design.validate_film_devices import film_device_faults
from packfab.design.validate_film_layers import film_layer_faults
from packfab.design.validate_film_nets import film_net_faults
from packfab.design.validate_film_top import film_top_faults
from packfab.design.validate_thin_film_materials import thin_film_material_faults
from packfab.errors import Fault
from packfab.units import format_length

SYSTEM = "metal-substrate"
#: Thinner dies, nm, are no dies any more; a guess: devices and their wiring take up some um of silicon.
LEAST_DIE = 5_000
#: Thicker dies, nm, are cut from no wafer: the thickest in use are about 1 mm.
MOST_DIE = 5_000_000
#: Sheet metal of other thickness, nm, carries nothing or fits no line; guesses, wide on purpose.
LEAST_SHEET, MOST_SHEET = 10_000, 20_000_000
#: Systems that say themselves which carriers and chips they do not take.
_OWN_WORDS = frozenset({"back-to-back", "panel-fan-out"})
_NOT_HERE = {"mold": "nothing is molded: filling and dielectric surround the dies",
             "passives": "passive devices are made of the wiring, below 'thin_film.devices'"}  # fmt: skip


def thin_film_faults(package: Package) -> Iterator[Fault]:
    """What is wrong with a package on a metal substrate, or with parts of one where they do not belong."""
    if package.system != SYSTEM:
        yield from _misplaced(package)
        return
    yield from _system_faults(package)
    yield from _pad_map_faults(package)
    yield from _thick_faults(package)
    for name, die in package.dies.items():
        if die.circuit is not None:
            yield from circuit_faults(name, die, die.circuit)
    metal, film = package.carrier, package.thin_film
    if isinstance(metal, MetalSubstrate):
        yield from _metal_faults(metal)
    if film is None:
        yield Fault("a package on a metal substrate needs 'thin_film'", "thin_film", fix="give its layers")
        return
    yield from _method_faults(package, film)
    yield from _filling_faults(package, film)
    yield from film_layer_faults(film)
    yield from film_net_faults(package, film)
    yield from film_device_faults(package, film)
    yield from film_top_faults(package, film)
    yield from thin_film_material_faults(package, film)


def _misplaced(package: Package) -> Iterator[Fault]:
    if package.system not in _OWN_WORDS:
        if isinstance(package.carrier, MetalSubstrate):
            yield Fault(f"a metal substrate carries no package of system {package.system}", "carrier.kind",
                        measured="metal", allowed="substrate, tape, lead-frame",
                        fix=f"take another carrier, or 'system: {SYSTEM}'")  # fmt: skip
        for chip in package.chips:
            if isinstance(chip, BacksideChip):
                yield Fault(f"'{chip.name}' has its back on a metal substrate", f"chips.{chip.name}.attach",
                            measured="backside", allowed="flip-chip, face-up",
                            fix=f"attach it otherwise, or 'system: {SYSTEM}'")  # fmt: skip
    if package.thin_film is not None:
        yield Fault(f"'thin_film' does not belong to system {package.system}", "thin_film",
                    fix=f"take it away, or 'system: {SYSTEM}'")  # fmt: skip
    for name, die in package.dies.items():
        if die.circuit is not None:
            yield Fault(f"the circuit of a die is not built in system {package.system}", f"dies.{name}.circuit",
                        fix=f"take it away, or 'system: {SYSTEM}'")  # fmt: skip


def _system_faults(package: Package) -> Iterator[Fault]:
    if not isinstance(package.carrier, MetalSubstrate):
        yield Fault("the dies of this system sit on metal", "carrier.kind", measured=package.carrier.kind,
                    allowed="metal", fix="write 'carrier: {kind: metal, size: [5 mm, 5 mm]}'")  # fmt: skip
    for chip in package.chips:
        if not isinstance(chip, BacksideChip):
            yield Fault(f"the back of '{chip.name}' is not on the metal", f"chips.{chip.name}.attach",
                        measured=chip.attach, allowed="backside", fix="write 'attach: backside'")  # fmt: skip
    for key, why in _NOT_HERE.items():
        if getattr(package, key):
            yield Fault(f"'{key}' has no meaning here: {why}", key, fix="take it away")


def _pad_map_faults(package: Package) -> Iterator[Fault]:
    for chip in package.chips:
        if not isinstance(chip, BacksideChip) or chip.die not in package.dies:
            continue
        maps = package.dies[chip.die].pads
        if chip.pads not in maps:
            yield Fault(f"die '{chip.die}' has no pad map '{chip.pads}'", f"chips.{chip.name}.pads",
                        allowed=", ".join(maps) or "none is given",
                        fix=did_you_mean(chip.pads, maps) or f"add pads below dies.{chip.die}.pads")  # fmt: skip


def _thick_faults(package: Package) -> Iterator[Fault]:
    """Dies and bond lines that nobody has, told by the first that names them."""
    for name, die in package.dies.items():
        if not LEAST_DIE <= die.thickness <= MOST_DIE:
            yield Fault(f"die '{name}' is as thick as no die is", f"dies.{name}.thickness",
                        measured=format_length(die.thickness),
                        allowed=f"{format_length(LEAST_DIE)} to {format_length(MOST_DIE)}",
                        fix="check its unit; 50 um to 800 um is usual")  # fmt: skip
    for chip in package.chips:
        if isinstance(chip, BacksideChip) and chip.adhesive.bond_line > MOST_LAYER:
            yield Fault(f"no bond line is as thick as that of '{chip.name}'", f"chips.{chip.name}.adhesive.bond_line",
                        measured=format_length(chip.adhesive.bond_line),
                        allowed=f"at most {format_length(MOST_LAYER)}", fix="check its unit")  # fmt: skip


def _metal_faults(metal: MetalSubstrate) -> Iterator[Fault]:
    sheets = {"thickness": metal.thickness}
    if metal.first_layer is not None and metal.first_layer.thickness is not None:
        sheets["first_layer.thickness"] = metal.first_layer.thickness
    for key, thickness in sheets.items():
        if not LEAST_SHEET <= thickness <= MOST_SHEET:
            yield Fault("no substrate is made of such a sheet", f"carrier.{key}", measured=format_length(thickness),
                        allowed=f"{format_length(LEAST_SHEET)} to {format_length(MOST_SHEET)}",
                        fix="check its unit; 0.1 mm to 2 mm is usual")  # fmt: skip
    if metal.cavities is not None and metal.first_layer is not None:
        yield Fault("a substrate has machined cavities or a punched layer, not both", "carrier.first_layer",
                    measured="also carrier.cavities", allowed="one of the two",
                    fix="take one of them away")  # fmt: skip


def _method_faults(package: Package, film: ThinFilm) -> Iterator[Fault]:
    transfer, where = film.transfer, "thin_film.transfer"
    if film.method == "direct":
        if transfer is not None:
            yield Fault("'transfer' belongs to the transfer method", where, measured="method: direct",
                        allowed="method: transfer", fix="take it away, or 'method: transfer'")  # fmt: skip
        return
    if transfer is None:
        yield Fault("the transfer method needs 'transfer'", where,
                    fix="give it with the thickness to which the dies are ground")  # fmt: skip
        return
    metal = package.carrier
    if isinstance(metal, MetalSubstrate):
        for key, what in (("cavities", "cavities"), ("first_layer", "a punched layer")):
            if getattr(metal, key) is not None:
                yield Fault(f"dies that are ground level with their filling do not go into {what}", f"carrier.{key}",
                            measured="method: transfer", allowed="a flat substrate",
                            fix="take it away, or 'method: direct'")  # fmt: skip
    yield from _thinning_faults(package, transfer.thickness, f"{where}.thickness")
    thick = {"substrate": transfer.substrate.thickness, "substrate.adhesive": transfer.substrate.adhesive.thickness}
    for key, thickness in thick.items():
        if thickness > 10 * MOST_LAYER:
            yield Fault("no temporary substrate is so thick", f"{where}.{key}.thickness",
                        measured=format_length(thickness), allowed=f"at most {format_length(10 * MOST_LAYER)}",
                        fix="check its unit")  # fmt: skip
    for key, thickness, field in (("filling", transfer.filling.cover, "cover"),
                                  ("adhesive", transfer.adhesive.bond_line, "bond_line")):  # fmt: skip
        if thickness > MOST_LAYER:
            yield Fault("no layer over dies is so thick", f"{where}.{key}.{field}", measured=format_length(thickness),
                        allowed=f"at most {format_length(MOST_LAYER)}", fix="check its unit")  # fmt: skip


def _thinning_faults(package: Package, thickness: int, where: str) -> Iterator[Fault]:
    dies = [(package.dies[chip.die].thickness, chip.die) for chip in package.chips if chip.die in package.dies]
    if not dies:
        return
    thinnest, name = min(dies)
    if thickness >= thinnest:
        yield Fault(f"die '{name}' is thinner than that before it is ground", where, measured=format_length(thickness),
                    allowed=f"below {format_length(thinnest)}",
                    fix="grind further down, or give thicker dies")  # fmt: skip
    built = [_depth(circuit) for die in package.dies.values() if (circuit := die.circuit) is not None]
    least = max([LEAST_DIE, *built])
    if thickness <= least:
        yield Fault("the grinding reaches the devices", where, measured=format_length(thickness),
                    allowed=f"above {format_length(least)}", fix="leave the dies thicker")  # fmt: skip


def _depth(circuit: Circuit) -> int:
    """nm from the active face down to the devices."""
    return circuit.thickness + circuit.insulator


def _filling_faults(package: Package, film: ThinFilm) -> Iterator[Fault]:
    filling, where = film.filling, "thin_film.filling"
    if filling is None:
        return
    if film.method == "transfer" and film.transfer is not None and film.transfer.filling.keep:
        yield Fault("the first filling stays around the dies and leaves no room for a second one", where,
                    measured="transfer.filling.keep: true", allowed="one of the two",
                    fix="take 'filling' away, or 'keep: false'")  # fmt: skip
    dies = [package.dies[chip.die].thickness for chip in package.chips if chip.die in package.dies]
    high = min(dies, default=0)
    if film.method == "transfer" and film.transfer is not None:
        high = film.transfer.thickness
    if high and not -high < filling.error < high:
        yield Fault("the filling is off the active faces by more than a die is thick", f"{where}.error",
                    measured=format_length(filling.error), allowed=f"within {format_length(high)} of them",
                    fix="check its unit; 0 is level")  # fmt: skip
