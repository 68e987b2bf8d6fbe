"""The watched feeds and folders: their last checks, their articles and their errors."""

import datetime
from collections.abc import Callable, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from db.edits.models import StoreChange
from db.repositories.watched_sources import WatchedSource
from tui.actions import load_bindings
from tui.dialogs.prompts import ConfirmDialog, PathSuggester, PromptDialog
from tui.display_text import format_count, format_duration, format_found
from tui.sanitize import safe
from tui.screens.app_screen import AppScreen
from tui.source_watcher import SourceWatcher
from tui.store_query import attempt
from tui.strings.app_text import AppText
from tui.strings.watch_text import WatchText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.row_source import ListSource
from tui.widgets.virtual_list import VirtualList

_EVERY = 5.0  # seconds between two refreshes of the times


class WatchedSourcesScreen(AppScreen):
    """All watched sources, and the whole error and remark of the one under the cursor."""

    BINDING_GROUP_TITLE = WatchText.TITLE
    REFRESHED_BY = frozenset({"watched_sources"})
    AUTO_FOCUS = "#sources"
    DEFAULT_CSS = """
    WatchedSourcesScreen {
        & > #sources { height: 1fr; margin: 1 0 0 0; }
        & > VerticalScroll {
            height: auto;
            max-height: 50%;
            padding: 0 2;
            border-top: solid $border;
        }
    }
    """
    BINDINGS = load_bindings("watched")

    def compose(self) -> ComposeResult:
        """Compose the list and the error between the header and the footer."""
        yield Header(AppText.NAME, WatchText.TITLE)
        yield VirtualList(id="sources", empty=WatchText.EMPTY)
        with VerticalScroll(can_focus=False):
            yield Static(id="error")
        yield Footer()

    def on_mount(self) -> None:
        """Show the sources, now and whenever one of them was checked or changed."""
        self.follow_changes()
        self.set_interval(_EVERY, self._show)
        self.watch(self.app, "job_progress", self._show_progress)
        self._show()

    def refresh_content(self, change: StoreChange) -> None:
        """Show the sources again."""
        del change
        self._show()

    def _show_progress(self) -> None:
        self.query_one(Header).detail = self.context.job_progress

    def _show(self) -> None:
        sources = attempt(self.context, self.context.store.watched_sources.list)
        if sources is None:
            return
        now = datetime.datetime.now(datetime.UTC)
        draw = partial(_draw_source, watcher=self.context.source_watcher, now=now)
        rows = ListSource(sources, draw, key=lambda source: source.id, lines=2)
        self.query_one(VirtualList).show(rows)
        self._show_error()
        self.refresh_bindings()

    @property
    def current(self) -> WatchedSource | None:
        """The source under the cursor."""
        source: WatchedSource | None = self.query_one(VirtualList).item
        return source

    @on(VirtualList.Highlighted)
    def _moved(self, message: VirtualList.Highlighted) -> None:
        message.stop()
        self._show_error()

    def _show_error(self) -> None:
        source = self.current
        text = "\n".join(filter(None, (source.error, source.remark))) if source else ""
        self.query_one(VerticalScroll).display = bool(text)
        self.query_one("#error", Static).update(Content(safe(text)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for a source if there is one."""
        del parameters
        return action not in {"check", "pause", "remove"} or self.current is not None

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        self.action_check()

    def action_add(self) -> None:
        """Ask for the address of a feed or a folder, and watch it."""
        self._ask_source(self.context.source_watcher.refused_name)

    def ask_private_host(self, host: str, answer: Callable[[bool | None], None]) -> None:
        """Ask whether a host of this machine or its network is allowed for its feed."""
        question = WatchText.PRIVATE_QUESTION.format(host=host)
        dialog = ConfirmDialog(question, WatchText.PRIVATE_DETAIL, WatchText.PRIVATE_ANSWER)
        self.context.push_screen(dialog, answer)

    def correct_source(self, name: str, error: str) -> None:
        """Ask for a name again that failed; on another screen, the next question has the name."""
        if self.app.screen is self:
            self._ask_source(name, error)

    def _ask_source(self, name: str, error: str = "") -> None:
        watcher = self.context.source_watcher
        self.app.push_screen(
            PromptDialog(
                WatchText.ADD,
                value=name,
                placeholder=WatchText.ADD_EXAMPLE,
                hint=WatchText.REFUSED.format(error=error) if error else WatchText.ADD_HINT,
                suggester=PathSuggester(),
                accept=lambda line: not line or watcher.add(line, self),
            )
        )

    def action_check(self) -> None:
        """Check the source now."""
        if self.current is not None:
            self.context.source_watcher.check([self.current])

    def action_pause(self) -> None:
        """Pause or resume the checks of the source."""
        source = self.current
        if source is None:
            return
        self.context.edit(
            "watched source",
            partial(self.context.store.watched_sources.set_paused, source.id, not source.paused),
            WatchText.RESUMED_UNDO if source.paused else WatchText.PAUSED_UNDO,
        )

    def action_remove(self) -> None:
        """Watch the source no longer; its articles stay."""
        source = self.current
        if source is None:
            return
        remove = partial(self.context.store.watched_sources.remove, source.id)
        if self.context.edit("watched source", remove, WatchText.REMOVED_UNDO) is not None:
            self.context.show_message(WatchText.REMOVED.format(name=source.address))


def _draw_source(
    source: WatchedSource, width: int, *, watcher: SourceWatcher, now: datetime.datetime
) -> Sequence[Content]:
    """Return the address of a watched source, and the state of its checks below."""
    kind = WatchText.KINDS[source.kind]
    address = Content.assemble((f"{kind:8}", ".rows--muted"), safe(source.address))
    error = Content.styled(f"  ✗ {safe(source.error)}" if source.error else "", "$error")
    remark = Content.styled(f"  {safe(source.remark)}" if source.remark else "", "$warning")
    state = Content.styled(f"{'':8}{_state(source, watcher, now)}", ".rows--muted")
    return address.truncate(width, ellipsis=True), state + error + remark


def _state(source: WatchedSource, watcher: SourceWatcher, now: datetime.datetime) -> str:
    articles = format_count(source.articles, "article")
    if watcher.is_checking(source.id):
        state = WatchText.CHECKING
    elif source.paused:
        state = WatchText.PAUSED
    elif checked := watcher.last_check(source):
        ago = format_duration(max((now - checked).total_seconds(), 0))
        state = WatchText.CHECKED.format(ago=ago)
    else:
        state = WatchText.NOT_CHECKED
    found = format_found(source.last_counts)
    form = WatchText.STATE_FOUND if found else WatchText.STATE
    return form.format(articles=articles, found=found, state=state)
