# SPDX-License-Identifier: Apache-2.0
"""Is it known which bodies of metal hang together as built, and where chains of them break?"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from packfab.geometry import (
    Barrel,
    Build,
    Frustum,
    Prism,
    Region,
    Shape,
    Solid,
    SphereZone,
    add,
    array,
    at,
    discs,
    network,
    rectangle,
    tube,
)
from packfab.units import um

sys.path.insert(0, str(Path(__file__).parent))

from random_builds import builds, thorough, without_wires
from sliced import sliced

BOARD = rectangle(um(-500), um(-500), um(500), um(500))


def metal(name: str, shape: Shape, *places: tuple[float, float], mode: str = "over") -> Solid:
    where = at([(um(x), um(y)) for x, y in places or ((0, 0),)])
    return Solid(name, shape, "copper", name, where, mode=mode)  # type: ignore[arg-type]


def bar(x0: float, y0: float, x1: float, y1: float, z0: float = 0, z1: float = 10) -> Prism:
    return Prism(rectangle(um(x0), um(y0), um(x1), um(y1)), um(z0), um(z1))


def disc(radius: float, z0: float, z1: float) -> Frustum:
    return Frustum(um(z0), um(z1), um(radius), um(radius))


def resin(name: str, z0: float, z1: float, footprint: Region = BOARD, *, mode: str = "over") -> Solid:
    return Solid(name, Prism(footprint, um(z0), um(z1)), "resin", name, mode=mode)  # type: ignore[arg-type]


def cut(name: str, shape: Shape, *places: tuple[float, float], only: Iterable[str] = ()) -> Solid:
    where = at([(um(x), um(y)) for x, y in places or ((0, 0),)])
    return Solid(name, shape, "", name, where, mode="cut", only=frozenset(only))


def conducts(solid: Solid) -> bool:
    return solid.material == "copper"


def named(build: Build) -> list[list[str]]:
    """Names of the solids in each component."""
    found = network(build, conducts)
    return [
        [build.solids[found.bodies[i].solid].name for i in np.flatnonzero(found.label == label)]
        for label in range(len(set(found.label.tolist())))
    ]


def test_an_empty_build_has_no_bodies() -> None:
    found = network(add(Build(), resin("core", 0, 10)), conducts)

    assert (found.bodies, found.links, found.label.tolist()) == ((), (), [])


def test_blocks_on_each_other_are_one_component() -> None:
    build = add(Build(), [metal("low", bar(0, 0, 50, 50)), metal("high", bar(40, 0, 90, 50, 10, 20))])

    found = network(build, conducts)
    (link,) = found.links

    assert found.label.tolist() == [0, 0]
    assert link.where == pytest.approx((um(45), um(25), um(10)))


@pytest.mark.parametrize(("gap", "bodies"), [(0, [["a", "b"]]), (1, [["a"], ["b"]])])
def test_a_gap_of_a_micrometre_is_open(gap: float, bodies: list[list[str]]) -> None:
    beside = add(Build(), [metal("a", bar(0, 0, 50, 50)), metal("b", bar(50 + gap, 0, 90, 50))])
    above = add(Build(), [metal("a", bar(0, 0, 50, 50)), metal("b", bar(0, 0, 50, 50, 10 + gap, 30))])

    assert named(beside) == named(above) == bodies


def test_round_walls_a_micrometre_apart_are_open() -> None:
    build = add(Build(), [metal("a", disc(100, 0, 10)), metal("b", disc(100, 0, 10), (201, 0))])

    assert named(build) == [["a"], ["b"]]


def test_corners_that_meet_do_not_conduct() -> None:
    beside = add(Build(), [metal("a", bar(0, 0, 50, 50)), metal("b", bar(50, 50, 90, 90))])
    above = add(Build(), [metal("a", bar(0, 0, 50, 50)), metal("b", bar(50, 0, 90, 50, 10, 20))])

    assert named(beside) == named(above) == [["a"], ["b"]]


def test_a_hole_across_a_trace_leaves_two_bodies() -> None:
    trace = metal("trace", bar(-200, -20, 200, 20))

    whole = network(add(Build(), [trace, cut("hole", disc(15, -50, 50))]), conducts)
    parted = network(add(Build(), [trace, cut("hole", disc(50, -50, 50))]), conducts)

    assert [(b.place, b.piece) for b in whole.bodies] == [(0, 0)]
    assert [(b.place, b.piece) for b in parted.bodies] == [(0, 0), (0, 1)]
    assert parted.label.tolist() == [0, 1]


def test_resin_that_displaces_a_trace_parts_it() -> None:
    build = add(Build(), [metal("trace", bar(-200, -20, 200, 20)),
                          resin("dam", 0, 10, rectangle(um(-5), um(-50), um(5), um(50)))])  # fmt: skip

    assert named(build) == [["trace"], ["trace"]]


def test_resin_that_takes_only_void_parts_nothing() -> None:
    build = add(Build(), [metal("trace", bar(-200, -20, 200, 20)), resin("mold", 0, 100, mode="under")])

    assert named(build) == [["trace"]]


def test_metal_that_takes_only_void_stops_at_resin() -> None:
    pad, wall = metal("pad", bar(60, -20, 200, 20)), metal("wall", disc(58, 0, 10), mode="under")
    dam = resin("dam", 0, 10, rectangle(um(50), um(-100), um(60), um(100)))

    assert named(add(Build(), [dam, pad, wall])) == [["pad"], ["wall"]]
    assert named(add(Build(), [dam, metal("near", bar(-200, -20, -40, 20)), wall])) == [["near", "wall"]]


@pytest.mark.parametrize("mode", ["over", "under"])
@pytest.mark.parametrize("radius", [49, 50, 52])
def test_a_barrel_touches_the_pad_that_its_hole_goes_through(mode: str, radius: float) -> None:
    pad, hole = metal("pad", disc(120, 20, 35)), cut("hole", disc(radius, -100, 100))
    build = add(Build(), [resin("core", -80, 20), pad, hole, metal("wall", disc(radius, -80, 35), mode=mode)])

    assert named(build) == [["pad", "wall"]]


def test_a_barrel_drawn_with_other_sides_touches_its_pad() -> None:
    pad, hole = metal("pad", disc(120, 20, 35)), cut("hole", disc(50, -100, 100))
    wall = Prism(discs([(0, 0)], um(50), segments=44), um(-80), um(35))

    assert named(add(Build(), [pad, hole, metal("wall", wall)])) == [["pad", "wall"]]


def test_a_tapered_barrel_with_a_plug_is_one_body_and_touches_both_lands() -> None:
    def taper(radius: float) -> Frustum:
        return Frustum(um(-400), um(400), um(radius), um(radius + 70))

    build = add(Build(), [
        resin("core", -390, 390), metal("lands", disc(200, 390, 400)), metal("lands", disc(200, -400, -390)),
        cut("hole", taper(80)), metal("wall", taper(80)), resin("plug", -400, 400, rectangle(0, 0, 1, 1)),
        Solid("plug", taper(60), "resin", "plug"),
    ])  # fmt: skip

    assert named(build) == [["lands", "lands", "wall"]]


@pytest.mark.parametrize(("beside", "bodies"), [(149, [["pad", "wall"]]), (151, [["pad"], ["wall"]])])
def test_a_via_beside_its_pad_touches_until_it_is_more_than_its_radius_off(
    beside: float, bodies: list[list[str]]
) -> None:
    hole = disc(50, -100, 100)
    build = add(Build(), [resin("core", -80, 20), metal("pad", disc(100, 20, 35)), cut("hole", hole, (beside, 0)),
                          metal("wall", disc(50, -80, 35), (beside, 0))])  # fmt: skip

    assert named(build) == bodies


def test_an_open_tells_where_and_by_how_much() -> None:
    build = add(Build(), [metal("pad", disc(100, 20, 35)), metal("wall", disc(50, -80, 35), (0, 0), (170, 0))])

    found = network(build, conducts)
    (loose,) = found.find(solid=1, place=1)
    near = found.approach(found.find(solid=0), [loose])

    assert found.label.tolist() == [0, 0, 1]
    assert near.distance == pytest.approx(um(20), abs=400)
    assert (near.a, near.b) == (0, loose)
    assert near.at_a == pytest.approx((um(100), 0, um(27.5)), abs=15_000)


def test_one_body_above_another_tells_the_height_between_them() -> None:
    build = add(Build(), [metal("a", bar(0, 0, 50, 50)), metal("b", bar(0, 0, 50, 50, 13, 30))])

    near = network(build, conducts).approach([0], [1])

    assert near.distance == pytest.approx(um(3))


def test_a_ball_joins_the_pads_at_its_ends() -> None:
    zone = SphereZone(um(10), um(90), um(50), um(60))
    build = add(Build(), [metal("low", disc(60, 0, 10)), metal("high", disc(60, 90, 100)), metal("ball", zone)])

    found = network(build, conducts)

    assert found.path(*found.find(solid=0), *found.find(solid=1)) == (0, 2, 1)


def test_bumps_that_touch_at_their_bellies_are_one_component() -> None:
    bump = Barrel(0, um(80), um(40), um(40), float(um(30)) ** 2)

    close = add(Build(), metal("bump", bump, (0, 0), (98, 0)))
    apart = add(Build(), metal("bump", bump, (0, 0), (102, 0)))

    assert named(close) == [["bump", "bump"]]
    assert named(apart) == [["bump"], ["bump"]]


def test_a_wire_is_one_body_between_its_ends() -> None:
    path = np.array([(0, 0, 20), (0, 0, 120), (300, 0, 150), (600, 0, 12.5)]) * 1000.0
    pad, finger = metal("pad", bar(-50, -50, 50, 50, 0, 20)), metal("finger", bar(550, -50, 650, 50, -10, 0))
    stitch = metal("stitch", bar(560, -15, 640, 15, 0, 8))
    build = add(Build(), [pad, finger, stitch, metal("wire", tube(path, um(12.5)))])

    assert named(build) == [["pad", "finger", "stitch", "wire"]]


def test_places_that_overlap_are_two_bodies_of_one_component() -> None:
    found = network(add(Build(), metal("trace", bar(0, 0, 100, 20), (0, 0), (80, 0), (300, 0))), conducts)

    assert [b.place for b in found.bodies] == [0, 1, 2]
    assert found.label.tolist() == [0, 0, 1]


def test_a_path_is_the_shortest_and_empty_where_there_is_none() -> None:
    steps = [metal(f"step {i}", bar(40 * i, 0, 40 * i + 50, 50, 10 * i, 10 * i + 10)) for i in range(4)]
    build = add(Build(), [*steps, metal("alone", bar(900, 0, 950, 50))])

    found = network(build, conducts)

    assert found.path(0, 3) == (0, 1, 2, 3)
    assert found.path([0, 2], [3]) == (2, 3)
    assert found.path(0, 4) == ()
    assert found.component(1) == (0, 1, 2, 3)


def vias(places: list[tuple[float, float]]) -> Build:
    """Plated holes through a plane with antipads, lands above and below, and a ball under each."""
    board = rectangle(um(-1e4), um(-1e4), um(1e4), um(1e4))
    resins = [Solid(name, shape, "resin", name, at([(um(x), um(y)) for x, y in places]))
              for name, shape in (("antipads", disc(90, 40, 55)), ("plug", disc(30, -15, 115)))]  # fmt: skip
    ball = SphereZone(um(-215), um(-15), um(-115), um(120))
    return add(Build(), [
        resin("core", 0, 100, board), metal("plane", Prism(board, um(40), um(55))), resins[0],
        metal("lands", disc(100, 100, 115), *places), metal("lands", disc(100, -15, 0), *places),
        cut("hole", disc(50, -15, 115), *places), metal("wall", disc(50, -15, 115), *places), resins[1],
        metal("cap", disc(50, -15, -5), *places), metal("ball", ball, *places),
    ])  # fmt: skip


def test_two_hundred_vias_are_known_within_three_seconds() -> None:
    build = vias([(400 * i, 400 * j) for i in range(-10, 10) for j in range(-5, 5)])
    start = time.process_time()

    found = network(build, conducts)

    assert time.process_time() - start < 3
    assert len(found.bodies) == 200 * 5 + 1
    assert len(set(found.label.tolist())) == 201


def test_every_site_of_a_strip_has_its_own_components() -> None:
    build = array(vias([(0, 0), (400, 0)]), [(0, 0), (um(3e4), 0)])

    assert len(set(network(build, conducts).label.tolist())) == 6


def test_a_body_that_stands_apart_touches_both_its_neighbours_and_joins_neither() -> None:
    build = add(Build(), [metal("left", bar(-30, -5, -10, 5)), metal("meander", bar(-10, -5, 10, 5)),
                          metal("right", bar(10, -5, 30, 5))])  # fmt: skip

    known = network(build, conducts, apart=lambda solid: solid.name == "meander")

    assert [known.neighbours[i] for i in range(3)] == [(1,), (0, 2), (1,)]
    assert len(set(known.label.tolist())) == 3
    assert known.path(0, 2) == ()
    assert network(build, conducts).path(0, 2) == (0, 1, 2)


def test_the_outline_of_a_body_is_what_is_left_of_it_half_way_up() -> None:
    notched = add(Build(), [metal("line", bar(-100, -10, 100, 10)), cut("notch", bar(-20, 0, 20, 10))])

    found = network(notched, conducts)

    assert [found.outline(i).area for i in range(len(found.bodies))] == [
        pytest.approx(um(200) * um(20) - um(40) * um(10))
    ]


def test_a_body_with_an_opening_keeps_it_in_its_outline() -> None:
    ring = Prism(rectangle(0, 0, um(100), um(100)) - rectangle(um(20), um(20), um(80), um(80)), 0, um(10))

    found = network(add(Build(), [metal("ring", ring)]), conducts)

    assert found.outline(0).area == pytest.approx(um(100) ** 2 - um(60) ** 2)


@settings(thorough, derandomize=True)
@given(builds(without_wires))
def test_what_hangs_together_is_what_slices_of_the_whole_build_say(build: Build) -> None:
    known = network(build, lambda solid: solid.material != "resin")
    owner = [(body.solid, body.place) for body in known.bodies]
    groups = {frozenset(owner[i] for i in known.component(k)) for k in range(len(owner))}
    pairs = {frozenset((owner[link.a], owner[link.b])) for link in known.links}

    assert (groups, pairs) == sliced(build, lambda solid: solid.material != "resin")


def test_a_link_tells_the_area_in_touch() -> None:
    face = network(add(Build(), [metal("low", bar(0, 0, 50, 50)), metal("high", bar(40, 0, 90, 50, 10, 20))]), conducts)
    wall = network(add(Build(), [metal("a", bar(0, 0, 50, 50)), metal("b", bar(50, 20, 90, 90))]), conducts)

    assert [(link.kind, link.area) for link in face.links] == [("area", pytest.approx(um(10) * um(50)))]
    assert [(link.kind, link.area) for link in wall.links] == [("area", pytest.approx(um(30) * um(10), rel=1e-3))]


def test_a_round_wall_tells_its_area_in_touch() -> None:
    pad, hole = metal("pad", disc(120, 20, 35)), cut("hole", disc(50, -100, 100))
    build = add(Build(), [pad, hole, metal("wall", disc(50, -80, 35))])

    (link,) = network(build, conducts).links

    assert link.area == pytest.approx(2 * np.pi * um(50) * um(15), rel=0.02)


@pytest.mark.parametrize(("x", "z"), [(50, 0), (50, 10)])
def test_bodies_that_meet_along_an_edge_only_are_no_link_but_told(x: float, z: float) -> None:
    build = add(Build(), [metal("a", bar(0, 0, 50, 50)), metal("b", bar(x, 50 if z == 0 else 0, 90, 90, z, z + 10))])

    known = network(build, conducts)

    assert known.links == ()
    assert [(edge.kind, edge.area) for edge in known.edges] == [("line", 0.0)]
    assert known.edges[0].where[0] == pytest.approx(um(50), abs=5)


def test_places_that_look_alike_cost_as_much_as_one() -> None:
    build = vias([(400 * i, 400 * j) for i in range(-20, 20) for j in range(-20, 20)])
    start = time.process_time()

    found = network(build, conducts)

    assert time.process_time() - start < 4
    assert (len(found.bodies), len(set(found.label.tolist()))) == (1600 * 5 + 1, 1601)
    assert len({link.area for link in found.links}) < 30


def test_a_plane_with_openings_is_left_where_many_pads_displace_it() -> None:
    holes = [(100 * i - 450, 450) for i in range(10)]
    openings = discs([(um(x), um(y)) for x, y in holes], um(30))
    pads = [(80 * i - 400, 80 * j - 400) for i in range(10) for j in range(8)]
    build = add(Build(), [metal("plane", Prism(BOARD - openings, 0, um(10))), metal("pads", disc(20, 0, 10), *pads)])

    found = network(build, conducts)
    (plane,) = found.find(solid=0)

    assert (len(found.bodies), len(found.links), set(found.label.tolist())) == (81, 80, {0})
    assert found.outline(plane).area == pytest.approx(um(1000) ** 2 - np.pi * (10 * um(30) ** 2 + 80 * um(20) ** 2))
    assert {frozenset(range(81))} == {frozenset(found.component(k)) for k in range(81)}
    groups, pairs = sliced(build, conducts)
    assert (len(groups), len(pairs)) == (1, 80)
