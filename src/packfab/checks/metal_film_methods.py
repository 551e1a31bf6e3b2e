# SPDX-License-Identifier: Apache-2.0
"""What do claims ask of how a package on a metal substrate is made, one thing at a time?

The order comes from the records; what came of a step is looked at in the geometry.
"""

from __future__ import annotations

from packfab.checks import metal_film_points_predicates as points
from packfab.checks import metal_film_predicates as ask
from packfab.checks import metal_film_wiring_predicates as wired
from packfab.checks.claim import Element, judged
from packfab.checks.metal_film import MetalFilm, Scope
from packfab.checks.metal_film_line import (
    ATTACH,
    ATTACH_FACE_DOWN,
    ATTACH_METAL,
    ATTACH_POINTS,
    FILL,
    FILL_OVER,
    GRIND,
    LAMINATE,
    PASSIVATE,
    PROVIDE,
    PROVIDE_TEMPORARY,
    PUNCH,
    REMOVE_TEMPORARY,
    SAW,
    LayerSteps,
    follow,
    order,
)
from packfab.materials import ORGANIC_SHEETS

PROCESSES = ("sputtering", "electroplating", "electroless plating")
_TEMPORARY = frozenset({"temporary carrier", "temporary adhesive"})
_FIRST_FILLING = "first filling"


def in_order(e: MetalFilm, text: str, *rows: tuple[str, tuple[int, ...]]) -> Element:
    """Whether steps were made one kind after the other."""
    told = order(*rows)
    return judged(text, follow(*(places for _, places in rows)), told, "in this order", where=told,
                  parts=[name for name, _ in rows])  # fmt: skip


