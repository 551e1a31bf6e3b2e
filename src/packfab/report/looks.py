# SPDX-License-Identifier: Apache-2.0
"""As what is a solid drawn and named in a legend: its role, or one that tells it from its neighbours?

In a thin film the dielectrics of neighbouring layers lie on one another and are mostly of one material, seeds lie under
metal of another role, and a burr is of the metal that it stands on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from packfab.geometry import Solid
from packfab.process import METAL, THIN_FILM

_DIELECTRICS = ("dielectric", "next dielectric")
_WORDS = {METAL: "RDL metal", "temporary carrier": "panel", "internal circuit": "circuit in the die",
          "device contact": "contact in the die", "device": "device in the die",
          "interlayer": "insulator in the die"}  # fmt: skip
"""What a role is called in a legend where its own name says too little."""


@dataclass(frozen=True, slots=True)
class Look:
    """The role that gives the colour, and what a legend calls it."""

    role: str
    words: str


def looks_of(solids: Iterable[Solid]) -> dict[int, Look]:
    """The look of each solid by its `id`; dielectrics of a thin film in turns of two from the lowest up."""
    every = {id(s): s for s in solids}
    coats = sorted((s for s in every.values() if is_dielectric(s)), key=lambda s: s.z0)
    ranks = {name: i % 2 for i, name in enumerate(dict.fromkeys(layer_of(s) for s in coats))}
    named: dict[tuple[int, str], dict[str, None]] = {}
    for s in coats:
        named.setdefault((ranks[layer_of(s)], s.material), {})[layer_of(s)] = None
    found = {key: _look(s) for key, s in every.items()}
    for s in coats:
        rank = ranks[layer_of(s)]
        found[id(s)] = Look(_DIELECTRICS[rank], f"dielectric {', '.join(named[rank, s.material])}")
    return found


def _look(solid: Solid) -> Look:
    if solid.name.endswith(" seed"):
        return Look("seed", "seed")
    if solid.name == "burr":
        return Look("burr", "burr")
    if solid.role == METAL and solid.part == THIN_FILM:
        return Look(METAL, "wiring")
    if solid.role in ("substrate", "temporary carrier") and solid.name != "panel":
        return Look(solid.role, solid.name)
    return Look(solid.role, words_of(solid.role))


def words_of(role: str) -> str:
    """What a legend calls a role."""
    return _WORDS.get(role, role)


def is_dielectric(solid: Solid) -> bool:
    """Whether it is a dielectric of a thin film, or a plug of one in a hollow."""
    return solid.role == "insulator" and solid.part == THIN_FILM and solid.mode != "cut"


def layer_of(solid: Solid) -> str:
    """The wiring layer that a solid of a thin film or of a fan-out belongs to; of a device the layer of that metal."""
    first, _, rest = solid.name.partition(" ")
    return rest if rest and first == solid.part else first
