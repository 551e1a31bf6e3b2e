# SPDX-License-Identifier: Apache-2.0
"""Which ways to measure are there? A table of each file of measures, joined."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from packfab.checks.rules.measured import Measure
from packfab.checks.rules.measures_lines import LINES
from packfab.checks.rules.measures_places import PLACES

MEASURES: Mapping[str, Measure] = MappingProxyType({**LINES, **PLACES})
