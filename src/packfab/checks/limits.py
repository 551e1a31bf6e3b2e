# SPDX-License-Identifier: Apache-2.0
"""Which number stands behind each limit and each qualitative word of the claims, and where is it from?

One table. A limit is taken from a claim or is an honest guess with its reason; a user may replace any of
them by name, with an SI number (nm for lengths) or with text such as `15 mmHg`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from packfab.errors import Fault, raise_if
from packfab.sources import Source, cite, guess
from packfab.units import MPa, UnitError, kPa, mmHg, parse_length, parse_quantity, um


@dataclass(frozen=True, slots=True)
class Limit:
    """A number with what it bounds: SI (nm for lengths), its dimension as `units` names it, and its source."""

    name: str
    value: float
    dimension: str
    what: str
    source: Source


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits; `limits["ratio_high"]` is the number."""

    table: tuple[Limit, ...]

    def __getitem__(self, name: str) -> float:
        return self.get(name).value

    def __iter__(self) -> Iterator[Limit]:
        return iter(self.table)

    def get(self, name: str) -> Limit:
        """The limit of that name with its source."""
        for limit in self.table:
            if limit.name == name:
                return limit
        raise KeyError(name)


def _claim(name: str) -> Source:
    document, number = name.split(".c")
    return Source(name, f"document {document}, claim {number}", "claim")


