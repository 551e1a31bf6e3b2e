# SPDX-License-Identifier: Apache-2.0
"""What is one metal layer of a fan-out: where do holes lead to it, where is it met from above, which lines join them?

Levels stand in the order of making, from the panel up. All places are those of the site at the origin, package frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from packfab.design import MetalLayer
from packfab.geometry import Region, at


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """Places (n, 2) nm where two layers meet, with the net ('' where there is none) and the name of each.

    pad: diameter of the metal around each, nm.
    """

    places: NDArray[np.int64]
    nets: tuple[str, ...]
    names: tuple[str, ...]
    pad: int

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """A metal layer: `below` it is met by what was made before, `above` by what comes next.

    With chips first, below the first level are the pins and above the last one the balls; with wiring first, below the
    first one are the contacts at the far side and above the last one the pins. lines: by net, the plan of the lines
    alone; unrouted: nets that found no way, with the reason; length: nm of line.
    """

    layer: MetalLayer
    below: Contacts
    above: Contacts
    lines: tuple[tuple[str, Region], ...] = ()
    unrouted: tuple[tuple[str, str], ...] = ()
    length: float = 0.0

    @property
    def contacts(self) -> Sequence[Contacts]:
        """Where it is met, from either side."""
        return (self.below, self.above)


def apart(below: Contacts, above: Contacts) -> tuple[Contacts, Contacts]:
    """Both kinds of pads without those that the other one covers: at one place only the wider pad is made."""
    narrow, wide = (below, above) if below.pad <= above.pad else (above, below)
    return wide, beside(narrow, wide)


def beside(some: Contacts, others: Contacts) -> Contacts:
    """Those of the contacts that stand at other places than all of the others."""
    taken = set(map(tuple, others.places.tolist()))
    free = [i for i, place in enumerate(some.places.tolist()) if tuple(place) not in taken]
    return Contacts(at(some.places[np.array(free, dtype=np.int64)]), tuple(some.nets[i] for i in free),
                    tuple(some.names[i] for i in free), some.pad)  # fmt: skip
