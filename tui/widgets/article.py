"""The article as it is read: a virtual view of its lines, with its findings marked in them."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from analysis import Analysis, Span
from tui.widgets import looks
from tui.widgets.counting import Count
from tui.widgets.drawing import column, draw_row
from tui.widgets.looks import Palette
from tui.widgets.marks import Marks
from tui.widgets.motions import Motions
from tui.widgets.page import Column, Head, Page
from tui.widgets.selecting import SelectingView
from tui.widgets.spans import Marked

NARROWEST, WIDEST = 40, 120
CACHED = 512  # lines kept drawn


class ArticleView(SelectingView, can_focus=True):
    """The lines of an article, wrapped to a comfortable width, of which only those in sight exist.

    The cursor is a character offset (`position`); the sentence that holds it is tinted, and the
    line that it is on has a bar in the margin. Text selected with the mouse or from the keyboard
    is the screen's own selection, whose offsets are (character of the text, 0).
    """

    BINDING_GROUP_TITLE = "Text"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "lines(1)", "Down", False, id="text.down", tooltip="Next line"),
        Binding("k,up", "lines(-1)", "Up", False, id="text.up", tooltip="Line before"),
        Binding(
            "right_parenthesis", "sentences(1)", "Next sentence", False, key_display=")",
            id="text.next_sentence", tooltip="Next sentence",
        ),
        Binding(
            "left_parenthesis", "sentences(-1)", "Sentence before", False, key_display="(",
            id="text.previous_sentence", tooltip="Start of this sentence, or the one before",
        ),
        Binding(
            "right_curly_bracket", "paragraphs(1)", "Next paragraph", False, key_display="}",
            id="text.next_paragraph", tooltip="Next paragraph",
        ),
        Binding(
            "left_curly_bracket", "paragraphs(-1)", "Paragraph before", False, key_display="{",
            id="text.previous_paragraph", tooltip="Start of this paragraph, or the one before",
        ),
        Binding(
            "ctrl+d", "pages(0.5)", "Half down", False,
            id="text.half_down", tooltip="Half a page down",
        ),
        Binding(
            "ctrl+u", "pages(-0.5)", "Half up", False,
            id="text.half_up", tooltip="Half a page up",
        ),
        Binding(
            "space,pagedown,ctrl+f", "pages(1)", "Page down", False,
            id="text.page_down", tooltip="A page down",
        ),
        Binding(
            "pageup,ctrl+b", "pages(-1)", "Page up", False,
            id="text.page_up", tooltip="A page up",
        ),
        Binding("g,home", "top", "Top", False, id="text.top", tooltip="The beginning"),
        Binding("G,end", "bottom", "Bottom", False, id="text.bottom", tooltip="The end"),
    ]  # fmt: skip

    COMPONENT_CLASSES: ClassVar[set[str]] = looks.COMPONENTS

    DEFAULT_CSS = (
        """
    ArticleView {
        background: $background;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """
        + looks.CSS
    )

    class Moved(Message):
        """The cursor came to another place; `sentence` is the sentence that holds it."""

        def __init__(self, view: "ArticleView", position: int, sentence: Span) -> None:
            super().__init__()
            self.view = view
            self.position = position
            self.sentence = sentence

        @property
        def control(self) -> "ArticleView":
            """The view."""
            return self.view

    class Clicked(Message):
        """A character of the text was clicked."""

        def __init__(self, view: "ArticleView", offset: int) -> None:
            super().__init__()
            self.view = view
            self.offset = offset

        @property
        def control(self) -> "ArticleView":
            """The view."""
            return self.view

    def __init__(self, *, measure: int = 84, count: Count | None = None, id: str | None = None):
        """An empty view whose lines take at most `measure` cells; `count` holds counts typed."""
        super().__init__(count=count, id=id)
        self.measure = measure
        self.position = 0
        self._page = Page()
        self._marks = Marks()
        self._cursor: Span = (0, 0)
        self._strips: LRUCache[int, Strip] = LRUCache(CACHED)
        self._palette = Palette(self)
        self._scrolling = False  # on our own account, not by the mouse

    # What the owner shows

    def show(
        self, analysis: Analysis, head: Head = (), headline: Span = (0, 0), position: int = 0
    ) -> None:
        """Show an article with the cursor at `position`; see `Page` for what else it shows."""
        self._page = Page(analysis.text, head, headline)
        self._marks = Marks()
        self._marks.set_findings(analysis)
        self._marks.set_single(looks.HEADLINE, headline)
        self.position = min(max(position, 0), max(len(self.text) - 1, 0))
        self._cursor = self.motions.sentence(self.position)
        self._marks.set_single(looks.CURSOR, self._cursor)
        if self.size.width:
            self._wrap()
            self._bring_in(self._row, ahead=self.size.height // 4)
        self._say_moved()

    def show_findings(self, analysis: Analysis) -> None:
        """Mark the findings of a new analysis of the same text."""
        self._marks.set_findings(analysis)
        self._redraw()

    def show_head(self, head: Head) -> None:
        """Show other lines above the text, which stays where it is on the screen."""
        before = len(self._page.head)
        self._page.set_head(head)
        self._measure()
        if self.scroll_offset.y:
            self._scroll(self.scroll_offset.y + len(self._page.head) - before)

    def show_notes(self, spans: Iterable[Span]) -> None:
        """Mark the stretches that notes are on."""
        self._marks.set_notes(spans)
        self._redraw()

    def choose(self, spans: Sequence[Span] = (), related: Sequence[Span] = ()) -> None:
        """Make stretches stand out, and less so those related to them; none of them for none."""
        self._touch(self._marks.set_chosen(spans, related))

    def show_matches(self, spans: Sequence[Span]) -> None:
        """Mark the matches of a search in the text."""
        self._touch(self._marks.set_matches(spans))

    def show_match(self, span: Span | None) -> None:
        """Mark one of the matches as the current one."""
        self._touch(self._marks.set_match(span))

    def go_to(self, position: int, end: int | None = None) -> None:
        """Move the cursor to an offset and scroll it, and what follows up to `end`, into sight."""
        self._place(position)
        last = self._page.row_of(end - 1) if end and end > position else self._row
        self._bring_in(self._row, last)

    def bring_in(self, offset: int) -> None:
        """Scroll a character into sight, leaving the cursor where it is."""
        self._bring_in(self._page.row_of(offset))

    def change_measure(self, by: int) -> None:
        """Make the lines longer or shorter by so many cells."""
        self.measure = min(max(self.measure + by, NARROWEST), WIDEST)
        self._rewrap()

    @property
    def text(self) -> str:
        """The article's text."""
        return self._page.text

    @property
    def motions(self) -> Motions:
        """Where motions lead in the text."""
        return self._page.motions

    @property
    def sentence(self) -> Span:
        """The sentence that holds the cursor."""
        return self._cursor

    @property
    def progress(self) -> float:
        """The part of the text above the last line in sight, from 0 to 1."""
        return self._page.part(self.scroll_offset.y + self.size.height)

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the lines anew that gained or lost the selection."""
        self._touch(self._marks.set_single(looks.SELECTED, self.selected))
        super().selection_updated(selection)

    # The layout

    @property
    def _row(self) -> int:
        """The cursor's row."""
        return self._page.row_of(self.position)

    @property
    def _column(self) -> Column:
        return column(self.scrollable_content_region.width, self.measure)

    def _wrap(self) -> None:
        self._page.wrap(self._column.width)
        self._measure()

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._page))
        self._redraw()

    def _rewrap(self) -> None:
        """Wrap anew with the cursor's line where it was on the screen."""
        above = self._row - self.scroll_offset.y
        self._wrap()
        self._scroll(self._row - max(above, 0))

    def on_mount(self) -> None:
        """Where tints cannot be told apart, mark in other ways."""
        few = self.app.console.color_system in ("standard", "windows")
        self.set_class(few and not self.app.is_headless, "-few-colours")

    def on_resize(self, _: events.Resize) -> None:
        """Wrap at the new width, with the cursor's line where it was."""
        fresh = self._page.width == 1
        if self._page.width != self._column.width:
            self._rewrap()
        else:
            self._measure()
        self._bring_in(self._row, ahead=self.size.height // 4 if fresh else None)

    # The cursor

    def _place(self, position: int) -> None:
        position = min(max(position, 0), max(len(self.text) - 1, 0))
        if position == self.position:
            return
        before = self._row
        self.position = position
        self._cursor = self.motions.sentence(position)
        self._touch(self._marks.set_single(looks.CURSOR, self._cursor))
        self._touch_rows(before, before)
        self._touch_rows(self._row, self._row)
        self._say_moved()

    def _say_moved(self) -> None:
        if self.is_running:  # a message sent before mounting would hold up those that mount
            self.post_message(self.Moved(self, self.position, self._cursor))

    def _move_rows(self, by: int) -> None:
        self._place(self._page.place_on(self._page.text_row(self._row + by, by)))

    def _bring_in(self, row: int, last: int | None = None, *, ahead: int | None = None) -> None:
        """Scroll so that a row is in sight with lines around it, and `last` too if there is room.

        A row that is far off comes to `ahead` lines below the top.
        """
        height = self.size.height
        if height <= 0:
            return
        last = row if last is None else last
        around = min(5, height // 4)
        top = self.scroll_offset.y
        if ahead is not None or row < top - height or row > top + 2 * height:
            to = row - (height // 3 if ahead is None else ahead)
        elif row < top + around:
            to = row - around
        elif last >= top + height - around:
            to = min(last + around + 1 - height, row - around)
            to = max(to, row + around + 1 - height)
        else:
            return
        self._scroll(to)

    def _scroll(self, to: int) -> None:
        self._scrolling = True
        try:
            self.scroll_to(y=max(to, 0), animate=False, force=True)
        finally:
            self._scrolling = False

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Keep the cursor in sight when the text is scrolled under it, as by the mouse."""
        super().watch_scroll_y(old_value, new_value)
        if self._scrolling or round(old_value) == round(new_value) or not self.text:
            return
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height - 1
        if not top <= self._row <= bottom:
            self._place(self._page.place_on(top if self._row < top else bottom))

    def action_lines(self, by: int) -> None:
        """Move by lines, times the count; in a selection, by sentences."""
        if self.grow("sentence", by):
            return
        self._move_rows(by * self.count.take())
        if self._row == len(self._page.head):
            self._scroll(0)  # the head comes into sight with the first line
        else:
            self._bring_in(self._row)

    def action_sentences(self, by: int) -> None:
        """Move by sentences, times the count."""
        if self.grow("sentence", by):
            return
        self.go_to(self.motions.sentences(self.position, by * self.count.take()))

    def action_paragraphs(self, by: int) -> None:
        """Move by paragraphs, times the count."""
        if self.grow("paragraph", by):
            return
        self.go_to(self.motions.paragraphs(self.position, by * self.count.take()))

    def action_pages(self, pages: float) -> None:
        """Scroll by pages, times the count, with the cursor at its place on the screen."""
        height = max(self.size.height - 2, 1)
        by = round(pages * height) * self.count.take()
        by = by or (1 if pages > 0 else -1)
        top = min(max(self.scroll_offset.y + by, 0), self.max_scroll_y)
        moved = top - self.scroll_offset.y
        self._move_rows(moved or by)
        self._scroll(top)

    def action_top(self) -> None:
        """Go to the beginning, headline and all."""
        self._place(self._page.place_on(0))
        self._scroll(0)

    def action_bottom(self) -> None:
        """Go to the end."""
        self._place(self._page.place_on(len(self._page)))
        self._scroll(int(self.max_scroll_y))

    # The mouse

    def _offset_at(self, event: events.MouseEvent) -> int | None:
        widget, offset = self.screen.get_widget_and_offset_at(event.screen_x, event.screen_y)
        return offset.x if widget is self and offset else None

    def on_click(self, event: events.Click) -> None:
        """Choose what is under the pointer; twice selects a word, three times a sentence."""
        event.prevent_default()  # Textual would select everything
        offset = self._offset_at(event)
        if offset is None or (self.selected and event.chain == 1):
            return
        if event.chain == 1:
            self._place(offset)
            self.post_message(self.Clicked(self, offset))
        else:
            motion = self.motions.word if event.chain == 2 else self.motions.sentence
            self.select(*motion(offset))

    # Drawing

    def notify_style_update(self) -> None:
        """Draw anew in the new colours."""
        self._strips.clear()
        self._palette.clear()
        super().notify_style_update()

    def _redraw(self) -> None:
        self._strips.clear()
        self.refresh()

    def _touch(self, spans: Sequence[Marked]) -> None:
        """Draw the lines anew that show any of the spans."""
        if len(spans) > CACHED // 4:
            self._redraw()
            return
        for start, end, _ in spans:
            self._touch_rows(self._page.row_of(start), self._page.row_of(max(end - 1, start)))

    def _touch_rows(self, first: int, last: int) -> None:
        if last - first > CACHED:
            self._redraw()
            return
        for row in range(first, last + 1):
            self._strips.discard(row)
        top = self.scroll_offset.y
        first, last = max(first, top), min(last, top + self.size.height)
        if first <= last:
            self.refresh_lines(first, last - first + 1)

    def render_line(self, y: int) -> Strip:
        """The strip at a line of the view."""
        row = y + self.scroll_offset.y
        strip = self._strips.get(row)
        if strip is None:
            cursor = row == self._row and bool(self.text)
            strip = draw_row(
                self._page, self._marks, row, self._column, self._palette, cursor=cursor
            )
            width = self.scrollable_content_region.width
            strip = strip.adjust_cell_length(width, self._palette.style(0))
            self._strips[row] = strip
        return strip
