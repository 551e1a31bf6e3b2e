# SPDX-License-Identifier: Apache-2.0
"""Which small build keeps each design rule, and which breaks it at a known place? Bodies put together by hand, in um.

`CASES` holds one `Case` a rule id; other files `rule_builds_*.py` hold more of them. `tests/contracts/test_rules.py`
asks every rule of the deck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from packfab.design import Package
from packfab.geometry import Build, Frustum, Prism, Solid, at, rectangle
from packfab.units import um


@dataclass(frozen=True)
class Case:
    """A build that keeps the rule, one that breaks it, and the place (um) of the worst violation within `near` um.

    package: the design, for rules that ask it; that of the build that breaks the rule where they differ.
    """

    keeps: Callable[[], Build]
    breaks: Callable[[], Build]
    at: tuple[float, float, float]
    near: float = 1.0
    package: Package | None = None
    broken_package: Package | None = None


def block(
    role: str, x0: float, y0: float, x1: float, y1: float, z0: float, z1: float, *,
    part: str = "carrier", name: str = "", net: str = "", material: str = "cu_plated", **more: Any,
) -> Solid:  # fmt: skip
    """An upright block of that role, um."""
    shape = Prism(rectangle(um(x0), um(y0), um(x1), um(y1)), um(z0), um(z1))
    return Solid(name or role, shape, material, role, nets=(net,) if net else (), part=part, **more)


def disc(
    role: str, places: Sequence[tuple[float, float]], diameter: float, z0: float, z1: float, *,
    part: str = "carrier", name: str = "", nets: tuple[str, ...] = (), material: str = "cu_plated",
    top: float | None = None, **more: Any,
) -> Solid:  # fmt: skip
    """Round bodies of that diameter (at the top `top`) at places, um."""
    shape = Frustum(um(z0), um(z1), um(diameter) / 2, um(diameter if top is None else top) / 2)
    return Solid(name or role, shape, material, role, at([(um(x), um(y)) for x, y in places]), nets, part, **more)


def line_of(width: float) -> Build:
    return Build((block("trace", 0, 0, 500, width, 0, 15, name="trace A", net="A"),))


def bumps_at(pitch: float) -> Build:
    return Build((disc("bump", [(0, 0), (pitch, 0), (pitch, 500)], 30, 0, 40, part="U1", name="U1 bumps"),))


CASES: Mapping[str, Case] = {
    "bump.pitch": Case(partial(bumps_at, 40), partial(bumps_at, 39), (0, 0, 20)),
    "line.trace-width": Case(partial(line_of, 15), partial(line_of, 14.9), (250, 7.5, 7.5), near=300),
}
