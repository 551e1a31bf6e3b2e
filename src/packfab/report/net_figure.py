# SPDX-License-Identifier: Apache-2.0
"""Where does one net run? Its bodies in plan and from the side, over all other metal, with what it is made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from packfab.geometry import Build, Solid, Tube
from packfab.report.marked_plan import Mark, marked_plan
from packfab.report.net_data import net_rows
from packfab.report.palette import OUTLINE, colour, darker
from packfab.report.pieces import Frame, length_text
from packfab.report.sheet import Ring, Sheet
from packfab.study import Nets

_SIDE = 130.0  # points, height of the view from the side
_MOST_STRETCHED = 12.0
_LIT = ("#E8590C", "#C2255C", "#6741D9", "#1971C2", "#0B7285", "#2B8A3E", "#A36A00", "#5C3A12")
"""Colours of what a net is made of, from the top down."""
_BACK = ("encapsulant", "substrate", "carrier", "die")
_STATIONS = 17

Place = tuple[int, int]
"""Index of a solid in the build, and of one of its places."""


def net_svg(known: Nets, name: str, *, prefix: str = "") -> str:
    """One net of a build as an `<svg>` element; BadInput when no metal carries the name."""
    return net_sheet(known, name).svg(prefix)


def net_sheet(known: Nets, name: str) -> Sheet:
    """One net of a build as a sheet, to be written as SVG or PNG."""
    build = known.build
    places = list(dict.fromkeys((known.network.bodies[i].solid, known.network.bodies[i].place)
                                for i in known.bodies(name)))  # fmt: skip
    places.sort(key=lambda p: (-build.solids[p[0]].z1, -build.solids[p[0]].z0, p))
    groups: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        solid = build.solids[place[0]]
        groups.setdefault((solid.part, solid.role), []).append(place)
    shades = {key: _LIT[i % len(_LIT)] for i, key in enumerate(groups)}
    marks = [_mark(build, key, members, shades[key]) for key, members in groups.items()]
    lit = [(_rings(build.solids[i], k), shades[key]) for key, members in reversed(groups.items()) for i, k in members]
    row = next(r for r in net_rows(known) if r.name == name)
    pieces = f"{len(known.bodies(name))} bodies in {row.pieces} piece{'s' if row.pieces > 1 else ''}"
    sheet, frame = marked_plan(build, marks, title=f"Net {name}: {row.state}, {pieces}", note=row.note,
                               below=_SIDE + 26, lit=lit)  # fmt: skip
    _draw_side(sheet, frame, build, [(p, shades[key]) for key, members in groups.items() for p in members])
    return sheet


def _mark(build: Build, key: tuple[str, str], members: Sequence[Place], shade: str) -> Mark:
    solids = [build.solids[i] for i, _ in members]
    i, k = members[0]
    x0, y0, x1, y1 = build.solids[i].shape.box
    at = build.solids[i].places[k] + ((x0 + x1) / 2, (y0 + y1) / 2)
    times = f" × {len(members)}" if len(members) > 1 else ""
    heights = f"z {length_text(min(s.z0 for s in solids))} to {length_text(max(s.z1 for s in solids))}"
    materials = ", ".join(dict.fromkeys(s.material for s in solids))
    return Mark((float(at[0]), float(at[1])), f"{' '.join(w for w in key if w)}{times}", f"{materials}, {heights}",
                colour=shade)  # fmt: skip


def _rings(solid: Solid, place: int) -> list[Ring]:
    return [ring + solid.places[place] for ring in solid.shape.widest(solid.z0, solid.z1)]


def _draw_side(sheet: Sheet, plan: Frame, build: Build, lit: Sequence[tuple[Place, str]]) -> None:
    """The package from the side with the net in it, seen towards +y, z stretched into the room below the plan."""
    low, high = build.z_range
    upward = min(_SIDE / (high - low), _MOST_STRETCHED * plan.across)
    frame = Frame((plan.window[0], low, plan.window[2], high), plan.left, 22.0, plan.across, upward)
    for role in _BACK:
        for s in build.select(role=role):
            if s.mode != "cut" and len(s.places) == 1:
                fill = colour(s.material, s.role)[0]
                x0, _, x1, _ = s.box
                ring = np.array([[x0, s.z0], [x1, s.z0], [x1, s.z1], [x0, s.z1]], dtype=np.float64)
                sheet.polygons([frame.ring(ring)], fill=fill, edge=darker(fill), thickness=0.3, alpha=0.35,
                               name=f"side-{role}")  # fmt: skip
    for (i, k), shade in lit:
        solid = build.solids[i]
        offset = np.array([solid.places[k][0], 0.0])
        if isinstance(solid.shape, Tube):
            path = frame.ring(solid.shape.path[:, [0, 2]] + offset)
            sheet.lines(np.stack([path[:-1], path[1:]], axis=1), edge=shade,
                        thickness=max(1.2, 2 * solid.shape.radius * frame.across))  # fmt: skip
        else:
            sheet.polygons([frame.ring(_silhouette(solid) + offset)], fill=shade, edge=OUTLINE, thickness=0.25,
                           name="side-net")  # fmt: skip
    stretch = upward / plan.across
    words = "to scale" if abs(stretch - 1) < 0.05 else f"z stretched {stretch:.1f}×"
    sheet.text(plan.left, 9, f"from the side, towards +y; {words}", size=7.5)


def _silhouette(solid: Solid) -> Ring:
    """The outline of a shape as seen along y: its width at some heights (n, 2), closer at its ends."""
    share = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, _STATIONS))
    heights = solid.z0 + share * (solid.z1 - solid.z0)
    inner = np.clip(heights, solid.z0 + 1e-3, solid.z1 - 1e-3)
    spans = []
    for z in inner:
        rings = solid.shape.outline(float(z))
        xs = np.concatenate([r[:, 0] for r in rings]) if rings else np.zeros(1)
        spans.append((float(xs.min()), float(xs.max())))
    left = [(a, z) for (a, _), z in zip(spans, heights, strict=True)]
    right = [(b, z) for (_, b), z in zip(spans, heights, strict=True)]
    return np.array([*left, *right[::-1]], dtype=np.float64)
