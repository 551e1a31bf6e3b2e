# SPDX-License-Identifier: Apache-2.0
"""What are things made of: materials, the laws of their properties, and the library that holds them."""

from packfab.materials.categories import CONDUCTORS, ORGANIC, ORGANIC_SHEETS
from packfab.materials.creep import Anand, Prony, SinhCreep
from packfab.materials.cure import CastroMacosko, Kamal
from packfab.materials.laws import Arrhenius, Constant, Linear, Power, SiliconExpansion, Table
from packfab.materials.library import Library
from packfab.materials.material import (
    KINDS,
    ROOM_TEMPERATURE,
    Kind,
    Law,
    Material,
    NoProperty,
    Property,
    ScalarLaw,
    solder_melting,
)
from packfab.materials.optics import (
    Sheet,
    arriving,
    attenuation_key,
    attenuation_of,
    index_key,
    internal_transmission,
    lacking,
    lift_off_key,
    log_arriving,
    reflection,
    share_text,
    wavelengths,
)

__all__ = [
    "CONDUCTORS",
    "KINDS",
    "ORGANIC",
    "ORGANIC_SHEETS",
    "ROOM_TEMPERATURE",
    "Anand",
    "Arrhenius",
    "CastroMacosko",
    "Constant",
    "Kamal",
    "Kind",
    "Law",
    "Library",
    "Linear",
    "Material",
    "NoProperty",
    "Power",
    "Prony",
    "Property",
    "ScalarLaw",
    "Sheet",
    "SiliconExpansion",
    "SinhCreep",
    "Table",
    "arriving",
    "attenuation_key",
    "attenuation_of",
    "index_key",
    "internal_transmission",
    "lacking",
    "lift_off_key",
    "log_arriving",
    "reflection",
    "share_text",
    "solder_melting",
    "wavelengths",
]
