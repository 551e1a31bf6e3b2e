# SPDX-License-Identifier: Apache-2.0
"""Does KLayout read the markers that are written, at their places?"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from packfab.io import MarkerGroup, PlacedMarker, write_lyrdb

GROUPS = (
    MarkerGroup("line.trace-width", "traces <are> at least & this wide", (
        PlacedMarker((1_000.0, 2_500.0, 7_000.0), (1_001.0, 2_500.0, 7_000.0), "carrier: trace 'A' \\ B"),
        PlacedMarker((-5.0, 0.0, 0.0), None, "net <x>", waived=True))),
    MarkerGroup("ball.pitch", "balls", (PlacedMarker((0.0, 0.0, 0.0), None, "balls"),)),
)  # fmt: skip


def test_what_is_written_is_xml_and_says_the_same_twice() -> None:
    text = write_lyrdb(GROUPS, cell="demo <1>")

    tree = ElementTree.fromstring(text)

    assert len(tree.findall("items/item")) == 3
    assert [c.findtext("name") for c in tree.findall("categories/category")] == ["line.trace-width", "ball.pitch"]
    assert write_lyrdb(GROUPS, cell="demo <1>") == text


def test_klayout_reads_every_marker_at_its_place(tmp_path: Path) -> None:
    rdb = pytest.importorskip("klayout.rdb", reason="KLayout reads its own format where it is installed")
    (tmp_path / "m.lyrdb").write_text(write_lyrdb(GROUPS, cell="demo"), encoding="utf-8")
    known = rdb.ReportDatabase()

    known.load(str(tmp_path / "m.lyrdb"))

    counts = {c.name(): sum(1 for _ in known.each_item_per_category(c.rdb_id())) for c in known.each_category()}
    assert counts == {"line.trace-width": 2, "ball.pitch": 1}
    values = [v for item in known.each_item() for v in item.each_value()]
    pairs = [v.edge_pair() for v in values if v.is_edge_pair()]
    assert (pairs[0].first.p1.x, pairs[0].second.p1.x) == pytest.approx((1.0, 1.001))
    assert "carrier: trace 'A' \\ B" in [v.string() for v in values if v.is_string()]
    assert sum("waived" in str(item.tags_str) for item in known.each_item()) == 1
