# SPDX-License-Identifier: Apache-2.0
"""Which impedance and which wave velocity has a coplanar wave-guide?

SI in, SI out. Partial capacitances by conformal mapping, as in R. N. Simons, Coplanar Waveguide Circuits, Components,
and Systems (2001), chapters 2 and 3; over a plane: G. Ghione, C. Naldi, IEEE Trans. MTT 35 (1987) 260. Metal of some
thickness adds the plates of its walls: E. Chen, S. Y. Chou, IEEE Trans. MTT 45 (1997) 939.
"""

from __future__ import annotations

import math

from scipy.special import ellipk

from packfab.devices.closed_capacitor import EPSILON_0
from packfab.devices.closed_microstrip import LIGHT, LineValues


def coplanar(
    width: float,
    space: float,
    height: float,
    permittivity: float,
    *,
    backed: bool = False,
    thickness: float = 0.0,
    cover: tuple[float, float] | None = None,
) -> LineValues:
    """A strip between two wide grounds on a dielectric of a height; backed: with a plane below it, else with air.

    cover: thickness and permittivity of a dielectric over the metal.
    """
    a, b = width / 2, width / 2 + space
    open_air = _ratio(a / b, 1 - (a / b) ** 2)
    wall = thickness / space
    if backed:
        k = math.tanh(math.pi * a / (2 * height)) / math.tanh(math.pi * b / (2 * height))
        below = _ratio(k, 1 - k * k)
        in_air, filled = open_air + below + wall, open_air + permittivity * below + wall
    else:
        below = _sinh_ratio(a, b, height)
        in_air, filled = 2 * open_air + wall, 2 * open_air + (permittivity - 1) * below + wall
    if cover is not None:
        filled += (cover[1] - 1) * (_sinh_ratio(a, b, cover[0]) + wall)
    effective = filled / in_air
    return LineValues(1 / (LIGHT * 2 * EPSILON_0 * in_air * math.sqrt(effective)), effective)


def _sinh_ratio(a: float, b: float, height: float) -> float:
    """K / K' of a dielectric of a height; written so that thin ones do not overflow."""
    x, y = math.pi * a / (2 * height), math.pi * b / (2 * height)
    k = math.exp(x - y) * math.expm1(-2 * x) / math.expm1(-2 * y)
    return _ratio(k, 1 - k * k)


def _ratio(k: float, rest: float) -> float:
    """K(k) / K(k') of the complete elliptic integrals of the first kind; rest: 1 - k^2."""
    return float(ellipk(k * k) / ellipk(rest))
