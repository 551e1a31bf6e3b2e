# SPDX-License-Identifier: Apache-2.0
"""Does a layer map find the layer of a solid, is it the same when written and read, and are its faults told?"""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.errors import BadInput
from packfab.io import default_layer_map, layer_map_text, read_layer_map

TEXT = """\
# part  role  name  layer datatype label
U*          pad            *              11       0   "die pads"
"thin film" rdl            "M{k} line *"  210+10k  1+1k  "wiring {k} lines"  # comment
*           "solder mask"  top-*          none     0
*           *              *              99       7
"""


@pytest.mark.parametrize(("solid", "layer"), [
    (("U1", "pad", "U1 pads"), (11, 0)),
    (("thin film", "rdl", "M3 line VDD"), (240, 4)),
    (("thin film", "rdl", "Mx line VDD"), (99, 7)),
    (("carrier", "solder mask", "bottom-mask"), (99, 7)),
])  # fmt: skip
def test_the_first_row_that_fits_tells_the_layer(solid: tuple[str, str, str], layer: tuple[int, int]) -> None:
    found = read_layer_map(TEXT).find(*solid)

    assert found
    assert found.layer
    assert found.layer.pair == layer


def test_a_number_goes_into_the_label() -> None:
    found = read_layer_map(TEXT).find("thin film", "rdl", "M3 line VDD")

    assert found
    assert found.layer
    assert found.layer.label == "wiring 3 lines"


def test_a_row_may_leave_out() -> None:
    found = read_layer_map(TEXT).find("carrier", "solder mask", "top-mask")

    assert found
    assert found.layer is None


def test_no_row_fits() -> None:
    assert read_layer_map('U1 die * 10 0 "die"').find("U2", "die", "U2 die") is None


@pytest.mark.parametrize("text", [TEXT, layer_map_text(default_layer_map().rows)])
def test_a_layer_map_is_the_same_when_written_and_read(text: str) -> None:
    rows = read_layer_map(text).rows

    assert read_layer_map(layer_map_text(rows, title="title", notes=["a note"])).rows == rows


def test_labels_of_the_default_stand_for_one_layer_each() -> None:
    labels: dict[tuple[object, object], set[str]] = {}
    for row in default_layer_map().rows:
        labels.setdefault((row.layer, row.datatype), set()).add(row.label)

    assert all(len(found) == 1 for pair, found in labels.items() if pair[0] is not None)


@pytest.mark.parametrize(("line", "told"), [
    ("U1 pad", "2 columns"),
    ('U1 pad "x 1 0', "a quote is not closed"),
    ("U1 pad x -1 0", "'-1' is no number"),
    ("U1 pad x 70000 0", "'70000' is no number"),
    ("U1 pad x 1 q", "datatype 'q'"),
    ("U1 pad *a*b*c*d*e* 1 0", "over 4 stars"),
])  # fmt: skip
def test_a_faulty_row_is_told_with_its_line(line: str, told: str) -> None:
    with pytest.raises(BadInput, match=f"m.map:2: .*{told}"):
        read_layer_map(f"# head\n{line}\n", "m.map")


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(BadInput) as error:
        read_layer_map("a\nb\n", "m.map")

    assert len(error.value.faults) == 2


def test_an_empty_map_is_told() -> None:
    with pytest.raises(BadInput, match="is empty"):
        read_layer_map("# nothing\n")


@settings(max_examples=300)
@given(st.text(alphabet=st.sampled_from('*{k} "#+0123456789abM\n\t'), max_size=200))
def test_any_text_is_a_map_or_bad_input(text: str) -> None:
    with suppress(BadInput):
        read_layer_map(text).find("U1", "pad", "M12 ab")
