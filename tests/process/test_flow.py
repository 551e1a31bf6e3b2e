# SPDX-License-Identifier: Apache-2.0
"""Is a wrong order of steps found before anything is made, and is every step held to its word?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import designs
import pytest

from packfab.errors import BadInput, PackfabError
from packfab.geometry import Build, Value
from packfab.process import Flow, Mold, Outcome, Terms, check, fabricate, molded_flip_chip, run, terms
from packfab.process.step import NONE


def moved(flow: Flow, name: str, to: int) -> Flow:
    """The flow with its first step of that name at another place."""
    step = next(s for s in flow.steps if s.name == name)
    rest = [s for s in flow.steps if s is not step]
    return replace(flow, steps=(*rest[:to], step, *rest[to:]))


def lines(flow: Flow) -> list[str]:
    return [fault.line for fault in check(flow)]


def test_the_flow_of_every_design_is_in_order() -> None:
    designs_of_000 = [designs.package(), designs.chipset_of_two(), designs.chipset_of_three()]

    assert [check(molded_flip_chip(p)) for p in designs_of_000] == [[], [], []]


def test_molding_before_bonding_is_found_without_running() -> None:
    flow = moved(molded_flip_chip(designs.package()), "Mold", 1)

    found = lines(flow)

    assert found == [
        "step 2 Mold needs 'die', which no earlier step of 'molded flip chip' makes; put step 4 FlipChipBond before it",
        "step 4 FlipChipBond cannot come after step 2 Mold: it may not find 'molded'; put it before step 2 Mold",
    ]


def test_nothing_is_made_when_the_order_is_wrong() -> None:
    flow = moved(molded_flip_chip(designs.package()), "Mold", 1)

    with pytest.raises(BadInput, match="step 2 Mold needs 'die'"):
        run(flow)


def test_a_missing_step_is_named_with_what_would_make_it() -> None:
    flow = molded_flip_chip(designs.package())
    flow = replace(flow, steps=tuple(s for s in flow.steps if s.name not in {"FlipChipBond", "MakeBumps"}))

    assert lines(flow) == [
        "step 2 Mold needs 'die', which no earlier step of 'molded flip chip' makes; "
        "put AttachDie or AttachPinsUp or AttachBackside or AttachFaceDown or FlipChipBond or SolderPinsDown before it"
    ]


def test_all_faults_come_at_once() -> None:
    flow = molded_flip_chip(designs.package())

    found = lines(replace(flow, steps=flow.steps[::-1]))

    assert len(found) > 4


def test_a_chip_that_is_bonded_twice_is_found() -> None:
    flow = molded_flip_chip(designs.package())
    bumps, bond = flow.steps[1:3]

    found = lines(replace(flow, steps=(*flow.steps[:3], bumps, bond, *flow.steps[3:])))

    assert any("attached:U1" in line for line in found)


def test_an_empty_flow_is_refused() -> None:
    assert lines(Flow("nothing", ())) == ["flow 'nothing' has no steps; put ProvideCarrier first"]


def test_a_second_molding_is_refused() -> None:
    flow = molded_flip_chip(designs.package())
    again = Flow(flow.name, (*flow.steps, Mold(cover=1000)))

    assert any("does again what" in line for line in lines(again))


@dataclass(frozen=True, slots=True)
class Liar:
    """Says that it makes something, or takes away the carrier without saying so."""

    makes: Terms = NONE
    takes: bool = False
    name: str = "Liar"
    title: str = "Lie"
    needs: Terms = NONE
    forbids: Terms = NONE
    removes: Terms = NONE

    @property
    def parameters(self) -> Mapping[str, Value]:
        return {}

    def apply(self, build: Build) -> Outcome:
        return Outcome(replace(build, solids=()) if self.takes else build)


def test_a_step_that_does_not_make_what_it_said_is_caught() -> None:
    first = molded_flip_chip(designs.package()).steps[0]

    with pytest.raises(PackfabError, match="step 2 Liar: Liar said that it makes 'gold' and did not"):
        fabricate(Flow("lies", (first, Liar(makes=terms("gold")))))


def test_a_step_that_takes_away_more_than_it_said_is_caught() -> None:
    first = molded_flip_chip(designs.package()).steps[0]

    with pytest.raises(PackfabError, match="took away 'carrier' without saying so"):
        fabricate(Flow("lies", (first, Liar(takes=True))))


def test_run_gives_stage_by_stage_and_may_be_left_at_any_time() -> None:
    flow = molded_flip_chip(designs.package())
    stages = run(flow)

    (first, record), (second, _) = next(stages), next(stages)
    stages.close()  # type: ignore[attr-defined]

    assert record.step == "ProvideCarrier"
    assert first.records == (record,)
    assert "U1" in second.stock
    assert "U1" not in first.stock


def test_solids_carry_the_number_of_the_step_that_put_them_on_the_line() -> None:
    made = fabricate(designs.package()).build

    numbers = {s.role: s.step for s in made.solids}

    assert (numbers["carrier"], numbers["die"], numbers["bump"], numbers["encapsulant"], numbers["ball"]) == (
        1, 3, 3, 4, 5)  # fmt: skip
