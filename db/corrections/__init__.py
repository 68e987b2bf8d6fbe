"""Corrections: the reader's edits to the findings, stored separately and applied on top of them.

`correct` is a pure function. `keeping` stores corrections and correction rules; it rewrites an
article's rows with the machine's findings after both are applied.
"""

from db.corrections.apply import correct
from db.corrections.editor import is_yours
from db.corrections.models import (
    BoundsAre,
    Change,
    Correction,
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
    StandingRule,
    Who,
    kind_of,
)
from db.corrections.rules import rule_for
from db.text import SORTS

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
