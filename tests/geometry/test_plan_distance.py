# SPDX-License-Identifier: Apache-2.0
"""Is the nearest region or point in plan found, with its distance and both ends?"""

import math

import pytest

from packfab.geometry import nearest_in, nearest_regions, polygon, rectangle, sides


def test_the_nearest_of_some_regions_is_told_with_both_ends() -> None:
    found = nearest_regions([rectangle(0, 0, 10, 10)], [rectangle(50, 0, 60, 10), rectangle(13, 14, 20, 20)])

    assert found.nearest.tolist() == [1]
    assert found.distance.tolist() == [5.0]
    assert (found.at.tolist(), found.to.tolist()) == ([[10, 10]], [[13, 14]])


def test_regions_that_overlap_are_at_distance_zero() -> None:
    found = nearest_regions([rectangle(0, 0, 10, 10)], [rectangle(5, 5, 20, 20)])

    assert found.distance.tolist() == [0.0]


def test_points_inside_a_region_are_their_own_nearest() -> None:
    found = nearest_in([(5, 5), (14, 13)], rectangle(0, 0, 10, 10))

    assert found.distance.tolist() == [0.0, 5.0]
    assert found.to.tolist() == [[5, 5], [10, 10]]


def test_sides_are_those_of_the_least_rectangle_however_it_is_turned() -> None:
    c, s = math.cos(0.3) * 1e3, math.sin(0.3) * 1e3
    turned = polygon([(0, 0), (3 * c, 3 * s), (3 * c - s, 3 * s + c), (-s, c)])

    assert sides(turned) == pytest.approx((1e3, 3e3), abs=0.1)
