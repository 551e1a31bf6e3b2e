# SPDX-License-Identifier: Apache-2.0
"""How does packfab read and write files?  One format a file."""

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
from packfab.io.bmap import BumpEntry, BumpMap, read_bmap, write_bmap
from packfab.io.e142 import Bin, SubstrateMap, e142_bytes, read_e142
from packfab.io.ecxml import ThermalBody, ThermalMaterial, ThermalModel, ecxml_bytes, read_ecxml
from packfab.io.folder import check_folder, write_files
from packfab.io.glb import Look, Shown, glb_bytes, staged
from packfab.io.spec import SpecFile, line_of, load_spec, located, read_spec
from packfab.io.spec_schema import spec_schema
from packfab.io.spec_text import spec_files, spec_text
from packfab.io.spec_yaml import parse as parse_yaml
from packfab.io.spec_yaml import read_text
from packfab.io.tables import Table, read_table
from packfab.io.template import TEMPLATES, template
from packfab.io.verilog import VerilogInstance, VerilogModule, nets_of, read_verilog, write_verilog

__all__ = [
    "TEMPLATES",
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
    "BumpEntry",
    "BumpMap",
    "ChipletDef",
    "Look",
    "Shown",
    "SpecFile",
    "SubstrateMap",
    "Table",
    "ThermalBody",
    "ThermalMaterial",
    "ThermalModel",
    "VerilogInstance",
    "VerilogModule",
    "assembly_of",
    "blox_texts",
    "check_folder",
    "e142_bytes",
    "ecxml_bytes",
    "glb_bytes",
    "line_of",
    "load_spec",
    "located",
    "nets_of",
    "parse_yaml",
    "read_blox",
    "read_bmap",
    "read_e142",
    "read_ecxml",
    "read_spec",
    "read_table",
    "read_text",
    "read_verilog",
    "spec_files",
    "spec_schema",
    "spec_text",
    "staged",
    "template",
    "write_bmap",
    "write_files",
    "write_verilog",
]
