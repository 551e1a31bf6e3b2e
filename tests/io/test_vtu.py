# SPDX-License-Identifier: Apache-2.0
"""Does a VTU hold cells and values, come back as it was, and refuse what it cannot read?"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import numpy as np
import pytest
from bodies_as_built import small_package
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.errors import BadInput
from packfab.geometry import volumes
from packfab.io import Cells, as_built, grid_cells, read_vtu, surface_cells, vtu_bytes
from packfab.mesh import grid

TWO = Cells(
    np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0.5]]),
    np.array([[0, 1, 2], [1, 3, 2]]),
    {"material": np.array([0, 1]), "share": np.array([0.25, 1.0])},
    {"material": ("copper", "Kupfer µ")},
)
FILE = vtu_bytes(TWO)


def equal(a: Cells, b: Cells) -> bool:
    return (
        np.array_equal(a.points, b.points)
        and np.array_equal(a.corners, b.corners)
        and list(a.values) == list(b.values)
        and all(np.array_equal(a.values[k], b.values[k]) for k in a.values)
        and dict(a.words) == dict(b.words)
    )


def test_cells_come_back_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "two.vtu"
    file.write_bytes(FILE)

    assert equal(read_vtu(file), TWO)
    assert vtu_bytes(read_vtu(file)) == FILE


def test_the_skin_of_a_build_tells_material_role_part_name_net_and_step() -> None:
    cells = surface_cells(as_built(small_package()))

    words = {key: {names[i] for i in cells.values[key]} for key, names in cells.words.items()}

    assert words["role"] >= {"bump", "die", "encapsulant"}
    assert words["net"] == {"-", "VDD", "VSS", "A", "B"}
    assert words["part"] == {"carrier", "U1", "mold", "balls"}
    assert set(cells.values) == {"material", "role", "part", "name", "net", "step"}
    assert equal(read_vtu(vtu_bytes(cells)), cells)


def test_bricks_of_a_grid_hold_what_the_grid_holds() -> None:
    build = small_package()
    made = grid(build, pitch=100_000)

    cells = read_vtu(vtu_bytes(grid_cells(made)))

    low, high = cells.points[cells.corners[:, 0]], cells.points[cells.corners[:, 6]]
    full = np.prod(high - low, axis=1) * (1 - cells.values["void"])
    assert full.sum() * 1e18 == pytest.approx(sum(volumes(build).by("material").values()), rel=1e-9)
    assert set(cells.words["material"]) == set(made.materials)
    assert cells.values["fraction"].min() > 0.3


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no XML"),
        (b"<a>" * 10, "no XML"),
        (b"<a/>", "no unstructured grid"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + FILE.partition(b"\n")[2], "no XML"),
        (FILE.replace(b'NumberOfCells="2"', b'NumberOfCells="3"'), "do not fit"),
        (FILE.replace(b'NumberOfPoints="4"', b'NumberOfPoints="9"'), "do not fit"),
        (FILE.replace(b'format="binary"', b'format="appended"'), "do not fit"),
        (re.sub(rb"<Points>.*</Points>", b"<Points></Points>", FILE, flags=re.DOTALL), "do not fit"),
        (re.sub(rb'(Name="connectivity" format="binary">)[^<]*', rb"\1AAAA", FILE), "do not fit"),
    ],
)
def test_what_is_no_vtu_of_ours_is_told(data: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_vtu(data)


def test_a_missing_file_and_one_too_large_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="no such file"):
        read_vtu(tmp_path / "none.vtu")
    monkeypatch.setattr("packfab.io.vtu.MAX_BYTES", 10)
    with pytest.raises(BadInput, match="too large"):
        read_vtu(FILE)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(FILE) - 1), st.binary(max_size=5), st.integers(0, 30))
def test_a_damaged_vtu_is_read_or_refused(at_byte: int, junk: bytes, gone: int) -> None:
    with contextlib.suppress(BadInput):
        read_vtu(FILE[:at_byte] + junk + FILE[at_byte + gone :])
