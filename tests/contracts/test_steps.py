# SPDX-License-Identifier: Apache-2.0
"""Does every step of the table keep the contract of a step, in every example?"""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest
from made_examples import EXAMPLES, made

from packfab.design import SYSTEMS
from packfab.geometry import Record
from packfab.process import FLOWS, STEPS, Flow, plain
from packfab.process import check as check_flow
from packfab.report import parameter_rows
from packfab.study import traveller

THIN = ("wavelength", "seed thickness", "film on wall", "undercut")
"""Lengths that may well be below half a micrometre."""
UNITS = ("_Pa", "_K", "_m3", "_m2", "_s", "_rad")


def flows() -> tuple[Flow, ...]:
    return tuple(made(path).flow for path in EXAMPLES)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_builds_and_its_flow_is_sound(path: Path) -> None:
    fabrication = made(path)

    assert check_flow(fabrication.flow) == []
    assert len(fabrication.stages) == len(fabrication.flow.steps)
    assert fabrication.packages >= 1


def test_every_system_has_a_flow_by_name_and_number() -> None:
    for number, name in SYSTEMS.items():
        assert FLOWS[number] is FLOWS[name]


@pytest.mark.parametrize("name", STEPS)
def test_every_step_is_used_by_an_example(name: str) -> None:
    assert any(isinstance(plain(step), STEPS[name]) for flow in flows() for step in flow.steps)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_says_what_it_is(name: str) -> None:
    for step in (s for flow in flows() for s in flow.steps if s.name == name):
        assert type(plain(step)) is STEPS[name]
        assert step.title
        for terms in (step.needs, step.forbids, step.makes, step.removes):
            assert isinstance(terms, frozenset)
            assert all(isinstance(term, str) and term for term in terms)
        assert not step.needs & step.forbids
        assert all(any(term.startswith(word) for word in step.provides) for term in step.makes)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_a_frozen_value(name: str) -> None:
    step = plain(next(s for flow in flows() for s in flow.steps if s.name == name))

    assert not hasattr(step, "__dict__")
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        setattr(step, next((field.name for field in fields(step)), "title"), None)


@pytest.mark.parametrize("name", STEPS)
def test_what_a_step_records_is_plain_and_reads_well(name: str) -> None:
    for record in (r for path in EXAMPLES for r in made(path).records if r.step == name):
        (row,) = traveller([record])
        assert json.loads(json.dumps(row, allow_nan=False)) == row
        words = parameter_rows({**record.parameters, **record.measured})
        assert all(word.name and word.text for word in words)
        assert small_lengths(record) == []


def small_lengths(record: Record) -> list[str]:
    """Counts that would be shown as lengths: nothing else here is measured below half a micrometre."""
    shown = parameter_rows({k: v for k, v in {**record.parameters, **record.measured}.items() if isinstance(v, int)})
    return [f"{row.name}: {row.text}" for row in shown
            if row.text.endswith(" nm") and abs(float(row.text[:-3])) < 500 and row.name not in THIN]  # fmt: skip
