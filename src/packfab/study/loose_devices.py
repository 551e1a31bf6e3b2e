# SPDX-License-Identifier: Apache-2.0
"""Which passive devices made of the wiring do not meet one of their nets?

A device lies between nets and joins none of them, so that a gap at its end is no open of a net. What its terminals
should meet says the record of the wiring.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from packfab.checks import Finding
from packfab.geometry import Build, Network
from packfab.process import DEVICE_ROLES


@dataclass(frozen=True, slots=True)
class Loose:
    """A passive device and one of its nets, no metal of which touches it; where: a point of the device, um."""

    device: str
    kind: str
    net: str
    where: tuple[float, float, float]


def loose_devices(build: Build, found: Network) -> tuple[Loose, ...]:
    """The nets of passive devices, as they were asked for, that do not meet their device; found: all metal."""
    asked = dict.fromkeys(asked_terminals(build))
    if not asked:
        return ()
    solids = [build.solids[body.solid] for body in found.bodies]
    nets = [solid.nets_by_place[body.place] for solid, body in zip(solids, found.bodies, strict=True)]
    named: dict[int, set[str]] = {}
    for label, net in zip(found.label.tolist(), nets, strict=True):
        named.setdefault(label, set()).update([net] if net else [])
    loose = []
    for device, net in asked:
        own = [i for i, solid in enumerate(solids) if solid.part == device and solid.role in DEVICE_ROLES]
        if own and net not in _nets_at(found, {int(found.label[i]) for i in own}, named):
            x, y, z = (v / 1000 for v in found.bodies[own[0]].where)
            loose.append(Loose(device, solids[own[0]].role, net, (x, y, z)))
    return tuple(loose)


def loose_finding(x: Loose) -> Finding:
    """A device that does not meet a net, for a person."""
    at = ", ".join(f"{v:z.0f}" for v in x.where)
    return Finding("open", "error", f"{x.kind} {x.device} does not meet net '{x.net}'", f"{x.device} at ({at}) um",
                   "no metal of the net touches it", "a line or via at its terminal",
                   "give its terminal a way to the net")  # fmt: skip


def _nets_at(found: Network, labels: set[int], named: dict[int, set[str]]) -> set[str]:
    """Nets of the components and of what touches them, through the vias of the device, which have no net."""
    todo, seen, nets = set(labels), set[int](), set[str]()
    while todo:
        seen |= todo
        bodies = np.flatnonzero(np.isin(found.label, list(todo))).tolist()
        beside = {int(found.label[j]) for i in bodies for j in found.neighbours[i]} - seen
        nets = nets.union(*(named[label] for label in todo | beside))
        todo = {label for label in beside if not named[label]}
    return nets


def asked_terminals(build: Build) -> Iterator[tuple[str, str]]:
    """(device, net) as the records of the wiring have them."""
    for record in build.records:
        listed = record.measured.get("terminals")
        for pair in listed if isinstance(listed, tuple) else ():
            if isinstance(pair, tuple):
                yield (str(pair[0]), str(pair[1]))
