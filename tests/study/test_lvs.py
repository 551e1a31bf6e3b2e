# SPDX-License-Identifier: Apache-2.0
"""Are fabricated packages compared with their designs, faults planted in them found, and no false alarm raised?"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.design import Package
from packfab.geometry import Build, Prism, Solid, add, at, kept, rectangle
from packfab.io import read_spice
from packfab.study import (
    Shown,
    fabricated,
    findings_of,
    lvs,
    lvs_data,
    lvs_findings,
    lvs_summary,
    one_package,
    read_design,
    shown,
)
from packfab.study.exchange import netlist_devices, netlist_text
from packfab.units import um

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FAST = ("caravel/caravel", "caravel/strip", "caravel/exposed-sink", "interposer/u", "thin-film/single",
        "thin-film/twins", "thin-film/devices", "thin-film/transfer-one-layer")  # fmt: skip


@cache
def made(name: str) -> tuple[Package, Build]:
    """An example, fabricated."""
    spec = read_design(EXAMPLES / f"{name}.yaml")
    return spec.package, one_package(fabricated(spec).build)


@pytest.mark.parametrize("name", FAST)
def test_a_sound_package_has_no_mismatch(name: str) -> None:
    package, build = made(name)

    assert lvs(package, build).mismatches == ()


def with_solids(build: Build, change: dict[str, Solid]) -> Build:
    """The build with the solids of these names replaced."""
    return replace(build, solids=tuple(change.get(s.name, s) for s in build.solids))


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 59))
def test_a_bump_that_is_missing_is_told_as_one_missing_joint(number: int) -> None:
    package, build = made("caravel/caravel")
    bumps = next(s for s in build.solids if s.name == "U1 bumps")
    pad = package.dies["caravel"].pads["bumps"].pads[number] if "caravel" in package.dies else None
    rest = kept(bumps, [k for k in range(len(bumps.places)) if k != number])

    (found,) = lvs(package, with_solids(build, {"U1 bumps": rest})).mismatches

    assert found.kind == "missing"
    assert pad is None or found.nets == ((pad.net,) if pad.net else ())
    assert found.where[:2] == pytest.approx([v / 1000 for v in bumps.places[number].tolist()], abs=100)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 59), st.integers(0, 59))
def test_metal_between_two_bumps_is_a_short_of_their_nets(one: int, other: int) -> None:
    package, build = made("caravel/caravel")
    bumps = next(s for s in build.solids if s.name == "U1 bumps")
    (x0, y0), (x1, y1) = bumps.places[one].tolist(), bumps.places[other].tolist()
    z = (bumps.z0 + bumps.z1) // 2
    island = Prism(rectangle(-um(5), -um(5), um(5), um(5)), z, z + um(5))
    steps = max(1, round(max(abs(x1 - x0), abs(y1 - y0)) / um(8)))
    line = [(x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps) for k in range(steps + 1)]
    build = add(build, Solid("dust", island, "sac305", "bump", at(line), part="U1"))

    found = lvs(package, build).mismatches

    on = {n for n in (bumps.nets_by_place[one], bumps.nets_by_place[other]) if n}
    assert [m.kind for m in found] == ([] if one == other or len(on) == 1 else ["short"])
    assert all(on <= set(m.nets) for m in found)


@settings(max_examples=5, deadline=None)
@given(st.permutations(range(10)))
def test_nets_that_exchange_ends_are_told_once(order: list[int]) -> None:
    package, build = made("thin-film/single")
    contacts = package.thin_film.contacts or package.balls.pads  # type: ignore[union-attr]
    (a, b), pads = sorted(order[:2]), list(contacts.pads)
    names = pads[a].net, pads[b].net
    for k, net in ((a, names[1]), (b, names[0])):
        pads[k] = replace(pads[k], net=net)
    swapped = contacts.model_copy(update={"pads": tuple(pads)})
    film = package.thin_film.model_copy(update={"contacts": swapped})  # type: ignore[union-attr]
    balls = package.balls and package.balls.model_copy(update={"pads": swapped})
    wanted = package.model_copy(update={"thin_film": film, "balls": balls})

    found = lvs(wanted, build).mismatches

    assert [(m.kind, set(m.nets)) for m in found] == ([("swapped", set(names))] if names[0] != names[1] else [])


def test_metal_that_is_not_drawn_is_counted() -> None:
    known = lvs(*made("caravel/caravel"))

    assert sum(known.undrawn.values()) > 0
    assert "rest on metal that is not drawn" in lvs_summary(known)
    assert lvs(*made("thin-film/single")).undrawn == {}


def test_a_heat_sink_may_float_and_the_reason_is_told() -> None:
    known = lvs(*made("caravel/exposed-sink"))

    assert set(known.excused.values()) == {"a heat sink carries no net"}


def test_mismatches_are_findings_data_and_outlines() -> None:
    package, build = made("caravel/caravel")
    island = Prism(rectangle(0, 0, um(50), um(50)), build.z_range[1] + um(10), build.z_range[1] + um(20))
    known = lvs(package, add(build, Solid("island", island, "cu_plated", "trace", part="mold")))

    (finding,) = lvs_findings(known)
    drawn = shown(known, known.mismatches[0])
    data = lvs_data(known)

    assert (finding.rule, finding.severity) == ("floating", "warning")
    assert "island (mold)" in finding.what
    assert isinstance(drawn, Shown)
    assert [region.area for _, _, region in drawn.outlines] == [pytest.approx(um(50) ** 2)]
    assert data["mismatches"][0]["kind"] == "floating"
    assert len(data["terminals"]) == len(known.terminals)


def test_a_check_tells_floating_metal_too() -> None:
    package, build = made("caravel/caravel")
    island = Prism(rectangle(0, 0, um(50), um(50)), build.z_range[1] + um(10), build.z_range[1] + um(20))
    build = add(build, Solid("island", island, "cu_plated", "trace", part="mold"))

    assert "floating" in [finding.rule for finding in findings_of(build, package=package)]
    assert "floating" not in [finding.rule for finding in findings_of(build)]


def test_the_netlist_reads_back_as_what_was_built() -> None:
    spec = read_design(EXAMPLES / "thin-film" / "devices.yaml")
    package, build = made("thin-film/devices")
    known = lvs(package, build)

    found = read_spice(netlist_text("devices", known, netlist_devices(package, build, spec.library)))

    by_port = {port.name: port.node for port in found.ports}
    assert {t.net for t in known.terminals if t.net} >= set(by_port.values())
    assert all(by_port[f"{t.part}.{t.name}"] == t.net for t in known.terminals if f"{t.part}.{t.name}" in by_port)
    assert {device.kind for device in found.devices} <= {"R", "L", "C"}
    assert found.devices
    assert all(device.value > 0 for device in found.devices)


def test_an_open_net_is_two_nodes_and_a_short_one() -> None:
    package, build = made("thin-film/single")
    pads = next(s for s in build.solids if s.part == "U1" and s.role == "pad")
    x, y = pads.places[0].tolist()
    hole = Prism(rectangle(x - um(200), y - um(200), x + um(200), y + um(200)), pads.z1, pads.z1 + um(2))
    broken = add(build, Solid("mill", hole, "", "removal", mode="cut"))

    known = lvs(package, broken)
    nodes = {port.node for port in read_spice(netlist_text("single", known)).ports}

    assert any(node.endswith("#2") for node in nodes)
    assert {m.kind for m in known.mismatches} <= {"open", "missing", "near miss"}
