# SPDX-License-Identifier: Apache-2.0
"""Which figures tell at a glance how dies under a thin-film circuit came out?"""

from __future__ import annotations

from packfab.geometry import Build
from packfab.process import THIN_FILM
from packfab.report.fan_out_dimensions import NAMES, contacts_of, made
from packfab.report.figures import KeyFigure, length_figure
from packfab.report.film_dimensions import film_range, is_thin_film
from packfab.report.film_plan import device_names
from packfab.report.metal_plan import metal_layers


def film_figures(build: Build) -> list[KeyFigure]:
    """The figures of a thin film from its build and its records; [] for other packages."""
    if not is_thin_film(build):
        return []
    dies = {s.part for s in made(build, "die")}
    found = [KeyFigure("dies", len(dies), str(len(dies)))] if dies else []
    film = film_range(build)
    if film is not None:
        found.append(length_figure("thin film", film[1] - film[0]))
    formed = [r for r in build.records if r.step == "FormWiring"]
    length = sum(v for r in formed if isinstance(v := r.measured.get("line_length"), int | float))
    layers = len(metal_layers(build))
    if formed:
        found.append(KeyFigure("wiring layers", layers, str(layers)))
        found.append(KeyFigure("lines", length * 1e-9, f"{length * 1e-6:.4g} mm"))
    vias = sum(len(s.places) for s in build.solids
               if s.mode == "cut" and s.name.endswith(" holes") and s.part == THIN_FILM)  # fmt: skip
    if vias:
        found.append(KeyFigure("vias", vias, str(vias)))
    devices = device_names(build)
    if devices:
        found.append(KeyFigure("passive devices", len(devices), str(len(devices))))
    points = [s for s in contacts_of(build) if s.role != "cap"]
    if points:
        count = sum(len(s.places) for s in points)
        found.append(KeyFigure(f"{NAMES[points[0].role]}s", count, str(count)))
    lost = sum(len(v) for r in formed if isinstance(v := r.measured.get("unrouted"), tuple))
    if lost:
        found.append(KeyFigure("nets left open by the router", lost, str(lost)))
    return found