LIMITS = Limits(
    (
        Limit("ratio_low", 0.5, "plain", "least cover over the chip, in gap heights", _claim("000.c1")),
        Limit("ratio_high", 2.0, "plain", "largest cover over the chip, in gap heights", _claim("000.c1")),
        Limit(
            "filler_ratio",
            0.5,
            "plain",
            "the largest filler particle stays below this part of the gap",
            _claim("000.c2"),
        ),
        Limit(
            "molding_pressure", mmHg(20.0), "pressure", "the pressure while molding stays below this", _claim("000.c18")
        ),
        Limit(
            "temperature_margin",
            10.0,
            "temperature difference",
            "the mold stays at least this far below the melting point of the bumps",
            _claim("000.c19"),
        ),
        Limit(
            "reduced_pressure",
            kPa(50.0),
            "pressure",
            "a molding pressure below this counts as reduced",
            guess("half an atmosphere: no weather and no plant at altitude reaches it without a pump"),
        ),
        Limit(
            "plurality",
            2.0,
            "plain",
            "this many make a plurality",
            guess("the plain meaning of the word: more than one"),
        ),
        Limit(
            "array_least",
            4.0,
            "plain",
            "this many balls, in two rows or more, make an array",
            guess("two rows of two are the smallest grid"),
        ),
        Limit(
            "local_share",
            0.1,
            "fraction",
            "thicknesses found over a smaller part of a face are local features",
            guess("openings in the solder mask and rings of landing pads do not set the thickness of a layer"),
        ),
        Limit(
            "gap_void",
            1e-3,
            "fraction",
            "a gap with less void than this part of its free volume counts as filled",
            guess("ten times the worst error of the geometry, and far below any void that an acoustic scan shows"),
        ),
        Limit(
            "chip_coverage",
            0.99,
            "fraction",
            "a chip is covered when this part of its free surface is in compound",
            guess("all of it but what the polygons of round bodies leave open"),
        ),
        Limit(
            "carrier_coverage",
            0.5,
            "fraction",
            "a carrier is covered when compound stands on this part of its top",
            guess("the mold leaves rails, gates and saw streets of a strip free, but more than half lies below it"),
        ),
        Limit(
            "under_sink",
            0.5,
            "fraction",
            "a heat sink is over a chip when this part of the chip's outline lies below it",
            guess("the plain meaning of the word: over more of it than not"),
        ),
        Limit(
            "exposed_least",
            0.5,
            "fraction",
            "the face of a heat sink lies open when this part of it is free of compound, flash and film",
            guess("the compound may hold the rim of the sink down, but the face is there to give the heat to the air"),
        ),
        Limit(
            "adhesive_void",
            0.5,
            "fraction",
            "an adhesive joins a chip to its heat sink when no more than this part of the bonded area is void",
            guess("half of the bonded area, what MIL-STD-883 method 2012 allows below a die; not re-read there"),
        ),
        Limit(
            "adhesive_conductivity",
            1.0,
            "conductivity",
            "an adhesive of at least this conductivity through the layer conducts heat",
            guess("five times unfilled epoxy (0.2 W/(m K)), and more than the compound that would fill its place"),
        ),
        Limit(
            "film_margin",
            20.0,
            "temperature difference",
            "a film stands the mold when its melting point or limit of use is at least this far above the mold",
            guess("a polymer film gets soft some ten kelvin below its melting point"),
        ),
        Limit(
            "bond_share",
            0.5,
            "fraction",
            "adhesive joins two chip backs when it touches both on this part of what they share in plan",
            guess("half of the bonded area, what MIL-STD-883 method 2012 asks for below a die; not re-read there"),
        ),
        Limit(
            "tape_thickness",
            um(150),
            "length",
            "one polymer film of no more than this is the film of a tape carrier",
            guess("polyimide film for tape comes in 50, 75 and 125 um; a thicker one does not run from reel to reel"),
        ),
        Limit(
            "insulator_resistivity",
            1e9,
            "resistivity",
            "a material of at least this resistivity insulates",
            cite("esd-classes"),
        ),
        Limit(
            "elastic_modulus",
            MPa(100.0),
            "modulus",
            "a material of no more than this Young's modulus at 25 degC is highly elastic",
            guess("rubbers lie below 0.1 GPa (silicones at 1 to 5 MPa), glassy polymers at 1 GPa and above"),
        ),
        Limit(
            "moisture_uptake",
            0.005,
            "fraction",
            "a resin that takes up no more moisture than this by weight at 85 degC and 85 % humidity takes up little",
            guess("filled compounds take up 0.15 to 0.4 %, underfills 0.5 to 1 %, unfilled epoxy above 1 %"),
        ),
        Limit(
            "viscosity",
            10.0,
            "viscosity",
            "a resin of no more than this viscosity while it is molded, uncured, is thin",
            guess("compounds made for narrow gaps flow at 3 to 10 Pa s in the mold, usual ones at 10 to 50 Pa s"),
        ),
        Limit(
            "viscosity_shear_rate",
            10.0,
            "plain",
            "the shear rate in 1/s at which the viscosity of a resin is judged",
            guess("6 v / h of a front of 1 mm/s between carriers 0.6 mm apart; faster flow only thins a compound"),
        ),
        Limit(
            "protrusion",
            um(1),
            "length",
            "metal that stands out by no more than this is flush with the face around it",
            guess("the laser and cleaning take up to 1 um of polymer; the thinnest plated pads are 2 to 3 um thick"),
        ),
        Limit(
            "recess",
            200.0,
            "length",
            "metal that lies back by no more than this is flush with the face around it",
            guess("the text of document 003 lets the metal stand out slightly; this is rounding and etching of a seed"),
        ),
        Limit(
            "larger",
            100.0,
            "length",
            "a dimension is larger or smaller than another when they differ by at least this",
            guess("a fifth of what an optical microscope resolves, and far above rounding of the geometry"),
        ),
        Limit(
            "abutting",
            um(1),
            "length",
            "projections that are no further apart than this abut",
            guess("two edges closer than this are one in an optical alignment microscope; an overlap abuts as well"),
        ),
        Limit(
            "sheet_coverage",
            0.9,
            "fraction",
            "a layer covers another when it lies right on this part of it",
            guess("all of it but the holes, which take a few percent of the area of a package"),
        ),
        Limit(
            "insulator_least",
            um(1),
            "length",
            "an insulator below a metal layer is at least this thick over the highest metal under it",
            guess("spin-coated polymers for wiring are 3 to 15 um thick; below 1 um particles leave pinholes"),
        ),
        Limit(
            "hole_on_pin",
            1.0,
            "plain",
            "a hole over a pin is at its narrow end no wider than this part of the pin's diameter",
            guess("a wider hole is opened past the pin into the compound, and its film is cut by the edge of the pin"),
        ),
        Limit(
            "landing_share",
            0.5,
            "fraction",
            "a hole meets metal on at least this part of its floor",
            guess("half of the floor, twice the resistance of a whole contact; beyond, a film rests on the insulator"),
        ),
        Limit(
            "pin_on_pad",
            1.0,
            "plain",
            "a pin that is soldered down is no wider than this part of its pad's diameter",
            guess("solder between a wider pin and its pad leans inwards, which concentrates stress at the pad"),
        ),
        Limit(
            "cap_height",
            1.0,
            "plain",
            "the solder on a pin is plated no higher than this part of the pin's diameter",
            guess("molten solder higher than half a ball over the pin wets its wall or bridges; caps are 0.2 to 0.8"),
        ),
        Limit(
            "release_metal",
            0.01,
            "fraction",
            "metal takes up no more than this part of a package at the face that lets go of the panel",
            guess("metal heats up in the pulse, and does not let go by itself; a few through holes stay below"),
        ),
        Limit(
            "bond_line_least",
            um(5),
            "length",
            "the bond line below a die on metal is nowhere thinner than this",
            guess("silver flakes of die attach are 2 to 10 um across; where they stand on each other it holds voids"),
        ),
        Limit(
            "sputtered_most",
            um(5),
            "length",
            "a sputtered film is no thicker than this",
            guess("sputtering grows 0.1 to 1 um in ten minutes, and thick films peel by their own stress"),
        ),
        Limit(
            "metal_to_edge",
            um(50),
            "length",
            "wiring stays at least this far from the edge of a package",
            guess("a saw is off by up to 25 um and chips a polymer film by as much; metal in its way is smeared"),
        ),
        Limit(
            "approximately_equal",
            0.1,
            "fraction",
            "a metal layer is about as thick as a die when they differ by no more than this part of the die",
            guess("sheet metal comes in gauges some 10 % apart, and rolls to within a few percent"),
        ),
        Limit(
            "machined_depth",
            um(10),
            "length",
            "a cavity is as deep as a die is thick, with or without its bond line, within this",
            guess("a mill keeps its depth within 5 um, and its floor is flat within 5 um"),
        ),
        Limit(
            "planarity",
            um(1),
            "length",
            "a filling whose face is no further than this above or below the active faces is level with them",
            guess("what polishing leaves between a polymer and silicon; a first dielectric of some um evens it out"),
        ),
        Limit(
            "pad_opening",
            0.1,
            "fraction",
            "a bonding pad is exposed when this part of its face is free of the passivation",
            guess("the usual opening is 60 to 90 % of the pad across; below a third of it no solder joint holds"),
        ),
        Limit(
            "slender",
            2.0,
            "plain",
            "metal that is at least this many times longer than wide is a trace",
            guess("a pad, round or square, is as long as wide; two widths make the shortest line between two pads"),
        ),
        Limit(
            "at_active_face",
            um(20),
            "length",
            "devices whose tops lie no deeper than this below the active face of a die are located on it",
            guess("the metal and insulators over the transistors of a die are 5 to 15 um thick"),
        ),
    )
)


def with_overrides(overrides: Mapping[str, float | str], *, limits: Limits = LIMITS) -> Limits:
    """Limits in which the named ones are replaced, by a number or text with a unit.  BadInput has all faults."""
    faults: list[Fault] = []
    given: dict[str, Limit] = {}
    for name, value in overrides.items():
        try:
            given[name] = replace(limits.get(name), value=_number(value, limits.get(name)), source=_by_user(value))
        except KeyError:
            names = [limit.name for limit in limits]
            close = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"use one of {', '.join(names)}"
            faults.append(Fault("there is no limit of this name", f"rules.{name}", fix=hint))
        except UnitError as error:
            faults.append(Fault(str(error), f"rules.{name}", fix=f"it sets: {limits.get(name).what}"))
    raise_if(faults)
    return Limits(tuple(given.get(limit.name, limit) for limit in limits))


def _by_user(value: float | str) -> Source:
    return Source("user", f"set to {value} by the user", "user")


def _number(value: float | str, limit: Limit) -> float:
    if isinstance(value, str):
        length = limit.dimension == "length"
        return float(parse_length(value) if length else parse_quantity(value, limit.dimension))
    number = float(value)
    if not abs(number) < float("inf"):
        raise UnitError(f"'{value}' is not finite")
    return number
