# SPDX-License-Identifier: Apache-2.0
"""How does one section asked for by a user become a picture?"""

from __future__ import annotations

from dataclasses import dataclass

from packfab.errors import BadInput, Fault
from packfab.geometry import Line, areas, section, whole_line
from packfab.process import Fabrication
from packfab.report.cuts import best_cuts, views
from packfab.report.dimensions import standard_dimensions
from packfab.report.section_figure import least_followed, section_png, section_svg
from packfab.units import format_length


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file and the areas that it shows, mm2 by material."""

    content: bytes
    areas: dict[str, float]


def section_file(
    made: Fabrication,
    *,
    suffix: str = ".svg",
    x: int | None = None,
    y: int | None = None,
    line: tuple[int, int, int, int] | None = None,
    step: int | None = None,
    stretch: float = 1.0,
) -> Picture:
    """Section of one package after `step` (from 1; None: finished), as SVG or PNG; z drawn `stretch` times too high.

    Cut at x or y (nm), along line (x0, y0, x1, y1), or by default where most joints show.
    """
    build = views(made.stages)[len(made.stages) - 1 if step is None else step - 1]
    if line is not None:
        where = Line((line[0], line[1]), (line[2], line[3]))
    elif x is not None or y is not None:
        where = whole_line(build, x=x, y=y)
    else:
        where = best_cuts(build)[0].line
    flat = section(build, where)
    if not flat.pieces:
        x0, y0, x1, y1 = build.box
        lengths = [format_length(round(v)) for v in (x0, x1, y0, y1)]
        extent = "x {} to {}, y {} to {}".format(*lengths)
        raise BadInput([Fault("the cut misses the package", allowed=extent, fix="cut inside it")])
    dimensions = standard_dimensions(build, flat, least=least_followed(flat, stretch))
    if suffix == ".png":
        content = section_png(flat, exaggerate=stretch, dimensions=dimensions)
    else:
        content = section_svg(flat, exaggerate=stretch, dimensions=dimensions).encode()
    return Picture(content, {name: area / 1e12 for name, area in areas(flat).items()})
