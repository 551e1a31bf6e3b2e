# SPDX-License-Identifier: Apache-2.0
"""Which corners of a section deserve a drawing of their own, because what matters there is too thin to be seen?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from packfab.geometry import Box, Build, Line, Piece, Section, Solid, section
from packfab.report.cuts import Cut, whole_wire_window
from packfab.report.dimension_lines import Angle, Dimension
from packfab.report.dimensions import bump_diameter, detail_window
from packfab.report.pair_dimensions import via_dimensions
from packfab.report.sink_dimensions import box_of, sink_dimensions

_OF_CARRIERS = frozenset({"carrier", "between"})
_THIN_ROLES = ("flash", "film")
_LEAST = 60_000
"""nm, the least height of a detail of the face of a sink."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A window (u0, z0, u1, z1) nm of a section, what it shows, and the measures that belong there."""

    name: str
    title: str
    window: Box
    dimensions: tuple[Dimension, ...]
    angles: tuple[Angle, ...] = ()
    stretched: bool = False
    """Whether z is drawn larger than it is, so that a wide and flat thing fills its drawing."""


def details(build: Build, flat: Section, cut: Cut, measures: Sequence[Dimension]) -> tuple[Detail, ...]:
    """The details of a cut: the edge of a chip, the wire or the via that it is about, the rim of a bare sink face.

    measures: those of the whole section, of which each detail keeps the ones that can be followed there.
    """
    every = tuple(measures)
    bodies = tuple(d for d in every if d.name.partition(" ")[0] in _OF_CARRIERS)
    if cut.about == "wire":
        return (Detail("detail", "the wire", whole_wire_window(flat), every),)
    if cut.about == "via":
        window = via_window(flat)
        return (Detail("detail", "a via", window, (*bodies, *via_dimensions(flat, window))),)
    if cut.about == "trace":
        window = trace_window(flat)
        return (Detail("detail", "a trace over the flank", window, (*bodies, *_flank(flat))),)
    if cut.about == "anchor":
        window = anchor_window(flat)
        return (Detail("detail", "an anchor", window, anchor_dimensions(flat)),)
    window, face = detail_window(flat), face_window(build, flat)
    # the step of a flange is not seen at the edge of a chip, unless it lies there
    near = tuple(d for d in every if d.name != "flange" or d.at <= window[2])
    chip = Detail("detail", "the edge of a chip", window, (*near, *bump_diameter(flat, window)))
    return (chip, Detail("face", "the face of the heat sink at its edge", face, every)) if face else (chip,)


def molded_detail(stages: Sequence[Build], line: Line) -> tuple[Section, Detail] | None:
    """The film as it lies between face and chase when the compound is in, in the first stage that shows it."""
    for stage in stages:
        if stage.select(role="film") and stage.select(role="encapsulant"):
            flat = section(stage, line)
            if (window := face_window(stage, flat)) is not None:
                measures = sink_dimensions(stage, flat.pieces)
                return flat, Detail("molded", "the film in the mold, before it is taken off", window, tuple(measures))
    return None


def anchor_window(flat: Section) -> Box:
    """Around the rightmost anchor of a section and the sink that it hangs from."""
    u0, z0, u1, z1 = _rightmost([p for p in flat.pieces if p.solid.name == "sink anchors"], "heat sink") or (0, 0, 0, 0)
    tall, wide = z1 - z0, u1 - u0
    return (u0 - wide - tall, z0 - tall, u1 + wide + tall, z1 + 1.2 * tall)


def anchor_dimensions(flat: Section) -> tuple[Dimension, ...]:
    """Height and head of the rightmost anchor."""
    found = _rightmost([p for p in flat.pieces if p.solid.name == "sink anchors"], "heat sink")
    if found is None:
        return ()
    u0, z0, u1, z1 = found
    return (Dimension("anchor", z0, z1, u1), Dimension("head Ø", u0, u1, z0 + 1, "u", True))


def face_window(build: Build, flat: Section) -> Box | None:
    """Around the right end of the flash (or film, or bare face) of a sink, six times as high as that is thick."""
    sink = [p for p in flat.pieces if p.solid.role == "heat sink"]
    if not sink:
        return None
    _, _, right, face = box_of([p for p in sink if p.solid.z1 >= max(q.solid.z1 for q in sink)])
    thin = next((found for role in _THIN_ROLES if (found := _rightmost(flat.pieces, role))), None)
    top = max([face, *(s.z1 for s in build.solids if s.role in ("encapsulant", *_THIN_ROLES))])
    height = max(6 * (top - face), _LEAST)
    edge = thin[2] if thin else right
    low, high = top - 0.75 * height, top + 0.25 * height
    left, last = min(edge, right) - 2.0 * height, max(edge, right) + 0.8 * height
    return (left, low, last, high)


def _rightmost(pieces: Sequence[Piece], role: str) -> Box | None:
    boxes = [part.box for p in pieces if p.solid.role == role for part in p.region.parts]
    return max(boxes, key=lambda box: box[2], default=None)


def via_window(flat: Section) -> Box:
    """Around the rightmost via of a section, as high as the via with its pads."""
    walls = [p.solid for p in flat.pieces if p.solid.role == "via" and p.solid.part == "vias"]
    axes = np.concatenate([_on_axis(flat, wall) for wall in walls])
    low, high = min(wall.z0 for wall in walls), max(wall.z1 for wall in walls)
    middle = float(axes.max()) if len(axes) else box_of([p for p in flat.pieces if p.solid.role == "via"])[2]
    tall = high - low
    return (middle - 0.75 * tall, low - 0.08 * tall, middle + 0.75 * tall, high + 0.08 * tall)


def _on_axis(flat: Section, solid: Solid) -> NDArray[np.float64]:
    """Where the line goes through the middle of a place of the solid, nm along it."""
    places = solid.places.astype(np.float64)
    along: NDArray[np.float64] = flat.line.along(places)[np.abs(flat.line.beside(places)) < 1_000]
    return along


def _flank(flat: Section) -> list[Dimension]:
    """How thick the trace on the right flank is."""
    traces = [p for p in flat.pieces if p.solid.part == "side traces"]
    tall = max(p.solid.z1 - p.solid.z0 for p in traces)
    boxes = [p.region.box for p in traces if p.solid.z1 - p.solid.z0 == tall]
    u0, z0, u1, z1 = max(boxes, key=lambda box: box[2])
    return [Dimension("trace", u0, u1, z0 + 0.4 * (z1 - z0), "u", True)]


def trace_window(flat: Section) -> Box:
    """Around the right flank where a side trace runs down."""
    traces = [p for p in flat.pieces if p.solid.part == "side traces"]
    _, low, right, high = box_of(traces)
    tall = high - low
    return (right - 1.1 * tall, low - 0.1 * tall, right + 0.3 * tall, high + 0.1 * tall)
