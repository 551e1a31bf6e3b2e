# SPDX-License-Identifier: Apache-2.0
"""Which boxes, faces and bumps of a package as built does 3Dblox know: dies and carriers, and what they meet at?

Places and heights come from the build, names of pads and balls from the design. A box lies square to the axes, so a die
that is turned by anything but quarters cannot be told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from packfab.design import (
    Chip,
    Chiplet,
    ChipletBump,
    ChipletRegion,
    FaceUp,
    FlipChip,
    Package,
    PadMap,
    PlacedChiplet,
    centres,
    turned,
)
from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Solid
from packfab.study.exchange.handed import Handed

CARRIER, SECOND = "carrier", "carrier 2"
_SHEET = ("carrier", "lead", "paddle", "tie bar")
_AS_ONE = 3.0
"""nm, places that are this close are one."""
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A die or carrier where it lies, with the regions found so far; chip: None for a carrier."""

    name: str
    placed: PlacedChiplet
    chip: Chip | None = None

    def with_region(self, region: ChipletRegion) -> Part:
        """The same with one region more."""
        chiplet = replace(self.placed.chiplet, regions=(*self.placed.chiplet.regions, region))
        return replace(self, placed=replace(self.placed, chiplet=chiplet))


def word(text: str) -> str:
    """A name without blanks and marks."""
    return _NOT_IN_NAMES.sub("_", text).strip("_") or "x"


def check_expressible(package: Package) -> None:
    """BadInput for packages that 3Dblox has no words for."""
    faults = []
    if package.fan_out is not None or package.thin_film is not None:
        kind = "fan_out" if package.fan_out is not None else "thin_film"
        faults.append(Fault("not expressible in 3Dblox: there is no carrier that chips are placed on", kind,
                            package.system, "chips on a substrate or a lead frame", "hand on masks"))  # fmt: skip
    if package.stack > 1:
        faults.append(Fault("not expressible in 3Dblox: packages on each other", "stack", str(package.stack), "1",
                            "hand on one package"))  # fmt: skip
    if faults:
        raise BadInput(faults)


def chips_of(package: Package) -> tuple[tuple[Chip, str], ...]:
    """All chips, and the part that each sits on."""
    found = [(chip, chip.on) for chip in package.chips]
    if package.second is not None:
        found += [(chip, SECOND if chip.on == CARRIER else chip.on) for chip in package.second.chips]
    return tuple(found)


def carriers_of(given: Handed) -> tuple[Part, ...]:
    """Carriers: from the far side of their masks to the surface that carries the lands."""
    build, found = given.build, []
    for name in (CARRIER, SECOND):
        sheets = [s for role in _SHEET for s in build.select(role=role, part=name)]
        if not sheets:
            continue
        every = build.select(part=name)
        below = name == CARRIER
        near = max(s.z1 for s in sheets) if below else min(s.z0 for s in sheets)
        far = min(s.z0 for s in every) if below else max(s.z1 for s in every)
        x0, y0, x1, y1 = (round(v) for v in _around(sheets))
        chiplet = Chiplet(word(name), "substrate", (x1 - x0, y1 - y0), abs(near - far))
        # the second carrier is turned over about the x axis, its chip side down
        lies = turned(0) if below else turned(2, upside_down=True)
        found.append(Part(name, PlacedChiplet(word(name), chiplet, (x0, y0, min(near, far)), lies)))
    return tuple(found)


def _around(solids: Sequence[Solid]) -> tuple[float, float, float, float]:
    boxes = np.array([s.box for s in solids])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def die_of(given: Handed, chip: Chip) -> Part:
    """The die of a chip where it lies, with a region for each pad map, and its back; BadInput when it lies askew."""
    solid = given.build.select(role="die", part=chip.name)[0]
    die = given.package.dies[chip.die]
    x0, y0, x1, y1 = solid.box
    pads = given.build.select(role="pad", part=chip.name)
    down = _face_down(solid, pads, chip)
    square = math.isclose(solid.shape.area(solid.z0), (x1 - x0) * (y1 - y0), rel_tol=1e-6)
    named = _named_pads(given, chip, die.pads)
    for quarters in _quarters(chip) if square else ():
        lies = turned(quarters, upside_down=down)
        chiplet = Chiplet(word(chip.die), "die", die.size, die.thickness)
        placed = PlacedChiplet(word(chip.name), chiplet, (round(x0), round(y0), solid.z0), lies)
        size = (placed.box[3] - placed.box[0], placed.box[4] - placed.box[1])
        fits = all(abs(a - b) <= _AS_ONE for a, b in zip(size, (x1 - x0, y1 - y0), strict=True))
        if fits and _pads_fit(placed, named, pads):
            return _with_faces(Part(chip.name, placed, chip), named, pads)
    degrees = math.degrees(chip.rotation)
    raise BadInput([Fault("not expressible in 3Dblox: the die is not turned by quarters", f"chips.{chip.name}.rotation",
                          f"{degrees:g} deg", "0, 90, 180 or 270 deg", "turn it square to the package")])  # fmt: skip


