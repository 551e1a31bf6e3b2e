# SPDX-License-Identifier: Apache-2.0
"""Do the claims of document 004 answer for packages that came off the line, and turn with one key at a time?"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from films import BALLS, PADS, layer, pads

from packfab.checks import ClaimResult, check_claims
from packfab.design import Package
from packfab.process import fabricate
from packfab.units import mm, um

from .asking import faults

FILLING = {"filling": {"material": "epoxy_unfilled"}}
FILM = {"diameter": um(30), "angle": math.radians(75)}
COVER = {"passivation": {"material": "hd4100", "thickness": um(8), "opening": um(150)}}
STRIP = {"columns": 2, "rows": 1}
TRANSFER = {"method": "transfer", "transfer": {"thickness": um(100)}}
TWO = (layer(nets=("A",)), layer("M2", fans=True))
"""Net A runs on the first layer and comes up by its bonding pad, all others run on the second."""
FOUR = (*TWO, layer("M3"), layer("M4"))
FIRST, CAVITIES = {"first_layer": {}}, {"cavities": {}}
BACK = {"nets": {"D": "A"}}
"""Pads A and D are one net: a signal that leaves the die by one may come back by the other."""


def circuit(width: int = um(1)) -> dict[str, Any]:
    """A device beside each pad, with a trace to it."""
    ways = [((um(x * 0.8), um(y)), (um(x), um(y))) for x, y in PADS.values()]
    return {"circuit": {"devices": [{"name": f"Q{i}", "at": way[0]} for i, way in enumerate(ways)],
                        "traces": [{"width": width, "points": way} for way in ways]}}  # fmt: skip


def package(*layers: dict[str, Any], carrier: dict[str, Any] | None = None, circuit: dict[str, Any] | None = None,
            nets: dict[str, str] | None = None, functions: tuple[str, ...] = ("logic",),
            strip: dict[str, int] | None = None, balls: bool = True, **film: Any) -> Package:  # fmt: skip
    """Dies side by side, of one function each, with balls; film: further keys of the thin film."""
    wide = mm(3) * len(functions)
    named = {f"U{i}": {net: f"{net}{i}" if i else net for net in PADS} for i in range(len(functions))}
    places = {(f"{net}{i}" if i else net): (x + 3000 * i - 1500 * (len(functions) - 1), y)
             for i in range(len(functions)) for net, (x, y) in BALLS.items()}  # fmt: skip
    same = nets or {}
    return Package.model_validate({
        "name": "film", "system": "metal-substrate",
        "dies": {u: {"size": (mm(1), mm(1)), "thickness": um(150), "function": function, "circuit": circuit,
                     "pads": {"bumps": pads(PADS, nets=own | same)}}
                 for (u, own), function in zip(named.items(), functions, strict=True)},
        "chips": [{"name": u, "die": u, "attach": "backside", "at": (mm(3) * i - wide // 2 + mm(1.5), 0)}
                  for i, u in enumerate(named)],
        "carrier": {"kind": "metal", "size": (wide, mm(3)), "thickness": um(300), **(carrier or {})},
        "balls": {"pads": pads(places, nets={net: same.get(net, net) for net in places}), "diameter": um(250),
                  "land": {"diameter": um(200)}} if balls else None,
        "strip": {"columns": 1, "rows": 1, **(strip or STRIP)},
        "thin_film": {"layers": layers or (layer(),), **film},
    })  # fmt: skip


def answered(*layers: dict[str, Any], **changes: Any) -> dict[str, ClaimResult]:
    made = fabricate(package(*layers, **changes))
    return {result.id: result for result in check_claims(made.package, made.records, "004")}


def numbers(found: dict[str, ClaimResult]) -> set[int]:
    return {int(claim[5:]) for claim, result in found.items() if result.status == "met"}


@cache
def plain() -> frozenset[int]:
    return frozenset(numbers(answered()))


def among(*ranges: Iterable[int]) -> set[int]:
    return {n for one in ranges for n in one}


def test_a_die_on_flat_metal_under_one_layer_meets_what_is_said_of_it() -> None:
    structure = {1, 6, 7, 8, 9, 13, 28, 29}
    making = {61, 62, 72, 73, 75, 76, 78, 79, 80, 81}

    assert plain() == structure | making


@pytest.mark.parametrize(
    ("layers", "changes", "gained", "lost"),
    [
        pytest.param((), FILLING, {25, 26, 70, 71}, (), id="filling"),
        pytest.param((), {"filling": {"material": "epoxy_unfilled", "error": -um(3)}}, (), (), id="filling 3 um low"),
        pytest.param((), {"filling": {"material": "epoxy_unfilled", "error": -um(0.5)}}, {25, 26, 70, 71}, (),
                     id="filling half a um low"),
        pytest.param((), COVER, {27, 77}, (), id="passivation"),
        pytest.param((), {"carrier": CAVITIES}, {22, 64, 65, 66}, (), id="cavities"),
        pytest.param((), {"carrier": {"cavities": {"depth": um(100)}}}, {22, 64, 66}, (), id="shallow cavities"),
        pytest.param((), {"carrier": FIRST}, {22, 23, 24, 64, 65, 67, 68, 69}, (), id="two metal layers"),
        pytest.param((), {"carrier": {"first_layer": {"thickness": um(100)}}}, {22, 23, 64, 67, 69}, (),
                     id="a thin first layer"),
        pytest.param((), {"carrier": {"first_layer": {"laminate": None, "burr": 0}}},
                     {22, 23, 24, 64, 65, 67, 68, 69}, (), id="two metal layers bonded directly"),
        pytest.param(TWO, {}, {14, 15, 16, 17, 83, 84, 85, 87, 88, 90, 91, 92, 93}, {78, 79, 80, 81}, id="two layers"),
        pytest.param(FOUR, {}, {14, 15, 16, 17, 83, 84, 85, 87, 88, *range(95, 101)} - {96}, {78, 79, 80, 81},
                     id="four layers"),
        pytest.param((layer(vias={"material": "w"}),), {}, {74}, {73}, id="filled vias"),
        pytest.param((layer(dielectric={"material": "abf_gx92", "thickness": um(10)}),), {}, (), {13, 75},
                     id="a dielectric of no group"),
        pytest.param((layer(process="sputtering", thickness=um(2), hole=FILM),), {}, (), (), id="sputtered"),
        pytest.param((layer(process="electroless plating", hole=FILM),), {}, (), (), id="plated without current"),
        pytest.param((layer(hole=FILM, seed={}),), {}, (), (), id="film in the holes"),
        pytest.param((), circuit(), {2}, (), id="circuitry within"),
        pytest.param((), circuit() | BACK, {2, 3, 4}, (), id="a signal that comes back"),
        pytest.param((layer(line=um(8), space=um(8)),), circuit(um(10)) | BACK, {2, 3}, (), id="wide traces within"),
        pytest.param((), {"functions": ("logic", "logic")}, {30, 31, 37, 38, 39, 40, 44, 59, 60, 82}, {81},
                     id="two dies"),
        pytest.param((), {"functions": ("logic", "memory")}, {30, 32, 37, 38, 39, 40, 44, 59, 60, 63, 82}, {62, 81},
                     id="two dies that differ"),
        pytest.param((), {"blocks": [{"column": 1, "row": 1, "columns": 2}]}, {82}, {81}, id="two sites together"),
        pytest.param((), TRANSFER, {102, 103, 105, 106, 109, 110, 112, 113, *range(115, 119)}, (), id="transfer"),
        pytest.param((), TRANSFER | FILLING, {25, 26, 70, 71, *range(102, 119)} - {104, 111, 114}, (),
                     id="transfer, second filling"),
        pytest.param(TWO, TRANSFER, {*range(14, 18), *range(83, 94), *range(102, 131)} - {86, 89, 104, 107, 108, 111}
                     - {*range(114, 120), 123, 126}, {78, 79, 80, 81}, id="transfer, two layers"),
    ],
)  # fmt: skip
def test_a_key_turns_what_is_said_of_it(
    layers: tuple[dict[str, Any], ...], changes: dict[str, Any], gained: Iterable[int], lost: Iterable[int]
) -> None:
    found = numbers(answered(*layers, **changes))

    assert (found - plain(), plain() - found) == (set(gained), set(lost))


def test_a_first_filling_that_stays_is_missed_by_the_transfer_method_alone() -> None:
    kept = {"method": "transfer", "transfer": {"thickness": um(100), "filling": {"keep": True}}}

    found = answered(**kept)

    assert faults(found["004.c102"]) == ["the first filling layer and the substrate are removed"]
    assert {found[f"004.c{n}"].status for n in (1, 25, 61)} == {"met"}


def test_dies_that_the_grinding_just_reaches_are_not_thinned() -> None:
    found = answered(method="transfer", transfer={"thickness": um(150)})

    assert faults(found["004.c102"]) == ["the first filling layer and the dies are planarized and thinned"]


@pytest.mark.parametrize(
    "device",
    [
        {"kind": "resistor", "value": 2.0, "nets": ("A", "B")},
        {"kind": "capacitor", "form": "interdigitated", "value": 0.1e-12, "nets": ("A", "B")},
        {"kind": "wave-guide", "form": "microstrip", "length": um(300), "value": 150.0, "nets": ("A", "B")},
    ],
    ids=lambda device: device["kind"],
)
def test_a_passive_device_is_part_of_its_layer(device: dict[str, Any]) -> None:
    made = {"name": "X1", "layer": "M1", "at": (0, -um(1000)), **device}

    found = numbers(answered(devices=[made]))

    assert found - plain() == {10, 11, 12}


def test_a_bus_joins_the_pads_of_its_net() -> None:
    bus = {"net": "A", "kind": "power", "layer": "M1", "width": um(40),
           "points": [(-um(700), -um(400)), (-um(700), um(400))]}  # fmt: skip

    found = numbers(answered(buses=[bus], nets={"D": "A"}))

    assert found - plain() == {5}


POINTS = {
    "copper pillar": {"kind": "copper-pillar", "diameter": um(80), "height": um(40), "cap": um(20)},
    "pin": {"kind": "pin", "diameter": um(80), "length": um(900)},
}


@pytest.mark.parametrize("kind", POINTS)
def test_bumps_and_pins_are_bonding_points(kind: str) -> None:
    found = numbers(answered(balls=False, contacts=pads(BALLS), pad=um(150), points=POINTS[kind]))

    assert found == plain()


def test_walls_that_lean_change_no_answer() -> None:
    steep = layer(hole={"diameter": um(30), "angle": math.pi / 2, "fill": "filled"})

    assert numbers(answered(steep)) == plain()
