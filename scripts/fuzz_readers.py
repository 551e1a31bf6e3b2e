# SPDX-License-Identifier: Apache-2.0
"""Which readers are there, with what do they begin, and what do they do with bytes?"""

from __future__ import annotations

import os
import struct
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from packfab import io
from packfab.checks.rules import builtin_deck, with_site_text
from packfab.io.gds_scan import scan_gds

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("PACKFAB_DATA", ROOT / "no data"))
_FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))


@dataclass(frozen=True, slots=True)
class Reader:
    """read: takes the bytes of a file or raises BadInput; seeds: files to begin with."""

    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]


def at_path(read: Callable[[Path], object], name: str) -> Callable[[bytes], object]:
    """A reader of paths as a reader of bytes."""
    path = _FOLDER / name

    def of_bytes(data: bytes) -> object:
        path.write_bytes(data)
        return read(path)

    return of_bytes


def of_text(read: Callable[[str, str], object], name: str) -> Callable[[bytes], object]:
    """A reader of text as a reader of bytes."""
    return lambda data: read(data.decode("latin-1"), name)


def found(pattern: str, *more: bytes) -> Callable[[], list[bytes]]:
    """Files of real data, where they are there, and some of our own."""
    return lambda: [*more, *(p.read_bytes() for p in sorted(DATA.glob(pattern)) if p.stat().st_size < 40_000)]


def examples(pattern: str) -> Callable[[], list[bytes]]:
    """Small files of the examples."""
    return lambda: [p.read_bytes() for p in sorted((ROOT / "examples").glob(pattern)) if p.stat().st_size < 30_000]


LEF = b"""VERSION 5.7 ;
UNITS
  DATABASE MICRONS 2000 ;
END UNITS
LAYER topmetal
  TYPE ROUTING ;
END topmetal
MACRO BUMP
  CLASS COVER BUMP ;
  ORIGIN 5 5 ;
  SIZE 10 BY 10 ;
  PIN PAD
    PORT
      LAYER topmetal ;
        POLYGON 2 -5 -2 -5 -5 -2 -5 2 -2 5 2 5 ;
        RECT -1 -1 1 1 ;
    END
  END PAD
END BUMP
END LIBRARY
"""
DEF = b"""VERSION 5.8 ;
DESIGN top ;
UNITS DISTANCE MICRONS 2000 ;
DIEAREA ( 0 0 ) ( 6000 6000 ) ;
COMPONENTS 2 ;
 - B1 BUMP + FIXED ( 420 430 ) N ;
 - B2 BUMP + PLACED ( 1420 430 ) FS ;
END COMPONENTS
PINS 1 ;
 - p + NET a + LAYER m ( 0 0 ) ( 10 10 ) + FIXED ( 5 5 ) N ;
END PINS
NETS 1 ;
 - a ( B1 PAD ) ( PIN p ) + USE SIGNAL ;
END NETS
END DESIGN
"""
BMAP = b"# bump cell x y port net\nb1 BUMP 15.0 17.0 clk clk\nb2 BUMP 15.5 19.125 - -\n"
BLOX = b"""Header: {version: 2.5, unit: micron, precision: 2000}
ChipletDef:
  a:
    type: die
    design_area: [20, 20]
    thickness: 300
    seal_ring_width: [1, 1, 1, 1]
    regions:
      front: {side: front, coords: [[0, 0], [20, 0], [20, 20], [0, 20]]}
Design: {name: top}
ChipletInst: {i: {reference: a}, j: {reference: a}}
Stack:
  i: {loc: [0, 0], z: 0, orient: R0}
  j: {loc: [0, 0], z: 300, orient: MZ_MY}
Connection: {c: {top: j.regions.front, bot: i.regions.front, thickness: 0}, g: {top: i.regions.front, bot: ~}}
Path: {Path1: [i.regions.front, NOT j.regions.front]}
"""
VERILOG = b"module top (a, b);\n input a; output [1:0] b;\n wire w;\n chip u1 (.clk(a), .d(w), .q(b[0]));\nendmodule\n"
DIE_TEXT = b"""File: C:\\T1_DATA.txt
"Units: microns, 2 decimal places"
Name: T1
DieOrient: ChipDown
Origin: (-210.00 250.00)
Rotation: 0.000
Extents: ((-160.00 -160.00) (160.00 160.00))

Pin Number\tPadstack\tX Coord\tY Coord\tRotation\tPin Use\tNet Name
1\tPAD\t-150.00\t150.00\t0\tBI\tA
2\tPAD\t-100.00\t150.00\t0\tBI\tB
"""
CSV = b"name,x,y,net\nA1,0.5,1.5,VDD\nA2,1.5,1.5,VSS\n"


