# SPDX-License-Identifier: Apache-2.0
"""What is in the package and what are its headline figures? Bill of materials and key figures, as rows.

Volumes, heights and gaps come from what was built; densities from the library that is given, with their source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from packfab.errors import PackfabError
from packfab.geometry import Build, Volumes, volumes
from packfab.report.dimensions import Room, Rooms, chip_rooms, standoff
from packfab.report.fan_out_dimensions import is_fan_out
from packfab.report.fan_out_figures import fan_out_figures
from packfab.report.figures import KeyFigure, body_box, length_figure, pair_figures, sink_figures
from packfab.report.film_dimensions import is_thin_film
from packfab.report.film_figures import film_figures
from packfab.report.pieces import length_text

if TYPE_CHECKING:
    import pandas as pd


class Densities(Protocol):
    """A library of materials: `get(name).get("density")` has `value` in kg/m3, `source.text` and `verification`."""

    def get(self, name: str, /) -> Any:
        """The material of a name; PackfabError when there is none."""


@dataclass(frozen=True, slots=True)
class BillItem:
    """One line of the bill: what of one material and role a part has. None where no density is known."""

    part: str
    material: str
    role: str
    count: int
    volume_mm3: float
    density: float | None
    """kg/m3."""
    mass_mg: float | None
    source: str


def bill_of_materials(build: Build, library: Densities, *, measured: Volumes | None = None) -> tuple[BillItem, ...]:
    """The bill by part, material and role in the order of the log; voids are left out.

    measured: the volumes of the build, when they are known already.
    """
    amounts = measured or volumes(build)
    counts: dict[tuple[str, str, str], int] = {}
    totals: dict[tuple[str, str, str], float] = {}
    for solid, volume in zip(build.solids, amounts.of, strict=True):
        if solid.mode == "cut" or solid.role == "void" or not volume > 0:
            continue
        key = (solid.part, solid.material, solid.role)
        counts[key] = counts.get(key, 0) + len(solid.places)
        totals[key] = totals.get(key, 0.0) + float(volume)
    return tuple(_item(key, counts[key], totals[key], library) for key in totals)


def _item(key: tuple[str, str, str], count: int, volume: float, library: Densities) -> BillItem:
    density, source = _density(key[1], library)
    mm3 = volume * 1e-18
    # mm3 times kg/m3 is 1e-9 kg, a thousandth of a mg
    mass = None if density is None else mm3 * density * 1e-3
    return BillItem(*key, count, mm3, density, mass, source)


def _density(material: str, library: Densities) -> tuple[float | None, str]:
    try:
        known = library.get(material).get("density")
    except PackfabError as error:
        return None, f"no density: {error}"
    return float(known.value), f"{known.source.text} [{known.verification}]"


def bill_frame(bill: Sequence[BillItem]) -> pd.DataFrame:
    """The bill as a pandas table."""
    import pandas as pd

    fields = ("part", "material", "role", "count", "volume_mm3", "density", "mass_mg", "source")
    return pd.DataFrame([{name: getattr(item, name) for name in fields} for item in bill], columns=list(fields))


def key_figures(
    build: Build, bill: Sequence[BillItem] = (), *, measured: Volumes | None = None, rooms: Rooms | None = None
) -> tuple[KeyFigure, ...]:
    """Package size and height, gap, cover and their ratio for each chip, sink, pair, standoff, mass, voids, as built.

    measured and rooms: the volumes of the build, and the gaps and covers of its chips, when they are known already.
    """
    x0, y0, x1, y1 = body_box(build)
    low, high = build.z_range
    found = [
        KeyFigure("package size", (x1 - x0) * 1e-9, f"{length_text(x1 - x0)} x {length_text(y1 - y0)}"),
        length_figure("total height", high - low),
    ]
    known = rooms if rooms is not None else {} if is_thin_film(build) else chip_rooms(build)
    layered = is_fan_out(build) or is_thin_film(build)
    # a fan-out tells compound and gap once, and layers between them are no cover
    for part, room in () if layered else known.items():
        found += _chip_figures(room, f" {part}" if len(known) > 1 else "")
    found += [*sink_figures(build), *pair_figures(build), *fan_out_figures(build), *film_figures(build)]
    height = standoff(build)
    if height is not None:
        found.append(length_figure("ball standoff", height))
    if bill:
        mass = sum(item.mass_mg for item in bill if item.mass_mg is not None)
        unknown = sorted({item.material for item in bill if item.mass_mg is None})
        less = f" without {', '.join(unknown)}" if unknown else ""
        found.append(KeyFigure(f"mass{less}", mass * 1e-6, f"{mass:.4g} mg"))
    if build.select(role="encapsulant") or not is_thin_film(build):
        found.append(_voids(build, measured))
    return tuple(found)


def _voids(build: Build, measured: Volumes | None) -> KeyFigure:
    """How many voids the mold has, and how large they are together."""
    voids = {s.name for s in build.select(role="void") if len(s.places) and s.part != "sink"}
    volume = void_volume(build, measured) if voids else 0.0
    text = f"{len(voids)}, {volume * 1e-18:.3g} mm³" if voids else "none"
    return KeyFigure("voids in the mold", volume * 1e-27, text)


def _chip_figures(room: Room, label: str) -> list[KeyFigure]:
    gap, cover = room.gap, room.cover
    found = []
    if gap:
        found.append(length_figure(f"gap{label}", gap.thickness))
    if cover:
        found.append(length_figure(f"cover{label}", cover.thickness))
    if gap and cover:
        ratio = cover.thickness / gap.thickness
        found.append(KeyFigure(f"cover / gap{label}", ratio, f"{ratio:.3g}"))
    return found


def void_volume(build: Build, measured: Volumes | None = None) -> float:
    """Volume of the solids that stand for voids in the mold, nm3."""
    roles = np.array([s.role == "void" and s.mode != "cut" and s.part != "sink" for s in build.solids], dtype=bool)
    return float((measured or volumes(build)).of[roles].sum())
