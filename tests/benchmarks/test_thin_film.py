# SPDX-License-Identifier: Apache-2.0
"""Does the benchmark of thin films measure all that it says? No times are asserted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_small_module_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    command = [sys.executable, str(ROOT / "benchmarks" / "thin_film.py"), "--dies", "1", "--layers", "2",
               "--json", str(path)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr

    (case,) = json.loads(path.read_text(encoding="utf-8"))["cases"]

    assert case["seconds"].keys() == {"levels", "steps", "section", "nets"}
    assert case["figures"]["vias"] == 2 * 105
    assert case["figures"]["lines"] == 30
    assert case["figures"]["open"] == case["figures"]["short"] == 0
    assert max(case["memory"].values()) > 0
