# SPDX-License-Identifier: Apache-2.0
"""How are dies put on a metal substrate and wired by a thin-film circuit, directly or by transfer?

Direct: the backs of the dies are attached to the metal, which may have cavities or a punched first layer. Transfer: the
dies are put face down on a temporary substrate, filled around, ground together with the filling, attached to the metal
and turned over; filling and temporary substrate are taken off. Then, for both, dielectrics and wiring in turns.
"""

from __future__ import annotations

from packfab.design import BacksideChip, Die, MetalSubstrate, Package, Sensor, ThinFilm, thin_film_of
from packfab.devices import Drawn
from packfab.errors import BadInput, Fault, raise_if
from packfab.materials import Library
from packfab.process.film_level import FilmLevel
from packfab.process.flow import Flow
from packfab.process.layout import layout_of
from packfab.process.step import Step
from packfab.process.steps import (
    AttachBackside,
    AttachBondingPoints,
    AttachFaceDown,
    AttachMetal,
    CoatDielectric,
    FillAround,
    FillOver,
    FillVias,
    FormWiring,
    GrindBacks,
    LaminateFirstLayer,
    OpenHoles,
    Passivate,
    ProvideMetalSubstrate,
    ProvideTemporary,
    PunchFirstLayer,
    ReleaseSensor,
    RemoveTemporary,
    Saw,
    TurnOver,
)
from packfab.process.thin_film_wiring import film_levels, sensors_of

Chips = tuple[tuple[BacksideChip, Die], ...]


def metal_substrate(package: Package, library: Library | None = None) -> Flow:
    """The flow for a package design, by the direct or the transfer method.

    library: materials of which passive devices are drawn, the built-in ones unless given.
    """
    film, metal = package.thin_film, package.carrier
    if film is None or not isinstance(metal, MetalSubstrate):
        raise BadInput([Fault("dies under a thin-film circuit need a metal substrate and that circuit", "thin_film",
                              fix="give 'carrier: {kind: metal, ...}' and 'thin_film'")])  # fmt: skip
    chips = _chips(package)
    levels = film_levels(package, library)
    steps = _transferred(package, metal, chips) if film.method == "transfer" else _direct(package, metal, chips)
    steps += _circuit(package, levels, sensors_of(package, library))
    return Flow(f"metal substrate, {film.method}", (*steps, Saw(package.strip.kerf, film.blocks, molded=False)))


def _chips(package: Package) -> Chips:
    raise_if(Fault(f"chip '{c.name}' does not sit with its back on the metal", where=f"chips.{c.name}.attach",
                   fix="give 'attach: backside'")
             for c in package.chips if not isinstance(c, BacksideChip))  # fmt: skip
    return tuple((c, package.dies[c.die]) for c in package.chips if isinstance(c, BacksideChip))


def _direct(package: Package, metal: MetalSubstrate, chips: Chips) -> list[Step]:
    film = thin_film_of(package)
    steps: list[Step] = [ProvideMetalSubstrate(metal, layout_of(package), chips)]
    if metal.first_layer is not None:
        steps += [PunchFirstLayer(metal, chips), LaminateFirstLayer(metal)]
    steps += [AttachBackside(chip, die) for chip, die in chips]
    return steps + _filled(film)


def _transferred(package: Package, metal: MetalSubstrate, chips: Chips) -> list[Step]:
    film = thin_film_of(package)
    transfer = film.transfer
    if transfer is None:
        raise BadInput([Fault("the transfer method needs a temporary substrate and a thickness",
                              where="thin_film.transfer", fix="give 'transfer: {thickness: 100 um}'")])  # fmt: skip
    return [
        ProvideTemporary(transfer.substrate, layout_of(package)),
        *(AttachFaceDown(chip, die) for chip, die in chips),
        FillOver(transfer.filling),
        GrindBacks(transfer.thickness),
        AttachMetal(metal, transfer.adhesive, tuple(chip.name for chip, _ in chips)),
        TurnOver(),
        RemoveTemporary(transfer.filling.keep),
        *_filled(film),
    ]


def _filled(film: ThinFilm) -> list[Step]:
    return [FillAround(film.filling, second=film.method == "transfer")] if film.filling is not None else []


def _circuit(package: Package, levels: tuple[FilmLevel, ...], sensors: tuple[tuple[Sensor, Drawn], ...]) -> list[Step]:
    """Dielectrics and wiring in turns, the cover, what is released below it, and the bonding points."""
    film, steps = thin_film_of(package), list[Step]()
    for level in levels:
        layer = level.layer
        steps += [CoatDielectric(layer), OpenHoles(layer.name, (f"{layer.name} dielectric",), level.below, layer.hole)]
        if layer.vias is not None:
            steps.append(FillVias(layer, level.below))
        steps.append(FormWiring(level))
    contacts = levels[-1].above
    if film.passivation is not None:
        steps.append(Passivate(film.passivation, contacts))
    steps += [ReleaseSensor(sensor, drawn) for sensor, drawn in sensors]
    points = package.balls if package.balls is not None else film.points
    return steps if points is None else [*steps, AttachBondingPoints(points, contacts)]