def on_the_line(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """Several dies went through the line, counting those of all packages, each with pads on its active face."""
    many = int(e.limits["plurality"])
    count = len(e.dies) * e.packages
    shown = f"{len(e.dies)} in the package that is shown"
    return (*ask.dies(e, Scope("", "one")),
            judged("a plurality of dies is provided", count >= many, count, many, "dies", where=shown,
                   parts=[die.name for die in e.dies] or ["dies"]))  # fmt: skip


def attached_directly(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """Metal and dies whose backs are adhered to it, then the first dielectric and wiring."""
    layer, metal, chips = e.line.layer(0), e.line.places(PROVIDE, ATTACH_METAL), e.line.places(ATTACH, ATTACH_FACE_DOWN)
    return (
        *ask.substrate(e, scope),
        *on_the_line(e, scope),
        *ask.backs_adhered(e, scope),
        in_order(e, "metal substrate and dies, first dielectric, first wiring follow each other",
                 ("metal and dies", (*metal, *chips) if metal and chips else ()),
                 ("dielectric", (layer.coated,) if layer else ()), ("wiring", (layer.wired,) if layer else ())),
        *layer_allocated(e, scope),
    )  # fmt: skip


def transferred(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """Dies face down on a substrate, filled around, thinned, attached to the metal, taken off, coated and wired."""
    line, layer = e.line, e.line.layer(0)
    coat, wire = ((layer.coated,), (layer.wired,)) if layer else ((), ())
    left = [s.name for s in e.build.solids if s.mode != "cut" and (s.role in _TEMPORARY or s.name == _FIRST_FILLING)]
    return (
        *on_the_line(e, scope),
        in_order(e, "substrate, dies face down, first filling, thinning, metal substrate and removal follow each other",
                 ("substrate", line.places(PROVIDE_TEMPORARY)), ("dies", line.places(ATTACH_FACE_DOWN)),
                 ("filling", line.places(FILL_OVER)), ("thinning", line.places(GRIND)),
                 ("metal", line.places(ATTACH_METAL)), ("removal", line.places(REMOVE_TEMPORARY)),
                 ("dielectric", coat), ("wiring", wire)),
        _thinned(e),
        judged("the first filling layer and the substrate are removed",
               not left and bool(line.places(REMOVE_TEMPORARY)), ", ".join(left) or "nothing left", "nothing left",
               where="in the package", parts=left or ["first filling"]),
        *ask.substrate(e, scope),
        *ask.backs_adhered(e, scope),
        *layer_allocated(e, scope),
    )  # fmt: skip


def _thinned(e: MetalFilm) -> Element:
    """Whether dies and filling were ground together, by the volume that was taken off each."""
    taken = [tuple(e.line.number(place, f"removed_{what}_m3") for what in ("dies", "filling"))
             for place in e.line.places(GRIND)]  # fmt: skip
    told = ", ".join(f"dies {dies * 1e9:.4g} mm3, filling {filling * 1e9:.4g} mm3" for dies, filling in taken)
    return judged("the first filling layer and the dies are planarized and thinned",
                  bool(taken) and all(min(row) > 0 for row in taken), told or "not ground", "some of both", where=GRIND,
                  parts=["first filling", *(die.name for die in e.dies)])  # fmt: skip


def layer_allocated(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """Dielectric and wiring of the layer that is spoken of: on top of each other, joined, reaching out, with pads."""
    number = e.number(scope)
    layer = e.layers[number] if number >= 0 else None
    text = f"the {scope.level} patterned wiring layer"
    if layer is None:
        return (judged(text, False, len(e.layers), f"{scope.level} layer", where="no such layer", parts=["wiring"]),)
    low = e.dies if not number else ()
    out = min((e.reaches_out(die, layer.bodies) for die in e.dies), default=0.0) if low else max(
        (e.reaches_out(die, layer.bodies) for die in e.dies), default=0.0)  # fmt: skip
    pads = _pads_of(e, number)
    many = int(e.limits["plurality"])
    return (
        *(wired.covering_dielectric(e, layer) if low else ()),
        wired.patterned(e, layer),
        wired.through_to_pads(e, layer) if low else _joined_below(e, number),
        judged(f"{text} extends to a region outside the active surfaces of the dies", out >= e.limits["larger"],
               round(out / ask.UM, 6), e.limits["larger"] / ask.UM, "um beyond", where=layer.name, parts=[layer.name]),
        judged(f"{text} has a plurality of bonding pads", pads >= many, pads, many, "pads", where=layer.name,
               parts=[layer.name]),
    )  # fmt: skip


def _joined_below(e: MetalFilm, number: int) -> Element:
    layer, below = e.layers[number], e.layers[number - 1]
    count = sum(hole.meets_layer and bool(hole.below & below.bodies) for hole in layer.holes)
    return judged(f"{layer.name} is electrically connected to {below.name} through the dielectric between them",
                  count > 0, count, 1, "holes", where=layer.dielectric.name,
                  parts=[layer.name, below.name])  # fmt: skip


def _pads_of(e: MetalFilm, number: int) -> int:
    """How many bonding pads a layer has: on the last one those of the package, else places where the next one joins."""
    if number == len(e.layers) - 1:
        return sum(pad.body in e.layers[number].bodies for pad in e.pads)
    return sum(bool(hole.below & e.layers[number].bodies) for hole in e.layers[number + 1].holes)


def machined(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """The cavities were made by machining."""
    return (_method(e, "the inwardly protruded areas are formed by machining", PROVIDE, "machining"),)


def punched(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """The openings were punched, then the layers were put on each other."""
    return (
        _method(e, "the openings of the first metal layer are punched", PUNCH, "punching"),
        in_order(e, "punching, then overlapping the metal layers", ("punching", e.line.places(PUNCH)),
                 ("overlapping", e.line.places(LAMINATE))),
    )  # fmt: skip


def _method(e: MetalFilm, text: str, step: str, wanted: str) -> Element:
    told = [e.line.told(place, "method") for place in e.line.places(step)]
    return judged(text, wanted in told, ", ".join(told) or "no such step", wanted, where=step, parts=["carrier"])


def filled_around(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """A filling, made after the dies are on the metal and before the first dielectric, level with the active faces."""
    layer = e.line.layer(0)
    return (
        in_order(e, "dies on the metal, filling, first dielectric follow each other",
                 ("dies", e.line.places(ATTACH, ATTACH_METAL)),
                 ("filling", e.line.places(FILL)), ("dielectric", (layer.coated,) if layer else ())),
        *ask.filling(e, scope),
    )  # fmt: skip


def temporary_material(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """The substrate that the dies lie on for a while is glass, silicon or organic."""
    found = [e.line.told(place, "material") for place in e.line.places(PROVIDE_TEMPORARY)]
    groups = [_temporary_group(e, material) for material in found]
    return (judged("the material of the substrate is glass, silicon or organic", bool(groups) and all(groups),
                   ", ".join(found) or "none", "glass, silicon, organic",
                   where=", ".join(filter(None, groups)) or "none of the group",
                   parts=["temporary substrate"]),)  # fmt: skip


def _temporary_group(e: MetalFilm, material: str) -> str:
    category = e.category(material)
    if category == "semiconductor" and e.described(material).startswith("silicon"):
        return "silicon"
    return "glass" if category == "glass" else "organic" if category in ORGANIC_SHEETS else ""


def first_filling_material(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """The first filling is epoxy or polymer."""
    found = [e.line.told(place, "material") for place in e.line.places(FILL_OVER)]
    return (ask.epoxy_or_polymer(e, "the first filling layer", found),)


def patterned_dielectric(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """Between dielectric and wiring of a layer its holes were opened, and they join it with what lies below."""
    found = _steps(e, scope)
    rows = ((("dielectric", (found.coated,)), ("holes", found.opened), ("wiring", (found.wired,))) if found
            else (("dielectric", ()), ("holes", ()), ("wiring", ())))  # fmt: skip
    return (in_order(e, f"the {scope.level} dielectric layer is patterned before its wiring is made", *rows),
            *wired.through_holes(e, scope))  # fmt: skip


def vias_of_wiring_metal(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """The metal in the holes came with the wiring."""
    return _vias_made(e, scope, "part of the conductive material of the wiring layer fills its through-holes", own=True)


def vias_filled_before(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """The metal in the holes was filled in before the wiring was made, in a step of its own."""
    return _vias_made(e, scope, "a conductive material fills the through-holes before the wiring layer is made",
                      own=False)  # fmt: skip


def _vias_made(e: MetalFilm, scope: Scope, text: str, *, own: bool) -> tuple[Element, ...]:
    """Whether each via of the layer was made in the step of its wiring (own) or in an earlier one, and joins."""
    layer = next(iter(e.levels(scope)), None)
    if layer is None:
        return (judged(text, False, "none", where="no such layer", parts=["vias"]),)
    made = {e.build.solids[i].step for i in layer.solids}
    steps = sorted({step for hole in layer.holes for step in hole.steps})
    right = made >= set(steps) if own else max(steps, default=0) < min(made, default=0)
    return (
        judged(text, bool(steps) and right, f"in step {', '.join(map(str, steps)) or 'none'}",
               f"{'in' if own else 'before'} step {', '.join(map(str, sorted(made)))}", where=layer.dielectric.name,
               parts=[layer.name]),
        wired.via_in_each(e, layer),
    )  # fmt: skip


def processed(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """The wiring was sputtered, electroplated or plated without current, as recorded."""
    layer = _steps(e, scope)
    process = e.line.told(layer.wired, "process") if layer else ""
    return (judged(f"the {scope.level} patterned wiring layer is sputtered, electroplated or electroless plated",
                   process in PROCESSES, process or "not told", ", ".join(PROCESSES),
                   where=f"step {layer.wired}" if layer else "no such layer", parts=["wiring"]),)  # fmt: skip


def passivated(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """A passivation is made on the layer that is spoken of, after its wiring, and exposes its bonding pads."""
    return (in_order(e, "wiring, then passivation", ("wiring", _wired(e, scope)),
                     ("passivation", e.line.places(PASSIVATE))),
            *points.passivation(e, scope))  # fmt: skip


def pointed(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """Bonding points are put on the bonding pads of the layer that is spoken of, after its wiring."""
    return (in_order(e, "wiring, then bonding points", ("wiring", _wired(e, scope)),
                     ("points", e.line.places(ATTACH_POINTS))),
            *points.bonding_points(e, scope))  # fmt: skip


def _wired(e: MetalFilm, scope: Scope) -> tuple[int, ...]:
    layer = _steps(e, scope)
    return (layer.wired,) if layer else ()


def _steps(e: MetalFilm, scope: Scope) -> LayerSteps | None:
    """The steps of the layer that is spoken of, if it was made."""
    return e.line.layer(e.number(scope)) if e.number(scope) >= 0 else None


def singulated(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """The packages are cut out after the bonding points were put on."""
    return (in_order(e, "bonding points, then singulation", ("points", e.line.places(ATTACH_POINTS)),
                     ("singulation", e.line.places(SAW))),)  # fmt: skip


def around_one_die(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """A package with one die is cut out."""
    return (_cut_out(e, "singulation around a single die", 1, 1),)


def around_several_dies(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """A package with several dies is cut out."""
    many = int(e.limits["plurality"])
    return (_cut_out(e, "singulation around a plurality of dies", many, max((many, *e.line.per_package))),)


def _cut_out(e: MetalFilm, text: str, least: int, most: int) -> Element:
    counts = e.line.per_package
    held = sum(least <= count <= most for count in counts)
    told = ", ".join(map(str, sorted(set(counts))))
    return judged(text, held > 0, held, 1, "packages", where=f"dies in a package: {told or 'not told'}", parts=["dies"])


def repeated(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """After the second layer at least a plurality more were made: dielectric and wiring in turns, each joined."""
    many = int(e.limits["plurality"])
    more = [number for number in range(2, len(e.layers)) if e.line.layer(number) and e.layers[number].bodies]
    joined = [number for number in more if any(hole.joins for hole in e.layers[number].holes)]
    names = [layer.name for layer in e.layers]
    return (judged("dielectric and wiring are allocated a plurality of times more", len(joined) >= many, len(joined),
                   many, "times", where=f"{len(names)} layers", parts=names or ["wiring"]),)  # fmt: skip
