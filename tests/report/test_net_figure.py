# SPDX-License-Identifier: Apache-2.0
"""Are a net, the places of faults and the data of the highlight drawn from what was built?"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from packfab.checks import Marker, RuleResult, Waiver, builtin_deck
from packfab.errors import BadInput
from packfab.geometry import Build, at
from packfab.process import Fabrication, one_package
from packfab.report import Mark, fault_sheet, net_marks, net_sheet, net_svg, rule_marks
from packfab.report.net_data import net_data, net_rows
from packfab.study import Nets, nets
from packfab.units import mm, um

from .labels import boxes, outside, overlapping


@pytest.fixture(scope="module")
def known(paired: Fabrication) -> Nets:
    """The nets of two carriers back to back."""
    return nets(one_package(paired.build))


@pytest.fixture(scope="module")
def shifted(paired: Fabrication) -> Nets:
    """The same with all balls towards the board beside their pads."""
    build = one_package(paired.build)
    solids = tuple(replace(s, places=at(s.places + um(5000))) if s.part == "balls" and s.role == "ball" else s
                   for s in build.solids)  # fmt: skip
    return nets(replace(build, solids=solids))


def test_a_net_is_told_part_by_part_from_the_top_down(known: Nets) -> None:
    name = known.nets[0].name
    sheet = net_sheet(known, name)
    words = [words for words, *_ in boxes(sheet)]

    assert any(w.startswith(f"Net {name}: whole") for w in words)
    assert {"vias via", "balls ball"} <= {w.partition(" ×")[0] for w in words}
    assert overlapping(sheet) == []


def test_a_net_that_is_not_there_is_told_with_those_that_are(known: Nets) -> None:
    with pytest.raises(BadInput, match="there is no net 'nowhere'"):
        net_sheet(known, "nowhere")


def test_the_picture_of_a_net_is_the_same_every_time(known: Nets) -> None:
    name = known.nets[0].name

    assert net_svg(known, name) == net_svg(known, name)


def test_faults_are_marked_where_they_are(shifted: Nets) -> None:
    marks = net_marks(shifted)

    assert len(marks) == len(shifted.opens) + len(shifted.shorts) > 0
    assert {m.at for m in marks if m.head.startswith("open")} == {
        (o.where[0] * 1000, o.where[1] * 1000) for o in shifted.opens
    }


def test_a_list_of_faults_never_overlaps(known: Nets) -> None:
    marks = [Mark((um(10) * (i % 3), um(1) * i), f"fault {i}", "measured against allowed") for i in range(60)]
    sheet = fault_sheet(known.build, marks, title="Faults")

    assert overlapping(sheet) == []
    assert outside(sheet) == []
    assert sum(words == "and 20 more, not numbered" for words, *_ in boxes(sheet)) == 1


def test_many_places_of_a_rule_are_told_once(known: Nets) -> None:
    rule = next(iter(builtin_deck()))
    markers = tuple(Marker(float(um(5)), (float(um(i)), 0.0, 0.0), None, "U1 bumps") for i in range(50))
    away = Marker(float(um(6)), (float(mm(-2)), float(mm(2)), 0.0), None, "U1 bumps")
    result = RuleResult(rule, "not met", float(um(5)), -1.0, "U1", (*markers, away), 51)

    marks = rule_marks([result], known.build)

    assert len(marks) == 51
    assert [m.head for m in marks if m.head] == [f"{rule.id}, 51 places", rule.id]


def test_waived_places_come_last(known: Nets) -> None:
    rule = next(iter(builtin_deck()))
    waiver = Waiver(rule.id, "*", "seen and agreed", "the customer")
    waived = Marker(float(um(4)), (0.0, 0.0, 0.0), None, "U1 bumps", waiver)
    broken = Marker(float(um(5)), (float(mm(1)), 0.0, 0.0), None, "U1 bumps")
    result = RuleResult(rule, "not met", float(um(4)), -1.0, "U1", (waived, broken), 2)

    marks = rule_marks([result], known.build)

    assert [m.text.endswith("waived") for m in marks] == [False, True]


def test_the_highlight_knows_every_body_of_every_net(known: Nets) -> None:
    data = json.loads(json.dumps(net_data(known)))
    component = {(s["index"], place): c for s in data["solids"] for place, c in enumerate(s["c"])}

    for name, _, _, components in data["nets"]:
        bodies = {(known.network.bodies[i].solid, known.network.bodies[i].place) for i in known.bodies(name)}
        assert {key for key, c in component.items() if c in components} == bodies


def test_places_of_the_highlight_are_those_of_the_build(known: Nets) -> None:
    build: Build = known.build

    for solid in net_data(known)["solids"]:
        places = build.solids[solid["index"]].places
        assert solid["at"] == pytest.approx((places / 1000).reshape(-1).tolist(), abs=0.006)


def test_a_net_that_is_open_is_said_to_be(known: Nets, shifted: Nets) -> None:
    assert {row.state for row in net_rows(known)} == {"whole"}
    assert {row.state for row in net_rows(shifted)} != {"whole"}
