# SPDX-License-Identifier: Apache-2.0
"""Which nets exchange ends? Components on which two nets end are ways from net to net: closed ways are permutations.

Nets A and B are swapped when one component ends at A on some parts and at B on others, and a second one the other way
round; three nets may go round in a circle. A net that meets others in more than two places is no part of such a circle:
then it is a short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Swap:
    """Nets in the order in which they go round, and the components that lead from each to the next."""

    nets: tuple[str, ...]
    components: tuple[int, ...]


def swaps(component: NDArray[np.int64], nets: Sequence[str], parts: Sequence[str]) -> list[Swap]:
    """The closed ways, for the component (-1: none), net and part of each terminal."""
    ends: dict[int, dict[str, set[str]]] = {}
    for c, net, part in zip(component.tolist(), nets, parts, strict=True):
        if c >= 0:
            ends.setdefault(c, {}).setdefault(net, set()).add(part)
    mixed = {c: found for c, found in ends.items() if len(found) > 1}
    ways: dict[str, list[int]] = {}
    for c, found in mixed.items():
        for net in found:
            ways.setdefault(net, []).append(c)
    fit = {c for c, found in mixed.items() if _is_way(found) and all(len(ways[net]) == 2 for net in found)}
    cycles: list[Swap] = []
    seen: set[int] = set()
    for start in sorted(fit):
        if start not in seen:
            cycle = _round(start, mixed, ways, fit)
            seen.update(cycle.components if cycle else (start,))
            if cycle and _exchanged(cycle, mixed):
                cycles.append(cycle)
    return cycles


def _is_way(found: dict[str, set[str]]) -> bool:
    """Whether exactly two nets end there, on different parts, and both have a name."""
    return len(found) == 2 and "" not in found and not set.intersection(*found.values())


def _round(start: int, mixed: dict[int, dict[str, set[str]]], ways: dict[str, list[int]], fit: set[int]) -> Swap | None:
    """The closed way that begins with a component; None when it does not close."""
    first, net = sorted(mixed[start])
    nets, components = [first], [start]
    while net != first:
        one, other = ways[net]
        following = other if one == components[-1] else one
        if following not in fit or following in components:
            return None
        nets.append(net)
        components.append(following)
        net = next(name for name in mixed[following] if name != net)
    return Swap(tuple(nets), tuple(components))


def _exchanged(cycle: Swap, mixed: dict[int, dict[str, set[str]]]) -> bool:
    """Whether no net ends on one part in both of its components: it would be open there."""
    return all(
        not mixed[one][net] & mixed[other][net]
        for net, one, other in zip(
            cycle.nets, (cycle.components[-1], *cycle.components), cycle.components, strict=False
        )
    )
