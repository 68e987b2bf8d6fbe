"""Correct the days of an event or a time expression."""

from analysis import Span
from analysis.models import Precision, Reason
from db.corrections.editor import FindingsEditor, edit_finding, find_closest_span
from db.corrections.models import SetDate


def set_date(editor: FindingsEditor, at: Span, date: SetDate) -> None:
    """Set the days of an event or a time expression as the reader corrected them."""
    reason = Reason.of(
        "edit.dated", first=date.first_day.isoformat(), last=date.last_day.isoformat(),
        precision=date.precision,
    )  # fmt: skip
    if date.finding == "event":
        index = find_closest_span([(event.start, event.end) for event in editor.events], at)
        if index is not None:
            event = editor.events[index]
            ahead = editor.published is not None and date.first_day > editor.published
            editor.events[index] = edit_finding(
                event, reason, first_day=date.first_day, last_day=date.last_day,
                precision=date.precision, upcoming=ahead, confidence=1.0,
            )  # fmt: skip
        return
    index = find_closest_span([(time.start, time.end) for time in editor.times], at)
    if index is not None:
        time = editor.times[index]
        editor.times[index] = edit_finding(
            time, reason, value=_value(date), mod=None, relative=None, anchor=None, confidence=1.0
        )


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
