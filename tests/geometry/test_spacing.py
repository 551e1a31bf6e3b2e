# SPDX-License-Identifier: Apache-2.0
"""Are distances of wires in space exact: by closed forms, by dense sampling, and for any placing?"""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial import KDTree

from packfab.geometry import (
    Barrel,
    Frustum,
    Prism,
    Shape,
    Solid,
    Spacing,
    SphereZone,
    at,
    crossings,
    polygon,
    rectangle,
    spacings,
    tube,
    wire_spacings,
)
from packfab.geometry.near_segments import TOLERANCE

Floats = NDArray[np.float64]
R = 12_500.0
FAR = 1e9
LENGTH = st.integers(-300_000, 300_000)
POINT = st.tuples(LENGTH, LENGTH, LENGTH)
PATHS = st.lists(POINT, min_size=2, max_size=4, unique=True).map(lambda points: np.array(points, dtype=float))


def wire(*points: tuple[float, float, float], radius: float = R) -> Solid:
    return Solid("wire", tube(np.array(points, dtype=float), radius), "au", "wire")


def body(shape: Shape, *places: tuple[float, float]) -> Solid:
    return Solid("body", shape, "si_iso", "die", at(places or [(0, 0)]))


def apart(one: Solid, other: Solid) -> Spacing:
    """The one spacing of a wire from another body."""
    found = spacings([one], [other], within=FAR)
    assert len(found) == 1
    return found[0]


def along(path: Floats, count: int) -> Floats:
    """Points (n, 3) spread along a path."""
    pieces = [a + np.linspace(0, 1, count)[:, None] * (b - a) for a, b in zip(path[:-1], path[1:], strict=True)]
    return np.concatenate(pieces)


def step(path: Floats, count: int) -> float:
    """Distance of neighbouring points of `along`, nm."""
    return float(np.linalg.norm(np.diff(path, axis=0), axis=1).max()) / (count - 1)


def test_skew_wires_by_closed_form() -> None:
    one, other = wire((-1e5, 0, 0), (1e5, 0, 0)), wire((-1e5, -1e5, 60_000), (1e5, 1e5, 60_000))

    found = wire_spacings([one, other], within=FAR)

    assert [(s.a, s.b, s.distance) for s in found] == [((0, 0), (1, 0), 35_000.0)]
    assert found[0].at == pytest.approx((0, 0, R))
    assert found[0].to == pytest.approx((0, 0, 60_000 - R))


def test_parallel_wires_that_are_staggered_are_apart_by_their_ends() -> None:
    one, other = wire((0, 0, 0), (1e5, 0, 0)), wire((130_000, 40_000, 0), (230_000, 40_000, 0))

    found = wire_spacings([one, other], within=FAR)

    assert found[0].distance == pytest.approx(50_000 - 2 * R, abs=1e-6)


def test_wires_that_touch_are_at_distance_zero() -> None:
    found = wire_spacings([wire((0, 0, 0), (1e5, 0, 0)), wire((5e4, -5e4, 20_000), (5e4, 5e4, 20_000))], within=1.0)

    assert [s.distance for s in found] == [0.0]


def test_places_of_one_wire_are_told_apart() -> None:
    row = Solid("row", tube(np.array([(0, 0, 0), (1e5, 0, 5e4)]), R), "au", "wire", at([(0, 0), (0, 40_000), (0, 9e4)]))

    found = wire_spacings([row], within=30_000)

    assert [(s.a, s.b, s.distance) for s in found] == [((0, 0), (0, 1), pytest.approx(15_000)),
                                                       ((0, 1), (0, 2), pytest.approx(25_000))]  # fmt: skip


def test_wire_over_a_die_edge_by_closed_form() -> None:
    # falls at 45 degrees past the edge of the upper face at (0, 0, 200)
    edge = body(Prism(rectangle(-1e6, -1e6, 0, 1e6), 0, 200_000))
    found = apart(wire((-1e5, 0, 4e5), (3e5, 0, 0)), edge)

    assert found.distance == pytest.approx(1e5 / math.sqrt(2) - R, abs=1e-6)
    assert found.to == pytest.approx((0, 0, 200_000))
    assert math.dist(found.at, found.to) == pytest.approx(found.distance)


def test_wire_over_a_face_and_beside_a_wall() -> None:
    die = body(Prism(rectangle(-1e6, -1e6, 0, 1e6), 0, 200_000))

    assert apart(wire((-5e5, 0, 260_000), (-2e5, 0, 300_000)), die).distance == pytest.approx(60_000 - R)
    assert apart(wire((50_000, -5e5, 90_000), (50_000, 5e5, 120_000)), die).distance == pytest.approx(50_000 - R)


