# SPDX-License-Identifier: Apache-2.0
"""Does a released beam hang over a cavity, held by its anchor alone?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from packfab.design import Sensor
from packfab.errors import BadInput
from packfab.geometry import Build, column
from packfab.materials import Library
from packfab.process import ReleaseSensor, devices_of, fabricate, one_package
from packfab.study import read_design

SPEC = Path(__file__).resolve().parents[2] / "examples" / "thin-film" / "devices.yaml"


@pytest.fixture(scope="module")
def release() -> ReleaseSensor:
    drawn = next(d for d in devices_of(read_design(SPEC).package, Library.builtin()) if d.cavity is not None)
    assert isinstance(drawn.device, Sensor)
    return ReleaseSensor(drawn.device, drawn)


@pytest.fixture(scope="module")
def wired() -> Build:
    """The line before anything was released, passivation on it."""
    stages = fabricate(read_design(SPEC).package)
    whole = next(s for s, r in zip(stages.stages, stages.records, strict=True) if r.step == "Passivate")
    return replace(whole, solids=tuple(s for s in whole.solids if "cavity" not in s.name))


def role_of(build: Build, index: int) -> str:
    return build.solids[index].role if index >= 0 else "void"


def test_nothing_lies_between_beam_and_electrode_nor_over_the_beam(release: ReleaseSensor, wired: Build) -> None:
    build = one_package(release.apply(wired).build)

    x, y = release.sensor.at
    stack = [(role_of(build, layer.index), layer.z0, layer.z1) for layer in column(build, x, y)]

    metal = [(low, high) for role, low, high in stack if role == "sensor"]
    above = [(role, low, high) for role, low, high in stack if low >= metal[0][1]]
    assert {role for role, _, _ in above} == {"sensor", "void"}
    assert next(high - low for role, low, high in above if role == "void") == 8_000


def test_the_anchor_stays_on_its_dielectric(release: ReleaseSensor, wired: Build) -> None:
    build = one_package(release.apply(wired).build)

    end = next(t for t in release.drawn.terminals if t.layer == release.sensor.layer)
    roles = [role_of(build, layer.index) for layer in column(build, *end.place)]

    assert roles[-1] == "passivation"
    assert "insulator" in roles


def test_it_records_resonance_gap_and_depth(release: ReleaseSensor, wired: Build) -> None:
    measured = release.apply(wired).measured

    assert measured["resonance_Hz"] == pytest.approx(100e3, rel=1e-4)
    assert measured["gap"] == 8_000
    assert measured["beams"] == 3


def test_a_sensor_that_is_not_on_the_line_is_told(release: ReleaseSensor, wired: Build) -> None:
    bare = replace(wired, solids=tuple(s for s in wired.solids if s.role != "sensor"))

    with pytest.raises(BadInput, match="the electrode of sensor S1 is not on the line"):
        release.apply(bare)
