# SPDX-License-Identifier: Apache-2.0
"""How does a chip lie in a package as built: its place, its turn, and whether it is seen in a mirror?

Masks of a die are drawn looking onto its active face, about its centre. Which way it lies in the package is read off
the build: the pads of the design are laid over those that were made, in the eight ways that keep the grid.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from packfab.design import FlipChip, Package, centres
from packfab.geometry import Solid, turn_matrix

_CLOSE = 2
"""nm, by which pads that were turned and moved may differ from the design."""


@dataclass(frozen=True, slots=True)
class Face:
    """From die to package: mirrored about the x axis of the die, turned by degrees, then moved by `at` nm."""

    at: tuple[int, int] = (0, 0)
    turn: int = 0
    mirrored: bool = False

    @property
    def matrix(self) -> NDArray[np.float64]:
        """Matrix (2, 2) from die to package."""
        return turn_matrix(self.turn) @ np.diag([1.0, -1.0 if self.mirrored else 1.0])

    def back(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (n, 2) of the package, seen from the die."""
        found: NDArray[np.float64] = (points - self.at) @ self.matrix
        return found


WHOLE_PACKAGE = Face()


def face_of(package: Package, name: str, solids: Sequence[Solid]) -> Face:
    """How the chip of that name lies, by its pads among the solids; without a way that fits, as the package."""
    chips = (*package.chips, *(package.second.chips if package.second is not None else ()))
    chip = next((chip for chip in chips if chip.name == name), None)
    made = [solid for solid in solids if solid.role == "pad"]
    if chip is None or not made:
        return WHOLE_PACKAGE
    built = [(tuple(place), net) for s in made for place, net in zip(s.places.tolist(), s.nets_by_place, strict=True)]
    maps = package.dies[chip.die].pads.values()
    wanted = [(point, pad.net) for m in maps for point, pad in zip(centres(m).tolist(), m.pads, strict=True)]
    expected = round(math.degrees(chip.rotation)) % 360
    for mirrored, turn in _ways(expected, isinstance(chip, FlipChip)):
        face = Face((0, 0), turn, mirrored)
        at = _shift(face, built, wanted)
        if at is not None:
            return Face(at, turn, mirrored)
    return WHOLE_PACKAGE


def _ways(turn: int, flipped: bool) -> Iterator[tuple[bool, int]]:
    """All eight ways, the expected one first; a flip chip is its mirror image in x."""
    if flipped:
        turn = (turn + 180) % 360
    for mirrored in (flipped, not flipped):
        for more in (0, 90, 180, 270):
            if turn % 90 == 0:
                yield mirrored, (turn + more) % 360


def _shift(
    face: Face, built: Sequence[tuple[tuple[int, int], str]], wanted: Sequence[tuple[Sequence[int], str]]
) -> tuple[int, int] | None:
    """Where the die lies if its pads, turned so, are those that were made; nothing if they are not."""
    places = np.array([place for place, _ in built], dtype=np.float64)
    turned = np.rint(np.array([point for point, _ in wanted], dtype=np.float64) @ face.matrix.T)
    if len(places) == len(turned):
        x, y = (places.min(axis=0) - turned.min(axis=0)).tolist()
        known = {(round(p[0] + x), round(p[1] + y)): net for p, (_, net) in zip(turned, wanted, strict=True)}
        if all(_is_there(known, place, net) for place, net in built):
            return (round(x), round(y))
    return None


def _is_there(known: dict[tuple[int, int], str], place: tuple[int, int], net: str) -> bool:
    if known.get(place) == net:
        return True
    around = range(-_CLOSE, _CLOSE + 1)
    return any(known.get((place[0] + dx, place[1] + dy)) == net for dx in around for dy in around)
