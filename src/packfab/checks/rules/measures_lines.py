# SPDX-License-Identifier: Apache-2.0
"""How wide is metal in plan, and how wide is the space between it?

Widths are asked of each body of metal by itself, spaces of all metal of a layer together: what touches in plan is one.
Straight edges are measured exactly; a place on a round outline, which polygons stand for, within 0.4 um.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from packfab.checks.rules.measured import Measure, Measured
from packfab.checks.rules.rule import Rule
from packfab.checks.rules.scene import PlanLayer, Scene
from packfab.geometry import (
    Barrel,
    Frustum,
    Narrow,
    Piece,
    SphereZone,
    close_places,
    local_least,
    narrow_places,
    on_curve,
)

ROUND_WITHIN = 400.0
"""nm, tolerance of a place between two round outlines."""


def width(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The least width of each body of metal, and every place that is narrower than the limit."""
    for layer in scene.layers(rule.pick()):
        yield from _widths(layer, rule.limit)


def space(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The distances of bodies of metal in one layer, and the widths of notches in one of them."""
    for layer in scene.layers(rule.pick()):
        yield from _spaces(layer, rule.limit, notches=rule.word("notches", "asked") == "asked")


def width_ratio(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The least width of each body of metal over its thickness."""
    for layer in scene.layers(rule.pick()):
        thick = _thickness(layer)
        yield from (_over(m, thick) for m in _widths(layer, rule.limit * thick))


def space_ratio(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """The distances of bodies of metal in one layer over its thickness."""
    for layer in scene.layers(rule.pick()):
        thick = _thickness(layer)
        yield from (_over(m, thick) for m in _spaces(layer, rule.limit * thick, notches=True))


def _widths(layer: PlanLayer, limit: float) -> Iterator[Measured]:
    discs = {i for i, piece in enumerate(layer.pieces) if _is_whole_disc(piece, layer.z)}
    for i in sorted(discs):
        solid = layer.pieces[i].solid
        x, y = solid.places[0].tolist()
        yield Measured(2 * _radius(solid.shape, layer.z), (x, y, layer.z), None, layer.name(i))
    found = layer.outlines.some(~np.isin(layer.outlines.of, list(discs)))
    shapes, of = found.polygons, found.of
    least, places = narrow_places(shapes, limit)
    places = local_least(places, 2 * limit)
    for k in range(len(places)):
        yield _at(places, k, layer.z, layer.name(int(of[places.polygon[k]])), shapes, limit)
    broken = set(places.polygon.tolist())
    for k in np.flatnonzero(np.isfinite(least)).tolist():
        if k not in broken:
            x, y = found.inner_point(k)
            yield Measured(float(least[k]), (x, y, layer.z), None, layer.name(int(of[k])))


def _spaces(layer: PlanLayer, limit: float, *, notches: bool) -> Iterator[Measured]:
    shapes = layer.joined.polygons
    found = close_places(shapes, limit)
    for k in range(len(found)):
        names = [layer.name_at(*end[k].tolist()) for end in (found.a, found.b)] if found.distance[k] < limit else []
        yield _at(found, k, layer.z, " to ".join(names) or layer.name(0), shapes, limit)
    if not notches:
        return
    _, inner = narrow_places(shapes, limit, outside=True)
    inner = local_least(inner, 2 * limit)
    for k in range(len(inner)):
        yield _at(inner, k, layer.z, f"notch of {layer.name_at(*inner.a[k].tolist())}", shapes, limit)


def _at(places: Narrow, k: int, z: float, what: str, shapes: Any, limit: float) -> Measured:
    a, b, distance = places.a[k].tolist(), places.b[k].tolist(), float(places.distance[k])
    close = limit - ROUND_WITHIN <= distance < limit
    polygons = (shapes[places.polygon[k]], shapes[places.other[k]])
    soft = close and any(on_curve(p, end) for p, end in zip(polygons, (a, b), strict=True))
    return Measured(distance, (*a, z), (*b, z), what, ROUND_WITHIN if soft else 0.0)


def _over(m: Measured, thick: float) -> Measured:
    return Measured(m.amount / thick, m.at, m.to, m.what, m.within / thick)


def _thickness(layer: PlanLayer) -> float:
    return float(min(piece.solid.z1 - piece.solid.z0 for piece in layer.pieces))


def _is_whole_disc(piece: Piece, z: float) -> bool:
    solid = piece.solid
    if not isinstance(solid.shape, Frustum | SphereZone | Barrel):
        return False
    whole = len(solid.places) * solid.shape.area(z)
    return abs(piece.region.area - whole) <= 1e-3 * whole


def _radius(shape: Any, z: float) -> float:
    return float(shape.radius(z))


LINES: Mapping[str, Measure] = {
    "width": Measure(width, "length", "the least width of each body of metal"),
    "space": Measure(space, "length", "distances of bodies of metal in one layer, and widths of notches",
                     parameters={"notches": "word"}),
    "width over thickness": Measure(width_ratio, "plain", "the least width of each body of metal over its thickness"),
    "space over thickness": Measure(space_ratio, "plain", "distances in one layer of metal over its thickness"),
}  # fmt: skip
