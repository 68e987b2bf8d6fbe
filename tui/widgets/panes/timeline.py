"""The Timeline pane: the article's dated events on an axis, the upcoming ones as an agenda.

The time axis between two dates, drawn in proportion, with long gaps compressed.
"""

import datetime
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import ClassVar

from msgspec import Struct
from textual.content import Content

from analysis import Analysis, Event, TimeExpression
from analysis.date_format import MONTH_NAMES, format_date, format_month, format_period
from analysis.event_relations import format_bound
from analysis.structs import replace
from db import EventRow
from db.dates import WEEKDAY_NAMES
from db.search.rows import EVENTS, RowFacts
from tui.display_text import format_count
from tui.sanitize import safe
from tui.strings.pane_text import PaneText
from tui.widgets.edited_findings import CorrectedFinding
from tui.widgets.finding_index import FindingIndex, FindingRef
from tui.widgets.panes.pane_source import (
    DEFAULT_ARRANGEMENT,
    EDITED_BADGE,
    Arrangement,
    GroupHeading,
    PaneSource,
    format_reason,
)
from tui.widgets.panes.row_text import justify, wrap_lines
from tui.widgets.row_source import Separator

_MOST_MARKS = 6  # most marks between two dates; a longer gap is compressed
_LONG = (24, 240)  # a compressed gap takes one more line for each of these lengths, in marks


class AxisUnit(Struct, frozen=True):
    """The unit of one line of the axis, with its approximate length in days."""

    name: str
    days: float


UNITS = (
    AxisUnit("day", 1),
    AxisUnit("week", 7),
    AxisUnit("month", 30.44),
    AxisUnit("year", 365.25),
    AxisUnit("decade", 3652.5),
)


def describe_length(days: int) -> str:
    """Format a number of days in a natural unit: `21` → "3 weeks", `14245` → "39 years"."""
    if days < 14:
        return format_count(days, "day")
    if days < 60:
        return format_count(round(days / 7), "week")
    if days < 730:
        return format_count(round(days / 30.44), "month")
    return format_count(round(days / 365.25), "year")


def choose_unit(gaps: Sequence[int]) -> AxisUnit:
    """Return the smallest unit in which at least half of the gaps (in days) fit uncompressed."""
    gaps = [gap for gap in gaps if gap]
    for unit in UNITS:
        if 2 * sum(gap / unit.days <= _MOST_MARKS + 1 for gap in gaps) >= len(gaps):
            return unit
    return UNITS[-1]


