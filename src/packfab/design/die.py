# SPDX-License-Identifier: Apache-2.0
"""What is a die: its outline, its thickness and its pads?"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from packfab.design.circuit import Circuit
from packfab.design.model import Model
from packfab.design.pads import PadMap
from packfab.design.quantity import Extent, Label, MaterialName, Name, Size


class Die(Model):
    """A die of one design; several chips of a package may be made of it."""

    size: Extent = Field(description="width (x) and height (y) of the sawn die, looking onto the active face")
    thickness: Size = Field(description="thickness after back grinding")
    material: MaterialName = Field(
        default="si_iso",
        description="bulk material; the default is silicon with the isotropic equivalent constants",
    )
    pads: Mapping[Name, PadMap] = Field(
        default_factory=dict, description="pad maps by name, such as `bumps` and `wires`"
    )
    function: Label = Field(
        default="", description="what it does, like `memory`; default: dies of one design do the same, others do not"
    )
    circuit: Circuit | None = Field(
        default=None, description="metal-substrate: its internal circuitry, as far as it is to be built"
    )
