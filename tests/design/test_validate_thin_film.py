# SPDX-License-Identifier: Apache-2.0
"""Is a package on metal that cannot be built found out, with its place, its measure and what to do?"""

from __future__ import annotations

from typing import Any

import pytest

from packfab.design import Package, faults
from packfab.materials import Library

MATERIALS = Library.builtin().names()
PADS = [{"name": n, "x": x, "y": "0 um", "net": n, "diameter": "80 um"} for n, x in (("a", "-200 um"), ("b", "200 um"))]
CONTACTS = {"pads": [{"name": n, "x": x, "y": "1 mm", "net": n} for n, x in (("a", "-1 mm"), ("b", "1 mm"))]}
BALLS: dict[str, Any] = {"pads": CONTACTS, "diameter": "300 um", "land": {"diameter": "250 um"}}
PI = {"material": "hd4100", "thickness": "10 um"}
M1: dict[str, Any] = {"name": "M1", "dielectric": PI, "hole": {"diameter": "40 um"}, "pad": "80 um"}
M2: dict[str, Any] = {**M1, "name": "M2"}
SPUTTERED: dict[str, Any] = {**M1, "process": "sputtering", "material": "al_pure", "thickness": "2 um"}
FILM: dict[str, Any] = {"layers": [M1, M2]}
CHIP: dict[str, Any] = {"name": "U1", "die": "logic", "attach": "backside"}
FLIP: dict[str, Any] = {
    "name": "U1", "die": "logic", "attach": "flip-chip", "landing": {"diameter": "100 um"},
    "bumps": {"kind": "solder-sphere", "diameter": "110 um"},
}  # fmt: skip
PINNED: dict[str, Any] = {
    "name": "U1", "die": "logic", "attach": "pins", "pins": {"diameter": "60 um", "height": "50 um"},
}  # fmt: skip
METAL: dict[str, Any] = {"kind": "metal", "size": ["5 mm", "5 mm"]}
BOARD: dict[str, Any] = {
    "kind": "substrate", "size": ["5 mm", "5 mm"],
    "layers": [{"name": "core", "kind": "dielectric", "material": "bt_hl832nx", "thickness": "200 um"}],
}  # fmt: skip
DIE: dict[str, Any] = {"size": ["2 mm", "2 mm"], "thickness": "150 um", "pads": {"bumps": {"pads": PADS}}}
TRANSFER: dict[str, Any] = {"thickness": "100 um"}
PIN: dict[str, Any] = {"kind": "pin", "diameter": "200 um", "length": "1 mm"}
PILLAR: dict[str, Any] = {"kind": "copper-pillar", "diameter": "80 um", "height": "60 um", "cap": "30 um"}
BUS: dict[str, Any] = {
    "net": "a", "kind": "power", "layer": "M1", "width": "100 um", "points": [["-1 mm", "2 mm"], ["1 mm", "2 mm"]],
}  # fmt: skip
AT: dict[str, Any] = {"layer": "M2", "at": ["0 mm", "2 mm"], "nets": ["a", "b"]}
RESISTOR: dict[str, Any] = {**AT, "kind": "resistor", "name": "R1", "value": "10 ohm"}
INDUCTOR: dict[str, Any] = {**AT, "kind": "inductor", "name": "L1", "value": "1 nH", "under": "M1"}
PLATES: dict[str, Any] = {**AT, "kind": "capacitor", "name": "C1", "value": "1 pF"}
GUIDE: dict[str, Any] = {**AT, "kind": "wave-guide", "name": "W1", "length": "1 mm"}
FILTER: dict[str, Any] = {**AT, "kind": "filter", "name": "F1", "value": "5 GHz"}
SENSOR: dict[str, Any] = {**AT, "kind": "sensor", "name": "S1", "value": "100 kHz"}
CIRCUIT: dict[str, Any] = {
    "devices": [{"name": "D1", "at": ["0 um", "500 um"]}],
    "traces": [{"net": "a", "points": [["-200 um", "0 um"], ["-200 um", "500 um"], ["0 um", "500 um"]]}],
}
DESIGN: dict[str, Any] = {
    "name": "demo",
    "system": "metal-substrate",
    "dies": {"logic": DIE},
    "chips": [CHIP],
    "carrier": METAL,
    "balls": BALLS,
    "thin_film": FILM,
}


