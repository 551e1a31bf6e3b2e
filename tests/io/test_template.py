# SPDX-License-Identifier: Apache-2.0
"""Does a new design start with a spec that reads, explains itself and says what else it could say?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from packfab.design import SYSTEMS
from packfab.errors import BadInput
from packfab.io import TEMPLATES, read_spec, template
from packfab.study import read_design


@pytest.mark.parametrize("system", TEMPLATES)
def test_a_template_reads_as_the_system_it_is_for(tmp_path: Path, system: str) -> None:
    path = tmp_path / "design.yaml"
    path.write_text(template(system), encoding="utf-8")

    assert read_spec(path).system == system


@pytest.mark.parametrize("number", SYSTEMS)
def test_a_system_is_called_by_its_number_as_well(number: str) -> None:
    assert template(number) == template(SYSTEMS[number])


@pytest.mark.parametrize("system", TEMPLATES)
def test_what_a_template_holds_as_a_comment_may_be_used(tmp_path: Path, system: str) -> None:
    keys = "standoff|rules|release_layer|cavities"
    text, count = re.subn(rf"^( *)# ({keys}):", r"\1\2:", template(system), flags=re.MULTILINE)
    path = tmp_path / "design.yaml"
    path.write_text(text, encoding="utf-8")

    assert count == 2
    assert read_design(path).package.rules


@pytest.mark.parametrize("system", TEMPLATES)
def test_a_template_is_commented_and_fits_a_terminal(system: str) -> None:
    lines = template(system).splitlines()

    assert sum("#" in line for line in lines) >= 10
    assert max(map(len, lines)) <= 120


def test_an_unknown_system_is_refused() -> None:
    known = "000, 001, 002, 003, 004, molded-flip-chip, exposed-sink, back-to-back, panel-fan-out, metal-substrate"

    with pytest.raises(BadInput, match=rf"^there is no package system 'x' \(allowed {known}\); name one"):
        template("x")
