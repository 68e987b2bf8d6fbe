"""Export of dated events: JSON for TimelineJS, and a calendar (iCalendar, RFC 5545)."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator

from analysis import Event, render_reason
from db.exporters.escapes import escape_calendar, escape_markup, one_line, safe_link
from db.exporters.selection import ExportedArticle

_FOLD = 73  # bytes of a line of iCalendar before it is folded, with room for the line end


def timelinejs_document(articles: Iterable[ExportedArticle], name: str) -> Iterator[str]:
    """Yield the JSON document for TimelineJS, with events sorted by day."""
    events = [(event, article) for article in articles for event in article.dated_events]
    events.sort(key=lambda found: (found[0].first_day or datetime.date.max, found[1].row.id))
    slides = [_slide(event, article) for event, article in events]
    title = {"text": {"headline": escape_markup(name), "text": ""}}
    yield json.dumps({"title": title, "events": slides}, ensure_ascii=False, indent=1)


def _slide(event: Event, article: ExportedArticle) -> dict[str, object]:
    assert event.first_day is not None
    assert event.last_day is not None
    address = safe_link(article.document.source)
    title = escape_markup(_source_title(article))
    source = f'<a href="{escape_markup(address)}">{title}</a>' if address else title
    words = escape_markup(article.text_of((event.start, event.end)))
    slide: dict[str, object] = {
        "start_date": _date(event.first_day, event),
        "text": {
            "headline": escape_markup(one_line(event.headline)),
            "text": f"<p>{words}</p><p>{source}</p>",
        },
        "unique_id": f"article-{article.row.id}-event-{event.start}-{event.end}",
    }  # fmt: skip
    if event.last_day != event.first_day and event.precision not in ("month", "year"):
        slide["end_date"] = _date(event.last_day, event)
    return slide


def _source_title(article: ExportedArticle) -> str:
    """Return the title of an article; days that count from a guessed date may be wrong."""
    guessed = article.document.published_from == "guessed"
    return one_line(article.title) + (" (publication date guessed)" if guessed else "")


def _date(day: datetime.date, event: Event) -> dict[str, int]:
    parts = {"year": day.year, "month": day.month, "day": day.day}
    if event.precision == "year":
        return {"year": day.year}
    if event.precision == "month":
        return {"year": day.year, "month": day.month}
    return parts


def calendar_lines(articles: Iterable[ExportedArticle], name: str) -> Iterator[str]:
    """Yield a calendar of the events, each as an all-day event."""
    yield _property("BEGIN", "VCALENDAR") + _property("VERSION", "2.0")
    yield _property("PRODID", "-//OnRecord//EN") + _property("X-WR-CALNAME", escape_calendar(name))
    for article in articles:
        stamp = article.row.added.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
        for event in article.dated_events:
            yield from _entry(event, article, stamp)
    yield _property("END", "VCALENDAR")


def _entry(event: Event, article: ExportedArticle, stamp: str) -> Iterator[str]:
    assert event.first_day is not None
    assert event.last_day is not None
    identity = f"{article.document.source}|{article.title}|{event.start}|{event.headline}"
    yield _property("BEGIN", "VEVENT")
    yield _property("UID", f"{hashlib.sha256(identity.encode()).hexdigest()[:32]}@onrecord")
    yield _property("DTSTAMP", stamp)
    yield _property("DTSTART;VALUE=DATE", event.first_day.strftime("%Y%m%d"))
    if event.last_day < datetime.date.max:
        after = event.last_day + datetime.timedelta(days=1)
        yield _property("DTEND;VALUE=DATE", after.strftime("%Y%m%d"))
    yield _property("SUMMARY", escape_calendar(one_line(event.headline)))
    words = article.text_of((event.start, event.end))
    about = f"{words}\n\n{_source_title(article)}\n{render_reason(event.reason, event.origin)}"
    yield _property("DESCRIPTION", escape_calendar(about))
    if address := safe_link(article.document.source):
        yield _property("URL", address)
    yield _property("TRANSP", "TRANSPARENT") + _property("END", "VEVENT")


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
