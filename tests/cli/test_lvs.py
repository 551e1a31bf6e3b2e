# SPDX-License-Identifier: Apache-2.0
"""Are limits of near misses that cannot be meant told, before they cost time?"""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import Call


@pytest.mark.parametrize("gap", ["-2 um", "10 mm"])
def test_a_gap_that_is_no_near_miss_is_refused(gap: str, call: Call, caravel: Path) -> None:
    done = call("lvs", caravel, "--least-gap", gap)

    assert done.code == 2
    assert "--least-gap" in done.err


def test_the_widest_gap_is_answered(call: Call, caravel: Path) -> None:
    done = call("lvs", caravel, "--least-gap", "100 um", "--json")

    assert done.code in (0, 1)
    assert {m["kind"] for m in done.data["mismatches"]} <= {"near miss"}
