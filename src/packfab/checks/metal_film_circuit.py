# SPDX-License-Identifier: Apache-2.0
"""What circuitry do the dies have inside, and which signals leave one, run outside and come back, as built?

Groups are found in the network of what conducts, first in a die alone and then in the whole package: two groups of one
die that hang together only outside it are what a signal runs between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from packfab.checks.metal_film_layers import BUS, OTHER_DEVICES, WIRED, FilmLayer, Wiring
from packfab.geometry import Region, Solid, contacts, joined, line_width
from packfab.process import DEVICE_ROLES

TRACE, CONTACT, DEVICE = "internal circuit", "device contact", "device"
INSIDE = frozenset({TRACE, CONTACT, "pad"})
"""Roles of what conducts within a die."""
_HALVINGS, _PAINTED = 14, 0.9
_THICK = 0.5
"""Part of the thickness of its layer that a body must have to be a trace: a seed is none."""


@dataclass(frozen=True, slots=True)
class Group:
    """Bodies within a die that hang together: contacts to devices, traces and pads."""

    contacts: frozenset[int]
    traces: frozenset[int]
    pads: frozenset[int]

    @property
    def complete(self) -> bool:
        """Whether a device reaches a pad through it."""
        return bool(self.contacts and self.traces and self.pads)


@dataclass(frozen=True, slots=True)
class Inside:
    """The circuitry within a die: how many devices, how many of them touch a contact, and its groups.

    depth: how far the tops of the devices lie below the active face, nm; films: (material, z0, z1) of the traces.
    """

    die: str
    devices: int
    joined: int
    depth: float
    groups: tuple[Group, ...]
    films: frozenset[tuple[str, int, int]]
    pad_films: frozenset[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace or several in a row: least width, length in all and thickness, nm."""

    width: float
    length: float
    thickness: float


@dataclass(frozen=True, slots=True)
class Round:
    """A signal from a device of a die through its pads and the circuitry outside back to a device of the same die."""

    die: str
    net: str
    groups: tuple[Group, Group]
    through: tuple[int, ...]
    at: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Passive:
    """A passive device: its kind, the layers that its metal is part of, whether all of it is, and whether it is joined.

    bodies: how many; stray: names of metal of it that is no part of a wiring layer.
    """

    name: str
    kind: str
    layers: tuple[str, ...]
    bodies: int
    stray: tuple[str, ...]
    joined: bool


@dataclass(frozen=True, slots=True)
class BusLine:
    """A bus: the die pads that it joins, its width over most of its length and the least one of other lines, nm."""

    name: str
    pads: int
    width: float
    lines: float


def inside_of(wiring: Wiring, die: str, face: float) -> Inside:
    """The circuitry within a die."""
    build = wiring.build
    own = build.select(role=DEVICE, part=die)
    met = contacts(build, lambda s: s.role == DEVICE and s.part == die, lambda s: s.role == CONTACT and s.part == die)
    touched = {(c.a if build.solids[c.a].role == DEVICE else c.b, round(c.where[0]), round(c.where[1])) for c in met}
    groups = tuple(_groups(wiring, frozenset(i for role in INSIDE for i in wiring.bodies(role, part=die))))
    return Inside(
        die,
        sum(len(s.places) for s in own),
        len(touched),
        face - min((s.z1 for s in own), default=face),
        groups,
        frozenset((s.material, s.z0, s.z1) for s in build.select(role=TRACE, part=die)),
        frozenset((s.material, s.z0, s.z1) for s in build.select(role="pad", part=die)),
    )


def _groups(wiring: Wiring, own: frozenset[int]) -> Iterator[Group]:
    left = set(own)
    while left:
        found, todo = set[int](), [left.pop()]
        while todo:
            body = todo.pop()
            found.add(body)
            near = left.intersection(wiring.net.neighbours[body])
            left -= near
            todo += near
        yield Group(*(frozenset(b for b in found if wiring.role[b] == role) for role in (CONTACT, TRACE, "pad")))


