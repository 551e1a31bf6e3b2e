# SPDX-License-Identifier: Apache-2.0
"""Does a thermal model survive ECXML, in the order that the format asks for, and are broken files told?"""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.errors import BadInput
from packfab.io import ThermalBody, ThermalMaterial, ThermalModel, ecxml_bytes, read_ecxml

MODEL = ThermalModel(
    "demo",
    (-0.0035, -0.00425, -0.00035),
    (0.007, 0.0085, 0.00085),
    298.15,
    (
        ThermalMaterial("cu", 8960.0, 385.0, 0.05, (398.0, 398.0, 398.0)),
        ThermalMaterial("bt", 1900.0, 900.0, 0.9, (0.8, 0.8, 0.4)),
        ThermalMaterial("si", 2329.0, 705.0, 0.7, (148.0, 148.0, 148.0), ((273.15, 168.0), (298.15, 148.0))),
    ),
    (
        ThermalBody("core & <all>", "block", (-0.0035, -0.00425, -0.0002), (0.007, 0.0085, 0.0002), "bt"),
        ThermalBody("ball 1", "cylinder", (0.0, 0.0, -0.00035), (0.0003, 0.0003, 0.00015), "cu"),
        ThermalBody("U1", "block", (-0.001, -0.001, 0.0001), (0.002, 0.002, 0.00025), "si"),
        ThermalBody("U1 power", "source", (-0.001, -0.001, 0.0001), (0.002, 0.002, 0.0), "", 2.5),
    ),
)


def test_the_model_comes_back() -> None:
    assert read_ecxml(ecxml_bytes(MODEL)) == MODEL


@given(st.floats(-1, 1), st.floats(1e-9, 1))
@settings(max_examples=60, deadline=None)
def test_a_whole_nanometre_survives(corner: float, size: float) -> None:
    corner, size = round(corner, 9), round(size, 9)
    model = ThermalModel("m", (corner, 0, 0), (size, 1, 1), 300.0, MODEL.materials, ())
    found = read_ecxml(ecxml_bytes(model))

    assert abs(found.location[0] - corner) < 1e-11
    assert abs(found.size[0] - size) < 1e-11


def test_elements_stand_in_the_order_of_the_format() -> None:
    text = ecxml_bytes(MODEL).decode()
    order = [text.index(f"<{tag}>") for tag in ("name", "producer", "solutionDomain", "materials", "geometry")]

    assert order == sorted(order)
    assert "=" not in text.partition("?>")[2]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<material>bt</material>", "<material>none</material>", "not in the file"),
        ("<density>1900</density>", "<density>nan</density>", "density"),
        ("<density>1900</density>", "", "density"),
        ("solidCylinder", "solidTorus", "solidtorus"),
        ("<neutralXML>", '<!DOCTYPE a SYSTEM "b"><neutralXML>', "entities are refused"),
        ("neutralXML", "other", "no ECXML"),
        ("</neutralXML>", "", "no XML"),
    ],
)
def test_what_is_wrong_is_told(old: str, new: str, told: str) -> None:
    text = ecxml_bytes(MODEL).decode()

    with pytest.raises(BadInput, match=told):
        read_ecxml(text.replace(old, new).encode())


@given(st.integers(0, 4000), st.binary(min_size=0, max_size=6), st.integers(0, 8))
@settings(max_examples=300, deadline=None)
def test_broken_bytes_give_faults_and_nothing_else(at: int, more: bytes, fewer: int) -> None:
    data = ecxml_bytes(MODEL)
    at %= len(data)
    with suppress(BadInput):
        read_ecxml(data[:at] + more + data[at + fewer :])
