# SPDX-License-Identifier: Apache-2.0
"""How do the sites lie on a strip, and which of them are sawn out together as one package?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from packfab.errors import BadInput, Fault
from packfab.geometry import Build, Record, Region
from packfab.process import Layout, layout_on
from packfab.report.dimension_lines import Dimension, draw_lanes_above, draw_lanes_right, lanes_above
from packfab.report.fan_out_dimensions import made
from packfab.report.palette import OUTLINE, colour, darker
from packfab.report.pieces import Frame, legend, length_text
from packfab.report.plan_sheet import LEFT, footprint, lanes_beside, plan_sheet, rulers
from packfab.report.sheet import Ring, Sheet

_METAL, _SITE, _TOGETHER, _OWN = "#D9D2CB", "#FDFDFD", "#F6DDA8", "#9CC3DD"

Block = tuple[int, int, int, int]
"""First column and row (counted from 1 at the lower left), columns and rows of sites that stay together."""


def blocks_of(record: Record | None) -> tuple[Block, ...]:
    """The blocks that the saw left together."""
    found = record.parameters.get("blocks") if record is not None else None
    if not isinstance(found, tuple):
        return ()
    return tuple((int(str(b[0])), int(str(b[1])), int(str(b[2])), int(str(b[3]))) for b in found
                 if isinstance(b, tuple) and len(b) == 4)  # fmt: skip


def strip_map_svg(stages: Sequence[Build], *, title: str = "", prefix: str = "", width: float = 620.0) -> str:
    """The strip from above with its sites, the dies on them, and the packages that are sawn out of it."""
    return strip_map_sheet(stages, title=title, width=width).svg(prefix)


def strip_map_sheet(stages: Sequence[Build], *, title: str = "", width: float = 620.0) -> Sheet:
    """The strip map as a sheet, to be written as SVG or PNG."""
    if not stages or not stages[-1].solids:
        raise BadInput([Fault("no strip map: nothing was made", fix="run the flow first")])
    layout = layout_on(stages[-1])
    saw = next((r for r in stages[-1].records if r.step == "Saw"), None)
    blocks, kerf = blocks_of(saw), saw.parameters.get("kerf") if saw is not None else 0
    counts = saw.measured.get("dies_per_package") if saw is not None else ()
    window = layout.outline.box
    measures = _measures(layout)
    right, above = lanes_beside(measures, window, width), len([d for d in measures if d.along == "u"]) * 15 + 10.0
    dies = made(stages[-1], "die")
    silicon = colour(dies[0].material if dies else "", "die")[0]
    lanes = length_text(kerf) if isinstance(kerf, int) else "-"
    entries = [(_METAL, "", f"rails and lanes that are sawn away (kerf {lanes})"),
               (_SITE, "", f"{layout.columns} x {layout.rows} sites"), (_OWN, "", "the site of this report"),
               (silicon, "", f"dies ({sum(len(s.places) for s in dies)})")]  # fmt: skip
    if blocks:
        entries.insert(2, (_TOGETHER, "", f"sites that stay together ({len(blocks)})"))
    key = legend(entries, width - LEFT)
    packages = saw.measured.get("packages") if saw is not None else layout.count
    each = sorted({int(str(c)) for c in counts}) if isinstance(counts, tuple) else []
    with_dies = f", with {' or '.join(str(c) for c in each)} die{'' if each == [1] else 's'} each" if each else ""
    what = f"{title or 'Strip'}   ({packages} packages{with_dies})"
    sheet, frame = plan_sheet(window, width, key.height, right.extent, above, what)
    whole = [frame.ring(r) for r in layout.outline.rings]
    sheet.polygons(whole, fill=_METAL, edge=OUTLINE, thickness=0.6, name="strip")
    _draw_sites(sheet, frame, layout, blocks)
    rings = [frame.ring(r) for s in dies for r in footprint(s)]
    sheet.polygons(rings, fill=silicon, edge=darker(silicon), thickness=0.2, name="dies")
    draw_lanes_right(sheet, frame, right)
    draw_lanes_above(sheet, frame, lanes_above(measures, frame.across))
    rulers(sheet, frame)
    key.draw(sheet, LEFT, key.height + 2)
    return sheet


def _draw_sites(sheet: Sheet, frame: Frame, layout: Layout, blocks: Sequence[Block]) -> None:
    """Each package: single sites, those of a block in one, and the one that the report is about."""
    body = layout.package.rings[0]
    grid = layout.offsets.reshape(layout.rows, layout.columns, 2)
    alone = np.ones((layout.rows, layout.columns), dtype=bool)
    together: list[Ring] = []
    for column, row, columns, rows in blocks:
        own = (slice(row - 1, row - 1 + rows), slice(column - 1, column - 1 + columns))
        alone[own] = False
        corners = (body[None] + grid[own].reshape(-1, 1, 2)).reshape(-1, 2)
        (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        together.append(np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]))
    mine = (np.abs(grid) < 1).all(axis=2)
    single, own_site = [body + o for o in grid[alone & ~mine]], [body + o for o in grid[mine]]
    for rings, fill, name in ((together, _TOGETHER, "blocks"), (single, _SITE, "sites"), (own_site, _OWN, "own-site")):
        sheet.polygons([frame.ring(r) for r in rings], fill=fill, edge=darker("#9AA3AD"), thickness=0.4, name=name)
    inner = [frame.ring(body + o) for o in grid[~alone]]
    sheet.polygons(inner, edge=darker("#9AA3AD"), thickness=0.3, dashed=True, name="sites-of-blocks")


def _measures(layout: Layout) -> list[Dimension]:
    """The strip, a site, and the pitch of the sites."""
    x0, y0, x1, y1 = layout.outline.box
    body: Region = layout.package
    first = layout.offsets.min(axis=0).astype(np.float64)
    bx0, by0, bx1, by1 = body.box
    found = [Dimension("strip", x0, x1, y1, "u"), Dimension("strip", y0, y1, x1),
             Dimension("site", first[0] + bx0, first[0] + bx1, first[1] + by1, "u"),
             Dimension("site", first[1] + by0, first[1] + by1, first[0] + bx1)]  # fmt: skip
    xs, ys = np.unique(layout.offsets[:, 0]), np.unique(layout.offsets[:, 1])
    if len(xs) > 1:
        found.append(Dimension("pitch", float(xs[-2]), float(xs[-1]), float(ys[-1]), "u"))
    if len(ys) > 1:
        found.append(Dimension("pitch", float(ys[-2]), float(ys[-1]), float(xs[-1])))
    return found
