"""Correct quotations: set their speaker, kind and bounds, add them and remove them.

Correct the days of an event or a time expression.
"""

import datetime
from dataclasses import replace

from analysis import Quotation, Span
from analysis.models import Precision, QuotationKind
from db.corrections.editor import FindingsEditor, find_closest_span, user_reason
from db.corrections.models import EntityRef, SetDate
from db.dates import MONTH_NAMES
from db.text import is_quoted, split_quoted

UNNAMED = "nobody named"


def set_speaker(editor: FindingsEditor, at: Span, target: EntityRef | None) -> None:
    """Set the speaker of a quotation; drop its source span if that names another person."""
    index = _ensure(editor, at)
    quotation = editor.quotations[index]
    before = None if quotation.speaker is None else editor.entity(quotation.speaker).name
    speaker, source = _speaker(editor, quotation, target)
    name = UNNAMED if speaker is None else f"*{editor.entity(speaker).name}*"
    because = f"said by {name}"
    if before is not None and speaker != quotation.speaker:
        because += f", not *{before}*"
    kind = quotation.kind
    if kind == "scare" and speaker is not None:  # a quotation with a speaker is no scare quote
        kind = _kind(editor, at)
    editor.quotations[index] = replace(
        quotation, speaker=speaker, source=source, kind=kind, confidence=1.0,
        because=user_reason(quotation.because, because),
    )  # fmt: skip


def set_kind(editor: FindingsEditor, at: Span, kind: QuotationKind) -> None:
    """Set the kind of a quotation: direct, indirect, mixed, or scare quote."""
    index = _ensure(editor, at)
    quotation = editor.quotations[index]
    because = kind if kind == quotation.kind else f"{kind}, not {quotation.kind}"
    editor.quotations[index] = with_kind(quotation, kind, user_reason(quotation.because, because))


def with_kind(quotation: Quotation, kind: QuotationKind, because: str) -> Quotation:
    """Return the quotation with another kind; a scare quote has no speaker, source or cue."""
    changed = replace(quotation, kind=kind, confidence=1.0, because=because)
    if kind == "scare":
        return replace(changed, speaker=None, source=None, cue=None, addressee=None)
    return changed


def set_bounds(editor: FindingsEditor, at: Span, bounds: Span) -> None:
    """Set where a quotation begins and ends; gaps between its content spans stay."""
    index = _ensure(editor, at)
    quotation = editor.quotations.pop(index)
    because = user_reason(quotation.because, "with these bounds")
    editor.add_quotation(
        replace(
            quotation, spans=clip_spans(quotation.spans, bounds), confidence=1.0, because=because
        )
    )


def clip_spans(spans: tuple[Span, ...], bounds: Span) -> tuple[Span, ...]:
    """Cut or extend content spans to the bounds, and drop the spans outside of them."""
    start, end = bounds
    inside = [span for span in spans if span[0] < end and span[1] > start]
    if not inside:
        return (bounds,)
    inside[0] = (start, inside[0][1])
    inside[-1] = (inside[-1][0], end)
    return tuple(inside)


def remove_quotation(editor: FindingsEditor, at: Span) -> None:
    """Remove the quotation at a span."""
    index = editor.quotation_at(*at)
    if index is not None:
        del editor.quotations[index]


def add_quotation(
    editor: FindingsEditor, at: Span, kind: QuotationKind, target: EntityRef | None
) -> None:
    """Add a missed quotation, or correct it if the machine finds it by now."""
    if any((quotation.start, quotation.end) == at for quotation in editor.quotations):
        set_kind(editor, at, kind)
        set_speaker(editor, at, target)
        return
    quotation = Quotation(split_quoted(editor.text, at), kind)
    speaker, source = _speaker(editor, quotation, target)
    because = "a quotation that was missed"
    if speaker is not None:
        because += f", said by *{editor.entity(speaker).name}*"
    editor.add_quotation(
        replace(quotation, speaker=speaker, source=source, because=user_reason("", because))
    )


def _ensure(editor: FindingsEditor, at: Span) -> int:
    """Return the index of the quotation at a span; add it if the machine did not find it."""
    index = editor.quotation_at(*at)
    if index is not None:
        return index
    return editor.add_quotation(Quotation(split_quoted(editor.text, at), _kind(editor, at)))


def _kind(editor: FindingsEditor, at: Span) -> QuotationKind:
    return "direct" if is_quoted(editor.text[slice(*at)]) else "indirect"


def _speaker(
    editor: FindingsEditor, quotation: Quotation, target: EntityRef | None
) -> tuple[int | None, Span | None]:
    """Return the speaker's entity and the source span that names it, each None if unknown."""
    if target is None:
        return None, None if _names_another_person(
            editor, quotation.source, None
        ) else quotation.source
    speaker = editor.resolve_entity(target, user_reason("", "named by you"))
    source = quotation.source
    if source is None or _names_another_person(editor, source, speaker):
        source = editor.nearest_mention(speaker, quotation.spans)
    return speaker, source


def _names_another_person(editor: FindingsEditor, source: Span | None, speaker: int | None) -> bool:
    """Return whether a source names another person, and not the speaker."""
    if source is None:
        return False
    named = {
        mention.entity
        for mention in editor.mentions
        if mention.kind == "name" and mention.start < source[1] and mention.end > source[0]
    }
    people = {
        number for number in named if number is not None and editor.entity(number).label == "PERSON"
    }
    return speaker not in named and bool(people)


def set_date(editor: FindingsEditor, at: Span, date: SetDate) -> None:
    """Set the days of an event or a time expression as the reader corrected them."""
    because = f"dated {_readable(date)}"
    if date.of == "event":
        index = find_closest_span([(event.start, event.end) for event in editor.events], at)
        if index is not None:
            event = editor.events[index]
            ahead = editor.published is not None and date.first_day > editor.published
            editor.events[index] = replace(
                event, first_day=date.first_day, last_day=date.last_day,
                precision=date.precision, upcoming=ahead, confidence=1.0,
                because=user_reason(event.because, because),
            )  # fmt: skip
        return
    index = find_closest_span([(time.start, time.end) for time in editor.times], at)
    if index is not None:
        time = editor.times[index]
        editor.times[index] = replace(
            time, value=_value(date), mod=None, relative=None, anchor=None, confidence=1.0,
            because=user_reason(time.because, because),
        )  # fmt: skip


def _value(date: SetDate) -> str:
    """Return the days as a TIMEX3 value: a year, a month, a day, or the first day of a range."""
    first = date.first_day
    values: dict[Precision, str] = {
        "year": f"{first.year:04}",
        "month": f"{first.year:04}-{first.month:02}",
        "decade": f"{first.year // 10:03}",
        "century": f"{first.year // 100:02}",
    }
    return values.get(date.precision, first.isoformat())


def _readable(date: SetDate) -> str:
    first, last = date.first_day, date.last_day
    if first == last:
        return _day(first)
    if date.precision == "year" and first.year == last.year:
        return f"{first.year}"
    if date.precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"{MONTH_NAMES[first.month - 1]} {first.year}"
    return f"{_day(first)} to {_day(last)}"


def _day(day: datetime.date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
