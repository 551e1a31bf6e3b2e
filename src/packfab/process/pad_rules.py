# SPDX-License-Identifier: Apache-2.0
"""Which pads of a wiring layer are too close, reach beyond the package, or are narrower than their holes?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from packfab.design import Hole, wide_end
from packfab.errors import Fault
from packfab.geometry import Region
from packfab.process.level import Contacts
from packfab.units import format_length


def wider_hole(hole: Hole, depth: int, pad: int, what: str, where: str) -> list[Fault]:
    """A hole whose wide end, `depth` nm up, is wider than its pad."""
    wide = round(wide_end(hole, depth))
    if wide <= pad:
        return []
    return [Fault(f"the wide end of the hole is wider than {what}", where=where,
                  measured=f"{format_length(wide)} at a depth of {format_length(depth)}",
                  allowed=f"at most {format_length(pad)}",
                  fix="give a wider pad, a narrower hole, a steeper wall or a thinner layer")]  # fmt: skip


def close_pads(sides: Sequence[Contacts], owners: Sequence[str], space: int, where: str, fix: str) -> list[Fault]:
    """Pads of different owners closer than the space of their layer: the worst pair, and how many there are.

    sides: where the layer is met from below and above; owners: of all their pads, one after the other.
    """
    pairs, gap = close_pairs(sides, owners, space)
    if not len(pairs):
        return []
    names = [name for side in sides for name in side.names]
    one, other = pairs[int(np.argmin(gap))].tolist()
    least, layer = float(gap.min()), where.rpartition(".")[2]
    what = f"{len(pairs)} pairs of pads" if len(pairs) > 1 else "two pads"
    return [Fault(f"{what} of different nets are too close on {layer}, {'worst ' if len(pairs) > 1 else ''}"
                  f"{names[one]} and {names[other]}", where=where,
                  measured="they overlap" if least < 0 else f"{format_length(round(least))} apart",
                  allowed=f"at least {format_length(space)}", fix=fix)]  # fmt: skip


def close_pairs(sides: Sequence[Contacts], owners: Sequence[str], space: int
                ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:  # fmt: skip
    """Pairs (n, 2) of pads of different owners closer than `space` nm, by number, and their gaps, nm.

    Of the pads of one owner at one place only the widest counts.
    """
    pads = [(x, y, side.pad / 2) for side in sides for x, y in side.places.tolist()]
    widest: dict[tuple[str, int, int], int] = {}
    for i in sorted(range(len(pads)), key=lambda i: pads[i][2]):
        widest[owners[i], pads[i][0], pads[i][1]] = i
    kept = np.array(sorted(widest.values()), dtype=np.int64)
    if not len(kept):
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0)
    x, y, radius = np.array([pads[i] for i in kept.tolist()], dtype=np.float64).T
    places, owner = np.column_stack([x, y]), np.array([owners[i] for i in kept.tolist()])
    one, other = _neighbours(places, radius, space).T
    gap = np.hypot(*(places[one] - places[other]).T) - radius[one] - radius[other]
    bad = (gap < space) & (owner[one] != owner[other])
    return np.column_stack([kept[one[bad]], kept[other[bad]]]), gap[bad]


def _neighbours(places: NDArray[np.float64], radius: NDArray[np.float64], space: int) -> NDArray[np.int64]:
    """Pairs (n, 2) of places, by number, whose circles may be closer than `space` nm.

    Each size of circle is looked up with each other size, so that a few wide ones do not widen the search of the many.
    """
    sizes = np.unique(radius).tolist()
    members = [np.flatnonzero(radius == size) for size in sizes]
    trees = [KDTree(places[member]) for member in members]
    found = []
    for i, size in enumerate(sizes):
        found.append(members[i][trees[i].query_pairs(2 * size + space, output_type="ndarray").reshape(-1, 2)])
        for j in range(i):
            near = trees[j].query_ball_point(places[members[i]], size + sizes[j] + space)
            counts = np.array([len(listed) for listed in near], dtype=np.int64)
            others = np.array([k for listed in near for k in listed], dtype=np.int64)
            found.append(np.column_stack([np.repeat(members[i], counts), members[j][others]]))
    return np.unique(np.sort(np.concatenate(found), axis=1), axis=0).astype(np.int64)


def pads_beyond(sides: Sequence[Contacts], outline: Region, where: str) -> list[Fault]:
    """Pads of a layer that reach beyond the package outline; sides: where it is met."""
    x0, y0, x1, y1 = outline.box
    faults = []
    for side in sides:
        if not len(side):
            continue
        inside = np.minimum(side.places - (x0, y0), (x1, y1) - side.places).min(axis=1)
        bad = np.flatnonzero(inside < side.pad / 2)
        if len(bad):
            worst = int(np.argmin(inside))
            least = int(inside[worst])
            layer = where.rpartition(".")[2]
            what = f"{len(bad)} pads of {layer} reach" if len(bad) > 1 else f"a pad of {layer} reaches"
            faults.append(Fault(
                f"{what} beyond the package outline, {'worst ' if len(bad) > 1 else ''}{side.names[worst]}",
                where=where,
                measured=f"centre {format_length(abs(least))} {'from' if least >= 0 else 'beyond'} the edge",
                allowed=f"at least {format_length(side.pad // 2)}",
                fix="move them inwards, or give a larger package"))  # fmt: skip
    return faults
