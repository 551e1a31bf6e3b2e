# SPDX-License-Identifier: Apache-2.0
"""Does the square of a corner have the resistance that conformal mapping gives, also when the film is solved for?

Published: 0.559 square, P. M. Hall, Thin Solid Films 1 (1968) 277; recalled, not read again. The finite differences
below do not know it.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.sparse import coo_array, csr_array, diags_array
from scipy.sparse.linalg import spsolve

from packfab.devices.closed_resistor import CORNER_SQUARES, meander_squares, sheet_resistance


def squares_of_a_bend(arm: int, cells: int) -> float:
    """Squares of a line one wide with a right-angled corner between two straight arms, solved on a grid of cells."""
    side = (arm + 1) * cells
    inside = np.zeros((side, side), dtype=bool)
    inside[:, :cells] = inside[:cells, :] = True
    number = np.cumsum(inside).reshape(inside.shape) - 1
    pairs = [np.stack([number[a][both], number[b][both]])
             for a, b in (((slice(1, None), slice(None)), (slice(None, -1), slice(None))),
                          ((slice(None), slice(1, None)), (slice(None), slice(None, -1))))
             for both in (inside[a] & inside[b],)]  # fmt: skip
    i, j = np.concatenate(pairs, axis=1)
    count = int(inside.sum())
    ones = np.ones(len(i))
    links = coo_array((np.concatenate([ones, ones]), (np.r_[i, j], np.r_[j, i])), shape=(count, count))
    # half a cell lies between the last cells and the contacts at both ends
    high, low = number[-1, :cells], number[:cells, -1]
    contact = np.zeros(count)
    contact[high] = contact[low] = 2.0
    drive = np.zeros(count)
    drive[high] = 2.0
    matrix = csr_array(diags_array(links.sum(axis=1) + contact) - links)
    voltage = spsolve(matrix, drive)
    return float(1 / (2.0 * (1 - voltage[high])).sum())


def test_a_corner_solved_on_a_grid_converges_to_the_published_squares() -> None:
    coarse, fine = (squares_of_a_bend(4, cells) - 8 for cells in (16, 32))

    # the re-entrant corner makes the error fall as h^(4/3)
    limit = fine + (fine - coarse) / (2 ** (4 / 3) - 1)

    assert limit == pytest.approx(0.559, abs=0.001)
    assert CORNER_SQUARES == 0.559


def test_squares_of_a_meander_are_those_of_its_straight_pieces_and_corners() -> None:
    assert meander_squares(100e-6, 10e-6, 4) == pytest.approx(10 + 4 * 0.559)


def test_a_film_of_copper_has_the_sheet_resistance_of_a_printed_circuit_board() -> None:
    # 1 oz copper, 35 um: about 0.5 milliohm per square, a common value of the trade
    assert sheet_resistance(1.72e-8, 35e-6) == pytest.approx(0.49e-3, rel=0.02)
    assert math.isclose(sheet_resistance(2.0, 4.0), 0.5)
