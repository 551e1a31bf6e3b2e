# SPDX-License-Identifier: Apache-2.0
"""What do claims ask of what lies and stands on the thin-film circuit: passivation and bonding points?"""

from __future__ import annotations

from packfab.checks.claim import Element, judged
from packfab.checks.metal_film import MetalFilm, Scope
from packfab.checks.metal_film_points import KINDS
from packfab.checks.metal_film_predicates import UM, first_spot


def passivation(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """Passivation lies on the layer that is spoken of, with nothing between, and leaves its bonding pads free."""
    cover, least, free = e.cover, e.limits["sheet_coverage"], e.limits["pad_opening"]
    uppermost = 0 <= e.number(scope) == len(e.layers) - 1 or not e.layers
    hidden = [pad.at for pad in e.pads if pad.free < free]
    share = cover.share if cover and cover.z1 > e.top else 0.0
    lies = f"on {e.layers[-1].name}" if e.layers else "on no layer"
    return (
        judged(f"a patterned passivation layer on top of the {scope.level} wiring layer", share >= least and uppermost,
               round(100 * share, 4) if uppermost else lies, 100 * least, "% covered",
               where=f"{cover.name} ({cover.material}) {lies}, z {cover.z0 / UM:.6g} to {cover.z1 / UM:.6g} um"
               if cover else "no passivation", parts=["passivation"]),
        judged("it exposes the bonding pads", bool(e.pads) and not hidden and cover is not None,
               len(e.pads) - len(hidden), max(1, len(e.pads)), "pads",
               where=f"covered {first_spot(hidden)}" if hidden else "every pad" if e.pads else "no pad",
               parts=["passivation", "contacts"]),
    )  # fmt: skip


def bonding_points(e: MetalFilm, scope: Scope) -> tuple[Element, ...]:
    """Several bonding points stand on the bonding pads of the layer that is spoken of."""
    many = int(e.limits["plurality"])
    own = frozenset[int]().union(*(layer.bodies for layer in e.levels(scope)))
    held = [p for p in e.pads if p.point and (p.body in own or not e.layers)]
    on = dict.fromkeys(layer.name for layer in e.layers for p in e.pads if p.point and p.body in layer.bodies)
    return (judged(f"bonding points on the bonding pads of the {scope.level} wiring layer", len(held) >= many,
                   len(held), many, "points", where=f"on {', '.join(on)}" if on else "none",
                   parts=["contacts"]),)  # fmt: skip


def kinds_of_points(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """All bonding points are solder balls, bumps or pins."""
    kinds = list(dict.fromkeys(p.point for p in e.pads if p.point))
    return (judged("the bonding points are solder balls, bumps or pins",
                   bool(kinds) and all(kind in KINDS for kind in kinds), ", ".join(kinds) or "none", ", ".join(KINDS),
                   where=first_spot(p.at for p in e.pads if p.point) or "no bonding point",
                   parts=["contacts"]),)  # fmt: skip
