"""The passages behind a number of another screen; Enter opens the article at one."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from tui.actions import load_bindings
from tui.display_text import format_count
from tui.screens.app_screen import AppScreen
from tui.strings.comparison_text import ComparisonText
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.passage_rows import ListedPassage, list_passages
from tui.widgets.virtual_list import VirtualList


class PassagesScreen(AppScreen):
    """A list of passages of one or several articles."""

    BINDING_GROUP_TITLE = ComparisonText.PASSAGES
    AUTO_FOCUS = "#passages"
    DEFAULT_CSS = """
    PassagesScreen > #passages { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS = load_bindings("passages")

    def __init__(self, title: str, passages: Sequence[ListedPassage]) -> None:
        """Create the screen of passages, with the label of what they belong to."""
        super().__init__()
        self._title = title
        self._passages = passages

    def compose(self) -> ComposeResult:
        """Compose the list between the header and the footer."""
        yield Header(self._title, format_count(len(self._passages), "passage"))
        yield VirtualList(id="passages", empty=ComparisonText.NO_PASSAGES)
        yield Footer()

    def on_mount(self) -> None:
        """Show the passages."""
        self.query_one(VirtualList).show(list_passages(self._passages))

    @on(VirtualList.RowSelected)
    def _chosen(self, message: VirtualList.RowSelected) -> None:
        message.stop()
        passage: ListedPassage | None = message.rows.source.item(message.index)
        if passage is None:
            return
        if passage.article is None:
            self.context.show_message(ComparisonText.EARLIER_VERSION)
        else:
            self.context.open_article(passage.article, passage.start, passage.end)
