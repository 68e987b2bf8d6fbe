"""Build a quotation step by step, then add its kind, its confidence and its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.models import Entity, Quotation, QuotationKind, Reason, Span
from analysis.quotations.confidence import FindEvidence, estimate_confidence
from analysis.quotations.quotation_reasons import scare_reason, source_reason
from analysis.quote_marks import QuotedSpan
from analysis.syntax.quoted_words import is_title


@dataclass(slots=True)
class QuotationBuilder:
    """A quotation under construction; `quoted_spans` are the indexes of its quoted spans."""

    spans: list[Span]
    quoted_spans: set[int]
    segment: int
    paragraph: int
    pattern: str
    cue: Span | None = None
    source: Span | None = None
    speakers: tuple[int, ...] = ()
    addressee: Span | None = None
    negated: bool = False
    certainty: float = 1.0
    speaker_reason: Reason | None = None
    is_scare: bool = False
    is_verbatim: bool = False
    is_merged: bool = False
    is_thought: bool = False
    is_topic: bool = False
    is_continuation: bool = False


def build_quotation(
    text: str,
    draft: QuotationBuilder,
    quoted_spans: tuple[QuotedSpan, ...],
    entities: Sequence[Entity],
) -> Quotation:
    """Build the quotation of a draft; the quoted spans and entities are those of the text."""
    spans = tuple(sorted(draft.spans))
    kind: QuotationKind = "scare" if draft.is_scare else _kind(text, spans, draft, quoted_spans)
    if draft.is_scare:
        reason = scare_reason(draft.pattern, is_title=is_title(text[slice(*spans[0])]))
    else:
        reason = source_reason(draft.pattern, text[slice(*draft.cue)] if draft.cue else "")
    if draft.speaker_reason is not None:
        reason = reason.extend(draft.speaker_reason)
    return Quotation(
        spans,
        kind,
        draft.cue,
        draft.source,
        draft.speakers[0] if draft.speakers else None,
        draft.addressee,
        draft.negated,
        estimate_confidence(text, gather_evidence(draft, kind, entities)),
        reason,
        co_speakers=draft.speakers[1:],
        is_thought=draft.is_thought,
    )


def gather_evidence(
    draft: QuotationBuilder, kind: QuotationKind, entities: Sequence[Entity]
) -> FindEvidence:
    """Return the evidence that the confidence in a draft depends on."""
    return FindEvidence(
        draft.pattern,
        kind,
        tuple(sorted(draft.spans)),
        draft.cue,
        draft.source,
        draft.negated,
        draft.certainty,
        tuple(entities[speaker].label for speaker in draft.speakers),
        draft.speaker_reason.id if draft.speaker_reason is not None else "",
    )


def _kind(
    text: str,
    spans: tuple[Span, ...],
    draft: QuotationBuilder,
    quoted_spans: tuple[QuotedSpan, ...],
) -> QuotationKind:
    """Return "direct" if all content is in marks, "indirect" if none is, else "mixed".

    A topic or a continuation without words in marks has a kind of its own.
    """
    if draft.is_verbatim:
        return "direct"
    letters = sum(sum(map(str.isalnum, text[start:end])) for start, end in spans)
    marked = sum(
        sum(map(str.isalnum, text[quoted_spans[index].start : quoted_spans[index].end]))
        for index in draft.quoted_spans
    )
    if not marked:
        if draft.is_topic:
            return "topic"
        return "continuation" if draft.is_continuation else "indirect"
    return "direct" if marked >= letters else "mixed"
