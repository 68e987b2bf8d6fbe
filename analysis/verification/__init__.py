"""Verification of quotations: compare them word by word with their originals."""

from analysis.verification.originals import Original, Passage
from analysis.verification.quotation_check import OriginalIndex, verify_quotation
from analysis.verification.quoted_texts import list_quoted_texts
from analysis.verification.verdicts import (
    EDITS,
    VERDICT_KINDS,
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
    "describe_differences",
    "list_quoted_texts",
    "verify_quotation",
]
