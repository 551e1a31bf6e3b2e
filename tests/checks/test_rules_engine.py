# SPDX-License-Identifier: Apache-2.0
"""Does the engine find every place, keep waived ones in sight, and stay fast on thousands of bumps and traces?"""

from __future__ import annotations

import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.checks.rules import builtin_deck, check_rules, with_site_text
from packfab.geometry import Build, Frustum, Prism, Solid, at, polygon
from packfab.units import um

from .rule_builds import block, disc, holes

DECK = builtin_deck()


def test_each_broken_place_is_told_the_worst_first() -> None:
    build = Build(tuple(block("trace", 0, 100 * k, 500, 100 * k + w, 0, 15, name=f"trace {k}")
                        for k, w in enumerate((4, 20, 3))))  # fmt: skip

    result = check_rules(build, None, DECK, only=["line.trace-width"])[0]

    assert [m.amount for m in result.markers] == [3_000, 4_000]
    assert [m.what for m in result.markers] == ["carrier: trace 2", "carrier: trace 0"]
    assert (result.measured, result.margin, result.asked) == (3_000, -2_000, 3)


def test_a_waived_place_stays_in_sight() -> None:
    build = Build(
        (block("trace", 0, 0, 500, 4, 0, 15, name="trace A"), block("trace", 0, 90, 500, 93, 0, 15, name="B"))
    )
    site = '[line.trace-width]\nwaivers = [{ where = "*: trace A", reason = "trial", by = "me" }]\n'

    one = check_rules(build, None, with_site_text(DECK, site, file="s"), only=["line.trace-width"])[0]
    both = check_rules(build, None, with_site_text(DECK, site.replace("trace A", "*"), file="s"),
                       only=["line.trace-width"])[0]  # fmt: skip

    assert one.status == "not met"
    assert [m.waiver is not None for m in one.markers] == [False, True]
    assert one.where.startswith("carrier: B")
    assert both.status == "waived"


def test_what_is_not_there_is_not_judged() -> None:
    result = check_rules(Build((block("trace", 0, 0, 9, 9, 0, 9),)), None, DECK, only=["ball.pitch"])[0]

    assert (result.status, result.measured, result.why) == ("not applicable", None, "the build has nothing of the kind")


def test_a_pair_that_stands_too_close_is_told_once() -> None:
    balls = disc("ball", [(0, 0), (100, 0), (100, 120), (400, 0), (520, 0)], 50, -60, 0, part="balls")

    result = check_rules(Build((balls,)), None, DECK, only=["ball.pitch"])[0]

    assert [(m.amount, *m.at[:2]) for m in result.markers] == [
        (um(100), 0, 0), (um(120), um(100), um(120)), (um(120), um(400), 0)]  # fmt: skip


def test_a_die_below_a_void_of_the_mold_is_not_covered() -> None:
    die = block("die", 0, 0, 500, 500, 50, 150, part="U1", name="U1 die")
    mold = block("encapsulant", -100, -100, 600, 600, 0, 152, part="mold", name="compound")
    void = block("void", 0, 0, 500, 500, 150, 152, part="mold", name="void 1")

    result = check_rules(Build((mold, die, void)), None, DECK, only=["mold.cover-over-die"])[0]

    assert (result.status, result.measured) == ("not met", 0.0)


def test_a_trace_under_the_pad_of_its_net_is_no_narrower() -> None:
    trace, pad = block("trace", 0, 0, 500, 20, 0, 15, net="A"), disc("landing", [(0, 10)], 60, 0, 15, nets=("A",))

    result = check_rules(Build((trace, pad)), None, DECK, only=["line.trace-width"])[0]

    assert result.measured == pytest.approx(20_000)


def test_a_trace_that_a_hole_cuts_is_narrower() -> None:
    trace = block("trace", 0, 0, 500, 20, 0, 15)
    hole = holes([(250, 20)], 34, -1, 16, part="vias", name="via holes")

    result = check_rules(Build((trace, hole)), None, DECK, only=["line.trace-width"])[0]

    assert result.status == "not met"
    assert result.measured == pytest.approx(3_000, abs=400)


