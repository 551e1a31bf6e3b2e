# SPDX-License-Identifier: Apache-2.0
"""Is a subcircuit read back as it was written, and does bad text end in faults that tell the line?"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.errors import BadInput
from packfab.io import SpiceDevice, SpicePort, Subcircuit, read_spice, write_spice

names = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30)
values = st.floats(1e-18, 1e12)


@st.composite
def subcircuits(draw: st.DrawFn) -> Subcircuit:
    """Free names, several ports on a node, devices between nodes."""
    nodes = draw(st.lists(names, min_size=2, max_size=6, unique_by=str.lower))
    ports = draw(st.lists(names, min_size=1, max_size=6, unique_by=str.lower))
    on = tuple(SpicePort(port, draw(st.sampled_from(nodes))) for port in ports)
    ends = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes))
    devices = tuple(
        SpiceDevice(draw(st.sampled_from("RLC")), name, draw(ends), draw(values))
        for name in draw(st.lists(names, max_size=4, unique_by=str.lower))
    )
    return Subcircuit(draw(names), on, (), devices)


@settings(max_examples=100, deadline=None)
@given(subcircuits())
def test_what_is_written_is_read_back(one: Subcircuit) -> None:
    found = read_spice(write_spice(one))

    assert (found.name, found.ports, found.devices) == (one.name, one.ports, one.devices)


def test_the_text_is_legal_whatever_the_names() -> None:
    text = write_spice(Subcircuit("a b", (SpicePort("U1.A1", "VDD(core)"), SpicePort("u1_a1", "vdd core")), ("0",)))

    words = [w for line in text.splitlines() if not line.startswith("*") for w in line.split()]
    assert all(w.replace("_", "").replace(".", "").replace("+", "").isalnum() for w in words)
    assert len({w.lower() for w in words if "VDD" in w.upper()}) == 2


def test_numbers_with_scale_factors_are_read() -> None:
    found = read_spice(".subckt x a b\nR1 a b 1.5k\nL1 a b 2.2nH\n+ \nC1 a b 10MEGF\n.ends\n")

    assert [(d.name, d.value) for d in found.devices] == [("R1", 1500.0), ("L1", pytest.approx(2.2e-9)), ("C1", 1e7)]


def test_all_faults_come_at_once_with_their_lines() -> None:
    with pytest.raises(BadInput) as told:
        read_spice("* x\n.subckt x a b\nQ1 a b c m\nR1 a b\nC1 a b huge\n")

    assert [fault.where for fault in told.value.faults] == ["netlist", "netlist:3", "netlist:4", "netlist:5"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_spice(tmp_path / "none.spi")


@settings(max_examples=300, deadline=None)
@given(subcircuits(), st.data())
def test_broken_text_never_crashes(one: Subcircuit, data: st.DataObject) -> None:
    text = write_spice(one)
    at = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, 20))
    broken = text[:at] + data.draw(st.text(max_size=20)) + text[at + length :]

    with suppress(BadInput):
        assert read_spice(broken).ports is not None
