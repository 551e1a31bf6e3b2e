# SPDX-License-Identifier: Apache-2.0
"""Is an assembly of chiplets sound: does each lie as a body can, hang together with the rest, and share no room?

The checks have the names that OpenROAD's `check_3dblox` gives them: logical connectivity, floating chips, overlapping
chips, unused internal_ext, connection regions, bump alignment and alignment markers; `orientation` and `path
assertions` are ours. What is bonded is judged in `assembly_bonds.py`, what should be one net in `assembly_logic.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from packfab.checks.assembly_bonds import MarkerRule, alignment_markers, bump_alignment, connection_regions
from packfab.checks.assembly_logic import logical_connectivity, path_assertions
from packfab.checks.assembly_where import at_box, length, slack_of
from packfab.checks.finding import Finding
from packfab.design import Assembly, PlacedChiplet, mating, shared


def check_assembly(assembly: Assembly, *, markers: Sequence[MarkerRule] = ()) -> tuple[Finding, ...]:
    """All findings of all checks, in the order of the checks; markers: which cells have to meet which."""
    return (
        *orientations(assembly),
        *logical_connectivity(assembly),
        *path_assertions(assembly),
        *floating_chips(assembly),
        *overlapping_chips(assembly),
        *internal_ext_usage(assembly),
        *connection_regions(assembly),
        *bump_alignment(assembly),
        *alignment_markers(assembly, markers),
    )


def orientations(assembly: Assembly) -> Iterator[Finding]:
    """Chiplets that lie as their mirror image would: bare MZ, or a mirror in plan without MZ."""
    for one in assembly.placed:
        if not one.orientation.physical:
            yield Finding(
                "orientation", "warning", f"'{one.name}' is its own mirror image, and no body can lie so",
                at_box(one.name, one.box), one.orientation.name, "R* as made, MZ_M* turned over",
                "write MZ_MX or MZ_MY for a die that is turned over; bump places are taken as the file says",
            )  # fmt: skip


def floating_chips(assembly: Assembly) -> Iterator[Finding]:
    """Groups of chiplets that no bond that holds leads to the ground; without a ground, all but the largest group."""
    names = [one.name for one in assembly.placed]
    index = {name: i for i, name in enumerate(names)}
    ground, slack = len(names), slack_of(assembly)
    pairs: list[tuple[int, int]] = []
    for bond in assembly.bonds:
        ends = [index[end.instance] for end in (bond.top, bond.bottom) if end is not None and end.instance in index]
        met = mating(assembly, bond)
        if (met is None or met.holds(bond.thickness, slack=slack)) and ends:
            pairs.append((ends[0], ends[1] if len(ends) > 1 else ground))
    a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    _, label = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(ground + 1, ground + 1)))
    groups: dict[int, list[str]] = {}
    for name, group in zip(names, label.tolist(), strict=False):
        groups.setdefault(group, []).append(name)
    grounded = groups.pop(int(label[ground]), None)
    left = sorted(groups.values(), key=lambda group: (-len(group), group))
    for apart in left if grounded is not None else left[1:]:
        first = assembly.by_name[apart[0]]
        some = ", ".join(f"'{name}'" for name in apart[:6]) + (", ..." if len(apart) > 6 else "")
        yield Finding(
            "floating chips", "error", f"{some}: no bond that holds leads from here to the rest",
            at_box(first.name, first.box), f"{len(apart)} chiplets apart", "all hang together with the ground",
            "bond it to its neighbour, or to the ground with 'bot: ~'",
        )  # fmt: skip


def overlapping_chips(assembly: Assembly) -> Iterator[Finding]:
    """Pairs of chiplets that share room."""
    ordered = sorted(assembly.placed, key=lambda one: (one.box[0], one.name))
    for i, one in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other.box[0] >= one.box[3]:
                break
            common = _common(one, other)
            if common is not None:
                x0, y0, z0, x1, y1, z1 = common
                yield Finding(
                    "overlapping chips", "error", f"'{one.name}' and '{other.name}' overlap",
                    at_box(f"{one.name}, {other.name}", common),
                    " x ".join(map(length, (x1 - x0, y1 - y0, z1 - z0))), "nothing in common", "move one of them away",
                )  # fmt: skip


def _common(a: PlacedChiplet, b: PlacedChiplet) -> tuple[int, int, int, int, int, int] | None:
    flat = shared((*a.box[:2], *a.box[3:5]), (*b.box[:2], *b.box[3:5]))
    low, high = max(a.box[2], b.box[2]), min(a.box[5], b.box[5])
    return (*flat[:2], low, *flat[2:], high) if flat is not None and low < high else None


def internal_ext_usage(assembly: Assembly) -> Iterator[Finding]:
    """Regions inside a chiplet that were opened to the outside and that nothing is bonded to."""
    used = {end for bond in assembly.bonds for end in (bond.top, bond.bottom) if end is not None}
    named = {(end.instance, end.region) for end in used}
    for one in assembly.placed:
        for region in one.chiplet.regions:
            if region.side == "internal_ext" and (one.name, region.name) not in named:
                x0, y0, x1, y1 = one.region_box(region)
                box = (x0, y0, one.box[2], x1, y1, one.box[5])
                yield Finding(
                    "unused internal_ext", "warning", f"region '{region.name}' of '{one.name}' is bonded to nothing",
                    at_box(one.name, box), "no connection", "one or more", "bond it, or make it 'internal'",
                )  # fmt: skip
