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

from packfab.design import Package, Panel, Strip, Substrate
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


def stock(*solids: Solid) -> Callable[[], Build]:
    """A build of these solids, in this order."""
    return partial(Build, solids)


def pair(role: str, gap: float, **more: Any) -> Callable[[], Build]:
    """Two lines 20 um wide and 15 um high beside each other: the upper edge of the first is y = 20 um."""
    name = more.pop("name", role)
    return stock(block(role, 0, 0, 500, 20, 0, 15, name=name, net="A", **more),
                 block(role, 0, 20 + gap, 500, 40 + gap, 0, 15, name=name, net="B", **more))  # fmt: skip


def bar(role: str, width: float, thick: float = 15, **more: Any) -> Callable[[], Build]:
    """One line of that width, 500 um long."""
    return stock(block(role, 0, 0, 500, width, 0, thick, **more))


def holes(places: Sequence[tuple[float, float]], diameter: float, z0: float, z1: float, **more: Any) -> Solid:
    """Round holes that were cut."""
    return disc("removal", places, diameter, z0, z1, material="", mode="cut", **more)


def drilled(diameter: float = 100, *places: tuple[float, float], high: float = 100) -> Solid:
    """Through holes of a pair of carriers."""
    return holes(places or ((0, 0),), diameter, 0, high, part="vias", name="via holes")


def ringed(diameter: float) -> Callable[[], Build]:
    return stock(disc("via land", [(0, 0)], diameter, 0, 15, name="vias via land"), drilled())


def opened(hole: float, pad: float, part: str, *, role: str = "rdl") -> Callable[[], Build]:
    """A hole of a metal layer and the pad over it."""
    return stock(holes([(0, 0)], hole, 0, 5, part=part, name="M1 holes"),
                 disc(role, [(0, 0)], pad, 5, 8, part=part, name="M1 pads"))  # fmt: skip


def deep(diameter: float, part: str) -> Callable[[], Build]:
    return stock(holes([(0, 0)], diameter, 0, 10, part=part, name="M1 holes", top=diameter * 1.2))


def at_edge(role: str, depth: float, outline: str, *, name: str = "", part: str = "carrier", over: str = "carrier",
            diameter: float = 100) -> Callable[[], Build]:  # fmt: skip
    """A round body whose wall is `depth` um inside the edge x = 0 of an outline."""
    body = disc(role, [(depth + diameter / 2, 500)], diameter, 0, 15, part=part, name=name or role)
    return stock(block(outline, 0, 0, 2000, 1000, -200, 0, part=over), body)


def on(lower: Solid, upper: Solid) -> Callable[[], Build]:
    return stock(lower, upper)


def landed(landing: float, bump: float) -> Callable[[], Build]:
    return on(disc("landing", [(0, 0)], landing, 0, 15, name="U1 landing"),
              disc("bump", [(0, 0)], bump, 15, 65, part="U1", name="U1 bumps", material="sac305"))  # fmt: skip


def balled(pad: float, ball: float) -> Callable[[], Build]:
    return on(disc("ball pad", [(0, 0)], pad, 0, 15, name="balls ball pad"),
              disc("ball", [(0, 0)], ball, -80, 0, part="balls", material="sac305"))  # fmt: skip


def bumps(pitch: float, *, role: str = "bump", diameter: float = 30, high: float = 40, part: str = "U1",
          material: str = "sac305") -> Callable[[], Build]:  # fmt: skip
    """Three bumps at the corners of a triangle: two of them `pitch` apart along x."""
    places = [(0, 0), (pitch, 0), (pitch, 2 * pitch)]
    return stock(disc(role, places, diameter, 0, high, part=part, name=f"{part} {role}s", material=material))


def openings(diameter: float, gap: float) -> Callable[[], Build]:
    return stock(holes([(0, 0), (diameter + gap, 0)], diameter, 0, 35, part="carrier", name="U1 landing opening"))


def masked(opening: float) -> Callable[[], Build]:
    return stock(disc("landing", [(0, 0)], 100, 0, 15, name="U1 landing"),
                 holes([(0, 0)], opening, 0, 35, part="carrier", name="U1 landing opening"))  # fmt: skip


def coated(role: str, top: float, below: Solid, *, name: str, part: str) -> Callable[[], Build]:
    """A layer up to the height `top` over a body."""
    layer = block(role, 0, 0, 1000, 1000, 0, top, part=part, name=name, material="hd4100", mode="under")
    return stock(below, layer)


