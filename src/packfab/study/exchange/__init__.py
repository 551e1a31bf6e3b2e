# SPDX-License-Identifier: Apache-2.0
"""Which files does the trade exchange, and how is each filled from a design and from what was built?"""

from packfab.study.exchange.format import Format
from packfab.study.exchange.handed import ExportOptions, Handed, handed
from packfab.study.exchange.imported import Imported, ImportedChip, ImportedDie, ImportOptions
from packfab.study.exchange.spec_of import Designed, design_of, spec_of
from packfab.study.exchange.spice import netlist_devices, netlist_text
from packfab.study.exchange.table import FORMATS, format_called, format_of, formats

__all__ = [
    "FORMATS",
    "Designed",
    "ExportOptions",
    "Format",
    "Handed",
    "ImportOptions",
    "Imported",
    "ImportedChip",
    "ImportedDie",
    "design_of",
    "format_called",
    "format_of",
    "formats",
    "handed",
    "netlist_devices",
    "netlist_text",
    "spec_of",
]
