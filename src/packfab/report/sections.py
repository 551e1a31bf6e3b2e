# SPDX-License-Identifier: Apache-2.0
"""Which sections does a report show: whole ones at true scale and stretched, the thin film alone, and all details?"""

from __future__ import annotations

from dataclasses import dataclass

from packfab.geometry import Build, Section, section
from packfab.report.cuts import Cut
from packfab.report.details import details, molded_detail
from packfab.report.dimension_lines import Dimension
from packfab.report.dimensions import Rooms, standard_dimensions
from packfab.report.fan_out_details import fan_out_details
from packfab.report.fan_out_dimensions import fan_out_dimensions, is_fan_out
from packfab.report.film_details import film_details
from packfab.report.film_dimensions import circuit_window, film_dimensions, is_thin_film, net_window, thin_ranges
from packfab.report.page import SectionDrawing
from packfab.report.section_figure import automatic_factor, least_followed, section_svg, whole_window
from packfab.study import Evaluation


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing as a file: name without folder, and SVG text."""

    name: str
    svg: str


def drawn_sections(
    evaluation: Evaluation, cuts: tuple[Cut, ...], stages: tuple[Build, ...], rooms: Rooms
) -> tuple[tuple[SectionDrawing, ...], list[Drawing]]:
    """All sections of a report with their details, and the same as files."""
    sections: list[SectionDrawing] = []
    files: list[Drawing] = []
    wide, film = is_fan_out(evaluation.build), is_thin_film(evaluation.build)
    for cut in cuts:
        flat = section(evaluation.build, cut.line)
        known = standard_dimensions(evaluation.build, flat, rooms=rooms, least=least_followed(flat))
        dimensions = [d for d in known if cut.whole or d.along == "z"]
        key = cut.name.lower()
        # what is thin is told where it can be seen: z stretched, and in details
        coarse = _coarse(evaluation.build, flat) or dimensions
        near = net_window(evaluation.build, flat) if film and cut.about == "net" else None
        true = section_svg(flat, dimensions=[d for d in coarse if cut.whole or d.along == "z"], window=near,
                           prefix=f"{key}-t-")  # fmt: skip
        # a package as high as it should be drawn has no second drawing with z stretched
        flat_enough = near is None and automatic_factor(whole_window(flat)) > 1
        tall = section_svg(flat, exaggerate=None, dimensions=dimensions, prefix=f"{key}-z-") if flat_enough else ""
        title = f"Section {cut.name}: {cut.title}"
        note = f"{title}; z exaggerated is {automatic_factor(whole_window(flat)):g}×" if tall else ""
        sections.append(SectionDrawing(key, title, true, tall, note))
        files.append(Drawing(f"section-{key}", true))
        files += [Drawing(f"section-{key}-stretched", tall)] if tall else []
        if wide or film:
            sections += _circuit(evaluation.build, cut, flat) if film and cut.whole else []
            continue
        close_ups = [(flat, detail) for detail in details(evaluation.build, flat, cut, dimensions)]
        molded = molded_detail(stages, cut.line) if cut is cuts[0] else None
        for shown, detail in (*close_ups, *([molded] if molded else [])):
            name = f"{key}-{detail.name}"
            close = section_svg(shown, dimensions=detail.dimensions, window=detail.window, prefix=f"{name}-")
            sections.append(SectionDrawing(name, f"Detail of {cut.name}: {detail.title}", close))
            files.append(Drawing(f"section-{name}", close))
    own = fan_out_details(evaluation.build, cuts) if wide else film_details(evaluation.build, cuts) if film else ()
    for close_up in own:
        detail = close_up.detail
        factor = automatic_factor(detail.window) if detail.stretched else 1.0
        close = section_svg(close_up.flat, dimensions=detail.dimensions, window=detail.window, angles=detail.angles,
                            exaggerate=factor, prefix=f"{detail.name}-")  # fmt: skip
        stretched = f", z stretched {factor:g}×" if factor > 1 else ""
        title = f"Detail ({close_up.cut}{stretched}): {detail.title}"
        sections.append(SectionDrawing(f"detail-{detail.name}", title, close))
        files.append(Drawing(f"section-detail-{detail.name}", close))
    files += [Drawing(f"section-{s.id}", s.svg_true) for s in sections if s.id.endswith("-film")]
    return tuple(sections), files


def _coarse(build: Build, flat: Section) -> list[Dimension]:
    """The measures of a section at true scale where those of thin layers could not be followed; [] elsewhere."""
    if is_fan_out(build):
        return fan_out_dimensions(build, flat, fine=False)
    return film_dimensions(build, flat, fine=False) if is_thin_film(build) else []


def _circuit(build: Build, cut: Cut, flat: Section) -> list[SectionDrawing]:
    """The thin film alone, so much stretched that its layers are seen over the whole package."""
    window = circuit_window(build, flat)
    if window is None:
        return []
    key = f"{cut.name.lower()}-film"
    factor = automatic_factor(window)
    measures = [*thin_ranges(build, window, seeds=False), Dimension("package", window[0], window[2], window[3], "u")]
    drawn = section_svg(flat, exaggerate=factor, dimensions=measures, window=window, prefix=f"{key}-")
    title = f"Section {cut.name}: the thin film, z stretched {factor:g}×"
    return [SectionDrawing(key, title, drawn)]
