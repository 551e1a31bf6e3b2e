# SPDX-License-Identifier: Apache-2.0
"""What stands when an assembly of chiplets is built, and is it sound?

Chiplets become boxes, bumps become pads in their faces and solder in the gaps, so that sections, pictures and nets work
on it as on any build. A bump is as wide as the LEF macro of its cell, or else half of the least pitch of its region.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from packfab.checks import (
    Finding,
    MarkerRule,
    as_built,
    check_assembly,
    conducting,
    least_pitch,
    pads_name,
    places_of,
)
from packfab.design import Assembly, Bond, ChipletBump, ChipletRegion, Mating, PlacedChiplet, mating
from packfab.geometry import Build, Frustum, Prism, Record, Solid, Value, at, rectangle
from packfab.io import assembly_of, read_blox
from packfab.materials import Library

#: Material of a chiplet by its kind; 3Dblox names none.
MATERIALS = {"die": "si_iso", "ip": "si_iso", "rdl": "abf_gx92", "substrate": "bt_hl832nx", "hier": "si_iso"}
PAD, SOLDER = "cu_plated", "sac305"
LONE_BUMP = 50_000
"""nm, diameter of a bump without neighbours; a guess: usual for flip-chip bumps."""
PAD_DEPTH = 1_000
"""nm, how deep a pad reaches into its chiplet; a guess: pad metal of a die."""


@dataclass(frozen=True, slots=True, eq=False)
class Assembled:
    """An assembly that was read, what stands of it, and what is wrong with it; notes: what was missing or guessed."""

    assembly: Assembly
    build: Build
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()


def assemble_file(
    path: Path | str, *, root: Path | None = None, markers: Sequence[MarkerRule] = (), library: Library | None = None
) -> Assembled:
    """A .3dbx file read, checked and built; BadInput tells all faults of its files.

    root: folder within which the files that it names must lie; markers: which marks have to meet which.
    """
    blox = read_blox(path, root=root)
    return assembled(assembly_of(blox), markers=markers, library=library, notes=blox.notes)


def assembled(
    assembly: Assembly, *, markers: Sequence[MarkerRule] = (), library: Library | None = None,
    notes: Sequence[str] = (),
) -> Assembled:  # fmt: skip
    """An assembly checked and built."""
    build = assembly_build(assembly)
    metal = conducting(build, library if library is not None else Library.builtin())
    findings = (*check_assembly(assembly, markers=markers), *as_built(assembly, build, metal))
    return Assembled(assembly, build, findings, (*notes, *_guesses(assembly)))


def assembly_build(assembly: Assembly) -> Build:
    """The build of an assembly: boxes first, then pads in their faces, then what lies in the gaps."""
    widths = _Widths(assembly)
    solids = [_box(one, i) for i, one in enumerate(assembly.placed, start=1)]
    for i, one in enumerate(assembly.placed, start=1):
        for region in one.chiplet.regions:
            solids += _pads(widths, one, region, i)
    for bond in assembly.bonds:
        solids += _joints(widths, bond, len(assembly.placed) + 1)
    records = tuple(_record(one, i) for i, one in enumerate(assembly.placed, start=1))
    return Build(tuple(solids), records=records)


@dataclass(frozen=True)
class _Widths:
    """How wide bumps are: as their cell says, or as their neighbours leave room; nm."""

    assembly: Assembly
    _guessed: dict[tuple[str, str], int] = field(default_factory=dict)

    def groups(
        self, one: PlacedChiplet, region: ChipletRegion, bumps: Sequence[ChipletBump]
    ) -> dict[int, list[ChipletBump]]:
        """Bumps by their width."""
        found: dict[int, list[ChipletBump]] = {}
        for bump in bumps:
            width = self.assembly.widths.get(bump.cell) or self._guess(one, region)
            found.setdefault(width, []).append(bump)
        return found

    def _guess(self, one: PlacedChiplet, region: ChipletRegion) -> int:
        key = (one.chiplet.name, region.name)
        if key not in self._guessed:
            pitch = least_pitch(places_of(one, region.bumps))
            x0, y0, x1, y1 = region.box
            wanted = round(pitch / 2) if np.isfinite(pitch) else LONE_BUMP
            self._guessed[key] = max(2, min(wanted, x1 - x0, y1 - y0))
        return self._guessed[key]


def _box(one: PlacedChiplet, step: int) -> Solid:
    x0, y0, z0, x1, y1, z1 = one.box
    role = "carrier" if one.chiplet.kind == "substrate" else "die"
    shape = Prism(rectangle(x0, y0, x1, y1), z0, z1)
    return Solid(f"{one.name} {role}", shape, MATERIALS[one.chiplet.kind], role, part=one.name, step=step)


def _record(one: PlacedChiplet, step: int) -> Record:
    """Seal ring and scribe line are told here: they are silicon as the rest is."""
    told: dict[str, Value] = {"at": one.at, "orientation": one.orientation.name, "seal_ring": one.chiplet.seal_ring,
            "scribe": one.chiplet.scribe, "shrink": one.chiplet.shrink}  # fmt: skip
    return Record(step, "PlaceChiplet", f"{one.name}: {one.chiplet.name}", told, made=(one.name,))


def _pads(widths: _Widths, one: PlacedChiplet, region: ChipletRegion, step: int) -> Iterable[Solid]:
    """The pads of a region, level with its face; none for a region inside."""
    if one.facing(region) == "inside":
        return
    z, depth = one.surface(region), max(1, min(PAD_DEPTH, one.chiplet.thickness // 4))
    low, high = (z - depth, z) if one.facing(region) == "up" else (z, z + depth)
    for width, bumps in widths.groups(one, region, region.bumps).items():
        shape = Frustum(low, high, width / 2, width / 2)
        yield Solid(pads_name(region.name), shape, PAD, "pad", at(places_of(one, bumps)),
                    _nets(widths.assembly, one, bumps), one.name, step)  # fmt: skip


def _joints(widths: _Widths, bond: Bond, step: int) -> Iterable[Solid]:
    """What fills the gap of a bond at its bumps: half from either side, or all from the only side that has bumps."""
    met = mating(widths.assembly, bond)
    if met is None:
        yield from _to_ground(widths, bond, step)
        return
    if met.overlap is None or met.gap is None or met.gap <= 0:
        return
    low, high = met.lower.surface(met.lower_region), met.upper.surface(met.upper_region)
    above, below = _between(met.upper, met.upper_region, met), _between(met.lower, met.lower_region, met)
    middle = high - met.gap // 2 if above and below else (low if above else high)
    for one, region, bumps, z0, z1 in (
        (met.upper, met.upper_region, above, middle, high), (met.lower, met.lower_region, below, low, middle),
    ):  # fmt: skip
        if bumps and z0 < z1:
            yield from _solder(widths, bond, one, region, bumps, (z0, z1), step)


def _to_ground(widths: _Widths, bond: Bond, step: int) -> Iterable[Solid]:
    """Bumps of a region that is bonded to the package, as far as the bond is thick."""
    end = bond.top or bond.bottom
    one = widths.assembly.by_name.get(end.instance) if end is not None else None
    region = one.chiplet.region(end.region) if one is not None and end is not None else None
    if one is None or region is None or not region.bumps or not bond.thickness or one.facing(region) == "inside":
        return
    z = one.surface(region)
    heights = (z, z + bond.thickness) if one.facing(region) == "up" else (z - bond.thickness, z)
    yield from _solder(widths, bond, one, region, region.bumps, heights, step)


def _solder(
    widths: _Widths, bond: Bond, one: PlacedChiplet, region: ChipletRegion, bumps: Sequence[ChipletBump],
    heights: tuple[int, int], step: int,
) -> Iterable[Solid]:  # fmt: skip
    for width, some in widths.groups(one, region, bumps).items():
        yield Solid(f"{bond.name} bumps", Frustum(*heights, width / 2, width / 2), SOLDER, "bump",
                    at(places_of(one, some)), _nets(widths.assembly, one, some), one.name, step)  # fmt: skip


def _between(one: PlacedChiplet, region: ChipletRegion, met: Mating) -> tuple[ChipletBump, ...]:
    """Bumps of a region within what it shares with the other."""
    if met.overlap is None:
        return ()
    x0, y0, x1, y1 = met.overlap
    places: NDArray[np.int64] = places_of(one, region.bumps)
    inside = (places >= (x0, y0)).all(axis=1) & (places <= (x1, y1)).all(axis=1)
    return tuple(region.bumps[i] for i in np.flatnonzero(inside))


def _nets(assembly: Assembly, one: PlacedChiplet, bumps: Sequence[ChipletBump]) -> tuple[str, ...]:
    if assembly.nets:
        return tuple(assembly.nets.get((one.name, bump.port), "") for bump in bumps)
    return tuple(bump.net for bump in bumps)


def _guesses(assembly: Assembly) -> Iterable[str]:
    cells = {bump.cell for one in assembly.placed for region in one.chiplet.regions for bump in region.bumps}
    guessed = sorted(cells - set(assembly.widths))
    if guessed:
        yield (f"no LEF tells how wide {', '.join(guessed[:6])} is: such a bump is drawn half as wide as the least "
               "pitch of its region")  # fmt: skip
    for name in sorted({one.chiplet.name for one in assembly.placed if one.chiplet.shrink != 1.0}):
        yield f"the optical shrink of chiplet '{name}' is told, not applied"
    for name in sorted({one.chiplet.name for one in assembly.placed for r in one.chiplet.regions if r.layer}):
        yield f"mating layers of chiplet '{name}' are taken at its faces: no LEF is read"


def assembled_data(done: Assembled) -> dict[str, Any]:
    """An assembly with its findings as plain data; lengths in nm."""
    return {
        "name": done.assembly.name,
        "chiplets": [
            {"name": one.name, "chiplet": one.chiplet.name, "kind": one.chiplet.kind, "box": list(one.box),
             "orientation": one.orientation.name, "seal_ring": list(one.chiplet.seal_ring),
             "scribe": list(one.chiplet.scribe), "bumps": sum(len(r.bumps) for r in one.chiplet.regions)}
            for one in done.assembly.placed
        ],
        "connections": [
            {"name": bond.name, "top": bond.top.text if bond.top is not None else None,
             "bottom": bond.bottom.text if bond.bottom is not None else None, "thickness": bond.thickness}
            for bond in done.assembly.bonds
        ],
        "findings": [asdict(finding) for finding in done.findings],
        "notes": list(done.notes),
    }  # fmt: skip
