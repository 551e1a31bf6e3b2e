# SPDX-License-Identifier: Apache-2.0
"""Are passive devices told on the command line, in words and as data?"""

from __future__ import annotations

from pathlib import Path

from answers import Call

DEVICES = Path(__file__).resolve().parents[2] / "examples" / "thin-film" / "devices.yaml"


def test_all_devices_are_listed(call: Call) -> None:
    plain, data = call("devices", DEVICES), call("devices", DEVICES, "--json")

    assert plain.code == data.code == 0
    assert "interdigitated" in plain.out
    assert [row["name"] for row in data.data] == ["R1", "L1", "C1", "C2", "W1", "W2", "F1", "F2", "S1"]


def test_one_device_tells_its_numbers_and_its_source(call: Call) -> None:
    plain, data = call("devices", DEVICES, "L1"), call("devices", DEVICES, "L1", "--json")

    assert plain.code == data.code == 0
    assert "outer diameter" in plain.out
    assert "Mohan" in plain.out
    assert data.data[0]["formula"] == "mohan-1999"


def test_a_device_that_is_not_there_is_told(call: Call) -> None:
    answer = call("devices", DEVICES, "X9")

    assert answer.code == 2
    assert "there is no device 'X9'" in answer.err


def test_wiring_without_devices_says_so(call: Call) -> None:
    answer = call("devices", DEVICES.with_name("single.yaml"))

    assert answer.code == 0
    assert answer.out.strip() == "the wiring holds no devices"
