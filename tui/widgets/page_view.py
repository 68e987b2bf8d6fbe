"""A view of an article's page: its lines, of which only those in sight are drawn, and its marks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.cache import LRUCache
from textual.geometry import Size
from textual.selection import Selection
from textual.strip import Strip

from analysis import Analysis, Span
from db import Note
from tui.safe import safe
from tui.widgets import looks
from tui.widgets.counting import Count
from tui.widgets.drawing import column, draw_row, put
from tui.widgets.looks import Palette
from tui.widgets.marks import Marks
from tui.widgets.motions import Motions
from tui.widgets.page import Column, Head, Page
from tui.widgets.selecting import SelectingView
from tui.widgets.spans import Marked

MEASURE = 84  # cells that a line takes at most, until the reader says otherwise
NARROWEST, WIDEST = 40, 120
_CACHED = 512  # lines kept drawn


class PageView(SelectingView):
    """The lines of an article, wrapped to a comfortable width, with everything marked in them.

    `position` is the character that has the cursor. Its line has a bar in the margin, and stays
    where it is on the screen when the width changes.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = looks.COMPONENTS
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
        + looks.CSS
    )

    def __init__(
        self, *, measure: int = MEASURE, count: Count | None = None, id: str | None = None
    ) -> None:
        """An empty view whose lines take at most `measure` cells; `count` holds counts typed."""
        super().__init__(count=count, id=id)
        self.measure = measure
        self.numbered = False
        self.position = 0
        self.palette = Palette(self)
        self._page = Page()
        self._marks = Marks()
        self._strips: LRUCache[int, Strip] = LRUCache(_CACHED)
        self._letters: Mapping[str, int] = {}
        self._labels: dict[int, list[tuple[int, str]]] = {}  # by row: cell and label
        self._scrolling = False  # on our own account, not by the mouse

    # What is marked

    def show_findings(self, analysis: Analysis) -> None:
        """Mark the findings of a new analysis of the same text."""
        self._marks.set_findings(analysis)
        self._redraw()

    def show_notes(self, notes: Iterable[Note]) -> None:
        """Mark the stretches that notes are on."""
        self._marks.set_notes(notes)
        self._redraw()

    def choose(self, spans: Sequence[Span] = (), related: Sequence[Span] = ()) -> None:
        """Make stretches stand out, and less so those related to them; none of them for none."""
        self._touch(self._marks.set_chosen(spans, related))

    def hear(self, spans: Sequence[Span] | None) -> None:
        """Dim all but these stretches; None lets everything be seen again."""
        self._marks.set_heard(spans)
        self._redraw()

    def show_matches(self, spans: Sequence[Span]) -> None:
        """Mark the matches of a search in the text."""
        self._touch(self._marks.set_matches(spans))

    def show_match(self, span: Span | None) -> None:
        """Mark one of the matches as the current one."""
        self._touch(self._marks.set_match(span))

    def show_letters(self, letters: Mapping[str, int]) -> None:
        """Show the letters of places marked in the margin of their lines."""
        self._letters = letters
        self._redraw()

    def show_labels(self, labels: Iterable[tuple[int, str]]) -> None:
        """Write labels over the text at these offsets, a cell apart where they would collide."""
        by_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for offset, label in sorted(labels):
            row = self._page.row_of(offset)
            start = (self._page.stretch(row) or (offset, offset))[0]
            cell = self._column.left + cell_len(safe(self.text[start:offset]))
            if by_row[row]:
                before, last = by_row[row][-1]
                cell = max(cell, before + len(last) + 1)
            by_row[row].append((cell, label))
        self._labels = dict(by_row)
        self.refresh()

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the lines anew that gained or lost the selection."""
        self._touch(self._marks.set_single(looks.SELECTED, self.selected))
        super().selection_updated(selection)

    # What is shown

    @property
    def text(self) -> str:
        """The article's text."""
        return self._page.text

    @property
    def motions(self) -> Motions:
        """Where motions lead in the text."""
        return self._page.motions

    @property
    def in_sight(self) -> Span:
        """The stretch of text between the first line in sight and the last."""
        top, height = self.scroll_offset.y, max(self.size.height, 1)
        stretches = [
            stretch for row in range(top, top + height) if (stretch := self._page.stretch(row))
        ]
        return (stretches[0][0], stretches[-1][1]) if stretches else (0, 0)

    @property
    def progress(self) -> float:
        """The part of the text above the last line in sight, from 0 to 1."""
        return self._page.part(self.scroll_offset.y + self.size.height)

    @property
    def above(self) -> int:
        """How many lines the cursor's is below the first one in sight."""
        return self._row - self.scroll_offset.y

    def show_head(self, head: Head) -> None:
        """Show other lines above the text, which stays where it is on the screen."""
        before = len(self._page.head)
        self._page.set_head(head)
        self._measure()
        if self.scroll_offset.y:
            self._scroll(self.scroll_offset.y + len(self._page.head) - before)

    def set_measure(self, measure: int) -> None:
        """Make the lines so long at most, within bounds."""
        self.measure = min(max(measure, NARROWEST), WIDEST)
        self._rewrap()

    def number(self, on: bool) -> None:
        """Number the paragraphs in the margin, or not."""
        self.numbered = on
        self._rewrap()

    # The layout

    @property
    def _row(self) -> int:
        """The cursor's row."""
        return self._page.row_of(self.position)

    @property
    def _column(self) -> Column:
        paragraphs = len(self.motions.all_paragraphs)
        numbers = len(str(paragraphs)) if self.numbered else 0
        return column(self.scrollable_content_region.width, self.measure, numbers)

    def _wrap(self) -> None:
        self._page.wrap(self._column.width)
        self._measure()

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._page))
        self._redraw()

    def _rewrap(self) -> None:
        """Wrap anew with the cursor's line where it was on the screen."""
        if not self.size.width:
            return
        above = self.above
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

    # Scrolling

    def bring_in(self, offset: int) -> None:
        """Scroll a character into sight, leaving the cursor where it is."""
        self._bring_in(self._page.row_of(offset))

    def _bring_in(
        self, row: int, last: int | None = None, *, ahead: int | None = None, around: int = 5
    ) -> None:
        """Scroll so that a row is in sight with lines around it, and `last` too if there is room.

        A row that is far off comes to `ahead` lines below the top.
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

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Put the scrollbar where the view was scrolled to before there was one."""
        if shown:
            self.vertical_scrollbar.position = self.scroll_y

    # Drawing

    def notify_style_update(self) -> None:
        """Draw anew in the new colours."""
        self._strips.clear()
        self.palette.clear()
        super().notify_style_update()

    def _redraw(self) -> None:
        self._strips.clear()
        self.refresh()

    def _touch(self, spans: Sequence[Marked]) -> None:
        """Draw the lines anew that show any of the spans."""
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
        """The strip at a line of the view."""
        row = y + self.scroll_offset.y
        strip = self._strips.get(row)
        if strip is None:
            strip = self._strips[row] = self._draw(row)
        for cell, label in self._labels.get(row, ()):
            strip = put(strip, min(cell, strip.cell_length - len(label)), label, self.palette)
        return strip

    def _letter(self, row: int) -> str:
        """The letter of a place marked on a row, else a blank."""
        here = (letter for letter, at in self._letters.items() if self._page.row_of(at) == row)
        return next(here, " ")

    def _draw(self, row: int) -> Strip:
        begun = self._page.paragraph_begun(row) if self.numbered else 0
        strip = draw_row(
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
