# SPDX-License-Identifier: Apache-2.0
"""Which measures belong on a section of dies on a metal substrate: metal, cavities, bond lines, dielectrics, wiring?

Heights are taken from what was built. Those of the thin film are asked for where they can be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from packfab.geometry import Box, Build, Section, Solid
from packfab.process import BUS, DEVICE_ROLES, METAL, PASSIVATION_OPENINGS, THIN_FILM
from packfab.report.dimension_lines import Dimension
from packfab.report.fan_out_dimensions import chip_dimensions, contact_dimensions, made
from packfab.report.looks import is_dielectric, layer_of

_OF_METAL = frozenset({"substrate", "laminate", "filling", "temporary adhesive"})
_BONDS = {"substrate adhesive": "substrate bond line", "laminate": "laminate", "burr": "burr",
          "temporary adhesive": "temporary adhesive"}  # fmt: skip
_FLAT = (" pads", " contacts")

Range = tuple[str, int, int]
"""Name, foot and top (nm) of something that is as high wherever it is."""


def is_thin_film(build: Build) -> bool:
    """Whether a build is of dies under a thin-film circuit, on their metal or on the way to it."""
    return any(s.part == THIN_FILM or s.role in _OF_METAL for s in build.solids)


def film_dimensions(build: Build, section: Section, *, fine: bool = True, least: float = 0.0) -> list[Dimension]:
    """The measures of a whole section; `fine`: also those of bond lines and of the layers of the film.

    least: the lowest of those that is told, nm.
    """
    pieces = [p for p in section.pieces if p.solid.role != "void"]
    if not pieces:
        return []
    boxes = np.array([p.region.box for p in pieces])
    left, right, top = float(boxes[:, 0].min()), float(boxes[:, 2].max()), float(boxes[:, 3].max())
    found = [*chip_dimensions(pieces), *contact_dimensions(build, pieces, right)]
    found += [Dimension(name, low, high, right) for name, low, high in metal_ranges(build)]
    thin = [*bond_ranges(build), *film_ranges(build)] if fine else []
    found += [Dimension(name, low, high, right) for name, low, high in thin if high - low >= least]
    film = film_range(build)
    if film is not None and (not fine or any(high - low < least for _, low, high in film_ranges(build))):
        found.append(Dimension("thin film", *film, right))
    found.append(Dimension("total height", *build.z_range, right))
    found.append(Dimension("package", left, right, top, "u"))
    return merged(found)


def merged(dimensions: Sequence[Dimension]) -> list[Dimension]:
    """Equal heights told once with all their names: `die, first metal layer`."""
    found: dict[tuple[str, float, float, str], Dimension] = {}
    for d in dimensions:
        key = (d.along, d.low, d.high, "" if d.along == "z" else d.name)
        known = found.get(key)
        if known is None:
            found[key] = d
        elif d.name not in known.name.split(", "):
            found[key] = replace(known, name=f"{known.name}, {d.name}", at=max(known.at, d.at))
    return list(found.values())


def metal_ranges(build: Build) -> Iterator[Range]:
    """The metal substrate or its layers, and the depth of each kind of cavity."""
    for s in [*made(build, "substrate"), *made(build, "temporary carrier")]:
        if s.name != "burr":
            yield s.name, s.z0, s.z1
    depths = {(s.z0, s.z1) for s in build.solids if s.mode == "cut" and s.name == "cavities"}
    for low, high in sorted(depths, reverse=True):
        yield "cavity depth", low, high


def bond_ranges(build: Build) -> Iterator[Range]:
    """Bond lines of the dies, of the metal and of its layers, and the burr; each pair of heights once."""
    found: dict[tuple[int, int], str] = {}
    for s in build.solids:
        name = _BONDS.get(s.name, "bond line" if s.role == "adhesive" else "")
        if s.mode != "cut" and name:
            found.setdefault((s.z0, s.z1), name)
    for (low, high), name in found.items():
        yield name, low, high


def film_ranges(build: Build) -> Iterator[Range]:
    """Dielectrics (between the metal below and above them), wiring and passivation, from the lowest up."""
    found: dict[Range, None] = {}
    for s in build.solids:
        if s.mode == "cut" and s.name.endswith(" holes") and s.part == THIN_FILM:
            found[f"{layer_of(s)} dielectric", s.z0, s.z1] = None
        elif s.mode == "cut" and s.name == PASSIVATION_OPENINGS:
            found["passivation", s.z0, s.z1] = None
        elif s.mode != "cut" and s.role == METAL and s.part == THIN_FILM and s.name.endswith(_FLAT):
            found[f"{layer_of(s)} wiring", s.z0, s.z1] = None
    kinds = {name for name, _, _ in found}
    for s in build.solids:
        # a layer that nothing goes through is as thick as its body
        name = "passivation" if s.role == "passivation" else f"{layer_of(s)} dielectric"
        if (s.role == "passivation" or is_dielectric(s)) and s.mode != "cut" and name not in kinds:
            found[name, s.z0, s.z1] = None
    bands = sorted(_whole(found), key=lambda r: (r[1], r[2]))
    yield from bands


def _whole(found: dict[Range, None]) -> Iterator[Range]:
    """Of several ranges of one name (an opening goes on in a hollow) the highest."""
    for name in dict.fromkeys(name for name, _, _ in found):
        low, high = max(((low, high) for other, low, high in found if other == name), key=lambda r: r[1])
        yield name, low, high


def film_range(build: Build) -> tuple[int, int] | None:
    """From the active faces (or the metal) to the top of passivation or wiring, nm; None where there is no film."""
    own = [s for s in build.solids if s.mode != "cut" and (s.role in (METAL, BUS, "passivation", *DEVICE_ROLES)
                                                           or is_dielectric(s))]  # fmt: skip
    if not own:
        return None
    foot = max((s.z1 for s in made(build, "die")), default=min(s.z0 for s in own))
    return foot, max(s.z1 for s in own)


def circuit_window(build: Build, section: Section) -> Box | None:
    """The whole width of a section, with the thin film and a little of the dies below it; None without a film."""
    film = film_range(build)
    if film is None or not section.pieces:
        return None
    boxes = np.array([p.region.box for p in section.pieces])
    low, high = film
    tall = high - low
    return (float(boxes[:, 0].min()), low - 0.35 * tall, float(boxes[:, 2].max()), high + 0.15 * tall)


def net_window(build: Build, section: Section) -> Box | None:
    """The way of a net from its die to its bonding point, with some of the metal below; None without dies."""
    dies = made(build, "die")
    if not dies or not section.pieces:
        return None
    boxes = np.array([p.region.box for p in section.pieces])
    low, high = min(s.z0 for s in dies), float(boxes[:, 3].max())
    foot = max(float(boxes[:, 1].min()), low - 0.3 * (high - low))
    return (float(boxes[:, 0].min()), foot, float(boxes[:, 2].max()), high)


def thin_ranges(build: Build, window: Box, *, seeds: bool = True) -> list[Dimension]:
    """All heights of bond lines, dielectrics, wiring and passivation, to be told at the edge of a window."""
    thin = [*bond_ranges(build), *film_ranges(build), *(_seeds(build.solids) if seeds else ())]
    return [Dimension(name, low, high, window[2]) for name, low, high in thin]


def _seeds(solids: Sequence[Solid]) -> Iterator[Range]:
    """Seeds below the wiring, not those on the walls of holes."""
    holes = {(s.z0, s.z1) for s in solids if s.mode == "cut"}
    found = {(f"{layer_of(s)} seed", s.z0, s.z1): None for s in solids
             if s.mode != "cut" and s.name.endswith(" seed") and (s.z0, s.z1) not in holes}  # fmt: skip
    yield from found
