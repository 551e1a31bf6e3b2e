# SPDX-License-Identifier: Apache-2.0
"""Does each net of a thin film get its home, its stacked vias and its metal, and is what cannot be made told?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from films import BALLS, NETS, PADS, bare, layer, package, pads

from packfab.design import Package
from packfab.errors import BadInput, PackfabError
from packfab.materials import Library
from packfab.process import FormWiring, devices_of, flow_for
from packfab.process.film_level import FilmLevel
from packfab.process.thin_film_planes import MARGIN
from packfab.process.thin_film_wiring import film_levels
from packfab.units import mm, um

HALF = mm(1.5)


def bus(**changes: Any) -> dict[str, Any]:
    points = [(um(1000), um(-1000)), (um(1000), um(500))]
    return {"net": "B", "kind": "power", "layer": "M1", "width": um(60), "points": points} | changes


def met(level: FilmLevel) -> dict[str, list[tuple[float, float]]]:
    """Where vias come up to a level, by net, um."""
    found: dict[str, list[tuple[float, float]]] = {}
    for net, (x, y) in zip(level.below.nets, (level.below.places / 1000).tolist(), strict=True):
        found.setdefault(net, []).append((x, y))
    return found


def lined(level: FilmLevel) -> list[str]:
    return sorted(net for net, _ in level.lines)


def faults(design: Package) -> list[str]:
    with pytest.raises(BadInput) as told:
        film_levels(design)
    return [fault.line for fault in told.value.faults]


def test_pads_rise_to_the_home_of_their_net_and_contacts_stand_on_it() -> None:
    one, two, three = film_levels(package(layer("M1", nets=("A",)), layer("M2", fans=True), layer("M3", nets=("D",))))

    assert [lined(level) for level in (one, two, three)] == [["A"], ["B", "C"], ["D"]]
    assert met(one) == {net: [PADS[net]] for net in NETS}
    assert met(two) == {net: [BALLS[net] if net == "A" else PADS[net]] for net in NETS}
    assert met(three) == {net: [PADS[net] if net == "D" else BALLS[net]] for net in NETS}


def test_without_a_mark_the_last_layer_joins_all_nets() -> None:
    one, two = film_levels(package(layer("M1"), layer("M2")))

    assert lined(one) == []
    assert lined(two) == list(NETS)


def test_the_bonding_pads_are_as_wide_as_asked_else_as_the_land_of_the_balls_else_as_pads() -> None:
    widths = [film_levels(design)[-1].above.pad for design in
              (bare(layer(), pad=um(120)), package(layer()), bare(layer()))]  # fmt: skip

    assert widths == [um(120), um(200), um(60)]


def test_a_net_right_below_its_contact_is_stacked_and_gets_no_line() -> None:
    one, two = film_levels(bare(layer("M1"), layer("M2"), on_die=pads(BALLS), die=(2.5, 2.5)))

    assert not one.lines
    assert not two.lines
    assert met(two) == {net: [BALLS[net]] for net in NETS}


def test_a_pad_without_a_net_comes_up_to_the_first_layer_alone() -> None:
    on_die = pads({**PADS, "E": (0, 0)}, nets={"E": ""})

    one, two = film_levels(package(layer("M1"), layer("M2"), on_die=on_die))

    assert met(one)[""] == [(0, 0)]
    assert "" not in met(two)


def test_nets_are_shared_by_the_layers_that_join_them_those_at_the_edge_of_the_die_first() -> None:
    inner = {**PADS, "A": (-100, -100), "C": (100, 100)}

    levels = film_levels(package(layer("M1", fans=True), layer("M2"), layer("M3", fans=True), on_die=pads(inner)))

    assert [lined(level) for level in levels] == [["B", "D"], [], ["A", "C"]]


def test_a_net_that_finds_no_way_is_given_to_the_next_layer_that_joins_nets() -> None:
    wall = bus(net="P", points=[(um(500), um(-1440)), (um(500), um(1440))])

    one, two, three = film_levels(package(layer("M1", fans=True), layer("M2"), layer("M3", fans=True), buses=[wall]))

    assert lined(one) == ["A"]
    assert not one.unrouted
    assert lined(three) == ["B", "C", "D"]
    assert met(two)["B"] == [PADS["B"]]
    assert met(three)["B"] == [PADS["B"]]


def test_a_net_that_finds_no_way_at_all_stays_open_and_says_why() -> None:
    wall = bus(net="P", points=[(um(500), um(-1440)), (um(500), um(1440))])

    (only,) = film_levels(package(layer(), buses=[wall]))

    assert lined(only) == ["A", "D"]
    assert [net for net, _ in only.unrouted] == ["B", "C"]
    assert all(why for _, why in only.unrouted)


def test_a_line_drawn_by_hand_stands_in_for_the_router() -> None:
    corners = [tuple(map(um, PADS["A"])), (um(-1000), um(-300)), tuple(map(um, BALLS["A"]))]

    (only,) = film_levels(package(layer(), routes=[{"layer": "M1", "net": "A", "points": corners}]))

    area = dict(only.lines)["A"]
    assert area.area == pytest.approx(um(15) * um(1400), rel=1e-2)
    assert area.contains([(um(-1000), um(-600))]).all()


def test_a_plane_is_the_package_less_its_margin_and_the_clearance_around_other_metal() -> None:
    plain = layer("M1", plane="A", plane_clearance=um(25))

    one, two = film_levels(package(plain, layer("M2")))

    ((net, plane),) = one.planes
    assert net == "A"
    others = [PADS[n] for n in "BCD"]
    taken = len(others) * np.pi * um(30 + 25) ** 2
    assert plane.area == pytest.approx((2 * HALF - 2 * MARGIN) ** 2 - taken, rel=1e-5)
    assert not lined(one)
    assert met(two)["A"] == [BALLS["A"]]


def test_a_plane_that_other_metal_parts_is_told() -> None:
    wall = bus(net="P", points=[(0, um(-1480)), (0, um(1480))])
    two_pads = pads({**PADS, "A2": (300, 100)})

    (only,) = film_levels(package(layer(plane="A"), buses=[wall], on_die=two_pads,
                                  ball_pads=pads({n: BALLS[n] for n in "AD"})))  # fmt: skip

    assert ("A", "other metal parts its plane: its places lie on 2 pieces") in only.unrouted


def test_a_bus_is_joined_to_the_pads_of_its_net_and_makes_its_layer_their_home() -> None:
    one, two = film_levels(package(layer("M1"), layer("M2"), buses=[bus()]))

    ((net, area),) = one.buses
    assert net == "B"
    assert lined(one) == ["B"]
    line = dict(one.lines)["B"]
    assert line.area < um(15) * um(900)
    assert (line & area).area > 0
    assert lined(two) == ["A", "C", "D"]
    assert met(two)["B"] == [(1000, -1000)]


def test_a_device_is_met_at_its_terminals_and_kept_clear_of_otherwise() -> None:
    resistor = {"kind": "resistor", "name": "R1", "layer": "M2", "at": (0, um(700)), "nets": ("C", "D"), "value": 5.0}

    one, two = film_levels(package(layer("M1"), layer("M2", nets=("C",)), layer("M3"), devices=[resistor]))[:2]

    (part,) = two.devices
    assert not one.devices
    assert two.terminals == (("R1", "C"), ("R1", "D"))
    assert (dict(two.lines)["C"] & part.area).area > 0
    for other in (n for n in NETS if n not in "CD"):
        for area in (a for net, a in two.lines if net == other):
            assert not area.grown(um(15)) & part.area


@pytest.mark.parametrize("pad", [60, 80, 120])
def test_lines_reach_the_ends_of_a_device_however_wide_their_pads_are(pad: float) -> None:
    layers = [layer(name, pad=um(pad)) for name in ("M1", "M2")]
    resistor = {"kind": "resistor", "name": "R1", "layer": "M2", "at": (0, um(1000)), "nets": ("A", "B"), "value": 0.2}

    assert [level.unrouted for level in film_levels(package(*layers, devices=[resistor]))] == [(), ()]


def test_devices_are_drawn_of_the_materials_of_the_design(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[nichrome]\ncategory = "metal"\nresistivity = { value = "1.1e-6 ohm m", guess = "x" }\n',
                   encoding="utf-8")  # fmt: skip
    resistor = {"kind": "resistor", "name": "R1", "layer": "M1", "at": (0, um(1000)), "nets": ("A", "B"), "value": 10}
    design = package(layer(material="nichrome"), devices=[resistor])

    with pytest.raises(PackfabError, match="nichrome"):
        flow_for(design)
    flow = flow_for(design, Library.builtin().with_file(own))

    (form,) = (step for step in flow.steps if isinstance(step, FormWiring))
    assert [part.device for part in form.level.devices] == ["R1"]


def test_the_terminal_of_a_device_on_another_layer_gets_a_via_to_the_home_of_its_net() -> None:
    resistor = {"kind": "resistor", "name": "R1", "layer": "M1", "at": (0, um(700)), "nets": ("C", "D"), "value": 5.0}

    one, two = film_levels(package(layer("M1"), layer("M2"), devices=[resistor]))

    assert len(met(two)["C"]) == 2
    assert len(met(two)["D"]) == 2
    assert lined(one) == []


def test_a_spiral_has_a_via_of_its_own_to_the_layer_on_which_it_is_led_out() -> None:
    spiral = {"kind": "inductor", "name": "L1", "layer": "M2", "under": "M1", "at": (0, um(800)), "nets": ("C", "D"),
              "value": 1e-9}  # fmt: skip

    one, two = film_levels(package(layer("M1"), layer("M2"), devices=[spiral]))

    ((x, y),) = met(two)[""]
    assert (x, y) in [tuple(place) for place in (one.above.places / 1000).tolist()]
    assert all(part.area.contains([(um(x), um(y))])[0] for level in (one, two) for part in level.devices)
    assert [part.layer for level in (one, two) for part in level.devices] == ["M1", "M2"]


def test_everything_that_cannot_be_made_is_told_at_once() -> None:
    told = faults(package(layer("M1", pad=um(30)), layer("M2", pad=um(650), space=um(20))))

    assert len(told) == 2
    assert told[0].startswith("thin_film.layers.M1.hole: the wide end of the hole is wider than the pad of M1")
    assert "pairs of pads of different nets are too close on M2" in told[1]


def test_pads_beyond_the_package_are_told() -> None:
    (told,) = faults(package(layer(), ball_pads=pads({**BALLS, "A": (-1450, -1000)})))

    assert told.startswith("thin_film.layers.M1: a pad of M1 reaches beyond the package outline, A")
    assert "measured centre 50 um from the edge, allowed at least 100 um" in told


def test_unknown_layers_are_told_with_those_that_there_are() -> None:
    design = package(layer("M1"), layer("M2"), buses=[bus(layer="M7")],
                     routes=[{"layer": "M8", "net": "A", "points": [(0, 0), (um(9), 0)]}],
                     devices=[{"kind": "resistor", "name": "R1", "layer": "M9", "at": (0, 0), "nets": ("C", "D"),
                               "value": 5.0}])  # fmt: skip

    told = faults(design)

    assert [line.partition(":")[0] for line in told] == [
        "thin_film.routes[0].layer", "thin_film.buses[0].layer", "thin_film.devices.R1.layer"
    ]  # fmt: skip
    assert all("allowed M1, M2" in line for line in told)


def test_a_net_that_is_given_to_two_layers_is_told() -> None:
    (told,) = faults(package(layer("M1", nets=("A",)), layer("M2", plane="A")))

    assert "net 'A' is given to M1 and M2" in told


@pytest.mark.parametrize(("points", "told"), [
    ([(um(-300), um(-1000)), (um(-300), um(1000))], "runs into the pad of U1."),
    ([(um(-1095), um(-1100)), (um(-870), um(-1100))], "runs into the pad of A"),
    ([(um(-865), um(-1200)), (um(-865), um(-800))], "comes too close to the pad of A"),
])  # fmt: skip
def test_a_bus_that_runs_into_metal_of_another_net_is_told(points: list[tuple[int, int]], told: str) -> None:
    (line,) = faults(package(layer(), buses=[bus(net="P", points=points)]))

    assert line.startswith(f"thin_film.buses[0]: the bus of net 'P' {told}")


def test_devices_in_each_others_way_are_told() -> None:
    resistor = {"kind": "resistor", "layer": "M1", "at": (0, um(700)), "value": 5.0}
    two = [{**resistor, "name": "R1", "nets": ("C", "D")}, {**resistor, "name": "R2", "nets": ("A", "B")}]

    (line,) = faults(package(layer(), devices=two))

    assert line.startswith("thin_film.devices.R2: resistor R2 runs into resistor R1")


def test_devices_of_one_net_may_meet_at_their_ends_and_nowhere_else() -> None:
    resistor = {"kind": "resistor", "layer": "M1", "at": (0, um(700)), "value": 0.05}
    one, other = ({**resistor, "name": name, "nets": ("A", "B")} for name in ("R1", "R2"))
    line = {"kind": "wave-guide", "layer": "M1", "length": um(400), "value": 50.0}
    left = {**line, "name": "W1", "at": (um(-200), um(1000)), "nets": ("A", "C")}
    right = {**line, "name": "W2", "at": (um(200), um(1000)), "nets": ("C", "B")}

    (told,) = faults(package(layer(), devices=[one, {**other, "at": (um(20), um(720))}]))

    assert told.startswith("thin_film.devices.R2: resistor R2 runs into resistor R1")
    assert film_levels(package(layer(), devices=[left, right]))


def test_pads_and_buses_over_a_spiral_are_told() -> None:
    spiral = {"kind": "inductor", "name": "L1", "layer": "M2", "under": "M1", "at": (0, um(1000)), "nets": ("A", "B"),
              "value": 2e-9}  # fmt: skip
    layers = (layer("M1"), layer("M2"), layer("M3"))
    across = {"net": "D", "kind": "power", "layer": "M3", "width": um(60),
              "points": [(um(-1000), um(1000)), (um(-50), um(1000)), (um(-50), um(1300))]}  # fmt: skip

    (over,) = faults(package(*layers, devices=[spiral], ball_pads=pads(BALLS | {"C": (0, 1000)})))
    (beside,) = faults(package(*layers, devices=[spiral], buses=[across]))

    assert over.startswith("thin_film.devices.L1.at: the pad of C on M3 is in the way of inductor L1")
    assert beside.startswith("thin_film.devices.L1.at: the bus of net 'D' on M3 is in the way of inductor L1")


@pytest.mark.parametrize(("y", "plane", "notes"), [(0, "", 1), (1000, "", 0), (0, "A", 0)])
def test_a_die_below_a_line_is_not_counted_and_told(y: float, plane: str, notes: int) -> None:
    line = {"kind": "wave-guide", "name": "W1", "layer": "M2", "at": (0, um(y)), "nets": ("A", "B"), "length": um(500),
            "value": 35.0, "ground": "M1" if plane else "substrate"}  # fmt: skip
    design = package(layer("M1", plane=plane), layer("M2"), devices=[line])

    (drawn,) = devices_of(design)

    assert len([note for note in drawn.notes if "U1 below it" in note]) == notes


def test_twelve_layers_with_hundreds_of_stacked_vias_take_no_time() -> None:
    grid = {f"N{i}": (-2000 + 200 * (i % 21), -2000 + 200 * (i // 21)) for i in range(441)}
    named = pads(grid, nets={name: name for name in grid})
    layers = [layer(f"M{k}") for k in range(1, 13)]

    levels = film_levels(package(*layers, balls=False, size=(5, 5), die=(4.5, 4.5), on_die=named, contacts=named))

    assert sum(len(level.below) for level in levels) == 12 * 441
    assert not any(level.lines or level.unrouted for level in levels)
