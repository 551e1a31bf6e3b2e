# SPDX-License-Identifier: Apache-2.0
"""Does the report of dies under a thin film show devices, strip and transfer, in words of its own and in few bytes?"""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import pytest

from packfab.study import evaluate_file
from packfab.web import write_report

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MOST = 16_000_000


def written(tmp_path_factory: pytest.TempPathFactory, design: str) -> Path:
    out = tmp_path_factory.mktemp("metal") / "out"
    write_report(evaluate_file(EXAMPLES / design), out, spec="design.yaml")
    return out


@pytest.fixture(scope="module")
def devices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory, "thin-film/devices.yaml")


@pytest.fixture(scope="module")
def transfer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory, "thin-film/transfer-two-layers.yaml")


@pytest.fixture(scope="module", params=["devices", "transfer"])
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


def page_of(folder: Path) -> str:
    return re.sub(r"<script.*?</script>", "", (folder / "report.html").read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_report_is_small(folder: Path) -> None:
    assert (folder / "report.html").stat().st_size < MOST


def test_the_page_of_devices_has_their_values_and_pictures(devices: Path) -> None:
    page = page_of(devices)

    for words in ("Passive devices", "Device S1", "sensor S1", "Metal layer M4", "Strip map", "Dies and metal",
                  "Map of the bonding points", "the thin film, z stretched", "one of 2 packages of a strip",
                  "columns 2 to 3, row 1", "radio) on cu_bulk, direct method"):  # fmt: skip
        assert words in page, words


def test_the_page_of_a_transfer_tells_what_was_ground(transfer: Path) -> None:
    page = page_of(transfer)

    for words in ("Transfer: grinding from the backs", "transfer method", "Turn the work over", "substrate bond line"):
        assert words in page, words


def test_nothing_is_named_as_in_another_system(folder: Path) -> None:
    drawn = re.sub(r'<section id="(claims|findings|bill|records|notes)">.*?</section>', "", page_of(folder),
                   flags=re.DOTALL)  # fmt: skip

    assert not re.search(r"\bof a panel\b|\bon carrier\b|\bvoids in the mold\b|\bRDL metal\b|>Panel<", drawn)


def test_ids_are_there_once(folder: Path) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page_of(folder))

    assert len(ids) == len(set(ids))


def test_each_drawing_has_something_drawn(folder: Path) -> None:
    for path in (folder / "drawings").iterdir():
        assert path.read_text(encoding="utf-8").count("<path") > 1, path.name


def test_coats_let_the_light_through_and_metal_shines(devices: Path) -> None:
    raw = (devices / "package.glb").read_bytes()
    size = struct.unpack_from("<I", raw, 12)[0]
    materials = json.loads(raw[20 : 20 + size])["materials"]

    clear = {m["name"] for m in materials if m.get("alphaMode") == "BLEND"}
    assert any("bcb" in name for name in clear)
    assert any("epoxy" in name for name in clear)
    assert not any("cu_" in name or "si_iso" in name for name in clear)
