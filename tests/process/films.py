# SPDX-License-Identifier: Apache-2.0
"""Small thin-film designs for the tests: one die with four pads (A to D) in a package of 3 mm, balls further out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from packfab.design import Package, Pad, PadMap
from packfab.geometry import Build, Line, Record, section, volumes
from packfab.process import FLOWS, Fabrication, fabricate
from packfab.units import mm, um

NETS = ("A", "B", "C", "D")
PADS = dict(zip(NETS, ((-300, -300), (300, -300), (300, 300), (-300, 300)), strict=True))
"""um, places of the pads of the die."""
BALLS = dict(zip(NETS, ((-1000, -1000), (1000, -1000), (1000, 1000), (-1000, 1000)), strict=True))
"""um, places of the balls."""
COAT, METAL, ACTIVE = um(10), um(4), um(175)
"""nm: dielectric over the highest metal, thickness of the metal, z of the active face."""
FILLED = {"diameter": um(30), "angle": math.radians(75), "fill": "filled"}
CONFORMAL = {"diameter": um(30), "angle": math.radians(75)}

Places = Mapping[str, tuple[float, float]]


def pads(places: Places, *, nets: Mapping[str, str] | None = None) -> PadMap:
    named = nets or {}
    return PadMap(pads=tuple(Pad(name, um(x), um(y), named.get(name, name[0]), um(80), None)
                             for name, (x, y) in places.items()))  # fmt: skip


def layer(name: str = "M1", **changes: Any) -> dict[str, Any]:
    own = {"name": name, "dielectric": {"material": "hd4100", "thickness": COAT}, "hole": FILLED, "thickness": METAL,
           "seed": None, "line": um(15), "space": um(15), "pad": um(60)}  # fmt: skip
    return own | changes


def package(*layers: dict[str, Any], on_die: PadMap | None = None, ball_pads: PadMap | None = None,
            balls: bool = True, size: tuple[float, float] = (3, 3), die: tuple[float, float] = (1, 1),
            **film: Any) -> Package:  # fmt: skip
    """The package of these layers; film: further keys of the thin film."""
    array = {"pads": ball_pads or pads(BALLS), "diameter": um(250), "land": {"diameter": um(200)}} if balls else None
    return Package.model_validate({
        "name": "film", "system": "metal-substrate",
        "dies": {"d": {"size": (mm(die[0]), mm(die[1])), "thickness": um(150),
                       "pads": {"bumps": on_die or pads(PADS)}}},
        "chips": [{"name": "U1", "die": "d", "attach": "backside"}],
        "carrier": {"kind": "metal", "size": (mm(size[0]), mm(size[1])), "thickness": um(300)},
        "balls": array, "thin_film": {"layers": layers, **film},
    })  # fmt: skip


def bare(*layers: dict[str, Any], **film: Any) -> Package:
    """Bonding pads at the places of the balls, and no balls."""
    return package(*layers, balls=False, contacts=pads(BALLS), **film)


def made(design: Package) -> Fabrication:
    return fabricate(FLOWS["metal-substrate"](design))


def record(build: Build, step: str, *, last: bool = True) -> Record:
    found = [r for r in build.records if r.step == step]
    return found[-1 if last else 0]


def volume(build: Build, name: str) -> float:
    """nm3 of all solids of a name, as built."""
    found = volumes(build)
    return float(sum(found.of[i] for i, s in enumerate(build.solids) if s.name == name and s.mode != "cut"))


def cut_at(build: Build, place: tuple[float, float], half: float = 100.0) -> list[tuple[str, float]]:
    """(name, area in um2) of what a section along x shows within `half` um of a place (um)."""
    x, y = place
    line = Line((um(x - half), um(y)), (um(x + half), um(y)))
    return [(p.solid.name, p.region.area * 1e-6) for p in section(build, line).pieces]
