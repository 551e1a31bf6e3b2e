# SPDX-License-Identifier: Apache-2.0
"""Are flat regions joined, cut, grown, turned and asked as drawn?"""

import math

import numpy as np
import pytest

from packfab.geometry import EMPTY, boxes_meet, discs, polygon, rectangle, region, turn_matrix
from packfab.geometry.plane import circle_ring, circle_segments, hull, joined, signed_area, without


def test_union_counts_the_overlap_once() -> None:
    both = rectangle(0, 0, 10, 10) | rectangle(5, 0, 15, 10)

    assert both.area == pytest.approx(150)


def test_intersection_is_the_overlap() -> None:
    both = rectangle(0, 0, 10, 10) & rectangle(5, 0, 15, 10)

    assert both.box == (5, 0, 10, 10)


def test_difference_leaves_a_hole() -> None:
    frame = rectangle(0, 0, 10, 10) - rectangle(4, 4, 6, 6)

    assert sorted(signed_area(ring) for ring in frame.rings) == pytest.approx([-4, 100])


def test_regions_that_only_touch_share_nothing() -> None:
    assert not rectangle(0, 0, 10, 10) & rectangle(10, 0, 20, 10)


def test_empty_region_is_false_and_has_no_area() -> None:
    assert (bool(EMPTY), EMPTY.area, EMPTY.box[0]) == (False, 0, math.inf)


@pytest.mark.parametrize("radius", [500, 12_500, 80_000, 1_000_000])
def test_disc_has_exactly_the_area_of_the_circle(radius: float) -> None:
    segments = circle_segments(radius)

    assert signed_area(circle_ring(radius, segments)) == pytest.approx(math.pi * radius**2, rel=1e-12)
    assert discs([(0, 0)], radius).area == pytest.approx(math.pi * radius**2, rel=1e-4 / radius * 100)


@pytest.mark.parametrize("radius", [500, 12_500, 80_000, 1_000_000])
def test_disc_lies_within_the_chord_of_the_circle(radius: float) -> None:
    ring = circle_ring(radius, circle_segments(radius))
    corner, side = np.hypot(*ring.T).max(), np.hypot(*(ring + np.roll(ring, 1, axis=0)).T).min() / 2

    assert corner - radius < 200
    assert radius - side < 200


def test_discs_at_many_places_are_one_region() -> None:
    assert len(discs([(0, 0), (100_000, 0), (0, 100_000)], 20_000).parts) == 3


def test_empty_region_has_no_parts() -> None:
    assert (rectangle(0, 0, 1, 1) & rectangle(5, 5, 6, 6)).parts == []


def test_polygon_takes_rings_in_either_orientation() -> None:
    outer = [(0, 0), (0, 10), (10, 10), (10, 0)]

    assert polygon(outer, [(2, 2), (4, 2), (4, 4), (2, 4)]).area == pytest.approx(96)


def test_clockwise_ring_is_a_hole() -> None:
    assert region([[(0, 0), (9, 0), (9, 9), (0, 9)], [(3, 3), (3, 6), (6, 6), (6, 3)]]).area == pytest.approx(72)


def test_growing_adds_perimeter_and_corners() -> None:
    grown = rectangle(0, 0, 100_000, 50_000).grown(10_000)

    closed = 5e9 + 300_000 * 10_000 + math.pi * 10_000**2
    assert grown.area == pytest.approx(closed, rel=1e-3)


def test_mitred_growth_keeps_corners_sharp() -> None:
    assert rectangle(0, 0, 100, 50).grown(10, corners="mitre").area == pytest.approx(120 * 70)


def test_shrinking_swallows_what_is_narrower_than_twice_the_distance() -> None:
    assert not rectangle(0, 0, 100, 1000).grown(-50.1)


@pytest.mark.parametrize(("degrees", "box"), [(90, (-5, 0, 0, 10)), (180, (-10, -5, 0, 0)), (270, (0, -10, 5, 0))])
def test_quarter_turns_are_exact(degrees: float, box: tuple[float, ...]) -> None:
    assert rectangle(0, 0, 10, 5).turned(degrees).box == box


def test_turn_matrix_turns_counter_clockwise() -> None:
    assert (turn_matrix(30) @ (1, 0)).tolist() == pytest.approx([math.sqrt(3) / 2, 0.5])


@pytest.mark.parametrize(("axis", "box"), [("x", (-10, 2, -1, 5)), ("y", (1, -5, 10, -2))])
def test_mirror_turns_the_named_axis(axis: str, box: tuple[float, ...]) -> None:
    assert rectangle(1, 2, 10, 5).mirrored(axis).box == box


def test_contains_knows_holes() -> None:
    frame = rectangle(0, 0, 10, 10) - rectangle(4, 4, 6, 6)

    assert frame.contains([(1, 1), (5, 5), (11, 5), (9.9, 0.1)]).tolist() == [True, False, False, True]


def test_inner_point_lies_in_the_region_not_in_its_hole() -> None:
    frame = rectangle(0, 0, 10, 10) - rectangle(1, 1, 9, 9)

    assert frame.contains([frame.inner_point]).all()


def test_triangles_tile_the_region() -> None:
    frame = rectangle(0, 0, 10, 10) - rectangle(4, 4, 6, 6)
    vertices, triangles = frame.triangles()

    assert sum(signed_area(vertices[t]) for t in triangles) == pytest.approx(96)


def test_batch_operations_equal_pairwise_ones() -> None:
    a, b, c = rectangle(0, 0, 10, 10), rectangle(5, 5, 15, 15), rectangle(8, 0, 9, 20)

    assert joined([a, b, c]).area == pytest.approx((a | b | c).area)
    assert without(a, [b, c]).area == pytest.approx((a - b - c).area)


def test_nothing_joined_is_empty() -> None:
    assert not joined([])


def test_hull_spans_its_points() -> None:
    assert hull([(0, 0), (10, 0), (10, 10), (0, 10), (5, 5)]).area == pytest.approx(100)


def test_boxes_that_touch_meet() -> None:
    assert boxes_meet((0, 0, 1, 1), (1, 1, 2, 2))
    assert not boxes_meet((0, 0, 1, 1), (1.1, 0, 2, 1))


def test_how_far_points_and_regions_lie_from_a_region() -> None:
    square = rectangle(0, 0, 100, 100)

    assert square.away([(50, 50), (130, 140), (-10, 50)]).tolist() == [0, 50, 10]
    assert square.gap(rectangle(130, 0, 200, 100))[0] == 30
    assert square.gap(rectangle(130, 0, 200, 100))[1][0] == 100
    assert square.gap(rectangle(50, 50, 70, 70))[0] == 0
    assert EMPTY.away([(0, 0)]).tolist() == [math.inf]
    assert EMPTY.gap(square)[0] == math.inf
