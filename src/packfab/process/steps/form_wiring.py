# SPDX-License-Identifier: Apache-2.0
"""Form a wiring layer: metal in its holes, and pads, lines, planes, buses and passive devices on its dielectric.

A layer is sputtered and etched, electroplated through a resist on a seed, or grown by electroless plating and etched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from packfab.errors import Fault, raise_if
from packfab.geometry import Build, Frustum, Mode, Prism, Region, Shape, Solid, Value, add, at, discs
from packfab.process.face import face_of
from packfab.process.film_holes import open_cone
from packfab.process.film_level import FilmLevel
from packfab.process.film_shape import THINNEST, FilmShape, shape_of, whole
from packfab.process.layout import PROVIDED, at_sites, layout_on
from packfab.process.level import Contacts, apart, beside
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import (
    BUS,
    CONTACTS_ATTACHED,
    DEVICE_ROLES,
    PASSIVATED,
    SINGULATED,
    THIN_FILM,
    WIRING,
    device_name,
    hollows,
    insulated,
    opened,
    vias_filled,
    wired,
    wiring,
)
from packfab.units import format_length

ONE_PLACE = at([(0, 0)])


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Metal with a plan: its name, role, part, net and area."""

    name: str
    role: str
    part: str
    nets: tuple[str, ...]
    area: Region


