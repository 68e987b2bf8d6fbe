"""The services of the app that screens and widgets use: they know this protocol, not the app."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel
    from textual.screen import Screen
    from textual.signal import Signal

    from db import ArticleRow, Store
    from db.edits.log import Recording
    from db.edits.models import EditKind, StoreChange
    from db.repositories.articles import MetadataChanges
    from db.search.executor import SearchContext
    from tui.input_queue import InputQueue
    from tui.job import Job
    from tui.job_runner import JobRunner
    from tui.keymap import UserKeys
    from tui.messages import Message, MessageLog
    from tui.own_commands import OwnCommand
    from tui.settings import RecentTags, Settings
    from tui.source_watcher import SourceWatcher

T = TypeVar("T")


class ArticleEditor(Protocol):
    """The actions on several articles by their ids; `tui.article_actions` implements them.

    Each is one transaction, one step of undo, and a message with the numbers of articles.
    """

    def open_original(self, row: "ArticleRow") -> None:
        """Open an article's page in the browser, or else the file that it was read from."""

    def ask_tags(self, articles: Sequence[int]) -> None:
        """Ask for the tags of one article, or for those to add to several and to remove."""

    def toggle_flag(self, name: str, articles: Sequence[int]) -> None:
        """Set a flag of articles; if all have it, remove it."""

    def toggle_read(self, articles: Sequence[int]) -> None:
        """Mark articles as read; if all are read, as unread."""

    def ask_original(self, articles: Sequence[int]) -> None:
        """Ask for the speaker and the event of originals, or remove their marks."""

    def ask_collection(self, articles: Sequence[int]) -> None:
        """Pick a collection to add the articles to; one that has them all loses them."""

    def edit_metadata(
        self,
        articles: Sequence[int],
        facts: "MetadataChanges",
        published: str | None,
        fields: str,
    ) -> bool:
        """Change metadata of articles; `fields` are the names of the changed fields.

        Return False if the store refused. A new publication date takes long for each article.
        """

    def reanalyze(self, articles: Sequence[int]) -> None:
        """Analyze articles again, in one job."""

    def delete(self, articles: Sequence[int], then: Callable[[], None]) -> None:
        """Move articles to the trash; call `then` once that is done."""

    def restore(self, articles: Sequence[int], title: str, then: Callable[[], None]) -> None:
        """Restore articles from the trash; `title` is that of a single one."""


class AppContext(Protocol):
    """The store and the services that all screens share. The app implements it.

    Screens read it from `AppScreen.context`, other widgets with `cast("AppContext", self.app)`.
    """

    recent_tags: "RecentTags"
    """The tags used last, the latest first."""

    @property
    def article_actions(self) -> "ArticleEditor":
        """The actions on several articles, such as those of the marked rows of a list."""

    @property
    def store(self) -> "Store":
        """The open store."""

    @property
    def settings(self) -> "Settings":
        """The settings, which persist between sessions."""

    @property
    def store_settings(self) -> "Settings":
        """The state that belongs to the store: the last session and the search history."""

    @property
    def user_keys(self) -> "UserKeys":
        """The user's own key bindings."""

    @property
    def own_commands(self) -> "tuple[OwnCommand, ...]":
        """The reader's own commands, which the configuration file defines."""

    @property
    def jobs(self) -> "JobRunner":
        """Runs jobs in worker processes, which start with the first job."""

    @property
    def active_jobs(self) -> "list[Job]":
        """The unfinished jobs of this session, without those that wait for the user's decision."""

    @property
    def source_watcher(self) -> "SourceWatcher":
        """Checks the watched feeds and folders while the app runs."""

    @property
    def job_progress(self) -> str:
        """The progress of the running job; empty without a job."""

    @property
    def store_changed(self) -> "Signal[StoreChange]":
        """Published after every change of the store."""

    @property
    def input_queue(self) -> "InputQueue":
        """The keys that wait until the screen that they are meant for has the focus."""

    # Messages and changes

    @property
    def messages(self) -> "MessageLog":
        """The messages of the session."""

    @property
    def message(self) -> "Message | None":
        """The message that is shown now."""

    @property
    def waiting_messages(self) -> int:
        """The number of messages that wait until the current one is acknowledged."""

    def show_message(self, text: str, *, severity: "SeverityLevel" = "information") -> None:
        """Show a message, and add it to the history; the text is never parsed as markup."""

    def edit(
        self,
        kind: "EditKind",
        make: Callable[[], object],
        description: "str | Callable[[Recording], str]" = "",
    ) -> "Recording | None":
        """Make an edit, record it for undo and redo, and publish what it changed.

        Return None if the store raised an error; the message is then shown. `description` is in
        the past tense, or a function that returns it once the edit is made.
        """

    def apply_change(self, change: "StoreChange", make: Callable[[], object]) -> bool:
        """Make a change that cannot be undone, and publish it.

        Return False if the store raised an error; the message is then shown.
        """

    def open_url(self, url: str) -> None:
        """Open a web page or a file in the browser."""

    # Screens

    def open(
        self,
        name: str,
        /,
        *,
        on_result: Callable[[Any], None] | None = None,
        instead: bool = False,
        **args: Any,
    ) -> None:
        """Open a screen or a dialog by its name in `tui.screens.SCREENS`, with these arguments.

        `on_result` receives the result of a dialog. With `instead`, the screen replaces the
        current one.
        """

    def open_article(
        self,
        article: int,
        start: int | None = None,
        end: int | None = None,
        found_by: "SearchContext | None" = None,
        *,
        instead: bool = False,
    ) -> None:
        """Open an article in the reader, at the span from `start` to `end` if given."""

    def adjacent_article(self, article: int, by: int, *, unread: bool = False) -> int | None:
        """Return the article after `article` in the library's list, or before it if `by` is -1.

        With `unread`, skip articles that are not unread.
        """

    @property
    def screen(self) -> "Screen[Any]":
        """The current screen."""

    def push_screen(
        self, screen: "Screen[T]", callback: Callable[[T | None], None] | None = None
    ) -> object:
        """Show a screen or a dialog; `callback` receives the result of a dialog."""

    def action_back(self) -> None:
        """Close the current screen; from the library, exit the app."""

    # Jobs and threads

    def add_sample(self) -> None:
        """Add the sample article and open it."""

    def call_from_thread(self, callback: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call a function in the app's thread, from a worker thread."""
        ...

    def call_later(self, callback: Callable[[], None]) -> object:
        """Call a function after all pending messages are processed."""

    def run_worker(
        self,
        work: Callable[[], None],
        *,
        group: str = "default",
        exit_on_error: bool = True,
        thread: bool = False,
    ) -> object:
        """Run a function in a worker."""

    def set_interval(self, interval: float, callback: Callable[[], object]) -> object:
        """Call a function regularly."""

    def set_timer(self, delay: float, callback: Callable[[], object]) -> object:
        """Call a function once, after `delay` seconds."""
