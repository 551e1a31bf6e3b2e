# SPDX-License-Identifier: Apache-2.0
"""Does every bad value of a fan-out end with exit code 2 and one clear line, in the spec or in its tables?

Each case changes one thing in the template of the system; the fault stands in the line of that thing.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from answers import Call

from packfab.io import template

FAN_OUT = template("003")
DEVIATIONS = "  # deviations: {table: placement.csv}"
ROUTES = "  # routes: {table: routes.csv}"
OUTSIDE = "lies outside the folder of the spec; put the file next to the spec and name it by itself"

#: What is bad, what is replaced in the template, by what, and the first that is said.
CASES: tuple[tuple[str, str, str, str], ...] = (
    ("sites zero", "sites: [4, 4]",
     "sites: [0, 4]",
     "carrier.sites[0]: the value is too small (measured 0, allowed at least 1); correct the value"),
    ("sites neg", "sites: [4, 4]",
     "sites: [-1, 4]",
     "carrier.sites[0]: the value is too small (measured -1, allowed at least 1); correct the value"),
    ("sites 2000x2000", "sites: [4, 4]",
     "sites: [2000, 2000]",
     "carrier.sites: the packages do not fit on the panel (measured 2000 x 2000 of 5 mm x 5 mm, lanes 100 um, "
     "allowed 54 x 54: 280 mm x 280 mm within the edge); ask for fewer, or take a larger panel"),
    ("sites 2001", "sites: [4, 4]",
     "sites: [2001, 2]",
     "carrier.sites[0]: the value is too large (measured 2001, allowed at most 2000); correct the value"),
    ("sites one", "sites: [4, 4]",
     "sites: 4",
     "carrier.sites: expected a list (measured 4); write it like [a, b], or with '- ' lines"),
    ("sites float", "sites: [4, 4]",
     "sites: [4.5, 4]",
     "carrier.sites[0]: expected a whole number (measured 4.5); write it without unit and decimal point"),
    ("sites text", "sites: [4, 4]",
     "sites: many",
     "carrier.sites: expected a list (measured many); write it like [a, b], or with '- ' lines"),
    ("panel smaller than package", "panel: [300 mm, 300 mm]",
     "panel: [3 mm, 3 mm]",
     "carrier.sites: the packages do not fit on the panel (measured 4 x 4 of 5 mm x 5 mm, lanes 100 um, "
     "allowed 0 x 0: 0 um x 0 um within the edge); ask for fewer, or take a larger panel"),
    ("panel huge", "panel: [300 mm, 300 mm]",
     "panel: [30 m, 30 m]",
     "carrier.panel[0]: the value is too large (measured 30 m, allowed at most 2000 mm); correct the value"),
    ("panel missing", "  panel: [300 mm, 300 mm]\n",
     "",
     "carrier: 'panel' is missing; add 'panel: ...' (width and height of the whole panel)"),
    ("glass nan", "thickness: 700 um",
     "thickness: nan um",
     "carrier.thickness: 'nan um' is not finite; write a length like '80 um'"),
    ("glass zero", "thickness: 700 um",
     "thickness: 0 um",
     "carrier.thickness: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("glass 1 m", "thickness: 700 um",
     "thickness: 1 m",
     "carrier.material (step 11 IrradiateLaser): the panel of Corning EAGLE XG is not transparent at 308 nm: "
     "the laser cannot lift it off (measured 1000 mm pass 1e-305 of the light, allowed at least 10%); take a "
     "panel of glass that passes this light, or a longer wavelength"),
    ("glass unknown", "glass_eagle_xg",
     "glass_eagle",
     "carrier.material: no material 'glass_eagle' in the library; did you mean 'glass_eagle_xg'?"),
    ("glass without optics", "glass_eagle_xg",
     "bt_hl832nx",
     "carrier.material (step 11 IrradiateLaser): BT core MGC CCL-HL832NX-A (panel) has no attenuation_308nm "
     "(measured wavelength 308 nm); add it in a materials file: [bt_hl832nx] attenuation_308nm = { value = "
     "..., source = ... }"),
    ("edge below rim", "edge: 10 mm",
     "edge: 1 mm",
     "carrier.edge: the outer packages stand on the bare rim (measured 1 mm, allowed at least the rim of 3 "
     "mm); widen it, or narrow 'rim'"),
    ("edge huge", "edge: 10 mm",
     "edge: 149 mm",
     "carrier.sites: the packages do not fit on the panel (measured 4 x 4 of 5 mm x 5 mm, lanes 100 um, "
     "allowed 0 x 0: 2 mm x 2 mm within the edge); ask for fewer, or take a larger panel"),
    ("edge negative", "edge: 10 mm",
     "edge: -1 mm",
     "carrier.edge: the value is too small (measured -1 mm, allowed at least 0); correct the value"),
    ("lane zero", "lane: 100 um",
     "lane: 0 um",
     "carrier.lane: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("lane 100 mm", "lane: 100 um",
     "lane: 100 mm",
     "carrier.sites: the packages do not fit on the panel (measured 4 x 4 of 5 mm x 5 mm, lanes 100 mm, "
     "allowed 3 x 3: 280 mm x 280 mm within the edge); ask for fewer, or take a larger panel"),
    ("lane text", "lane: 100 um",
     "lane: wide",
     "carrier.lane: 'wide' is not a length; write a number with a decimal point, like '80 um'"),
    ("method", "method: chip-first",
     "method: chips-first",
     "fan_out.method: 'chips-first' is not one of the choices (allowed chip-first or rdl-first); did you mean "
     "'chip-first'?"),
    ("method missing", "  method: chip-first",
     "  # ",
     "fan_out: 'method' is missing; add 'method: ...' (chip-first: chips attached pins up, ground, then wired;"
     " rdl-first: wired first, chips soldered on)"),
    ("polymer missing", "  polymer: {material: pi2611, thickness: 5 um}",
     " #",
     "fan_out: 'polymer' is missing; add 'polymer: ...' (the organic polymer at which the laser lets go, such "
     "as polyimide)"),
    ("polymer zero", "pi2611, thickness: 5 um",
     "pi2611, thickness: 0 um",
     "fan_out.polymer.thickness: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("polymer 1nm", "pi2611, thickness: 5 um",
     "pi2611, thickness: 1 nm",
     "fan_out.release.wavelength (step 11 IrradiateLaser): no layer on the panel absorbs light of 308 nm "
     "(measured polymer takes 1.0%, allowed one that takes at least 50%); take a shorter wavelength, a thicker"
     " polymer, or a release layer"),
    ("polymer 1 m", "pi2611, thickness: 5 um",
     "pi2611, thickness: 1 m",
     "fan_out.polymer.thickness: no layer on a panel is so thick (measured 1000 mm, allowed at most 1 mm); "
     "check its unit"),
    ("polymer glass", "{material: pi2611",
     "{material: glass_eagle_xg",
     "fan_out.polymer.material: 'glass_eagle_xg' is no organic polymer (measured glass, allowed build-up film,"
     " polymer, polymer dielectric, polymer film); take one such as a polyimide"),
    ("protective 5", "protective: {material: sin_pecvd, thickness: 500 nm}",
     "protective: [{material: sin_pecvd, thickness: 500 nm},{material: sin_pecvd, thickness: 500 "
     "nm},{material: sin_pecvd, thickness: 500 nm},{material: sin_pecvd, thickness: 500 nm},{material: "
     "sin_pecvd, thickness: 500 nm}]",
     "fan_out.protective: too many items or characters (measured 5, allowed at most 4); correct the value"),
    ("protective text", "protective: {material: sin_pecvd, thickness: 500 nm}",
     "protective: sin",
     "fan_out.protective: expected a list (measured sin); write it like [a, b], or with '- ' lines"),
    ("protective mm", "thickness: 500 nm",
     "thickness: 500 mm",
     "fan_out.protective.thickness: no layer on a panel is so thick (measured 500 mm, allowed at most 1 mm); "
     "check its unit"),
    ("outer absorbing", "  alignment:",
     "  outer_protective: {material: cu_plated, thickness: 300 nm}\n  alignment:",
     "fan_out.outer_protective.material: the outer protective layer of 'cu_plated' would conduct: it shorts "
     "what lies on it (measured metal, allowed a material that insulates); take a polymer, an oxide or a "
     "nitride"),
    ("marks shape", "shape: bars",
     "shape: bar",
     "fan_out.alignment.chips.shape: 'bar' is not one of the choices (allowed bars, ring, metal or none); did "
     "you mean 'bars'?"),
    ("marks no side", "sides: [left, right]",
     "sides: []",
     "fan_out.alignment.chips.sides: bars lie along no side of the chips (measured none, allowed left, right, "
     "bottom, top); name two sides or more, or 'shape: none'"),
    ("marks bad side", "sides: [left, right]",
     "sides: [left, wrong]",
     "fan_out.alignment.chips.sides[1]: 'wrong' is not one of the choices (allowed left, right, bottom or "
     "top); use one of them"),
    ("marks dup side", "sides: [left, right]",
     "sides: [left, left]",
     "fan_out.alignment.chips.sides: the side 'left' is named 2 times; name each side once"),
    ("marks long", "sides: [left, right]",
     "sides: [left, right], length: 10 mm",
     "fan_out.alignment.chips (step 4 FormAlignment): the alignment marks of U1 lie beyond the package edge "
     "(measured at x = 1.425 mm, y = -3.75 mm); make them smaller, or move the chip inwards"),
    ("marks clearance neg", "sides: [left, right]",
     "sides: [left, right], clearance: -10 um",
     "fan_out.alignment.chips.clearance: the value is too small (measured -10 um, allowed at least 0); correct"
     " the value"),
    ("general inset 0", "  alignment: ",
     "  alignment:\n    general: {inset: 1 um}",
     "fan_out.alignment.general.inset: the crosses stick out over the panel (measured 1 um, allowed at least "
     "500 um); put them further in"),
    ("general inset far", "  alignment: ",
     "  alignment:\n    general: {inset: 400 mm}",
     "fan_out.alignment.general.inset: the crosses of two corners run into each other (measured 400 mm, "
     "allowed at most 149.5 mm); put them further out"),
    ("general in packages", "  alignment: ",
     "  alignment:\n    general: {inset: 140 mm}",
     "fan_out.alignment.general.inset (step 4 FormAlignment): the crosses reach into the outer packages (measured "
     "140.5 mm from the panel edge, allowed at most 139.85 mm, where packages begin); move them outwards, make them "
     "smaller or the edge of the panel wider"),
    ("marks thick", "  alignment: ",
     "  alignment:\n    thickness: 1 mm",
     "fan_out.alignment.thickness: the alignment parts reach the ground face (measured 1 mm, allowed below 200"
     " um, the height of the ground pins); make them thinner"),
    ("metal parts before there is metal", "shape: bars, sides: [left, right]",
     "shape: metal",
     "fan_out.alignment.chips.shape: chips are attached before there are metal parts to align them to "
     "(measured metal with method chip-first, allowed bars, ring, none); take marks of their own, or 'method: "
     "rdl-first'"),
    ("no insulator", "      insulator: {material: hd4100, thickness: 10 um}\n",
     "",
     "fan_out.layers.M1.insulator: 'M1' has no insulator below it; give 'insulator'"),
    ("no hole", "      hole: {diameter: 40 um, angle: 75 deg} ",
     "#",
     "fan_out.layers.M1.hole: 'M1' has no holes through its insulator; give 'hole'"),
    ("hole wide", "hole: {diameter: 40 um",
     "hole: {diameter: 79 um",
     "fan_out.layers.M1.hole.diameter: the holes are wider than the pads of 'M1' (measured 84.359 um at the "
     "wide end, 10 um thick, allowed at most 80 um); make them narrower or steeper, or the pads wider"),
    ("hole 0", "hole: {diameter: 40 um",
     "hole: {diameter: 0 um",
     "fan_out.layers.M1.hole.diameter: the value is too small (measured 0 um, allowed above 0); correct the "
     "value"),
    ("angle 100", "angle: 75 deg",
     "angle: 100 deg",
     "fan_out.layers.M1.hole.angle: the value is too large (measured 100 deg, allowed at most 90 deg); correct"
     " the value"),
    ("angle -75", "angle: 75 deg",
     "angle: -75 deg",
     "fan_out.layers.M1.hole.angle: the value is too small (measured -75 deg, allowed at least 20 deg); "
     "correct the value"),
    ("angle nan", "angle: 75 deg",
     "angle: nan deg",
     "fan_out.layers.M1.hole.angle: 'nan deg' is not finite; write an angle like '70 deg'"),
    ("fill", "angle: 75 deg",
     "fill: full",
     "fan_out.layers.M1.hole.fill: 'full' is not one of the choices (allowed conformal or filled); did you "
     "mean 'filled'?"),
    ("metal zero", "      thickness: 5 um",
     "      thickness: 0 um",
     "fan_out.layers.M1.thickness: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("metal 10 mm", "      thickness: 5 um",
     "      thickness: 10 mm",
     "fan_out.layers.M1.thickness: no layer on a panel is so thick (measured 10 mm, allowed at most 1 mm); "
     "check its unit"),
    ("line 0", "line: 15 um",
     "line: 0 um",
     "fan_out.layers.M1.line: the value is too small (measured 0 um, allowed above 0); correct the value"),
    ("space 10 mm", "space: 15 um",
     "space: 10 mm",
     "fan_out.layers.M1: 2520 pairs of pads of different nets are too close on M1, worst U1.A1 and B2 "
     "(measured 117.84 um apart, allowed at least 10 mm); give smaller pads, move the contacts, or let another"
     " layer fan out ('fans: true')"),
    ("pad 400", "pad: 80 um",
     "pad: 400 um",
     "fan_out.layers.M1.pad: neighbouring pads of 'M1' touch (measured 400 um, allowed below 400 um, the pitch"
     " of the pins); make them smaller"),
    ("fans maybe", "fans: true",
     "fans: maybe",
     "fan_out.layers.M1.fans: expected yes or no (measured maybe); write true or false"),
    ("offset", "fans: true",
     "fans: true\n      offset: [2 mm, 0 um]",
     "fan_out.layers.M1: 12 pads of M1 reach beyond the package outline, worst U1.A6 (measured centre 500 um "
     "beyond the edge, allowed at least 40 um); move them inwards, or give a larger package"),
    ("name evil", "name: M1",
     "name: \"../../x\"",
     "fan_out.layers.../../x.name: the name '../../x' has characters that names cannot have (allowed letters, "
     "digits and _ - . +, not beginning with a sign); rename it"),
    ("dup layers", "  # routes",
     "    - {name: M1, insulator: {material: hd4100, thickness: 10 um}, hole: {diameter: 40 um}, pad: 80 um}"
     "   # routes",
     "fan_out.layers.M1: the name 'M1' is used 2 times; rename all but one"),
    ("two fan", "  # routes",
     "    - {name: M2, insulator: {material: hd4100, thickness: 10 um}, hole: {diameter: 40 um}, pad: 80 um, "
     "fans: true}   # routes",
     "fan_out.layers.M2.fans: lines lead out on one layer only (measured M1, M2, allowed at most one); let one"
     " layer fan"),
    ("rel wl 500", "wavelength: 308 nm",
     "wavelength: 500 nm",
     "fan_out.release.wavelength (step 11 IrradiateLaser): no material has optical properties at this "
     "wavelength (measured 500 nm, allowed 248 nm, 308 nm, 355 nm); take one of these wavelengths"),
    ("rel wl 248", "wavelength: 308 nm",
     "wavelength: 248 nm",
     "carrier.material (step 11 IrradiateLaser): the panel of Corning EAGLE XG is not transparent at 248 nm: "
     "the laser cannot lift it off (measured 700 um pass 9.1e-04 of the light, allowed at least 10%); take a "
     "panel of glass that passes this light, or a longer wavelength"),
    ("fluence low", "fluence: 200 mJ/cm2",
     "fluence: 20 mJ/cm2",
     "fan_out.release.fluence (step 11 IrradiateLaser): the light that arrives at the polymer does not make it"
     " let go (measured 57.8 % of the pulse arrive: 11.56 mJ/cm^2, allowed at least 65 mJ/cm^2); take a "
     "fluence of at least 113 mJ/cm^2"),
    ("fluence high", "fluence: 200 mJ/cm2",
     "fluence: 20000 mJ/cm2",
     "fan_out.release.fluence: the value is too large (measured 20000 mJ/cm2, allowed at most 10 J/cm^2); "
     "correct the value"),
    ("fluence zero", "fluence: 200 mJ/cm2",
     "fluence: 0 mJ/cm2",
     "fan_out.release.fluence: the value is too small (measured 0 mJ/cm2, allowed above 0); correct the value"),
    ("fluence unit", "fluence: 200 mJ/cm2",
     "fluence: 200 mJ",
     "fan_out.release.fluence: '200 mJ': unknown unit 'mJ' for a fluence; did you mean 'mJ/mm^2'? (known: "
     "J/m^2, mJ/cm^2, J/cm^2, kJ/m^2, mJ/mm^2)"),
    ("overlap 100", "overlap: 68 %",
     "overlap: 100 %",
     "fan_out.release.overlap: the value is too large (measured 100 %, allowed below 100 %); correct the value"),
    ("overlap -5", "overlap: 68 %",
     "overlap: -5 %",
     "fan_out.release.overlap: the value is too small (measured -5 %, allowed at least 0 %); correct the value"),
    ("pulse 1 s", "pulse: 30 ns",
     "pulse: 1 s",
     "fan_out.release.pulse: the value is too large (measured 1 s, allowed at most 1 ms); correct the value"),
    ("grind err -1 mm", "tolerance: 10 um}",
     "error: -1 mm}",
     "fan_out.grind.error (step 7 Grind): the grinding goes through the backs of the dies (measured plane at "
     "-794.5 um, allowed above 15.5 um); give a smaller error"),
    ("grind into 60", "into_pins: 10 um",
     "into_pins: 60 um",
     "fan_out.grind.into_pins: the grinding takes the pins of 'U1' away (measured 60 um, allowed below 50 um, "
     "the height of a pin); grind less deep, or give higher pins"),
    ("cap", "cover: 60 um",
     "cap_height: 100 um",
     "mold.cap_height: the mold cap is lower than the chips (measured 100 um, allowed above 150 um, the "
     "stacked dies alone); raise it, or give 'cover' instead"),
    ("pins thick", "pins: {diameter: 60 um",
     "pins: {diameter: 400 um",
     "chips.U1.pins.diameter: neighbouring pins touch (measured 400 um, allowed below 400 um); make them "
     "thinner, or check the unit of the pad map"),
    ("chip big", "size: [2.8 mm, 2.8 mm]",
     "size: [5.8 mm, 2.8 mm]",
     "chips.U1: chip 'U1' sticks out over the package (measured 5.8 mm x 2.8 mm at 0 um, 0 um, allowed 5 mm x "
     "5 mm); move or turn the chip, or widen the package"),
    ("chip rot 30", "    attach: pins",
     "    rotation: 30 deg\n    attach: pins",
     "fan_out.layers.M1: 8 pairs of pads of different nets are too close on M1, worst U1.B3 and C3 (measured "
     "they overlap, allowed at least 15 um); give smaller pads, move the contacts, or let another layer fan "
     "out ('fans: true')"),
    ("two chips overlap", "chips:\n",
     "chips:\n  - {name: U2, die: asic, attach: pins, pads: bumps, pins: {diameter: 60 um, height: 50 um}}\n",
     "chips.U1.at: chips 'U2' and 'U1' collide on carrier (measured at 0 um, 0 um); move one of them, or set 'on' to "
     "stack them"),
    ("balls bridge", "rows: 6, pitch: 800 um",
     "rows: 6, pitch: 290 um",
     "balls.diameter: neighbouring balls touch (measured 300 um, allowed below the pitch of 290 um); use "
     "smaller balls or a wider pitch"),
    ("routes list bad layer", "  # routes",
     "  routes: [{layer: M9, net: A1, points: [[0 um, 0 um], [1 mm, 0 um]]}]\n  # routes",
     "fan_out.routes[0].layer: no metal layer 'M9' (allowed M1); did you mean 'M1'?"),
    ("routes list bad net", "  # routes",
     "  routes: [{layer: M1, net: Z9, points: [[0 um, 0 um], [1 mm, 0 um]]}]\n  # routes",
     "fan_out.routes[0].net: no pin or contact has the net 'Z9'; name a net of the dies"),
    ("routes one point", "  # routes",
     "  routes: [{layer: M1, net: A1, points: [[0 um, 0 um]]}]\n  # routes",
     "fan_out.routes[0].points: too few items or characters (measured 1, allowed at least 2); correct the "
     "value"),
    ("routes same point", "  # routes",
     "  routes: [{layer: M1, net: A1, points: [[0 um, 0 um], [0 um, 0 um]]}]\n  # routes",
     "fan_out.routes[0].points: the line of net 'A1' has no length (measured 2 times the same corner, allowed "
     "2 corners or more); give another corner, or delete the line"),
    ("routes outside", "  # routes",
     "  routes: [{layer: M1, net: A1, points: [[0 um, 0 um], [9 mm, 0 um]]}]\n  # routes",
     "fan_out.routes[0].points: the line of net 'A1' leaves the package (measured 9 mm, 0 um, allowed 5 mm x 5"
     " mm); move its corners inwards"),
    ("routes text", "  # routes",
     "  routes: many\n  # routes",
     "fan_out.routes: expected a list (measured many); write it like [a, b], or with '- ' lines"),
    ("strip", "mold:",
     "strip: {columns: 2}\nmold:",
     "strip: sites on a panel are given with the panel; take it away, and give 'carrier.sites'"),
    ("system 000", "system: panel-fan-out",
     "system: \"000\"",
     "chips.U1.attach: 'U1' has pins, which only a panel takes (measured pins, allowed flip-chip, face-up); "
     "attach it otherwise, or 'system: panel-fan-out'"),
    ("chip-first through", "  # routes",
     "  through_holes: {diameter: 40 um, opened: last}\n  # routes",
     "fan_out.through_holes: 'through_holes' belongs to wiring first (measured method chip-first, allowed "
     "method rdl-first); take it away"),
    ("release layer no optics", "  # release_layer: {material: temp_bond",
     "  release_layer: {material: emc_muf",
     "fan_out.release_layer.material (step 12 IrradiateLaser): EMC molded underfill, 80-86 wt% fine silica "
     "(release layer) has no attenuation_308nm and no refractive_index_308nm (measured wavelength 308 nm); add"
     " it in a materials file: [emc_muf] attenuation_308nm = { value = ..., source = ... }, "
     "refractive_index_308nm = { value = ..., source = ... }"),
    ("release layer", "  # release_layer",
     "  release_layer",
     "fan_out.release.fluence (step 12 IrradiateLaser): the light that arrives at the release layer does not "
     "make it let go (measured 58.5 % of the pulse arrive: 116.9 mJ/cm^2, allowed at least 150 mJ/cm^2); take "
     "a fluence of at least 257 mJ/cm^2"),
)  # fmt: skip

#: What is bad, the table of deviations without its head, and all that is said.
DEVIATION_TABLES: tuple[tuple[str, str, str], ...] = (
    ("no such site", "9,1,U1,5,0,0",
     "placement.csv:2 carrier.deviations[0]: there is no site in column 9, row 1 (allowed 4 columns, 4 rows); correct "
     "or delete it"),
    ("column 0", "0,1,U1,5,0,0",
     "placement.csv:2 carrier.deviations: '0' as column is too small (allowed at least 1); correct the row or delete "
     "it"),
    ("half a column", "1.5,1,U1,5,0,0",
     "placement.csv:2 carrier.deviations: '1.5' in column 'column' is not a whole number (allowed 1, 2, ...); correct "
     "the cell or delete the row"),
    ("no such chip", "1,1,U9,5,0,0",
     "placement.csv:2 carrier.deviations[0].chip: no chip 'U9' (allowed U1); did you mean 'U1'?"),
    ("no number", "1,1,U1,nan,0,0",
     "placement.csv:2 carrier.deviations: 'nan' in column 'dx' is not finite (allowed a number in um, with a decimal "
     "point); correct the cell or delete the row"),
    ("a unit of something else", "1,1,U1,5 kg,0,0",
     "placement.csv:2 carrier.deviations: '5 kg' in column 'dx' is not a number (allowed a number in um, with a "
     "decimal point); correct the cell or delete the row"),
    ("kilometres away", "1,1,U1,3e9,0,0",
     "placement.csv:2 carrier.deviations[0]: 'U1' lies beside the package (measured 3000000 mm away, allowed at most 5 "
     "mm, the package); check the unit of the shift"),
    ("a site twice", "1,1,U1,5,0,0\n1,1,U1,6,0,0",
     "placement.csv:3 carrier.deviations[1]: 'U1' of column 1, row 1 is there twice; delete one of the two"),
    ("no rows", "",
     "placement.csv carrier.deviations: the table has no rows below its column names; fill it or take it away"),
)  # fmt: skip

#: What is bad, the table of lines, and all that is said.
ROUTE_TABLES: tuple[tuple[str, str, str], ...] = (
    ("one corner", "layer,net,x,y\nM1,A1,-1000,1000\n",
     "routes.csv:2 fan_out.routes: the line of net 'A1' on layer 'M1' has one corner (allowed 2 or more in consecutive "
     "rows); add a row, or delete this one"),
    ("no such layer", "layer,net,x,y\nM7,A1,-1000,1000\nM7,A1,-2000,2000\n",
     "routes.csv:2 fan_out.routes[0].layer: no metal layer 'M7' (allowed M1); did you mean 'M1'?"),
    ("a layer that is no name", "layer,net,x,y\n../x,A1,-1000,1000\n../x,A1,-2000,2000\n",
     "routes.csv:2 fan_out.routes: '../x' as layer has characters that names cannot have; correct the row or delete "
     "it"),
    ("infinite", "layer,net,x,y\nM1,A1,1e400,1000\nM1,A1,-2000,2000\n",
     "routes.csv:2 fan_out.routes: '1e400' in column 'x' is not finite (allowed a number in um, with a decimal point); "
     "correct the cell or delete the row"),
    ("a column is missing", "layer,net,x\nM1,A1,1\n",
     "routes.csv:1 fan_out.routes: no column 'y' (measured columns 'layer', 'net', 'x'); name the columns under "
     "'columns', and the line of the names as 'header'"),
    ("an empty file", "",
     "routes.csv fan_out.routes: the table is empty; give it a row of column names"),
    ("all corners the same", "layer,net,x,y\nM1,A1,-1000,1000\nM1,A1,-1000,1000\n",
     "routes.csv:2 fan_out.routes[0].points: the line of net 'A1' has no length (measured 2 times the same corner, "
     "allowed 2 corners or more); give another corner, or delete the line"),
)  # fmt: skip

#: Names of tables that no spec can reach.
NAMES = ("../x.csv", "/etc/passwd", "placement.csv/..", ".", "C:x.csv")


def changed(old: str, new: str, **tables: str) -> None:
    assert old in FAN_OUT
    Path("demo.yaml").write_text(FAN_OUT.replace(old, new, 1), encoding="utf-8")
    for name, text in tables.items():
        Path(f"{name}.csv").write_text(text, encoding="utf-8")


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


def test_a_key_of_a_panel_that_reads_like_its_kind_does_not_take_the_faults_of_others(call: Call) -> None:
    changed("lane: 100 um", "lane: 0 um")

    answer = call("check", "demo.yaml")

    line = 1 + FAN_OUT.splitlines().index(next(text for text in FAN_OUT.splitlines() if "lane:" in text))
    assert answer.err.startswith(f"error: demo.yaml:{line} carrier.lane: ")


@pytest.mark.parametrize(("rows", "said"), [case[1:] for case in DEVIATION_TABLES],
                         ids=[case[0] for case in DEVIATION_TABLES])  # fmt: skip
def test_a_bad_table_of_deviations(call: Call, rows: str, said: str) -> None:
    changed(DEVIATIONS, "  deviations: {table: placement.csv}", placement=f"column,row,chip,dx,dy,rotation\n{rows}\n")

    answer = call("check", "demo.yaml")

    assert (answer.code, answer.err) == (2, f"error: {said}\n")


@pytest.mark.parametrize(("text", "said"), [case[1:] for case in ROUTE_TABLES], ids=[case[0] for case in ROUTE_TABLES])
def test_a_bad_table_of_lines(call: Call, text: str, said: str) -> None:
    changed(ROUTES, "  routes: {table: routes.csv}", routes=text)

    answer = call("check", "demo.yaml")

    assert (answer.code, answer.err) == (2, f"error: {said}\n")


@pytest.mark.parametrize("name", NAMES)
def test_tables_stay_in_the_folder_of_the_spec(call: Call, name: str) -> None:
    for old, key, where in ((DEVIATIONS, "deviations", "carrier.deviations"), (ROUTES, "routes", "fan_out.routes")):
        changed(old, f"  {key}: {{table: '{name}'}}")

        answer = call("check", "demo.yaml")

        assert answer.code == 2
        assert answer.err.partition(" ")[2].partition(" ")[2] == f"{where}.table: '{name}' {OUTSIDE}\n"


def test_very_many_bad_rows_are_cut_short(call: Call) -> None:
    rows = "column,row,chip,dx,dy\n" + "99,1,U1,5,0\n" * 3000
    changed(DEVIATIONS, "  deviations: {table: placement.csv}", placement=rows)

    answer = call("check", "demo.yaml")

    assert answer.code == 2
    assert len(answer.err.splitlines()) < 30
    assert "and 5994 more faults like these; correct the table" in answer.err


def test_nothing_is_written_for_a_fan_out_that_cannot_be_made(call: Call) -> None:
    changed("fluence: 200 mJ/cm2", "fluence: 20 mJ/cm2")

    answers = [call("build", "demo.yaml", "-o", "out"), call("section", "demo.yaml", "-o", "cut.svg")]

    assert [answer.code for answer in answers] == [2, 2]
    assert [path.name for path in Path().iterdir()] == ["demo.yaml"]
