# SPDX-License-Identifier: Apache-2.0
"""How does packfab read and write files?  One format a file."""

from packfab.io.aif import (
    Aif,
    AifArea,
    AifBga,
    AifDie,
    AifFiducial,
    AifPad,
    AifPolygon,
    AifRow,
    AifText,
)
from packfab.io.aif_read import AifRead, read_aif
from packfab.io.aif_write import aif_text
from packfab.io.as_built import BuiltBody, as_built
from packfab.io.as_built_mesh import Surface, side_by_side, surface_of
from packfab.io.blox import (
    Blox,
    BloxConnection,
    BloxDesign,
    BloxFile,
    BloxHeader,
    BloxInstance,
    BloxPath,
    BloxPlace,
    BloxRegion,
    ChipletDef,
)
from packfab.io.blox_assembly import assembly_of
from packfab.io.blox_read import read_blox
from packfab.io.blox_write import blox_texts
from packfab.io.bmap import BumpEntry, BumpMap, read_bmap, um_text, write_bmap
from packfab.io.def_bumps import DefBump, DefBumps, def_bumps
from packfab.io.def_text import DefComponent, DefFile, DefNet, DefPin, DefPort, def_text, parse_def, read_def
from packfab.io.die_text import DiePin, DieText, die_text, parse_die_text, read_die_text
from packfab.io.dxf import (
    Drawing,
    DrawingLayer,
    DrawnArea,
    DrawnCircle,
    DrawnDimension,
    DrawnLine,
    DrawnText,
    Item,
    dxf_bytes,
    layer_name,
)
from packfab.io.dxf_read import ReadDrawing, read_dxf
from packfab.io.e142 import Bin, SubstrateMap, e142_bytes, read_e142
from packfab.io.ecxml import ThermalBody, ThermalMaterial, ThermalModel, ecxml_bytes, read_ecxml
from packfab.io.folder import check_folder, write_files
from packfab.io.gds import gds_bytes, oasis_bytes, read_masks
from packfab.io.glb import Look, Shown, glb_bytes, staged
from packfab.io.layer_map import LayerMap, MapRow, MaskLayer, default_layer_map, layer_map_text, read_layer_map
from packfab.io.lef import LefFile, LefMacro, LefPin, LefShape, lef_text, parse_lef, read_lef
from packfab.io.lyp import LayerLook, lyp_text, read_lyp
from packfab.io.lyrdb import MarkerGroup, PlacedMarker, write_lyrdb
from packfab.io.masks import (
    Copies,
    MaskCell,
    MaskPolygon,
    Masks,
    MaskText,
    Ring,
    check_masks,
    flattened,
    mask_areas,
    mask_polygons,
    top_cell,
    whole_ring,
)
from packfab.io.pad_tables import FoundSheet, Sheet, csv_bytes, found_sheets, xlsx_bytes
from packfab.io.spec import SpecFile, line_of, load_spec, located, read_spec
from packfab.io.spec_schema import spec_schema
from packfab.io.spec_text import spec_files, spec_text
from packfab.io.spec_yaml import parse as parse_yaml
from packfab.io.spec_yaml import read_text
from packfab.io.spice import SpiceDevice, SpicePort, Subcircuit, read_spice, write_spice
from packfab.io.stl import read_stl, stl_bytes
from packfab.io.stp import STP_SCHEMAS, stp_bytes
from packfab.io.tables import Table, read_table
from packfab.io.template import TEMPLATES, template
from packfab.io.verilog import VerilogInstance, VerilogModule, nets_of, read_verilog, write_verilog
from packfab.io.vtu import Cells, read_vtu, vtu_bytes
from packfab.io.vtu_cells import grid_cells, surface_cells

__all__ = [
    "STP_SCHEMAS",
    "TEMPLATES",
    "Aif",
    "AifArea",
    "AifBga",
    "AifDie",
    "AifFiducial",
    "AifPad",
    "AifPolygon",
    "AifRead",
    "AifRow",
    "AifText",
    "Bin",
    "Blox",
    "BloxConnection",
    "BloxDesign",
    "BloxFile",
    "BloxHeader",
    "BloxInstance",
    "BloxPath",
    "BloxPlace",
    "BloxRegion",
    "BuiltBody",
    "BumpEntry",
    "BumpMap",
    "Cells",
    "ChipletDef",
    "Copies",
    "DefBump",
    "DefBumps",
    "DefComponent",
    "DefFile",
    "DefNet",
    "DefPin",
    "DefPort",
    "DiePin",
    "DieText",
    "Drawing",
    "DrawingLayer",
    "DrawnArea",
    "DrawnCircle",
    "DrawnDimension",
    "DrawnLine",
    "DrawnText",
    "FoundSheet",
    "Item",
    "LayerLook",
    "LayerMap",
    "LefFile",
    "LefMacro",
    "LefPin",
    "LefShape",
    "Look",
    "MapRow",
    "MarkerGroup",
    "MaskCell",
    "MaskLayer",
    "MaskPolygon",
    "MaskText",
    "Masks",
    "PlacedMarker",
    "ReadDrawing",
    "Ring",
    "Sheet",
    "Shown",
    "SpecFile",
    "SpiceDevice",
    "SpicePort",
    "Subcircuit",
    "SubstrateMap",
    "Surface",
    "Table",
    "ThermalBody",
    "ThermalMaterial",
    "ThermalModel",
    "VerilogInstance",
    "VerilogModule",
    "aif_text",
    "as_built",
    "assembly_of",
    "blox_texts",
    "check_folder",
    "check_masks",
    "csv_bytes",
    "def_bumps",
    "def_text",
    "default_layer_map",
    "die_text",
    "dxf_bytes",
    "e142_bytes",
    "ecxml_bytes",
    "flattened",
    "found_sheets",
    "gds_bytes",
    "glb_bytes",
    "grid_cells",
    "layer_map_text",
    "layer_name",
    "lef_text",
    "line_of",
    "load_spec",
    "located",
    "lyp_text",
    "mask_areas",
    "mask_polygons",
    "nets_of",
    "oasis_bytes",
    "parse_def",
    "parse_die_text",
    "parse_lef",
    "parse_yaml",
    "read_aif",
    "read_blox",
    "read_bmap",
    "read_def",
    "read_die_text",
    "read_dxf",
    "read_e142",
    "read_ecxml",
    "read_layer_map",
    "read_lef",
    "read_lyp",
    "read_masks",
    "read_spec",
    "read_spice",
    "read_stl",
    "read_table",
    "read_text",
    "read_verilog",
    "read_vtu",
    "side_by_side",
    "spec_files",
    "spec_schema",
    "spec_text",
    "staged",
    "stl_bytes",
    "stp_bytes",
    "surface_cells",
    "surface_of",
    "template",
    "top_cell",
    "um_text",
    "vtu_bytes",
    "whole_ring",
    "write_bmap",
    "write_files",
    "write_lyrdb",
    "write_spice",
    "write_verilog",
    "xlsx_bytes",
]
