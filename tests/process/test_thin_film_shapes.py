# SPDX-License-Identifier: Apache-2.0
"""Has the wiring of a thin film the shape that its process leaves: sputtered, electroplated, electroless?"""

from __future__ import annotations

import math
from typing import Any

import pytest
from films import ACTIVE, COAT, CONFORMAL, METAL, bare, layer, made, record, volume

from packfab.design import Cavities, MetalSubstrate
from packfab.errors import BadInput
from packfab.geometry import Build, column, joined, rectangle, slice_at
from packfab.process.film_shape import SLABS, FilmShape
from packfab.process.thin_film_wiring import film_levels
from packfab.units import um

FACE = ACTIVE + COAT
COT = 1 / math.tan(math.radians(75))
R0, R1 = um(15), um(15) + COAT * COT
"""nm, radii of a hole at its floor and at the face of its dielectric."""
A = (um(-300), um(-300))
SPUTTERED = {"process": "sputtering", "hole": CONFORMAL, "wall_coverage": 0.3, "etch_factor": 2.0}
ELECTROLESS = {"process": "electroless plating", "hole": CONFORMAL, "etch_factor": 2.0}
SEEDED = {"hole": CONFORMAL, "seed": {"thickness": 500}}


def cone(r0: float, r1: float, height: float) -> float:
    return math.pi * height * (r0**2 + r0 * r1 + r1**2) / 3


def film_in_hole(floor: float, wall: float, *, r0: float = R0, height: float = COAT) -> float:
    """nm3 of a film in a hole up to its rim, by the cone that it leaves open."""
    inner = r0 + floor * COT - wall * math.hypot(1, COT)
    return cone(r0, r0 + height * COT, height) - cone(inner, inner + (height - floor) * COT, height - floor)


def built(**changes: Any) -> Build:
    return made(bare(layer(**changes))).build


def stack(build: Build, x: float, y: float) -> list[tuple[str, float, float]]:
    """(name, z0, z1) of the metal of the thin film over a place."""
    return [(build.solids[r.index].name, r.z0, r.z1) for r in column(build, x, y)
            if r.index >= 0 and build.solids[r.index].role == "rdl"]  # fmt: skip


def width_of_line(build: Build, z: float) -> float:
    """nm, of the hand-drawn line along x at y = 0, half way along it."""
    box = (um(-851), um(-30), um(-849), um(30))
    (piece,) = [p for p in slice_at(build, z, box=box).pieces if p.solid.name == "M1 line Q"]
    within = piece.region & rectangle(*box)
    return within.area / um(2)


def with_line(**changes: Any) -> Build:
    route = {"layer": "M1", "net": "Q", "points": [(um(-1000), 0), (um(-700), 0)]}
    return made(bare(layer(**changes), routes=[route])).build


@pytest.mark.parametrize(("changes", "undercut"), [({}, 0), (SPUTTERED, um(2)), (ELECTROLESS, um(2))])
def test_etched_lines_lean_inwards_and_plated_ones_stand_upright(changes: dict[str, Any], undercut: int) -> None:
    build = with_line(**changes)

    foot, half, head = (width_of_line(build, FACE + z) for z in (1, METAL / 2, METAL - 1))

    assert foot == pytest.approx(um(15), abs=2)
    assert half == pytest.approx(um(15) - undercut, abs=2)
    assert head == pytest.approx(um(15) - 2 * undercut, abs=2)
    assert record(build, "FormWiring").measured["undercut"] == undercut


def test_a_leaning_line_has_the_volume_of_its_trapezoid_and_two_cut_off_cones() -> None:
    u, w, length = um(2), um(15), um(300)

    found = volume(with_line(**SPUTTERED), "M1 line Q")

    assert found == pytest.approx(METAL * length * (w - u) + cone(w / 2, w / 2 - u, METAL), rel=2e-3)


def test_sputtered_metal_is_thin_on_walls() -> None:
    build = built(**SPUTTERED)
    wall = 0.3 * METAL
    middle = ACTIVE + COAT / 2
    inner = R0 + COAT / 2 * COT - wall * math.hypot(1, COT)

    assert stack(build, *A) == [("M1 vias", ACTIVE, ACTIVE + METAL)]
    box = (A[0] - um(40), A[1] - um(40), A[0] + um(40), A[1] + um(40))
    (cut,) = [p for p in slice_at(build, middle, box=box).pieces if p.solid.name == "M1 vias"]
    assert cut.region.area == pytest.approx(math.pi * ((R0 + COAT / 2 * COT) ** 2 - inner**2), rel=1e-3)
    assert volume(build, "M1 vias") == pytest.approx(4 * film_in_hole(METAL, wall), rel=2e-3)


