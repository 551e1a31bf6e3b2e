# SPDX-License-Identifier: Apache-2.0
"""Open holes through one or several layers: one continuous cone at each place, widest where it was opened.

From above a hole ends on the metal that the layers have levelled out, from below at the upper face of the layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from packfab.design import Hole
from packfab.errors import BadInput, Fault, raise_if
from packfab.geometry import Build, Frustum, Solid, Value, add
from packfab.process.hole import HOLES, HOLLOWS, Side, hole_cone
from packfab.process.landing import LANDS, Landing, landing
from packfab.process.layout import PROVIDED, Layout, at_sites, layout_on
from packfab.process.level import Contacts
from packfab.process.panel_names import INSULATOR, POLYMER, PROTECTIVE
from packfab.process.step import NONE, Outcome, Terms, stated, terms
from packfab.process.thin_film_names import CONTACTS_ATTACHED, PASSIVATION
from packfab.units import format_length

_INSULATOR, _DIELECTRIC = " insulator", " dielectric"
"""How the names of coats on a panel and over a metal substrate end."""
_SHEETS = frozenset({POLYMER, PROTECTIVE, INSULATOR, PASSIVATION})


@dataclass(frozen=True, slots=True, eq=False)
class OpenHoles:
    """Holes named after `title` (a metal layer, or `through`) at `contacts` through the layers (names or roles)."""

    hole_title: str
    layers: tuple[str, ...]
    contacts: Contacts
    hole: Hole
    side: Side = "above"

    name: ClassVar[str] = "OpenHoles"
    provides: ClassVar[tuple[str, ...]] = ("opened:",)

    @property
    def title(self) -> str:
        """What it does here."""
        word = "" if self.side == "above" else " from the released side"
        return f"Open {len(self.contacts)} {self.hole_title} holes{word}"

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Process values for the record."""
        return {"through": self.layers, "diameter": self.hole.diameter, "angle_rad": self.hole.angle,
                "side": self.side, "fill": self.hole.fill}  # fmt: skip

    @property
    def needs(self) -> Terms:
        """The layers, and from below a panel that is off."""
        coats = [f"insulated:{x.removesuffix(end)}" for x in self.layers for end in (_INSULATOR, _DIELECTRIC)
                 if x.endswith(end)]  # fmt: skip
        return terms(PROVIDED, *coats, POLYMER if POLYMER in self.layers else "",
                     "released" if self.side == "below" else "")  # fmt: skip

    @property
    def forbids(self) -> Terms:
        """Single packages; from above a panel that is off, and metal where the holes should be."""
        wired = (f"metal:{self.hole_title}", f"wired:{self.hole_title}")
        above = ("released", *wired) if self.side == "above" else ("connected",)
        return terms("singulated", "balls attached", CONTACTS_ATTACHED, *above)

    @property
    def makes(self) -> Terms:
        """The holes."""
        return terms(f"opened:{self.hole_title}")

    @property
    def removes(self) -> Terms:
        """Nothing as a whole."""
        return NONE

    def apply(self, build: Build) -> Outcome:
        """The layers with their holes."""
        layers, layout = layers_named(build, self.layers), layout_on(build)
        low, high = layers[0].z0, layers[-1].z1
        raise_if(self._covered(build, layers))
        if self.side == "above":
            low = max([low, *(s.z1 for s in build.solids if s.mode != "cut" and s.role in LANDS and low < s.z1 < high)])
        cone = hole_cone(self.hole, low, high, side=self.side)
        cut = Solid(f"{self.hole_title} {HOLES}", cone, "", "removal", places=self.contacts.places,
                    nets=self.contacts.nets if any(self.contacts.nets) else (), part=layers[0].part, mode="cut",
                    only=frozenset(s.material for s in layers))  # fmt: skip
        made = at_sites(layout, [cut])
        end = landing(build, layout, self.contacts, self.hole, low if self.side == "above" else high, self.side)
        missed, bad = end.missed_count(layout), end.missed_sites(layout)
        names = tuple(self.contacts.names[i] for i in np.flatnonzero(end.missed.any(axis=0)).tolist())
        measured: dict[str, Value] = {
            "holes": layout.count * len(self.contacts), "depth": high - low, "narrow": self.hole.diameter,
            "wide": round(2 * max(cone.r0, cone.r1)), "floor": low, "top": high,
            "faces": tuple(_face(cone, s, low) for s in layers), "misses": names, "missed": missed,
            "missed_sites": len(bad), "missed_at": tuple(_site(layout, i) for i in bad[:_TOLD].tolist()),
            **self._landed(layout, end),
        }  # fmt: skip
        hollow = any(s.mode == "cut" and s.name.endswith(HOLLOWS) and s.z1 == low for s in build.solids)
        notes = _notes(names, missed, measured["landing_least"] if hollow and "landing_least" in measured else 1.0)
        return Outcome(stated(add(build, made), self.makes), measured, notes)

    def _landed(self, layout: Layout, end: Landing) -> dict[str, Value]:
        """The least share of a floor on metal, where if not at all sites, and holes not whole, the worst first."""
        if not end.sought or not len(self.contacts):
            return {}
        share, row = end.worst()
        order = np.argsort(share, kind="stable").tolist()
        part = tuple((self.contacts.names[i], round(float(share[i]), 4)) for i in order if share[i] < _WHOLE)
        worst = int(row[order[0]])
        alone = worst > 0 or len(end.sites) == layout.count > 1
        return {"landing_least": float(share[order[0]]), "landing_shares": part,
                "landing_at": _site(layout, int(end.sites[worst])) if alone and part else ""}  # fmt: skip

    def _covered(self, build: Build, layers: Sequence[Solid]) -> Iterator[Fault]:
        """Sheets that lie over the layers on the side from which they are opened."""
        low, high = layers[0].z0, layers[-1].z1
        over = [s.name for s in build.solids if s.mode != "cut" and s.role in _SHEETS and s not in layers
                and (s.z1 > high if self.side == "above" else s.z0 < low)]  # fmt: skip
        if over:
            yield Fault(f"'{over[0]}' covers what the {self.hole_title} holes should go through",
                        measured=f"opened from {self.side}",
                        fix="open the holes through it too, or take it off first")  # fmt: skip


