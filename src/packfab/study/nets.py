# SPDX-License-Identifier: Apache-2.0
"""What is each net made of as built, where is it open, and with what is it short?

Bodies of metal hang together where the geometry says so; names come from the solids, place by place. A name in two
components is an open, a component with two names a short. Metal that is not drawn is not missed: what ends on a
carrier without traces may be joined in it, and so may, in a die, its bare pads and its joints to what has no traces.
Of a fan-out and of a thin-film circuit all metal outside the dies is drawn, so that only bare pads of a die, on which
no pin or via stands, may hang together in it. Passive devices made of the wiring lie between nets and join none; a
device that does not meet one of its nets is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from packfab.checks import Finding, conducting
from packfab.errors import BadInput, Fault
from packfab.geometry import Approach, Barrel, Build, Frustum, Network, SphereZone
from packfab.materials import Library
from packfab.process import FAN_OUT, THIN_FILM, TOP_BALLS, package_of
from packfab.study.loose_devices import Loose, loose_devices, loose_finding
from packfab.units import format_length

_VIA, _PAD = "via", "pad"
_LANDS = ("via land", "ball pad", "landing")
_AS_CLOSE = 1000.0
"""nm, a via (or land) that is so much further away than the closest body is told instead: its cap lies in it."""


@dataclass(frozen=True, slots=True)
class NetPart:
    """One body of a net: which solid, at which place (from 1, over all solids of that part and name), where (um)."""

    part: str
    solid: str
    number: int
    role: str
    material: str
    net: str
    x: float
    y: float
    z: float
    note: str = ""
    """`heat sink` where the metal is there for heat; `piece 2` where cuts left several."""

    @property
    def text(self) -> str:
        """`U1 bumps 7 (U1) at (120, -40, 60) um`."""
        note = f", {self.note}" if self.note else ""
        return f"{self.solid} {self.number} ({self.part}{note}) at ({self.x:z.0f}, {self.y:z.0f}, {self.z:z.0f}) um"


@dataclass(frozen=True, slots=True)
class Open:
    """Two groups of bodies of one net that do not touch: the bodies that come closest, and their distance, nm."""

    net: str
    a: NetPart
    b: NetPart
    distance: float
    where: tuple[float, float, float]
    """Point of `a` that is closest to `b`, um."""


@dataclass(frozen=True, slots=True)
class Short:
    """Nets whose bodies hang together: the shortest chain from one to another, and where it leaves the first, um."""

    nets: tuple[str, ...]
    chain: tuple[NetPart, ...]
    where: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Net:
    """A name, how many bodies carry it or hang on them, and in how many pieces that is.

    pieces: components that carry the name; apart: groups of these in one package that not even metal which is not drawn
    would join, 1 for a net without an open. A net without top balls is one in each package of a stack.
    """

    name: str
    bodies: int
    pieces: int
    apart: int


@dataclass(frozen=True, slots=True, eq=False)
class Nets:
    """All nets of a build, and what is wrong with them."""

    build: Build
    network: Network
    parts: tuple[NetPart, ...]
    """One for each body of the network."""
    nets: tuple[Net, ...]
    opens: tuple[Open, ...]
    shorts: tuple[Short, ...]
    loose: tuple[Loose, ...] = ()

    def bodies(self, name: str) -> tuple[int, ...]:
        """Bodies of the components that carry the name; BadInput when none does."""
        carrying = {int(self.network.label[i]) for i, part in enumerate(self.parts) if part.net == name}
        if not carrying:
            raise BadInput([_unknown(name, [net.name for net in self.nets])])
        return tuple(np.flatnonzero(np.isin(self.network.label, list(carrying))).tolist())


def nets(build: Build, library: Library | None = None, *, metal: Network | None = None) -> Nets:
    """What the nets of a build are as built; the build is one package, or one site.

    metal: what `conducting` finds in it, where that is known already.
    """
    known = library if library is not None else Library.builtin()
    found = metal if metal is not None else conducting(build, known)
    parts = _parts(build, found)
    carrying: dict[str, list[int]] = {}
    for i, part in enumerate(parts):
        if part.net and found.label[i] not in carrying.setdefault(part.net, []):
            carrying[part.net].append(int(found.label[i]))
    counts = np.bincount(found.label) if len(found.label) else np.zeros(0, dtype=np.int64)
    named: list[Net] = []
    opens: list[Open] = []
    for name in sorted(carrying, key=_natural):
        labels = carrying[name]
        sets = [_groups(build, found, parts, some) for some in _packages(found, parts, labels)]
        named.append(Net(name, int(counts[labels].sum()), len(labels), max(map(len, sets))))
        opens += [o for groups in sets for o in _opens(found, parts, name, groups)]
    return Nets(build, found, parts, tuple(named), tuple(opens), tuple(_shorts(found, parts)),
                loose_devices(build, found))  # fmt: skip


def net_parts(known: Nets, name: str) -> tuple[NetPart, ...]:
    """Every body of a net, piece by piece (the largest first), from the top down."""
    bodies = known.bodies(name)
    label = known.network.label
    size = {group: int((label == group).sum()) for group in {int(label[i]) for i in bodies}}
    order = sorted(bodies, key=lambda i: (-size[int(label[i])], int(label[i]), -known.network.bodies[i].z1, i))
    return tuple(known.parts[i] for i in order)


def net_path(
    known: Nets, start: str | Iterable[int], end: str | Iterable[int], *, net: str | None = None
) -> tuple[NetPart, ...]:
    """The shortest chain of bodies from start to end, part by part; empty when they do not hang together.

    Each end is bodies of the network, or `NAME`, `PART:NAME` or `PART:NAME#NUMBER` of solids; with `net` only such as
    hang on this net.
    """
    starts, ends = (named_bodies(known, e, net=net) if isinstance(e, str) else tuple(e) for e in (start, end))
    return tuple(known.parts[i] for i in known.network.path(starts, ends))


def top_to_bottom(known: Nets, name: str) -> tuple[NetPart, ...]:
    """The path of a net from its highest ball (without balls on top: its highest chip pad) to its lowest ball."""
    bodies = known.bodies(name)
    balls = [i for i in bodies if known.parts[i].role == "ball"]
    if not balls:
        return ()
    heights = {i: known.network.bodies[i].z1 for i in balls}
    top, bottom = max(heights.values()), min(heights.values())
    starts = [i for i in balls if heights[i] == top]
    if top == bottom:
        starts = [i for i in bodies if known.parts[i].role == "pad"]
    return net_path(known, starts, [i for i in balls if heights[i] == bottom])


def named_bodies(known: Nets, text: str, *, net: str | None = None) -> tuple[int, ...]:
    """Bodies of the solids that `NAME`, `PART:NAME` or either with `#NUMBER` names; BadInput when there is none."""
    name, _, number = text.partition("#")
    part, _, solid = name.rpartition(":")
    among = known.bodies(net) if net is not None else range(len(known.parts))
    found = tuple(
        i for i in among
        if known.parts[i].solid == solid and part in ("", known.parts[i].part)
        and number in ("", str(known.parts[i].number))
    )  # fmt: skip
    if not found:
        names = sorted({f"{known.parts[i].part}:{known.parts[i].solid}" for i in among}, key=_natural)
        on = f" on net '{net}'" if net is not None else ""
        raise BadInput([Fault(f"no metal is called '{text}'{on}", allowed=", ".join(names[:12]),
                              fix="write PART:NAME or PART:NAME#NUMBER")])  # fmt: skip
    return found


def net_findings(known: Nets, net: str | None = None) -> tuple[Finding, ...]:
    """Every open and every short (of one net), with place and measure."""
    opens = [_open_finding(o) for o in known.opens if net in (None, o.net)]
    opens += [loose_finding(x) for x in known.loose if net in (None, x.net)]
    return (*opens, *(_short_finding(s) for s in known.shorts if net is None or net in s.nets))


def nets_data(known: Nets) -> dict[str, Any]:
    """Nets, opens and shorts as plain data; lengths in nm, places in um."""
    return {
        "nets": [asdict(net) for net in known.nets],
        "opens": [asdict(o) for o in known.opens],
        "shorts": [asdict(s) for s in known.shorts],
        "loose": [asdict(x) for x in known.loose],
    }


def parts_data(parts: Sequence[NetPart]) -> list[dict[str, Any]]:
    """Bodies as plain data, places in um."""
    return [asdict(part) for part in parts]


def _parts(build: Build, found: Network) -> tuple[NetPart, ...]:
    first: list[int] = []
    count: dict[tuple[str, str], int] = {}
    for solid in build.solids:
        first.append(count.get((solid.part, solid.name), 0))
        count[solid.part, solid.name] = first[-1] + len(solid.places)
    names = [solid.nets_by_place for solid in build.solids]
    parts: list[NetPart] = []
    for body in found.bodies:
        solid = build.solids[body.solid]
        notes = ["heat sink"] if solid.role == "heat sink" else []
        notes += [f"piece {body.piece + 1}"] if body.piece else []
        x, y, z = _um(body.where)
        if isinstance(solid.shape, Frustum | SphereZone | Barrel):
            x, y = (int(v) / 1000 for v in solid.places[body.place])
        parts.append(NetPart(solid.part, solid.name, first[body.solid] + body.place + 1, solid.role, solid.material,
                             names[body.solid][body.place], x, y, z, ", ".join(notes)))  # fmt: skip
    return tuple(parts)


def _packages(found: Network, parts: Sequence[NetPart], labels: Sequence[int]) -> list[list[int]]:
    """Components by package of a stack; all together where balls lead the net from package to package."""
    touched = {label: [parts[i] for i in np.flatnonzero(found.label == label).tolist()] for label in labels}
    if any(body.role == "ball" and body.part.endswith(TOP_BALLS) for bodies in touched.values() for body in bodies):
        return [list(labels)]
    packages: dict[int, list[int]] = {}
    for label, bodies in touched.items():
        for package in {package_of(body.part) for body in bodies}:
            packages.setdefault(package, []).append(label)
    return list(packages.values())


def _groups(build: Build, found: Network, parts: Sequence[NetPart], labels: Sequence[int]) -> list[list[int]]:
    """Bodies of the components, those together that metal which is not drawn may join; the largest group first."""
    members = [np.flatnonzero(found.label == label).tolist() for label in labels]
    if len(members) < 2:
        return members
    if build.select(part=THIN_FILM):
        return sorted(members, key=len, reverse=True)
    if build.select(part=FAN_OUT):
        joined = [bodies for bodies in members if any(parts[i].role != _PAD for i in bodies)]
        return sorted(joined or members[:1], key=len, reverse=True)
    ends = [_undrawn(build, [parts[i] for i in bodies]) for bodies in members]
    pairs = [(i, j) for i in range(len(labels)) for j in range(i) if ends[i] & ends[j]]
    a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    size = (len(labels), len(labels))
    _, group = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=size), directed=False)
    bodies = [[i for k in np.flatnonzero(group == g) for i in members[k]] for g in np.unique(group)]
    return sorted(bodies, key=len, reverse=True)


def _undrawn(build: Build, bodies: Sequence[NetPart]) -> frozenset[str]:
    """Parts in which metal that is not drawn may go on from a component.

    Of the dies only those that it does not dangle from: a bump without its landing stays open.
    """
    traced, carriers, dies = (
        {s.part for s in build.solids if s.role == role and s.mode != "cut"} for role in ("trace", "carrier", "die")
    )
    touched = {body.part for body in bodies}
    bare = all(body.role == _PAD for body in bodies)
    joined = dies if (bare or len(touched) > 1) and not touched & traced else set[str]()
    return frozenset(touched & ((carriers - traced) | joined))


def _opens(found: Network, parts: Sequence[NetPart], name: str, groups: list[list[int]]) -> Iterable[Open]:
    """One open less than there are groups: from the largest on, always to the group that comes closest."""
    joined, left = list(groups[0]), list(groups[1:])
    while left:
        near = _approach(found, parts, joined, [i for group in left for i in group])
        yield Open(name, parts[near.a], parts[near.b], near.distance, _um(near.at_a))
        new = next(group for group in left if near.a in group or near.b in group)
        joined += new
        left.remove(new)


def _approach(found: Network, parts: Sequence[NetPart], ones: list[int], others: list[int]) -> Approach:
    """Where two groups come closest, told from via to land where these come as close as anything else."""
    near = found.approach(ones, others)
    for group, rest in ((ones, others), (others, ones)):
        vias = [i for i in group if parts[i].role == _VIA]
        lands = [i for i in rest if parts[i].role in _LANDS]
        for targets in (lands, rest):
            if vias and targets:
                from_via = found.approach(vias, targets)
                if from_via.distance <= near.distance + _AS_CLOSE:
                    return from_via
    return near


def _shorts(found: Network, parts: Sequence[NetPart]) -> Iterable[Short]:
    names: dict[int, dict[str, list[int]]] = {}
    for i, part in enumerate(parts):
        if part.net:
            names.setdefault(int(found.label[i]), {}).setdefault(part.net, []).append(i)
    where = {(link.a, link.b): link.where for link in found.links}
    for carried in names.values():
        if len(carried) > 1:
            first, *others = sorted(carried, key=_natural)
            chain = found.path(carried[first], [i for name in others for i in carried[name]])
            a, b = sorted(chain[:2])
            yield Short((first, *others), tuple(parts[i] for i in chain), _um(where[a, b]))


def _open_finding(o: Open) -> Finding:
    via = o.a.role == _VIA
    what = f"net '{o.net}' is open: " + (
        f"via {o.a.number} misses {o.b.solid} {o.b.number}"
        if via
        else f"{o.a.solid} {o.a.number} does not reach {o.b.solid} {o.b.number}"
    )
    fix = "widen the land, or bring drill and pad together" if via else "bring the two together"
    return Finding("open", "error", what, f"{o.a.text} to {o.b.text}", format_length(round(o.distance)), "0 nm", fix)


def _short_finding(s: Short) -> Finding:
    x, y, z = s.where
    chain = " - ".join(f"{p.solid} {p.number}" for p in s.chain)
    what = "nets " + ", ".join(f"'{name}'" for name in s.nets) + " are short"
    return Finding("short", "error", what, f"{chain} at ({x:z.0f}, {y:z.0f}, {z:z.0f}) um", f"{len(s.nets)} nets",
                   "1 net", "move the metal apart")  # fmt: skip


def _unknown(name: str, names: Sequence[str]) -> Fault:
    some = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return Fault(f"there is no net '{name}'", allowed=some or "none: no metal carries a net",
                 fix="`packfab net` lists them")  # fmt: skip


def _um(point: tuple[float, float, float]) -> tuple[float, float, float]:
    x, y, z = (round(v / 1000, 3) + 0.0 for v in point)
    return (x, y, z)


def _natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """A key that sorts `A10` after `A9`."""
    words = re.findall(r"\d+|\D+", name)
    return tuple((0, int(w)) if w.isdecimal() else (1, w) for w in words)
