"""The app: opens the store and the screens, and contains the state that all screens share."""

import asyncio
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import events, on
from textual.app import App, ScreenStackError
from textual.binding import Binding
from textual.command import CommandPalette
from textual.content import Content
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.geometry import Size
from textual.notifications import SeverityLevel
from textual.reactive import reactive
from textual.screen import ModalScreen, Screen
from textual.signal import Signal

from db import Store, StoreError
from db.commit_counter import session_path
from db.edits.models import Direction, StoreChange
from db.errors import internal_error
from tui.actions import load_bindings
from tui.change_progress import run_with_progress
from tui.changes import ChangeHistory
from tui.input_queue import InputEvent, QueuedInputApp
from tui.key_names import display_key
from tui.keymap import UserKeys, format_file_problems
from tui.log import start_log
from tui.maintenance import ask_about_saved_jobs, schedule_maintenance
from tui.messages import Message, MessageLog
from tui.sanitize import notification_code, safe
from tui.screens import Navigator, is_screen, load_screen
from tui.screens.app_screen import AppScreen
from tui.settings import QUIT_SETTING, RecentTags, Settings, config_path, load_session, state_folder
from tui.strings.app_text import AppText
from tui.strings.config_text import ConfigText
from tui.strings.search_text import SearchText
from tui.terminal_title import TerminalTitle
from tui.theme import DEFAULT_TEAL, install_themes
from tui.widgets.footer import MessageLine
from tui.widgets.header import Header, show_opening_while
from tui.widgets.key_sequences import KeySequences

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.actions import ActionParseResult
    from textual.theme import Theme

    from tui.article_actions import ArticleActions
    from tui.config import Config
    from tui.job import Job
    from tui.job_runner import JobRunner
    from tui.own_commands import OwnCommand
    from tui.source_watcher import SourceWatcher
    from tui.tour import TourController


