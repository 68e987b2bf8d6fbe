"""The article as it is read: a virtual view of its lines, with its findings marked in them."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from analysis import Analysis, Span
from tui.safe import safe
from tui.widgets import looks
from tui.widgets.counting import Count
from tui.widgets.looks import Palette, finding_looks
from tui.widgets.motions import Motions, Unit
from tui.widgets.spans import Marked, Spans, pieces
from tui.widgets.wrapping import Paragraphs, Wrapped, wrap_words

MARGIN = 5  # cells left of the text: the cursor's bar and a quotation's mark
MARGIN_RIGHT = 3  # cells right of it: a note's mark
NARROWEST, WIDEST = 40, 120
CACHED = 512  # lines kept drawn


class ArticleView(ScrollView, can_focus=True):
    """The lines of an article, wrapped to a comfortable width, of which only those in sight exist.

    The cursor is a character offset (`position`); the sentence that holds it is tinted, and the
    line that it is on has a bar in the margin. Text selected with the mouse or from the keyboard
    is the screen's own selection, whose offsets are (character of the text, 0).
    """

    HELP = "Text"
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
        Binding("v", "select_sentence", "Select", False, id="text.select",
                tooltip="Select the sentence; ( ) { } w b then grow and shrink the selection"),
        Binding("w", "words(1)", "Grow by a word", False, id="text.word",
                tooltip="Move the moving end of the selection by a word"),
        Binding("b", "words(-1)", "Shrink by a word", False, id="text.word_back",
                tooltip="Move the moving end of the selection back by a word"),
        Binding("o", "swap_ends", "Other end", False, id="text.other_end",
                tooltip="Move the other end of the selection from now on"),
        Binding("g,home", "top", "Top", False, id="text.top", tooltip="The beginning"),
        Binding("G,end", "bottom", "Bottom", False, id="text.bottom", tooltip="The end"),
    ]  # fmt: skip

    COMPONENT_CLASSES: ClassVar[set[str]] = looks.COMPONENTS

    DEFAULT_CSS = """
    ArticleView {
        background: $background;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .article--title { text-style: bold; color: $foreground; }
        & > .article--muted { color: $foreground 60%; }
        & > .article--mark { color: $accent; text-style: bold; }
        & > .article--headline { text-style: bold; }
        & > .article--note { background: $warning 16%; }
        & > .article--cursor { background: $foreground 7%; }
        & > .article--reported { color: $success 88%; }
        & > .article--spoken { color: $success; text-style: italic; }
        & > .article--person { color: $primary; text-style: bold; }
        & > .article--group { text-style: bold; }
        & > .article--place { text-style: bold; }
        & > .article--thing { text-style: bold; }
        & > .article--time { text-style: underline; }
        & > .article--event { color: $accent; text-style: underline; }
        & > .article--related { background: $primary 14%; }
        & > .article--chosen { background: $primary 27%; }
        & > .article--match { background: $warning 30%; }
        & > .article--selected { background: $primary 42%; color: $foreground; }
        & > .article--found { background: $warning; color: $background; text-style: bold; }
        &:ansi > .article--cursor { background: ansi_default; }
        &:ansi > .article--chosen, &:ansi > .article--found, &:ansi > .article--selected {
            text-style: reverse;
        }
    }
    """

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
        super().__init__(id=id)
        self.count = count or Count()
        self.measure = measure
        self.text = ""
        self.position = 0
        self.motions = Motions("", Paragraphs(""))
        self._head: list[tuple[str, str]] = []
        self._head_rows: list[tuple[str, str]] = []
        self._headline = (0, 0)
        self._paragraphs = Paragraphs("")
        self._wrapped = Wrapped("", self._paragraphs, 1)
        self._findings = Spans()
        self._notes = Spans()
        self._chosen = Spans()
        self._matches = Spans()
        self._cursor: Span = (0, 0)
        self._strips: LRUCache[int, Strip] = LRUCache(CACHED)
        self._palette = Palette(self)
        self._moving = False
        self._grown: Span | None = None  # the selection that motions grow
        self._at_end = True  # whether its end moves, or else its start

    # What the owner shows

    def show(
        self,
        analysis: Analysis,
        head: Sequence[tuple[str, str]] = (),
        headline: Span = (0, 0),
        position: int = 0,
    ) -> None:
        """Show an article with the cursor at `position`.

        `head` are lines above the text, each with the component class it is drawn in; `headline`
        is the stretch of the text that is its own headline.
        """
        self.text = analysis.text
        self._paragraphs = Paragraphs(self.text)
        self.motions = Motions(self.text, self._paragraphs)
        self._findings = Spans(finding_looks(analysis))
        self._notes = self._chosen = self._matches = Spans()
        self._head, self._headline = list(head), headline
        self.position = min(max(position, 0), max(len(self.text) - 1, 0))
        self._cursor = self.motions.sentence(self.position)
        if self.size.width:
            self._wrap()
            self._bring_in(self._row(self.position), ahead=self.size.height // 4)
        self._say_moved()

    def show_findings(self, analysis: Analysis) -> None:
        """Mark the findings of a new analysis of the same text."""
        self._findings = Spans(finding_looks(analysis))
        self._redraw()

    def show_head(self, head: Sequence[tuple[str, str]]) -> None:
        """Show other lines above the text, which stays where it is on the screen."""
        self._head = list(head)
        before = len(self._head_rows)
        self._set_head()
        self._measure_all()
        self._strips.clear()
        if self.scroll_offset.y:
            self._scroll(self.scroll_offset.y + len(self._head_rows) - before)
        self.refresh()

    def show_notes(self, spans: Iterable[Span]) -> None:
        """Mark the stretches that notes are on."""
        self._notes = Spans((start, end, looks.NOTED) for start, end in spans)
        self._redraw()

    def choose(self, spans: Sequence[Span] = (), related: Sequence[Span] = ()) -> None:
        """Make stretches stand out, and less so those related to them; none of them for none."""
        old = self._chosen
        self._chosen = Spans(
            [(start, end, looks.CHOSEN) for start, end in spans]
            + [(start, end, looks.RELATED) for start, end in related]
        )
        self._touch([*old.all, *self._chosen.all])

    def show_matches(self, spans: Sequence[Span], current: int = -1) -> None:
        """Mark the matches of a search in the text, the current one by its index."""
        old = self._matches
        self._matches = Spans(
            (start, end, looks.FOUND if index == current else looks.MATCH)
            for index, (start, end) in enumerate(spans)
        )
        self._touch([*old.all, *self._matches.all])

    def go_to(self, position: int, end: int | None = None) -> None:
        """Move the cursor to an offset and scroll it, and what follows up to `end`, into sight."""
        self._place(position)
        last = self._row(end - 1) if end and end > position else self._row(position)
        self._bring_in(self._row(self.position), last)

    def change_measure(self, by: int) -> None:
        """Make the lines longer or shorter by so many cells."""
        self.measure = min(max(self.measure + by, NARROWEST), WIDEST)
        self._rewrap()

    # Selection: the screen's own, with offsets (character, 0)

    @property
    def selected(self) -> Span | None:
        """The stretch of text that is selected."""
        selection = self.text_selection
        if selection is None:
            return None
        start = selection.start.x if selection.start else 0
        end = selection.end.x if selection.end else len(self.text)
        start, end = max(start, 0), min(end, len(self.text))
        return (start, end) if start < end else None

    def select(self, start: int, end: int) -> None:
        """Select a stretch of text, as the mouse does."""
        self.screen.selections = {self: Selection(Offset(start, 0), Offset(end, 0))}

    @property
    def selecting(self) -> bool:
        """Whether motions grow a selection made from the keyboard."""
        return self._grown is not None and self.selected == self._grown

    def _grow(self, unit: Unit, by: int) -> None:
        if self._grown is None:
            return
        self._grown = self.motions.grow(
            self._grown, unit, by * self.count.take(), at_end=self._at_end
        )
        self.select(*self._grown)
        self._bring_in(self._row(self._grown[1] - 1 if self._at_end else self._grown[0]))

    def action_select_sentence(self) -> None:
        """Begin a selection with the sentence at the cursor, or let go of the one begun."""
        if self.selecting:
            self.screen.clear_selection()
            return
        self._grown, self._at_end = self.selected or self._cursor, True
        self.select(*self._grown)

    def action_words(self, by: int) -> None:
        """Grow or shrink the selection by words, times the count."""
        self._grow("word", by)

    def action_swap_ends(self) -> None:
        """Let the other end of the selection move."""
        self._at_end = not self._at_end

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Words and the other end only move in a selection begun from the keyboard."""
        del parameters
        return self.selecting if action in ("words", "swap_ends") else True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, for copying."""
        del selection
        span = self.selected
        return (self.text[slice(*span)], "\n") if span else None

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the lines anew that may have gained or lost a selection."""
        del selection
        self._redraw()

    # Rows: the head's, then the text's, then the end mark

    def _row(self, offset: int) -> int:
        return len(self._head_rows) + self._wrapped.row_of(offset)

    @property
    def _text_width(self) -> int:
        room = self.scrollable_content_region.width - MARGIN - MARGIN_RIGHT
        return max(min(self.measure, room), 1)

    @property
    def _left(self) -> int:
        """Cells left of the margin, so that the text stands in the middle."""
        free = self.scrollable_content_region.width - self._text_width - MARGIN - MARGIN_RIGHT
        return max(free // 2, 0)

    def _wrap(self) -> None:
        self._wrapped = Wrapped(self.text, self._paragraphs, self._text_width)
        self._set_head()
        self._strips.clear()
        self._measure_all()

    def _set_head(self) -> None:
        width = self._text_width
        self._head_rows = [
            (line, name) for words, name in self._head for line in wrap_words(words, width) or [""]
        ]

    def _measure_all(self) -> None:
        height = len(self._head_rows) + len(self._wrapped) + 2
        self.virtual_size = Size(self.scrollable_content_region.width, height)

    def _rewrap(self) -> None:
        """Wrap anew with the cursor's line where it was on the screen."""
        above = self._row(self.position) - self.scroll_offset.y
        self._wrap()
        self._scroll(self._row(self.position) - max(above, 0))
        self.refresh()

    def on_resize(self, _: events.Resize) -> None:
        """Wrap at the new width, with the cursor's line where it was."""
        if not len(self._wrapped) or self._wrapped.width != self._text_width:
            fresh = self._wrapped.width == 1
            self._rewrap()
            if fresh:
                self._bring_in(self._row(self.position), ahead=self.size.height // 4)
        else:
            self._strips.clear()
            self._measure_all()
            self._bring_in(self._row(self.position))

    # The cursor

    def _place(self, position: int) -> None:
        position = min(max(position, 0), max(len(self.text) - 1, 0))
        if position == self.position:
            return
        old_row, old = self._row(self.position), self._cursor
        self.position = position
        self._cursor = self.motions.sentence(position)
        self._touch([(*old, 0), (*self._cursor, 0)])
        for row in (old_row, self._row(position)):
            self._strips.discard(row)
            self.refresh_lines(row)
        self._say_moved()

    def _say_moved(self) -> None:
        if self.is_running:  # a message sent before mounting would hold up those that mount
            self.post_message(self.Moved(self, self.position, self._cursor))

    @property
    def sentence(self) -> Span:
        """The sentence that holds the cursor."""
        return self._cursor

    @property
    def progress(self) -> float:
        """The part of the text above the last line in sight, from 0 to 1."""
        if not self.text:
            return 1.0
        row = self.scroll_offset.y + self.size.height - len(self._head_rows)
        if row >= len(self._wrapped):
            return 1.0
        return self._wrapped.starts[max(row, 0)] / len(self.text)

    def _on_row(self, row: int) -> int:
        """Where the cursor stands on a row of the text: at the sentence that begins there first."""
        start, end = self._wrapped.starts[row], self._wrapped.ends[row]
        sentence = self.motions.sentence(start)
        if sentence[0] < start and sentence[1] < end:
            following = self.motions.sentences(start, 1)
            if start < following < end:
                return following
        return start

    def _move_rows(self, by: int) -> None:
        row = self._wrapped.row_of(self.position) + by
        last = len(self._wrapped) - 1
        row = min(max(row, 0), last)
        while 0 < row < last and self._wrapped.is_blank(row):
            row += 1 if by > 0 else -1
        self._place(self._on_row(row))

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
        self._moving = True
        try:
            self.scroll_to(y=max(to, 0), animate=False, force=True)
        finally:
            self._moving = False

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Keep the cursor in sight when the text is scrolled under it, as by the mouse."""
        super().watch_scroll_y(old_value, new_value)
        if self._moving or round(old_value) == round(new_value) or not self.text:
            return
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height - 1
        row, head = self._row(self.position), len(self._head_rows)
        if row < top or row > bottom:
            to = min(max(top if row < top else bottom, head), head + len(self._wrapped) - 1)
            self._place(self._on_row(to - head))

    def action_lines(self, by: int) -> None:
        """Move by lines, times the count; in a selection, by sentences."""
        if self.selecting:
            self._grow("sentence", by)
            return
        self._move_rows(by * self.count.take())
        if self._wrapped.row_of(self.position) == 0:
            self._scroll(0)
        else:
            self._bring_in(self._row(self.position))

    def action_sentences(self, by: int) -> None:
        """Move by sentences, times the count."""
        if self.selecting:
            self._grow("sentence", by)
            return
        self.go_to(self.motions.sentences(self.position, by * self.count.take()))

    def action_paragraphs(self, by: int) -> None:
        """Move by paragraphs, times the count."""
        if self.selecting:
            self._grow("paragraph", by)
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
        self._place(self._paragraphs.starts[0] if len(self._paragraphs) else 0)
        self._scroll(0)

    def action_bottom(self) -> None:
        """Go to the end."""
        self._place(self._on_row(len(self._wrapped) - 1))
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
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height
        for start, end, _ in spans:
            first, last = self._row(start), self._row(max(end - 1, start))
            if last - first > CACHED:
                self._redraw()
                return
            for row in range(first, last + 1):
                self._strips.discard(row)
            first, last = max(first, top), min(last, bottom)
            if first <= last:
                self.refresh_lines(first, last - first + 1)

    def render_line(self, y: int) -> Strip:
        """The strip at a line of the view."""
        row = y + self.scroll_offset.y
        strip = self._strips.get(row)
        if strip is None:
            strip = self._strips[row] = self._draw(row)
        return strip

    def _draw(self, row: int) -> Strip:
        width = self.scrollable_content_region.width
        plain = self._palette.style(0)
        head = len(self._head_rows)
        if row < head:
            line, name = self._head_rows[row]
            segments = [
                Segment(" " * (self._left + MARGIN), plain),
                Segment(safe(line), self._palette.named(name)),
            ]
        elif row < head + len(self._wrapped):
            return self._draw_text(row - head, width)
        elif row == head + len(self._wrapped) + 1 and self.text:
            middle = self._left + MARGIN + self._text_width // 2 - 2
            muted = self._palette.named("article--muted")
            segments = [Segment(" " * middle, plain), Segment("· · ·", muted)]
        else:
            segments = []
        return Strip(segments).adjust_cell_length(width, plain)

    def _draw_text(self, row: int, width: int) -> Strip:
        start, end = self._wrapped.starts[row], self._wrapped.ends[row]
        spans = self._over(start, end)
        style = self._palette.style
        is_cursor = self._wrapped.row_of(self.position) == row
        looked = 0
        for _, _, look in spans:
            looked |= look
        mark = "▌" if is_cursor else " "
        quoted = "┃" if looked & looks.SPOKEN else "┊" if looked & looks.REPORTED else " "
        margin = Strip(
            [
                Segment(" " * (self._left + MARGIN - 4), style(0)),
                Segment(mark, self._palette.named("article--mark")),
                Segment(" ", style(0)),
                Segment(quoted, style(looked & looks.QUOTED)),
                Segment(" ", style(0)),
            ]
        )
        body = Strip(
            [
                Segment(safe(self.text[first:last]), style(look))
                for first, last, look in pieces(start, end, spans)
                if first < last
            ]
            or [Segment("", style(0))]
        )
        noted = Segment(" •", self._palette.named("article--mark"))
        line = Strip.join([margin, body.apply_offsets(start, 0)])
        if looked & looks.NOTED:
            room = self._left + MARGIN + self._text_width
            line = Strip.join([line.adjust_cell_length(room, style(0)), Strip([noted])])
        return line.adjust_cell_length(width, style(0))

    def _over(self, start: int, end: int) -> list[Marked]:
        """Every look on a stretch of the text."""
        spans = [
            *self._findings.over(start, end),
            *self._notes.over(start, end),
            *self._chosen.over(start, end),
            *self._matches.over(start, end),
            (*self._cursor, looks.CURSOR),
            (*self._headline, looks.HEADLINE),
        ]
        selected = self.selected
        if selected:
            spans.append((*selected, looks.SELECTED))
        return [span for span in spans if span[0] < end and span[1] > start]
