"""Corrections: what a reader sets right in the findings, kept apart from them and laid over them.

`correct` is pure; `keeping` stores corrections and standing rules, and rewrites an article's rows
as what the machine found and the reader set right together say.
"""

from db.correcting.applying import correct
from db.correcting.changes import (
    BoundsAre,
    Change,
    DateIs,
    IsAQuotation,
    KindIs,
    LabelIs,
    Means,
    NameIs,
    NotAQuotation,
    RuleChange,
    SameAs,
    SpeakerIs,
    Who,
    kind_of,
)
from db.correcting.reasons import is_yours
from db.correcting.records import Correction, StandingRule
from db.correcting.rules import rule_for
from db.correcting.wording import SORTS

__all__ = [
    "SORTS",
    "BoundsAre",
    "Change",
    "Correction",
    "DateIs",
    "IsAQuotation",
    "KindIs",
    "LabelIs",
    "Means",
    "NameIs",
    "NotAQuotation",
    "RuleChange",
    "SameAs",
    "SpeakerIs",
    "StandingRule",
    "Who",
    "correct",
    "is_yours",
    "kind_of",
    "rule_for",
]
