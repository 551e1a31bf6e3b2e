# SPDX-License-Identifier: Apache-2.0
"""Where does what was built differ from the netlist: opens, shorts, swapped nets, missing and extra connections?

Terminals of a net should hang together, those of two nets should not. Nets that exchange ends are told once, as
swapped. Metal that is not drawn may join pieces of a net only within a carrier without traces, and within a die where
no traces or lines are drawn that should do it; each such joint is counted. A joint between two terminals that face each
other (a pad and its landing) is always drawn, so nothing excuses it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from packfab.checks.lvs import KINDS, LEAST_CONTACT, LEAST_GAP, Lvs, Mismatch, Point, Terminal
from packfab.checks.lvs_metal import floating, near_misses
from packfab.checks.lvs_swaps import Swap, swaps
from packfab.checks.lvs_terminals import matched
from packfab.geometry import Build, Network, Pick
from packfab.process import FAN_OUT, THIN_FILM
from packfab.units import format_length

_NEAREST_OF = 400
"""Of larger pieces only so many bodies around the other piece are asked how close they come."""


def compare(
    build: Build,
    net: Network,
    wanted: Sequence[Terminal],
    *,
    least_contact: float = LEAST_CONTACT,
    least_gap: float = LEAST_GAP,
    apart: Pick | None = None,
    since: float | None = None,
) -> Lvs:
    """The metal of a build against the terminals that were wanted.

    least_contact: nm2, least_gap: nm, below which a contact or a gap is a near miss; apart: the solids that lie between
    nets; since: CPU clock (s) at which the extraction began.
    """
    began = time.process_time() if since is None else since
    body = matched(build, net, wanted)
    state = _State(build, net, tuple(wanted), body)
    found = [*_without_metal(state)]
    swapped = swaps(state.at_component, state.nets, [t.part for t in wanted])
    found += [_swapped(state, cycle) for cycle in swapped]
    for cycle in swapped:
        state.join(cycle.components)
    found += _joined_wrongly(state, {c for cycle in swapped for c in cycle.components})
    found += _dangling(state)
    undrawn = _undrawn(state)
    for name in state.names:
        found += _opens(state, name, undrawn)
    excused, loose = floating(build, net, body, apart)
    found += loose
    found += near_misses(build, net, state.group_nets(), excused, least_contact, least_gap, apart)
    order = sorted(found, key=lambda m: (KINDS.index(m.kind), m.nets, m.where))
    return Lvs(build, net, tuple(wanted), body, tuple(order), dict(state.rests), excused, _groups(state),
               time.process_time() - began)  # fmt: skip


def _groups(state: _State) -> NDArray[np.int64]:
    """Group of each component: those together that metal which is not drawn joins."""
    count = int(state.network.label.max()) + 1 if len(state.network.label) else 0
    a, b = np.array(state.unseen, dtype=np.int64).reshape(-1, 2).T
    joined = coo_array((np.ones(len(a)), (a, b)), shape=(count, count))
    return np.asarray(connected_components(joined, directed=False)[1], dtype=np.int64)


@dataclass
class _State:
    """What is known while terminals are compared: components that count as joined are one group."""

    build: Build
    network: Network
    wanted: tuple[Terminal, ...]
    body: NDArray[np.int64]
    nets: tuple[str, ...] = ()
    at_component: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    at: dict[int, list[int]] = field(default_factory=dict)
    names: dict[str, list[int]] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    rests: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    parent: dict[int, int] = field(default_factory=dict)
    unseen: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        # a terminal without a net shares one of its own with its mate
        self.nets = tuple(t.net or (f"({t.mate})" if t.mate else "") for t in self.wanted)
        label = self.network.label
        self.at_component = np.where(self.body >= 0, label[self.body] if len(label) else -1, -1)
        for k, component in enumerate(self.at_component.tolist()):
            if component >= 0:
                self.at.setdefault(component, []).append(k)
            if self.nets[k]:
                self.names.setdefault(self.nets[k], []).append(k)
        order = np.argsort(label, kind="stable")
        bounds = np.searchsorted(label[order], np.arange(int(label.max()) + 2)) if len(label) else np.zeros(1, int)
        asked = set(self.at)
        self.members = {c: order[bounds[c] : bounds[c + 1]].tolist() for c in asked}

    @cached_property
    def links(self) -> dict[tuple[int, int], Point]:
        """Where each pair of bodies is in touch, nm."""
        return {(link.a, link.b): link.where for link in self.network.links}

    def root(self, component: int) -> int:
        """The group that a component counts with."""
        while (above := self.parent.get(component, component)) != component:
            self.parent[component] = self.parent.get(above, above)
            component = above
        return component

    def join(self, components: Iterable[int]) -> bool:
        """Let components count as one; whether any was not joined before."""
        first, *others = components
        new = False
        for other in others:
            a, b = self.root(first), self.root(other)
            if a != b:
                self.parent[b], new = a, True
        return new

    def group_nets(self) -> dict[int, frozenset[str]]:
        """Nets of the terminals on each component."""
        return {c: frozenset(self.nets[k] for k in ks if self.nets[k]) for c, ks in self.at.items()}

    def where(self, terminal: int) -> Point:
        """Place of a terminal, um: of its body, else as wanted."""
        x, y = self.wanted[terminal].at
        body = int(self.body[terminal])
        return um((x, y, self.network.bodies[body].where[2] if body >= 0 else 0.0))


def um(point: tuple[float, float, float]) -> Point:
    """A place in um."""
    x, y, z = (round(float(v) / 1000, 3) + 0.0 for v in point)
    return (x, y, z)


def _real(names: Iterable[str]) -> tuple[str, ...]:
    """Names of nets without those that stand for a joint of terminals without a net."""
    return tuple(sorted(name for name in names if not name.startswith("(")))


def _told(name: str) -> str:
    return f"net '{name}'" if not name.startswith("(") else f"the joint {name[1:-1]}, which has no net"


def _without_metal(state: _State) -> Iterator[Mismatch]:
    for k, one in enumerate(state.wanted):
        if state.body[k] < 0 and one.used:
            yield Mismatch("missing", _real([state.nets[k]] if state.nets[k] else []),
                           f"there is no metal where {one.text} should be", state.where(k), (), (k,),
                           "none", "metal at its place", "make the pad, or take it out of the design")  # fmt: skip


def _swapped(state: _State, cycle: Swap) -> Mismatch:
    """Nets that exchange ends."""
    nets = cycle.nets
    ends = [k for c in cycle.components for k in state.at[c]]
    ways = "; ".join(
        " - ".join(f"{state.wanted[k].text} ('{state.nets[k]}')" for k in _two(state, c)) for c in cycle.components
    )
    what = "nets " + ", ".join(f"'{n}'" for n in nets) + f" exchange ends: {ways}"
    bodies = tuple(b for c in cycle.components for b in _way(state, c))
    return Mismatch("swapped", nets, what, state.where(ends[0]), bodies, tuple(ends), f"{len(nets)} nets", "0 nets",
                    "exchange the ends of these nets on one side")  # fmt: skip


def _two(state: _State, component: int) -> tuple[int, int]:
    """Two terminals of a component that are of different nets."""
    first, *others = state.at[component]
    return first, next(k for k in others if state.nets[k] != state.nets[first])


def _way(state: _State, component: int) -> tuple[int, ...]:
    """The shortest chain of bodies between terminals of different nets."""
    first, _ = _two(state, component)
    own = [int(state.body[k]) for k in state.at[component] if state.nets[k] == state.nets[first]]
    others = [int(state.body[k]) for k in state.at[component] if state.nets[k] not in (state.nets[first], "")]
    return state.network.path(own, others)


def _joined_wrongly(state: _State, explained: set[int]) -> Iterator[Mismatch]:
    """Components on which more than one net ends, or a net and a terminal that should be left alone."""
    for component, ends in state.at.items():
        carried = {state.nets[k] for k in ends if state.nets[k]}
        if component in explained or len(carried) + any(not state.nets[k] for k in ends) < 2:
            continue
        real = _real(carried)
        where, chain, named = _meeting(state, component)
        if len(real) > 1:
            what = "nets " + ", ".join(f"'{name}'" for name in real) + " are short"
            yield Mismatch("short", real, what + named, where, chain, tuple(ends), f"{len(real)} nets", "1 net",
                           "move the metal apart")  # fmt: skip
            continue
        bare = [k for k in ends if not state.wanted[k].net]
        if len(carried) < 2 and not any(state.wanted[k].used for k in bare):
            told = "a pad that the design joins to nothing"
        else:
            told = f"{state.wanted[bare[0]].text}, which the design leaves unconnected,"
        on = f"net '{real[0]}'" if real else f"{state.wanted[ends[0]].text}"
        yield Mismatch("extra", real, f"{told} is joined to {on}{named}", where, chain, tuple(ends), "joined",
                       "unconnected", "move the metal apart, or give both one net")  # fmt: skip


def _meeting(state: _State, component: int) -> tuple[Point, tuple[int, ...], str]:
    """Where metal that is closer to one net meets metal that is closer to another; the chain between, told in words."""
    net = state.network
    owner: dict[int, str] = {}
    todo: list[int] = []
    for k in state.at[component]:
        owner.setdefault(int(state.body[k]), state.nets[k] or f"({k})")
    several = {owner[int(state.body[k])] for k in state.at[component]}
    first = owner[int(state.body[state.at[component][0]])]
    if len(several) == 1:
        body = int(state.body[state.at[component][0]])
        return um(net.bodies[body].where), (body,), ""
    chain = net.path(
        [b for b, name in owner.items() if name == first], [b for b, name in owner.items() if name != first]
    )
    todo = list(owner)
    for body in todo:
        for other in net.neighbours[body]:
            if other not in owner and net.label[other] == net.label[body]:
                owner[other] = owner[body]
                todo.append(other)
    for a, b in zip(chain[:-1], chain[1:], strict=True):
        if owner[a] != owner[b]:
            return (
                um(state.links[min(a, b), max(a, b)]),
                chain,
                f": {name_of(state.build, net, a)} touches {name_of(state.build, net, b)}",
            )
    return um(net.bodies[chain[0]].where), chain, ""


def name_of(build: Build, net: Network, body: int) -> str:
    """`U1 bumps 7 (U1)`: solid, number of its place, and part."""
    own = net.bodies[body]
    solid = build.solids[own.solid]
    piece = f", piece {own.piece + 1}" if own.piece else ""
    return f"{solid.name} {own.place + 1} ({solid.part or 'no part'}{piece})"


def _dangling(state: _State) -> Iterator[Mismatch]:
    """Terminals that face each other and are not joined, where one of them is met by nothing else of its net."""
    mates: dict[str, list[int]] = {}
    for k, one in enumerate(state.wanted):
        if one.mate and state.body[k] >= 0:
            mates.setdefault(one.mate, []).append(k)
    for pair in mates.values():
        if len(pair) != 2:
            continue
        a, b = pair
        ones, others = (int(state.at_component[k]) for k in pair)
        if state.root(ones) == state.root(others):
            continue
        loose = [k for k in pair if not _met(state, k)]
        if not loose:
            continue
        alone = any(len(state.members[int(state.at_component[k])]) == 1 for k in loose)
        state.join((ones, others))
        yield _apart(state, state.nets[a], [int(state.body[a])] if alone else state.members[ones],
                     [int(state.body[b])] if alone else state.members[others],
                     "missing" if alone else "open", (a, b))  # fmt: skip


def _met(state: _State, k: int) -> bool:
    """Whether drawn metal leads from a terminal to one of its net on another part."""
    group = state.root(int(state.at_component[k]))
    return any(
        state.nets[other] == state.nets[k] and state.wanted[other].part != state.wanted[k].part
        for other in state.names.get(state.nets[k], ())
        if other != k and state.body[other] >= 0 and state.root(int(state.at_component[other])) == group
    )


def _apart(
    state: _State, name: str, ones: Sequence[int], others: Sequence[int], kind: str, ends: tuple[int, ...]
) -> Mismatch:
    """Two pieces of a net that should be one: where they come closest."""
    net = state.network
    near = net.approach(_close(net, ones, others), _close(net, others, ones))
    a, b = (name_of(state.build, net, body) for body in (near.a, near.b))
    edge = near.distance < 2.0
    how = "meets only an edge of" if edge else "does not reach"
    told = f"{_told(name)} is open: {a} {how} {b}"
    if kind == "missing":
        told = f"{_told(name)}: nothing joins {state.wanted[ends[0]].text} to {state.wanted[ends[-1]].text}"
    return Mismatch(kind, _real([name]), told, um(near.at_a), (near.a, near.b), ends,
                    "an edge" if edge else format_length(round(near.distance)), "0 nm",
                    "bring the two together" if kind == "open" else "make the joint between them")  # fmt: skip


def _close(net: Network, bodies: Sequence[int], others: Sequence[int]) -> Sequence[int]:
    """Those of many bodies whose boxes lie closest to the others."""
    if len(bodies) <= _NEAREST_OF:
        return bodies
    box, far = (np.array([net.bodies[b].box for b in group]) for group in (bodies, others))
    low, high = far[:, :2].min(axis=0), far[:, 2:].max(axis=0)
    away = np.maximum(np.maximum(low - box[:, 2:], box[:, :2] - high), 0.0).sum(axis=1)
    return [bodies[int(k)] for k in np.argsort(away, kind="stable")[:_NEAREST_OF]]


def _undrawn(state: _State) -> Mapping[int, frozenset[str]]:
    """Parts within which each component with terminals may go on in metal that is not drawn."""
    solids = [s for s in state.build.solids if s.mode != "cut"]
    traced, carriers, dies = ({s.part for s in solids if s.role == role} for role in ("trace", "carrier", "die"))
    carriers |= {s.part for s in solids if s.role in ("lead", "paddle")}
    drawn = any(s.part in (THIN_FILM, FAN_OUT) for s in solids)
    bare = carriers - traced
    found: dict[int, frozenset[str]] = {}
    for component, bodies in state.members.items():
        parts = {state.build.solids[state.network.bodies[b].solid].part for b in bodies}
        within = set[str]() if drawn or parts & traced else dies
        found[component] = frozenset(parts & (bare | within))
    return found


def _opens(state: _State, name: str, undrawn: Mapping[int, frozenset[str]]) -> Iterator[Mismatch]:
    """Pieces of a net that neither drawn nor undrawn metal joins; one fewer than there are pieces."""
    ends = [k for k in state.names[name] if state.body[k] >= 0 and state.wanted[k].used]
    components = list(dict.fromkeys(int(state.at_component[k]) for k in ends))
    if len(components) < 2:
        return
    through: dict[str, int] = {}
    for component in components:
        for part in sorted(undrawn[component]):
            other = through.setdefault(part, component)
            state.unseen.append((other, component))
            if state.join((other, component)):
                state.rests[name] += 1
    pieces: dict[int, list[int]] = {}
    for component in components:
        pieces.setdefault(state.root(component), []).append(component)
    if len(pieces) == 1:
        return
    sets = sorted(([b for c in some for b in state.members[c]] for some in pieces.values()), key=len, reverse=True)
    joined, left = list(sets[0]), sets[1:]
    while left:
        new = min(left, key=lambda piece: _box_gap(state.network, joined, piece))
        left.remove(new)
        held = {int(state.body[k]): k for k in ends}
        own = [held[b] for b in new if b in held]
        alone = len(new) == 1 and state.wanted[own[0]].kind != "plane" if own else False
        partner = [held[b] for b in joined if b in held]
        yield _apart(state, name, joined, new, "missing" if alone else "open", (*own[:1], *partner[:1]))
        joined += new


def _box_gap(net: Network, ones: Sequence[int], others: Sequence[int]) -> float:
    """How far the boxes of two groups of bodies are apart, nm; a quick bound."""
    a, b = (np.array([(*net.bodies[i].box, net.bodies[i].z0, net.bodies[i].z1) for i in group])
            for group in (_close(net, ones, others), _close(net, others, ones)))  # fmt: skip
    low, high = [0, 1, 4], [2, 3, 5]
    away = np.maximum(np.maximum(a[:, None, low] - b[None, :, high], b[None, :, low] - a[:, None, high]), 0.0)
    return float(np.sqrt((away**2).sum(axis=-1)).min())
