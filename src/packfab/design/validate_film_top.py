# SPDX-License-Identifier: Apache-2.0
"""Which bonding pads, passivation, bumps and pins do not go on a thin film, and which sites cannot be sawn together?"""

from __future__ import annotations

from collections.abc import Iterator

from packfab.design.crossing import closest
from packfab.design.package import Package
from packfab.design.pads import centres
from packfab.design.thin_film import Block, ThinFilm
from packfab.design.validate_contacts import contact_faults, with_sizes
from packfab.design.validate_fan_out import MOST_LAYER
from packfab.design.validate_film_nets import bonding_pad, bonding_pads
from packfab.design.validate_pads import shortened
from packfab.errors import Fault
from packfab.units import format_length

#: Pins longer, and pillars or caps plated higher than this, nm, are a slip of the pen.
MOST_PIN, MOST_PILLAR = 20_000_000, 1_000_000


def film_top_faults(package: Package, film: ThinFilm) -> Iterator[Fault]:
    """What is wrong with what lies on the last layer, and with the blocks of sites."""
    pads = bonding_pads(package, film)
    if package.balls is not None and film.points is not None:
        yield Fault("bonding pads take balls, or bumps or pins", "thin_film.points",
                    measured=f"'balls', and points of kind {film.points.kind}", allowed="one of the two",
                    fix="take one of them away")  # fmt: skip
    if pads is None:
        yield Fault("there are no bonding pads", "thin_film.contacts", measured="no contacts and no balls",
                    allowed="contacts or balls", fix="give 'contacts' as a pad map, or 'balls'")  # fmt: skip
    elif film.contacts is not None:
        yield from contact_faults(package, film.contacts, bonding_pad(package, film), "thin_film.contacts")
    yield from _passivation_faults(package, film)
    yield from _point_faults(package, film)
    yield from _block_faults(package, film)


def _passivation_faults(package: Package, film: ThinFilm) -> Iterator[Fault]:
    cover, pads = film.passivation, bonding_pads(package, film)
    if cover is None:
        return
    if cover.thickness > MOST_LAYER:
        yield Fault("no passivation is so thick", "thin_film.passivation.thickness",
                    measured=format_length(cover.thickness), allowed=f"at most {format_length(MOST_LAYER)}",
                    fix="check its unit")  # fmt: skip
    if pads is None or not pads.pads:
        return
    sized = with_sizes(pads, bonding_pad(package, film)) if film.contacts is not None else None
    widths = [pad.diameter or min(pad.size or (0, 0)) for pad in sized.pads] if sized is not None else []
    least = min(widths, default=bonding_pad(package, film))
    if cover.opening > least:
        yield Fault("the passivation opens wider than the bonding pads are", "thin_film.passivation.opening",
                    measured=format_length(cover.opening), allowed=f"at most {format_length(least)}",
                    fix="make the openings smaller, or the pads larger with 'thin_film.pad'")  # fmt: skip


def _point_faults(package: Package, film: ThinFilm) -> Iterator[Fault]:
    points, pads = film.points, bonding_pads(package, film)
    if points is None:
        return
    pitch = closest(centres(pads)) if pads is not None else float("inf")
    if 0 < pitch <= points.diameter:
        yield Fault("neighbouring bonding points touch", "thin_film.points.diameter",
                    measured=format_length(points.diameter), allowed=f"below the pitch of {format_length(pitch)}",
                    fix="make them smaller, or move the contacts apart")  # fmt: skip
    if points.kind == "pin" and points.length > MOST_PIN:
        yield Fault("no pin is so long", "thin_film.points.length", measured=format_length(points.length),
                    allowed=f"at most {format_length(MOST_PIN)}", fix="check its unit")  # fmt: skip
    if points.kind == "copper-pillar":
        for key, what, height in (("height", "pillar", points.height), ("cap", "cap", points.cap)):
            if height > MOST_PILLAR:
                yield Fault(f"no {what} is plated so high", f"thin_film.points.{key}", measured=format_length(height),
                            allowed=f"at most {format_length(MOST_PILLAR)}", fix="check its unit")  # fmt: skip


def _block_faults(package: Package, film: ThinFilm) -> Iterator[Fault]:
    """Blocks beyond the strip, and those that want a site that another one has."""
    strip, taken = package.strip, dict[tuple[int, int], int]()
    faults: list[Fault] = []
    for index, block in enumerate(film.blocks):
        where = f"thin_film.blocks[{index}]"
        right, top = block.column + block.columns - 1, block.row + block.rows - 1
        if right > strip.columns or top > strip.rows:
            faults.append(Fault("the block leaves the strip", where, measured=f"up to column {right}, row {top}",
                                allowed=f"{strip.columns} columns, {strip.rows} rows",
                                fix="make it smaller, or the strip larger"))  # fmt: skip
            continue
        shared = [(site, taken[site]) for site in _sites(block) if site in taken]
        if shared:
            (column, row), other = shared[0]
            faults.append(Fault("two blocks want the same sites", where,
                                measured=f"column {column}, row {row} also in block {other + 1}", allowed="one block",
                                fix="move one of them"))  # fmt: skip
        taken |= dict.fromkeys(_sites(block), index)
    yield from shortened(faults, "thin_film.blocks", "list")


def _sites(block: Block) -> list[tuple[int, int]]:
    return [(column, row) for column in range(block.column, block.column + block.columns)
            for row in range(block.row, block.row + block.rows)]  # fmt: skip
