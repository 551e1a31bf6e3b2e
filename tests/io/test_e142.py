# SPDX-License-Identifier: Apache-2.0
"""Does a map of sites survive SEMI E142, and are broken files told?"""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.errors import BadInput
from packfab.io import Bin, SubstrateMap, e142_bytes, read_e142
from packfab.units import um

BINS = (Bin("01", "Pass", "sound"), Bin("02", "Fail", "errors <found> & told"))
MAP = SubstrateMap("strip-1", "Strip", (um(31_750.5), um(9_000)), (um(7_250), um(8_750)), (um(7_000), um(8_500)),
                   (um(1_000), um(250)), BINS, (("01", "", "02"), ("01", "01", "01")))  # fmt: skip

maps = st.integers(1, 6).flatmap(
    lambda n: st.lists(
        st.lists(st.sampled_from(["01", "02", ""]), min_size=n, max_size=n).map(tuple), min_size=1, max_size=5
    )
)


def test_the_map_comes_back() -> None:
    assert read_e142(e142_bytes(MAP)) == MAP


@given(maps)
@settings(max_examples=60, deadline=None)
def test_any_bins_come_back(codes: list[tuple[str, ...]]) -> None:
    known = SubstrateMap("s", "Panel", (1, 2), (3, 4), (5, 6), (7, -8), BINS, tuple(codes))

    assert read_e142(e142_bytes(known)) == known


def test_bins_are_counted() -> None:
    assert MAP.count == {"01": 4, "02": 1}


def test_the_first_row_is_the_uppermost() -> None:
    text = e142_bytes(MAP).decode()

    assert text.index("<BinCode>01FF02") < text.index("<BinCode>010101")
    assert 'OriginLocation="UpperLeft"' in text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<BinCode>010101", "<BinCode>0101", "rows of bins"),
        ("<BinCode>010101", "<BinCode>01ZZ01", "hexadecimal"),
        ("<BinCode>010101", "<BinCode>010107", "bin 07 is not defined"),
        ('X="3" Y="2"', 'X="3" Y="two"', "Dimension Y"),
        ('X="7.25"', 'X="1e99"', "StepSize X"),
        ("UpperLeft", "LowerLeft", "upper left"),
        ("<MapData", '<!DOCTYPE a [<!ENTITY b "c">]><MapData', "entities are refused"),
        ("MapData", "Maps", "no map after SEMI E142"),
        ("</MapData>", "", "no XML"),
        ("Substrate/Devices", "Substrate/Others", "layout of the map"),
    ],
)
def test_what_is_wrong_is_told(old: str, new: str, told: str) -> None:
    text = e142_bytes(MAP).decode()

    with pytest.raises(BadInput, match=told):
        read_e142(text.replace(old, new).encode())


@given(st.integers(0, 2000), st.binary(min_size=0, max_size=6), st.integers(0, 8))
@settings(max_examples=300, deadline=None)
def test_broken_bytes_give_faults_and_nothing_else(at: int, more: bytes, fewer: int) -> None:
    data = e142_bytes(MAP)
    at %= len(data)
    with suppress(BadInput):
        read_e142(data[:at] + more + data[at + fewer :])
