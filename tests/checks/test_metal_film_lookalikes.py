# SPDX-License-Identifier: Apache-2.0
"""Do claims of document 004 see through packages that look right but are wrong, and know right ones in other forms?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from packfab.geometry import Build, Prism, Solid, at, rectangle
from packfab.units import um

from .asking import answers
from .builds import square
from .metal_film_builds import METAL, made
from .metal_film_recipe import BOND, DIE, THICK, FilmRecipe
from .test_lookalikes import before, changed, face_down, missed, shifted, without

ONE = FilmRecipe()
TWO = FilmRecipe(dies=2)
PLAIN, PAIR = made(ONE), made(TWO)
LAYERS = made(replace(ONE, layers=2))
FILLED, HOLLOW = replace(ONE, filling="epoxy_unfilled"), replace(TWO, cavity=THICK)
FACE = ONE.face
FILM = FACE + um(10)
"""z of the first wiring."""

OUTSIDE = "the external circuitry extends to a region outside the active surfaces"
JOINED = "each bonding pad is electrically connected to a metal pad of a die"
HELD = "the backside of each die is adhered to the metal substrate"
SURFACE = "a plurality of bonding pads on a surface layer of the thin-film circuit layer"
AREAS = "the metal substrate has a plurality of inwardly protruded areas on its surface"
RETURNS = "a signal runs from an active device through the external circuitry back to an active device"
OF_LAYER = "the passive device is formed by a part of the patterned wiring layer"
AROUND = "it surrounds the periphery of each die"
PLANAR = "its surface is planar to the active surface of each die"
EXPOSES = "it exposes the bonding pads"


def metal(name: str, x0: int, y0: int, x1: int, y1: int, z: int, *, role: str = "rdl", thick: int = um(5)) -> Solid:
    """A strip of wiring metal."""
    return Solid(name, Prism(rectangle(x0, y0, x1, y1), z, z + thick), METAL, role, part="thin film")


def after(build: Build, *new: Solid) -> Build:
    """The build with more solids at the end of its log."""
    return replace(build, solids=(*build.solids, *new))


def inner_bridge(build: Build) -> Build:
    """Pads A and B joined within the die, too."""
    bar = Prism(rectangle(-um(301), -um(300), -um(299), um(300)), FACE - um(1), FACE)
    return after(build, Solid("U1 circuit A", bar, "al_pure", "internal circuit", part="U1"))


def across(build: Build) -> Build:
    """A line from the right of the first die to the left of the second, but none back to the same die."""
    return after(build, metal("M1 line C", um(900), um(290), um(1700), um(310), FILM))


@pytest.mark.parametrize(
    ("build", "claim", "expected"),
    [
        pytest.param(made(replace(ONE, reach=um(400))), "004.c1", [OUTSIDE], id="wiring above the die alone"),
        pytest.param(made(replace(ONE, contacts="one loose")), "004.c1", [JOINED], id="a bonding pad without a line"),
        pytest.param(changed(PLAIN, "U1 adhesive", shape=Prism(square(DIE // 2), 0, BOND)), "004.c1", [HELD],
                     id="adhesive on a quarter of the back"),
        pytest.param(changed(PLAIN, "U1 adhesive", shape=Prism(square(DIE), um(10), BOND)), "004.c1", [HELD],
                     id="adhesive that does not reach the metal"),
        pytest.param(changed(PLAIN, "metal substrate", material="aln"), "004.c1", ["a metal substrate"],
                     id="a ceramic below"),
        pytest.param(after(PLAIN, metal("M2 line", um(100), um(100), um(200), um(120), FILM + um(5))), "004.c1",
                     [SURFACE], id="wiring above the bonding pads"),
        pytest.param(made(replace(ONE, circuit="loose")), "004.c2",
                     ["the internal circuitry of U1 is electrically connected to the active devices"],
                     id="contacts beside the traces"),
        pytest.param(shifted(PLAIN, "U1 devices", 0, um(20)), "004.c2",
                     ["the internal circuitry of U1 is electrically connected to the active devices"],
                     id="devices beside the contacts"),
        pytest.param(inner_bridge(PLAIN), "004.c3", [RETURNS], id="the pads joined within the die"),
        pytest.param(across(made(replace(TWO, comes_back=False))), "004.c34", [RETURNS], id="back to another die"),
        pytest.param(after(PLAIN, metal("M1 bus C", um(870), -um(300), um(930), um(200), FILM, role="bus")), "004.c5",
                     ["a power or ground bus that joins several pads of dies"], id="a bus to one pad"),
        pytest.param(after(PLAIN, metal("M1 bus C", um(893), -um(300), um(908), um(300), FILM, role="bus")), "004.c5",
                     ["a power or ground bus that joins several pads of dies"], id="a bus as narrow as a line"),
        pytest.param(changed(PLAIN, "M1 dielectric", shape=Prism(square(DIE + um(900)), 0, FILM)), "004.c6",
                     ["a dielectric layer on top of the metal substrate and the dies"], id="dielectric on a part"),
        pytest.param(made(replace(ONE, layers=2, holes="one empty", at=1)), "004.c16",
                     ["a via in each through-hole of M2 dielectric joins M2 with what lies below"],
                     id="an empty hole on the way up"),
        pytest.param(made(replace(ONE, device="resistor", device_of="no net")), "004.c10",
                     ["the external circuitry comprises a passive device"], id="a device that is joined to nothing"),
        pytest.param(changed(made(replace(ONE, device="resistor")), "R1 M1", step=3), "004.c12", [OF_LAYER],
                     id="a device made in another step"),
        pytest.param(changed(made(replace(ONE, device="resistor")), "R1 M1", material="al_pure"), "004.c12", [OF_LAYER],
                     id="a device of another metal"),
        pytest.param(made(replace(HOLLOW, merged=True)), "004.c53", [AREAS], id="one cavity for two dies"),
        pytest.param(made(replace(ONE, layers=2, dielectrics=("pi2611", "sio2_pecvd"))), "004.c21",
                     ["the material of M2 dielectric is of the group"], id="the second dielectric of oxide"),
        pytest.param(made(replace(FILLED, off=um(5))), "004.c25", [PLANAR], id="filling over the die"),
        pytest.param(changed(made(FILLED), "filling", shape=Prism(FILLED.outline - square(DIE + um(20)), 0, FACE)),
                     "004.c25", [AROUND], id="filling that does not touch the die"),
        pytest.param(made(replace(ONE, passivation="closed")), "004.c27", [EXPOSES], id="no openings"),
        pytest.param(shifted(made(replace(ONE, points="balls")), "balls", um(400)), "004.c28",
                     ["bonding points on the bonding pads of the furthest wiring layer"], id="balls beside the pads"),
        pytest.param(changed(made(replace(ONE, points="balls")), "balls", material="cu_bulk"), "004.c29",
                     ["the bonding points are solder balls, bumps or pins"], id="balls of copper"),
        pytest.param(made(replace(TWO, method="transfer", temporary="sic_4h")), "004.c105",
                     ["the material of the substrate is glass, silicon or organic"], id="silicon carbide"),
    ],
)  # fmt: skip
def test_a_package_that_looks_like_one_misses_it(build: Build, claim: str, expected: list[str]) -> None:
    assert missed(build, claim) == expected


def test_a_die_with_its_back_up_is_none() -> None:
    assert "a die with a plurality of metal pads on the active face" in missed(face_down(PLAIN, "U1"), "004.c1")


def test_a_burr_around_the_dies_makes_no_second_layer_and_no_cavity() -> None:
    rim = square(DIE + um(120)) - square(DIE + um(100))
    burr = Solid("burr", Prism(rim, 0, um(5)), "c194", "substrate", part="carrier")
    build = before(PLAIN, "U1 adhesive", burr)

    found = answers(build, "004")

    assert [found[f"004.c{n}"].status for n in (1, 22, 23)] == ["met", "not met", "not met"]


def test_filling_5_um_low_is_told_with_its_die() -> None:
    element = answers(made(replace(FILLED, off=-um(5))), "004")["004.c25"].elements[-1]

    assert (element.status, element.measured, element.parts) == ("not met", -5, ("filling", "U1"))


def test_a_strap_over_the_wiring_is_named() -> None:
    element = answers(made(replace(ONE, stranger=True)), "004")["004.c9"].elements[-1]

    assert (element.status, element.measured, element.where) == ("not met", 1, "strap")


def test_a_trace_inside_that_is_longer_than_the_line_outside_is_missed() -> None:
    long = Prism(rectangle(-um(280), um(299), um(100), um(301)), FACE - um(1), FACE)
    wound = [Solid("U1 circuit A", Prism(rectangle(um(98) - um(4) * i, -um(280), um(100) - um(4) * i, um(301)),
                                         FACE - um(1), FACE), "al_pure", "internal circuit", part="U1")
             for i in range(3)]  # fmt: skip
    build = after(PLAIN, Solid("U1 circuit A", long, "al_pure", "internal circuit", part="U1"), *wound)

    assert missed(build, "004.c4") == [
        "the length of external traces is greater than that of the corresponding internal traces"
    ]


@pytest.mark.parametrize(
    ("build", "claims"),
    [
        pytest.param(changed(PLAIN, "U1 die", material="gaas"), range(1, 5), id="another semiconductor"),
        pytest.param(changed(PLAIN, "metal substrate", shape=Prism(ONE.outline, -um(50), 0)), range(1, 5), id="foil"),
        pytest.param(made(replace(ONE, method="transfer")), range(1, 5), id="blanket adhesive"),
        pytest.param(made(replace(ONE, cavity=THICK + BOND)), (22,), id="cavity with room for the bond line"),
        pytest.param(made(replace(HOLLOW, cavity=THICK + BOND)), (64, 65), id="as deep as die and bond line"),
        pytest.param(made(replace(ONE, points="pins")), (28, 29), id="pins"),
        pytest.param(made(replace(ONE, own_vias=False, layers=3)), range(14, 18), id="filled vias"),
        pytest.param(made(replace(ONE, first_layer=round(0.95 * THICK))), (22, 23, 24), id="gauge 5 % off"),
        pytest.param(without(made(replace(TWO, first_layer=THICK)), "laminate"), (54, 55), id="without laminate"),
        pytest.param(made(replace(TWO, temporary="epoxy_unfilled", method="transfer")), (105,), id="organic substrate"),
    ],
)  # fmt: skip
def test_a_package_in_another_form_meets_it(build: Build, claims: object) -> None:
    found = answers(build, "004")

    assert {found[f"004.c{n}"].status for n in claims} == {"met"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("material", ["pi2611", "hd4100", "pspi_odpa", "bcb_3022", "lowk_porous", "pbo_hd8820"])
def test_dielectrics_of_the_group_are_known(material: str) -> None:
    assert answers(made(replace(ONE, dielectrics=(material,))), "004")["004.c13"].status == "met"


def test_lines_of_all_bodies_are_found_whatever_their_places() -> None:
    rows = at([(0, 0)])
    build = replace(PLAIN, solids=tuple(replace(s, places=rows) if s.name.startswith("M1 line") else s
                                        for s in PLAIN.solids))  # fmt: skip

    assert answers(build, "004")["004.c4"].status == "met"


def test_layers_are_counted_from_the_metal() -> None:
    element = next(e for e in answers(LAYERS, "004")["004.c14"].elements if e.text.startswith("a plurality"))

    assert element.where == "M1 z 235 to 240 um, M2 z 250 to 255 um"


def test_a_line_from_die_to_die_reaches_out_of_both() -> None:
    assert answers(across(PAIR), "004")["004.c30"].status == "met"
