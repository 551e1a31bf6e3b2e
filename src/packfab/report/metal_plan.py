# SPDX-License-Identifier: Apache-2.0
"""Where do the lines and pads of one metal layer run, by net, and what does the contact side look like?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from packfab.errors import BadInput, Fault
from packfab.geometry import Box, Build, Region, Solid, region
from packfab.process import BUS, DEVICE_ROLES, METAL, THIN_FILM
from packfab.report.dimension_lines import draw_lanes_above, draw_lanes_right, lanes_above
from packfab.report.fan_out_dimensions import body_range, contacts_of, made
from packfab.report.looks import layer_of
from packfab.report.palette import NET_COLOURS, OUTLINE, UNNAMED, colour, darker, lighter, net_kind
from packfab.report.pieces import Frame, draw_groups, groups_of, legend, legend_of, length_text
from packfab.report.plan_sheet import (
    LEFT,
    footprint,
    lanes_beside,
    outermost,
    plan_dimensions,
    plan_sheet,
    rulers,
    seen,
)
from packfab.report.sheet import Ring, Sheet

#: Tints of signal nets, so that neighbours can be told apart.
_SIGNALS = (NET_COLOURS["signal"], "#2E7FA8", "#1FA187", "#7A6BB7")
_IN_HOLES = (" vias", " seed")
"""How names end of metal that lies in holes or under other metal."""
_PAINTED = (" plane ", " bus ", " line ", "", " pads", " contacts")
"""Parts of the names of metal in the order in which it is painted; devices lie between lines and pads."""
_SMALL = 0.35
"""Part of the package below which the metal of a layer is drawn larger."""
_HIDDEN = frozenset({"ball", "joint", "bump", "cap", "lead pin"})
_FORMED = ("FormMetal", "FormWiring")
_INSULATOR, _CHIP = "#EEF4EA", "#5F7FB2"


def metal_layers(build: Build) -> tuple[str, ...]:
    """The metal layers of a build from the lowest up."""
    found = [s for s in made(build, METAL, BUS, *DEVICE_ROLES) if not s.name.endswith(_IN_HOLES)]
    return tuple(dict.fromkeys(layer_of(s) for s in sorted(found, key=lambda s: s.z0)))


def metal_plan_svg(build: Build, layer: str, *, title: str = "", prefix: str = "", width: float = 620.0) -> str:
    """Lines, pads and holes of a metal layer from above by net, with the outlines of the chips dashed."""
    return metal_plan_sheet(build, layer, title=title, width=width).svg(prefix)


def metal_plan_sheet(build: Build, layer: str, *, title: str = "", width: float = 620.0) -> Sheet:
    """The plan of a metal layer as a sheet, to be written as SVG or PNG."""
    own = [s for s in made(build, METAL, BUS, *DEVICE_ROLES) if layer_of(s) == layer
           and not s.name.endswith(_IN_HOLES)]  # fmt: skip
    if not own:
        known = ", ".join(metal_layers(build)) or "none"
        raise BadInput([Fault(f"no plan of metal layer '{layer}'", allowed=known, fix="name one of these")])
    tints = _tints(own)
    window = _window(build, own)
    measures = plan_dimensions(build.box, made(build, "die")) if window == build.box else []
    right, above = lanes_beside(measures, window, width), len([d for d in measures if d.along == "u"]) * 15 + 10.0
    key = legend(_entries(build, own, layer), width - LEFT)
    low, high = min(s.z0 for s in own), max(s.z1 for s in own)
    what = f"{title or f'Metal layer {layer}'}   (from above, z {length_text(low)} to {length_text(high)})"
    sheet, frame = plan_sheet(window, width, key.height, right.extent, above, what)
    sheet.rectangle(frame.left, frame.bottom, frame.right, frame.top, fill=_INSULATOR, edge=OUTLINE, thickness=0.6)
    drawn: dict[tuple[int, str], list[Ring]] = {}
    for solid in own:
        outline, rank = solid.shape.widest(solid.z0, solid.z1), _rank(solid)
        for net, place in zip(solid.nets_by_place, solid.places, strict=True):
            fill = colour(solid.material, solid.role)[0] if solid.role in DEVICE_ROLES else tints[net]
            fill = lighter(fill) if rank == 0 else fill
            drawn.setdefault((rank, fill), []).extend(frame.ring(ring + place) for ring in outline)
    for (_, fill), rings in sorted(drawn.items()):
        sheet.polygons(rings, fill=fill, edge=darker(fill), thickness=0.15, name=f"metal-{fill[1:]}")
    mouths = [frame.ring(r) for s in build.solids if s.name == f"{layer} holes" for r in footprint(s)]
    sheet.polygons(mouths, edge=OUTLINE, thickness=0.35, name="holes")
    chips = [frame.ring(r) for s in made(build, "die") for r in footprint(s)]
    sheet.polygons(chips, edge=_CHIP, thickness=0.9, dashed=True, name="chips")
    _name_chips(sheet, frame, build)
    _name_devices(sheet, frame, own)
    draw_lanes_right(sheet, frame, right)
    draw_lanes_above(sheet, frame, lanes_above(measures, frame.across))
    rulers(sheet, frame)
    key.draw(sheet, LEFT, key.height + 2)
    return sheet


def _window(build: Build, own: Sequence[Solid]) -> Box:
    """The package; where the metal of a layer lies in a small part of it that part, with the dies."""
    boxes = np.array([s.box for s in (*own, *made(build, "die"))])
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
    margin = 0.08 * max(x1 - x0, y1 - y0)
    px0, py0, px1, py1 = build.box
    if not build.select(part=THIN_FILM) or (x1 - x0) * (y1 - y0) > _SMALL * (px1 - px0) * (py1 - py0):
        return build.box
    return (max(px0, x0 - margin), max(py0, y0 - margin), min(px1, x1 + margin), min(py1, y1 + margin))


def _name_chips(sheet: Sheet, frame: Frame, build: Build) -> None:
    """The name of each chip of a thin film at the upper left corner of its outline, where there are several."""
    dies = made(build, "die")
    for die in dies if len(dies) > 1 and build.select(part=THIN_FILM) else ():
        x0, _, _, y1 = die.box
        sheet.text(frame.x(x0) + 1, frame.y(y1) + 2, die.part, size=7.0, height="bottom", edge=_CHIP, bold=True,
                   halo=_INSULATOR)  # fmt: skip


def _rank(solid: Solid) -> int:
    """When a solid is painted, planes first."""
    return next((i for i, words in enumerate(_PAINTED) if words and words.strip() in solid.name.split()), 3)


def _name_devices(sheet: Sheet, frame: Frame, own: Sequence[Solid]) -> None:
    """The name of each passive device above it."""
    for part in dict.fromkeys(s.part for s in own if s.role in DEVICE_ROLES):
        boxes = np.array([s.box for s in own if s.part == part])
        x = (boxes[:, 0].min() + boxes[:, 2].max()) / 2
        sheet.text(frame.x(float(x)), frame.y(float(boxes[:, 3].max())) + 2, part, size=7.5, side="center",
                   height="bottom", bold=True, halo=_INSULATOR)  # fmt: skip


def _tints(own: Iterable[Solid]) -> dict[str, str]:
    """A fill for each net: supplies and grounds in one colour each, signals in turn of four."""
    nets = sorted({net for s in own for net in s.nets_by_place})
    signals = [net for net in nets if net and net_kind(net) == "signal"]
    turns = {net: _SIGNALS[i % len(_SIGNALS)] for i, net in enumerate(signals)}
    return {net: turns.get(net, NET_COLOURS[net_kind(net)] if net else UNNAMED) for net in nets}


def _entries(build: Build, own: Sequence[Solid], layer: str) -> list[tuple[str, str, str]]:
    nets = {net for s in own if s.role not in DEVICE_ROLES for net in s.nets_by_place if net}
    counts = {kind: sum(net_kind(net) == kind for net in nets) for kind in NET_COLOURS}
    entries = [(NET_COLOURS[kind], "", f"{kind} ({count} net{'s' if count > 1 else ''})")
               for kind, count in counts.items() if count and kind != "signal"]  # fmt: skip
    if counts["signal"]:
        tints = f"{counts['signal']} nets, in four tints" if counts["signal"] > 1 else "1 net"
        entries += [(_SIGNALS[0], "", f"signal ({tints})")]
    planes = dict.fromkeys(s.nets_by_place[0] for s in own if _rank(s) == 0)
    entries += [(lighter(_tints(own)[net]), "", f"plane of {net or 'no net'}") for net in planes]
    if any("" in s.nets_by_place for s in own if s.role not in DEVICE_ROLES):
        entries.append((UNNAMED, "", "not connected"))
    for role in DEVICE_ROLES:
        parts = dict.fromkeys(s.part for s in own if s.role == role)
        if parts:
            entries.append((colour("", role)[0], "", f"{role} {', '.join(parts)}"))
    record = next((r for r in build.records if r.step in _FORMED and r.parameters.get("layer") == layer), None)
    if record is not None:
        given = [record.parameters.get(key) for key in ("line", "space", "thickness")]
        line, space, thickness = (length_text(v) if isinstance(v, int) else "-" for v in given)
        entries.append((_INSULATOR, "", f"line / space {line} / {space}, {thickness} thick"))
    return entries


def contact_side_svg(build: Build, *, title: str = "", prefix: str = "", width: float = 620.0) -> str:
    """What a board sees: the side with the balls, else the released side; from below x is mirrored."""
    return contact_side_sheet(build, title=title, width=width).svg(prefix)


def contact_side_sheet(build: Build, *, title: str = "", width: float = 620.0) -> Sheet:
    """The contact side as a sheet, to be written as SVG or PNG."""
    below = contacts_below(build)
    sense = np.array([-1.0 if below else 1.0, 1.0])
    window = seen(build.box, sense)
    found = groups_of(outermost(build, contacts_of(build), below=below, hidden=_HIDDEN))
    groups = [replace(g, regions=tuple(_mirrored(r, sense) for r in g.regions)) for g in found]
    measures = plan_dimensions(window, ())
    right, above = lanes_beside(measures, window, width), 25.0
    key = legend_of(groups, width - LEFT)
    what = f"{title or 'Contact side'}   ({'from below, x mirrored' if below else 'from above'})"
    sheet, frame = plan_sheet(window, width, key.height, right.extent, above, what)
    draw_groups(sheet, groups, frame)
    draw_lanes_right(sheet, frame, right)
    draw_lanes_above(sheet, frame, lanes_above(measures, frame.across))
    rulers(sheet, frame, sense)
    key.draw(sheet, LEFT, key.height + 2)
    return sheet


def contacts_below(build: Build) -> bool:
    """Whether the side that goes to a board is the lower one."""
    balls = contacts_of(build)
    if balls:
        return min(s.z0 for s in balls) < body_range(build)[0]
    metal = made(build, METAL, "connection")
    dies = made(build, "die")
    return bool(metal and dies) and min(s.z0 for s in metal) < min(s.z0 for s in dies)


def _mirrored(area: Region, sense: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Region:
    if (sense > 0).all():
        return area
    # a mirrored ring runs the other way round
    return region([(ring * sense)[::-1] for ring in area.rings])