def said(**changes: Any) -> list[str]:
    package = Package.model_validate({**DESIGN, **changes})
    return [fault.line for fault in faults(package, MATERIALS)]


def film(balls: Any = BALLS, **changes: Any) -> list[str]:
    return said(thin_film={**FILM, **changes}, balls=balls)


def layer(**changes: Any) -> list[str]:
    return film(layers=[{**M1, **changes}])


def devices(*given: dict[str, Any]) -> list[str]:
    return film(devices=list(given))


def circuit(**changes: Any) -> list[str]:
    return said(dies={"logic": {**DIE, "circuit": {**CIRCUIT, **changes}}})


def test_sound_designs_have_no_faults() -> None:
    assert said() == []
    assert said(carrier={**METAL, "cavities": {}}) == []
    assert said(carrier={**METAL, "first_layer": {"laminate": None, "burr": "0 um"}}) == []
    assert film(filling={}) == []
    assert film(method="transfer", transfer=TRANSFER) == []
    assert film(method="transfer", transfer={**TRANSFER, "filling": {"keep": True}}) == []
    assert film(layers=[SPUTTERED, {**SPUTTERED, "name": "M2", "process": "electroless plating"}]) == []
    assert film(None, contacts=CONTACTS, points=PIN, pad="250 um", passivation={"opening": "220 um"}) == []
    assert film(layers=[{**M1, "nets": ["a"]}, {**M2, "plane": "b"}], buses=[BUS]) == []
    assert circuit() == []


def test_sound_devices_have_no_faults() -> None:
    assert devices(RESISTOR, INDUCTOR, PLATES, GUIDE, FILTER, SENSOR) == []
    assert devices({**INDUCTOR, "layer": "M1", "under": "M2"}) == []
    assert devices({**PLATES, "form": "interdigitated", "layer": "M1"}) == []
    assert devices({**GUIDE, "form": "coplanar", "ground_net": "a", "layer": "M1"}) == []
    assert devices({**FILTER, "form": "coupled-line", "ground": "M1"}) == []


def test_a_net_between_two_devices_needs_no_pad() -> None:
    inner = [{**RESISTOR, "nets": ["a", "mid"]}, {**RESISTOR, "name": "R2", "nets": ["mid", "b"]}]

    assert devices(*inner) == []


