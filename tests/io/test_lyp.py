# SPDX-License-Identifier: Apache-2.0
"""Do layer properties survive a file, does KLayout take them, and are broken or hostile files told?"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.errors import BadInput
from packfab.io import LayerLook, lyp_text, read_lyp

LOOKS = (LayerLook((10, 0), "die <outline> & more", "#5f7fb2", 1), LayerLook((11, 3), "pads", "#c8803a", 9, False))


def test_looks_survive() -> None:
    assert read_lyp(lyp_text(LOOKS)) == LOOKS


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.lyp"
    path.write_text(lyp_text(LOOKS), encoding="utf-8")

    assert read_lyp(path) == LOOKS


def test_klayout_takes_our_layer_properties(tmp_path: Path) -> None:
    lay = pytest.importorskip("klayout.lay")
    path = tmp_path / "a.lyp"
    path.write_text(lyp_text(LOOKS), encoding="utf-8")
    view = lay.LayoutView()
    view.load_layer_props(str(path))

    found = [(n.source_layer, n.source_datatype, n.fill_color & 0xFFFFFF, n.visible) for n in view.each_layer()]

    assert found == [(10, 0, 0x5F7FB2, True), (11, 3, 0xC8803A, False)]


def test_groups_are_dissolved() -> None:
    inner = "<group-members><source>{}</source><fill-color>#ff112233</fill-color><name>x</name></group-members>"
    text = f"<layer-properties><properties>{inner.format('1/0@1')}{inner.format('2/5')}</properties></layer-properties>"

    assert [(look.layer, look.colour) for look in read_lyp(text)] == [((1, 0), "#112233"), ((2, 5), "#112233")]


@pytest.mark.parametrize(("text", "told"), [
    ("", "not XML"),
    ("<a/>", "<a> is no layer-properties"),
    ("<layer-properties><properties><source>x</source></properties></layer-properties>", "'x' is no layer/datatype"),
    ('<!DOCTYPE a [<!ENTITY b "c">]><layer-properties>&b;</layer-properties>', "DTD or entities"),
    ("<layer-properties><properties><source>1/0</source><fill-color>red</fill-color></properties></layer-properties>",
     "'red' of 1/0"),
])  # fmt: skip
def test_a_broken_file_is_told(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=f"a.lyp: .*{told}"):
        read_lyp(text, "a.lyp")


@settings(max_examples=200)
@given(st.integers(0, len(lyp_text(LOOKS))), st.integers(0, 40), st.text(max_size=12))
def test_a_damaged_file_gives_looks_or_bad_input(at: int, length: int, instead: str) -> None:
    good = lyp_text(LOOKS)

    with suppress(BadInput):
        read_lyp(good[:at] + instead + good[at + length :])