def apart(a: str, b: str, gap: float, *, parts: tuple[str, str]) -> Callable[[], Build]:
    return stock(block(a, 0, 0, 500, 500, 0, 200, part=parts[0]),
                 block(b, 500 + gap, 0, 900 + gap, 500, 0, 200, part=parts[1]))  # fmt: skip


def slab(role: str, thick: float, part: str, *, name: str = "") -> Callable[[], Build]:
    """A plate with a diagonal of 5 mm."""
    return stock(block(role, 0, 0, 3000, 4000, 0, thick, part=part, name=name or role))


def designed(*, kerf: float = 250, rail: float = 3000, panel: Mapping[str, float] | None = None) -> Package:
    """As much of a design as the rules of strips and panels ask for."""
    size = (um(8000), um(6000))
    carrier: Any = Substrate.model_construct(size=size)
    if panel is not None:
        lengths = {name: um(value) for name, value in panel.items()}
        carrier = Panel(size=size, panel=(um(300_000), um(300_000)), **lengths)  # type: ignore[arg-type]
    system = "molded-flip-chip" if panel is None else "panel-fan-out"
    strip = Strip(kerf=um(kerf), rail=um(rail))
    return Package.model_construct(name="p", system=system, carrier=carrier, strip=strip, size=None)


def by_design(keeps: Package, breaks: Package, at: tuple[float, float, float] = (0, 0, 0)) -> Case:
    bare = slab("carrier", 200, "carrier")
    return Case(bare, bare, at, package=keeps, broken_package=breaks)


FAN, FILM = {"part": "fan-out", "name": "M1 line A"}, {"part": "thin film", "name": "M1 line A"}
DIE = block("die", 0, 0, 1000, 1000, 0, 100, part="U1", material="si_iso")

