# SPDX-License-Identifier: Apache-2.0
"""Do dies fit their places: on lower dies, below a heat sink, and does its film press and cover as it should?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from packfab.checks.chips import Chip, is_carrier
from packfab.checks.rules.bond_wires import placed, plan_of
from packfab.checks.rules.measured import Measure, Measured
from packfab.checks.rules.rule import Rule
from packfab.checks.rules.scene import Scene
from packfab.geometry import Record, joined, nearest_in


def length_over_width(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The longer side of each thing over the shorter one, in plan."""
    for body in placed(scene.solids(rule.pick())):
        width, length = body.sides
        yield Measured(length / width, body.middle, None, body.name)


def overhang(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """How far each chip on another one reaches beyond it, over its own thickness."""
    for chip, lower in _stacked(scene):
        far = nearest_in(np.concatenate(chip.outline.rings), lower.outline)
        k = int(np.argmax(far.distance))
        z = float(chip.z0)
        yield Measured(float(far.distance[k]) / (chip.z1 - chip.z0), (*_xy(far.at[k]), z), (*_xy(far.to[k]), z),
                       f"{chip.name} on {lower.name}")  # fmt: skip


def bond_overhang(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """How far the wire bonds of a chip on another one lie beyond that, over the thickness of the chip."""
    below = {chip.name: (chip, lower) for chip, lower in _stacked(scene)}
    for solid in scene.solids(rule.pick()):
        if solid.part in below:
            chip, lower = below[solid.part]
            found = nearest_in(solid.places, lower.outline)
            for at, to, far in zip(found.at, found.to, found.distance.tolist(), strict=True):
                yield Measured(far / (chip.z1 - chip.z0), (*_xy(at), float(chip.z1)), (*_xy(to), float(chip.z0)),
                               f"{solid.part}: {solid.name}")  # fmt: skip


def below_sink(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The part of each chip that lies below the heat sink, of chips that carry no other."""
    sinks = scene.solids(rule.pick())
    plan = joined([plan_of(s, place) for s in sinks for place in range(len(s.places))])
    carrying = {chip.on for chip in scene.chips}
    for chip in scene.chips if sinks else ():
        if chip.name not in carrying:
            rest = chip.outline - plan
            x, y = rest.inner_point if rest else chip.outline.inner_point
            share = (chip.outline & plan).area / chip.outline.area
            yield Measured(share, (x, y, float(chip.z1)), None, f"{chip.name} below the heat sink")


def film_pressed(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """By which part of its thickness the film on a heat sink is pressed in the closed mold."""
    laid, shot = _record(scene, "LayFilm"), _record(scene, "Mold")
    if laid is not None and shot is not None:
        thickness, pressed = _number(laid, "thickness"), _number(shot, "film_pressed")
        if thickness and pressed is not None:
            yield Measured(1 - pressed / thickness, _at_sink(scene), None, "film on the heat sink")


def film_margin(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """From the edge of the film in to that of the heat sink that it lies on: the rim that the compound holds."""
    laid, sink = _record(scene, "LayFilm"), _record(scene, "AttachHeatSink")
    if laid is not None and sink is not None:
        sides = [(_number(sink, side), _number(laid, side)) for side in ("width", "height")]
        rims = [(plate - film) / 2 for plate, film in sides if plate is not None and film is not None]
        if rims:
            yield Measured(min(rims), _at_sink(scene), None, "rim of the heat sink")


def _stacked(scene: Scene) -> Iterator[tuple[Chip, Chip]]:
    """Chips that stand on other chips, with these."""
    known = {chip.name: chip for chip in scene.chips}
    for chip in scene.chips:
        if chip.on in known and not is_carrier(chip.on):
            yield chip, known[chip.on]


def _record(scene: Scene, step: str) -> Record | None:
    return next((r for r in reversed(scene.records) if r.step == step), None)


def _number(record: Record, name: str) -> float | None:
    value = record.parameters.get(name, record.measured.get(name))
    return float(value) if isinstance(value, int | float) else None


def _at_sink(scene: Scene) -> tuple[float, float, float]:
    """The middle of the face of the heat sink."""
    plates = scene.build.select(role="heat sink")
    if not plates:
        return (0.0, 0.0, 0.0)
    top = max(plates, key=lambda s: s.z1)
    x0, y0, x1, y1 = top.box
    return ((x0 + x1) / 2, (y0 + y1) / 2, float(top.z1))


def _xy(row: NDArray[np.float64]) -> tuple[float, float]:
    x, y = row.tolist()
    return (x, y)


ASSEMBLY: Mapping[str, Measure] = {
    "length to width": Measure(length_over_width, "plain", "the longer side of each over the shorter one"),
    "overhang times": Measure(overhang, "plain", "how far a chip reaches beyond the one below, in thicknesses", ()),
    "bond overhang times": Measure(bond_overhang, "plain", "how far bonds lie beyond the chip below, in thicknesses"),
    "below sink": Measure(below_sink, "fraction", "the part of each topmost chip that lies below the heat sink"),
    "film pressed": Measure(film_pressed, "fraction", "by which part of its thickness the film is pressed", ()),
    "film margin": Measure(film_margin, "length", "rim of the heat sink beyond the film", ()),
}
