# SPDX-License-Identifier: Apache-2.0
"""What is routed: which metal lies on the layer, which of it is to be joined, and what are the traces found?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import EMPTY, Region, region
from packfab.routing.segments import Floats, to_point

OUTLINE = "the outline"
CHORD = 50.0
"""nm, how far the rounded corner of a trace may lie inside its circle; never outside."""


@dataclass(frozen=True, slots=True)
class Metal:
    """A pad or other metal at a place (x, y nm): round of `diameter` nm, or with an `outline` about that place.

    Metal of one net that is a `terminal` gets joined; the rest is kept clear of by all other nets. Without a net it
    is kept clear of by all. A trace may end `anywhere` within such an outline, else it ends at the place.
    """

    net: str
    place: tuple[int, int]
    diameter: int = 0
    outline: Region | None = None
    terminal: bool = True
    anywhere: bool = False

    @property
    def radius(self) -> float:
        """Of the largest disc about the place that lies within the metal, nm; 0 where the place is beside it."""
        if self.outline is None:
            return self.diameter / 2
        if not self.outline.contains([(0.0, 0.0)])[0]:
            return 0.0
        edges = pieces_of([self])
        return float(to_point(np.array(self.place, dtype=np.float64), edges.a, edges.b).min())


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """The centre line of one trace: points (n, 2) whole nm. The traces of a net with many pads are a tree."""

    net: str
    points: NDArray[np.int64]

    @property
    def length(self) -> float:
        """nm."""
        return float(np.hypot(*np.diff(self.points, axis=0).T).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Routing:
    """What a router found: traces, and the nets that stay open with the reason."""

    routes: tuple[Route, ...]
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def nets(self) -> tuple[str, ...]:
        """The nets that are joined throughout, in the order of their traces."""
        return tuple(dict.fromkeys(route.net for route in self.routes))


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Straight pieces a-b (n, 2) nm, each with a radius (n) nm and the net that it belongs to (n)."""

    a: Floats
    b: Floats
    radius: Floats
    nets: NDArray[np.str_]

    def __add__(self, other: Pieces) -> Pieces:
        return Pieces(np.concatenate([self.a, other.a]), np.concatenate([self.b, other.b]),
                      np.concatenate([self.radius, other.radius]), np.concatenate([self.nets, other.nets]))  # fmt: skip

    def where(self, which: NDArray[np.bool_]) -> Pieces:
        """Some of them."""
        return Pieces(self.a[which], self.b[which], self.radius[which], self.nets[which])


def ring_edges(rings: Iterable[NDArray[np.float64]]) -> tuple[Floats, Floats]:
    """First and last points (n, 2) of the edges of closed rings."""
    closed = [(ring, np.roll(ring, -1, axis=0)) for ring in rings]
    if not closed:
        return np.zeros((0, 2)), np.zeros((0, 2))
    return np.concatenate([c[0] for c in closed]), np.concatenate([c[1] for c in closed])


def pieces_of(metals: Sequence[Metal]) -> Pieces:
    """Round metal as points with a radius, outlined metal as its edges."""
    found = Pieces(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0), np.zeros(0, dtype=np.str_))
    round_ones = [m for m in metals if m.outline is None]
    if round_ones:
        centre = np.array([m.place for m in round_ones], dtype=np.float64)
        found += Pieces(centre, centre, np.array([m.diameter / 2 for m in round_ones]),
                        np.array([m.net for m in round_ones]))  # fmt: skip
    for m in metals:
        if m.outline is not None:
            a, b = ring_edges(m.outline.rings)
            found += Pieces(a + m.place, b + m.place, np.zeros(len(a)), np.full(len(a), m.net))
    return found


def pieces_of_outline(outline: Region) -> Pieces:
    """The edges of an outline, as of a net `the outline`."""
    a, b = ring_edges(outline.rings)
    return Pieces(a, b, np.zeros(len(a)), np.full(len(a), OUTLINE))


def pieces_of_traces(routes: Sequence[Route], width: float) -> Pieces:
    """Traces as straight pieces with half their width."""
    found = pieces_of([])
    parts = [(r.points.astype(np.float64), r.net) for r in routes if len(r.points) > 1]
    if not parts:
        return found
    a, b = (np.concatenate([p[s] for p, _ in parts]) for s in (slice(None, -1), slice(1, None)))
    nets = np.concatenate([np.full(len(p) - 1, net) for p, net in parts])
    return Pieces(a, b, np.full(len(a), width / 2), nets)


def outline_of(route: Route, width: float) -> Region:
    """The trace as it is drawn: exactly `width` nm wide, corners and ends rounded."""
    points = route.points.astype(np.float64)
    rings = [_capsule(a, b, width / 2) for a, b in zip(points[:-1], points[1:], strict=True) if (a != b).any()]
    return region(rings) if rings else EMPTY


def _capsule(a: Floats, b: Floats, radius: float) -> Floats:
    """Ring about a piece with half a circle at either end, counter-clockwise."""
    count = max(4, math.ceil(math.pi / (2 * math.sqrt(2 * min(CHORD / radius, 0.5)))) * 2)
    turn = np.linspace(-math.pi / 2, math.pi / 2, count + 1) + math.atan2(b[1] - a[1], b[0] - a[0])
    half = radius * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    return np.concatenate([b + half, a - half])