CASES: list[tuple[dict[str, Any], str]] = [
    ({"system": "molded-flip-chip", "mold": {"cover": "60 um"}},
     "carrier.kind: a metal substrate carries no package of system molded-flip-chip (measured metal, allowed"),
    ({"system": "molded-flip-chip"}, "chips.U1.attach: 'U1' has its back on a metal substrate"),
    ({"system": "molded-flip-chip"}, "thin_film: 'thin_film' does not belong to system molded-flip-chip"),
    ({"system": "molded-flip-chip"}, "mold: the molding is missing"),
    ({"system": "exposed-sink"}, "mold: the molding is missing"),
    ({"system": "panel-fan-out"}, "carrier.kind: a fan-out package is built up on a panel (measured metal, allowed"),
    ({"system": "panel-fan-out"}, "chips.U1.attach: 'U1' has no pins (measured backside, allowed pins)"),
    ({"system": "back-to-back"}, "carrier.kind: a back-to-back package stands on a substrate or a tape (measured"),
    ({"system": "back-to-back"}, "mold: the molding is missing"),
    ({"system": "molded-flip-chip", "dies": {"logic": {**DIE, "circuit": CIRCUIT}}},
     "dies.logic.circuit: the circuit of a die is not built in system molded-flip-chip"),
    ({"carrier": BOARD}, "carrier.kind: the dies of this system sit on metal (measured substrate, allowed metal)"),
    ({"thin_film": None}, "thin_film: a package on a metal substrate needs 'thin_film'"),
    ({"chips": [FLIP]}, "chips.U1.attach: the back of 'U1' is not on the metal (measured flip-chip, allowed backside)"),
    ({"chips": [PINNED]}, "chips.U1.attach: the back of 'U1' is not on the metal (measured pins, allowed backside)"),
    ({"mold": {"cover": "60 um"}}, "mold: 'mold' has no meaning here: nothing is molded"),
    ({"passives": [{"name": "C1", "kind": "capacitor", "size": "0201", "at": ["2 mm", "0 mm"]}]},
     "passives: 'passives' has no meaning here: passive devices are made of the wiring"),
    ({"heat_sink": {"size": ["3 mm", "3 mm"], "thickness": "1 mm"}}, "heat_sink: a heat sink does not belong to"),
    ({"vias": {"pads": CONTACTS, "drill": "200 um", "land": {"diameter": "300 um"}}}, "vias: 'vias' does not belong"),
    ({"stack": 2}, "stack: packages of system metal-substrate are not stacked"),
    ({"fan_out": {"method": "chip-first", "polymer": PI, "layers": [{"name": "M1", "pad": "80 um"}]}},
     "fan_out: 'fan_out' does not belong to system metal-substrate"),
    ({"chips": [{**CHIP, "pads": "bump"}]}, "chips.U1.pads: die 'logic' has no pad map 'bump' (allowed bumps); did"),
    ({"chips": [{**CHIP, "at": ["2 mm", "0 mm"]}]}, "chips.U1: chip 'U1' sticks out over the carrier"),
    ({"chips": [CHIP, {**CHIP, "name": "U2", "at": ["1 mm", "0 mm"]}]}, "chips.U2.at: chips 'U1' and 'U2' collide"),
    ({"carrier": {**METAL, "cavities": {}, "first_layer": {}}},
     "carrier.first_layer: a substrate has machined cavities or a punched layer, not both"),
    ({"carrier": {**METAL, "thickness": "500 nm"}}, "carrier.thickness: no substrate is made of such a sheet"),
    ({"carrier": {**METAL, "first_layer": {"thickness": "1 m"}}}, "carrier.first_layer.thickness: no substrate is"),
    ({"dies": {"logic": {**DIE, "thickness": "1 um"}}},
     "dies.logic.thickness: die 'logic' is as thick as no die is (measured 1 um, allowed 5 um to 5 mm)"),
    ({"dies": {"logic": {**DIE, "thickness": "15 cm"}}}, "dies.logic.thickness: die 'logic' is as thick as no die is"),
    ({"chips": [{**CHIP, "adhesive": {"bond_line": "25 mm"}}]},
     "chips.U1.adhesive.bond_line: no bond line is as thick as that of 'U1' (measured 25 mm, allowed at most 1 mm)"),
    ({"carrier": {**METAL, "material": "hd4100"}}, "carrier.material: a metal substrate of 'hd4100' would not conduct"),
    ({"carrier": {**METAL, "material": "c149"}}, "carrier.material: no material 'c149' in the library"),
    ({"carrier": {**METAL, "first_layer": {"material": "hd4100"}}}, "carrier.first_layer.material: a punched layer of"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), CASES, ids=[words[:60] for _, words in CASES])
def test_what_does_not_suit_a_metal_substrate_is_told(changes: dict[str, Any], words: str) -> None:
    assert any(words in line for line in said(**changes)), said(**changes)


def test_of_an_unknown_system_nothing_else_is_said() -> None:
    (line,) = said(system="metal-substrat")

    assert line.startswith("system: unknown package system 'metal-substrat'")
    assert "did you mean 'metal-substrate'?" in line


def test_nothing_is_said_twice() -> None:
    for changes, _ in CASES:
        lines = said(**changes)

        assert len(lines) == len(set(lines))
        assert len({line.partition(":")[0] for line in lines if "carrier.kind" in line}) <= 1


