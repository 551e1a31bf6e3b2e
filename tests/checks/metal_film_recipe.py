# SPDX-License-Identifier: Apache-2.0
"""What are the small packages on metal of the tests like, and how do their dies come onto the metal?

A `FilmRecipe` says what stands on the line and what the records tell; `replace` changes one thing. Lengths in nm. Each
die has a pad in each quadrant, with lines on every layer that lead further out, by stacked holes, to a bonding pad.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from packfab.geometry import Mode, Prism, Region, Shape, Solid, Value, at, joined, rectangle
from packfab.units import um

from .builds import square

BASE = -um(500)
THICK, BOND, LAMINATE = um(200), um(25), um(25)
DIE, CLEARANCE, PITCH, HALF = um(1000), um(50), um(2600), um(1300)
LINE = um(15)
NETS = ("A", "B", "C", "D")
SIGNS = ((-1, 1), (-1, -1), (1, 1), (1, -1))
"""Quadrants of the nets: A and B lie to the left."""


@dataclass(frozen=True, slots=True)
class FilmRecipe:
    """What a hand-made package on metal is like, and what the records of its line tell.

    dies: in the package; functions: what they do; glue: material below their backs; cavity: depth of cavities,
    merged: one for all dies; first_layer: thickness of a punched layer; making: how cavities or openings were made;
    filling: its material, off: its face over the active faces; bare: the first wiring lies on the filling.

    layers: how many; reach: of the bonding pads from the middle of a die; line: width; contacts: "joined" or "one
    loose"; holes: of the layer `at`: "vias", "window" (one for all), "one empty"; own_vias: the wiring metal lies in
    the holes; stranger: something that conducts and is no wiring; dielectrics: materials by layer, `pi2611` unless
    told; bus, device (its role), device_of ("layer", "own film", "no net"): what is in the last layer. circuit: in the
    dies: "joined", "loose" or "own pads"; comes_back: whether net A runs on to the pad of B.

    passivation: "", "open" or "closed"; points: "", "balls", "bumps", "pins", "wires"; process: of the wiring; cut:
    dies in each package that the saw made; temporary, first_filling: materials; kept: the first filling stays;
    swapped: a step that comes after another instead of before; without: steps that are not on record, as "step" or
    "step layer".
    """

    dies: int = 1
    functions: tuple[str, str] = ("logic", "logic")
    glue: str = "da_epoxy_ag"
    cavity: int = 0
    merged: bool = False
    first_layer: int = 0
    making: str = ""
    filling: str = ""
    off: int = 0
    bare: bool = False
    layers: int = 1
    reach: int = um(900)
    line: int = LINE
    contacts: str = "joined"
    holes: str = "vias"
    at: int = 0
    own_vias: bool = True
    stranger: bool = False
    dielectrics: tuple[str, ...] = ()
    bus: bool = False
    device: str = ""
    device_of: str = "layer"
    circuit: str = "joined"
    comes_back: bool = True
    passivation: str = ""
    points: str = ""
    method: str = "direct"
    process: str = "electroplating"
    cut: tuple[int, ...] = ()
    temporary: str = "glass_eagle_xg"
    first_filling: str = "epoxy_unfilled"
    kept: bool = False
    swapped: tuple[str, str] = ("", "")
    without: frozenset[str] = field(default_factory=frozenset)

    @property
    def middles(self) -> tuple[int, ...]:
        """x of the middle of each die."""
        return tuple(i * PITCH for i in range(self.dies))

    @property
    def outline(self) -> Region:
        """Of the package."""
        return rectangle(-HALF, -HALF, HALF + (self.dies - 1) * PITCH, HALF)

    @property
    def floor(self) -> int:
        """z of what the dies stand on."""
        return -self.first_layer - LAMINATE if self.first_layer else -self.cavity

    @property
    def face(self) -> int:
        """z of the active faces."""
        return self.floor + BOND + THICK

    def dielectric(self, number: int) -> str:
        """Material of a dielectric."""
        return self.dielectrics[number] if number < len(self.dielectrics) else "pi2611"


@dataclass(frozen=True, slots=True)
class Act:
    """A step of the line: what it is called, what it records, what it makes; layer: where there are several."""

    step: str
    told: Mapping[str, Value]
    solids: tuple[Solid, ...] = ()
    layer: str = ""


def body(name: str, shape: Shape, material: str, role: str, part: str, mode: Mode = "over") -> Solid:
    """A body at its only place."""
    return Solid(name, shape, material, role, part=part, mode=mode)


def cut(name: str, shape: Shape, part: str, *only: str) -> Solid:
    """A cut into these materials."""
    return Solid(name, shape, "", "removal", part=part, mode="cut", only=frozenset(only))


def metal(recipe: FilmRecipe) -> Iterator[Solid]:
    """The metal with its cavities, or the lower one of two layers."""
    top = recipe.floor if recipe.first_layer else 0
    yield body("metal substrate", Prism(recipe.outline, top + BASE, top), "c194", "substrate", "carrier")
    if recipe.cavity:
        yield cut("cavities", Prism(hollows(recipe), -recipe.cavity, 0), "carrier", "c194")


def hollows(recipe: FilmRecipe) -> Region:
    """Cavities or openings in plan."""
    room = joined([square(DIE + 2 * CLEARANCE, x) for x in recipe.middles])
    x0, y0, x1, y1 = room.box
    return rectangle(x0, y0, x1, y1) if recipe.merged else room


def punched(recipe: FilmRecipe) -> Iterator[Solid]:
    """The first metal layer and what joins it to the second."""
    window = recipe.outline - hollows(recipe)
    low = recipe.floor + LAMINATE
    yield body("laminate", Prism(window, recipe.floor, low), "da_epoxy_ag", "laminate", "carrier")
    yield body("first metal layer", Prism(window, low, 0), "c194", "substrate", "carrier")


def dies_directly(recipe: FilmRecipe) -> Iterator[Act]:
    """Metal, then dies on it."""
    made_by = recipe.making or "machining"
    yield Act("ProvideMetalSubstrate", {"method": made_by} if recipe.cavity else {}, tuple(metal(recipe)))
    if recipe.first_layer:
        yield Act("PunchFirstLayer", {"method": recipe.making or "punching"})
        yield Act("LaminateFirstLayer", {}, tuple(punched(recipe)))
    for number, x in enumerate(recipe.middles):
        bond = Prism(square(DIE, x), recipe.floor, recipe.floor + BOND)
        glue = body(f"U{number + 1} adhesive", bond, recipe.glue, "adhesive", f"U{number + 1}")
        yield Act("AttachBackside", chip(recipe, number), (glue, *die(recipe, number, x)))


def dies_by_transfer(recipe: FilmRecipe) -> Iterator[Act]:
    """Dies on a temporary substrate, thinned, then metal on their backs."""
    yield Act("ProvideTemporary", {"material": recipe.temporary})
    dies = tuple(s for number, x in enumerate(recipe.middles) for s in die(recipe, number, x))
    for number in range(recipe.dies):
        yield Act("AttachFaceDown", chip(recipe, number))
    around = body("first filling", Prism(recipe.outline, BOND, recipe.face), recipe.first_filling, "filling",
                  "thin film", "under")  # fmt: skip
    yield Act("FillOver", {"material": recipe.first_filling})
    yield Act("GrindBacks", {"thickness": THICK, "removed_dies_m3": 1e-10, "removed_filling_m3": 1e-10})
    glue = body("substrate adhesive", Prism(recipe.outline, 0, BOND), recipe.glue, "adhesive", "carrier")
    yield Act("AttachMetal", {}, (*metal(recipe), glue, *dies, *([around] if recipe.kept else [])))
    yield Act("TurnOver", {})
    yield Act("RemoveTemporary", {"keep_filling": recipe.kept})


def chip(recipe: FilmRecipe, number: int) -> dict[str, Value]:
    """What the record says of a die; in packages of one die the next package has the other function."""
    function = recipe.functions[number]
    return {"chip": f"U{number + 1}", "die": f"D{number}", "function": function}


def die(recipe: FilmRecipe, number: int, x: int) -> Iterator[Solid]:
    """A die with devices, contacts, traces and pads in its upper face."""
    part, top = f"U{number + 1}", recipe.face
    film = um(2) if recipe.circuit == "own pads" else um(1)
    yield body(f"{part} die", Prism(square(DIE, x), top - THICK, top), "si_iso", "die", part)
    yield body(f"{part} interlayer", Prism(square(DIE, x), top - um(2), top), "sio2_pecvd", "interlayer", part)
    spots = at([(x + sx * um(300), sy * um(300)) for sx, sy in SIGNS])
    inner = at([(x + sx * um(280), sy * um(300)) for sx, sy in SIGNS])
    traces = joined([strip((x + sx * um(278), sy * um(300)), (x + sx * um(300), sy * um(300)), um(1))
                     for sx, sy in SIGNS]) - joined([square(um(20), *spot) for spot in spots.tolist()])  # fmt: skip
    yield body(f"{part} circuit", Prism(traces, top - um(1), top), "al_pure", "internal circuit", part)
    yield Solid(f"{part} bumps pads", Prism(square(um(20)), top - film, top), "al_pure", "pad", spots, NETS, part)
    away = um(5) if recipe.circuit == "loose" else 0
    yield Solid(f"{part} contacts", Prism(square(800), top - um(2), top - um(1)), "w", "device contact",
                at(inner + (0, away)), part=part)  # fmt: skip
    yield Solid(f"{part} devices", Prism(square(um(2)), top - um(3), top - um(2)), "si_iso", "device", inner, part=part)


def strip(a: tuple[int, int], b: tuple[int, int], width: int) -> Region:
    """An upright or level line between two points."""
    half = width // 2 if a[1] == b[1] else 0
    side = 0 if half else width // 2
    (x0, x1), (y0, y1) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    return rectangle(x0 - side, y0 - half, x1 + side, y1 + half)


def filled(recipe: FilmRecipe) -> Iterator[Act]:
    """The filling around the dies."""
    if recipe.filling:
        room = Prism(recipe.outline, recipe.floor, recipe.face + recipe.off)
        yield Act("FillAround", {"material": recipe.filling, "second": recipe.method == "transfer"},
                  (body("filling", room, recipe.filling, "filling", "thin film", "under"),))  # fmt: skip
