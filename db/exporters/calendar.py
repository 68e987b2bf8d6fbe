"""Export of dated events: JSON for TimelineJS, and a calendar (iCalendar, RFC 5545)."""

import datetime
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from analysis import Event, render_reason
from analysis.date_format import format_period, period_ends
from analysis.event_relations import find_recurrence, is_unannounced
from analysis.events.recurring_days import first_day_of_rule
from analysis.partial_dates import PartialDate
from analysis.timex.calendar_points import parse_point
from db.exporters.escapes import escape_calendar, escape_markup, flatten_lines, safe_link
from db.exporters.export_context import ExportContext
from db.exporters.selection import ExportedArticle

_FOLD = 73  # bytes of a line of iCalendar before it is folded, with room for the line end
_CLOCK = re.compile(r"T(\d{2})(?::(\d{2}))?")
_REPEATED_CLOCK = re.compile(r"XXXX-(?:WXX-\d|XX-XX)T(\d{2}):(\d{2})")
_OFFSET = re.compile(r"(?<=\d)(?:Z|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?)$")
_ENTRY_PRECISIONS = ("time", "day", "week", "reported")

Warn = Callable[[str], None]
"""Called with one line about what an export leaves out."""


def write_timelinejs(articles: Iterable[ExportedArticle], export: ExportContext) -> Iterator[str]:
    """Yield the JSON document for TimelineJS, with events sorted by day, without states."""
    identities, years, states = _Identities(), _EarlyYears(), 0
    events = []
    for article in articles:
        years.count(article)
        dated = [event for event in article.dated_events if event.kind == "event"]
        states += len(article.dated_events) - len(dated)
        events += [(event, article, identities.identify(event, article)) for event in dated]
    events.sort(key=lambda found: (found[0].first_day or datetime.date.max, found[1].row.id))
    slides = [_slide(*found) for found in events]
    title = {"text": {"headline": escape_markup(export.name), "text": ""}}
    yield json.dumps({"title": title, "events": slides}, ensure_ascii=False, indent=1)
    warn = _find_warning(export)
    years.warn(warn)
    _warn_of_states(states, warn)


def _find_warning(export: ExportContext) -> Warn | None:
    """Return the function for warnings; None for an export with a part of the events."""
    whole = export.options.first is None and "events" in export.options.parts
    return export.warn if whole else None


def write_calendar(articles: Iterable[ExportedArticle], export: ExportContext) -> Iterator[str]:
    """Yield a calendar of the events; those without a time of day are all-day events.

    Events whose day is not known, of a month or a year, and states are left out and counted.
    """
    identities, years, long, states = _Identities(), _EarlyYears(), 0, 0
    yield _property("BEGIN", "VCALENDAR") + _property("VERSION", "2.0")
    name = escape_calendar(export.name)
    yield _property("PRODID", "-//OnRecord//EN") + _property("X-WR-CALNAME", name)
    for article in articles:
        years.count(article)
        stamp = article.row.added.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
        for event in article.dated_events:
            if event.kind == "state":
                states += 1
                continue
            if event.precision is not None and event.precision not in _ENTRY_PRECISIONS:
                long += 1
                continue
            yield from _entry(event, article, identities.identify(event, article), stamp)
    yield _property("END", "VCALENDAR")
    warn = _find_warning(export)
    years.warn(warn)
    if long and warn is not None:
        events = "1 event" if long == 1 else f"{long:,} events"
        warn(f"left out {events} of a month or longer; a calendar has days only")
    _warn_of_states(states, warn)


def _warn_of_states(number: int, warn: Warn | None) -> None:
    if number and warn is not None:
        states = "1 state that lasts" if number == 1 else f"{number:,} states that last"
        warn(f'left out {states}, such as "mayor since 2019"')


