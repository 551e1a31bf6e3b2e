# SPDX-License-Identifier: Apache-2.0
"""What does a STEP file of a package with N bumps cost: time, size, and how exact is what is read back?

`python benchmarks/step.py [--bumps 100,1000,10000] [--read 1000]`; needs the extra `step`. Costs are CPU seconds. The
package is a carrier, a mask with openings, landings, bumps, a die and the compound around them; files with more bumps
than `--read` are not read back.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from packfab.geometry import Barrel, Build, Frustum, Prism, Solid, add, at, rectangle, volumes
from packfab.io import as_built, stp_bytes
from packfab.units import um

ROOT = Path(__file__).resolve().parents[1]
PITCH = um(150)


def package(count: int) -> Build:
    """A molded flip chip with so many bumps in rows and columns."""
    side = math.ceil(math.sqrt(count))
    grid = (np.arange(side) - (side - 1) / 2) * PITCH
    places = at(np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)[:count])
    half = side * PITCH // 2 + PITCH

    def block(more: int, z0: float, z1: float) -> Prism:
        return Prism(rectangle(-half - more, -half - more, half + more, half + more), um(z0), um(z1))

    bump = Barrel(um(15), um(95), um(38), um(35), 4e8)
    openings = Solid("openings", Frustum(0, um(30), um(45), um(45)), "", "removal", places, mode="cut",
                     only=frozenset({"mask"}))  # fmt: skip
    return add(Build(), [
        Solid("core", block(um(500), -200, 0), "core", "carrier", part="carrier"),
        Solid("landing", Frustum(0, um(15), um(50), um(50)), "copper", "landing", places, part="carrier"),
        Solid("mask", block(um(500), 0, 30), "mask", "solder mask", part="carrier", mode="under"),
        openings,
        Solid("bumps", bump, "solder", "bump", places, part="U1"),
        Solid("die", block(0, 95, 300), "silicon", "die", part="U1"),
        Solid("compound", block(um(500), 0, 500), "compound", "encapsulant", part="mold", mode="under"),
    ])  # fmt: skip


def worst_error(build: Build, text: bytes) -> float:
    """Largest relative error of a volume of what is read back."""
    sys.path.insert(0, str(ROOT / "tests" / "io"))
    from step_weights import weights

    exact = volumes(build).by("name")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "package.step"
        file.write_bytes(text)
        found = weights(file)
    assert not found.invalid, f"invalid: {found.invalid}"
    return max(abs(found.volumes[name] / exact[name] - 1) for name in exact)


def main() -> None:
    """Ask for each count, and print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--bumps", default="100,1000,10000")
    asked.add_argument("--read", type=int, default=1000, help="read back files with at most so many bumps")
    options = asked.parse_args()
    table = Table("bumps", "bodies, s", "STEP, s", "MB", "worst volume error")
    for count in map(int, options.bumps.split(",")):
        build = package(count)
        start = time.process_time()
        as_built(build)
        looked = time.process_time()
        text = stp_bytes(build)
        written = time.process_time()
        error = f"{worst_error(build, text):.1e}" if count <= options.read else "-"
        size = f"{len(text) / 1e6:.1f}"
        table.add_row(f"{count}", f"{looked - start:.1f}", f"{written - looked:.1f}", size, error)
    Console().print(table)


if __name__ == "__main__":
    main()
