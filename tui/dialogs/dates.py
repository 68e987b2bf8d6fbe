"""The dialog for an article's publication date, and the parser of a typed day.

The dialog for the dates of an event, and the parser of a typed date range.
"""

import calendar
import datetime
import re
from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from analysis.models import Precision
from tui.formatting import format_day
from tui.sanitize import safe

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EARLIEST = 1400  # before there were printed news


def parse_day(typed: str, today: datetime.date) -> datetime.date | None:
    """Parse a typed day: ISO 8601 first, then common notations. Empty input returns None.

    A missing year or month is taken from `today`. Raises ValueError with a message for the
    reader.
    """
    words = typed.strip().lower().rstrip(".")
    if not words:
        return None
    for name, days in (("today", 0), ("yesterday", 1)):
        if words == name:
            return today - datetime.timedelta(days=days)
    for weekday, name in enumerate(_WEEKDAYS):
        if words in (name.lower(), name[:3].lower()):  # the most recent such day
            return today - datetime.timedelta(days=(today.weekday() - weekday) % 7)
    try:
        return datetime.datetime.fromisoformat(words).date()
    except ValueError:
        pass
    from dateutil import parser  # imported late: the first frame does not need it

    try:
        start = datetime.datetime(today.year, today.month, 1)
        found, with_other_default = (
            datetime.date.fromordinal(
                parser.parse(
                    words, default=start.replace(day=first), dayfirst="." in words
                ).toordinal()
            )
            for first in (1, 2)
        )
    except (ValueError, OverflowError):
        raise ValueError("not a date: try 2022-03-17, 17 March 2022 or March 17") from None
    if found != with_other_default:  # the day came from the default, not from the input
        raise ValueError("which day? Try 17 March 2022")
    if found.year < _EARLIEST:
        raise ValueError(f"a date before {_EARLIEST}?")
    return found


