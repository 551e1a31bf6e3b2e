# SPDX-License-Identifier: Apache-2.0
"""Do the figures of a document come out when the process is run, and do the flows follow its flow charts?

Every spec is fabricated once; a figure is one of its stages, cut along a line and asked its assertions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Record, Section
from packfab.io import SpecFile
from packfab.materials import Library
from packfab.process import Fabrication, Flow, flow_for
from packfab.study.evaluate import fabricated, read_design
from packfab.study.figure_answer import Answer
from packfab.study.figure_catalogue import Catalogue, Chart, Figure, catalogue
from packfab.study.figure_checks import answers
from packfab.study.figure_scene import Scene

FigureProgress = Callable[[int, int, str], None]
"""Called with (figures done, figures in all, title of what comes next)."""


@dataclass(frozen=True, slots=True, eq=False)
class MadeFigure:
    """A figure as it came out: the stage that it shows, along its cut, and the answers to its assertions."""

    figure: Figure
    scene: Scene
    answers: tuple[Answer, ...]

    @property
    def build(self) -> Build:
        """The stage that it shows: the whole panel."""
        return self.scene.build

    @property
    def section(self) -> Section:
        """What the cut shows."""
        return self.scene.section

    @property
    def met(self) -> bool:
        """Whether all that it asserts holds."""
        return all(answer.met for answer in self.answers)


@dataclass(frozen=True, slots=True, eq=False)
class MadeChart:
    """A flow chart with the flow behind it; `places` are the numbers of the flow's steps behind each box, from 1."""

    chart: Chart
    flow: Flow
    places: tuple[tuple[int, ...], ...]
    answers: tuple[Answer, ...]

    @property
    def met(self) -> bool:
        """Whether the steps of the flow stand in the order of the chart."""
        return all(answer.met for answer in self.answers)


def made_figures(known: Catalogue | None = None, *, only: Iterable[int] = (),
                 progress: FigureProgress | None = None) -> Iterator[MadeFigure]:  # fmt: skip
    """The figures (all, or those numbers), run by run: figures of one spec follow each other."""
    known = known or catalogue()
    wanted = set(only) or set(known.numbers)
    _check_numbers(known, wanted)
    figures = [f for f in known.figures if f.number in wanted]
    done = 0
    for spec in dict.fromkeys(f.spec for f in figures):
        design = read_design(known.folder / spec)
        if progress is not None:
            progress(done, len(figures), design.package.name)
        made = fabricated(design)
        for figure in (f for f in figures if f.spec == spec):
            if progress is not None:
                progress(done, len(figures), f"FIG. {figure.number}")
            yield made_figure(figure, made, design.library)
            done += 1
    if progress is not None:
        progress(done, len(figures), "done")


def made_figure(figure: Figure, made: Fabrication, library: Library) -> MadeFigure:
    """One figure of a run."""
    return judged_figure(figure, stage_after(made, figure.after), library)


def judged_figure(figure: Figure, build: Build, library: Library) -> MadeFigure:
    """A figure of this build, whatever made it."""
    scene = Scene(build, figure.cut, library)
    return MadeFigure(figure, scene, tuple(answers(scene, figure.assertions)))


def stage_after(made: Fabrication, step: str) -> Build:
    """The build after a step: `Name`, `Name#2` for the second of that name, or `last`."""
    return made.stages[_place(made.records, step)]


def _place(records: Sequence[Record], step: str) -> int:
    if step == "last":
        return len(records) - 1
    name, _, which = step.partition("#")
    found = [i for i, record in enumerate(records) if record.step == name]
    index = int(which) - 1 if which.isdigit() else 0
    if not 0 <= index < len(found):
        names = ", ".join(record.step for record in records)
        raise BadInput([Fault(f"the flow has no step '{step}'", allowed=names, fix="name one of them, or 'last'")])
    return found[index]


def made_charts(known: Catalogue | None = None, *, only: Iterable[int] = ()) -> tuple[MadeChart, ...]:
    """The flow charts (all, or those numbers) with their flows."""
    known = known or catalogue()
    wanted = set(only) or set(known.numbers)
    _check_numbers(known, wanted)
    designs: dict[str, SpecFile] = {}
    found = []
    for chart in (c for c in known.charts if c.number in wanted):
        designs.setdefault(chart.spec, read_design(known.folder / chart.spec))
        found.append(judged_chart(chart, flow_for(designs[chart.spec].package, designs[chart.spec].library)))
    return tuple(found)


def judged_chart(chart: Chart, flow: Flow) -> MadeChart:
    """Whether a flow has the steps of a chart, each once, in its order, and nothing else but the singulation."""
    names = _numbered([step.name for step in flow.steps])
    asked = [_full(name, names) for box in chart.boxes for name in box.steps]
    lost = [name for name in asked if name not in names]
    order = [names.index(name) for name in asked if name in names]
    places = tuple(tuple(names.index(_full(n, names)) + 1 for n in box.steps if _full(n, names) in names)
                   for box in chart.boxes)  # fmt: skip
    more = [name for name in names if name not in asked and not name.startswith("LaserCut")]
    found = (
        Answer("the flow has every step of the chart", not lost, f"without {', '.join(lost)}" if lost else
               f"{len(asked)} of {len(asked)}", "all"),
        Answer("its steps stand in the order of the chart", order == sorted(order),
               " ".join(str(i + 1) for i in order), "rising"),
        Answer("it has no other steps before the packages are cut apart", not more, ", ".join(more) or "none", "none"),
    )  # fmt: skip
    return MadeChart(chart, flow, places, found)


def _numbered(names: Sequence[str]) -> list[str]:
    """Names with their count where one comes again: `FormMetal`, `FormMetal#2`."""
    return [name if names[:i].count(name) == 0 else f"{name}#{names[:i].count(name) + 1}"
            for i, name in enumerate(names)]  # fmt: skip


def _full(name: str, names: Sequence[str]) -> str:
    return name.removesuffix("#1") if name not in names else name


def _check_numbers(known: Catalogue, wanted: set[int]) -> None:
    lost = sorted(wanted - set(known.numbers))
    if lost:
        first, last = known.numbers[0], known.numbers[-1]
        raise BadInput([Fault(f"document {known.document} has no figure {', '.join(map(str, lost))}",
                              allowed=f"{first} to {last}", fix="`packfab figures 003` lists them")])  # fmt: skip


def figure_data(made: MadeFigure) -> dict[str, Any]:
    """A figure as plain data."""
    figure = made.figure
    return {"figure": figure.number, "title": figure.title, "paragraphs": figure.paragraphs, "spec": figure.spec,
            "after": figure.after, "cut": figure.cut.text, "met": made.met,
            "assertions": [asdict(answer) for answer in made.answers]}  # fmt: skip


def chart_data(made: MadeChart) -> dict[str, Any]:
    """A flow chart as plain data."""
    chart = made.chart
    boxes = [{"label": box.label, "title": box.title, "steps": list(box.steps), "numbers": list(places)}
             for box, places in zip(chart.boxes, made.places, strict=True)]  # fmt: skip
    return {"figure": chart.number, "title": chart.title, "paragraphs": chart.paragraphs, "spec": chart.spec,
            "flow": made.flow.name, "boxes": boxes, "met": made.met,
            "assertions": [asdict(answer) for answer in made.answers]}  # fmt: skip
