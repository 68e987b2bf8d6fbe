"""The lines of a row of a list as strips of the screen, with the margin that shows its state."""

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from textual.content import Content
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from tui.sanitize import safe
from tui.strings.list_text import ListText

GUTTER = 2  # cells left of every row, for the cursor's bar
MARGIN = 1  # cells right of every row
_MARK = "✓"  # in the margin of a marked row


def pad_lines(
    lines: Sequence[Content], bar: str, width: int, height: int, *, is_marked: bool
) -> list[Content]:
    """Return `height` lines of `width` cells with a margin: the cursor's bar, and a mark."""
    shown = [*lines[:height], *[Content("")] * (height - len(lines))]
    margin = Content.styled(f"{bar} ", ".rows--bar")
    padded = [margin + line.truncate(width, ellipsis=True) for line in shown]
    if is_marked:
        first = next((at for at, line in enumerate(shown) if line), 0)
        sign = Content.assemble((bar, ".rows--bar"), (_MARK, ".rows--mark"))
        padded[first] = sign + padded[first][GUTTER:]
    return padded


def mark_damaged_lines(lines: Sequence[Content], width: int) -> list[Content]:
    """Return the lines of a damaged record, with a mark at the end of the first."""
    mark = Content.styled(f" ({ListText.DAMAGED})", "$error")
    room = max(width - mark.cell_length, 0)
    return [lines[0].truncate(room, ellipsis=True) + mark, *lines[1:]] if lines else [mark]


class RowPainter:
    """Paints lines with the styles of a list."""

    def __init__(self, rows: ScrollView) -> None:
        """Use the styles of `rows`."""
        self._rows = rows
        self._styles: dict[str, Style] = {}

    def clear(self) -> None:
        """Look up the styles again, as after a change of theme or focus."""
        self._styles.clear()

    def paint(self, lines: Iterable[Content], name: str, width: int) -> list[Strip]:
        """Paint lines of `width` cells in the style of a component class; "" for the list's."""
        rows = self._rows
        style = rows.get_visual_style(name) if name else rows.visual_style
        if name and rows.get_component_styles(name).text_style.reverse:
            style += Style(reverse=True)  # `get_visual_style` drops it
        return [self._paint_line(line, style, width) for line in lines]

    def _paint_line(self, line: Content, style: Style, width: int) -> Strip:
        if not line.plain.isprintable():
            line = Content(safe(line.plain), spans=list(line.spans))
        line = line.truncate(width, ellipsis=True)
        # In reverse, colors of words would be backgrounds of several colors.
        words = Style(foreground=style.foreground) if style.reverse else Style()
        segments = [
            Segment(text, (part + words).rich_style)
            for text, part in line.render(style, "", parse_style=self._find_style)
        ]
        return Strip(segments).adjust_cell_length(width, style.rich_style)

    def _find_style(self, style: str | Style) -> Style:
        if isinstance(style, Style):
            return style
        if style not in self._styles and style.startswith("."):
            self._styles[style] = self._rows.get_visual_style(style[1:], partial=True)
        elif style not in self._styles:
            self._styles[style] = Style.parse(style)
        return self._styles[style]
