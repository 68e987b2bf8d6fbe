"""Setting an article's publication date by hand, in whatever way a date is typed."""

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

from tui.safe import safe
from tui.wording import day

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EARLIEST = 1400  # before there were printed news


def read_day(typed: str, today: datetime.date) -> datetime.date | None:
    """The day that somebody typed, None for nothing; ISO 8601 first, then as people write dates.

    A year or a month that is missing is today's. Raises ValueError that says what is wrong.
    """
    words = typed.strip().lower().rstrip(".")
    if not words:
        return None
    for name, days in (("today", 0), ("yesterday", 1)):
        if words == name:
            return today - datetime.timedelta(days=days)
    for weekday, name in enumerate(_WEEKDAYS):
        if words in (name.lower(), name[:3].lower()):  # the last one there was
            return today - datetime.timedelta(days=(today.weekday() - weekday) % 7)
    try:
        return datetime.datetime.fromisoformat(words).date()
    except ValueError:
        pass
    from dateutil import parser  # not on the way to the first frame

    try:
        start = datetime.datetime(today.year, today.month, 1)
        found, other = (
            datetime.date.fromordinal(
                parser.parse(
                    words, default=start.replace(day=first), dayfirst="." in words
                ).toordinal()
            )
            for first in (1, 2)
        )
    except (ValueError, OverflowError):
        raise ValueError("not a date: try 2022-03-17, 17 March 2022 or March 17") from None
    if found != other:
        raise ValueError("which day? Try 17 March 2022")
    if found.year < _EARLIEST:
        raise ValueError(f"a date before {_EARLIEST}?")
    return found


class DateScreen(ModalScreen[None]):
    """Asks for the date, saying under the line how it is understood while it is typed."""

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
        Binding("escape", "leave", "Leave", id="date.leave", tooltip="Leave the date as it is"),
    ]

    def __init__(
        self,
        before: datetime.date | None,
        now: str,
        today: datetime.date,
        accept: Callable[[datetime.date | None], bool],
    ) -> None:
        """Ask for another date than `before`; `now` says that date and where it came from.

        `accept` takes the date and is False where it could not be stored: the line then stays.
        """
        super().__init__()
        self._accept = accept
        self._before = before
        self._now = now
        self._today = today

    def compose(self) -> ComposeResult:
        """The line, how it is understood, and what is known now."""
        with Vertical():
            yield Static(Content.styled("When was this published?", "bold"))
            yield Input(
                self._before.isoformat() if self._before else "",
                id="date", placeholder="2022-03-17, or 17 March 2022", compact=True,
            )  # fmt: skip
            yield Static(id="date-read")
            yield Static(
                Content(f"Now: {safe(self._now)}. Enter sets it, escape leaves it."),
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
            said = f"{_WEEKDAYS[date.weekday()]}, {day(date)}"
            read.update(Content.styled(said, "bold $success"))

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
        """Change nothing."""
        self.dismiss(None)