class _Identities:
    """The identifiers of an export's events, each of them used once.

    An identifier depends on the words of the event and of its date, not on ids of the store or on
    positions in the text. So a later export replaces the event in a calendar.
    """

    def __init__(self) -> None:
        self._uses: Counter[str] = Counter()

    def identify(self, event: Event, article: ExportedArticle) -> str:
        """Return an identifier; a repeated event of the same words is numbered."""
        document = article.document
        origin = document.source or f"{article.title}|{document.text}"
        date = ""
        if event.time is not None:
            time = article.analysis.times[event.time]
            date = article.text_of((time.start, time.end))
        words = f"{origin}|{article.text_of((event.start, event.end))}|{date}"
        self._uses[words] += 1
        numbered = f"{words}|{self._uses[words]}"
        return hashlib.sha256(numbered.encode("utf-8", "replace")).hexdigest()[:32]


class _EarlyYears:
    """The number of dates before the year 1, which calendars do not have."""

    def __init__(self) -> None:
        self._number = 0

    def count(self, article: ExportedArticle) -> None:
        """Count the dates of an article before the year 1."""
        self._number += sum(
            time.type == "DATE" and time.value.startswith("BC") for time in article.analysis.times
        )

    def warn(self, warn: Warn | None) -> None:
        """Report the number of dates, if there are any."""
        if self._number and warn is not None:
            dates = "1 BC date" if self._number == 1 else f"{self._number:,} BC dates"
            warn(f"left out {dates}; an exported event needs a year from 1 to 9999")


def _slide(event: Event, article: ExportedArticle, identity: str) -> dict[str, object]:
    assert event.first_day is not None
    assert event.last_day is not None
    address = safe_link(article.document.source)
    title = escape_markup(_source_title(article))
    source = f'<a href="{escape_markup(address)}">{title}</a>' if address else title
    words = escape_markup(article.text_of((event.start, event.end)))
    ends = period_ends(event.first_day, event.last_day, event.precision)
    start, end = map(_date, ends)
    clock = _clock(event, article)
    if clock is not None:
        start |= {"hour": clock.hour, "minute": clock.minute}
    slide: dict[str, object] = {
        "start_date": start,
        "display_date": _display_date(event, clock),
        "text": {
            "headline": escape_markup(flatten_lines(event.headline)),
            "text": f"<p>{words}</p><p>{source}</p>",
        },
        "unique_id": f"event-{identity}",
    }  # fmt: skip
    if clock is None and end != start:
        slide["end_date"] = end
    if site := flatten_lines(article.document.site):
        slide["group"] = escape_markup(site)
    return slide


def _source_title(article: ExportedArticle) -> str:
    """Return the title of an article; days that count from a guessed date may be wrong."""
    guessed = article.document.published_from == "guessed"
    return flatten_lines(article.title) + (" (publication date guessed)" if guessed else "")


def _date(date: PartialDate) -> dict[str, int]:
    parts = {"year": date.year, "month": date.month, "day": date.day}
    return {name: part for name, part in parts.items() if part is not None}


def _display_date(event: Event, clock: datetime.time | None) -> str:
    """Return the date for a reader, as exact as the text: "March 2021", "2–5 March 2021".

    A reported event happened on its day or before: "reported 5 March 2021". One after the
    publication may not happen: "5 March 2021, not announced".
    """
    assert event.first_day is not None
    assert event.last_day is not None
    date = format_period(event.first_day, event.last_day, event.precision)
    if clock is not None:
        date = f"{date}, {clock:%H:%M}"
    if is_unannounced(event.reason):
        date = f"{date}, not announced"
    if event.is_guessed:
        return f"probably {date}"
    return f"reported {date}" if event.is_reported else date


def _clock(event: Event, article: ExportedArticle) -> datetime.time | None:
    """Return the time of day of an event, None if the text has none that is exact.

    A time of day belongs to a corrected date only if both have the same day.
    """
    if event.precision != "time" or event.first_day is None or event.first_day != event.last_day:
        return None
    if event.time is None:
        return None
    point = parse_point(article.analysis.times[event.time].value)
    digits = _CLOCK.match(point.clock) if point else None
    if point is None or digits is None or point.period.first != event.first_day.toordinal():
        return None
    return datetime.time(int(digits[1]) % 24, int(digits[2] or 0))


