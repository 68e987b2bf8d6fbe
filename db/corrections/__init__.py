"""Corrections: the reader's edits to the findings, stored separately and applied on top of them.

This package is pure: `apply_corrections` returns the corrected findings. The repository in
`db.repositories.corrections` stores corrections and rules, and rewrites an article's rows.
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
    SetBasis,
    SetBounds,
    SetDate,
    SetDisclosure,
    SetKind,
    SetLabel,
    SetSourceType,
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
    "SetBasis",
    "SetBounds",
    "SetDate",
    "SetDisclosure",
    "SetKind",
    "SetLabel",
    "SetSourceType",
    "SetSpeaker",
    "apply_corrections",
    "kind_of",
    "rule_for",
]
