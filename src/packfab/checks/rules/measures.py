# SPDX-License-Identifier: Apache-2.0
"""Which ways to measure are there? A table of each file of measures, joined."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from packfab.checks.rules.measured import Measure
from packfab.checks.rules.measures_assembly import ASSEMBLY
from packfab.checks.rules.measures_body import BODY
from packfab.checks.rules.measures_bonds import BONDS
from packfab.checks.rules.measures_inside import INSIDE
from packfab.checks.rules.measures_lines import LINES
from packfab.checks.rules.measures_mold import MOLD
from packfab.checks.rules.measures_places import PLACES
from packfab.checks.rules.measures_sizes import SIZES
from packfab.checks.rules.measures_wires import WIRES

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {**LINES, **PLACES, **SIZES, **INSIDE, **BODY, **WIRES, **BONDS, **MOLD, **ASSEMBLY}
)