def test_electroless_metal_is_one_film_everywhere() -> None:
    build = built(**ELECTROLESS)

    assert volume(build, "M1 vias") == pytest.approx(4 * film_in_hole(METAL, METAL), rel=2e-3)
    assert record(build, "FormWiring").measured["film_on_wall"] == METAL


def test_a_filled_via_is_the_whole_cone() -> None:
    assert volume(built(), "M1 vias") == pytest.approx(4 * cone(R0, R1, COAT), rel=1e-6)


def test_the_seed_lies_under_plated_metal_and_along_the_hole() -> None:
    build = built(**SEEDED)

    assert stack(build, *A) == [("M1 seed", ACTIVE, ACTIVE + 500), ("M1 vias", ACTIVE + 500, ACTIVE + 500 + METAL)]
    assert stack(build, A[0] + um(25), A[1]) == [("M1 seed", FACE, FACE + 500),
                                                 ("M1 pads", FACE + 500, FACE + 500 + METAL)]  # fmt: skip


@pytest.mark.parametrize("changes", [{}, SEEDED, SPUTTERED, ELECTROLESS],
                         ids=["filled", "seeded", "sputtered", "electroless"])  # fmt: skip
def test_the_record_has_the_volume_of_all_metal(changes: dict[str, Any]) -> None:
    build = built(**changes)
    named = [s.name for s in build.solids if s.role == "rdl" and s.mode != "cut" and s.name != "M1 seed"]

    total = sum(volume(build, name) for name in dict.fromkeys(named))

    measured = record(build, "FormWiring").measured
    assert measured["metal_volume_m3"] == pytest.approx(total * 1e-27, rel=2e-3)
    if "seed" in changes:
        assert measured["seed_volume_m3"] == pytest.approx(volume(build, "M1 seed") * 1e-27, rel=2e-3)


def test_wiring_lies_flat_on_vias_that_were_filled_beforehand() -> None:
    build = built(vias={"material": "w"}, **SPUTTERED)

    assert stack(build, *A) == [("M1 filled vias", ACTIVE, FACE), ("M1 pads", FACE, FACE + METAL)]
    assert record(build, "FillVias").measured["metal_volume_m3"] == pytest.approx(4 * cone(R0, R1, COAT) * 1e-27)
    assert volume(build, "M1 filled vias") == pytest.approx(4 * cone(R0, R1, COAT), rel=1e-6)


def test_a_plan_that_would_run_into_itself_leans_in_slabs() -> None:
    # two broad pieces, joined by a neck that the etch takes away above half its height
    pieces = (rectangle(0, 0, um(40), um(40)), rectangle(um(60), 0, um(100), um(40)))
    plan = joined([*pieces, rectangle(um(40), um(17), um(60), um(23))])

    bodies = FilmShape(um(4), um(4), 0, um(4)).plan(plan, 0)

    assert len(bodies) == SLABS
    areas = [body.area(body.z0) for body in bodies]
    assert areas == sorted(areas, reverse=True)
    assert sum(body.volume for body in bodies) < plan.area * um(4)


def test_a_film_that_is_too_thin_on_walls_is_told() -> None:
    notes = record(built(**SPUTTERED | {"wall_coverage": 0.01}), "FormWiring").notes

    assert len(notes) == 1
    assert "gaps on the walls" in notes[0]


def test_lines_that_the_etch_takes_away_are_refused() -> None:
    with pytest.raises(BadInput, match=r"etching M1 takes its lines away .*16 um"):
        film_levels(bare(layer(process="sputtering", hole=CONFORMAL, thickness=um(4), etch_factor=0.5)))


def test_a_film_that_should_fill_a_hole_is_refused() -> None:
    with pytest.raises(BadInput, match=r"sputtering leaves a film .*fill the holes beforehand"):
        film_levels(bare(layer(process="sputtering")))


def test_holes_that_come_out_wider_than_their_pads_are_refused() -> None:
    """A die 45 um below the surface: the dielectric is 55 um thick over it, not 10 um."""
    design = bare(layer(hole=CONFORMAL, pad=um(50)))
    sunk = MetalSubstrate(size=(um(3000), um(3000)), thickness=um(400), cavities=Cavities(depth=um(220)))

    made(design)
    with pytest.raises(BadInput, match=r"holes of M1 are wider than its pads \(measured 59.474 um .* 55 um deep, al"):
        made(design.model_copy(update={"carrier": sunk}))
