# SPDX-License-Identifier: Apache-2.0
"""Do design rules of packfab, of a site and of a design come together, and are findings told once?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from packfab.checks import Finding
from packfab.errors import BadInput
from packfab.process import one_package
from packfab.study import (
    broken_rules,
    deck_for,
    fabricated,
    limits_of,
    marker_groups,
    markers_csv,
    read_design,
    rule_findings,
    rules_data,
    rules_of,
)

CARAVEL = Path(__file__).resolve().parents[2] / "examples" / "caravel"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CARAVEL, tmp_path / "caravel")
    return tmp_path / "caravel"


def written(folder: Path, more: str, site: str = "") -> Path:
    """The real example with more in its spec, and a file of a house beside it."""
    (folder / "site.toml").write_text(site, encoding="utf-8")
    text = (folder / "caravel.yaml").read_text(encoding="utf-8")
    (folder / "more.yaml").write_text(text + more, encoding="utf-8")
    return folder / "more.yaml"


def test_the_design_has_the_last_word(folder: Path) -> None:
    spec = read_design(written(folder, "rule_deck: site.toml\nrules:\n  ball.pitch: 0.7 mm\n  filler_ratio: '0.4'\n",
                               '[ball.pitch]\nlimit = "0.9 mm"\n[bump.pitch]\nlimit = "0.2 mm"\n'))  # fmt: skip

    deck = deck_for(spec.package, folder)

    assert (deck["ball.pitch"].limit, deck["bump.pitch"].limit) == (700_000, 200_000)
    assert limits_of(spec.package)["filler_ratio"] == 0.4


def test_unknown_names_are_told_once_each_with_their_lines(folder: Path) -> None:
    path = written(folder, "rules:\n  ball.pich: 0.7 mm\n  filler_ration: '0.4'\n")

    with pytest.raises(BadInput) as told:
        read_design(path)

    lines = [fault.line for fault in told.value.faults]
    assert len(lines) == 2
    assert any("ball.pich" in line and "did you mean 'ball.pitch'" in line for line in lines)
    assert any("filler_ration" in line and "did you mean 'filler_ratio'" in line for line in lines)
    assert all(line.startswith("more.yaml:") for line in lines)


def test_faults_of_the_file_of_a_house_tell_its_lines(folder: Path) -> None:
    path = written(folder, "rule_deck: site.toml\n", '\n[ball.pitch]\nlimit = "1 kg"\n')

    with pytest.raises(BadInput, match=r"site\.toml:3 ball\.pitch\.limit"):
        read_design(path)


def test_the_file_of_a_house_lies_beside_the_spec(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"more\.yaml:\d+ rule_deck: 'none.toml'|no file 'none\.toml'"):
        read_design(written(folder, "rule_deck: none.toml\n"))
    with pytest.raises(BadInput, match="outside the folder"):
        read_design(written(folder, "rule_deck: ../site.toml\n"))


def test_a_rule_that_is_not_met_is_a_finding_and_a_waived_one_is_none(folder: Path) -> None:
    site = """[ball.pitch]
limit = "0.9 mm"
[bump.pitch]
limit = "0.6 mm"
waivers = [{ where = "U1: *", reason = "trial", by = "me" }]
[ball.pad-least]
limit = "1"
severity = "note"
"""
    design = read_design(written(folder, "rule_deck: site.toml\n", site))
    build = one_package(fabricated(design).build)

    results = rules_of(build, design.package, deck=deck_for(design.package, folder), library=design.library)

    found = rule_findings(results)
    assert [(f.rule, f.severity) for f in found] == [("ball.pitch", "error")]
    assert "and 62 more" in found[0].where
    assert [r.rule.id for r in broken_rules(results)] == ["ball.pitch"]
    data = {row["id"]: row for row in rules_data(results)}
    assert data["bump.pitch"]["status"] == "waived"
    assert data["bump.pitch"]["markers"][0]["waiver"] == {"reason": "trial", "by": "me"}
    assert [g.name for g in marker_groups(results)] == ["bump.pitch", "ball.pitch", "ball.pad-least"]
    assert markers_csv(results).count("\n") == 1 + 47 + 63 + 80


def test_what_another_finding_tells_is_not_told_again() -> None:
    from packfab.checks import builtin_deck, check_rules
    from packfab.geometry import Build, Frustum, Solid

    deep = Solid("via holes", Frustum(0, 1_100_000, 50_000, 50_000), "", "removal", part="vias", mode="cut")
    results = check_rules(Build((deep,)), None, builtin_deck(), only=["via.hole-aspect"])

    assert [f.rule for f in rule_findings(results)] == ["via.hole-aspect"]
    assert not rule_findings(results, told=[Finding("aspect ratio", "warning", "too deep")])
