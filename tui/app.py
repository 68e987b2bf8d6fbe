"""The app: opens the store and the screens, and contains the state that all screens share."""

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
from typing import TYPE_CHECKING, Any, ClassVar

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
from db.errors import internal_error
from tui.changes import ANY_CHANGE, StoreChange, UndoEntry, UndoStack
from tui.keymap import UserKeys
from tui.keymap.parsing import display_key
from tui.log import start_log
from tui.maintenance import schedule_maintenance
from tui.sanitize import SafeFilter, safe
from tui.screens import create_screen
from tui.settings import RecentTags, Settings, load_session, save_session, state_folder
from tui.theme import NIGHT, TERMINAL, THEMES
from tui.tour import TourController

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.actions import ActionParseResult
    from textual.command import Provider

    from db.search.executor import SearchContext
    from tui.jobs import Job, JobQueue
    from tui.keymap.sequences import KeySequences
    from tui.screens.library import LibraryScreen


def _actions() -> "type[Provider]":
    from tui.palette import CommandProvider  # not needed for the first frame

    return CommandProvider


_JOBS_SHOWN_EVERY = 1.0  # seconds between two refreshes of the screens during a job


class OnRecordApp(App[None]):
    """The OnRecord app: the library, and the screens that open from it."""

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
                tooltip="The keys that work here, also in an input field or a dialog"),
        Binding("s", "search", "Search", id="app.search",
                tooltip="Search articles, quotations, events and notes"),
        Binding("C", "timeline", "Timeline", show=False, id="app.timeline",
                tooltip="Past and announced events, in all articles or in the search results"),
        Binding("S", "sayings", "Repeated quotes", show=False, id="app.sayings",
                tooltip="Other articles with the quotation here; else all repeated quotations"),
        Binding("P", "people", "People", show=False, id="app.people",
                tooltip="People and organizations in all articles, with their quotations"),
        Binding("q", "back", "Back", id="app.back",
                tooltip="Back to the previous screen; from the library, quit"),
        Binding("u", "undo", "Undo", show=False, id="app.undo",
                tooltip="Undo the last change"),
        Binding("U", "redo", "Redo", show=False, id="app.redo",
                tooltip="Redo the change undone last"),
        Binding("ctrl+p", "command_palette", "Commands", show=False, id="app.palette",
                tooltip="Find any command by its name"),
        Binding("ctrl+t", "change_theme", "Theme", show=False, id="app.theme",
                tooltip="Choose a colour theme"),
        Binding("f9", "switch_keys", "Switch keys", show=False, id="app.keys",
                tooltip="Change between vim keys and plain keys"),
        Binding("f2", "tour", "Tour", show=False, id="app.tour",
                tooltip="Start or end the guided tour of the sample article"),
        Binding("J", "jobs", "Jobs", show=False, id="app.jobs",
                tooltip="Running and finished jobs, with their results"),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, id="app.suspend",
                tooltip="Suspend to the shell; fg resumes OnRecord"),
        Binding("ctrl+q", "quit", "Quit", show=False, id="app.quit", priority=True,
                tooltip="Quit OnRecord"),
    ]  # fmt: skip

    LEAST = Size(40, 10)
    """The smallest usable terminal, in cells: less shows neither a line of text nor the keys."""

    job_progress: reactive[str] = reactive("")
    """The progress of the running job, for screens to show; empty without a job."""

    def __init__(self, store_path: Path, *, article: int | None = None, tour: bool = False) -> None:
        """Open the store at `store_path`; start with `article` if one is given.

        With `tour`, open the sample article and start the guided tour.

        Raises `StoreError` if the store cannot be opened. This happens before Textual takes over
        the terminal, so that the command line can report it.
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
        self.store_changed: Signal[StoreChange] = Signal(self, "store-changed")
        """Published after every change of the store: screens then refresh."""
        for theme in THEMES:
            self.register_theme(theme)
        self.settings = Settings(state_folder(), partial(self.show_message, severity="warning"))
        """The settings, which persist between sessions."""
        self.theme = self._first_theme()
        self._strokes: KeySequences | None = None
        self.user_keys = UserKeys(self)
        """The user's own key bindings."""
        self.tour = TourController(self)
        self._tour_wanted = tour
        if "NO_COLOR" in os.environ:
            from tui.theme import MonochromeFilter

            self._filters[:] = [*self._filters[:1], MonochromeFilter(self)]
        self._filters.append(SafeFilter())

    def get_default_screen(self) -> Screen[None]:
        """Return the library, the bottom of the screen stack."""
        from tui.screens.library import LibraryScreen

        shelf, reopened = load_session(self.settings, self._store_path)
        if self._article is None and reopened:
            with suppress(StoreError):  # such as an article deleted since
                self._article = self.store.article_row(reopened).id
        return LibraryScreen(shelf)

    @cached_property
    def jobs(self) -> "JobQueue":
        """The job queue; its worker processes start with the first job."""
        from tui.jobs import JobQueue

        self.set_interval(1, self._show_waiting)
        return JobQueue(self._store_path, self._job_changed)

    def on_mount(self) -> None:
        """Install the signal handlers, start maintenance, and open the requested article."""
        self._listen_for_signals()
        self.screen_change_signal.subscribe(self, lambda _: self.tour.refresh())
        if self.user_keys.keymap:
            self._check_keys()
        self.app_suspend_signal.subscribe(self, self._save_before_suspend, immediate=True)
        schedule_maintenance(self)
        if self._article is not None:
            self.open_article(self._article)
        if self._tour_wanted:
            self.action_tour()

    def _first_theme(self) -> str:
        """Return the saved theme; else the terminal's own theme if it has too few colours."""
        few = self.console.color_system not in {"truecolor", "256"} and "NO_COLOR" not in os.environ
        usual = TERMINAL.name if few and sys.stderr.isatty() else NIGHT.name
        remembered = self.settings.get("theme", usual)
        return remembered if remembered in self.available_themes else usual

    def on_unmount(self) -> None:
        """Stop the worker processes, close the store and save the settings."""
        self.settings.save()
        if "jobs" in self.__dict__:
            self.jobs.close()
        self.store.close()

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", None)):
            if number is not None:
                # not supported on Windows, nor outside the main thread
                with suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, self.exit, None, 128 + number)

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as help, footer and docs write it; empty for an action without a key."""
        return binding.key_display or display_key(binding.key)

    def on_resize(self) -> None:
        """Show a message if the terminal is too small."""
        self.call_later(self._check_size)

    def _check_size(self) -> None:
        if self.size.width < self.LEAST.width or self.size.height < self.LEAST.height:
            from tui.dialogs.themes import TooSmallScreen

            if not isinstance(self.screen, TooSmallScreen):
                self.push_screen(TooSmallScreen(self.LEAST))

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: "RenderableType | None" = None,
    ) -> None:
        """Exit the app and save the session."""
        self._remember_session()
        super().exit(result, return_code, message)

    def _save_before_suspend(self, _: App[None]) -> None:
        self._remember_session()
        self.settings.save()

    def _remember_session(self) -> None:
        """Save the library's state and the open article for the next session."""
        from tui.screens.library import LibraryScreen

        library, *above = self.screen_stack
        if isinstance(library, LibraryScreen):
            opened = [number for screen in above if (number := getattr(screen, "article_id", 0))]
            save_session(
                self.settings, self._store_path, library.library_state, opened[-1] if opened else 0
            )

    # Keys

    @work(thread=True, group="keys")
    def _check_keys(self) -> None:
        if faults := self.user_keys.describe_problems():
            self.call_from_thread(self.show_message, faults, severity="warning")

    async def on_key(self, event: events.Key) -> None:
        """Handle two-stroke keys on screens that have no `Strokes` of their own."""
        if not any(" " in key for key in self.screen.active_bindings):
            return
        from tui.keymap.sequences import KeySequences

        if self._strokes is None or not self._strokes.is_for_screen(self.screen):
            self._strokes = KeySequences(self.screen)
        await self._strokes.handle_key(event)

    def action_switch_keys(self) -> None:
        """Switch between the key presets, and save the choice."""
        self.user_keys.switch_preset()

    # Services for the screens

    def open(
        self,
        name: str,
        /,
        *,
        on_result: Callable[[Any], None] | None = None,
        instead: bool = False,
        **args: Any,
    ) -> None:
        """Open a screen or a dialog by its name in `SCREENS`, with the arguments `args`.

        `on_result` receives the result of a dialog. With `instead`, the screen replaces the
        current one.
        """
        screen = create_screen(name, **args)
        if instead:
            self.switch_screen(screen)
        else:
            self.push_screen(screen, on_result)

    def open_article(
        self,
        article: int,
        start: int | None = None,
        end: int | None = None,
        found_by: "SearchContext | None" = None,
        *,
        instead: bool = False,
    ) -> None:
        """Open an article in the reader, at the span from `start` to `end` if given.

        `found_by` is the search that found it, whose matches the reader can step through. With
        `instead`, the reader replaces the current screen.
        """
        try:
            self.store.article_row(article)
        except StoreError as error:  # such as an article deleted after it was listed
            self.show_message(str(error), severity="error")
            return
        self.open(
            "reader",
            instead=instead,
            store=self.store,
            article=article,
            start=start,
            end=end,
            found_by=found_by,
        )

    def adjacent_article(self, article: int, by: int, *, unread: bool = False) -> int | None:
        """Return the article after `article` in the library's list, or before it if `by` is -1.

        With `unread`, skip articles that are not unread.
        """
        library: LibraryScreen = self.screen_stack[0]  # type: ignore[assignment]
        return library.adjacent_article(article, by, unread=unread)

    def open_quote_group_at(self, article: int, start: int) -> None:
        """Show the other articles that have the quotation at `start`, or report that none has."""
        from tui.screens.quote_groups import OccurrencesScreen

        try:
            saying = self.store.quote_groups.group_at(article, start)
        except StoreError as error:
            self.show_message(str(error), severity="error")
            return
        if saying is None:
            self.show_message("No other article contains this quotation.")
        else:
            self.push_screen(OccurrencesScreen(saying, article))

    def apply_change(
        self, change: StoreChange, make: Callable[[], object], undo: UndoEntry | None = None
    ) -> bool:
        """Run `make`, record it for undo and redo, and publish `change`.

        Return False if the store raised an error; the message is then shown.
        """
        try:
            make()
        except StoreError as error:
            self.show_message(str(error), severity="error")
            return False
        if undo is not None:
            self.record_undo(replace(undo, redo=undo.redo or make, change=change))
        self.store_changed.publish(change)
        return True

    def record_undo(self, undo: UndoEntry) -> None:
        """Record a change made elsewhere on the undo stack."""
        self._undo.push(undo)

    def show_message(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """Show a notification; the text is never parsed as markup.

        It replaces earlier notifications, except while a warning or error is shown.
        """
        now = time.monotonic()
        if severity != "information":
            self._warned = now
        elif now - self._warned > self.NOTIFICATION_TIMEOUT:
            self.clear_notifications()
        self.notify(safe(text), severity=severity, markup=False)

    def _handle_exception(self, error: Exception) -> None:
        """Log an unhandled error; the app then exits."""
        self._crash = internal_error("the app stopped", error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Exit with one plain line; the traceback is in the log."""
        line = f"OnRecord stopped: {self._crash}. Notes and drafts are stored; start it again."
        self._exit_renderables.append(Text(line))
        self._close_messages_no_wait()

    def add_files(self, name: str) -> None:
        """Add a file, a folder, a pattern's files or a web page, in worker processes."""
        from db.importers.registry import count_unreadable
        from db.ingest import find_tasks
        from tui.formatting import skipped_files_remark

        if endings := count_unreadable(name):
            self.show_message(f"{name}: {skipped_files_remark(endings)}.", severity="warning")
        if tasks := find_tasks(name):
            self.watch_job(self.jobs.start(f"Add {name}", tasks))
        else:
            self.show_message(f"{name}: no readable file found.", severity="error")

    def add_sample(self) -> None:
        """Add the sample article and open it."""
        from tui.tour import sample_document

        document = sample_document()
        try:
            known = self.store.find_article(document.text)
        except StoreError as error:
            self.show_message(str(error), severity="error")
            return
        if known is None:
            self.watch_job(self.jobs.start("Add the sample article", [document]), opened=True)
        else:
            self._open_sample(known)

    def _open_sample(self, article: int) -> None:
        """Open the sample unless it is open already, and start the tour for new users."""
        if getattr(self.screen, "article_id", None) != article:
            self.open_article(article)
        self.tour.start_unless_seen()

    def reanalyze(self, articles: Sequence[int], title: str) -> None:
        """Analyze articles again, in worker processes; corrections and notes are preserved."""
        waiting = [article for article in articles if article not in self.jobs.analyzing]
        if waiting:
            self.watch_job(self.jobs.start(f"Analyse {title} again", waiting))
        else:
            self.show_message("The analysis is already running; press J to see its progress.")

    @work(group="jobs")
    async def watch_job(self, job: "Job", *, opened: bool = False) -> None:
        """Report the result of a job when it ends; with `opened`, open the article it added."""
        from tui.jobs import result_messages

        await self.jobs.wait_for(job)
        for text, severity in result_messages(job):
            if not (opened and severity == "information"):
                self.show_message(text, severity=severity)
        article = job.outcomes[0].article if job.outcomes else None
        if opened and article is not None:
            self._open_sample(article)

    def _job_changed(self, job: "Job") -> None:
        """Show a job's progress, and refresh the screens at most once per `_JOBS_SHOWN_EVERY`."""
        if job.is_over or not job.outcomes:  # in between, the interval timer updates it
            self._show_waiting()
        now = time.monotonic()
        new = job.outcomes or job.readable_articles
        if new and (job.is_over or now - self._jobs_shown > _JOBS_SHOWN_EVERY):
            self._jobs_shown = now
            # stored articles got new findings or new texts
            changed = isinstance(job.tasks[0], int)
            changed = changed or any(outcome.changed for outcome in job.outcomes)
            changed = changed or bool(job.readable_articles)
            added = {outcome.article for outcome in job.outcomes if outcome.article}
            self.store_changed.publish(
                ANY_CHANGE if changed else StoreChange(frozenset(added), frozenset({"list"}))
            )

    def _show_waiting(self) -> None:
        from tui.jobs import format_progress

        self.job_progress = format_progress(self.jobs)

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
        """Run an action as Textual does, and report it to the tour."""
        ran = await super().run_action(action, default_namespace, namespaces)
        if ran and isinstance(action, str):
            self.tour.record_action(action)
        return ran

    # Keys that work everywhere

    def action_back(self) -> None:  # type: ignore[override]  # actions may be plain functions
        """Close the screen; from the library, exit the app."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit()

    def action_undo(self) -> None:
        """Undo the last change."""
        self._undo_or_redo("undo", "Undone", self._undo.undo)

    def action_redo(self) -> None:
        """Redo the change that was undone last."""
        self._undo_or_redo("redo", "Redone", self._undo.redo)

    def _undo_or_redo(self, verb: str, done: str, step: Callable[[], UndoEntry | None]) -> None:
        try:
            undo = step()
        except StoreError as error:
            self.show_message(f"Could not {verb}: {error}", severity="error")
            return
        if undo is None:
            self.show_message(f"There is nothing to {verb}.")
            return
        self.show_message(f"{done}: {undo.description}")
        self.store_changed.publish(undo.change)

    def action_tour(self) -> None:
        """Start or end the guided tour."""
        self.tour.toggle()

    def action_change_theme(self) -> None:
        """Choose a theme; the one under the cursor is previewed."""
        from tui.dialogs.themes import ThemesScreen

        self.push_screen(ThemesScreen())

    def action_search(self) -> None:
        """Open the search screen."""
        from tui.screens.search import SearchScreen

        self.push_screen(SearchScreen())

    def action_timeline(self) -> None:
        """Show the timeline of all articles, or of this screen's search results."""
        from tui.screens.base import AppScreen
        from tui.screens.timeline import TimelineScreen

        if isinstance(self.screen, AppScreen) and not isinstance(self.screen, TimelineScreen):
            self.push_screen(TimelineScreen(self.screen.related_query))

    def action_sayings(self) -> None:
        """Show the articles that repeat the quotation here, else all repeated quotations."""
        from tui.screens.base import AppScreen
        from tui.screens.quote_groups import OccurrencesScreen, QuoteGroupsScreen

        screen = self.screen
        if not isinstance(screen, AppScreen) or isinstance(
            screen, QuoteGroupsScreen | OccurrencesScreen
        ):
            return
        if screen.current_quotation is not None:
            self.open_quote_group_at(*screen.current_quotation)
        else:  # in the reader, those of its article
            self.push_screen(QuoteGroupsScreen(getattr(screen, "article_id", None)))

    def action_people(self) -> None:
        """Open the list of people and organizations."""
        from tui.screens.people import PeopleScreen

        if not isinstance(self.screen, PeopleScreen):
            self.push_screen(PeopleScreen())

    def action_help(self) -> None:
        """Show the keys of the focused widget and its screen."""
        from tui.dialogs.help import HelpScreen
        from tui.dialogs.themes import TooSmallScreen

        if not isinstance(self.screen, HelpScreen | TooSmallScreen | CommandPalette):
            self.push_screen(HelpScreen(self.screen))