def test_wire_through_a_hole_keeps_clear_of_its_wall() -> None:
    frame = body(Prism(rectangle(-5e5, -5e5, 5e5, 5e5) - rectangle(-1e5, -1e5, 1e5, 1e5), 0, 200_000))

    found = apart(wire((0, 0, -1e5), (30_000, 0, 3e5)), frame)

    # it leans towards the upper edge of the hole
    assert found.distance == pytest.approx((1e5 - 22_500) * 4e5 / math.hypot(4e5, 3e4) - R)


def test_wire_beside_a_tapered_wall_by_closed_form() -> None:
    # the wall leans outward by 1 for 2 of height; it ends at x = 50 um on top
    cone = body(Prism(rectangle(-1e6, -1e6, 0, 1e6), 0, 100_000, slope=0.5))
    found = apart(wire((1e5, -5e5, 50_000), (1e5, 5e5, 50_000)), cone)

    assert found.distance == pytest.approx((1e5 - 25_000) * 2 / math.sqrt(5) - R, abs=1e-6)


@pytest.mark.parametrize(
    ("shape", "axis"),
    [
        (Frustum(0, 100_000, 40_000, 40_000), 60_000),
        (SphereZone(-50_000, 50_000, 0.0, 50_000), 50_000),
        (SphereZone(0, 50_000, 0.0, 50_000), 50_000),
    ],
)
def test_wire_over_round_bodies_by_closed_form(shape: Shape, axis: float) -> None:
    top = shape.z1
    found = apart(wire((-1e5, 0, top + axis), (1e5, 0, top + axis)), body(shape))

    assert found.distance == pytest.approx(axis - R, abs=1e-3)


def test_wire_beside_a_ball_by_closed_form() -> None:
    ball = body(SphereZone(-50_000, 50_000, 0.0, 50_000), (0, 0), (400_000, 0))
    found = spacings([wire((-2e5, 90_000, 30_000), (2e5, 90_000, 30_000))], [ball], within=FAR)

    assert [s.b for s in found] == [(0, 0), (0, 1)]
    assert found[0].distance == pytest.approx(math.hypot(9e4, 3e4) - 5e4 - R, abs=1e-3)
    assert found[1].distance == pytest.approx(math.sqrt(2e5**2 + 9e4**2 + 3e4**2) - 5e4 - R, abs=1e-3)


def test_a_wire_that_ends_in_its_ball_touches_it() -> None:
    neck = body(Frustum(0, 35_000, 27_500, 12_500))

    assert apart(wire((0, 0, 35_000), (0, 0, 90_000), (3e5, 0, 0)), neck).distance == 0.0


@pytest.mark.parametrize("bulge", [1.2e9, -0.9e9])
def test_wire_beside_a_barrel_or_hourglass_by_search(bulge: float) -> None:
    shape = Barrel(0, 80_000, 40_000, 50_000, bulge)
    z = np.linspace(0, 80_000, 80_001)
    radius = np.sqrt(shape.radius2(z))
    # square to the axis, so the nearest point lies in the plane of wire and axis
    expected = float(np.hypot(90_000 - radius, 30_000 - z).min()) - R
    found = apart(wire((-2e5, 90_000, 30_000), (2e5, 90_000, 30_000)), body(shape))

    assert found.distance == pytest.approx(expected, abs=TOLERANCE)


@settings(max_examples=60, deadline=None)
@given(PATHS, PATHS, POINT)
def test_wires_by_dense_sampling(one: Floats, other: Floats, shift: tuple[int, int, int]) -> None:
    other = other + shift
    sampled = float(KDTree(along(one, 120)).query(along(other, 120))[0].min())
    found = wire_spacings([wire(*one), wire(*other)], within=FAR)[0]

    slack = (step(one, 120) + step(other, 120)) / 2
    assert sampled - slack - 2 * R - TOLERANCE <= found.distance <= max(0.0, sampled - 2 * R) + TOLERANCE
    assert math.dist(found.at, found.to) == pytest.approx(found.distance, abs=1e-3)


SHAPES = st.sampled_from(
    [
        Prism(rectangle(-150_000, -100_000, 100_000, 120_000), -50_000, 80_000),
        Prism(polygon([(-1e5, -1e5), (1e5, -1e5), (1e5, 0), (0, 0), (0, 1e5), (-1e5, 1e5)]), -50_000, 80_000),
        Prism(rectangle(-150_000, -100_000, 100_000, 120_000), -50_000, 80_000, slope=-0.3),
        Prism(rectangle(-150_000, -100_000, 100_000, 120_000), -50_000, 80_000, slope=0.4),
        Frustum(-50_000, 80_000, 90_000, 30_000),
        SphereZone(-20_000, 60_000, 0.0, 100_000),
        Barrel(-50_000, 80_000, 60_000, 70_000, 2e9),
        Barrel(-50_000, 80_000, 90_000, 100_000, -4e9),
    ]
)


