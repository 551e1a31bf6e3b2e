# SPDX-License-Identifier: Apache-2.0
"""Which resistance has a meander of a thin film?

SI in, SI out. A film of thickness t and resistivity rho has the sheet resistance rho / t. A straight piece counts as
length / width squares, a right-angled corner of a uniform line as 0.559 square: P. M. Hall, Thin Solid Films 1 (1968)
277, by conformal mapping.
"""

from __future__ import annotations

CORNER_SQUARES = 0.559
"""Squares of the corner square of a line of uniform width that turns by a right angle (hall-1968)."""


def sheet_resistance(resistivity: float, thickness: float) -> float:
    """Resistance of a square of film, ohm; ohm m and m."""
    return resistivity / thickness


def meander_squares(straight: float, width: float, corners: int) -> float:
    """Squares of a line of uniform width: `straight` is the length without the corner squares, m."""
    return straight / width + CORNER_SQUARES * corners
