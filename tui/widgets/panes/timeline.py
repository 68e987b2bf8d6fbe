"""The Timeline pane: the article's dated events on an axis, the coming ones as an agenda."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from analysis import Analysis, Event, TimeExpression
from tui.safe import safe
from tui.widgets.panes.source import PaneSource, heading, height_of, lines_of, reason
from tui.widgets.places import Place, Places
from tui.wording import counted, day

_MOST_LINES = 3  # of what happened
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_GAPS = (1, 8, 60, 730)  # days from which a gap takes one more line of the axis


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: a heading, or an event or time with the days between it and the row before."""

    words: str
    when: str = ""
    mark: str = ""
    gap: int = 0


def dates(event: Event) -> str:
    """When an event was, as precisely as it is known: "Fri 13 March 2026", "March 2026"."""
    first, last = event.first_day, event.last_day
    if first is None or last is None:
        return "no date"
    match event.precision:
        case "day" | "time" if first == last:
            return f"{_WEEKDAYS[first.weekday()]} {day(first)}"
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
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def is_open(time: TimeExpression) -> bool:
    """Whether a time expression waits for a date to count from, or for a part of its own."""
    return "X" in time.value or (time.relative is not None and time.value == time.relative)


def span_words(days: int) -> str:
    """A number of days as people say it: "3 weeks", "39 years"."""
    if days < 14:
        return counted(days, "day")
    if days < 60:
        return counted(round(days / 7), "week")
    if days < 730:
        return counted(round(days / 30.44), "month")
    return counted(round(days / 365.25), "year")


def _distance(event: Event, published: datetime.date | None) -> str:
    """How far ahead of the publication a coming event lay: "in 2 days"."""
    if not event.upcoming or not published or not event.first_day:
        return ""
    days = (event.first_day - published).days
    return f" · in {span_words(days)}" if days > 0 else " · that day" if days == 0 else ""


class TimelineRows(PaneSource):
    """Events by their first day, coming ones after the publication, those without a day apart."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._row_of: dict[tuple[str, int], int] = {}
        analysis = places.analysis
        dated: list[tuple[Event, Place]] = []
        for place in places.groups["timeline"]:
            if place.kind == "event" and analysis.events[place.index].first_day is not None:
                dated.append((analysis.events[place.index], place))
        dated.sort(key=_by_day)
        before = self._list(analysis, [one for one in dated if not one[0].upcoming], None)
        coming = [one for one in dated if one[0].upcoming]
        if analysis.published and dated:
            self._head(f"Published {day(analysis.published)}")
            before = analysis.published
        elif coming:
            self._head("Coming")
        self._list(analysis, coming, before)
        self._open(places)

    def _head(self, words: str) -> None:
        self._rows.append(_Row(words))
        self.places.append(None)

    def _add(self, row: _Row, place: Place) -> None:
        self._row_of[place.kind, place.index] = len(self._rows)
        self._rows.append(row)
        self.places.append(place)

    def _list(
        self,
        analysis: Analysis,
        dated: Sequence[tuple[Event, Place]],
        before: datetime.date | None,
    ) -> datetime.date | None:
        for event, place in dated:
            first = event.first_day
            assert first is not None
            gap = max((first - before).days, 0) if before else 0
            when = dates(event) + _distance(event, analysis.published)
            self._add(_Row(event.headline, when, "○" if event.upcoming else "●", gap), place)
            before = max(before or first, first)
        return before

    def _open(self, places: Places) -> None:
        """List what has no day: events, and times of no event that wait for a date."""
        analysis = places.analysis
        undated: list[tuple[_Row, Place]] = []
        for place in places.groups["timeline"]:
            if place.kind == "event":
                event = analysis.events[place.index]
                if event.first_day is None:
                    time = analysis.times[event.time]
                    words = analysis.text[time.start : time.end]
                    undated.append((_Row(event.headline, f"“{words}”", "?"), place))
            elif is_open(analysis.times[place.index]):
                time = analysis.times[place.index]
                words = analysis.text[time.start : time.end]
                undated.append((_Row(reason(time.because), f"“{words}”", "?"), place))
        if undated:
            self._head("Without a day" if analysis.published else "Without a day: D sets the date")
        for row, place in undated:
            self._add(row, place)

    def index_of(self, place: Place) -> int:
        """The row of an event or time."""
        return self._row_of.get((place.kind, place.index), -1)

    def height(self, index: int, width: int) -> int:
        """The gap, the date, what happened."""
        row, place = self._rows[index], self.places[index]
        if place is None:
            return 1 if index == 0 else 2
        words = height_of(len(row.words), width - 2, _MOST_LINES) if row.words else 0
        return _gap_lines(row.gap) + 1 + words

    def row(self, index: int, width: int) -> Sequence[Content]:
        """The lines of an event, with its piece of the axis on the left."""
        row, place = self._rows[index], self.places[index]
        if place is None:
            lines = [heading(row.words, width)]
            return lines if index == 0 else [Content(""), *lines]
        gap = _gap_lines(row.gap)
        axis: list[Content] = [Content.styled("│" if gap < 3 else "┊", ".rows--muted")] * gap
        if gap > 1:
            axis[gap // 2] = Content.styled(f"┊ {span_words(row.gap)}", ".rows--muted")
        dated = row.mark in "●○"
        lines = [
            *axis,
            Content.assemble((f"{row.mark} ", ".rows--accent"), (safe(row.when), ".rows--strong")),
        ]
        if row.words:
            most = self.height(index, width) - gap - 1
            lines += [
                Content.assemble(("│ " if dated else "  ", ".rows--muted"), words)
                for words in lines_of(row.words, width - 2, most)
            ]
        height = self.height(index, width)
        filler = Content.styled("│" if dated else "", ".rows--muted")
        return lines + [filler] * (height - len(lines))


def _by_day(one: tuple[Event, Place]) -> tuple[datetime.date, datetime.date, int]:
    event, place = one
    first = event.first_day or datetime.date.min
    return (first, event.last_day or first, place.start)


def _gap_lines(days: int) -> int:
    """How many lines of the axis stand for a gap: a little more for every step of `_GAPS`."""
    return sum(days >= step for step in _GAPS)
