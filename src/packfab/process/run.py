# SPDX-License-Identifier: Apache-2.0
"""How is a flow run? Step by step, each held to its word, recorded and numbered.

`run` is a generator: whoever drives it sees every stage (a progress bar counts them), and stopping it leaves nothing
half done, because builds are values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from packfab.design import Package
from packfab.errors import BadInput, Fault, PackfabError, raise_if
from packfab.geometry import Build, Record, Solid, cut_to, kept, move
from packfab.materials import Library
from packfab.plugins import find
from packfab.process.flow import Flow, check, lost
from packfab.process.flows import FLOWS, WITH_MATERIALS
from packfab.process.layout import Layout, layout_on
from packfab.process.own_materials import with_library
from packfab.process.step import Outcome, Step, lines_beside, present


@dataclass(frozen=True, slots=True, eq=False)
class Fabrication:
    """What a flow made: the build after every step; the last one is the product."""

    flow: Flow
    stages: tuple[Build, ...]

    @property
    def build(self) -> Build:
        """What stands on the line at the end: all packages of the strip."""
        return self.stages[-1]

    @property
    def records(self) -> tuple[Record, ...]:
        """What each step did."""
        return self.build.records

    @property
    def package(self) -> Build:
        """One package, the one at the origin."""
        return one_package(self.build)

    @property
    def packages(self) -> int:
        """Number of packages; sites that were left together are one."""
        sawn = next((r.measured["packages"] for r in reversed(self.records) if "packages" in r.measured), None)
        return sawn if isinstance(sawn, int) else layout_on(self.build).count


def one_package(build: Build, site: tuple[int, int] | None = None) -> Build:
    """Of a strip or panel, only the site at the origin, cut to the outline of its package.

    site: another one, by column from the left and row from below, counted from 1; it is moved to the origin. After the
    saw it is cut no more: traces on its flanks stand out beyond that outline, into the kerf. Of sites that were left
    together the one is cut out of its block.
    """
    layout = layout_on(build)
    if site is not None:
        x, y = (-int(v) for v in layout.offsets[_site(layout, site)])
        build = move(build, dx=x, dy=y)
    if not layout.is_sawn:
        return build
    alone = "singulated" in build.facts and not any("blocks" in record.parameters for record in build.records)
    outline = layout.cell if alone else layout.package
    return cut_to(_close(build, outline.box), outline)


def _site(layout: Layout, site: tuple[int, int]) -> int:
    """Index of a site in the order of the offsets; BadInput when there is none at that column and row."""
    column, row = site
    if not (1 <= column <= layout.columns and 1 <= row <= layout.rows):
        raise BadInput([Fault(f"there is no site at column {column}, row {row}", where="site",
                              allowed=f"columns 1 to {layout.columns}, rows 1 to {layout.rows}",
                              fix="count from the lower left")])  # fmt: skip
    return (row - 1) * layout.columns + column - 1


def _close(build: Build, box: tuple[float, float, float, float]) -> Build:
    """The build without the places of cuts that lie beyond the box, which `cut_to` leaves in."""
    solids = []
    for solid in build.solids:
        if solid.mode != "cut" or len(solid.places) == 1:
            solids.append(solid)
            continue
        x0, y0, x1, y1 = solid.shape.box
        p = solid.places
        inside = (
            (p[:, 0] + x1 >= box[0]) & (p[:, 0] + x0 <= box[2]) & (p[:, 1] + y1 >= box[1]) & (p[:, 1] + y0 <= box[3])
        )
        if inside.any():
            solids.append(kept(solid, inside))
    return replace(build, solids=tuple(solids))


def run(flow: Flow, build: Build | None = None) -> Iterator[tuple[Build, Record]]:
    """The build and the record after each step. BadInput before the first step when the order is wrong."""
    start = build if build is not None else Build()
    raise_if(check(flow, given=present(start)))
    return _steps(flow, start)


def _steps(flow: Flow, build: Build) -> Iterator[tuple[Build, Record]]:
    for step in flow.steps:
        number = len(build.records) + 1
        build = _recorded(build, _applied(step, build, number), step, number)
        yield build, build.records[-1]


def _applied(step: Step, build: Build, number: int) -> Outcome:
    """The outcome of a step; faults say which step they come from."""
    label = f"step {number} {step.name}"
    try:
        outcome = step.apply(build)
    except BadInput as error:
        raise BadInput(replace(f, where=f"{label}: {f.where}" if f.where else label) for f in error.faults) from error
    broken = lost(present(build), present(outcome.build), step)
    if broken:
        raise PackfabError("\n".join(f"{label}: {fault.line}" for fault in broken))
    return outcome


def _recorded(before: Build, outcome: Outcome, step: Step, number: int) -> Build:
    """The new build with its solids numbered and the record of the step added."""
    known = {id(s) for s in _on_all_lines(before)}
    after = _on_all_lines(outcome.build)
    made = tuple(dict.fromkeys(s.name for s in after if id(s) not in known and not s.step and s.mode != "cut"))
    record = Record(number, step.name, step.title, MappingProxyType(dict(step.parameters)),
                    MappingProxyType(dict(outcome.measured)), made, outcome.notes)  # fmt: skip
    return replace(_numbered(outcome.build, number), records=(*before.records, record))


def _on_all_lines(build: Build) -> tuple[Solid, ...]:
    """What stands on the line and on those beside it; not what merely waits in stock."""
    return build.solids + tuple(s for piece in lines_beside(build).values() for s in _on_all_lines(piece))


def _numbered(build: Build, number: int) -> Build:
    stock = MappingProxyType({name: _numbered(piece, number) for name, piece in build.stock.items()})
    return replace(build, solids=tuple(s if s.step else replace(s, step=number) for s in build.solids), stock=stock)


def flow_for(package: Package, library: Library | None = None) -> Flow:
    """The flow that makes packages of the system that the design names, of materials of a library if one is given."""
    maker = find("packfab.flows", package.system, table=FLOWS)
    if not callable(maker):
        raise PackfabError(f"the flow '{package.system}' cannot be called with a package")
    flow = maker(package, library) if maker in WITH_MATERIALS else maker(package)
    if not isinstance(flow, Flow):
        raise BadInput([Fault(f"'{package.system}' gives no flow", fix="return a packfab.process.Flow")])
    return with_library(flow, library) if library is not None else flow


def fabricate(what: Flow | Package) -> Fabrication:
    """Run a flow, or the flow of the system that a design names, to its end."""
    flow = what if isinstance(what, Flow) else flow_for(what)
    return Fabrication(flow, tuple(build for build, _ in run(flow)))
