# SPDX-License-Identifier: Apache-2.0
"""Does the metal as drawn give back the value that it was drawn for, and metal that lost something another one?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from device_stacks import every_device, three

from packfab.design import FilmDevice
from packfab.devices import Drawn, Stack, computed, draw
from packfab.geometry import Region
from packfab.materials import Library

LIBRARY = Library.builtin()


def metal(drawn: Drawn, stack: Stack, lost: float = 0.0) -> dict[str, Region]:
    """Half way up: walls that lean have come in by half of what they do in all."""
    return {x.name: drawn.area_on(x.name).grown(-(x.lean + lost) / 2, corners="mitre") for x in stack.layers}


@pytest.mark.parametrize("angle", [0.0, 1.5707963267948966, 0.3])
@pytest.mark.parametrize("device", every_device(), ids=lambda d: d.name)
def test_metal_as_drawn_has_the_value_that_the_drawing_tells(device: FilmDevice, angle: float) -> None:
    stack = three()
    made = draw(device.model_copy(update={"rotation": angle, "at": (123_456, -7_000)}), stack, LIBRARY)

    assert computed(made, metal(made, stack), stack, LIBRARY) == pytest.approx(made.value, rel=2e-4)


@pytest.mark.parametrize(
    ("name", "sign"), [("R1", 1), ("L1", 1), ("C1", -1), ("C2", -1), ("T1", 1), ("T2", 1), ("F2", 1)]
)
def test_lines_that_etching_made_narrower_change_the_value(name: str, sign: int) -> None:
    device, stack = next(d for d in every_device() if d.name == name), three()
    made = draw(device, stack, LIBRARY)

    found = computed(made, metal(made, stack, lost=1_000), stack, LIBRARY)

    assert 0 < sign * (found / made.value - 1) < 0.25


@pytest.mark.parametrize("name", ["R1", "R2", "T1", "T2", "C2"])
def test_walls_that_lean_are_counted_in_the_drawing(name: str) -> None:
    device, stack = next(d for d in every_device() if d.name == name), three(process="sputtering", etch_factor=4.0)
    made = draw(device, stack, LIBRARY)

    assert computed(made, metal(made, stack), stack, LIBRARY) == pytest.approx(made.value, rel=2e-3)


def test_a_beam_that_came_out_thicker_resonates_higher() -> None:
    device, stack = next(d for d in every_device() if d.name == "S1"), three()
    made = draw(device, stack, LIBRARY)
    thicker = replace(stack, layers=(*stack.layers[:2], replace(stack.layers[2], z1=stack.layers[2].z1 + 500)))

    assert computed(made, metal(made, stack), thicker, LIBRARY) == pytest.approx(1.1 * made.value, rel=1e-4)
