# SPDX-License-Identifier: Apache-2.0
"""Are spikes without width taken from a ring, and nothing else?"""

from __future__ import annotations

import numpy as np
import pytest

from packfab.io.as_built_loops import Floats
from packfab.io.as_built_spikes import without_spikes

SQUARE = [(0.0, 0.0), (300.0, 0.0), (300.0, 300.0), (0.0, 300.0)]


def _points(ring: Floats) -> list[tuple[float, float]]:
    return [(x, y) for x, y in ring.tolist()]


@pytest.mark.parametrize(
    "ring",
    [
        SQUARE,
        [*SQUARE[:2], (300.0, 9000.0), *SQUARE[2:]],
        [*SQUARE[:3], (9000.0, 9000.0), *SQUARE[2:]],
        [(0.0, -9000.0), *SQUARE],
    ],
    ids=["none", "along a side", "from a corner", "at the first corner"],
)
def test_a_ring_loses_its_spikes(ring: list[tuple[float, float]]) -> None:
    assert sorted(_points(without_spikes(np.array(ring)))) == sorted(SQUARE)


def test_a_thin_wedge_stays() -> None:
    wedge = np.array([(0.0, 0.0), (9000.0, 1.0), (0.0, 2.0), (-5.0, 1.0)])

    assert without_spikes(wedge) is wedge
