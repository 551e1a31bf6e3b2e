# SPDX-License-Identifier: Apache-2.0
"""Do masks survive GDSII and OASIS, do other readers agree, and is a broken file told and not fatal?"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import gdstk
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packfab.errors import BadInput
from packfab.geometry import discs, rectangle
from packfab.io import (
    Copies,
    MaskCell,
    MaskPolygon,
    Masks,
    MaskText,
    flattened,
    gds_bytes,
    mask_areas,
    mask_polygons,
    oasis_bytes,
    read_masks,
    top_cell,
    whole_ring,
)
from packfab.io.gds_scan import scan_gds, scan_oasis
from packfab.io.mask_cut import MOST_CORNERS, simple_rings

WRITERS = {"gds": gds_bytes, "oas": oasis_bytes}


def grid(columns: int, rows: int, pitch: int) -> np.ndarray:
    x, y = np.arange(columns) * pitch, np.arange(rows) * pitch
    return np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1).reshape(-1, 2)


@pytest.fixture
def masks() -> Masks:
    bump = MaskCell("bump", {(20, 0): mask_polygons(discs([(0, 0)], 40_000))}, (), (MaskText("net[3]", 3, 4, (20, 0)),))
    frame = rectangle(-1_000_001, -1_000_000, 1_000_000, 1_000_000) - discs([(0, 0), (500_000, 500_000)], 100_000)
    corner = np.array([[0, 0], [30_001, 0], [0, 7]])
    odd = MaskCell("odd", {(7, 1): (MaskPolygon(corner),)}, (Copies("bump", np.array([[5, -6]])),))
    copies = (
        Copies("bump", grid(4, 3, 150_000)),
        Copies("bump", np.array([[7, 8], [200_000, 1], [1, 1]])),
        Copies("odd", np.array([[-5, -6]]), 90.0, True),
        Copies("odd", np.array([[900_000, 9]]), 180.0),
    )
    return Masks("lib", (bump, odd, MaskCell("top", {(1, 0): mask_polygons(frame)}, copies)))


def read_back(masks: Masks, form: str, folder: Path) -> Masks:
    path = folder / f"masks.{form}"
    path.write_bytes(WRITERS[form](masks))
    return read_masks(path)


@pytest.mark.parametrize("form", WRITERS)
def test_areas_survive(masks: Masks, form: str, tmp_path: Path) -> None:
    found = mask_areas(read_back(masks, form, tmp_path))

    assert found == pytest.approx(mask_areas(masks), rel=1e-12)


@pytest.mark.parametrize("form", WRITERS)
def test_cells_copies_and_texts_survive(masks: Masks, form: str, tmp_path: Path) -> None:
    def plain(read: Masks) -> list[object]:
        found: list[object] = []
        for cell in read.cells:
            places = [(c.cell, c.turn, c.mirrored, *p) for c in cell.copies for p in c.places.tolist()]
            found.append((cell.name, sorted(places), cell.texts, list(cell.polygons)))
        return found

    assert plain(read_back(masks, form, tmp_path)) == plain(masks)


@pytest.mark.parametrize("form", WRITERS)
def test_written_out_polygons_survive_to_the_nanometre(masks: Masks, form: str, tmp_path: Path) -> None:
    def corners(read: Masks) -> dict[object, set[tuple[int, int]]]:
        cell = flattened(read, "top")
        return {layer: {(x, y) for p in drawn for ring in (p.outer, *p.holes) for x, y in ring.tolist()}
                for layer, drawn in cell.polygons.items()}  # fmt: skip

    assert corners(read_back(masks, form, tmp_path)) == corners(masks)


@pytest.mark.parametrize("form", WRITERS)
def test_equal_masks_are_equal_files(masks: Masks, form: str) -> None:
    assert WRITERS[form](masks) == WRITERS[form](masks)


def test_a_grid_of_copies_is_one_array(masks: Masks, tmp_path: Path) -> None:
    path = tmp_path / "masks.gds"
    path.write_bytes(gds_bytes(masks))

    top = gdstk.read_gds(path).top_level()[0]

    assert (top.references[0].repetition.columns, top.references[0].repetition.rows) == (4, 3)


@pytest.mark.parametrize("form", WRITERS)
def test_klayout_finds_the_same_areas_and_texts(masks: Masks, form: str, tmp_path: Path) -> None:
    kdb = pytest.importorskip("klayout.db")
    path = tmp_path / f"masks.{form}"
    path.write_bytes(WRITERS[form](masks))
    layout = kdb.Layout()
    layout.read(str(path))
    top = layout.cell("top")
    areas: dict[tuple[int, int], float] = {}
    texts = []
    for index in layout.layer_indexes():
        info = layout.get_info(index)
        shapes = top.begin_shapes_rec(index)
        while not shapes.at_end():
            shape = shapes.shape()
            if shape.is_text():
                texts.append(shape.text_string)
            else:
                area = shape.polygon.transformed(shapes.trans()).area2() / 2
                areas[info.layer, info.datatype] = areas.get((info.layer, info.datatype), 0) + area
            shapes.next()

    assert areas == pytest.approx(mask_areas(masks, "top"), rel=1e-9)
    assert texts == ["net[3]"] * 17


def test_a_disc_keeps_its_area_on_the_grid() -> None:
    radii = [5_000, 25_000.5, 40_000, 125_000, 150_000, 1_000_000]

    worst = max(abs(mask_polygons(discs([(0, 0)], r))[0].area / (np.pi * r * r) - 1) for r in radii)

    assert worst < 5e-9


def test_corners_move_by_two_nanometres_at_most() -> None:
    ring = discs([(0.3, 0.4)], 61_803.4).rings[0]

    assert np.abs(whole_ring(ring) - ring).max() < 2.6


def test_a_plane_with_many_holes_is_cut_without_losing_area() -> None:
    plane = rectangle(-200_000, -200_000, 6_000_000, 6_000_000) - discs(grid(30, 30, 200_000), 40_000)
    polygon = mask_polygons(plane)[0]

    rings = simple_rings(polygon)

    assert max(map(len, rings)) <= MOST_CORNERS
    assert sum(MaskPolygon(ring).area for ring in rings) == pytest.approx(polygon.area, rel=1e-9)


def test_more_than_one_top_cell_is_told(masks: Masks) -> None:
    two = Masks("lib", (*masks.cells, MaskCell("other")))

    with pytest.raises(BadInput, match=r"2 cells are on top.*top, other"):
        top_cell(two)


@pytest.mark.parametrize(("cells", "told"), [
    ((MaskCell("a", {}, (Copies("a", np.array([[0, 0]])),)),), "lies within itself"),
    ((MaskCell("a", {}, (Copies("b", np.array([[0, 0]])),)),), "not there: b"),
    ((MaskCell("a"), MaskCell("a")), "there twice: a"),
    ((MaskCell("a", {(1, 0): (MaskPolygon(np.array([[0, 0], [2**31, 0], [0, 1]])),)}),), "too large"),
])  # fmt: skip
def test_masks_that_no_format_holds_are_told(cells: tuple[MaskCell, ...], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        gds_bytes(Masks("lib", cells))


def test_too_many_copies_are_not_written_out() -> None:
    dot = MaskCell("c0", {(1, 0): (MaskPolygon(np.array([[0, 0], [1, 0], [0, 1]])),)})
    many = np.zeros((100, 2), dtype=np.int64)
    nested = [dot, *(MaskCell(f"c{i}", {}, (Copies(f"c{i - 1}", many),)) for i in range(1, 9))]

    with pytest.raises(BadInput, match="too many polygons"):
        flattened(Masks("lib", tuple(nested)))


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack(">HBB", 4 + len(data), kind, 0) + data


HEAD = record(0, b"\0\5") + record(1, bytes(24)) + record(2, b"LI") + record(3, bytes.fromhex(
    "3e4189374bc6a7f0" "3944b82fa09b5a54"))  # fmt: skip
CELL = record(5, bytes(24)) + record(6, b"AB")


@pytest.mark.parametrize(("raw", "told"), [
    (b"", "ends within its records"),
    (b"\0\1\2\3", "a record of 1 bytes"),
    (record(0, b"\0\5") + record(0x7F), "unknown kind 0x7f"),
    (record(1, bytes(24)), "where HEADER belongs"),
    (HEAD + CELL, "ends within"),
    (HEAD + record(8), "BOUNDARY outside of a cell"),
    (HEAD + CELL + record(8) + record(0x11), "BOUNDARY lacks DATATYPE, LAYER"),
    (HEAD + CELL + record(0xA) + record(0x12, b"AB") + record(0x10, bytes(8)) + record(0x11) + record(7) + record(4),
     "within themselves: AB"),
    (HEAD + CELL + record(0xA) + record(0x12, b"XY") + record(0x10, bytes(8)) + record(0x11) + record(7) + record(4),
     "not there: XY"),
])  # fmt: skip
def test_a_stream_that_is_out_of_order_is_told_with_its_place(raw: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.gds"
    path.write_bytes(raw)

    with pytest.raises(BadInput, match=f"odd.gds.*{told}"):
        read_masks(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        read_masks(tmp_path / "none.gds")


SMALL = Masks("lib", (
    MaskCell("dot", {(1, 0): (MaskPolygon(np.array([[0, 0], [900, 0], [0, 800]])),)}),
    MaskCell("top", {}, (Copies("dot", grid(3, 2, 1000)), Copies("dot", np.array([[5, 5]]), 90.0, True)),
             (MaskText("a", 1, 2, (1, 0)),)),
))  # fmt: skip
GDS, OAS = gds_bytes(SMALL), oasis_bytes(SMALL)


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """A file with some bytes changed, taken out or cut off."""
    raw = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(raw) - 1)))
        how = draw(st.sampled_from(("set", "drop", "cut", "insert")))
        if how == "set" and raw:
            raw[at] = draw(st.integers(0, 255))
        elif how == "drop":
            del raw[at : at + draw(st.integers(1, 8))]
        elif how == "cut":
            del raw[at:]
        else:
            raw[at:at] = draw(st.binary(max_size=8))
    return bytes(raw)


def said(read: Callable[[], object], name: str) -> str:
    """What BadInput says of a file, or its name where it is read."""
    try:
        read()
    except BadInput as error:
        return str(error)
    return name


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(damaged(GDS))
def test_scanning_a_damaged_stream_ends_in_bad_input_or_not_at_all(raw: bytes) -> None:
    assert "x.gds" in said(lambda: scan_gds(raw, "x.gds"), "x.gds")


@settings(max_examples=100)
@given(damaged(OAS))
def test_scanning_a_damaged_oasis_file_ends_in_bad_input_or_not_at_all(raw: bytes) -> None:
    assert "x.oas" in said(lambda: scan_oasis(raw, "x.oas"), "x.oas")


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.sampled_from((("gds", GDS), ("oas", OAS))).flatmap(lambda k: st.tuples(st.just(k[0]), damaged(k[1]))))
def test_reading_a_damaged_file_gives_masks_or_bad_input(tmp_path: Path, sample: tuple[str, bytes]) -> None:
    form, raw = sample
    path = tmp_path / f"x.{form}"
    path.write_bytes(raw)

    assert path.name in said(lambda: read_masks(path), path.name)
