"""Apply correction rules and an article's corrections to the machine's findings."""

from collections.abc import Sequence

from analysis import Analysis, Span
from db.corrections import entities, quotations
from db.corrections.editor import Draft
from db.corrections.models import (
    BoundsAre,
    Correction,
    DateIs,
    IsAQuotation,
    KindIs,
    LabelIs,
    Means,
    NameIs,
    NotAQuotation,
    SameAs,
    SpeakerIs,
    StandingRule,
)
from db.corrections.rules import apply_rule


def correct(
    analysis: Analysis,
    rules: Sequence[StandingRule] = (),
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
    editor = Draft(analysis)
    for rule in rules:
        apply_rule(editor, rule)
    for correction in corrections:
        _apply(editor, correction)
    return editor.analysis()


def _apply(editor: Draft, correction: Correction) -> None:
    at = correction.start, correction.end
    if not _is_within(editor.text, at):
        return
    match correction.change:
        case SpeakerIs(speaker, _):
            quotations.set_speaker(editor, at, speaker)
        case KindIs(kind):
            quotations.set_kind(editor, at, kind)
        case BoundsAre(start, end) if _is_within(editor.text, (start, end)):
            quotations.set_bounds(editor, at, (start, end))
        case NotAQuotation():
            quotations.remove(editor, at)
        case IsAQuotation(kind, speaker):
            quotations.add(editor, at, kind, speaker)
        case SameAs(entity):
            entities.merge(editor, at, entity)
        case Means(entity, everywhere):
            entities.split(editor, at, entity, everywhere=everywhere)
        case NameIs(name, _):
            entities.rename(editor, at, name)
        case LabelIs(label):
            entities.relabel(editor, at, label)
        case DateIs() as date:
            quotations.set_date(editor, at, date)


def _is_within(text: str, span: Span) -> bool:
    return 0 <= span[0] < span[1] <= len(text)