_TOLD = 5
_WHOLE = 0.999
"""A floor of which at least this share meets metal meets it as a whole: round bodies are polygons in a cut."""


def _notes(names: Sequence[str], missed: int, on_hollows: Value) -> tuple[str, ...]:
    """Remarks about holes that miss metal, and about such as stand on hollow vias; on_hollows: their least landing."""
    found = []
    if names:
        more = " and others" if len(names) > _TOLD else ""
        found.append(f"{missed} holes open on no metal: {', '.join(names[:_TOLD])}{more}")
    if isinstance(on_hollows, float) and on_hollows < _WHOLE:
        found.append("holes stand on hollow vias, whose rims alone they meet: fill those ('fill: filled' or 'vias')")
    return tuple(found)


def _site(layout: Layout, index: int) -> str:
    row, column = divmod(index, layout.columns)
    return f"column {column + 1}, row {row + 1}"


def layers_named(build: Build, names: Sequence[str]) -> list[Solid]:
    """The layers of these names, else roles, from the lowest up; BadInput when one is not there or they lie apart."""
    found: list[Solid] = []
    for name in names:
        sheets = build.select(name=name) or build.select(role=name)
        if not sheets:
            raise BadInput([Fault(f"there is no layer '{name}' to open holes through",
                                  fix="make the layer first, or leave it out")])  # fmt: skip
        found += sheets
    found.sort(key=lambda s: s.z0)
    for lower, upper in zip(found[:-1], found[1:], strict=True):
        if lower.z1 != upper.z0:
            raise BadInput([Fault(f"'{lower.name}' and '{upper.name}' do not lie on each other",
                                  measured=f"{format_length(lower.z1)} and {format_length(upper.z0)}",
                                  fix="name all layers that the holes go through")])  # fmt: skip
    return found


def _face(cone: Frustum, layer: Solid, low: int) -> tuple[Value, ...]:
    """Name of a layer, z of its lower and upper face where the hole crosses them, and the diameters there, nm."""
    z0, z1 = max(low, layer.z0), layer.z1
    return (layer.name, z0, z1, round(2 * cone.radius(z0)), round(2 * cone.radius(z1)))
