# SPDX-License-Identifier: Apache-2.0
"""Which capacitance have two plates, or fingers between each other?

SI in, SI out. Plates: H. B. Palmer, Trans. AIEE 56 (1937) 363, for two equal plates in one dielectric; a plate over a
much larger one is half of a pair at twice the distance. Fingers: R. Igreja, C. J. Dias, Sensors and Actuators A 112
(2004) 291, by conformal mapping, thin fingers with dielectrics as partial capacitances.
"""

from __future__ import annotations

import math

from scipy.special import ellipj, ellipk

EPSILON_0 = 8.8541878128e-12
"""Permittivity of vacuum, F/m."""


def plate_pair(width: float, length: float, distance: float, permittivity: float) -> float:
    """Capacitance of two equal plates at a distance, with the field at their edges, F (palmer-1937)."""
    return EPSILON_0 * permittivity * width * length / distance * _edge(width, distance) * _edge(length, distance)


def plate_over_plane(width: float, length: float, distance: float, permittivity: float) -> float:
    """Capacitance of a plate over a much larger one, F: twice that of the plate and its image."""
    return 2 * plate_pair(width, length, 2 * distance, permittivity)


def _edge(side: float, distance: float) -> float:
    return 1 + distance / (math.pi * side) * (1 + math.log(2 * math.pi * side / distance))


def interdigitated(
    count: int,
    length: float,
    width: float,
    space: float,
    *,
    below: float,
    above: float = 1.0,
    cover: tuple[float, float] | None = None,
    thickness: float = 0.0,
) -> float:
    """Capacitance of `count` fingers that overlap by a length, F (igreja-2004).

    below, above: relative permittivity of the half spaces; cover: thickness and permittivity of a layer on the fingers,
    below `above`. The walls of fingers of a thickness are plates that face each other (not in igreja-2004).
    """
    metal, wave = width / (width + space), 2 * (width + space)
    layers = [(below + above, *_half_space(metal))]
    if cover is not None:
        layers.append((cover[1] - above, *_layer(metal, cover[0] / wave)))
    inner, outer = (EPSILON_0 * length * sum(x[0] * x[i] for x in layers) for i in (1, 2))
    filling = cover[1] if cover is not None else above
    walls = (count - 1) * EPSILON_0 * filling * thickness * length / space
    if count == 2:
        return outer / 2 + walls
    if count == 3:
        return outer + walls
    return (count - 3) * inner / 2 + 2 * inner * outer / (inner + outer) + walls


def _half_space(metal: float) -> tuple[float, float]:
    """K / K' of an inner and an outer finger in a half space; metal: width over half the period."""
    return _ratio(math.sin(math.pi * metal / 2)), _ratio(2 * math.sqrt(metal) / (1 + metal))


def _layer(metal: float, height: float) -> tuple[float, float]:
    """The same of a layer; height: over the period."""
    nome = math.exp(-4 * math.pi * height)
    k = (_theta_2(nome) / _theta_3(nome)) ** 2
    t2 = float(ellipj(float(ellipk(k * k)) * metal, k * k)[0])
    t4 = 1 / k
    inner = t2 * math.sqrt((t4**2 - 1) / (t4**2 - t2**2))
    t3, t5 = math.cosh(math.pi * (1 - metal) / (8 * height)), math.cosh(math.pi * (1 + metal) / (8 * height))
    outer = math.sqrt((t5**2 - t3**2) / (t5**2 - 1)) / t3
    return _ratio(inner), _ratio(outer)


def _ratio(k: float) -> float:
    """K(k) / K(k') of the complete elliptic integrals of the first kind."""
    return float(ellipk(k * k) / ellipk(1 - k * k))


def _theta_2(nome: float) -> float:
    return 2 * math.fsum(nome ** ((n + 0.5) ** 2) for n in range(_TERMS))


def _theta_3(nome: float) -> float:
    return 1 + 2 * math.fsum(nome ** (n**2) for n in range(1, _TERMS))


_TERMS = 60
