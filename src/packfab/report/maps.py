# SPDX-License-Identifier: Apache-2.0
"""Which net is where: on the active face of a chip, in the balls, in the vias?"""

from __future__ import annotations

from typing import Literal

import numpy as np

from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Solid
from packfab.process import SECOND, TOP_BALLS
from packfab.report.dimension_lines import Dimension, draw_lanes_above, draw_lanes_right, lanes_above
from packfab.report.fan_out_dimensions import NAMES, contacts_of
from packfab.report.figures import body_box
from packfab.report.pair_dimensions import is_stacked
from packfab.report.palette import NET_COLOURS, OUTLINE, colour, darker, net_kind
from packfab.report.plan_sheet import (
    LEFT,
    draw_grid_names,
    draw_terminals,
    footprint,
    lanes_beside,
    least_distance,
    nets_legend,
    pitches,
    plan_dimensions,
    plan_sheet,
    rulers,
    seen,
)
from packfab.report.sheet import Sheet

Side = Literal["below", "top"]

_JOINTS = ("bump", "pillar")
_SIDES: dict[Side, str] = {"below": "below", "top": "on top"}


def bump_map_svg(build: Build, part: str, *, view: Literal["active face", "through"] = "active face",
                 title: str = "", prefix: str = "", width: float = 560.0) -> str:  # fmt: skip
    """Where the bumps (or pads) of a chip sit: looking onto its active face, or from above through the die.

    Colours tell supply, ground and signal by net name; names stand in the bumps where they can be read. The corner
    mark is the upper left corner of the active face (the A1 or pin 1 corner of a map that starts there).
    """
    return bump_map_sheet(build, part, view=view, title=title, width=width).svg(prefix)


def bump_map_sheet(build: Build, part: str, *, view: Literal["active face", "through"] = "active face",
                   title: str = "", width: float = 560.0) -> Sheet:  # fmt: skip
    """The bump map as a sheet, to be written as SVG or PNG."""
    dies = build.select(role="die", part=part)
    joints = next((found for role in (*_JOINTS, "pad") if (found := build.select(role=role, part=part))), ())
    if not dies or not joints:
        known = ", ".join(sorted({s.part for s in build.select(role="die")})) or "no chip"
        measured, allowed = f"{len(joints)} bumps or pads", f"a chip with bumps; the build has {known}"
        raise BadInput([Fault(f"no bump map of '{part}'", "", measured, allowed, "name one of these")])
    face_down = min(s.z0 for s in joints) < min(d.z0 for d in dies)
    # a chip is turned over about the x axis, so its own view mirrors y
    sense = np.array([1.0, -1.0 if face_down and view == "active face" else 1.0])
    upper = -1.0 if face_down and view == "through" else 1.0
    corners = np.array([d.box for d in dies])
    window = seen((*corners[:, :2].min(axis=0).tolist(), *corners[:, 2:].max(axis=0).tolist()), sense)
    nets = [net for s in joints for net in s.nets_by_place]
    places = np.concatenate([s.places for s in joints]) * sense
    radii = np.concatenate([np.full(len(s.places), s.shape.box[2]) for s in joints])
    key = nets_legend(nets, width, (NET_COLOURS["signal"], "", f"signal ({len(nets)})"))
    measures = plan_dimensions(window, ())
    measures = [Dimension("die", d.low, d.high, d.at, d.along) for d in measures] + pitches(places)
    right, above = lanes_beside(measures, window, width), len([d for d in measures if d.along == "u"]) * 15 + 10.0
    what = "looking onto the active face" if view == "active face" else "from above, through the die"
    sheet, frame = plan_sheet(window, width, key.height, right.extent, above, f"{title or part}   ({what})")
    sheet.rectangle(frame.left, frame.bottom, frame.right, frame.top, fill="#EEF1F6", edge=OUTLINE, thickness=0.8)
    draw_terminals(sheet, frame, places, radii, nets)
    y = frame.top if upper > 0 else frame.bottom
    size = min(12.0, 0.45 * least_distance(places) * frame.across)
    mark = np.array([[frame.left, y], [frame.left + size, y], [frame.left, y - size * upper]])
    sheet.polygons([mark], fill=OUTLINE, name="corner-mark")
    draw_lanes_right(sheet, frame, right)
    draw_lanes_above(sheet, frame, lanes_above(measures, frame.across))
    rulers(sheet, frame, sense)
    key.draw(sheet, LEFT, key.height + 2)
    return sheet


def ball_map_svg(build: Build, *, side: Side = "below", seen_from: Literal["below", "above"] | None = None,
                 title: str = "", prefix: str = "", width: float = 560.0) -> str:  # fmt: skip
    """The balls from below (x mirrored) or on top: rows by letter, columns by number, A1 marked.

    seen_from: by default below for those below; a fan-out made with its chips first has its balls above.
    """
    return ball_map_sheet(build, side=side, seen_from=seen_from, title=title, width=width).svg(prefix)


