"""Apply correction rules and an article's corrections to the machine's findings."""

from collections.abc import Sequence

from analysis import Analysis, Span
from db.corrections import entities, event_days, quotations
from db.corrections.editor import FindingsEditor
from db.corrections.models import (
    AddQuotation,
    Correction,
    CorrectionRule,
    MergeEntities,
    ReassignMention,
    RemoveQuotation,
    RenameEntity,
    SetBasis,
    SetBounds,
    SetDate,
    SetDisclosure,
    SetKind,
    SetLabel,
    SetSourceType,
    SetSpeaker,
)
from db.corrections.rules import apply_rule


def apply_corrections(
    analysis: Analysis,
    rules: Sequence[CorrectionRule] = (),
    corrections: Sequence[Correction] = (),
) -> Analysis:
    """Apply the rules, then the corrections, each in the given order.

    A correction finds its target by offsets, or else as the finding that shares at least half of
    its characters. A correction without a target changes nothing, with one exception: a speaker,
    kind or bounds set by the reader adds the quotation if it is missing. A correction outside the
    text, as when a later version is shorter, is ignored.
    """
    if not rules and not corrections:
        return analysis
    editor = FindingsEditor(analysis)
    for rule in rules:
        apply_rule(editor, rule)
    for correction in corrections:
        _apply(editor, correction)
    return editor.to_analysis()


def _apply(editor: FindingsEditor, correction: Correction) -> None:
    at = correction.start, correction.end
    if not _is_within(editor.text, at):
        return
    match correction.change:
        case SetSpeaker(speaker, _):
            quotations.set_speaker(editor, at, speaker)
        case SetKind(kind):
            quotations.set_kind(editor, at, kind)
        case SetBounds(start, end) if _is_within(editor.text, (start, end)):
            quotations.set_bounds(editor, at, (start, end))
        case RemoveQuotation():
            quotations.remove_quotation(editor, at)
        case AddQuotation(kind, speaker):
            quotations.add_quotation(editor, at, kind, speaker)
        case SetSourceType(source_type):
            quotations.set_source_type(editor, at, source_type)
        case SetBasis(basis):
            quotations.set_basis(editor, at, basis)
        case SetDisclosure():
            pass  # disclosures follow from the text: see `db.corrections.disclosures`
        case MergeEntities(entity):
            entities.merge_mention(editor, at, entity)
        case ReassignMention(entity, everywhere):
            entities.reassign_mention(editor, at, entity, everywhere=everywhere)
        case RenameEntity(name, _):
            entities.rename_mentioned(editor, at, name)
        case SetLabel(label):
            entities.set_mentioned_label(editor, at, label)
        case SetDate() as date:
            event_days.set_date(editor, at, date)


def _is_within(text: str, span: Span) -> bool:
    return 0 <= span[0] < span[1] <= len(text)
