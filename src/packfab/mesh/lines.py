# SPDX-License-Identifier: Apache-2.0
"""Where do the lines of a grid lie along one axis? Evenly, or close together at marks and wider apart between."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from packfab.errors import BadInput, Fault

Lines = NDArray[np.float64]
"""Rising coordinates (n + 1) of n cells, nm."""

MAX_LINES = 100_000


def even_lines(low: float, high: float, pitch: float) -> Lines:
    """Lines from low to high in equal steps of at most `pitch` nm."""
    _check(low, high, pitch)
    return np.linspace(low, high, max(1, math.ceil((high - low) / pitch - 1e-9)) + 1)


def graded_lines(
    low: float, high: float, marks: Iterable[float], *, finest: float, pitch: float, growth: float = 1.5
) -> Lines:
    """Lines through all marks, `finest` nm apart beside them and by `growth` wider from cell to cell, up to `pitch`."""
    _check(low, high, min(finest, pitch))
    if not growth >= 1:
        raise BadInput([Fault("cells of a grid cannot shrink away from a mark", where="growth",
                              measured=f"{growth}", allowed="1 or more", fix="make it 1.5")])  # fmt: skip
    within = sorted({float(low), float(high), *(float(m) for m in marks if low < m < high)})
    pieces = [_between(a, b, finest, pitch, growth) for a, b in zip(within[:-1], within[1:], strict=True)]
    return np.concatenate([*(piece[:-1] for piece in pieces), [float(high)]])


def _between(low: float, high: float, finest: float, pitch: float, growth: float) -> Lines:
    """Lines between two marks, widening from both."""
    half, reached, steps = (high - low) / 2, 0.0, [0.0]
    step = min(finest, pitch)
    while reached + step < half and len(steps) < MAX_LINES:
        reached += step
        steps.append(reached)
        step = min(pitch, step * growth)
    # the rest in the middle goes to all cells in proportion
    steps.append(reached + step)
    share = np.array(steps) * (half / steps[-1])
    return np.concatenate([low + share, (high - share[::-1])[1:]])


def _check(low: float, high: float, pitch: float) -> None:
    if not low < high or not pitch > 0 or not math.isfinite(high - low):
        raise BadInput([Fault("a grid needs an extent and cells with a size", where="grid",
                              measured=f"{low} to {high} nm in steps of {pitch} nm",
                              fix="give a pitch above zero")])  # fmt: skip
    if (high - low) / pitch > MAX_LINES:
        raise BadInput([Fault("a grid has too many lines", where="pitch", measured=f"{(high - low) / pitch:.0f}",
                              allowed=f"{MAX_LINES}", fix="make the pitch larger")])  # fmt: skip
