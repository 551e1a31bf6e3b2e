# SPDX-License-Identifier: Apache-2.0
"""Is a design on a metal substrate read as it was meant, with its tables, and are its faults told with their line?"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from packfab.design import Circuit, CopperPillar, MetalSubstrate, Pin, Resistor, ThinFilm, WaveGuide, thin_film_of
from packfab.errors import BadInput
from packfab.io import load_spec, read_spec, spec_schema, template
from packfab.units import mm, nm, um

ROUTES = "layer,net,x,y\nM1,A1,-1000,1000\nM1,A1,-1500,1500\nM1,A2,-600,1000\nM1,A2,-900,1.5 mm\n"
NETS = "layer,net\nM1,A1\nM2,A2\nM1,A3\n"
TRACES = "net,x,y,width\nA1,-1000,1000,1\nA1,-900,1000,1\nA2,-600,1000,2\nA2,-500,1000,2\n"
TRANSFER = "method: transfer\n  transfer: {thickness: 100 um, filling: {cover: 60 um}}\n"
DEVICES = """\
  devices:
    - {kind: resistor, name: R1, layer: M1, at: [1.9 mm, 0], nets: [A1, A2], value: 10 ohm}
    - {kind: wave-guide, name: W1, form: coplanar, layer: M1, at: [-1.9 mm, 0], nets: [A3, A4], value: 50 ohm,
       length: 1 mm, frequency: 20 GHz, rotation: 90 deg}
"""
PIN = """\
  pad: 250 um
  points: {kind: pin, diameter: 300 um, length: 1 mm}
  contacts: {grid: {columns: 6, rows: 6, pitch: 800 um}}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "film.yaml"
    path.write_text(template("004"), encoding="utf-8")
    return path


def changed(spec: Path, old: str, new: str, **tables: str) -> Path:
    text = spec.read_text("utf-8")
    assert old in text
    spec.write_text(text.replace(old, new, 1), encoding="utf-8")
    for name, rows in tables.items():
        (spec.parent / f"{name}.csv").write_text(rows, encoding="utf-8")
    return spec


def with_devices(spec: Path) -> Path:
    return changed(spec, "  passivation:", f"{DEVICES}  passivation:")


def film_of(spec: Path) -> ThinFilm:
    return thin_film_of(read_spec(spec))


def circuit_of(spec: Path) -> Circuit:
    circuit = read_spec(spec).dies["asic"].circuit
    assert circuit is not None
    return circuit


def metal_of(spec: Path) -> MetalSubstrate:
    carrier = read_spec(spec).carrier
    assert isinstance(carrier, MetalSubstrate)
    return carrier


def refused(spec: Path) -> str:
    with pytest.raises(BadInput) as caught:
        load_spec(spec)
    return str(caught.value)


def test_a_package_on_metal_has_no_mold(spec: Path) -> None:
    package = read_spec(spec)

    assert (package.mold, package.chips[0].attach, package.carrier.kind) == (None, "backside", "metal")


def test_a_flat_substrate_is_read(spec: Path) -> None:
    metal = metal_of(spec)

    assert (metal.material, metal.thickness, metal.cavities, metal.first_layer) == ("c194", um(500), None, None)


def test_cavities_are_read(spec: Path) -> None:
    cavities = metal_of(changed(spec, "# cavities:", "cavities:")).cavities

    assert cavities is not None
    assert (cavities.depth, cavities.clearance, cavities.corner_radius) == (None, um(50), um(100))


def test_a_punched_layer_is_read_with_its_laminate(spec: Path) -> None:
    layer = metal_of(changed(spec, "# first_layer:", "first_layer:")).first_layer

    assert layer is not None
    assert layer.laminate is not None
    assert (layer.burr, layer.burr_side, layer.laminate.thickness) == (um(5), "base", um(25))


def test_a_punched_layer_may_have_no_laminate(spec: Path) -> None:
    layer = metal_of(
        changed(spec, "# first_layer: {", "first_layer: {burr_side: surface, laminate: null, ")
    ).first_layer

    assert layer is not None
    assert layer.laminate is None


