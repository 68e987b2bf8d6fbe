"""The layout of an article in rows: the head, the text, and an end mark."""

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len

from analysis import Span
from tui.sanitize import safe
from tui.widgets.article_view.line_wrap import Paragraphs, WrappedText, wrap_words
from tui.widgets.article_view.motions import Motions
from tui.widgets.article_view.styles import Part

HeadLine = tuple[str, Part]
HeadLines = Sequence[HeadLine]
_END = 2  # rows after the text: a blank one and the end mark


class TextColumn(Struct, frozen=True):
    """The horizontal position of the text in the view, in cells: left margin and width."""

    left: int
    width: int


class PageLayout:
    """An article's rows at one width. Rows count from 0 at the top of the head.

    `head` are the lines above the text, each with the part whose style it is drawn in. `headline`
    is the span of the text that repeats the article's title.
    """

    def __init__(self, text: str = "", head: HeadLines = (), headline: Span = (0, 0)) -> None:
        self.text = text
        self.headline = headline
        self.motions = Motions(text, Paragraphs(text))
        self.head: list[HeadLine] = []  # as rows
        self.head_lines = head
        self._rows = WrappedText("", Paragraphs(""), 1)

    @property
    def width(self) -> int:
        """The width at which the text was last wrapped, 1 before the first wrap."""
        return self._rows.width

    def wrap(self, width: int) -> None:
        """Wrap the article at a width."""
        self._rows = WrappedText(self.text, self.motions.all_paragraphs, width)
        self.set_head(self.head_lines)

    def set_head(self, head: HeadLines) -> None:
        """Replace the lines above the text."""
        self.head_lines = head
        self.head = [
            (line, name) for words, name in head for line in wrap_words(words, self.width) or [""]
        ]

    def __len__(self) -> int:
        return len(self.head) + len(self._rows) + _END

    def row_of(self, offset: int) -> int:
        """Return the row that shows the character at an offset."""
        return len(self.head) + self._rows.row_of(offset)

    def row_span(self, row: int) -> Span | None:
        """Return the span of text on a row; None in the head and after the text."""
        row -= len(self.head)
        if 0 <= row < len(self._rows):
            return (self._rows.starts[row], self._rows.ends[row])
        return None

    def character_at(self, row: int, cell: int) -> Span:
        """Return the span of the character in a cell of a row, or an empty one beside the text.

        Cells count from the left end of the text column. Combining characters belong to the
        character before them.
        """
        if row < len(self.head):
            return (0, 0)
        start, end = self.row_span(row) or (len(self.text.rstrip()),) * 2
        if cell < 0:
            return (start, start)
        line = safe(self.text[start:end])
        widths = [cell_len(line[:length]) for length in range(len(line) + 1)]
        if cell >= widths[-1]:
            return (end, end)
        after = bisect_right(widths, cell)  # the first length that is wider than the cell
        return (start + after - 1, start + bisect_right(widths, widths[after]) - 1)

    def paragraph_starting_at(self, row: int) -> int:
        """Return the number, from 1, of the paragraph that begins on this row; 0 for none."""
        span = self.row_span(row)
        paragraphs = self.motions.all_paragraphs
        if span is None or not len(paragraphs):
            return 0
        index = paragraphs.at(span[0])
        return index + 1 if paragraphs.starts[index] == span[0] < span[1] else 0

    def is_end(self, row: int) -> bool:
        """Return whether a row shows the end mark."""
        return row == len(self) - 1 and bool(self.text)

    def text_row(self, row: int, by: int = 1) -> int:
        """Return the nearest row with text; from a blank row, the next one towards `by`."""
        first, last = len(self.head), len(self) - _END - 1
        row = min(max(row, first), last)
        while first < row < last and self._rows.is_blank(row - first):
            row += 1 if by > 0 else -1
        return row

    def cursor_offset(self, row: int) -> int:
        """Return the cursor's offset on a row: the first sentence that begins there."""
        start, end = self.row_span(self.text_row(row)) or (0, 0)
        sentence = self.motions.sentence(start)
        if sentence[0] < start and sentence[1] < end:
            following = self.motions.sentences(start, 1)
            if start < following < end:
                return following
        return start

    def progress_at(self, row: int) -> float:
        """Return the part of the text above a row, from 0 to 1."""
        row -= len(self.head)
        if row >= len(self._rows) or not self.text:
            return 1.0
        return self._rows.starts[max(row, 0)] / len(self.text)