@settings(max_examples=60, deadline=None)
@given(SHAPES, PATHS, POINT)
def test_wire_and_body_by_points_of_its_surface(shape: Shape, path: Floats, shift: tuple[int, int, int]) -> None:
    path = path + shift
    count = 200
    points, cloud = along(path, count), KDTree(surface(shape))
    sampled = 0.0 if shape.contains(points).any() else float(cloud.query(points)[0].min())
    found = apart(wire(*path), body(shape))

    # points on the surface lie no more than 9 um from any other one
    slack = step(path, count) / 2 + 9_000
    assert sampled - slack - R <= found.distance <= max(0.0, sampled - R) + TOLERANCE
    if found.distance:
        assert math.dist(found.at, found.to) == pytest.approx(found.distance, abs=1e-3)
        assert cloud.query(found.to)[0] < 9_000


def surface(shape: Shape) -> Floats:
    """Points on the surface of a body, about 10 um apart."""
    levels = np.linspace(shape.z0, shape.z1 - 0.01, 14)
    found = []
    for k, z in enumerate(levels):
        for ring in rings_at(shape, float(z)):
            after = np.roll(ring, -1, axis=0)
            for a, b in zip(ring, after, strict=True):
                many = math.ceil(math.dist(a, b) / 10_000) if isinstance(shape, Prism) else 1
                t = np.linspace(0, 1, many, endpoint=False)[:, None]
                found.append(np.column_stack([a + t * (b - a), np.full(len(t), z)]))
        if k in (0, len(levels) - 1):
            x0, y0, x1, y1 = shape.box
            x, y = (v.ravel() for v in np.meshgrid(np.arange(x0, x1, 10_000), np.arange(y0, y1, 10_000)))
            grid = np.column_stack([x, y, np.full(x.shape, z)])
            found.append(grid[shape.contains(grid)])
    return np.concatenate(found)


def rings_at(shape: Shape, z: float) -> list[Floats]:
    """Outline of a body with the corners on its surface."""
    if isinstance(shape, Prism):
        return shape.outline(z)
    assert isinstance(shape, Frustum | SphereZone | Barrel)
    angle = np.linspace(0, 2 * math.pi, 72, endpoint=False)
    return [shape.radius(z) * np.column_stack([np.cos(angle), np.sin(angle)])]


@settings(max_examples=30, deadline=None)
@given(PATHS, PATHS, POINT, st.floats(0, 2 * math.pi))
def test_distance_is_the_same_however_the_pair_is_turned_and_moved(
    one: Floats, other: Floats, shift: tuple[int, int, int], angle: float
) -> None:
    turn = np.array([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]])
    pair = wire_spacings([wire(*one), wire(*other)], within=FAR)[0].distance
    turned = wire_spacings([wire(*(other @ turn.T + shift)), wire(*(one @ turn.T + shift))], within=FAR)[0].distance

    assert turned == pytest.approx(pair, abs=0.01)


def test_crossing_wires_tell_their_clearance_along_z() -> None:
    low, high = wire((-1e5, 0, 0), (1e5, 0, 0)), wire((0, -1e5, 0), (0, 1e5, 2e5))
    found = crossings([high, low])

    # a wire that rises by 45 degrees reaches down by its radius times the square root of 2
    assert len(found) == 1
    assert found[0].clearance == pytest.approx(1e5 - R - math.sqrt(2) * R)
    assert found[0].at == pytest.approx((0, 0, R))


def test_wires_side_by_side_and_vertical_ones_do_not_cross() -> None:
    wires = [wire((0, 0, 0), (1e5, 0, 0)), wire((0, 3e4, 0), (1e5, 3e4, 0)), wire((5e4, 1e4, 0), (5e4, 1e4, 1e5))]

    assert crossings(wires) == ()


def test_nothing_is_near_when_there_are_no_wires() -> None:
    assert wire_spacings([], within=FAR) == ()
    assert spacings([], [body(Frustum(0, 10, 5, 5))], within=FAR) == ()
    assert crossings([]) == ()


def test_five_thousand_wires_take_no_more_than_some_seconds() -> None:
    loop = np.array([(0, 0, 0), (0, 0, 100), (20, 0, 120), (250, 0, 120), (300, 0, 118), (1900, 0, 0), (2000, 0, 0)])
    shape = tube(np.unique(along(loop * 1e3, 4).round(), axis=0), R)
    wires = [Solid("w", shape, "au", "wire", at([(0, 60_000 * k)])) for k in range(5_000)]
    begin = time.process_time()
    found = wire_spacings(wires, within=50_000)

    assert len(found) == 4_999
    assert time.process_time() - begin < 5
