# SPDX-License-Identifier: Apache-2.0
"""Which bodies must a page know to highlight a net? A compact table of all metal, by solid and place.

Lengths are um. Every solid with metal gives its outline once and its places as a flat list; `c` has, place by place,
the number of the component that it belongs to (a list where cuts left several pieces), -1 where it has no body of its
own; a wire gives its centre line (x, y, z) too. A net is a name, a state and its components. `index` is that of the
solid in the build, as in the extras of the GLB.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from packfab.checks import Lvs
from packfab.geometry import Build, Solid, Tube
from packfab.report.net_content import NetRow
from packfab.study import Nets

_MOST_POINTS = 600
"""Points of an outline; of more, its bounding box is drawn."""


def net_rows(known: Nets, judged: Lvs | None = None) -> tuple[NetRow, ...]:
    """All nets with what became of them; judged: against the design, otherwise by the names on the metal alone."""
    found = _mismatches(judged) if judged is not None else _faults(known)
    rows = []
    for net in known.nets:
        note = f"{net.pieces} pieces, joined by metal that is not drawn" if net.pieces > 1 and net.apart == 1 else ""
        rows.append(NetRow(net.name, ", ".join(found.get(net.name, ())) or "whole", net.bodies, net.pieces, note))
    return tuple(rows)


def _faults(known: Nets) -> dict[str, dict[str, None]]:
    """Kinds of faults by net."""
    found: dict[str, dict[str, None]] = {}
    for o in known.opens:
        found.setdefault(o.net, {})["open"] = None
    for short in known.shorts:
        for name in short.nets:
            found.setdefault(name, {})["short"] = None
    return found


def _mismatches(judged: Lvs) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for mismatch in judged.mismatches:
        for name in mismatch.nets:
            found.setdefault(name, {})[mismatch.kind] = None
    return found


def net_data(known: Nets, rows: Sequence[NetRow] | None = None) -> dict[str, Any]:
    """The table as plain data for a block of the page."""
    build, found = known.build, known.network
    by_name: dict[str, dict[int, None]] = {}
    labels: dict[int, dict[int, list[int]]] = {}
    for i, body in enumerate(found.bodies):
        label = int(found.label[i])
        labels.setdefault(body.solid, {}).setdefault(body.place, []).append(label)
        if known.parts[i].net:
            by_name.setdefault(known.parts[i].net, {})[label] = None
    first = _first_numbers(build)
    x0, y0, x1, y1 = build.box
    return {
        "box": [_um(v) for v in (x0, y0, x1, y1)],
        "z": [_um(v) for v in build.z_range],
        "dies": [[s.part, *_flat(_outline(s)[0] + s.places[0])] for s in build.select(role="die") if s.mode != "cut"],
        "levels": _levels(build),
        "solids": [_solid(build.solids[i], i, first[i], labels[i]) for i in sorted(labels)],
        "nets": [[r.name, r.state, r.note, list(by_name.get(r.name, ()))] for r in rows or net_rows(known)],
    }


def _solid(solid: Solid, index: int, first: int, labels: dict[int, list[int]]) -> dict[str, Any]:
    rings = _outline(solid)
    path = {"path": _flat(solid.shape.path)} if isinstance(solid.shape, Tube) else {}
    components = [labels.get(place, [-1]) for place in range(len(solid.places))]
    return {
        "index": index, "part": solid.part, "name": solid.name, "role": solid.role, "material": solid.material,
        "first": first, "z": [_um(solid.z0), _um(solid.z1)], "rings": [_flat(ring) for ring in rings],
        "at": _flat(solid.places), "c": [c[0] if len(c) == 1 else c for c in components],
    } | path  # fmt: skip


def _outline(solid: Solid) -> list[NDArray[np.float64]]:
    """The outlines of a solid about its place; its bounding box where they have too many points."""
    rings = solid.shape.widest(solid.z0, solid.z1)
    if sum(map(len, rings)) <= _MOST_POINTS:
        return rings
    x0, y0, x1, y1 = solid.shape.box
    return [np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])]


def _levels(build: Build) -> list[list[Any]]:
    """What a side view shows behind a net, from back to front: role, name, x and z from and to."""
    found = []
    for role in ("encapsulant", "substrate", "carrier", "die"):
        for s in build.select(role=role):
            if s.mode != "cut" and len(s.places) == 1:
                x0, _, x1, _ = s.box
                found.append([s.role, s.part, _um(x0), _um(x1), _um(s.z0), _um(s.z1)])
    return found


def _first_numbers(build: Build) -> list[int]:
    """By solid the number of its first place, counted from 1 over all solids of that part and name."""
    count: dict[tuple[str, str], int] = {}
    found = []
    for solid in build.solids:
        key = (solid.part, solid.name)
        found.append(count.get(key, 0) + 1)
        count[key] = found[-1] + len(solid.places) - 1
    return found


def _flat(points: NDArray[Any]) -> list[float]:
    return [_um(v) for v in np.asarray(points).reshape(-1).tolist()]


def _um(value: float) -> float | int:
    rounded = round(value / 1000, 2)
    return int(rounded) if rounded == int(rounded) else rounded
