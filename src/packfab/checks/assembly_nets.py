# SPDX-License-Identifier: Apache-2.0
"""Is what hangs together as built one net, across the chiplets of an assembly?

Pads of chiplets and the bumps between them are bodies of a build; its network says which hang together. Wiring within
a chiplet is not drawn, so a net is asked for bond by bond: somewhere in a bond the pads of both sides must be joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from packfab.checks.assembly_logic import wanted_net
from packfab.checks.assembly_where import MOST_TOLD, Side, at_point, length, nearest, sides, slack_of
from packfab.checks.finding import Finding, Severity
from packfab.design import Assembly, Bond, mating
from packfab.geometry import Build, Network


def pads_name(region: str) -> str:
    """What the pads of a region are called in the build, as solids of the part with the name of the chiplet."""
    return f"{region} pads"


@dataclass(frozen=True, slots=True)
class _PadAt:
    """A pad of a chiplet: the net that it should be on, and its body in the network."""

    instance: str
    region: str
    bump: str
    net: str
    body: int


def as_built(assembly: Assembly, build: Build, metal: Network) -> tuple[Finding, ...]:
    """Opens, shorts and names that differ, each with its place."""
    pads = _pads(assembly, build, metal)
    return (*_shorts(assembly, metal, pads), *_opens(assembly, metal, pads))


def _pads(assembly: Assembly, build: Build, metal: Network) -> dict[tuple[str, str, str], _PadAt]:
    """Pads by (instance, region, bump)."""
    bodies = {(body.solid, body.place): i for i, body in reversed(list(enumerate(metal.bodies)))}
    known = assembly.by_name
    found: dict[tuple[str, str, str], _PadAt] = {}
    for index, solid in enumerate(build.solids):
        if solid.role != "pad" or solid.part not in known:
            continue
        one = known[solid.part]
        for region in one.chiplet.regions:
            if pads_name(region.name) != solid.name:
                continue
            at = {(x, y): place for place, (x, y) in enumerate(solid.places.tolist())}
            for bump in region.bumps:
                body = bodies.get((index, at.get(one.point(bump.x, bump.y), -1)))
                if body is not None:
                    net = wanted_net(assembly, one.name, bump.port, bump.net)
                    found[one.name, region.name, bump.name] = _PadAt(one.name, region.name, bump.name, net, body)
    return found


def _shorts(assembly: Assembly, metal: Network, pads: Mapping[tuple[str, str, str], _PadAt]) -> Iterator[Finding]:
    """Metal with pads of several nets: a short, or one net under two names where nobody says that it is wrong."""
    groups: dict[int, list[_PadAt]] = {}
    for pad in pads.values():
        if pad.net:
            groups.setdefault(int(metal.label[pad.body]), []).append(pad)
    told = 0
    for group in groups.values():
        names = sorted({pad.net for pad in group})
        if len(names) < 2:
            continue
        told += 1
        if told > MOST_TOLD:
            continue
        by_chiplet = {pad.instance: {p.net for p in group if p.instance == pad.instance} for pad in group}
        renamed = not assembly.nets and all(len(nets) == 1 for nets in by_chiplet.values())
        first = group[0]
        x, y, z = metal.bodies[first.body].where
        who = ", ".join(f"{pad.instance}.{pad.bump} '{pad.net}'" for pad in group[:4])
        yield Finding(
            "net names as built" if renamed else "short as built", "warning" if renamed else "error",
            "metal that hangs together has " + " and ".join(f"'{name}'" for name in names[:6]),
            at_point(first.instance, x, y, z), who, "one net",
            "give a netlist that says whether they belong together" if renamed else "move the bumps apart",
        )  # fmt: skip
    if told > MOST_TOLD:
        yield Finding("short as built", "warning", f"{told - MOST_TOLD} more of the same", "", f"{told}", "0")


def _opens(assembly: Assembly, metal: Network, pads: Mapping[tuple[str, str, str], _PadAt]) -> Iterator[Finding]:
    """Nets that both sides of a bond have, and that no metal joins in it."""
    for bond in assembly.bonds:
        met = mating(assembly, bond)
        both = sides(met) if met is not None and met.holds(bond.thickness, slack=slack_of(assembly)) else None
        if both is None:
            continue
        # without a netlist, equal names on both sides may still be nets of their own
        found = list(_open_nets(bond, metal, pads, "error" if assembly.nets else "warning", *both))
        yield from found[:MOST_TOLD]
        if len(found) > MOST_TOLD:
            yield Finding("open as built", found[0].severity, f"{len(found) - MOST_TOLD} more of the same",
                          f"connection '{bond.name}'", f"{len(found)}", "0")  # fmt: skip


def _open_nets(
    bond: Bond,
    metal: Network,
    pads: Mapping[tuple[str, str, str], _PadAt],
    severity: Severity,
    upper: Side,
    lower: Side,
) -> Iterator[Finding]:
    above, below = _by_net(upper, pads), _by_net(lower, pads)
    for net in sorted(set(above) & set(below) - {""}):
        ones = {int(metal.label[pad.body]) for _, pad in above[net]}
        if ones & {int(metal.label[pad.body]) for _, pad in below[net]}:
            continue
        rows = np.array([i for i, _ in above[net]]), np.array([j for j, _ in below[net]])
        distance, which = nearest(lower.places[rows[1]], upper.places[rows[0]])
        k = int(np.argmin(distance))
        i, j = int(rows[0][k]), int(rows[1][int(which[k])])
        yield Finding(
            "open as built", severity,
            f"connection '{bond.name}': net '{net}' of '{upper.placed.name}' does not reach '{lower.placed.name}'",
            upper.where(i), f"{length(float(distance[k]))} from '{upper.bumps[i].name}' to '{lower.bumps[j].name}'",
            "bumps that touch", "bring the two bump maps together",
        )  # fmt: skip


def _by_net(one: Side, pads: Mapping[tuple[str, str, str], _PadAt]) -> dict[str, list[tuple[int, _PadAt]]]:
    found: dict[str, list[tuple[int, _PadAt]]] = {}
    for i, bump in enumerate(one.bumps):
        pad = pads.get((one.placed.name, one.region.name, bump.name))
        if pad is not None:
            found.setdefault(pad.net, []).append((i, pad))
    return found
