# SPDX-License-Identifier: Apache-2.0
"""What does the package look like from above, opened or as it is, or cut level at some height?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from packfab.errors import BadInput, Fault
from packfab.geometry import (
    EMPTY,
    Build,
    Solid,
    display_solids,
    flip,
    region,
    slice_at,
)  # fmt: skip
from packfab.process import SECOND
from packfab.report.dimension_lines import Dimension, draw_lanes_above, draw_lanes_right, lanes_above
from packfab.report.figures import body_box
from packfab.report.pair_dimensions import between_carriers, is_stacked
from packfab.report.palette import OUTLINE, colour, darker, ink_on
from packfab.report.pieces import Frame, Group, draw_groups, groups_of, legend_of, length_text
from packfab.report.plan_sheet import LEFT, footprint, lanes_beside, outermost, plan_dimensions, plan_sheet, rulers
from packfab.report.sheet import Sheet, text_width

_NOT_FROM_ABOVE = frozenset({"encapsulant", "void", "ball", "ball pad", "heat sink", "film", "flash"})
_LEFT_OUT = frozenset({"sink", "back bond", "side traces"})
_JOINTS = ("bump", "pillar")


def top_view_svg(build: Build, *, of: str = "carrier", title: str = "", prefix: str = "", width: float = 620.0) -> str:
    """A carrier from its chip side with mold, heat sink and other carrier taken away; bumps below dies dashed."""
    return top_view_sheet(build, of=of, title=title, width=width).svg(prefix)


def top_view_sheet(build: Build, *, of: str = "carrier", title: str = "", width: float = 620.0) -> Sheet:
    """The top view as a sheet, to be written as SVG or PNG; `of` is `carrier` or `carrier 2` (turned over)."""
    own = opened(build, of)
    shown = [s for _, s in display_solids(own) if s.role not in _NOT_FROM_ABOVE and s.part not in _LEFT_OUT]
    carrier = [s for s in shown if s.part == of]
    floor = max((s.z0 for s in carrier if s.role == "carrier"), default=min((s.z0 for s in shown), default=0))
    shown = sorted((s for s in shown if s.z1 > floor), key=lambda s: s.z1)
    if not shown:
        raise BadInput([Fault("there is nothing to see from above", fix="provide a carrier first")])
    dies = own.select(role="die")
    measures = plan_dimensions(own.box, dies)
    right, above = lanes_beside(measures, own.box, width), len([d for d in measures if d.along == "u"]) * 15 + 10.0
    seen = _seen_from_above(shown)
    key = legend_of([Group(s.material, s.role, ()) for s in seen], width - LEFT)
    sheet, frame = plan_sheet(own.box, width, key.height, right.extent, above, title)
    for solid in seen:
        fill = colour(solid.material, solid.role)[0]
        rings = [frame.ring(ring) for ring in footprint(solid)]
        sheet.polygons(rings, fill=fill, edge=darker(fill), thickness=0.3, name=f"plan-{solid.role}".replace(" ", "-"))
    for die in dies:
        hidden = [frame.ring(r) for s in own.solids if _is_under(s, die) for r in footprint(s)]
        sheet.polygons(
            hidden, edge=darker(colour(die.material, "die")[0], 0.6), thickness=0.4, dashed=True, name="hidden"
        )
    _outline_sink(sheet, frame, own)
    _name_parts(sheet, frame, [*dies, *own.select(role="passive")])
    draw_lanes_right(sheet, frame, right)
    draw_lanes_above(sheet, frame, lanes_above(measures, frame.across))
    rulers(sheet, frame)
    key.draw(sheet, LEFT, key.height + 2)
    return sheet


def opened(build: Build, of: str) -> Build:
    """The half of a pair that stands on carrier `of`, chip side up; any other build as it is."""
    room = between_carriers(build)
    if room is None:
        return build
    middle = sum(room) / 2
    first = [s for s in build.solids if not is_stacked(s.part) and s.part != "side traces"]
    if of != SECOND:
        return replace(build, solids=tuple(s for s in first if s.z0 < middle and s.part not in (SECOND, "back bond")
                                           and not _is_of_upper(s, middle)))  # fmt: skip
    upper = [s for s in first if s.z1 > middle and (s.part in (SECOND, "vias") or _is_of_upper(s, middle))]
    return flip(replace(build, solids=tuple(upper)))


def _is_of_upper(solid: Solid, middle: float) -> bool:
    return (solid.z0 + solid.z1) / 2 > middle and solid.part not in ("carrier", "vias", "mold")


def _outline_sink(sheet: Sheet, frame: Frame, build: Build) -> None:
    sink = [frame.ring(r) for s in build.select(role="heat sink") if len(s.places) == 1 for r in footprint(s)]
    sheet.polygons(sink, edge=OUTLINE, thickness=0.9, dashed=True, name="sink-outline")


def outside_view_svg(build: Build, *, title: str = "", prefix: str = "", width: float = 620.0) -> str:
    """The finished package from above as it is: what lies open on its upper face."""
    return outside_view_sheet(build, title=title, width=width).svg(prefix)


def outside_view_sheet(build: Build, *, title: str = "", width: float = 620.0) -> Sheet:
    """The outside view as a sheet, to be written as SVG or PNG."""
    groups = groups_of(outermost(build, [b for b in build.select(role="ball") if b.z1 == build.z_range[1]]))
    measures = plan_dimensions(body_box(build), ())
    for group in groups:
        if group.role == "heat sink":
            x0, y0, x1, y1 = group.box
            measures += [Dimension("bare face", x0, x1, y1, "u"), Dimension("bare face", y0, y1, x1)]
    right, above = lanes_beside(measures, build.box, width), len([d for d in measures if d.along == "u"]) * 15 + 10.0
    key = legend_of(groups, width - LEFT)
    sheet, frame = plan_sheet(build.box, width, key.height, right.extent, above, title)
    draw_groups(sheet, groups, frame)
    draw_lanes_right(sheet, frame, right)
    draw_lanes_above(sheet, frame, lanes_above(measures, frame.across))
    rulers(sheet, frame)
    key.draw(sheet, LEFT, key.height + 2)
    return sheet


def _seen_from_above(solids: Sequence[Solid]) -> list[Solid]:
    """Those of the solids (rising by their tops) that nothing above hides wholly."""
    covered = EMPTY
    seen: list[Solid] = []
    for solid in reversed(solids):
        area = region(footprint(solid))
        if (area - covered).area > 1e-3 * area.area:
            seen.append(solid)
            covered = covered | area
    return seen[::-1]


def _is_under(solid: Solid, die: Solid) -> bool:
    return solid.role in _JOINTS and solid.part == die.part and solid.z1 <= die.z1 and solid.z0 < die.z0


def _name_parts(sheet: Sheet, frame: Frame, solids: Sequence[Solid]) -> None:
    for solid in solids:
        x0, y0, x1, y1 = solid.shape.box
        size = 8.0 if solid.role == "die" else 6.0
        wide, tall = (x1 - x0) * frame.across, (y1 - y0) * frame.across
        turned = 90.0 if text_width(solid.part, size) > wide and tall > wide else 0.0
        if len(solid.places) > 20 or text_width(solid.part, size) > max(wide, tall) or min(wide, tall) < size:
            continue
        fill = colour(solid.material, solid.role)[0]
        for px, py in solid.places:
            x, y = frame.x(float(px) + (x0 + x1) / 2), frame.y(float(py) + (y0 + y1) / 2)
            sheet.text(
                x, y, solid.part, size=size, side="center", turned=turned, edge=ink_on(fill), bold=True, halo=fill
            )


def slice_svg(build: Build, z: float, *, title: str = "", hatched: bool = False, prefix: str = "",
              width: float = 620.0, measures: Sequence[Dimension] = (),
              named: Sequence[Solid] = ()) -> str:  # fmt: skip
    """The level cut just above z (nm), from above; named: solids that bear the names of their parts."""
    drawn = slice_sheet(build, z, title=title, hatched=hatched, width=width, measures=measures, named=named)
    return drawn.svg(prefix)


def slice_sheet(build: Build, z: float, *, title: str = "", hatched: bool = False, width: float = 620.0,
                measures: Sequence[Dimension] = (), named: Sequence[Solid] = ()) -> Sheet:  # fmt: skip
    """The level cut as a sheet, to be written as SVG or PNG."""
    groups = groups_of(slice_at(build, z).pieces)
    if not groups:
        low, high = build.z_range
        allowed = f"{length_text(low)} to {length_text(high)}"
        raise BadInput([Fault("the slice meets nothing", "", length_text(z), allowed, "choose a z in the package")])
    key = legend_of(groups, width - LEFT)
    lanes = lanes_beside(measures, build.box, width)
    scale = (width - LEFT - lanes.extent) / (build.box[2] - build.box[0])
    above = lanes_above(measures, scale)
    sheet, frame = plan_sheet(build.box, width, key.height, lanes.extent, above.extent,
                              f"{title or 'Slice'}   (at z = {length_text(z)})")  # fmt: skip
    draw_groups(sheet, groups, frame, hatched=hatched)
    _name_parts(sheet, frame, named)
    draw_lanes_right(sheet, frame, lanes)
    draw_lanes_above(sheet, frame, lanes_above(measures, frame.across))
    rulers(sheet, frame)
    key.draw(sheet, LEFT, key.height + 2, hatched=hatched)
    return sheet
