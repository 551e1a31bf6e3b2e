# SPDX-License-Identifier: Apache-2.0
"""Which small 3Dblox assembly do the tests start from? Two dies face to face on a substrate, all of it sound."""

from __future__ import annotations

from pathlib import Path

DEFINITIONS = """\
#!define WIDE 400
Header: {version: 2.5, unit: micron, precision: 2000}
ChipletDef:
  logic:
    type: die
    design_area: [WIDE, 300]
    thickness: 100
    shrink: 1
    tsv: true
    vendor: {who: "a: b", list: [1, two]}
    regions:
      face:
        side: front
        coords: [[0, 0], [WIDE, 0], [WIDE, 300], [0, 300]]
        bmap: logic.bmap
      back: {side: back, coords: [[0, 0], [WIDE, 0], [WIDE, 300], [0, 300]]}
    external: {LEF_file: [missing.lef]}
  board:
    type: substrate
    design_area: [960, 760]
    thickness: 200.5
    seal_ring_width: [10, 10, 10, 10]
    scribe_line_remaining_width: [10, 10, 10, 10]
    regions:
      top: {side: front, coords: [[200, 200], [600, 200], [600, 500], [200, 500]], bmap: maps/board.bmap}
      far: {side: back, coords: [[0, 0], [980, 0], [980, 780], [0, 780]]}
"""
DESIGN = """\
Header:
  version: "2.5"
  unit: micron
  precision: 2000
  include: [parts.3dbv]
Design:
  name: pair
  external: {verilog_file: pair.v}
ChipletInst:
  U1: {reference: logic}
  B: {reference: board}
Stack:
  B: {loc: [0, 0], z: 0, orient: R0}
  U1: {loc: [200, 200], z: 250.5, orient: MZ_MY}
Connection:
  bond: {top: U1.regions.face, bot: B.regions.top, thickness: 50}
  ground: {top: B.regions.far, bot: ~}
Path:
  Path1: [U1.regions.back, "NOT B.regions.far", B.regions.top]
"""
LOGIC = """\
# bumpInstName bumpCellType x y portName netName
a BUMP 100 100 a sig   # the first
b BUMP 300 100 b vss
c BUMP 100 200.5 c vdd
"""
BOARD = """\
# seen from above U1 is mirrored: x becomes 600 - x
pa BUMP 500 300 pa sig
pb BUMP 300 300 pb vss
pc BUMP 500 400.5 pc vdd
"""
NETLIST = """\
module pair ();
  wire sig, vss, vdd;
  logic U1 (.a(sig), .b(vss), .c(vdd));
  board B (.pa(sig), .pb(vss), .pc(vdd));
endmodule
"""


def write_pair(folder: Path, **changed: tuple[str, str]) -> Path:
    """The files of the assembly in a folder, each with one text replaced; its .3dbx file."""
    (folder / "maps").mkdir(exist_ok=True)
    files = {
        "definitions": ("parts.3dbv", DEFINITIONS),
        "design": ("pair.3dbx", DESIGN),
        "logic": ("logic.bmap", LOGIC),
        "board": ("maps/board.bmap", BOARD),
        "netlist": ("pair.v", NETLIST),
    }
    for key, (name, text) in files.items():
        old, new = changed.get(key, ("", ""))
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return folder / "pair.3dbx"
