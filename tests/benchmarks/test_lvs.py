# SPDX-License-Identifier: Apache-2.0
"""Does the benchmark of connectivity measure all that it says? No times are asserted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_small_grids_are_measured_and_found_sound(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    command = [sys.executable, str(ROOT / "benchmarks" / "lvs.py"), "--nets", "30,60", "--json", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr

    cases = json.loads(path.read_text(encoding="utf-8"))["cases"]

    assert [(c["kind"], c["nets"]) for c in cases] == [(k, n) for k in ("alike", "routed", "plated") for n in (30, 60)]
    assert {c["figures"]["mismatches"] for c in cases} == {0}
    assert [c["figures"]["conductors"] for c in cases] == [120, 240, 120, 240, 151, 301]
    assert all(c["seconds"].keys() == {"extract", "compare"} for c in cases)
