# SPDX-License-Identifier: Apache-2.0
"""Do dielectrics, holes, the cover and bonding points of a thin film stand where and as they should?"""

from __future__ import annotations

import math
from typing import Any

import pytest
from films import ACTIVE, BALLS, COAT, CONFORMAL, METAL, bare, layer, made, package, pads, record, volume

from packfab.design import Cavities
from packfab.errors import BadInput
from packfab.geometry import Build, ball_volume, column
from packfab.process import check
from packfab.process.flow import Flow
from packfab.units import mm, um

FACE = ACTIVE + COAT
TOP = FACE + METAL
CONTACT = (um(-1000), um(-1000))
COVER = {"opening": um(140), "thickness": um(6)}
PILLAR = {"kind": "copper-pillar", "diameter": um(100), "height": um(50), "cap": um(20)}
SPHERE = {"kind": "solder-sphere", "diameter": um(100)}
PIN = {"kind": "pin", "diameter": um(90), "length": um(500)}


def stack(build: Build, x: float, y: float, low: float = FACE) -> list[tuple[str, float, float]]:
    """(name, z0, z1) of what stands above z = `low` over a place; '' is void."""
    return [(build.solids[r.index].name if r.index >= 0 else "", max(r.z0, low), r.z1) for r in column(build, x, y)
            if r.z1 > low]  # fmt: skip


def pointed(points: dict[str, Any], *, passivation: dict[str, Any] | None = None, pad: float = 120,
            **changes: Any) -> Build:  # fmt: skip
    return made(bare(layer(**changes), pad=um(pad), points=points, passivation=passivation)).build


def test_without_filling_the_first_dielectric_fills_what_lies_beside_the_die() -> None:
    build = made(package(layer())).build

    assert stack(build, um(900), 0, 0) == [("M1 dielectric", 0, FACE)]
    beside_and_above = mm(3) ** 2 * FACE - mm(1) ** 2 * um(150 + 25)
    holes = 4 * math.pi * COAT * (15**2 + 15 * 17.67949 + 17.67949**2) * 1e6 / 3
    assert volume(build, "M1 dielectric") == pytest.approx(beside_and_above - holes, rel=1e-6)


def test_the_dielectric_reaches_down_into_the_clearance_of_a_cavity() -> None:
    design = package(layer())
    metal = design.carrier.model_copy(update={"cavities": Cavities(depth=um(150), clearance=um(50))})
    build = made(design.model_copy(update={"carrier": metal})).build

    assert record(build, "CoatDielectric").measured["into_gaps"] == um(150)
    assert stack(build, um(525), 0, um(-150)) == [("M1 dielectric", -um(150), um(25) + COAT)]


def test_the_second_dielectric_levels_out_the_first_wiring_and_fills_its_hollows() -> None:
    build = made(package(layer("M1", hole=CONFORMAL), layer("M2"))).build

    assert record(build, "CoatDielectric").measured["face"] == TOP + COAT
    assert record(build, "CoatDielectric").measured["plugs"] == 4
    assert stack(build, um(-900), um(50)) == [("M2 dielectric", FACE, TOP + COAT)]
    x, y = um(-300), um(-300)
    assert stack(build, x, y, ACTIVE)[:2] == [("M1 vias", ACTIVE, ACTIVE + METAL),
                                             ("M2 dielectric plug", ACTIVE + METAL, FACE)]  # fmt: skip


def test_holes_land_on_the_pads_of_the_die() -> None:
    measured = record(made(package(layer())).build, "OpenHoles").measured

    assert measured["floor"] == ACTIVE
    assert measured["missed"] == 0
    assert measured["landing_least"] == pytest.approx(1.0, abs=1e-3)


def test_holes_above_hollow_vias_land_on_their_rims_alone() -> None:
    build = made(package(layer("M1", hole=CONFORMAL, thickness=um(6)), layer("M2"))).build

    least = record(build, "OpenHoles").measured["landing_least"]

    # the hollow: a cone that a film of 6 um leaves, at the face of the pad
    cot = 1 / math.tan(math.radians(75))
    bore = 15 - 6 * math.hypot(1, cot) + 16 * cot
    assert least == pytest.approx(1 - (bore / 15) ** 2, abs=2e-3)
    assert any("stand on hollow vias" in note for note in record(build, "OpenHoles").notes)


def test_the_cover_is_open_over_the_bonding_pads() -> None:
    build = made(bare(layer(), pad=um(200), passivation=COVER)).build

    assert stack(build, *CONTACT) == [("M1 contacts", FACE, TOP)]
    assert stack(build, CONTACT[0] + um(80), CONTACT[1])[1] == ("passivation", TOP, TOP + um(6))
    assert record(build, "Passivate").measured["openings"] == 4


def test_an_opening_wider_than_its_pad_lays_the_dielectric_bare() -> None:
    build = made(bare(layer(), pad=um(100), passivation=COVER)).build

    assert stack(build, CONTACT[0] + um(60), CONTACT[1]) == []


def test_a_ball_keeps_its_volume_in_an_opening_that_it_fills() -> None:
    build = made(package(layer(), passivation=COVER)).build

    foot = math.pi * um(70) ** 2 * um(6)
    assert volume(build, "ball joints") == pytest.approx(4 * foot, rel=1e-6)
    assert volume(build, "balls") == pytest.approx(4 * (ball_volume(um(250)) - foot), rel=1e-6)
    assert record(build, "AttachBondingPoints").measured["wetted"] == (um(140),)


