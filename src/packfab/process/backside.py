# SPDX-License-Identifier: Apache-2.0
"""On what does the back of a die come to lie, how high is its active face, and is that level with all others?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from packfab.design import BacksideChip, Die
from packfab.errors import BadInput, Fault
from packfab.geometry import EMPTY, Build, Region, Value, column, near, slice_at
from packfab.process.layout import Layout
from packfab.process.thin_film_names import LAMINATE, SUBSTRATE
from packfab.units import format_length

FLATNESS = "flatness"
"""Key under which the step that provides the metal records how flat the floors are, nm."""
_CARRIER = frozenset({SUBSTRATE, LAMINATE})
_TOLERANCE = 500
"""nm by which outlines may lie beside each other through drawing alone."""
_TOUCH = 1.0
"""nm2, overlap in plan that is drawing error alone."""


def chip_values(chip: BacksideChip, die: Die) -> dict[str, Value]:
    """Chip and die for the record; a die that names no function has one of its own."""
    return {"chip": chip.name, "die": chip.die, "function": die.function or chip.die, "on": chip.on,
            "x": chip.at[0], "y": chip.at[1], "rotation_rad": chip.rotation}  # fmt: skip


def floor_below(build: Build, chip: BacksideChip, area: Region) -> int:
    """z of the metal on which a die comes to lie; BadInput where that is not one flat piece clear of the walls."""
    x, y = chip.at
    tops = [r.z1 for r in column(build, x, y) if r.index >= 0 and build.solids[r.index].role == SUBSTRATE]
    if not tops:
        raise BadInput([Fault(f"there is no metal below {chip.name}", where=f"chips.{chip.name}.at",
                              fix="move it onto the substrate")])  # fmt: skip
    floor = round(max(tops))
    inner = area.grown(-_TOLERANCE, corners="mitre")
    hit = (_carrier_at(build, floor, area) & inner).area
    bare = (inner - _carrier_at(build, floor - 1, area)).area
    if hit > _TOUCH or bare > _TOUCH:
        what = "would sit on the wall of its cavity" if hit > _TOUCH else "would hang over an edge of the metal"
        raise BadInput([Fault(f"{chip.name} {what}", where=f"chips.{chip.name}.at",
                              measured=f"{max(hit, bare) * 1e-6:.4g} um2 at z = {format_length(floor)}",
                              allowed="a flat floor below the whole die",
                              fix="move the chip, or give the cavity more clearance")])  # fmt: skip
    return floor


def _carrier_at(build: Build, z: int, area: Region) -> Region:
    found = EMPTY
    for piece in slice_at(near(build, area.box), z, box=area.box).pieces:
        if piece.solid.role in _CARRIER:
            found |= piece.region
    return found


def flatness_of(build: Build) -> int:
    """How flat the floors are, highest less lowest point, nm; 0 for a sheet that was not machined."""
    for record in build.records:
        value = record.parameters.get(FLATNESS)
        if isinstance(value, int):
            return value
    return 0


def bond_faults(chip: BacksideChip, flatness: int) -> Iterator[Fault]:
    """A floor so uneven that the die would touch the metal."""
    bond = chip.adhesive.bond_line
    if flatness >= 2 * bond:
        yield Fault(f"{chip.name} would touch the metal: the floor is too uneven for its bond line",
                    where=f"chips.{chip.name}.adhesive.bond_line",
                    measured=f"{format_length(bond)} over a floor that is flat to {format_length(flatness)}",
                    allowed=f"more than {format_length(flatness // 2)}",
                    fix="give a thicker bond line, or mill the floor flatter: 'carrier.cavities.flatness'")  # fmt: skip


def outside_faults(chip: BacksideChip, area: Region, layout: Layout) -> Iterator[Fault]:
    """A chip that does not lie within its package."""
    if (area - layout.package).area > _TOUCH:
        x0, y0, x1, y1 = (format_length(round(v)) for v in area.box)
        yield Fault(f"{chip.name} sticks out of the package", where=f"chips.{chip.name}.at",
                    measured=f"x {x0} to {x1}, y {y0} to {y1}",
                    allowed=f"{format_length(layout.body[0])} x {format_length(layout.body[1])}",
                    fix="move it, or make the package larger")  # fmt: skip


def active_faces(build: Build) -> Mapping[str, int]:
    """z of the active face of each chip that looks up, nm."""
    return {solid.part: solid.z1 for solid in build.select(role="die")}


def level_faults(build: Build, chip: BacksideChip, face: int) -> Iterator[Fault]:
    """An active face that is not level with those of the other chips."""
    for other, there in active_faces(build).items():
        if there != face:
            yield Fault(f"the active face of {chip.name} is not level with that of {other}",
                        where=f"chips.{chip.name}", measured=f"z = {format_length(face)}",
                        allowed=f"z = {format_length(there)}",
                        fix="give cavities of their own depth ('carrier.cavities: {}'), one thickness and bond line "
                            "to all dies, or take the transfer method")  # fmt: skip
            return
