"""Lays standing rules and an article's corrections over what the machine found."""

from collections.abc import Sequence

from analysis import Analysis, Span
from db.correcting import dates, names, quotations
from db.correcting.changes import (
    BoundsAre,
    DateIs,
    IsAQuotation,
    KindIs,
    LabelIs,
    Means,
    NameIs,
    NotAQuotation,
    SameAs,
    SpeakerIs,
)
from db.correcting.draft import Draft
from db.correcting.records import Correction, StandingRule
from db.correcting.rules import apply_rule


def correct(
    analysis: Analysis,
    rules: Sequence[StandingRule] = (),
    corrections: Sequence[Correction] = (),
) -> Analysis:
    """The findings as the reader wants them: rules first, then corrections, each in its order.

    What a correction is about is found again by its offsets, or as the finding that shares at
    least half of its characters; one whose finding is no more changes nothing, except that a
    quotation which the reader gave a speaker, a kind or bounds is one whatever the machine says.
    One that lies outside of the text, as where a later version is shorter, changes nothing either.
    """
    if not rules and not corrections:
        return analysis
    draft = Draft(analysis)
    for rule in rules:
        apply_rule(draft, rule)
    for correction in corrections:
        _apply(draft, correction)
    return draft.analysis()


def _apply(draft: Draft, correction: Correction) -> None:
    at = correction.start, correction.end
    if not _is_within(draft.text, at):
        return
    match correction.change:
        case SpeakerIs(who, _):
            quotations.set_speaker(draft, at, who)
        case KindIs(kind):
            quotations.set_kind(draft, at, kind)
        case BoundsAre(start, end) if _is_within(draft.text, (start, end)):
            quotations.set_bounds(draft, at, (start, end))
        case NotAQuotation():
            quotations.remove(draft, at)
        case IsAQuotation(kind, who):
            quotations.add(draft, at, kind, who)
        case SameAs(who):
            names.merge(draft, at, who)
        case Means(who, everywhere):
            names.split(draft, at, who, everywhere=everywhere)
        case NameIs(name, _):
            names.rename(draft, at, name)
        case LabelIs(label):
            names.relabel(draft, at, label)
        case DateIs() as date:
            dates.set_date(draft, at, date)


def _is_within(text: str, span: Span) -> bool:
    return 0 <= span[0] < span[1] <= len(text)