def test_a_layer_is_read(spec: Path) -> None:
    layer = film_of(spec).layers[0]

    assert (layer.name, layer.dielectric.thickness, layer.process, layer.line) == (
        "M1",
        um(10),
        "electroplating",
        um(15),
    )
    assert layer.hole.angle == pytest.approx(math.radians(75))
    assert layer.seed is not None
    assert layer.seed.thickness == nm(200)


def test_a_transfer_is_read(spec: Path) -> None:
    transfer = film_of(changed(spec, "method: direct                  # or transfer", f"{TRANSFER}  # or")).transfer

    assert transfer is not None
    assert (transfer.thickness, transfer.filling.cover) == (um(100), um(60))
    assert transfer.substrate.material == "glass_eagle_xg"


def test_devices_are_told_apart_by_their_kind(spec: Path) -> None:
    first, second = film_of(with_devices(spec)).devices

    assert isinstance(first, Resistor)
    assert (first.value, first.nets, first.at) == (10.0, ("A1", "A2"), (mm(1.9), 0))
    assert isinstance(second, WaveGuide)
    assert (second.form, second.frequency, second.length) == ("coplanar", 2e10, mm(1))
    assert second.rotation == pytest.approx(math.pi / 2)


def test_buses_are_read(spec: Path) -> None:
    (bus,) = film_of(changed(spec, "# buses:", "buses:")).buses

    assert (bus.net, bus.kind, bus.width, bus.points[0]) == ("A1", "power", um(200), (mm(-2), mm(2.3)))


def test_pins_stand_on_contacts_of_a_grid(spec: Path) -> None:
    spec.write_text(template("004").partition("\nballs:")[0], encoding="utf-8")

    film = film_of(changed(spec, "  passivation:", f"{PIN}  passivation:"))

    assert isinstance(film.points, Pin)
    assert film.contacts is not None
    assert (len(film.contacts.pads), film.contacts.pads[0].x) == (36, mm(-2))


def test_pillars_stand_on_contacts_of_a_table(spec: Path) -> None:
    spec.write_text(template("004").partition("\nballs:")[0], encoding="utf-8")
    new = "  pad: 250 um\n  points: {kind: copper-pillar, diameter: 80 um, height: 60 um, cap: 30 um}\n"
    new += "  contacts: {table: c.csv, columns: {x: x, y: y, net: n}, unit: mm, origin: lower-left}\n  passivation:"

    film = film_of(changed(spec, "  passivation:", new, c="x,y,n\n1,1,A1\n4,4,A2\n"))

    assert isinstance(film.points, CopperPillar)
    assert film.contacts is not None
    assert [(pad.x, pad.net) for pad in film.contacts.pads] == [(mm(-1.5), "A1"), (mm(1.5), "A2")]


def test_routes_come_from_a_table(spec: Path) -> None:
    routes = film_of(changed(spec, "# routes:", "routes:", routes=ROUTES)).routes

    assert [(r.layer, r.net, len(r.points)) for r in routes] == [("M1", "A1", 2), ("M1", "A2", 2)]


def test_nets_of_a_layer_come_from_a_list_or_from_a_table(spec: Path) -> None:
    listed = film_of(changed(spec, "      fans: true", "      nets: [A1, A3]")).layers[0].nets

    found = film_of(changed(spec, "nets: [A1, A3]", "nets: {table: nets.csv}", nets=NETS)).layers[0].nets
    assert found == listed == ("A1", "A3")


def test_a_table_of_nets_needs_no_layers(spec: Path) -> None:
    new = "      nets: {table: nets.csv, columns: {net: signal}}"

    assert film_of(changed(spec, "      fans: true", new, nets="signal\nA1\nA2\n")).layers[0].nets == ("A1", "A2")


def test_traces_within_a_die_come_from_a_list(spec: Path) -> None:
    new = "circuit: {devices: [{name: D1, at: [-900 um, 1 mm]}], traces: [{net: A1, points: [[-1 mm, 1 mm], "
    new += "[-900 um, 1 mm]]}]}"

    circuit = circuit_of(changed(spec, "# circuit: {traces: {table: traces.csv}}", new))

    assert (circuit.traces[0].width, circuit.devices[0].at) == (um(1), (um(-900), mm(1)))


