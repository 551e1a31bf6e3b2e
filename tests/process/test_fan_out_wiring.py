# SPDX-License-Identifier: Apache-2.0
"""Are the layers of a fan-out met where the design asks for, and joined by lines that keep clear of all else?"""

from __future__ import annotations

import math

import pytest
from fan_outs import BALLS, PINS, balls, first, layer, package, pads

from packfab.design import Package
from packfab.errors import BadInput
from packfab.geometry import discs, rectangle
from packfab.process.fan_out_wiring import levels_of
from packfab.process.level import Contacts
from packfab.units import um


def spots(contacts: Contacts) -> dict[str, tuple[int, ...]]:
    """um, by net."""
    return {net: tuple(v // 1000 for v in place)
            for net, place in zip(contacts.nets, contacts.places.tolist(), strict=True)}  # fmt: skip


def shifted(places: dict[str, tuple[int, int]], dx: int) -> dict[str, tuple[int, int]]:
    return {net: (x + dx, y) for net, (x, y) in places.items()}


def chip_first(*layers: dict[str, object], **changes: object) -> Package:
    return package(*layers, method="chip-first", **changes)  # type: ignore[arg-type]


def test_chips_first_go_from_pins_to_balls_on_the_last_layer() -> None:
    inner, outer = levels_of(chip_first(layer("M1"), layer("M2"), ball_array=balls()))

    assert [spots(x) for x in (inner.below, inner.above, outer.below, outer.above)] == [PINS, PINS, PINS, BALLS]
    assert [len(inner.lines), len(outer.lines)] == [0, 4]


def test_wiring_first_goes_from_balls_to_pins_on_the_first_layer() -> None:
    outer, inner = levels_of(package(first("M1"), layer("M2"), ball_array=balls()))

    assert [spots(x) for x in (outer.below, outer.above, inner.below, inner.above)] == [BALLS, PINS, PINS, PINS]
    assert [len(outer.lines), len(inner.lines)] == [4, 0]


def test_the_layer_marked_fans_out() -> None:
    inner, outer = levels_of(chip_first(layer("M1", fans=True), layer("M2"), ball_array=balls()))

    assert spots(inner.above) == BALLS
    assert [len(inner.lines), len(outer.lines)] == [4, 0]


def test_contacts_given_come_before_the_balls() -> None:
    near = {net: (2 * x, 2 * y) for net, (x, y) in PINS.items()}
    level, = levels_of(chip_first(layer(), ball_array=balls(), contacts=pads(near)))  # fmt: skip

    assert spots(level.above) == near


def test_without_contacts_all_goes_straight_down() -> None:
    outer, inner = levels_of(package(first("M1"), layer("M2")))

    assert spots(outer.below) == spots(inner.above) == PINS
    assert not outer.lines
    assert not inner.lines


def test_pads_are_those_of_the_layer_and_the_lands_of_the_balls_at_their_side() -> None:
    inner, outer = levels_of(chip_first(layer("M1", pad=um(50)), layer("M2", pad=um(70)), ball_array=balls()))

    assert [inner.below.pad, inner.above.pad, outer.below.pad, outer.above.pad] == [um(50), um(50), um(70), um(200)]


def test_names_are_those_of_pins_and_balls() -> None:
    level, = levels_of(chip_first(layer(), ball_array=balls()))  # fmt: skip

    assert level.below.names == ("U1.A", "U1.B", "U1.C", "U1.D")
    assert level.above.names == ("A", "B", "C", "D")


def test_an_offset_moves_the_holes_and_lines_bridge_it() -> None:
    outer, inner = levels_of(package(first("M1"), layer("M2", offset=(um(100), 0))))

    assert spots(outer.above) == spots(inner.below) == shifted(PINS, 100)
    assert spots(outer.below) == spots(inner.above) == PINS
    assert outer.length == inner.length == 4 * um(100)


def test_offsets_add_up_from_layer_to_layer() -> None:
    levels = levels_of(package(first("M1"), layer("M2", offset=(um(80), 0)), layer("M3", offset=(um(80), 0))))

    assert spots(levels[2].below) == shifted(PINS, 160)
    assert spots(levels[2].above) == PINS


def test_an_offset_does_not_go_on_beyond_the_fan_out() -> None:
    levels = levels_of(chip_first(layer("M1", fans=True, offset=(um(5), 0)), layer("M2", offset=(0, um(40))),
                                  ball_array=balls()))  # fmt: skip

    assert spots(levels[0].below) == shifted(PINS, 5)
    assert spots(levels[1].below) == {net: (x, y + 40) for net, (x, y) in BALLS.items()}
    assert spots(levels[1].above) == BALLS


def test_lines_join_pin_and_ball_without_their_pads() -> None:
    level, = levels_of(chip_first(layer(), ball_array=balls()))  # fmt: skip
    for net, line in level.lines:
        i = level.below.nets.index(net)
        ends = discs(level.below.places[i], um(30)) | discs(level.above.places[i], um(100))

        assert len((line | ends).parts) == 1
        assert not line & discs(level.below.places[i], um(28))
    assert level.length == pytest.approx(4 * math.hypot(um(700), um(700)), rel=0.1)


def test_a_net_with_two_pins_and_a_ball_is_one_tree() -> None:
    pins = pads(PINS, nets={"B": "A"})
    level, = levels_of(chip_first(layer(), pins=pins, ball_array=balls()))  # fmt: skip
    line = dict(level.lines)["A"]
    ends = [discs(level.below.places[:2], um(30)), discs(level.above.places[:1], um(100))]

    assert len((line | ends[0] | ends[1]).parts) == 1


def test_nets_that_only_pins_or_only_balls_have_are_left_as_they_are() -> None:
    level, = levels_of(chip_first(layer(), pins=pads(PINS, nets={"A": "NC"}), ball_array=balls()))  # fmt: skip

    assert [net for net, _ in level.lines] == ["B", "C", "D"]
    assert not level.unrouted


def test_a_route_drawn_by_hand_replaces_what_would_be_routed() -> None:
    corners = ((-um(300), -um(300)), (-um(1000), -um(300)), (-um(1000), -um(1000)))
    level, = levels_of(chip_first(layer(), ball_array=balls(),
                                  routes=({"layer": "M1", "net": "A", "points": corners},)))  # fmt: skip

    assert dict(level.lines)["A"].contains([(-um(1000), -um(500))])[0]
    assert len(level.lines) == 4


def test_a_route_on_no_layer_is_refused() -> None:
    with pytest.raises(BadInput, match=r"fan_out.routes.0.layer: there is no metal layer 'M7'"):
        levels_of(chip_first(layer(), routes=({"layer": "M7", "net": "A", "points": ((0, 0), (1, 1))},)))


def ring_about_pin_a(half: int) -> tuple[tuple[int, int], ...]:
    x, y = (um(v) for v in PINS["A"])
    return ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half),
            (x - half, y - half))  # fmt: skip


