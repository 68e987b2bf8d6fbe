"""Verification of quotations: compare them word by word with their originals."""

from analysis.verification.allowed_edits import Allowance, AllowedEdits
from analysis.verification.near_statements import find_near_statements
from analysis.verification.originals import Original, Passage
from analysis.verification.quotation_check import OriginalIndex, verify_quotation
from analysis.verification.quoted_texts import (
    count_short_texts,
    list_indirect_texts,
    list_quoted_texts,
)
from analysis.verification.verdicts import (
    EDITS,
    VERDICT_KINDS,
    VERDICT_NAMES,
    Edit,
    Match,
    QuotedText,
    Verdict,
    VerdictKind,
    WordDifference,
)
from analysis.verification.word_differences import (
    Wording,
    compare_wordings,
    describe_differences,
)

__all__ = [
    "EDITS",
    "VERDICT_KINDS",
    "VERDICT_NAMES",
    "Allowance",
    "AllowedEdits",
    "Edit",
    "Match",
    "Original",
    "OriginalIndex",
    "Passage",
    "QuotedText",
    "Verdict",
    "VerdictKind",
    "WordDifference",
    "Wording",
    "compare_wordings",
    "count_short_texts",
    "describe_differences",
    "find_near_statements",
    "list_indirect_texts",
    "list_quoted_texts",
    "verify_quotation",
]
