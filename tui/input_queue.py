"""The order of input events: each waits until all is done that the event before it caused.

Keys are forwarded by Textual to the widget that has the focus at that moment. A key typed right
after one that opens a dialog would therefore act on the screen below.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.app import App
from textual.notifications import SeverityLevel

from tui.strings.app_text import AppText

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

R = TypeVar("R")
InputEvent = events.Key | events.Paste | events.MouseEvent
Queued = InputEvent | Callable[[], None]

_MOST_TURNS = 5_000  # of the event loop, after which an event is taken as done; a screen takes 300
_MOST_LETTERS = 100  # delivered together
_NOTICE = 1.0  # seconds until a message says that keys wait
_REACTION = 0.7  # seconds after the message until Esc means it, and is not itself typed ahead
_LONGEST = 10.0  # seconds that a key waits at most; a locked store is reported by then


class Hold:
    """A reason for which keys wait: something that the reader asked for is not shown yet."""

    def __init__(self, queue: "InputQueue", owner: "Widget", *, typing: bool) -> None:
        """Create the hold of `owner`; it ends at the latest when that is removed.

        Without `typing`, keys for a text field are delivered nevertheless.
        """
        self._queue = queue
        self._owner = owner
        self._typing = typing
        self._is_released = False
        self.since = time.monotonic()

    @property
    def is_active(self) -> bool:
        """True until the hold is released, or its owner removed."""
        return not self._is_released and self._owner.is_attached

    def concerns(self, focused: "Widget | None") -> bool:
        """Return True if keys for the focused widget wait."""
        return self._typing or focused is None or not focused.check_consume_key("a", "a")

    def release(self) -> None:
        """Deliver the waiting keys once all is shown; more calls have no effect."""
        if not self._is_released:
            self._is_released = True
            self._queue.settle()


class InputQueue:
    """The input events of an app, delivered one after the other.

    An event is done once the event loop has nothing left to run: its handlers, the messages that
    they posted and the screens that they opened. What comes later, such as the result of a query in
    a thread, takes a `Hold`. A key waits for at most ten seconds, and is then dropped with a
    message. After one second, a message says so, and Esc then drops those that wait.
    """

    def __init__(self, app: "QueuedInputApp[Any]") -> None:
        """Create the queue of an app."""
        self._app = app
        self.withdraw_message: Callable[[str], object] = lambda _: None
        """Set by the app: hides a message that is no longer true."""
        self._waiting: deque[tuple[Queued, Screen[Any] | None]] = deque()
        self._holds: list[Hold] = []
        self._is_starting = True
        self._is_settled = False
        self._field: Widget | None = None  # the text field that the last key was typed into
        self._is_checking = False
        self._is_delivering = False
        self._turns = 0  # of the event loop since an event was delivered
        self._is_noticed = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_idle(self) -> bool:
        """True if no event waits, and all is done that the last one caused."""
        return not self._waiting and not self.is_settling

    @property
    def is_settling(self) -> bool:
        """True while something that an input event caused is still to be done.

        That includes what a query shows, which may start another one.
        """
        return not self._is_settled or any(hold.is_active for hold in self._holds)

    def add_hold(self, owner: "Widget", *, typing: bool = True) -> Hold:
        """Hold back keys until the hold is released, or `owner` removed.

        Without `typing`, keys for a text field are delivered nevertheless.
        """
        hold = Hold(self, owner, typing=typing)
        self._holds.append(hold)
        return hold

    def admit(self, event: InputEvent) -> bool:
        """Return True if an event is to be processed now; else keep it until its turn."""
        is_held = self._is_held
        is_next = not self._waiting and not is_held
        if is_next and (self._is_settled or self._continues_text(event)):
            if not isinstance(event, events.MouseMove):
                self._begin(event)
            return True
        if is_held and self._held_seconds >= _NOTICE + _REACTION and self._leaves(event):
            self._drop_waiting(AppText.KEYS_DROPPED)
            self.settle()
            return True
        if not isinstance(event, events.MouseMove) or event.button:
            # A click is meant for what was visible, a key for what was asked for.
            if self._is_starting and isinstance(event, events.Key) and event.key == "ctrl+j":
                event = events.Key("enter", "\r")  # so the terminal reported Enter before the start
            is_click = isinstance(event, events.MouseEvent) and self._app.screen_stack
            self._waiting.append((event, self._app.screen if is_click else None))
            self._watch_holds()
        return False

    def call_in_turn(self, callback: Callable[[], None]) -> None:
        """Call a function once the events that wait now are delivered, and before later ones.

        A screen that the terminal causes must not take the keys that were typed before.
        """
        if self._waiting or self._is_held or not self._is_settled:
            self._waiting.append((callback, None))
            self._watch_holds()
        else:
            self._field = None
            self._app.call_later(callback)
            self.settle()

    def _begin(self, event: InputEvent) -> None:
        """Note that an event is delivered."""
        self._field = self._app.focused if self._is_text(event) else None
        self.settle()

    def _is_text(self, event: Queued) -> bool:
        """Return True for a letter that is typed into a text field."""
        if not isinstance(event, events.Key) or not event.is_printable:
            return False
        focused = self._app.focused
        return focused is not None and focused.check_consume_key(event.key, event.character)

    def _continues_text(self, event: Queued) -> bool:
        """Return True for a letter after another one of the same field: it cannot be astray.

        A long text that is pasted without brackets would otherwise take four times as long.
        """
        return self._field is not None and self._field is self._app.focused and self._is_text(event)

    def settle(self) -> None:
        """Deliver the next event once all that was begun is done."""
        self._is_settled = False
        loop = asyncio.get_running_loop()
        self._turns = 0
        if not self._is_checking:
            self._is_checking = True
            loop.call_soon(self._check)

    def _check(self) -> None:
        """Check after each turn of the event loop whether anything is left to run."""
        loop = asyncio.get_running_loop()
        # Callbacks run in the order in which they were scheduled, so any other one is seen here.
        # asyncio has no public name for those that are ready.
        self._turns += 1
        if getattr(loop, "_ready", ()) and self._turns < _MOST_TURNS:
            loop.call_soon(self._check)
            return
        self._is_checking = self._is_starting = False
        self._is_settled = True
        if not self._waiting:
            return
        if self._is_held:
            self._watch_holds()
        else:
            self._deliver_soon()

    def _deliver_soon(self) -> None:
        if not self._is_delivering:
            self._is_settled, self._is_delivering = False, True
            self._app.call_later(self._deliver_next)

    async def _deliver_next(self) -> None:
        """Deliver the event that waits longest; the app calls this between two messages."""
        self._is_delivering = False
        self._end_notice()
        delivered = 0
        while self._waiting and (not delivered or self._continues_text(self._waiting[0][0])):
            event, screen = self._waiting.popleft()
            if not isinstance(event, InputEvent):
                event()
                break
            if screen in (None, self._app.screen) or isinstance(event, events.MouseUp):
                self._begin(event)
                await self._app.process_input(event)
                delivered += 1
                if delivered == _MOST_LETTERS:
                    break
        self.settle()

    @property
    def _is_held(self) -> bool:
        """True if the next key must wait for something that the reader asked for."""
        if not self._holds:
            return False
        self._holds = [hold for hold in self._holds if hold.is_active]
        return any(hold.concerns(self._app.focused) for hold in self._holds)

    @property
    def _held_seconds(self) -> float:
        return time.monotonic() - min(hold.since for hold in self._holds)

    def _leaves(self, event: Queued) -> bool:
        """Return True for the keys that leave what takes long to open."""
        if not isinstance(event, events.Key):
            return False
        active = self._app.active_bindings.get(event.key)
        return event.key == "escape" or (active is not None and active.binding.id == "app.quit")

    # Keys that wait for long

    def _watch_holds(self) -> None:
        if self._timer is None and self._waiting:
            self._timer = asyncio.get_running_loop().call_later(_NOTICE, self._check_holds)

    def _check_holds(self) -> None:
        """Show a message that keys wait; after ten seconds, drop them."""
        self._timer = None
        if not (self._waiting and self._is_held):
            self._end_notice()
            if self._waiting and self._is_settled:  # what held them was removed
                self.settle()
            return
        seconds = self._held_seconds
        if seconds >= _LONGEST:
            self._holds.clear()
            self._drop_waiting(AppText.KEYS_TOO_LATE)
            self.settle()
        elif seconds >= _NOTICE and self._leaves(self._waiting[0][0]):
            self._deliver_soon()
        elif seconds >= _NOTICE and not self._is_noticed:
            self._is_noticed = True
            self._app.show_message(AppText.KEYS_WAIT)
        self._watch_holds()

    def _end_notice(self) -> None:
        """Hide the message that keys wait once they no longer do."""
        if self._is_noticed:
            self._is_noticed = False
            self.withdraw_message(AppText.KEYS_WAIT)

    def _drop_waiting(self, message: str) -> None:
        """Drop what waits, and report how many keys that were."""
        keys = sum(isinstance(event, events.Key | events.Paste) for event, _ in self._waiting)
        callbacks = [item for item in self._waiting if not isinstance(item[0], InputEvent)]
        self._waiting = deque(callbacks)
        if keys:
            self._app.show_message(message.format(keys=keys))


class QueuedInputApp(App[R]):
    """An app whose input events wait until what the event before them opened has the focus."""

    def __init__(self) -> None:
        """Create the app; input waits until it is mounted."""
        super().__init__()
        self.input_queue = InputQueue(self)
        """The keys that wait until the screen that they are meant for has the focus."""

    def on_mount(self) -> None:
        """Deliver what was typed before the first frame."""
        self.input_queue.settle()

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; input waits for its turn."""
        if not isinstance(event, InputEvent) or event.is_forwarded:
            await super().on_event(event)
            return
        for part in self._split_escape(event):
            if self.input_queue.admit(part):
                await self.process_input(part)

    def _split_escape(self, event: InputEvent) -> tuple[InputEvent, ...]:
        """Return Esc and a letter for what Textual took as that letter with Alt.

        Many terminals send the same two bytes for both, and a busy machine reads them at once. It
        is Alt where a key has that action. Terminals that tell both apart send no character.
        """
        if not isinstance(event, events.Key) or not event.key.startswith("alt+"):
            return (event,)
        if not event.is_printable or event.key in self.active_bindings:
            return (event,)
        letter = str(event.character)
        return events.Key("escape", "\x1b"), events.Key(letter, letter)

    async def process_input(self, event: InputEvent) -> None:
        """Pass a key, a paste or a mouse event to the widget that it is meant for."""
        await super().on_event(event)

    def show_message(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """Show a message, which is never parsed as markup."""
        self.notify(text, severity=severity, markup=False)
