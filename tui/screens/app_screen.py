"""The base class of the app's full screens.

A list screen with a filter input above the list.

A screen with a preview of the article under the cursor, if there is room.
"""

import asyncio
import time
from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual import events, on
from textual.geometry import Size
from textual.messages import Layout
from textual.reactive import Reactive
from textual.screen import ModalScreen, Screen
from textual.scrollbar import ScrollBar
from textual.widget import AwaitMount, Widget

from db import NotFound, StoreError
from db.edits.models import Direction, StoreChange
from db.kinds import DataKind
from db.models import ItemRef
from tui.actions import load_bindings
from tui.display_text import format_count
from tui.sanitize import safe
from tui.store_query import QueryRun, read_or_default, report_error, run_query
from tui.strings.app_text import AppText
from tui.strings.export_text import ExportText
from tui.strings.list_text import ListText
from tui.widgets.article_list import ArticleList
from tui.widgets.compositor import LineCompositor
from tui.widgets.header import Header
from tui.widgets.preview import Preview, PreviewData, load_preview
from tui.widgets.row_marks import RowKey
from tui.widgets.row_source import RowSource
from tui.widgets.virtual_list import VirtualList

_LONGEST_WAIT = 0.5  # seconds after which a screen is drawn that is not ready
_QUIET_ROUNDS, _MOST_ROUNDS = 2, 50

R = TypeVar("R")

if TYPE_CHECKING:
    from db.exporters import ExportQuery
    from db.search.parser import RowLanguage
    from tui.context import AppContext
    from tui.widgets.query_line import QueryLine


