"""The app: opens the store and the screens, and holds what all screens share."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.signal import Signal

from db import Store, StoreError
from tui.safe import SafeFilter, safe
from tui.theme import NIGHT, THEMES
from tui.undo import Undo, UndoStack

if TYPE_CHECKING:
    from textual.command import Provider

EXIT_STORE_TROUBLE = 3


def _actions() -> "type[Provider]":
    from tui.palette import Actions  # the palette is not on the way to the first frame

    return Actions


class OnRecord(App[None]):
    """OnRecord on the terminal: the library, and the screens that open from it."""

    TITLE = "OnRecord"
    CSS_PATH = "onrecord.tcss"
    BINDING_GROUP_TITLE = "Everywhere"
    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]]] = [
        (0, "-narrow"),
        (90, "-usual"),
        (140, "-wide"),
    ]
    COMMANDS: ClassVar["set[type[Provider] | Callable[[], type[Provider]]]"] = {_actions}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "question_mark",
            "help",
            "Help",
            key_display="?",
            id="app.help",
            tooltip="The keys that work here",
        ),
        Binding(
            "q",
            "back",
            "Back",
            id="app.back",
            tooltip="Back to where you came from; from the library, quit",
        ),
        Binding(
            "u", "undo", "Undo", show=False, id="app.undo", tooltip="Take back the last change"
        ),
        Binding(
            "ctrl+t",
            "change_theme",
            "Theme",
            show=False,
            id="app.theme",
            tooltip="Choose other colours",
        ),
    ]

    def __init__(self, store_path: Path, *, article: int | None = None) -> None:
        """The app over the store at `store_path`, opened at an article where one is given."""
        super().__init__()
        self.store_path = store_path
        self._article = article
        self._undo = UndoStack()
        self.store_changed: Signal[int | None] = Signal(self, "store-changed")
        """Published with the article changed, or None for any: screens then ask the store anew."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = NIGHT.name
        self._filters.append(SafeFilter())

    def get_default_screen(self) -> Screen[object]:
        """The library, at the bottom of every stack of screens."""
        from tui.screens.library import LibraryScreen

        return LibraryScreen()

    @cached_property
    def store(self) -> Store:
        """The store, opened when it is first asked for. Raises `StoreError`."""
        return Store(self.store_path)

    def on_mount(self) -> None:
        """Open the store, and leave the terminal clean when told to stop."""
        self._listen_for_signals()
        try:
            self.store  # noqa: B018  opening it is the point
        except StoreError as error:
            self.exit(return_code=EXIT_STORE_TROUBLE, message=safe(str(error)))
            return
        if self._article is not None:
            self.open_article(self._article)

    def on_unmount(self) -> None:
        """Close the store."""
        if "store" in self.__dict__:
            self.store.close()

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", None)):
            if number is not None:
                # Windows, and any thread but the main one, cannot listen
                with suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, self.exit, None, 128 + number)

    # What screens call

    def open_article(self, article: int, start: int | None = None, end: int | None = None) -> None:
        """Open the reader at an article, at the stretch from `start` to `end` where given."""
        from tui.screens.reader import ReaderScreen  # built when it is first needed

        self.push_screen(ReaderScreen(self.store, article, start=start, end=end))

    def did(self, undo: Undo) -> None:
        """Remember a change, so that `u` takes it back."""
        self._undo.push(undo)

    def say(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """Tell the reader something in passing; the text is shown as it is, never as markup."""
        self.notify(safe(text), severity=severity, markup=False)

    # Keys that work everywhere

    def action_back(self) -> None:
        """Leave the screen; from the library, the app."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit()

    def action_undo(self) -> None:
        """Take back the last change."""
        undo = self._undo.pop()
        if undo is None:
            self.say("There is nothing to undo.")
            return
        try:
            undo.run()
        except StoreError as error:
            self.say(f"Could not undo: {error}", severity="error")
            return
        self.say(f"Undone: {undo.description}")
        self.store_changed.publish(None)

    def action_help(self) -> None:
        """Show the keys that work in the focused part and its screen."""
        from tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))
