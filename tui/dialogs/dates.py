"""The dialog for an article's publication date, and the parser of a typed day."""

import datetime
from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.formatting import day
from tui.sanitize import safe

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EARLIEST = 1400  # before there were printed news


def read_day(typed: str, today: datetime.date) -> datetime.date | None:
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


class DateScreen(ModalScreen[None]):
    """A dialog that asks for a date and shows below the input how it is interpreted."""

    BINDING_GROUP_TITLE = "Publication date"
    DEFAULT_CSS = """
    DateScreen {
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
            date = read_day(message.value, self._today)
        except ValueError as error:
            read.update(Content.styled(str(error), "$warning"))
            return
        if date is None:
            read.update(Content.styled("no date", "$foreground 60%"))
        else:
            interpretation = f"{_WEEKDAYS[date.weekday()]}, {day(date)}"
            read.update(Content.styled(interpretation, "bold $success"))

    @on(Input.Submitted)
    def _answer(self, message: Input.Submitted) -> None:
        message.stop()
        try:
            date = read_day(message.value, self._today)
        except ValueError:
            self.app.bell()
            return
        if self._accept(date):
            self.dismiss(None)

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)
