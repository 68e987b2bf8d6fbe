"""Timeline as SVG: a dot or bar for each event by day, in rows so that none overlap."""

import datetime
from collections.abc import Sequence

from analysis import Event
from analysis.date_format import period_ends
from analysis.partial_dates import DatePrecision, PartialDate
from db.exporters.escapes import escape_markup, flatten_lines
from db.exporters.markdown import format_days
from db.exporters.selection import ExportedArticle

_WIDTH = 480
_EDGE = 12
_ROW = 12
_MOST_ROWS = 24
_TICKS = 6


def timeline_svg(article: ExportedArticle) -> str:
    """Return the dated events of an article as SVG; a vertical line marks the publication date."""
    events = article.dated_events
    first = min(_first(event) for event in events)
    last = max(event.last_day or _first(event) for event in events)
    published = article.document.published
    if published is not None:
        first, last = min(first, published.first), max(last, published.last)
    span = max((last - first).days, 1)

    def x(day: datetime.date) -> float:
        return round(_EDGE + (day - first).days / span * (_WIDTH - 2 * _EDGE), 1)

    rows: list[float] = []
    marks: list[str] = []
    for event in events:
        left, right = x(_first(event)), x(event.last_day or _first(event))
        row = next((at for at, taken in enumerate(rows) if taken < left - 7), len(rows))
        row = min(row, _MOST_ROWS - 1)
        rows[row : row + 1] = [right]
        y = 10 + row * _ROW
        label = escape_markup(f"{format_days(event)}: {flatten_lines(event.headline)}")
        is_firm = not (event.upcoming or event.is_reported or event.is_guessed)
        fill = "currentColor" if is_firm and event.kind == "event" else "none"
        shape = (
            f'<circle cx="{left}" cy="{y}" r="3.5"'
            if right - left < 8
            else f'<rect x="{left}" y="{y - 3}" width="{right - left}" height="6" rx="3"'
        )
        marks.append(f'{shape} fill="{fill}" stroke="currentColor"><title>{label}</title>')
        marks.append("</circle>" if right - left < 8 else "</rect>")
    floor = 10 + len(rows) * _ROW
    ticks = "".join(
        f'<line x1="{x(day)}" y1="0" x2="{x(day)}" y2="{floor}"/>'
        f'<text x="{x(day)}" y="{floor + 12}" text-anchor="{anchor}">{words}</text>'
        for day, words, anchor in _ticks(first, last, span, _finest(article))
    )
    now = ""
    if published is not None:
        for day in dict.fromkeys((published.first, published.last)):  # a month has two ends
            now += f'<line class="now" x1="{x(day)}" y1="0" x2="{x(day)}" y2="{floor}"/>'
    return (
        f'<svg viewBox="0 0 {_WIDTH} {floor + 18}" role="img" aria-label="{len(events)} dated '
        f'events from {_earliest(events)} to {_latest(events)}">{ticks}{now}{"".join(marks)}</svg>'
    )


def _earliest(events: Sequence[Event]) -> PartialDate:
    """Return the begin of the first event, as exact as it is known."""
    event = min(events, key=_first)
    return period_ends(_first(event), event.last_day or _first(event), event.precision)[0]


def _latest(events: Sequence[Event]) -> PartialDate:
    """Return the end of the last event, as exact as it is known."""
    event = max(events, key=lambda event: event.last_day or _first(event))
    return period_ends(_first(event), event.last_day or _first(event), event.precision)[1]


def _finest(article: ExportedArticle) -> DatePrecision:
    """Return the precision of the most exact date on the axis."""
    found = {
        period_ends(_first(event), event.last_day or _first(event), event.precision)[0].precision
        for event in article.dated_events
    }
    if article.document.published is not None:
        found.add(article.document.published.precision)
    return "day" if "day" in found else "month" if "month" in found else "year"


def _first(event: Event) -> datetime.date:
    assert event.first_day is not None
    return event.first_day


def _ticks(
    first: datetime.date, last: datetime.date, span: int, finest: DatePrecision
) -> list[tuple[datetime.date, str, str]]:
    """Return days along the axis, with the shortest labels that distinguish them.

    A label is not more exact than the most exact date on the axis, whose precision is `finest`.
    """
    number = min(_TICKS, span)
    days = [first + datetime.timedelta(days=round(span * at / number)) for at in range(number + 1)]
    if span > 366 * 6 or finest == "year":
        form = "%Y"
    else:
        form = "%Y-%m" if span > 180 or finest == "month" else "%m-%d"
    ticks = []
    shown = ""
    for at, day in enumerate(days):
        words = f"{day:{form}}" if at or form != "%m-%d" else f"{day:%Y-%m-%d}"
        anchor = "start" if at == 0 else "end" if day >= last else "middle"
        if words != shown:
            ticks.append((day, words, anchor))
        shown = words
    return ticks
