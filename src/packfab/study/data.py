# SPDX-License-Identifier: Apache-2.0
"""What does an evaluation look like as plain data, for files and for programs that read them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from packfab.checks import Finding, as_data
from packfab.design import resolved
from packfab.geometry import Record
from packfab.study.evaluate import Evaluation


def design_data(evaluation: Evaluation) -> dict[str, Any]:
    """The resolved design: lengths in nm, all else SI."""
    return resolved(evaluation.package)


def traveller(records: Sequence[Record]) -> list[dict[str, Any]]:
    """One entry a step: number, name, title, parameters, what was measured and made, remarks."""
    return [
        {
            "number": r.number,
            "step": r.step,
            "title": r.title,
            "parameters": _plain(r.parameters),
            "measured": _plain(r.measured),
            "made": list(r.made),
            "notes": list(r.notes),
        }
        for r in records
    ]


def claims_data(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The claim chart: id, status and elements with their evidence."""
    return as_data(evaluation.claims)


def findings_data(of: Evaluation | Sequence[Finding]) -> list[dict[str, Any]]:
    """The findings, of an evaluation or as they are."""
    return [asdict(finding) for finding in (of.all_findings if isinstance(of, Evaluation) else of)]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(v) for key, v in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value
