# SPDX-License-Identifier: Apache-2.0
"""Which colour and which hatch does a material have, in every picture and table?

A colour belongs to a category of material (solder is the same silver wherever it is), and a few roles have their
own, because a reader tells them apart although they are made of the same stuff. Hues and lightness both differ, so
that the drawings can be read with red-green blindness and on a grey print; hatches serve black and white.
"""

from __future__ import annotations

import re
from typing import Literal

NetKind = Literal["power", "ground", "signal"]

VOID = "#FFFFFF"
OUTLINE = "#2B2F36"

#: Fill of each category of material.
CATEGORY_COLOURS: dict[str, str] = {
    "semiconductor": "#5F7FB2",
    "mold compound": "#DDD6C6",
    "underfill": "#E9C79B",
    "solder": "#A3ADB8",
    "copper": "#C8803A",
    "gold": "#EFC42F",
    "metal": "#8D98A3",
    "lead frame": "#B9733A",
    "steel": "#717C86",
    "low-CTE alloy": "#84807A",
    "intermetallic": "#6E6A78",
    "composite": "#9AA08F",
    "core": "#AFC49A",
    "build-up film": "#CBDA9E",
    "laminate": "#BACB9F",
    "solder mask": "#2F7D62",
    "polymer dielectric": "#E2A98B",
    "polymer film": "#E3B458",
    "polymer": "#E8D9A9",
    "adhesive": "#6B2F6B",
    "TIM": "#C8E05A",
    "glass": "#C3E4EC",
    "ceramic": "#B8946A",
    "inorganic film": "#86B4D0",
    "substrate effective": "#BBC9A2",
    "air": VOID,
    "film": "#FF2D95",
    "flash": "#E3170A",
    "plug": "#B9E3F0",
    "polymer layer": "#F2D06B",
    "protective layer": "#3E8FB0",
    "plastic protective layer": "#B79FCB",
    "insulator layer": "#A9CF9B",
    "release layer": "#F4A7B9",
    "general alignment": "#8C2F5A",
    "chip alignment": "#D8435B",
    "pin": "#E3A873",
    "connection": "#9A4A21",
    "burr": "#5B2C0E",
    "laminate layer": "#8E5A9E",
    "filling": "#EBDDB8",
    "temporary adhesive": "#F08FB4",
    "circuit insulator": "#BFDDEC",
    "internal circuit": "#C2461F",
    "device contact": "#3E4550",
    "doped region": "#A6286A",
    "second insulator layer": "#D9EBCF",
    "passivation": "#4F9A8C",
    "bus": "#A33B2B",
    "resistor": "#7A55B0",
    "inductor": "#1F6FA8",
    "capacitor": "#2E9150",
    "wave-guide": "#D14B68",
    "filter": "#E2A400",
    "sensor": "#13A3B5",
    "other": "#C9CDD3",
}

#: matplotlib hatch of each category; "" is left white.
CATEGORY_HATCHES: dict[str, str] = {
    "semiconductor": "////",
    "mold compound": "",
    "underfill": "..",
    "solder": "xxxx",
    "copper": "\\\\\\\\",
    "gold": "\\\\\\\\",
    "metal": "\\\\\\\\",
    "lead frame": "\\\\\\\\",
    "steel": "\\\\\\\\",
    "low-CTE alloy": "\\\\\\\\",
    "intermetallic": "xx",
    "composite": "+++",
    "core": "---",
    "build-up film": "--",
    "laminate": "---",
    "solder mask": "||||",
    "polymer dielectric": "||",
    "polymer film": "||",
    "polymer": "..",
    "adhesive": "ooo",
    "TIM": "oo",
    "glass": "//",
    "ceramic": "+++",
    "inorganic film": "//",
    "substrate effective": "---",
    "air": "*",
    "film": "****",
    "flash": "XXXX",
    "plug": "oo",
    "polymer layer": "||",
    "protective layer": "////",
    "plastic protective layer": "..",
    "insulator layer": "--",
    "release layer": "oo",
    "general alignment": "++",
    "chip alignment": "xx",
    "pin": "\\\\",
    "connection": "\\\\\\\\",
    "burr": "XXXX",
    "laminate layer": "ooo",
    "filling": "..",
    "temporary adhesive": "oo",
    "circuit insulator": "--",
    "internal circuit": "\\\\",
    "device contact": "xxxx",
    "doped region": "++++",
    "second insulator layer": "-",
    "passivation": "||||",
    "bus": "xx",
    "resistor": "\\\\+",
    "inductor": "\\\\o",
    "capacitor": "\\\\-",
    "wave-guide": "\\\\|",
    "filter": "\\\\x",
    "sensor": "\\\\.",
    "other": "...",
}

