# SPDX-License-Identifier: Apache-2.0
"""Which measures belong on a section of a fan-out: coats and films, metal layers, chips, compound, contacts?

Heights are taken from what was built. Short ones are asked for where they can be seen: in details, and where z is
stretched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from packfab.geometry import Build, Piece, Section, Solid
from packfab.process import FAN_OUT, METAL
from packfab.report.dimension_lines import Dimension
from packfab.report.looks import layer_of

SHEETS = ("polymer", "protective layer", "insulator", "release layer")
"""Roles of what covers a whole package."""
PINS_UP, PINS_DOWN = "up", "down"
NAMES = {"ball": "ball", "bump": "bump", "lead pin": "pin"}
"""What joins a board, by role."""
_BEYOND = ("ball", "joint", "bump", "cap", "lead pin", "connection", METAL)


def is_fan_out(build: Build) -> bool:
    """Whether a build is of a package from a panel with wiring of its own."""
    return any(s.part == FAN_OUT for s in build.solids)


def made(build: Build, *roles: str) -> list[Solid]:
    """What of these roles is there, without holes and hollows."""
    return [s for role in roles for s in build.select(role=role) if s.mode != "cut"]


def wiring_range(build: Build) -> tuple[int, int] | None:
    """Foot and top of coats, films and wiring without what joins a board, nm; None where there are none."""
    own = made(build, *SHEETS, METAL)
    return (min(s.z0 for s in own), max(s.z1 for s in own)) if own else None


def pins_face(build: Build) -> str:
    """`up` or `down`: where the pins of the chips point; `` without chips that have some."""
    pins, dies = made(build, "pin"), made(build, "die")
    if not pins or not dies:
        return ""
    return PINS_UP if max(s.z1 for s in pins) > max(s.z1 for s in dies) else PINS_DOWN


def body_range(build: Build) -> tuple[int, int]:
    """Foot and top of the package without its balls and the metal that they stand on, nm."""
    own = [s for s in build.solids if s.role not in _BEYOND and s.mode != "cut"] or list(build.solids)
    return min(s.z0 for s in own), max(s.z1 for s in own)


def compound_over_chip(build: Build) -> tuple[int, int] | None:
    """From the highest chip to the top of the compound, nm; None where nothing covers it."""
    dies, compound = made(build, "die"), made(build, "encapsulant")
    if not dies or not compound:
        return None
    low, high = max(s.z1 for s in dies), max(s.z1 for s in compound)
    return (low, high) if high > low else None


def gap_below_chip(build: Build) -> tuple[int, int] | None:
    """From the wiring (without its metal) to chips whose pins point down, nm."""
    dies, coats = made(build, "die"), made(build, *SHEETS)
    if pins_face(build) != PINS_DOWN or not coats:
        return None
    low, high = max(s.z1 for s in coats), min(s.z0 for s in dies)
    return (low, high) if high > low else None


def fan_out_dimensions(build: Build, section: Section, *, fine: bool = True) -> list[Dimension]:
    """The measures of a whole section; `fine`: also those of coats, films and metal."""
    pieces = [p for p in section.pieces if p.solid.role != "void"]
    if not pieces:
        return []
    boxes = np.array([p.region.box for p in pieces])
    left, right, top = float(boxes[:, 0].min()), float(boxes[:, 2].max()), float(boxes[:, 3].max())
    found = [*chip_dimensions(pieces), *_rooms(build, right), *contact_dimensions(build, pieces, right)]
    wiring = wiring_range(build)
    if fine:
        found += thin_dimensions([p for p in pieces if p.solid.role != "chip alignment"], right)
    elif wiring is not None and pins_face(build) == PINS_DOWN:
        found.append(Dimension("wiring", *wiring, right))
    found.append(Dimension("total height", *build.z_range, right))
    found.append(Dimension("package", left, right, top, "u"))
    return found


def thin_dimensions(pieces: Iterable[Piece], right: float) -> list[Dimension]:
    """Thicknesses of coats and films, metal layers, glue, pins and solder that are among the pieces, once each.

    right: where the lines begin, nm along the section.
    """
    heights: dict[tuple[int, int], list[str]] = {}
    for piece in pieces:
        name = _named(piece.solid)
        key = (piece.solid.z0, piece.solid.z1)
        if name and name not in heights.setdefault(key, []):
            heights[key].append(name)
    return [Dimension(_joined(names), low, high, right) for (low, high), names in heights.items() if names]


def _named(solid: Solid) -> str:
    """How the thickness of a solid is called in a drawing; `` where it has none that is told."""
    if solid.role in SHEETS:
        return "" if solid.name.endswith("plug") else solid.name
    if solid.role == METAL:
        return f"{layer_of(solid)} metal" if solid.name.endswith(" pads") else ""
    if solid.role == "connection":
        return "connection pad" if solid.name.endswith(" pads") else ""
    names = {"pin": "pin", "cap": "solder", "adhesive": "die attach", "chip alignment": "alignment part",
             "temporary carrier": "panel"}  # fmt: skip
    return names.get(solid.role, "")


def _joined(names: Sequence[str]) -> str:
    """`M1 metal, M2 metal`, each name once."""
    return ", ".join(dict.fromkeys(names))


def chip_dimensions(pieces: Sequence[Piece]) -> list[Dimension]:
    """Width of each chip, thickness of those that are as thick once."""
    dies = [p for p in pieces if p.solid.role == "die"]
    parts = dict.fromkeys(p.solid.part for p in dies)
    label = len(parts) > 1
    found: list[Dimension] = []
    heights: dict[tuple[int, int], float] = {}
    for part in parts:
        boxes = np.array([p.region.box for p in dies if p.solid.part == part])
        left, right, top = float(boxes[:, 0].min()), float(boxes[:, 2].max()), float(boxes[:, 3].max())
        found.append(Dimension(f"die {part}" if label else "die", left, right, top, "u"))
    for p in dies:
        key = (p.solid.z0, p.solid.z1)
        heights[key] = max(heights.get(key, -np.inf), float(p.region.box[2]))
    return found + [Dimension("die", low, high, right) for (low, high), right in heights.items()]


def _rooms(build: Build, right: float) -> list[Dimension]:
    rooms = {"compound over chip": compound_over_chip(build), "gap under chip": gap_below_chip(build)}
    return [Dimension(name, *room, right) for name, room in rooms.items() if room is not None]


def contact_dimensions(build: Build, pieces: Sequence[Piece], right: float) -> list[Dimension]:
    """How far balls (or bumps and pins) stand out of the body."""
    balls = contacts_of(build)
    if not balls:
        return []
    low, high = body_range(build)
    last = max((part.box for p in pieces if p.solid.role == balls[0].role for part in p.region.parts),
               key=lambda box: box[2], default=None)  # fmt: skip
    at = (last[0] + last[2]) / 2 if last else right
    top, foot = max(s.z1 for s in balls), min(s.z0 for s in balls)
    name = f"{NAMES[balls[0].role]} standoff"
    found = [Dimension(name, foot, low, at)] if foot < low else []
    return found + ([Dimension(name, high, top, at)] if top > high else [])


def contacts_of(build: Build) -> list[Solid]:
    """What joins a board: balls, else bumps (with their solder) or pins of a thin film; [] without any."""
    balls = made(build, "ball")
    if balls:
        return balls
    return [s for s in made(build, *NAMES, "cap") if s.part in ("bumps", "pins")]
