# SPDX-License-Identifier: Apache-2.0
"""Do plates and fingers have published capacitances?

Fingers, found: the notebook Example_simple of the repository trygvrad/Interdigitated-Electrodes, 100 fingers 2 um wide,
3 um between, overlapping by 1 mm, on 1 um of permittivity 5 on a half space of 2, in air: 1.9057 pF by Fourier series.
Partial capacitances are 5 % below it. Plates: C / C0 = 1 + 2.343 (d / w)^0.891 for squares, H. Nishiyama, M. Nakamura,
IEEE Trans. CPMT A 17 (1994) 477; recalled, not read again, and held against the boundary elements below.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from packfab.devices.closed_capacitor import EPSILON_0, interdigitated, plate_over_plane, plate_pair


def edge_factor(distance: float, patches: int) -> float:
    """Capacitance of two unit squares over that of an even field, by boundary elements of even charge."""
    h = 1 / patches
    x = (np.arange(patches) + 0.5) * h
    points = np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2)
    away = points[:, None] - points[None]
    r = np.hypot(away[..., 0], away[..., 1])
    own = np.divide(h * h, r, out=np.full_like(r, 4 * h * math.log(1 + math.sqrt(2))), where=r > 0)
    other = np.zeros_like(r)
    for a in (np.arange(4) + 0.5) / 4 - 0.5:
        for b in (np.arange(4) + 0.5) / 4 - 0.5:
            other += h * h / 16 / np.sqrt((away[..., 0] + a * h) ** 2 + (away[..., 1] + b * h) ** 2 + distance**2)
    charge = np.linalg.solve((own - other) / (4 * math.pi), np.full(len(points), 0.5))
    return float(charge.sum() * h * h * distance)


def palmer(distance: float) -> float:
    return plate_pair(1.0, 1.0, distance, 1.0) * distance / EPSILON_0


@pytest.mark.parametrize("distance", [0.1, 0.2])
def test_boundary_elements_give_the_published_factor_of_square_plates(distance: float) -> None:
    assert edge_factor(distance, 24) == pytest.approx(1 + 2.343 * distance**0.891, rel=0.02)


@pytest.mark.parametrize(("distance", "tolerance"), [(0.05, 0.01), (0.1, 0.045), (0.2, 0.07)])
def test_plates_have_the_factor_the_better_the_nearer_they_are(distance: float, tolerance: float) -> None:
    published = 1 + 2.343 * distance**0.891

    known = published if distance >= 0.1 else edge_factor(distance, 30)

    assert palmer(distance) == pytest.approx(known, rel=tolerance)


def test_near_plates_have_the_capacitance_of_an_even_field() -> None:
    assert palmer(1e-5) == pytest.approx(1, rel=2e-4)


def test_a_plate_over_a_plane_is_half_of_a_pair_at_twice_the_distance() -> None:
    assert plate_over_plane(1.0, 2.0, 0.01, 3.0) == 2 * plate_pair(1.0, 2.0, 0.02, 3.0)


def test_fingers_on_a_film_have_nearly_the_published_capacitance() -> None:
    found = interdigitated(100, 1e-3, 2e-6, 3e-6, below=1.0, above=2.0, cover=(1e-6, 5.0))

    assert found == pytest.approx(1.9057e-12, rel=0.055)


def test_fingers_as_wide_as_their_space_are_worth_one_permittivity_a_space() -> None:
    # K / K' is 1 at half of the period, so each space between inner fingers adds (below + above) eps_0 / 2 a metre
    more = interdigitated(31, 1.0, 1e-5, 1e-5, below=3.0) - interdigitated(30, 1.0, 1e-5, 1e-5, below=3.0)

    assert more == pytest.approx(EPSILON_0 * (3 + 1) / 2)


def test_a_thick_cover_is_a_half_space() -> None:
    covered = interdigitated(20, 1e-3, 1e-5, 1e-5, below=3.0, cover=(1e-3, 3.0))

    assert covered == pytest.approx(interdigitated(20, 1e-3, 1e-5, 1e-5, below=3.0, above=3.0), rel=1e-4)


def test_more_fingers_and_longer_ones_have_more() -> None:
    by_count = [interdigitated(n, 1e-3, 1e-5, 1e-5, below=3.0) for n in range(2, 40)]

    assert by_count == sorted(by_count)
    assert interdigitated(9, 2e-3, 1e-5, 1e-5, below=3.0) == pytest.approx(2 * by_count[7])