#: Roles that look the same whatever they are made of: those with a category of their own, and the rest.
_OWN_LOOK = ("solder mask", "film", "flash", "plug", "protective layer", "release layer", "general alignment",
             "chip alignment", "pin", "connection", "burr", "filling", "temporary adhesive", "internal circuit",
             "device contact", "passivation", "bus", "resistor", "inductor", "capacitor", "wave-guide", "filter",
             "sensor")  # fmt: skip
_ROLE_CATEGORY = {role: role for role in _OWN_LOOK} | {
    "void": "air",
    "passive": "ceramic",
    "polymer": "polymer layer",
    "insulator": "insulator layer",
    "laminate": "laminate layer",
    "interlayer": "circuit insulator",
    "device": "doped region",
    "dielectric": "insulator layer",
    "next dielectric": "second insulator layer",
}

#: Roles whose drawings bear a pattern in colour as well: nobody may take them for their neighbours.
MARKS = {"void": "xxx", "flash": "xxxx", "film": "////"}

#: The category to assume from the role where the name of the material says nothing.
_LIKELY = {
    "die": "semiconductor",
    "encapsulant": "mold compound",
    "carrier": "core",
    "metal": "copper",
    "landing": "copper",
    "finger": "copper",
    "ball pad": "copper",
    "pad": "metal",
    "bump": "solder",
    "cap": "solder",
    "joint": "solder",
    "ball": "solder",
    "pillar": "copper",
    "terminal": "metal",
    "adhesive": "adhesive",
    "wire": "gold",
    "ball bond": "gold",
    "stitch": "gold",
    "paddle": "lead frame",
    "lead": "lead frame",
    "tie bar": "lead frame",
    "heat sink": "copper",
    "via": "copper",
    "via land": "copper",
    "trace": "copper",
    "rdl": "copper",
    "temporary carrier": "glass",
    "substrate": "lead frame",
    "lead pin": "low-CTE alloy",
}

#: What names of materials begin with, longest first where one begins another.
_NAMED = (
    ("air|void|vacuum", "air"),
    ("si3n4_bulk|al2o3|aln|ltcc|mlcc", "ceramic"),
    ("silica|glass_", "glass"),
    ("sio2|sin_|lowk", "inorganic film"),
    ("silicone", "polymer film"),
    ("si_|silicon|gaas|sic_", "semiconductor"),
    ("emc_|emc", "mold compound"),
    ("uf_|ncf", "underfill"),
    ("sac|snpb|snbi|sn\\d|pb\\d|ausn", "solder"),
    ("cu6sn5|cu3sn|ni3sn4", "intermetallic"),
    ("c194|c7025|alloy42", "lead frame"),
    ("cu$|cu_|copper", "copper"),
    ("au$|au_|gold", "gold"),
    ("ss\\d", "steel"),
    ("invar|kovar", "low-CTE alloy"),
    ("alsic", "composite"),
    ("al$|al_|ni$|ni_|ag$|sn$|pb$|ti$|w$|mo$|in$", "metal"),
    ("daf|da_|ag_sinter|lid_sealant|temp_bond|release_coat", "adhesive"),
    ("tim_|thermal_adh", "TIM"),
    ("solder_mask", "solder mask"),
    ("pi\\d|hd\\d|pbo|pspi|bcb", "polymer dielectric"),
    ("kapton|upilex|lcp|ptfe|etfe", "polymer film"),
    ("epo", "polymer"),
    ("abf", "build-up film"),
    ("bt_|mcl_|fr4|g10", "core"),
    ("rt\\d", "laminate"),
)
_PATTERNS = tuple((re.compile(f"(?:{start})", re.IGNORECASE), category) for start, category in _NAMED)