def rounds_of(wiring: Wiring, inside: Inside, outside: frozenset[int]) -> tuple[Round, ...]:
    """The signals of a die that run between two of its groups through bodies outside it."""
    by_label: dict[int, list[Group]] = {}
    for group in inside.groups:
        if group.complete:
            by_label.setdefault(wiring.label[min(group.pads)], []).append(group)
    found = []
    for groups in by_label.values():
        for one, other in pairwise(groups):
            way = wiring.net.path(sorted(one.pads), sorted(other.pads))
            through = tuple(body for body in way if body in outside)
            if through:
                solid = wiring.build.solids[wiring.net.bodies[through[0]].solid]
                net = solid.nets_by_place[wiring.net.bodies[through[0]].place]
                at = wiring.net.bodies[through[len(through) // 2]].where
                found.append(Round(inside.die, net, (one, other), through, at))
    return tuple(found)


def inner_trace(wiring: Wiring, found: Round) -> Trace | None:
    """The traces of a signal within its die: the widest, all lengths, the thickest."""
    rows = _traces(wiring, (body for group in found.groups for body in group.traces), 0.0)
    if not rows:
        return None
    return Trace(max(t.width for t in rows), sum(t.length for t in rows), max(t.thickness for t in rows))


def outer_trace(
    wiring: Wiring, found: Round, films: Iterable[tuple[frozenset[int], float]], slim: float
) -> Trace | None:
    """The traces of a signal outside: the narrowest, all lengths, the thinnest.

    films: bodies of each wiring layer and the z where it begins. Bodies count that are on its net and `slim` times
    longer than wide; a seed counts with what stands on it.
    """
    label, rows = wiring.label[found.through[0]], list[Trace]()
    for bodies, low in films:
        own = [body for body in bodies if wiring.label[body] == label]
        thickness = max((wiring.net.bodies[b].z1 for b in own), default=low) - low
        thick = [b for b in own if wiring.net.bodies[b].z1 - wiring.net.bodies[b].z0 >= _THICK * thickness]
        rows += [replace(trace, thickness=thickness) for trace in _traces(wiring, thick, slim)]
    if not rows:
        return None
    return Trace(min(t.width for t in rows), sum(t.length for t in rows), min(t.thickness for t in rows))


def _traces(wiring: Wiring, bodies: Iterable[int], slim: float) -> list[Trace]:
    """Each body that is `slim` times longer than wide: a strip of area A and width w is A / w long."""
    rows = []
    for body in bodies:
        outline, own = wiring.net.outline(body), wiring.net.bodies[body]
        if _round_about(outline, slim):
            continue
        width = line_width(outline).width
        if outline.area >= slim * width**2:
            rows.append(Trace(width, outline.area / width, own.z1 - own.z0))
    return rows


def _round_about(outline: Region, slim: float) -> bool:
    """Whether an outline has too short an edge for its area to be `slim` times longer than wide: a quick no."""
    edge = outline.shape().length
    return slim > 0 and edge**2 < 0.99 * 4 * (1 + slim) ** 2 / slim * outline.area


def passives_of(wiring: Wiring, layers: Iterable[FilmLayer], live: frozenset[int]) -> tuple[Passive, ...]:
    """The passive devices of the thin-film circuit; live: components that hold die pads."""
    build = wiring.build
    films = {_film(build.solids[i]): layer.name for layer in layers for i in layer.solids
             if build.solids[i].role in ("rdl", BUS)}  # fmt: skip
    parts: dict[tuple[str, str], list[int]] = {}
    for index, solid in enumerate(build.solids):
        if solid.role in (*DEVICE_ROLES, *OTHER_DEVICES) and solid.mode != "cut" and len(solid.places):
            parts.setdefault((solid.part, solid.role), []).append(index)
    found = []
    for (name, kind), solids in parts.items():
        rows = [(build.solids[i].name, films.get(_film(build.solids[i]))) for i in solids]
        bodies = wiring.of(solids)
        found.append(Passive(name, kind, tuple(dict.fromkeys(layer for _, layer in rows if layer)), len(bodies),
                             tuple(solid for solid, layer in rows if layer is None),
                             any(wiring.label[body] in live for body in wiring.beside(bodies))))  # fmt: skip
    return tuple(found)


def _breadth(wiring: Wiring, body: int) -> float:
    """How wide (nm) a body is over most of its length, with what of its layer touches it: a line may cut into a bus.

    The widest brush that paints nearly all of the body without leaving the metal.
    """
    own = wiring.net.outline(body)
    z0, z1 = wiring.net.bodies[body].z0, wiring.net.bodies[body].z1
    beside = (b for b in wiring.net.neighbours[body] if wiring.role[b] in WIRED)
    whole = joined([own, *(wiring.net.outline(b) for b in beside
                           if wiring.net.bodies[b].z0 < z1 and wiring.net.bodies[b].z1 > z0)])  # fmt: skip
    low, high = 0.0, min(own.box[2] - own.box[0], own.box[3] - own.box[1])
    for _ in range(_HALVINGS):
        width = (low + high) / 2
        painted = whole.grown(-width / 2, corners="mitre").grown(width / 2, corners="mitre")
        low, high = (width, high) if (painted & own).area >= _PAINTED * own.area else (low, width)
    return low


def _film(solid: Solid) -> tuple[str, int, int, int]:
    return (solid.material, solid.z0, solid.z1, solid.step)


def buses_of(wiring: Wiring, layers: Iterable[FilmLayer], pads: Iterable[int], slim: float) -> Iterator[BusLine]:
    """The buses with the die pads that they join; slim: how many times longer than wide a line is."""
    of_pads = Counter(wiring.label[pad] for pad in pads)
    for layer in layers:
        own = [body for body in layer.bodies if wiring.role[body] == BUS]
        if not own:
            continue
        lines = _traces(wiring, (b for b in layer.bodies if wiring.role[b] == "rdl"), slim)
        narrow = min((line.width for line in lines), default=np.inf)
        for body in own:
            name = wiring.build.solids[wiring.net.bodies[body].solid].name
            yield BusLine(name, of_pads[wiring.label[body]], _breadth(wiring, body), narrow)
