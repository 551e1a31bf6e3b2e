# SPDX-License-Identifier: Apache-2.0
"""Are design rules listed and judged on the command line, in words and as data?"""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import Call

from packfab.cli.terminal import console

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CARAVEL = EXAMPLES / "caravel" / "caravel.yaml"
SITE = '[ball.pitch]\nlimit = "0.9 mm"\n'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(SITE, encoding="utf-8")
    return path


def test_all_rules_are_listed_with_limit_and_source(call: Call) -> None:
    plain, data = call("rules"), call("rules", "--json")

    assert plain.code == data.code == 0
    assert "guess" in plain.out
    assert len(data.data) >= 60
    assert all(rule["source"] and rule["shown"] for rule in data.data)


def test_a_design_that_keeps_all_rules_ends_well(call: Call) -> None:
    plain, data = call("rules", CARAVEL), call("rules", CARAVEL, "--json")

    assert plain.code == data.code == 0
    assert "0 not met" in plain.out
    assert {rule["status"] for rule in data.data} <= {"met", "not applicable"}


def test_a_rule_of_a_site_that_is_broken_ends_with_one(call: Call, site: Path, tmp_path: Path) -> None:
    plain = call("rules", CARAVEL, "--deck", site, "-o", tmp_path / "m.csv")
    marked = call("rules", CARAVEL, "--deck", site, "-o", tmp_path / "m.lyrdb", "--json")

    assert plain.code == marked.code == 1
    assert " 1 not met, 0 waived" in plain.out
    assert (tmp_path / "m.csv").read_text(encoding="utf-8").count("ball.pitch") == 63  # pairs of 80 balls
    assert (tmp_path / "m.lyrdb").read_text(encoding="utf-8").count("<item>") == 63


def test_a_build_tells_a_broken_rule_as_a_check_does(call: Call, tmp_path: Path) -> None:
    for file in ("caravel.yaml", "bumps.csv", "balls.csv"):
        (tmp_path / file).write_bytes((CARAVEL.parent / file).read_bytes())
    with (tmp_path / "caravel.yaml").open("a", encoding="utf-8") as spec:
        spec.write("\nrules: {ball.pitch: 0.9 mm}\n")
    checked, built = (
        call("check", tmp_path / "caravel.yaml", "--json"),
        call("build", tmp_path / "caravel.yaml", "-o", tmp_path / "out", "--json"),
    )

    assert checked.code == built.code == 1
    assert checked.data == built.data["findings"]
    assert [finding["rule"] for finding in checked.data] == ["ball.pitch"]


def test_bad_input_is_told(call: Call, site: Path) -> None:
    site.write_text('[ball.pich]\nlimit = "1 mm"\n', encoding="utf-8")

    unknown, ending, stray = (
        call("rules", CARAVEL, "--deck", site), call("rules", CARAVEL, "-o", "m.txt"), call("rules", "-o", "m.csv")
    )  # fmt: skip

    assert (unknown.code, ending.code, stray.code) == (2, 2, 2)
    assert "site.toml:1 ball.pich" in unknown.err
    assert ".lyrdb" in ending.err
    assert "needs a design" in stray.err


def test_check_tells_rules_that_are_not_met(call: Call, tmp_path: Path) -> None:
    for name in ("caravel.yaml", "bumps.csv", "balls.csv"):
        (tmp_path / name).write_bytes(CARAVEL.with_name(name).read_bytes())
    spec = tmp_path / "caravel.yaml"
    spec.write_text(spec.read_text(encoding="utf-8") + "rules:\n  ball.pitch: 0.9 mm\n", encoding="utf-8")

    told = call("check", spec, "--json")

    assert told.code == 1
    assert [finding["rule"] for finding in told.data] == ["ball.pitch"]


def test_a_folder_that_cannot_be_written_is_told_before_the_flow_runs(call: Call, site: Path) -> None:
    done = call("rules", "no such design.yaml", "-o", site / "below" / "places.csv")

    assert done.code == 2
    assert "is a file" in done.err
    assert "no such design" not in done.err


@pytest.mark.parametrize("columns", ["80", "100", "120"])
def test_answers_can_be_read_on_a_narrow_terminal(columns: str, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "width", int(columns))

    listed, done = call("rules"), call("rules", CARAVEL, "--all")

    assert " status " in done.out
    assert ("┃ margin" in done.out) == (columns == "120")
    for line in [*listed.out.splitlines(), *done.out.splitlines()[:-1]]:
        assert len(line) <= int(columns)
        assert line.rstrip()[-1] in "┓┃┩│┘", "the last column is cut off"


def test_a_picture_says_whether_there_is_something_to_see(call: Call, site: Path, tmp_path: Path) -> None:
    call("rules", CARAVEL, "-o", tmp_path / "met.svg")
    call("rules", CARAVEL, "--deck", site, "-o", tmp_path / "broken.svg")

    assert "Every design rule that applies is met" in (tmp_path / "met.svg").read_text(encoding="utf-8")
    assert "Where design rules are not met" in (tmp_path / "broken.svg").read_text(encoding="utf-8")
