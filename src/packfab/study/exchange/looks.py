# SPDX-License-Identifier: Apache-2.0
"""Which colour does a role have in files of masks and drawings?

Metals are warm, dielectrics green, silicon blue, as in the report; a name decides before its last word does.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OTHER = "#8d98a3"

#: What a role, or a word of the label of a layer, looks like.
COLOURS: Mapping[str, str] = MappingProxyType({
    "outline": "#2b2f36", "saw lane": "#e3170a", "die": "#5f7fb2", "pads": "#c8803a", "pad": "#c8803a",
    "landing": "#c8803a", "ball pad": "#b9733a", "lands": "#b9733a", "via land": "#d08c46", "trace": "#c8803a",
    "traces": "#c8803a", "lines": "#c8803a", "via": "#9a4a21", "vias": "#9a4a21", "micro-vias": "#9a4a21",
    "holes": "#8c2f5a", "openings": "#2e9150", "hollows": "#86b4d0", "mask": "#2f7d62", "solder mask": "#2f7d62",
    "dielectric": "#afc49a", "carrier": "#afc49a", "insulator": "#a9cf9b", "polymer": "#f2d06b",
    "protective layer": "#3e8fb0", "passivation": "#4f9a8c", "filling": "#ebddb8", "encapsulant": "#ddd6c6",
    "mold": "#ddd6c6", "heat sink": "#b9733a", "substrate": "#b9733a", "metal": "#b9733a", "plane": "#a33b2b",
    "planes": "#a33b2b", "rdl": "#c8803a", "connection": "#9a4a21", "bump": "#a3adb8", "bumps": "#a3adb8",
    "ball": "#a3adb8", "balls": "#a3adb8", "joint": "#8d98a3", "joints": "#8d98a3", "cap": "#a3adb8",
    "caps": "#a3adb8", "pillar": "#c8803a", "pillars": "#c8803a", "pin": "#e3a873", "pins": "#e3a873",
    "wire": "#efc42f", "wires": "#efc42f", "ball bond": "#d9b01f", "bonds": "#d9b01f", "stitch": "#d9b01f",
    "stitches": "#d9b01f", "finger": "#b98f2a", "fingers": "#b98f2a", "lead": "#b9733a", "leads": "#b9733a",
    "paddle": "#a3683a", "tie bar": "#84807a", "bars": "#84807a", "adhesive": "#6b2f6b", "passive": "#b8946a",
    "passives": "#b8946a", "terminal": "#8d98a3", "void": "#e3170a", "voids": "#e3170a", "marks": "#d8435b",
    "chip alignment": "#d8435b", "general alignment": "#8c2f5a", "devices": "#7a55b0", "plug": "#b9e3f0",
    "plugs": "#b9e3f0", "buses": "#a33b2b", "not in the layer map": "#ff2d95",
})  # fmt: skip


def colour_of(text: str) -> str:
    """`#rrggbb` of a role or a label: of the whole text, or of the last of its words that has a colour."""
    if text in COLOURS:
        return COLOURS[text]
    words = text.replace(",", " ").split()
    for i in range(len(words) - 1, -1, -1):
        for phrase in (" ".join(words[max(0, i - 1) : i + 1]), words[i]):
            if phrase in COLOURS:
                return COLOURS[phrase]
    return OTHER
