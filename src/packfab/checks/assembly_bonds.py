# SPDX-License-Identifier: Apache-2.0
"""Do regions that are bonded lie face to face at the gap that is told, and do their bumps and marks meet?

A gap has to be the thickness of its bond exactly; where lengths of the files were no whole nm, to 1 nm. Bumps meet
where their centres are the same point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from packfab.checks.assembly_where import (
    MOST_TOLD,
    Side,
    at_point,
    least_pitch,
    length,
    nearest,
    pairs,
    places_of,
    side,
    sides,
    slack_of,
)
from packfab.checks.finding import Finding
from packfab.design import Assembly, Bond, Mating, mating


@dataclass(frozen=True, slots=True)
class MarkerRule:
    """Marks of one cell on a chiplet have to meet marks of another cell on what it is bonded to, within a tolerance."""

    cell: str
    counterpart: str
    tolerance: int
    """nm, as the sum of what they are apart in x and in y."""


def connection_regions(assembly: Assembly) -> Iterator[Finding]:
    """Bonds whose regions do not overlap, do not face each other, or are not as far apart as told."""
    slack = slack_of(assembly)
    for bond in assembly.bonds:
        met = mating(assembly, bond)
        if met is None:
            continue
        if met.exchanged:
            yield _bond_finding(
                bond, met, "top and bottom are exchanged", "the region called top faces up",
                "the top one faces down", "exchange 'top' and 'bot'", warning=True,
            )  # fmt: skip
        if met.overlap is None:
            yield _bond_finding(bond, met, "the regions have nothing in common in plan", _apart(met), "an overlap",
                                "move one of the chiplets, or name other regions")  # fmt: skip
        elif met.inside:
            if not met.meets:
                yield _bond_finding(bond, met, "the regions do not meet in height", "", "heights in common",
                                    "place the chiplet within the other")  # fmt: skip
        elif met.gap is None:
            facing = f"both face {met.upper.facing(met.upper_region)}"
            if met.upper.facing(met.upper_region) != met.lower.facing(met.lower_region):
                facing = f"{met.upper.facing(met.upper_region)} and {met.lower.facing(met.lower_region)}"
            yield _bond_finding(
                bond, met, "the regions do not face each other", facing, "the top one down, the bottom one up",
                "turn a chiplet over, or name other regions",
            )  # fmt: skip
        elif not met.holds(bond.thickness, slack=slack):
            yield _bond_finding(bond, met, "the gap is not the thickness of the bond", length(met.gap),
                                length(bond.thickness), "correct z of the chiplet, or the thickness")  # fmt: skip


def _bond_finding(
    bond: Bond, met: Mating, what: str, measured: str, allowed: str, fix: str, *, warning: bool = False
) -> Finding:
    box = met.upper.region_box(met.upper_region) if met.overlap is None else met.overlap
    z = (met.upper.surface(met.upper_region) + met.lower.surface(met.lower_region)) / 2
    ends = " to ".join(end.text for end in (bond.top, bond.bottom) if end is not None)
    where = at_point(ends, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, z)
    return Finding("connection regions", "warning" if warning else "error", f"connection '{bond.name}': {what}",
                   where, measured, allowed, fix)  # fmt: skip


def _apart(met: Mating) -> str:
    a, b = met.upper.region_box(met.upper_region), met.lower.region_box(met.lower_region)
    dx, dy = (max(0, b[k] - a[k + 2], a[k] - b[k + 2]) for k in range(2))
    return f"{length(float(np.hypot(dx, dy)))} apart"


def bump_alignment(assembly: Assembly) -> Iterator[Finding]:
    """Bumps outside their region, and bumps of bonded regions that no bump of the other side meets."""
    for one in assembly.placed:
        for region in one.chiplet.regions:
            x0, y0, x1, y1 = region.box
            beyond = [b for b in region.bumps if not (x0 <= b.x <= x1 and y0 <= b.y <= y1)]
            for bump in beyond[:MOST_TOLD]:
                x, y = one.point(bump.x, bump.y)
                yield Finding(
                    "bump alignment", "error", f"bump '{bump.name}' lies outside its region '{region.name}'",
                    at_point(one.name, x, y, one.surface(region)),
                    f"({length(bump.x)}, {length(bump.y)}) in its chiplet",
                    f"{length(x0)} to {length(x1)}, {length(y0)} to {length(y1)}", "move the bump, or widen the region",
                )  # fmt: skip
            yield from _more("bump alignment", f"region '{region.name}' of '{one.name}'", len(beyond))
    slack = slack_of(assembly)
    for bond in assembly.bonds:
        met = mating(assembly, bond)
        both = sides(met) if met is not None and met.holds(bond.thickness, slack=slack) else None
        if both is not None and both[0].bumps and both[1].bumps:
            yield from _unpaired(bond, *both)


def _unpaired(bond: Bond, upper: Side, lower: Side) -> Iterator[Finding]:
    """Bumps of either side that meet none: beside one by less than half of the pitch an error, else a warning."""
    paired = pairs(upper, lower)
    for near, far, joined in ((upper, lower, {i for i, _ in paired}), (lower, upper, {j for _, j in paired})):
        alone = [i for i in range(len(near.bumps)) if i not in joined]
        if not alone:
            continue
        distance, which = nearest(far.places, near.places[alone])
        half = min(least_pitch(near.places), least_pitch(far.places)) / 2
        for i, away, j in list(zip(alone, distance.tolist(), which.tolist(), strict=True))[:MOST_TOLD]:
            beside = away < half
            yield Finding(
                "bump alignment", "error" if beside else "warning",
                f"connection '{bond.name}': bump '{near.bumps[i].name}' of '{near.placed.name}' "
                + (f"lies beside '{far.bumps[j].name}' of '{far.placed.name}'" if beside
                   else f"meets no bump of '{far.placed.name}'"),
                near.where(i), f"{length(away)} to '{far.bumps[j].name}'", "0 nm", "bring the two bump maps together",
            )  # fmt: skip
        yield from _more("bump alignment", f"connection '{bond.name}'", len(alone))


def alignment_markers(assembly: Assembly, rules: Sequence[MarkerRule]) -> Iterator[Finding]:
    """Marks that have no counterpart, or more than one, on what their chiplet is bonded to."""
    cells = {cell for rule in rules for cell in (rule.cell, rule.counterpart)}
    if not cells:
        return
    met_marks: set[tuple[str, str, str]] = set()
    slack = slack_of(assembly)
    for bond in assembly.bonds:
        met = mating(assembly, bond)
        if met is None or met.overlap is None or not met.holds(bond.thickness, slack=slack):
            continue
        upper, lower = (
            side(placed, region, met.overlap)
            for placed, region in ((met.upper, met.upper_region), (met.lower, met.lower_region))
        )
        for near, far in ((upper, lower), (lower, upper)):
            for i, bump in enumerate(near.bumps):
                if bump.cell not in cells:
                    continue
                found = [j for j in range(len(far.bumps)) if _fits(near, i, far, j, rules)]
                if found:
                    met_marks.add((near.placed.name, near.region.name, bump.name))
                if len(found) > 1:
                    yield Finding("alignment markers", "error",
                                  f"mark '{bump.name}' has several counterparts on '{far.placed.name}'",
                                  near.where(i), f"{len(found)}", "1", "keep marks further apart")  # fmt: skip
    for one in assembly.placed:
        for region in one.chiplet.regions:
            marks = [b for b in region.bumps if b.cell in cells]
            for bump, (x, y) in zip(marks, places_of(one, marks).tolist(), strict=True):
                if (one.name, region.name, bump.name) not in met_marks:
                    where = at_point(f"{one.name}.{region.name}.{bump.name}", x, y, one.surface(region))
                    yield Finding(
                        "alignment markers", "error", f"mark '{bump.name}' has no counterpart", where, "none",
                        "1 within the tolerance", "place its counterpart, or correct the stack",
                    )  # fmt: skip


def _fits(near: Side, i: int, far: Side, j: int, rules: Sequence[MarkerRule]) -> bool:
    away = int(np.abs(near.places[i] - far.places[j]).sum())
    cells = (near.bumps[i].cell, far.bumps[j].cell)
    return any(cells in ((r.cell, r.counterpart), (r.counterpart, r.cell)) and away <= r.tolerance for r in rules)


def _more(rule: str, where: str, count: int) -> Iterator[Finding]:
    if count > MOST_TOLD:
        yield Finding(rule, "error", f"{count - MOST_TOLD} more of the same", where, f"{count}", "0")
