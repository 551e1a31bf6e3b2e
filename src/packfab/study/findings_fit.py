# SPDX-License-Identifier: Apache-2.0
"""Which dimensions of a fan-out or thin film do not fit: holes, pins, pads, caps, thin insulators, lit metal?

All are warnings: the line makes them, and a process engineer would ask about them. Each limit may be set by `rules`.
"""

from __future__ import annotations

from collections.abc import Iterator

from packfab.checks import Finding, Limits
from packfab.geometry import Build, Record, Value
from packfab.units import format_length

_WORST = 5
"""So many of the worst holes are told before the rest is counted."""


def fit_findings(build: Build, limits: Limits) -> Iterator[Finding]:
    """What the records of the steps tell of dimensions that do not fit."""
    yield from _wide_holes(build, limits["hole_on_pin"])
    for record in build.records:
        if record.step in ("CoatInsulator", "CoatDielectric"):
            yield from _thin_insulator(record, limits["insulator_least"])
        elif record.step == "OpenHoles":
            yield from _small_landing(record, limits["landing_share"])
        elif record.step == "SolderPinsDown":
            yield from _wide_pin(record, limits["pin_on_pad"])
            yield from _tall_cap(record, limits["cap_height"])
        elif record.step == "IrradiateLaser":
            yield from _lit_metal(record, limits["release_metal"])


def _thin_insulator(record: Record, least: float) -> Iterator[Finding]:
    thickness = _number(record.parameters.get("thickness"))
    if thickness < least:
        yield _warning(
            record, "thin insulator", f"the insulator below {record.parameters.get('layer')} is thinner than a coat "
            "without pinholes", measured=_length(thickness), allowed=f"at least {_length(least)}",
            fix="coat it thicker",
        )  # fmt: skip


def _wide_holes(build: Build, most: float) -> Iterator[Finding]:
    """The first holes over pins that point up, against the thinnest of these."""
    pins = [(_number(r.parameters.get("pin_diameter")), r) for r in build.records if r.step == "AttachPinsUp"]
    holes = next((r for r in build.records if r.step == "OpenHoles"), None)
    if not pins or holes is None:
        return
    pin, chip = min(pins, key=lambda found: found[0])
    hole = _number(holes.parameters.get("diameter"))
    if hole > most * pin:
        yield _warning(
            holes, "hole wider than pin", f"the holes are wider than the pins of {chip.parameters.get('chip')} below",
            measured=f"{_length(hole)} at the narrow end",
            allowed=f"at most {_length(most * pin)}, {_times(most)}the diameter of a pin",
            fix="make the holes narrower or the pins wider",
        )  # fmt: skip


def _small_landing(record: Record, least: float) -> Iterator[Finding]:
    """Holes that meet metal on too little of their floor; those that meet none are holes that miss."""
    listed = record.measured.get("landing_shares")
    pairs = [(str(pair[0]), _number(pair[1])) for pair in listed if isinstance(pair, tuple)] \
        if isinstance(listed, tuple) else []  # fmt: skip
    missed = record.measured.get("misses")
    beside = frozenset(missed) if isinstance(missed, tuple) else frozenset()
    small = [(name, share) for name, share in pairs if share < least and name not in beside]
    if small:
        told = ", ".join(f"{name} {100 * share:.3g} %" for name, share in small[:_WORST])
        more = f" and {len(small) - _WORST} more" if len(small) > _WORST else ""
        site = record.measured.get("landing_at")
        at = f"; the worst at {site}" if site and not beside else ""
        yield _warning(
            record, "small landing", "holes meet metal on too little of their floor", where=f": {told}{more}{at}",
            measured=f"{len(small)} holes of a package, the least {100 * small[0][1]:.3g} % of the floor",
            allowed=f"at least {100 * least:.3g} %",
            fix="make the holes narrower or the metal below wider, fill the holes below, or move them apart",
        )  # fmt: skip


def _wide_pin(record: Record, most: float) -> Iterator[Finding]:
    pin, pad = _number(record.parameters.get("pin_diameter")), _number(record.measured.get("pad_diameter"))
    if pin > most * pad > 0:
        yield _warning(
            record, "pin wider than pad", f"the pins of {record.parameters.get('chip')} are wider than their pads",
            measured=_length(pin), allowed=f"at most {_length(most * pad)}, {_times(most)}the diameter of a pad",
            fix="give wider pads or thinner pins",
        )  # fmt: skip


def _tall_cap(record: Record, most: float) -> Iterator[Finding]:
    pin, cap = _number(record.parameters.get("pin_diameter")), _number(record.parameters.get("cap"))
    if cap > most * pin > 0:
        yield _warning(
            record, "tall solder cap", f"the solder on the pins of {record.parameters.get('chip')} is plated too high",
            measured=_length(cap), allowed=f"at most {_length(most * pin)}, {_times(most)}the diameter of a pin",
            fix="give lower caps or wider pins",
        )  # fmt: skip


def _lit_metal(record: Record, most: float) -> Iterator[Finding]:
    share = _number(record.measured.get("metal_share"))
    if share > most:
        yield _warning(
            record, "metal on the release face", "light of the laser falls on metal and not on what lets go",
            measured=f"{100 * share:.3g} % of the package", allowed=f"at most {100 * most:.3g} %",
            fix="put a release layer below the metal, or open the through holes last",
        )  # fmt: skip


def _warning(record: Record, rule: str, what: str, *, measured: str, allowed: str, fix: str, where: str = ""
             ) -> Finding:  # fmt: skip
    return Finding(rule=rule, severity="warning", what=what, where=f"step {record.number} {record.title}{where}",
                   measured=measured, allowed=allowed, fix=fix)  # fmt: skip


def _times(factor: float) -> str:
    return "" if factor == 1 else f"{factor:g} times "


def _length(value: float) -> str:
    return format_length(round(value))


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
