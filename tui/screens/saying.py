"""One repeated quotation: its occurrences by date, with the differences in wording."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from db import NotFound, StoreError
from tui.formatting import counted
from tui.screens.base import FrameScreen
from tui.widgets.footer import KeyLine
from tui.widgets.header import Masthead
from tui.widgets.row_source import NoRows
from tui.widgets.tellings import Tellings
from tui.widgets.virtual_list import Rows


class SayingScreen(FrameScreen):
    """The occurrences of a quotation; Enter opens the article at the quotation."""

    BINDING_GROUP_TITLE = "Occurrences"
    AUTO_FOCUS = "#tellings"
    DEFAULT_CSS = """
    SayingScreen > #tellings { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "compare", "Compare", id="saying.compare",
                tooltip="Compare all occurrences with this one"),
        Binding("d", "differences", "Differences", id="saying.differences",
                tooltip="Show or hide the differences"),
        Binding("escape", "app.back", "Close", show=False, id="saying.leave",
                tooltip="Back to the previous screen"),
    ]  # fmt: skip

    def __init__(self, group: int, article: int | None = None) -> None:
        """Create the screen with the cursor on the occurrence in `article`."""
        super().__init__()
        self._group = group
        self._article = article

    def compose(self) -> ComposeResult:
        """Compose the occurrences between the header and the footer."""
        yield Masthead("Occurrences")
        yield Rows(id="tellings")
        yield KeyLine()

    def on_mount(self) -> None:
        """Load the occurrences, now and whenever the store changes."""
        self._load()
        self.record.store_changed.subscribe(self, lambda _: self._load())

    @property
    def _rows(self) -> Rows:
        return self.query_one("#tellings", Rows)

    @property
    def _occurrences(self) -> Tellings | None:
        source = self._rows.source
        return source if isinstance(source, Tellings) else None

    def _load(self) -> None:
        try:
            group = self.record.store.sayings.saying(self._group)
        except NotFound:  # a new analysis of the article no longer has the quotation
            self._rows.empty = "This quotation is no longer repeated in another article."
            self._rows.show(NoRows())
            return
        except StoreError as error:
            self.record.say(str(error), severity="error")
            return
        before = self._occurrences
        articles = [occurrence.article for occurrence in group.tellings]
        at = max(self._rows.cursor, 0) if before else 0
        if before is None and self._article in articles:
            at = articles.index(self._article)
        shown = Tellings(group, marked=before.marked if before else True)
        self._show(shown, at)

    def _show(self, occurrences: Tellings, cursor: int) -> None:
        self._rows.show(occurrences, cursor)
        header = self.query_one(Masthead)
        header.title = f"in {counted(occurrences.saying.articles, 'article')}"
        legend = "‹struck›: cut · underlined: new"
        header.detail = legend if occurrences.marked else "differences hidden"

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        if self._occurrences:
            occurrence = self._occurrences.compared[message.index].telling
            if occurrence.spans:
                start, end = occurrence.spans[0][0], occurrence.spans[-1][1]
                self.record.open_article(occurrence.article, start, end)

    def action_compare(self) -> None:
        """Compare all occurrences with the one under the cursor."""
        occurrences, cursor = self._occurrences, self._rows.cursor
        if occurrences and cursor >= 0:
            self._show(Tellings(occurrences.saying, cursor), cursor)

    def action_differences(self) -> None:
        """Show or hide the differences."""
        if occurrences := self._occurrences:
            shown = Tellings(occurrences.saying, occurrences.base, marked=not occurrences.marked)
            self._show(shown, self._rows.cursor)
