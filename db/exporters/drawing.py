"""Timeline as SVG: a dot or bar for each event by day, in rows so that none overlap."""

import datetime

from analysis import Event
from db.exporters.escaping import markup, one_line
from db.exporters.selection import Exported

_WIDTH = 480
_EDGE = 12
_ROW = 12
_MOST_ROWS = 24
_TICKS = 6


def drawn_timeline(article: Exported) -> str:
    """Return the dated events of an article as SVG; a vertical line marks the publication date."""
    events = article.dated
    first = min(_first(event) for event in events)
    last = max(event.last_day or _first(event) for event in events)
    published = article.document.published
    if published is not None:
        first, last = min(first, published), max(last, published)
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
        label = markup(f"{event.first_day}: {one_line(event.headline)}")
        fill = "none" if event.upcoming else "currentColor"
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
        for day, words, anchor in _ticks(first, last, span)
    )
    now = (
        f'<line class="now" x1="{x(published)}" y1="0" x2="{x(published)}" y2="{floor}"/>'
        if published is not None
        else ""
    )
    return (
        f'<svg viewBox="0 0 {_WIDTH} {floor + 18}" role="img" aria-label="{len(events)} dated '
        f'events from {first} to {last}">{ticks}{now}{"".join(marks)}</svg>'
    )


def _first(event: Event) -> datetime.date:
    assert event.first_day is not None
    return event.first_day


def _ticks(
    first: datetime.date, last: datetime.date, span: int
) -> list[tuple[datetime.date, str, str]]:
    """Return days along the axis, with the shortest labels that distinguish them."""
    number = min(_TICKS, span)
    days = [first + datetime.timedelta(days=round(span * at / number)) for at in range(number + 1)]
    form = "%Y" if span > 366 * 6 else "%Y-%m" if span > 180 else "%m-%d"
    ticks = []
    shown = ""
    for at, day in enumerate(days):
        words = f"{day:{form}}" if at or form != "%m-%d" else f"{day:%Y-%m-%d}"
        anchor = "start" if at == 0 else "end" if day >= last else "middle"
        if words != shown:
            ticks.append((day, words, anchor))
        shown = words
    return ticks
