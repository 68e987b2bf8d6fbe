"""Corrections: the reader's edits to the findings, stored separately and applied on top of them.

`correct` is a pure function. `keeping` stores corrections and correction rules; it rewrites an
article's rows with the machine's findings after both are applied.
"""

from db.corrections.apply import apply_corrections
from db.corrections.models import (
    AddQuotation,
    Change,
    Correction,
    CorrectionRule,
    EntityRef,
    MergeEntities,
    ReassignMention,
    RemoveQuotation,
    RenameEntity,
    RuleChange,
    SetBounds,
    SetDate,
    SetKind,
    SetLabel,
    SetSpeaker,
    kind_of,
)
from db.corrections.rules import rule_for

__all__ = [
    "AddQuotation",
    "Change",
    "Correction",
    "CorrectionRule",
    "EntityRef",
    "MergeEntities",
    "ReassignMention",
    "RemoveQuotation",
    "RenameEntity",
    "RuleChange",
    "SetBounds",
    "SetDate",
    "SetKind",
    "SetLabel",
    "SetSpeaker",
    "apply_corrections",
    "kind_of",
    "rule_for",
]
