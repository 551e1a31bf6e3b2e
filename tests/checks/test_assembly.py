# SPDX-License-Identifier: Apache-2.0
"""Does every check of assemblies find the fault that is planted for it, where it is, and nothing else?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packfab.checks import Finding, MarkerRule, as_built, check_assembly, conducting
from packfab.design import (
    Assembly,
    Bond,
    Chiplet,
    ChipletBump,
    ChipletRegion,
    Orientation,
    PathAssertion,
    PlacedChiplet,
    RegionName,
    orientation,
    turned,
)
from packfab.materials import Library
from packfab.study import assembly_build
from packfab.units import um

SIZE, THICK, GAP, PITCH = um(400), um(100), um(50), um(100)
FLIPPED = turned(0, upside_down=True)
GRID = [(i, j) for i in range(3) for j in range(3)]


def bumps(*, mirrored: bool = False, moved: tuple[int, int] = (0, 0)) -> tuple[ChipletBump, ...]:
    """Nine bumps with a net each; mirrored: as they are seen on a die that meets the others face to face."""
    found = []
    for k, (i, j) in enumerate(GRID):
        x, y = PITCH * (i + 1) + moved[0] * (k == 4), PITCH * (j + 1) + moved[1] * (k == 4)
        found.append(ChipletBump(f"b{k}", "BUMP", SIZE - x if mirrored else x, y, f"p{k}", f"n{k}"))
    return tuple(found)


def die(name: str, some: tuple[ChipletBump, ...], *, kind: str = "die") -> Chiplet:
    face = (0, 0, SIZE, SIZE)
    regions = (ChipletRegion("front", "front", face, some), ChipletRegion("back", "back", face))
    return Chiplet(name, kind, (SIZE, SIZE), THICK, regions, tsv=True)


BELOW = PlacedChiplet("low", die("lower", bumps()), (0, 0, 0))
ABOVE = PlacedChiplet("top", die("upper", bumps(mirrored=True)), (0, 0, THICK + GAP), FLIPPED)
BONDS = (
    Bond("bond", RegionName("top", "front"), RegionName("low", "front"), GAP),
    Bond("ground", RegionName("low", "back"), None),
)
NETS = {(name, f"p{k}"): f"n{k}" for name in ("low", "top") for k in range(9)}
SOUND = Assembly("sound", (BELOW, ABOVE), BONDS, nets=NETS)


def every(assembly: Assembly) -> tuple[Finding, ...]:
    """All findings, the nets as built included."""
    build = assembly_build(assembly)
    return (*check_assembly(assembly), *as_built(assembly, build, conducting(build, Library.builtin())))


def rules(assembly: Assembly) -> set[str]:
    return {finding.rule for finding in every(assembly)}


def with_top(**changes: object) -> Assembly:
    return replace(SOUND, placed=(BELOW, replace(ABOVE, **changes)))  # type: ignore[arg-type]


def test_a_sound_assembly_has_no_findings() -> None:
    assert every(SOUND) == ()


@pytest.mark.parametrize("name", ["MZ", "MX", "MY_R90", "MZ_R90"])
def test_a_mirror_image_is_warned_of(name: str) -> None:
    lies = orientation(name)
    assert lies is not None

    found = [f for f in check_assembly(with_top(orientation=lies)) if f.rule == "orientation"]

    assert [f.severity for f in found] == ["warning"]
    assert found[0].measured == name


def test_chiplets_that_nothing_leads_to_the_ground_float() -> None:
    found = check_assembly(replace(SOUND, bonds=BONDS[1:]))

    assert [f.rule for f in found] == ["floating chips"]
    assert "'top'" in found[0].what


def test_without_a_ground_the_largest_group_stands() -> None:
    lone = replace(BELOW, name="lone", at=(um(1000), 0, 0))
    assembly = replace(SOUND, placed=(BELOW, ABOVE, lone), bonds=BONDS[:1])

    found = check_assembly(assembly)

    assert [(f.rule, "'lone'" in f.what) for f in found] == [("floating chips", True)]


@given(st.integers(1, THICK), st.integers(-SIZE + 1, SIZE - 1))
@settings(max_examples=25, deadline=None)
def test_chiplets_that_share_room_overlap(depth: int, shift: int) -> None:
    lone = PlacedChiplet("lone", Chiplet("block", "die", (SIZE, SIZE), THICK), (shift, 0, depth - THICK))
    bonded = replace(SOUND, placed=(BELOW, ABOVE, lone))

    found = [f for f in check_assembly(bonded) if f.rule == "overlapping chips"]

    assert len(found) == 1
    assert "'lone' and 'low'" in found[0].what or "'low' and 'lone'" in found[0].what


def test_chiplets_that_only_touch_do_not_overlap() -> None:
    beside = PlacedChiplet("lone", Chiplet("block", "die", (SIZE, SIZE), THICK), (SIZE, 0, 0))

    assert "overlapping chips" not in rules(replace(SOUND, placed=(BELOW, ABOVE, beside)))


def test_an_opened_region_without_a_bond_is_told() -> None:
    inside = ChipletRegion("pocket", "internal_ext", (0, 0, um(10), um(10)))
    chiplet = replace(BELOW.chiplet, regions=(*BELOW.chiplet.regions, inside))

    found = check_assembly(replace(SOUND, placed=(replace(BELOW, chiplet=chiplet), ABOVE)))

    assert [f.rule for f in found] == ["unused internal_ext"]


def test_a_chiplet_within_another_is_bonded_to_its_opened_region() -> None:
    inside = ChipletRegion("pocket", "internal_ext", (0, 0, SIZE, SIZE))
    outer = replace(BELOW, chiplet=replace(BELOW.chiplet, regions=(*BELOW.chiplet.regions, inside)))
    inner = PlacedChiplet("in", die("small", ()), (0, 0, um(10)))
    bond = Bond("held", RegionName("in", "back"), RegionName("low", "pocket"), 0)

    found = check_assembly(replace(SOUND, placed=(outer, ABOVE, inner), bonds=(*BONDS, bond)))

    assert {f.rule for f in found} == {"overlapping chips"}


@given(st.integers(-GAP + 1, um(500)).filter(bool))
@settings(max_examples=25, deadline=None)
def test_a_gap_that_is_1_nm_off_is_found(off: int) -> None:
    found = check_assembly(with_top(at=(0, 0, THICK + GAP + off)))

    assert [f.rule for f in found] == ["floating chips", "connection regions"]
    assert "gap" in found[1].what


def test_a_gap_of_rounded_lengths_may_be_1_nm_off() -> None:
    off = with_top(at=(0, 0, THICK + GAP + 1))

    assert "connection regions" in rules(off)
    assert "connection regions" not in rules(replace(off, exact=False))


def test_regions_beside_each_other_are_no_bond() -> None:
    found = check_assembly(with_top(at=(SIZE, 0, THICK + GAP)))

    told = next(f for f in found if f.rule == "connection regions")
    assert "nothing in common" in told.what
    assert told.measured == "0 um apart"


def test_regions_that_look_the_same_way_are_no_bond() -> None:
    found = check_assembly(with_top(orientation=Orientation()))

    assert any(f.rule == "connection regions" and "face up" in f.measured for f in found)


def test_ends_that_are_exchanged_are_warned_of() -> None:
    bond = Bond("bond", RegionName("low", "front"), RegionName("top", "front"), GAP)

    found = check_assembly(replace(SOUND, bonds=(bond, BONDS[1])))

    assert [(f.rule, f.severity) for f in found] == [("connection regions", "warning")]


@given(st.integers(1, PITCH // 3), st.booleans())
@settings(max_examples=25, deadline=None)
def test_a_bump_beside_its_place_is_found_to_the_nm(off: int, along: bool) -> None:
    moved = bumps(mirrored=True, moved=(off, 0) if along else (0, off))

    found = check_assembly(with_top(chiplet=die("upper", moved)))

    assert {f.rule for f in found} == {"bump alignment"}
    assert {("'b4'" in f.what, f.severity) for f in found} == {(True, "error")}
    assert len(found) == 2


def test_a_bump_that_meets_nothing_is_warned_of() -> None:
    found = check_assembly(with_top(chiplet=die("upper", bumps(mirrored=True)[:-1])))

    assert [(f.rule, f.severity, "'b8' of 'low'" in f.what) for f in found] == [("bump alignment", "warning", True)]


def test_a_bump_outside_its_region_is_found() -> None:
    stray = (*bumps()[:8], replace(bumps()[8], x=SIZE + 1))

    found = check_assembly(replace(SOUND, placed=(replace(BELOW, chiplet=die("lower", stray)), ABOVE)))

    assert any("outside its region" in f.what and "400.001 um" in f.measured for f in found)


def test_bumps_on_different_nets_of_the_netlist_are_found() -> None:
    nets = dict(NETS) | {("top", "p3"): "n5"}

    found = check_assembly(replace(SOUND, nets=nets))

    assert [(f.rule, f.severity, f.measured) for f in found] == [("logical connectivity", "error", "'n5' and 'n3'")]


def test_names_of_two_chiplets_may_differ_without_a_netlist() -> None:
    other = tuple(replace(b, net="vdd" if b.name == "b0" else b.net) for b in bumps(mirrored=True))

    found = every(replace(with_top(chiplet=die("upper", other)), nets={}))

    assert {(f.rule, f.severity) for f in found} == {("logical connectivity", "warning"),
                                                    ("net names as built", "warning")}  # fmt: skip


@given(st.integers(0, 8), st.integers(0, 8))
@settings(max_examples=15, deadline=None)
def test_two_swapped_bumps_are_shorts_as_built(one: int, other: int) -> None:
    swap = {one: other, other: one}
    moved = bumps(mirrored=True)
    swapped = tuple(replace(moved[swap.get(k, k)], name=b.name, port=b.port, net=b.net) for k, b in enumerate(moved))

    found = [f for f in every(with_top(chiplet=die("upper", swapped))) if f.rule.endswith("as built")]

    shorts = [f for f in found if f.rule == "short as built"]
    opens = [f for f in found if f.rule == "open as built"]
    assert (len(shorts), len(opens)) == ((0, 0) if one == other else (2, 2))


def test_a_bump_far_beside_leaves_its_net_open() -> None:
    found = [f for f in every(with_top(chiplet=die("upper", bumps(mirrored=True, moved=(um(40), um(40))))))
             if f.rule == "open as built"]  # fmt: skip

    assert ["net 'n4'" in f.what for f in found] == [True]
    assert found[0].measured.startswith("56.569 um")


def test_a_way_that_no_bond_makes_is_found() -> None:
    low, top = RegionName("low", "back"), RegionName("top", "back")
    path = PathAssertion("Path1", (low, top))

    assert rules(replace(SOUND, paths=(path,))) == set()
    assert "path assertions" in rules(replace(SOUND, paths=(path,), bonds=BONDS[1:]))


def test_a_way_may_not_go_through_what_is_excluded() -> None:
    path = PathAssertion("Path1", (RegionName("low", "back"), RegionName("top", "back")), (RegionName("top", "front"),))

    assert rules(replace(SOUND, paths=(path,))) == {"path assertions"}


def test_a_way_through_a_die_without_tsvs_is_warned_of() -> None:
    solid = replace(SOUND, placed=(replace(BELOW, chiplet=replace(BELOW.chiplet, tsv=False)), ABOVE))
    path = PathAssertion("Path1", (RegionName("low", "back"), RegionName("top", "front")))

    found = check_assembly(replace(solid, paths=(path,)))

    assert [(f.rule, f.severity) for f in found] == [("path assertions", "warning")]


@pytest.mark.parametrize(("tolerance", "count"), [(um(5), 0), (um(2), 2)])
def test_marks_meet_within_their_tolerance(tolerance: int, count: int) -> None:
    marked = tuple(replace(b, cell="MARK_A") if b.name == "b4" else b for b in bumps())
    others = tuple(replace(b, cell="MARK_B") if b.name == "b4" else b for b in bumps(mirrored=True, moved=(um(3), 0)))
    assembly = replace(SOUND, placed=(replace(BELOW, chiplet=die("lower", marked)),
                                      replace(ABOVE, chiplet=die("upper", others))))  # fmt: skip

    found = check_assembly(assembly, markers=[MarkerRule("MARK_A", "MARK_B", tolerance)])

    assert sum(f.rule == "alignment markers" for f in found) == count


def test_findings_tell_where() -> None:
    found = every(with_top(at=(um(10), 0, THICK + GAP)))

    assert found
    assert all(" um" in f.where for f in found)