@dataclass(frozen=True, slots=True, eq=False)
class FormWiring:
    """The metal of a level."""

    level: FilmLevel

    name: ClassVar[str] = "FormWiring"
    provides: ClassVar[tuple[str, ...]] = (WIRING, "wired:", BUS, *DEVICE_ROLES)

    @property
    def title(self) -> str:
        """What it does here."""
        layer = self.level.layer
        how = {"sputtering": "Sputter and etch", "electroplating": "Electroplate"}.get(layer.process, "Plate and etch")
        return f"{how} the wiring {layer.name}"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        layer = self.level.layer
        return {"layer": layer.name, "process": layer.process, "material": layer.material,
                "thickness": layer.thickness, "seed": layer.seed.material if self._film.seed and layer.seed else "none",
                "line": layer.line, "space": layer.space, "pad": layer.pad,
                "fill": layer.hole.fill if layer.vias is None else "beforehand"}  # fmt: skip

    @property
    def needs(self) -> Terms:
        """The dielectric with its holes, filled where metal goes in beforehand."""
        layer = self.level.layer
        return terms(PROVIDED, insulated(layer.name), opened(layer.name),
                     vias_filled(layer.name) if layer.vias is not None else "")  # fmt: skip

    @property
    def forbids(self) -> Terms:
        """The same metal, and what comes after the wiring."""
        return terms(wired(self.level.layer.name), PASSIVATED, CONTACTS_ATTACHED, SINGULATED)

    @property
    def makes(self) -> Terms:
        """The metal."""
        level = self.level
        plain = any(len(side) for side in level.contacts) or level.lines or level.planes
        return terms(WIRING if plain else "", BUS if level.buses else "", *(part.kind for part in level.devices),
                     wired(level.layer.name))  # fmt: skip

    @property
    def removes(self) -> Terms:
        """Nothing."""
        return NONE

    @property
    def _film(self) -> FilmShape:
        return shape_of(self.level.layer)

    def apply(self, build: Build) -> Outcome:
        """The line with the metal of the level; the face stays where it is."""
        face, film, plans = face_of(build), self._film, tuple(self._plans())
        foot, cone = face + film.seed, self._cone(build)
        raise_if(self._wider_holes(build))
        made: list[Solid] = []
        if film.seed:
            made += self._seeds(plans, face, cone)
        made += [self._of(plan, body) for plan in plans for body in film.plan(plan.area, foot)]
        made += [self._placed(name, film.pad(side.pad, foot), side) for name, side in self._pads() if len(side)]
        in_holes = self._in_holes(cone)
        done = add(build, at_sites(layout_on(build), [*made, *in_holes]))
        notes = [f"net '{net}' is left open: {why}" for net, why in self.level.unrouted]
        if cone is not None and self.level.layer.process == "sputtering" and film.wall < THINNEST:
            notes.append(f"the film may have gaps on the walls of the holes, where it is {format_length(film.wall)} "
                         f"thick: give more metal, flatter walls or filled vias")  # fmt: skip
        return Outcome(stated(done, {wired(self.level.layer.name)}), self._measured(plans, foot, cone), tuple(notes))

    def _plans(self) -> Iterator[_Plan]:
        """Everything but round pads; a later one displaces an earlier one, so that lines go on through terminals."""
        level, name = self.level, self.level.layer.name
        for net, area in level.planes:
            yield self._plan("plane", net, area)
        for part in level.devices:
            yield _Plan(device_name(part.device, name), part.kind, part.device, (part.net,) if part.net else (),
                        part.area)  # fmt: skip
        for net, area in level.buses:
            yield self._plan("bus", net, area, role=BUS)
        for net, area in level.lines:
            yield self._plan("line", net, area)

    def _plan(self, what: str, net: str, area: Region, *, role: str = WIRING) -> _Plan:
        return _Plan(wiring(self.level.layer.name, what, net), role, THIN_FILM, (net,) if net else (), area)

    def _pads(self) -> Iterator[tuple[str, Contacts]]:
        """Pads around the holes below and above, and the bonding pads of the last layer."""
        level, name = self.level, self.level.layer.name
        if not level.last:
            for side in apart(level.below, level.above):
                yield wiring(name, "pads"), side
            return
        covered = level.above.pad >= level.below.pad
        yield wiring(name, "pads"), beside(level.below, level.above) if covered else level.below
        yield wiring(name, "contacts"), level.above

    def _cone(self, build: Build) -> Frustum | None:
        """The holes that this metal goes into, if any."""
        return None if self.level.layer.vias is not None else open_cone(build, self.level.layer)

    def _wider_holes(self, build: Build) -> Iterator[Fault]:
        """Holes that came out wider than their pads, as in a dielectric that fills up over dies that lie deep."""
        cone, pad, name = open_cone(build, self.level.layer), self.level.below.pad, self.level.layer.name
        wide = round(2 * max(cone.r0, cone.r1)) if cone is not None else 0
        if cone is not None and wide > pad:
            deep = format_length(cone.z1 - cone.z0)
            yield Fault(f"the holes of {name} are wider than its pads", where=f"thin_film.layers.{name}.hole",
                        measured=f"{format_length(wide)} at the wide end, {deep} deep",
                        allowed=f"at most {format_length(pad)}",
                        fix="bring what they lead to up to the surface (shallower cavities, thinner first layer), "
                        "make them narrower or steeper, or the pads wider")  # fmt: skip

    def _seeds(self, plans: tuple[_Plan, ...], face: int, cone: Frustum | None) -> Iterator[Solid]:
        """The seed under everything and along the holes; that under a device is part of it."""
        layer, film = self.level.layer, self._film
        name = wiring(layer.name, "seed")
        material = layer.seed.material if layer.seed is not None else ""
        for plan in plans:
            yield Solid(name, Prism(plan.area, face, face + film.seed), material, plan.role, nets=plan.nets,
                        part=plan.part)  # fmt: skip
        for _, side in self._pads():
            if len(side):
                radius = side.pad / 2
                yield self._placed(name, Frustum(face, face + film.seed, radius, radius), side, material=material)
        if cone is not None:
            yield self._placed(name, cone, self.level.below, material=material)

    def _in_holes(self, cone: Frustum | None) -> list[Solid]:
        """The metal in the holes, and what a film leaves hollow in it."""
        layer, film, below = self.level.layer, self._film, self.level.below
        inner = film.plated(cone) if cone is not None else None
        if cone is None or inner is None:
            return []
        made = [self._placed(wiring(layer.name, "vias"), inner, below)]
        hollow = film.hollow(cone) if layer.hole.fill == "conformal" else None
        if hollow is not None:
            made.append(self._placed(hollows(layer.name), hollow, below, mode="cut"))
        return made

    def _of(self, plan: _Plan, body: Prism) -> Solid:
        return Solid(plan.name, body, self.level.layer.material, plan.role, places=ONE_PLACE, nets=plan.nets,
                     part=plan.part)  # fmt: skip

    def _placed(self, name: str, shape: Shape, contacts: Contacts, *, mode: Mode = "over", material: str = "") -> Solid:
        nets, places = contacts.nets if any(contacts.nets) else (), contacts.places
        metal = material or self.level.layer.material
        kind = ("", "removal") if mode == "cut" else (metal, WIRING)
        return Solid(name, shape, *kind, places=places, nets=nets, part=THIN_FILM, mode=mode,
                     only=frozenset({metal}) if mode == "cut" else frozenset())  # fmt: skip

    def _measured(self, plans: tuple[_Plan, ...], foot: int, cone: Frustum | None) -> Mapping[str, Value]:
        level, film, layer = self.level, self._film, self.level.layer
        pads = [side for _, side in self._pads()]
        plan = whole([*(p.area for p in plans), *(discs(side.places, side.pad / 2) for side in pads if len(side))])
        vias = len(level.below) if cone is not None else 0
        inner = film.plated(cone) if cone is not None else None
        hollow = film.hollow(cone) if cone is not None and layer.hole.fill == "conformal" else None
        in_hole = (inner.volume if inner is not None else 0.0) - (hollow.volume if hollow is not None else 0.0)
        measured: dict[str, Value] = {
            "pads": sum(map(len, pads)), "vias": vias, "lines": len(level.lines), "line_length": round(level.length),
            "least_line": round(layer.line - 2 * film.undercut), "undercut": round(film.undercut),
            "top": foot + film.thickness, "unrouted": tuple(net for net, _ in level.unrouted),
            "metal_volume_m3": (film.volume(plan) + vias * in_hole) * 1e-27,
            "terminals": level.terminals,
        }  # fmt: skip
        if film.seed:
            filled = (cone.volume if cone is not None else 0.0) - (inner.volume if inner is not None else 0.0)
            measured |= {"seed_thickness": film.seed,
                         "seed_volume_m3": (plan.area * film.seed + vias * filled) * 1e-27}  # fmt: skip
        if vias:
            measured |= {"film_on_floor": film.thickness, "film_on_wall": film.wall,
                         "bore": round(2 * max(hollow.r0, hollow.r1)) if hollow is not None else 0}  # fmt: skip
        return measured
