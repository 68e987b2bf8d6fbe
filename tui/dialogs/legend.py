"""The legend: the meaning of every text style and margin mark."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.article_view import styles
from tui.widgets.article_view.rendering import NOTE_MARK, NOTE_MARKS, QUOTATION_MARKS
from tui.widgets.article_view.styles import Palette

_LOOKS: Sequence[str | tuple[int, str, str]] = (
    "Names",
    (styles.PERSON, "Petra Holm", "a person"),
    (styles.ORGANISATION, "Harbour Board", "an organisation"),
    (styles.GROUP, "Norwegians", "a people, party or faith"),
    (styles.PLACE, "Skarvik", "a place, building or site"),
    (styles.THING, "Harbour Act", "an event, law, work, product"),
    "Quotations",
    (styles.SPOKEN, "“We decide.”", "in the speaker's words"),
    (styles.MIXED, "that it “burned”", "partly in the speaker's words"),
    (styles.REPORTED, "that it burned", "in the writer's words"),
    (styles.SCARE, "“so-called”", "scare quotes, no quotation"),
    "Dates",
    (styles.EVENT, "on Friday", "the date of an event"),
    (styles.TIME, "for a year", "any other date or duration"),
    "Your notes",
    (styles.NOTED, "ninety stalls", "a note or highlight"),
    (styles.CHECKED, "", "a note: checked"),
    (styles.DISPUTED, "", "a note: disputed"),
    (styles.TO_VERIFY, "", "a note: to verify"),
    (styles.STARRED, "", "a note with a star"),
    "Cursor and selection",
    (styles.CURSOR, "The council voted.", "the cursor's sentence"),
    (styles.CHOSEN, "Petra Holm", "the chosen finding"),
    (styles.RELATED, "the mayor", "related to it"),
    (styles.SELECTED, "said the mayor", "the selection"),
    (styles.MATCH, "council", "search matches"),
    (styles.FOUND, "council", "the current match"),
    (styles.DIMMED, "It rained.", "hidden by the speaker filter"),
)  # fmt: skip
_MARKS = {
    **QUOTATION_MARKS,
    **NOTE_MARKS,
    styles.NOTED: NOTE_MARK,
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
        self._lines: list[str | tuple[int, str, str]] = []
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
            look, sample, meaning = line
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

    BINDING_GROUP_TITLE = "Legend"
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
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,M,enter", "leave", "Close", id="legend.leave",
                tooltip="Close the legend"),
        Binding("j,down,space", "scroll(1)", "Down", show=False, id="legend.down",
                tooltip="Scroll down"),
        Binding("k,up", "scroll(-1)", "Up", show=False, id="legend.up",
                tooltip="Scroll up"),
    ]  # fmt: skip

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
