# SPDX-License-Identifier: Apache-2.0
"""How far do things lie within what should enclose them: holes in pads, pads in openings, metal in the outline?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from packfab.checks.rules.measured import Measure, Measured
from packfab.checks.rules.measures_places import by_part
from packfab.checks.rules.measures_sizes import end_of
from packfab.checks.rules.rule import Rule, Selector
from packfab.checks.rules.scene import Scene
from packfab.geometry import (
    PlacedBodies,
    Region,
    depths_in_plan,
    depths_inside,
    joined,
    meeting_bodies,
    outline_at,
    placed_bodies,
)

_TOUCH = 2.0
"""nm, heights no further apart are one."""


def enclosure(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """How far what encloses each thing at one of its ends reaches beyond it, at the least; below zero outside.

    With the end `through` every height is asked at which something of the other kind meets it.
    """
    through = rule.word("end") == "through"
    ones = placed_bodies(scene.solids(rule.pick("of")), "widest" if through else end_of(rule))
    others = placed_bodies(scene.solids(rule.pick("to")))
    i, j = _meeting(ones, others, through=through)
    depth = depths_inside(ones, i, others, j)
    levels = others.z[j] if through else np.zeros(len(j))
    for k in _best(i, levels, depth):
        a, b = int(i[k]), int(j[k])
        x, y, z = ones.point(a)
        at = (x, y, float(others.z[b])) if through else (x, y, z)
        yield Measured(float(depth[k]), at, None, f"{ones.name(a)} in {others.name(b)}")


def registration(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """How far each opening clears the pad in it on all sides, or the pad reaches below the rim on all sides.

    Openings in which something of `unless` stands are left out.
    """
    ones, others = placed_bodies(scene.solids(rule.pick("of"))), placed_bodies(scene.solids(rule.pick("to")))
    i, j = _meeting(ones, others, through=True)
    if "unless" in rule.picks:
        taken, _ = _meeting(ones, placed_bodies(scene.solids(rule.pick("unless"))), through=True)
        free = ~np.isin(i, taken)
        i, j = i[free], j[free]
    depth = np.maximum(depths_inside(ones, i, others, j), depths_inside(others, j, ones, i))
    for k in _best(i, np.zeros(len(i)), depth):
        a, b = int(i[k]), int(j[k])
        yield Measured(float(depth[k]), others.point(b), None, f"{ones.name(a)} over {others.name(b)}")


def edge(scene: Scene, rule: Rule) -> Iterator[Measured]:
    """From each thing out to the edge of the outline that it lies in; below zero where it reaches beyond."""
    solids, outline = scene.solids(rule.pick("of")), rule.pick("to")
    if rule.word("part") == "same":
        for own in by_part(solids).values():
            yield from _to_edge(placed_bodies(own, "widest"), _plan(scene, outline, own[0].part))
        return
    yield from _to_edge(placed_bodies(solids, "widest"), _plan(scene, outline))


def _plan(scene: Scene, selector: Selector, part: str | None = None) -> Region:
    solids = [s for s in scene.solids(selector) if part in (None, s.part)]
    found = [outline_at(s, (s.z0 + s.z1) / 2) for s in solids]
    return joined(found)


def _to_edge(bodies: PlacedBodies, outline: Region) -> Iterator[Measured]:
    if not len(bodies) or not outline:
        return
    depth, lines = depths_in_plan(bodies, outline)
    for i in range(len(bodies)):
        z = float(bodies.z[i])
        (x0, y0), (x1, y1) = lines[i].tolist()
        yield Measured(float(depth[i]), (x0, y0, z), (x1, y1, z), bodies.name(i))


def _meeting(ones: PlacedBodies, others: PlacedBodies, *, through: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs that meet in plan, where the end of the one (or any of its heights) is a height of the other."""
    if not len(ones) or not len(others):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    i, j = meeting_bodies(ones, others)
    (low, high), (foot, head) = others.heights(), ones.heights()
    bottom, top = (foot[i], head[i]) if through else (ones.z[i], ones.z[i])
    level = (top >= low[j] - _TOUCH) & (bottom <= high[j] + _TOUCH)
    return i[level], j[level]


def _best(i: NDArray[np.int64], level: NDArray[np.float64], depth: NDArray[np.float64]) -> list[int]:
    """Of all that may enclose a thing at one level the row of the one that does so best."""
    order = np.lexsort((-depth, level, i))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(i[order]) > 0) | (np.diff(level[order]) > 0)
    return [int(k) for k in order[first]]


INSIDE: Mapping[str, Measure] = {
    "enclosure": Measure(enclosure, "length", "how far what encloses each at one end reaches beyond it",
                         picks=("of", "to"), parameters={"end": "word"}),
    "registration": Measure(registration, "length", "how far each opening clears its pad, or the pad its opening",
                            picks=("of", "to", "unless?")),
    "edge": Measure(edge, "length", "from each out to the edge of the outline that it lies in", picks=("of", "to"),
                    parameters={"part": "word"}),
}  # fmt: skip