@pytest.mark.parametrize(("columns", "width"), [("net,x,y,width", um(2)), ("net,x,y", um(1)), ("net,line,x,y", um(1))])
def test_traces_within_a_die_come_from_a_table(spec: Path, columns: str, width: int) -> None:
    rows = "".join(f"{','.join({'net': 'A1', 'line': 'a', 'x': x, 'y': '1000', 'width': '2'}[c] for c in names)}\n"
                   for names in [columns.split(",")] for x in ("-1000", "-970"))  # fmt: skip

    circuit = circuit_of(changed(spec, "# circuit:", "circuit:", traces=f"{columns}\n{rows}"))

    assert [(t.net, t.width, t.points) for t in circuit.traces] == [("A1", width, ((mm(-1), mm(1)), (um(-970), mm(1))))]


def test_blocks_of_sites_are_read(spec: Path) -> None:
    (block,) = film_of(
        changed(spec, "  passivation:", "  blocks: [{column: 1, row: 2, columns: 2}]\n  passivation:")
    ).blocks

    assert (block.column, block.row, block.columns, block.rows) == (1, 2, 2, 1)


@pytest.mark.parametrize(
    ("old", "new", "tables", "said"),
    [
        ("# routes:", "routes:", {"routes": "layer,net,x,y\nM1,A1,0,0\n"},
         "routes.csv:2 thin_film.routes: the line of net 'A1' on layer 'M1' has one corner"),
        ("# routes:", "routes:", {"routes": "layer,net,x,y\nM7,A1,0,0\nM7,A1,0,9\n"},
         "routes.csv:2 thin_film.routes[0].layer: no wiring layer 'M7' (allowed M1)"),
        ("# routes: {table: routes.csv}", "routes: {table: ../routes.csv}", {},
         "thin_film.routes.table: '../routes.csv' lies outside the folder of the spec"),
        ("      fans: true", "      nets: {table: nets.csv}", {"nets": "layer,net\nM2,A1\nM3,A2\n"},
         "nets.csv thin_film.layers.M1.nets: no row of the table has the layer 'M1' (measured M2, M3)"),
        ("      fans: true", "      nets: {table: nets.csv}", {"nets": "layer,net\nM1,A1\nM1,\n"},
         "nets.csv:3 thin_film.layers.M1.nets: column 'net' is empty here"),
        ("      fans: true", "      nets: {table: nets.csv}", {"nets": "layer,net\nM1,A1\nM2,x\nM1,B9\n"},
         "nets.csv:4 thin_film.layers.M1.nets[1]: no pad or contact has the net 'B9'"),
        ("# circuit:", "circuit:", {"traces": "net,x,y\nA1,0,0\n"},
         "traces.csv:2 dies.asic.circuit.traces: the line of net 'A1' has one corner"),
        ("# circuit:", "circuit:", {"traces": "net,x,y,width\nA1,0,0,wide\nA1,0,9,1\n"},
         "traces.csv:2 dies.asic.circuit.traces: 'wide' in column 'width' is not a number"),
        ("# circuit:", "circuit:", {"traces": "net,x,y,width\nA1,0,0,0\nA1,0,9,0\n"},
         "traces.csv:2 dies.asic.circuit.traces: '0' as width is too small (allowed above 0)"),
        ("  passivation:", "  contacts: {grid: {columns: 6, row: 6, pitch: 800 um}}\n  passivation:", {},
         "thin_film.contacts.grid.row: unknown key 'row'"),
    ],
)  # fmt: skip
def test_faults_of_tables_tell_their_row(spec: Path, old: str, new: str, tables: dict[str, str], said: str) -> None:
    assert said in refused(changed(spec, old, new, **tables))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: metal", "kind: metall",
         "carrier.kind: unknown kind 'metall' (allowed substrate, tape, lead-frame, panel, metal); did you mean "
         "'metal'?"),
        ("attach: backside", "attach: back-side",
         "chips.U1.attach: unknown attach 'back-side' (allowed flip-chip, face-up, pins, backside); did you mean "
         "'backside'?"),
        ("process: electroplating", "process: electro-plating",
         "thin_film.layers.M1.process: 'electro-plating' is not one of the choices (allowed sputtering, electroplating "
         "or electroless plating); did you mean 'electroplating'?"),
        ("thin_film:", "thin-film:", "thin-film: unknown key 'thin-film'"),
        ("  filling:", "  fillings:", "thin_film.fillings: unknown key 'fillings'"),
        ("  passivation:", "  devices: [{kind: resitor, name: R1}]\n  passivation:",
         "thin_film.devices.R1.kind: unknown kind 'resitor' (allowed resistor, inductor, capacitor, wave-guide, "
         "filter, sensor); did you mean 'resistor'?"),
        ("  passivation:",
         "  devices: [{kind: resistor, name: R1, layer: M1, at: [0, 0], nets: [A1, A2]}]\n  passivation:",
         "thin_film.devices.R1: 'value' is missing; add 'value: ...' (resistance at 25 degC)"),
        ("  passivation:",
         "  devices: [{kind: resistor, name: R1, layer: M1, at: [0, 0], nets: [A1], value: 50 Ohms}]\n  passivation:",
         "thin_film.devices.R1.value: '50 Ohms': unknown unit 'Ohms' for a resistance"),
        ("  passivation:",
         "  devices: [{kind: resistor, name: R1, layer: M1, at: [0, 0], nets: [A1], value: 5 ohm}]\n  passivation:",
         "thin_film.devices.R1.nets: a value is missing in the list"),
        ("  passivation:", "  points: {kind: needle}\n  passivation:",
         "thin_film.points.kind: unknown kind 'needle' (allowed copper-pillar, solder-sphere, pin)"),
        ("  layers:", "  layers: []\n  layer:", "thin_film.layers: too few items"),
        ("angle: 75 deg", "angle: 10 deg",
         "thin_film.layers.M1.hole.angle: the value is too small (measured 10 deg, allowed at least 20 deg)"),
        ("fans: true", "etch_factor: inf",
         "thin_film.layers.M1.etch_factor: expected a finite number (measured inf); write it with a decimal point"),
        ("fans: true", "fans: yes please", "thin_film.layers.M1.fans: expected yes or no"),
        ("thickness: 10 um}    #", "thickness: 10}    #", "'10' has no unit"),
    ],
)  # fmt: skip
def test_what_the_types_refuse_is_told_with_its_line(spec: Path, old: str, new: str, said: str) -> None:
    line = 1 + template("004")[: template("004").index(old)].count("\n")

    text = refused(changed(spec, old, new))

    assert said in text
    assert f"film.yaml:{line} " in text


