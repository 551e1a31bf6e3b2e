# SPDX-License-Identifier: Apache-2.0
"""Which wire goes from which pad to which finger, as built?

A bonding diagram is what an assembler sets up a wire bonder by: outlines, pads, fingers and wires in plan, and what
each wire measures. All of it is read off the tubes, bonds, pads and fingers of a build; the design only tells which
corner of a die is the upper left one of its own drawing. Lengths are whole nm, angles degrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from packfab.design import Package, corners, placed
from packfab.geometry import Build
from packfab.study.bonding_places import (
    Loop,
    Ring,
    Spot,
    angle_of,
    around,
    edge_angle,
    loops_of,
    outlines_of,
    spot_below,
    spots_of,
)

_SHOWN = {"lead": "lead", "paddle": "paddle", "tie bar": "tie bar", "passive": "passive", "heat sink": "heat sink"}


@dataclass(frozen=True, slots=True)
class Contour:
    """Something in plan that is neither die, pad nor finger: closed rings of points (x, y) nm; clockwise is a hole."""

    role: str
    """`package`, `lead`, `paddle`, `tie bar`, `passive` or `heat sink`."""
    name: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class BondDie:
    """A die: its outline, its upper face, and the upper left corner of its own active face where that is known."""

    name: str
    outline: Ring
    face: int
    """z of its upper face, nm."""
    mark: tuple[int, int] | None
    wired: bool
    """Whether wires start on it."""


@dataclass(frozen=True, slots=True)
class BondPad:
    """A pad on the upper face of a wired die; named after its wire, or by its number where it has none."""

    name: str
    die: str
    net: str
    at: tuple[int, int]
    outline: Ring
    wired: bool


@dataclass(frozen=True, slots=True)
class Finger:
    """Where wires may end on the carrier; numbered counter-clockwise from the upper left corner, seen from above."""

    number: int
    kind: str
    """`finger`, or `lead` where it lies on a lead of a lead frame."""
    net: str
    at: tuple[int, int]
    outline: Ring
    top: int
    """z of its upper face, nm."""

    @property
    def name(self) -> str:
        """`lead 12`."""
        return f"{self.kind} {self.number}"


@dataclass(frozen=True, slots=True)
class BallBond:
    """The flattened ball at the beginning of a wire."""

    wire: int
    at: tuple[int, int]
    diameter: int
    height: int


@dataclass(frozen=True, slots=True)
class BondWire:
    """One wire from its ball to its stitch; `number` runs counter-clockwise around the package from the upper left."""

    number: int
    die: str
    pad: str
    finger: str
    net: str
    end_net: str
    """Net of the finger; it differs from `net` where the wire is bonded wrongly."""
    start: tuple[int, int, int]
    end: tuple[int, int, int]
    path: tuple[tuple[int, int, int], ...]
    """Centre line."""
    span: int
    """From start to end in plan."""
    length: int
    """Of the centre line."""
    loop_height: int
    """Top of the wire over the face that it starts on."""
    angle: float
    """Direction in plan, counter-clockwise from +x."""
    off_square: float
    """Angle to the perpendicular of the die edge that it passes over, 0 to 90."""
    diameter: int
    material: str


@dataclass(frozen=True, slots=True)
class BondingDiagram:
    """Everything that a bonding diagram of one package shows; lengths in nm, x to the right, seen from above."""

    package: str
    box: tuple[int, int, int, int]
    contours: tuple[Contour, ...]
    dies: tuple[BondDie, ...]
    pads: tuple[BondPad, ...]
    fingers: tuple[Finger, ...]
    wires: tuple[BondWire, ...]
    balls: tuple[BallBond, ...]
    stitches: tuple[Ring, ...]

    @property
    def by_net(self) -> dict[str, tuple[BondWire, ...]]:
        """Wires by the name of their net."""
        found: dict[str, list[BondWire]] = {}
        for wire in self.wires:
            found.setdefault(wire.net, []).append(wire)
        return {net: tuple(wires) for net, wires in found.items()}


def bonding_diagram(build: Build, package: Package | None = None) -> BondingDiagram | None:
    """The bonding diagram of a build of one package; None where it has no wires."""
    loops = loops_of(build)
    if not loops:
        return None
    whole = (round(build.box[0]), round(build.box[1]), round(build.box[2]), round(build.box[3]))
    middle = ((whole[0] + whole[2]) / 2, (whole[1] + whole[3]) / 2)
    corner = (whole[0], whole[3])
    loops = around(loops, [loop.end[:2] for loop in loops], middle, corner)
    wired = tuple(dict.fromkeys(loop.part for loop in loops))
    dies = _dies(build, wired, package)
    faces = {die.name: die.face for die in dies}
    fingers = _fingers(build, middle, corner)
    wires = tuple(_wire(i, loop, faces, fingers, dies) for i, loop in enumerate(loops, 1))
    x0, y0, x1, y1 = whole
    body = Contour("package", package.name if package is not None else "package",
                   (((x0, y0), (x1, y0), (x1, y1), (x0, y1)),))  # fmt: skip
    shown = [Contour(_SHOWN[s.role], s.part if s.role == "passive" else s.name, outlines_of(s))
             for s in build.solids if s.role in _SHOWN and s.mode != "cut"]  # fmt: skip
    return BondingDiagram(
        package=body.name, box=whole, contours=(body, *shown), dies=dies, pads=_pads(build, faces, wires),
        fingers=fingers, wires=wires, balls=_balls(build, wires),
        stitches=tuple(r for s in build.select(role="stitch") for r in outlines_of(s)),
    )  # fmt: skip


def _dies(build: Build, wired: Sequence[str], package: Package | None) -> tuple[BondDie, ...]:
    chips = {c.name: c for c in package.chips} if package is not None else {}
    found = []
    for s in build.select(role="die"):
        chip, mark = chips.get(s.part), None
        if chip is not None and package is not None:
            own = corners(package.dies[chip.die].size)[3:4]
            mark = (int(placed(chip, own)[0, 0]), int(placed(chip, own)[0, 1]))
        found.append(BondDie(s.part, outlines_of(s)[0], s.z1, mark, s.part in wired))
    return tuple(found)


def _fingers(build: Build, middle: tuple[float, float], corner: tuple[int, int]) -> tuple[Finger, ...]:
    """Those on leads bear the number of their lead."""
    spots = spots_of([s for s in build.select(role="finger") if s.mode != "cut"])
    leads = spots_of([s for s in build.select(role="lead") if s.mode != "cut"])
    leads = around(leads, [lead.at for lead in leads], middle, corner)
    found = []
    for i, spot in enumerate(around(spots, [spot.at for spot in spots], middle, corner), 1):
        lead = spot_below(leads, spot.at)
        number, kind = (i, "finger") if lead is None else (leads.index(lead) + 1, "lead")
        found.append(Finger(number, kind, spot.net, spot.at, spot.outline, spot.top))
    return tuple(found)


def _wire(number: int, loop: Loop, faces: dict[str, int], fingers: Sequence[Finger], dies: Sequence[BondDie]
          ) -> BondWire:  # fmt: skip
    start, end = loop.path[0], loop.path[-1]
    along = (end[0] - start[0], end[1] - start[1])
    finger = _nearest(fingers, (end[0], end[1]))
    outline = next((die.outline for die in dies if die.name == loop.part), ())
    base = faces.get(loop.part, start[2])
    return BondWire(
        number=number, die=loop.part, pad=loop.name, finger=finger.name if finger else "", net=loop.net,
        end_net=finger.net if finger else "", start=start, end=end, path=loop.path,
        span=round(float(np.hypot(*along))), length=loop.length,
        loop_height=max(z for _, _, z in loop.path) + loop.diameter // 2 - base, angle=angle_of(along),
        off_square=edge_angle(outline, start[:2], end[:2]), diameter=loop.diameter, material=loop.material,
    )  # fmt: skip


def _nearest(fingers: Sequence[Finger], place: tuple[int, int]) -> Finger | None:
    """The finger that a wire ends on: the one whose middle is closest among those that hold the place."""
    spots = [Spot(f.net, f.at, f.outline, f.top) for f in fingers]
    found = spot_below(spots, place)
    return None if found is None else fingers[spots.index(found)]


def _pads(build: Build, faces: dict[str, int], wires: Iterable[BondWire]) -> tuple[BondPad, ...]:
    starts: dict[str, list[BondWire]] = {}
    for wire in wires:
        starts.setdefault(wire.die, []).append(wire)
    found = []
    for die, own in starts.items():
        spots = spots_of([s for s in build.select(role="pad", part=die) if s.z1 >= faces.get(die, s.z1)])
        places = np.array([spot.at for spot in spots], dtype=np.float64).reshape(-1, 2)
        names = _named(places, own)
        found += [BondPad(names.get(i, str(i + 1)), die, spot.net, spot.at, spot.outline, i in names)
                  for i, spot in enumerate(spots)]  # fmt: skip
    return tuple(found)


def _named(places: NDArray[np.float64], wires: Sequence[BondWire]) -> dict[int, str]:
    """Index of the pad that each wire starts on -> its name."""
    if not len(places):
        return {}
    return {int(np.hypot(*(places - wire.start[:2]).T).argmin()): wire.pad for wire in wires}


def _balls(build: Build, wires: Sequence[BondWire]) -> tuple[BallBond, ...]:
    """Ball bonds are a disc with a cone on it in one place; the disc is what is told."""
    lowest: dict[int, int] = {}
    starts = {wire.start[:2]: wire.number for wire in wires}
    found: dict[int, BallBond] = {}
    for s in build.select(role="ball bond"):
        width = round(s.shape.box[2] - s.shape.box[0])
        for x, y in s.places.tolist():
            number = starts.get((x, y), 0)
            if number not in found or s.z0 < lowest[number]:
                found[number], lowest[number] = BallBond(number, (x, y), width, s.z1 - s.z0), s.z0
    return tuple(found[number] for number in sorted(found) if number)
