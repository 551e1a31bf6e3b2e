# SPDX-License-Identifier: Apache-2.0
"""Does a grid tell how much of which material is in each cell, exactly?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from packfab.errors import BadInput
from packfab.geometry import Build, Frustum, Prism, Solid, SphereZone, add, at, polygon, rectangle, volumes
from packfab.mesh import MAX_CELLS, even_lines, graded_lines, grid
from packfab.mesh.coverage import coverage

BASE = Solid("base", Prism(rectangle(-3000, -2000, 3000, 2000), 0, 1000), "core", "carrier")
BALLS = Solid("balls", SphereZone(1000, 1900, 1400, 600), "solder", "bump", at([(-1500, 0), (1500, 300)]))
VIA = Solid("via", Frustum(0, 1000, 200, 350), "copper", "via", at([(0, 0)]))
MOLD = Solid("mold", Prism(rectangle(-3000, -2000, 3000, 2000), 1000, 2500), "compound", "encapsulant", mode="under")
BUILD = add(Build(), [BASE, VIA, BALLS, MOLD])


def test_cells_hold_the_volume_of_each_material() -> None:
    made = grid(BUILD, pitch=370)
    exact = volumes(BUILD).by("material")

    held = made.held()

    assert held == pytest.approx(exact, rel=1e-9)


def test_shares_of_a_full_build_add_up_to_one() -> None:
    made = grid(BUILD, pitch=500)

    assert np.allclose(made.shares.sum(axis=0), 1.0, atol=1e-9)
    assert made.void.max() < 1e-9


def test_there_is_a_line_on_every_interface() -> None:
    made = grid(BUILD, pitch=1000)

    assert made.z.tolist() == [0, 1000, 1900, 2500]


def test_tall_slabs_are_divided_and_keep_their_interfaces() -> None:
    made = grid(BUILD, pitch=1000, tallest=300)

    assert {0, 1000, 1900, 2500} <= set(made.z.tolist())
    assert np.diff(made.z).max() <= 300


def test_the_dominant_material_of_a_cell_is_the_one_with_the_largest_share() -> None:
    half = Solid("half", Prism(rectangle(0, 0, 700, 1000), 0, 1000), "a", "carrier")
    rest = Solid("rest", Prism(rectangle(700, 0, 2000, 1000), 0, 1000), "b", "carrier")

    made = grid(add(Build(), [half, rest]), pitch=1000)

    assert [made.materials[i] for i in made.dominant[0, 0]] == ["a", "b"]
    assert made.fraction[0, 0].tolist() == pytest.approx([0.7, 1.0])


def test_air_beside_a_body_is_void() -> None:
    lone = Solid("lone", Prism(polygon([(0, 0), (1000, 0), (0, 1000)]), 0, 10), "a", "carrier")

    made = grid(add(Build(), lone), pitch=500)

    assert made.void[0].ravel().tolist() == pytest.approx([0.0, 0.5, 0.5, 1.0])
    assert made.dominant[0, 1, 1] == -1


def test_coverage_of_a_turned_polygon_is_its_overlap_with_each_cell() -> None:
    flat = polygon([(-700, 120), (310, -650), (880, 410), (20, 930)]) - rectangle(-100, 0, 200, 330)
    x, y = even_lines(-1000, 1000, 230), even_lines(-1000, 1000, 310)
    overlap = [[(flat & rectangle(a, c, b, d)).area for a, b in zip(x[:-1], x[1:], strict=True)]
               for c, d in zip(y[:-1], y[1:], strict=True)]  # fmt: skip

    covered = coverage(flat, x, y)

    assert np.allclose(covered, overlap, atol=1.0)


def test_coverage_is_right_where_sides_lie_on_lines() -> None:
    covered = coverage(rectangle(0, 100, 200, 200), np.array([0.0, 100, 200, 300]), np.array([0.0, 100, 200]))

    assert covered.tolist() == [[0, 0, 0], [10_000, 10_000, 0]]


def test_graded_lines_go_through_marks_and_widen_away_from_them() -> None:
    lines = graded_lines(0, 10_000, [3000], finest=100, pitch=1000, growth=1.5)
    step = np.diff(lines)
    mark = int(np.flatnonzero(lines == 3000)[0])

    assert (lines[0], lines[-1]) == (0, 10_000)
    assert max(step[mark - 1], step[mark]) <= 100
    assert step.max() <= 1000
    assert np.all(step[mark + 1 : mark + 4] / step[mark : mark + 3] == pytest.approx(1.5))


def test_a_grid_on_given_lines_must_hold_the_build() -> None:
    with pytest.raises(BadInput, match="do not hold the build"):
        grid(BUILD, x=np.array([0.0, 1.0]), pitch=100)


def test_a_grid_that_is_too_fine_is_refused() -> None:
    with pytest.raises(BadInput, match=str(MAX_CELLS)):
        grid(BUILD, pitch=1)


@pytest.mark.parametrize("pitch", [0.0, -1.0, math.nan])
def test_a_pitch_without_size_is_refused(pitch: float) -> None:
    with pytest.raises(BadInput):
        grid(BUILD, pitch=pitch)
