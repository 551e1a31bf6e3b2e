# SPDX-License-Identifier: Apache-2.0
"""Are narrow places, notches and close pairs found where they are, as exactly as KLayout finds them?"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from packfab.geometry import close_places, line_width, local_least, narrow_places, polygon

STEPS = st.integers(0, 24)
BOXES = st.lists(st.tuples(STEPS, STEPS, st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=8)


def shape_of(boxes: list[tuple[int, int, int, int]], *, degrees: float = 0.0) -> list[shapely.Polygon]:
    """The connected parts of rectangles (corner and size in um), turned."""
    joined = shapely.union_all([shapely.box(x * 1e3, y * 1e3, (x + w) * 1e3, (y + h) * 1e3) for x, y, w, h in boxes])
    return [p for p in shapely.get_parts(shapely.affinity.rotate(joined, degrees, origin=(0, 0))) if p.area > 0]


def test_a_bar_is_as_wide_as_it_is() -> None:
    least, places = narrow_places(np.array([shapely.box(0, 0, 10_000, 3_000)]), 4_000)

    assert least[0] == pytest.approx(3_000)
    assert places.distance.min() == pytest.approx(3_000)


def test_of_a_wide_bar_no_place_is_told() -> None:
    least, places = narrow_places(np.array([shapely.box(0, 0, 10_000, 3_000)]), 2_000)

    assert least[0] == pytest.approx(3_000)
    assert not len(places)


def test_a_slot_is_a_notch() -> None:
    slotted = shapely.box(0, 0, 9_000, 9_000) - shapely.box(4_000, 3_000, 5_500, 9_000)

    _, places = narrow_places(np.array([slotted]), 2_000, outside=True)

    assert places.distance.min() == pytest.approx(1_500)
    assert np.all((places.a[:, 0] >= 4_000) & (places.b[:, 0] <= 5_500))


def test_another_polygon_in_a_slot_closes_it() -> None:
    slotted = shapely.box(0, 0, 9_000, 9_000) - shapely.box(3_000, 2_000, 6_000, 9_000)

    _, places = narrow_places(np.array([slotted, shapely.box(4_000, 1_999, 5_000, 9_001)]), 3_500, outside=True)

    assert not len(places)


@given(boxes=BOXES, degrees=st.sampled_from([0.0, 30.0, 45.0]))
@settings(max_examples=150, deadline=None)
def test_the_least_width_is_that_of_one_region(boxes: list[tuple[int, int, int, int]], degrees: float) -> None:
    for part in shape_of(boxes, degrees=degrees):
        rings = [shapely.get_coordinates(ring)[:-1] for ring in (part.exterior, *part.interiors)]
        wanted = line_width(polygon(*rings)).width

        least, _ = narrow_places(np.array([part]), 1.0)

        assert least[0] == pytest.approx(wanted, abs=2.0)


@given(boxes=BOXES, degrees=st.sampled_from([0.0, 20.0, 45.0]))
@settings(max_examples=100, deadline=None)
def test_close_pairs_are_all_pairs_within_the_limit(boxes: list[tuple[int, int, int, int]], degrees: float) -> None:
    parts = np.array(shape_of(boxes, degrees=degrees))
    pairs = {
        (i, j) for i in range(len(parts)) for j in range(i) if 0 < shapely.distance(parts[i], parts[j]) < 3_000
    }  # fmt: skip

    found = close_places(parts, 3_000)

    closer = found.kept((found.distance < 3_000) & (found.distance > 0))
    assert {(max(a, b), min(a, b)) for a, b in zip(closer.polygon, closer.other, strict=True)} == pairs
    gaps = np.hypot(*(closer.b - closer.a).T)
    assert gaps == pytest.approx(closer.distance)


def test_two_lines_that_come_close_twice_have_two_places() -> None:
    line = shapely.box(0, 0, 30_000, 1_000)
    comb = shapely.union_all([shapely.box(0, 5_000, 30_000, 6_000), shapely.box(2_000, 2_000, 3_000, 5_000),
                              shapely.box(22_000, 2_000, 23_000, 5_000)])  # fmt: skip

    found = close_places(np.array([line, comb]), 2_000)

    assert found.distance == pytest.approx([1_000, 1_000])


def test_where_nothing_is_too_close_the_closest_pair_is_told() -> None:
    found = close_places(np.array([shapely.box(0, 0, 1, 1), shapely.box(21, 0, 22, 1)]), 10.0)

    assert found.distance == pytest.approx([20.0])


def test_a_chain_of_places_has_one_least() -> None:
    bar = shapely.buffer(shapely.LineString([(0, 0), (50_000, 0), (80_000, 30_000)]), 5_000, quad_segs=8)
    _, places = narrow_places(np.array([bar]), 12_000)

    one = local_least(places, 60_000)

    assert len(places) > 1
    assert len(one) == 1
    assert one.distance[0] == places.distance.min()


def test_a_round_body_is_as_wide_as_its_diameter() -> None:
    disc = shapely.Point(0, 0).buffer(20_000, quad_segs=32)

    least, _ = narrow_places(np.array([disc]), 5_000)

    assert least[0] == pytest.approx(40_000, rel=2e-3)


def judged(parts: list[shapely.Polygon], what: str, limit: int) -> list[tuple[float, shapely.Geometry]]:
    """Distance and both edges of every marker that KLayout gives, nm; not of corners that touch."""
    db = pytest.importorskip("klayout.db", reason="KLayout judges width and space where it is installed")
    region = db.Region()
    for part in parts:
        hull = [db.Point(round(x), round(y)) for x, y in part.exterior.coords[:-1]]
        made = db.Polygon(hull)
        for hole in part.interiors:
            made.insert_hole([db.Point(round(x), round(y)) for x, y in hole.coords[:-1]])
        region.insert(made)
    checks = {"width": region.width_check, "notch": region.notch_check, "space": region.isolated_check}
    pairs = checks[what](limit, False, db.Region.Euclidian, None, None, None)
    found = []
    for pair in pairs.each():
        a, b = (shapely.LineString([(e.p1.x, e.p1.y), (e.p2.x, e.p2.y)]) for e in (pair.first, pair.second))
        found.append((shapely.distance(a, b), shapely.union_all([a, b])))
    return [one for one in found if one[0] > 2]


@given(boxes=BOXES)
@settings(max_examples=150, deadline=None)
def test_klayout_finds_the_same_places(boxes: list[tuple[int, int, int, int]]) -> None:
    parts, limit = shape_of(boxes), 3_300
    # what touches in one point is one polygon for KLayout
    assume(not any(a.touches(b) for a, b in itertools.combinations(parts, 2)))
    _, width = narrow_places(np.array(parts), limit)
    _, notch = narrow_places(np.array(parts), limit, outside=True)
    space = close_places(np.array(parts), limit)
    space = space.kept((space.distance < limit) & (space.distance > 2))

    for what, ours in (("width", width), ("notch", notch), ("space", space)):
        theirs = judged(parts, what, limit)
        assert bool(theirs) == bool(len(ours)), what
        # every place of ours lies on a marker of theirs that is as narrow, and theirs are no narrower than ours there
        for distance, ends in zip(ours.distance.tolist(), np.stack([ours.a, ours.b], axis=1), strict=True):
            both = shapely.MultiPoint(ends)
            assert any(abs(d - distance) < 2 and shapely.hausdorff_distance(both, shapely.MultiPoint(
                [p for end in both.geoms for p in [shapely.shortest_line(end, edges).interpolate(1, normalized=True)]]
            )) < 3 for d, edges in theirs), (what, distance, ends)  # fmt: skip
        for distance, edges in theirs:
            lines = shapely.linestrings(np.stack([ours.a, ours.b], axis=1))
            # of a stretch of two polygons only the closest place is told
            near = shapely.distance(lines, edges) < (limit if what != "space" else math.inf)
            assert ours.distance[near].min(initial=math.inf) <= distance + 2, (what, distance, edges.wkt)
