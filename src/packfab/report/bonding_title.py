# SPDX-License-Identifier: Apache-2.0
"""What stands in the title block of a bonding diagram, and in the table of its wires?"""

from __future__ import annotations

from packfab.report.page_content import PageTable
from packfab.report.palette import OUTLINE
from packfab.report.pieces import Frame, draw_scale_bar, length_text
from packfab.report.sheet import Sheet, text_width
from packfab.study import BondingDiagram

TITLE_HEIGHT = 58.0
"""Points."""

_NAME, _VALUE = 6.0, 8.0  # points
_HEAD = ("No.", "Die", "Pad", "Finger", "Net", "Span, µm", "Length, µm", "Loop, µm", "Angle, °", "Off square, °",
         "From x, y, µm", "To x, y, µm")  # fmt: skip


def title_entries(diagram: BondingDiagram) -> list[tuple[str, str]]:
    """What the block tells: (name, value) in the order of reading."""
    wires = diagram.wires
    kinds = dict.fromkeys((w.diameter, w.material) for w in wires)
    short, far = min(wires, key=lambda w: w.span), max(wires, key=lambda w: w.span)
    x0, y0, x1, y1 = diagram.box
    loops = sorted({w.loop_height for w in wires})
    balls = sorted({b.diameter for b in diagram.balls})
    return [
        ("Package", f"{diagram.package}, {length_text(x1 - x0)} × {length_text(y1 - y0)}"),
        ("Die with wires", ", ".join(dict.fromkeys(w.die for w in wires))),
        ("Dies from below", ", ".join(d.name for d in sorted(diagram.dies, key=lambda d: d.face))),
        ("Wires", f"{len(wires)} on {len(diagram.by_net)} nets"),
        ("Wire", ", ".join(f"{material} {length_text(d)}" for d, material in kinds)),
        ("Shortest span", f"{length_text(short.span)} (no. {short.number})"),
        ("Longest span", f"{length_text(far.span)} (no. {far.number})"),
        ("Loop height", _range(loops)),
        ("Ball", _range(balls) if balls else "none"),
        ("Wire in all", length_text(sum(w.length for w in wires))),
    ]


def draw_title_block(sheet: Sheet, diagram: BondingDiagram, frame: Frame, *, low: float, left: float, right: float,
                     note: str = "") -> None:  # fmt: skip
    """Cells in two rows with a scale bar at the right."""
    entries = title_entries(diagram)
    entries += [("Design", note)] if note else []
    bar = 130.0
    columns = -(-len(entries) // 2)
    rows = [entries[:columns], entries[columns:]]
    need = [max(max(1.14 * text_width(v, _VALUE), text_width(n, _NAME)) for n, v in cells) + 8
            for cells in (([rows[0][i], *rows[1][i : i + 1]]) for i in range(columns))]  # fmt: skip
    scale = min(1.0, (right - left - bar) / sum(need))
    sheet.rectangle(left, low, right, low + TITLE_HEIGHT, fill="#FFFFFF", edge=OUTLINE, thickness=0.8)
    x = left
    for i, width in enumerate(need):
        for row, y in ((0, low + TITLE_HEIGHT / 2), (1, low)):
            if i < len(rows[row]):
                name, value = rows[row][i]
                sheet.text(x + 5, y + TITLE_HEIGHT / 2 - 8, name, size=_NAME * max(scale, 0.8), edge="#5A656F")
                sheet.text(x + 5, y + 9, value, size=_VALUE * scale, bold=True)
        x += width * scale
        sheet.lines([((x, low), (x, low + TITLE_HEIGHT))], thickness=0.4)
    sheet.lines([((left, low + TITLE_HEIGHT / 2), (x, low + TITLE_HEIGHT / 2))], thickness=0.4)
    draw_scale_bar(sheet, frame, right=right - 10, y=low + TITLE_HEIGHT / 2)


def wire_table(diagram: BondingDiagram) -> PageTable:
    """One row for each wire, in the order of their numbers."""
    rows = tuple(
        (str(w.number), w.die, w.pad, w.finger, w.net if w.net == w.end_net or not w.end_net
         else f"{w.net or 'none'} to {w.end_net}", f"{w.span / 1e3:.0f}", f"{w.length / 1e3:.0f}",
         f"{w.loop_height / 1e3:.0f}", f"{w.angle:.1f}", f"{w.off_square:.1f}",
         _place(w.start), _place(w.end))
        for w in diagram.wires
    )  # fmt: skip
    caption = ("Numbers run counter-clockwise around the package from its upper left corner. Length: along the centre "
               "line of the wire; loop: top of the wire over the face of its die; angle: direction in plan from +x; "
               "off square: from the perpendicular of the die edge that it passes over.")  # fmt: skip
    return PageTable("Wires", _HEAD, rows, caption)


def _range(values: list[int]) -> str:
    return " to ".join(length_text(v) for v in dict.fromkeys((values[0], values[-1])))


def _place(point: tuple[int, int, int]) -> str:
    return f"{point[0] / 1e3:.1f}, {point[1] / 1e3:.1f}"
