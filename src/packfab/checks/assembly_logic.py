# SPDX-License-Identifier: Apache-2.0
"""Do bumps that meet belong to one net, and are there the ways through the stack that the design asserts?

A netlist of the whole says which ports belong together. Without one, nets of two chiplets are names of their own, so
that bumps which meet under different names are only warned of.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from packfab.checks.assembly_where import MOST_TOLD, Side, pairs, sides, slack_of
from packfab.checks.finding import Finding
from packfab.design import Assembly, PathAssertion, RegionName, mating


def wanted_net(assembly: Assembly, instance: str, port: str, net: str) -> str:
    """The net that a bump should be on: as the netlist of the whole says, else as its own map says; '' for none."""
    return assembly.nets.get((instance, port), "") if assembly.nets else net


def logical_connectivity(assembly: Assembly) -> Iterator[Finding]:
    """Bumps at one place that should not be one net."""
    slack = slack_of(assembly)
    for bond in assembly.bonds:
        met = mating(assembly, bond)
        both = sides(met) if met is not None and met.holds(bond.thickness, slack=slack) else None
        if both is None:
            continue
        found = list(_mismatches(assembly, bond.name, *both))
        yield from found[:MOST_TOLD]
        if len(found) > MOST_TOLD:
            yield Finding("logical connectivity", found[0].severity, f"{len(found) - MOST_TOLD} more of the same",
                          f"connection '{bond.name}'", f"{len(found)}", "0")  # fmt: skip


def _mismatches(assembly: Assembly, bond: str, upper: Side, lower: Side) -> Iterator[Finding]:
    for i, j in pairs(upper, lower):
        a, b = upper.bumps[i], lower.bumps[j]
        nets = (wanted_net(assembly, upper.placed.name, a.port, a.net),
                wanted_net(assembly, lower.placed.name, b.port, b.net))  # fmt: skip
        if nets[0] == nets[1] or (not assembly.nets and "" in nets):
            continue
        told = " and ".join(f"'{net}'" if net else "no net" for net in nets)
        yield Finding(
            "logical connectivity", "error" if assembly.nets else "warning",
            f"connection '{bond}': bumps '{a.name}' of '{upper.placed.name}' and '{b.name}' of '{lower.placed.name}' "
            "meet on different nets", upper.where(i), told, "one net",
            "move a bump, or correct the netlist" if assembly.nets
            else "give a netlist that says whether they belong together, or one name",
        )  # fmt: skip


def path_assertions(assembly: Assembly) -> Iterator[Finding]:
    """Ways that the design asserts and that no chain of bonds that hold makes."""
    if not assembly.paths:
        return
    beside = _bonded(assembly)
    for path in assembly.paths:
        for start, end in zip(path.through, path.through[1:], strict=False):
            chain = _chain(assembly, beside, path, start, end)
            if not chain:
                but = f" without {', '.join(name.text for name in path.excluded)}" if path.excluded else ""
                yield Finding(
                    "path assertions", "error", f"{path.name}: no way from {start.text} to {end.text}{but}", start.text,
                    "no chain of bonds that hold", "one", "bond what lies between, or correct the assertion",
                )  # fmt: skip
            else:
                yield from _without_vias(assembly, path, chain)


def _without_vias(assembly: Assembly, path: PathAssertion, chain: tuple[RegionName, ...]) -> Iterator[Finding]:
    known = assembly.by_name
    for a, b in zip(chain, chain[1:], strict=False):
        if a.instance != b.instance:
            continue
        chiplet = known[a.instance].chiplet
        faces = {region.side for region in chiplet.regions if region.name in (a.region, b.region)}
        if faces == {"front", "back"} and not chiplet.tsv:
            yield Finding(
                "path assertions", "warning", f"{path.name}: the way goes through '{a.instance}', which has no TSVs",
                f"{a.text} to {b.text}", "tsv: false", "tsv: true", "say tsv: true, or lead the way around it",
            )  # fmt: skip


def _bonded(assembly: Assembly) -> Mapping[RegionName, tuple[RegionName, ...]]:
    """Regions that each region leads to: by a bond that holds, or within its chiplet."""
    slack = slack_of(assembly)
    beside: dict[RegionName, list[RegionName]] = {
        RegionName(one.name, region.name): [
            RegionName(one.name, other.name) for other in one.chiplet.regions if other.name != region.name
        ]
        for one in assembly.placed
        for region in one.chiplet.regions
    }
    for bond in assembly.bonds:
        met = mating(assembly, bond)
        if met is not None and met.holds(bond.thickness, slack=slack) and bond.top and bond.bottom:
            beside[bond.top].insert(0, bond.bottom)
            beside[bond.bottom].insert(0, bond.top)
    return {name: tuple(others) for name, others in beside.items()}


def _chain(
    assembly: Assembly, beside: Mapping[RegionName, tuple[RegionName, ...]], path: PathAssertion,
    start: RegionName, end: RegionName,
) -> tuple[RegionName, ...]:  # fmt: skip
    """The shortest chain of regions from start to end around what is excluded; empty when there is none."""
    came: dict[RegionName, RegionName | None] = {start: None}
    todo = deque([start])
    while todo:
        name = todo.popleft()
        if name == end:
            chain = [name]
            while (before := came[chain[-1]]) is not None:
                chain.append(before)
            return tuple(reversed(chain))
        for other in beside.get(name, ()):
            if other not in came and other not in path.excluded:
                came[other] = name
                todo.append(other)
    return ()
