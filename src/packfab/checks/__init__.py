# SPDX-License-Identifier: Apache-2.0
"""Is it what it should be? Findings of rules, and claims of documents as checks with evidence."""

from packfab.checks.claim import Claim, ClaimResult, Element, as_data
from packfab.checks.conduction import conducting
from packfab.checks.documents import DOCUMENTS, Document, check_claims, check_documents
from packfab.checks.evidence import Evidence, gather
from packfab.checks.finding import Finding, Severity
from packfab.checks.limits import LIMITS, Limit, Limits, with_overrides

__all__ = [
    "DOCUMENTS",
    "LIMITS",
    "Claim",
    "ClaimResult",
    "Document",
    "Element",
    "Evidence",
    "Finding",
    "Limit",
    "Limits",
    "Severity",
    "as_data",
    "check_claims",
    "check_documents",
    "conducting",
    "gather",
    "with_overrides",
]
