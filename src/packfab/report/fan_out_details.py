# SPDX-License-Identifier: Apache-2.0
"""Which corners of a fan-out deserve a drawing of their own?

A hole of each kind with its film and its wall, a pin with its joint, a ball on its contact, an alignment part at the
edge of a chip, and the films, all at true scale: a film of half a micrometre is seen in a window of a few micrometres.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from packfab.geometry import Build, Frustum, Section, Solid
from packfab.process import METAL
from packfab.report.close_ups import (
    ASPECT,
    CloseUp,
    Cutter,
    hole_detail,
    holes_of,
    round_at,
    sound,
    thin_in,
    widest_at,
)
from packfab.report.cuts import Cut
from packfab.report.details import Detail
from packfab.report.dimension_lines import Dimension
from packfab.report.fan_out_cuts import alignment_line
from packfab.report.fan_out_dimensions import PINS_UP, SHEETS, made, pins_face, wiring_range
from packfab.report.looks import layer_of

_FILMS = ("polymer", "protective layer", "release layer")


def fan_out_details(build: Build, cuts: Sequence[Cut]) -> tuple[CloseUp, ...]:
    """All details of a fan-out; those that no cut meets in their axis are cut along x where they are."""
    cutter = Cutter(build, cuts)
    found: list[CloseUp] = []
    for solid in holes_of(build):
        flat, where, u = cutter.axis(solid)
        found.append(CloseUp(flat, where, hole_detail(build, flat, solid, u)))
    for solid, detail in ((s, f) for s, f in ((_first(build, "pin"), _pin), (_first(build, "ball"), _ball)) if s):
        flat, where, u = cutter.axis(solid)
        found.append(CloseUp(flat, where, detail(build, flat, solid, u)))
    edge = alignment_line(build)
    if edge is not None:
        found += [CloseUp(cutter.flat(edge), cutter.name(edge), d) for d in _alignment(build, cutter.flat(edge))]
    first = cutter.flat(cuts[0].line)
    films = _films(first)
    return (*found, CloseUp(first, cuts[0].name, films)) if films is not None else tuple(found)


def _first(build: Build, role: str) -> Solid | None:
    return next(iter(made(build, role)), None)


def _pin(build: Build, flat: Section, solid: Solid, u: float) -> Detail:
    """A pin with what joins it to the wiring."""
    up = pins_face(build) == PINS_UP
    radius = solid.shape.box[2]
    low, high = wiring_range(build) or (solid.z0, solid.z1)
    die = next(iter(made(build, "die")), solid)
    tall = solid.z1 - solid.z0
    foot, top = (die.z1 - 0.6 * tall, high + 0.3 * tall) if up else (low - 0.1 * tall, die.z0 + 0.6 * tall)
    half = max(2.2 * radius, 0.5 * ASPECT * (top - foot))
    window = (u - half, foot, u + half, top)
    measures = [Dimension("pin Ø", u - radius, u + radius, solid.z0, "u"), *thin_in(flat, window)]
    pads = [s for s in round_at(flat, u, made(build, METAL)) if s.name.endswith(" pads")]
    pad = min(pads, key=lambda s: min(abs(s.z0 - solid.z1), abs(s.z1 - solid.z0)), default=None)
    if pad is not None:
        half = pad.shape.box[2]
        measures.append(Dimension(f"{layer_of(pad)} pad Ø", u - half, u + half, pad.z1, "u"))
    title = "a pin and the metal on it" if up else "a pin and its solder joint"
    return Detail("pin", title, window, sound(measures, window))


def _ball(build: Build, flat: Section, solid: Solid, u: float) -> Detail:
    """A ball with the metal that it stands on."""
    from_below = solid.z0 < min(s.z0 for s in made(build, *SHEETS))
    radius, tall = solid.shape.box[2], solid.z1 - solid.z0
    inward, outward = 0.3 * tall, 0.06 * tall
    foot, top = (solid.z0 - outward, solid.z1 + inward) if from_below else (solid.z0 - inward, solid.z1 + outward)
    half = max(1.25 * radius, 0.5 * ASPECT * (top - foot))
    # away from the end of the section, where the ball fits in whole
    left = min(max(u - half, 0.0), max(0.0, flat.line.length - 2 * half))
    window = (left, foot, left + 2 * half, top)
    stand = solid.z1 if from_below else solid.z0
    metal = [s for s in round_at(flat, u, made(build, METAL, "connection")) if isinstance(s.shape, Frustum)]
    bodies = [s for s in metal if stand in (s.z0, s.z1)]
    measures = [Dimension("ball height", solid.z0, solid.z1, u + radius),
                Dimension("ball Ø", u - radius, u + radius, widest_at(flat, solid, u), "u", True),
                *thin_in(flat, window)]  # fmt: skip
    if bodies:
        r = max(float(np.sqrt(s.shape.radius2(stand))) for s in bodies if isinstance(s.shape, Frustum))
        measures.append(Dimension("contact Ø", u - r, u + r, stand, "u"))
    return Detail("ball", "a ball on its contact", window, sound(measures, window))


def _alignment(build: Build, flat: Section) -> Iterator[Detail]:
    """An alignment part at the edge of its chip."""
    marks = [part.box for p in flat.pieces if p.solid.role == "chip alignment" for part in p.region.parts]
    dies = [p.region.box for p in flat.pieces if p.solid.role == "die"]
    if not marks or not dies:
        return
    box = max(marks, key=lambda b: b[2])
    die = min(dies, key=lambda d: min(abs(d[0] - box[2]), abs(d[2] - box[0]), abs(d[2] - box[2])))
    low, high = min(box[1], *(s.z0 for s in made(build, *SHEETS))), max(box[3], die[1])
    tall = high - low
    foot, top = low - 0.12 * tall, high + 0.35 * tall
    wide = max(ASPECT * (top - foot), 2.2 * (box[2] - box[0]))
    middle = (box[0] + box[2]) / 2
    window = (middle - wide / 2, foot, middle + wide / 2, top)
    measures = [Dimension("alignment part", box[0], box[2], box[3], "u"), *thin_in(flat, window)]
    edges = [e for e in (die[2], die[0]) if window[0] < e < window[2]]
    if edges:
        edge = min(edges, key=lambda e: min(abs(e - box[0]), abs(e - box[2])))
        apart = max(box[0] - edge, edge - box[2], 0.0)
        if apart > 1.0:
            low_u, high_u = (edge, box[0]) if edge <= box[0] else (box[2], edge)
            measures.append(Dimension("to the chip", low_u, high_u, box[3], "u"))
    yield Detail("alignment", "an alignment part at the edge of its chip", window, sound(measures, window))


def _films(flat: Section) -> Detail | None:
    """Polymer and protective layers at the right edge of the section."""
    films = [p for p in flat.pieces if p.solid.role in _FILMS]
    if not films:
        return None
    low, high = min(p.solid.z0 for p in films), max(p.solid.z1 for p in films)
    right = max(p.region.box[2] for p in films)
    foot, top = low - 0.3 * (high - low), high + 0.45 * (high - low)
    wide = ASPECT * (top - foot)
    window = (right - 0.85 * wide, foot, right + 0.15 * wide, top)
    title = ", ".join(dict.fromkeys(p.solid.role for p in films))
    return Detail("films", f"{title} at the cut edge", window, sound(thin_in(flat, window), window))