def axis_lines(before: datetime.date, after: datetime.date, unit: AxisUnit) -> list[str]:
    """Return the lines of the axis between two dates, in either order.

    There is a line for every unit that begins between them: `├ Wed 11 March`. If those are too
    many, a broken line gives the length of the gap: `≈ 39 years`; longer gaps take more lines.
    """
    first, last = min(before, after), max(before, after)
    days = (last - first).days
    if days / unit.days > _MOST_MARKS + 1:
        more = sum(days / unit.days > long for long in _LONG)
        return [
            "┆",
            *["┆"] * (more // 2),
            f"≈ {describe_length(days)}",
            *["┆"] * ((more + 1) // 2),
            "┆",
        ]
    marks = [f"├ {_label(start, unit)}" for start in _starts(first, last, unit)]
    return marks if before <= after else marks[::-1]


def _starts(first: datetime.date, last: datetime.date, unit: AxisUnit) -> Iterator[datetime.date]:
    """Yield the days between two others on which a unit begins."""
    at = _next(first, unit)
    while at is not None and at < last:
        yield at
        at = _next(at, unit)


def _next(date: datetime.date, unit: AxisUnit) -> datetime.date | None:
    """Return the next day after `date` on which a unit begins; None past the calendar's end."""
    try:
        match unit.name:
            case "day":
                return date + datetime.timedelta(1)
            case "week":
                return date + datetime.timedelta(7 - date.weekday())
            case "month":
                return datetime.date(date.year + date.month // 12, date.month % 12 + 1, 1)
            case "year":
                return datetime.date(date.year + 1, 1, 1)
        return datetime.date(date.year // 10 * 10 + 10, 1, 1)
    except (ValueError, OverflowError):
        return None


def _label(date: datetime.date, unit: AxisUnit) -> str:
    written = format_date(date)
    match unit.name:
        case "day":
            return f"{abbreviate_weekday(date)} {written.rpartition(' ')[0]}"
        case "week":
            return written.rpartition(" ")[0]
        case "month":
            return format_month(date) if date.month == 1 else MONTH_NAMES[date.month - 1]
        case "year":
            return str(date.year)
    return PaneText.DECADE.format(year=date.year)


def abbreviate_weekday(date: datetime.date) -> str:
    """Return the day of the week in three letters."""
    return WEEKDAY_NAMES[date.weekday()][:3]


STATE_MARK = "▬"
_MOST_LINES = 3  # of an event's headline
_MOST_MONTHS = 24  # until an event of a month, after which years are counted
_FEW = 4  # up to this number, upcoming events form one group


class TimelineEntry(Struct, frozen=True):
    """An event, or a time expression without a resolved date.

    `first` and `last` are its days, None if unresolved. `distance` is the time from the publication
    to an upcoming event. `is_reported`: its day is that of the publication, or a guess. A state
    lasts.
    """

    ref: FindingRef
    words: str
    when: str
    first: datetime.date | None = None
    last: datetime.date | None = None
    upcoming: bool = False
    distance: str = ""
    is_corrected: bool = False
    is_reported: bool = False
    is_state: bool = False


class _Drawn(Struct, frozen=True):
    """The drawing of an entry: its mark, the line below it, and whether its date is shown."""

    mark: str = "●"
    line: str = "│"
    dated: bool = True


def format_event_date(event: Event | EventRow) -> str:
    """Format the date of an event with its precision: "Fri 13 March 2026", "March 2026"."""
    first, last, precision = event.first_day, event.last_day, event.precision
    date = format_period(first, last, precision)
    if first is not None and first == last:
        date = f"{abbreviate_weekday(first)} {date}"
    if event.is_guessed:
        return PaneText.GUESSED.format(date=date)
    if event.kind == "state":
        return PaneText.STATE.format(date=f"{format_bound(event.reason)}{date}")
    return PaneText.REPORTED.format(date=date) if precision == "reported" else date


def is_unresolved(time: TimeExpression) -> bool:
    """Return whether a time expression is unresolved: it lacks an anchor or a part of its value."""
    return "X" in time.value or (time.relative is not None and time.value == time.relative)


def list_timeline_entries(findings: FindingIndex) -> list[TimelineEntry]:
    """List every event, and every unresolved date without an event, in text order."""
    analysis = findings.analysis
    entries = []
    for ref in findings.groups["timeline"]:
        if ref.kind == "event":
            entries.append(_event(analysis, ref, findings))
        elif is_unresolved(analysis.times[ref.index]):
            reason = format_reason(analysis.times[ref.index])
            is_corrected = _is_corrected(ref, findings)
            entries.append(
                TimelineEntry(ref, reason, _quoted(analysis, ref), is_corrected=is_corrected)
            )
    return entries


def _event(analysis: Analysis, ref: FindingRef, findings: FindingIndex) -> TimelineEntry:
    event = analysis.events[ref.index]
    is_corrected = _is_corrected(ref, findings)
    if event.first_day is None:
        when = PaneText.UNDATED if event.time is None else _quoted(analysis, ref)
        return TimelineEntry(ref, event.headline, when, is_corrected=is_corrected)
    return TimelineEntry(
        ref,
        event.headline,
        format_event_date(event),
        event.first_day,
        event.last_day or event.first_day,
        event.upcoming,
        _ahead(event, analysis.published),
        is_corrected,
        event.is_reported or event.is_guessed,
        event.kind == "state",
    )


def _quoted(analysis: Analysis, ref: FindingRef) -> str:
    return f"“{analysis.text[ref.start : ref.end]}”"


def _is_corrected(ref: FindingRef, findings: FindingIndex) -> bool:
    key: CorrectedFinding = ("event" if ref.kind == "event" else "time", ref.index)
    return key in findings.corrected


class TimelineRows(PaneSource[TimelineEntry]):
    """Events by day on an axis, upcoming ones as an agenda, and those without a day."""

    LANGUAGE = EVENTS
    ORDERS: ClassVar[tuple[str, ...]] = PaneText.TIMELINE_ORDERS
    COUNTS_MINOR = True

    def __init__(
        self, findings: FindingIndex, arrangement: Arrangement = DEFAULT_ARRANGEMENT
    ) -> None:
        """List the events of an article."""
        self._published = findings.analysis.published
        self._drawn: dict[int, _Drawn] = {}
        super().__init__(list_timeline_entries(findings), arrangement)

    def ref_of(self, entry: TimelineEntry) -> FindingRef:
        """Return the reference with the span of its time expression."""
        return entry.ref

    def filter_text_of(self, entry: TimelineEntry) -> str:
        """Return its date, headline and badge."""
        return " ".join((entry.when, entry.words, EDITED_BADGE.plain * entry.is_corrected))

    def facts_of(self, entry: TimelineEntry) -> RowFacts:
        """Return its text and its days."""
        return replace(super().facts_of(entry), first_day=entry.first, last_day=entry.last)

    def is_minor(self, entry: TimelineEntry) -> bool:
        """Return whether an event has no date of its own."""
        return entry.is_reported

    def sort_entries(self, entries: list[TimelineEntry]) -> list[TimelineEntry]:
        """Sort by day or by position."""
        if self.arrangement.order == 2:
            return entries
        return sorted(entries, key=_by_day, reverse=self.arrangement.order == 1)

    # Laying out

    def lay_out(self, entries: list[TimelineEntry]) -> None:
        """Lay out the axis with the publication date, the agenda, and entries without a day."""
        self._drawn = {}
        if self.arrangement.order == 2:
            for entry in entries:
                self._draw(entry, _Drawn(mark=_mark_of(entry, self._published), line=" "))
            return
        upcoming = [entry for entry in entries if entry.first and entry.upcoming]
        past = [entry for entry in entries if entry.first and not entry.upcoming]
        undated = [entry for entry in entries if entry.first is None]
        if self.arrangement.order == 0:
            self._axis(past, upcoming)
            self._agenda(upcoming)
        else:
            self._agenda(upcoming)
            self._axis(past, upcoming)
        undated.sort(key=lambda entry: entry.ref.start)
        title = PaneText.NO_DATE if self._published else PaneText.NOT_PUBLISHED
        if undated and self.add_head(title, undated):
            for entry in undated:
                self._draw(entry, _Drawn(mark="?", line=" "))

    def _draw(self, entry: TimelineEntry, drawn: _Drawn) -> None:
        self._drawn[len(self.rows)] = drawn
        self.add(entry)

    def _axis(self, past: Sequence[TimelineEntry], upcoming: Sequence[TimelineEntry]) -> None:
        """Lay out the events up to the publication, and the publication date among them."""
        published = self._published if past or upcoming else None
        backwards = self.arrangement.order == 1
        if past and not self.add_head(PaneText.PAST_EVENTS if published else PaneText.EVENTS, past):
            return
        days = sorted(
            [entry.first for entry in past if entry.first] + ([published] if published else [])
        )
        unit = choose_unit([(after - before).days for before, after in pairwise(days)])
        before: datetime.date | None = None
        when = ""
        for entry in past:
            assert entry.first is not None
            if published and (entry.first < published if backwards else entry.first >= published):
                self._mark(published, before, unit)
                before, published, when = published, None, ""
            self._pass(before, entry.first, unit)
            self._draw(
                entry, _Drawn(mark=_mark_of(entry, self._published), dated=entry.when != when)
            )
            before, when = entry.first, entry.when
        if published:
            self._mark(published, before, unit)

    def _mark(self, published: datetime.date, before: datetime.date | None, unit: AxisUnit) -> None:
        """Mark the day of publication on the axis."""
        self._pass(before, published, unit)
        date = f"{abbreviate_weekday(published)} {format_date(published)}"
        self.rows.append(GroupHeading(PaneText.PUBLISHED.format(date=date)))

    def _pass(self, before: datetime.date | None, after: datetime.date, unit: AxisUnit) -> None:
        """Draw the axis between two days."""
        lines = axis_lines(before, after, unit) if before else []
        if lines:
            self.rows.append(Separator(tuple(lines)))

    def _agenda(self, upcoming: Sequence[TimelineEntry]) -> None:
        """Lay out the upcoming events; if there are many, grouped by their distance."""
        groups: dict[str, list[TimelineEntry]] = {}
        for entry in upcoming:
            groups.setdefault(self._horizon(entry, len(upcoming)), []).append(entry)
        for title, entries in groups.items():
            if self.add_head(title, entries):
                when = ""
                for entry in entries:
                    self._draw(entry, _Drawn(mark="○", line=" ", dated=entry.when != when))
                    when = entry.when

    def _horizon(self, entry: TimelineEntry, upcoming: int) -> str:
        if not self._published or not entry.first or upcoming <= _FEW:
            return PaneText.UPCOMING
        # an event of a month is within a week if its last possible day is
        days = ((entry.last or entry.first) - self._published).days
        within = PaneText.UPCOMING_WITHIN.items()
        return next((title for most, title in within if days <= most), PaneText.UPCOMING_LATER)

    # Drawing

    def head_line(self, head: GroupHeading, width: int) -> Content:
        """Return the line of the publication date, or of any other heading."""
        if head.key:
            return super().head_line(head, width)
        line = Content.styled(f"◆ {head.title} ", ".rows--heading")
        return line + Content.styled("━" * max(width - line.cell_length, 0), "$accent")

    def entry_height(self, entry: TimelineEntry, index: int, width: int) -> int:
        """Return the height of the date, if shown, and the headline."""
        drawn = self._drawn[index]
        words = len(wrap_lines(entry.words, width - 2, _MOST_LINES))
        return max(drawn.dated + words, 1)

    def entry_lines(self, entry: TimelineEntry, index: int, width: int) -> Sequence[Content]:
        """Return the lines of an event, with its part of the axis on the left."""
        drawn = self._drawn[index]
        words = wrap_lines(entry.words, width - 2, _MOST_LINES)
        lines = []
        badge = EDITED_BADGE if entry.is_corrected else Content("")
        if drawn.dated or not words:
            when = Content.assemble((f"{drawn.mark} ", ".rows--accent"),
                                    (safe(entry.when), ".rows--strong"))  # fmt: skip
            ahead = Content.assemble(
                (entry.distance, ".rows--muted"), " " * entry.is_corrected, badge
            )
            roomy = when.cell_length + ahead.cell_length < width
            lines.append(justify(when, ahead if roomy else badge, width))
        else:
            first = Content.assemble((f"{drawn.mark} ", ".rows--accent"), words.pop(0))
            lines.append(justify(first, badge, width))
        return lines + [
            Content.assemble((f"{drawn.line} ", ".rows--muted"), line) for line in words
        ]


def _mark_of(entry: TimelineEntry, published: datetime.date | None) -> str:
    """Return the mark of an entry; a day after the publication that nothing announces is open."""
    if entry.first is None:
        return "?"
    if entry.is_state and not entry.is_reported:
        return STATE_MARK
    if entry.is_reported or entry.upcoming:
        return "◇" if entry.is_reported else "○"
    return "◌" if published is not None and entry.first > published else "●"


def _by_day(entry: TimelineEntry) -> tuple[datetime.date, datetime.date, bool, int]:
    first = entry.first or datetime.date.min
    return (first, entry.last or first, entry.is_reported, entry.ref.start)


def _ahead(event: Event, published: datetime.date | None) -> str:
    """Format the time from the publication to an upcoming event: "in 2 days", "next year"."""
    if not event.upcoming or not published or not event.first_day:
        return ""
    if event.precision in ("decade", "century"):
        return ""
    if event.precision == "year":
        years = event.first_day.year - published.year
        if years == 1:
            return PaneText.NEXT_YEAR
        return PaneText.IN_YEARS.format(number=years) if years > 1 else ""
    if event.precision in ("month", "quarter", "season", "half"):
        months = (event.first_day.year - published.year) * 12 + event.first_day.month
        months -= published.month
        if months == 1 and event.precision == "month":
            return PaneText.NEXT_MONTH
        if months > _MOST_MONTHS:
            return PaneText.IN_YEARS.format(number=months // 12)
        return PaneText.IN_MONTHS.format(number=months) if months > 1 else ""
    days = (event.first_day - published).days
    if days == 0 and event.precision in ("day", "time"):
        return PaneText.SAME_DAY
    return PaneText.AFTER.format(duration=describe_length(days)) if days > 0 else ""
