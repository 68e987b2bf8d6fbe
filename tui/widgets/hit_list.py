"""The list of a search's results, in which the hits in one article are a row that opens."""

from textual import on

from tui.actions import load_bindings
from tui.strings.search_text import SearchText
from tui.widgets.article_list import ArticleList
from tui.widgets.hit_groups import HitGroups
from tui.widgets.row_source import RowSource
from tui.widgets.virtual_list import VirtualList


class HitList(ArticleList):
    """A list of hits. Enter opens the article at the hit; another key lists the hits in it."""

    BINDING_GROUP_TITLE = SearchText.HITS
    BINDINGS = load_bindings("hits")

    def keep_opened(self, rows: RowSource) -> None:
        """Open those groups of other rows that are open now."""
        if isinstance(rows, HitGroups) and isinstance(self.source, HitGroups):
            rows.open_groups(self.source.opened)

    def count_hidden(self, index: int) -> int:
        """Return the number of hits that a closed row does not show."""
        return self.source.count_hidden(index) if isinstance(self.source, HitGroups) else 0

    def action_open_group(self) -> None:
        """Show the hits in the article at the cursor below each other."""
        self._open(self.cursor)

    def action_close_group(self) -> None:
        """Show the hits in the article at the cursor as one row."""
        self._close(self.cursor)

    @on(VirtualList.FoldToggled)
    def _fold_clicked(self, message: VirtualList.FoldToggled) -> None:
        message.stop()
        if not self._open(message.index):
            self._close(message.index)

    def _open(self, index: int) -> bool:
        is_opened = isinstance(self.source, HitGroups) and self.source.open_group(index)
        if is_opened:
            self.update(index)
        return is_opened

    def _close(self, index: int) -> None:
        first = self.source.close_group(index) if isinstance(self.source, HitGroups) else None
        if first is not None:
            self.update(first)
