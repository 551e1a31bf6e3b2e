# SPDX-License-Identifier: Apache-2.0
"""Which measures belong on a section?

Values are taken from what was built (facing surfaces, columns, the cut itself), never from the design.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from packfab.geometry import Box, Build, Gap, Piece, Section, Solid, column, facing, near
from packfab.report.dimension_lines import Dimension
from packfab.report.fan_out_dimensions import fan_out_dimensions, is_fan_out
from packfab.report.film_dimensions import film_dimensions, is_thin_film
from packfab.report.pair_dimensions import is_beyond_the_body, is_stacked, pair_dimensions
from packfab.report.sink_dimensions import sink_dimensions

#: What a chip may stand on.
BELOW_A_CHIP = frozenset({"carrier", "solder mask", "metal", "paddle", "lead", "die"})
BUMPS = frozenset({"bump", "pillar", "cap"})
_WIRING = frozenset({"wire", "ball bond", "stitch"})

_LEAST_GAP = 0.01
"""Part of the chip that looks down a gap; less is the rim of an adhesive, rounded differently from its chip."""


@dataclass(frozen=True, slots=True)
class Room:
    """What is below and above a chip: the gap to what it stands on, and what covers it; None where there is none."""

    gap: Gap | None
    cover: Gap | None


Rooms = Mapping[str, Room]


def chip_rooms(build: Build) -> Rooms:
    """Gap and cover of every chip of the first package, by part."""
    parts = dict.fromkeys(s.part for s in build.select(role="die") if not is_stacked(s.part))
    return {part: Room(chip_gap(build, part), chip_cover(build, part)) for part in parts}


def standard_dimensions(build: Build, section: Section, *, rooms: Rooms | None = None, least: float = 0.0
                        ) -> list[Dimension]:  # fmt: skip
    """Standoff, carrier, gap, die and cover of each chip in the section, total height and package width.

    rooms: gaps and covers of the build, when they are known already; least: the lowest layer of a thin film that is
    told, nm.
    """
    solid = [p for p in section.pieces if p.solid.role != "void"]
    if not solid:
        return []
    if is_fan_out(build):
        return fan_out_dimensions(build, section)
    if is_thin_film(build):
        return film_dimensions(build, section, least=least)
    found: list[Dimension] = []
    chips = _chips(solid)
    known = rooms if rooms is not None else chip_rooms(build) if chips else {}
    for part, pieces in chips.items():
        label = f" {part}" if len(chips) > 1 else ""
        found += _chip_dimensions(build, section, part, pieces, known[part], label)
    found += _carrier_dimensions(build, solid)
    found += sink_dimensions(build, solid) + pair_dimensions(build, solid)
    low, high = build.z_range
    boxes = np.array([p.region.box for p in solid if not is_beyond_the_body(p.solid.part)])
    left, right = float(boxes[:, 0].min()), float(boxes[:, 2].max())
    found.append(Dimension("total height", low, high, right))
    found.append(Dimension("package", left, right, float(boxes[:, 3].max()), "u"))
    return _merged(found)


def _chips(pieces: Iterable[Piece]) -> dict[str, list[Piece]]:
    chips: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.solid.role == "die" and not is_stacked(piece.solid.part):
            chips.setdefault(piece.solid.part, []).append(piece)
    return chips


def _chip_dimensions(
    build: Build, section: Section, part: str, pieces: Sequence[Piece], room: Room, label: str
) -> list[Dimension]:
    boxes = np.array([p.region.box for p in pieces])
    left, right, top = float(boxes[:, 0].min()), float(boxes[:, 2].max()), float(boxes[:, 3].max())
    ex, ey = section.line.direction
    middle = pieces[0].region.parts[0].box
    u = (middle[0] + middle[2]) / 2
    x, y = section.line.start[0] + u * ex, section.line.start[1] + u * ey
    found = [Dimension(f"die{label}", left, right, top, "u")]
    here = near(build, (x, y, x, y))
    for layer in column(here, x, y):
        solid = here.solids[layer.index] if layer.index >= 0 else None
        if solid and solid.part == part and solid.role in ("die", "adhesive"):
            name = "die" if solid.role == "die" else "bond line"
            found.append(Dimension(f"{name}{label}", layer.z0, layer.z1, right))
    for name, found_room in (("gap", room.gap), ("cover", room.cover)):
        found += [Dimension(f"{name}{label}", found_room.z0, found_room.z1, right)] if found_room else []
    return found


def _box_of(build: Build, part: str) -> Box:
    boxes = np.array([s.box for s in build.select(role="die", part=part)])
    return (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())


def chip_gap(build: Build, part: str) -> Gap | None:
    """The widest gap between the face of a chip and what it stands on (or hangs from); None where it is glued."""

    def carries(solid: Solid) -> bool:
        return solid.role in BELOW_A_CHIP and not is_die(solid)

    def is_die(solid: Solid) -> bool:
        return solid.role == "die" and solid.part == part

    close = _around(build, part)
    gaps = facing(close, is_die, carries) if _hangs(build, part) else facing(close, carries, is_die)
    gap = max(gaps, key=lambda gap: gap.area, default=None)
    return gap if gap and gap.area >= _LEAST_GAP * _die_area(build, part) else None


def _hangs(build: Build, part: str) -> bool:
    """Whether the bumps of a chip are above it: it was turned over with its carrier."""
    top = max(s.z1 for s in build.select(role="die", part=part))
    return any(s.z1 > top for s in build.solids if s.role in BUMPS and s.part == part)


def chip_cover(build: Build, part: str) -> Gap | None:
    """What covers the upper face of a chip up to the open air; None when most of it is bare or under another part."""

    def is_die(solid: Solid) -> bool:
        return solid.role == "die" and solid.part == part

    cover = max(facing(_around(build, part), is_die), key=lambda gap: gap.area, default=None)
    return cover if cover and cover.area >= 0.5 * _die_area(build, part) else None


def _die_area(build: Build, part: str) -> float:
    """nm2."""
    return sum(s.shape.area(s.z1 - 1) * len(s.places) for s in build.select(role="die", part=part))


def _around(build: Build, part: str) -> Build:
    """What stands above and below a chip, without the wires, which hide next to nothing."""
    close = near(build, _box_of(build, part))
    return replace(close, solids=tuple(s for s in close.solids if s.role not in _WIRING))


def _carrier_dimensions(build: Build, pieces: Sequence[Piece]) -> list[Dimension]:
    carrier = np.array([p.region.box for p in pieces if _is_body_of_carrier(p.solid)])
    if not len(carrier):
        return []
    low, high, right = float(carrier[:, 1].min()), float(carrier[:, 3].max()), float(carrier[:, 2].max())
    found = [Dimension("carrier", low, high, right)]
    lowest = ball_tip(build)
    if lowest is not None and lowest < low:
        in_cut = [p.region.parts for p in pieces if p.solid.role == "ball"]
        last = max((part.box for parts in in_cut for part in parts), key=lambda box: box[2], default=None)
        found.append(Dimension("ball standoff", lowest, low, (last[0] + last[2]) / 2 if last else right))
    return found


def _is_body_of_carrier(solid: Solid) -> bool:
    return solid.part == "carrier" and solid.role in BELOW_A_CHIP and solid.mode != "cut"


def standoff(build: Build) -> float | None:
    """Height of the carrier above the tips of the balls, nm; None without balls below a carrier."""
    tip = ball_tip(build)
    floor = min((s.z0 for s in build.solids if _is_body_of_carrier(s)), default=None)
    return floor - tip if tip is not None and floor is not None and tip < floor else None


def ball_tip(build: Build) -> float | None:
    """Height of the lowest point of the balls, from the column through one of them; None without balls."""
    balls = build.select(role="ball")
    if not balls:
        return None
    lowest = min(balls, key=lambda ball: ball.z0)
    x, y = (float(v) for v in lowest.places[0])
    layers = column(near(build, (x, y, x, y)), x, y)
    return layers[0].z0 if layers else None


def bump_diameter(section: Section, window: Box) -> list[Dimension]:
    """The diameter (`Ø`) of the bump in the window that lies furthest to the right and is cut through its axis."""
    found: list[Dimension] = []
    for piece in section.pieces:
        if piece.solid.role not in BUMPS:
            continue
        beside = np.abs(section.line.beside(piece.solid.places.astype(np.float64)))
        along = section.line.along(piece.solid.places.astype(np.float64))
        half = piece.solid.shape.box[2]
        inside = (beside < 1_000) & (along - half >= window[0]) & (along + half <= window[2])
        if inside.any():
            u = float(along[inside].max())
            box = next(part.box for part in piece.region.parts if part.box[0] <= u <= part.box[2])
            found.append(Dimension("Ø", u - half, u + half, (box[1] + box[3]) / 2, "u", True))
    return found[:1]


def detail_window(section: Section, *, part: str = "", margin: int = 150_000) -> Box:
    """The window (u0, z0, u1, z1) around the right edge of a chip and the bump (or bond) next to it, nm.

    `part` names the chip (default: the first with bumps, else the first); without a chip it is the right end of
    the section. The window keeps `margin` (nm) around what it shows and reaches to the top of the package, or into
    the heat sink.
    """
    own = [p for p in section.pieces if not is_stacked(p.solid.part)]
    boxes = np.array([p.region.box for p in own if p.solid.role not in ("void", "ball")])
    bottom, top = float(boxes[:, 1].min()), float(boxes[:, 3].max())
    sink = [p.solid.z0 for p in section.pieces if p.solid.role == "heat sink" and p.solid.z1 >= top - 2 * margin]
    top = min([top, *(low + margin for low in sink)])
    chips = _chips(section.pieces)
    bumped = [p.solid.part for p in section.pieces if p.solid.role in BUMPS and p.solid.part in chips]
    name = part or next(iter([*bumped, *chips]), "")
    if name not in chips:
        right = float(boxes[:, 2].max())
        return (right - 2 * (top - bottom), bottom, right, top)
    die = max((q.box for p in chips[name] for q in p.region.parts), key=lambda box: box[2])
    joints = [q.box for p in section.pieces if p.solid.part == name and p.solid.role in (*BUMPS, "ball bond")
              for q in p.region.parts if q.box[2] <= die[2] + margin]  # fmt: skip
    last = max(joints, key=lambda box: box[2], default=(die[2] - 2 * (die[3] - die[1]), die[1], die[2], die[3]))
    low = min(die[1], last[1])
    return (last[0] - margin, max(bottom, low - margin), die[2] + 2 * margin, top)


def _merged(dimensions: Sequence[Dimension]) -> list[Dimension]:
    """Equal measures at equal heights told once: `gap U1, U2`."""
    found: dict[tuple[str, str, float, float], Dimension] = {}
    for d in dimensions:
        kind, _, label = d.name.partition(" ")
        key = (kind if label in d.name else d.name, d.along, d.low, d.high)
        if key in found and label:
            found[key] = replace(found[key], name=f"{found[key].name}, {d.name.split()[-1]}",
                                 at=max(found[key].at, d.at))  # fmt: skip
        else:
            found.setdefault(key, d)
    return list(found.values())
