# SPDX-License-Identifier: Apache-2.0
"""Which elements has a filter for a wanted frequency, and which frequency has one of given elements?

SI in, SI out. Low pass: the maximally flat one of two elements between equal resistances, g1 = g2 = 1.4142; band pass:
one resonator of half a wave between two coupled sections of a quarter wave, S. B. Cohn, IRE Trans. MTT 6 (1958) 223.
Both as in G. L. Matthaei, L. Young, E. M. T. Jones, Microwave Filters, Impedance-Matching Networks, and Coupling
Structures (1964), tables 4.05-1 and section 8.09.
"""

from __future__ import annotations

import math

from packfab.devices.closed_microstrip import LIGHT


def low_pass_elements(frequency: float, impedance: float) -> tuple[float, float]:
    """Series inductance, H, and shunt capacitance, F, of a maximally flat low pass with -3 dB at a frequency."""
    omega = 2 * math.pi * frequency
    return math.sqrt(2) * impedance / omega, math.sqrt(2) / (impedance * omega)


def low_pass_cut_off(inductance: float, capacitance: float, impedance: float) -> float:
    """The frequency at which a series L and a shunt C between equal resistances pass half of the power, Hz."""
    a = (inductance / impedance + impedance * capacitance) / 2
    b = inductance * capacitance / 2
    # |1 + j w a - w^2 b|^2 = 2, a quadratic in w^2
    p = a * a - 2 * b
    square = (-p + math.sqrt(p * p + 4 * b * b)) / (2 * b * b)
    return math.sqrt(square) / (2 * math.pi)


def section_impedances(coupling: float, impedance: float) -> tuple[float, float, float]:
    """Even and odd impedance, ohm, of a quarter-wave section, and its inverter J Z0; coupling below 0.5."""
    inverter = (1 - math.sqrt(1 - 4 * coupling**2)) / (2 * coupling)
    return impedance * (1 + inverter + inverter**2), impedance * (1 - inverter + inverter**2), inverter


def band_width(inverter: float) -> float:
    """-3 dB band of one resonator between two equal sections, as a part of its middle: 2 g1 (J Z0)^2 / pi, g1 = 2."""
    return 4 * inverter**2 / math.pi


def quarter_wave(frequency: float, even: float, odd: float) -> float:
    """Length of a quarter wave of lines with effective permittivities of two modes, m."""
    return LIGHT / (4 * frequency * (math.sqrt(even) + math.sqrt(odd)) / 2)
