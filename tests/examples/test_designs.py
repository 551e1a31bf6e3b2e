# SPDX-License-Identifier: Apache-2.0
"""Does every molded example read, build, and give the figures that it is there to show?"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import packfab
from packfab.design import Balls, Substrate
from packfab.study import Nets, document_of, nets, top_to_bottom

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CLAIMS = {"000": 20, "001": 26, "002": 12, "003": 20}


@dataclass(frozen=True)
class Expected:
    """Figures of one example: nm for lengths, mm3 for volumes; claims of its document by number.

    met and missed: claims; the others are not applicable. exposed: part of a sink face that lies open. ways: vias or
    side traces of one package. whole: nets that lead from carrier to carrier, or on a panel from a chip to balls or to
    another chip, each one net as built. area_use: packages over the area of their panel.
    """

    packages: int
    standoffs: dict[str, int]
    wires: int
    balls: int
    height: int
    compound: float
    met: set[int]
    missed: set[int] = field(default_factory=set)
    top_balls: int = 0
    exposed: float = 0.0
    ways: int = 0
    whole: int = 0
    area_use: float = 0.0


def _range(*numbers: int | tuple[int, int]) -> set[int]:
    return {k for n in numbers for k in (range(n[0], n[1] + 1) if isinstance(n, tuple) else (n,))}


SINGLE = _range((1, 5), (15, 20))
STOOD = {"T1": 47_547, "T2": 47_547}
SPHERES = {"U1": 135_000, "U2": 135_000}
PAIR = {1, 2, 3, 5, 6}
EXPECTED = {
    "caravel/caravel.yaml": Expected(8, {"U1": 135_000}, 0, 80, 1_082_481, 28.844, SINGLE),
    "caravel/strip.yaml": Expected(40, {"U1": 135_000}, 0, 80, 1_082_481, 28.844, SINGLE),
    "caravel/two-chip.yaml": Expected(4, {"U2": 39_547}, 63, 80, 1_077_028, 29.169, _range((6, 9), (12, 20)), {10, 11}),
    "caravel/three-chip.yaml": Expected(
        4, {"U1": 80_643, "U3": 44_547}, 63, 80, 1_227_671, 38.321, _range((1, 7), (10, 20)), {8, 9}
    ),
    "caravel/lead-frame.yaml": Expected(
        8, {"U2": 44_547}, 63, 0, 679_547, 55.895, _range((6, 9), (14, 20)), {10, 11, 12, 13}
    ),
    "blackparrot/blackparrot.yaml": Expected(8, {"U1": 93_758}, 0, 196, 874_665, 22.447, SINGLE),
    "interposer/interposer.yaml": Expected(
        24, {"U": 44_547, "T1": 44_547, "T2": 44_547}, 0, 100, 444_626, 0.709, _range((1, 3), 6, 7, 13, (15, 20)),
        {4, 5, *range(8, 13), 14},
    ),
    "interposer/u.yaml": Expected(24, {"U1": 49_547}, 0, 20, 606_862, 1.194, _range(1, 2, 3, 5, (15, 20)), {4}),
    "caravel/exposed-sink.yaml": Expected(
        8, {"U1": 135_000}, 0, 80, 1_465_481, 36.861, _range((1, 8), (21, 26)), exposed=30 / 42
    ),
    "caravel/exposed-sink-two-chip.yaml": Expected(
        4, {"U2": 39_547}, 63, 80, 1_567_028, 48.646, _range((9, 13), (16, 20)), {14, 15}, exposed=22 / 32.5
    ),
    "caravel/exposed-sink-three-chip.yaml": Expected(
        4, {"U1": 80_643, "U3": 44_547}, 63, 80, 1_832_671, 63.195, _range((1, 11), (14, 26)), {12, 13},
        exposed=22 / 32.5,
    ),
    "interposer/exposed-sink.yaml": Expected(
        12, {"T1": 49_547, "T2": 49_547}, 0, 20, 816_862, 1.893, _range((1, 6), (8, 11), (16, 18), (20, 26)),
        {7, 12, 13, 14, 15, 19}, exposed=0.96 / 1.4,
    ),
    "caravel/back-to-back.yaml": Expected(
        4, SPHERES, 0, 120, 1_556_256, 29.130, PAIR, {4}, top_balls=120, ways=120, whole=112
    ),
    "caravel/back-to-back-stack.yaml": Expected(
        1, SPHERES, 0, 120, 3_985_658, 3 * 29.1297, PAIR, {4}, top_balls=3 * 120, ways=3 * 120, whole=112
    ),
    "interposer/back-to-back.yaml": Expected(
        6, STOOD, 0, 67, 1_016_516, 4.396, PAIR, {4}, top_balls=67, ways=67, whole=61
    ),
    "interposer/tape.yaml": Expected(
        6, STOOD, 0, 53, 852_516, 4.444, {1, 2, 4, 5, 6}, {3}, top_balls=53, ways=53, whole=53
    ),
    "interposer/side-traces.yaml": Expected(
        4, STOOD, 0, 68, 1_016_516, 13.998, _range(7, 8, (10, 12)), {9}, top_balls=68, ways=61, whole=61
    ),
    "caravel/fan-out.yaml": Expected(
        3933, {}, 0, 100, 462_972, 8.024, set(), _range((1, 20)), whole=57, area_use=0.89097
    ),
    "caravel/fan-out-rdl-first.yaml": Expected(
        4800, {"U1": 56_035}, 0, 116, 546_741, 12.084, _range((13, 20)), _range((1, 12)), whole=57, area_use=0.88891
    ),
    "caravel/fan-out-thin.yaml": Expected(
        4800, {"U1": 56_035}, 0, 116, 434_429, 8.151, set(), _range((1, 20)), whole=57, area_use=0.88891
    ),
    "interposer/fan-out.yaml": Expected(
        9504, {"T1": 34_625, "T2": 34_625}, 0, 56, 377_554, 1.642, _range((1, 4), 6, (9, 10), 12, (18, 20)),
        _range(5, 7, 8, 11, (13, 17)), whole=53, area_use=0.8184,
    ),
}  # fmt: skip
PAIRS = {name: expected for name, expected in EXPECTED.items() if expected.ways}
PANELS = {name: expected for name, expected in EXPECTED.items() if expected.area_use}
SINKS = {name: expected for name, expected in EXPECTED.items() if expected.exposed}
LONE = [name for name in PAIRS if "stack" not in name]


@functools.cache
def evaluated(name: str) -> packfab.Evaluation:
    return packfab.evaluate_file(EXAMPLES / name)


@functools.cache
def netted(name: str) -> Nets:
    return nets(evaluated(name).build)


@pytest.fixture(params=EXPECTED)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=PAIRS)
def pair(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_example_that_is_molded_is_here() -> None:
    found = {str(path.relative_to(EXAMPLES)) for path in EXAMPLES.rglob("*.yaml")
             if "\nsystem: metal-substrate" not in path.read_text(encoding="utf-8")}  # fmt: skip

    assert found == set(EXPECTED)


def test_an_example_names_its_sources(name: str) -> None:
    assert (EXAMPLES / name).with_name("SOURCES.md").is_file()


def test_an_example_makes_its_packages(name: str) -> None:
    done, expected = evaluated(name), EXPECTED[name]

    packages = done.fabrication.packages

    assert packages == expected.packages
    assert not done.findings


def test_an_example_has_its_chips_at_their_standoff(name: str) -> None:
    done = evaluated(name)

    standoffs = {r.parameters["chip"]: r.measured["standoff"] for r in done.records
                 if r.step in {"FlipChipBond", "SolderPinsDown"}}  # fmt: skip

    assert standoffs == EXPECTED[name].standoffs


def test_an_example_has_its_wires_and_balls(name: str) -> None:
    done, expected = evaluated(name), EXPECTED[name]

    wires = sum(len(s.places) for s in done.build.select(role="wire"))
    balls = [(s.part.endswith("top balls"), len(s.places)) for s in done.build.select(role="ball")]

    assert wires == expected.wires
    assert sum(n for top, n in balls if not top) == expected.balls
    assert sum(n for top, n in balls if top) == expected.top_balls


def test_an_example_has_its_height(name: str) -> None:
    low, high = evaluated(name).build.z_range

    assert high - low == EXPECTED[name].height


def test_an_example_is_filled_without_voids(name: str) -> None:
    done = evaluated(name)

    roles = done.volumes.by("role")

    assert not done.build.select(role="void", part="mold")
    assert roles["encapsulant"] / 1e18 == pytest.approx(EXPECTED[name].compound, abs=1e-3)


def test_an_example_answers_the_claims_as_it_should(name: str) -> None:
    done, expected = evaluated(name), EXPECTED[name]
    document = document_of(done.package)

    status = {int(c.id.removeprefix(f"{document}.c")): c.status for c in done.claims}

    assert {k for k, s in status.items() if s == "met"} == expected.met
    assert {k for k, s in status.items() if s == "not met"} == expected.missed
    assert set(status) == set(range(1, CLAIMS[document] + 1))


def test_the_strip_gives_the_same_package_as_the_main_example() -> None:
    main, strip = evaluated("caravel/caravel.yaml"), evaluated("caravel/strip.yaml")

    volumes = [done.volumes.by("material") for done in (main, strip)]

    assert volumes[0] == pytest.approx(volumes[1], rel=1e-9)


@pytest.mark.parametrize("name", SINKS)
def test_a_film_keeps_its_share_of_the_sink_face_free_of_flash(name: str) -> None:
    done = evaluated(name)

    shot = next(r.measured for r in done.records if r.step == "Mold")

    assert shot["exposed_fraction"] == pytest.approx(SINKS[name].exposed, rel=1e-9)
    assert shot["flash_thickness"] == 0


def test_each_net_between_the_carriers_of_a_pair_is_one_net_as_built(pair: str) -> None:
    package, expected = evaluated(pair).package, PAIRS[pair]
    known = netted(pair)
    places = package.vias or package.balls
    assert places is not None

    wanted = {pad.net for pad in places.pads.pads}
    vias = sum(part.solid == "via wall" for part in known.parts)
    traces = {part.solid for part in known.parts if part.solid.startswith("side trace ")}

    assert vias + len(traces) == expected.ways
    assert len(wanted) == expected.whole
    assert {net.name for net in known.nets if net.pieces == 1} >= wanted
    assert not known.shorts


@pytest.mark.parametrize("name", LONE)
def test_a_pair_is_as_high_as_its_carriers_the_gap_and_its_balls(name: str) -> None:
    package, expected = evaluated(name).package, EXPECTED[name]
    assert isinstance(package.carrier, Substrate)
    assert package.balls is not None
    standoffs = sum(expected.standoffs.values())
    backs = sum(package.dies[die].thickness for die in {chip.die for chip in package.chips})

    bond = package.back_bond.bond_line if package.back_bond else 0
    height = standoffs + 2 * backs + bond + 2 * _body(package.carrier) + 2 * _ball(package.balls)

    assert expected.height == pytest.approx(height, abs=3)


@pytest.mark.parametrize("name", [name for name in LONE if "tape" not in name])
def test_every_net_of_both_real_chips_comes_out_at_a_via_or_a_side_trace(name: str) -> None:
    package = evaluated(name).package
    places = package.vias or package.balls
    assert places is not None

    on_dies = {pad.net for die in package.dies.values() for pad in die.pads["bumps"].pads}

    assert on_dies == {pad.net for pad in places.pads.pads}


def test_all_supply_pads_of_both_dies_hang_on_their_planes() -> None:
    known = netted("interposer/back-to-back.yaml")

    pads = {net: [known.parts[i].part for i in known.bodies(net) if known.parts[i].role == "pad"]
            for net in ("VDD", "VSS")}  # fmt: skip

    assert {net: (found.count("T1"), found.count("T2")) for net, found in pads.items()} == {
        "VDD": (16, 16), "VSS": (16, 16)}  # fmt: skip


def test_a_net_of_a_stack_leads_from_its_top_ball_through_all_packages() -> None:
    known = netted("caravel/back-to-back-stack.yaml")

    parts = [part.part for part in top_to_bottom(known, known.nets[0].name)]

    assert parts[0] == "P3 top balls"
    assert parts[-1] == "balls"
    assert {"P3 vias", "P2 vias", "vias"} <= set(parts)


@pytest.mark.parametrize("name", PANELS)
def test_every_net_of_a_fan_out_is_one_net_from_its_pins_to_its_balls(name: str) -> None:
    package, known = evaluated(name).package, netted(name)
    assert package.balls is not None
    on_pins = {pad.net for die in package.dies.values() for pads in die.pads.values() for pad in pads.pads}
    with_ball = {pad.net for pad in package.balls.pads.pads} - {""}

    whole = {net.name for net in known.nets if net.pieces == 1}
    ends = {net: {known.parts[i].role for i in known.bodies(net)} for net in whole}

    assert whole == on_pins
    assert len(whole) == PANELS[name].whole
    assert all("pin" in roles for roles in ends.values())
    assert {net for net, roles in ends.items() if "ball" in roles} == with_ball
    assert not known.shorts


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_is_used_as_far_as_its_edge_and_lanes_allow(name: str) -> None:
    done = evaluated(name)

    panel = next(r.measured for r in done.records if r.step == "ProvidePanel")

    assert panel["area_use"] == pytest.approx(PANELS[name].area_use, abs=1e-5)


def _body(carrier: Substrate) -> int:
    """nm from the upper dielectric to the lower one."""
    kinds = [layer.kind for layer in carrier.layers]
    first, last = kinds.index("dielectric"), len(kinds) - kinds[::-1].index("dielectric")
    return sum(layer.thickness for layer in carrier.layers[first:last])


def _ball(balls: Balls) -> float:
    """nm from the carrier body to the tip of a ball: its pad, and a cap of the volume of a sphere on that pad."""
    radius, wanted = balls.land.diameter / 2, balls.diameter**3  # V = pi h (3 a^2 + h^2) / 6 = pi d^3 / 6
    root = math.sqrt(wanted**2 / 4 + radius**6)
    return balls.land.thickness + math.cbrt(wanted / 2 + root) + math.cbrt(wanted / 2 - root)
