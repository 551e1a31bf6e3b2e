# SPDX-License-Identifier: Apache-2.0
"""Which small build keeps each rule of wires, mold and assembly, and which breaks it at a known place?

A die 150 um thick with its edge at x = 0, a finger to the right of it and a wire in between, each with one thing
changed. Lengths in um.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from packfab.geometry import Build, Record, Solid, tube
from packfab.units import um

from .builds import Recipe, made
from .rule_builds import Case, block, disc

FACE = 175.0
"""Height of the active face; the carrier is at 0, adhesive of 25 below the die."""
PAD = (-60.0, 0.0)
FINGER = (525.0, 0.0)


def wire(
    start: tuple[float, float] = PAD, end: tuple[float, float] = FINGER, *,
    loop: float = 120, top_at: float = 0.25, diameter: float = 25, net: str = "A", name: str = "U1 wire a",
) -> Solid:  # fmt: skip
    """A wire of four points: up from the ball, along the top, down to the finger."""
    (x0, y0), (x1, y1), peak = start, end, FACE + loop - diameter / 2
    path = [(x0, y0, FACE + 35), (x0, y0, peak), (x0 + top_at * (x1 - x0), y0 + top_at * (y1 - y0), peak),
            (x1, y1, 15 + diameter / 2)]  # fmt: skip
    body = tube(np.array(path) * um(1), um(diameter) / 2)
    return Solid(name, body, "au", "wire", nets=(net,), part="U1")


def die(x0: float = -1000, x1: float = 0, *, part: str = "U1", z1: float = FACE) -> Solid:
    return block("die", x0, -500, x1, 500, 25, z1, part=part, name=f"{part} die", material="si_iso")


def glue(thick: float = 25, *, part: str = "U1", name: str = "U1 adhesive", x0: float = -1000, x1: float = 0) -> Solid:
    return block("adhesive", x0, -500, x1, 500, 0, thick, part=part, name=name, material="da_epoxy_ag")


def finger(x0: float = 400, x1: float = 650, *, low: float = -45, high: float = 45, net: str = "A") -> Solid:
    return block("finger", x0, low, x1, high, 0, 15, name="U1 finger", net=net)


def mold(x0: float = -2000, x1: float = 2000, *, top: float = 500, y: float = 2000) -> Solid:
    return block("encapsulant", x0, -y, x1, y, 0, top, part="mold", name="encapsulant", material="emc_muf",
                 mode="under")  # fmt: skip


def ball(x: float = PAD[0], y: Sequence[float] = (0.0,), *, width: float = 55) -> Solid:
    return disc("ball bond", [(x, one) for one in y], width, FACE, FACE + 15, part="U1", name="U1 ball bonds")


def wired(*more: Solid, **changes: Any) -> Build:
    """Die, wire and finger, with one thing about the wire changed."""
    return Build((die(), finger(), wire(**changes), *more))


def two_wires(pitch: float = 0, *, filler: float = 0, start: float | None = None, loop: float = 120) -> Build:
    """Wires of nets A and B, at a distance from each other or from one side of A to the other."""
    y0 = pitch if start is None else start
    other = wire((PAD[0], y0), (FINGER[0], pitch), net="B", name="U1 wire b", loop=loop)
    return Build((die(), wire(), other), records=(shot(filler),))


def shot(filler: float = 25, **measured: Any) -> Record:
    return Record(1, "Mold", "Mold", {"filler_top_cut": um(filler)}, measured)


def padded(pad: float, **changes: Any) -> Build:
    """A ball on its pad."""
    half = pad / 2
    under = block("pad", PAD[0] - half, -half, PAD[0] + half, half, FACE - 1, FACE, part="U1", name="U1 pads")
    return Build((die(), under, ball(**changes), wire()))


def stitched(width: float, *, length: float = 62, room: float = 45) -> Build:
    x, half = FINGER[0], width / 2
    stitch = block("stitch", x - length / 2, -half, x + length / 2, half, 15, 25, part="U1", name="U1 stitches")
    return Build((die(), finger(low=-room, high=room), wire(), stitch))


def shared_finger(count: int) -> Build:
    wires = [wire((PAD[0], 60 * k), (FINGER[0], 12 * k), name=f"U1 wire {k}") for k in range(count)]
    return Build((die(), finger(), *wires))


def beside_die(role: str, distance: float, *, part: str, top: float = 320) -> Build:
    """The wire passes a body at a distance."""
    return wired(block(role, 100, distance + 12.5, 300, 400, 20, top, part=part, name=f"{part} body"))


def below_mold(*solids: Solid, top: float) -> Build:
    return Build((*solids, mold(top=top)))


def passive(x0: float = 300, *, part: str = "C1", top: float = 320) -> Solid:
    return block("passive", x0, -100, x0 + 400, 100, 20, top, part=part, name=f"{part} body", material="al2o3_96")


def over(length: float, *, bond: float = 0.0) -> Build:
    """A die of 100 um that reaches beyond the one below it, whose edge is at x = 0."""
    film = block("adhesive", -1000, -500, length, 500, FACE, FACE + 20, part="U2", name="U2 adhesive", material="daf")
    upper = block("die", -1000, -500, length, 500, FACE + 20, FACE + 120, part="U2", name="U2 die", material="si_iso")
    bonds = disc("ball bond", [(bond, 0)], 50, FACE + 120, FACE + 135, part="U2", name="U2 ball bonds")
    return Build((glue(), die(), film, upper, bonds))


def in_cavity(room: float) -> Build:
    cut = block("removal", -1000 - 60, -560, room, 560, -100, 200, name="cavities", material="", mode="cut")
    return Build((cut, die()))


def sunk(covered: float) -> Build:
    plate = block("heat sink", -1000, -600, -1000 + covered, 600, 200, 600, part="sink", name="heat sink")
    return Build((die(), plate))


def filmed(*, pressed: float = 50, width: float = 5000) -> Build:
    """A heat sink of 6 mm with a film of 60 um over it in the mold."""
    plate = block("heat sink", -3000, -3000, 3000, 3000, 200, 600, part="sink", name="heat sink")
    records = (
        Record(1, "AttachHeatSink", "", {"width": um(6000), "height": um(6000)}),
        Record(2, "LayFilm", "", {"thickness": um(60), "width": um(width), "height": um(5000)}),
        shot(film_pressed=um(pressed)),
    )
    return Build((plate,), records=records)


def joint(high: float) -> Build:
    return Build((block("joint", 0, 0, 200, 300, 15, 15 + high, part="C1", name="C1 joints"),))


START = (*PAD, FACE + 35)
MIDDLE = (*FINGER, 7.5)
CASES: Mapping[str, Case] = {
    "wire.span-most": Case(partial(wired, end=(4940, 0)), partial(wired, end=(4950, 0)), START),
    "wire.span-least": Case(partial(wired, end=(240, 0)), partial(wired, end=(230, 0)), START),
    "wire.span-to-diameter": Case(partial(wired, end=(3690, 0)), partial(wired, end=(3700, 0)), START),
    "wire.loop-height-least": Case(partial(wired, loop=75), partial(wired, loop=70), (*PAD, FACE + 70)),
    "wire.loop-height-most": Case(partial(wired, loop=400), partial(wired, loop=401), (*PAD, FACE + 401)),
    "wire.angle": Case(partial(wired, end=(525, 585)), partial(wired, end=(525, 650)), (0, 66.7, 282.5)),
    "wire.crossing": Case(
        partial(two_wires, -100, start=100, loop=250), partial(two_wires, -100, start=100, loop=230),
        (232.5, 0, 212), near=3,
    ),
    "wire.to-wire": Case(partial(two_wires, 50), partial(two_wires, 49), (232, 12.5, 155), near=320),
    "wire.to-own-die": Case(
        partial(wired, top_at=0.05), partial(wired, loop=76, top_at=0.02), (0, 0, FACE + 33), near=15
    ),
    "wire.to-other-die": Case(
        partial(beside_die, "die", 50, part="U2"), partial(beside_die, "die", 49, part="U2"), (200, 12.5, 210), near=130
    ),
    "wire.to-bump": Case(
        lambda: wired(disc("bump", [(PAD[0], 12.5 + 51 + 20)], 40, FACE, FACE + 60, part="U2", name="U2 bumps")),
        lambda: wired(disc("bump", [(PAD[0], 12.5 + 50 + 20)], 40, FACE, FACE + 60, part="U2", name="U2 bumps")),
        (PAD[0], 12.5, FACE + 45), near=20,
    ),
    "wire.to-finger": Case(
        lambda: Build((die(), finger(high=30), finger(low=37, high=100, net="B"), wire())),
        lambda: Build((die(), finger(high=30), finger(low=33, high=100, net="B"), wire())),
        (525, 11.7, 23), near=3,
    ),
    "wire.to-passive": Case(
        partial(beside_die, "passive", 100, part="C1"), partial(beside_die, "passive", 99, part="C1"),
        (200, 12.5, 210), near=130,
    ),
    "wire.to-sink": Case(
        lambda: wired(block("heat sink", -500, -500, 1000, 500, 395, 500, part="sink")),
        lambda: wired(block("heat sink", -500, -500, 1000, 500, 394, 500, part="sink")),
        (13, 0, 295), near=80,
    ),
    "wire.to-package-edge": Case(
        lambda: wired(mold(x1=689)), lambda: wired(mold(x1=680)), (537.5, 0, 155), near=6
    ),
    "wire.ball-in-pad": Case(partial(padded, 55.5), partial(padded, 54), (*PAD, FACE)),
    "wire.ball-width-least": Case(partial(padded, 60, width=50), partial(padded, 60, width=49), (*PAD, FACE)),
    "wire.ball-width-most": Case(partial(padded, 140, width=125), partial(padded, 140, width=126), (*PAD, FACE)),
    "wire.ball-space": Case(
        lambda: Build((ball(y=(0, 61.4)),)), lambda: Build((ball(y=(0, 61)),)), (PAD[0], 30.5, FACE + 7.5), near=4
    ),
    "wire.ball-to-die-edge": Case(
        lambda: Build((die(), ball(-33.9))), lambda: Build((die(), ball(-33))), (-33, 0, FACE + 7.5), near=28
    ),
    "wire.stitch-width-least": Case(partial(stitched, 30), partial(stitched, 29), (*FINGER, 20)),
    "wire.stitch-in-finger": Case(partial(stitched, 40, room=30), partial(stitched, 41, room=30), (*FINGER, 15)),
    "wire.finger-width": Case(partial(stitched, 40, room=37.5), partial(stitched, 40, room=37), MIDDLE),
    "wire.finger-length": Case(
        lambda: Build((finger(450, 600), wire())), lambda: Build((finger(451, 599), wire())), MIDDLE
    ),
    "wire.finger-space": Case(
        lambda: Build((finger(), finger(low=70, high=160))), lambda: Build((finger(), finger(low=69, high=160))),
        (525, 57, 7.5), near=130,
    ),
    "wire.per-finger": Case(partial(shared_finger, 2), partial(shared_finger, 3), MIDDLE),
    "wire.finger-to-die": Case(
        lambda: Build((die(), finger(225))), lambda: Build((die(), finger(224))), (224, 0, 7.5), near=46
    ),
    "wire.finger-to-attach": Case(
        lambda: Build((glue(), die(), finger(200))), lambda: Build((glue(), die(), finger(199))), (199, 0, 7.5), near=46
    ),
    "mold.cover-over-wire": Case(lambda: wired(mold(top=370)), lambda: wired(mold(top=369)), (*PAD, 295)),
    "mold.cover-over-die": Case(
        partial(below_mold, die(), top=225), partial(below_mold, die(), top=224), (-500, 0, FACE), near=700
    ),
    "mold.cover-over-passive": Case(
        partial(below_mold, passive(), top=395), partial(below_mold, passive(), top=394), (500, 0, 320), near=250
    ),
    "mold.gap-least": Case(
        lambda: made(Recipe(gap=um(25))), lambda: made(Recipe(gap=um(24))), (0, 0, 44), near=1500
    ),
    "mold.gap-to-filler": Case(
        lambda: made(Recipe(gap=um(50))), lambda: made(Recipe(gap=um(50), filler=um(26))), (0, 0, 70), near=1500
    ),
    "mold.bumps-to-filler": Case(
        lambda: made(Recipe(filler=um(130))), lambda: made(Recipe(filler=um(140))), (0, 0, 67.5), near=700
    ),
    "mold.wires-to-filler": Case(
        partial(two_wires, 50, filler=25), partial(two_wires, 50, filler=26), (232, 12.5, 155), near=320
    ),
    "die.thickness": Case(
        lambda: Build((die(z1=55),)), lambda: Build((die(z1=54),)), (-500, 0, 25)
    ),
    "die.length-to-width": Case(
        lambda: Build((die(-3000),)), lambda: Build((die(-3001),)), (-1500, 0, 100), near=2
    ),
    "die.spacing": Case(
        lambda: Build((die(), die(100, 1100, part="U2"))), lambda: Build((die(), die(99, 1099, part="U2"))),
        (50, 0, 100), near=505,
    ),
    "die.to-package-edge": Case(
        lambda: Build((die(), mold(x1=100))), lambda: Build((die(), mold(x1=99))), (0, 0, 100), near=505
    ),
    "die.overhang": Case(partial(over, 800), partial(over, 801), (801, 0, FACE + 20), near=505),
    "die.bonds-on-overhang": Case(
        partial(over, 700, bond=500), partial(over, 700, bond=501), (501, 0, FACE + 120)
    ),
    "die.bond-line-least": Case(lambda: Build((glue(10),)), lambda: Build((glue(9),)), (-500, 0, 0)),
    "die.bond-line-most": Case(lambda: Build((glue(60),)), lambda: Build((glue(61),)), (-500, 0, 0)),
    "die.back-bond-least": Case(
        lambda: Build((glue(20, part="back bond", name="back bond"),)),
        lambda: Build((glue(19, part="back bond", name="back bond"),)), (-500, 0, 0),
    ),
    "die.sink-bond-least": Case(
        lambda: Build((glue(20, part="sink", name="sink adhesive"),)),
        lambda: Build((glue(19, part="sink", name="sink adhesive"),)), (-500, 0, 0),
    ),
    "die.attach-to-passive": Case(
        lambda: Build((glue(), die(), passive(150))), lambda: Build((glue(), die(), passive(149))),
        (149, 0, 170), near=105,
    ),
    "die.in-cavity": Case(partial(in_cavity, 30), partial(in_cavity, 29), (0, 0, 100), near=505),
    "die.below-sink": Case(partial(sunk, 901), partial(sunk, 890), (-55, 0, FACE), near=60),
    "passive.to-passive": Case(
        lambda: Build((passive(), passive(850, part="C2"))), lambda: Build((passive(), passive(849, part="C2"))),
        (775, 0, 170), near=150,
    ),
    "passive.to-package-edge": Case(
        lambda: Build((passive(), mold(x1=800))), lambda: Build((passive(), mold(x1=799))), (700, 0, 170), near=105
    ),
    "passive.joint": Case(partial(joint, 10), partial(joint, 9), (100, 150, 15)),
    "film.pressed-least": Case(partial(filmed, pressed=56), partial(filmed, pressed=58), (0, 0, 600)),
    "film.pressed-most": Case(partial(filmed, pressed=16), partial(filmed, pressed=14), (0, 0, 600)),
    "film.margin": Case(partial(filmed, width=5800), partial(filmed, width=5900), (0, 0, 600)),
}  # fmt: skip
