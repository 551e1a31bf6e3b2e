# SPDX-License-Identifier: Apache-2.0
"""What stands in an AIF II file: die, pads, bond fingers, balls, and which belong to one net?

The Artwork interchange format is text in sections; `aif_read.py` reads it and `aif_write.py` writes it. Lengths are
whole nm whatever the unit of the file. A multi-die file has a die for each reference; the pads of its netlist are
called `REFERENCE.PAD`.
"""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[int, int]

#: nm of each unit, as it is written in the file.
UNITS = {"UM": 1_000, "MM": 1_000_000, "CM": 10_000_000, "INCH": 25_400_000, "MIL": 25_400}
SHAPES = ("SQUARE", "RECTANGLE", "CIRCLE", "OBLONG", "POLY")


@dataclass(frozen=True, slots=True)
class AifPad:
    """A padstack: size in x and y (equal for squares and circles), or the corners of a polygon from its centre."""

    name: str
    shape: str
    size: Point = (0, 0)
    fillet: int = 0
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class AifRow:
    """One line of the netlist; names are '' and places None where it says `-`. angle: of the finger, degrees.

    columns: 5 (die pad), 6 (with ball name) or 14 (bond shell).
    """

    net: str
    pad: str = ""
    pad_type: str = ""
    pad_at: Point | None = None
    ball: str = ""
    ball_type: str = ""
    ball_at: Point | None = None
    finger: str = ""
    finger_type: str = ""
    finger_at: Point | None = None
    angle: float | None = None
    columns: int = 14

    @property
    def is_wire(self) -> bool:
        """Whether a wire runs from a die pad to a finger or ring."""
        return self.pad_at is not None and self.finger_at is not None

    @property
    def reference(self) -> str:
        """The die of a multi-die file that the pad belongs to; '' without one."""
        return self.pad.partition(".")[0] if "." in self.pad else ""

    @property
    def pad_name(self) -> str:
        """The pad without its die."""
        return self.pad.partition(".")[2] if "." in self.pad else self.pad


@dataclass(frozen=True, slots=True)
class AifPolygon:
    """Corners of a closed outline, the first not repeated; is_cut: it cuts out of those before."""

    points: tuple[Point, ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class AifArea:
    """Polygons on a net: a ring of the carrier, or where a ring may be bonded; width: of its outline."""

    name: str
    net: str
    width: int
    polygons: tuple[AifPolygon, ...]


@dataclass(frozen=True, slots=True)
class AifDie:
    """A die; definition and reference are '' in a file with one die. centre: None for the middle of its pads."""

    name: str
    size: Point
    centre: Point | None = None
    thickness: int | None = None
    definition: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class AifBga:
    """The body with its balls; populations are counts in x and y; chamfer: corner and length of each."""

    name: str = ""
    size: Point | None = None
    pitch: int | None = None
    chamfer: tuple[tuple[str, int], ...] = ()
    population: Point | None = None
    depopulation: Point | None = None
    repopulation: Point | None = None
    ball: AifPad | None = None
    a1: str = ""
    outline: AifArea | None = None


@dataclass(frozen=True, slots=True)
class AifFiducial:
    """A mark: a padstack, or polygons from its place."""

    name: str
    at: Point
    pad: AifPad | None = None
    area: AifArea | None = None


@dataclass(frozen=True, slots=True)
class AifText:
    """A text on the die: lower end at a place, its height and turn (degrees), `L`, `R` or `C` as its side."""

    at: Point
    height: int
    rotation: float
    side: str
    text: str


@dataclass(frozen=True, slots=True)
class Aif:
    """All of a file; units as it is written; dies: one, or those of a multi-die file in its order."""

    dies: tuple[AifDie, ...]
    pads: tuple[AifPad, ...]
    rows: tuple[AifRow, ...]
    mcm: bool = False
    units: str = "UM"
    version: str = "2.0"
    rings: tuple[AifArea, ...] = ()
    bondable: tuple[AifArea, ...] = ()
    bga: AifBga | None = None
    wire: int | None = None
    fiducials: tuple[AifFiducial, ...] = ()
    logo: tuple[AifArea, ...] = ()
    texts: tuple[AifText, ...] = ()