def test_materials_of_a_sound_part_are_told_beside_other_faults(spec: Path) -> None:
    changed(spec, "filling: {material: epoxy_unfilled}", "filling: {material: epoxy_unfiled}")
    changed(spec, "bond_line: 25 um", "bond_line: 25")

    assert "thin_film.filling.material: no material 'epoxy_unfiled' in the library" in refused(spec)


@pytest.mark.parametrize("extra", ["", DEVICES])
def test_the_schema_takes_the_template_with_its_tables(spec: Path, extra: str) -> None:
    changed(spec, "  passivation:", f"{extra}  passivation:")
    changed(spec, "# routes:", "routes:")
    changed(spec, "# circuit:", "circuit:")
    changed(spec, "      fans: true", "      nets: {table: nets.csv}")
    schema = spec_schema()
    raw = json.loads(json.dumps(YAML(typ="safe").load(spec)))

    jsonschema.validate(raw, schema)
    assert {"NetTable", "TraceTable", "ThinFilm", "MetalSubstrate", "BacksideChip"} <= set(schema["$defs"])
    assert not any("__" in name for name in schema["$defs"])


def test_the_schema_tells_defaults_of_devices_with_their_units() -> None:
    guide = spec_schema()["$defs"]["WaveGuide"]["properties"]

    assert (guide["value"]["default"], guide["frequency"]["default"]) == ("50 ohm", "10 GHz")


@pytest.mark.parametrize(
    "keys",
    ["cavities", "first_layer", "vias", "plane", "buses", "devices|  - {kind", "function", "rules"],
)
def test_each_choice_that_the_template_holds_as_a_comment_reads(spec: Path, keys: str) -> None:
    first, _, rest = keys.partition("|")
    text, count = re.subn(rf"^( *)# ({first}):", r"\1\2:", spec.read_text("utf-8"), flags=re.MULTILINE)
    spec.write_text(text.replace(f"# {rest}", rest) if rest else text, encoding="utf-8")

    assert count == 1
    assert read_spec(spec).system == "metal-substrate"
