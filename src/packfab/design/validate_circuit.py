# SPDX-License-Identifier: Apache-2.0
"""Which circuitry of a die cannot be built: beyond the die, deeper than it, or traces that lead nowhere?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from packfab.design.circuit import Circuit
from packfab.design.die import Die
from packfab.design.pads import centres, extents
from packfab.design.placement import corners
from packfab.design.quantity import Point
from packfab.design.validate_pads import shortened
from packfab.errors import Fault
from packfab.units import format_length


def circuit_faults(name: str, die: Die, circuit: Circuit) -> Iterator[Fault]:
    """What is wrong with the circuitry of a die."""
    where = f"dies.{name}.circuit"
    depth = circuit.thickness + circuit.insulator
    if depth >= die.thickness:
        yield Fault("the circuit is thicker than its die", where, measured=format_length(depth),
                    allowed=f"below {format_length(die.thickness)}", fix="check the units")  # fmt: skip
    for device, count in Counter(device.name for device in circuit.devices).items():
        if count > 1:
            yield Fault(f"the name '{device}' is used {count} times", f"{where}.devices.{device}",
                        fix="rename all but one")  # fmt: skip
    off = [
        Fault(f"device '{device.name}' lies beside the die", f"{where}.devices.{device.name}.at",
              measured=_at(device.at), allowed=_by(die.size), fix="move it inwards")
        for device in circuit.devices if _beyond(die, [device.at], device.size)
    ]  # fmt: skip
    yield from shortened(off, f"{where}.devices", "list")
    yield from _trace_faults(die, circuit, f"{where}.traces")


def _trace_faults(die: Die, circuit: Circuit, where: str) -> Iterator[Fault]:
    faults: list[Fault] = []
    low, high = _targets(die, circuit)
    for index, trace in enumerate(circuit.traces):
        what, place = f"the trace of net '{trace.net}'" if trace.net else "a trace", f"{where}[{index}]"
        if len(set(trace.points)) < 2:
            faults.append(Fault(f"{what} has no length", f"{place}.points",
                                measured=f"{len(trace.points)} times the same corner", allowed="2 corners or more",
                                fix="give another corner, or delete it"))  # fmt: skip
            continue
        beyond = _beyond(die, trace.points, trace.width)
        if beyond:
            faults.append(Fault(f"{what} leaves the die", f"{place}.points", measured=_at(beyond[0]),
                                allowed=_by(die.size), fix="move its corners inwards"))  # fmt: skip
        for end in (trace.points[0], trace.points[-1]):
            if not ((low <= end) & (end <= high)).all(axis=1).any() and not _on_trace(circuit, index, end):
                faults.append(Fault(f"{what} ends on no pad, device or trace", f"{place}.points", measured=_at(end),
                                    fix="end it within what it is to join"))  # fmt: skip
    yield from shortened(faults, where, "table")


def _targets(die: Die, circuit: Circuit) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lower left and upper right corners of all that a trace may end on: pads (round ones as squares) and contacts."""
    points = [centres(pads) for pads in die.pads.values()]
    sizes = [extents(pads) for pads in die.pads.values()]
    points.append(np.array([device.at for device in circuit.devices], dtype=np.int64).reshape(-1, 2))
    sizes.append(np.array([(device.size,) * 2 for device in circuit.devices], dtype=np.int64).reshape(-1, 2))
    middle, half = np.concatenate(points), (np.concatenate(sizes) + 1) // 2
    return middle - half, middle + half


def _on_trace(circuit: Circuit, index: int, end: Point) -> bool:
    """Whether a point lies within the width of another trace of the circuit."""
    for other, trace in enumerate(circuit.traces):
        if other == index:
            continue
        corner = np.array(trace.points, dtype=np.float64)
        along, apart = np.diff(corner, axis=0), np.asarray(end) - corner[:-1]
        square = np.maximum((along**2).sum(axis=1), 1.0)
        share = np.clip((apart * along).sum(axis=1) / square, 0.0, 1.0)[:, None]
        if np.hypot(*(apart - share * along).T).min() <= trace.width / 2:
            return True
    return False


def _beyond(die: Die, points: Sequence[Point], width: int) -> list[Point]:
    """Points that are nearer to the edge of the die than half a width, or off it."""
    body = corners(die.size)
    low, high = body.min(axis=0), body.max(axis=0)
    places = np.array(points, dtype=np.int64)
    off = ((2 * (places - low) < width) | (2 * (high - places) < width)).any(axis=1)
    return [points[i] for i in np.flatnonzero(off).tolist()]


def _at(point: Point) -> str:
    return f"{format_length(point[0])}, {format_length(point[1])}"


def _by(size: tuple[int, int]) -> str:
    return f"{format_length(size[0])} x {format_length(size[1])}"
