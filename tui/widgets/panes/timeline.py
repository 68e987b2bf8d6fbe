"""The Timeline pane: the article's dated events on an axis, the coming ones as an agenda."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from textual.content import Content

from analysis import Analysis, Event, TimeExpression
from db import EventRow
from tui.safe import safe
from tui.widgets.panes.axis import Unit, between, span_words, unit_for, weekday
from tui.widgets.panes.lines import YOURS, apart, lines_of, reason
from tui.widgets.panes.source import PLAIN, Arrangement, Between, Head, PaneSource
from tui.widgets.places import Corrected, Place, Places
from tui.wording import day

_MOST_LINES = 3  # of what happened
_DATED, _BEFORE, _COMING = "Dated", "Up to publication", "Coming"
_SOON = ((7, "within a week"), (31, "within a month"), (366, "within a year"))  # in days
_LATER = f"{_COMING} later"
_FEW = 4  # coming events up to which they are one group
_OPEN, _OPEN_ALL = "Without a day", "Undated: D sets the date"


@dataclass(frozen=True, slots=True)
class Dated:
    """An event, or a date that waits for another one: what happened, and when.

    `first` and `last` are its days, None where they are open; `ahead` is how far ahead of the
    publication it lay.
    """

    place: Place
    words: str
    when: str
    first: datetime.date | None = None
    last: datetime.date | None = None
    upcoming: bool = False
    ahead: str = ""
    yours: bool = False


@dataclass(frozen=True, slots=True)
class _Drawn:
    """How an entry is drawn: its mark, the line below that, whether its date is said once more."""

    mark: str = "●"
    line: str = "│"
    dated: bool = True


def dates(event: Event | EventRow) -> str:
    """When an event was, as precisely as it is known: "Fri 13 March 2026", "March 2026"."""
    first, last = event.first_day, event.last_day
    if first is None or last is None:
        return "no date"
    match event.precision:
        case "day" | "time" if first == last:
            return f"{weekday(first)} {day(first)}"
        case "year":
            return f"{first.year}"
        case "month" if (first.year, first.month) == (last.year, last.month):
            return day(first).partition(" ")[2]
        case "week":
            return f"week of {day(first)}"
        case "decade":
            return f"{first.year}s"
        case "century":
            return f"{first.year}–{last.year}"
        case "quarter" | "season" | "half":
            return _months(first, last)
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def _months(first: datetime.date, last: datetime.date) -> str:
    """A stretch of whole months: "April–June 2026", "December 2025 – February 2026"."""
    (_, begin, year), (_, end, last_year) = day(first).split(), day(last).split()
    return f"{begin}–{end} {year}" if year == last_year else f"{begin} {year} – {end} {last_year}"


def is_open(time: TimeExpression) -> bool:
    """Whether a time expression waits for a date to count from, or for a part of its own."""
    return "X" in time.value or (time.relative is not None and time.value == time.relative)


def dated(places: Places) -> list[Dated]:
    """Every event in text order, and every date of no event that is open."""
    analysis = places.analysis
    entries = []
    for place in places.groups["timeline"]:
        if place.kind == "event":
            entries.append(_event(analysis, place, places))
        elif is_open(analysis.times[place.index]):
            time = analysis.times[place.index]
            because = reason(time.because)
            entries.append(Dated(place, because, _words(analysis, place), yours=_is_yours(place,
                                 places)))  # fmt: skip
    return entries


def _event(analysis: Analysis, place: Place, places: Places) -> Dated:
    event = analysis.events[place.index]
    yours = _is_yours(place, places)
    if event.first_day is None:
        return Dated(place, event.headline, _words(analysis, place), yours=yours)
    return Dated(
        place, event.headline, dates(event), event.first_day, event.last_day or event.first_day,
        event.upcoming, _ahead(event, analysis.published), yours,
    )  # fmt: skip


def _words(analysis: Analysis, place: Place) -> str:
    return f"“{analysis.text[place.start : place.end]}”"


def _is_yours(place: Place, places: Places) -> bool:
    key: Corrected = ("event" if place.kind == "event" else "time", place.index)
    return key in places.yours


class TimelineRows(PaneSource[Dated]):
    """Events by day on an axis, the coming ones as an agenda, those without a day apart."""

    ORDERS: ClassVar[tuple[str, ...]] = ("by date", "latest first", "as in the text")

    def __init__(self, places: Places, how: Arrangement = PLAIN) -> None:
        """The events of an article."""
        self._published = places.analysis.published
        self._drawn: dict[int, _Drawn] = {}
        super().__init__(dated(places), how)

    def place_of(self, entry: Dated) -> Place:
        """Where its time expression stands."""
        return entry.place

    def words_of(self, entry: Dated) -> str:
        """What happened and when, and whether the reader corrected that."""
        return " ".join((entry.when, entry.words, YOURS.plain * entry.yours))

    def ordered(self, entries: list[Dated]) -> list[Dated]:
        """By day or by place."""
        if self.how.order == 2:
            return entries
        return sorted(entries, key=_by_day, reverse=self.how.order == 1)

    # Laying out

    def lay_out(self, entries: list[Dated]) -> None:
        """The axis with the publication on it, the agenda, and what has no day."""
        self._drawn = {}
        if self.how.order == 2:
            for entry in entries:
                mark = "?" if entry.first is None else "○" if entry.upcoming else "●"
                self._draw(entry, _Drawn(mark=mark, line=" "))
            return
        coming = [entry for entry in entries if entry.first and entry.upcoming]
        past = [entry for entry in entries if entry.first and not entry.upcoming]
        undated = [entry for entry in entries if entry.first is None]
        if self.how.order == 0:
            self._axis(past, coming)
            self._agenda(coming)
        else:
            self._agenda(coming)
            self._axis(past, coming)
        undated.sort(key=lambda entry: entry.place.start)
        if undated and self.add_head(_OPEN if self._published else _OPEN_ALL, undated):
            for entry in undated:
                self._draw(entry, _Drawn(mark="?", line=" "))

    def _draw(self, entry: Dated, drawn: _Drawn) -> None:
        self._drawn[len(self.rows)] = drawn
        self.add(entry)

    def _axis(self, past: Sequence[Dated], coming: Sequence[Dated]) -> None:
        """The events up to the publication, and where it stands among them."""
        published = self._published if past or coming else None
        backwards = self.how.order == 1
        if past and not self.add_head(_BEFORE if published else _DATED, past):
            return
        days = sorted(
            [entry.first for entry in past if entry.first] + ([published] if published else [])
        )
        unit = unit_for([(after - before).days for before, after in pairwise(days)])
        before: datetime.date | None = None
        when = ""
        for entry in past:
            assert entry.first is not None
            if published and (entry.first < published if backwards else entry.first >= published):
                self._mark(published, before, unit)
                before, published, when = published, None, ""
            self._pass(before, entry.first, unit)
            self._draw(entry, _Drawn(dated=entry.when != when))
            before, when = entry.first, entry.when
        if published:
            self._mark(published, before, unit)

    def _mark(self, published: datetime.date, before: datetime.date | None, unit: Unit) -> None:
        """Mark the day of publication on the axis."""
        self._pass(before, published, unit)
        self.rows.append(Head(f"Published {weekday(published)} {day(published)}"))

    def _pass(self, before: datetime.date | None, after: datetime.date, unit: Unit) -> None:
        """Draw the axis between two days."""
        lines = between(before, after, unit) if before else []
        if lines:
            self.rows.append(Between(tuple(lines)))

    def _agenda(self, coming: Sequence[Dated]) -> None:
        """The coming events, by how soon they come where there are many."""
        groups: dict[str, list[Dated]] = {}
        for entry in coming:
            groups.setdefault(self._horizon(entry, len(coming)), []).append(entry)
        for title, entries in groups.items():
            if self.add_head(title, entries):
                when = ""
                for entry in entries:
                    self._draw(entry, _Drawn(mark="○", line=" ", dated=entry.when != when))
                    when = entry.when

    def _horizon(self, entry: Dated, coming: int) -> str:
        if not self._published or not entry.first or coming <= _FEW:
            return _COMING
        days = (entry.first - self._published).days
        return next((f"{_COMING} {words}" for most, words in _SOON if days <= most), _LATER)

    # Drawing

    def head_line(self, head: Head, width: int) -> Content:
        """The mark of the publication, or any other heading."""
        if head.key:
            return super().head_line(head, width)
        line = Content.styled(f"◆ {head.title} ", ".rows--heading")
        return line + Content.styled("━" * max(width - line.cell_length, 0), "$accent")

    def entry_height(self, entry: Dated, index: int, width: int) -> int:
        """The date where it is said, and what happened."""
        drawn = self._drawn[index]
        words = len(lines_of(entry.words, width - 2, _MOST_LINES))
        return max(drawn.dated + words, 1)

    def entry_lines(self, entry: Dated, index: int, width: int) -> Sequence[Content]:
        """The lines of an event, with its piece of the axis on the left."""
        drawn = self._drawn[index]
        words = lines_of(entry.words, width - 2, _MOST_LINES)
        lines = []
        yours = YOURS if entry.yours else Content("")
        if drawn.dated or not words:
            when = Content.assemble((f"{drawn.mark} ", ".rows--accent"),
                                    (safe(entry.when), ".rows--strong"))  # fmt: skip
            ahead = Content.assemble((entry.ahead, ".rows--muted"), " " * entry.yours, yours)
            roomy = when.cell_length + ahead.cell_length < width
            lines.append(apart(when, ahead if roomy else yours, width))
        else:
            first = Content.assemble((f"{drawn.mark} ", ".rows--accent"), words.pop(0))
            lines.append(apart(first, yours, width))
        return lines + [
            Content.assemble((f"{drawn.line} ", ".rows--muted"), line) for line in words
        ]


def _by_day(entry: Dated) -> tuple[datetime.date, datetime.date, int]:
    first = entry.first or datetime.date.min
    return (first, entry.last or first, entry.place.start)


def _ahead(event: Event, published: datetime.date | None) -> str:
    """How far ahead of the publication a coming event lay: "in 2 days", "next year"."""
    if not event.upcoming or not published or not event.first_day:
        return ""
    if event.precision in ("year", "decade", "century"):
        years = event.first_day.year - published.year
        return "" if years < 1 else "next year" if years == 1 else f"in {years} years"
    days = (event.first_day - published).days
    if days == 0 and event.precision in ("day", "time"):
        return "that day"
    return f"in {span_words(days)}" if days > 0 else ""