def e142() -> list[bytes]:
    """A map of four sites."""
    bins = (io.Bin("01", "Pass", "sound"), io.Bin("02", "Fail", "not"))
    known = io.SubstrateMap("s", "Strip", (10, 20), (3, 4), (2, 3), (1, 1), bins, (("01", ""), ("02", "01")))
    return [io.e142_bytes(known)]


def ecxml() -> list[bytes]:
    """A model of one block."""
    copper = io.ThermalMaterial("cu", 8960.0, 385.0, 0.1, (398.0, 398.0, 398.0), ((273.0, 400.0), (373.0, 390.0)))
    body = io.ThermalBody("b", "block", (0.0, 0.0, 0.0), (1e-3, 1e-3, 1e-4), "cu", 1.0)
    return [io.ecxml_bytes(io.ThermalModel("m", (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), 300.0, (copper,), (body,)))]


AIF = b"""[DATABASE]
TYPE=AIF
VERSION=2.0
UNITS=MM
[DIE]
NAME=chip
WIDTH=3.588
HEIGHT=5.188
CENTER=-0.01 0.01
[PADS]
DP=SQ 0.06
BF=RECT 0.25 0.09 0.005
TRI=POLY -0.01,-0.01 0.01,-0.01 0,0.0125
[NETLIST]
VDD 1 DP -1.5 0.1 A1 DP -3 3.8 F1 BF -2.5 0.12 12.5
SIG 3 DP -1.5 0.3
NC 4 DP -1.5 0.4 A3
[RINGS]
GNDRING VSS 1 0.01 4
0,0
0.01,0
0.01,0.01
0,0
[BGA]
NAME=BGA80
WIDTH=8
HEIGHT=9
PITCH=0.75
POPULATION=9 11
BALL=CIRCLE 0.45
OUTLINE=POLYGON 1 0 4 -4 -4.5 4 -4.5 4 4.5 -4 -4.5
[WIRE]
DIAMETER=0.025
[FIDUCIALS]
F1=1,2 SQUARE 0.1
[DIE_LOGO]
TEXT 0,0 1 90 C logo
"""
LAYER_MAP = b"""# part role name layer datatype label
U*          pad            *              11       0   "die pads"
"thin film" rdl            "M{k} line *"  210+10k  1+1k  "wiring {k} lines"
*           "solder mask"  top-*          none     0
"""
SPICE = b"""* a package
.subckt p a b
* node n1 is 'net[1]'
R1 a n1 1.5k
L2 n1 b 3n
C3 a 0 2p
.ends p
.end
"""
STL = b"""solid a
 facet normal 0 0 1
  outer loop
   vertex 0 0 0
   vertex 1 0 0
   vertex 0 1e-3 0
  endloop
 endfacet
endsolid a
"""
SITE = b"""[line.trace-width]
limit = "30 um"
guess = "ours"
[[line.trace-width.waivers]]
where = "* trace CLK*"
reason = "short"
by = "me"
[mine.pitch]
text = "bumps keep apart"
limit = "90 um"
sense = "least"
guess = "ours"
severity = "warning"
measure = "pitch"
of = { role = ["bump"] }
fix = "spread them"
"""


def masks() -> io.Masks:
    """A cell with a square, and another with nine copies of it and a text."""
    square = np.array([(0, 0), (1000, 0), (1000, 1000), (0, 1000)])
    part = io.MaskCell("part", {(1, 0): (io.MaskPolygon(square),)})
    places = np.array([(x, y) for x in (0, 5000, 10_000) for y in (0, 5000, 10_000)])
    top = io.MaskCell("top", {(2, 0): (io.MaskPolygon(square),)}, (io.Copies("part", places),),
                      (io.MaskText("net", 5, 6, (3, 0)),))  # fmt: skip
    return io.Masks("demo", (part, top))


