# SPDX-License-Identifier: Apache-2.0
"""Which metal substrates cannot be made for their dies: too deep, too near to the edge, corners in the way of dies?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from packfab.design import Cavities, FirstLayer, MetalSubstrate
from packfab.errors import Fault
from packfab.geometry import Region, boxes_meet, joined
from packfab.process.dies import footprint
from packfab.process.layout import Layout
from packfab.process.metal import Chips, Pocket, cavities_of, laminate_thickness, openings_of
from packfab.units import format_length

LEAST_FLOOR = 100_000
"""nm of metal that must be left below a cavity; a guess: thinner copper bends under the mill."""
_TOUCH = 1.0
"""nm2, overlap in plan that is drawing error alone."""
CAVITIES_PATH = "carrier.cavities"
FIRST_PATH = "carrier.first_layer"


def metal_faults(metal: MetalSubstrate, chips: Chips, layout: Layout) -> Iterator[Fault]:
    """What is wrong with a metal substrate of the direct method."""
    if metal.cavities is not None and metal.first_layer is not None:
        yield Fault("a metal substrate has machined cavities or a punched first layer, not both", where="carrier",
                    fix="take 'cavities' or 'first_layer' away")  # fmt: skip
        return
    yield from overlapping_dies(chips)
    if metal.cavities is not None:
        yield from _cavity_faults(metal, metal.cavities, chips, layout)
    if metal.first_layer is not None:
        yield from opening_faults(metal.first_layer, chips, layout)


def opening_faults(layer: FirstLayer, chips: Chips, layout: Layout | None = None) -> Iterator[Fault]:
    """What is wrong with the openings of a punched layer, and with its burr."""
    found = openings_of(layer, chips)
    yield from _corner_faults(found, chips, layer.clearance, layer.corner_radius, FIRST_PATH, "punch")
    if layout is not None:
        yield from _edge_faults(found, layout, FIRST_PATH, "opening")
    room = laminate_thickness(layer)
    if layer.burr_side == "base" and layer.burr > room:
        yield Fault("the burr does not fit between the two metal layers", where=f"{FIRST_PATH}.burr",
                    measured=f"burr of {format_length(layer.burr)}",
                    allowed=f"at most {format_length(room)} of laminate",
                    fix="take a thicker laminate or a sharper punch, or let the burr look up: 'burr_side: surface'"
                    )  # fmt: skip


def _cavity_faults(metal: MetalSubstrate, cavities: Cavities, chips: Chips, layout: Layout) -> Iterator[Fault]:
    found = cavities_of(cavities, chips)
    for pocket in found:
        left = metal.thickness + pocket.floor - cavities.flatness // 2
        if left < LEAST_FLOOR:
            yield Fault(f"the cavity of {_named(pocket.chips)} leaves too little metal below it",
                        where=f"{CAVITIES_PATH}.depth",
                        measured=f"{format_length(-pocket.floor)} deep into {format_length(metal.thickness)}: "
                                 f"{format_length(left)} left",
                        allowed=f"at least {format_length(LEAST_FLOOR)}",
                        fix="take a thicker sheet or shallower cavities")  # fmt: skip
    yield from _corner_faults(found, chips, cavities.clearance, cavities.corner_radius, CAVITIES_PATH, "mill")
    yield from _edge_faults(found, layout, CAVITIES_PATH, "cavity")
    yield from _overhangs(found, chips)


def overlapping_dies(chips: Chips) -> Iterator[Fault]:
    """Dies that want the same room on the metal."""
    plans = [(chip.name, footprint(chip, die)) for chip, die in chips]
    for i, (name, area) in enumerate(plans):
        for other, there in plans[i + 1 :]:
            if boxes_meet(area.box, there.box) and (common := area & there).area > _TOUCH:
                x0, y0, x1, y1 = common.box
                yield Fault(f"{other} would run into {name}", where=f"chips.{other}.at",
                            measured=f"{format_length(round(x1 - x0))} x {format_length(round(y1 - y0))} of overlap",
                            allowed="none", fix="move one of them")  # fmt: skip


def _corner_faults(found: Sequence[Pocket], chips: Chips, clearance: int, radius: int, path: str, tool: str
                   ) -> Iterator[Fault]:  # fmt: skip
    """Dies whose corners would sit in the round corners of their pocket."""
    needed = radius * (1 - 1 / math.sqrt(2))
    if clearance >= needed:
        return
    room = joined([pocket.area for pocket in found])
    for chip, die in chips:
        if (footprint(chip, die) - room).area > _TOUCH:
            yield Fault(f"the corners of {chip.name} would hit the round corners that the {tool} leaves",
                        where=f"{path}.corner_radius",
                        measured=f"clearance {format_length(clearance)} at a radius of {format_length(radius)}",
                        allowed=f"clearance of at least {format_length(math.ceil(needed))} (0.293 of the radius)",
                        fix=f"give more clearance or a {tool} of smaller radius")  # fmt: skip


def _edge_faults(found: Sequence[Pocket], layout: Layout, path: str, what: str) -> Iterator[Fault]:
    inside = layout.package.grown(-1, corners="mitre")
    for pocket in found:
        if (pocket.area - inside).area > _TOUCH:
            yield Fault(f"the {what} of {_named(pocket.chips)} reaches the edge of the package", where=path,
                        measured=_spans(pocket.area),
                        allowed=f"within {format_length(layout.body[0])} x {format_length(layout.body[1])} about the "
                                "middle",
                        fix="move the chip inwards, or give less clearance or a larger package")  # fmt: skip


def _overhangs(found: Sequence[Pocket], chips: Chips) -> Iterator[Fault]:
    """Dies that lie partly over the deeper cavity of another one."""
    own = {name: pocket for pocket in found for name in pocket.chips}
    for chip, die in chips:
        mine = own.get(chip.name)
        for pocket in found:
            if mine is not None and pocket.floor < mine.floor and (footprint(chip, die) & pocket.area).area > _TOUCH:
                yield Fault(f"{chip.name} would hang over the deeper cavity of {_named(pocket.chips)}",
                            where=f"chips.{chip.name}.at",
                            measured=f"floors at {format_length(mine.floor)} and {format_length(pocket.floor)}",
                            allowed="one floor below a die",
                            fix="set the chips further apart, or make their cavities equally deep")  # fmt: skip


def _spans(area: Region) -> str:
    x0, y0, x1, y1 = (format_length(round(v)) for v in area.box)
    return f"x {x0} to {x1}, y {y0} to {y1}"


def _named(chips: Sequence[str]) -> str:
    return " and ".join(chips)
