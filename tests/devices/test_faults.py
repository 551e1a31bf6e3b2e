# SPDX-License-Identifier: Apache-2.0
"""Is what no device can have told with what could be had?"""

from __future__ import annotations

import pytest
from device_stacks import NETS, layer, three

from packfab.design import Capacitor, FilmDevice, Filter, Inductor, Sensor, WaveGuide
from packfab.devices import draw, stack_of
from packfab.errors import BadInput
from packfab.materials import Library
from packfab.units import um

LIBRARY = Library.builtin()
TOP = {"name": "X", "layer": "M3", "at": (0, 0), "nets": NETS}
LOW = {**TOP, "layer": "M1"}


def inductor(**given: object) -> Inductor:
    return Inductor(**{**TOP, "under": "M2", "value": 3e-9, **given})  # type: ignore[arg-type]


def line(**given: object) -> WaveGuide:
    return WaveGuide(**{**TOP, "length": um(500), **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(("device", "text"), [
    (inductor(value=1e-12), "no spiral of lines 10 um wide has it"),
    (inductor(value=1e-2), "up to 20 mm across"),
    (inductor(turns=2.3), "multiples of 0.25"),
    (inductor(under="M3"), "layer M3 does not lie below M3"),
    (inductor(layer="M1", under="M2"), "layer M2 does not lie below M1"),
    (Capacitor(**LOW, value=1e-12), "needs a layer below M1, which is the lowest"),
    (Capacitor(**TOP, value=1e-18), "no plates have this capacitance"),
    (Capacitor(**TOP, value=1e-16, form="interdigitated"), "four fingers as long as wide have more"),
    (Capacitor(**TOP, value=1e-6, form="interdigitated"), "too many fingers"),
    (line(value=200.0), "no line of layer M3 has this impedance"),
    (line(length=um(50)), "no room for the pads at its ends"),
    (line(form="coplanar"), "needs a net for its ground strips"),
    (line(form="coplanar", ground_net="G", width=um(12), value=10.0), "no space beside a line 12 um wide"),
    (line(ground="M1"), "layer M1 has no plane below M3"),
    (Filter(**TOP, value=1e10), "needs a net for the lower plate"),
    (Filter(**LOW, value=1e10, ground_net="G"), "needs a layer below M1"),
    (Filter(**TOP, value=1e10, form="coupled-line", coupling=0.45), "the space between its lines is below the least"),
    (Filter(**TOP, value=1e10, form="coupled-line", coupling=0.6), "below 0.5"),
    (Filter(**TOP, value=3e11, form="coupled-line"), "a quarter of the wave is shorter"),
    (Sensor(**LOW, value=1e5), "needs a layer below M1"),
    (Sensor(**TOP, value=1e8), "no beam of this layer has this resonance"),
    (Sensor(**TOP, value=1.0), "no beam of this layer has this resonance"),
    (Sensor(**TOP, value=1e5, width=um(5)), "width is below the least"),
])  # fmt: skip
def test_what_cannot_be_had_is_told(device: FilmDevice, text: str) -> None:
    with pytest.raises(BadInput) as told:
        draw(device, three(), LIBRARY)

    assert text in str(told.value)
    assert all("thin_film.devices.X" in f.where and f.fix for f in told.value.faults)


def test_a_plane_between_a_line_and_its_ground_is_found() -> None:
    stack = stack_of([layer("M1"), layer("M2", plane="GND"), layer("M3")], face=0)

    with pytest.raises(BadInput, match="the plane of layer M2 lies between"):
        draw(line(), stack, LIBRARY)


def test_a_plane_is_the_ground_when_it_is_named() -> None:
    stack = stack_of([layer("M1"), layer("M2", plane="GND"), layer("M3")], face=0)

    over_plane = draw(line(ground="M2"), stack, LIBRARY)

    assert over_plane.detail("height over ground") == pytest.approx(10e-6)
    assert over_plane.detail("width") < draw(line(), three(), LIBRARY).detail("width")
    assert [name for name, _ in over_plane.outline] == ["M3"]


def test_several_dielectrics_count_in_series_and_are_told() -> None:
    stack = stack_of([layer("M1")], face=um(60), below=(("epoxy_unfilled", 0, um(60)),), start=um(60))

    made = draw(line(layer="M1"), stack, LIBRARY)

    epoxy, bcb = (LIBRARY.get(name).permittivity for name in ("epoxy_unfilled", "bcb_3022"))
    assert made.detail("relative permittivity of the dielectric") == pytest.approx(70 / (60 / epoxy + 10 / bcb))
    assert "epoxy_unfilled and bcb_3022" in made.notes[0]


def test_a_dielectric_of_unknown_permittivity_is_named() -> None:
    bare = layer("M2", dielectric={"material": "ni", "thickness": um(10)})

    with pytest.raises(BadInput, match="material 'ni' has no permittivity"):
        draw(Capacitor(**{**TOP, "layer": "M2"}, value=1e-12), stack_of([layer("M1"), bare], face=0), LIBRARY)


def test_metal_below_a_spiral_takes_some_of_its_inductance() -> None:
    made = draw(inductor(), three(), LIBRARY)

    assert made.detail("inductance with eddy currents in the plane below") < 0.9 * made.value
    assert "takes" in made.notes[0]


def test_a_cover_makes_a_line_slower_and_narrower() -> None:
    bare = draw(line(), three(), LIBRARY)
    covered = draw(line(), stack_of([layer(n) for n in ("M1", "M2", "M3")], face=0,
                                    passivation=("hd4100", um(20))), LIBRARY)  # fmt: skip

    assert covered.detail("effective permittivity") > bare.detail("effective permittivity")
    assert covered.detail("width") < bare.detail("width")


def test_the_cavity_of_a_cantilever_leaves_its_anchor_and_spans_its_beam() -> None:
    made = draw(Sensor(**TOP, value=5e4), three(), LIBRARY)

    assert made.cavity is not None
    beam, length = made.area_on("M3"), round(float(made.detail("length of the beam")) * 1e9)
    free = beam & made.cavity.area
    x0, _, x1, _ = free.box
    assert x1 - x0 == length
    assert (beam - made.cavity.area).area == pytest.approx(30_000**2)
    assert made.cavity.layers == ("M3",)
    assert (made.cavity.z0, made.cavity.z1) == (30_000, 45_000)


def test_stacks_stand_on_the_highest_face_with_seeds_below_the_metal() -> None:
    stack = stack_of([layer("M1", seed={"material": "ti", "thickness": 200}), layer("M2")], face=um(100))

    first, second = stack.layers
    assert (first.dielectric_z0, first.z0, first.z1, first.thickness) == (0, 110_000, 115_200, 5_000)
    assert (second.dielectric_z0, second.z0) == (110_000, 125_200)
    assert stack.dielectrics(0, 125_200) == (("bcb_3022", 110_000), ("bcb_3022", 15_200))
