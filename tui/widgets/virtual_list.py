"""A virtual list that builds only the visible rows, so its length costs nothing."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from rich.segment import Segment
from textual import events
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip

from db import StoreError
from tui.actions import load_bindings
from tui.store_query import attempt
from tui.widgets.article_view.line_wrap import wrap_words
from tui.widgets.key_sequences import RepeatCount
from tui.widgets.line_view import LineView
from tui.widgets.row_layout import RowLayout, find_same_row
from tui.widgets.row_marks import RowKey, RowMarks
from tui.widgets.row_message import RowMessage
from tui.widgets.row_painter import GUTTER, MARGIN, RowPainter, mark_damaged_lines, pad_lines
from tui.widgets.row_source import EmptySource, RowSource

if TYPE_CHECKING:
    from tui.context import AppContext

_SIGN = 2  # cells of the sign of a row that folds


class VirtualList(LineView, can_focus=True, inherit_bindings=False):
    """A virtual list with a cursor, marks, mouse, counts and headings; it never parses markup.

    The cursor is an index into the source, -1 if no row can have it. It shows as a bar in the
    margin as well as by color; the bar is thick while the list has the focus. A marked row has a
    check mark in the margin.
    """

    BINDING_GROUP_TITLE = "List"
    BINDINGS = load_bindings("rows")
    STYLED_BY_FOCUS = ("rows--bar", "rows--cursor")

    COMPONENTS = frozenset(
        (
            "rows--cursor", "rows--heading", "rows--muted", "rows--strong", "rows--accent",
            "rows--match", "rows--bar", "rows--mark", "rows--star", "rows--label",
        )
    )  # fmt: skip

    DEFAULT_CSS = """
    VirtualList {
        background: transparent;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .rows--cursor { background: $surface; }
        & > .rows--heading { color: $accent; text-style: bold; }
        & > .rows--muted { color: $foreground-muted; }
        & > .rows--strong { text-style: bold; }
        & > .rows--accent { color: $primary; }
        & > .rows--match { color: $warning; text-style: bold underline; }
        & > .rows--bar { color: $foreground 30%; }
        & > .rows--mark { color: $accent; text-style: bold; }
        & > .rows--star { color: $accent; }
        & > .rows--label { background: $tint-label; color: $tint-label-words; text-style: bold; }
        &:focus > .rows--cursor { background: $tint-chosen; }
        &:focus > .rows--bar { color: $primary; text-style: bold; }
        &:ansi { scrollbar-color: ansi_bright_black; scrollbar-background: $background; }
        &:ansi > .rows--muted { text-style: dim; }
        &:ansi > .rows--cursor { background: $background; }
        &:ansi:focus > .rows--cursor { text-style: bold reverse; }
        &:ansi > .rows--label { text-style: bold reverse; }
    }
    """

    cursor: reactive[int] = reactive(-1, repaint=False, init=False)

    class Highlighted(RowMessage["VirtualList"]):
        """The cursor moved to a row, -1 if the list is empty."""

    class RowSelected(RowMessage["VirtualList"]):
        """A row was selected by Enter or a double click."""

    class FoldToggled(RowMessage["VirtualList"]):
        """The fold sign of a row was clicked."""

    class MarksChanged(RowMessage["VirtualList"]):
        """Rows were marked, or marks were removed; `lost` marks had no row any more."""

        def __init__(self, rows: "VirtualList", lost: int = 0) -> None:
            super().__init__(rows)
            self.lost = lost

    class RowsMissing(RowMessage["VirtualList"]):
        """All rows were marked, but the source has only a part of those that match."""

    def __init__(
        self,
        source: RowSource | None = None,
        *,
        empty: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Show `source`; without rows, show the text `empty`, which may be changed later."""
        super().__init__(id=id, classes=classes)
        self.source: RowSource = source or EmptySource()
        self.empty = empty
        self.count = RepeatCount()
        """The number typed before a key."""
        self._strips: LRUCache[tuple[int, bool], list[Strip]] = LRUCache(512)
        self._labels: Mapping[int, str] = {}
        self.marks = RowMarks()
        self._drawn: dict[int, Strip] = {}  # the lines of the view, as drawn last
        self._row_layout = RowLayout(self.source, 0)
        self._painter = RowPainter(self)
        self._quiet = False

    # Interface for the owner

    @property
    def item(self) -> Any:
        """The item of the row at the cursor; None for a heading and an empty list."""
        return self.source.item(self.cursor) if self.cursor >= 0 else None

    @property
    def current_key(self) -> RowKey | None:
        """The key of the row at the cursor; None for a heading and an empty list."""
        return self.source.key(self.cursor) if self.cursor >= 0 else None

    def show(self, source: RowSource, cursor: int | None = None) -> None:
        """Show another source, with the cursor on row `cursor` or the nearest selectable one.

        Without `cursor`, it stays on its row: the one with the same key, else with the same index.
        """
        if cursor is None:
            cursor = find_same_row(self.source, self.cursor, source)
        else:
            self.marks.end_range()
        self.source, self._row_layout = source, RowLayout(source, 0)
        if self.is_mounted:
            self.update(cursor)
        else:
            self.set_reactive(VirtualList.cursor, cursor)

    def update(self, cursor: int | None = None) -> None:
        """Redraw after the source's rows changed; without `cursor`, it stays at its index."""
        self._follow_marks()
        self._measure()
        self._place(max(self.cursor, 0) if cursor is None else cursor)
        self._follow_range()
        self._refresh_changed()

    def redraw(self) -> None:
        """Redraw after the look of the source's rows changed, but not their heights."""
        self._strips.clear()
        self._refresh_changed()

    def set_cursor_silently(self, index: int) -> None:
        """Move the cursor without posting `Highlighted`, as when the text beside it scrolled."""
        self._quiet = True
        try:
            self.cursor = self._row_layout.nearest_selectable(index, 1)
        finally:
            self._quiet = False

    def scroll_to_range(self, index: int) -> None:
        """Scroll the rows from the cursor to `index` into view; the cursor's has priority."""
        if self._row_layout.width and 0 <= self.cursor <= index < self.source.count():
            start, end = self._row_layout.span(self.cursor)[0], self._row_layout.span(index)[1]
            to = min(end - self.scrollable_content_region.height, start)
            if to > self.scroll_offset.y:
                self.scroll_to(y=to, animate=False, force=True)

    @property
    def visible_rows(self) -> range:
        """The rows with at least one visible line."""
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height
        last = self._row_layout.index_at(min(bottom, self.virtual_size.height) - 1)
        return range(max(self._row_layout.index_at(top), 0), last + 1)

    def show_labels(self, labels: Mapping[int, str]) -> None:
        """Draw labels of at most two cells in the margin of these rows, and remove all others."""
        if labels != self._labels:
            self._labels = labels
            self.refresh()

    # Geometry of the rows

    def _measure(self) -> None:
        """Measure the rows at the present width; a hidden list is measured once it has a width."""
        self._strips.clear()
        region = self.scrollable_content_region
        self._row_layout = RowLayout(self.source, self._row_width if region.width > 0 else 0)
        if self._row_layout.width:
            self.resize_lines(Size(region.width, self._row_layout.height))

    @property
    def _row_width(self) -> int:
        return max(1, self.scrollable_content_region.width - GUTTER - MARGIN)

    # The cursor

    def _place(self, index: int) -> None:
        """Put the cursor on a row of a new source; post `Highlighted` even for the same index."""
        index = self._row_layout.nearest_selectable(index, 1)
        if index == self.cursor:
            self._arrive(index)
        else:
            self.cursor = index

    def watch_cursor(self, old: int, new: int) -> None:
        if 0 <= old < self.source.count():
            self._refresh_row(old)
        if self.marks.has_range and new >= 0:
            self._move_range(new)
        self._arrive(new)

    def _arrive(self, index: int) -> None:
        if index >= 0:
            self._refresh_row(index)
            self._reveal(index)
        if not self._quiet:
            self.post_message(self.Highlighted(self, index))

    def _reveal(self, index: int) -> None:
        """Scroll by the minimum that shows the row with the heading above it."""
        if not self._row_layout.width:
            return
        start, end = self._row_layout.span(index)
        if index and self.source.is_heading(index - 1):
            start = self._row_layout.span(index - 1)[0]
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if height <= 0:
            return
        if start < top or end - start >= height:
            self.scroll_to(y=start, animate=False, force=True)
        elif end > top + height:
            self.scroll_to(y=end - height, animate=False, force=True)

    def _refresh_row(self, index: int) -> None:
        if self._row_layout.width and 0 <= index < self.source.count():
            start, end = self._row_layout.span(index)
            self.refresh_lines(start, end - start)

    def action_move(self, step: int) -> None:
        """Move the cursor by as many selectable rows as the count says; `step` is 1 or -1."""
        self._move(step * self.count.pop())

    def _move(self, by: int) -> None:
        self.cursor = self._row_layout.move(max(self.cursor, 0), by)

    def action_page(self, part: int) -> None:
        """Move the cursor by the visible height divided by `part`, at least one row."""
        if self.cursor < 0 or not self._row_layout.width:
            return
        height = max(1, self.scrollable_content_region.height)
        start, _ = self._row_layout.span(self.cursor)
        to = min(max(start + height // part, 0), self._row_layout.height - 1)
        by = self._row_layout.index_at(to) - self.cursor
        step = 1 if part > 0 else -1
        to = self.cursor + (by or step) * self.count.pop()
        self.cursor = self._row_layout.nearest_selectable(to, step)

    def action_first(self) -> None:
        """Go to the first row, or the row with the count's number."""
        self.cursor = self._row_layout.nearest_selectable(self.count.pop() - 1, 1)

    def action_last(self) -> None:
        """Go to the last row, or the row with the count's number."""
        self.cursor = self._row_layout.nearest_selectable(
            self.count.pop(self.source.count()) - 1, -1
        )

    def action_choose(self) -> None:
        """Select the row under the cursor."""
        if self.cursor >= 0:
            self.post_message(self.RowSelected(self, self.cursor))

    # Marks

    @property
    def marked(self) -> int:
        """The number of marked rows."""
        return len(self.marks)

    def list_targets(self) -> list[RowKey]:
        """Return the keys of the marked rows, else of the row at the cursor; end the range.

        Every action on several rows calls it. The marks remain, for the next action.
        """
        if self.marks.end_range():
            self.refresh_bindings()
        if self.marks:
            return self.marks.keys
        key = self.current_key
        return [] if key is None else [key]

    def mark_all(self) -> None:
        """Mark all rows of the source."""
        keys = self._load_keys()
        self.marks.add([key for key in keys if key is not None])
        self._show_marks()

    def remove_marks(self, keys: Collection[RowKey] | None = None) -> None:
        """Remove all marks, or those of some rows."""
        if keys is None:
            self.marks.clear()
        else:
            self.marks.remove(keys)
        self._show_marks()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for marks in a list whose rows can be marked."""
        del parameters
        if action == "unmark":
            return bool(self.marks or self.marks.hidden or self.marks.has_range)
        if action in {"mark", "mark_range", "mark_all"}:
            return self.source.is_markable and self.cursor >= 0
        return True

    def action_mark(self) -> None:
        """Mark the row, or as many as the count says, and go on; in a range, end the range."""
        count = self.count.pop()
        if not self.marks.end_range():
            below = range(self.cursor, self.source.count())
            rows = list(islice((at for at in below if not self.source.is_skipped(at)), count))
            context, last = cast("AppContext", self.app), rows[-1] + 1
            keys = attempt(context, lambda: self.source.list_marked(rows[0], last)) or ()
            self.marks.toggle([key for key in keys if key is not None])
            self._move(count)
        self._show_marks()

    def action_mark_range(self) -> None:
        """Start a range of marked rows at the cursor, or end it."""
        if not self.marks.end_range():
            self.marks.start_range(self.cursor, self.source.key(self.cursor))
            self._move_range(self.cursor)
        self._show_marks()

    def action_mark_all(self) -> None:
        """Mark all rows, also those not loaded so far; if all are marked, none."""
        self.marks.end_range()
        listed = self._load_keys()
        keys = list(dict.fromkeys(key for key in listed if key is not None))
        if len(keys) == len(self.marks):
            self.marks.remove(keys)
        else:
            self.marks.add(keys)
            if self.source.is_partial:
                self.post_message(self.RowsMissing(self))
        self._show_marks()

    def action_unmark(self) -> None:
        """Remove all marks."""
        self.remove_marks()

    def lose_marks(self, keys: Collection[RowKey]) -> None:
        """Remove marks whose rows no longer are what was marked, and post how many."""
        self.marks.remove(keys)
        self.redraw()
        self.refresh_bindings()
        self.post_message(self.MarksChanged(self, len(keys)))

    def _load_keys(self, start: int = 0, stop: int | None = None) -> Sequence[RowKey | None]:
        """Return the keys of rows; none, with a message, if the store cannot be read."""
        context, rows = cast("AppContext", self.app), self.source
        load = rows.all_keys if stop is None else lambda: rows.keys(start, stop)
        return attempt(context, load) or ()

    def _follow_range(self) -> None:
        """Move the end of a range to the row of the cursor after the rows changed."""
        if self.marks.has_range and self.cursor >= 0:
            self._move_range(self.cursor)

    def _move_range(self, index: int) -> None:
        """Move the end of the range to a row."""
        changed = self.marks.move_range(index, self._load_keys)
        for row in changed:
            for has_cursor in (False, True):
                self._strips.discard((row, has_cursor))
        self.refresh()
        self.post_message(self.MarksChanged(self))

    def _show_marks(self) -> None:
        """Draw the marks, and post how many there are."""
        self.redraw()
        self.refresh_bindings()
        self.post_message(self.MarksChanged(self))

    def _follow_marks(self) -> None:
        """Apply the marks to the changed rows of the source."""
        if not (self.marks or self.marks.hidden or self.marks.has_range):
            return
        lost = 0
        with suppress(StoreError):  # e.g. locked by another program; done at the next change
            lost = self.marks.follow_rows(
                self.source.listed_keys, self.source.row_of, is_filtered=self.source.is_filtered
            )
        self.refresh_bindings()
        self.post_message(self.MarksChanged(self, lost))

    def on_key(self, event: events.Key) -> None:
        """Stop the digits of a count before they reach the bindings."""
        if self.count.process_key(event.character or event.key):
            event.stop()

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked row; a double click selects it."""
        index = self._row_layout.index_at(event.y + self.scroll_offset.y)
        if index < 0 or self.source.is_skipped(index):
            return
        self.cursor = index
        if self.source.is_foldable(index) and event.x < GUTTER + _SIGN:
            self.post_message(self.FoldToggled(self, index))
        elif event.chain == 2:
            self.action_choose()

    # Drawing

    def on_resize(self, _: events.Resize) -> None:
        """Measure the rows at the new width, and scroll the cursor into view."""
        if self._row_layout.width != self._row_width:
            self._measure()
            self.refresh()
        if self.cursor >= 0:
            self._reveal(self.cursor)

    def on_mount(self) -> None:
        """Measure the rows and put the cursor on its first row."""
        self._measure()
        self.refresh()
        self._place(max(self.cursor, 0))

    def notify_style_update(self) -> None:
        """Redraw in the new colors."""
        self._strips.clear()
        self._painter.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Return the strip at a line of the view."""
        strip = self._drawn[y] = self._build_line(y, self.scrollable_content_region.width)
        return strip

    def draw_focus(self) -> None:
        """Draw the row of the cursor."""
        self._painter.clear()
        self._strips.discard((self.cursor, True))
        self._refresh_changed()

    def _refresh_changed(self) -> None:
        width, height = self.scrollable_content_region.size
        drawn = self._drawn.get
        self.refresh_view(y for y in range(height) if drawn(y) != self._build_line(y, width))

    def _build_line(self, y: int, width: int) -> Strip:
        index = self._row_layout.index_at(line := y + self.scroll_offset.y)
        if index < 0:
            if self.empty and not self.source.count():
                lines = wrap_words(self.empty, self._row_width)
                if y < len(lines):
                    content = Content(" " * GUTTER + lines[y])
                    return self._painter.paint([content], "rows--muted", width)[0]
            if (blank := self._strips.get((-1, False))) is None:
                blank = self._strips[(-1, False)] = [Strip.blank(width, self.rich_style)]
            return blank[0].adjust_cell_length(width, None)
        start, end = self._row_layout.span(index)
        has_cursor = index == self.cursor
        strips = self._strips.get((index, has_cursor))
        if strips is None or len(strips) != end - start:
            strips = self._draw(index, has_cursor, end - start, width)
            self._strips[(index, has_cursor)] = strips
        strip = strips[line - start].adjust_cell_length(width, None)
        label = self._labels.get(index) if line == max(start, self.scroll_offset.y) else None
        if label:
            marked = Segment(label, self.get_component_rich_style("rows--label"))
            return Strip.join([Strip([marked]), strip.crop(len(label))])
        return strip

    def _draw(self, index: int, has_cursor: bool, height: int, width: int) -> list[Strip]:
        row_width = self._row_layout.width
        heading = "rows--heading" if self.source.is_heading(index) else ""
        bar = ("▌" if self.has_focus else "▏") if has_cursor else " "
        lines = self.source.row(index, row_width)
        if self.source.is_damaged(index):
            lines = mark_damaged_lines(lines, row_width)
        is_marked = bool(self.marks) and self.marks.is_marked(index, self.source.key(index))
        return self._painter.paint(
            pad_lines(lines, bar, row_width, height, is_marked=is_marked),
            "rows--cursor" if has_cursor else heading,
            width,
        )