def ball_map_sheet(build: Build, *, side: Side = "below", seen_from: Literal["below", "above"] | None = None,
                   title: str = "", width: float = 560.0) -> Sheet:  # fmt: skip
    """The ball map as a sheet, to be written as SVG or PNG; with the vias, where there are any."""
    balls = balls_on(build, side)
    if not balls:
        raise BadInput([Fault(f"no ball map: the package has no balls {_SIDES[side]}", fix="attach balls first")])
    from_below = (seen_from or ("below" if side == "below" else "above")) == "below"
    sense = np.array([-1.0 if from_below else 1.0, 1.0])
    window = seen(body_box(build), sense)
    nets = [net for s in balls for net in s.nets_by_place]
    places = np.concatenate([s.places for s in balls]) * sense
    radii = np.concatenate([np.full(len(s.places), s.shape.box[2]) for s in balls])
    solder = colour(balls[0].material, "ball")[0]
    kind = f"{NAMES[balls[0].role]}s"
    key = nets_legend(nets, width, (solder, "", f"{len(nets)} {kind}"))
    measures = plan_dimensions(window, ()) + pitches(places)
    right, above = lanes_beside(measures, window, width), len([d for d in measures if d.along == "u"]) * 15 + 10.0
    what = f"{title or kind.capitalize()}   ({'from below' if from_below else 'from above'})"
    sheet, frame = plan_sheet(window, width, key.height, right.extent, above, what)
    sheet.rectangle(frame.left, frame.bottom, frame.right, frame.top, fill="#EDF2E8", edge=OUTLINE, thickness=0.8)
    draw_terminals(sheet, frame, places, radii, nets if len(set(nets)) > 1 else [""] * len(nets),
                   "" if any(nets) else solder)  # fmt: skip
    draw_grid_names(sheet, frame, places, int(sense[0]))
    corner, inward = (frame.right, -12) if from_below else (frame.left, 12)
    mark = np.array([[corner, frame.top], [corner + inward, frame.top], [corner, frame.top - 12]])
    sheet.polygons([mark], fill=OUTLINE, name="corner-mark")
    draw_lanes_right(sheet, frame, right)
    draw_lanes_above(sheet, frame, lanes_above(measures, frame.across))
    rulers(sheet, frame, sense)
    key.draw(sheet, LEFT, key.height + 2)
    return sheet


def balls_on(build: Build, side: Side) -> list[Solid]:
    """The balls towards the board, or those on the exposed face of the topmost package."""
    balls = build.select(role="ball") or [s for s in contacts_of(build) if s.role != "cap"]
    if side == "below":
        own = [s for s in balls if s.part in ("balls", "bumps", "pins")]
        return own or [s for s in balls if not s.part.endswith(TOP_BALLS) and not is_stacked(s.part)]
    tops = [s for s in balls if s.part.endswith(TOP_BALLS)]
    highest = max((s.z1 for s in tops), default=0)
    return [s for s in tops if s.z1 == highest]


def mapped_vias(build: Build) -> list[Solid]:
    """The through vias; or those in carrier 1 that lead to the traces over the flanks."""
    through = [s for s in build.select(role="via", part="vias") if s.mode != "cut"]
    return through or [s for s in build.select(role="via", part="carrier") if s.name == "carrier vias"]


def via_map_svg(build: Build, *, title: str = "", prefix: str = "", width: float = 620.0) -> str:
    """Vias and traces by net, from above, with the outlines of the chips on carrier 1."""
    return via_map_sheet(build, title=title, width=width).svg(prefix)


def via_map_sheet(build: Build, *, title: str = "", width: float = 620.0) -> Sheet:
    """The via map as a sheet, to be written as SVG or PNG."""
    vias = mapped_vias(build)
    if not vias:
        raise BadInput([Fault("no via map: the package has no vias", fix="drill and plate vias first")])
    nets = [net for s in vias for net in s.nets_by_place]
    places = np.concatenate([s.places for s in vias]).astype(np.float64)
    radii = np.concatenate([np.full(len(s.places), s.shape.box[2]) for s in vias])
    key = nets_legend(nets, width, (colour(vias[0].material, "via")[0], "", f"{len(nets)} vias"))
    measures = plan_dimensions(body_box(build), ()) + pitches(places)
    right, above = lanes_beside(measures, build.box, width), len([d for d in measures if d.along == "u"]) * 15 + 10.0
    what = f"{title or 'Vias'}   (from above; traces of carrier 1, those of carrier 2 dashed)"
    sheet, frame = plan_sheet(build.box, width, key.height, right.extent, above, what)
    sheet.rectangle(frame.left, frame.bottom, frame.right, frame.top, fill="#EDF2E8", edge=OUTLINE, thickness=0.8)
    for die in build.select(role="die"):
        if not is_stacked(die.part):
            sheet.polygons([frame.ring(r) for r in footprint(die)], edge="#5F7FB2", thickness=0.8, name="chip")
    for trace in build.select(role="trace"):
        if trace.part in ("carrier", SECOND):
            fill = NET_COLOURS[net_kind((*trace.nets, "")[0])]
            above_all = trace.part == SECOND
            sheet.polygons([frame.ring(r) for r in footprint(trace)], fill="none" if above_all else fill,
                           edge=darker(fill), thickness=0.3, dashed=above_all, name="trace")  # fmt: skip
    for land in build.select(role="landing", part="carrier"):
        sheet.polygons([frame.ring(r) for r in footprint(land)], fill="#C8803A", thickness=0.2, name="landing")
    draw_terminals(sheet, frame, places, radii, nets, halo="#EDF2E8")
    draw_lanes_right(sheet, frame, right)
    draw_lanes_above(sheet, frame, lanes_above(measures, frame.across))
    rulers(sheet, frame)
    key.draw(sheet, LEFT, key.height + 2)
    return sheet