def _quarters(chip: Chip) -> Iterable[int]:
    """All quarter turns, the one of the design first."""
    first = round(chip.rotation / (math.pi / 2)) % 4
    return (first, *(k for k in range(4) if k != first))


def _face_down(die: Solid, pads: Sequence[Solid], chip: Chip) -> bool:
    if not pads:
        return isinstance(chip, FlipChip)
    middle = (pads[0].z0 + pads[0].z1) / 2
    return abs(middle - die.z0) < abs(middle - die.z1)


def _named_pads(given: Handed, chip: Chip, maps: Mapping[str, PadMap]) -> dict[str, PadMap]:
    """Pad maps of a die that have pads in the build."""
    built = {s.name for s in given.build.select(role="pad", part=chip.name)}
    return {name: pads for name, pads in maps.items() if f"{chip.name} {name} pads" in built and pads.pads}


def _local(placed: PlacedChiplet, pads: PadMap) -> NDArray[np.int64]:
    """Centres of pads in the frame of the chiplet."""
    width, height = placed.chiplet.design_area
    found: NDArray[np.int64] = centres(pads) + np.array([width // 2, height // 2])
    return found


def _pads_fit(placed: PlacedChiplet, maps: Mapping[str, PadMap], solids: Sequence[Solid]) -> bool:
    """Whether every pad lies on one of the build that has its net."""
    if not maps or not solids:
        return True
    tree = KDTree(np.concatenate([s.places for s in solids]))
    nets = [net for s in solids for net in s.nets_by_place]
    for pads in maps.values():
        distance, which = tree.query(_seen(placed, pads))
        built = [nets[i] for i in np.asarray(which).tolist()]
        if np.max(np.asarray(distance)) > _AS_ONE or built != [pad.net for pad in pads.pads]:
            return False
    return True


def _seen(placed: PlacedChiplet, pads: PadMap) -> NDArray[np.int64]:
    """Centres of pads in the assembly."""
    return np.array([placed.point(x, y) for x, y in _local(placed, pads).tolist()], dtype=np.int64)


def _with_faces(part: Part, maps: Mapping[str, PadMap], solids: Sequence[Solid]) -> Part:
    """The part with a region of its front for each pad map, or an empty one, and one of its back."""
    width, height = part.placed.chiplet.design_area
    face = (0, 0, width, height)
    for name, pads in maps.items():
        of = [s for s in solids if s.name == f"{part.name} {name} pads"]
        built = np.concatenate([s.places for s in of])
        which = np.asarray(KDTree(built).query(_seen(part.placed, pads))[1])
        prefix = f"{word(name)}_" if len(maps) > 1 else ""
        names = unique(prefix + word(pad.name) for pad in pads.pads)
        bumps = bumps_at(part.placed, built[which], names, [pad.net for pad in pads.pads], of[0])
        part = part.with_region(ChipletRegion(word(name), "front", face, bumps))
    if not maps:
        part = part.with_region(ChipletRegion("front", "front", face))
    return part.with_region(ChipletRegion("back", "back", face))


def bumps_at(
    placed: PlacedChiplet, places: NDArray[np.int64], names: Sequence[str], nets: Sequence[str], solid: Solid
) -> tuple[ChipletBump, ...]:
    """Bumps at places of the assembly, in the frame of a chiplet; their cell is named by their width."""
    cell = cell_of(solid)
    ox, oy = placed.point(0, 0)
    a, b, c, d = placed.orientation.matrix
    found = []
    for (x, y), name, net in zip(places.tolist(), names, nets, strict=True):
        dx, dy = x - ox, y - oy
        found.append(ChipletBump(name, cell, a * dx + c * dy, b * dx + d * dy, name, "_".join(net.split())))
    return tuple(found)


def cell_of(solid: Solid) -> str:
    """The macro of a bump as wide as a solid: `BUMP_24`, `BUMP_0p5`."""
    x0, _, x1, _ = solid.shape.box
    return f"BUMP_{f'{round(x1 - x0) / 1000:g}'.replace('.', 'p')}"


def width_of(cell: str) -> int:
    """The width of a bump from the name of its macro, nm."""
    return round(float(cell.removeprefix("BUMP_").replace("p", ".")) * 1000)


def unique(names: Iterable[str]) -> list[str]:
    """Names made unique by a number at their end."""
    seen: set[str] = set()
    result = []
    for name in names:
        told, count = name, 1
        while told in seen:
            count += 1
            told = f"{name}_{count}"
        seen.add(told)
        result.append(told)
    return result


def is_glued(chip: Chip) -> bool:
    """Whether a chip stands on its back."""
    return isinstance(chip, FaceUp)


def lands_of(build: Build, chip: str, on: str) -> tuple[Solid, ...]:
    """The landing pads of a chip on a part."""
    return build.select(role="landing", part=on, name=f"{chip} landing")
