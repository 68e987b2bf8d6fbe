"""Sets right a quotation: who said it, its kind, its bounds, and whether it is one."""

from dataclasses import replace

from analysis import Quotation, Span
from analysis.findings import QuotationKind
from db.correcting.changes import Who
from db.correcting.draft import Draft
from db.correcting.reasons import yours
from db.correcting.wording import is_quoted, pieces

UNNAMED = "nobody named"


def set_speaker(draft: Draft, at: Span, who: Who | None) -> None:
    """Let somebody else have said it; the source goes where it named the wrong one."""
    index = _ensure(draft, at)
    quotation = draft.quotations[index]
    before = None if quotation.speaker is None else draft.entity(quotation.speaker).name
    speaker, source = _speaker(draft, quotation, who)
    name = UNNAMED if speaker is None else f"*{draft.entity(speaker).name}*"
    because = f"said by {name}"
    if before is not None and speaker != quotation.speaker:
        because += f", not *{before}*"
    kind = quotation.kind
    if kind == "scare" and speaker is not None:  # what somebody said is more than words in marks
        kind = _kind(draft, at)
    draft.quotations[index] = replace(
        quotation, speaker=speaker, source=source, kind=kind, confidence=1.0,
        because=yours(quotation.because, because),
    )  # fmt: skip


def set_kind(draft: Draft, at: Span, kind: QuotationKind) -> None:
    """Make it direct, indirect, mixed, or mere words in marks, which nobody said."""
    index = _ensure(draft, at)
    quotation = draft.quotations[index]
    because = kind if kind == quotation.kind else f"{kind}, not {quotation.kind}"
    draft.quotations[index] = of_kind(quotation, kind, yours(quotation.because, because))


def of_kind(quotation: Quotation, kind: QuotationKind, because: str) -> Quotation:
    """A quotation as one of a kind; mere words in marks attribute nothing."""
    changed = replace(quotation, kind=kind, confidence=1.0, because=because)
    if kind == "scare":
        return replace(changed, speaker=None, source=None, cue=None, addressee=None)
    return changed


def set_bounds(draft: Draft, at: Span, bounds: Span) -> None:
    """Let it begin and end elsewhere, its pieces still parted where they were."""
    index = _ensure(draft, at)
    quotation = draft.quotations.pop(index)
    because = yours(quotation.because, "with these bounds")
    draft.add_quotation(
        replace(quotation, spans=within(quotation.spans, bounds), confidence=1.0, because=because)
    )


def within(spans: tuple[Span, ...], bounds: Span) -> tuple[Span, ...]:
    """Pieces cut or stretched to bounds; those that lie outside of them are dropped."""
    start, end = bounds
    inside = [span for span in spans if span[0] < end and span[1] > start]
    if not inside:
        return (bounds,)
    inside[0] = (start, inside[0][1])
    inside[-1] = (inside[-1][0], end)
    return tuple(inside)


def remove(draft: Draft, at: Span) -> None:
    """Take it away."""
    index = draft.quotation_at(*at)
    if index is not None:
        del draft.quotations[index]


def add(draft: Draft, at: Span, kind: QuotationKind, who: Who | None) -> None:
    """Add one that was missed, unless the machine found it by now."""
    if any((quotation.start, quotation.end) == at for quotation in draft.quotations):
        set_kind(draft, at, kind)
        set_speaker(draft, at, who)
        return
    quotation = Quotation(pieces(draft.text, at), kind)
    speaker, source = _speaker(draft, quotation, who)
    because = "a quotation that was missed"
    if speaker is not None:
        because += f", said by *{draft.entity(speaker).name}*"
    draft.add_quotation(
        replace(quotation, speaker=speaker, source=source, because=yours("", because))
    )


def _ensure(draft: Draft, at: Span) -> int:
    """The quotation there; the reader said that it is one, so it is made where it is missing."""
    index = draft.quotation_at(*at)
    if index is not None:
        return index
    return draft.add_quotation(Quotation(pieces(draft.text, at), _kind(draft, at)))


def _kind(draft: Draft, at: Span) -> QuotationKind:
    return "direct" if is_quoted(draft.text[slice(*at)]) else "indirect"


def _speaker(draft: Draft, quotation: Quotation, who: Who | None) -> tuple[int | None, Span | None]:
    """The entity that said it, and the stretch that names it, as far as there is one."""
    if who is None:
        return None, None if _is_named(draft, quotation.source, None) else quotation.source
    speaker = draft.entity_of(who, yours("", "named by you"))
    source = quotation.source
    if source is None or _is_named(draft, source, speaker):
        source = draft.nearest(speaker, quotation.spans)
    return speaker, source


def _is_named(draft: Draft, source: Span | None, speaker: int | None) -> bool:
    """Whether a source gives the name of somebody other than the speaker, and not the speaker's."""
    if source is None:
        return False
    named = {
        mention.entity
        for mention in draft.mentions
        if mention.kind == "name" and mention.start < source[1] and mention.end > source[0]
    }
    people = {
        number for number in named if number is not None and draft.entity(number).label == "PERSON"
    }
    return speaker not in named and bool(people)