class OnRecordApp(QueuedInputApp[None]):
    """The OnRecord app: the library, and the screens that open from it."""

    TITLE = AppText.NAME
    CSS = """
    SearchIcon { display: none; }
    Screen:ansi { background: $background; color: $foreground; }
    ModalScreen:ansi { background: transparent; }
    ModalScreen:ansi > Vertical, LegendScreen:ansi > VerticalScroll {
        background: $background; border: round $primary;
    }
    Input:ansi > .input--cursor { text-style: reverse; }
    """
    BINDING_GROUP_TITLE = AppText.GROUP_TITLE
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-usual"), (140, "-wide")]  # noqa: RUF012
    COMMANDS: ClassVar[set[Any]] = {partial(load_screen, "commands")}
    BINDINGS = load_bindings("app")

    LEAST = Size(40, 10)
    """The smallest usable terminal, in cells: less shows neither a line of text nor the keys."""

    job_progress: reactive[str] = reactive("")
    """The progress of the running job, for screens to show; empty without a job."""
    message: reactive[Message | None] = reactive(None)
    """The message that footers and dialogs show; `messages` sets it."""
    waiting_messages: reactive[int] = reactive(0)
    """The number of messages that wait until the current one is acknowledged."""

    def __init__(
        self,
        store_path: Path,
        *,
        create: bool = True,
        article: int | None = None,
        tour: bool = False,
    ) -> None:
        """Open the store at `store_path`; start with `article` or with the guided tour.

        With `create`, a missing store is created. Raises `StoreError` if it cannot be opened;
        this is before Textual takes over the terminal, so that the command line can report it.
        """
        super().__init__()
        self.store = Store(store_path, create=create)
        self._store_path, self._article, self._tour_wanted = store_path, article, tour
        self.messages = MessageLog(self)
        self.input_queue.withdraw_message = self.messages.withdraw
        self._focus_is_known = False
        self._terminal_title = TerminalTitle()
        self._crash = "internal error"
        start_log()
        self.recent_tags = RecentTags()
        self.store_changed: Signal[StoreChange] = Signal(self, "store-changed")
        """Published after every change of the store: screens then refresh."""
        self._history = ChangeHistory(
            lambda: self.store.edits, self.show_message, self.store_changed.publish,
            partial(run_with_progress, self), self._update_corrected_articles,
        )  # fmt: skip
        self.apply_change, self.edit = self._history.apply, self._history.edit
        self._navigator = Navigator(self, self)
        self.open, self.open_article = self._navigator.open, self._navigator.open_article
        self.adjacent_article = self._navigator.adjacent_article
        warn = partial(self.show_message, severity="warning")
        self._config = self._read_config()
        self.store.set_reader(lambda: self._config.author if self._config else "")
        configured = self._config.to_settings() if self._config else {}
        self.settings = Settings(state_folder(), warn, configured=configured)
        session = session_path(store_path)
        # a read-only store was reported: that its session is not saved is no further news
        report = str if self.store.read_only else warn
        self.store_settings = Settings(session.parent, report, session.name)
        self._styled: Theme | None = install_themes(self, self.settings)
        self.user_keys = UserKeys(self)
        self._sequences: KeySequences | None = None

    def _read_config(self) -> "Config | None":
        """Read the configuration file if there is one."""
        if not config_path().exists():
            return None
        from tui.config import read_config  # imports TOML, which only a file needs
        from tui.keymap.command_keys import drop_used_keys

        return drop_used_keys(read_config(themes=[*AppText.THEMES, *self.available_themes]))

    @property
    def own_commands(self) -> "tuple[OwnCommand, ...]":
        """The reader's own commands, which the configuration file defines."""
        return self._config.commands if self._config else ()

    def get_default_screen(self) -> Screen[None]:
        """Return the library, the bottom of the screen stack."""
        state, reopened = load_session(self.store_settings)
        if self._article is None and reopened:
            with suppress(StoreError):  # such as an article deleted since
                self._article = self.store.articles.row(reopened).id
        library: Screen[None] = load_screen("library")(state)
        return library

    @cached_property
    def article_actions(self) -> "ArticleActions":
        """The actions on several articles."""
        from tui.article_actions import ArticleActions

        return ArticleActions(self)

    @cached_property
    def jobs(self) -> "JobRunner":
        """Runs jobs in worker processes, which start with the first job."""
        with show_opening_while(self):  # 110 ms of processor time
            from tui.job_runner import JobRunner

        return JobRunner(self._store_path, self)

    @cached_property
    def tour(self) -> "TourController":
        """The guided tour of the sample article."""
        from tui.tour import TourController

        tour = TourController(self)
        self.screen_change_signal.subscribe(self, lambda _: tour.refresh())
        self.store_changed.subscribe(self, tour.record_change, immediate=True)
        return tour

    @cached_property
    def source_watcher(self) -> "SourceWatcher":
        """Checks the watched feeds and folders while the app runs."""
        from tui.source_watcher import SourceWatcher

        return SourceWatcher(self, self._config)

    @property
    def _opened_tour(self) -> "TourController | None":
        """The tour if it was loaded: no screen change or action loads it."""
        return self.__dict__.get("tour")

    def on_mount(self) -> None:
        """Install the signal handlers, start maintenance, and open the requested article."""
        if self.user_keys.keymap:
            self.run_worker(self.user_keys.report_problems, thread=True, group="keys")
        if self._config and self._config.problems:
            text = format_file_problems(ConfigText.PROBLEM, config_path(), self._config.problems)
            self.show_message(text, severity="warning")
        self.app_suspend_signal.subscribe(self, self._save_before_suspend, immediate=True)
        self.screen_change_signal.subscribe(self, lambda _: self.watch_message())
        schedule_maintenance(self)
        ask_about_saved_jobs(self)
        if self._article is not None:
            self.open_article(self._article)
        if self._tour_wanted:
            self.action_tour()

    def signal_end(self, text: str) -> None:
        """Signal the end of a long job as configured, unless the terminal has the focus."""
        if self._focus_is_known and self.app_focus:
            return
        sign = self._config.get("notify") if self._config else "bell"
        if sign == "desktop" and (code := notification_code()):
            self._write_to_terminal(code.format(text=safe(text)))
        elif sign != "off":
            self.bell()

    @on(events.AppBlur)
    @on(events.AppFocus)
    def _note_focus(self) -> None:
        self._focus_is_known = True

    @property
    def active_jobs(self) -> "list[Job]":
        """The unfinished jobs of this session, without those that wait for a decision."""
        return self.jobs.queue.active if "jobs" in self.__dict__ else []

    def action_quit(self) -> None:  # type: ignore[override]  # actions may be plain functions
        """Exit the app; during a job, ask first."""
        unfinished = self.active_jobs
        if not unfinished or is_screen(self.screen, "quit"):
            self.exit()
            return

        def answer(answer: str | None) -> None:
            if answer == "cancel":
                for job in unfinished:
                    self.jobs.queue.cancel(job)
            if answer in ("cancel", "later"):
                self.exit()

        self.open("quit", on_result=answer, detail="\n".join(job.title for job in unfinished))

    def on_unmount(self) -> None:
        """Stop the worker processes, close the store and save the settings."""
        self._terminal_title.restore(self._write_to_terminal)
        self.settings.save()
        self.store_settings.save()
        if "jobs" in self.__dict__:
            self.jobs.queue.close()
        self.store.close()

    async def run_async(self, **options: Any) -> None:
        """Run the app; a signal that ends it is handled from the first moment."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", None)):
            if number is not None:
                # not supported on Windows, nor outside the main thread
                with suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, self.exit, None, 128 + number)
        await super().run_async(**options)

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as help, footer and docs write it; empty for an action without a key."""
        return binding.key_display or display_key(binding.key)

    def on_resize(self) -> None:
        """Show a message if the terminal is too small."""
        self.input_queue.call_in_turn(self._check_size)

    def _check_size(self) -> None:
        fits = self.size.width >= self.LEAST.width and self.size.height >= self.LEAST.height
        if not fits and not is_screen(self.screen, "too_small"):
            self.open("too_small", least=self.LEAST)

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: "RenderableType | None" = None,
    ) -> None:
        """Exit the app and save the session."""
        with suppress(ScreenStackError, NoMatches):  # the library is not open yet
            self._navigator.save_session(self.store_settings)
        super().exit(result, return_code, message)

    def _save_before_suspend(self, _: App[None]) -> None:
        self._navigator.save_session(self.store_settings)
        self.settings.save()
        self.store_settings.save()

    # Keys

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the colors that only the app's own themes define."""
        return {"teal": DEFAULT_TEAL}

    def refresh_css(self, animate: bool = True) -> None:
        """Style all widgets again, but not with the theme that the first frame has anyway."""
        styled, self._styled = self._styled, None
        if styled is not self.current_theme:
            super().refresh_css(animate)

    async def on_key(self, event: events.Key) -> None:
        """Handle two-stroke keys on screens that have no `KeySequences` of their own."""
        if self._sequences is None or not self._sequences.is_for_screen(self.screen):
            self._sequences = KeySequences(self.screen)
        await self._sequences.handle_key(event)

    def action_switch_keys(self) -> None:
        """Switch between the key presets, and save the choice."""
        self.user_keys.switch_preset()
        if tour := self._opened_tour:
            tour.refresh()

    def show_message(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """Show a message, and add it to the history; the text is never parsed as markup."""
        self.messages.add(Message(safe(text), severity))

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a message of Textual's own, such as the result of a screenshot."""
        del title, timeout
        text = Content.from_markup(message).plain if markup else message
        self.show_message(text, severity=severity)

    def watch_message(self) -> None:
        """Show the message below the current dialog, which has no footer."""
        if self.message is None or not self.screen_stack:
            return
        screen = self.screen
        if isinstance(screen, ModalScreen) and screen.is_mounted and not screen.query(MessageLine):
            screen.mount(MessageLine())

    async def process_input(self, event: InputEvent) -> None:
        """Process a key, a paste or a click; it acknowledges the message that is shown."""
        if isinstance(event, events.Key | events.MouseDown):
            self.messages.acknowledge()
        await super().process_input(event)

    def _handle_exception(self, error: Exception) -> None:
        """Log an unhandled error; the app then exits.

        If it is exiting already, the error is that of a screen which was still opening.
        """
        self._crash = internal_error("the app stopped", error)
        if self.return_code is None:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Exit with one plain line; the traceback is in the log."""
        self.panic(Text(AppText.CRASHED.format(reason=self._crash)))

    def add_sample(self) -> None:
        """Add the sample article and open it."""
        self.tour.add_sample()

    def action_jobs(self) -> None:
        """Show the jobs of this session."""
        if not is_screen(self.screen, "jobs"):
            self.open("jobs", jobs=self.jobs.queue)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action as Textual does, and report it to the tour."""
        ran = await super().run_action(action, default_namespace, namespaces)
        if ran and isinstance(action, str) and (tour := self._opened_tour):
            tour.record_action(action, default_namespace or self)
        return ran

    @on(Header.TitleShown)
    def _set_terminal_title(self, message: Header.TitleShown) -> None:
        self._terminal_title.show(message.title, self._write_to_terminal)

    def _write_to_terminal(self, code: str) -> None:
        if self._driver is not None:
            self._driver.write(code)

    # Keys that work everywhere

    def action_back(self) -> None:  # type: ignore[override]  # actions may be plain functions
        """Close the screen; from the library, quit, ask or refuse, as the user configured."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
            return
        key = self.user_keys.label_of("app.quit")
        match self.settings.get(QUIT_SETTING, "yes"):
            case "no":
                self.show_message(AppText.NO_QUIT.format(key=key))
            case "ask" if not self.active_jobs:
                detail = AppText.QUIT_DETAIL.format(key=key)
                question, yes = AppText.QUIT_QUESTION, AppText.QUIT
                self.open(
                    "confirm", on_result=self._quit_if, question=question, detail=detail, yes=yes
                )
            case _:
                self._quit_if(confirmed=True)

    def _quit_if(self, confirmed: bool | None) -> None:
        if confirmed:
            self.call_later(self.run_action, "quit")

    def action_help_quit(self) -> None:
        """Explain `^c`, which has copied nothing, and the key that quits."""
        key = self.user_keys.label_of("app.quit")
        self.show_message(AppText.NOTHING_TO_COPY.format(key=key))

    def key_ctrl_c(self) -> None:
        """Explain `^c` in a dialog too, where the bindings of the app do not work."""
        self.action_help_quit()

    def action_undo(self) -> None:
        """Undo the last change."""
        self._step("undo")

    def _step(self, direction: Direction) -> None:
        """Undo or redo a change of the screen's view, else an edit of the log."""
        change = self.screen.step_view(direction) if isinstance(self.screen, AppScreen) else ""
        if change:
            self.show_message(AppText.STEP_DONE[direction].format(change=change))
        else:
            self._history.step(direction)

    def _update_corrected_articles(self, words: Sequence[str]) -> None:
        from tui.screens.correction_rules import update_corrected_articles

        update_corrected_articles(self, words)

    def action_redo(self) -> None:
        """Redo the change that was undone last."""
        self._step("redo")

    def action_tour(self) -> None:
        """Start the guided tour, or offer to skip, go back or end it."""
        self.tour.toggle()

    def action_show(self, screen: str) -> None:
        """Open a screen or dialog of `tui.screens.SCREENS`, unless it is the current one."""
        if not is_screen(self.screen, screen):
            self.open(screen)

    def action_library(self) -> None:
        """Go to the library."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_search(self) -> None:
        """Open the search screen."""
        self.open("search")

    def action_timeline(self) -> None:
        """Show the timeline of all articles, or of this screen's search results."""
        if isinstance(self.screen, AppScreen) and not is_screen(self.screen, "timeline"):
            self.open("timeline", query=self.screen.related_query)

    def action_repeated_quotes(self) -> None:
        """Show the articles that repeat the quotation here, else all repeated quotations."""
        screen = self.screen
        if not isinstance(screen, AppScreen) or is_screen(screen, "quote_groups", "occurrences"):
            return
        if screen.current_quotation is not None:
            article, start = screen.current_quotation
            self.open("quote_group", article=article, start=start)
        else:  # in the reader, those of its article
            self.open("quote_groups", article=getattr(screen, "article_id", None))

    def action_similar(self) -> None:
        """Show the articles or quotations similar to the one here, or to a person's."""
        screen = self.screen
        if isinstance(screen, AppScreen):
            if screen.compared_item is None:
                self.show_message(SearchText.NOTHING_TO_COMPARE)
            else:
                self.open("similar", item=screen.compared_item)

    def action_help(self) -> None:
        """Show the keys of the focused widget and its screen."""
        is_palette = isinstance(self.screen, CommandPalette)
        if not is_palette and not is_screen(self.screen, "help", "too_small"):
            self.open("help", below=self.screen)
