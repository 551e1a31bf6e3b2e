# SPDX-License-Identifier: Apache-2.0
"""Where in a metal substrate do cavities and openings lie, how deep are they, and how thick are its layers?

z = 0 is the surface on which the thin film is built. A pocket is a cavity or an opening: the outlines of its dies with
the clearance around them, their corners rounded by the tool; pockets that run into each other are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from packfab.design import BacksideChip, Cavities, Die, FirstLayer, MetalSubstrate
from packfab.geometry import Prism, Region, Solid, joined
from packfab.process.dies import footprint
from packfab.process.thin_film_names import CARRIER_PART
from packfab.units import format_length

Chips = tuple[tuple[BacksideChip, Die], ...]
"""Chips with their dies."""
LEAST_WALL = 100_000
"""nm of metal between two pockets below which the record carries a remark; a guess: half the usual mill."""
CHORD = 20
"""nm, how far the polygon of a rounded corner may lie from its arc."""


@dataclass(frozen=True, slots=True, eq=False)
class Pocket:
    """A cavity or opening of one site, package frame: its plan, z of its floor (nm), and the chips in it."""

    area: Region
    floor: int
    chips: tuple[str, ...]


def cavity_depth(cavities: Cavities, die: Die) -> int:
    """Surface to floor, nm."""
    return die.thickness if cavities.depth is None else cavities.depth


def first_thickness(layer: FirstLayer, chips: Chips) -> int:
    """Thickness of the punched layer, nm: what is given, else that of the thickest die."""
    if layer.thickness is not None:
        return layer.thickness
    return max((die.thickness for _, die in chips), default=0)


def laminate_thickness(layer: FirstLayer) -> int:
    """Thickness of what joins the layers, nm; 0 where they are bonded directly."""
    return layer.laminate.thickness if layer.laminate is not None else 0


def sheet_heights(metal: MetalSubstrate, chips: Chips) -> tuple[int, int]:
    """Lower and upper face of the flat or machined sheet, or of the second layer, nm."""
    layer = metal.first_layer
    top = 0 if layer is None else -first_thickness(layer, chips) - laminate_thickness(layer)
    return top - metal.thickness, top


def cavities_of(cavities: Cavities, chips: Chips) -> tuple[Pocket, ...]:
    """The machined cavities, those of one depth together, shallow ones first."""
    found: list[Pocket] = []
    for depth in sorted({cavity_depth(cavities, die) for _, die in chips}):
        those = tuple((chip, die) for chip, die in chips if cavity_depth(cavities, die) == depth)
        found += pockets(those, cavities.clearance, cavities.corner_radius, floor=-depth)
    return tuple(found)


def openings_of(layer: FirstLayer, chips: Chips) -> tuple[Pocket, ...]:
    """The openings of the punched layer; their floor is the second layer."""
    floor = -first_thickness(layer, chips) - laminate_thickness(layer)
    return tuple(pockets(chips, layer.clearance, layer.corner_radius, floor=floor))


def pockets(chips: Chips, clearance: int, radius: int, *, floor: int) -> Iterator[Pocket]:
    """Pockets around chips, one for each connected piece."""
    room = joined([footprint(chip, die).grown(clearance, corners="mitre") for chip, die in chips])
    for area in rounded(room, radius).parts:
        inside = area.contains(np.array([chip.at for chip, _ in chips], dtype=np.float64))
        names = tuple(chip.name for (chip, _), here in zip(chips, inside, strict=True) if here)
        yield Pocket(area, floor, names)


def rounded(area: Region, radius: int) -> Region:
    """What a round tool of that radius (nm) can cut of an area without leaving it."""
    return area.grown(-radius, corners="mitre").grown(radius, chord=CHORD) if radius else area


def plan_of(found: Sequence[Pocket]) -> Region:
    """All pockets as one region."""
    return joined([pocket.area for pocket in found])


def taken_out(found: Sequence[Pocket]) -> float:
    """nm3 of metal cut away down to the floors; where pockets of two depths meet, down to the deeper floor."""
    floors = sorted({pocket.floor for pocket in found})
    deeper = [plan_of([pocket for pocket in found if pocket.floor <= floor]).area for floor in floors]
    upper = [*floors[1:], 0]
    return sum(area * (high - low) for area, low, high in zip(deeper, floors, upper, strict=True))


def cuts_of(found: Sequence[Pocket], name: str, material: str, *, top: int = 0, bottom: int | None = None
            ) -> list[Solid]:  # fmt: skip
    """The pockets of a site as cuts into a material, down to `bottom` (nm), else to their floors."""
    only, solids = frozenset({material}), []
    for pocket in found:
        body = Prism(pocket.area, pocket.floor if bottom is None else bottom, top)
        solids.append(Solid(name, body, "", "removal", part=CARRIER_PART, mode="cut", only=only))
    return solids


def pocket_notes(found: Sequence[Pocket], what: str) -> tuple[str, ...]:
    """Remarks about chips that share a pocket, and about a wall that may not stand."""
    shared = tuple(f"{' and '.join(p.chips)} lie in one {what}" for p in found if len(p.chips) > 1)
    shared += tuple(f"the {what} of {' and '.join(p.chips)} runs into that of {' and '.join(q.chips)}: there is no "
                    f"wall between them" for i, p in enumerate(found) for q in found[i + 1 :]
                    if p.floor != q.floor and (p.area & q.area))  # fmt: skip
    wall = least_wall(found)
    if wall is None or wall >= LEAST_WALL:
        return shared
    return (*shared, f"only {format_length(wall)} of metal stands between two pockets and may break out: set the chips "
                     f"further apart, or so close that their pockets become one")  # fmt: skip


def least_wall(found: Sequence[Pocket]) -> int | None:
    """Least metal between two pockets that do not run into each other, nm; None where there is one at most."""
    shapes = [part.shape() for part in plan_of(found).parts]
    gaps = [a.distance(b) for i, a in enumerate(shapes) for b in shapes[i + 1 :]]
    return round(min(gaps)) if gaps else None