def test_spaces_of_other_heights_are_none() -> None:
    build = Build((block("trace", 0, 0, 500, 20, 0, 15), block("trace", 0, 21, 500, 40, 200, 215, part="carrier 2")))

    assert check_rules(build, None, DECK, only=["line.trace-space"])[0].status == "not applicable"


@given(places=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=12, unique=True))
@settings(max_examples=60, deadline=None)
def test_spaces_of_round_pads_are_those_of_circles(places: list[tuple[int, int]]) -> None:
    at_um = [(x * 40.0, y * 40.0) for x, y in places]
    build = Build((disc("pad", at_um, 36, 0, 1, part="U1"),))
    gaps = [np.hypot(a[0] - b[0], a[1] - b[1]) - 36 for i, a in enumerate(at_um) for b in at_um[:i]]

    result = check_rules(build, None, DECK, only=["pad.space"])[0]

    assert result.measured == pytest.approx(min(gaps) * 1e3)
    assert len(result.markers) == sum(gap < 5 for gap in gaps)


def klayout_enclosures(inner: list[shapely.Polygon], outer: shapely.Polygon, limit: int) -> list[float]:
    """Distances of the markers that KLayout gives for inner polygons that the outer one does not enclose by enough."""
    db = pytest.importorskip("klayout.db", reason="KLayout judges enclosures where it is installed")

    def region(parts: list[shapely.Polygon]) -> object:
        made = db.Region()
        for part in parts:
            made.insert(db.Polygon([db.Point(round(x), round(y)) for x, y in part.exterior.coords[:-1]]))
        return made

    pairs = region(inner).enclosed_check(region([outer]), limit, False, db.Region.Euclidian, None, None, None)  # type: ignore[attr-defined]
    return [pair.distance() for pair in pairs.each()]


@given(sides=st.lists(st.integers(0, 20), min_size=4, max_size=4))
@settings(max_examples=60, deadline=None)
def test_klayout_finds_the_same_enclosure(sides: list[int]) -> None:
    left, low, right, high = (1e3 * (s + 1) for s in sides)
    inner, outer = shapely.box(0, 0, 30e3, 30e3), shapely.box(-left, -low, 30e3 + right, 30e3 + high)
    made = [Solid(name, Prism(polygon(shapely.get_coordinates(p.exterior)[:-1]), z0, z1), "cu_plated", role, part=part,
                  mode=mode)  # type: ignore[arg-type]
            for name, p, z0, z1, role, part, mode in (
                ("M1 holes", inner, 0, 5_000, "removal", "fan-out", "cut"),
                ("M1 pads", outer, 5_000, 8_000, "rdl", "fan-out", "over"))]  # fmt: skip

    result = check_rules(Build(tuple(made)), None, DECK, only=["via.rdl-enclosure-standard"])[0]
    theirs = klayout_enclosures([inner], outer, 10_000)

    assert (result.status == "not met") == bool(theirs)
    assert not theirs or min(theirs) == pytest.approx(result.measured, abs=1.0)


def test_ten_thousand_bumps_and_traces_take_seconds() -> None:
    x, y = (v.ravel() * um(150) for v in np.meshgrid(np.arange(100), np.arange(100)))
    places = at(np.stack([x, y], axis=-1))
    bumps = Solid("U1 bumps", Frustum(0, um(60), um(40), um(40)), "sac305", "bump", places, part="U1")
    line = shapely.LineString([(0, 0), (70e3, 0), (110e3, 40e3)]).buffer(7_500, quad_segs=4)
    shape = Prism(polygon(shapely.get_coordinates(line)[:-1]), um(-15), 0)
    traces = tuple(Solid(f"trace {k}", shape, "cu_plated", "trace", places[k : k + 1], part="carrier")
                   for k in range(len(places)))  # fmt: skip
    only = ["bump.pitch", "bump.space", "line.trace-width", "line.trace-space"]

    start = time.process_time()
    results = check_rules(Build((*traces, bumps)), None, DECK, only=only)
    taken = time.process_time() - start

    assert {r.rule.id: r.status for r in results} == dict.fromkeys(sorted(only), "met")
    assert taken < 20
