# SPDX-License-Identifier: Apache-2.0
"""Which area has a line of uniform width along a centre line with mitred corners?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from packfab.geometry import Region, polygon


def ribbon(points: Sequence[tuple[float, float]], width: float) -> Region:
    """The line of a width along corners (x, y) nm; it ends square at its first and last point.

    Its corners are mitred; the line may not run into itself.
    """
    at = np.asarray(points, dtype=np.float64)
    step = np.diff(at, axis=0)
    along = step / np.hypot(step[:, 0], step[:, 1])[:, None]
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    # at a corner the two offset lines meet on the sum of the normals, longer by what the turn takes
    mitre = np.concatenate([normal[:1], normal[:-1] + normal[1:], normal[-1:]])
    mitre[1:-1] *= (2 / (mitre[1:-1] ** 2).sum(axis=1))[:, None]
    side = mitre * (width / 2)
    return polygon(np.concatenate([at + side, (at - side)[::-1]]))
