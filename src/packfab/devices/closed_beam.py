# SPDX-License-Identifier: Apache-2.0
"""At which frequency does a beam resonate, and at which voltage is it pulled onto its electrode?

SI in, SI out. Euler and Bernoulli's beam without stress, as in W. Weaver, S. P. Timoshenko, D. H. Young, Vibration
Problems in Engineering, 5th ed. (1990): the first roots of cos x cosh x = -1 (held at one end) and +1 (at both).
Pull-in: the stiffness under an even load against parallel plates, G. M. Rebeiz, RF MEMS (2003), chapter 2.
"""

from __future__ import annotations

import math
from typing import Literal

from packfab.devices.closed_capacitor import EPSILON_0

Form = Literal["cantilever", "bridge"]

_ROOTS = {"cantilever": 1.8751040687, "bridge": 4.7300407449}
_STIFFNESS = {"cantilever": 2 / 3, "bridge": 32.0}
"""Of a beam under an even load: this, times E w (t / L)^3, is load over the largest deflection."""


def resonance(length: float, thickness: float, modulus: float, density: float, form: Form) -> float:
    """First resonance of a beam of rectangular section, Hz."""
    return _ROOTS[form] ** 2 / (2 * math.pi) * thickness / length**2 * math.sqrt(modulus / (12 * density))


def beam_length(frequency: float, thickness: float, modulus: float, density: float, form: Form) -> float:
    """Length of the beam that resonates at a frequency, m."""
    return math.sqrt(resonance(1.0, thickness, modulus, density, form) / frequency)


def stiffness(width: float, length: float, thickness: float, modulus: float, form: Form) -> float:
    """Even load over the largest deflection, N/m."""
    return _STIFFNESS[form] * modulus * width * (thickness / length) ** 3


def pull_in(stiff: float, gap: float, area: float) -> float:
    """Voltage at which plates of an area with a spring between them snap together, V."""
    return math.sqrt(8 * stiff * gap**3 / (27 * EPSILON_0 * area))
