# SPDX-License-Identifier: Apache-2.0
"""What would a process engineer ask of a thin film on metal: level fillings, bond lines, films, pads, edges as built?

Holes that miss, thin dielectrics and open nets are found where they are for a fan-out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from packfab.checks import Finding, Limits, Severity
from packfab.geometry import Build, Record, Solid, Value
from packfab.materials import ORGANIC_SHEETS, Library
from packfab.process import BUS, DEVICE_ROLES, METAL, PASSIVATION_OPENINGS, THIN_FILM, layout_on
from packfab.units import format_length

_TOLD = 5
"""So many names are told before the rest is counted."""
_TEMPORARY = ORGANIC_SHEETS | {"glass", "semiconductor"}
"""Categories of which temporary substrates are made: organic materials, glass and silicon."""


def thin_film_findings(build: Build, limits: Limits, library: Library) -> Iterator[Finding]:
    """What the steps on a metal substrate recorded, and what their metal and passivation look like in the end."""
    for record in build.records:
        if record.step == "FillAround":
            yield from _filling(build, record, limits["planarity"])
        elif record.step == "AttachBackside":
            yield from _bond_line(record, limits["bond_line_least"])
        elif record.step == "FormWiring":
            yield from _sputtered(record, limits["sputtered_most"])
        elif record.step == "ProvideTemporary":
            yield from _temporary(record, library)
        elif record.step == "Passivate":
            yield from _covered(build, record)
        elif record.step == "AttachBondingPoints":
            yield from _wide_pins(record, limits["pin_on_pad"])
    yield from _near_edge(build, limits["metal_to_edge"])


def _filling(build: Build, record: Record, most: float) -> Iterator[Finding]:
    """A filling above or below the active faces, and a burr that stands out of it."""
    error = _number(record.measured.get("off_the_active_faces"))
    if abs(error) > most:
        side, fix = ("below", "fill more") if error < 0 else ("above", "fill less, or grind it off: it covers the pads")
        yield _finding(
            record, "filling not level", f"the filling ends {side} the active faces",
            measured=_length(abs(error)), allowed=f"at most {_length(most)}", fix=f"{fix} ('thin_film.filling.error')",
        )  # fmt: skip
    face = _number(record.measured.get("face"))
    burr = max((_number(r.measured.get("burr_stands_out")) for r in build.records), default=0.0)
    if burr > max(face, 0):
        yield _finding(
            record, "burr out of the filling", "the burr of the punched layer stands out of the filling",
            measured=_length(burr - face), allowed="0 um",
            fix="let it look at the second layer ('burr_side: base'), or punch with a sharper tool",
        )  # fmt: skip


def _bond_line(record: Record, least: float) -> Iterator[Finding]:
    thinnest = record.measured.get("bond_line_least")
    if isinstance(thinnest, int | float) and thinnest < least:
        yield _finding(
            record, "thin bond line", f"the adhesive below {record.parameters.get('chip')} is too thin in places",
            measured=f"{_length(thinnest)} where the floor is highest", allowed=f"at least {_length(least)}",
            fix="give a thicker bond line, or a flatter floor ('carrier.cavities.flatness')",
        )  # fmt: skip


def _sputtered(record: Record, most: float) -> Iterator[Finding]:
    thickness = _number(record.parameters.get("thickness"))
    if record.parameters.get("process") == "sputtering" and thickness > most:
        yield _finding(
            record, "thick sputtered film", f"the wiring {record.parameters.get('layer')} is thick for sputtered metal",
            measured=_length(thickness), allowed=f"at most {_length(most)}",
            fix="sputter a seed and plate on it: 'process: electroplating'",
        )  # fmt: skip


def _temporary(record: Record, library: Library) -> Iterator[Finding]:
    name = str(record.parameters.get("material"))
    category = library.get(name).category if name in library else ""
    if category and category not in _TEMPORARY:
        yield _finding(
            record, "temporary substrate", "the temporary substrate is of an unusual material", severity="note",
            measured=f"'{name}', {category}", allowed="glass, silicon or an organic material",
            fix="give another 'thin_film.transfer.substrate.material'",
        )  # fmt: skip


def _covered(build: Build, record: Record) -> Iterator[Finding]:
    """Bonding pads over whose middle the passivation has no opening."""
    pads = [s for s in build.select(part=THIN_FILM, role=METAL) if s.name.endswith(" contacts")]
    cuts = [s for s in build.solids if s.mode == "cut" and s.name == PASSIVATION_OPENINGS]
    places, open_ = _places(pads), {tuple(place) for place in _places(cuts)}
    closed = [place for place in places if tuple(place) not in open_]
    if closed:
        x, y = closed[0]
        yield _finding(
            record, "pad under passivation", "the passivation covers bonding pads", severity="error",
            where=f": the first at x {x / 1000:.0f} um, y {y / 1000:.0f} um",
            measured=f"{len(closed)} of {len(places)}", allowed="0 pads",
            fix="open it over all of them",
        )  # fmt: skip


def _wide_pins(record: Record, most: float) -> Iterator[Finding]:
    """Pins that are wider than what is open of their pads, so that their solder leans inwards to the pad."""
    diameter, wetted = _number(record.parameters.get("diameter")), _number(record.measured.get("wetted"))
    if record.parameters.get("points") == "pin" and wetted and diameter > most * wetted:
        yield _finding(
            record, "pin wider than its pad", "the pins are wider than what is open of their bonding pads",
            measured=_length(diameter), allowed=f"at most {_length(most * wetted)}",
            fix="take thinner pins, wider pads, or wider openings",
        )  # fmt: skip


def _places(solids: Sequence[Solid]) -> list[tuple[int, int]]:
    return list(dict.fromkeys((int(x), int(y)) for solid in solids for x, y in solid.places.tolist()))


def _near_edge(build: Build, least: float) -> Iterator[Finding]:
    """Wiring that comes closer to the edge of its package than the limit."""
    wiring = {METAL, BUS, *DEVICE_ROLES}
    metal = [s for s in build.solids if s.mode != "cut" and s.role in wiring and len(s.places)]
    if not metal or not build.select(part=THIN_FILM):
        return
    x0, y0, x1, y1 = layout_on(build).package.box
    room = [min(b[0] - x0, b[1] - y0, x1 - b[2], y1 - b[3]) for b in (solid.box for solid in metal)]
    close = [i for i in np.argsort(room).tolist() if room[i] < least]
    told = list(dict.fromkeys(metal[i].name for i in close))
    if told:
        more = f" and {len(told) - _TOLD} more" if len(told) > _TOLD else ""
        yield Finding(
            rule="metal near the edge", severity="warning", what="wiring comes too close to the edge of the package",
            where=f"{', '.join(told[:_TOLD])}{more}", measured=_length(max(room[close[0]], 0)),
            allowed=f"at least {_length(least)}", fix="move it inwards, or widen the package",
        )  # fmt: skip


def _finding(
    record: Record, rule: str, what: str, *, measured: str, allowed: str, fix: str, where: str = "",
    severity: Severity = "warning",
) -> Finding:  # fmt: skip
    return Finding(rule=rule, severity=severity, what=what, where=f"step {record.number} {record.title}{where}",
                   measured=measured, allowed=allowed, fix=fix)  # fmt: skip


def _length(value: float) -> str:
    return format_length(round(value))


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
