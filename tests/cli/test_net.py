# SPDX-License-Identifier: Apache-2.0
"""Are nets followed from the command line, in words and as data, and do opens end it with 1?"""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import Call

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "caravel"


@pytest.fixture
def stack() -> Path:
    return EXAMPLES / "back-to-back-stack.yaml"


def test_all_nets_are_listed(caravel: Path, call: Call) -> None:
    plain, data = call("net", caravel), call("net", caravel, "--json")

    assert plain.code == data.code == 0
    assert "vccd1" in plain.out
    assert {net["name"] for net in data.data["nets"]} >= {"vccd1", "mprj_io[0]"}
    assert data.data["opens"] == data.data["shorts"] == data.data["findings"] == []


def test_a_net_is_listed_body_by_body(caravel: Path, call: Call) -> None:
    plain, data = call("net", caravel, "clock"), call("net", caravel, "clock", "--json")

    assert plain.code == data.code == 0
    assert "net clock" in plain.out
    assert [body["role"] for body in data.data["bodies"]] == ["pad", "bump", "landing", "ball pad", "ball"]


def test_a_way_leads_from_one_body_to_another(caravel: Path, call: Call) -> None:
    ends = ("--from", "U1:U1 bumps pads", "--to", "carrier:U1 landing")

    plain, data = call("net", caravel, "clock", *ends), call("net", caravel, "clock", *ends, "--json")

    assert plain.code == 0
    assert "from U1 bumps pads" in plain.out
    assert [body["role"] for body in data.data["path"]] == ["pad", "bump", "landing"]


def test_a_way_that_is_not_there_is_told(caravel: Path, call: Call) -> None:
    answer = call("net", caravel, "--from", "balls", "--to", "U1 landing")

    assert answer.out == "no metal leads from balls to U1 landing\n"


def test_a_wrong_name_is_bad_input(caravel: Path, call: Call) -> None:
    net, body = call("net", caravel, "vcc", "--json"), call("net", caravel, "--from", "ball", "--to", "balls")
    half = call("net", caravel, "--from", "balls")

    assert net.code == body.code == half.code == 2
    assert net.data["faults"][0]["what"] == "there is no net 'vcc'"
    assert "no metal is called 'ball'" in body.err
    assert "a way has two ends" in half.err


def test_a_stack_of_three_leads_from_its_top_ball_to_its_bottom_ball(stack: Path, call: Call) -> None:
    answer = call("net", stack, "b_clock", "--json")

    path = answer.data["path"]

    assert answer.code == 0
    assert [body["role"] for body in path] == ["ball", "via", "ball", "via", "ball", "via", "ball"]
    assert [body["part"] for body in path if body["role"] == "via"] == ["P3 vias", "P2 vias", "vias"]


def test_holes_beside_their_lands_are_opens_and_say_where(tmp_path: Path, call: Call) -> None:
    text = (EXAMPLES / "back-to-back.yaml").read_text(encoding="utf-8")
    for table in EXAMPLES.glob("*.csv"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    spec = tmp_path / "beside.yaml"
    spec.write_text(text.replace("drill: 200 um", "drill: 80 um\n  registration: [0 um, 212 um]"), encoding="utf-8")

    answer = call("net", spec, "b_clock", "--json")

    assert answer.code == 1
    assert {f["rule"] for f in answer.data["findings"]} == {"open"}
    assert all("via 9 misses" in f["what"] for f in answer.data["findings"])


@pytest.mark.parametrize(("name", "words"), [("clock", "Net clock: whole"), (None, "No net is open or short")])
def test_a_net_or_its_faults_are_drawn(caravel: Path, call: Call, tmp_path: Path, name: str | None, words: str) -> None:
    picture = tmp_path / "net.svg"

    answer = call("net", caravel, *([name] if name else []), "-o", picture)

    assert answer.code == 0
    assert words in picture.read_text()


def test_a_picture_of_another_ending_is_refused(caravel: Path, call: Call) -> None:
    answer = call("net", caravel, "clock", "-o", "net.dxf")

    assert answer.code == 2
    assert "a picture is written as .svg or .png" in answer.err


@pytest.mark.parametrize("command", ["lvs", "rules"])
def test_faults_and_broken_rules_are_drawn(caravel: Path, call: Call, tmp_path: Path, command: str) -> None:
    picture = tmp_path / "faults.png"

    answer = call(command, caravel, "-o", picture)

    assert answer.code in (0, 1)
    assert picture.read_bytes().startswith(b"\x89PNG")
