# SPDX-License-Identifier: Apache-2.0
"""Does the matrix hold every claim of every document against every design, those that cannot be built included?"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import packfab
from packfab.checks import DOCUMENTS
from packfab.errors import BadInput, PackfabError
from packfab.geometry import Build
from packfab.study import ClaimMatrix, claim_matrix, design_files, matrix_data, matrix_rows

STATUS = {"met", "not met", "not applicable"}
ALL = [claim.id for document in DOCUMENTS.values() for claim in document.claims]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Templates of two systems, and two files that cannot be read."""
    folder = tmp_path_factory.mktemp("designs")
    single = packfab.template("000")
    assert "cover: 90 um" in single
    texts = {
        "sink.yaml": packfab.template("001"),
        "single.yaml": single,
        "broken.yaml": single.replace("cover: 90 um", "cover: 90 parsec"),
        "nothing.yaml": "packfab: 1\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def matrix(folder: Path) -> ClaimMatrix:
    return claim_matrix(design_files([folder]))


def test_every_claim_of_every_document_is_asked(matrix: ClaimMatrix) -> None:
    assert [claim.id for claim in matrix.claims] == ALL
    assert len(set(ALL)) == len(ALL)
    assert matrix.documents == tuple(DOCUMENTS)
    assert [claim for number in matrix.documents for claim in matrix.of(number)] == list(matrix.claims)


def test_every_design_that_was_built_answers_every_claim(matrix: ClaimMatrix) -> None:
    for design in matrix.designs:
        if design.answers is not None:
            assert list(design.answers) == ALL
            assert set(design.answers.values()) <= STATUS
    assert matrix.answered == matrix.claims


def test_designs_stand_in_the_order_of_their_systems_and_names(matrix: ClaimMatrix) -> None:
    assert [(design.name, design.document) for design in matrix.designs] == [
        ("single.yaml", "000"), ("sink.yaml", "001"), ("broken.yaml", ""), ("nothing.yaml", "")]  # fmt: skip


def test_a_design_that_cannot_be_read_tells_its_faults(matrix: ClaimMatrix) -> None:
    assert [design.name for design in matrix.unbuilt] == ["broken.yaml", "nothing.yaml"]
    (fault,) = matrix.unbuilt[0].faults
    assert "unknown unit 'parsec'" in fault.what
    assert matrix.unbuilt[0].status("000.c1") is None


def test_the_answers_are_those_of_an_evaluation(folder: Path, matrix: ClaimMatrix) -> None:
    for design, document in zip(matrix.designs[:2], ("000", "001"), strict=True):
        done = packfab.evaluate_file(folder / design.name)

        assert {claim.id: claim.status for claim in done.claims} == {
            claim.id: design.status(claim.id) for claim in matrix.of(document)
        }
        assert design.hash == done.hash
        assert design.package == done.package.name


def test_the_answers_of_another_document_are_those_of_that_document(folder: Path, matrix: ClaimMatrix) -> None:
    done = packfab.evaluate_file(folder / "single.yaml", document="002")

    assert {claim.id: claim.status for claim in done.claims} == {
        claim.id: matrix.designs[0].status(claim.id) for claim in matrix.of("002")
    }


def test_a_claim_is_met_by_designs_or_by_none(matrix: ClaimMatrix) -> None:
    met = {claim.id: matrix.met_by(claim) for claim in matrix.claims}

    assert met["000.c1"] == ("single.yaml",)
    assert met["001.c1"] == ("sink.yaml",)
    assert {claim.id for claim in matrix.met_nowhere} == {name for name, designs in met.items() if not designs}
    assert matrix.designs[0].met == sum("single.yaml" in designs for designs in met.values())


def test_processes_answer_as_one_does(folder: Path, matrix: ClaimMatrix) -> None:
    told: list[tuple[int, int]] = []

    again = claim_matrix(design_files([folder]), jobs=2, progress=lambda done, total, _: told.append((done, total)))

    assert again == matrix
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_one_document_may_be_asked_alone(folder: Path) -> None:
    matrix = claim_matrix(design_files([folder / "single.yaml"]), documents=["001", "001"])

    assert matrix.documents == ("001",)
    assert len(matrix.claims) == len(DOCUMENTS["001"].claims)


def test_unknown_documents_are_refused_before_anything_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("packfab.study.claim_matrix"), "fabricated", None)

    with pytest.raises(BadInput, match="there are no claims of document '999'"):
        claim_matrix(design_files([folder]), documents=["000", "999"])


