"""The dialog for an article's publication date, and the one for the dates of an event."""

import datetime
from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from analysis.date_format import format_date, format_period
from analysis.partial_dates import PartialDate
from db.dates import WEEKDAY_NAMES, DayRange, parse_dates, parse_partial_date
from tui.actions import load_bindings
from tui.sanitize import safe
from tui.strings.date_text import DateText


def describe_date(date: PartialDate) -> str:
    """Describe how a typed date is read: "Thursday, 17 March 2022", "March 2022, no day"."""
    day = date.exact_day
    if day is not None:
        return DateText.DAY.format(weekday=WEEKDAY_NAMES[day.weekday()], date=format_date(day))
    form = DateText.YEAR if date.month is None else DateText.MONTH
    return form.format(date=format_date(date))


class PublicationDateDialog(ModalScreen[None]):
    """A dialog that asks for a date and shows below the input how it is interpreted."""

    BINDING_GROUP_TITLE = DateText.PUBLICATION_DATE
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
        & .hint { margin: 1 0 0 0; color: $foreground-muted; }
    }
    """
    BINDINGS = load_bindings("date")

    def __init__(
        self,
        before: PartialDate | None,
        now: str,
        today: datetime.date,
        accept: Callable[[PartialDate | None], bool],
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
            yield Static(Content.styled(DateText.PUBLICATION_QUESTION, "bold"))
            yield Input(
                self._before.isoformat() if self._before else "",
                id="date", placeholder=DateText.PUBLICATION_PLACEHOLDER, compact=True,
            )  # fmt: skip
            yield Static(id="date-read")
            yield Static(Content(DateText.HINT.format(date=safe(self._now))), classes="hint")

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        read = self.query_one("#date-read", Static)
        try:
            date = self._parse(message.value)
        except ValueError as error:
            read.update(Content.styled(str(error), "$warning"))
            return
        if date is None:
            read.update(Content.styled(DateText.REMOVES_DATE, "$foreground-muted"))
        else:
            read.update(Content.styled(describe_date(date), "bold $success"))

    @on(Input.Submitted)
    def _answer(self, message: Input.Submitted) -> None:
        message.stop()
        try:
            date = self._parse(message.value)
        except ValueError:
            self.app.bell()
            return
        if self._accept(date):
            self.dismiss(None)

    def _parse(self, typed: str) -> PartialDate | None:
        """Parse the input; an empty one removes the date."""
        return parse_partial_date(typed, self._today) if typed.strip() else None

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)


class EventDateDialog(ModalScreen[None]):
    """A dialog that asks for an event's date and shows below the input how it is interpreted."""

    BINDING_GROUP_TITLE = DateText.EVENT_DATE
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
        & .hint { margin: 1 0 0 0; color: $foreground-muted; }
        &:ansi > Vertical { border: round $primary; }
    }
    """
    BINDINGS = load_bindings("event_date")

    def __init__(
        self, words: str, now: str, near: datetime.date, accept: Callable[[DayRange], bool]
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
            yield Static(Content.styled(DateText.EVENT_QUESTION, "bold"))
            yield Static(Content(safe(self._words)), id="days-words")
            yield Input(placeholder=DateText.EVENT_PLACEHOLDER, compact=True)
            yield Static(id="days-read")
            yield Static(Content(DateText.HINT.format(date=safe(self._now))), classes="hint")

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        read = self.query_one("#days-read", Static)
        if not message.value.strip():
            read.update("")
            return
        try:
            days = parse_dates(message.value, self._near, "near")
        except ValueError as error:
            read.update(Content.styled(str(error), "$warning"))
            return
        read.update(Content.styled(format_period(*days), "bold $success"))

    @on(Input.Submitted)
    def _answer(self, message: Input.Submitted) -> None:
        message.stop()
        try:
            days = parse_dates(message.value, self._near, "near")
        except ValueError:
            self.app.bell()
            return
        if self._accept(days):
            self.dismiss(None)

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)
