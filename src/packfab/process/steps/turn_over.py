# SPDX-License-Identifier: Apache-2.0
"""Turn the work over: the metal comes to lie below, the dies look up, and z = 0 is the surface of the metal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.geometry import Build, Value, flip
from packfab.process.face import FACE
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import ACTIVE_FACE, METAL_ATTACHED, SUBSTRATE, TURNED_OVER
from packfab.process.upside_down import metal_surface


@dataclass(frozen=True, slots=True)
class TurnOver:
    """Turn everything about the x axis."""

    name: ClassVar[str] = "TurnOver"
    provides: ClassVar[tuple[str, ...]] = (TURNED_OVER,)

    @property
    def title(self) -> str:
        """What it does here."""
        return "Turn the work over"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        return {"turned_about": "x"}

    @property
    def needs(self) -> Terms:
        """Dies with the metal on their backs."""
        return terms("die", SUBSTRATE, METAL_ATTACHED)

    @property
    def forbids(self) -> Terms:
        """Work that was turned over."""
        return terms(TURNED_OVER)

    @property
    def makes(self) -> Terms:
        """Dies that look up."""
        return terms(TURNED_OVER)

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """Everything in the pose of the finished package."""
        done = stated(flip(build, about=metal_surface(build)), {TURNED_OVER})
        active = max(s.z1 for s in done.select(role="die"))
        return Outcome(done, {FACE: 0, ACTIVE_FACE: active})
