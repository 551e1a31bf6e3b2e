# SPDX-License-Identifier: Apache-2.0
"""What do claims ask of the circuitry in dies, of signals, buses and passive devices, one thing at a time?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from packfab.checks.claim import Element, judged
from packfab.checks.metal_film import MetalFilm, Scope
from packfab.checks.metal_film_circuit import Passive
from packfab.checks.metal_film_predicates import UM
from packfab.checks.predicates import spot
from packfab.process import DEVICE_ROLES


def internal_circuitry(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """Each die has devices at its active face, traces that are joined to them, and pads of the film of these."""
    many, deep = int(e.limits["plurality"]), e.limits["at_active_face"]
    elements = []
    for inside in e.inside:
        wired = sum(len(group.contacts) for group in inside.groups if group.traces)
        films = ", ".join(f"{material} z {z0 / UM:.6g} to {z1 / UM:.6g} um" for material, z0, z1 in inside.films)
        parts = [inside.die]
        elements += [
            judged(f"a plurality of active devices on the active surface of {inside.die}",
                   inside.devices >= many and inside.depth <= deep, inside.devices, many, "devices",
                   where=f"no deeper than {inside.depth / UM:.6g} um" if inside.devices else "no device", parts=parts),
            judged(f"the internal circuitry of {inside.die} is electrically connected to the active devices",
                   0 < inside.devices <= min(wired, inside.joined), min(wired, inside.joined), max(1, inside.devices),
                   "devices", where=films or "no traces", parts=parts),
            judged(f"the internal circuitry of {inside.die} forms the metal pads",
                   bool(inside.films) and inside.pad_films <= inside.films
                   and any(group.traces and group.pads for group in inside.groups),
                   films or "no traces", "the film of the pads",
                   where=f"{len(inside.pad_films - inside.films)} pad films of their own", parts=parts),
        ]  # fmt: skip
    return tuple(elements) or (judged("an internal circuitry", False, "no die", where="no die", parts=["dies"]),)


def signal_returns(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """A signal leaves a device, runs through the external circuitry and comes back to a device of the same die."""
    told = ", ".join(f"{one.net or 'no name'} of {one.die} at {spot(one.at)}" for one in e.rounds[:3])
    return (judged("a signal runs from an active device through the external circuitry back to an active device",
                   bool(e.rounds), len(e.rounds), 1, "signals", where=told or "none comes back",
                   parts=[inside.die for inside in e.inside] or ["dies"]),)  # fmt: skip


def larger_traces(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """Width, length and thickness of the external traces of each signal that returns exceed those of the internal ones.

    The narrowest external trace against the widest internal one, the thinnest against the thickest, all lengths
    against all.
    """
    elements, larger = [], e.limits["larger"]
    for what in ("width", "length", "thickness"):
        text = f"the {what} of external traces is greater than that of the corresponding internal traces"
        rows = [
            (getattr(outer, what), getattr(inner, what), one.net) for one, inner, outer in e.traces if inner and outer
        ]
        worst = min(rows, key=lambda row: row[0] - row[1], default=None)
        if worst is None or len(rows) < len(e.traces):
            elements.append(judged(text, False, "no trace", where="no signal with traces", parts=["thin film"]))
            continue
        outer, inner, net = worst
        elements.append(judged(text, outer - inner >= larger, round(outer / UM, 6), round(inner / UM, 6), "um",
                               where=f"net {net or 'without a name'}", parts=["thin film", "dies"]))  # fmt: skip
    return tuple(elements)


def supply_bus(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """A bus joins several die pads and is wider than the lines of its layer."""
    many = int(e.limits["plurality"])
    good = [b for b in e.buses if (b.pads >= many and b.width - b.lines >= e.limits["larger"]) or (b.pads >= many
            and b.lines == float("inf"))]  # fmt: skip
    best = max(good or e.buses, key=lambda bus: bus.pads, default=None)
    told = f"{best.name}: {best.width / UM:.5g} um wide, lines {best.lines / UM:.5g} um" if best else "no bus"
    return (judged("a power or ground bus that joins several pads of dies", bool(good), best.pads if best else 0, many,
                   "pads", where=told, parts=[best.name if best else "bus"]),)  # fmt: skip


def passive_device(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """The external circuitry has a passive device."""
    joined = [p for p in e.passives if p.joined]
    return (judged("the external circuitry comprises a passive device", bool(joined), len(joined), 1, "devices",
                   where=_devices(joined or e.passives), parts=_device_parts(e.passives)),)  # fmt: skip


def passive_kind(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """A passive device is a resistor, inductor, capacitor, wave-guide, filter or micro electro-mechanical sensor."""
    known = [p for p in e.passives if p.joined and p.kind in DEVICE_ROLES]
    kinds = ", ".join(dict.fromkeys(p.kind for p in known)) or "none of the group"
    return (judged("the passive device is of the group", bool(known), kinds, ", ".join(DEVICE_ROLES),
                   where=_devices(e.passives), parts=_device_parts(e.passives)),)  # fmt: skip


def passive_of_layer(e: MetalFilm, _: Scope) -> tuple[Element, ...]:
    """A passive device is part of a wiring layer: of its material, at its height, made in its step."""
    own = [p for p in e.passives if p.joined and not p.stray]
    stray = [name for p in e.passives for name in p.stray]
    told = ", ".join(f"{p.name} of {'/'.join(p.layers)}" for p in own)
    return (judged("the passive device is formed by a part of the patterned wiring layer", bool(own), len(own), 1,
                   "devices", where=told or f"of another film: {', '.join(stray)}" if stray or own else "no device",
                   parts=_device_parts(e.passives)),)  # fmt: skip


def _devices(found: Iterable[Passive]) -> str:
    return ", ".join(f"{p.name} ({p.kind}{'' if p.joined else ', not joined'})" for p in found) or "no device"


def _device_parts(found: Sequence[Passive]) -> list[str]:
    return [p.name for p in found] or ["devices"]
