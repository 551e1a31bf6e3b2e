# SPDX-License-Identifier: Apache-2.0
"""How does the internal circuitry of a die become solids?

From the active face down: traces and pads in one metal film, flush with the face; below it an insulator, through which
contacts lead to devices; these are doped regions in the semiconductor. The insulator covers the whole die and surrounds
the traces. Frame of the die: centre at the origin, back at z = 0, active face up.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from packfab.design import ActiveDevice, Chip, Circuit, CircuitTrace, Die, Pad, centres, corners, extents
from packfab.errors import Fault, raise_if
from packfab.geometry import Prism, Region, Solid, at, discs, joined, meeting, polygon, rectangle
from packfab.process.thin_film_names import ACTIVE_DEVICE, DEVICE_CONTACT, INTERLAYER, INTERNAL_CIRCUIT
from packfab.routing import Route, outline_of
from packfab.units import format_length

DEVICE_DEPTH = 200
"""nm, depth of a doped region; a guess: usual source and drain junctions of 100 to 300 nm."""
DEVICE_SHARE = 2
"""Side of a doped region over that of its contact; a guess: half a contact of margin on every side."""


def circuit_roles(die: Die | None = None) -> tuple[str, ...]:
    """Roles that the circuitry of a die makes; without a die all that any circuitry may make."""
    if die is None:
        return (INTERLAYER, INTERNAL_CIRCUIT, DEVICE_CONTACT, ACTIVE_DEVICE)
    if die.circuit is None:
        return ()
    devices = (DEVICE_CONTACT, ACTIVE_DEVICE) if die.circuit.devices else ()
    return (INTERLAYER, *((INTERNAL_CIRCUIT,) if die.circuit.traces else ()), *devices)


def circuit_depth(circuit: Circuit) -> int:
    """Active face to the deepest device, nm."""
    return circuit.thickness + circuit.insulator + DEVICE_DEPTH


def circuit_solids(chip: Chip, die: Die, circuit: Circuit) -> list[Solid]:
    """Devices, insulator, contacts and traces; the pads of the die come after them."""
    raise_if(circuit_faults(f"dies.{chip.die}", die, circuit))
    film, top = die.thickness - circuit.thickness, die.thickness
    oxide = film - circuit.insulator
    plan = polygon(corners(die.size))
    cover = Solid(f"{chip.name} interlayer", Prism(plan, oxide, top), circuit.insulator_material, INTERLAYER,
                  part=chip.name)  # fmt: skip
    return [*_devices(chip, die, circuit, oxide), cover, *_contacts(chip, circuit, oxide, film),
            *_traces(chip, circuit, film, top)]  # fmt: skip


def _devices(chip: Chip, die: Die, circuit: Circuit, oxide: int) -> Iterator[Solid]:
    for side, which in _by_size(circuit.devices):
        body = Prism(_square(side * DEVICE_SHARE), oxide - DEVICE_DEPTH, oxide)
        yield Solid(f"{chip.name} devices", body, die.material, ACTIVE_DEVICE, places=at([d.at for d in which]),
                    part=chip.name)  # fmt: skip


def _contacts(chip: Chip, circuit: Circuit, oxide: int, film: int) -> Iterator[Solid]:
    for side, which in _by_size(circuit.devices):
        nets = tuple(_net_of(device, circuit) for device in which)
        yield Solid(f"{chip.name} contacts", Prism(_square(side), oxide, film), circuit.contact_material,
                    DEVICE_CONTACT, places=at([d.at for d in which]), nets=nets if any(nets) else (),
                    part=chip.name)  # fmt: skip


def _traces(chip: Chip, circuit: Circuit, film: int, top: int) -> Iterator[Solid]:
    for net in dict.fromkeys(trace.net for trace in circuit.traces):
        plan = joined([trace_plan(trace) for trace in circuit.traces if trace.net == net])
        yield Solid(f"{chip.name} circuit {net}".rstrip(), Prism(plan, film, top), circuit.material, INTERNAL_CIRCUIT,
                    nets=(net,) if net else (), part=chip.name)  # fmt: skip


def trace_plan(trace: CircuitTrace) -> Region:
    """A trace in plan, corners and ends rounded."""
    return outline_of(Route(trace.net, np.array(trace.points, dtype=np.int64)), trace.width)


def _by_size(devices: tuple[ActiveDevice, ...]) -> Iterator[tuple[int, list[ActiveDevice]]]:
    for side in dict.fromkeys(device.size for device in devices):
        yield side, [device for device in devices if device.size == side]


def _square(side: int) -> Region:
    return rectangle(-side / 2, -side / 2, side / 2, side / 2)


def _net_of(device: ActiveDevice, circuit: Circuit) -> str:
    """The net of a contact: its own, else that of a trace that meets it."""
    if device.net:
        return device.net
    met = (trace.net for trace in circuit.traces if trace.net and any(_within(device, p) for p in _ends(trace)))
    return next(met, "")


def _ends(trace: CircuitTrace) -> tuple[tuple[int, int], tuple[int, int]]:
    return trace.points[0], trace.points[-1]


def _within(device: ActiveDevice, point: tuple[int, int]) -> bool:
    """Whether a point lies on the contact of a device."""
    return all(2 * abs(p - c) <= device.size for p, c in zip(point, device.at, strict=True))


def circuit_faults(where: str, die: Die, circuit: Circuit) -> Iterator[Fault]:
    """What is wrong with the circuitry of a die."""
    depth = circuit_depth(circuit)
    if depth >= die.thickness:
        yield Fault("the circuitry goes through the die", where=f"{where}.circuit", measured=format_length(depth),
                    allowed=f"less than the die, {format_length(die.thickness)}",
                    fix="make film and insulator thinner")  # fmt: skip
    plan = polygon(corners(die.size))
    for device in circuit.devices:
        room = _square(device.size * DEVICE_SHARE).moved(*device.at)
        if (room - plan).area > 0:
            yield Fault(f"device '{device.name}' lies off the die", where=f"{where}.circuit.devices.{device.name}",
                        measured=_told(device.at), allowed=f"within {_told(die.size)} about the middle",
                        fix="move it, or make its contact smaller")  # fmt: skip
    for number, trace in enumerate(circuit.traces):
        path = f"{where}.circuit.traces[{number}]"
        if (trace_plan(trace) - plan).area > 0:
            yield Fault("a trace of the circuitry leaves the die", where=path, allowed=f"within {_told(die.size)}",
                        fix="move its corners inwards")  # fmt: skip
        for end in _ends(trace):
            if not any(_within(device, end) for device in circuit.devices) and not _on_pad(die, end):
                yield Fault("a trace of the circuitry ends in nothing", where=path, measured=f"end at {_told(end)}",
                            allowed="ends on the contact of a device or on a pad",
                            fix="lead it to the middle of a device or pad")  # fmt: skip
    yield from _shorts(where, die, circuit)


def _shorts(where: str, die: Die, circuit: Circuit) -> Iterator[Fault]:
    """Traces that meet a trace, a contact or a pad of another net."""
    traces = [trace_plan(trace) for trace in circuit.traces]
    others = [(f"trace {i + 1}", trace.net, plan) for i, (trace, plan) in enumerate(zip(circuit.traces, traces,
                                                                                        strict=True))]  # fmt: skip
    others += [(f"device '{d.name}'", d.net, _square(d.size).moved(*d.at)) for d in circuit.devices]
    others += [(f"pad '{pad.name}'", pad.net, _pad_plan(pad)) for pads in die.pads.values() for pad in pads.pads]
    for i, j in meeting(traces, [plan for _, _, plan in others]):
        mine, (what, net, _) = circuit.traces[i].net, others[j]
        if mine and net and mine != net and not j < i:
            yield Fault(f"a trace of net '{mine}' meets {what} of net '{net}'", where=f"{where}.circuit.traces[{i}]",
                        fix="lead it elsewhere, or give both one net")  # fmt: skip


def _pad_plan(pad: Pad) -> Region:
    """A pad in plan; a point of 1 nm where its map leaves the size open."""
    if pad.diameter is not None:
        return discs([(pad.x, pad.y)], pad.diameter / 2)
    width, height = pad.size or (1, 1)
    return rectangle(pad.x - width / 2, pad.y - height / 2, pad.x + width / 2, pad.y + height / 2)


def _on_pad(die: Die, point: tuple[int, int]) -> bool:
    """Whether a point lies on a pad; one that has no size of its own counts by its centre."""
    for pads in die.pads.values():
        beside = np.abs(centres(pads) - np.asarray(point))
        for index in np.flatnonzero((2 * beside <= extents(pads)).all(axis=1)).tolist():
            width = pads.pads[index].diameter
            if width is None or 2 * np.hypot(*beside[index]) <= width:
                return True
    return False


def _told(point: tuple[int, int]) -> str:
    return f"{format_length(point[0])}, {format_length(point[1])}"
