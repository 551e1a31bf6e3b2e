# SPDX-License-Identifier: Apache-2.0
"""What do claims ask of metal substrate, dies and what encloses them, one thing at a time?

Each function looks at the evidence of a scope (one die or several, which layers) and answers with elements.
"""

from __future__ import annotations

from collections.abc import Iterable

from packfab.checks.claim import Element, judged
from packfab.checks.metal_film import FilmDie, MetalFilm, Scope
from packfab.checks.metal_film_substrate import MetalSheet, Seat, surrounded
from packfab.checks.predicates import spot
from packfab.geometry import Region

UM = 1000.0  # nm
_POLYMERS = frozenset({"polymer", "polymer dielectric", "polymer film", "build-up film", "mold compound", "underfill"})
"""Categories of epoxies and polymers; compounds for molding are filled epoxies."""


def substrate(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """There is a metal substrate."""
    metal = e.metal
    told = ", ".join(_sheet(sheet) for sheet in metal.sheets) if metal else "no metal"
    return (judged("a metal substrate", metal is not None and metal.conducts,
                   ", ".join(sheet.material for sheet in metal.sheets) if metal else "none", "metal", where=told,
                   parts=[sheet.name for sheet in metal.sheets] if metal else ["carrier"]),)  # fmt: skip


def least_dies(e: MetalFilm, scope: Scope) -> int:
    """How many dies a scope speaks of at least."""
    return 1 if scope.dies == "one" else int(e.limits["plurality"])


def dies(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """Enough dies, each with its pads on an active face that looks up."""
    least, many = least_dies(e, scope), int(e.limits["plurality"])
    right = [die for die in e.dies if die.up and len(die.pads) >= many]
    told = ", ".join(f"{d.name}: {len(d.pads)} pads, active face {'up' if d.up else 'not up'}" for d in e.dies)
    text = f"{'a die' if least == 1 else 'a plurality of dies'} with a plurality of metal pads on the active face"
    return (judged(text, len(right) >= least and len(right) == len(e.dies), len(right), max(least, len(e.dies)), "dies",
                   where=told or "no die", parts=_named(e.dies)),)  # fmt: skip


def backs_adhered(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """The back of every die is adhered to the metal."""
    least = e.limits["bond_share"]
    worst = min(e.seats, key=lambda row: row[1].held, default=None)
    text = "the backside of each die is adhered to the metal substrate"
    if worst is None:
        return (judged(text, False, 0.0, 100 * least, "% of the back", where="no die on metal", parts=["adhesive"]),)
    die, seat = worst
    return (judged(text, seat.held >= least, round(100 * seat.held, 4), 100 * least, "% of the back",
                   where=f"{die.name}: back at z {die.back / UM:.6g} um, {seat.adhesive} on metal at "
                   f"{seat.floor / UM:.6g} um", parts=[die.name, "adhesive"]),)  # fmt: skip


def same_functions(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """All dies do the same."""
    functions = {function for _, function in e.line.functions}
    return (_functions(e, "the dies perform the same functions", len(functions) == 1, 1),)


def different_functions(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """Not all dies do the same."""
    functions = {function for _, function in e.line.functions}
    return (_functions(e, "the dies perform different functions", len(functions) > 1, 2),)


def _functions(e: MetalFilm, text: str, met: bool, limit: int) -> Element:
    told = ", ".join(f"{chip}: {function or 'not told'}" for chip, function in e.line.functions)
    count = len({function for _, function in e.line.functions})
    return judged(text, met and all(function for _, function in e.line.functions), count, limit, "functions",
                  where=told or "no record of a die", parts=_named(e.dies))  # fmt: skip


def in_cavities(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """The surface goes down where the dies are, and their backs are adhered to the bottom of that."""
    least = least_dies(e, scope)
    hollows = _distinct(seat.cavity for _, seat in e.seats if seat.cavity) * (e.packages if scope.on_line else 1)
    beside = [die.name for die, seat in e.seats if not seat.cavity]
    held = [seat.held for _, seat in e.seats if seat.cavity]
    areas = "an inwardly protruded area" if least == 1 else "a plurality of inwardly protruded areas"
    told = ", ".join(f"{die.name}: {_depth(e, seat) / UM:.6g} um deep" for die, seat in e.seats)
    return (
        judged(f"the metal substrate has {areas} on its surface", hollows >= least, hollows, least, "areas",
               where=told or "no die", parts=_metal_parts(e)),
        judged("the backside of each die is adhered to the bottom of such an area",
               bool(held) and not beside and min(held) >= e.limits["bond_share"],
               round(100 * min(held, default=0.0), 4), 100 * e.limits["bond_share"], "% of the back",
               where=f"on the surface: {', '.join(beside)}" if beside else told or "no die", parts=_named(e.dies)),
    )  # fmt: skip


def _distinct(hollows: Iterable[Region]) -> int:
    return len({hollow.box for hollow in hollows})


def _depth(e: MetalFilm, seat: Seat) -> float:
    return (e.metal.surface if e.metal else 0.0) - seat.floor


def as_deep_as_dies(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """Each cavity is as deep as its die is thick; whether the bond line counts is left open."""
    rows = []
    for die, seat in e.seats:
        depth, bond = _depth(e, seat), die.back - seat.floor
        off = max(die.thickness - depth, depth - die.thickness - bond, 0.0)
        rows.append((off, f"{die.name}: {depth / UM:.6g} um deep, die {die.thickness / UM:.6g} um, bond line "
                          f"{bond / UM:.6g} um", die.name))  # fmt: skip
    worst = max(rows, default=(float("inf"), "no die", "dies"))
    limit = e.limits["machined_depth"]
    return (judged("the depth of the inwardly protruded areas is equal to the thickness of the dies",
                   worst[0] <= limit, round(worst[0] / UM, 6) if rows else "no die", limit / UM, "um off",
                   where=worst[1], parts=[worst[2], *_metal_parts(e)]),)  # fmt: skip


def two_metal_layers(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """Two metal layers lie on each other; the upper one has openings in which the dies sit on the lower one."""
    sheets = e.metal.sheets if e.metal else ()
    upper, lower = (sheets[0], sheets[-1]) if len(sheets) > 1 else (None, None)
    shared = _shared(upper, lower)
    least = e.limits["sheet_coverage"]
    over = upper is not None and lower is not None and upper.z0 >= lower.z1 and shared >= least
    bottom = min((sheet.z0 for sheet in sheets), default=0)
    through = [die.name for die, seat in e.seats if upper is not None and seat.cavity and seat.floor <= upper.z0]
    told = ", ".join(map(_sheet, sheets)) or "no metal"
    return (
        judged("a first and a second metal layer overlap", over, len(sheets), 2, "layers", where=told,
               parts=_metal_parts(e)),
        judged("a surface of the substrate is the side of the second layer away from the first",
               lower is not None and len(sheets) > 1 and lower.z0 == bottom,
               f"z {bottom / UM:.6g} um" if sheets else "no metal", "outer face of the second layer", where=told,
               parts=_metal_parts(e)),
        judged("openings penetrate the first metal layer, with each die in one of them",
               bool(through) and len(through) == len(e.seats), len(through), max(1, len(e.seats)), "dies", where=told,
               parts=[*_metal_parts(e), *_named(e.dies)]),
        *in_cavities(e, Scope("", "one"))[1:],
    )  # fmt: skip


def _shared(upper: MetalSheet | None, lower: MetalSheet | None) -> float:
    if upper is None or lower is None or not upper.outline:
        return 0.0
    return (upper.outline & lower.outline).area / upper.outline.area


def as_thick_as_dies(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """The first metal layer is about as thick as every die."""
    limit = e.limits["approximately_equal"]
    text = "the thickness of the first metal layer is approximately equal to that of the dies"
    sheets = e.metal.sheets if e.metal else ()
    if len(sheets) < 2 or not e.dies:
        return (judged(text, False, "no two metal layers", 100 * limit, "% off", where="one layer",
                       parts=_metal_parts(e)),)  # fmt: skip
    own = sheets[0].thickness
    worst = max(e.dies, key=lambda die: abs(own / die.thickness - 1))
    off = abs(own / worst.thickness - 1)
    return (judged(text, off <= limit, round(100 * off, 4), 100 * limit, "% off",
                   where=f"{sheets[0].name} {own / UM:.6g} um, {worst.name} {worst.thickness / UM:.6g} um",
                   parts=[sheets[0].name, worst.name]),)  # fmt: skip


def filling(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """Filling lies between the surface and the thin film, around every die, level with the active faces."""
    text = "a filling layer between the metal substrate and the thin-film circuit layer"
    filled, limit, least = e.filled, e.limits["planarity"], e.limits["chip_coverage"]
    if filled is None:
        return (judged(text, False, "none",
                       where="no filling", parts=["filling"]),)  # fmt: skip
    low = min((layer.dielectric.z0 for layer in e.layers[:1]), default=max(filled.tops))
    floor = min((seat.floor for _, seat in e.seats), default=0.0)
    between = max(filled.tops) <= low + limit and filled.z0 >= floor - limit
    rings = [(*surrounded(e.build, die.outline, (die.back + die.face) / 2), die) for die in e.dies]
    share, others, die = min(rings, key=lambda row: row[0])
    off, step = max(((top - d.face, d) for top in filled.tops for d in e.dies), key=lambda row: abs(row[0]))
    return (
        judged(text, between,
               f"z {filled.z0 / UM:.6g} to {max(filled.tops) / UM:.6g} um", f"below z {low / UM:.6g} um",
               where=filled.name, parts=[filled.name]),
        judged("it surrounds the periphery of each die", share >= least, round(100 * share, 4), 100 * least, "%",
               where=f"{die.name}: {others or 'filling alone'}", parts=[filled.name, die.name]),
        judged("its surface is planar to the active surface of each die", abs(off) <= limit, round(off / UM, 6),
               limit / UM, "um", where=f"{step.name}: active face at z {step.face / UM:.6g} um",
               parts=[filled.name, step.name]),
    )  # fmt: skip


def filling_material(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """The filling is an epoxy or a polymer."""
    return (epoxy_or_polymer(e, "the filling layer", e.filled.materials if e.filled else ()),)


def epoxy_or_polymer(e: MetalFilm, what: str, materials: Iterable[str]) -> Element:
    """Whether all of these materials are epoxies or polymers, by their category in the library."""
    found = [(material, e.category(material) or "not known") for material in materials]
    return judged(f"the material of {what} is epoxy or polymer",
                  bool(found) and all(category in _POLYMERS for _, category in found),
                  ", ".join(material for material, _ in found) or "none", "epoxy or polymer",
                  where=", ".join(f"{material}: {category}" for material, category in found) or "no filling",
                  parts=[what])  # fmt: skip


def _sheet(sheet: MetalSheet) -> str:
    return f"{sheet.name} ({sheet.material}) z {sheet.z0 / UM:.6g} to {sheet.z1 / UM:.6g} um"


def _metal_parts(e: MetalFilm) -> list[str]:
    return [sheet.name for sheet in e.metal.sheets] if e.metal else ["carrier"]


def _named(found: Iterable[FilmDie]) -> list[str]:
    return list(dict.fromkeys(die.name for die in found)) or ["dies"]


def first_spot(found: Iterable[tuple[float, float, float]]) -> str:
    """Where the first of several is, in um."""
    return next((f"at {spot(at)}" for at in found), "")
