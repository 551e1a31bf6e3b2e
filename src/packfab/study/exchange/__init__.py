# SPDX-License-Identifier: Apache-2.0
"""Which files does the trade exchange, and how is each filled from a design and from what was built?"""

from packfab.study.exchange.format import Format
from packfab.study.exchange.handed import ExportOptions, Handed, handed
from packfab.study.exchange.imported import Imported, ImportedChip, ImportedDie, ImportOptions
from packfab.study.exchange.table import FORMATS, format_called, format_of, formats

__all__ = [
    "FORMATS",
    "ExportOptions",
    "Format",
    "Handed",
    "ImportOptions",
    "Imported",
    "ImportedChip",
    "ImportedDie",
    "format_called",
    "format_of",
    "formats",
    "handed",
]
