# SPDX-License-Identifier: Apache-2.0
"""Which impedances have the even and the odd mode of two coupled microstrips?

SI in, SI out. M. Kirschning, R. H. Jansen, IEEE Trans. MTT 32 (1984) 83, static values, for 0.1 <= w/h <= 10,
0.1 <= s/h <= 10 and permittivities up to 18. Thickness of the strips: R. H. Jansen, IEEE Trans. MTT 26 (1978) 75, as
told by S. Jahn et al., Qucs Technical Papers.
"""

from __future__ import annotations

import math

from packfab.devices.closed_microstrip import LineValues, effective_permittivity, microstrip, widening

FREE_SPACE = 377.0
"""Impedance of free space as the paper rounds it, ohm."""


def coupled_microstrips(
    width: float, space: float, height: float, thickness: float, permittivity: float
) -> tuple[LineValues, LineValues]:
    """The even and the odd mode of two strips on a dielectric over a plane (kirschning-1984)."""
    u, g, t = width / height, space / height, thickness / height
    u_even = u_odd = u
    if t > 0:
        more, between = widening(u, t), 2 * t / (g * permittivity)
        u_even = u + more * (1 - 0.5 * math.exp(-0.69 * more / between))
        u_odd = u_even + between
    return _even(u_even, g, permittivity), _odd(u_odd, g, permittivity)


def coupling(even: LineValues, odd: LineValues) -> float:
    """Voltage coupling: difference of the impedances over their sum."""
    return (even.impedance - odd.impedance) / (even.impedance + odd.impedance)


def _even(u: float, g: float, permittivity: float) -> LineValues:
    v = u * (20 + g**2) / (10 + g**2) + g * math.exp(-g)
    effective = effective_permittivity(v, permittivity)
    return _mode(u, permittivity, effective, _q4(u, g))


def _odd(u: float, g: float, permittivity: float) -> LineValues:
    single = effective_permittivity(u, permittivity)
    mean = (permittivity + 1) / 2
    a = 0.7287 * (single - mean) * (1 - math.exp(-0.179 * u))
    b = 0.747 * permittivity / (0.15 + permittivity)
    c = b - (b - 0.207) * math.exp(-0.414 * u)
    d = 0.593 + 0.694 * math.exp(-0.562 * u)
    effective = (mean + a - single) * math.exp(-c * g**d) + single
    q5 = 1.794 + 1.14 * math.log(1 + 0.638 / (g + 0.517 * g**2.43))
    q6 = 0.2305 + math.log(g**10 / (1 + (g / 5.8) ** 10)) / 281.3 + math.log(1 + 0.598 * g**1.154) / 5.1
    q7 = (10 + 190 * g**2) / (1 + 82.3 * g**3)
    q8 = math.exp(-6.5 - 0.95 * math.log(g) - (g / 0.15) ** 5)
    q9 = math.log(q7) * (q8 + 1 / 16.5)
    q10 = (_q2(g) * _q4(u, g) - q5 * math.exp(math.log(u) * q6 * u**-q9)) / _q2(g)
    return _mode(u, permittivity, effective, q10)


def _mode(u: float, permittivity: float, effective: float, q: float) -> LineValues:
    single = microstrip(u, 1.0, 0.0, permittivity)
    root = math.sqrt(single.permittivity)
    impedance = single.impedance * root / math.sqrt(effective) / (1 - single.impedance / FREE_SPACE * root * q)
    return LineValues(impedance, effective)


def _q2(g: float) -> float:
    return 1 + 0.7519 * g + 0.189 * math.pow(g, 2.31)


def _q4(u: float, g: float) -> float:
    q1 = 0.8695 * math.pow(u, 0.194)
    q3 = 0.1975 + math.pow(16.6 + (8.4 / g) ** 6, -0.387) + math.log(g**10 / (1 + (g / 3.4) ** 10)) / 241
    return 2 * q1 / _q2(g) / (math.pow(u, q3) * math.exp(-g) + (2 - math.exp(-g)) * math.pow(u, -q3))
