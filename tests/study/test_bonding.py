# SPDX-License-Identifier: Apache-2.0
"""Is the bonding diagram what stands on the line? A die with four wires, made by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from packfab.geometry import Build, Frustum, Prism, Solid, add, at, move, rectangle, tube
from packfab.study import BondingDiagram, bonding_diagram
from packfab.units import um

FACE, TOP, THIN = um(300), um(15), um(25)
PADS = ((-um(900), 0), (0, -um(900)), (um(900), 0), (0, um(900)))
ENDS = ((-um(2000), um(500)), (0, -um(2000)), (um(2000), 0), (0, um(2000)))
NETS = ("A", "VSS", "vdd", "B")
NAMES = ("W", "S", "E", "N")


def square(half: int, z0: int, z1: int) -> Prism:
    return Prism(rectangle(-half, -half, half, half), z0, z1)


def bonded(*, end_nets: tuple[str, ...] = NETS, wires: bool = True) -> Build:
    """A die of 2 mm on a carrier of 6 mm, with a wire to each side, and a fifth finger without a wire."""
    fingers = [*ENDS, (um(2000), um(800))]
    solids = [
        Solid("core", square(um(3000), -um(200), 0), "bt_hl832nx", "carrier", part="carrier"),
        Solid("U1 finger", square(um(100), 0, TOP), "cu_plated", "finger", at(fingers), (*end_nets, ""), "carrier"),
        Solid("U1 die", square(um(1000), um(50), FACE), "si_100", "die", part="U1"),
        Solid("U1 wires pads", square(um(30), FACE - um(1), FACE), "al_pure", "pad", at(PADS), NETS, "U1"),
    ]
    if wires:
        balls = Frustum(FACE, FACE + um(15), float(um(27)), float(um(27)))
        necks = Frustum(FACE + um(15), FACE + um(35), float(um(27)), THIN / 2)
        solids += [Solid("U1 ball bonds", b, "au", "ball bond", at(PADS), NETS, "U1") for b in (balls, necks)]
        for name, start, end, net in zip(NAMES, PADS, ENDS, NETS, strict=True):
            middle = tuple((a + b) / 2 for a, b in zip(start, end, strict=True))
            path = [(*start, FACE + um(35)), (*start, um(400)), (*middle, um(400)), (*end, TOP + THIN / 2)]
            solids.append(Solid(f"U1 wire {name}", tube(path, THIN / 2), "au", "wire", nets=(net,), part="U1"))
    return add(Build(), solids)


def diagram(build: Build) -> BondingDiagram:
    found = bonding_diagram(build)
    assert found is not None
    return found


def test_a_package_without_wires_has_no_bonding_diagram() -> None:
    assert bonding_diagram(bonded(wires=False)) is None


def test_wires_are_counted_counter_clockwise_from_the_upper_left() -> None:
    wires = diagram(bonded()).wires

    assert [(w.number, w.pad, w.net, w.finger) for w in wires] == [
        (1, "W", "A", "finger 1"), (2, "S", "VSS", "finger 2"), (3, "E", "vdd", "finger 3"), (4, "N", "B", "finger 5"),
    ]  # fmt: skip


def test_a_wire_is_measured_as_it_was_made() -> None:
    west, south = diagram(bonded()).wires[:2]

    assert (south.span, south.diameter, south.material) == (um(1100), THIN, "au")
    assert south.loop_height == um(400) + THIN // 2 - FACE
    assert south.length == pytest.approx(um(65) + um(550) + math.hypot(um(550), um(400) - TOP - THIN / 2), abs=2)
    assert (south.angle, south.off_square) == (270.0, 0.0)
    assert west.span == pytest.approx(math.hypot(um(1100), um(500)), abs=1)
    assert west.off_square == pytest.approx(math.degrees(math.atan2(500, 1100)))


def test_balls_are_told_by_their_disc() -> None:
    balls = diagram(bonded()).balls

    assert [(b.wire, b.diameter, b.height) for b in balls] == [(n, um(54), um(15)) for n in (1, 2, 3, 4)]
    assert balls[0].at == PADS[0]


def test_a_wire_to_a_finger_of_another_net_tells_both() -> None:
    wires = diagram(bonded(end_nets=("VSS", "A", "vdd", "B"))).wires

    assert [(w.net, w.end_net) for w in wires] == [("A", "VSS"), ("VSS", "A"), ("vdd", "vdd"), ("B", "B")]


def test_pads_are_named_by_their_wires() -> None:
    build = bonded()
    bare = replace(build, solids=tuple(s for s in build.solids if s.name != "U1 wire N"))

    pads = diagram(bare).pads

    assert {(p.name, p.wired) for p in pads} == {("W", True), ("S", True), ("E", True), ("4", False)}


def test_a_moved_package_has_the_same_diagram_elsewhere() -> None:
    here, there = diagram(bonded()), diagram(move(bonded(), dx=um(7000), dy=-um(3000), dz=um(500)))

    assert [(w.number, w.pad, w.span, w.length, w.loop_height) for w in there.wires] == [
        (w.number, w.pad, w.span, w.length, w.loop_height) for w in here.wires
    ]


def test_wires_are_found_by_net() -> None:
    by_net = diagram(bonded()).by_net

    assert {net: [w.pad for w in wires] for net, wires in by_net.items()} == {
        "A": ["W"], "VSS": ["S"], "vdd": ["E"], "B": ["N"],
    }  # fmt: skip
