"""A virtual list that builds only the visible rows, so its length costs nothing."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.segment import Segment
from textual import events
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from db import StoreError
from tui.actions import load_bindings
from tui.sanitize import safe
from tui.store_query import attempt, read_or_default
from tui.widgets.article_view.line_wrap import wrap_words
from tui.widgets.key_sequences import RepeatCount
from tui.widgets.row_marks import RowKey, RowMarks
from tui.widgets.row_source import EmptySource, RowSource

if TYPE_CHECKING:
    from tui.context import AppContext

GUTTER = 2  # cells left of every row, for the cursor's bar
MARGIN = 1  # cells right of every row
_SIGN = 2  # cells of the sign of a row that folds
_MARK = "✓"  # in the margin of a marked row


class VirtualList(ScrollView, can_focus=True, inherit_bindings=False):
    """A virtual list with a cursor, marks, mouse, counts and headings; it never parses markup.

    The cursor is an index into the source, -1 if no row can have it. It shows as a bar in the
    margin as well as by color; the bar is thick while the list has the focus. A marked row has a
    check mark in the margin.
    """

    BINDING_GROUP_TITLE = "List"

    BINDINGS = load_bindings("rows")

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--cursor",
        "rows--heading",
        "rows--muted",
        "rows--strong",
        "rows--accent",
        "rows--match",
        "rows--bar",
        "rows--mark",
        "rows--star",
        "rows--label",
    }

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
        &:ansi { scrollbar-color: ansi_bright_black; scrollbar-background: ansi_default; }
        &:ansi > .rows--muted { text-style: dim; }
        &:ansi > .rows--cursor { background: ansi_default; }
        &:ansi:focus > .rows--cursor { text-style: bold reverse; }
        &:ansi > .rows--label { text-style: bold reverse; }
    }
    """

    cursor: reactive[int] = reactive(-1, repaint=False, init=False)

    class Highlighted(Message):
        """The cursor moved to a row, -1 if the list is empty."""

        def __init__(self, rows: "VirtualList", index: int) -> None:
            super().__init__()
            self.rows = rows
            self.index = index

        @property
        def control(self) -> "VirtualList":
            """The list, for `@on(Rows.Highlighted, "#its-id")`."""
            return self.rows

    class RowSelected(Message):
        """A row was selected by Enter or a double click."""

        def __init__(self, rows: "VirtualList", index: int) -> None:
            super().__init__()
            self.rows = rows
            self.index = index

        @property
        def control(self) -> "VirtualList":
            """The list, for `@on(Rows.Chosen, "#its-id")`."""
            return self.rows

    class FoldToggled(Message):
        """The fold sign of a row was clicked."""

        def __init__(self, rows: "VirtualList", index: int) -> None:
            super().__init__()
            self.rows = rows
            self.index = index

    class MarksChanged(Message):
        """Rows were marked, or marks were removed; `lost` marks had no row any more."""

        def __init__(self, rows: "VirtualList", lost: int = 0) -> None:
            super().__init__()
            self.rows = rows
            self.lost = lost

    class RowsMissing(Message):
        """All rows were marked, but the source has only a part of those that match."""

        def __init__(self, rows: "VirtualList") -> None:
            super().__init__()
            self.rows = rows

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
        self._ends: list[int] = []  # the line after each row, if heights differ
        self._strips: LRUCache[tuple[int, bool], list[Strip]] = LRUCache(512)
        self._labels: Mapping[int, str] = {}
        self._marks = RowMarks()
        self._drawn: dict[int, Strip] = {}  # the lines of the view, as drawn last
        self._measured = 0  # the width at which the rows were measured, 0 before that
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
            cursor = self._find_current(source)
        else:
            self._marks.end_range()
        self.source = source
        if self.is_mounted:
            self._follow_marks()
            self._measure()
            self._place(cursor)
            self._follow_range()
            self._refresh_changed()
        else:
            self.set_reactive(VirtualList.cursor, cursor)

    def _find_current(self, source: RowSource) -> int:
        """Return the row in another source of the row at the cursor."""
        at = min(max(self.cursor, 0), max(source.count() - 1, 0))
        if not 0 <= self.cursor < self.source.count() or not source.count():
            return at
        key = self.source.key(self.cursor)
        if key is None or source.key(at) == key:
            return at
        found = read_or_default(lambda: source.row_of(key), None)
        return at if found is None else found

    def update(self) -> None:
        """Redraw after the source's rows changed; the cursor stays at its index."""
        self._follow_marks()
        self._measure()
        self._place(max(self.cursor, 0))
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
            self.cursor = self._selectable(index, 1)
        finally:
            self._quiet = False

    def scroll_to_range(self, index: int) -> None:
        """Scroll the rows from the cursor to `index` into view; the cursor's has priority."""
        if self._measured and 0 <= self.cursor <= index < self.source.count():
            start, end = self._span(self.cursor)[0], self._span(index)[1]
            to = min(end - self.scrollable_content_region.height, start)
            if to > self.scroll_offset.y:
                self.scroll_to(y=to, animate=False, force=True)

    @property
    def visible_rows(self) -> range:
        """The rows with at least one visible line."""
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height
        last = self.index_at(min(bottom, self.virtual_size.height) - 1)
        return range(max(self.index_at(top), 0), last + 1)

    def show_labels(self, labels: Mapping[int, str]) -> None:
        """Draw labels of at most two cells in the margin of these rows, and remove all others."""
        if labels != self._labels:
            self._labels = labels
            self.refresh()

    # Geometry of the rows

    def _measure(self) -> None:
        """Measure the rows at the present width; a hidden list is measured once it has a width."""
        self._strips.clear()
        self._ends = []
        region = self.scrollable_content_region
        self._measured = self._row_width if region.width > 0 else 0
        if not self._measured:
            return
        count, width = self.source.count(), self._measured
        if self.source.has_equal_heights:
            total = count * self.source.lines
        else:
            self._ends = list(accumulate(self.source.heights(width)))
            total = self._ends[-1] if self._ends else 0
        self.virtual_size = Size(region.width, total)

    @property
    def _row_width(self) -> int:
        return max(1, self.scrollable_content_region.width - GUTTER - MARGIN)

    def _span(self, index: int) -> tuple[int, int]:
        """Return the row's first line and the line after it."""
        if self.source.has_equal_heights:
            return index * self.source.lines, (index + 1) * self.source.lines
        return (self._ends[index - 1] if index else 0), self._ends[index]

    def index_at(self, line: int) -> int:
        """Return the row at a line of the whole list, -1 for none."""
        if line < 0 or line >= self.virtual_size.height:
            return -1
        return (
            line // self.source.lines
            if self.source.has_equal_heights
            else bisect_right(self._ends, line)
        )

    def _selectable(self, index: int, step: int) -> int:
        """Return `index` if it is selectable, else the nearest selectable row towards `step`.

        Without one in that direction, search in the other; return -1 if there is none.
        """
        count = self.source.count()
        if not count:
            return -1
        index = min(max(index, 0), count - 1)
        for way in (step, -step):
            at = index
            while 0 <= at < count:
                if not self.source.is_skipped(at):
                    return at
                at += way
        return -1

    # The cursor

    def _place(self, index: int) -> None:
        """Put the cursor on a row of a new source; post `Highlighted` even for the same index."""
        index = self._selectable(index, 1)
        if index == self.cursor:
            self._arrive(index)
        else:
            self.cursor = index

    def watch_cursor(self, old: int, new: int) -> None:
        if 0 <= old < self.source.count():
            self._refresh_row(old)
        if self._marks.has_range and new >= 0:
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
        if not self._measured:
            return
        start, end = self._span(index)
        if index and self.source.is_heading(index - 1):
            start = self._span(index - 1)[0]
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if height <= 0:
            return
        if start < top or end - start >= height:
            self.scroll_to(y=start, animate=False, force=True)
        elif end > top + height:
            self.scroll_to(y=end - height, animate=False, force=True)

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Set a new scrollbar to the view's present scroll position."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y

    def _refresh_row(self, index: int) -> None:
        if self._measured and 0 <= index < self.source.count():
            start, end = self._span(index)
            self.refresh_lines(start, end - start)

    def _move(self, by: int) -> None:
        """Move the cursor by a number of selectable rows."""
        count, step = self.source.count(), 1 if by > 0 else -1
        at = to = max(self.cursor, 0)
        for _ in range(min(abs(by), count)):
            to += step
            while 0 <= to < count and self.source.is_skipped(to):
                to += step
            if not 0 <= to < count:
                break
            at = to
        self.cursor = self._selectable(at, step)

    def _page(self, part: int) -> None:
        """Move the cursor by the visible height divided by `part`, at least one row."""
        if self.cursor < 0 or not self._measured:
            return
        height = max(1, self.scrollable_content_region.height)
        start, _ = self._span(self.cursor)
        to = min(max(start + height // part, 0), self.virtual_size.height - 1)
        by = self.index_at(to) - self.cursor
        step = 1 if part > 0 else -1
        self.cursor = self._selectable(self.cursor + (by or step) * self.count.pop(), step)

    def action_down(self) -> None:
        """Move down by the count."""
        self._move(self.count.pop())

    def action_up(self) -> None:
        """Move up by the count."""
        self._move(-self.count.pop())

    def action_first(self) -> None:
        """Go to the first row, or the row with the count's number."""
        self.cursor = self._selectable(self.count.pop() - 1, 1)

    def action_last(self) -> None:
        """Go to the last row, or the row with the count's number."""
        self.cursor = self._selectable(self.count.pop(self.source.count()) - 1, -1)

    def action_half_down(self) -> None:
        """Half a page down."""
        self._page(2)

    def action_half_up(self) -> None:
        """Half a page up."""
        self._page(-2)

    def action_page_down(self) -> None:
        """A page down."""
        self._page(1)

    def action_page_up(self) -> None:
        """A page up."""
        self._page(-1)

    def action_choose(self) -> None:
        """Select the row under the cursor."""
        if self.cursor >= 0:
            self.post_message(self.RowSelected(self, self.cursor))

    # Marks

    @property
    def marked(self) -> int:
        """The number of marked rows."""
        return len(self._marks)

    @property
    def marked_keys(self) -> list[RowKey]:
        """The keys of the marked rows."""
        return self._marks.keys

    @property
    def hidden_marks(self) -> int:
        """The number of marks whose rows the filter leaves out."""
        return self._marks.hidden

    def list_targets(self) -> list[RowKey]:
        """Return the keys of the marked rows, else of the row at the cursor; end the range.

        Every action on several rows calls it. The marks remain, for the next action.
        """
        if self._marks.end_range():
            self.refresh_bindings()
        if self._marks:
            return self._marks.keys
        key = self.current_key
        return [] if key is None else [key]

    def mark_all(self) -> None:
        """Mark all rows of the source."""
        keys = self._load_keys(0, self.source.count())
        self._marks.add([key for key in keys if key is not None])
        self._show_marks()

    def remove_marks(self, keys: Collection[RowKey] | None = None) -> None:
        """Remove all marks, or those of some rows."""
        if keys is None:
            self._marks.clear()
        else:
            self._marks.remove(keys)
        self._show_marks()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys for marks in a list whose rows can be marked."""
        del parameters
        if action == "unmark":
            return bool(self._marks or self._marks.hidden or self._marks.has_range)
        if action in {"mark", "mark_range", "mark_all"}:
            return self.source.is_markable and self.cursor >= 0
        return True

    def action_mark(self) -> None:
        """Mark the row, or as many as the count says, and go on; in a range, end the range."""
        count = self.count.pop()
        if not self._marks.end_range():
            below = range(self.cursor, self.source.count())
            rows = list(islice((at for at in below if not self.source.is_skipped(at)), count))
            keys = self._load_keys(rows[0], rows[-1] + 1)
            self._marks.toggle([key for key in keys if key is not None])
            self._move(count)
        self._show_marks()

    def action_mark_range(self) -> None:
        """Start a range of marked rows at the cursor, or end it."""
        if not self._marks.end_range():
            self._marks.start_range(self.cursor, self.source.key(self.cursor))
            self._move_range(self.cursor)
        self._show_marks()

    def action_mark_all(self) -> None:
        """Mark all rows, also those not loaded so far; if all are marked, none."""
        self._marks.end_range()
        listed = self._load_keys(0, self.source.count())
        keys = list(dict.fromkeys(key for key in listed if key is not None))
        if len(keys) == len(self._marks):
            self._marks.remove(keys)
        else:
            self._marks.add(keys)
            if self.source.is_partial:
                self.post_message(self.RowsMissing(self))
        self._show_marks()

    def action_unmark(self) -> None:
        """Remove all marks."""
        self.remove_marks()

    def lose_marks(self, keys: Collection[RowKey]) -> None:
        """Remove marks whose rows no longer are what was marked, and post how many."""
        self._marks.remove(keys)
        self.redraw()
        self.refresh_bindings()
        self.post_message(self.MarksChanged(self, len(keys)))

    def _load_keys(self, start: int, stop: int) -> Sequence[RowKey | None]:
        """Return the keys of rows; none, with a message, if the store cannot be read."""
        context = cast("AppContext", self.app)
        return attempt(context, lambda: self.source.keys(start, stop)) or ()

    def _follow_range(self) -> None:
        """Move the end of a range to the row of the cursor after the rows changed."""
        if self._marks.has_range and self.cursor >= 0:
            self._move_range(self.cursor)

    def _move_range(self, index: int) -> None:
        """Move the end of the range to a row."""
        changed = self._marks.move_range(index, self._load_keys)
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
        if not (self._marks or self._marks.hidden or self._marks.has_range):
            return
        lost = 0
        with suppress(StoreError):  # e.g. locked by another program; done at the next change
            lost = self._marks.follow_rows(
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
        index = self.index_at(event.y + self.scroll_offset.y)
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
        if self._measured != self._row_width:
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
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Return the strip at a line of the view."""
        strip = self._drawn[y] = self._build_line(y)
        return strip

    def _refresh_changed(self) -> None:
        """Draw again the lines of the view that are not as they were drawn last."""
        for y in range(self.scrollable_content_region.height):
            if self._drawn.get(y) != self._build_line(y):
                self.refresh_lines(self.scroll_offset.y + y)

    def _build_line(self, y: int) -> Strip:
        line = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        index = self.index_at(line)
        if index < 0:
            if self.empty and not self.source.count():
                lines = wrap_words(self.empty, self._row_width)
                if y < len(lines):
                    style = self.get_visual_style("rows--muted")
                    return self._strip(Content(" " * GUTTER + lines[y]), style, width)
            return Strip.blank(width, self.rich_style)
        start, end = self._span(index)
        has_cursor = index == self.cursor
        strips = self._strips.get((index, has_cursor))
        if strips is None or len(strips) != end - start:
            strips = self._draw(index, has_cursor, end - start)
            self._strips[(index, has_cursor)] = strips
        strip = strips[line - start].adjust_cell_length(width, None)
        label = self._labels.get(index) if line == max(start, self.scroll_offset.y) else None
        if label:
            marked = Segment(label, self.get_component_rich_style("rows--label"))
            return Strip.join([Strip([marked]), strip.crop(len(label))])
        return strip

    def _draw(self, index: int, has_cursor: bool, height: int) -> list[Strip]:
        width = self.scrollable_content_region.width
        heading = "rows--heading" if self.source.is_heading(index) else ""
        name = "rows--cursor" if has_cursor else heading
        style = self.get_visual_style(name) if name else self.visual_style
        if name and self.get_component_styles(name).text_style.reverse:
            style += Style(reverse=True)  # `get_visual_style` drops it
        bar = ("▌" if self.has_focus else "▏") if has_cursor else " "
        margin = Content.styled(f"{bar} ", ".rows--bar")
        lines = list(self.source.row(index, self._row_width))[:height]
        lines += [Content("")] * (height - len(lines))
        drawn = [margin + line.truncate(self._row_width, ellipsis=True) for line in lines]
        if self._marks and self._marks.is_marked(index, self.source.key(index)):
            first = next((at for at, line in enumerate(lines) if line), 0)
            sign = Content.assemble((bar, ".rows--bar"), (_MARK, ".rows--mark"))
            drawn[first] = sign + drawn[first][GUTTER:]
        return [self._strip(line, style, width) for line in drawn]

    def _strip(self, content: Content, style: Style, width: int) -> Strip:
        if not content.plain.isprintable():
            content = Content(safe(content.plain), spans=list(content.spans))
        content = content.truncate(width, ellipsis=True)
        segments = [
            Segment(text, part.rich_style)
            for text, part in content.render(style, "", parse_style=self._get_style)
        ]
        strip = Strip(segments)
        return strip.adjust_cell_length(width, style.rich_style)
