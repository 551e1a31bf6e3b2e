# SPDX-License-Identifier: Apache-2.0
"""What does it cost to prove connectivity: 1 000 to 100 000 nets, alike, all different, and through plated holes?

`python benchmarks/lvs.py [--nets 1000,10000,100000] [--json FILE]`. Each case is made in a process of its own.
`alike`: die pad, bump, landing with its via, and ball, in a grid. `routed`: die pad, bump, a trace that no other net
has, and ball. `plated`: plated holes through a plane with antipads, lands, caps and balls (five conductors each), for
which slices of the whole build took 8.4 s with 3 200 holes and 40 s with 12 800. Costs are CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from clock import Clock
from rich.console import Console
from rich.table import Table

from packfab.checks import Terminal, compare
from packfab.geometry import Barrel, Build, Frustum, Prism, Region, Solid, SphereZone, add, at, network, rectangle
from packfab.units import um

HERE = Path(__file__).resolve().parent
KINDS = ("alike", "routed", "plated")
NETS = (1_000, 10_000, 100_000)
PITCH = 400
METALS = ("cu_plated", "sac305", "al_pure")
TITLES = ("case", "nets", "conductors", "links", "mismatches", "extract", "compare", "peak memory")


def grid(nets: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Places of so many nets in a square, nm."""
    side = math.ceil(math.sqrt(nets))
    k = np.arange(nets)
    return at(np.stack([k % side - side // 2, k // side - side // 2], axis=-1) * um(PITCH))


def disc(radius: float, z0: float, z1: float) -> Frustum:
    """An upright round body, um."""
    return Frustum(um(z0), um(z1), um(radius), um(radius))


def room(nets: int) -> Region:
    """A square around all nets."""
    reach = um(PITCH) * (math.ceil(math.sqrt(nets)) // 2 + 2)
    return rectangle(-reach, -reach, reach, reach)


def board(nets: int, z0: float, z1: float) -> Solid:
    """A slab of resin around all nets."""
    return Solid("board", Prism(room(nets), um(z0), um(z1)), "bt_hl832nx", "carrier", part="carrier")


def alike(nets: int, *, routed: bool = False) -> Build:
    """Die pads, bumps, landings with vias (or traces) and balls, from above."""
    places = grid(nets)
    solids = [board(nets, 0, 100)]
    if routed:
        solids += [_trace(k, x, y) for k, (x, y) in enumerate(places.tolist())]
    else:
        solids.append(Solid("landing", disc(60, 0, 115), "cu_plated", "landing", places, part="carrier"))
    below = Solid("balls", SphereZone(um(-180), 0, um(-90), um(110)), "sac305", "ball", places, part="balls")
    bump = Solid(
        "bumps", Barrel(um(115), um(175), um(40), um(40), float(um(20)) ** 2), "sac305", "bump", places, part="U1"
    )
    pads = Solid("pads", disc(40, 175, 176), "al_pure", "pad", places, part="U1")
    die = Solid("die", Prism(room(nets), um(176), um(400)), "si_iso", "die", part="U1")
    return add(Build(), [*solids, below, bump, die, pads])


def _trace(k: int, x: int, y: int) -> Solid:
    """An upright tongue through the board that is a little longer for each net."""
    end = um(60) + k * 5 % um(100)
    body = Prism(rectangle(x - um(60), y - um(60), x + end, y + um(60)), 0, um(115))
    return Solid(f"trace {k}", body, "cu_plated", "trace", part="carrier")


def plated(nets: int) -> Build:
    """Plated holes through a plane, with lands above and below, caps and balls."""
    places = grid(nets)
    plane = Prism(room(nets), um(40), um(55))
    resins = [Solid(name, shape, "bt_hl832nx", name, places)
              for name, shape in (("antipads", disc(90, 40, 55)), ("plug", disc(30, -15, 115)))]  # fmt: skip
    hole = Solid("holes", disc(50, -15, 115), "", "removal", places, mode="cut")

    def metal(name: str, role: str, shape: Frustum | SphereZone, part: str) -> Solid:
        return Solid(name, shape, "cu_plated", role, places, part=part)

    return add(Build(), [
        board(nets, 0, 100), Solid("plane", plane, "cu_plated", "metal", part="carrier"), resins[0],
        metal("upper lands", "landing", disc(100, 100, 115), "carrier"),
        metal("lower lands", "ball pad", disc(100, -15, 0), "carrier"),
        hole, metal("walls", "via", disc(50, -15, 115), "vias"), resins[1],
        metal("caps", "cap", disc(50, -15, -5), "vias"),
        metal("balls", "ball", SphereZone(um(-215), um(-15), um(-115), um(120)), "balls"),
    ])  # fmt: skip


def wanted(nets: int, ends: tuple[tuple[str, str], ...]) -> list[Terminal]:
    """Two terminals of each net: part and role of its ends."""
    places = grid(nets).tolist()
    return [Terminal(role, part, f"{k + 1}", f"N{k}", (x, y), frozenset({role}))
            for part, role in ends for k, (x, y) in enumerate(places)]  # fmt: skip


def measure(kind: str, nets: int) -> Clock:
    """Costs of the extraction and of the comparison."""
    clock = Clock()
    build = plated(nets) if kind == "plated" else alike(nets, routed=kind == "routed")
    ends = (("carrier", "landing") if kind == "plated" else ("U1", "pad"), ("balls", "ball"))
    net = clock.ask("extract", lambda: network(build, lambda s: s.material in METALS), times=1)
    done = clock.ask("compare", lambda: compare(build, net, wanted(nets, ends)), times=1)
    clock.figures = {"conductors": len(net.bodies), "links": len(net.links), "mismatches": len(done.mismatches)}
    return clock


def measured(kind: str, nets: int) -> dict[str, Any]:
    """Figures of one case, from a fresh process."""
    command = [sys.executable, str(Path(__file__).resolve()), "--one", f"{kind},{nets}"]
    path = os.pathsep.join(p for p in (str(HERE.parent / "src"), os.environ.get("PYTHONPATH", "")) if p)
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}, check=True)
    return {"kind": kind, "nets": nets, **json.loads(done.stdout)}


def row(case: dict[str, Any]) -> list[str]:
    """A case as a row of the table."""
    figures, seconds = case["figures"], case["seconds"]
    counts = [f"{figures[name]:.0f}" for name in ("conductors", "links", "mismatches")]
    return [case["kind"], f"{case['nets']}", *counts, *(f"{seconds[name]:.3g} s" for name in ("extract", "compare")),
            f"{max(case['memory'].values()) / 1e6:.0f} MB"]  # fmt: skip


def growth(cases: list[dict[str, Any]]) -> list[str]:
    """How the costs grow with the number of nets, as the exponent between the smallest and the largest case."""
    first, last = cases[0], cases[-1]
    nets = math.log(last["nets"] / first["nets"]) or math.nan
    exponents = [math.log(last["seconds"][n] / first["seconds"][n]) / nets for n in ("extract", "compare")]
    return [f"{first['kind']}: nets^", "", "", "", "", *(f"{e:.2f}" for e in exponents), ""]


def parsed(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nets", default=",".join(map(str, NETS)), help="numbers of nets, by commas")
    parser.add_argument("--kinds", default=",".join(KINDS), help="cases, by commas")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the record there")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main() -> None:
    """Measure each case, show the table, keep the record."""
    asked = parsed()
    if asked.one:
        kind, nets = asked.one.split(",")
        print(json.dumps(asdict(measure(kind, int(nets)))))
        return
    table, every = Table(*TITLES, title="connectivity as built"), []
    for kind in asked.kinds.split(","):
        cases = [measured(kind, int(nets)) for nets in asked.nets.split(",")]
        every += cases
        for case in cases:
            table.add_row(*row(case))
        table.add_row(*growth(cases), end_section=True)
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    if asked.json:
        asked.json.write_text(json.dumps({"cases": every}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
