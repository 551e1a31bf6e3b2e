# SPDX-License-Identifier: Apache-2.0
"""Which sites of the strip or panel hold a package, and which of them have findings, as equipment reads it?

All sites are made alike, so one of them answers for all, but for sites with deviations of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from packfab.errors import BadInput, Fault
from packfab.io import Bin, SubstrateMap, e142_bytes
from packfab.process import deviating_sites, layout_on, one_package
from packfab.study.exchange.format import Format
from packfab.study.exchange.handed import ExportOptions, Handed
from packfab.study.findings import findings_of
from packfab.study.rules import limits_of

GOOD, FOUND = "01", "02"
_MOST = 400
"""So many sites with deviations are judged one by one."""


def strip_map(given: Handed) -> SubstrateMap:
    """The map of all sites: bin 01 without errors, bin 02 with at least one."""
    build = given.fabrication.build
    layout = layout_on(build)
    own = deviating_sites(build, layout)
    if len(own) > _MOST:
        raise BadInput([Fault("too many sites have deviations to judge them one by one", "carrier.deviations",
                              f"{len(own)} sites", f"{_MOST} sites", "judge the worst of them")])  # fmt: skip
    codes = [[_judged(given, None)] * layout.columns for _ in range(layout.rows)]
    for site in own:
        row, column = divmod(site, layout.columns)
        codes[row][column] = _judged(given, (column + 1, row + 1))
    x0, y0, x1, y1 = layout.outline.box
    low = layout.offsets.min(axis=0)
    corner = (int(low[0]) - layout.body[0] // 2 - int(x0), int(low[1]) - layout.body[1] // 2 - int(y0))
    bins = (Bin(GOOD, "Pass", "no errors found"), Bin(FOUND, "Fail", "errors found: packfab check --site"))
    return SubstrateMap(given.stem, "Panel" if layout.is_panel else "Strip", (int(x1 - x0), int(y1 - y0)),
                        layout.pitch, layout.body, corner, bins, tuple(map(tuple, reversed(codes))))  # fmt: skip


def _judged(given: Handed, site: tuple[int, int] | None) -> str:
    build = given.build if site is None else one_package(given.fabrication.build, site)
    found = findings_of(build, limits=limits_of(given.package), library=given.library)
    return FOUND if any(one.severity == "error" for one in found) else GOOD


def _export(given: Handed, _: ExportOptions) -> Mapping[str, bytes]:
    return {f"{given.stem}.e142.xml": e142_bytes(strip_map(given))}


MAPS = (
    Format(
        "e142",
        "SEMI E142 strip or panel map",
        (".e142.xml",),
        "sites in rows and columns, pitch, body and strip size, a bin for each site: with or without errors",
        "everything within a site; sites that are sawn out together are listed one by one",
        export=_export,
    ),
)