def test_a_net_that_finds_no_way_is_named() -> None:
    """A line of net B around the pin of net A."""
    ring = {"layer": "M1", "net": "B", "points": ring_about_pin_a(um(80))}
    level, = levels_of(chip_first(layer(), ball_array=balls(), routes=(ring,)))  # fmt: skip

    assert [net for net, why in level.unrouted if why] == ["A"]
    assert "A" not in dict(level.lines)


def test_lines_keep_clear_of_the_marks_beside_the_chip() -> None:
    bars = {"general": None, "chips": {"shape": "bars", "sides": ("left", "right"), "length": um(900)}}
    level, = levels_of(package(first(), ball_array=balls(), alignment=bars))  # fmt: skip
    mark = rectangle(um(500), -um(450), um(550), um(450))
    kept_clear = (mark | mark.mirrored()).grown(um(14.9))

    assert len(level.lines) == 4
    assert not any(line & kept_clear for _, line in level.lines)


def test_two_layers_that_fan_out_are_refused() -> None:
    with pytest.raises(BadInput, match=r"fan_out.layers.M2.fans: layers M1 and M2 both fan out"):
        levels_of(chip_first(layer("M1", fans=True), layer("M2", fans=True), ball_array=balls()))


def test_an_offset_of_the_first_layer_of_wiring_first_is_refused() -> None:
    with pytest.raises(BadInput, match=r"fan_out.layers.M1.offset: no layer is made before M1"):
        levels_of(package(first("M1", offset=(um(5), 0)), layer("M2")))


def test_holes_wider_than_their_pads_are_refused() -> None:
    match = r"fan_out.layers.M1.hole: .* \(measured 35.3.* um at a depth of 10 um, allowed at most 34 um\)"
    with pytest.raises(BadInput, match=match):
        levels_of(chip_first(layer(pad=um(34)), ball_array=balls()))


def test_through_holes_wider_than_their_pads_are_refused() -> None:
    with pytest.raises(BadInput, match=r"fan_out.through_holes: the wide end"):
        levels_of(package(first(), through_holes={"opened": "first", "diameter": um(58)}))


def test_pads_of_different_nets_that_come_too_close_are_refused() -> None:
    near = PINS | {"B": (-230, -300)}
    with pytest.raises(BadInput, match=r"two pads of .* U1.A and U1.B \(measured 10 um apart, allowed at le"):
        levels_of(chip_first(layer(), pins=pads(near)))


def test_contacts_beyond_the_package_outline_are_refused() -> None:
    far = BALLS | {"A": (-1450, 0)}
    with pytest.raises(BadInput, match=r"a pad of M1 reaches beyond .* A \(measured centre 50 um from the edge"):
        levels_of(chip_first(layer(), ball_array=balls(pads=pads(far))))


def test_a_bridge_that_runs_into_another_pad_is_refused() -> None:
    with pytest.raises(BadInput, match=r"the line of net . comes too close to"):
        levels_of(package(first("M1"), layer("M2", offset=(um(700), 0))))
