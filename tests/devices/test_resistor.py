# SPDX-License-Identifier: Apache-2.0
"""Does a meander have the squares that its metal shows?"""

from __future__ import annotations

import pytest
from device_stacks import NETS, three

from packfab.design import Resistor
from packfab.devices import draw
from packfab.errors import BadInput
from packfab.materials import Library
from packfab.units import um

LIBRARY = Library.builtin()


def resistor(**given: object) -> Resistor:
    return Resistor(**{"name": "R1", "layer": "M2", "at": (0, 0), "nets": NETS, "value": 1.0, **given})  # type: ignore[arg-type]


def test_the_metal_of_a_meander_holds_its_straight_length_and_corners() -> None:
    made = draw(resistor(), three(), LIBRARY)

    width, straight, corners = 10_000, float(made.detail("straight length")) * 1e9, int(made.detail("corners"))
    area = made.area_on("M2")
    x0, _, x1, _ = area.box
    pads = area.area - straight * width - corners * width**2
    assert pads == pytest.approx(2 * 3.1416 * 15_000**2, rel=0.12)
    assert x1 - x0 > 2 * 15_000


def test_runs_are_no_longer_than_asked_for() -> None:
    made = draw(resistor(run=um(150)), three(), LIBRARY)

    assert float(made.detail("outline y")) <= 150e-6
    assert float(made.detail("outline y")) > 120e-6


def test_walls_that_lean_make_the_line_narrower_and_the_meander_shorter() -> None:
    upright = draw(resistor(), three(), LIBRARY)
    leaning = draw(resistor(), three(process="sputtering", etch_factor=2.5), LIBRARY)

    assert leaning.area_on("M2").area < upright.area_on("M2").area
    assert leaning.detail("squares") == pytest.approx(upright.detail("squares"), rel=1e-4)


@pytest.mark.parametrize(("given", "text"), [
    ({"value": 0.001}, "would be shorter than wide"),
    ({"value": 1e6}, "too many runs"),
    ({"width": um(5)}, "width is below the least of layer M2 (measured 5 um, allowed at least 10 um)"),
    ({"space": um(5)}, "space is below the least of layer M2"),
    ({"run": um(20)}, "a run is too short"),
    ({"layer": "M9"}, "there is no wiring layer 'M9' (allowed M1, M2, M3)"),
])  # fmt: skip
def test_what_cannot_be_had_is_told(given: dict[str, object], text: str) -> None:
    with pytest.raises(BadInput) as told:
        draw(resistor(**given), three(), LIBRARY)

    assert text in str(told.value)
    assert "thin_film.devices.R1" in str(told.value)


def test_a_metal_of_unknown_resistivity_is_named() -> None:
    with pytest.raises(BadInput, match="material 'epoxy_unfilled' has no resistivity"):
        draw(resistor(), three(material="epoxy_unfilled"), LIBRARY)
