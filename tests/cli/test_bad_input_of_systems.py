# SPDX-License-Identifier: Apache-2.0
"""Does every bad value of a heat sink or a pair of carriers end with exit code 2 and one clear line?

Each case changes one thing in the template of its system; the fault stands in the line of that thing.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from answers import Call

from packfab.io import template

SINK, PAIR = template("001"), template("002")


def part(text: str, first: str, after: str) -> str:
    """What of a template stands from one text up to another."""
    start = text.index(first)
    return text[start : text.index(after, start)]


HEAT_SINK = part(SINK, "heat_sink:", "passives:")
SECOND = part(PAIR, "second:", "back_bond:")
SECOND_CHIPS = part(SECOND + "back_bond:", "  chips:", "back_bond:")
VIAS = part(PAIR, "vias:  ", "mold:")
PLACES = part(VIAS, "  pads:", "  method:").partition("drill")[0] + "drill: 200 um\n"
TOP_BALLS = part(PAIR, "top_balls:", "stack:")
STACK = part(PAIR, "stack:", "strip:")

#: What is bad, what is replaced in the template of the exposed sink, by what, and the first that is said.
SINK_CASES: tuple[tuple[str, str, str, str], ...] = (
    ("a length without a unit", "thickness: 400 um", "thickness: 400",
     "heat_sink.thickness: '400' has no unit; write the length like '80 um' (known: nm, um, mm, cm, m, inch, mil)"),
    ("a negative sink", "thickness: 400 um", "thickness: -400 um",
     "heat_sink.thickness: the value is too small (measured -400 um, allowed above 0); correct the value"),
    ("a sink of no thickness", "thickness: 400 um", "thickness: 0 um",
     "heat_sink.thickness: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("a temperature as thickness", "thickness: 400 um", "thickness: 400 degC",
     "heat_sink.thickness: '400 degC': unknown unit 'degC' for a length (known: nm, um, mm, cm, m, inch, mil)"),
    ("one length as size", "size: [5 mm, 5 mm]", "size: 5 mm",
     "heat_sink.size: expected a list (measured 5 mm); write it like [a, b], or with '- ' lines"),
    ("unknown key of the sink", "  thickness: 400 um\n", "  thicknes: 400 um\n",
     "heat_sink: 'thickness' is missing; add 'thickness: ...' (from the adhesive to the exposed face)"),
    ("unknown metal of the sink", "material: cu_bulk", "material: cu_bulkk",
     "heat_sink.material: no material 'cu_bulkk' in the library; did you mean 'cu_bulk'?"),
    ("no heat sink", HEAT_SINK, "",
     "heat_sink: an exposed-sink package needs a heat sink; give one, with size and thickness"),
    ("sink in 000", "system: exposed-sink", "system: molded-flip-chip",
     "heat_sink: a heat sink does not belong to system molded-flip-chip; take it away, or 'system: exposed-sink'"),
    ("sink in 002", "system: exposed-sink", "system: back-to-back",
     "second: a back-to-back package needs a second carrier; give its carrier and chips"),
    ("sink larger than the package", "size: [5 mm, 5 mm]", "size: [9 mm, 5 mm]",
     "heat_sink.size: the heat sink sticks out of the package body (measured 9.6 mm x 5.6 mm at 0 um, 0 um, "
     "allowed 8 mm x 8 mm); make it smaller, or move it inwards"),
    ("a sink as high as a house", "thickness: 400 um", "thickness: 40 m",
     "heat_sink.thickness: the value is too large (measured 40 m, allowed at most 2000 mm); correct the value"),
    ("cover over a sink", "  gate: left", "  cover: 100 um\n  gate: left",
     "mold.cover: the mold closes on the heat sink, whose face sets the height of the compound (measured 100 um, "
     "allowed none); take it away; a thicker sink makes the package higher"),
    ("more bubbles than adhesive", "bond_line: 50 um}", "bond_line: 50 um, void_fraction: 80 %}",
     "heat_sink.adhesive.void_fraction: bubbles cannot take up that much of the adhesive (measured 80 %, allowed "
     "up to 70 %); give less; 5 % is usual"),
    ("nothing but bubbles", "bond_line: 50 um}", "bond_line: 50 um, void_fraction: 95 %}",
     "heat_sink.adhesive.void_fraction: the value is too large (measured 95 %, allowed below 90 %); correct the "
     "value"),
    ("a length as share of bubbles", "bond_line: 50 um}", "bond_line: 50 um, void_fraction: 5 um}",
     "heat_sink.adhesive.void_fraction: '5 um': unknown unit 'um' for a fraction (known: %, ppm)"),
    ("no bond line", "bond_line: 50 um}", "bond_line: 0 um}",
     "heat_sink.adhesive.bond_line: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("a name as adhesive", "adhesive: {material: thermal_adh, bond_line: 50 um}", "adhesive: thermal_adh",
     "heat_sink.adhesive: expected keys with values (measured thermal_adh); write 'key: value' lines below it"),
    ("unknown adhesive", "material: thermal_adh", "material: termal_adh",
     "heat_sink.adhesive.material: no material 'termal_adh' in the library; did you mean 'thermal_adh'?"),
    ("a flange as thick as the sink", "thickness: 150 um, lead_in", "thickness: 400 um, lead_in",
     "heat_sink.flange.thickness: the flange is as thick as the sink (measured 400 um, allowed below 400 um, the "
     "thickness of the sink); make the flange thinner; without one, make the sink larger"),
    ("a bevel beyond the flange", "lead_in: 30 deg", "lead_in: 80 deg",
     "heat_sink.flange.lead_in: the lead-in bevel goes beyond the flange (measured 850.69 um inwards, allowed up "
     "to 300 um, the width of the flange); make it steeper, or the flange wider or thinner"),
    ("a bevel that leans the wrong way", "lead_in: 30 deg", "lead_in: -10 deg",
     "heat_sink.flange.lead_in: the lead-in bevel leans the wrong way (measured -10 deg, allowed 0 deg to below "
     "90 deg against the vertical); 30 deg to 45 deg is usual"),
    ("a length as bevel", "lead_in: 30 deg", "lead_in: 30 um",
     "heat_sink.flange.lead_in: '30 um': unknown unit 'um' for an angle (known: deg, rad, mrad)"),
    ("a flange without width", "flange: {width: 300 um, ", "flange: {",
     "heat_sink.flange: 'width' is missing; add 'width: ...' (how far it stands out beyond the plate, on each "
     "side)"),
    ("a flange beyond the package", "flange: {width: 300 um, ", "flange: {width: 3 mm, ",
     "heat_sink.size: the heat sink sticks out of the package body (measured 11 mm x 11 mm at 0 um, 0 um, allowed"
     " 8 mm x 8 mm); make it smaller, or move it inwards"),
    ("anchors that touch", "  # anchors: {pitch: 700 um", "  anchors: {pitch: 200 um",
     "heat_sink.anchors.pitch: neighbouring anchors touch (measured 200 um, allowed above 300 um, their width); "
     "widen the pitch, or make them thinner"),
    ("anchors that reach the carrier",
     "  # anchors: {pitch: 700 um, diameter: 200 um, head: 300 um, height: 150 um}",
     "  anchors: {pitch: 700 um, diameter: 200 um, head: 300 um, height: 1.5 mm}",
     "heat_sink.anchors.height: the anchors would stand on the carrier (measured 1.5 mm, allowed below 635 um, "
     "the room below the sink); make them shorter"),
    ("anchors with a pitch alone",
     "  # anchors: {pitch: 700 um, diameter: 200 um, head: 300 um, height: 150 um}",
     "  anchors: {pitch: 700 um}",
     "heat_sink.anchors: 'diameter' is missing; add 'diameter: ...' (diameter at the sink)"),
    ("a film without thickness", "thickness: 80 um ", "thickness: none ",
     "heat_sink.film.thickness: 'none' is not a length; write a number with a decimal point, like '80 um'"),
    ("a negative film", "thickness: 80 um ", "thickness: -80 um ",
     "heat_sink.film.thickness: the value is too small (measured -80 um, allowed above 0); correct the value"),
    ("unknown film", "etfe_film", "etfe",
     "heat_sink.film.material: no material 'etfe' in the library; did you mean 'ptfe'?"),
    ("a film in three dimensions", "size: [4.5 mm, 4.5 mm]", "size: [4.5 mm, 4.5 mm, 1 mm]",
     "heat_sink.film.size: too many items or characters (measured 3, allowed at most 2); correct the value"),
    ("a film beyond the mold", "size: [4.5 mm, 4.5 mm]", "size: [45 mm, 4.5 mm]",
     "heat_sink.film.size: the film is larger than the mold cavity of its site (measured 45 mm x 4.5 mm, allowed "
     "8.25 mm x 8.25 mm); make it smaller"),
    ("a film of no width", "size: [4.5 mm, 4.5 mm]", "size: [0 mm, 4.5 mm]",
     "heat_sink.film.size[0]: the value is too small (measured 0 mm, allowed above 0); correct the value"),
    ("a film pressed below nothing", "    size: [4.5 mm, 4.5 mm]", "    compression: 120 %",
     "heat_sink.film.compression: the value is too large (measured 120 %, allowed below 100 %); correct the value"),
    ("a film that cannot seal", "    size: [4.5 mm, 4.5 mm]", "    seal: 80 %",
     "heat_sink.film.seal: the film cannot seal: it would have to be pressed by more than it can be (measured 0.8"
     " of its thickness, allowed below 0.7, its compression); lower 'seal' or raise 'compression'"),
    ("a negative tolerance", "cavity: 5 um", "cavity: -5 um",
     "heat_sink.tolerances.cavity: the value is too small (measured -5 um, allowed at least 0); correct the value"),
    ("unknown tolerance", "    cavity: 5 um", "    mold: 5 um",
     "heat_sink.tolerances.mold: unknown key 'mold' (allowed standoff, die, die_attach, bond_line, sink, cavity);"
     " take it away, or name one of the keys"),
    ("a cavity of any depth", "    cavity: 5 um", "    cavity: 5 mm",
     "heat_sink.tolerances.cavity: the lower limit of the sink in the cavity is nothing (measured a range of 5 "
     "mm, allowed below 800 um, twice its thickness); give the whole width of the range: plus or minus 10 um is "
     "20 um"),
    ("a die of any thickness", "    die: 10 um", "    die: 1 mm",
     "heat_sink.tolerances.die: the lower limit of the thinnest die is nothing (measured a range of 1 mm, allowed"
     " below 500 um, twice its thickness); give the whole width of the range: plus or minus 10 um is 20 um"),
    ("unknown basis", "basis: worst-case", "basis: worstcase",
     "heat_sink.basis: 'worstcase' is not one of the choices (allowed worst-case or rss); did you mean "
     "'worst-case'?"),
    ("unknown article", "basis: worst-case", "article: lowst",
     "heat_sink.article: 'lowst' is not one of the choices (allowed lowest, nominal or highest); did you mean "
     "'lowest'?"),
    ("parts of a pair in a package with a sink", "passives:", "stack: 3\nback_bond: {}\npassives:",
     "stack: packages of system exposed-sink are not stacked (measured 3, allowed 1); take it away"),
    ("a passive beyond the carrier", 'size: "0201"', 'size: "1206"',
     "passives.C1.at: passive 'C1' sticks out over the carrier (measured at 3.4 mm, 0 um, allowed 8 mm x 8 mm); "
     "move it, or widen the carrier"),
)  # fmt: skip

#: What is bad, what is replaced in the template of the pair of carriers, by what, and the first that is said.
PAIR_CASES: tuple[tuple[str, str, str, str], ...] = (
    ("no second carrier", SECOND, "",
     "second: a back-to-back package needs a second carrier; give its carrier and chips"),
    ("no chip on carrier 2", SECOND_CHIPS, "  chips: []\n",
     "second.chips: too few items or characters (measured 0, allowed at least 1); correct the value"),
    ("one name for two chips", "name: U2", "name: U1",
     "second.chips.U1: the name 'U1' is used twice (measured also below chips, allowed one part for each name); "
     "rename one of them, like 'U2'"),
    ("a chip of carrier 2 on a chip of carrier 1",
     "      die: mirrored\n      on: carrier",
     "      die: mirrored\n      on: U1",
     "second.chips.U2.on: no chip 'U1' to sit on (allowed carrier); name one of these"),
    ("unknown die on carrier 2", "      die: mirrored", "      die: mirored",
     "second.chips.U2.die: no die 'mirored' (allowed memory, mirrored); did you mean 'mirrored'?"),
    ("a face-up chip on carrier 2",
     "# A1 at the lower left, as carrier 2 shows the vias from its chip side\n      attach: flip-chip",
     "\n      attach: face-up",
     "second.chips.U2.attach: 'face-up' is not one of the choices (allowed flip-chip); use one of them"),
    ("a lead frame as carrier 2",
     "  carrier:\n    kind: substrate\n    size: [6 mm, 4.5 mm]",
     "  carrier:\n    kind: lead-frame\n    size: [6 mm, 4.5 mm]",
     "second.carrier.kind: 'lead-frame' is not one of the choices (allowed substrate or tape); use one of them"),
    ("carriers of two sizes",
     "  carrier:\n    kind: substrate\n    size: [6 mm, 4.5 mm]",
     "  carrier:\n    kind: substrate\n    size: [6 mm, 5 mm]",
     "second.carrier.size: both carriers must be of one size (measured 6 mm x 5 mm, allowed 6 mm x 4.5 mm); make "
     "both alike"),
    ("a tape of laminate",
     "  carrier:\n    kind: substrate\n    size: [6 mm, 4.5 mm]",
     "  carrier:\n    kind: tape\n    size: [6 mm, 4.5 mm]",
     "second.carrier.layers.core.material: 'bt_hl832nx' is no film for a tape (measured core, allowed polymer "
     "film); take a polymer film such as polyimide"),
    ("a chip beside carrier 2", "      rotation: 180 deg", "      at: [3 mm, 0 mm]\n      rotation: 180 deg",
     "second.chips.U2: chip 'U2' sticks out over the carrier (measured 1.6 mm x 3.4 mm at 3 mm, 0 um, allowed 6 "
     "mm x 4.5 mm); move or turn the chip, or widen the carrier"),
    ("a chip on the vias", "      rotation: 180 deg", "      at: [1.7 mm, 0 mm]\n      rotation: 180 deg",
     "vias.pads.A2: via 'A2' does not clear 'U2' (measured 0 um from the die to the centre of its land, allowed "
     "at least 180 um, the radius); move the via, or the chip below second.chips"),
    ("unknown bond", "material: da_silicone,", "material: da_silicon,",
     "back_bond.material: no material 'da_silicon' in the library; did you mean 'da_silicone'?"),
    ("no bond between the backs", "bond_line: 40 um", "bond_line: 0 um",
     "back_bond.bond_line: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("a negative bond", "bond_line: 40 um", "bond_line: -1 um",
     "back_bond.bond_line: the value is too small (measured -1 um, allowed above 0); correct the value"),
    ("unknown key of the bond", "bond_line: 40 um", "bondline: 40 um",
     "back_bond.bondline: unknown key 'bondline' (allowed material, bond_line); did you mean 'bond_line'?"),
    ("no drill", "drill: 200 um", "drill: 0 um",
     "vias.drill: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("a drill wider than its land", "drill: 200 um", "drill: 400 um",
     "vias.land.diameter: the drill takes the whole land away (measured 360 um, allowed above 400 um); give "
     "larger lands or a smaller drill"),
    ("a drill wider than the package", "drill: 200 um", "drill: 20 mm",
     "vias.pads.A1: via 'A1' does not clear 'U1' (measured 1.5 mm from the die to the centre of its hole, allowed"
     " at least 10 mm, the radius); move the via, or the chip below chips"),
    ("a hole plated shut", "plating: 20 um", "plating: 100 um",
     "vias.plating: the plating closes the hole before it is done (measured 100 um, allowed below 100 um, half "
     "the drill); plate thinner or drill wider; 'fill: filled' closes it on purpose"),
    ("unknown filling", "fill: conformal", "fill: hollow",
     "vias.fill: 'hollow' is not one of the choices (allowed conformal or filled); use one of them"),
    ("unknown way of drilling", "method: mechanical", "method: lazer",
     "vias.method: 'lazer' is not one of the choices (allowed mechanical or laser); did you mean 'laser'?"),
    ("a taper without a unit", "method: mechanical", "taper: 3",
     "vias.taper: '3' has no unit; write the angle like '70 deg' (known: deg, rad, mrad)"),
    ("a hole that closes on its way", "method: mechanical", "taper: 60 deg",
     "vias.taper (step 10 DrillVias): the holes close before they are through (measured 863.07 um deep, allowed "
     "less than 57.735 um); drill with less taper or a larger diameter"),
    ("a hole that widens downwards", "method: mechanical", "taper: -3 deg",
     "vias.taper: the holes get wider downwards (measured -3 deg, allowed 0 deg or more, narrower downwards); a "
     "laser leaves 2 deg to 5 deg"),
    ("vias desmeared into one", "method: mechanical", "desmear: 1 mm",
     "vias.pads.A1 (step 10 DrillVias): the hole of via A1 runs into its neighbour (measured centres 600 um "
     "apart, allowed more than 2.2 mm); widen the pitch or take a thinner drill"),
    ("caps without room for a plug", "method: mechanical", "cap: 10 mm",
     "vias.cap (step 12 PlateVias): the caps leave no room for the plug (measured 10 mm, allowed less than 411.53"
     " um, half the depth); give thinner caps, or say 'fill: filled'"),
    ("registration along one axis", "method: mechanical", "registration: [1 mm]",
     "vias.registration: a value is missing in the list (measured a list of 1); complete the list, like [3 mm, 4 "
     "mm]"),
    ("holes drilled into the chip", "method: mechanical", "registration: [2 mm, 0 mm]",
     "vias.pads.A1: via 'A1' does not clear 'U1' (measured 0 um from the die to the centre of its hole, allowed "
     "at least 100 um, the radius); move the via, or the chip below chips"),
    ("a missing table of vias", PLACES, "  pads: {table: vias.csv, columns: {x: x, y: y}}\n  drill: 200 um\n",
     "vias.pads.table: no file 'vias.csv' next to the spec; check its name and folder"),
    ("vias given in two ways",
     PLACES,
     "  pads: {grid: {columns: 2, rows: 6, pitch: [4.6 mm, 600 um]}, list: []}\n  drill: 200 um\n",
     "vias.pads: a pad map is given in one way (measured grid and list, allowed one of 'table', 'grid', 'list'); "
     "write 'table: FILE.csv', 'grid: {...}' or 'list: [...]'"),
    ("vias on the chip",
     PLACES,
     '  pads: {grid: {columns: 2, rows: 6, pitch: [1 mm, 600 um]}, net: "{name}"}\n  drill: 200 um\n',
     "vias.pads.A1: via 'A1' does not clear 'U1' (measured 0 um from the die to the centre of its land, allowed "
     "at least 180 um, the radius); move the via, or the chip below chips"),
    ("vias on the edge",
     PLACES,
     '  pads: {grid: {columns: 2, rows: 6, pitch: [6 mm, 600 um]}, net: "{name}"}\n  drill: 200 um\n',
     "vias.pads.A1: pad 'A1' lies off the carrier (measured 360 um x 360 um at -3 mm, 1.5 mm from the centre, "
     "allowed 6 mm x 4.5 mm); check unit, origin and view of the pads, and the size of the carrier"),
    ("vias that overlap",
     PLACES,
     '  pads: {grid: {columns: 2, rows: 6, pitch: [4.6 mm, 100 um]}, net: "{name}"}\n  drill: 200 um\n',
     "vias.pads.B1: pads 'A1' and 'B1' overlap (measured centres 100 um apart, allowed pads that do not touch); "
     "check pad size, unit and coordinates"),
    ("one name for two vias",
     PLACES,
     "  pads: {list: [{name: A1, x: 2.3 mm, y: 0 mm}, {name: A1, x: -2.3 mm, y: 0 mm}]}\n  drill: 200 um\n",
     "vias.pads.A1: the pad name 'A1' is there twice; rename one of them"),
    ("a land as wide as the drill", "land: {diameter: 360 um, thickness: 15 um}", "land: {diameter: 200 um}",
     "vias.land.diameter: the drill takes the whole land away (measured 200 um, allowed above 200 um); give "
     "larger lands or a smaller drill"),
    ("unknown key of a land", "land: {diameter: 360 um, thickness: 15 um}", "land: {diametr: 360 um}",
     "vias.land: 'diameter' is missing; add 'diameter: ...' (diameter of the landing pad (its solderable area "
     "when the mask is wider))"),
    ("lands out of the mask",
     "land: {diameter: 360 um, thickness: 15 um}",
     "land: {diameter: 360 um, thickness: 150 um}",
     "vias.land.thickness: the metal stands out of the solder mask over it (measured 150 um, allowed below 35 um,"
     " metal and mask of the carrier); make it thinner, or the mask of both carriers thicker"),
    ("unknown plug", "fill: conformal", "plug: epoxi_unfilled",
     "vias.plug: no material 'epoxi_unfilled' in the library; did you mean 'epoxy_unfilled'?"),
    ("a via and its ball of two nets",
     PLACES,
     '  pads: {grid: {columns: 2, rows: 6, pitch: [4.6 mm, 600 um]}, net: "X{name}"}\n  drill: 200 um\n',
     "balls.pads: via A1 of net 'XA1' comes out at ball A1 of net 'A1'; move one of them, or give both one net"),
    ("a side trace of an unknown net", VIAS, "side_traces: {nets: [A1, ZZ], width: 100 um, land: {diameter: 200 um}}\n",
     "side_traces.nets.ZZ: net 'ZZ' has no ball pad among 'balls'; give a pad that net, or leave it out of the "
     "traces"),
    ("a side trace of no width", VIAS, "side_traces: {width: 0 um, land: {diameter: 200 um}}\n",
     "side_traces.width: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("side traces over the corners", VIAS, "side_traces: {width: 2 mm, land: {diameter: 200 um}}\n",
     "side_traces (step 11 MakeSideTraces): the side trace of net 'A1' would reach over a corner of the package "
     "beside ball A1 (measured 250 um beyond the edge, allowed within the package); make the trace narrower or "
     "take another ball"),
    ("side traces as thick as the kerf", VIAS,
     "side_traces: {width: 100 um, thickness: 2 mm, land: {diameter: 200 um}}\n",
     "side_traces.thickness (step 11 MakeSideTraces): side traces of neighbouring packages would touch (measured "
     "two traces of 2 mm, allowed thinner than the kerf of 250 um); widen the pitch or make the traces thinner"),
    ("a net instead of a list", VIAS, "side_traces: {nets: A1, width: 100 um, land: {diameter: 200 um}}\n",
     "side_traces.nets: expected a list (measured A1); write it like [a, b], or with '- ' lines"),
    ("two side traces of a net", VIAS, "side_traces: {nets: [A1, A1], width: 100 um, land: {diameter: 200 um}}\n",
     "side_traces.nets.A1: net 'A1' is there 2 times; name it once: a net gets one trace"),
    ("traces of no width", "width: 60 um,", "width: 0 um,",
     "wiring.width: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("traces of negative width", "width: 60 um,", "width: -60 um,",
     "wiring.width: the value is too small (measured -60 um, allowed above 0); correct the value"),
    ("traces without a space", ", space: 60 um", "",
     "wiring: 'space' is missing; add 'space: ...' (least distance to metal of another net)"),
    ("traces through the chips", ", space: 60 um", ", space: 60 um, thickness: 300 um",
     "wiring.thickness: the metal stands out of the solder mask over it (measured 300 um, allowed below 35 um, "
     "metal and mask of the carrier); make it thinner, or the mask of both carriers thicker"),
    ("unknown key of the wiring", ", space: 60 um", ", spacing: 60 um",
     "wiring: 'space' is missing; add 'space: ...' (least distance to metal of another net)"),
    ("unknown metal of the traces", ", space: 60 um", ", space: 60 um, material: gold",
     "wiring.material: no material 'gold' in the library; see 'packfab materials', or add it to a file of your own"),
    ("top balls off the carrier",
     TOP_BALLS,
     "top_balls: {pads: {grid: {columns: 2, rows: 6, pitch: [7 mm, 600 um]}}, diameter: 300 um, land: {diameter: "
     "280 um}}\n",
     "top_balls.pads.A1: pad 'A1' lies off the carrier (measured 280 um x 280 um at -3.5 mm, 1.5 mm from the "
     "centre, allowed 6 mm x 4.5 mm); check unit, origin and view of the pads, and the size of the carrier"),
    ("top balls that touch",
     TOP_BALLS,
     "top_balls: {pads: {grid: {columns: 2, rows: 6, pitch: [4.6 mm, 600 um]}}, diameter: 700 um, land: "
     "{diameter: 280 um}}\n",
     "top_balls.diameter: neighbouring balls touch (measured 700 um, allowed below the pitch of 600 um); use "
     "smaller balls or a wider pitch"),
    ("top balls without lands",
     TOP_BALLS,
     "top_balls: {pads: {grid: {columns: 2, rows: 6, pitch: [4.6 mm, 600 um]}}, diameter: 300 um}\n",
     "top_balls: 'land' is missing; add 'land: ...' (the pads that take the balls)"),
    ("unknown solder of top balls",
     TOP_BALLS,
     "top_balls: {pads: {grid: {columns: 2, rows: 6, pitch: [4.6 mm, 600 um]}}, diameter: 300 um, material: "
     "sac35, land: {diameter: 280 um}}\n",
     "top_balls.material: no material 'sac35' in the library; did you mean 'sac305'?"),
    ("a stack of none", "stack: 1 ", "stack: 0 ",
     "stack: the value is too small (measured 0, allowed at least 1); correct the value"),
    ("a stack too high", "stack: 1 ", "stack: 17 ",
     "stack: the value is too large (measured 17, allowed at most 16); correct the value"),
    ("a stack and a half", "stack: 1 ", "stack: 1.5 ",
     "stack: expected a whole number (measured 1.5); write it without unit and decimal point"),
    ("a stack in words", "stack: 1 ", "stack: two ",
     "stack: expected a whole number (measured two); write it without unit and decimal point"),
    ("a stack without top balls", TOP_BALLS + STACK, "stack: 2\n",
     "top_balls: packages are stacked on their balls, and there is no 'top_balls' (measured stack 2, allowed "
     "balls on both faces); give 'top_balls', or 'stack: 1'"),
    ("a stack whose balls miss",
     TOP_BALLS + STACK,
     "top_balls: {pads: {grid: {columns: 2, rows: 6, pitch: [4.6 mm, 500 um]}}, diameter: 300 um, land: "
     "{diameter: 280 um}}\n"
     "stack: 2\n",
     "top_balls.pads.A1: top ball 'A1' meets no pad of the package above (measured the nearest, 'A1', is 250 um "
     "away, allowed at most 1 um); give 'balls' and 'top_balls' the same places"),
    ("cover between two carriers", "  gate: left", "  cover: 100 um\n  gate: left",
     "mold.cover: 'cover' has no meaning between two carriers (measured 100 um, allowed the gap between them, "
     "which chips and bond line set); take it away"),
    ("a plane of an unknown net",
     "    - {name: core, kind: dielectric, material: bt_hl832nx, thickness: 150 um}\n    - {name: bottom-metal",
     "    - {name: core, kind: dielectric, material: bt_hl832nx, thickness: 75 um}\n"
     "    - {name: gnd, kind: metal, material: cu_plated, thickness: 15 um, net: NOSUCH}\n"
     "    - {name: core2, kind: dielectric, material: bt_hl832nx, thickness: 75 um}\n"
     "    - {name: bottom-metal",
     "carrier.layers.gnd.net: no pad, via or ball has the net 'NOSUCH' of plane 'gnd'; name a net of the dies, or"
     " take it away"),
    ("a dielectric with a net",
     "    - {name: core, kind: dielectric, material: bt_hl832nx, thickness: 150 um}\n    - {name: bottom-metal",
     "    - {name: core, kind: dielectric, material: bt_hl832nx, thickness: 150 um, net: A1}\n"
     "    - {name: bottom-metal",
     "carrier.layers.core.net: layer 'core' is no plane and cannot have a net (measured a dielectric layer, "
     "allowed metal between two dielectric layers); take it away, or give the net to an inner metal layer"),
    ("an outer layer with a net",
     "    - {name: top-metal, kind: metal, material: cu_plated, thickness: 15 um}",
     "    - {name: top-metal, kind: metal, material: cu_plated, thickness: 15 um, net: A1}",
     "carrier.layers.top-metal.net: layer 'top-metal' is no plane and cannot have a net (measured an outer metal "
     "layer, allowed metal between two dielectric layers); take it away, or give the net to an inner metal layer"),
    ("a passive beyond carrier 1",
     "mold:\n",
     'passives: [{name: C1, kind: capacitor, size: "1206", at: [0 mm, 1.9 mm]}]\nmold:\n',
     "passives.C1.at: passive 'C1' sticks out over the carrier (measured at 0 um, 1.9 mm, allowed 6 mm x 4.5 mm);"
     " move it, or widen the carrier"),
)  # fmt: skip


def changed(base: str, old: str, new: str) -> None:
    assert old in base
    Path("demo.yaml").write_text(base.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("base", "old", "new", "said"),
    [(base, *case[1:]) for base, cases in ((SINK, SINK_CASES), (PAIR, PAIR_CASES)) for case in cases],
    ids=[case[0] for case in (*SINK_CASES, *PAIR_CASES)],
)
def test_a_bad_value(call: Call, base: str, old: str, new: str, said: str) -> None:
    changed(base, old, new)

    answer = call("check", "demo.yaml", "--json")

    assert answer.code == 2
    lines = answer.err.splitlines()
    assert re.sub(r":\d+", "", lines[0], count=1) == f"error: demo.yaml {said}"
    assert all(re.match(r"error: demo\.yaml:\d+ ", line) for line in lines)
    assert len(answer.data["faults"]) == len(lines)
    assert [path.name for path in Path().iterdir()] == ["demo.yaml"]


def test_all_faults_of_a_pair_come_at_once_in_the_order_of_their_lines(call: Call) -> None:
    text = (
        PAIR.replace("drill: 200 um", "drill: 0 um")
        .replace("da_silicone", "da_silicon")
        .replace("stack: 1 ", "stack: 17 ")
    )
    changed(text.replace("60 um, space", "60 furlong, space"), "fill: conformal", "fill: hollow")

    answer = call("check", "demo.yaml")

    assert [line.split()[2] for line in answer.err.splitlines()] == [
        "back_bond.material:", "wiring.width:", "vias.drill:", "vias.fill:", "stack:",
    ]  # fmt: skip


@pytest.mark.parametrize(("base", "filler"), [(SINK, 25), (PAIR, 12)], ids=["exposed sink", "pair"])
def test_nothing_is_written_for_a_package_that_cannot_be_made(call: Call, base: str, filler: int) -> None:
    changed(base, f"filler_top_cut: {filler} um", "filler_top_cut: 0 um")

    answers = [call("build", "demo.yaml", "-o", "out"), call("section", "demo.yaml", "-o", "cut.svg")]

    assert [answer.code for answer in answers] == [2, 2]
    assert [path.name for path in Path().iterdir()] == ["demo.yaml"]
