"""Corrections: the reader's edits to the findings, stored separately and applied on top of them.

`correct` is a pure function. `keeping` stores corrections and correction rules; it rewrites an
article's rows with the machine's findings after both are applied.
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
