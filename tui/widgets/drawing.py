"""Drawing one row of an article: its margin, and its text with the looks of what is found there."""

from rich.segment import Segment
from textual.strip import Strip

from tui.safe import safe
from tui.widgets import looks
from tui.widgets.looks import Palette
from tui.widgets.marks import Marks
from tui.widgets.page import Column, Page
from tui.widgets.spans import pieces

MARGIN = 5  # cells left of the text: the cursor's bar and a quotation's mark
MARGIN_RIGHT = 3  # cells right of it: a note's mark
_END_MARK = "· · ·"


def column(width: int, measure: int) -> Column:
    """Where the text stands in a view of `width` cells: in the middle, `measure` wide at most."""
    text = max(min(measure, width - MARGIN - MARGIN_RIGHT), 1)
    return Column(MARGIN + max((width - text - MARGIN - MARGIN_RIGHT) // 2, 0), text)


def draw_row(
    page: Page, marks: Marks, row: int, at: Column, palette: Palette, *, cursor: bool
) -> Strip:
    """A row of the page; its text carries the offsets that selecting with the mouse needs.

    `cursor` puts the cursor's bar in the margin.
    """
    stretch = page.stretch(row)
    if stretch is not None:
        return _draw_text(page.text, *stretch, marks, at, palette, cursor=cursor)
    indent, words, style = at.left, "", palette.style(0)
    if row < len(page.head):
        words, name = page.head[row]
        style = palette.named(name)
    elif page.is_end(row):
        indent += (at.width - len(_END_MARK)) // 2
        words, style = _END_MARK, palette.named("article--muted")
    return Strip([Segment(" " * indent, palette.style(0)), Segment(safe(words), style)])


def _draw_text(
    text: str, start: int, end: int, marks: Marks, at: Column, palette: Palette, *, cursor: bool
) -> Strip:
    spans = marks.over(start, end)
    plain, bright = palette.style(0), palette.named("article--mark")
    looked = 0
    for _, _, look in spans:
        looked |= look
    quoted = "┃" if looked & looks.SPOKEN else "┊" if looked & looks.REPORTED else " "
    margin = Strip(
        [
            Segment(" " * (at.left - 4), plain),
            Segment("▌ " if cursor else "  ", bright),
            Segment(quoted, palette.style(looked & looks.QUOTED)),
            Segment(" ", plain),
        ]
    )
    body = Strip(
        [
            Segment(safe(text[first:last]), palette.style(look))
            for first, last, look in pieces(start, end, spans)
        ]
    )
    line = Strip.join([margin, body.apply_offsets(start, 0)])
    if looked & looks.NOTED:
        line = line.adjust_cell_length(at.left + at.width, plain)
        line = Strip.join([line, Strip([Segment(" •", bright)])])
    return line
