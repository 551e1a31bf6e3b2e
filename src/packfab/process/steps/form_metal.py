# SPDX-License-Identifier: Apache-2.0
"""Form a metal layer: a film along the walls of its holes (or metal throughout), pads and lines on the face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.design import Hole
from packfab.errors import PackfabError
from packfab.geometry import Build, Frustum, Mode, Prism, Shape, Solid, Value, add, at
from packfab.process.face import face_of
from packfab.process.hole import HOLES, HOLLOWS, THROUGH, hollow_in
from packfab.process.holes import cut_named
from packfab.process.lands import Ints
from packfab.process.layout import PROVIDED, at_sites, layout_on
from packfab.process.level import Contacts, Level, apart
from packfab.process.panel_names import FAN_OUT, METAL
from packfab.process.step import NONE, Outcome, Terms, stated, terms

ONE_PLACE = at([(0, 0)])


@dataclass(frozen=True, slots=True, eq=False)
class FormMetal:
    """The metal of a level; `hole` is the hole below it, None where there is none."""

    level: Level
    hole: Hole | None = None

    name: ClassVar[str] = "FormMetal"
    provides: ClassVar[tuple[str, ...]] = (METAL, "metal:")

    @property
    def title(self) -> str:
        """What it does here."""
        return f"Form the metal parts of {self.level.layer.name}"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        layer = self.level.layer
        return {"layer": layer.name, "material": layer.material, "thickness": layer.thickness, "line": layer.line,
                "space": layer.space, "pad": layer.pad, "fill": self.hole.fill if self.hole else "none"}  # fmt: skip

    @property
    def _holes(self) -> str:
        """What the holes are called that this metal goes into."""
        return self.level.layer.name if self.level.layer.insulator is not None else THROUGH

    @property
    def needs(self) -> Terms:
        """The holes, if it goes into any."""
        return terms(PROVIDED, f"opened:{self._holes}" if self.hole is not None else "")

    @property
    def forbids(self) -> Terms:
        """The same metal, and what comes after the wiring."""
        return terms(f"metal:{self.level.layer.name}", "irradiated", "released", "singulated")

    @property
    def makes(self) -> Terms:
        """The metal."""
        return terms(METAL, f"metal:{self.level.layer.name}")

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The line with the metal of the level; the face stays where it is."""
        level, face = self.level, face_of(build)
        layer, top = level.layer, face + level.layer.thickness
        made = [self._solid(f"{layer.name} line {net}".rstrip(), Prism(area, face, top), nets=(net,) if net else ())
                for net, area in level.lines]  # fmt: skip
        in_holes = self._in_holes(build)
        pads = [self._placed(f"{layer.name} pads", Frustum(face, top, side.pad / 2, side.pad / 2), side)
                for side in apart(level.below, level.above) if len(side)]  # fmt: skip
        made += [*in_holes[:1], *pads, *in_holes[1:]]
        done = stated(add(build, at_sites(layout_on(build), made)), self.makes - {METAL})
        measured: dict[str, Value] = {
            "pads": sum(len(p.places) for p in pads), "vias": len(level.below) if in_holes else 0,
            "lines": len(level.lines), "line_length": round(level.length), "top": top,
            "unrouted": tuple(net for net, _ in level.unrouted),
        }  # fmt: skip
        if self.hole is not None and self.hole.fill == "conformal":
            measured["bore"] = round(2 * max(h.shape.r1 for h in in_holes[1:])) if len(in_holes) > 1 else 0  # type: ignore[attr-defined]
        return Outcome(done, measured, tuple(f"net '{net}' is left open: {why}" for net, why in level.unrouted))

    def _in_holes(self, build: Build) -> list[Solid]:
        """The metal in the holes, and what a film leaves hollow in it."""
        if self.hole is None:
            return []
        cut = cut_named(build, f"{self._holes} {HOLES}")
        if cut is None or not isinstance(cut.shape, Frustum):
            raise PackfabError(f"no {self._holes} holes are open for the metal of {self.level.layer.name}: "
                               "put OpenHoles first")  # fmt: skip
        below, layer = self.level.below, self.level.layer
        made = [self._placed(f"{layer.name} vias", cut.shape, below)]
        if self.hole.fill == "conformal":
            hollow = hollow_in(cut.shape, layer.thickness, side="above", rim=layer.thickness)
            if hollow is not None:
                made.append(self._placed(f"{self._holes} {HOLLOWS}", hollow, below, mode="cut"))
        return made

    def _placed(self, name: str, shape: Shape, contacts: Contacts, *, mode: Mode = "over") -> Solid:
        nets = contacts.nets if any(contacts.nets) else ()
        return self._solid(name, shape, places=contacts.places, nets=nets, mode=mode)

    def _solid(self, name: str, shape: Shape, *, places: Ints = ONE_PLACE, nets: tuple[str, ...] = (),
               mode: Mode = "over") -> Solid:  # fmt: skip
        metal = self.level.layer.material
        kind = ("", "removal") if mode == "cut" else (metal, METAL)
        return Solid(name, shape, *kind, places=places, nets=nets, part=FAN_OUT,
                     mode=mode, only=frozenset({metal}) if mode == "cut" else frozenset())  # fmt: skip
