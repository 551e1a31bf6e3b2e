# SPDX-License-Identifier: Apache-2.0
"""Which designs meet which claims, at a glance? A chart with a row a claim and a column a design.

Met is a full cell, not met a crossed one, not applicable a dot, so that the chart can be read without colours. Columns
stand apart by the system of their design; the claims that describe that system are framed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

import numpy as np

from packfab.report.palette import OUTLINE
from packfab.report.sheet import TEXT_SIZE, Ring, Sheet, text_width
from packfab.study import AskedClaim, ClaimMatrix, DesignAnswers

_CELL, _GAP, _BAND, _EDGE = 9.0, 5.0, 24.0, 12.0  # points
_ID, _COUNT, _SMALL = 44.0, 26.0, 6.5
_LEAST_LABEL = 170.0
_MET, _MISSED, _QUIET, _LACKING, _RULE = "#1F7A6B", "#E07B39", "#9AA3AE", "#FBE9DF", "#DDE1E6"


def claim_chart_sheet(matrix: ClaimMatrix) -> Sheet:
    """The chart of a matrix: heads and legend above, then a band and the claims of each document."""
    label = max([_LEAST_LABEL, *(0.92 * text_width(claim.title, _SMALL) for claim in matrix.claims)])
    left = _EDGE + _ID + label + 6
    columns = _columns(matrix.designs, left)
    right = (columns[-1] if columns else left) + _CELL
    heads = [_head(number, design) for number, design in enumerate(matrix.designs, 1)]
    top = max([96.0, *(text_width(head, _SMALL + 0.5) for head in heads)]) + 8
    rows = len(matrix.claims) * _CELL + len(matrix.documents) * _BAND
    sheet = Sheet(right + _COUNT + _EDGE, rows + top + 2 * _EDGE)
    _draw_legend(sheet, matrix)
    low = sheet.height - _EDGE - top
    for x, head, design in zip(columns, heads, matrix.designs, strict=True):
        sheet.text(x + _CELL / 2, low + 4, head, size=_SMALL + 0.5, height="bottom", side="center", turned=90,
                   edge=OUTLINE if design.answers is not None else _MISSED)  # fmt: skip
    for document in matrix.documents:
        low = _draw_document(sheet, matrix, document, columns, low, right)
    return sheet


def _columns(designs: Sequence[DesignAnswers], left: float) -> list[float]:
    """Left edge of each column; systems stand apart."""
    systems = [design.document for design in designs]
    apart = np.cumsum([0, *(a != b for a, b in zip(systems, systems[1:], strict=False))])
    return [left + i * _CELL + float(apart[i]) * _GAP for i in range(len(designs))]


def _head(number: int, design: DesignAnswers) -> str:
    name = design.name.rpartition(".")[0] or design.name
    return f"{number}  {name}"


def _draw_legend(sheet: Sheet, matrix: ClaimMatrix) -> None:
    y = sheet.height - _EDGE - 8
    sheet.text(_EDGE, y, f"{len(matrix.claims)} claims, {len(matrix.designs)} designs", size=11, bold=True)
    somewhere = len(matrix.claims) - len(matrix.met_nowhere)
    sheet.text(_EDGE, y - 15, f"{somewhere} claims are met by at least one design", size=TEXT_SIZE)
    marks: tuple[tuple[str, Callable[[Sheet, list[tuple[float, float]]], None]], ...] = (
        ("met", _draw_met), ("not met", _draw_missed), ("not applicable", _draw_barred))  # fmt: skip
    for k, (words, draw) in enumerate(marks):
        low = y - 36 - k * 13
        draw(sheet, [(_EDGE, low)])
        sheet.text(_EDGE + _CELL + 5, low + _CELL / 2, words, size=7)
    low = y - 36
    sheet.rectangle(_EDGE + 85, low, _EDGE + 85 + _CELL, low + _CELL, edge=OUTLINE, thickness=0.8)
    sheet.text(_EDGE + 90 + _CELL, low + _CELL / 2, "claims of the design's own system", size=7)
    sheet.rectangle(_EDGE + 85, low - 13, _EDGE + 85 + _CELL, low - 13 + _CELL, fill=_LACKING)
    sheet.text(_EDGE + 90 + _CELL, low - 13 + _CELL / 2, "met by no design", size=7)
    if matrix.unbuilt:
        sheet.text(_EDGE + 85, low - 26 + _CELL / 2, "an empty column: a design that cannot be built", size=7,
                   edge=_MISSED)  # fmt: skip


def _draw_document(sheet: Sheet, matrix: ClaimMatrix, document: str, columns: Sequence[float], high: float,
                   right: float) -> float:  # fmt: skip
    """The band and the claims of a document below `high`; gives where they end."""
    claims = matrix.of(document)
    count = sum(bool(matrix.met_by(claim)) for claim in claims)
    middle = high - _BAND / 2 - 3
    sheet.rectangle(_EDGE, middle - 7, right + _COUNT, middle + 7, fill="#EEF1F5")
    sheet.text(_EDGE + 3, middle, f"Document {document}", size=8, bold=True)
    sheet.text(_EDGE + 72, middle, f"{count} of {len(claims)} claims met by a design", size=7)
    for number, x in enumerate(columns, 1):
        sheet.text(x + _CELL / 2, middle, str(number), size=5, side="center", edge="#5A6472")
    sheet.text(right + _COUNT - 2, middle, "met by", size=5, side="right", edge="#5A6472")
    top = high - _BAND
    _draw_labels(sheet, matrix, claims, top, right)
    _draw_cells(sheet, matrix, claims, columns, top)
    low = top - len(claims) * _CELL
    for system, members in groupby(zip(matrix.designs, columns, strict=True), key=lambda pair: pair[0].document):
        places = [x for _, x in members]
        if system == document:
            sheet.rectangle(places[0] - 1, low - 1, places[-1] + _CELL + 1, top + 1, edge=OUTLINE, thickness=0.8)
    return low


def _draw_labels(sheet: Sheet, matrix: ClaimMatrix, claims: Sequence[AskedClaim], top: float, right: float) -> None:
    """The name of each claim on the left, on the right how many designs meet it; a rule after every fifth."""
    for row, claim in enumerate(claims):
        low, count = top - (row + 1) * _CELL, len(matrix.met_by(claim))
        if not count:
            sheet.rectangle(_EDGE, low, right + _COUNT, low + _CELL, fill=_LACKING)
        middle = low + _CELL / 2
        sheet.text(_EDGE + 3, middle, claim.id, size=_SMALL)
        sheet.text(_EDGE + _ID, middle, claim.title, size=_SMALL)
        sheet.text(right + _COUNT - 8, middle, str(count), size=_SMALL, side="right", bold=not count)
    rules = [((_EDGE, top - row * _CELL), (right + _COUNT, top - row * _CELL)) for row in range(5, len(claims), 5)]
    sheet.lines(rules, edge=_RULE, thickness=0.4)


def _draw_cells(sheet: Sheet, matrix: ClaimMatrix, claims: Sequence[AskedClaim], columns: Sequence[float],
                top: float) -> None:  # fmt: skip
    places: dict[str, list[tuple[float, float]]] = {"met": [], "not met": [], "not applicable": []}
    for row, claim in enumerate(claims):
        for x, design in zip(columns, matrix.designs, strict=True):
            status = design.status(claim.id)
            if status is not None:
                places[status].append((x, top - (row + 1) * _CELL))
    _draw_barred(sheet, places["not applicable"])
    _draw_missed(sheet, places["not met"])
    _draw_met(sheet, places["met"])


def _draw_met(sheet: Sheet, places: Sequence[tuple[float, float]]) -> None:
    sheet.polygons([_square(x, y, _CELL / 2 - 0.5) for x, y in places], fill=_MET, name="met")


def _draw_missed(sheet: Sheet, places: Sequence[tuple[float, float]]) -> None:
    # one path for all: strokes would make the file many times as large
    sheet.polygons([ring for x, y in places for ring in _cross(x, y)], fill=_MISSED, name="missed")


def _draw_barred(sheet: Sheet, places: Sequence[tuple[float, float]]) -> None:
    sheet.polygons([_square(x, y, 0.7) for x, y in places], fill=_QUIET, name="barred")


def _square(x: float, y: float, half: float) -> Ring:
    """A square in the middle of the cell whose lower left corner is given."""
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], dtype=np.float64)
    return corners * half + (x + _CELL / 2, y + _CELL / 2)


def _cross(x: float, y: float) -> tuple[Ring, Ring]:
    """Two bars in the middle of the cell."""
    bar = np.array([[-3.4, -0.65], [3.4, -0.65], [3.4, 0.65], [-3.4, 0.65]], dtype=np.float64)
    turn = np.array([[1, 1], [-1, 1]], dtype=np.float64) / np.sqrt(2)
    return bar @ turn + (x + _CELL / 2, y + _CELL / 2), bar @ turn.T + (x + _CELL / 2, y + _CELL / 2)
