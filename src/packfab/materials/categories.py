# SPDX-License-Identifier: Apache-2.0
"""Which categories of materials conduct, and which are organic polymers?"""

from __future__ import annotations

CONDUCTORS = frozenset({"metal", "solder", "lead frame", "intermetallic", "low-CTE alloy", "steel"})
"""Categories that carry current; glues with silver count as insulators."""
ORGANIC = frozenset({"polymer", "polymer dielectric", "polymer film", "build-up film"})
"""Categories of organic polymers that are coated or laminated."""
ORGANIC_SHEETS = ORGANIC | {"laminate", "core", "mold compound"}
"""Categories of sheets of organic material; a core is glass cloth in resin."""
