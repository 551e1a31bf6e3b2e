# SPDX-License-Identifier: Apache-2.0
"""Attach balls to the outermost metal of a fan-out, above or on the released side, volume kept.

Solder that sinks into a hollow of the metal (or into an open hole) fills it; the ball is smaller by as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import Balls, centres
from packfab.geometry import Build, Value, add, at
from packfab.process.ball_stands import stand_of
from packfab.process.contact_balls import Array, balls_on
from packfab.process.hole import Side
from packfab.process.lands import names_of, nets_of
from packfab.process.layout import PROVIDED, at_sites, layout_on
from packfab.process.panel_names import METAL
from packfab.process.step import NONE, Outcome, Terms, stated, terms


@dataclass(frozen=True, slots=True)
class AttachContactBalls:
    """Balls on the pads of the last metal layer (above), or on what is metal on the released side (below)."""

    balls: Balls
    side: Side

    name: ClassVar[str] = "AttachContactBalls"
    provides: ClassVar[tuple[str, ...]] = ("ball", "balls attached")

    @property
    def title(self) -> str:
        """What it does here."""
        where = "the last metal layer" if self.side == "above" else "the released side"
        return f"Attach {len(self.balls.pads.pads)} balls to {where}"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        return {"balls": len(self.balls.pads.pads), "diameter": self.balls.diameter, "material": self.balls.material,
                "standoff": self.balls.standoff, "side": self.side}  # fmt: skip

    @property
    def needs(self) -> Terms:
        """Metal, and on the released side a panel that is off."""
        return terms(PROVIDED, METAL, "released" if self.side == "below" else "")

    @property
    def forbids(self) -> Terms:
        """Balls that are there already, and single packages."""
        return terms("balls attached", "singulated")

    @property
    def makes(self) -> Terms:
        """The balls."""
        return terms("ball", "balls attached")

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The packages with their balls."""
        layout, stand = layout_on(build), stand_of(build, self.side)
        pads = self.balls.pads
        array = Array(self.balls, at(centres(pads)), nets_of(pads), names_of(pads))
        what = f"metal {'on the last layer' if self.side == 'above' else 'on the released side'}"
        made, measured = balls_on(array, stand, layout.package, what)
        return Outcome(stated(add(build, at_sites(layout, made)), {"balls attached"}), measured)
