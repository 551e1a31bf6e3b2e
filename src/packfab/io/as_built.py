# SPDX-License-Identifier: Apache-2.0
"""Which bodies stand there when the whole log has been replayed, and which of them are equal?

Each place of a solid is looked at with what is around it and has a say in what is left. Places with the same
surroundings have the same body: it is worked out once and stands in many places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from packfab.geometry import Build, Pick, Prism, Solid, at, kept, rectangle
from packfab.io.as_built_carve import takes
from packfab.io.as_built_cells import Cell, Part, parts_of, whole
from packfab.io.as_built_loops import Turned


@dataclass(frozen=True, slots=True, eq=False)
class BuiltBody:
    """What is left of a solid at one place, and all places at which the same is left.

    Parts are about the place, in nm; `places` (n, 2) nm, and `numbers` (n) of these places in the solid.
    """

    index: int
    solid: Solid
    parts: tuple[Part, ...]
    places: NDArray[np.int64]
    numbers: NDArray[np.int64]


def as_built(build: Build, pick: Pick = lambda solid: solid.role != "void") -> tuple[BuiltBody, ...]:
    """Every body that the build consists of, by solid; voids left by the mold are no bodies unless picked."""
    found: list[BuiltBody] = []
    for index, solid in enumerate(build.solids):
        if solid.mode != "cut" and len(solid.places) and pick(solid):
            found += _bodies(build, index)
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Neighbour:
    """A solid that has a say: at which of its places each window meets it, or which windows it covers."""

    index: int
    window: NDArray[np.int64]
    place: NDArray[np.int64]
    covers: NDArray[np.bool_]


def _bodies(build: Build, index: int) -> Iterator[BuiltBody]:
    """The bodies of one solid."""
    solid = build.solids[index]
    groups = _groups(solid)
    windows = np.array([_window(solid, group) for group in groups])
    around = [n for j in range(len(build.solids)) if (n := _neighbour(build, index, j, windows)) is not None]
    says: list[list[tuple[_Neighbour, int]]] = [[] for _ in groups]
    for neighbour in around:
        for row, window in enumerate(neighbour.window.tolist()):
            says[window].append((neighbour, row))
    kinds: dict[object, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        anchor = solid.places[group[0]]
        own = tuple(map(tuple, (solid.places[group] - anchor).tolist()))
        kinds[own, tuple(_say(build, anchor, n, row) for n, row in says[number])].append(number)
    for numbers in kinds.values():
        first = numbers[0]
        anchor = solid.places[groups[first][0]]
        parts = _parts(build, index, groups[first], anchor, says[first], windows[first])
        standing = np.array([groups[n][0] for n in numbers], dtype=np.int64)
        for shared, offsets in _apart(parts):
            places = (solid.places[standing][:, None, :] + offsets[None]).reshape(-1, 2)
            yield BuiltBody(index, solid, shared, at(places), np.repeat(standing, len(offsets)))


def _apart(parts: tuple[Part, ...]) -> Iterator[tuple[tuple[Part, ...], NDArray[np.int64]]]:
    """The parts with their offsets; cells that stand in many places, such as rings of compound, by themselves."""
    rest: list[Part] = []
    alike: dict[object, list[tuple[Cell, tuple[int, int]]]] = defaultdict(list)
    for part in parts:
        axis = _axis(part)
        if isinstance(part, Cell) and axis is not None:
            alone = part.moved(-axis[0], -axis[1])
            alike[part.z0, part.z1, alone.key].append((alone, axis))
        else:
            rest.append(part)
    for found in alike.values():
        if len(found) > 1:
            yield (found[0][0],), at([axis for _, axis in found])
        else:
            rest.append(found[0][0].moved(*found[0][1]))
    if rest:
        yield tuple(rest), at([(0, 0)])


def _axis(part: Part) -> tuple[int, int] | None:
    """The whole place of a cell whose outer wall is turned about an axis."""
    if not isinstance(part, Cell) or not all(isinstance(loop, Turned) for loop in (part.outer, *part.holes)):
        return None
    outer = part.outer
    assert isinstance(outer, Turned)
    return (round(outer.x), round(outer.y)) if outer.x == round(outer.x) and outer.y == round(outer.y) else None


def _say(build: Build, anchor: NDArray[np.int64], neighbour: _Neighbour, row: int) -> object:
    """What tells one neighbour of a window from another."""
    if neighbour.covers[row]:
        return (neighbour.index, "covers")
    dx, dy = (build.solids[neighbour.index].places[neighbour.place[row]] - anchor).tolist()
    return (neighbour.index, dx, dy)


def _groups(solid: Solid) -> list[NDArray[np.int64]]:
    """Numbers of places whose bodies touch in plan: they are one body."""
    count = len(solid.places)
    if count == 1:
        return [np.zeros(1, dtype=np.int64)]
    boxes = _boxes(solid)
    a, b = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    links = coo_array((np.ones(len(a)), (a, b)), shape=(count, count))
    total, label = connected_components(links, directed=False)
    if total == count:
        return list(np.arange(count, dtype=np.int64)[:, None])
    order = np.argsort(label, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(label))[:-1])
    return sorted((np.sort(g) for g in groups), key=lambda g: int(g[0]))


def _boxes(solid: Solid) -> NDArray[np.object_]:
    x0, y0, x1, y1 = solid.shape.box
    x, y = solid.places.T
    boxes: NDArray[np.object_] = shapely.box(x + x0, y + y0, x + x1, y + y1)
    return boxes


def _window(solid: Solid, group: NDArray[np.int64]) -> tuple[float, float, float, float]:
    return kept(solid, group.tolist()).box


def _neighbour(build: Build, index: int, other: int, windows: NDArray[np.float64]) -> _Neighbour | None:
    """Where another solid has a say in what is left of this one; None where it has none."""
    mine, solid = build.solids[index], build.solids[other]
    if other == index or not len(solid.places) or solid.z0 >= mine.z1 or solid.z1 <= mine.z0:
        return None
    if not (takes(solid, mine) if other > index else mine.mode == "under"):
        return None
    x0, y0, x1, y1 = windows.T
    shapes = np.array(shapely.box(x0, y0, x1, y1), dtype=object)
    place, window = shapely.STRtree(shapes).query(_boxes(solid), predicate="intersects")
    covers = np.zeros(len(window), dtype=bool)
    if isinstance(solid.shape, Prism) and len(solid.places) == 1 and len(window):
        x, y = (float(v) for v in solid.places[0])
        ends = [solid.shape.outline(z) for z in (solid.z0, solid.z1 - 1)] if solid.shape.slope else None
        plan = solid.shape.footprint.moved(x, y).shape()
        if ends is None:
            shapely.prepare(plan)
            meets = shapely.intersects(plan, shapes[window]) & ~shapely.touches(plan, shapes[window])
            place, window = place[meets], window[meets]
            covers = shapely.contains(plan, shapes[window])
    if not len(window):
        return None
    order = np.lexsort((place, window))
    return _Neighbour(other, window[order], place[order], covers[order])


def _parts(
    build: Build,
    index: int,
    group: NDArray[np.int64],
    anchor: NDArray[np.int64],
    says: list[tuple[_Neighbour, int]],
    window: NDArray[np.float64],
) -> tuple[Part, ...]:
    """The parts of one body about its anchor."""
    solid = build.solids[index]
    if not says and len(group) == 1:
        return whole(solid)
    x0, y0, x1, y1 = (window - np.tile(anchor, 2)).tolist()
    places: dict[int, list[int]] = defaultdict(list)
    covering: set[int] = set()
    for neighbour, row in says:
        places[neighbour.index].append(int(neighbour.place[row]))
        if neighbour.covers[row]:
            covering.add(neighbour.index)
    log: list[Solid] = []
    target = 0
    for j in sorted({index, *places}):
        other = build.solids[j]
        if j == index:
            target = len(log)
            log.append(replace(solid, places=at(solid.places[group] - anchor), nets=()))
        elif j in covering:
            log.append(
                replace(other, shape=Prism(rectangle(x0, y0, x1, y1), other.z0, other.z1), places=at([(0, 0)]), nets=())
            )
        else:
            log.append(replace(other, places=at(other.places[places[j]] - anchor), nets=()))
    return parts_of(Build(tuple(log)), target)
