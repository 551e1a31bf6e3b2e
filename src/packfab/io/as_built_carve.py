# SPDX-License-Identifier: Apache-2.0
"""What is left of a body where no simple cell tells it? The log is replayed in space with any engine of booleans."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from packfab.geometry import Box, Solid, boxes_meet
from packfab.io.as_built_cells import Carved, Part, whole

Piece = TypeVar("Piece")

_MARGIN = 1000.0
"""nm, by how much a block that only clips in z reaches beyond the body."""


@dataclass(frozen=True, slots=True)
class Engine(Generic[Piece]):
    """What replaying needs: pieces of parts, moved in plan (nm), without others, and within a block (box, z0, z1)."""

    pieces: Callable[[Sequence[Part]], list[Piece]]
    moved: Callable[[Piece, float, float], Piece]
    without: Callable[[list[Piece], list[Piece]], list[Piece]]
    within: Callable[[list[Piece], Box, float, float], list[Piece]]


def carved(part: Carved, engine: Engine[Piece]) -> list[Piece]:
    """What is left of the target of a part, by its log."""
    target = part.log.solids[part.target]
    near = {i: s for i, s in enumerate(part.log.solids) if s.z0 < part.z1 and s.z1 > part.z0 and len(s.places)}
    bodies = {i: _bodies(s, part if i == part.target else None, engine) for i, s in near.items()}
    mine = bodies[part.target]
    if target.mode == "under":
        held: dict[int, list[Piece]] = {}
        # what comes after the last cut need not be told apart: all of it is there
        last = max((i for i, s in near.items() if i < part.target and s.mode == "cut"), default=-1)
        for i, solid in near.items():
            if i <= last:
                _act(held, i, solid, bodies[i], near, engine)
            elif i < part.target:
                held[i] = bodies[i]
        mine = _less(mine, [piece for pieces in held.values() for piece in pieces], engine)
    takers = [i for i, s in near.items() if i > part.target and takes(s, target)]
    left = _less(mine, [piece for i in takers for piece in bodies[i]], engine)
    if not left or _whole_heights(part):
        return left
    x0, y0, x1, y1 = target.box
    around = (x0 - _MARGIN, y0 - _MARGIN, x1 + _MARGIN, y1 + _MARGIN)
    return engine.within(left, around, part.z0, part.z1)


def takes(later: Solid, solid: Solid) -> bool:
    """Whether what comes later in the log displaces or cuts the solid."""
    return later.mode == "over" or (later.mode == "cut" and (not later.only or solid.material in later.only))


def _act(
    held: dict[int, list[Piece]],
    i: int,
    solid: Solid,
    body: list[Piece],
    log: Mapping[int, Solid],
    engine: Engine[Piece],
) -> None:
    """Let one solid of the log act on what others hold, in place."""
    left = body
    if solid.mode == "under":
        left = _less(body, [piece for pieces in held.values() for piece in pieces], engine)
    else:
        for j, before in held.items():
            if takes(solid, log[j]) and _meet(solid, log[j]):
                held[j] = _less(before, body, engine)
    if solid.mode != "cut":
        held[i] = left


def _meet(a: Solid, b: Solid) -> bool:
    return a.z0 < b.z1 and b.z0 < a.z1 and boxes_meet(a.box, b.box)


def _less(pieces: list[Piece], tools: list[Piece], engine: Engine[Piece]) -> list[Piece]:
    return engine.without(pieces, tools) if pieces and tools else pieces


def _whole_heights(part: Carved) -> bool:
    return part.z0 == math.floor(part.z0) and part.z1 == math.floor(part.z1)


def _bodies(solid: Solid, part: Carved | None, engine: Engine[Piece]) -> list[Piece]:
    """The body at each of its places; clipped to the heights of a part where they are whole."""
    if part is not None and _whole_heights(part):
        clipped = solid.shape.clipped(int(part.z0), int(part.z1))
        if clipped is None:
            return []
        solid = replace(solid, shape=clipped)
    at_origin = engine.pieces(whole(solid))
    return [engine.moved(piece, float(x), float(y)) for x, y in solid.places.tolist() for piece in at_origin]
