# SPDX-License-Identifier: Apache-2.0
"""What do layout and netlist look like side by side: terminals as wanted, metal as built, and where they differ?

Metal is known by its geometry alone. A terminal is known by the part that it belongs to and by its place; nets written
on solids are never asked, neither to find what hangs together nor as the truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import Build, Network
from packfab.sources import Source, guess

LEAST_CONTACT = 1_000_000.0
"""nm2; bodies that hold by less are a near miss."""
LEAST_CONTACT_SOURCE: Source = guess("1 um2: a round contact 1.1 um across, less than any via or wire of a package")
LEAST_GAP = 1_000.0
"""nm; metal of two nets that lies closer is a near miss."""
LEAST_GAP_SOURCE: Source = guess(
    "1 um: half the finest space of wiring on panels and thin films, and less than registration"
)

KINDS = ("short", "swapped", "open", "missing", "extra", "floating", "near miss")
"""Kinds of mismatches, the gravest first."""

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where the design wants a net: kind (`pad`, `ball`, `landing`, ...), part, name, net, and place (x, y) nm.

    roles: of the metal that it is; mate: name of the joint by which it must be met, shared by its two ends (a die pad
    and its landing); net: empty where the design leaves it unconnected but for its mate; used: whether the design joins
    it to anything; side: `top` or `bottom` where bodies at one place are told apart by their height.
    """

    kind: str
    part: str
    name: str
    net: str
    at: tuple[int, int]
    roles: frozenset[str]
    mate: str = ""
    used: bool = True
    side: str = ""

    @property
    def text(self) -> str:
        """`pad A1 of U1`."""
        return f"{self.kind} {self.name} of {self.part}"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One place where what was built is not what was asked for.

    nets: as the design names them; where: um; bodies: indices in the network, those that show it; terminals: indices
    of those concerned; measured, allowed and fix as in a `Finding`.
    """

    kind: str
    nets: tuple[str, ...]
    what: str
    where: Point
    bodies: tuple[int, ...] = ()
    terminals: tuple[int, ...] = ()
    measured: str = ""
    allowed: str = ""
    fix: str = ""


@dataclass(frozen=True, eq=False)
class Lvs:
    """The nets as built beside those of the design.

    body: of each terminal its body in the network, -1 without metal; undrawn: joints between pieces of a net that rest
    on metal which is not drawn (within carriers without traces, and within dies), net by net; excused: components
    without a terminal that may float, with the reason; group: of each
    component, those together that metal which is not drawn joins; seconds: CPU time of extraction and comparison.
    """

    build: Build
    network: Network
    terminals: tuple[Terminal, ...]
    body: NDArray[np.int64]
    mismatches: tuple[Mismatch, ...]
    undrawn: Mapping[str, int] = field(default_factory=dict)
    excused: Mapping[int, str] = field(default_factory=dict)
    group: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    seconds: float = 0.0

    @property
    def component(self) -> NDArray[np.int64]:
        """Component of each terminal, -1 without metal."""
        if not len(self.network.label):
            return np.full(len(self.body), -1)
        return np.where(self.body >= 0, self.network.label[self.body], -1)

    @property
    def nets(self) -> tuple[str, ...]:
        """The nets of the design, in the order of its terminals."""
        return tuple(dict.fromkeys(t.net for t in self.terminals if t.net))

    @property
    def components(self) -> int:
        """How many pieces of metal hang together."""
        return int(self.network.label.max()) + 1 if len(self.network.label) else 0
