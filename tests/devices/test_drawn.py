# SPDX-License-Identifier: Apache-2.0
"""Is every device drawn as wanted: its value, its rules, its terminals, and turned by right angles alike?"""

from __future__ import annotations

import math

import numpy as np
import pytest
from device_stacks import every_device, three

from packfab.design import FilmDevice
from packfab.devices import Drawn, draw
from packfab.geometry import Region, joined, region
from packfab.materials import Library
from packfab.sources import cite
from packfab.units import format_quantity

LIBRARY = Library.builtin()
DEVICES = every_device()


def drawn(device: FilmDevice, **given: object) -> Drawn:
    return draw(device.model_copy(update=given), three(), LIBRARY)


@pytest.mark.parametrize("device", DEVICES, ids=lambda d: d.name)
def test_the_value_of_the_drawn_metal_is_the_wanted_one_but_for_rounding(device: FilmDevice) -> None:
    assert abs(drawn(device).deviation) < 5e-5


@pytest.mark.parametrize("device", DEVICES, ids=lambda d: d.name)
def test_a_device_names_its_formula_and_its_numbers_can_be_printed(device: FilmDevice) -> None:
    made = drawn(device)

    assert cite(made.formula).kind in ("paper", "book")
    assert format_quantity(made.value, made.dimension)
    for name, value, dimension in made.details:
        assert name
        assert not dimension or format_quantity(float(value), dimension)


@pytest.mark.parametrize("device", DEVICES, ids=lambda d: d.name)
def test_every_terminal_lies_in_metal_of_its_layer_with_room_for_a_hole(device: FilmDevice) -> None:
    made = drawn(device)

    assert {t.net for t in made.terminals} >= set(device.nets)
    for end in made.terminals:
        metal = made.area_on(end.layer)
        assert metal.contains([end.place]).all()
        hole = region([np.array(end.place) + 9_500 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / math.sqrt(2)])
        assert (hole - metal).area < 1e-3 * hole.area


@pytest.mark.parametrize("device", DEVICES, ids=lambda d: d.name)
def test_a_pad_at_every_terminal_can_be_reached_from_outside(device: FilmDevice) -> None:
    made, stack = drawn(device), three()

    for end in made.terminals:
        for layer in stack.layers:
            assert not made.outline_on(layer.name).contains([end.place]).any()


@pytest.mark.parametrize("device", DEVICES, ids=lambda d: d.name)
def test_metal_keeps_the_least_line_and_space_of_its_layer(device: FilmDevice) -> None:
    made = drawn(device)
    for layer in three().layers:
        metal = made.area_on(layer.name)
        if not metal:
            continue
        # less than half of the least line off and on again leaves all but corners and rims of round pads
        opened = metal.grown(-layer.line / 2 + 20).grown(layer.line / 2 - 20, corners="mitre")
        closed = metal.grown(layer.space / 2 - 20).grown(-layer.space / 2 + 20)
        assert (metal - opened).area < 2e-3 * metal.area
        gained = closed - metal
        assert all(part.area < 60e6 for part in gained.parts)


@pytest.mark.parametrize("device", DEVICES, ids=lambda d: d.name)
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turned_by_right_angles_it_is_the_same_to_the_nanometre(device: FilmDevice, quarters: int) -> None:
    straight, turned = drawn(device), drawn(device, rotation=quarters * math.pi / 2, at=(1_234_567, -765_433))

    for a, b in zip(straight.parts, turned.parts, strict=True):
        moved = a.area.turned(90 * quarters).moved(1_234_567, -765_433)
        assert (a.layer, a.net) == (b.layer, b.net)
        assert different(moved, b.area) < 1e-6 * b.area.area
    assert turned.value == straight.value
    assert all(isinstance(v, int) for end in turned.terminals for v in end.place)


def test_it_may_be_turned_by_any_angle() -> None:
    for device in DEVICES:
        straight, turned = drawn(device), drawn(device, rotation=0.4)

        assert sum(p.area.area for p in turned.parts) == pytest.approx(
            sum(p.area.area for p in straight.parts), rel=1e-4
        )


@pytest.mark.parametrize("device", [d for d in DEVICES if d.name != "L2"], ids=lambda d: d.name)
def test_corners_lie_on_whole_nanometres_but_for_round_pads_and_octagons(device: FilmDevice) -> None:
    for part in drawn(device).parts:
        for ring in part.area.rings:
            step = np.abs(np.roll(ring, -1, axis=0) - ring)
            long = (step.max(axis=1) > 5_000) & (step.min(axis=1) < 1)
            corners = ring[long & np.roll(long, 1)]
            assert (np.abs(2 * corners - np.rint(2 * corners)) < 0.05).all()


def test_parts_of_one_layer_with_different_nets_do_not_touch() -> None:
    for device in DEVICES:
        made = drawn(device)
        for i, a in enumerate(made.parts):
            for b in made.parts[:i]:
                if a.layer == b.layer and a.net and b.net and a.net != b.net:
                    assert not a.area.grown(9_900) & b.area


def test_what_lies_on_two_layers_of_a_spiral_is_joined_by_holes_through_all_between() -> None:
    made = drawn(DEVICES[3])

    assert [layer for layer, _ in made.vias] == ["M2", "M3"]
    for _, place in made.vias:
        assert made.area_on("M3").contains([place]).all()
        assert made.area_on("M1").contains([place]).all()


def different(a: Region, b: Region) -> float:
    return joined([a - b, b - a]).area
