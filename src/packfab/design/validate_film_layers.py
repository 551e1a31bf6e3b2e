# SPDX-License-Identifier: Apache-2.0
"""Which wiring layers of a thin film cannot be made: names, thicknesses, holes and pads, films that are etched away?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from packfab.design.thin_film import ThinFilm, WiringLayer
from packfab.design.validate_fan_out import MOST_LAYER
from packfab.design.validate_holes import hole_faults
from packfab.errors import Fault
from packfab.units import format_length

#: What devices call the metal below all layers, so that no layer can have the name.
GROUND = "substrate"
#: A sputtered film that is thicker than this, nm, is a slip of the pen: films grow by some um in an hour.
MOST_SPUTTERED = 50_000


def film_layer_faults(film: ThinFilm) -> Iterator[Fault]:
    """What is wrong with the layers, each by itself."""
    for name, count in Counter(layer.name for layer in film.layers).items():
        if count > 1:
            yield Fault(f"the name '{name}' is used {count} times", f"thin_film.layers.{name}",
                        fix="rename all but one")  # fmt: skip
        if name == GROUND:
            yield Fault(f"'{GROUND}' cannot be the name of a layer: devices call the metal below by it",
                        f"thin_film.layers.{name}", fix="rename it, like 'M1'")  # fmt: skip
    for layer in film.layers:
        where = f"thin_film.layers.{layer.name}"
        yield from _thickness_faults(layer, where)
        yield from _film_faults(layer, where)
        yield from hole_faults(layer.hole, layer.dielectric.thickness, layer.pad, f"{where}.hole",
                               f"the pads of '{layer.name}'")  # fmt: skip
        if layer.plane_clearance is not None and layer.plane_clearance < layer.space:
            yield Fault(f"the plane comes closer to other metal of '{layer.name}' than its space",
                        f"{where}.plane_clearance", measured=format_length(layer.plane_clearance),
                        allowed=f"at least {format_length(layer.space)}",
                        fix="raise it, or lower 'space'")  # fmt: skip


def _thickness_faults(layer: WiringLayer, where: str) -> Iterator[Fault]:
    parts = {"dielectric.thickness": layer.dielectric.thickness, "thickness": layer.thickness}
    for key, thickness in parts.items():
        if thickness > MOST_LAYER:
            yield Fault("no layer of a thin film is so thick", f"{where}.{key}", measured=format_length(thickness),
                        allowed=f"at most {format_length(MOST_LAYER)}", fix="check its unit")  # fmt: skip
    if layer.process == "sputtering" and MOST_SPUTTERED < layer.thickness <= MOST_LAYER:
        yield Fault("no film is sputtered so thick", f"{where}.thickness", measured=format_length(layer.thickness),
                    allowed=f"at most {format_length(MOST_SPUTTERED)}",
                    fix="check its unit, or 'process: electroplating'")  # fmt: skip


def _film_faults(layer: WiringLayer, where: str) -> Iterator[Fault]:
    """Seeds thicker than what is plated on them, holes that no film fills, and lines that the etch takes away."""
    if layer.process == "electroplating":
        if layer.seed is not None and layer.seed.thickness >= layer.thickness:
            yield Fault("the seed is as thick as the wiring on it", f"{where}.seed.thickness",
                        measured=format_length(layer.seed.thickness),
                        allowed=f"below {format_length(layer.thickness)}",
                        fix="50 nm to 500 nm is usual")  # fmt: skip
        return
    undercut = 2 * layer.thickness / layer.etch_factor
    for key, what, width in (("line", "lines", layer.line), ("pad", "pads", layer.pad)):
        if undercut >= width and layer.thickness <= MOST_LAYER:
            yield Fault(f"the etch undercuts the {what} of '{layer.name}' until nothing is left of their face",
                        f"{where}.{key}", measured=format_length(width),
                        allowed=f"above {format_length(round(undercut))}, twice the thickness over 'etch_factor'",
                        fix="take wider ones, a thinner film, or 'process: electroplating'")  # fmt: skip
