# SPDX-License-Identifier: Apache-2.0
"""Is a package handed on from the command line, and are options that cannot be meant told?"""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import Call


def test_a_format_is_known_in_capitals_too(call: Call, caravel: Path, tmp_path: Path) -> None:
    done = call("export", caravel, "-f", "CSV", "-o", tmp_path / "out", "--json")

    assert done.code == 0
    assert all(Path(file).is_file() for file in done.data["files"])


@pytest.mark.parametrize(
    ("powers", "told"),
    [
        (["U1"], "write it like"),
        (["U1=nan W"], "not finite"),
        (["U1=-2 W"], "0 W or more"),
        (["U1=2 W", "U1=3 W"], "twice"),
        (["U9=2 W"], "no chip 'U9'"),
    ],
)
def test_a_power_that_cannot_be_is_refused(
    powers: list[str], told: str, call: Call, caravel: Path, tmp_path: Path
) -> None:
    options = [text for power in powers for text in ("--power", power)]

    done = call("export", caravel, "-f", "ecxml", *options, "-o", tmp_path / "out")

    assert done.code == 2
    assert told in done.err
    assert not (tmp_path / "out").exists()
