# SPDX-License-Identifier: Apache-2.0
"""Do blocks and cylinders stand for what was built: same place, same volume, later over earlier?"""

from __future__ import annotations

import numpy as np
import pytest

from packfab.errors import BadInput
from packfab.geometry import Build, Frustum, Prism, Solid, add, at, owners, rectangle, region, volumes
from packfab.materials import Library
from packfab.study.exchange.blocks import AIR, Block, blocks
from packfab.study.exchange.thermal_model import thermal_model
from packfab.units import um


def slab(name: str, box: tuple[int, int, int, int], z: tuple[int, int], material: str, **more: object) -> Solid:
    x0, y0, x1, y1 = (um(v) for v in box)
    role = str(more.pop("role", "carrier"))
    return Solid(name, Prism(rectangle(x0, y0, x1, y1), um(z[0]), um(z[1])), material, role, part=name, **more)  # type: ignore[arg-type]


def package() -> Build:
    """A mask with an opening that stays open, a die on bumps, compound around all."""
    bump = Frustum(um(20), um(80), um(40), um(60))
    return add(
        Build(),
        [
            slab("core", (-1000, -800, 1000, 800), (-200, 0), "bt_hl832nx"),
            slab("mask", (-1000, -800, 1000, 800), (0, 20), "solder_mask"),
            slab("hole", (700, 500, 800, 600), (0, 20), "", mode="cut"),
            Solid("bumps", bump, "sac305", "bump", at([(um(-200), 0), (um(200), 0)]), part="U1"),
            slab("U1", (-400, -300, 400, 300), (80, 280), "si_iso", role="die"),
            slab("mold", (-1000, -800, 600, 800), (20, 400), "emc_muf", role="encapsulant", mode="under"),
        ],
    )


def painted(found: tuple[Block, ...], points: np.ndarray) -> list[str]:
    owner = np.full(len(points), -1)
    for i, one in enumerate(found):
        x0, y0, x1, y1 = one.box
        inside = (points >= (x0, y0, one.z0)).all(axis=1) & (points < (x1, y1, one.z1)).all(axis=1)
        if one.kind == "cylinder":
            inside &= np.hypot(points[:, 0] - (x0 + x1) / 2, points[:, 1] - (y0 + y1) / 2) < (x1 - x0) / 2
        owner[inside] = i
    return [found[i].material if i >= 0 else AIR for i in owner]


def test_every_point_has_the_material_that_was_built() -> None:
    build = package()
    x0, y0, x1, y1 = build.box
    z0, z1 = build.z_range
    points = np.random.default_rng(4).uniform([x0, y0, z0], [x1, y1, z1], (20_000, 3))
    away = np.hypot(np.abs(points[:, 0]) - um(200), points[:, 1]) > um(65)
    kept = points[away]
    found = painted(blocks(build), kept)
    wanted = [build.solids[i].material if i >= 0 else AIR for i in owners(build, kept)]

    assert found == wanted


def test_round_bodies_keep_their_volume() -> None:
    build = package()
    solder = sum(one.volume for one in blocks(build) if one.material == "sac305")

    assert solder == pytest.approx(float(volumes(build).of[3]), rel=1e-9)


def test_equal_outlines_on_each_other_are_one_body() -> None:
    build = add(Build(), [slab("a", (0, 0, 10, 10), (0, 5), "cu_bulk"), slab("a", (0, 0, 10, 10), (5, 9), "cu_bulk")])

    assert len(blocks(build)) == 2
    assert len(blocks(add(Build(), slab("a", (0, 0, 10, 10), (0, 9), "cu_bulk")))) == 1


def test_a_slanting_outline_keeps_its_area() -> None:
    ring = [(0.0, 0.0), (um(100.0), um(40.0)), (um(60.0), um(140.0)), (um(-40.0), um(100.0))]
    build = add(Build(), Solid("turned", Prism(region([ring]), 0, um(10)), "cu_bulk", "die", part="U1"))
    copper = [one for one in blocks(build) if one.material == "cu_bulk"]

    assert sum(one.volume for one in copper) == pytest.approx(float(volumes(build).of[0]), rel=1e-6)


def test_power_lies_on_the_face_with_the_pads() -> None:
    pad = Solid("pads", Frustum(um(78), um(80), um(30), um(30)), "al_pure", "pad", at([(um(-200), 0)]), part="U1")
    model = thermal_model("p", add(package(), pad), Library.builtin(), {"U1": 2.0})
    (source,) = [body for body in model.bodies if body.kind == "source"]

    assert source.power == 2.0
    assert source.location[2] == pytest.approx(80e-6)
    assert source.size == pytest.approx((800e-6, 600e-6, 0.0))


def test_power_of_an_unknown_chip_is_refused() -> None:
    with pytest.raises(BadInput, match="no chip 'U9'"):
        thermal_model("p", package(), Library.builtin(), {"U9": 1.0})
