# SPDX-License-Identifier: Apache-2.0
"""Is the internal circuitry of a die built as drawn, from the devices in the silicon to the pads?"""

from __future__ import annotations

import math
from typing import Any

import designs
import metal_lines as line
import pytest

from packfab.design import ActiveDevice, Circuit, CircuitTrace, FaceUp
from packfab.geometry import network, volumes
from packfab.process import AttachDie, ProvideCarrier, Step
from packfab.process.dies import die_piece
from packfab.units import mm, um

PAD = (-um(750), um(500))
"""Centre of pad A1 of the die of `metal_lines.chip`, net U1_A1."""
BEND = um(300)
DRIVER = (um(100), um(50))
RECEIVER = (um(400), um(300))


def circuit(**changes: Any) -> Circuit:
    values: dict[str, Any] = {
        "thickness": um(1.2), "insulator": um(0.8),
        "devices": (ActiveDevice(name="driver", at=DRIVER), ActiveDevice(name="receiver", at=RECEIVER, net="IN")),
        "traces": (CircuitTrace(net="U1_A1", width=um(2), points=(DRIVER, (DRIVER[0], BEND), (PAD[0], BEND), PAD)),),
        **changes,
    }  # fmt: skip
    return Circuit(**values)


def built(of: Circuit, **changes: Any) -> Any:
    return line.ran(line.direct(line.metal(), (line.chip(at=(0.0, 0.0), circuit=of, **changes),)))


def test_a_trace_leads_from_a_contact_to_a_pad_in_one_film_flush_with_the_active_face() -> None:
    build = built(circuit())
    (trace,) = build.select(role="internal circuit")
    (pads,) = build.select(role="pad")

    assert trace.name == "U1 circuit U1_A1"
    assert (trace.z0, trace.z1) == (pads.z0, pads.z1) == (um(323.8), um(325))
    assert (trace.material, pads.material, trace.nets) == ("al_pure", "al_pure", ("U1_A1",))
    assert line.upwards(build, 0.1, 0.05)[2:] == [
        ("U1 die", 25, 322.8), ("U1 devices", 322.8, 323), ("U1 contacts", 323, 323.8),
        ("U1 circuit U1_A1", 323.8, 325),
    ]  # fmt: skip
    assert line.upwards(build, -0.75, 0.5)[2:] == [
        ("U1 die", 25, 323), ("U1 interlayer", 323, 323.8), ("U1 bumps pads", 323.8, 325),
    ]  # fmt: skip
    assert line.upwards(build, 1.2, 0.8)[2:] == [("U1 die", 25, 323), ("U1 interlayer", 323, 325)]


def test_volumes_are_those_of_the_drawing() -> None:
    found = volumes(built(circuit())).by("name")
    length, pad = 250 + 850 + 200, math.pi * 50**2
    within_pad, round_end, corners = 50.0 * 2, math.pi / 2, 2 * (math.pi / 4 - 1)
    trace = (2 * length - within_pad + round_end + corners) * 1.2

    assert found["U1 devices"] * 1e-9 == pytest.approx(2 * 4 * 4 * 0.2)
    assert found["U1 contacts"] * 1e-9 == pytest.approx(2 * 2 * 2 * 0.8)
    assert found["U1 bumps pads"] * 1e-9 == pytest.approx(12 * pad * 1.2, rel=1e-6)
    assert found["U1 circuit U1_A1"] * 1e-9 == pytest.approx(trace, rel=1e-4)


def test_contacts_take_the_net_of_their_trace_and_devices_have_none() -> None:
    build = built(circuit())
    (contacts,), (devices,) = build.select(role="device contact"), build.select(role="device")

    assert contacts.nets == ("U1_A1", "IN")
    assert (contacts.material, devices.material, devices.nets) == ("w", "si_iso", ())


def test_contact_trace_and_pad_are_one_net_in_the_geometry() -> None:
    build = built(circuit())
    metal = {"internal circuit", "device contact", "pad"}
    found = network(build, lambda s: s.role in metal)
    names = [{build.solids[found.bodies[i].solid].name for i in range(len(found.bodies)) if found.label[i] == k}
             for k in set(found.label)]  # fmt: skip

    assert {"U1 circuit U1_A1", "U1 contacts", "U1 bumps pads"} in names


