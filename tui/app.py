"""The app: opens the store and the screens, and holds what all screens share."""

import asyncio
import math
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.geometry import Size
from textual.notifications import SeverityLevel
from textual.reactive import reactive
from textual.screen import Screen
from textual.signal import Signal

from db import Store, StoreError
from tui.log import internal_error, start_log
from tui.memory import Memory
from tui.own_keys import OwnKeys
from tui.paths import state_folder
from tui.recent import RecentTags
from tui.safe import SafeFilter, safe
from tui.session import remember, remembered
from tui.strokes import write_key
from tui.theme import NIGHT, TERMINAL, THEMES
from tui.touring import Touring
from tui.undo import Undo, UndoStack
from tui.upkeep import watch_over_store

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.actions import ActionParseResult
    from textual.command import Provider

    from db.search.asking import FoundBy
    from tui.jobs import Job, Jobs
    from tui.keys import Strokes


def _actions() -> "type[Provider]":
    from tui.palette import Actions  # the palette is not on the way to the first frame

    return Actions


NO_ARTICLE = 0
_TOUR_SEEN = "tour.seen"
_JOBS_SHOWN_EVERY = 1.0  # seconds between two looks at what a job added


class OnRecord(App[None]):
    """OnRecord on the terminal: the library, and the screens that open from it."""

    TITLE = "OnRecord"
    CSS = """
    Toast { background: $panel; }
    ToastRack { margin-bottom: 1; }
    SearchIcon { display: none; }
    ModalScreen:ansi > Vertical, LegendScreen:ansi > VerticalScroll { border: round $primary; }
    Input:ansi > .input--cursor { text-style: reverse; }
    """
    BINDING_GROUP_TITLE = "Everywhere"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"),
        (90, "-usual"),
        (140, "-wide"),
    ]
    COMMANDS: ClassVar["set[type[Provider] | Callable[[], type[Provider]]]"] = {_actions}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Help", id="app.help",
                tooltip="The keys that work here"),
        Binding("f1", "help", "Help", id="app.help_typing", priority=True,
                tooltip="The keys that work here, also while typing or asked something"),
        Binding("s", "search", "Search", id="app.search",
                tooltip="Search articles, quotations, events and notes"),
        Binding("C", "timeline", "Timeline", show=False, id="app.timeline",
                tooltip="What happened and what is announced, in all articles or those searched"),
        Binding("S", "sayings", "Same words", show=False, id="app.sayings",
                tooltip="Who else has the words of the quotation here; else all such quotations"),
        Binding("P", "people", "People", show=False, id="app.people",
                tooltip="Who and what all articles name, with what each said"),
        Binding("q", "back", "Back", id="app.back",
                tooltip="Back to where you came from; from the library, quit"),
        Binding("u", "undo", "Undo", show=False, id="app.undo",
                tooltip="Take back the last change"),
        Binding("U", "redo", "Redo", show=False, id="app.redo",
                tooltip="Make the change again that was taken back last"),
        Binding("ctrl+p", "command_palette", "Commands", show=False, id="app.palette",
                tooltip="Find any command by its name"),
        Binding("ctrl+t", "change_theme", "Theme", show=False, id="app.theme",
                tooltip="Choose other colours"),
        Binding("f9", "switch_keys", "Switch keys", show=False, id="app.keys",
                tooltip="Change between vim keys and plain keys"),
        Binding("f2", "tour", "Tour", show=False, id="app.tour",
                tooltip="Begin the guided tour of the sample article, or end it"),
        Binding("J", "jobs", "Jobs", show=False, id="app.jobs",
                tooltip="What is being added or analysed, and what came of it"),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, id="app.suspend",
                tooltip="Back to the shell; its fg brings OnRecord back"),
        Binding("ctrl+q", "quit", "Quit", show=False, id="app.quit", priority=True,
                tooltip="Leave OnRecord"),
    ]  # fmt: skip

    LEAST = Size(40, 10)
    """Cells: a smaller terminal holds neither a line of text nor the keys."""

    waiting: reactive[str] = reactive("")
    """What the worker process is busy with, for screens to show; empty where with nothing."""

    def __init__(self, store_path: Path, *, article: int | None = None, tour: bool = False) -> None:
        """The app over the store at `store_path`, opened at an article where one is given.

        With `tour`, it opens the sample article and begins the guided tour.

        Raises `StoreError` where the store cannot be opened, so that it is said on the command
        line, before the terminal is taken.
        """
        super().__init__()
        self.store = Store(store_path)
        self._store_path = store_path
        self._article = article
        self._jobs_shown = 0.0
        self._warned = -math.inf
        self._undo = UndoStack()
        self._crash = "internal error"
        start_log()
        self.recent_tags = RecentTags()
        self.store_changed: Signal[int | None] = Signal(self, "store-changed")
        """Published with the article changed, or None for any: screens then ask the store anew.

        NO_ARTICLE says that articles came or went, and those that were there are as they were.
        """
        for theme in THEMES:
            self.register_theme(theme)
        self.memory = Memory(state_folder(), partial(self.say, severity="warning"))
        """What is remembered from one session to the next."""
        self.theme = self._first_theme()
        self._strokes: Strokes | None = None
        self.keys = OwnKeys(self)
        """The keys that the reader gave to actions."""
        self.tour = Touring(self)
        self._tour_wanted = tour
        if "NO_COLOR" in os.environ:
            from tui.colourless import Colourless

            self._filters[:] = [*self._filters[:1], Colourless(self)]
        self._filters.append(SafeFilter())

    def get_default_screen(self) -> Screen[None]:
        """The library, at the bottom of every stack of screens."""
        from tui.screens.library import LibraryScreen

        shelf, reopened = remembered(self.memory, self._store_path)
        if self._article is None and reopened:
            with suppress(StoreError):  # as when it was deleted since
                self._article = self.store.row(reopened).id
        return LibraryScreen(shelf)

    @cached_property
    def jobs(self) -> "Jobs":
        """The jobs, whose worker processes start with the first one."""
        from tui.jobs import Jobs

        self.set_interval(1, self._show_waiting)
        return Jobs(self._store_path, self._job_changed)

    def on_mount(self) -> None:
        """Leave the terminal clean when told to stop, and open the article asked for."""
        self._listen_for_signals()
        self.screen_change_signal.subscribe(self, lambda _: self.tour.follow())
        if self.keys.keymap:
            self._check_keys()
        self.app_suspend_signal.subscribe(self, self._suspending, immediate=True)
        watch_over_store(self)
        if self._article is not None:
            self.open_article(self._article)
        if self._tour_wanted:
            self.action_tour()

    def _first_theme(self) -> str:
        """The theme remembered; else the terminal's own where it has too few colours for ours."""
        few = self.console.color_system not in {"truecolor", "256"} and "NO_COLOR" not in os.environ
        usual = TERMINAL.name if few and sys.stderr.isatty() else NIGHT.name
        remembered = self.memory.get("theme", usual)
        return remembered if remembered in self.available_themes else usual

    def on_unmount(self) -> None:
        """End the worker process, close the store and write what is to be remembered."""
        self.memory.save()
        if "jobs" in self.__dict__:
            self.jobs.close()
        self.store.close()

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", None)):
            if number is not None:
                # Windows, and any thread but the main one, cannot listen
                with suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, self.exit, None, 128 + number)

    def get_key_display(self, binding: Binding) -> str:
        """A key as help, key line and docs write it; nothing for an action without one."""
        return binding.key_display or write_key(binding.key)

    def on_resize(self) -> None:
        """Say so where the terminal is too small."""
        self.call_later(self._look_at_size)

    def _look_at_size(self) -> None:
        if self.size.width < self.LEAST.width or self.size.height < self.LEAST.height:
            from tui.screens.small import SmallScreen

            if not isinstance(self.screen, SmallScreen):
                self.push_screen(SmallScreen())

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: "RenderableType | None" = None,
    ) -> None:
        """Leave the app, whichever way, and remember where the reader was."""
        self._remember_session()
        super().exit(result, return_code, message)

    def _suspending(self, _: App[None]) -> None:
        self._remember_session()
        self.memory.save()

    def _remember_session(self) -> None:
        """Keep where the reader is, in the library and in an article, for the next session."""
        from tui.screens.library import LibraryScreen

        library, *above = self.screen_stack
        if isinstance(library, LibraryScreen):
            opened = [number for screen in above if (number := getattr(screen, "number", 0))]
            remember(self.memory, self._store_path, library.shelf, opened[-1] if opened else 0)

    # Keys

    @work(thread=True, group="keys")
    def _check_keys(self) -> None:
        if faults := self.keys.faults():
            self.call_from_thread(self.say, faults, severity="warning")

    async def on_key(self, event: events.Key) -> None:
        """Take in keys of two strokes on screens that do not take them in themselves."""
        if not any(" " in key for key in self.screen.active_bindings):
            return
        from tui.keys import Strokes

        if self._strokes is None or not self._strokes.serves(self.screen):
            self._strokes = Strokes(self.screen)
        await self._strokes.press(event)

    def action_switch_keys(self) -> None:
        """Change between the presets of keys, and remember which."""
        self.keys.switch()

    # What screens call

    def open_article(
        self,
        article: int,
        start: int | None = None,
        end: int | None = None,
        found_by: "FoundBy | None" = None,
        *,
        instead: bool = False,
    ) -> None:
        """Open the reader at an article, at the stretch from `start` to `end` where given.

        The words of the search that it was found by are then stepped through. With `instead`, it
        takes the place of the screen in front.
        """
        from tui.screens.reader import ReaderScreen  # built when it is first needed

        try:
            self.store.row(article)
        except StoreError as error:  # as when it was deleted since it was listed
            self.say(str(error), severity="error")
            return
        reader = ReaderScreen(self.store, article, start=start, end=end, found_by=found_by)
        if instead:
            self.switch_screen(reader)
        else:
            self.push_screen(reader)

    def open_saying_at(self, article: int, start: int) -> None:
        """Show who else has the words of the quotation at a place, or say that nobody has."""
        from tui.screens.saying import SayingScreen

        try:
            saying = self.store.sayings.at(article, start)
        except StoreError as error:
            self.say(str(error), severity="error")
            return
        if saying is None:
            self.say("No other article has these words.")
        else:
            self.push_screen(SayingScreen(saying, article))

    def change(
        self, article: int | None, make: Callable[[], object], undo: Undo | None = None
    ) -> bool:
        """Make a change to an article and tell all screens; `u` takes it back, `U` makes it again.

        None in place of the article says that anything may have changed, its findings too. False
        where the store refused, which the reader is told.
        """
        try:
            make()
        except StoreError as error:
            self.say(str(error), severity="error")
            return False
        if undo is not None:
            self.did(undo if undo.again else replace(undo, again=make))
        self.store_changed.publish(article)
        return True

    def did(self, undo: Undo) -> None:
        """Remember a change made elsewhere, so that `u` takes it back."""
        self._undo.push(undo)

    def say(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """Tell the reader something in passing; the text is shown as it is, never as markup.

        The latest takes the place of what was said before, unless that was trouble.
        """
        now = time.monotonic()
        if severity != "information":
            self._warned = now
        elif now - self._warned > self.NOTIFICATION_TIMEOUT:
            self.clear_notifications()
        self.notify(safe(text), severity=severity, markup=False)

    def _handle_exception(self, error: Exception) -> None:
        """Log an error that nothing handled; the app then ends."""
        self._crash = internal_error("the app stopped", error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End the app with one plain line instead of a traceback, which the log has."""
        line = f"OnRecord stopped: {self._crash}. Notes and drafts are stored; start it again."
        self._exit_renderables.append(Text(line))
        self._close_messages_no_wait()

    def add_files(self, name: str) -> None:
        """Add what is at a file, a folder, a pattern or an address, in worker processes."""
        from db.importing.files import count_unreadable
        from tui.taking_in import tasks_for
        from tui.wording import left_out

        if endings := count_unreadable(name):
            self.say(f"{name}: {left_out(endings)}.", severity="warning")
        if tasks := tasks_for(name):
            self.watch_job(self.jobs.start(f"Add {name}", tasks))
        else:
            self.say(f"{name}: no file that can be read is there.", severity="error")

    def add_sample(self) -> None:
        """Add the sample article and open it."""
        from tui.sample import sample_document

        document = sample_document()
        try:
            known = self.store.known(document.text)
        except StoreError as error:
            self.say(str(error), severity="error")
            return
        if known is None:
            self.watch_job(self.jobs.start("Add the sample article", [document]), opened=True)
        else:
            self._open_sample(known)

    def _open_sample(self, article: int) -> None:
        """Open it where it is not open already, and begin the tour for those who are new."""
        if getattr(self.screen, "number", None) != article:
            self.open_article(article)
        self.tour.sample_opened()

    def analyse_again(self, articles: Sequence[int], title: str) -> None:
        """Analyse articles anew, in worker processes; corrections and notes stay."""
        waiting = [article for article in articles if article not in self.jobs.analyzing]
        if waiting:
            self.watch_job(self.jobs.start(f"Analyse {title} again", waiting))
        else:
            self.say("It is being analyzed already; J shows how far it is.")

    @work(group="jobs")
    async def watch_job(self, job: "Job", *, opened: bool = False) -> None:
        """Tell the reader how a job ended; with `opened`, open the article that it added."""
        from tui.jobs import outcome_of

        await self.jobs.finished(job)
        for text, severity in outcome_of(job):
            if not (opened and severity == "information"):
                self.say(text, severity=severity)
        article = job.outcomes[0].article if job.outcomes else None
        if opened and article is not None:
            self._open_sample(article)

    def _job_changed(self, job: "Job") -> None:
        """Show how far a job is, and what it added, though not more often than can be read."""
        if job.over or not job.outcomes:  # in between, time and again
            self._show_waiting()
        now = time.monotonic()
        new = job.outcomes or job.readable
        if new and (job.over or now - self._jobs_shown > _JOBS_SHOWN_EVERY):
            self._jobs_shown = now
            # their findings are new, or their texts
            again = isinstance(job.tasks[0], int) or any(one.changed for one in job.outcomes)
            again = again or bool(job.readable)
            added = job.outcomes[0].article if job.outcomes and job.total == 1 else None
            self.store_changed.publish(None if again else added or NO_ARTICLE)

    def _show_waiting(self) -> None:
        from tui.jobs import progress

        self.waiting = progress(self.jobs)

    def action_jobs(self) -> None:
        """Show the jobs of this session."""
        from tui.screens.jobs import JobsScreen

        if not isinstance(self.screen, JobsScreen):
            self.push_screen(JobsScreen(self.jobs))

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action, as Textual does, and let the tour know of it."""
        ran = await super().run_action(action, default_namespace, namespaces)
        if ran and isinstance(action, str):
            self.tour.did(action)
        return ran

    # Keys that work everywhere

    def action_back(self) -> None:  # type: ignore[override]  # actions may be plain functions
        """Leave the screen; from the library, the app."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit()

    def action_undo(self) -> None:
        """Take back the last change."""
        self._go_back_or_on("undo", "Undone", self._undo.undo)

    def action_redo(self) -> None:
        """Make the change again that was taken back last."""
        self._go_back_or_on("redo", "Done again", self._undo.redo)

    def _go_back_or_on(self, what: str, done: str, step: Callable[[], Undo | None]) -> None:
        try:
            undo = step()
        except StoreError as error:
            self.say(f"Could not {what}: {error}", severity="error")
            return
        if undo is None:
            self.say(f"There is nothing to {what}.")
            return
        self.say(f"{done}: {undo.description}")
        self.store_changed.publish(None)

    def action_tour(self) -> None:
        """Begin the guided tour, or end it."""
        self.tour.toggle()

    def action_change_theme(self) -> None:
        """Choose other colours, each tried on as the cursor comes to it."""
        from tui.screens.themes import ThemesScreen

        self.push_screen(ThemesScreen())

    def action_search(self) -> None:
        """Open the search, or go to its line where it is open."""
        from tui.screens.search import SearchScreen

        self.push_screen(SearchScreen())

    def action_timeline(self) -> None:
        """Show the timeline of all articles, or of what was searched for here."""
        from tui.screens.frame import FrameScreen
        from tui.screens.timeline import TimelineScreen

        if isinstance(self.screen, FrameScreen) and not isinstance(self.screen, TimelineScreen):
            self.push_screen(TimelineScreen(self.screen.searched))

    def action_sayings(self) -> None:
        """Show who else has the words of the quotation here, else what several articles quote."""
        from tui.screens.frame import FrameScreen
        from tui.screens.saying import SayingScreen
        from tui.screens.sayings import SayingsScreen

        screen = self.screen
        if not isinstance(screen, FrameScreen) or isinstance(screen, SayingsScreen | SayingScreen):
            return
        if screen.quoted is not None:
            self.open_saying_at(*screen.quoted)
        else:  # in the reader, those of its article
            self.push_screen(SayingsScreen(getattr(screen, "number", None)))

    def action_people(self) -> None:
        """Open the list of who the articles name."""
        from tui.screens.people import PeopleScreen

        if not isinstance(self.screen, PeopleScreen):
            self.push_screen(PeopleScreen())

    def action_help(self) -> None:
        """Show the keys that work in the focused part and its screen."""
        from tui.screens.help import HelpScreen
        from tui.screens.small import SmallScreen

        if not isinstance(self.screen, HelpScreen | SmallScreen | CommandPalette):
            self.push_screen(HelpScreen(self.screen))
