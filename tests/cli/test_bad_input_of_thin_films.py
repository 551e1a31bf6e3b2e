# SPDX-License-Identifier: Apache-2.0
"""Does every bad value of a thin film on metal end with exit code 2 and one clear line, in the spec or in its tables?

Each case changes one thing in the template of the system; the fault stands in the line of that thing.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from answers import Call

from packfab.io import template

FILM = template("004")
CAVITIES = "# cavities: {clearance: 50 um, corner_radius: 100 um, flatness: 5 um}"
PUNCHED = "# first_layer: {clearance: 75 um, burr: 5 um}"
BUS = "# buses: [{net: A1, kind: power, layer: M1, width: 200 um, points: [[-2 mm, 2.3 mm], [2 mm, 2.3 mm]]}]"
CIRCUIT = "# circuit: {traces: {table: traces.csv}}"
ABOVE = "  passivation:"
THICK = "      thickness: 5 um\n"
DIRECT = "method: direct"
ROUTES = "# routes: {table: routes.csv}"
NETS = "      fans: true"
OUTSIDE = "lies outside the folder of the spec; put the file next to the spec and name it by itself"

#: What is bad, what is replaced in the template, by what, and the first that is said.
CASES: tuple[tuple[str, str, str, str], ...] = (
    ("carrier kind", "kind: metal",
     "kind: metall",
     "carrier.kind: unknown kind 'metall' (allowed substrate, tape, lead-frame, panel, metal); did you mean 'metal'?"),
    ("carrier kind of another system", "  kind: metal\n",
     "  kind: lead-frame\n  leads: {per_side: 4, length: 500 um}\n",
     "carrier.kind: the dies of this system sit on metal (measured lead-frame, allowed metal); write 'carrier: "
     "{kind: metal, size: [5 mm, 5 mm]}'"),
    ("carrier size missing", "  size: [5 mm, 5 mm]              # of one package\n",
     "",
     "carrier: 'size' is missing; add 'size: ...' (width (x) and height (y) of one package site)"),
    ("carrier size zero", "size: [5 mm, 5 mm]",
     "size: [0, 5 mm]",
     "carrier.size[0]: the value is too small (measured 0, allowed above 0); correct the value"),
    ("carrier smaller than the die", "size: [5 mm, 5 mm]",
     "size: [2 mm, 5 mm]",
     "chips.U1: chip 'U1' sticks out over the carrier (measured 2.8 mm x 2.8 mm at 0 um, 0 um, allowed 2 mm x 5 "
     "mm); move or turn the chip, or widen the carrier"),
    ("carrier material", "material: c194",
     "material: c149",
     "carrier.material: no material 'c149' in the library; did you mean 'c194'?"),
    ("carrier of polymer", "material: c194",
     "material: hd4100",
     "carrier.material: a metal substrate of 'hd4100' would not conduct (measured polymer dielectric, allowed "
     "intermetallic, lead frame, low-CTE alloy, metal, solder, steel); take a metal or a solder"),
    ("carrier 1 nm", "thickness: 500 um",
     "thickness: 1 nm",
     "carrier.thickness: no substrate is made of such a sheet (measured 1 nm, allowed 10 um to 20 mm); check its "
     "unit; 0.1 mm to 2 mm is usual"),
    ("carrier thickness without a unit", "thickness: 500 um",
     "thickness: 500",
     "carrier.thickness: '500' has no unit; write the length like '80 um' (known: nm, um, mm, cm, m, inch, mil)"),
    ("cavities and punched layer", CAVITIES,
     "cavities: {}\n  first_layer: {}",
     "carrier.first_layer: a substrate has machined cavities or a punched layer, not both (measured also "
     "carrier.cavities, allowed one of the two); take one of them away"),
    ("cavities too deep", CAVITIES,
     "cavities: {depth: 490 um}",
     "carrier.cavities.depth (step 1 ProvideMetalSubstrate): the cavity of U1 leaves too little metal below it "
     "(measured 490 um deep into 500 um: 7.5 um left, allowed at least 100 um); take a thicker sheet or shallower "
     "cavities"),
    ("cavity flatness above the bond line", CAVITIES,
     "cavities: {flatness: 60 um}",
     "chips.U1.adhesive.bond_line (step 2 AttachBackside): U1 would touch the metal: the floor is too uneven for "
     "its bond line (measured 25 um over a floor that is flat to 60 um, allowed more than 30 um); give a thicker "
     "bond line, or mill the floor flatter: 'carrier.cavities.flatness'"),
    ("cavity corners", CAVITIES,
     "cavities: {corner_radius: 1 mm, clearance: 10 um}",
     "carrier.cavities.corner_radius (step 1 ProvideMetalSubstrate): the corners of U1 would hit the round corners "
     "that the mill leaves (measured clearance 10 um at a radius of 1 mm, allowed clearance of at least 292.89 um "
     "(0.293 of the radius)); give more clearance or a mill of smaller radius"),
    ("cavity beyond the package", CAVITIES,
     "cavities: {clearance: 1.2 mm}",
     "carrier.cavities (step 1 ProvideMetalSubstrate): the cavity of U1 reaches the edge of the package (measured x "
     "-2.6 mm to 2.6 mm, y -2.6 mm to 2.6 mm, allowed within 5 mm x 5 mm about the middle); move the chip inwards, "
     "or give less clearance or a larger package"),
    ("cavity clearance zero", CAVITIES,
     "cavities: {clearance: 0 um}",
     "carrier.cavities.clearance: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("cavity unknown key", CAVITIES,
     "cavities: {radius: 100 um}",
     "carrier.cavities.radius: unknown key 'radius' (allowed depth, clearance, corner_radius, flatness); did you "
     "mean 'corner_radius'?"),
    ("burr too high", PUNCHED,
     "first_layer: {burr: 30 um}",
     "carrier.first_layer.burr (step 1 ProvideMetalSubstrate): the burr does not fit between the two metal layers "
     "(measured burr of 30 um, allowed at most 25 um of laminate); take a thicker laminate or a sharper punch, or "
     "let the burr look up: 'burr_side: surface'"),
    ("burr side", PUNCHED,
     "first_layer: {burr_side: top}",
     "carrier.first_layer.burr_side: 'top' is not one of the choices (allowed base or surface); use one of them"),
    ("punched layer 1 m", PUNCHED,
     "first_layer: {thickness: 1 m}",
     "carrier.first_layer.thickness: no substrate is made of such a sheet (measured 1000 mm, allowed 10 um to 20 "
     "mm); check its unit; 0.1 mm to 2 mm is usual"),
    ("punched layer of polymer", PUNCHED,
     "first_layer: {material: hd4100}",
     "carrier.first_layer.material: a punched layer of 'hd4100' would not conduct (measured polymer dielectric, "
     "allowed intermetallic, lead frame, low-CTE alloy, metal, solder, steel); take a metal or a solder"),
    ("laminate unknown", PUNCHED,
     "first_layer: {laminate: {material: glue}}",
     "carrier.first_layer.laminate.material: no material 'glue' in the library; did you mean 'al_pure'?"),
    ("attach", "attach: backside",
     "attach: backsides",
     "chips.U1.attach: unknown attach 'backsides' (allowed flip-chip, face-up, pins, backside); did you mean "
     "'backside'?"),
    ("attach of another system", "attach: backside",
     "attach: face-up",
     "chips.U1.pads: unknown key 'pads' (allowed name, die, on, attach, at, rotation, adhesive, wires); did you "
     "mean 'adhesive'?"),
    ("chip on a chip", "attach: backside",
     "on: U1\n    attach: backside",
     "chips.U1.on: 'U1' is not one of the choices (allowed carrier); use one of them"),
    ("chip pads", "pads: bumps\n",
     "pads: bump\n",
     "chips.U1.pads: die 'asic' has no pad map 'bump' (allowed bumps); did you mean 'bumps'?"),
    ("chip off the package", "    pads: bumps\n",
     "    pads: bumps\n    at: [2 mm, 0]\n",
     "chips.U1: chip 'U1' sticks out over the carrier (measured 2.8 mm x 2.8 mm at 2 mm, 0 um, allowed 5 mm x 5 "
     "mm); move or turn the chip, or widen the carrier"),
    ("bond line zero", "bond_line: 25 um",
     "bond_line: 0 um",
     "chips.U1.adhesive.bond_line: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("mold", "\nballs:",
     "\nmold: {cover: 100 um}\n\nballs:",
     "mold: 'mold' has no meaning here: nothing is molded: filling and dielectric surround the dies; take it away"),
    ("passives", "\nballs:",
     "\npassives: [{name: C1, size: 0201, at: [2 mm, 2 mm], nets: [A1, A2]}]\n\nballs:",
     "passives: 'passives' has no meaning here: passive devices are made of the wiring, below 'thin_film.devices'; "
     "take it away"),
    ("no thin film", "thin_film:",
     "thin-film:",
     "thin-film: unknown key 'thin-film' (allowed packfab, name, system, notes, materials, dies, chips, carrier, "
     "passives, mold, balls, heat_sink, second, back_bond, vias, side_traces, wiring, top_balls, stack, fan_out, "
     "thin_film, strip, size, rules, rule_deck); did you mean 'thin_film'?"),
    ("method", DIRECT,
     "method: directly",
     "thin_film.method: 'directly' is not one of the choices (allowed direct or transfer); did you mean 'direct'?"),
    ("direct with transfer", DIRECT,
     "transfer: {thickness: 100 um}\n  method: direct",
     "thin_film.transfer: 'transfer' belongs to the transfer method (measured method: direct, allowed method: "
     "transfer); take it away, or 'method: transfer'"),
    ("transfer without transfer", DIRECT,
     "method: transfer",
     "thin_film.transfer: the transfer method needs 'transfer'; give it with the thickness to which the dies are "
     "ground"),
    ("transfer without thickness", DIRECT,
     "method: transfer\n  transfer: {}",
     "thin_film.transfer: 'thickness' is missing; add 'thickness: ...' (to which filling and dies are ground "
     "together)"),
    ("transfer as thick as the die", DIRECT,
     "method: transfer\n  transfer: {thickness: 150 um}",
     "thin_film.transfer.thickness: die 'asic' is thinner than that before it is ground (measured 150 um, allowed "
     "below 150 um); grind further down, or give thicker dies"),
    ("transfer 1 um", DIRECT,
     "method: transfer\n  transfer: {thickness: 1 um}",
     "thin_film.transfer.thickness: the grinding reaches the devices (measured 1 um, allowed above 5 um); leave the "
     "dies thicker"),
    ("transfer with two fillings", DIRECT,
     "method: transfer\n  transfer: {thickness: 100 um, filling: {keep: true}}",
     "thin_film.filling: the first filling stays around the dies and leaves no room for a second one (measured "
     "transfer.filling.keep: true, allowed one of the two); take 'filling' away, or 'keep: false'"),
    ("transfer keep", DIRECT,
     "method: transfer\n  transfer: {thickness: 100 um, filling: {keep: maybe}}",
     "thin_film.transfer.filling.keep: expected yes or no (measured maybe); write true or false"),
    ("temporary material", DIRECT,
     "method: transfer\n  transfer: {thickness: 100 um, substrate: {material: glas}}",
     "thin_film.transfer.substrate.material: no material 'glas' in the library; did you mean 'gaas'?"),
    ("temporary 1 m", DIRECT,
     "method: transfer\n  transfer: {thickness: 100 um, substrate: {thickness: 1 m}}",
     "thin_film.transfer.substrate.thickness: no temporary substrate is so thick (measured 1000 mm, allowed at most "
     "10 mm); check its unit"),
    ("filling of metal", "{material: epoxy_unfilled}",
     "{material: cu_plated}",
     "thin_film.filling.material: the filling of 'cu_plated' would conduct: it shorts what lies on it (measured "
     "metal, allowed a material that insulates); take a polymer, an oxide or a nitride"),
    ("filling far off", "{material: epoxy_unfilled}",
     "{material: epoxy_unfilled, error: 150 um}",
     "thin_film.filling.error: the filling is off the active faces by more than a die is thick (measured 150 um, "
     "allowed within 150 um of them); check its unit; 0 is level"),
    ("filling error text", "{material: epoxy_unfilled}",
     "{material: epoxy_unfilled, error: level}",
     "thin_film.filling.error: 'level' is not a length; write a number with a decimal point, like '80 um'"),
    ("no layers", "  layers:                         # in the order of making, upwards\n",
     "  layers: []\n  x:\n",
     "thin_film.layers: too few items or characters (measured 0, allowed at least 1); correct the value"),
    ("layer name", "- name: M1",
     "- name: M/1",
     "thin_film.layers.M/1.name: the name 'M/1' has characters that names cannot have (allowed letters, digits and "
     "_ - . +, not beginning with a sign); rename it"),
    ("layer named substrate", "- name: M1",
     "- name: substrate",
     "thin_film.layers.substrate: 'substrate' cannot be the name of a layer: devices call the metal below by it; "
     "rename it, like 'M1'"),
    ("dielectric missing", "      dielectric: {material: hd4100, thickness: 10 um}",
     "      #",
     "thin_film.layers.M1: 'dielectric' is missing; add 'dielectric: ...' (the dielectric below the wiring; "
     "thickness over the highest metal below it)"),
    ("dielectric 10 mm", "hd4100, thickness: 10 um",
     "hd4100, thickness: 10 mm",
     "thin_film.layers.M1.dielectric.thickness: no layer of a thin film is so thick (measured 10 mm, allowed at "
     "most 1 mm); check its unit"),
    ("dielectric of metal", "dielectric: {material: hd4100",
     "dielectric: {material: al_pure",
     "thin_film.layers.M1.dielectric.material: the dielectric of M1 of 'al_pure' would conduct: it shorts what lies "
     "on it (measured metal, allowed a material that insulates); take a polymer, an oxide or a nitride"),
    ("hole missing", "      hole: {diameter: 40 um, angle: 75 deg}",
     "      #",
     "thin_film.layers.M1: 'hole' is missing; add 'hole: ...' (the holes through it; 'fill' says whether the wiring "
     "metal lies along their walls or fills them)"),
    ("hole zero", "diameter: 40 um, angle",
     "diameter: 0 um, angle",
     "thin_film.layers.M1.hole.diameter: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("hole wider than the pad", "diameter: 40 um, angle",
     "diameter: 76 um, angle",
     "thin_film.layers.M1.hole.diameter: the holes are wider than the pads of 'M1' (measured 81.359 um at the wide "
     "end, 10 um thick, allowed at most 80 um); make them narrower or steeper, or the pads wider"),
    ("hole angle", "angle: 75 deg",
     "angle: 95 deg",
     "thin_film.layers.M1.hole.angle: the value is too large (measured 95 deg, allowed at most 90 deg); correct the "
     "value"),
    ("hole fill", "angle: 75 deg",
     "angle: 75 deg, fill: full",
     "thin_film.layers.M1.hole.fill: 'full' is not one of the choices (allowed conformal or filled); did you mean "
     "'filled'?"),
    ("sputtering fills no hole",
     "angle: 75 deg}    # at the narrow end; fill: filled closes it with the wiring metal\n      # vias: {material: "
     "cu_plated}             # metal filled into the holes beforehand\n      process: electroplating",
     "fill: filled}\n      process: sputtering",
     "thin_film.layers.M1.hole.fill: sputtering leaves a film in the holes of M1 and does not fill them (measured "
     "filled, allowed conformal); take electroplating, or fill the holes beforehand: 'vias: {}'"),
    ("vias of polymer", "# vias: {material: cu_plated}",
     "vias: {material: hd4100}",
     "thin_film.layers.M1.vias.material: vias of M1 of 'hd4100' would not conduct (measured polymer dielectric, "
     "allowed intermetallic, lead frame, low-CTE alloy, metal, solder, steel); take a metal or a solder"),
    ("process", "process: electroplating",
     "process: evaporation",
     "thin_film.layers.M1.process: 'evaporation' is not one of the choices (allowed sputtering, electroplating or "
     "electroless plating); use one of them"),
    ("wiring of polymer", "      material: cu_plated\n      thickness",
     "      material: hd4100\n      thickness",
     "thin_film.layers.M1.material: layer M1 of 'hd4100' would not conduct (measured polymer dielectric, allowed "
     "intermetallic, lead frame, low-CTE alloy, metal, solder, steel); take a metal or a solder"),
    ("wiring 5 mm", THICK,
     "      thickness: 5 mm\n",
     "thin_film.layers.M1.thickness: no layer of a thin film is so thick (measured 5 mm, allowed at most 1 mm); "
     "check its unit"),
    ("sputtered 60 um",
     "process: electroplating     # or sputtering, electroless plating\n      material: cu_plated\n      thickness: "
     "5 um",
     "process: sputtering\n      material: cu_plated\n      thickness: 60 um",
     "thin_film.layers.M1.thickness: no film is sputtered so thick (measured 60 um, allowed at most 50 um); check "
     "its unit, or 'process: electroplating'"),
    ("etched away",
     "process: electroplating     # or sputtering, electroless plating\n      material: cu_plated\n      thickness: "
     "5 um\n      line: 15 um",
     "process: sputtering\n      material: cu_plated\n      thickness: 5 um\n      line: 3 um",
     "thin_film.layers.M1.line: the etch undercuts the lines of 'M1' until nothing is left of their face (measured "
     "3 um, allowed above 3.333 um, twice the thickness over 'etch_factor'); take wider ones, a thinner film, or "
     "'process: electroplating'"),
    ("seed as thick as the wiring", THICK,
     "      thickness: 5 um\n      seed: {thickness: 5 um}\n",
     "thin_film.layers.M1.seed.thickness: the seed is as thick as the wiring on it (measured 5 um, allowed below 5 "
     "um); 50 nm to 500 nm is usual"),
    ("seed of polymer", THICK,
     "      thickness: 5 um\n      seed: {material: hd4100}\n",
     "thin_film.layers.M1.seed.material: the seed of M1 of 'hd4100' would not conduct (measured polymer dielectric, "
     "allowed intermetallic, lead frame, low-CTE alloy, metal, solder, steel); take a metal or a solder"),
    ("wall coverage 200 %", THICK,
     "      thickness: 5 um\n      wall_coverage: 200 %\n",
     "thin_film.layers.M1.wall_coverage: the value is too large (measured 200 %, allowed at most 100 %); correct "
     "the value"),
    ("etch factor zero", THICK,
     "      thickness: 5 um\n      etch_factor: 0\n",
     "thin_film.layers.M1.etch_factor: the value is too small (measured 0, allowed at least 0.5); correct the value"),
    ("line zero", "      line: 15 um",
     "      line: 0 um",
     "thin_film.layers.M1.line: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("space without a unit", "      space: 15 um",
     "      space: 15",
     "thin_film.layers.M1.space: '15' has no unit; write the length like '80 um' (known: nm, um, mm, cm, m, inch, "
     "mil)"),
    ("pads touch", "      pad: 80 um",
     "      pad: 500 um",
     "thin_film.layers.M1: 92 pairs of pads of different nets are too close on M1, worst U1.A1 and U1.A2 (measured "
     "they overlap, allowed at least 15 um); give smaller pads, move the contacts, or let another layer join some "
     "of the nets"),
    ("fans and nets elsewhere", "      fans: true",
     "      nets: [A1, B9]",
     "thin_film.layers.M1.nets[1]: no pad or contact has the net 'B9'; did you mean 'B6'?"),
    ("net twice", "      fans: true",
     "      nets: [A1, A1]",
     "thin_film.layers.M1.nets[1]: net 'A1' is there twice; name it once"),
    ("plane of an unknown net", "# plane: A1 ",
     "plane: GND ",
     "thin_film.layers.M1.plane: no pad or contact has the net 'GND'; name a net of the dies"),
    ("plane clearance", "# plane: A1 ",
     "plane_clearance: 5 um\n      plane: A1",
     "thin_film.layers.M1.plane_clearance: the plane comes closer to other metal of 'M1' than its space (measured 5 "
     "um, allowed at least 15 um); raise it, or lower 'space'"),
    ("route on no layer", ABOVE,
     "  routes: [{layer: M2, net: A1, points: [[0, 0], [1 mm, 0]]}]\n  passivation:",
     "thin_film.routes[0].layer: no wiring layer 'M2' (allowed M1); did you mean 'M1'?"),
    ("route of no net", ABOVE,
     "  routes: [{layer: M1, net: X, points: [[0, 0], [1 mm, 0]]}]\n  passivation:",
     "thin_film.routes[0].net: no pad or contact has the net 'X'; name a net of the dies"),
    ("route off the package", ABOVE,
     "  routes: [{layer: M1, net: A1, points: [[0, 0], [3 mm, 0]]}]\n  passivation:",
     "thin_film.routes[0].points: the line of net 'A1' leaves the package (measured 3 mm, 0 um, allowed 5 mm x 5 "
     "mm); move its corners inwards"),
    ("route with one corner", ABOVE,
     "  routes: [{layer: M1, net: A1, points: [[0, 0]]}]\n  passivation:",
     "thin_film.routes[0].points: too few items or characters (measured 1, allowed at least 2); correct the value"),
    ("bus of no net", BUS,
     "buses: [{net: VDD, kind: power, layer: M1, width: 200 um, points: [[-2 mm, 2.3 mm], [2 mm, 2.3 mm]]}]",
     "thin_film.buses[0].net: no pad or contact has the net 'VDD'; name a net of the dies"),
    ("bus on no layer", BUS,
     "buses: [{net: A1, kind: power, layer: M2, width: 200 um, points: [[-2 mm, 2.3 mm], [2 mm, 2.3 mm]]}]",
     "thin_film.buses[0].layer: no wiring layer 'M2' (allowed M1); did you mean 'M1'?"),
    ("bus kind", BUS,
     "buses: [{net: A1, kind: signal, layer: M1, width: 200 um, points: [[-2 mm, 2.3 mm], [2 mm, 2.3 mm]]}]",
     "thin_film.buses[0].kind: 'signal' is not one of the choices (allowed power or ground); use one of them"),
    ("bus narrow", BUS,
     "buses: [{net: A1, kind: power, layer: M1, width: 5 um, points: [[-2 mm, 2.3 mm], [2 mm, 2.3 mm]]}]",
     "thin_film.buses[0].width: the bus of net 'A1' is narrower than a line of its layer (measured 5 um, allowed at "
     "least 15 um); make it wider"),
    ("bus off the package", BUS,
     "buses: [{net: A1, kind: power, layer: M1, width: 200 um, points: [[-2 mm, 2.45 mm], [2 mm, 2.45 mm]]}]",
     "thin_film.buses[0].points: the bus of net 'A1' leaves the package (measured -2 mm, 2.45 mm with a half width "
     "of 100 um, allowed 5 mm x 5 mm); move its corners inwards"),
    ("device kind", ABOVE,
     "  devices: [{kind: coil, name: L1}]\n  passivation:",
     "thin_film.devices.L1.kind: unknown kind 'coil' (allowed resistor, inductor, capacitor, wave-guide, filter, "
     "sensor); use one of them"),
    ("device without a value", ABOVE,
     "  devices: [{kind: resistor, name: R1, layer: M1, at: [1.9 mm, 0], nets: [A1, A2]}]\n  passivation:",
     "thin_film.devices.R1: 'value' is missing; add 'value: ...' (resistance at 25 degC)"),
    ("device value of another kind", ABOVE,
     "  devices: [{kind: resistor, name: R1, layer: M1, at: [1.9 mm, 0], nets: [A1, A2], value: 10 nH}]\n  "
     "passivation:",
     "thin_film.devices.R1.value: '10 nH': unknown unit 'nH' for a resistance (known: mohm, ohm, kohm)"),
    ("device value zero", ABOVE,
     "  devices: [{kind: resistor, name: R1, layer: M1, at: [1.9 mm, 0], nets: [A1, A2], value: 0 ohm}]\n  "
     "passivation:",
     "thin_film.devices.R1.value: the value is too small (measured 0 ohm, allowed above 0); correct the value"),
    ("device on no layer", ABOVE,
     "  devices: [{kind: resistor, name: R1, layer: M3, at: [1.9 mm, 0], nets: [A1, A2], value: 10 ohm}]\n  "
     "passivation:",
     "thin_film.devices.R1.layer: no wiring layer 'M3' (allowed M1); did you mean 'M1'?"),
    ("device off the package", ABOVE,
     "  devices: [{kind: resistor, name: R1, layer: M1, at: [3 mm, 0], nets: [A1, A2], value: 10 ohm}]\n  "
     "passivation:",
     "thin_film.devices.R1.at: 'R1' lies beside the package (measured 3 mm, 0 um, allowed 5 mm x 5 mm); move it "
     "inwards"),
    ("device of no net", ABOVE,
     "  devices: [{kind: resistor, name: R1, layer: M1, at: [1.9 mm, 0], nets: [A1, out], value: 10 ohm}]\n  "
     "passivation:",
     "thin_film.devices.R1.nets[1]: no pad or contact, and no other device, has the net 'out'; name a net of the "
     "dies"),
    ("device shorted", ABOVE,
     "  devices: [{kind: resistor, name: R1, layer: M1, at: [1.9 mm, 0], nets: [A1, A1], value: 10 ohm}]\n  "
     "passivation:",
     "thin_film.devices.R1.nets: both ends of 'R1' join one net, which shorts it (measured A1, allowed two nets); "
     "give its ends different nets"),
    ("device named as a chip", ABOVE,
     "  devices: [{kind: resistor, name: U1, layer: M1, at: [1.9 mm, 0], nets: [A1, A2], value: 10 ohm}]\n  "
     "passivation:",
     "thin_film.devices.U1: 'U1' is the name of another part; rename it, like 'R1'"),
    ("two devices of one name", ABOVE,
     "  devices: [{kind: resistor, name: R1, layer: M1, at: [1.9 mm, 0], nets: [A1, A2], value: 10 ohm}, {kind: "
     "resistor, name: R1, layer: M1, at: [1.9 mm, 0], nets: [A1, A2], value: 10 ohm}]\n  passivation:",
     "thin_film.devices.R1: the name 'R1' is used 2 times; rename all but one"),
    ("device too small to draw", ABOVE,
     "  devices: [{kind: resistor, name: R1, layer: M1, at: [1.9 mm, 0], nets: [A1, A2], value: 1 mohm}]\n  "
     "passivation:",
     "thin_film.devices.R1.value: resistor R1: a line 15 um wide would be shorter than wide (measured 0.001 ohm, "
     "allowed at least 0.0036 ohm); take a narrower line, a thinner layer or a greater value"),
    ("capacitor below all layers", ABOVE,
     "  devices: [{kind: capacitor, name: C1, layer: M1, at: [0, 2 mm], nets: [A1, A2], value: 1 pF}]\n  "
     "passivation:",
     "thin_film.devices.C1.other: there is no wiring layer below 'M1' for the capacitor 'C1' (measured the first "
     "layer); put it on a higher layer"),
    ("inductor under itself", ABOVE,
     "  devices: [{kind: inductor, name: L1, layer: M1, under: M1, at: [0, 2 mm], nets: [A1, A2], value: 1 nH}]\n  "
     "passivation:",
     "thin_film.devices.L1.under: both parts of 'L1' lie on one layer (measured M1, allowed another layer); name "
     "another layer"),
    ("passivation without opening", "opening: 200 um",
     "",
     "thin_film.passivation: 'opening' is missing; add 'opening: ...' (diameter of the openings over the bonding "
     "pads)"),
    ("passivation opens beyond the pads", "opening: 200 um",
     "opening: 260 um",
     "thin_film.passivation.opening: the passivation opens wider than the bonding pads are (measured 260 um, "
     "allowed at most 250 um); make the openings smaller, or the pads larger with 'thin_film.pad'"),
    ("passivation of metal", "passivation: {material: hd4100",
     "passivation: {material: al_pure",
     "thin_film.passivation.material: the passivation of 'al_pure' would conduct: it shorts what lies on it "
     "(measured metal, allowed a material that insulates); take a polymer, an oxide or a nitride"),
    ("passivation 5 mm", "passivation: {material: hd4100, thickness: 5 um",
     "passivation: {material: hd4100, thickness: 5 mm",
     "thin_film.passivation.thickness: no passivation is so thick (measured 5 mm, allowed at most 1 mm); check its "
     "unit"),
    ("balls and pins", ABOVE,
     "  points: {kind: pin, diameter: 200 um, length: 1 mm}\n  passivation:",
     "thin_film.points: bonding pads take balls, or bumps or pins (measured 'balls', and points of kind pin, "
     "allowed one of the two); take one of them away"),
    ("point kind", ABOVE,
     "  points: {kind: ball}\n  passivation:",
     "thin_film.points.kind: unknown kind 'ball' (allowed copper-pillar, solder-sphere, pin); use one of them"),
    ("contacts off the package", ABOVE,
     "  contacts: {grid: {columns: 6, rows: 6, pitch: 960 um}}\n  passivation:",
     "thin_film.contacts.A1: pad 'A1' lies off the package (measured 250 um x 250 um at -2.4 mm, 2.4 mm from the "
     "centre, allowed 5 mm x 5 mm); check unit, origin and view of the pads, and the size of the package"),
    ("contacts beside the balls", ABOVE,
     "  contacts: {grid: {columns: 5, rows: 5, pitch: 800 um}}\n  passivation:",
     "balls.pads.A1: ball 'A1' sits on no contact (measured the nearest is 565.69 um away, allowed at most 125 um); "
     "put a contact there, or take 'contacts' away: the balls set them"),
    ("contacts in two ways", ABOVE,
     "  contacts: {grid: {columns: 5, rows: 5, pitch: 800 um}, list: []}\n  passivation:",
     "thin_film.contacts: a pad map is given in one way (measured grid and list, allowed one of 'table', 'grid', "
     "'list'); write 'table: FILE.csv', 'grid: {...}' or 'list: [...]'"),
    ("no balls",
     "\nballs:\n  pads: {grid: {columns: 6, rows: 6, pitch: 800 um}, net: \"{name}\"}\n  diameter: 300 um\n  "
     "material: sac305\n  land: {diameter: 250 um}",
     "\n#",
     "thin_film.contacts: there are no bonding pads (measured no contacts and no balls, allowed contacts or balls); "
     "give 'contacts' as a pad map, or 'balls'"),
    ("balls touch", "  diameter: 300 um\n  material: sac305",
     "  diameter: 900 um\n  material: sac305",
     "balls.diameter: neighbouring balls touch (measured 900 um, allowed below the pitch of 800 um); use smaller "
     "balls or a wider pitch"),
    ("block beyond the strip", ABOVE,
     "  blocks: [{column: 2, row: 1, columns: 2}]\n  passivation:",
     "thin_film.blocks[0]: the block leaves the strip (measured up to column 3, row 1, allowed 2 columns, 2 rows); "
     "make it smaller, or the strip larger"),
    ("blocks that overlap", ABOVE,
     "  blocks: [{column: 1, row: 1, columns: 2}, {column: 2, row: 1, rows: 2}]\n  passivation:",
     "thin_film.blocks[1]: two blocks want the same sites (measured column 2, row 1 also in block 1, allowed one "
     "block); move one of them"),
    ("block of no sites", ABOVE,
     "  blocks: [{column: 0, row: 1}]\n  passivation:",
     "thin_film.blocks[0].column: the value is too small (measured 0, allowed at least 1); correct the value"),
    ("circuit with an open trace", CIRCUIT,
     "circuit: {traces: [{net: A1, points: [[-1 mm, 1 mm], [-900 um, 1 mm]]}]}",
     "dies.asic.circuit.traces[0].points: the trace of net 'A1' ends on no pad, device or trace (measured -900 um, "
     "1 mm); end it within what it is to join"),
    ("circuit off the die", CIRCUIT,
     "circuit: {devices: [{name: D1, at: [1.4 mm, 0]}]}",
     "dies.asic.circuit.devices.D1.at: device 'D1' lies beside the die (measured 1.4 mm, 0 um, allowed 2.8 mm x 2.8 "
     "mm); move it inwards"),
    ("circuit thicker than the die", CIRCUIT,
     "circuit: {thickness: 150 um}",
     "dies.asic.circuit: the circuit is thicker than its die (measured 151 um, allowed below 150 um); check the "
     "units"),
    ("circuit of polymer", CIRCUIT,
     "circuit: {material: hd4100}",
     "dies.asic.circuit.material: the circuit of asic of 'hd4100' would not conduct (measured polymer dielectric, "
     "allowed intermetallic, lead frame, low-CTE alloy, metal, solder, steel); take a metal or a solder"),
    ("circuit without its table", CIRCUIT,
     "circuit: {traces: {table: traces.csv}}",
     "dies.asic.circuit.traces.table: no file 'traces.csv' next to the spec; check its name and folder"),
    ("strip", "strip: {columns: 2",
     "strip: {columns: 0",
     "strip.columns: the value is too small (measured 0, allowed at least 1); correct the value"),
    ("kerf wider than the lanes", "kerf: 250 um}",
     "kerf: 250 um, pitch: [5 mm, 5 mm]}",
     "strip.pitch: neighbouring sites overlap in x (measured 5 mm, allowed at least 5.25 mm, package and kerf); "
     "widen the pitch, or take it away"),
    ("limit", "# rules: {insulator_least: 2 um}",
     "rules: {insulator_last: 2 um}",
     "rules.insulator_last: there is no limit of this name; did you mean 'insulator_least'?"),
)  # fmt: skip

#: What is bad in a table, the key that names it in the template, the rows, and what is said.
TABLES: tuple[tuple[str, str, str, str], ...] = (
    ("route of one corner", "routes", "layer,net,x,y\nM1,A1,0,0\n",
     "routes.csv:2 thin_film.routes: the line of net 'A1' on layer 'M1' has one corner (allowed 2 or more in "
     "consecutive rows); add a row, or delete this one"),
    ("route on no layer", "routes", "layer,net,x,y\nM9,A1,0,0\nM9,A1,0,9\n",
     "routes.csv:2 thin_film.routes[0].layer: no wiring layer 'M9' (allowed M1); did you mean 'M1'?"),
    ("route without a column", "routes", "layer,net,x\nM1,A1,0\n",
     "routes.csv:1 thin_film.routes: no column 'y' (measured columns 'layer', 'net', 'x'); name the columns under "
     "'columns', and the line of the names as 'header'"),
    ("route that is no number", "routes", "layer,net,x,y\nM1,A1,0,nan\nM1,A1,0,9\n",
     "routes.csv:2 thin_film.routes: 'nan' in column 'y' is not finite (allowed a number in um, with a decimal point); "
     "correct the cell or delete the row"),
    ("nets of another layer", "nets", "layer,net\nM2,A1\n",
     "nets.csv thin_film.layers.M1.nets: no row of the table has the layer 'M1' (measured M2); correct the layer, or "
     "give 'nets' as a list"),
    ("net without a name", "nets", "net\nA1\n,\nA2\n,x\n",
     "nets.csv:5 thin_film.layers.M1.nets: column 'net' is empty here (allowed printable text of up to 200 "
     "characters); correct the cell or delete the row"),
    ("net of nothing", "nets", "net\nA1\nZ9\n",
     "nets.csv:3 thin_film.layers.M1.nets[1]: no pad or contact has the net 'Z9'; name a net of the dies"),
    ("net twice", "nets", "net\nA1\nA1\n",
     "nets.csv:3 thin_film.layers.M1.nets[1]: net 'A1' is there twice; name it once"),
    ("trace of one corner", "traces", "net,x,y\nA1,0,0\n",
     "traces.csv:2 dies.asic.circuit.traces: the line of net 'A1' has one corner (allowed 2 or more in consecutive "
     "rows); add a row, or delete this one"),
    ("trace of no width", "traces", "net,x,y,width\nA1,0,0,0\nA1,0,9,0\n",
     "traces.csv:2 dies.asic.circuit.traces: '0' as width is too small (allowed above 0); correct the row or delete "
     "it"),
    ("trace off the die", "traces", "net,x,y\nA1,-1000,1000\nA1,-1000,1500\nA1,-600,1000\n",
     "traces.csv:2 dies.asic.circuit.traces[0].points: the trace of net 'A1' leaves the die (measured -1 mm, 1.5 mm, "
     "allowed 2.8 mm x 2.8 mm); move its corners inwards"),
    ("empty table", "traces", "",
     "traces.csv dies.asic.circuit.traces: the table is empty; give it a row of column names"),
)  # fmt: skip
NAMED = {
    "routes": (ROUTES, "routes: {table: NAME}", "thin_film.routes"),
    "nets": (NETS, "      nets: {table: NAME}", "thin_film.layers.M1.nets"),
    "traces": (CIRCUIT, "circuit: {traces: {table: NAME}}", "dies.asic.circuit.traces"),
}
"""Key of a table -> what stands in the template, what names the table, and where that is."""


def changed(old: str, new: str) -> None:
    assert old in FILM
    Path("demo.yaml").write_text(FILM.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("old", "new", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_bad_value(call: Call, old: str, new: str, said: str) -> None:
    changed(old, new)

    answer = call("check", "demo.yaml", "--json")

    assert answer.code == 2
    lines = answer.err.splitlines()
    assert re.sub(r":\d+", "", lines[0], count=1) == f"error: demo.yaml {said}"
    assert all(re.match(r"error: demo\.yaml:\d+ ", line) for line in lines)
    assert len(answer.data["faults"]) == len(lines)
    assert [path.name for path in Path().iterdir()] == ["demo.yaml"]


@pytest.mark.parametrize(("key", "rows", "said"), [case[1:] for case in TABLES], ids=[case[0] for case in TABLES])
def test_a_bad_table(call: Call, key: str, rows: str, said: str) -> None:
    old, new, _ = NAMED[key]
    changed(old, new.replace("NAME", f"{key}.csv"))
    Path(f"{key}.csv").write_text(rows, encoding="utf-8")

    answer = call("check", "demo.yaml")

    assert (answer.code, answer.err) == (2, f"error: {said}\n")


@pytest.mark.parametrize("name", ["../x.csv", "/etc/passwd", ".", "C:x.csv"])
@pytest.mark.parametrize("key", NAMED)
def test_tables_stay_in_the_folder_of_the_spec(call: Call, key: str, name: str) -> None:
    old, new, where = NAMED[key]
    changed(old, new.replace("NAME", f"'{name}'"))

    answer = call("check", "demo.yaml")

    assert answer.code == 2
    assert answer.err.partition(" ")[2].partition(" ")[2] == f"{where}.table: '{name}' {OUTSIDE}\n"


def test_a_fault_stands_in_the_line_of_its_value(call: Call) -> None:
    changed("opening: 200 um", "opening: 260 um")

    answer = call("check", "demo.yaml")

    line = 1 + next(i for i, text in enumerate(FILM.splitlines()) if "opening:" in text)
    assert answer.err.startswith(f"error: demo.yaml:{line} thin_film.passivation.opening: ")


def test_nothing_is_written_for_a_package_that_cannot_be_made(call: Call) -> None:
    changed(CAVITIES, "cavities: {depth: 490 um}")

    answers = [call("build", "demo.yaml", "-o", "out"), call("section", "demo.yaml", "-o", "cut.svg")]

    assert [answer.code for answer in answers] == [2, 2]
    assert [path.name for path in Path().iterdir()] == ["demo.yaml"]
