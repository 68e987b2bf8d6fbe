"""A saying: one quotation in several articles, by date, with what each made of the words."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from db import NotFound, StoreError
from tui.screens.frame import FrameScreen
from tui.widgets.keyline import KeyLine
from tui.widgets.masthead import Masthead
from tui.widgets.row_source import NoRows
from tui.widgets.rows import Rows
from tui.widgets.sayings.tellings import Tellings
from tui.wording import counted


class SayingScreen(FrameScreen):
    """The tellings of a saying; Enter opens the article at its quotation."""

    BINDING_GROUP_TITLE = "The same words"
    AUTO_FOCUS = "#tellings"
    DEFAULT_CSS = """
    SayingScreen > #tellings { height: 1fr; margin: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "compare", "Compare", id="saying.compare",
                tooltip="Compare all wordings with this one"),
        Binding("d", "differences", "Differences", id="saying.differences",
                tooltip="Mark what differs, or show the words as they stand"),
        Binding("escape", "app.back", "Leave", show=False, id="saying.leave",
                tooltip="Back to where you came from"),
    ]  # fmt: skip

    def __init__(self, saying: int, article: int | None = None) -> None:
        """A saying, with the cursor on what `article` made of it."""
        super().__init__()
        self._saying = saying
        self._article = article

    def compose(self) -> ComposeResult:
        """The tellings between the masthead and the keys."""
        yield Masthead("The same words")
        yield Rows(id="tellings")
        yield KeyLine()

    def on_mount(self) -> None:
        """Show the tellings, now and when the store changes."""
        self._load()
        self.record.store_changed.subscribe(self, lambda _: self._load())

    @property
    def _rows(self) -> Rows:
        return self.query_one("#tellings", Rows)

    @property
    def _tellings(self) -> Tellings | None:
        source = self._rows.source
        return source if isinstance(source, Tellings) else None

    def _load(self) -> None:
        try:
            saying = self.record.store.sayings.saying(self._saying)
        except NotFound:  # another analysis of the article has no such quotation
            self._rows.empty = "No other article has these words any more."
            self._rows.show(NoRows())
            return
        except StoreError as error:
            self.record.say(str(error), severity="error")
            return
        before = self._tellings
        articles = [telling.article for telling in saying.tellings]
        at = max(self._rows.cursor, 0) if before else 0
        if before is None and self._article in articles:
            at = articles.index(self._article)
        shown = Tellings(saying, marked=before.marked if before else True)
        self._show(shown, at)

    def _show(self, tellings: Tellings, cursor: int) -> None:
        self._rows.show(tellings, cursor)
        masthead = self.query_one(Masthead)
        masthead.title = f"in {counted(tellings.saying.articles, 'article')}"
        masthead.detail = "‹struck›: cut · underlined: new" if tellings.marked else "as they stand"

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        if self._tellings:
            telling = self._tellings.compared[message.index].telling
            if telling.spans:
                start, end = telling.spans[0][0], telling.spans[-1][1]
                self.record.open_article(telling.article, start, end)

    def action_compare(self) -> None:
        """Compare with the telling under the cursor."""
        tellings, cursor = self._tellings, self._rows.cursor
        if tellings and cursor >= 0:
            self._show(Tellings(tellings.saying, cursor), cursor)

    def action_differences(self) -> None:
        """Mark what differs, or not."""
        if tellings := self._tellings:
            shown = Tellings(tellings.saying, tellings.base, marked=not tellings.marked)
            self._show(shown, self._rows.cursor)
