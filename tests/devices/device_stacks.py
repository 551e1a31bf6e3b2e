# SPDX-License-Identifier: Apache-2.0
"""Which stack of layers do the tests of devices draw on?"""

from __future__ import annotations

from packfab.design import (
    Capacitor,
    Coat,
    FilmDevice,
    Filter,
    Hole,
    Inductor,
    Resistor,
    Sensor,
    WaveGuide,
    WiringLayer,
)
from packfab.devices import Stack, stack_of
from packfab.units import um

NETS = ("A", "B")


def layer(name: str, **given: object) -> WiringLayer:
    """A layer of 5 um of copper on 10 um of benzocyclobutene."""
    usual = {"dielectric": Coat(material="bcb_3022", thickness=um(10)), "hole": Hole(diameter=um(20)), "pad": um(30),
             "line": um(10), "space": um(10), "thickness": um(5), "seed": None}  # fmt: skip
    return WiringLayer(name=name, **{**usual, **given})  # type: ignore[arg-type]


def three(**given: object) -> Stack:
    """Three equal layers on the bare substrate."""
    return stack_of([layer(name, **given) for name in ("M1", "M2", "M3")], face=0)


def every_device() -> tuple[FilmDevice, ...]:
    """One of each kind and form, about the origin."""
    top, at = {"layer": "M3", "at": (0, 0), "nets": NETS}, {"layer": "M2", "at": (0, 0), "nets": NETS}
    return (
        Resistor(name="R1", value=1.0, **top),  # type: ignore[arg-type]
        Resistor(name="R2", value=0.03, **at),  # type: ignore[arg-type]
        Inductor(name="L1", under="M2", value=3e-9, **top),  # type: ignore[arg-type]
        Inductor(name="L2", under="M1", value=1e-9, shape="octagon", turns=2.25, **top),  # type: ignore[arg-type]
        Capacitor(name="C1", value=1e-12, **top),  # type: ignore[arg-type]
        Capacitor(name="C2", value=2e-13, form="interdigitated", **at),  # type: ignore[arg-type]
        WaveGuide(name="T1", length=um(500), **top),  # type: ignore[arg-type]
        WaveGuide(name="T2", length=um(500), form="coplanar", ground_net="G", **at),  # type: ignore[arg-type]
        Filter(name="F1", value=1e10, ground_net="G", **top),  # type: ignore[arg-type]
        Filter(name="F2", value=6e10, form="coupled-line", **top),  # type: ignore[arg-type]
        Sensor(name="S1", value=5e4, **top),  # type: ignore[arg-type]
        Sensor(name="S2", value=2e5, form="bridge", **top),  # type: ignore[arg-type]
    )