METHODS: list[tuple[dict[str, Any], str]] = [
    ({"transfer": TRANSFER}, "thin_film.transfer: 'transfer' belongs to the transfer method (measured method: direct"),
    ({"method": "transfer"}, "thin_film.transfer: the transfer method needs 'transfer'"),
    ({"method": "transfer", "transfer": {"thickness": "150 um"}},
     "thin_film.transfer.thickness: die 'logic' is thinner than that before it is ground (measured 150 um, allowed "
     "below 150 um)"),
    ({"method": "transfer", "transfer": {"thickness": "4 um"}},
     "thin_film.transfer.thickness: the grinding reaches the devices (measured 4 um, allowed above 5 um)"),
    ({"method": "transfer", "transfer": {**TRANSFER, "filling": {"keep": True}}, "filling": {}},
     "thin_film.filling: the first filling stays around the dies and leaves no room for a second one"),
    ({"method": "transfer", "transfer": {**TRANSFER, "substrate": {"thickness": "0.7 m"}}},
     "thin_film.transfer.substrate.thickness: no temporary substrate is so thick"),
    ({"method": "transfer", "transfer": {**TRANSFER, "filling": {"cover": "50 mm"}}},
     "thin_film.transfer.filling.cover: no layer over dies is so thick"),
    ({"method": "transfer", "transfer": {**TRANSFER, "adhesive": {"bond_line": "25 mm"}}},
     "thin_film.transfer.adhesive.bond_line: no layer over dies is so thick"),
    ({"method": "transfer", "transfer": {**TRANSFER, "filling": {"keep": True, "material": "cu_plated"}}},
     "thin_film.transfer.filling.material: the first filling of 'cu_plated' would conduct"),
    ({"filling": {"error": "-150 um"}}, "thin_film.filling.error: the filling is off the active faces by more than a"),
    ({"filling": {"error": "5 mm"}}, "thin_film.filling.error: the filling is off the active faces"),
    ({"filling": {"material": "cu_plated"}}, "thin_film.filling.material: the filling of 'cu_plated' would conduct"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), METHODS, ids=[words[:70] for _, words in METHODS])
def test_a_method_that_cannot_be_followed_is_told(changes: dict[str, Any], words: str) -> None:
    assert any(words in line for line in film(**changes)), film(**changes)


@pytest.mark.parametrize(("key", "what"), [("cavities", "cavities"), ("first_layer", "a punched layer")])
def test_transfer_needs_a_flat_substrate(key: str, what: str) -> None:
    lines = said(carrier={**METAL, key: {}}, thin_film={**FILM, "method": "transfer", "transfer": TRANSFER})

    assert lines == [
        f"carrier.{key}: dies that are ground level with their filling do not go into {what} (measured method: "
        "transfer, allowed a flat substrate); take it away, or 'method: direct'"
    ]


LAYERS: list[tuple[dict[str, Any], str]] = [
    ({"name": "substrate"}, "thin_film.layers.substrate: 'substrate' cannot be the name of a layer"),
    ({"dielectric": {**PI, "thickness": "10 mm"}}, "thin_film.layers.M1.dielectric.thickness: no layer of a thin film"),
    ({"thickness": "5 mm"}, "thin_film.layers.M1.thickness: no layer of a thin film is so thick"),
    ({"process": "sputtering", "thickness": "60 um"}, "thin_film.layers.M1.thickness: no film is sputtered so thick"),
    ({"hole": {"diameter": "79 um"}},
     "thin_film.layers.M1.hole.diameter: the holes are wider than the pads of 'M1' (measured 84.359 um at the wide"),
    ({"hole": {"diameter": "40 um", "angle": "20 deg"}}, "thin_film.layers.M1.hole.diameter: the holes are wider"),
    ({"seed": {"thickness": "5 um"}},
     "thin_film.layers.M1.seed.thickness: the seed is as thick as the wiring on it (measured 5 um, allowed below 5"),
    ({"process": "sputtering", "thickness": "5 um", "line": "3 um"},
     "thin_film.layers.M1.line: the etch undercuts the lines of 'M1' until nothing is left of their face (measured "
     "3 um, allowed above 3.333 um"),
    ({"process": "electroless plating", "etch_factor": 0.5, "thickness": "20 um", "line": "90 um"},
     "thin_film.layers.M1.pad: the etch undercuts the pads of 'M1'"),
    ({"plane": "a", "plane_clearance": "10 um"},
     "thin_film.layers.M1.plane_clearance: the plane comes closer to other metal of 'M1' than its space (measured 10"),
    ({"plane": "c"}, "thin_film.layers.M1.plane: no pad or contact has the net 'c'"),
    ({"nets": ["a", "c"]}, "thin_film.layers.M1.nets[1]: no pad or contact has the net 'c'"),
    ({"nets": ["a", "a"]}, "thin_film.layers.M1.nets[1]: net 'a' is there twice"),
    ({"material": "hd4100"}, "thin_film.layers.M1.material: layer M1 of 'hd4100' would not conduct"),
    ({"vias": {"material": "hd4100"}}, "thin_film.layers.M1.vias.material: vias of M1 of 'hd4100' would not conduct"),
    ({"seed": {"material": "hd4100"}}, "thin_film.layers.M1.seed.material: the seed of M1 of 'hd4100' would not"),
    ({"dielectric": {**PI, "material": "al_pure"}},
     "thin_film.layers.M1.dielectric.material: the dielectric of M1 of 'al_pure' would conduct"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), LAYERS, ids=[words[:70] for _, words in LAYERS])
