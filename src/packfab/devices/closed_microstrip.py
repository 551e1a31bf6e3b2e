# SPDX-License-Identifier: Apache-2.0
"""Which impedance and which wave velocity has a microstrip?

SI in, SI out. E. Hammerstad, O. Jensen, IEEE MTT-S Digest (1980) 407: impedance and effective permittivity, within
0.2 % for 0.01 < w/h < 100, and the correction for the thickness of the strip. M. Kirschning, R. H. Jansen, Electronics
Letters 18 (1982) 272: how the effective permittivity rises with frequency. What lies over the strip: the rule of
IPC-2141 for an embedded microstrip. E. Hammerstad, 5th European Microwave Conference (1975) 268: the open end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

LIGHT = 299_792_458.0
"""Velocity of light, m/s."""
ETA_0 = 376.730313668
"""Impedance of free space, ohm."""


@dataclass(frozen=True, slots=True)
class LineValues:
    """Of a transmission line: characteristic impedance, ohm, and effective relative permittivity."""

    impedance: float
    permittivity: float

    def wavelength(self, frequency: float) -> float:
        """Along the line, m."""
        return LIGHT / (frequency * math.sqrt(self.permittivity))


def microstrip(width: float, height: float, thickness: float, permittivity: float) -> LineValues:
    """A strip on a dielectric over a plane, static (hammerstad-1980)."""
    u, t = width / height, thickness / height
    u_air = u + widening(u, t)
    u_filled = u + widening(u, t) * (1 + 1 / math.cosh(math.sqrt(permittivity - 1))) / 2
    effective = effective_permittivity(u_filled, permittivity)
    impedance = impedance_in_air(u_filled) / math.sqrt(effective)
    return LineValues(impedance, effective * (impedance_in_air(u_air) / impedance_in_air(u_filled)) ** 2)


def impedance_in_air(u: float) -> float:
    """Of a thin strip in air, ohm; u: width over height."""
    f = 6 + (2 * math.pi - 6) * math.exp(-((30.666 / u) ** 0.7528))
    return ETA_0 / (2 * math.pi) * math.log(f / u + math.sqrt(1 + (2 / u) ** 2))


def effective_permittivity(u: float, permittivity: float) -> float:
    """Of a thin strip; u: width over height."""
    a = 1 + math.log((u**4 + (u / 52) ** 2) / (u**4 + 0.432)) / 49 + math.log(1 + (u / 18.1) ** 3) / 18.7
    b = 0.564 * math.pow((permittivity - 0.9) / (permittivity + 3), 0.053)
    return (permittivity + 1) / 2 + (permittivity - 1) / 2 * math.pow(1 + 10 / u, -a * b)


def widening(u: float, t: float) -> float:
    """By how much a thin strip in air must be wider to be worth one of thickness t, all over the height."""
    if t <= 0:
        return 0.0
    coth = 1 / math.tanh(math.sqrt(6.517 * u))
    return t / math.pi * math.log(1 + 4 * math.e / (t * coth**2))


def dispersed(line: LineValues, width: float, height: float, permittivity: float, frequency: float) -> float:
    """Effective permittivity at a frequency (kirschning-1982)."""
    u, f = width / height, frequency * height * 1e-6  # GHz mm
    p1 = 0.27488 + (0.6315 + 0.525 / (1 + 0.0157 * f) ** 20) * u - 0.065683 * math.exp(-8.7513 * u)
    p2 = 0.33622 * (1 - math.exp(-0.03442 * permittivity))
    p3 = 0.0363 * math.exp(-4.6 * u) * (1 - math.exp(-((f / 38.7) ** 4.97)))
    p4 = 1 + 2.751 * (1 - math.exp(-((permittivity / 15.916) ** 8)))
    p = p1 * p2 * math.pow((0.1844 + p3 * p4) * f, 1.5763)
    return permittivity - (permittivity - line.permittivity) / (1 + p)


def covered(line: LineValues, height: float, below: float, cover: float, above: float) -> LineValues:
    """The line under a dielectric as thick as `cover`, m; below and above: permittivities of the two dielectrics.

    ipc-2141 knows one permittivity, to which the effective one goes; where there are two, the share of the field that
    is in air without the cover counts with the upper one.
    """
    left = math.exp(-2 * cover / height)
    share = (line.permittivity - 1) / (below - 1) if below > 1 else 0.5
    effective = line.permittivity * left + (share * below + (1 - share) * above) * (1 - left)
    return LineValues(line.impedance * math.sqrt(line.permittivity / effective), effective)


def open_end(width: float, height: float, line: LineValues) -> float:
    """By how much an open end is longer than drawn, m (hammerstad-1975)."""
    u, e = width / height, line.permittivity
    return 0.412 * height * (e + 0.3) * (u + 0.264) / ((e - 0.258) * (u + 0.8))
