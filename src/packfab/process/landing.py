# SPDX-License-Identifier: Apache-2.0
"""Which holes of a panel end on metal, and on how much of their floor do they meet it?

What a site is made of is alike at all sites but for chips that deviate: so one site stands for all those without a
deviation, and each of the others is asked by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from packfab.design import Hole
from packfab.geometry import EMPTY, Build, Frustum, Region, Solid, at, discs, slice_at
from packfab.process.deviations import deviating_sites, origin_site
from packfab.process.hole import HOLLOWS, Side
from packfab.process.layout import Layout
from packfab.process.level import Contacts
from packfab.process.panel_names import METAL
from packfab.process.pinned import PIN
from packfab.process.thin_film_names import BUS, DEVICE_ROLES, INTERNAL_CIRCUIT

LANDS = frozenset({METAL, PIN, "pad", BUS, INTERNAL_CIRCUIT, *DEVICE_ROLES})
"""Roles of the metal that holes may end on: wiring, pins, pads of dies, and passive devices."""


@dataclass(frozen=True, slots=True, eq=False)
class Landing:
    """How the holes of a site end, in the order of the contacts, at the sites in question.

    sites: (n) indices in the order of `Layout.offsets`, the first of which stands for all that are not named;
    missed: (n, holes), whether a hole meets no metal; share: (n, holes), part of the floor that meets metal, 1 where
    there is no metal yet to be met; sought: whether there is.
    """

    sites: NDArray[np.int64]
    missed: NDArray[np.bool_]
    share: NDArray[np.float64]
    sought: bool = True

    def missed_count(self, layout: Layout) -> int:
        """Holes without metal at all sites."""
        each = self.missed.sum(axis=1)
        return int(each.sum() + each[0] * (layout.count - len(self.sites)))

    def missed_sites(self, layout: Layout) -> NDArray[np.int64]:
        """Sites with such a hole, in the order of `Layout.offsets`."""
        bad = np.full(layout.count, bool(self.missed[0].any()))
        bad[self.sites] = self.missed.any(axis=1)
        return np.flatnonzero(bad)

    def worst(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Least share of each hole over all sites, to six digits, and the row of `share` that has it."""
        share = self.share.round(6)
        return share.min(axis=0), share.argmin(axis=0)


def landing(build: Build, layout: Layout, contacts: Contacts, hole: Hole, z: int, side: Side) -> Landing:
    """How holes at the contacts end at z, before they are cut; side: from where they are opened.

    Of what lies below holes only pins move with their chips; they stand alone at the height of their tips.
    """
    sites = _sites(build, layout)
    metal = [s for s in build.solids if s.mode != "cut" and s.role in LANDS]
    missed, share = np.zeros((len(sites), len(contacts)), dtype=bool), np.ones((len(sites), len(contacts)))
    if not metal or not len(contacts):
        return Landing(sites, missed, share, sought=bool(metal))
    ends = [(s, r) for s in metal if (r := end_radius(s, z, side=side)) > 0]
    hollows = [(s, r) for s in build.solids if s.mode == "cut" and s.name.endswith(HOLLOWS)
               and (r := end_radius(s, z, side=side)) > 0]  # fmt: skip
    ends, hollows = (_at(layout, sites, found) for found in (ends, hollows))
    xy = (contacts.places[None] + layout.offsets[sites][:, None]).reshape(-1, 2).astype(np.float64)
    reach = hole.diameter / 2
    away = np.ones(len(xy), dtype=bool)
    for solid, radius in ends:
        away[away] = _nearest(solid, xy[away]) >= radius + reach
    for solid, radius in hollows:
        if radius > reach:
            away |= _nearest(solid, xy) <= radius - reach
    missed[:] = away.reshape(missed.shape)
    share[0] = _shares(build, layout, contacts, reach, z, side, site=int(sites[0]))
    missed[0] &= share[0] == 0
    if any(s.role == PIN for s, _ in ends):
        share[1:] = _on_pins(ends, xy[len(contacts) :], reach).reshape(share[1:].shape)
    else:
        missed[1:], share[1:] = missed[0], share[0]
    share[missed] = 0.0
    return Landing(sites, missed, share)


