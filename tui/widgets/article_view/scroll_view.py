"""A scroll view of one article that renders only the visible lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from rich.cells import cell_len
from textual import events
from textual.cache import LRUCache
from textual.geometry import Offset, Region, Size
from textual.selection import Selection
from textual.strip import Strip

from analysis import Analysis, Span
from db import Note
from tui.sanitize import safe
from tui.widgets.article_view import styles
from tui.widgets.article_view.highlights import Highlights
from tui.widgets.article_view.layout import HeadLines, PageLayout, TextColumn
from tui.widgets.article_view.motions import Motions
from tui.widgets.article_view.row_renderer import overlay_label, render_row, text_column
from tui.widgets.article_view.selection import SelectableTextView
from tui.widgets.article_view.styles import Palette
from tui.widgets.intervals import ValuedSpan
from tui.widgets.key_sequences import RepeatCount

MEASURE = 84  # cells of the longest line, unless the user changes it
MIN_MEASURE, MAX_MEASURE = 40, 120
_CACHED = 512  # rendered lines in the cache


class PageView(SelectableTextView):
    """The lines of an article, wrapped to a comfortable width, with their highlights.

    `position` is the offset of the cursor. Its line has a bar in the margin, and keeps its row on
    the screen when the width changes.
    """

    COMPONENTS = styles.COMPONENTS
    DEFAULT_CSS = (
        """
    PageView {
        background: $background;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """
        + styles.CSS
    )

    def __init__(
        self, *, measure: int = MEASURE, count: RepeatCount | None = None, id: str | None = None
    ) -> None:
        """Create an empty view with lines of at most `measure` cells.

        `count` receives the counts typed before a motion.
        """
        super().__init__(count=count, id=id)
        self.measure = measure
        self.numbered = False
        self.position = 0
        self.palette = Palette(self)
        self._page = PageLayout()
        self._marks = Highlights()
        self._strips: LRUCache[int, Strip] = LRUCache(_CACHED)
        self._letters: Mapping[str, int] = {}
        self._labels: dict[int, list[tuple[int, str]]] = {}  # by row: cell and label
        self._above: int | None = None  # lines above the cursor at first; None for the usual ones
        self._scrolling = False  # True while this view scrolls itself, False for the mouse
        self._drawn: dict[int, Strip] = {}  # the lines of the view, as drawn last
        self._drawn_state: object = None
        self._drawn_colors: object = None
        self._is_restyled = False

    # Highlights

    def show_findings(self, analysis: Analysis) -> None:
        """Highlight the findings of a new analysis of the same text."""
        if self._marks.set_findings(analysis):
            self._redraw()

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Highlight the spans of notes."""
        self._marks.set_notes(notes, self.text)
        self._redraw()

    def highlight(self, spans: Sequence[Span] = (), related: Sequence[Span] = ()) -> None:
        """Highlight spans, and related ones more faintly; without spans, clear both."""
        self._touch(self._marks.set_current(spans, related))

    def filter_by_speaker(self, spans: Sequence[Span] | None) -> None:
        """Dim the text outside these spans; None removes the dimming."""
        self._marks.set_speaker_filter(spans)
        self._redraw()

    def show_matches(self, spans: Sequence[Span]) -> None:
        """Highlight the matches of a search in the text."""
        self._touch(self._marks.set_matches(spans))

    def show_match(self, span: Span | None) -> None:
        """Highlight a match as the current one."""
        self._touch(self._marks.set_match(span))

    def show_bookmarks(self, letters: Mapping[str, int]) -> None:
        """Show the letters of bookmarks in the margin of their lines."""
        self._letters = letters
        self._redraw()

    def show_labels(self, labels: Iterable[tuple[int, str]]) -> None:
        """Draw labels over the text at these offsets; labels that collide are moved apart."""
        by_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for offset, label in sorted(labels):
            row = self._page.row_of(offset)
            start = (self._page.row_span(row) or (offset, offset))[0]
            cell = self._column.left + cell_len(safe(self.text[start:offset]))
            if by_row[row]:
                before, last = by_row[row][-1]
                cell = max(cell, before + len(last) + 1)
            by_row[row].append((cell, label))
        self._labels = dict(by_row)
        self.refresh()

    def selection_updated(self, selection: Selection | None) -> None:
        """Redraw the lines that gained or lost the selection."""
        self._touch(self._marks.set_single(styles.SELECTED, self.selected))
        super().selection_updated(selection)

    # Content

    @property
    def text(self) -> str:
        """The article's text."""
        return self._page.text

    @property
    def is_wrapped(self) -> bool:
        """True if the text is wrapped at the present width, or if the view has none."""
        return self._page.width == self._column.width or not self.size

    @property
    def motions(self) -> Motions:
        """The motions over the text."""
        return self._page.motions

    @property
    def visible_span(self) -> Span:
        """The span of text from the first visible line to the last."""
        top, height = self.scroll_offset.y, max(self.size.height, 1)
        spans = [span for row in range(top, top + height) if (span := self._page.row_span(row))]
        return (spans[0][0], spans[-1][1]) if spans else (0, 0)

    @property
    def progress(self) -> float:
        """The part of the text above the last visible line, from 0 to 1."""
        return self._page.progress_at(self.scroll_offset.y + self.size.height)

    @property
    def cursor_row_offset(self) -> int:
        """The number of lines from the first visible line down to the cursor's line."""
        return self._row - self.scroll_offset.y

    def show_head(self, head: HeadLines) -> None:
        """Replace the lines above the text; the text keeps its position on the screen."""
        if head == self._page.head_lines:
            return
        before = len(self._page.head)
        self._page.set_head(head)
        self._measure()
        if self.scroll_offset.y:
            self._scroll(self.scroll_offset.y + len(self._page.head) - before)

    def set_measure(self, measure: int) -> None:
        """Set the longest line in cells, within `MIN_MEASURE` and `MAX_MEASURE`."""
        self.measure = min(max(measure, MIN_MEASURE), MAX_MEASURE)
        self._rewrap()

    def show_paragraph_numbers(self, on: bool) -> None:
        """Show or hide paragraph numbers in the margin."""
        self.numbered = on
        self._rewrap()

    # The layout

    @property
    def _row(self) -> int:
        """The cursor's row."""
        return self._page.row_of(self.position)

    @property
    def _column(self) -> TextColumn:
        paragraphs = len(self.motions.all_paragraphs)
        numbers = len(str(paragraphs)) if self.numbered else 0
        return text_column(self.scrollable_content_region.width, self.measure, numbers)

    def character_at(self, point: Offset) -> Span:
        """Return the span of the character at a point of the view; empty beside the text.

        Above the view is the start of its first line, below it the end of its last line.
        """
        height = self.size.height
        cell = point.x - self._column.left
        if not 0 <= point.y < height:
            cell = -1 if point.y < 0 else self.size.width
        row = self.scroll_offset.y + min(max(point.y, 0), height - 1)
        return self._page.character_at(row, cell)

    def _wrap(self) -> None:
        self._page.wrap(self._column.width)
        self._measure()

    def _measure(self) -> None:
        self._scrolling = True  # fewer lines can change the scroll position
        try:
            self.resize_lines(Size(self.scrollable_content_region.width, len(self._page)))
        finally:
            self._scrolling = False
        self._redraw()

    def _rewrap(self) -> None:
        """Wrap again; the cursor's line keeps its row on the screen."""
        if not self.size.width:
            return
        above = self.cursor_row_offset
        self._wrap()
        self._scroll(self._row - max(above, 0))

    def on_resize(self, _: events.Resize) -> None:
        """Wrap at the new width; the cursor's line keeps its row on the screen."""
        fresh = self._page.width == 1
        if self._page.width != self._column.width:
            self._rewrap()
        else:
            self._measure()
        if fresh:
            self._place_first()
        else:
            self._bring_in(self._row, around=0)

    def _place_first(self) -> None:
        """Scroll an article that is shown first to the cursor."""
        self._bring_in(self._row, ahead=self.size.height // 4)
        if self._above is not None:
            self._scroll(self._row - self._above)
            self._bring_in(self._row, around=0)

    # Scrolling

    def scroll_into_view(self, offset: int) -> None:
        """Scroll a character into view without moving the cursor."""
        self._bring_in(self._page.row_of(offset))

    def _bring_in(
        self, row: int, last: int | None = None, *, ahead: int | None = None, around: int = 5
    ) -> None:
        """Scroll a row into view with `around` lines of context, and `last` too if it fits.

        With `ahead`, or from more than a page away, the row is placed `ahead` lines below the top.
        """
        height = self.size.height
        if height <= 0:
            return
        last = row if last is None else last
        around = min(around, height // 4)
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

    # Drawing

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Apply no rules: none of an article depends on the focus."""

    def notify_style_update(self) -> None:
        """Redraw in the new colors, if they are new: the focus changes none."""
        self._is_restyled = True
        super().notify_style_update()

    def _follow_styles(self) -> None:
        if not self._is_restyled:
            return
        self._is_restyled = False
        parts = map(self.get_component_styles, sorted(self.COMPONENTS))
        rules = [(part.color, part.background, part.text_style) for part in parts]
        colors = self.colors, self.rich_style, rules
        if colors != self._drawn_colors:
            self._drawn_colors = colors
            self._strips.clear()
            self.palette.clear()

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw again; of the whole view only the lines that changed.

        Textual draws all of a widget that gets or loses the focus: for a page, 20 ms and 20 KB.
        """
        if regions or layout or recompose or not repaint or not self._is_comparable:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        for y in range(self.size.height):
            if self._drawn.get(y) != self._build_line(y):
                self.refresh_lines(self.scroll_offset.y + y)
        return self

    @property
    def _is_comparable(self) -> bool:
        """True if the view is drawn, as large and in the same state as the last time."""
        if not self.is_mounted or not self.is_on_screen:
            return False
        state = self.size, self.scroll_offset, self.visual_style, self.opacity
        before, self._drawn_state = self._drawn_state, state
        return state == before

    def _redraw(self) -> None:
        self._strips.clear()
        self.refresh()

    def _touch(self, spans: Sequence[ValuedSpan]) -> None:
        """Redraw the lines that show any of the spans."""
        if len(spans) > _CACHED // 4:
            self._redraw()
            return
        for start, end, _ in spans:
            self._touch_rows(self._page.row_of(start), self._page.row_of(max(end - 1, start)))

    def _touch_rows(self, first: int, last: int) -> None:
        if last - first > _CACHED:
            self._redraw()
            return
        for row in range(first, last + 1):
            self._strips.discard(row)
        top = self.scroll_offset.y
        first, last = max(first, top), min(last, top + self.size.height)
        if first <= last:
            self.refresh_lines(first, last - first + 1)

    def render_line(self, y: int) -> Strip:
        """Return the strip at a line of the view."""
        strip = self._drawn[y] = self._build_line(y)
        return strip

    def _build_line(self, y: int) -> Strip:
        self._follow_styles()
        row = y + self.scroll_offset.y
        strip = self._strips.get(row)
        if strip is None:
            strip = self._strips[row] = self._draw(row)
        for cell, label in self._labels.get(row, ()):
            strip = overlay_label(
                strip, min(cell, strip.cell_length - len(label)), label, self.palette
            )
        return strip

    def _letter(self, row: int) -> str:
        """Return the letter of a bookmark on a row, else a blank."""
        here = (letter for letter, at in self._letters.items() if self._page.row_of(at) == row)
        return next(here, " ")

    def _draw(self, row: int) -> Strip:
        begun = self._page.paragraph_starting_at(row) if self.numbered else 0
        strip = render_row(
            self._page,
            self._marks,
            row,
            self._column,
            self.palette,
            cursor=row == self._row and bool(self.text),
            number=str(begun or ""),
            letter=self._letter(row),
        )
        return strip.adjust_cell_length(self.scrollable_content_region.width, self.palette.style(0))
