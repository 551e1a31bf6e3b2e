# SPDX-License-Identifier: Apache-2.0
"""Which contacts on the outermost wiring cannot be made, and which balls sit on none of them?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.spatial import cKDTree

from packfab.design.package import Package, body_size
from packfab.design.pads import Pad, PadMap, centres
from packfab.design.validate_pads import pad_map_faults, shortened
from packfab.errors import Fault
from packfab.units import format_length


def contact_faults(package: Package, contacts: PadMap, pad: int, where: str) -> Iterator[Fault]:
    """What is wrong with a map of contacts; pad: diameter of those that have no size of their own, nm."""
    yield from pad_map_faults(where, with_sizes(contacts, pad), body_size(package), "package")
    if package.balls is None or not package.balls.pads.pads or not contacts.pads:
        return
    balls = package.balls.pads
    distance, _ = cKDTree(centres(contacts)).query(centres(balls))
    faults = [
        Fault(f"ball '{ball.name}' sits on no contact", f"balls.pads.{ball.name}",
              measured=f"the nearest is {format_length(float(far))} away",
              allowed=f"at most {format_length(pad / 2)}",
              fix="put a contact there, or take 'contacts' away: the balls set them")
        for ball, far in zip(balls.pads, np.atleast_1d(distance), strict=True) if 2 * far > pad
    ]  # fmt: skip
    yield from shortened(faults, "balls.pads")


def with_sizes(contacts: PadMap, pad: int) -> PadMap:
    """The same contacts, with a diameter for those that have no size of their own."""
    return PadMap(pads=tuple(
        own if own.diameter or own.size else Pad(own.name, own.x, own.y, own.net, pad) for own in contacts.pads
    ))  # fmt: skip
