# SPDX-License-Identifier: Apache-2.0
"""Where does the outline of a cross-section run out along a line and back on it, so that nothing lies between?

Such spikes stay where bodies that share a slanting edge are taken from a third one. They have no area, but OpenCASCADE
reads some solids that have one back inside out.
"""

from __future__ import annotations

import numpy as np

from packfab.io.as_built_loops import Floats

_WIDTH = 0.2
"""nm, two steps of the polygon engine: how wide a spike may be."""


def without_spikes(ring: Floats) -> Floats:
    """The ring (n, 2) nm without corners at which it turns back on itself; at least a triangle is left."""
    while len(ring) > 3:
        here = ring - np.roll(ring, 1, axis=0)
        onward = np.roll(here, -1, axis=0)
        back = (here * onward).sum(axis=1) < 0
        across = np.abs(here[:, 0] * onward[:, 1] - here[:, 1] * onward[:, 0])
        tips = np.flatnonzero(back & (across < _WIDTH * np.maximum(np.hypot(*here.T), np.hypot(*onward.T))))
        if not len(tips):
            break
        ring = _without_tip(ring, int(tips[0]))
    return ring


def _without_tip(ring: Floats, tip: int) -> Floats:
    """The ring without a corner, and without the one before where the one after is the same."""
    before, after = (tip - 1) % len(ring), (tip + 1) % len(ring)
    same = len(ring) > 4 and bool(np.hypot(*(ring[before] - ring[after])) < _WIDTH)
    left: Floats = np.delete(ring, [tip, before] if same else [tip], axis=0)
    return left
