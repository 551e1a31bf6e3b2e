# SPDX-License-Identifier: Apache-2.0
"""A small package with every kind of wall: round, straight, tapered, overlapping, cut, filled."""

from __future__ import annotations

from packfab.geometry import Barrel, Build, Frustum, Prism, Solid, SphereZone, add, at, discs, rectangle

PLACES = at([(-300_000, -200_000), (300_000, -200_000), (-300_000, 200_000), (300_000, 200_000)])
NETS = ("VDD", "VSS", "A", "B")


def block(x: int, y: int, z0: int, z1: int) -> Prism:
    """A block about the axis, given by its half sides."""
    return Prism(rectangle(-x, -y, x, y), z0, z1)


def small_package() -> Build:
    """Carrier, traces, landings, a mask with openings, bumps, a die, compound around them, and balls."""
    trace = Prism(rectangle(-300_000, -15_000, 300_000, 15_000), 0, 10_000)
    plane = Prism(rectangle(-450_000, -350_000, 450_000, 350_000) - discs(PLACES, 60_000), -20_000, -10_000)
    return add(Build(), [
        Solid("core", block(500_000, 400_000, -100_000, 0), "core", "carrier", part="carrier"),
        Solid("plane", plane, "copper", "metal", part="carrier"),
        Solid("trace", trace, "copper", "trace", at([(0, -200_000)]), part="carrier"),
        Solid("landing", Frustum(0, 15_000, 50_000, 50_000), "copper", "landing", PLACES, NETS, part="carrier"),
        Solid("mask", block(500_000, 400_000, 0, 25_000), "mask", "solder mask", part="carrier", mode="under"),
        Solid("openings", Frustum(0, 25_000, 40_000, 40_000), "", "removal", PLACES, mode="cut",
              only=frozenset({"mask"})),
        Solid("bumps", Barrel(15_000, 90_000, 36_000, 35_000, 1e8), "solder", "bump", PLACES, NETS, part="U1"),
        Solid("die", block(400_000, 300_000, 90_000, 240_000), "silicon", "die", part="U1"),
        Solid("compound", block(500_000, 400_000, 0, 300_000), "compound", "encapsulant", part="mold", mode="under"),
        Solid("balls", SphereZone(-260_000, -100_000, -170_000, 100_000), "solder", "ball", PLACES, NETS, part="balls"),
    ])  # fmt: skip


def tapered_film() -> Build:
    """Tapered lines where tapered round pads displace them, and a coat over both."""
    line = Prism(rectangle(-60_000, -10_000, 60_000, 10_000), 0, 6_000, -0.3)
    ends = at([(-60_000, 0), (60_000, 0)])
    return add(Build(), [
        Solid("line", line, "copper", "rdl", part="film"),
        Solid("pads", Frustum(0, 6_000, 25_000, 23_000), "copper", "rdl", ends, part="film"),
        Solid("coat", block(120_000, 60_000, 0, 10_000), "polymer", "passivation", part="film", mode="under"),
    ])  # fmt: skip