class AppScreen(Screen[None], inherit_bindings=False):
    """A screen with access to the app, and with remappable keys for focus, copy and export."""

    BINDINGS = load_bindings("screen")

    focused = Reactive[Widget | None](None, repaint=False)
    """The widget with the focus, which draws itself; Textual would draw the whole screen again."""

    REFRESHED_BY: ClassVar[frozenset[DataKind]] = frozenset()
    """The kinds of changes that the screen's content depends on; see `refresh_content`."""
    REFRESHED_BELOW: ClassVar[frozenset[DataKind]] = frozenset()
    """Those that refresh the screen even while another screen covers it."""

    EXPORT_QUESTION: ClassVar[str] = ExportText.QUESTION
    """The question of the export dialog."""

    COMPARES_ARTICLES: ClassVar[bool] = True
    """False if the key that compares two articles of a list has another meaning here."""

    _missed_change: StoreChange | None = None  # while the screen was hidden
    _was_shown = False
    _is_opening = True  # until the first frame

    def __init__(self) -> None:
        """Create a screen with the class of the width of the terminal.

        Textual adds the class after the first layout, and styles all widgets again.
        """
        super().__init__()
        self._compositor = LineCompositor()
        self._created = time.monotonic()
        self._rounds = self._quiet_rounds = 0  # of the widgets' messages before the first frame
        breakpoints, width = self.app.HORIZONTAL_BREAKPOINTS or [], self.app.size.width
        self.add_class(*[name for least, name in breakpoints if width >= least][-1:], update=False)

    @property
    def is_ready(self) -> bool:
        """True once the screen has what its first frame shows."""
        return True

    def _on_timer_update(self) -> None:
        """Draw what changed; a screen that opens is laid out before, so that it is drawn once.

        Textual draws it after each of the five or six layouts, the first time without contents.
        """
        if self._is_opening and self.is_current:
            if self._settle():
                # The widgets handle their messages before the next turn of the event loop.
                asyncio.get_running_loop().call_soon(self.call_later, self._on_timer_update)
                return
            if not self.is_ready and time.monotonic() - self._created < _LONGEST_WAIT:
                return
            self._is_opening = False
        super()._on_timer_update()

    def _settle(self) -> bool:
        """Lay out the screen if needed; return True if its widgets may request another layout.

        A widget that knows its size requests one if it then shows a scrollbar or other widgets.
        """
        self._rounds += 1
        if self._layout_required:
            self._layout_required = False
            self._refresh_layout()
            self._quiet_rounds = 0
        elif any(widget.message_queue_size for widget in self.walk_children()):
            self._quiet_rounds = 0
        else:
            self._quiet_rounds += 1
        return self._quiet_rounds < _QUIET_ROUNDS and self._rounds < _MOST_ROUNDS

    def _compositor_refresh(self) -> None:
        """Draw what changed, but nothing before the first frame."""
        if not (self._is_opening and self.is_current):
            super()._compositor_refresh()

    def _screen_resized(self, size: Size) -> None:
        """Lay out the screen for another size; Textual did so also each time a screen opened."""
        if size != self.outer_size:
            super()._screen_resized(size)

    def on_layout(self, message: Layout) -> None:
        """Drop the request of a scrollbar that was laid out already: its view requested it.

        The request of the view is lost if that of the scrollbar follows at once and replaces it.
        """
        bar = message.widget
        if isinstance(bar, ScrollBar) and bar.display == (bar in self._compositor.visible_widgets):
            message.stop()
            message.prevent_default()

    def follow_changes(self) -> None:
        """Call `refresh_content` after every change of a kind in `REFRESHED_BY`.

        A screen that another screen covers is refreshed when it becomes visible again.
        """
        self.context.store_changed.subscribe(self, self._note_change)

    def step_view(self, direction: Direction) -> str:
        """Undo or redo a change of the view alone; return its description, "" for none."""
        del direction
        return ""

    def refresh_content(self, change: StoreChange) -> None:
        """Load the content again after a change."""

    def _note_change(self, change: StoreChange) -> None:
        if not change.concerns(*self.REFRESHED_BY):
            return
        if self._missed_change is not None:
            change = self._missed_change.union(change)
        self._missed_change = change
        if self._is_uncovered or change.concerns(*self.REFRESHED_BELOW):
            self.refresh_missed()

    @property
    def _is_uncovered(self) -> bool:
        """True unless another full screen covers this one."""
        stack = self.app.screen_stack
        return self in stack and all(
            isinstance(above, ModalScreen) for above in stack[stack.index(self) + 1 :]
        )

    def refresh_missed(self) -> None:
        """Refresh the content if it changed while the screen was hidden."""
        if self._missed_change is not None:
            change, self._missed_change = self._missed_change, None
            self.refresh_content(change)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Refresh the content if it changed while the screen was hidden.

        Textual would style all widgets of a screen that opens twice: as it mounts them, and now.
        """
        event.refresh_styles = event.refresh_styles and self._was_shown
        self._was_shown = True
        self.refresh_missed()

    @property
    def context(self) -> "AppContext":
        """The app, with the store and what all screens share."""
        return cast("AppContext", self.app)

    def focus_once_shown(self, widget: Widget) -> None:
        """Focus a widget after the next layout, which shows it; keys wait until then."""
        hold = self.context.input_queue.add_hold(widget)

        def focus() -> None:
            widget.focus()
            hold.release()

        self.call_after_refresh(focus)

    @property
    def export_choices(self) -> "list[tuple[str, ExportQuery]]":
        """Queries that the export dialog offers here, each with its label.

        The whole store is always offered in addition.
        """
        return []

    @property
    def current_quotation(self) -> tuple[int, int] | None:
        """The quotation under the cursor as article id and text offset, or None."""
        return None

    @property
    def compared_item(self) -> ItemRef | None:
        """The quotation or article here, of which similar ones can be shown, or None."""
        if self.current_quotation is not None:
            return ItemRef("quotation", *self.current_quotation)
        article: int | None = getattr(self, "article_id", None)
        return ItemRef("article", article) if article else None

    @property
    def related_query(self) -> str:
        """The search query for the content of this screen; "" for everything."""
        return ""

    def action_copy_text(self) -> None:
        """Copy the text selected with the mouse; without any, the next binding of the key runs."""
        super().action_copy_text()
        words = len((self.get_selected_text() or "").split())
        self.context.show_message(AppText.TEXT_COPIED.format(words=format_count(words, "word")))

    def action_export(self) -> None:
        """Ask for the content, the format and the file, then export."""
        marked = [choice for rows in self.query(ArticleList) for choice in rows.marked_exports]
        choices = [*marked, *self.export_choices]
        self.context.open("export", exportable=choices, question=self.EXPORT_QUESTION)

    def edit_metadata(self, articles: Sequence[int]) -> None:
        """Open the form that edits the metadata of articles."""
        self.context.open("metadata", articles=articles)

    def show_versions(self, article: int) -> None:
        """Show the text versions of an article, or a message if it never changed."""
        self.context.open("versions", article=article)

    def open_person(self, identity: int) -> None:
        """Open the page of an identity by its id."""
        self.context.open("person", identity=identity)

    @on(VirtualList.MarksChanged)
    def _show_marks(self, message: VirtualList.MarksChanged) -> None:
        """Show the number of marked rows in the header, and a message about lost marks."""
        message.stop()
        rows, parts = message.rows, []
        if rows.marked:
            number = rows.source.count_markable()
            parts.append(ListText.MARKED.format(marked=rows.marked, rows=number))
        if rows.marks.hidden:
            parts.append(ListText.MARKS_HIDDEN.format(marks=rows.marks.hidden))
        for header in self.query(Header):
            header.marks = ", ".join(parts)
        if message.lost:
            marks = format_count(message.lost, "mark")
            self.context.show_message(ListText.MARKS_LOST.format(marks=marks))

    @on(VirtualList.RowsMissing)
    def _report_missing_rows(self, message: VirtualList.RowsMissing) -> None:
        """Show a message: only the rows loaded so far are marked."""
        message.stop()
        rows = format_count(message.rows.marked, "row")
        self.context.show_message(ListText.ROWS_MISSING.format(rows=rows), severity="warning")

    def key_for_binding(self, action: str) -> str:
        """Return the first key of a binding id as help displays it, or "" if it has none here."""
        for active in self.active_bindings.values():
            if active.binding.id == action:
                return self.app.get_key_display(active.binding)
        return ""


class ListScreen(AppScreen, Generic[R]):
    """A list: a query of the store in a thread, a way to show its result, and actions.

    It is loaded when the screen opens, and again after every change that concerns it. A result that
    a later query replaces is dropped; a query that fails shows its message, and the rows stay.
    """

    LIST: ClassVar[str]
    """The selector of the list."""

    _starts_over = False  # the next rows are shown from the first one
    row_to_keep: tuple[int, RowKey | None] = (0, None)
    """The cursor and the key of its row when the list was last queried; a thread may read it."""

    def on_mount(self) -> None:
        """Load the list, now and whenever the store changes."""
        self.follow_changes()
        self.load_first()

    def load_first(self) -> None:
        """Load the list when the screen opens."""
        self.refresh_list()

    def refresh_content(self, change: StoreChange) -> None:
        """Load the list again."""
        del change
        self.refresh_list()

    @property
    def rows(self) -> VirtualList:
        """The list."""
        return self.query_one(self.LIST, VirtualList)

    def refresh_list(self) -> None:
        """Load the list in a thread, and show it; the cursor stays on its row."""
        for rows in self.query(self.LIST).results(VirtualList):  # none while the screen closes
            self.row_to_keep = rows.cursor, rows.current_key
        run_query(self, self.load_list, self.show_list, failed=self.show_failure, holds_keys=True)

    def show_failure(self, error: StoreError) -> None:
        """Show the message of a query that failed; the rows stay."""
        report_error(self.context, error)

    def restart_list(self) -> None:
        """Load other rows, or rows in another order; the cursor goes to the first one."""
        self._starts_over = True
        self.refresh_list()

    @abstractmethod
    def load_list(self, run: QueryRun) -> R:
        """Query the store for the content of the list, in a thread. May raise StoreError."""

    @abstractmethod
    def show_list(self, found: R) -> None:
        """Show the content of the list by `show_rows`, and its title."""

    def show_rows(self, source: RowSource, cursor: int | None = None) -> None:
        """Show the rows; without `cursor`, it stays on its row, or goes to the first of others."""
        if cursor is None and self._starts_over:
            cursor = 0
        self._starts_over = False
        self.rows.show(source, cursor)
        for header in self.query(Header):
            header.damaged = source.count_damaged()


class FilteredListScreen(ListScreen[R]):
    """Opens and closes the filter input, and refreshes the list when the filter changes.

    The input is imported when it opens, and its messages are handled by their names.
    """

    FILTERED_BY: ClassVar[str]
    """Placeholder of the empty filter input: the fields that are matched."""

    def __init__(self) -> None:
        super().__init__()
        self.filter_text = ""
        """The filter, empty for none; it has no error."""
        self._row_before_filter: RowKey | None = None

    def filter_language(self) -> "RowLanguage | None":
        """Return the fields of the filter; None for those of the search."""
        return None

    @property
    def filter_line(self) -> "QueryLine | None":
        """The filter input if it is open."""
        return cast("QueryLine | None", next(iter(self.query("QueryLine")), None))

    def mount_filter(self, query: str = "") -> AwaitMount:
        """Open the filter input with `query` in it."""
        from tui.widgets.query_line import QueryLine  # not before the first frame

        line = QueryLine(
            id="filter", placeholder=self.FILTERED_BY, query=query, rows=self.filter_language()
        )
        return self.mount(line, after=self.query("Header, PlaceLine").last())

    async def action_filter(self) -> None:
        """Focus the filter input; open it first if needed."""
        if self.filter_line is None:
            await self.mount_filter()  # a key typed meanwhile waits for the input
        self.query_one("QueryLine").focus()

    def on_query_line_changed(self, message: "QueryLine.Changed") -> None:
        """List the rows that match the query."""
        message.stop()
        query = message.query.strip()
        if query == self.filter_text:
            return
        if not query:
            self.remove_filter()
            return
        if not self.filter_text:
            self._row_before_filter = self.rows.current_key
        self.filter_text = query
        self.restart_list()

    def on_query_line_submitted(self) -> None:
        """Focus the list; close an empty filter input."""
        self._leave_filter()

    def on_filter_input_exited(self) -> None:
        """Focus the list; close an empty filter input."""
        self._leave_filter()

    def _leave_filter(self) -> None:
        line = self.filter_line
        if self.filter_text or (line and line.value.strip()):
            self.rows.focus()
        else:
            self.action_clear()

    def action_clear(self) -> None:
        """Close the filter input and remove the filter."""
        if line := self.filter_line:
            line.remove()
        if self.filter_text:
            self.remove_filter()
        self.rows.focus()

    def remove_filter(self) -> None:
        """List all rows; the cursor stays on its row, also if the filter matched none."""
        self.filter_text = ""
        self._starts_over = False
        self.refresh_list()

    def show_rows(self, source: RowSource, cursor: int | None = None) -> None:
        """Show the rows; if the removed filter matched none, the cursor is where it was before."""
        before, is_empty = self._row_before_filter, not self.rows.source.count()
        if cursor is None and is_empty and before is not None and not self.filter_text:
            cursor = read_or_default(lambda: source.row_of(before), None)
        super().show_rows(source, cursor)


class PreviewMixin(AppScreen):
    """Fills its `Preview` while that is displayed; call `update_preview` when the cursor moves."""

    PREVIEW_PAUSE: ClassVar[float] = 0.05
    """Seconds at one row before its preview is loaded."""

    @property
    @abstractmethod
    def previewed_article(self) -> int | None:
        """The id of the article to preview, or None."""

    @property
    def compared_item(self) -> ItemRef | None:
        """The quotation under the cursor, else the previewed article."""
        article = self.previewed_article
        return super().compared_item or (ItemRef("article", article) if article else None)

    def load_preview(self, article: int) -> PreviewData:
        """Load the preview of an article, in a thread. Raises `StoreError`."""
        return load_preview(self.context.store, article)

    def on_resize(self, _: events.Resize) -> None:
        """Fill a preview that the new size displays."""
        self.update_preview()

    def update_preview(self) -> None:
        """Show the article under the cursor once the layout is known."""
        self.call_after_refresh(self._look_at_current)

    _preview_waits = False  # until no other screen covers this one

    def _look_at_current(self) -> None:
        preview = next(iter(self.query(Preview)), None)
        if preview is None or not preview.display:  # None as the screen closes
            return
        self._preview_waits = not self._is_uncovered
        if not self._preview_waits:
            self._look(self.previewed_article)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Fill the preview if the article under the cursor changed while the screen was covered."""
        del event
        if self._preview_waits:
            self.update_preview()

    def _look(self, article: int | None) -> None:
        def load(run: QueryRun) -> PreviewData | str | None:
            run.pause(self.PREVIEW_PAUSE)
            if article is None:
                return None
            try:
                return self.load_preview(article)
            except NotFound:  # deleted meanwhile: the list is refreshed in a moment
                return None
            except StoreError as error:
                return safe(str(error))

        run_query(self, load, self.query_one(Preview).show, group="preview")