def stl() -> list[bytes]:
    """One triangle, as text and as binary."""
    return [STL, bytes(80) + struct.pack("<I12fH", 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0)]


def vtu() -> list[bytes]:
    """One cube."""
    points = np.array([(x, y, z) for z in (0.0, 1.0) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))])
    cells = io.Cells(points, np.arange(8).reshape(1, 8), {"material": np.array([0])}, {"material": ("cu",)})
    return [io.vtu_bytes(cells)]


def lyp() -> list[bytes]:
    """Two layers with their looks."""
    return [io.lyp_text([io.LayerLook((1, 0), "metal", "#cc8844"), io.LayerLook((2, 5), "mask", "#338844")]).encode()]


def dxf() -> list[bytes]:
    """An area with a hole, a line, a circle and a text."""
    square = ((0, 0), (1000, 0), (1000, 1000), (0, 1000))
    items = (io.DrawnArea("a", (square,)), io.DrawnLine("a", square, True), io.DrawnCircle("a", 1, 2, 3),
             io.DrawnText("a", "net", 1, 2, 3))  # fmt: skip
    whole = io.dxf_bytes(io.Drawing((io.DrawingLayer("a", "#112233"),), items))
    start = whole.index(b"ENTITIES")
    return [b"  0\nSECTION\n  2\n" + whole[start : whole.index(b"ENDSEC", start)] + b"ENDSEC\n  0\nEOF\n"]


def csv_file() -> list[bytes]:
    """A table of two pads."""
    return [CSV]


READERS: Mapping[str, Reader] = {
    "spec": Reader(at_path(io.load_spec, "a.yaml"), examples("thin-film/s*.yaml")),
    "table": Reader(at_path(lambda path: io.read_table(path, {k: k for k in ("name", "x", "y")}), "a.csv"), csv_file),
    "pad-tables": Reader(at_path(io.found_sheets, "b.csv"), csv_file),
    "3dblox": Reader(at_path(io.read_blox, "a.3dbx"), found("3dblox/*.3db?", BLOX)),
    "bmap": Reader(lambda data: io.read_bmap(data, name="a.bmap"), found("3dblox/*.bmap", BMAP)),
    "verilog": Reader(lambda data: io.read_verilog(data, name="a.v"), lambda: [VERILOG]),
    "def": Reader(of_text(io.parse_def, "a.def"), found("flipchip/*.def", DEF)),
    "lef": Reader(of_text(io.parse_lef, "a.lef"), found("flipchip/*.lef", LEF)),
    "die-text": Reader(of_text(io.parse_die_text, "a.txt"), found("interposer/*.txt", DIE_TEXT)),
    "aif": Reader(lambda data: io.read_aif(data, name="a.aif"), lambda: [AIF]),
    "gds-scan": Reader(lambda data: scan_gds(data, "a.gds"), lambda: [io.gds_bytes(masks())]),
    "gds": Reader(at_path(io.read_masks, "a.gds"), lambda: [io.gds_bytes(masks())]),
    "oas": Reader(at_path(io.read_masks, "a.oas"), lambda: [io.oasis_bytes(masks())]),
    "layer-map": Reader(of_text(io.read_layer_map, "a.map"), lambda: [LAYER_MAP]),
    "lyp": Reader(at_path(io.read_lyp, "a.lyp"), lyp),
    "dxf": Reader(lambda data: io.read_dxf(data, "a.dxf"), dxf),
    "spice": Reader(io.read_spice, lambda: [SPICE]),
    "stl": Reader(lambda data: io.read_stl(data, name="a.stl"), stl),
    "vtu": Reader(lambda data: io.read_vtu(data, name="a.vtu"), vtu),
    "rule-deck": Reader(
        of_text(lambda text, file: with_site_text(builtin_deck(), text, file=file), "a.toml"), lambda: [SITE]
    ),
    "e142": Reader(io.read_e142, e142),
    "ecxml": Reader(io.read_ecxml, ecxml),
}
