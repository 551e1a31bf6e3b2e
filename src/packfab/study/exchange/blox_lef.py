# SPDX-License-Identifier: Apache-2.0
"""Which LEF macros do the bumps of an assembly need, so that OpenROAD knows their cells?

One technology with one layer, and one macro of class COVER BUMP for each cell: an octagon as wide as the bump.
"""

from __future__ import annotations

from collections.abc import Mapping

from packfab.io import um_text

LAYER = "bump_pad"
_CUT = 0.29289321881345254  # 1 - 1 / sqrt(2): how much of its width an octagon cuts off at each end of a side


def bumps_lef(cells: Mapping[str, int], precision: int) -> str:
    """The LEF of cells by name, widths in nm."""
    widest = um_text(max(cells.values(), default=1_000))
    lines = [
        "VERSION 5.8 ;", 'BUSBITCHARS "[]" ;', 'DIVIDERCHAR "/" ;',
        "UNITS", f"  DATABASE MICRONS {precision} ;", "END UNITS", "MANUFACTURINGGRID 0.001 ;",
        f"LAYER {LAYER}", "  TYPE ROUTING ;", "  DIRECTION HORIZONTAL ;", f"  PITCH {widest} ;", f"  WIDTH {widest} ;",
        f"END {LAYER}",
    ]  # fmt: skip
    for cell, width in sorted(cells.items()):
        lines += _macro(cell, width)
    return "\n".join([*lines, "END LIBRARY"]) + "\n"


def _macro(cell: str, width: int) -> list[str]:
    half, cut = width // 2, round(width * _CUT)
    low, high = -half, width - half
    corners = [(low + cut, low), (high - cut, low), (high, low + cut), (high, high - cut),
               (high - cut, high), (low + cut, high), (low, high - cut), (low, low + cut)]  # fmt: skip
    octagon = " ".join(f"{um_text(x)} {um_text(y)}" for x, y in corners)
    return [
        f"MACRO {cell}", "  CLASS COVER BUMP ;", f"  ORIGIN {um_text(half)} {um_text(half)} ;",
        f"  SIZE {um_text(width)} BY {um_text(width)} ;", "  SYMMETRY X Y ;", "  PIN PAD", "    DIRECTION INOUT ;",
        "    USE SIGNAL ;", "    PORT", f"      LAYER {LAYER} ;", f"        POLYGON {octagon} ;", "    END",
        "  END PAD", f"END {cell}",
    ]  # fmt: skip
