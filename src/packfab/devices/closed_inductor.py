# SPDX-License-Identifier: Apache-2.0
"""Which inductance has a planar spiral?

SI in, SI out. d_out and d_in are the outer and inner diameters, rho = (d_out - d_in) / (d_out + d_in) the fill. Both
expressions are of S. S. Mohan, M. del Mar Hershenson, S. P. Boyd, T. H. Lee, IEEE J. Solid-State Circuits 34 (1999)
1419, tables I and II; they give low-frequency values of thin metal alone in space, 2 to 3 % off a field solver.
`image_inductance` tells what is left over a plane in which eddy currents flow.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Shape = Literal["square", "octagon"]

MU_0 = 4e-7 * math.pi
"""Permeability of vacuum, H/m."""

_WHEELER = {"square": (2.34, 2.75), "octagon": (2.25, 3.55)}
_SHEET = {"square": (1.27, 2.07, 0.18, 0.13), "octagon": (1.07, 2.29, 0.0, 0.19)}


def inner_diameter(outer: float, width: float, space: float, turns: float) -> float:
    """Of a spiral of turns of a width, m."""
    return outer - 2 * (turns * width + (turns - 1) * space)


def modified_wheeler(outer: float, inner: float, turns: float, shape: Shape) -> float:
    """Inductance by the modified Wheeler formula, H (mohan-1999, eq. 1)."""
    k1, k2 = _WHEELER[shape]
    fill = (outer - inner) / (outer + inner)
    return k1 * MU_0 * turns**2 * (outer + inner) / 2 / (1 + k2 * fill)


def current_sheet(outer: float, inner: float, turns: float, shape: Shape) -> float:
    """Inductance by the current sheet approximation, H (mohan-1999, eq. 2)."""
    c1, c2, c3, c4 = _SHEET[shape]
    fill = (outer - inner) / (outer + inner)
    bracket = math.log(c2 / fill) + c3 * fill + c4 * fill**2
    return MU_0 * turns**2 * (outer + inner) / 2 * c1 / 2 * bracket


def image_inductance(line: ArrayLike, height: float) -> float:
    """Mutual inductance of a line (corners (n, 2), m) and its image in a perfect plane `height` below it, H.

    Neumann's integral over pieces no longer than half the height, or longer ones where there would be too many; each
    piece and its own image count as two filaments. The plane lowers the inductance by this value.
    """
    corners = np.asarray(line, dtype=np.float64)
    sides = np.diff(corners, axis=0)
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    piece = max(height / 2, float(lengths.sum()) / _MOST_PIECES)
    counts = np.maximum(1, np.ceil(lengths / piece)).astype(int)
    step = np.repeat(sides / counts[:, None], counts, axis=0)
    share = np.concatenate([(np.arange(count) + 0.5) / count for count in counts])
    at = np.repeat(corners[:-1], counts, axis=0) + share[:, None] * np.repeat(sides, counts, axis=0)
    total = 0.0
    for i in range(len(at)):
        distance = np.sqrt(((at - at[i]) ** 2).sum(axis=1) + (2 * height) ** 2)
        distance[i] = np.inf
        total += float((step @ step[i] / distance).sum())
    own = np.hypot(step[:, 0], step[:, 1])
    return MU_0 / (4 * math.pi) * total + float(_two_filaments(own, 2 * height).sum())


def _two_filaments(length: NDArray[np.float64], distance: float) -> NDArray[np.float64]:
    """Mutual inductance of equal parallel filaments beside each other, H: Grover, Inductance Calculations (1946)."""
    ratio = length / distance
    return MU_0 / (2 * math.pi) * length * (np.arcsinh(ratio) - np.sqrt(1 + 1 / ratio**2) + 1 / ratio)


_MOST_PIECES = 3000