def test_a_layer_that_cannot_be_made_is_told(changes: dict[str, Any], words: str) -> None:
    assert any(words in line for line in layer(**changes)), layer(**changes)


FILMS: list[tuple[dict[str, Any], str]] = [
    ({"layers": [M1, M1]}, "thin_film.layers.M1: the name 'M1' is used 2 times"),
    ({"layers": [{**M1, "nets": ["a"]}, {**M2, "nets": ["a"]}]},
     "thin_film.layers.M2.nets[0]: net 'a' is on two layers (measured on 'M1' and 'M2', allowed one layer)"),
    ({"layers": [{**M1, "nets": ["a"]}, {**M2, "plane": "a"}]}, "thin_film.layers.M2.plane: net 'a' is on two layers"),
    ({"layers": [{**M1, "plane": "a"}, {**M2, "plane": "a"}]}, "thin_film.layers.M2.plane: net 'a' is on two layers"),
    ({"routes": [{"layer": "M3", "net": "a", "points": [[0, 0], ["1 mm", 0]]}]},
     "thin_film.routes[0].layer: no wiring layer 'M3' (allowed M1, M2); did you"),
    ({"routes": [{"layer": "M1", "net": "c", "points": [[0, 0], ["1 mm", 0]]}]},
     "thin_film.routes[0].net: no pad or contact has the net 'c'"),
    ({"routes": [{"layer": "M1", "net": "a", "points": [[0, 0], [0, 0]]}]},
     "thin_film.routes[0].points: the line of net 'a' has no length"),
    ({"routes": [{"layer": "M1", "net": "a", "points": [[0, 0], ["3 mm", 0]]}]},
     "thin_film.routes[0].points: the line of net 'a' leaves the package (measured 3 mm, 0 um, allowed 5 mm x 5 mm)"),
    ({"buses": [{**BUS, "layer": "M3"}]}, "thin_film.buses[0].layer: no wiring layer 'M3' (allowed M1, M2)"),
    ({"buses": [{**BUS, "net": "c"}]}, "thin_film.buses[0].net: no pad or contact has the net 'c'"),
    ({"buses": [{**BUS, "width": "10 um"}]},
     "thin_film.buses[0].width: the bus of net 'a' is narrower than a line of its layer (measured 10 um, allowed at "
     "least 15 um)"),
    ({"buses": [{**BUS, "width": "200 mm"}]},
     "thin_film.buses[0].points: the bus of net 'a' leaves the package (measured -1 mm, 2 mm with a half width of "
     "100 mm, allowed 5 mm x 5 mm)"),
    ({"buses": [{**BUS, "width": "1.2 mm"}]},
     "thin_film.buses[0].points: the bus of net 'a' leaves the package (measured -1 mm, 2 mm with a half width of "
     "600 um, allowed 5 mm x 5 mm)"),
    ({"contacts": CONTACTS, "balls": None, "points": {**PIN, "diameter": "2 mm"}},
     "thin_film.points.diameter: neighbouring bonding points touch (measured 2 mm, allowed below the pitch of 2 mm)"),
    ({"contacts": CONTACTS, "balls": None, "points": {**PIN, "length": "1 m"}}, "thin_film.points.length: no pin is"),
    ({"contacts": CONTACTS, "balls": None, "points": {**PILLAR, "height": "60 mm"}},
     "thin_film.points.height: no pillar is plated so high (measured 60 mm, allowed at most 1 mm); check its unit"),
    ({"contacts": CONTACTS, "balls": None, "points": {**PILLAR, "cap": "30 mm"}},
     "thin_film.points.cap: no cap is plated so high"),
    ({"contacts": CONTACTS, "balls": None, "points": {**PIN, "solder_material": "hd4100"}},
     "thin_film.points.solder_material: the solder of pins of 'hd4100' would not conduct"),
    ({"points": PIN}, "thin_film.points: bonding pads take balls, or bumps or pins (measured 'balls', and points of"),
    ({"balls": None}, "thin_film.contacts: there are no bonding pads (measured no contacts and no balls, allowed"),
    ({"contacts": {"pads": []}}, "thin_film.contacts: the pad map is empty"),
    ({"contacts": {"pads": [{"name": "1", "x": "2.45 mm", "y": 0, "net": "a"}]}},
     "thin_film.contacts.1: pad '1' lies off the package"),
    ({"contacts": {"pads": [{"name": "1", "x": 0, "y": 0, "net": "a"}]}}, "balls.pads.a: ball 'a' sits on no contact"),
    ({"passivation": {"opening": "260 um"}},
     "thin_film.passivation.opening: the passivation opens wider than the bonding pads are (measured 260 um, allowed "
     "at most 250 um)"),
    ({"contacts": CONTACTS, "balls": None, "passivation": {"opening": "100 um"}},
     "thin_film.passivation.opening: the passivation opens wider than the bonding pads are (measured 100 um, allowed "
     "at most 80 um)"),
    ({"passivation": {"opening": "100 um", "thickness": "5 mm"}},
     "thin_film.passivation.thickness: no passivation is so thick"),
    ({"passivation": {"opening": "100 um", "material": "al_pure"}}, "thin_film.passivation.material: the passivation"),
    ({"blocks": [{"column": 1, "row": 1, "columns": 2}]},
     "thin_film.blocks[0]: the block leaves the strip (measured up to column 2, row 1, allowed 1 columns, 1 rows)"),
    ({"blocks": [{"column": 1, "row": 1}] * 2},
     "thin_film.blocks[1]: two blocks want the same sites (measured column 1, row 1 also in block 1, allowed one"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), FILMS, ids=[words[:70] for _, words in FILMS])
