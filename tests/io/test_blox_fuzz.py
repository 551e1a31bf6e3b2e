# SPDX-License-Identifier: Apache-2.0
"""Do the readers of 3Dblox, bump maps, netlists and AIF end with a value or with faults, whatever the file holds?"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from aif_samples import MANY, SINGLE
from blox_samples import BOARD, DEFINITIONS, DESIGN, NETLIST, write_pair
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packfab.errors import BadInput
from packfab.io import (
    aif_text,
    assembly_of,
    blox_texts,
    read_aif,
    read_blox,
    read_bmap,
    read_verilog,
    write_bmap,
    write_verilog,
)

PIECES = ("", " ", "\n", "-", "0", "1e309", "nan", "-7", "[", "]", "{", "}", ":", "~", "*", "&a", "#!define U X\n", "é",
          "\x00", ".regions.", "MZ_", "x" * 200, "9" * 50, "(", ")", ";", ",", "\\", "=")  # fmt: skip
SETTINGS = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """A text with a few cuts and insertions."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(0, len(text) - 1)))
        length = draw(st.integers(0, 12))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[start + length :]
    return text


@SETTINGS
@given(design=mutated(DESIGN), definitions=mutated(DEFINITIONS))
def test_3dblox_gives_values_or_faults(tmp_path: Path, design: str, definitions: str) -> None:
    path = write_pair(tmp_path)
    path.write_text(design, encoding="utf-8")
    (tmp_path / "parts.3dbv").write_text(definitions, encoding="utf-8")
    try:
        found = read_blox(path)
        assembly_of(found)
    except BadInput:
        return
    try:
        texts = blox_texts(found)
    except BadInput:
        return
    assert texts


@SETTINGS
@given(text=mutated(BOARD))
def test_bump_maps_give_values_or_faults(text: str) -> None:
    try:
        found = read_bmap(text.encode())
        written = write_bmap(found.entries)
    except BadInput:
        return
    assert read_bmap(written.encode()).entries == found.entries


@SETTINGS
@given(text=mutated(NETLIST))
def test_netlists_give_values_or_faults(text: str) -> None:
    try:
        found = read_verilog(text.encode())
    except BadInput:
        return
    for module in found:
        assert read_verilog(write_verilog(module).encode())[0].instances == module.instances


@SETTINGS
@given(text=st.one_of(mutated(SINGLE), mutated(MANY)))
def test_aif_gives_values_or_faults(text: str) -> None:
    try:
        found = read_aif(text.encode()).aif
        written = aif_text(found)
    except BadInput:
        return
    assert read_aif(written.encode()).aif.rows == found.rows


@pytest.mark.parametrize("read", [read_bmap, read_verilog, read_aif])
@given(raw=st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_bytes_give_values_or_faults(read: Callable[[bytes], object], raw: bytes) -> None:
    with suppress(BadInput):
        read(raw)
