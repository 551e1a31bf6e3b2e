# SPDX-License-Identifier: Apache-2.0
"""Are pads that are too close found, however wide pads of one layer are beside others, and told in whole sentences?"""

from __future__ import annotations

import time

import numpy as np
import pytest

from packfab.geometry import rectangle
from packfab.process.level import Contacts
from packfab.process.pad_rules import close_pads, close_pairs, pads_beyond
from packfab.units import um


def side(places: np.ndarray, pad: int, first: str) -> Contacts:
    names = tuple(f"{first}{i}" for i in range(len(places)))
    return Contacts(places.astype(np.int64), names, names, pad)


def owners(*sides: Contacts) -> list[str]:
    return [net for one in sides for net in one.nets]


@pytest.mark.parametrize("seed", range(4))
def test_the_pairs_are_those_of_looking_at_every_two(seed: int) -> None:
    random = np.random.default_rng(seed)
    small = side(random.integers(0, um(1000), (60, 2)), um(12), "s")
    wide = side(random.integers(0, um(1000), (8, 2)), um(250), "w")
    places, radius = np.vstack([small.places, wide.places]), np.repeat([um(6), um(125)], [60, 8])
    apart = np.hypot(*(places[:, None] - places[None]).astype(float).transpose(2, 0, 1)) - radius - radius[:, None]
    one, other = np.nonzero(np.triu(apart < um(20), 1))

    pairs, gap = close_pairs((small, wide), owners(small, wide), um(20))

    assert sorted(map(tuple, np.sort(pairs, axis=1).tolist())) == list(zip(one.tolist(), other.tolist(), strict=True))
    assert gap == pytest.approx(apart[pairs[:, 0], pairs[:, 1]])


def test_a_wide_pad_does_not_make_all_narrow_ones_slow() -> None:
    grid = np.stack(np.meshgrid(np.arange(300), np.arange(300)), -1).reshape(-1, 2) * um(8)
    small, wide = side(grid, um(5), "s"), side(np.array([[um(-500), um(-500)]]), um(400), "w")
    start = time.perf_counter()

    pairs, _ = close_pairs((small, wide), owners(small, wide), um(2))

    assert not len(pairs)
    assert time.perf_counter() - start < 10


def test_one_pair_and_one_pad_are_told_as_such() -> None:
    pads = side(np.array([[0, 0], [um(60), 0]]), um(50), "p")

    (close,) = close_pads((pads,), owners(pads), um(20), "thin_film.layers.M1", "move them")
    (beyond,) = pads_beyond((pads,), rectangle(um(-200), um(-200), um(80), um(200)), "thin_film.layers.M1")

    assert close.what == "two pads of different nets are too close on M1, p0 and p1"
    assert close.measured == "10 um apart"
    assert beyond.what == "a pad of M1 reaches beyond the package outline, p1"