#: How much of the light a body stops in a 3-D view; sections and tables are opaque.
_ALPHA = {"encapsulant": 0.35, "void": 0.35, "temporary carrier": 0.35, "polymer": 0.6, "insulator": 0.6,
          "release layer": 0.6, "temporary adhesive": 0.6, "filling": 0.45, "interlayer": 0.6, "dielectric": 0.6,
          "next dielectric": 0.6, "passivation": 0.5}  # fmt: skip

NET_COLOURS: dict[NetKind, str] = {"power": "#D55E00", "ground": "#4D4D4D", "signal": "#56A0D3"}
_GROUND = re.compile(r"(?:^|[_\W])[adpi]?(?:v?gnd|vss)", re.IGNORECASE)
_POWER = re.compile(r"(?:^|[_\W])[adpi]?(?:vdd|vcc|vbat|vin$|vpp|vref|vio|pwr|power)", re.IGNORECASE)


def category_of(material: str, role: str = "", category: str = "") -> str:
    """The category that the palette goes by: from the role, what the caller knows, the name, or what is likely."""
    if role in _ROLE_CATEGORY:
        plastic = role == "protective layer" and _named(material) not in ("", "inorganic film")
        return "plastic protective layer" if plastic else _ROLE_CATEGORY[role]
    named = _named(material)
    # the categories of a library do not tell copper, gold and solder mask from their kin
    if named in ("copper", "gold", "solder mask"):
        return named
    if category in CATEGORY_COLOURS:
        return category
    return named or _LIKELY.get(role, "other")


def _named(material: str) -> str:
    """The category that the name of a material tells, '' where it tells none."""
    return next((known for pattern, known in _PATTERNS if pattern.match(material)), "")


def colour(material: str, role: str = "", category: str = "") -> tuple[str, float]:
    """Fill `#RRGGBB` and opacity (0 to 1, for views in 3-D); `category` as in the library, where it is known."""
    return CATEGORY_COLOURS[category_of(material, role, category)], _ALPHA.get(role, 1.0)


def hatch(material: str, role: str = "", category: str = "") -> str:
    """The hatch for a print in black and white."""
    return CATEGORY_HATCHES[category_of(material, role, category)]


UNNAMED = "#B9BEC6"
"""Fill of terminals without a net among others that have one."""


def net_kind(net: str) -> NetKind:
    """Whether a net is a supply, a ground or a signal, by its name (`vccd1`, `VSSA`, `mprj_io[3]`)."""
    if _GROUND.search(net):
        return "ground"
    return "power" if _POWER.search(net) else "signal"


def darker(hex_colour: str, by: float = 0.45) -> str:
    """The colour mixed with black, for outlines."""
    red, green, blue = (int(hex_colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(value * (1 - by)):02X}" for value in (red, green, blue))


def lighter(hex_colour: str, by: float = 0.55) -> str:
    """The colour mixed with white, for wide areas."""
    return "#" + "".join(f"{round(255 - (255 - int(hex_colour[i : i + 2], 16)) * (1 - by)):02X}" for i in (1, 3, 5))


def ink_on(hex_colour: str) -> str:
    """Black or white, whichever can be read on the colour (luminance of ITU-R BT.709)."""
    red, green, blue = (int(hex_colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 120 else "#FFFFFF"
