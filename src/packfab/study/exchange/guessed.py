# SPDX-License-Identifier: Apache-2.0
"""Which bumps, balls, compound and carrier suit pads of which a file tells only the places?

Each rule is a guess with its reason, which goes as a comment into the spec. Lengths in nm.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from packfab.design import PadMap, centres, extents
from packfab.units import format_length, um

#: Below this pitch, or on smaller pads than this, pillars are plated; above, spheres are set.
PILLAR_PITCH = um(150)
PILLAR_PAD = um(60)
#: Mask between openings, and compound over a die: less is hard to make.
MASK_WEB, COVER = um(50), um(50)


@dataclass(frozen=True, slots=True)
class Guess:
    """A value that no file told, and why it was taken."""

    value: Any
    why: str


@dataclass(frozen=True, slots=True)
class Joint:
    """Bumps and landing pads of a chip; gap: about what is left between chip and carrier; opening: between bumps;
    clearance: of the mask around pads; masked: whether the carrier has a mask below the chip."""

    bumps: Guess
    landing: Guess
    gap: int
    opening: int
    clearance: int
    masked: bool


def whole(length: float, step: int = um(1)) -> int:
    """A length down to whole steps, at least one."""
    return max(step, math.floor(length / step) * step)


def pad_diameter(pitch: float) -> Guess:
    """Pads without a size."""
    if math.isinf(pitch):
        return Guess(um(60), "guess: a lone pad of usual size")
    return Guess(whole(pitch / 2), f"guess: half the least pitch of {format_length(pitch)}")


def die_size(pads: PadMap, pitch: float) -> Guess:
    """A die whose outline no file tells: its pads with a margin, about their common frame."""
    if not pads.pads:
        return Guess((um(1000), um(1000)), "guess: nothing tells a size")
    margin = um(50) if math.isinf(pitch) else max(um(50), round(pitch / 2))
    reach = (abs(centres(pads)) * 2 + extents(pads)).max(axis=0)
    return Guess(tuple(int(side) + 2 * margin for side in reach),
                 f"guess: the pads and {format_length(margin)} on each side")  # fmt: skip


def joint(pad: int, pitch: float, *, on_chip: bool) -> Joint:
    """Bumps for pads of a diameter at a pitch, on a carrier or on another chip."""
    pitch = min(pitch, 4.0 * pad)
    sphere, land = whole(min(1.15 * pad, 0.7 * pitch)), whole(min(1.05 * pad, 0.6 * pitch))
    height, width = _collapsed(math.pi / 6 * float(sphere) ** 3, land / 2, pad / 2)
    opening = round(pitch - max(width, land))
    if pitch < PILLAR_PITCH or pad < PILLAR_PAD or opening < max(PILLAR_PITCH // 5, pitch / 4):
        return _pillars(pad, pitch, on_chip)
    clearance = mask_clearance(pitch, land)
    masked = not on_chip and height > um(60) and clearance > (width - land) / 2 + um(5)
    return Joint(
        Guess({"kind": "solder-sphere", "diameter": sphere}, "guess: 1.15 of the pad"),
        Guess({"diameter": land, "thickness": um(5) if on_chip else um(15)}, "guess: 1.05 of the pad"),
        gap=round(height) - (um(20) if masked else 0),
        opening=opening,
        clearance=clearance if masked else um(40),
        masked=masked,
    )


def _pillars(pad: int, pitch: float, on_chip: bool) -> Joint:
    pillar = whole(min(0.85 * pad, 0.5 * pitch))
    land, height, cap = (
        whole(1.1 * pillar),
        min(max(whole(1.5 * pillar), um(10)), um(60)),
        whole(min(0.6 * pillar, um(30))),
    )
    return Joint(
        Guess({"kind": "copper-pillar", "diameter": pillar, "height": height, "cap": cap},
              "guess: pillars suit this pitch and these pads"),
        Guess({"diameter": land, "thickness": um(5) if on_chip else um(10)}, "guess: 1.1 of the pillar"),
        gap=height + round(0.8 * cap),
        opening=round(pitch) - land,
        clearance=um(40),
        masked=False,
    )  # fmt: skip


def _collapsed(volume: float, first: float, second: float) -> tuple[float, float]:
    """Height and largest width (nm) of solder of a volume between pads of these radii: a zone of a sphere."""
    square, q = first**2 + second**2, 3 * volume / math.pi
    root = math.cbrt(q + math.sqrt(q * q + square**3))
    height = root - square / root
    middle = (height**2 + second**2 - first**2) / (2 * height)
    return height, 2 * math.hypot(first, middle)


def mask_clearance(pitch: float, land: int) -> int:
    """From pads to the mask around them, so that a web of mask is left between them."""
    return um(40) if math.isinf(pitch) else min(um(40), whole((pitch - land - MASK_WEB) / 2))


def cover(gap: int) -> Guess:
    """Compound over a chip with this gap below it, within half and twice the gap."""
    return Guess(whole(min(max(1.3 * gap, COVER), 1.9 * gap), um(5)), "guess: suits the gap below the chips")


def filler(openings: Mapping[str, int]) -> Guess:
    """The largest particle of a compound that has to pass openings, by what is open there."""
    where, least = min(openings.items(), key=lambda item: item[1], default=("", um(100)))
    cut = min(um(25), whole(0.4 * least, um(1) if least > um(4) else 100))
    told = f", less than half of {format_length(least)} {where}" if where and cut < um(25) else ""
    return Guess(cut, f"guess: a usual grade{told}")


def layers(masked: bool) -> Guess:
    """The layers of a carrier of which a file tells nothing."""
    mask = {"kind": "mask", "material": "solder_mask", "thickness": um(20)}
    metal = {"kind": "metal", "material": "cu_plated", "thickness": um(15), "coverage": 0.3}
    core = {"name": "core", "kind": "dielectric", "material": "bt_hl832nx", "thickness": um(200)}
    below = [{"name": "bottom-metal", **metal}, {"name": "bottom-mask", **mask}]
    if masked:
        return Guess([{"name": "top-mask", **mask}, {"name": "top-metal", **metal}, core, *below],
                     "guess: a laminate of two layers")  # fmt: skip
    build_up = {"name": "build-up", "kind": "dielectric", "material": "abf_gx92", "thickness": um(30)}
    fine = {"name": "top-metal", "kind": "metal", "material": "cu_plated", "thickness": um(10)}
    return Guess([fine, build_up, core, *below], "guess: fine build-up without mask below the chips")


def ball_diameter(pitch: float) -> Guess:
    """Balls of which a file tells only the places."""
    return Guess(um(300) if math.isinf(pitch) else whole(0.6 * pitch, um(10) if pitch > um(50) else um(1)),
                 "guess: 0.6 of the pitch")  # fmt: skip
