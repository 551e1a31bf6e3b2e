# SPDX-License-Identifier: Apache-2.0
"""In which order was a package on a metal substrate made, and how, as the records of its line tell?

Steps count by their place in the records. Dielectrics and wiring layers are told apart by their order alone: the first
dielectric goes with the first wiring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from packfab.geometry import Record, Value

PROVIDE = "ProvideMetalSubstrate"
PUNCH, LAMINATE = "PunchFirstLayer", "LaminateFirstLayer"
ATTACH = "AttachBackside"
PROVIDE_TEMPORARY, ATTACH_FACE_DOWN, FILL_OVER = "ProvideTemporary", "AttachFaceDown", "FillOver"
GRIND, ATTACH_METAL, REMOVE_TEMPORARY = "GrindBacks", "AttachMetal", "RemoveTemporary"
FILL = "FillAround"
COAT, OPEN, FILL_VIAS, WIRE = "CoatDielectric", "OpenHoles", "FillVias", "FormWiring"
PASSIVATE, ATTACH_POINTS, SAW = "Passivate", "AttachBondingPoints", "Saw"
ON_METAL = frozenset({PROVIDE, ATTACH_METAL})


@dataclass(frozen=True, slots=True)
class FilmLine:
    """The records of the line."""

    records: tuple[Record, ...]

    def places(self, *steps: str, after: int = 0, before: float = float("inf")) -> tuple[int, ...]:
        """Where steps of these names stand between two places, counted from 1."""
        found = enumerate(self.records, start=1)
        return tuple(place for place, record in found if record.step in steps and after < place < before)

    def value(self, place: int, key: str) -> Value:
        """What the record at a place says of something; None where it says nothing."""
        record = self.records[place - 1]
        return record.parameters.get(key, record.measured.get(key))

    def told(self, place: int, key: str) -> str:
        """The same as text."""
        value = self.value(place, key)
        return "" if value is None else str(value)

    def number(self, place: int, key: str) -> float:
        """The same as a number, 0 where it is none."""
        value = self.value(place, key)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0

    def layer(self, number: int) -> LayerSteps | None:
        """The steps of the dielectric and the wiring of that number (from 0); None unless both were made in order."""
        coats, wires = self.places(COAT), self.places(WIRE)
        if number >= min(len(coats), len(wires)) or coats[number] >= wires[number]:
            return None
        low, high = coats[number], wires[number]
        return LayerSteps(low, self.places(OPEN, after=low, before=high),
                          self.places(FILL_VIAS, after=low, before=high), high)  # fmt: skip

    @property
    def functions(self) -> tuple[tuple[str, str], ...]:
        """What each chip does: chip and function, or its design where no function is told."""
        found = [(self.told(p, "chip"), self.told(p, "function") or self.told(p, "die"))
                 for p in self.places(ATTACH, ATTACH_FACE_DOWN)]  # fmt: skip
        return tuple(dict(found).items())

    @property
    def sites(self) -> int:
        """How many packages the metal or the temporary substrate has room for."""
        found = [self.number(p, "columns") * self.number(p, "rows") for p in self.places(PROVIDE, PROVIDE_TEMPORARY)]
        return int(max(found, default=0))

    @property
    def per_package(self) -> tuple[int, ...]:
        """How many dies each package holds that the saw made."""
        counts = [self.value(place, "dies_per_package") for place in self.places(SAW)]
        return tuple(n for count in counts if isinstance(count, tuple) for n in count if isinstance(n, int))


@dataclass(frozen=True, slots=True)
class LayerSteps:
    """Where the steps of one layer stand: the dielectric, its holes, metal filled into them, the wiring."""

    coated: int
    opened: tuple[int, ...]
    filled: tuple[int, ...]
    wired: int


def follow(*rows: Sequence[int]) -> bool:
    """Whether no row is empty and each ends before the next begins."""
    return all(rows) and all(max(one) < min(other) for one, other in zip(rows[:-1], rows[1:], strict=True))


def order(*rows: tuple[str, Sequence[int]]) -> str:
    """The order as text, such as `metal 1, dies 2 3, dielectric 4`."""
    return ", ".join(f"{name} {' '.join(map(str, places)) or 'none'}" for name, places in rows)
