# SPDX-License-Identifier: Apache-2.0
"""Are devices told as they were built: with the heights and widths that the line gave them?"""

from __future__ import annotations

from pathlib import Path

import pytest

from packfab.design import Package
from packfab.errors import BadInput
from packfab.geometry import Build
from packfab.io import SpecFile
from packfab.study import built_stack, device_values, devices_data, fabricated, one_package, read_design

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def design() -> SpecFile:
    return read_design(EXAMPLES / "thin-film" / "devices.yaml")


@pytest.fixture(scope="module")
def build(design: SpecFile) -> Build:
    return one_package(fabricated(design).build)


def test_every_device_of_the_design_is_told_and_built_as_drawn(design: SpecFile, build: Build) -> None:
    values = device_values(design.package, build, design.library)

    assert [v.name for v in values] == [d.name for d in design.package.thin_film.devices]  # type: ignore[union-attr]
    for value in values:
        assert value.drawn == pytest.approx(value.wanted, rel=1e-4)
        assert value.built == pytest.approx(value.drawn, rel=3e-3)
        assert value.source


def test_heights_of_the_build_are_those_of_the_design(design: SpecFile, build: Build) -> None:
    stack = built_stack(design.package, build)

    first, second = stack.layers[:2]
    assert (first.z0, first.z1, first.lean) == (116_000, 117_500, 500)
    assert second.dielectric_z0 == first.z0
    assert stack.below == (("epoxy_unfilled", 0, 110_000),)


def test_a_site_that_is_asked_for_tells_the_same(design: SpecFile) -> None:
    other = one_package(fabricated(design).build, (1, 1))

    values = device_values(design.package, other, design.library)

    assert all(abs(v.off) < 3e-3 for v in values)


def test_devices_are_plain_data(design: SpecFile, build: Build) -> None:
    data = devices_data(device_values(design.package, build, design.library))

    assert {row["kind"] for row in data} == {"resistor", "inductor", "capacitor", "wave-guide", "filter", "sensor"}
    assert all({"wanted", "drawn", "built", "off", "formula", "details"} <= set(row) for row in data)


def test_a_package_without_a_thin_film_has_no_devices() -> None:
    package: Package = read_design(EXAMPLES / "caravel" / "caravel.yaml").package

    with pytest.raises(BadInput, match="made of the wiring of a thin-film circuit"):
        device_values(package, Build(()), read_design(EXAMPLES / "caravel" / "caravel.yaml").library)
