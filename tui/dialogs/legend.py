"""The legend: the meaning of every text style and margin mark."""

from collections.abc import Sequence

from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from tui.actions import load_bindings
from tui.strings.legend_text import LegendText
from tui.widgets.article_view import styles
from tui.widgets.article_view.row_renderer import (
    COLOR_LETTERS,
    NOTE_MARKS,
    NOTE_SIGN,
    QUOTATION_MARKS,
)
from tui.widgets.article_view.styles import Palette

_LOOKS: Sequence[str | tuple[int, str]] = (
    LegendText.NAMES,
    (styles.PERSON, "person"),
    (styles.ORGANIZATION, "organization"),
    (styles.GROUP, "group"),
    (styles.PLACE, "place"),
    (styles.OTHER_NAME, "other_name"),
    LegendText.QUOTATIONS,
    (styles.DIRECT, "direct"),
    (styles.MIXED, "mixed"),
    (styles.INDIRECT, "indirect"),
    (styles.SCARE, "scare"),
    LegendText.DATES,
    (styles.EVENT, "event"),
    (styles.TIME, "time"),
    LegendText.NOTES,
    (styles.NOTE | styles.YELLOW, "yellow"),
    (styles.NOTE | styles.GREEN, "green"),
    (styles.NOTE | styles.BLUE, "blue"),
    (styles.NOTE | styles.RED, "red"),
    (styles.SIGN, "sign"),
    (styles.CHECKED, "checked"),
    (styles.DISPUTED, "disputed"),
    (styles.TO_VERIFY, "to_verify"),
    (styles.STARRED, "starred"),
    LegendText.CURSOR,
    (styles.CURSOR, "cursor"),
    (styles.CURRENT_FINDING, "current_finding"),
    (styles.RELATED, "related"),
    (styles.SELECTED, "selected"),
    (styles.MATCH, "match"),
    (styles.CURRENT_MATCH, "current_match"),
    (styles.DIMMED, "dimmed"),
)
_MARKS = {
    **QUOTATION_MARKS,
    **NOTE_MARKS,
    **{styles.NOTE | color: letter for color, letter in COLOR_LETTERS.items()},
    styles.SIGN: NOTE_SIGN,
    styles.CURSOR: "▌",
}
_SAMPLE = 19  # cells of a sample
_STEP = 4  # lines per key press


class _Lines(Widget):
    """The legend's lines, drawn by the palette of the text itself."""

    DEFAULT_CSS = """
    _Lines { height: auto; }
    """
    ALLOW_SELECT = False

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._lines: list[str | tuple[int, str]] = []
        for line in _LOOKS:
            self._lines += ["", line] if isinstance(line, str) and self._lines else [line]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return one line per style, plus blank lines between the sections."""
        del container, viewport, width
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """Render one line."""
        line, plain = self._lines[y], self._palette.style(0)
        if isinstance(line, str):
            strip = Strip([Segment(line, self._palette.part("title"))])
        else:
            look, name = line
            sample, meaning = LegendText.STYLES[name]
            quoted = look & styles.QUOTED
            style = self._palette.style(quoted) if quoted else self._palette.part("mark")
            strip = Strip(
                [
                    Segment(f"  {_MARKS.get(look, ' ')} ", style),
                    Segment(sample, self._palette.style(look)),
                    Segment(" " * (_SAMPLE - len(sample)), plain),
                    Segment(meaning, self._palette.part("muted")),
                ]
            )
        return strip.adjust_cell_length(self.size.width, plain)


class LegendScreen(ModalScreen[None]):
    """A dialog with the styles and marks of the text."""

    BINDING_GROUP_TITLE = LegendText.TITLE
    DEFAULT_CSS = """
    LegendScreen {
        align: center middle;
        background: $background 60%;
        & > VerticalScroll {
            width: 64;
            max-width: 96%;
            height: auto;
            max-height: 96%;
            padding: 1 1;
            background: $background;
            border-left: outer $primary;
            scrollbar-size-vertical: 1;
        }
    }
    """
    BINDINGS = load_bindings("legend")

    def __init__(self, palette: Palette) -> None:
        """Create the legend for a text that is drawn with `palette`."""
        super().__init__()
        self._palette = palette

    def compose(self) -> ComposeResult:
        """Compose all lines in a scrolling container."""
        with VerticalScroll():
            yield _Lines(self._palette)

    def action_scroll(self, by: int) -> None:
        """Scroll by `by` steps."""
        self.query_one(VerticalScroll).scroll_relative(y=by * _STEP, animate=False)

    def action_leave(self) -> None:
        """Close the legend."""
        self.dismiss()
