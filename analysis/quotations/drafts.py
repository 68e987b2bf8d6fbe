"""Build a quotation step by step, then add its kind, its confidence and its reason."""

from dataclasses import dataclass

from analysis.models import Quotation, QuotationKind, Span
from analysis.quotations.confidence import confidence, reason, scare_reason
from analysis.quotations.quote_marks import Quoted
from analysis.quotations.segments import is_title


@dataclass(slots=True)
class Draft:
    """A quotation under construction; `stretches` are the indexes of its quoted spans."""

    spans: list[Span]
    stretches: set[int]
    frame: int
    paragraph: int
    rule: str
    cue: Span | None = None
    source: Span | None = None
    speaker: int | None = None
    addressee: Span | None = None
    negated: bool = False
    certainty: float = 1.0
    speaker_because: str = ""
    scare: bool = False
    spoken: bool = False
    merged: bool = False


def finished(text: str, draft: Draft, quoted_spans: tuple[Quoted, ...]) -> Quotation:
    """Build the quotation of a draft; `quoted_spans` are the quoted spans of the text."""
    spans = tuple(sorted(draft.spans))
    kind: QuotationKind = "scare" if draft.scare else _kind(text, spans, draft, quoted_spans)
    if draft.scare:
        because = scare_reason(draft.rule, is_title(text[slice(*spans[0])]))
    elif draft.rule == "no cue":
        because = "words in marks, with no cue to a speaker"
    else:
        because = reason(draft.rule, text[slice(*draft.cue)] if draft.cue else "")
    if draft.speaker_because:
        because = f"{because}; {draft.speaker_because}"
    return Quotation(
        spans,
        kind,
        draft.cue,
        draft.source,
        draft.speaker,
        draft.addressee,
        draft.negated,
        confidence(draft.rule, kind, draft.certainty),
        because,
    )


def _kind(
    text: str, spans: tuple[Span, ...], draft: Draft, quoted_spans: tuple[Quoted, ...]
) -> QuotationKind:
    """Return "direct" if all content is in marks, "indirect" if none is, else "mixed"."""
    if draft.spoken:
        return "direct"
    letters = sum(sum(map(str.isalnum, text[start:end])) for start, end in spans)
    marked = sum(
        sum(map(str.isalnum, text[quoted_spans[index].start : quoted_spans[index].end]))
        for index in draft.stretches
    )
    if not marked:
        return "indirect"
    return "direct" if marked >= letters else "mixed"
