# SPDX-License-Identifier: Apache-2.0
"""Are the nets of a thin film told as built: stacked vias, planes, buses, and devices that lie between nets?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from packfab.geometry import Build, rectangle, remove
from packfab.study import net_findings, net_path, nets
from packfab.units import um

sys.path.insert(0, str(Path(__file__).parents[1] / "process"))

from films import NETS, layer, made, package

TWO = (layer("M1"), layer("M2"))
RESISTOR: dict[str, Any] = {"kind": "resistor", "name": "R1", "layer": "M2", "value": 2.0}
DEVICES = (
    RESISTOR,
    {"kind": "inductor", "name": "L1", "layer": "M2", "under": "M1", "value": 1e-9},
    {"kind": "capacitor", "name": "C1", "layer": "M2", "value": 1e-12},
    {"kind": "capacitor", "name": "C2", "form": "interdigitated", "layer": "M2", "value": 3e-13},
    {"kind": "wave-guide", "name": "W1", "layer": "M2", "length": um(400)},
    {"kind": "sensor", "name": "S1", "layer": "M2", "value": 1e6},
)


def with_device(device: dict[str, Any], *layers: dict[str, Any]) -> Build:
    placed = {**device, "at": (0, um(850)), "nets": ("D", "C")}
    return made(package(*(layers or TWO), devices=[placed])).package


@pytest.mark.parametrize("film", [
    {}, {"buses": [{"net": "B", "kind": "power", "layer": "M1", "width": um(60),
                    "points": [(um(700), um(-900)), (um(700), um(900))]}]},
], ids=["plain", "bus"])  # fmt: skip
@pytest.mark.parametrize("changes", [
    {}, {"seed": {}}, {"hole": {"diameter": um(30)}, "seed": {}}, {"vias": {}},
    {"process": "sputtering", "hole": {"diameter": um(30)}, "vias": {}},
    {"process": "electroless plating", "hole": {"diameter": um(30)}},
], ids=["filled", "seeded", "conformal", "vias", "sputtered", "electroless"])  # fmt: skip
def test_every_net_is_one_piece_from_pad_to_ball(changes: dict[str, Any], film: dict[str, Any]) -> None:
    known = nets(made(package(layer("M1", plane="A", **changes), layer("M2", **changes), **film)).package)

    assert [(net.name, net.pieces) for net in known.nets] == [(name, 1) for name in NETS]
    assert net_findings(known) == ()
    assert len(net_path(known, "U1:U1 bumps pads", "balls:balls", net="A")) > 3


def test_the_metal_substrate_is_on_no_net() -> None:
    known = nets(made(package(layer())).package)
    (metal,) = [i for i, part in enumerate(known.parts) if part.role == "substrate"]

    assert known.network.component(metal) == (metal,)


@pytest.mark.parametrize("seed", [None, {}], ids=["bare", "seeded"])
@pytest.mark.parametrize("device", DEVICES, ids=lambda device: f"{device['kind']} {device.get('form', '')}")
def test_a_device_joins_its_nets_without_a_short_or_an_open(device: dict[str, Any], seed: dict[str, Any] | None
                                                            ) -> None:  # fmt: skip
    build = with_device(device, layer("M1", seed=seed), layer("M2", seed=seed))

    assert net_findings(nets(build)) == ()


def test_a_path_does_not_lead_through_a_device() -> None:
    known = nets(with_device(RESISTOR))

    assert net_path(known, "balls:balls#3", "balls:balls#4") == ()


def test_a_device_that_no_metal_of_a_net_touches_is_told() -> None:
    build = with_device(RESISTOR)
    (body,) = build.select(part="R1")
    x0, y0, _, y1 = body.box
    cut = remove(build, region=rectangle(x0 - um(60), y0 - um(80), x0 + um(70), y1 + um(80)), z0=body.z0, z1=body.z1)

    known = nets(cut)

    assert [(loose.device, loose.net) for loose in known.loose] == [("R1", "D")]
    (finding,) = [f for f in net_findings(known, "D") if f.what.startswith("resistor")]
    assert finding.what == "resistor R1 does not meet net 'D'"
    assert finding.severity == "error"


def test_a_net_that_found_no_way_is_open() -> None:
    wall = {"net": "P", "kind": "ground", "layer": "M1", "width": um(60),
            "points": [(um(500), um(-1440)), (um(500), um(1440))]}  # fmt: skip

    found = net_findings(nets(made(package(layer(), buses=[wall])).package))

    assert [f.what for f in found] == ["net 'B' is open: U1 bumps pads 2 does not reach balls 2",
                                       "net 'C' is open: U1 bumps pads 3 does not reach balls 3"]  # fmt: skip


def test_a_pad_that_its_hole_does_not_reach_is_open() -> None:
    filling = {"material": "epoxy_unfilled", "error": um(5)}

    found = net_findings(nets(made(package(layer(), filling=filling)).package))

    assert [f.what.partition(":")[0] for f in found] == [f"net '{name}' is open" for name in NETS]
