# SPDX-License-Identifier: Apache-2.0
"""Does the metal of a package, as built, join what its design wants joined, and nothing else?"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from packfab.checks import (
    LEAST_CONTACT,
    LEAST_GAP,
    Finding,
    Lvs,
    Mismatch,
    Severity,
    compare,
    conducting,
    is_device,
    terminals,
)
from packfab.design import Package
from packfab.geometry import Build, Network, Region
from packfab.materials import Library

_SEVERITY: dict[str, Severity] = {"near miss": "warning", "floating": "warning"}


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What of a mismatch can be drawn: its place (um), and each of its bodies with its part, name and outline, nm."""

    mismatch: Mismatch
    outlines: tuple[tuple[str, str, Region], ...]


def lvs(
    package: Package,
    build: Build,
    library: Library | None = None,
    *,
    metal: Network | None = None,
    least_contact: float = LEAST_CONTACT,
    least_gap: float = LEAST_GAP,
) -> Lvs:
    """The metal of one package against its design.

    metal: what `conducting` finds in it, where that is known already; least_contact (nm2), least_gap (nm): below which
    a contact or a gap is a near miss.
    """
    began = time.process_time()
    known = metal if metal is not None else conducting(build, library if library is not None else Library.builtin())
    wanted = terminals(package, build)
    return compare(build, known, wanted, least_contact=least_contact, least_gap=least_gap, apart=is_device, since=began)


def lvs_findings(known: Lvs) -> tuple[Finding, ...]:
    """Every mismatch, with place and measure."""
    return tuple(mismatch_finding(m) for m in known.mismatches)


def mismatch_finding(m: Mismatch) -> Finding:
    """A mismatch for a person."""
    x, y, z = m.where
    return Finding(m.kind, _SEVERITY.get(m.kind, "error"), m.what, f"({x:.1f}, {y:.1f}, {z:.1f}) um", m.measured,
                   m.allowed, m.fix)  # fmt: skip


def shown(known: Lvs, mismatch: Mismatch) -> Shown:
    """The bodies of a mismatch as they lie in plan."""
    solids = known.build.solids
    bodies = [(solids[known.network.bodies[b].solid], b) for b in mismatch.bodies]
    return Shown(mismatch, tuple((s.part, s.name, known.network.outline(b)) for s, b in bodies))


def lvs_summary(known: Lvs) -> str:
    """`57 nets, 180 terminals, 524 conductors in 116 pieces: no mismatches (0.24 s)`."""
    count = len(known.mismatches)
    found = "no mismatches" if not count else f"{count} mismatch{'es' if count > 1 else ''}"
    rests = sum(known.undrawn.values())
    undrawn = f"; {rests} joints of {len(known.undrawn)} nets rest on metal that is not drawn" if rests else ""
    return (
        f"{len(known.nets)} nets, {len(known.terminals)} terminals, {len(known.network.bodies)} conductors in "
        f"{known.components} pieces: {found} ({known.seconds:.2g} s){undrawn}"
    )


def lvs_data(known: Lvs) -> dict[str, Any]:
    """The comparison as plain data: places in um."""
    label = known.network.label.tolist()
    return {
        "nets": len(known.nets),
        "conductors": len(known.network.bodies),
        "components": known.components,
        "terminals": [
            {"kind": t.kind, "part": t.part, "name": t.name, "net": t.net, "x": t.at[0] / 1000, "y": t.at[1] / 1000,
             "component": label[b] if b >= 0 else None}
            for t, b in zip(known.terminals, known.body.tolist(), strict=True)
        ],
        "mismatches": [asdict(m) for m in known.mismatches],
        "undrawn": dict(known.undrawn),
        "excused": sorted(set(known.excused.values())),
        "bodies_excused": int(np.isin(known.network.label, list(known.excused)).sum()),
    }  # fmt: skip