def test_limits_that_cannot_be_read_tell_where_they_stand(folder: Path, tmp_path: Path) -> None:
    text = (folder / "single.yaml").read_text(encoding="utf-8") + "rules: {ratio_high: tall}\n"
    (tmp_path / "tall.yaml").write_text(text, encoding="utf-8")

    (design,) = claim_matrix(design_files([tmp_path])).designs

    assert design.answers is None
    assert design.faults[0].where.startswith(f"tall.yaml:{text.count(chr(10))} ")


def test_a_design_that_the_line_cannot_make_keeps_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PackfabError("step 6 Mold: nothing to mold")

    monkeypatch.setattr(import_module("packfab.study.claim_matrix"), "fabricated", refused)

    (design,) = claim_matrix(design_files([folder / "sink.yaml"])).designs

    assert [fault.what for fault in design.faults] == ["step 6 Mold: nothing to mold"]
    assert (design.document, design.answers) == ("001", None)
    assert len(design.hash) == 64


def test_evidence_that_documents_share_is_gathered_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = import_module("packfab.checks.documents")
    gathered: list[Build] = []
    before = DOCUMENTS["000"].gather

    def gather(build: Build, *rest: Any, **named: Any) -> Any:
        gathered.append(build)
        return before(build, *rest, **named)

    both = {number: documents.Document(DOCUMENTS[number].claims, gather) for number in ("000", "001")}
    monkeypatch.setattr(documents, "DOCUMENTS", both)

    claim_matrix(design_files([folder / "single.yaml"]), documents=["000", "001"])

    assert len(gathered) == 1


def test_a_fault_of_ours_names_the_design(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(import_module("packfab.study.claim_matrix"), "check_documents", wrong)

    with pytest.raises(ZeroDivisionError) as raised:
        claim_matrix(design_files([folder / "single.yaml"]))

    assert raised.value.__notes__ == ["while the claims were asked of single.yaml"]


def test_as_data_each_claim_tells_who_meets_it(matrix: ClaimMatrix) -> None:
    data = matrix_data(matrix)

    first = data["claims"][0]
    assert first == {"id": "000.c1", "title": "molded flip chip", "document": "000", "kind": "structure",
                     "parent": None, "answers": {"single.yaml": "met", "sink.yaml": first["answers"]["sink.yaml"]},
                     "met_by": ["single.yaml"]}  # fmt: skip
    assert data["claims"][1]["parent"] == "000.c1"
    assert data["answered"] == len(ALL)
    assert data["met_somewhere"] == len(ALL) - len(matrix.met_nowhere)
    assert data["documents"][0]["system"] == "molded-flip-chip"
    assert sum(document["met_somewhere"] for document in data["documents"]) == data["met_somewhere"]
    assert [bool(design["faults"]) for design in data["designs"]] == [False, False, True, True]


def test_as_a_table_it_has_a_row_a_claim_and_a_column_a_design(matrix: ClaimMatrix) -> None:
    head, *rows = matrix_rows(matrix)

    assert head[6:] == [design.name for design in matrix.designs]
    assert [row[0] for row in rows] == ALL
    assert {len(row) for row in rows} == {len(head)}
    assert _column(rows, 9) == {"not built"}


def _column(rows: Sequence[Sequence[str]], number: int) -> set[str]:
    return {row[number] for row in rows}