def end_radius(solid: Solid, z: int, *, side: Side) -> float:
    """Radius of a round body just beyond the end of a hole at z, 0 when it is not there."""
    if not isinstance(solid.shape, Frustum):
        return 0.0
    there = solid.z0 < z <= solid.z1 if side == "above" else solid.z0 <= z < solid.z1
    return solid.shape.radius(z) if there else 0.0


def _sites(build: Build, layout: Layout) -> NDArray[np.int64]:
    """A site without deviations (that at the origin, where it has none) and all with; the latter alone if all have."""
    beside = deviating_sites(build, layout)
    here = origin_site(layout)
    free = np.ones(layout.count, dtype=bool)
    free[list(beside)] = False
    if free[here]:
        return np.array([here, *beside], dtype=np.int64)
    return np.array([*np.flatnonzero(free)[:1], *beside], dtype=np.int64)


def _at(layout: Layout, sites: NDArray[np.int64], found: Sequence[tuple[Solid, float]]) -> list[tuple[Solid, float]]:
    """The bodies in the cells of these sites alone, with their radii."""
    step, low = np.maximum(layout.pitch, 1), layout.offsets.min(axis=0)
    wanted = np.zeros(layout.count, dtype=bool)
    wanted[sites] = True
    kept = []
    for solid, radius in found:
        cell = np.floor((solid.places - low) / step + 0.5).astype(np.int64)
        column, row = np.clip(cell, 0, (layout.columns - 1, layout.rows - 1)).T
        here = solid.places[wanted[row * layout.columns + column]]
        if len(here):
            kept.append((replace(solid, places=at(here), nets=()), radius))
    return kept


def _nearest(solid: Solid, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(xy):
        return np.zeros(0)
    return np.atleast_1d(np.asarray(KDTree(solid.places.astype(np.float64)).query(xy)[0]))


def _shares(build: Build, layout: Layout, contacts: Contacts, reach: float, z: int, side: Side, *, site: int
            ) -> NDArray[np.float64]:  # fmt: skip
    """Part of the floor of each hole of a site that is metal, as built, just beyond the holes."""
    places = contacts.places + layout.offsets[site]
    floors, margin = discs(places, reach), round(reach)
    low, high = places.min(axis=0) - margin, places.max(axis=0) + margin
    cut = slice_at(build, z - 1 if side == "above" else z, box=(*low.tolist(), *high.tolist()))
    metal = _joined([p.region for p in cut.pieces if p.solid.role in LANDS]) & floors
    tree, area = KDTree(places.astype(np.float64)), np.zeros(len(places))
    for part in metal.parts:
        x0, y0, x1, y1 = part.box
        area[int(tree.query(((x0 + x1) / 2, (y0 + y1) / 2))[1])] += part.area
    return np.minimum(1.0, area / (np.pi * reach**2))


def _joined(regions: Sequence[Region]) -> Region:
    """All regions as one."""
    found = EMPTY
    for one in regions:
        found = found | one
    return found


def _on_pins(ends: Sequence[tuple[Solid, float]], xy: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Part of a floor of radius `reach` at each place that lies on the round ends: the best of them."""
    share = np.zeros(len(xy))
    for solid, radius in ends:
        share = np.maximum(share, lens_area(_nearest(solid, xy), reach, radius) / (np.pi * reach**2))
    return share


def lens_area(distance: NDArray[np.float64], r: float, s: float) -> NDArray[np.float64]:
    """What two discs of radii r and s share, centres so far apart.

    Source: Weisstein, Circle-Circle Intersection, MathWorld, eq. 14: two circular segments on the common chord.
    """
    d = np.clip(distance, max(abs(r - s), 1e-9), r + s)
    one = np.arccos(np.clip((d**2 + r**2 - s**2) / (2 * d * r), -1, 1))
    other = np.arccos(np.clip((d**2 + s**2 - r**2) / (2 * d * s), -1, 1))
    kite = np.sqrt(np.maximum(0.0, (-d + r + s) * (d + r - s) * (d - r + s) * (d + r + s))) / 2
    area: NDArray[np.float64] = r**2 * one + s**2 * other - kite
    return area