def _clock_of_rule(event: Event, article: ExportedArticle) -> datetime.time | None:
    """Return the time of day of a recurring event: "every Friday at 9 am"."""
    for time in article.analysis.times:
        found = _REPEATED_CLOCK.fullmatch(time.value)
        if found is not None and event.start <= time.start < event.end:
            return datetime.time(int(found[1]) % 24, int(found[2]))
    return None


def _entry(event: Event, article: ExportedArticle, identity: str, stamp: str) -> Iterator[str]:
    assert event.first_day is not None
    assert event.last_day is not None
    yield _property("BEGIN", "VEVENT")
    yield _property("UID", f"{identity}@onrecord")
    yield _property("DTSTAMP", stamp)
    rule = find_recurrence(event.reason)
    clock = _clock(event, article) or (_clock_of_rule(event, article) if rule else None)
    first = first_day_of_rule(rule or "", event.first_day)
    if clock is not None:
        yield _property("DTSTART", _start(event, article, first, clock))
    else:
        yield _property("DTSTART;VALUE=DATE", _digits(first))
        if max(event.last_day, first) < datetime.date.max:
            after = max(event.last_day, first) + datetime.timedelta(days=1)
            yield _property("DTEND;VALUE=DATE", _digits(after))
    if rule is not None:
        yield _property("RRULE", rule)
    headline = f"Reported: {event.headline}" if event.is_reported else event.headline
    if event.is_guessed:
        headline = f"Probably: {event.headline}"
    if event.upcoming or event.is_guessed or is_unannounced(event.reason):
        yield _property("STATUS", "TENTATIVE")
    if categories := _categories(event):
        yield _property("CATEGORIES", ",".join(categories))
    yield _property("SUMMARY", escape_calendar(flatten_lines(headline)))
    words = article.text_of((event.start, event.end))
    about = f"{words}\n\n{_source_title(article)}\n{render_reason(event.reason, event.origin)}"
    yield _property("DESCRIPTION", escape_calendar(about))
    if address := safe_link(article.document.source):
        yield _property("URL", address)
    yield _property("TRANSP", "TRANSPARENT") + _property("END", "VEVENT")


def _categories(event: Event) -> list[str]:
    states = {
        "announced": event.upcoming,
        "not announced": is_unannounced(event.reason),
        "guessed": event.is_guessed,
        "reported": event.is_reported,
    }
    return [name for name, applies in states.items() if applies]


def _start(event: Event, article: ExportedArticle, day: datetime.date, clock: datetime.time) -> str:
    """Return the start of an event: in UTC if the text names the time zone, else without one."""
    assert event.time is not None
    offset = _OFFSET.search(article.analysis.times[event.time].value)
    local = datetime.datetime.combine(day, clock)
    if offset is None:
        return f"{_digits(day)}T{clock:%H%M%S}"
    minutes = int(offset["hours"] or 0) * 60 + int(offset["minutes"] or 0)
    shift = datetime.timedelta(minutes=-minutes if offset["sign"] == "-" else minutes)
    try:
        utc = local - shift
    except OverflowError:
        return f"{_digits(day)}T{clock:%H%M%S}"
    return f"{_digits(utc.date())}T{utc:%H%M%S}Z"


def _digits(day: datetime.date) -> str:
    """Return a day as eight digits; `strftime` would write the year 218 with three."""
    return day.isoformat().replace("-", "")


def _property(name: str, value: str) -> str:
    """Return a content line, folded after 73 bytes and never within a character."""
    lines, current = [], b""
    for letter in f"{name}:{value}":
        encoded = letter.encode()
        if len(current) + len(encoded) > _FOLD:
            lines.append(current)
            current = b" "
        current += encoded
    return b"\r\n".join([*lines, current]).decode() + "\r\n"
