# SPDX-License-Identifier: Apache-2.0
"""Are the bodies as built what the kernel says is left, with true circles, once for equal places?"""

from __future__ import annotations

import math

import numpy as np
import pytest
from bodies_as_built import NETS, PLACES, block, small_package, tapered_film

from packfab.geometry import Build, Frustum, Prism, Solid, add, at, rectangle, volumes
from packfab.io import BuiltBody, as_built
from packfab.io.as_built_cells import Carved, Cell, cell_area
from packfab.io.as_built_loops import Outline, Turned
from packfab.io.as_built_tiles import HOLES


def held(bodies: tuple[BuiltBody, ...]) -> dict[str, float]:
    """Volume (nm3) by name, by Simpson's rule over each cell: exact, since areas are quadratic in z."""
    found: dict[str, float] = {}
    for body in bodies:
        for cell in body.parts:
            assert isinstance(cell, Cell)
            areas = [cell_area(cell, z) for z in (cell.z0, (cell.z0 + cell.z1) / 2, cell.z1)]
            volume = (cell.z1 - cell.z0) * (areas[0] + 4 * areas[1] + areas[2]) / 6
            found[body.solid.name] = found.get(body.solid.name, 0.0) + volume * len(body.places)
    return found


def test_bodies_have_the_volumes_of_the_kernel() -> None:
    build = small_package()
    exact = volumes(build).by("name")

    found = held(as_built(build))

    # where a disc displaces a part of a trace the kernel has a polygon, and here is an arc
    assert found["trace"] == pytest.approx(exact["trace"], rel=2e-4)
    rest = [name for name in found if name not in ("trace", "mask")]
    assert [found[name] for name in rest] == pytest.approx([exact[name] for name in rest], rel=1e-9)
    assert set(found) == set(exact)


def test_an_overlap_of_a_disc_and_a_trace_is_exact() -> None:
    width, radius, length = 20_000, 50_000, 300_000
    trace = Solid("trace", Prism(rectangle(0, -width / 2, length, width / 2), 0, 1000), "copper", "trace")
    land = Solid("land", Frustum(0, 1000, radius, radius), "copper", "landing")
    half = width / 2
    taken = half * math.sqrt(radius**2 - half**2) + radius**2 * math.asin(half / radius)

    found = held(as_built(add(Build(), [trace, land])))

    assert found["trace"] == pytest.approx((width * length - taken) * 1000, rel=1e-12)


def test_places_with_equal_surroundings_share_one_body() -> None:
    bodies = [body for body in as_built(small_package()) if body.solid.name == "bumps"]

    assert len(bodies) == 1
    assert bodies[0].places.tolist() == PLACES.tolist()
    assert [bodies[0].solid.nets_by_place[n] for n in bodies[0].numbers] == list(NETS)


def test_places_with_other_surroundings_have_bodies_of_their_own() -> None:
    pads = Solid("pads", Frustum(0, 100, 50_000, 50_000), "copper", "pad", PLACES)
    hole = Solid("hole", Frustum(0, 100, 20_000, 20_000), "", "removal", PLACES[1:2], mode="cut")

    bodies = as_built(add(Build(), [pads, hole]))

    assert sorted(len(body.places) for body in bodies) == [1, 3]


def test_rings_of_compound_in_openings_stand_once_in_many_places() -> None:
    rings = [body for body in as_built(small_package()) if body.solid.name == "compound" and len(body.places) == 4]

    assert rings
    assert all(isinstance(part, Cell) and isinstance(part.outer, Turned) for body in rings for part in body.parts)


def test_a_disc_within_a_footprint_is_a_true_circle() -> None:
    plane = next(body for body in as_built(small_package()) if body.solid.name == "plane")
    (cell,) = plane.parts

    assert isinstance(cell, Cell)
    assert [type(hole) for hole in cell.holes] == [Turned] * 4
    assert {round(hole.body.r0) for hole in cell.holes} == {60_000}  # type: ignore[union-attr]


def test_a_disc_that_touches_the_wall_around_it_keeps_to_the_polygon_of_the_kernel() -> None:
    square = Prism(rectangle(-40_000, -40_000, 40_000, 40_000), 0, 3_000)
    hole = Solid("hole", Frustum(0, 3_000, 40_000.0, 40_000.0), "", "removal", mode="cut")
    build = add(Build(), [Solid("pad", square, "cu_plated", "rdl"), hole])

    (body,) = as_built(build)

    assert not any(isinstance(hole, Turned) for cell in body.parts if isinstance(cell, Cell) for hole in cell.holes)
    assert held((body,))["pad"] == pytest.approx(volumes(build).by("name")["pad"], rel=1e-9)


def test_walls_that_lean_across_each_other_are_carved() -> None:
    kinds = {body.solid.name: {type(part) for part in body.parts} for body in as_built(tapered_film())}

    assert kinds == {"line": {Carved}, "pads": {Cell}, "coat": {Carved, Cell}}


def test_many_holes_are_tiled_between_the_holes() -> None:
    x, y = np.meshgrid(np.arange(30) * 100_000, np.arange(30) * 100_000)
    places = at(np.column_stack([x.ravel(), y.ravel()]))
    plate = Solid("plate", Prism(rectangle(-100_000, -100_000, 3_000_000, 3_000_000), 0, 1000), "mask", "solder mask")
    holes = Solid("holes", Frustum(0, 1000, 30_000, 30_000), "", "removal", places, mode="cut")

    (body,) = as_built(add(Build(), [plate, holes]))

    counts = [len(part.holes) for part in body.parts if isinstance(part, Cell)]
    assert sum(counts) == 900
    assert len(counts) == len(body.parts)
    assert max(counts) <= HOLES


def test_what_is_displaced_wholly_is_no_body() -> None:
    inner = Solid("inner", block(100, 100, 0, 100), "a", "carrier")
    outer = Solid("outer", block(500, 500, 0, 500), "b", "die")

    assert [body.solid.name for body in as_built(add(Build(), [inner, outer]))] == ["outer"]


def test_voids_are_no_bodies_unless_picked() -> None:
    void = add(Build(), Solid("void 1", block(100, 100, 0, 100), "air", "void"))

    assert as_built(void) == ()
    assert len(as_built(void, lambda solid: True)) == 1


def test_a_side_that_no_disc_gave_stays_straight() -> None:
    (body,) = as_built(add(Build(), Solid("block", block(500, 300, 0, 100), "a", "die")))
    (cell,) = body.parts

    assert isinstance(cell, Cell)
    assert isinstance(cell.outer, Outline)
    assert [side.centre for side in cell.outer.sides] == [None] * 4
