# SPDX-License-Identifier: Apache-2.0
"""Does the chart of claims show each claim, each design and each answer once?"""

from __future__ import annotations

import re

import pytest

from packfab.errors import Fault
from packfab.report import claim_chart_sheet
from packfab.study import AskedClaim, ClaimMatrix, DesignAnswers

CLAIMS = (
    AskedClaim("000.c1", "a chip & its bumps", "000", "structure", ""),
    AskedClaim("000.c2", "more bumps", "000", "structure", "000.c1"),
    AskedClaim("001.c1", "a sink", "001", "structure", ""),
)
DESIGNS = (
    DesignAnswers("a/single.yaml", "single", "000", "", {"000.c1": "met", "000.c2": "not met", "001.c1": "not met"}),
    DesignAnswers(
        "a/sink.yaml", "sink", "001", "", {"000.c1": "not applicable", "000.c2": "not applicable", "001.c1": "met"}
    ),
    DesignAnswers("wrong.yaml", faults=(Fault("no name"),)),
)
MATRIX = ClaimMatrix(("000", "001"), CLAIMS, DESIGNS)


def words(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</text>", svg)


def test_claims_designs_and_counts_are_named() -> None:
    said = words(claim_chart_sheet(MATRIX).svg())

    assert {"000.c1", "a chip &amp; its bumps", "000.c2", "001.c1", "1  a/single", "2  a/sink", "3  wrong"} <= set(said)
    assert {"Document 000", "Document 001", "1 of 2 claims met by a design", "1 of 1 claims met by a design"} <= set(
        said
    )
    assert "2 claims are met by at least one design" in said
    assert "an empty column: a design that cannot be built" in said


def test_the_same_matrix_gives_the_same_bytes() -> None:
    assert claim_chart_sheet(MATRIX).svg("m") == claim_chart_sheet(MATRIX).svg("m")
    assert claim_chart_sheet(MATRIX).png(40) == claim_chart_sheet(MATRIX).png(40)


def test_an_answer_is_one_mark_and_a_design_that_was_not_built_has_none() -> None:
    only = ClaimMatrix(MATRIX.documents, CLAIMS, DESIGNS[2:])

    marked, empty = (claim_chart_sheet(matrix).svg() for matrix in (MATRIX, only))

    # each stands in the legend once, and a cross has two bars
    assert [rings(marked, kind) for kind in ("met", "missed", "barred")] == [2 + 1, 2 * (2 + 1), 2 + 1]
    assert [rings(empty, kind) for kind in ("met", "missed", "barred")] == [1, 2, 1]


def rings(svg: str, kind: str) -> int:
    """How many rings the groups of one kind of mark have."""
    return sum(group.count("M ") for group in re.findall(rf'<g id="{kind}[-\d]*">.*?</g>', svg, re.DOTALL))


@pytest.mark.parametrize("count", [1, 30])
def test_a_sheet_grows_with_designs_and_claims(count: int) -> None:
    wide = ClaimMatrix(MATRIX.documents, CLAIMS, DESIGNS[:1] * count)
    tall = ClaimMatrix(MATRIX.documents, CLAIMS * count, DESIGNS[:1])

    sheets = [claim_chart_sheet(matrix) for matrix in (wide, tall)]

    assert sheets[0].width == pytest.approx(
        claim_chart_sheet(ClaimMatrix(("000",), CLAIMS, DESIGNS[:1])).width + 9 * (count - 1)
    )
    assert sheets[1].height == pytest.approx(sheets[0].height + 9 * 3 * (count - 1))
