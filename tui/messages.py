"""The messages of a session: the one that is shown, those that wait, and the history.

An information is shown for a few seconds, and the next message replaces it. A warning or an error
stays until a key is pressed; messages that arrive meanwhile wait for it.
"""

import datetime
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct, field
from textual.notifications import SeverityLevel
from textual.timer import Timer

MOST_MESSAGES = 500  # in the history
_SHOWN = 5.0  # seconds that information is shown
_NOTICED = 0.5  # seconds: a key pressed earlier may be a repetition, typed without having read


class Message(Struct, frozen=True, eq=False):
    """A message to the user, of one line; safe to show."""

    text: str
    severity: SeverityLevel = "information"
    sent: datetime.datetime = field(default_factory=lambda: datetime.datetime.now().astimezone())

    @property
    def is_problem(self) -> bool:
        """True for a warning or an error, which stays until a key is pressed."""
        return self.severity != "information"


class MessageHost(Protocol):
    """The app, which shows the current message and has timers."""

    message: Message | None
    waiting_messages: int

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Timer:
        """Call a function once, after `delay` seconds."""
        ...


class MessageLog:
    """The messages of a session; sets the current message of its host."""

    def __init__(self, host: MessageHost) -> None:
        """Create an empty log for `host`."""
        self.history: deque[Message] = deque(maxlen=MOST_MESSAGES)
        """All messages, the last one last; the oldest are dropped."""
        self._host = host
        self._waiting: deque[Message] = deque()
        self._shown_at = 0.0
        self._timer: Timer | None = None

    @property
    def current(self) -> Message | None:
        """The message that is shown."""
        return self._host.message

    def add(self, message: Message) -> None:
        """Add a message and show it; while a problem is shown, it waits."""
        self.history.append(message)
        self._waiting.append(message)
        if self.current is None or not self.current.is_problem:
            self._show_next()
        else:
            self._host.waiting_messages = len(self._waiting)

    def acknowledge(self) -> None:
        """Show the next message after a key press, if the current one is a problem."""
        noticed = time.monotonic() - self._shown_at >= _NOTICED
        if noticed and self.current is not None and self.current.is_problem:
            self._show_next()

    def clear(self) -> None:
        """Show no message; the history stays."""
        self._waiting.clear()
        self._show_next()

    def withdraw(self, text: str) -> None:
        """Show a message no longer, as it is no longer true; the history has it."""
        self._waiting = deque(message for message in self._waiting if message.text != text)
        if self.current is not None and self.current.text == text:
            self._show_next()

    def _show_next(self) -> None:
        """Show the next problem that waits, else the last information."""
        while len(self._waiting) > 1 and not self._waiting[0].is_problem:
            self._waiting.popleft()
        message = self._waiting.popleft() if self._waiting else None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if message is not None and not message.is_problem:
            self._timer = self._host.set_timer(_SHOWN, self._show_next)
        self._shown_at = time.monotonic()
        self._host.waiting_messages = len(self._waiting)
        self._host.message = message
