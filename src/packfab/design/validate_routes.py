# SPDX-License-Identifier: Apache-2.0
"""Which lines drawn by hand cannot be made: on no layer, of no net, without length, or beyond the package?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from packfab.design.crossing import inside
from packfab.design.fan_out import Route
from packfab.design.package import Package, body_size
from packfab.design.placement import corners
from packfab.design.quantity import Point
from packfab.design.validate_chips import did_you_mean
from packfab.design.validate_pads import shortened
from packfab.errors import Fault
from packfab.units import format_length


def route_faults(
    package: Package,
    routes: Sequence[Route],
    where: str,
    *,
    layers: Sequence[str],
    kind: str,
    nets: Collection[str],
    owners: str,
) -> Iterator[Fault]:
    """What is wrong with lines drawn by hand.

    where: dotted path of their list; layers, nets: those that there are; kind: what such a layer is called; owners:
    what has a net, in words.
    """
    faults: list[Fault] = []
    for index, route in enumerate(routes):
        place = f"{where}[{index}]"
        if route.layer not in layers:
            faults.append(Fault(f"no {kind} '{route.layer}'", f"{place}.layer", allowed=", ".join(layers),
                                fix=did_you_mean(route.layer, layers) or "name one of these"))  # fmt: skip
        if route.net not in nets:
            faults.append(Fault(f"no {owners} has the net '{route.net}'", f"{place}.net",
                                fix=did_you_mean(route.net, nets) or "name a net of the dies"))  # fmt: skip
        faults += centre_line_faults(package, route.points, f"{place}.points", f"the line of net '{route.net}'")
    yield from shortened(faults, where, "table")


def centre_line_faults(
    package: Package, points: Sequence[Point], where: str, what: str, *, reach: int = 0
) -> Iterator[Fault]:
    """A centre line of no length, or one that leaves the package; reach: half its width where that counts, nm."""
    if len(set(points)) < 2:
        yield Fault(f"{what} has no length", where, measured=f"{len(points)} times the same corner",
                    allowed="2 corners or more", fix="give another corner, or delete the line")  # fmt: skip
    width, height = (side - 2 * reach for side in body_size(package))
    wide = min(width, height) <= 0
    off = [] if wide else np.flatnonzero(~inside(np.asarray(points, dtype=np.int64), corners((width, height)))).tolist()
    if wide or off:
        x, y = points[off[0] if off else 0]
        half = f" with a half width of {format_length(reach)}" if reach else ""
        yield Fault(f"{what} leaves the package", where, measured=f"{format_length(x)}, {format_length(y)}{half}",
                    allowed=" x ".join(format_length(side) for side in body_size(package)),
                    fix="move its corners inwards")  # fmt: skip
