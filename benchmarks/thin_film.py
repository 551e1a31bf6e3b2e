# SPDX-License-Identifier: Apache-2.0
"""What does a module of thin film on a metal substrate cost: 12 layers, up to 5 000 vias?

`python benchmarks/thin_film.py [--dies 1,2,4] [--layers 12] [--json FILE]`. A die has 105 pads: those of its outer rows
are led out on the first layer, the others go straight up, ground by a plane. Each module is made in a process of its
own. Costs are CPU seconds.
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

from clock import Clock
from rich.console import Console
from rich.table import Table

from packfab.design import Package, Pad, PadMap
from packfab.geometry import section
from packfab.process import fabricate, flow_for, one_package
from packfab.study import nets
from packfab.units import mm, um

HERE = Path(__file__).resolve().parent
DIES = (1, 2, 4)
LAYERS = 12
COLUMNS, ROWS, PITCH = 15, 7, 150
"""Pads of a die, and their pitch in um."""
SITE = (mm(5), mm(3))
TITLES = ("vias", "dies", "lines", "bodies", "levels", "steps", "section", "nets", "peak memory")
ASKED = ("levels", "steps", "section", "nets")


def module(dies: int, layers: int = LAYERS) -> Package:
    """So many dies in a row, under so many wiring layers."""
    pads = [(c, r, um(PITCH * (c - (COLUMNS - 1) / 2)), um(PITCH * (r - (ROWS - 1) / 2)))
            for r in range(ROWS) for c in range(COLUMNS)]  # fmt: skip
    designs, chips, contacts = {}, [], []
    for die in range(1, dies + 1):
        x0 = round(SITE[0] * (die - 1 - (dies - 1) / 2))
        named = []
        for c, r, x, y in pads:
            ground = r == ROWS // 2 and c % 4 == 2
            net = "VSS" if ground else f"N{die}_{c}_{r}"
            named.append(Pad(f"P{c}_{r}", x, y, net, um(70)))
            if r in (0, ROWS - 1):
                x, y = 2 * x, y + (1 if r else -1) * um(400)
            contacts.append(Pad(f"C{die}_{c}_{r}", x0 + x, y, net))
        designs[f"d{die}"] = {"size": (mm(2.4), mm(1.2)), "thickness": um(150),
                              "pads": {"bumps": PadMap(pads=tuple(named))}}  # fmt: skip
        chips.append({"name": f"U{die}", "die": f"d{die}", "attach": "backside", "at": (x0, 0)})
    return Package.model_validate({
        "name": f"module of {dies}", "system": "metal-substrate", "dies": designs, "chips": chips,
        "carrier": {"kind": "metal", "size": (SITE[0] * dies, SITE[1])},
        "thin_film": {"filling": {}, "layers": [_layer(k, layers) for k in range(1, layers + 1)],
                      "contacts": PadMap(pads=tuple(contacts))},
    })  # fmt: skip


def _layer(number: int, count: int) -> dict[str, Any]:
    return {
        "name": f"M{number}", "dielectric": {"material": "hd4100", "thickness": um(8)},
        "hole": {"diameter": um(25), "angle": math.radians(80), "fill": "filled"}, "thickness": um(4),
        "pad": um(50), "fans": number == 1, "plane": "VSS" if number == max(2, count // 2) else "",
    }  # fmt: skip


def measure(dies: int, layers: int) -> Clock:
    """Costs of the levels, of all steps, of one section, and of the nets as built."""
    clock, asked = Clock(), module(dies, layers)
    flow = clock.ask("levels", lambda: flow_for(asked), times=1)
    made = clock.ask("steps", lambda: fabricate(flow), times=1)
    one = one_package(made.build)
    clock.ask("section", lambda: section(one, y=0), times=1)
    known = clock.ask("nets", lambda: nets(one), times=1)
    wired = [r.measured for r in made.records if r.step == "FormWiring"]
    clock.figures = {
        "vias": sum(int(str(m["vias"])) for m in wired),
        "lines": sum(int(str(m["lines"])) for m in wired),
        "bodies": sum(len(solid.places) for solid in one.solids),
        "open": len(known.opens),
        "short": len(known.shorts),
    }
    return clock


def measured(dies: int, layers: int) -> dict[str, Any]:
    """Figures of one module, from a fresh process."""
    command = [sys.executable, str(Path(__file__).resolve()), "--one", str(dies), "--layers", str(layers)]
    path = os.pathsep.join(p for p in (str(HERE.parent / "src"), os.environ.get("PYTHONPATH", "")) if p)
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}, check=True)
    return {"dies": dies, **json.loads(done.stdout)}


def row(case: dict[str, Any]) -> list[str]:
    """A module as a row of the table."""
    figures, seconds = case["figures"], case["seconds"]
    return [
        f"{figures['vias']:.0f}", f"{case['dies']}", f"{figures['lines']:.0f}", f"{figures['bodies']:.3g}",
        *(f"{seconds[name]:.3g} s" for name in ASKED), f"{max(case['memory'].values()) / 1e6:.0f} MB",
    ]  # fmt: skip


def growth(cases: list[dict[str, Any]]) -> list[str]:
    """How each cost grows with the number of vias, as the exponent between the smallest and the largest module."""
    first, last = cases[0], cases[-1]
    vias = math.log(last["figures"]["vias"] / first["figures"]["vias"])
    exponents = [math.log(last["seconds"][name] / first["seconds"][name]) / (vias or math.nan) for name in ASKED]
    return ["vias^", "", "", "", *(f"{exponent:.2f}" for exponent in exponents), ""]


def parsed(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dies", default=",".join(map(str, DIES)), help="numbers of dies, by commas")
    parser.add_argument("--layers", type=int, default=LAYERS, help="wiring layers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the record there")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main() -> None:
    """Measure each module, show the table, keep the record."""
    asked = parsed()
    if asked.one:
        print(json.dumps(asdict(measure(asked.one, asked.layers))))
        return
    table = Table(*TITLES, title=f"thin film on a metal substrate: {asked.layers} layers")
    cases = [measured(int(dies), asked.layers) for dies in asked.dies.split(",")]
    for case in cases:
        table.add_row(*row(case))
    table.add_section()
    table.add_row(*growth(cases))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    if asked.json:
        asked.json.write_text(json.dumps({"cases": cases}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
