# SPDX-License-Identifier: Apache-2.0
"""Is an STL a closed surface of the right volume, does it come back, and is bad input told?"""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import pytest
from bodies_as_built import small_package, tapered_film
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.errors import BadInput
from packfab.geometry import Build, Solid, add, at, tube, volumes
from packfab.io import Surface, as_built, read_stl, side_by_side, stl_bytes, surface_of
from packfab.io.stl import MAX_BYTES

ASCII = b"""solid corner
facet normal 0 0 1
 outer loop
  vertex 0 0 0
  vertex 1e-3 0 0
  vertex 0 1e-3 0
 endloop
endfacet
endsolid corner
"""


def surfaces(build: Build) -> dict[str, Surface]:
    found: dict[str, list[Surface]] = {}
    for body in as_built(build):
        skin = surface_of(body)
        found.setdefault(body.solid.name, []).extend(skin.moved(x, y) for x, y in body.places.tolist())
    return {name: side_by_side(skins) for name, skins in found.items()}


@pytest.mark.parametrize("build", [small_package(), tapered_film()], ids=["package", "film"])
def test_every_surface_is_closed_and_keeps_the_volume(build: Build) -> None:
    exact = volumes(build).by("name")

    found = surfaces(build)

    assert all(skin.is_closed for skin in found.values())
    assert {name: skin.volume for name, skin in found.items()} == pytest.approx(exact, rel=6e-3)


def test_straight_bodies_keep_their_volume() -> None:
    build = small_package()
    exact = volumes(build).by("name")

    found = surfaces(build)

    straight = ("core", "plane", "landing", "die")
    assert [found[name].volume for name in straight] == pytest.approx([exact[name] for name in straight], rel=1e-9)


def test_a_wire_is_closed() -> None:
    path = [(0, 0, 100_000), (0, 0, 200_000), (400_000, 0, 150_000), (500_000, 0, 50_000)]
    wire = add(Build(), Solid("wire", tube(path, 12_500), "gold", "wire", at([(0, 0)])))  # type: ignore[arg-type]

    (skin,) = surfaces(wire).values()

    assert skin.is_closed
    assert skin.volume == pytest.approx(volumes(wire).of[0], rel=0.04)


def test_a_binary_stl_comes_back(tmp_path: Path) -> None:
    skin = surfaces(small_package())["bumps"]
    file = tmp_path / "bumps.stl"
    file.write_bytes(stl_bytes(skin, title="bumps"))

    back = read_stl(file)

    assert back.is_closed
    assert len(back.triangles) == len(skin.triangles)
    assert back.volume == pytest.approx(skin.volume, rel=1e-5)


def test_equal_surfaces_give_equal_bytes() -> None:
    once, again = (stl_bytes(surfaces(small_package())["compound"]) for _ in range(2))

    assert once == again


def test_an_ascii_stl_is_read() -> None:
    back = read_stl(ASCII)

    assert back.vertices.ravel().tolist() == pytest.approx([0, 0, 0, 0, 1000, 0, 1000, 0, 0])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "this is no STL"),
        (b"\0" * 84 + b"x", "this is no STL"),
        (ASCII.replace(b"  vertex 0 0 0\n", b""), "three corners each"),
        (ASCII.replace(b"vertex 0 0 0", b"vertex 0 0 z"), "not a number"),
        (ASCII.replace(b"vertex 0 0 0", b"vertex 0 0 nan"), "not a number"),
        (b"h" * 80 + struct.pack("<I12fH", 1, *([0.0] * 11), float("inf"), 0), "not a number"),
    ],
)
def test_what_is_no_stl_is_told(data: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_stl(data)


def test_a_missing_file_and_one_too_large_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="no such file"):
        read_stl(tmp_path / "none.stl")
    monkeypatch.setattr("packfab.io.stl.MAX_BYTES", 10)
    with pytest.raises(BadInput, match="too large"):
        read_stl(ASCII)
    assert MAX_BYTES > 1000


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(ASCII) - 1), st.binary(min_size=0, max_size=6), st.integers(0, 20))
def test_a_damaged_stl_is_read_or_refused(at_byte: int, junk: bytes, gone: int) -> None:
    with contextlib.suppress(BadInput):
        read_stl(ASCII[:at_byte] + junk + ASCII[at_byte + gone :])