def test_a_ball_in_a_wide_opening_wets_its_whole_pad() -> None:
    build = made(package(layer(), passivation={**COVER, "opening": um(300)})).build

    assert record(build, "AttachBondingPoints").measured["wetted"] == (um(200),)
    assert volume(build, "balls") == pytest.approx(4 * ball_volume(um(250)), rel=1e-6)


def test_a_ball_wets_the_narrower_top_of_a_pad_that_was_etched() -> None:
    build = made(package(layer(process="sputtering", hole=CONFORMAL, etch_factor=2.0))).build

    assert record(build, "AttachBondingPoints").measured["wetted"] == (um(200 - 2 * 2),)


@pytest.mark.parametrize("cover", [None, COVER], ids=["bare", "covered"])
def test_solder_sinks_into_the_hollows_of_bonding_pads(cover: dict[str, Any] | None) -> None:
    build = made(package(layer("M1", fans=True), layer("M2", hole=CONFORMAL), passivation=cover)).build

    measured = record(build, "AttachBondingPoints").measured
    assert float(str(measured["sunk_volume_m3"])) > 0
    assert measured["solder_volume_m3"] == pytest.approx(4 * ball_volume(um(250)) * 1e-27)
    z = TOP + COAT
    assert stack(build, *CONTACT, TOP)[:2] == [("M2 vias", TOP, TOP + METAL), ("ball joints", TOP + METAL, z + METAL)]


def test_pillars_stand_on_their_pads_with_a_cap_of_their_solder() -> None:
    build = pointed(PILLAR)

    assert volume(build, "bumps") == pytest.approx(4 * math.pi * um(50) ** 2 * um(50), rel=1e-6)
    assert volume(build, "bump caps") == pytest.approx(4 * math.pi * um(50) ** 2 * um(20), rel=1e-6)


def test_a_pillar_wider_than_its_opening_fills_it_and_goes_on_over_the_cover() -> None:
    build = pointed(PILLAR, passivation={**COVER, "opening": um(80)})

    foot = math.pi * um(40) ** 2 * um(6)
    assert volume(build, "bumps") == pytest.approx(4 * (foot + math.pi * um(50) ** 2 * um(44)), rel=1e-6)
    assert stack(build, CONTACT[0] + um(45), CONTACT[1])[:3] == [
        ("M1 contacts", FACE, TOP), ("passivation", TOP, TOP + um(6)), ("bumps", TOP + um(6), TOP + um(50))
    ]  # fmt: skip


def test_solder_bumps_have_the_volume_of_their_spheres() -> None:
    build = pointed(SPHERE)

    assert volume(build, "bumps") == pytest.approx(4 * ball_volume(um(100)), rel=1e-6)


def test_pins_stand_on_their_solder() -> None:
    build = pointed(PIN)

    cone = math.pi * um(15) * (60**2 + 60 * 45 + 45**2) * 1e6 / 3
    assert volume(build, "pin joints") == pytest.approx(4 * cone, rel=1e-6)
    assert stack(build, *CONTACT)[1:3] == [("pin joints", TOP, TOP + um(15)), ("pins", TOP + um(15), TOP + um(515))]


def test_the_solder_of_a_pin_fills_the_opening_first() -> None:
    build = pointed(PIN, passivation={**COVER, "opening": um(100)})

    foot, cone = math.pi * um(50) ** 2 * um(6), math.pi * um(9) * (50**2 + 50 * 45 + 45**2) * 1e6 / 3
    assert volume(build, "pin joints") == pytest.approx(4 * (foot + cone), rel=1e-6)


@pytest.mark.parametrize(("points", "pad", "cover", "told"), [
    (PILLAR, 80, None, "the pillars are wider than what is open of their pads"),
    (PIN, 80, None, "the pins are wider than what is open of their pads"),
    ({**PILLAR, "height": um(5)}, 120, {**COVER, "opening": um(80)}, "the pillars do not come out of the openings"),
    ({**PILLAR, "diameter": mm(2.1)}, 120, None, "bonding points would touch their neighbours"),
])  # fmt: skip
def test_points_that_do_not_fit_are_refused(points: dict[str, Any], pad: float, cover: dict[str, Any] | None, told: str
                                            ) -> None:  # fmt: skip
    with pytest.raises(BadInput, match=told):
        pointed(points, pad=pad, passivation=cover)


def test_bumps_smaller_than_the_hollows_of_their_pads_are_refused() -> None:
    tiny = {**SPHERE, "diameter": um(20)}

    with pytest.raises(BadInput, match=r"thin_film.points.diameter: the balls are too small for the hollows"):
        made(bare(layer("M1", fans=True), layer("M2", hole=CONFORMAL), points=tiny))


def test_balls_without_pads_below_them_are_refused() -> None:
    design = package(layer(), contacts=pads({**BALLS, "A": (-900, -1000)}))

    with pytest.raises(BadInput, match="ball 'A' meets no bonding pad"):
        made(design)


def test_the_wrong_order_of_wiring_is_found_without_running() -> None:
    flow = made(package(layer("M1"), passivation=COVER)).flow
    names = [step.name for step in flow.steps]
    wiring, holes = names.index("FormWiring"), names.index("OpenHoles")
    steps = list(flow.steps)
    steps[wiring], steps[holes] = steps[holes], steps[wiring]

    found = check(Flow("swapped", tuple(steps)))

    assert any("FormWiring needs 'opened:M1'" in fault.line for fault in found)
