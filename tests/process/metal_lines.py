# SPDX-License-Identifier: Apache-2.0
"""Which small lines with a metal substrate do the tests run, up to the first dielectric?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from packfab.design import (
    Adhesive,
    BacksideChip,
    Die,
    Filling,
    FirstFilling,
    MetalSubstrate,
    TemporarySubstrate,
    pad_grid,
)
from packfab.errors import BadInput
from packfab.geometry import Build, Line, column, section, slice_at
from packfab.process import (
    AttachBackside,
    AttachFaceDown,
    AttachMetal,
    FillAround,
    FillOver,
    Flow,
    GrindBacks,
    LaminateFirstLayer,
    Layout,
    ProvideMetalSubstrate,
    ProvideTemporary,
    PunchFirstLayer,
    RemoveTemporary,
    Step,
    TurnOver,
    run,
)
from packfab.units import mm, um

Chips = tuple[tuple[BacksideChip, Die], ...]
SITE = (mm(10), mm(8))


def metal(**changes: Any) -> MetalSubstrate:
    return MetalSubstrate(size=SITE, **changes)


def layout(columns: int = 1, rows: int = 1) -> Layout:
    pitch = (SITE[0] + um(250), SITE[1] + um(250))
    return Layout(SITE, SITE, columns, rows, pitch, rail=mm(3), kerf=um(250))


def chip(name: str = "U1", *, size: tuple[float, float] = (3.0, 2.0), at: tuple[float, float] = (-2.0, 0.5),
         degrees: float = 0.0, thickness: float = 300, bond: float = 25, **changes: Any
         ) -> tuple[BacksideChip, Die]:  # fmt: skip
    pads = {"bumps": pad_grid(4, 3, pitch=um(500), diameter=um(100), net=f"{name}_{{name}}")}
    die = Die(size=(mm(size[0]), mm(size[1])), thickness=um(thickness), pads=pads, **changes)
    made = BacksideChip(name=name, die=name.lower(), at=(mm(at[0]), mm(at[1])), rotation=math.radians(degrees),
                        adhesive=Adhesive(bond_line=um(bond)))  # fmt: skip
    return made, die


def two(**second: Any) -> Chips:
    return chip(), chip("U2", **{"size": (2.0, 2.0), "at": (2.4, -1.0), "degrees": 30.0, **second})


def direct(of: MetalSubstrate, chips: Chips, *more: Step, where: Layout | None = None) -> list[Step]:
    steps: list[Step] = [ProvideMetalSubstrate(of, where or layout(), chips)]
    if of.first_layer is not None:
        steps += [PunchFirstLayer(of, chips), LaminateFirstLayer(of)]
    return [*steps, *(AttachBackside(c, d) for c, d in chips), *more]


def transfer(chips: Chips, *more: Step, thickness: float = 100, where: Layout | None = None, keep: bool = False,
             of: MetalSubstrate | None = None) -> list[Step]:  # fmt: skip
    names = tuple(c.name for c, _ in chips)
    return [ProvideTemporary(TemporarySubstrate(), where or layout()), *(AttachFaceDown(c, d) for c, d in chips),
            FillOver(FirstFilling(keep=keep)), GrindBacks(um(thickness)),
            AttachMetal(of or metal(), Adhesive(), names), TurnOver(), RemoveTemporary(keep), *more]  # fmt: skip


def around(error: float = 0, **changes: Any) -> FillAround:
    return FillAround(Filling(error=um(error)), **changes)


def stages(steps: Sequence[Step]) -> list[Build]:
    return [build for build, _ in run(Flow("metal", tuple(steps)))]


def ran(steps: Sequence[Step]) -> Build:
    return stages(steps)[-1]


def record(build: Build, step: str) -> Mapping[str, Any]:
    return next(r for r in reversed(build.records) if r.step == step).measured


def notes(build: Build, step: str) -> str:
    return " | ".join(next(r for r in reversed(build.records) if r.step == step).notes)


def refused(steps: Sequence[Step]) -> str:
    with pytest.raises(BadInput) as caught:
        ran(steps)
    return str(caught.value)


def upwards(build: Build, x: float, y: float) -> list[tuple[str, float, float]]:
    """Names of what stands above a point (mm) with its ends in um, `void` included."""
    return [(build.solids[r.index].name if r.index >= 0 else "void", r.z0 / 1e3, r.z1 / 1e3)
            for r in column(build, mm(x), mm(y))]  # fmt: skip


def areas_at(build: Build, z: float) -> dict[str, float]:
    """mm2 by name just above z (um)."""
    found: dict[str, float] = {}
    for piece in slice_at(build, um(z)).pieces:
        found[piece.solid.name] = found.get(piece.solid.name, 0.0) + piece.region.area * 1e-12
    return found


def along(build: Build, y: float) -> dict[str, tuple[float, float, float, float]]:
    """Box (u0, z0, u1, z1) in um of each name on the section at y (mm), u from x = 0."""
    line = Line((0, mm(y)), (mm(20), mm(y)))
    found: dict[str, tuple[float, float, float, float]] = {}
    for piece in section(build, line).pieces:
        box = tuple(v / 1e3 for v in piece.region.box)
        old = found.get(piece.solid.name, box)
        found[piece.solid.name] = (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3]))
    return found
