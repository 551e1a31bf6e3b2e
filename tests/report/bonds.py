# SPDX-License-Identifier: Apache-2.0
"""Which bonding diagram do the tests draw? Wires around a square die, as many as a test wants."""

from __future__ import annotations

import math

from packfab.study import BallBond, BondDie, BondingDiagram, BondPad, BondWire, Contour, Finger
from packfab.units import mm, um

Point = tuple[int, int]


def square(at: Point, half: int) -> tuple[Point, ...]:
    x, y = at
    return ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))


def turned(point: Point, quarters: int) -> Point:
    for _ in range(quarters):
        point = (-point[1], point[0])
    return point


def around_a_die(per_side: int, *, wrong: int = 0) -> BondingDiagram:
    """A package of 10 mm with a die of 5 mm; the first `wrong` wires end on fingers of another net."""
    wires, pads, fingers, balls = [], [], [], []
    for number in range(1, 4 * per_side + 1):
        side, i = divmod(number - 1, per_side)
        share = 1 - (2 * i + 1) / per_side
        start = turned((-um(2440), round(share * um(2300))), side)
        end = turned((-um(4100), round(share * um(3900))), side)
        net = ("VSS", "vdd", f"io[{number}]")[min(number % 5, 2)]
        other = "elsewhere" if number <= wrong else net
        span = round(math.dist(start, end))
        pads.append(BondPad(f"P{number}", "U1", net, start, square(start, um(20)), True))
        fingers.append(Finger(number, "finger", other, end, square(end, um(20)), 0))
        balls.append(BallBond(number, start, um(40), um(12)))
        path = ((*start, um(300)), (*end, 0))
        wires.append(BondWire(number, "U1", f"P{number}", f"finger {number}", net, other, *path, path, span, span,
                              um(150), 180.0, 0.0, um(18), "au"))  # fmt: skip
    body, die = square((0, 0), mm(5)), square((0, 0), um(2500))
    return BondingDiagram(
        "many-wires", (-mm(5), -mm(5), mm(5), mm(5)), (Contour("package", "many-wires", (body,)),),
        (BondDie("U1", die, um(300), (-um(2500), um(2500)), True),), tuple(pads), tuple(fingers), tuple(wires),
        tuple(balls), (),
    )  # fmt: skip
