# SPDX-License-Identifier: Apache-2.0
"""What does a passive device in the wiring look like from above, its metal layer by layer?"""

from __future__ import annotations

import numpy as np

from packfab.errors import BadInput, Fault
from packfab.geometry import Box, Build, Solid, rectangle, region
from packfab.process import BUS, DEVICE_ROLES, METAL
from packfab.report.dimension_lines import Dimension, draw_lanes_above, draw_lanes_right, lanes_above
from packfab.report.fan_out_dimensions import made
from packfab.report.looks import layer_of
from packfab.report.palette import OUTLINE, colour, darker, lighter
from packfab.report.pieces import legend, length_text
from packfab.report.plan_sheet import LEFT, footprint, lanes_beside, plan_dimensions, plan_sheet, rulers
from packfab.report.sheet import Sheet

_AROUND, _DIELECTRIC = "#C9CDD3", "#F2F6EE"
_POCKETS = {"cavities": "cavity", "openings": "opening"}
_MARGIN = 0.15
"""Part of the longer side of a device that is shown around it."""
_LEAST = 40_000
"""nm, the least of that."""


def device_names(build: Build) -> tuple[str, ...]:
    """The passive devices of a build, by kind."""
    return tuple(dict.fromkeys(s.part for s in made(build, *DEVICE_ROLES)))


def seat_dimensions(build: Build) -> list[Dimension]:
    """Package, dies that stand alone in their row or column, cavities and openings in plan."""
    found = plan_dimensions(build.box, made(build, "die"))
    pockets = {s.box: s.name for s in build.solids if s.mode == "cut" and s.name in _POCKETS}
    for (x0, y0, x1, y1), name in pockets.items():
        found += [Dimension(_POCKETS[name], x0, x1, y1, "u"), Dimension(_POCKETS[name], y0, y1, x1)]
    return found


def device_plan_svg(build: Build, part: str, *, title: str = "", prefix: str = "", width: float = 560.0) -> str:
    """A device from above with the metal around it in grey, the holes of its layers as rings."""
    return device_plan_sheet(build, part, title=title, width=width).svg(prefix)


def device_plan_sheet(build: Build, part: str, *, title: str = "", width: float = 560.0) -> Sheet:
    """The plan of a device as a sheet, to be written as SVG or PNG."""
    own = [s for s in made(build, *DEVICE_ROLES) if s.part == part and not s.name.endswith(" seed")]
    if not own:
        known = ", ".join(device_names(build)) or "none"
        raise BadInput([Fault(f"no passive device '{part}'", allowed=known, fix="name one of these")])
    boxes = np.array([s.box for s in own])
    x0, y0 = boxes[:, :2].min(axis=0).tolist()
    x1, y1 = boxes[:, 2:].max(axis=0).tolist()
    margin = max(_MARGIN * max(x1 - x0, y1 - y0), _LEAST)
    window = (x0 - margin, y0 - margin, x1 + margin, y1 + margin)
    layers = list(dict.fromkeys(layer_of(s) for s in sorted(own, key=lambda s: s.z0)))
    base = colour(own[0].material, own[0].role)[0]
    # the lowest layer is the lightest
    tints = {name: lighter(base, 0.55 * (len(layers) - 1 - i) / max(1, len(layers) - 1)) if len(layers) > 1 else base
             for i, name in enumerate(layers)}  # fmt: skip
    cavity = [s for s in build.solids if s.mode == "cut" and s.part == part and s.name.endswith(" cavity")]
    measures = [Dimension("width", x0, x1, y1, "u"), Dimension("height", y0, y1, x1)]
    right, above = lanes_beside(measures, window, width), 25.0
    entries = [(tints[name], "", f"{own[0].role} on {name}") for name in layers]
    entries += [(_AROUND, "", f"other metal on {layers[-1]}")]
    entries += [("#FFFFFF", "", "free of dielectric (dashed)")] if cavity else []
    key = legend(entries, width - LEFT)
    low, high = min(s.z0 for s in own), max(s.z1 for s in own)
    name = title or f"{own[0].role.capitalize()} {part}"
    what = f"{name}   (from above, z {length_text(low)} to {length_text(high)})"
    sheet, frame = plan_sheet(window, width, key.height, right.extent, above, what)
    sheet.rectangle(frame.left, frame.bottom, frame.right, frame.top, fill=_DIELECTRIC, edge=OUTLINE, thickness=0.6)
    around = [s for s in made(build, METAL, BUS, *DEVICE_ROLES) if layer_of(s) == layers[-1] and s.part != part
              and not s.name.endswith((" vias", " seed"))]  # fmt: skip
    for solids, fill, name in ((around, _AROUND, "around"),
                               *(([s for s in own if layer_of(s) == n], tints[n], n) for n in layers)):  # fmt: skip
        rings = [frame.ring(r) for s in solids for r in _seen(s, window)]
        sheet.polygons(rings, fill=fill, edge=darker(fill), thickness=0.3, name=f"device-{name}".replace(" ", "-"))
    holes = [s for s in build.solids if s.mode == "cut" and s.name in {f"{n} holes" for n in layers}]
    sheet.polygons([frame.ring(r) for s in holes for r in _seen(s, window)], edge=OUTLINE, thickness=0.5, name="holes")
    sheet.polygons([frame.ring(r) for s in cavity for r in _seen(s, window)], edge=OUTLINE, thickness=0.8, dashed=True,
                   name="cavity")  # fmt: skip
    draw_lanes_right(sheet, frame, right)
    draw_lanes_above(sheet, frame, lanes_above(measures, frame.across))
    rulers(sheet, frame)
    key.draw(sheet, LEFT, key.height + 2)
    return sheet


def _seen(solid: Solid, window: Box) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Rings (n, 2) nm of what a solid covers in a window."""
    x0, y0, x1, y1 = solid.box
    if x1 < window[0] or x0 > window[2] or y1 < window[1] or y0 > window[3]:
        return []
    return list((region(footprint(solid)) & rectangle(*window)).rings)
