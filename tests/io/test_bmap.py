# SPDX-License-Identifier: Apache-2.0
"""Is a bump map read and written bump by bump, and refused line by line?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packfab.errors import BadInput
from packfab.io import BumpEntry, read_bmap, um_text, write_bmap

WORD = st.text("abcXYZ019_[]/<>.", min_size=1, max_size=12)
LENGTH = st.integers(-(10**9), 10**9)
ENTRIES = st.lists(
    st.builds(BumpEntry, name=WORD, cell=WORD, x=LENGTH, y=LENGTH, port=st.just("") | WORD, net=st.just("") | WORD),
    max_size=8, unique_by=lambda entry: entry.name,
)  # fmt: skip


@given(ENTRIES)
def test_bumps_survive_writing(entries: list[BumpEntry]) -> None:
    found = read_bmap(write_bmap(entries).encode())

    assert found.entries == tuple(entries)
    assert found.exact


@given(LENGTH)
def test_micrometres_keep_every_nm(length: int) -> None:
    assert round(float(um_text(length)) * 1000) == length


def test_comments_and_dashes_are_nothing() -> None:
    found = read_bmap(b"# head\n\n a BUMP 1.5 -2 - N # tail\r\n")

    assert found.entries == (BumpEntry("a", "BUMP", 1_500, -2_000, "", "N"),)


def test_parts_of_a_nm_are_rounded_and_told() -> None:
    found = read_bmap(b"a BUMP 0.0006 0 - -\n")

    assert (found.entries[0].x, found.exact) == (1, False)


def test_every_wrong_line_is_told() -> None:
    with pytest.raises(BadInput) as caught:
        read_bmap(b"a BUMP 1 1 -\nb BUMP x 1 - -\nc BUMP 1 1 - -\nc BUMP 2 2 - -\n", name="m.bmap")

    told = [fault.where for fault in caught.value.faults]
    assert told == ["m.bmap:1", "m.bmap:2", "m.bmap:4"]


@pytest.mark.parametrize("word", ["a b", "", "#x", "-", "a\n"])
def test_names_that_are_no_words_are_not_written(word: str) -> None:
    with pytest.raises(BadInput):
        write_bmap([BumpEntry(word, "BUMP", 0, 0)])


def test_a_number_beyond_all_measure_is_told() -> None:
    with pytest.raises(BadInput, match="x"):
        read_bmap(b"b1 BUMP 1e11111106 19.0 d d\n", name="a.bmap")