def test_the_circuitry_turns_with_its_chip() -> None:
    build = line.ran(line.direct(line.metal(), (line.chip(at=(1.0, 0.5), degrees=90.0, circuit=circuit()),)))

    assert line.upwards(build, 1.0 - 0.05, 0.5 + 0.1)[-1][0] == "U1 circuit U1_A1"
    assert line.upwards(build, 1.0 - 0.3, 0.5 + 0.4)[-2][0] == "U1 contacts"


def test_devices_of_each_size_have_contacts_of_their_own() -> None:
    of = circuit(devices=(ActiveDevice(name="a", at=DRIVER), ActiveDevice(name="b", at=RECEIVER, size=um(6))))
    boxes = [s.shape.box for s in built(of).select(role="device contact")]

    assert boxes == [(-1e3, -1e3, 1e3, 1e3), (-3e3, -3e3, 3e3, 3e3)]


def test_traces_without_net_are_joined_and_carry_none() -> None:
    of = circuit(traces=(CircuitTrace(points=(DRIVER, RECEIVER)),), devices=(
        ActiveDevice(name="driver", at=DRIVER), ActiveDevice(name="receiver", at=RECEIVER)))  # fmt: skip
    build = built(of)

    assert build.select(name="U1 circuit")[0].nets == ()
    assert build.select(role="device contact")[0].nets == ()


def test_the_transfer_line_turns_it_over_with_the_die() -> None:
    chips = (line.chip(at=(0.0, 0.0), circuit=circuit()),)
    over, flat = line.ran(line.transfer(chips, thickness=300)), built(circuit())
    same = [b.select(part="U1", role="internal circuit")[0].shape.box for b in (over, flat)]

    assert same[0] == pytest.approx(same[1], abs=0.02)
    assert line.upwards(over, 0.1, 0.05)[2:] == line.upwards(flat, 0.1, 0.05)[2:]


def test_any_chip_may_have_circuitry_and_others_stay_as_they_were() -> None:
    chip, die = line.chip(circuit=circuit())
    up = FaceUp(name="U1", die="u1")
    steps: list[Step] = [ProvideCarrier(designs.bare_substrate(), line.layout()), AttachDie(up, die)]

    assert line.ran(steps).select(role="internal circuit")
    assert [s.role for s in die_piece(chip, die.model_copy(update={"circuit": None})).solids] == ["die", "pad"]


OFF = (mm(1.5), 0)


@pytest.mark.parametrize(("changes", "words"), [
    ({"traces": (CircuitTrace(points=(DRIVER, (um(100), -um(200)))),)}, "ends in nothing (measured end at 100 um,"),
    ({"traces": (CircuitTrace(points=((PAD[0] + um(51), PAD[1]), DRIVER)),)}, "ends in nothing"),
    ({"devices": (ActiveDevice(name="far", at=OFF),), "traces": ()}, "device 'far' lies off the die"),
    ({"traces": (CircuitTrace(points=(DRIVER, (mm(2), 0), PAD)),)}, "a trace of the circuitry leaves the die"),
    ({"traces": (CircuitTrace(net="X", points=(DRIVER, PAD)),)}, "a trace of net 'X' meets pad 'A1' of net 'U1_A1'"),
    ({"traces": (CircuitTrace(net="X", points=(DRIVER, RECEIVER)),)}, "meets device 'receiver' of net 'IN'"),
    ({"traces": (CircuitTrace(net="X", points=(DRIVER, RECEIVER)), CircuitTrace(net="Y", points=(
        (um(250), um(500)), (um(250), um(100)), (um(250), 0))))}, "a trace of net 'X' meets trace 2 of net 'Y'"),
    ({"insulator": um(299)}, "the circuitry goes through the die"),
])  # fmt: skip
def test_what_cannot_be_built_is_refused(changes: dict[str, Any], words: str) -> None:
    chips = (line.chip(at=(0.0, 0.0), circuit=circuit(**changes)),)
    found = line.refused(line.direct(line.metal(), chips))

    assert words in found
    assert "dies.u1.circuit" in found
