# SPDX-License-Identifier: Apache-2.0
"""What do claims ask of the thin-film circuit over dies on a metal substrate, one thing at a time?

Where a scope speaks of one dielectric it is that nearest to the metal; the wiring over it counts as a whole, since the
claims say "at least" one layer.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from packfab.checks.claim import Element, judged
from packfab.checks.metal_film import FilmDie, MetalFilm, Scope
from packfab.checks.metal_film_layers import FilmLayer
from packfab.checks.metal_film_predicates import UM, first_spot

GROUPS = ("polyimide", "benzocyclobutene", "porous", "stress buffer")
"""What the library must say of a dielectric, in its title, its grade or its category."""


def circuitry(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """External circuitry lies over metal and dies, is joined to pads of each die and reaches beyond the dies."""
    many = int(e.limits["plurality"])
    labels = frozenset(e.wiring.label[body] for body in e.external)
    joined = [(sum(e.wiring.label[pad] in labels for pad in die.pads), die) for die in e.dies]
    fewest, die = min(joined, key=lambda row: row[0], default=(0, None))
    low = min((e.wiring.net.bodies[b].z1 for b in e.external), default=float("-inf"))
    face = max((d.face for d in e.dies), default=0)
    out, inner = min(((e.reaches_out(d, e.external), d) for d in e.dies), key=lambda row: row[0], default=(0.0, None))
    return (
        judged("a thin-film circuit layer on top of the metal substrate and the dies", low >= face,
               f"z {low / UM:.6g} to {e.top / UM:.6g} um" if e.external else "none", f"above z {face / UM:.6g} um",
               where=f"{len(e.external)} bodies of wiring", parts=["thin film"]),
        judged("the external circuitry is electrically connected to the metal pads of each die", fewest >= many, fewest,
               many, "pads", where=die.name if die else "no die", parts=_die_parts(die)),
        judged("the external circuitry extends to a region outside the active surfaces", out >= e.limits["larger"],
               round(out / UM, 6), e.limits["larger"] / UM, "um beyond", where=inner.name if inner else "no die",
               parts=_die_parts(inner)),
    )  # fmt: skip


def bonding_pads(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """Several bonding pads lie on the surface of the circuit, each joined to a pad of a die."""
    many = int(e.limits["plurality"])
    on_top = [p for p in e.pads if e.wiring.net.bodies[p.body].z1 >= e.top - e.limits["larger"]]
    loose = [p.at for p in e.pads if not p.joined]
    return (
        judged("a plurality of bonding pads on a surface layer of the thin-film circuit layer",
               len(on_top) >= many and len(on_top) == len(e.pads), len(on_top), max(many, len(e.pads)), "pads",
               where=f"surface at z {e.top / UM:.6g} um", parts=["contacts"]),
        judged("each bonding pad is electrically connected to a metal pad of a die", bool(e.pads) and not loose,
               len(e.pads) - len(loose), max(many, len(e.pads)), "pads",
               where=f"open {first_spot(loose)}" if loose else "one network", parts=["contacts"]),
    )  # fmt: skip


def one_layer(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """Patterned wiring on a dielectric that covers metal and dies, through which it is joined to the pads."""
    first = next(iter(e.layers), None)
    return (*covering_dielectric(e, first), patterned(e, first), through_to_pads(e, first), *pads_of_wiring(e))


def covering_dielectric(e: MetalFilm, layer: FilmLayer | None) -> tuple[Element, ...]:
    """The dielectric lies on top of the metal substrate and covers the dies."""
    text, least = "a dielectric layer on top of the metal substrate and the dies", e.limits["sheet_coverage"]
    if layer is None or e.metal is None or not e.dies:
        return (judged(text, False, "none", where="no dielectric", parts=["dielectric"]),)
    sheet = layer.dielectric
    shares = [(sheet.outline & area).area / area.area for area in (e.metal.outline, *(d.outline for d in e.dies))]
    above = sheet.z1 >= max(die.face for die in e.dies)
    return (judged(text, min(shares) >= least and above, round(100 * min(shares), 4), 100 * least, "% covered",
                   where=f"{sheet.name} ({sheet.material}) z {sheet.z0 / UM:.6g} to {sheet.z1 / UM:.6g} um",
                   parts=[sheet.name]),)  # fmt: skip


def patterned(e: MetalFilm, layer: FilmLayer | None) -> Element:
    """Whether wiring lies on the dielectric and leaves some of it free."""
    text, most = "a patterned wiring layer on top of the dielectric layer", e.limits["sheet_coverage"]
    if layer is None or not layer.bodies:
        return judged(text, False, "no wiring on a dielectric", where="none", parts=["wiring"])
    boxes = [e.wiring.net.bodies[body].box for body in layer.bodies]
    share = 1.0
    if len(boxes) == 1 or any(_area(box) > most * layer.dielectric.outline.area for box in boxes):
        share = sum(e.wiring.net.outline(body).area for body in layer.bodies) / layer.dielectric.outline.area
    return judged(text, len(boxes) > 1 or share <= most, len(boxes), 1, "bodies",
                  where=_layers([layer]), parts=[layer.name])  # fmt: skip


def _area(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def through_to_pads(e: MetalFilm, layer: FilmLayer | None) -> Element:
    """Whether the wiring on the first dielectric is joined to pads of each die, which lie below that."""
    many = int(e.limits["plurality"])
    own = {e.wiring.label[body] for body in layer.bodies} if layer else set()
    counts = [(sum(e.wiring.label[pad] in own for pad in die.pads), die.name) for die in e.dies]
    fewest, name = min(counts, default=(0, "no die"))
    return judged("the patterned wiring layer is electrically connected to the metal pads through the dielectric layer",
                  fewest >= many, fewest, many, "pads", where=name,
                  parts=[layer.name if layer else "wiring", name])  # fmt: skip


def pads_of_wiring(e: MetalFilm) -> tuple[Element, ...]:
    """The wiring on the dielectrics forms the bonding pads: each of them is part of a layer."""
    own = frozenset[int]().union(*(layer.bodies for layer in e.layers))
    of_layers = [pad for pad in e.pads if pad.body in own]
    many = int(e.limits["plurality"])
    return (judged("the patterned wiring forms the bonding pads of the external circuitry",
                   len(of_layers) >= many and len(of_layers) == len(e.pads), len(of_layers), max(many, len(e.pads)),
                   "pads", where=_layers(e.layers), parts=["contacts"]),)  # fmt: skip


def alternating_layers(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """Several dielectrics and wiring layers in turns, neighbours joined; the last one forms the bonding pads."""
    many = int(e.limits["plurality"])
    wired = [layer for layer in e.layers if layer.bodies]
    first, last = (e.layers[0], e.layers[-1]) if e.layers else (None, None)
    joined = [(one, other, _between(e, one, other)) for one, other in pairwise(e.layers)]
    apart = [f"{one.name} and {other.name}" for one, other, count in joined if not count]
    surface = e.metal.surface if e.metal else float("inf")
    on_last = [p for p in e.pads if last is not None and p.body in last.bodies]
    return (
        judged("a plurality of patterned wiring layers and dielectric layers in turns",
               len(wired) >= many and len(wired) == len(e.layers), len(wired), max(many, len(e.layers)), "layers",
               where=_layers(e.layers), parts=[layer.name for layer in e.layers] or ["wiring"]),
        judged("neighbouring wiring layers are electrically connected through the dielectric between them",
               bool(joined) and not apart, len(joined) - len(apart), max(1, len(joined)), "pairs",
               where=f"apart: {', '.join(apart)}" if apart else "one network", parts=["wiring"]),
        judged("a dielectric layer lies between the wiring and the metal substrate",
               first is not None and first.dielectric.z1 > surface and first.z0 >= first.dielectric.z1 - 1,
               first.dielectric.name if first else "none", where=_layers(e.layers[:1]), parts=["dielectric"]),
        through_to_pads(e, first),
        judged("the wiring layer furthest from the metal substrate forms the bonding pads",
               len(on_last) >= many and len(on_last) == len(e.pads), len(on_last), max(many, len(e.pads)), "pads",
               where=_layers(e.layers[-1:]), parts=["contacts"]),
    )  # fmt: skip


def _between(e: MetalFilm, one: FilmLayer, other: FilmLayer) -> int:
    """How many bodies of a layer are joined to the layer below it by metal within the dielectric between them."""
    return sum(bool(hole.below & one.bodies) and hole.meets_layer for hole in other.holes)


def through_holes(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """Each dielectric that is spoken of has several holes whose metal joins its wiring with what lies below it."""
    return tuple(element for layer in e.levels(scope) for element in holes_join(e, layer)) or (_no_layer(scope),)


def holes_join(e: MetalFilm, layer: FilmLayer) -> tuple[Element, ...]:
    """A dielectric has several holes; of the first one those over each die join its pads."""
    many = int(e.limits["plurality"])
    joining = [hole for hole in layer.holes if hole.joins]
    below = frozenset[int]().union(*(hole.below for hole in joining))
    first = layer is e.layers[0]
    fewest = min((len(below.intersection(die.pads)) for die in e.dies), default=0) if first else len(below)
    what = "the metal pads of each die" if first else "the neighbouring wiring layer"
    name = layer.dielectric.name
    return (
        judged(f"{name} has a plurality of through-holes", len(layer.holes) >= many, len(layer.holes), many, "holes",
               where=first_spot(hole.at for hole in layer.holes) or "no hole", parts=[name]),
        judged(f"{layer.name} is electrically connected to {what} by the through-holes",
               fewest >= (many if first else 1) and len(joining) >= many, len(joining), many, "holes",
               where=first_spot(hole.at for hole in layer.holes if not hole.joins) or "every hole joins", parts=[name]),
    )  # fmt: skip


def vias(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """A via lies in every hole of each dielectric that is spoken of and joins what lies above and below."""
    return tuple(via_in_each(e, layer) for layer in e.levels(scope)) or (_no_layer(scope),)


def via_in_each(e: MetalFilm, layer: FilmLayer) -> Element:
    """Whether metal in every hole of a dielectric joins its wiring with what lies below."""
    bad = [hole.at for hole in layer.holes if not hole.joins]
    return judged(f"a via in each through-hole of {layer.dielectric.name} joins {layer.name} with what lies below",
                  bool(layer.holes) and not bad, len(layer.holes) - len(bad), max(1, len(layer.holes)), "holes",
                  where=f"none {first_spot(bad)}" if bad else "in every hole", parts=[layer.name])  # fmt: skip


def circuitry_of_wiring(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """The external circuitry is wiring layers and vias, and nothing else."""
    strangers = e.strangers
    found = e.levels(scope)
    held = [hole for layer in found for hole in layer.holes if hole.joins]
    return (
        judged("vias are part of the external circuitry", bool(held), len(held), 1, "vias",
               where=first_spot(hole.at for hole in held) or "no via",
               parts=[layer.name for layer in found] or ["vias"]),
        judged("patterned wiring and vias form the external circuitry", not strangers and bool(e.external),
               len(strangers), 0, "other parts", where=", ".join(strangers) or "nothing else", parts=["thin film"]),
    )  # fmt: skip


def dielectric_material(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """Each dielectric that is spoken of is polyimide, benzocyclobutene, a porous dielectric or a stress buffer."""
    return tuple(of_group(e, layer) for layer in e.levels(scope)) or (_no_layer(scope),)


def of_group(e: MetalFilm, layer: FilmLayer) -> Element:
    """Whether a dielectric is of the group, by what the library says of it."""
    material = layer.dielectric.material
    said = e.described(material)
    found = [group for group in GROUPS if group in said]
    return judged(f"the material of {layer.dielectric.name} is of the group", bool(found), material, ", ".join(GROUPS),
                  where=", ".join(found) or said or "not known", parts=[layer.dielectric.name])  # fmt: skip


def _no_layer(scope: Scope) -> Element:
    return judged(
        f"a {scope.level} dielectric and wiring layer", False, "none", where="no such layer", parts=["wiring"]
    )


def _layers(layers: Iterable[FilmLayer]) -> str:
    told = ", ".join(f"{layer.name} z {layer.z0 / UM:.6g} to {layer.z1 / UM:.6g} um" for layer in layers)
    return told or "no layer"


def _die_parts(die: FilmDie | None) -> list[str]:
    return [die.name if die else "dies", "thin film"]
