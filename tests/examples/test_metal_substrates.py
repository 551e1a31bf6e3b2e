# SPDX-License-Identifier: Apache-2.0
"""Do the examples on a metal substrate read, build, and give the figures that they are there to show?"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import pytest

import packfab
from packfab.checks import DOCUMENTS
from packfab.study import Nets, nets

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
POINTS = ("ball", "bump", "lead pin")


@dataclass(frozen=True)
class Expected:
    """Figures of one example; height: nm; packages: dies in each package that is sawn out, from the first one on.

    points: balls, bumps or pins of one package; nets: of one package, each whole as built; metal: mm3 of wiring of one
    package (a regression value); met: claims of document 004.
    """

    packages: tuple[int, ...]
    points: int
    nets: int
    height: int
    metal: float
    met: frozenset[int]


def _range(*numbers: int | tuple[int, int]) -> frozenset[int]:
    return frozenset(k for n in numbers for k in (range(n[0], n[1] + 1) if isinstance(n, tuple) else (n,)))


EXPECTED: dict[str, Expected] = {
    "caravel/metal-substrate.yaml": Expected(
        (1,) * 12, 63, 57, 904_142, 0.29705,
        _range(1, (6, 9), (13, 17), 22, (25, 29), 61, 62, (64, 66), (70, 73), 75, 76, (83, 85), (87, 93)),
    ),
    "interposer/metal-substrate-transfer.yaml": Expected(
        (3,) * 4, 92, 105, 772_550, 0.06609,
        _range(1, (5, 9), (13, 17), (25, 30), 32, (36, 40), (44, 48), 52, (56, 61), 63, (70, 73), 75, 76,
               (83, 85), 87, 88, (95, 99), 102, (104, 110), 112, 113, (120, 122), 124, 125, (132, 136), 138),
    ),
    "interposer/metal-substrate.yaml": Expected(
        (3,) * 9, 92, 105, 687_550, 0.06609,
        _range(1, (5, 9), (13, 17), (22, 30), 32, (36, 40), (44, 48), 52, (54, 61), (63, 65), (67, 73), 75,
               76, (83, 85), 87, 88, (95, 99)),
    ),
    "thin-film/devices.yaml": Expected(
        (1, 2), 12, 19, 1_672_900, 0.10905,
        _range((1, 21), (25, 29), 61, 62, (70, 72), (74, 76), 83, 84, (86, 88), (95, 101)),
    ),
    "thin-film/pair.yaml": Expected(
        (2, 4), 16, 17, 1_151_400, 0.00308,
        _range((1, 22), (25, 30), (32, 53), (56, 61), (63, 66), (70, 73), 75, 76, 83, 84, (86, 92), 94),
    ),
    "thin-film/single.yaml": Expected(
        (1,) * 20, 10, 10, 571_160, 0.00092,
        _range(1, (6, 9), 13, (27, 29), 61, 62, 72, 73, (75, 81)),
    ),
    "thin-film/transfer-four-layers.yaml": Expected(
        (1, 2), 10, 10, 592_300, 0.02563,
        _range(1, (6, 9), (13, 17), (25, 29), 61, 62, (70, 72), (74, 76), 83, 84, (86, 88), (95, 103),
               (105, 109), (111, 113), 120, 121, (123, 125), (132, 138)),
    ),
    "thin-film/transfer-one-layer.yaml": Expected(
        (1, 2), 10, 10, 554_700, 0.00071,
        _range(1, (6, 9), 13, (25, 29), 61, 62, (70, 72), (74, 82), 102, 103, (105, 109), (111, 119)),
    ),
    "thin-film/transfer-two-layers.yaml": Expected(
        (1, 2), 10, 10, 567_900, 0.00148,
        _range(1, (6, 9), (13, 17), (25, 29), 61, 62, (70, 72), (74, 76), 83, 84, (86, 94), 102, 103,
               (105, 109), (111, 113), 120, 121, (123, 131)),
    ),
    "thin-film/twins.yaml": Expected(
        (2,) * 4, 20, 18, 638_298, 0.00103,
        _range(1, (5, 9), 13, (27, 31), (36, 40), 44, (58, 62), 72, 73, (75, 80), 82),
    ),
}  # fmt: skip


@functools.cache
def evaluated(name: str) -> packfab.Evaluation:
    return packfab.evaluate_file(EXAMPLES / name)


@functools.cache
def netted(name: str) -> Nets:
    return nets(evaluated(name).build)


@pytest.fixture(params=EXPECTED)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_example_on_metal_is_here() -> None:
    found = {str(path.relative_to(EXAMPLES)) for path in EXAMPLES.rglob("*.yaml")
             if "\nsystem: metal-substrate" in path.read_text(encoding="utf-8")}  # fmt: skip

    assert found == set(EXPECTED)


def test_an_example_names_its_sources(name: str) -> None:
    assert (EXAMPLES / name).with_name("SOURCES.md").is_file()


def test_an_example_makes_its_packages_without_a_finding(name: str) -> None:
    done = evaluated(name)

    sawn = next(r.measured["dies_per_package"] for r in done.records if r.step == "Saw")

    assert sawn == EXPECTED[name].packages
    assert len(sawn) == done.fabrication.packages
    assert not done.findings


def test_an_example_has_its_bonding_points_and_its_height(name: str) -> None:
    done, expected = evaluated(name), EXPECTED[name]

    low, high = done.build.z_range

    assert sum(len(s.places) for role in POINTS for s in done.build.select(role=role)) == expected.points
    assert high - low == expected.height


def test_a_package_is_as_large_as_its_carrier_in_a_block_or_alone(name: str) -> None:
    done = evaluated(name)
    x0, y0, x1, y1 = done.build.box

    assert (x1 - x0, y1 - y0) == done.package.carrier.size


def test_every_net_of_an_example_is_one_net_as_built(name: str) -> None:
    known = netted(name)

    assert not known.opens
    assert not known.shorts
    assert len(known.nets) == EXPECTED[name].nets


def test_every_pad_of_the_dies_hangs_on_the_net_that_its_die_names(name: str) -> None:
    package, known = evaluated(name).package, netted(name)
    wanted = {(chip.name, pad.net) for chip in package.chips for pads in package.dies[chip.die].pads.values()
              for pad in pads.pads}  # fmt: skip

    found = {(known.parts[i].part, net.name) for net in known.nets for i in known.bodies(net.name)
             if known.parts[i].role == "pad"}  # fmt: skip

    assert found == wanted


def test_an_example_has_its_wiring_metal(name: str) -> None:
    roles = evaluated(name).volumes.by("role")

    assert roles["rdl"] / 1e18 == pytest.approx(EXPECTED[name].metal, abs=6e-6)


def test_an_example_answers_the_claims_as_it_should(name: str) -> None:
    claims = evaluated(name).claims

    met = {int(c.id.removeprefix("004.c")) for c in claims if c.status == "met"}

    assert met == EXPECTED[name].met
    assert [c.id for c in claims] == [f"004.c{n}" for n in range(1, 139)]


def test_the_examples_together_meet_every_claim() -> None:
    met = {n for expected in EXPECTED.values() for n in expected.met}

    assert met == set(range(1, len(DOCUMENTS["004"].claims) + 1))


def test_both_methods_make_the_same_wiring_of_the_module() -> None:
    direct, transfer = (evaluated(f"interposer/metal-substrate{way}.yaml").volumes.by("role")
                        for way in ("", "-transfer"))  # fmt: skip

    assert direct["rdl"] == pytest.approx(transfer["rdl"], rel=1e-9)
    assert direct["ball"] == pytest.approx(transfer["ball"], rel=1e-9)


def test_the_signals_between_the_dies_of_the_module_run_in_metal_alone() -> None:
    known = netted("interposer/metal-substrate.yaml")
    dies = {net.name: {known.parts[i].part for i in known.bodies(net.name) if known.parts[i].role == "pad"}
            for net in known.nets}  # fmt: skip
    balls = {net.name for net in known.nets if any(known.parts[i].role == "ball" for i in known.bodies(net.name))}

    between = {net for net, found in dies.items() if len(found) > 1}

    assert len(between - balls) == 54
    assert len(balls) == 51
    assert len(dies) == len(between | balls) == 105
