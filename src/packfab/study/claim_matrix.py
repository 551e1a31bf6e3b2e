# SPDX-License-Identifier: Apache-2.0
"""Which designs meet which claims? Every claim of every document is asked of every design, whatever its system.

Each design is fabricated once, the network of its metal is found once, and documents that look at the same evidence
have it gathered once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Literal

from packfab.checks import DOCUMENTS, check_documents, conducting
from packfab.design import SYSTEMS, design_hash
from packfab.errors import BadInput, Fault, PackfabError
from packfab.process import one_package
from packfab.study.evaluate import document_of, fabricated, read_design
from packfab.study.examples import DesignFile
from packfab.study.findings import has_nets
from packfab.study.rules import limits_of
from packfab.study.workers import asked_of_all

Status = Literal["met", "not met", "not applicable"]
MatrixProgress = Callable[[int, int, str], None]
"""Called with (designs done, designs in all, name of the design just done)."""


@dataclass(frozen=True, slots=True)
class AskedClaim:
    """A claim as it is asked of all designs; `parent` is the id of the claim it includes, or empty."""

    id: str
    title: str
    document: str
    kind: str
    parent: str


@dataclass(frozen=True, slots=True)
class DesignAnswers:
    """What one design answers, by id of the claim; a design that cannot be built has faults and no answers.

    name: path below the folder of all; package: its name in the file; document: the one of its system. What could not
    be read is empty.
    """

    name: str
    package: str = ""
    document: str = ""
    hash: str = ""
    answers: Mapping[str, Status] | None = None
    faults: tuple[Fault, ...] = ()

    def status(self, claim: str) -> Status | None:
        """The answer to a claim; None where the design was not built."""
        return None if self.answers is None else self.answers[claim]

    @property
    def met(self) -> int:
        """How many claims it meets."""
        return sum(status == "met" for status in (self.answers or {}).values())


@dataclass(frozen=True, slots=True)
class ClaimMatrix:
    """All claims of the documents that were asked, against all designs, sorted by the document of their system."""

    documents: tuple[str, ...]
    claims: tuple[AskedClaim, ...]
    designs: tuple[DesignAnswers, ...]

    def of(self, document: str) -> tuple[AskedClaim, ...]:
        """The claims of one document."""
        return tuple(claim for claim in self.claims if claim.document == document)

    def met_by(self, claim: AskedClaim) -> tuple[str, ...]:
        """Names of the designs that meet a claim."""
        return tuple(design.name for design in self.designs if design.status(claim.id) == "met")

    @property
    def met_nowhere(self) -> tuple[AskedClaim, ...]:
        """The claims that no design meets."""
        return tuple(claim for claim in self.claims if not self.met_by(claim))

    @property
    def answered(self) -> tuple[AskedClaim, ...]:
        """The claims that at least one design answers."""
        return tuple(claim for claim in self.claims if any(design.status(claim.id) for design in self.designs))

    @property
    def unbuilt(self) -> tuple[DesignAnswers, ...]:
        """The designs that cannot be built, and so answer nothing."""
        return tuple(design for design in self.designs if design.answers is None)


def claim_matrix(
    designs: Sequence[DesignFile],
    *,
    documents: Sequence[str] | None = None,
    jobs: int = 1,
    progress: MatrixProgress | None = None,
) -> ClaimMatrix:
    """Fabricate every design and ask it every claim of these documents, of all unless given.

    jobs: so many designs at once, each in a process of its own; a program that asks for several must be importable
    (`if __name__ == "__main__":`).
    """
    asked = _known(tuple(DOCUMENTS) if documents is None else tuple(dict.fromkeys(documents)))

    def told(number: int, count: int) -> None:
        if progress is not None:
            progress(count, len(designs), designs[number].name)

    found = asked_of_all(partial(answers_of, documents=asked), designs, jobs=jobs, done=told)
    claims = tuple(
        AskedClaim(claim.id, claim.title, number, claim.kind, claim.parent)
        for number in asked
        for claim in DOCUMENTS[number].claims
    )
    # a file that could not be read has no document, and goes last
    ordered = sorted(found, key=lambda one: (not one.document, one.document, one.name))
    return ClaimMatrix(asked, claims, tuple(ordered))


def answers_of(design: DesignFile, *, documents: Sequence[str]) -> DesignAnswers:
    """What one design answers to the claims of these documents, under the limits that it sets; or its faults."""
    known = DesignAnswers(design.name)
    try:
        spec = read_design(design.path)
        package = spec.package
        known = DesignAnswers(design.name, package.name, document_of(package), design_hash(package))
        made = fabricated(spec)
        build = one_package(made.build)
        metal = conducting(build, spec.library) if has_nets(build) else None
        results = check_documents(build, made.records, documents, limits_of(package), spec.library, metal)
    except PackfabError as error:
        faults = error.faults if isinstance(error, BadInput) else (Fault(str(error)),)
        return DesignAnswers(known.name, known.package, known.document, known.hash, None, faults)
    except Exception as error:
        error.add_note(f"while the claims were asked of {design.name}")
        raise
    answers = {claim.id: claim.status for claims in results.values() for claim in claims}
    return DesignAnswers(known.name, known.package, known.document, known.hash, answers)


def matrix_data(matrix: ClaimMatrix) -> dict[str, Any]:
    """The matrix as plain data for JSON."""
    return {
        "documents": [
            {"number": number, "system": SYSTEMS.get(number, ""), "claims": len(matrix.of(number)),
             "met_somewhere": sum(bool(matrix.met_by(claim)) for claim in matrix.of(number))}
            for number in matrix.documents
        ],
        "designs": [
            {"name": design.name, "package": design.package, "document": design.document, "hash": design.hash,
             "met": design.met, "faults": [asdict(fault) for fault in design.faults]}
            for design in matrix.designs
        ],
        "claims": [
            {
                "id": claim.id,
                "title": claim.title,
                "document": claim.document,
                "kind": claim.kind,
                "parent": claim.parent or None,
                "answers": {design.name: status for design in matrix.designs if (status := design.status(claim.id))},
                "met_by": list(matrix.met_by(claim)),
            }
            for claim in matrix.claims
        ],
        "answered": len(matrix.answered),
        "met_somewhere": len(matrix.claims) - len(matrix.met_nowhere),
    }  # fmt: skip


def matrix_rows(matrix: ClaimMatrix) -> list[list[str]]:
    """The matrix as a table: a row of heads, then a row a claim; a design that was not built answers `not built`."""
    head = ["claim", "title", "document", "kind", "parent", "met by", *(design.name for design in matrix.designs)]
    return [
        head,
        *(
            [claim.id, claim.title, claim.document, claim.kind, claim.parent, str(len(matrix.met_by(claim))),
             *(design.status(claim.id) or "not built" for design in matrix.designs)]
            for claim in matrix.claims
        ),
    ]  # fmt: skip


def _known(documents: tuple[str, ...]) -> tuple[str, ...]:
    faults = [
        Fault(f"there are no claims of document '{number}'", allowed=", ".join(DOCUMENTS), fix="name one of them")
        for number in documents
        if number not in DOCUMENTS
    ]
    if faults:
        raise BadInput(faults)
    return documents