CASES: Mapping[str, Case] = {
    "line.trace-width": Case(bar("trace", 5), bar("trace", 4.9), (250, 2.5, 7.5), near=300),
    "line.trace-space": Case(pair("trace", 5), pair("landing", 4.9), (250, 20, 7.5), near=300),
    "line.plane-space": Case(pair("metal", 15), pair("metal", 14), (250, 20, 7.5), near=300),
    "line.plane-web": Case(bar("metal", 25), bar("metal", 24), (250, 12, 7.5), near=300),
    "line.rdl-width": Case(bar("rdl", 2, **FAN), bar("rdl", 1.9, **FAN), (250, 1, 7.5), near=300),
    "line.rdl-space": Case(pair("rdl", 2, **FAN), pair("rdl", 1.9, **FAN), (250, 20, 7.5), near=300),
    "line.film-width": Case(bar("rdl", 2, **FILM), bar("rdl", 1.9, **FILM), (250, 1, 7.5), near=300),
    "line.film-space": Case(pair("rdl", 2, **FILM), pair("rdl", 1.9, **FILM), (250, 20, 7.5), near=300),
    "line.bus-width": Case(bar("bus", 10, part="thin film"), bar("bus", 9, part="thin film"), (250, 5, 7.5), near=300),
    "line.device-width": Case(bar("inductor", 2, part="L1"), bar("inductor", 1.5, part="L1"), (250, 1, 7.5), near=300),
    "line.slender": Case(bar("trace", 7.5, name="trace A"), bar("trace", 7, name="trace A"), (250, 4, 7.5), near=300),
    "line.lead-width": Case(bar("lead", 160, 200), bar("lead", 150, 200), (250, 75, 100), near=300),
    "line.lead-space": Case(pair("lead", 12), pair("lead", 11), (250, 20, 7.5), near=300),
    "line.side-trace-space": Case(pair("trace", 50, part="side traces"), pair("trace", 49, part="side traces"),
                                  (250, 20, 7.5), near=300),
    "line.rdl-width-standard": Case(bar("rdl", 10, **FAN), bar("rdl", 9, **FAN), (250, 5, 7.5), near=300),
    "line.rdl-space-standard": Case(pair("rdl", 10, **FAN), pair("rdl", 9, **FAN), (250, 20, 7.5), near=300),
    "via.land-ring": Case(ringed(150), ringed(148), (0, 0, 7.5)),
    "via.land-ring-board": Case(ringed(200), ringed(198), (0, 0, 7.5)),
    "via.hole-space": Case(stock(drilled(100, (0, 0), (227, 0))), stock(drilled(100, (0, 0), (226, 0))), (50, 0, 50)),
    "via.hole-edge": Case(
        stock(block("carrier", 0, 0, 2000, 1000, -200, 0), drilled(100, (250, 500))),
        stock(block("carrier", 0, 0, 2000, 1000, -200, 0), drilled(100, (249, 500))), (249, 500, 50)),
    "via.hole-aspect": Case(stock(drilled(high=1000)), stock(drilled(high=1010)), (0, 0, 505)),
    "via.hole-diameter": Case(stock(drilled(75)), stock(drilled(74)), (0, 0, 50)),
    "via.plating": Case(
        on(disc("via", [(0, 0)], 100, 0, 100, part="vias", name="via wall"),
           holes([(0, 0)], 80, 0, 100, part="vias", name="via bores")),
        on(disc("via", [(0, 0)], 100, 0, 100, part="vias", name="via wall"),
           holes([(0, 0)], 81, 0, 100, part="vias", name="via bores")), (0, 0, 50)),
    "via.micro-aspect": Case(stock(disc("via", [(0, 0)], 50, -50, 0, name="plane vias")),
                             stock(disc("via", [(0, 0)], 49, -50, 0, name="plane vias")), (0, 0, -25)),
    "via.micro-landing": Case(
        on(disc("via", [(0, 0)], 50, -50, 0, name="plane vias"), disc("landing", [(0, 0)], 56, 0, 15)),
        on(disc("via", [(0, 0)], 50, -50, 0, name="plane vias"), disc("landing", [(0, 0)], 55, 0, 15)), (0, 0, 7.5)),
    "via.rdl-enclosure": Case(opened(20, 24, "fan-out"), opened(20, 23, "fan-out"), (0, 0, 5)),
    "via.rdl-enclosure-standard": Case(opened(20, 40, "fan-out"), opened(20, 39, "fan-out"), (0, 0, 5)),
    "via.rdl-aspect": Case(deep(10, "fan-out"), deep(9.9, "fan-out"), (0, 0, 0)),
    "via.film-enclosure": Case(opened(20, 24, "thin film"), opened(20, 23, "thin film"), (0, 0, 5)),
    "via.film-aspect": Case(deep(10, "thin film"), deep(9.9, "thin film"), (0, 0, 0)),
    "via.film-on-pad": Case(
        on(disc("pad", [(0, 0)], 22, -1, 0, part="U1"), holes([(0, 0)], 20, 0, 5, part="thin film", name="M1 holes")),
        on(disc("pad", [(0, 0)], 21, -1, 0, part="U1"), holes([(0, 0)], 20, 0, 5, part="thin film", name="M1 holes")),
        (0, 0, 0)),
    "bump.pitch": Case(bumps(40), bumps(39), (0, 0, 20), near=40),
    "bump.space": Case(bumps(45), bumps(44), (15, 0, 20)),
    "bump.solder-pitch": Case(bumps(130), bumps(129), (0, 0, 20), near=130),
    "bump.pillar-aspect": Case(bumps(100, role="pillar", diameter=20, high=30),
                               bumps(100, role="pillar", diameter=20, high=31), (0, 0, 15.5), near=300),
    "bump.standoff": Case(bumps(200, high=20), bumps(200, high=19), (0, 0, 0), near=500),
    "bump.die-edge": Case(at_edge("pad", 5, "die", part="U1", over="U1"),
                          at_edge("pad", 4, "die", part="U1", over="U1"), (54, 500, 7.5)),
    "bump.landing-most": Case(landed(160, 100), landed(161, 100), (0, 0, 7.5)),
    "bump.landing-least": Case(landed(50, 100), landed(49, 100), (0, 0, 7.5)),
    "bump.pad-least": Case(
        on(disc("pad", [(0, 0)], 40, 50, 51, part="U1"), disc("bump", [(0, 0)], 100, 0, 50, part="U1")),
        on(disc("pad", [(0, 0)], 39, 50, 51, part="U1"), disc("bump", [(0, 0)], 100, 0, 50, part="U1")), (0, 0, 50.5)),
    "ball.pitch": Case(bumps(130, role="ball", part="balls"), bumps(129, role="ball", part="balls"),
                       (0, 0, 20), near=130),
    "ball.pitch-board": Case(bumps(400, role="ball", part="balls"), bumps(390, role="ball", part="balls"),
                             (0, 0, 20), near=400),
    "ball.space": Case(bumps(140, role="ball", part="balls", diameter=100),
                       bumps(139, role="ball", part="balls", diameter=100), (50, 0, 20)),
    "ball.edge": Case(at_edge("ball", 25, "carrier", part="balls"), at_edge("ball", 24, "carrier", part="balls"),
                      (74, 500, 7.5)),
    "ball.pad-least": Case(balled(60, 100), balled(59, 100), (0, 0, 7.5)),
    "ball.pad-most": Case(balled(110, 100), balled(111, 100), (0, 0, 7.5)),
    "ball.standoff": Case(bumps(400, role="ball", part="balls", high=50),
                          bumps(400, role="ball", part="balls", high=49), (0, 0, 0), near=900),
    "mask.registration": Case(masked(120), masked(118), (0, 0, 7.5)),
    "mask.web": Case(openings(100, 51), openings(100, 49), (75, 0, 17.5), near=30),
    "mask.opening": Case(openings(30, 100), openings(29, 100), (0, 0, 17.5), near=130),
    "mask.thickness": Case(
        coated("solder mask", 20, disc("landing", [(500, 500)], 100, 0, 15), name="top-mask", part="carrier"),
        coated("solder mask", 19, disc("landing", [(500, 500)], 100, 0, 15), name="top-mask", part="carrier"),
        (500, 500, 15), near=60),
    "edge.trace": Case(at_edge("trace", 50, "carrier"), at_edge("trace", 49, "carrier"), (99, 500, 7.5)),
    "edge.pad": Case(at_edge("landing", 40, "carrier"), at_edge("landing", 39, "carrier"), (89, 500, 7.5)),
    "edge.rdl": Case(at_edge("rdl", 50, "encapsulant", part="fan-out", over="mold"),
                     at_edge("rdl", 49, "encapsulant", part="fan-out", over="mold"), (99, 500, 7.5)),
    "edge.street": by_design(designed(kerf=50), designed(kerf=49), (-4000, 0, 0)),
    "edge.panel": by_design(designed(panel={"edge": 5000}), designed(panel={"edge": 4900})),
    "edge.rim": by_design(designed(panel={"rim": 1000}), designed(panel={"rim": 900})),
    "edge.rail": by_design(designed(rail=1000), designed(rail=900)),
    "pad.exposed-margin": Case(apart("paddle", "lead", 150, parts=("carrier", "carrier")),
                               apart("paddle", "lead", 149, parts=("carrier", "carrier")), (500, 250, 100), near=300),
    "pad.space": Case(bumps(35, role="pad"), bumps(34, role="pad"), (15, 0, 20)),
    "sink.edge": Case(at_edge("heat sink", 100, "encapsulant", part="sink", over="mold"),
                      at_edge("heat sink", 99, "encapsulant", part="sink", over="mold"), (149, 500, 7.5)),
    "passive.space": Case(apart("passive", "die", 100, parts=("C1", "U1")),
                          apart("passive", "die", 99, parts=("C1", "U1")), (500, 250, 100), near=300),
    "layer.dielectric": Case(coated("insulator", 102, DIE, name="M1 dielectric", part="thin film"),
                             coated("insulator", 101.9, DIE, name="M1 dielectric", part="thin film"),
                             (500, 500, 100), near=700),
    "layer.passivation": Case(
        coated("passivation", 6, block("rdl", 400, 400, 600, 600, 0, 5, part="thin film", name="M1 line A"),
               name="passivation", part="thin film"),
        coated("passivation", 5.9, block("rdl", 400, 400, 600, 600, 0, 5, part="thin film", name="M1 line A"),
               name="passivation", part="thin film"), (500, 500, 5), near=150),
    "layer.buildup": Case(slab("carrier", 3, "carrier"), slab("carrier", 2.9, "carrier"), (1500, 2000, 0)),
    "layer.metal": Case(bar("trace", 50, 4), bar("trace", 50, 3.9), (250, 25, 0)),
    "layer.polymer": Case(slab("polymer", 3, "fan-out"), slab("polymer", 2.9, "fan-out"), (1500, 2000, 0)),
    "body.slender": Case(slab("carrier", 84, "carrier"), slab("carrier", 83, "carrier"), (1500, 2000, 0)),
    "body.die-slender": Case(slab("die", 20, "U1"), slab("die", 19.9, "U1"), (1500, 2000, 0)),
    "mark.size": Case(bar("alignment", 20, part="fan-out"), bar("alignment", 19, part="fan-out"), (250, 10, 7.5)),
}  # fmt: skip