def test_a_film_that_cannot_be_made_is_told(changes: dict[str, Any], words: str) -> None:
    assert any(words in line for line in film(**changes)), film(**changes)


DEVICES: list[tuple[dict[str, Any], str]] = [
    ({**RESISTOR, "layer": "M3"}, "thin_film.devices.R1.layer: no wiring layer 'M3' (allowed M1, M2)"),
    ({**INDUCTOR, "under": "M3"}, "thin_film.devices.L1.under: no wiring layer 'M3' (allowed M1, M2)"),
    ({**INDUCTOR, "under": "M2"}, "thin_film.devices.L1.under: both parts of 'L1' lie on one layer (measured M2"),
    ({**PLATES, "layer": "M1"}, "thin_film.devices.C1.other: there is no wiring layer below 'M1' for the capacitor"),
    ({**PLATES, "layer": "M1", "other": "M2"}, "thin_film.devices.C1.other: 'M2' lies above the capacitor 'C1'"),
    ({**GUIDE, "ground": "M2"}, "thin_film.devices.W1.ground: both parts of 'W1' lie on one layer"),
    ({**GUIDE, "ground": "ground"}, "thin_film.devices.W1.ground: no wiring layer 'ground' (allowed M1, M2,"),
    ({**FILTER, "layer": "M1"}, "thin_film.devices.F1.under: there is no wiring layer below 'M1'"),
    ({**SENSOR, "layer": "M1"}, "thin_film.devices.S1.other: there is no wiring layer below 'M1' for the sensor 'S1'"),
    ({**RESISTOR, "at": ["3 mm", "0 mm"]}, "thin_film.devices.R1.at: 'R1' lies beside the package (measured 3 mm, 0"),
    ({**RESISTOR, "nets": ["a", "c"]},
     "thin_film.devices.R1.nets[1]: no pad or contact, and no other device, has the net 'c'"),
    ({**RESISTOR, "nets": ["a", "a"]}, "thin_film.devices.R1.nets: both ends of 'R1' join one net, which shorts it"),
    ({**GUIDE, "form": "coplanar", "ground_net": "gnd"}, "thin_film.devices.W1.ground_net: no pad or contact"),
    ({**RESISTOR, "name": "U1"}, "thin_film.devices.U1: 'U1' is the name of another part"),
    ({**RESISTOR, "name": "balls"}, "thin_film.devices.balls: 'balls' is the name of another part"),
]  # fmt: skip


