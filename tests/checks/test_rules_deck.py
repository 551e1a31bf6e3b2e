# SPDX-License-Identifier: Apache-2.0
"""Is a deck of design rules read whole, with all faults of a site file at once, and overridden by id?"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.checks.rules import builtin_deck, with_rule_limits, with_site_file, with_site_text
from packfab.design import SYSTEMS
from packfab.errors import BadInput
from packfab.sources import VERIFICATION

DECK = builtin_deck()
SITE = """
# rules of a house
[ball.pitch]
limit = "0.9 mm"
source = "house rules, 3.1"

[line.trace-width]
severity = "warning"
waivers = [{ where = "*: trace A", reason = "trial", by = "A. Person", box = ["0 um", "0 um", "1 mm", "1 mm"] }]

[pad.power]
text = "pads are at least this wide"
limit = "40 um"
sense = "least"
guess = "the probe card"
severity = "warning"
measure = "size"
of = { role = "pad" }
fix = "widen the pads"
"""


def faults(text: str) -> list[str]:
    with pytest.raises(BadInput) as told:
        with_site_text(DECK, text, file="site.toml")
    return [fault.line for fault in told.value.faults]


def test_there_are_rules_for_every_system() -> None:
    assert len(DECK) >= 60
    for system in SYSTEMS.values():
        assert sum(system in rule.systems for rule in DECK) + sum(not rule.systems for rule in DECK) > 20


def test_every_rule_has_a_source_that_can_be_followed() -> None:
    for rule in DECK:
        assert rule.verification in VERIFICATION
        assert rule.verification == "A" or not rule.source.is_guess
        assert len(rule.source.text) > 10


def test_a_site_file_overrides_and_adds(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")

    deck = with_site_file(DECK, tmp_path / "site.toml")

    assert deck["ball.pitch"].limit == 900_000
    assert deck["ball.pitch"].source.text == "house rules, 3.1"
    assert deck["line.trace-width"].severity == "warning"
    assert deck["line.trace-width"].limit == DECK["line.trace-width"].limit
    assert deck["line.trace-width"].waivers[0].box == (0.0, 0.0, 1e6, 1e6)
    assert deck.ids == (*DECK.ids, "pad.power")


def test_all_faults_of_a_site_file_come_at_once_with_their_lines() -> None:
    told = faults("""[ball.pich]
limit = "1 mm"
[ball.pitch]
limit = "1 furlong"
severity = "fatal"
measure = "size"
[my.rule]
text = "x"
measure = "sise"
[my.other]
text = "x"
limit = "3 um"
sense = "least"
guess = "g"
severity = "note"
measure = "size"
off = { role = "pad" }
fix = "y"
waivers = [{ where = "*" }]
""")

    assert any("site.toml:1 ball.pich" in t and "did you mean 'ball.pitch'" in t for t in told)
    assert any(t.startswith("site.toml:4 ball.pitch.limit") for t in told)
    assert any(t.startswith("site.toml:5 ball.pitch.severity") for t in told)
    assert any(t.startswith("site.toml:6 ball.pitch.measure") for t in told)
    assert any("site.toml:9 my.rule.measure" in t and "did you mean 'size'" in t for t in told)
    assert any("site.toml:17 my.other.off" in t and "did you mean 'of'" in t for t in told)
    assert any("needs 'of'" in t for t in told)
    assert any("site.toml:19 my.other.waivers" in t for t in told)


def test_text_that_is_no_toml_is_told() -> None:
    assert "not TOML" in faults("[ball.pitch\nlimit = 3")[0]
    assert faults("ball = 3\n")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"[ball.pitch]\nlimit = '1 \xb5m'\n")

    for name in ("none.toml", "latin.toml"):
        with pytest.raises(BadInput):
            with_site_file(DECK, tmp_path / name)


def test_limits_are_set_by_id() -> None:
    deck = with_rule_limits(DECK, {"ball.pitch": "0.8 mm", "via.hole-aspect": "6"})

    assert (deck["ball.pitch"].limit, deck["via.hole-aspect"].limit) == (800_000, 6.0)
    assert deck["ball.pitch"].source.kind == "user"


def test_unknown_ids_and_bad_limits_come_together() -> None:
    with pytest.raises(BadInput) as told:
        with_rule_limits(DECK, {"ball.pich": "1 mm", "ball.pitch": "1 kg"})

    lines = [fault.line for fault in told.value.faults]
    assert any("did you mean 'ball.pitch'" in line for line in lines)
    assert any(line.startswith("rules.ball.pitch") for line in lines)


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_mutated_site_file_is_read_or_told(data: st.DataObject) -> None:
    text = list(SITE)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at] = data.draw(st.sampled_from(['"', "[", "]", "=", "\n", "{", "}", "0", "x", ".", "", "\x00", "é"]))

    told = ["site.toml"]
    try:
        with_site_text(DECK, "".join(text), file="site.toml")
    except BadInput as error:
        told = [fault.where for fault in error.faults]

    assert all(where.startswith("site.toml") for where in told)
