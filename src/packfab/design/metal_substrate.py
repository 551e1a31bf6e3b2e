# SPDX-License-Identifier: Apache-2.0
"""What metal carries the dies: a flat sheet, one with machined cavities, or two layers of which the first is punched?

z = 0 is the surface on which the thin-film circuit is built. A cavity or an opening reaches below it; the back of the
die is glued to its floor.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from packfab.design.model import Model
from packfab.design.quantity import Extent, MaterialName, Size, Thickness


class Cavities(Model):
    """Cavities machined (milled) into the surface, one for each die; where two would overlap they become one."""

    depth: Size | None = Field(default=None, description="surface to floor; default: the thickness of the die in it")
    clearance: Size = Field(default=50_000, description="die edge to wall; default 50 um, a guess: placement and mill")
    corner_radius: Thickness = Field(
        default=100_000, description="of the corners in plan, that of the mill; default 100 um, a guess: a 0.2 mm mill"
    )
    flatness: Thickness = Field(
        default=5_000,
        description="of the floor, highest less lowest point; the bond line is thinner and thicker by half of it; "
        "default 5 um, a guess: fine milling",
    )


class Laminate(Model):
    """What joins the two metal layers."""

    material: MaterialName = Field(default="da_epoxy_ag", description="adhesive; the default is silver-filled epoxy")
    thickness: Size = Field(default=25_000, description="default 25 um, a guess")


class FirstLayer(Model):
    """The upper of two metal layers: punched, with an opening for each die, then laminated onto the other one."""

    material: MaterialName = Field(default="c194", description="sheet metal; the default is copper alloy C19400")
    thickness: Size | None = Field(default=None, description="default: the thickness of the dies")
    clearance: Size = Field(default=75_000, description="die edge to wall of its opening; default 75 um, a guess")
    corner_radius: Thickness = Field(
        default=100_000, description="of the openings in plan; default 100 um, a guess: least radius of a punch"
    )
    burr: Thickness = Field(
        default=5_000, description="height of the burr that punching leaves around an opening; default 5 um, a guess"
    )
    burr_side: Literal["base", "surface"] = Field(
        default="base",
        description="base: the burr looks at the second layer and must fit into the laminate; surface: it stands out "
        "of the surface and must be covered by the filling or the first dielectric",
    )
    laminate: Laminate | None = Field(default=Laminate(), description="what joins the layers; null: bonded directly")


class MetalSubstrate(Model):
    """A metal substrate: the dies sit with their backs on it, and the heat goes into it."""

    kind: Literal["metal"] = "metal"
    size: Extent = Field(description="width (x) and height (y) of one package site")
    material: MaterialName = Field(default="c194", description="metal; the default is copper alloy C19400")
    thickness: Size = Field(
        default=500_000,
        description="whole thickness of a flat or machined sheet, or of the second layer; default 0.5 mm, a guess",
    )
    cavities: Cavities | None = Field(default=None, description="machined cavities, if any")
    first_layer: FirstLayer | None = Field(default=None, description="a punched layer on top, if any")