@pytest.mark.parametrize(("device", "words"), DEVICES, ids=[words[:70] for _, words in DEVICES])
def test_a_device_that_has_no_place_is_told(device: dict[str, Any], words: str) -> None:
    assert any(words in line for line in devices(device)), devices(device)


def test_two_devices_of_one_name_are_told() -> None:
    assert any("thin_film.devices.R1: the name 'R1' is used 2 times" in line for line in devices(RESISTOR, RESISTOR))


CIRCUITS: list[tuple[dict[str, Any], str]] = [
    ({"thickness": "149 um"}, "dies.logic.circuit: the circuit is thicker than its die (measured 150 um, allowed"),
    ({"devices": CIRCUIT["devices"] * 2}, "dies.logic.circuit.devices.D1: the name 'D1' is used 2 times"),
    ({"devices": [{"name": "D2", "at": ["1 mm", "0 um"]}, *CIRCUIT["devices"]]},
     "dies.logic.circuit.devices.D2.at: device 'D2' lies beside the die (measured 1 mm, 0 um, allowed 2 mm x 2 mm)"),
    ({"traces": [{"net": "a", "points": [[0, 0], [0, 0]]}]},
     "dies.logic.circuit.traces[0].points: the trace of net 'a' has no length"),
    ({"traces": [{"points": [["-200 um", 0], ["-200 um", "2 mm"], ["200 um", 0]]}]},
     "dies.logic.circuit.traces[0].points: a trace leaves the die (measured -200 um, 2 mm, allowed 2 mm x 2 mm)"),
    ({"devices": []}, "dies.logic.circuit.traces[0].points: the trace of net 'a' ends on no pad, device or trace ("
     "measured 0 um, 500 um)"),
    ({"material": "hd4100"}, "dies.logic.circuit.material: the circuit of logic of 'hd4100' would not conduct"),
    ({"contact_material": "hd4100"}, "dies.logic.circuit.contact_material: contacts of logic of 'hd4100' would not"),
    ({"insulator_material": "w"}, "dies.logic.circuit.insulator_material: the insulator in logic of 'w' would conduct"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), CIRCUITS, ids=[words[:70] for _, words in CIRCUITS])
def test_a_circuit_that_does_not_go_on_its_die_is_told(changes: dict[str, Any], words: str) -> None:
    assert any(words in line for line in circuit(**changes)), circuit(**changes)


def test_a_trace_may_end_on_another_trace() -> None:
    branch = {"net": "a", "points": [["-200 um", "250 um"], ["200 um", "0 um"]]}

    assert circuit(traces=[*CIRCUIT["traces"], branch]) == []


def test_grinding_into_the_circuit_is_told() -> None:
    deep = {**DIE, "circuit": {**CIRCUIT, "thickness": "5 um", "insulator": "5 um"}}
    lines = said(dies={"logic": deep}, thin_film={**FILM, "method": "transfer", "transfer": {"thickness": "10 um"}})

    assert any("thin_film.transfer.thickness: the grinding reaches the devices (measured 10 um, allowed above 10 um)"
               in line for line in lines)  # fmt: skip


def test_all_faults_come_at_once() -> None:
    lines = film(method="transfer", filling={"error": "5 mm"}, layers=[{**M1, "pad": "30 um", "nets": ["c"]}])

    assert [line.partition(":")[0] for line in lines] == [
        "thin_film.transfer", "thin_film.filling.error", "thin_film.layers.M1.hole.diameter",
        "thin_film.layers.M1.nets[0]",
    ]  # fmt: skip


def test_very_many_unknown_nets_are_cut_short() -> None:
    lines = layer(nets=[f"n{i}" for i in range(1000)])

    assert len(lines) == 6
    assert "and 995 more faults like these; correct the list" in lines[-1]
