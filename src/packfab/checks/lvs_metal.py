# SPDX-License-Identifier: Apache-2.0
"""Which metal floats, and where do bodies hold by too little or come too close to another net?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from packfab.checks.lvs import Mismatch, Point
from packfab.geometry import Build, Link, Network, Pick, gaps
from packfab.units import format_length

EXCUSES: Mapping[str, str] = {
    "heat sink": "a heat sink carries no net",
    "general alignment": "an alignment part is looked at, not connected",
    "chip alignment": "an alignment part is looked at, not connected",
    "paddle": "a die paddle may float",
    "tie bar": "a tie bar holds the paddle while the package is made",
    "lead": "a lead that no wire takes",
    "substrate": "a metal substrate carries no net",
    "metal": "an inner plane that no net was given",
    "shield": "a shield carries no net",
    "seal": "seal metal carries no net",
    "die": "a die that conducts is no net",
    "device contact": "it leads to a device in the die",
    "internal circuit": "circuitry within a die, which may end in devices there",
}
"""Why metal of a role may float."""
_DEVICE = "metal of a passive device lies between nets"
_PAD = "a pad of a map that the design joins to nothing"


def floating(
    build: Build, net: Network, ends: NDArray[np.int64], apart: Pick | None
) -> tuple[dict[int, str], list[Mismatch]]:
    """Components without a terminal: those that may float with the reason, and the others."""
    label = net.label
    if not len(label):
        return {}, []
    count = int(label.max()) + 1
    held = np.zeros(count, dtype=bool)
    held[label[ends[ends >= 0]]] = True
    excused: dict[int, str] = {}
    loose: list[Mismatch] = []
    reasons = [_reason(solid.role, apart is not None and apart(solid)) for solid in build.solids]
    members: dict[int, list[int]] = {}
    for body in np.flatnonzero(~held[label]).tolist():
        members.setdefault(int(label[body]), []).append(body)
    for component, bodies in members.items():
        why = [reasons[net.bodies[b].solid] for b in bodies]
        if any(why):
            excused[component] = next(reason for reason in why if reason)
            continue
        largest = max(bodies, key=lambda b: _size(net, b))
        solid = build.solids[net.bodies[largest].solid]
        loose.append(Mismatch("floating", (), f"metal floats: {solid.name} ({solid.part or 'no part'}) ends nowhere",
                              _um(net.bodies[largest].where), tuple(bodies), (),
                              f"{len(bodies)} {'body' if len(bodies) == 1 else 'bodies'}", "a terminal on it",
                              "connect it to a net, or take it away"))  # fmt: skip
    return excused, loose


def _reason(role: str, apart: bool) -> str:
    return _DEVICE if apart else EXCUSES.get(role, "")


def _size(net: Network, body: int) -> float:
    x0, y0, x1, y1 = net.bodies[body].box
    return (x1 - x0) * (y1 - y0)


def near_misses(
    build: Build,
    net: Network,
    carried: Mapping[int, frozenset[str]],
    excused: Mapping[int, str],
    least_contact: float,
    least_gap: float,
    apart: Pick | None,
) -> Iterator[Mismatch]:
    """Contacts that alone hold a piece and are too small, edges of two nets that meet, and gaps that are too narrow."""
    for link in _weak(net, least_contact):
        if carried.get(int(net.label[link.a])):
            names = tuple(sorted(n for n in carried[int(net.label[link.a])] if not n.startswith("(")))
            one, other = (_name(build, net, body) for body in (link.a, link.b))
            yield Mismatch("near miss", names, f"{one} holds to {other} by little", _um(link.where),
                           (link.a, link.b), (), f"{link.area / 1e6:.3g} um2", f"{least_contact / 1e6:.3g} um2 or more",
                           "let the two overlap more")  # fmt: skip
    told: set[tuple[int, int]] = set()
    for link in net.edges:
        if _strangers(net, link.a, link.b, carried, excused, build, apart):
            told.add((link.a, link.b))
            yield _close(build, net, carried, (link.a, link.b), link.where, "they meet along an edge",
                         format_length(round(least_gap)))  # fmt: skip
    for gap in gaps(net, least_gap):
        if (gap.a, gap.b) not in told and _strangers(net, gap.a, gap.b, carried, excused, build, apart):
            middle = tuple((p + q) / 2 for p, q in zip(gap.at_a, gap.at_b, strict=True))
            yield _close(build, net, carried, (gap.a, gap.b), (middle[0], middle[1], middle[2]),
                         format_length(round(gap.distance)), format_length(round(least_gap)))  # fmt: skip


def _weak(net: Network, least: float) -> list[Link]:
    """Links below the least area without which a component would fall apart."""
    parent = list(range(len(net.bodies)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    small = [link for link in net.links if link.area < least and net.label[link.a] == net.label[link.b]]
    if not small:
        return []
    for link in net.links:
        if link.area >= least and net.label[link.a] == net.label[link.b]:
            parent[root(link.a)] = root(link.b)
    found = []
    for link in sorted(small, key=lambda one: -one.area):
        a, b = root(link.a), root(link.b)
        if a != b:
            found.append(link)
            parent[a] = b
    return found


def _strangers(
    net: Network, a: int, b: int, carried: Mapping[int, frozenset[str]], excused: Mapping[int, str], build: Build,
    apart: Pick | None,
) -> bool:  # fmt: skip
    """Whether two bodies belong to pieces of different nets, neither of which may touch the other unnoticed."""
    one, other = int(net.label[a]), int(net.label[b])
    if one == other or one in excused or other in excused:
        return False
    if apart is not None and any(apart(build.solids[net.bodies[k].solid]) for k in (a, b)):
        return False
    names, others = carried.get(one, frozenset()), carried.get(other, frozenset())
    return bool(names) and bool(others) and not names & others


def _close(
    build: Build, net: Network, carried: Mapping[int, frozenset[str]], pair: tuple[int, int], where: Point,
    measured: str, allowed: str,
) -> Mismatch:  # fmt: skip
    names = sorted({n for k in pair for n in carried[int(net.label[k])] if not n.startswith("(")})
    one, other = (_name(build, net, body) for body in pair)
    return Mismatch("near miss", tuple(names), f"{one} comes close to {other} of another net", _um(where), pair, (),
                    measured, f"{allowed} or more", "move the metal apart")  # fmt: skip


def _name(build: Build, net: Network, body: int) -> str:
    own = net.bodies[body]
    solid = build.solids[own.solid]
    return f"{solid.name} {own.place + 1} ({solid.part or 'no part'})"


def _um(point: tuple[float, float, float]) -> Point:
    x, y, z = (round(float(v) / 1000, 3) + 0.0 for v in point)
    return (x, y, z)
