# SPDX-License-Identifier: Apache-2.0
"""What do the 138 claims of document 004 (dies on a metal substrate under a thin-film circuit) ask for?

They say few things many times: c30 to c60 repeat c1 to c29 for several dies, c102 to c138 repeat c61 to c101 for the
transfer method, and within each half the layers are spoken of again and again. So a thing stands here once, as a row;
its columns are the groups of claims, each with a scope (one die or several, which layers). A cell is the number of the
claim and of the one that it includes.

Odd places of the document, and how they are read:

- What a claim includes is as written. c8 and c9 include c6, but c39 and c40 the claim before each; c9 speaks of "the
  vias", which c6 does not have, so it asks for some. c11 includes c6, but c42 includes c41: c11 asks for a device, too.
  c21 includes c18, but c52 includes c45. c101 includes c100: of one sheet, packages with a single die and with several.
- c23 and c54 call "a surface" of the metal the side of the second layer away from the first. Taken at its word that is
  the outer face of the pair. The dies sit in openings of the first layer, on the second.
- c74 fills the holes "when", c86, c111 and c123 "before" the wiring is made: both mean metal of its own, made first.
- c84 has second holes that correspond to the first holes, c121 to the first bonding pads: both ask that they join the
  second wiring with the first.
- c107 makes the second filling "before removing the first filling layer and the substrate". These take up its room, so
  it can be made only after; the order that is asked for is metal, second filling, first dielectric.
- c95 and c132 repeat (a) and (b), which were done once, a plurality of times: four layers or more.
- c97 says "bonding pads of the second dielectric layer": those of the wiring on it, as in c134.
- Methods ask for several dies (c61, c102) and cavities (c64) but may cut out packages with one: all on the line count.
- Order is asked for as far as one step needs the other. So a package made by transfer may meet c61: its dies are on the
  metal before the first dielectric comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from packfab.checks import metal_film_circuit_predicates as circuit
from packfab.checks import metal_film_methods as make
from packfab.checks import metal_film_points_predicates as points
from packfab.checks import metal_film_predicates as ask
from packfab.checks import metal_film_wiring_predicates as wiring
from packfab.checks.claim import Claim, Element, Kind
from packfab.checks.metal_film import MetalFilm, Scope

Ask = Callable[[MetalFilm, Scope], tuple[Element, ...]]
Cell = tuple[int, int] | None
"""Number of a claim and of the one that it includes (0: none); None where the group has no such claim."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that claims ask for, and its claims by group."""

    title: str
    asks: tuple[Ask, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows over groups of claims."""

    kind: Kind
    groups: tuple[Scope, ...]
    rows: tuple[Row, ...]


def row(title: str, *asks: Ask, cells: tuple[Cell, ...]) -> Row:
    """A row of a table."""
    return Row(title, asks, cells)


ONE, SEVERAL = Scope("one die", "one", "furthest"), Scope("several dies", "several", "furthest")

PACKAGES = Table("structure", (ONE, SEVERAL), (
    row("on metal under a thin-film circuit", ask.substrate, ask.dies, ask.backs_adhered, wiring.circuitry,
        wiring.bonding_pads, cells=((1, 0), (30, 0))),
    row("the dies do the same", ask.same_functions, cells=(None, (31, 30))),
    row("the dies do different things", ask.different_functions, cells=(None, (32, 30))),
    row("internal circuitry and active devices", circuit.internal_circuitry, cells=((2, 1), (33, 30))),
    row("a signal out of a device and back", circuit.signal_returns, cells=((3, 2), (34, 33))),
    row("larger traces outside than inside", circuit.larger_traces, cells=((4, 3), (35, 34))),
    row("power or ground bus", circuit.supply_bus, cells=((5, 1), (36, 30))),
    row("cavities in the metal", ask.in_cavities, cells=((22, 1), (53, 30))),
    row("two metal layers, the first with openings", ask.two_metal_layers, cells=((23, 1), (54, 30))),
    row("first metal layer as thick as the dies", ask.as_thick_as_dies, cells=((24, 23), (55, 54))),
    row("filling level with the active faces", ask.filling, cells=((25, 1), (56, 30))),
    row("filling of epoxy or polymer", ask.filling_material, cells=((26, 25), (57, 56))),
    row("passivation that exposes the bonding pads", points.passivation, cells=((27, 1), (58, 30))),
    row("bonding points", points.bonding_points, cells=((28, 1), (59, 30))),
    row("solder balls, bumps or pins", points.kinds_of_points, cells=((29, 28), (60, 59))),
))  # fmt: skip

FILMS = Table("structure", (
    Scope("one die, a layer at least", "one", "first"), Scope("one die, several layers", "one", "every"),
    Scope("several dies, a layer at least", "several", "first"),
    Scope("several dies, several layers", "several", "every"),
), (
    row("wiring on a dielectric", wiring.one_layer, cells=((6, 1), None, (37, 30), None)),
    row("wiring and dielectrics in turns", wiring.alternating_layers, cells=(None, (14, 1), None, (45, 30))),
    row("through-holes", wiring.through_holes, cells=((7, 6), (15, 14), (38, 37), (46, 45))),
    row("a via in each through-hole", wiring.vias, cells=((8, 6), (16, 15), (39, 38), (47, 46))),
    row("wiring and vias form the circuitry", wiring.circuitry_of_wiring, cells=((9, 6), (17, 16), (40, 39), (48, 47))),
    row("passive device", circuit.passive_device, cells=((10, 6), (18, 14), (41, 37), (49, 45))),
    row("resistor, inductor, capacitor, wave-guide, filter or sensor", circuit.passive_kind,
        cells=((11, 6), (19, 18), (42, 41), (50, 49))),
    row("passive device as part of a wiring layer", circuit.passive_of_layer,
        cells=((12, 10), (20, 18), (43, 41), (51, 49))),
    row("dielectric of the group", wiring.dielectric_material, cells=((13, 6), (21, 18), (44, 37), (52, 45))),
))  # fmt: skip

DIRECT, TRANSFER = Scope("direct method", on_line=True), Scope("transfer method", on_line=True)

METHODS = Table("process", (DIRECT, TRANSFER), (
    row("dies attached to metal, then wired", make.attached_directly, cells=((61, 0), None)),
    row("dies thinned on a substrate, handed to metal, then wired", make.transferred, cells=(None, (102, 0))),
    row("dies of the same function", ask.same_functions, cells=((62, 61), (103, 102))),
    row("dies of different functions", ask.different_functions, cells=((63, 61), (104, 102))),
    row("dies in cavities", ask.in_cavities, cells=((64, 61), None)),
    row("cavities as deep as the dies", ask.as_deep_as_dies, cells=((65, 64), None)),
    row("cavities by machining", make.machined, cells=((66, 64), None)),
    row("dies in openings of a first metal layer", ask.two_metal_layers, cells=((67, 61), None)),
    row("first layer as thick as the dies", ask.as_thick_as_dies, cells=((68, 67), None)),
    row("openings punched, then the layers overlapped", make.punched, cells=((69, 67), None)),
    row("filling around the dies on the metal", make.filled_around, cells=((70, 61), (107, 102))),
    row("this filling of epoxy or polymer", ask.filling_material, cells=((71, 70), (108, 107))),
    row("substrate of glass, silicon or organic material", make.temporary_material, cells=(None, (105, 102))),
    row("first filling of epoxy or polymer", make.first_filling_material, cells=(None, (106, 102))),
))  # fmt: skip

LEVELS = Table("process", (
    Scope("direct method, first layer", level="first"), Scope("direct method, second layer", level="second"),
    Scope("direct method, furthest layer", level="furthest"),
    Scope("transfer method, first layer", level="first"), Scope("transfer method, second layer", level="second"),
    Scope("transfer method, furthest layer", level="furthest"),
), (
    row("one more dielectric and wiring", make.layer_allocated, cells=(None, (83, 61), None, None, (120, 102), None)),
    row("repeated a plurality of times", make.repeated, cells=(None, None, (95, 83), None, None, (132, 120))),
    row("dielectric patterned with through-holes", make.patterned_dielectric,
        cells=((72, 61), (84, 83), None, (109, 102), (121, 120), None)),
    row("vias of the wiring metal", make.vias_of_wiring_metal,
        cells=((73, 72), (85, 84), None, (110, 109), (122, 121), None)),
    row("vias filled beforehand", make.vias_filled_before,
        cells=((74, 72), (86, 84), None, (111, 109), (123, 121), None)),
    row("polyimide, benzocyclobutene, porous dielectric or stress buffer", wiring.dielectric_material,
        cells=((75, 61), (87, 83), None, (112, 102), (124, 120), None)),
    row("sputtered, electroplated or electroless plated", make.processed,
        cells=((76, 61), (88, 83), None, (113, 102), (125, 120), None)),
    row("passivation made over it", make.passivated,
        cells=((77, 61), (89, 83), (96, 95), (114, 102), (126, 120), (133, 132))),
    row("bonding points put on", make.pointed,
        cells=((78, 61), (90, 83), (97, 95), (115, 102), (127, 120), (134, 132))),
    row("points that are solder balls, bumps or pins", points.kinds_of_points,
        cells=((79, 78), (91, 90), (98, 97), (116, 115), (128, 127), (135, 134))),
    row("singulation after the bonding points", make.singulated,
        cells=((80, 78), (92, 90), (99, 97), (117, 115), (129, 127), (136, 134))),
    row("singulation around a single die", make.around_one_die,
        cells=((81, 80), (93, 92), (100, 99), (118, 117), (130, 129), (137, 136))),
    row("singulation around several dies", make.around_several_dies,
        cells=((82, 80), (94, 92), (101, 100), (119, 117), (131, 129), (138, 136))),
))  # fmt: skip

TABLES_004 = (PACKAGES, FILMS, METHODS, LEVELS)


def _needs_metal(e: MetalFilm) -> str:
    return "" if e.on_metal else "asks for dies on a metal substrate under a thin-film circuit; this build has none"


def _claims(table: Table) -> Iterator[tuple[int, Claim[MetalFilm]]]:
    """The claims of a table with their numbers."""
    for one in table.rows:
        for scope, cell in zip(table.groups, one.cells, strict=True):
            if cell is None:
                continue
            number, parent = cell
            adds = tuple(partial(_asked, asks, scope) for asks in one.asks)
            yield number, Claim(f"004.c{number}", f"{one.title}: {scope.words}", table.kind, adds,
                                f"004.c{parent}" if parent else "", _needs_metal)  # fmt: skip


def _asked(asks: Ask, scope: Scope, e: MetalFilm) -> tuple[Element, ...]:
    return asks(e, scope)


CLAIMS_004: tuple[Claim[MetalFilm], ...] = tuple(
    claim for _, claim in sorted((found for table in TABLES_004 for found in _claims(table)), key=lambda one: one[0])
)