class PublicationDateDialog(ModalScreen[None]):
    """A dialog that asks for a date and shows below the input how it is interpreted."""

    BINDING_GROUP_TITLE = "Publication date"
    DEFAULT_CSS = """
    PublicationDateDialog {
        align: center middle;
        background: $background 60%;
        & > Vertical {
            width: 64;
            max-width: 96%;
            height: auto;
            padding: 1 2;
            background: $panel;
            border-left: outer $primary;
        }
        & Input { margin: 1 0 0 0; padding: 0 1; background: $background; }
        & #date-read { margin: 1 0 0 0; }
        & .hint { margin: 1 0 0 0; color: $foreground 60%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="date.leave", tooltip="Close without a change"),
    ]

    def __init__(
        self,
        before: datetime.date | None,
        now: str,
        today: datetime.date,
        accept: Callable[[datetime.date | None], bool],
    ) -> None:
        """Ask for a date to replace `before`; `now` words that date and its origin.

        `accept` receives the date and returns False if it could not be stored: the dialog then
        stays open.
        """
        super().__init__()
        self._accept = accept
        self._before = before
        self._now = now
        self._today = today

    def compose(self) -> ComposeResult:
        """Compose the input, its interpretation and the current date."""
        with Vertical():
            yield Static(Content.styled("When was this published?", "bold"))
            yield Input(
                self._before.isoformat() if self._before else "",
                id="date", placeholder="2022-03-17, or 17 March 2022", compact=True,
            )  # fmt: skip
            yield Static(id="date-read")
            yield Static(
                Content(f"Now: {safe(self._now)}. Enter saves, Esc cancels."),
                classes="hint",
            )

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        read = self.query_one("#date-read", Static)
        try:
            date = parse_day(message.value, self._today)
        except ValueError as error:
            read.update(Content.styled(str(error), "$warning"))
            return
        if date is None:
            read.update(Content.styled("no date", "$foreground 60%"))
        else:
            interpretation = f"{_WEEKDAYS[date.weekday()]}, {format_day(date)}"
            read.update(Content.styled(interpretation, "bold $success"))

    @on(Input.Submitted)
    def _answer(self, message: Input.Submitted) -> None:
        message.stop()
        try:
            date = parse_day(message.value, self._today)
        except ValueError:
            self.app.bell()
            return
        if self._accept(date):
            self.dismiss(None)

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)


DateInterval = tuple[datetime.date, datetime.date, Precision]

_YEAR = re.compile(r"\d{4}")
_DECADE = re.compile(r"(?:the )?(\d{3})0s")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_NAMED_MONTH = re.compile(r"([a-z]{3,9})\.? (\d{4})")
_RANGE = re.compile(r"\s*(?:\.\.+|–|—|\bto\b|\buntil\b|\bthrough\b| - )\s*")
_MONTHS = [name.casefold() for name in calendar.month_name]


def parse_days(typed: str, near: datetime.date) -> DateInterval:
    """Parse a typed date range into its first day, last day and precision.

    Examples: "17 March 2022", "2022-03", "March 2022", "2022", "1990s", "14 to 16 March 2022".
    A missing year or month is taken from `near`. Raises ValueError with a message for the
    reader.
    """
    words = " ".join(typed.casefold().split()).rstrip(".")
    if not words:
        raise ValueError("a day, a month or a year, such as 17 March 2022")
    whole = _period(words)
    if whole:
        return whole
    parts = _RANGE.split(words)
    if len(parts) == 2 and all(parts):
        last = _part(parts[1], near)
        first = _part(_completed(parts[0], parts[1]), last[1])
        if last[1] < first[0]:
            raise ValueError("the last day is before the first")
        return first[0], last[1], first[2]
    return _part(words, near)


def _part(words: str, near: datetime.date) -> DateInterval:
    whole = _period(words)
    if whole:
        return whole
    found = parse_day(words, near)
    if found is None:
        raise ValueError("not a date")
    return found, found, "day"


def _completed(first: str, last: str) -> str:
    """Complete the start of a range from its end: `"14"`, `"16 March 2022"` → `"14 March 2022"`."""
    return f"{first} {last.partition(' ')[2]}" if first.isdigit() and len(first) < 3 else first


def _period(words: str) -> DateInterval | None:
    """Parse a month, a year or a decade; return None for anything else."""
    if _YEAR.fullmatch(words) and int(words):
        year = int(words)
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31), "year"
    decade = _DECADE.fullmatch(words)
    if decade and int(decade[1]):
        year = int(decade[1]) * 10
        return datetime.date(year, 1, 1), datetime.date(year + 9, 12, 31), "decade"
    month = _ISO_MONTH.fullmatch(words)
    if month:
        return _month(int(month[1]), int(month[2]))
    named = _NAMED_MONTH.fullmatch(words)
    if named:
        numbers = [n for n, name in enumerate(_MONTHS) if n and name.startswith(named[1])]
        if len(numbers) == 1:
            return _month(int(named[2]), numbers[0])
    return None


def _month(year: int, month: int) -> DateInterval | None:
    if not (year and 1 <= month <= 12):
        return None
    last = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, 1), datetime.date(year, month, last), "month"


class EventDateDialog(ModalScreen[None]):
    """A dialog that asks for an event's date and shows below the input how it is interpreted."""

    BINDING_GROUP_TITLE = "Date of an event"
    DEFAULT_CSS = """
    EventDateDialog {
        align: center middle;
        background: $background 60%;
        & > Vertical {
            width: 72;
            max-width: 96%;
            height: auto;
            padding: 1 2;
            background: $panel;
            border-left: outer $primary;
        }
        & Input { margin: 1 0 0 0; padding: 0 1; background: $background; }
        & #days-words { color: $foreground 70%; text-style: italic; margin: 1 0 0 0; }
        & #days-read { margin: 1 0 0 0; }
        & .hint { margin: 1 0 0 0; color: $foreground 60%; }
        &:ansi > Vertical { border: round $primary; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="days.leave", tooltip="Close without a change"),
    ]

    def __init__(
        self, words: str, now: str, near: datetime.date, accept: Callable[[DateInterval], bool]
    ) -> None:
        """Ask for the date of the event that `words` report; `now` words the current date.

        Dates without a year are resolved near `near`. `accept` receives the days and returns
        False if they could not be stored: the dialog then stays open.
        """
        super().__init__()
        self._accept = accept
        self._words = words
        self._now = now
        self._near = near

    def compose(self) -> ComposeResult:
        """Compose the event's text, the input, its interpretation and the current date."""
        with Vertical():
            yield Static(Content.styled("When was this?", "bold"))
            yield Static(Content(safe(self._words)), id="days-words")
            yield Input(placeholder="17 March 2022, 2022-03, 14 to 16 March, 2021", compact=True)
            yield Static(id="days-read")
            yield Static(
                Content(f"Now: {safe(self._now)}. Enter saves, Esc cancels."), classes="hint"
            )

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        read = self.query_one("#days-read", Static)
        if not message.value.strip():
            read.update("")
            return
        try:
            first, last, _ = parse_days(message.value, self._near)
        except ValueError as error:
            read.update(Content.styled(str(error), "$warning"))
            return
        interpretation = (
            format_day(first) if first == last else f"{format_day(first)} – {format_day(last)}"
        )
        read.update(Content.styled(interpretation, "bold $success"))

    @on(Input.Submitted)
    def _answer(self, message: Input.Submitted) -> None:
        message.stop()
        try:
            days = parse_days(message.value, self._near)
        except ValueError:
            self.app.bell()
            return
        if self._accept(days):
            self.dismiss(None)

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)
