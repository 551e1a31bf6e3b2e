# SPDX-License-Identifier: Apache-2.0
"""Does a design that is written as a spec read back as the same design?"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from packfab.design import Deviation, Panel, design_hash, pad_grid
from packfab.io import load_spec, parse_yaml, read_spec, spec_files, spec_text
from packfab.io.spec_tree import length_text, micron_text, quantity_text, quoted
from packfab.units import dimensions, parse_length, parse_quantity, um

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SPECS = sorted(EXAMPLES.rglob("*.yaml"))


@pytest.fixture(params=SPECS, ids=lambda path: str(path.relative_to(EXAMPLES)))
def spec(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_a_design_in_one_file_reads_back_as_the_same(spec: Path, tmp_path: Path) -> None:
    package = read_spec(spec)
    (tmp_path / "again.yaml").write_text(spec_text(package), encoding="utf-8")

    again = read_spec(tmp_path / "again.yaml")

    assert design_hash(again) == design_hash(package)


def test_a_design_with_tables_reads_back_as_the_same(spec: Path, tmp_path: Path) -> None:
    package = read_spec(spec)
    for name, content in spec_files(package, stem="again").items():
        (tmp_path / name).write_bytes(content)

    again = read_spec(tmp_path / "again.yaml")

    assert design_hash(again) == design_hash(package)
    assert (tmp_path / "again.yaml").stat().st_size < 12_000


def test_what_is_written_is_the_same_every_time() -> None:
    package = read_spec(EXAMPLES / "interposer/metal-substrate.yaml")

    assert spec_files(package, stem="a") == spec_files(package, stem="a")


def test_comments_stand_behind_what_they_are_about_and_keep_its_default() -> None:
    package = read_spec(EXAMPLES / "caravel/caravel.yaml")
    comments = {("dies", "caravel", "thickness"): "guess: usual", ("mold", "method"): "as told",
                ("chips", 0, "bumps"): "so\nsaid"}  # fmt: skip

    text = spec_text(package, comments=comments, head=["From a file."])

    assert text.startswith("# From a file.\npackfab: 1\n")
    assert "thickness: 250 um  # guess: usual\n" in text
    assert "method: transfer  # as told\n" in text
    assert "bumps: {kind: solder-sphere, diameter: 188 um}  # so said\n" in text


def test_many_deviations_go_into_a_table(tmp_path: Path) -> None:
    package = read_spec(EXAMPLES / "caravel/fan-out.yaml")
    assert isinstance(package.carrier, Panel)
    beside = tuple(Deviation(column=i, row=1, chip="U1", dx=i, dy=-3 * i, rotation=1e-5 * i) for i in range(1, 21))
    moved = package.model_copy(update={"carrier": package.carrier.model_copy(update={"deviations": beside})})

    files = spec_files(moved, stem="panel")
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    assert "panel_carrier_deviations.csv" in files
    assert read_spec(tmp_path / "panel.yaml") == moved


def test_pads_of_mixed_shapes_are_listed(tmp_path: Path) -> None:
    package = read_spec(EXAMPLES / "caravel/caravel.yaml")
    round_ones = pad_grid(5, 4, pitch=um(300), diameter=um(100), net="a, {name}").pads
    square = pad_grid(2, 1, pitch=um(300), size=(um(60), um(80))).pads
    shifted = [type(pad)(f"s{pad.name}", pad.x, pad.y + um(900), pad.net, None, pad.size) for pad in square]
    pads = pad_grid(1, 1, pitch=1).model_copy(update={"pads": (*round_ones, *shifted)})
    die = package.dies["caravel"].model_copy(update={"pads": {"bumps": pads}})
    mixed = package.model_copy(update={"dies": {"caravel": die}})

    for name, content in spec_files(mixed, stem="mixed").items():
        (tmp_path / name).write_bytes(content)

    assert load_spec(tmp_path / "mixed.yaml").package == mixed


@given(some.integers(-(2**52), 2**52))
def test_a_length_reads_back_to_the_nanometre(length: int) -> None:
    assert parse_length(length_text(length)) == length
    assert parse_length(f"{micron_text(length)} um") == length


@given(some.sampled_from([d for d in dimensions() if d not in ("length", "temperature", "fraction", "plain")]),
       some.floats(1e-12, 1e12))  # fmt: skip
def test_a_quantity_reads_back_as_exactly_the_same_number(dimension: str, value: float) -> None:
    assert parse_quantity(quantity_text(value, dimension), dimension) == value


@given(some.floats(0.0, 2000.0))
def test_a_temperature_reads_back_as_exactly_the_same_number(value: float) -> None:
    assert parse_quantity(quantity_text(value, "temperature"), "temperature") == value


@given(some.floats(0.0, 1.0))
def test_a_fraction_reads_back_as_exactly_the_same_number(value: float) -> None:
    assert parse_quantity(quantity_text(value, "fraction"), "fraction") == value


@given(some.text(some.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_text_reads_back_as_the_same_text(text: str) -> None:
    assert parse_yaml(f"key: {quoted(text)}\nlist: [{quoted(text)}, {{a: {quoted(text)}}}]\n", "x.yaml").data == {
        "key": text, "list": [text, {"a": text}]}  # fmt: skip
