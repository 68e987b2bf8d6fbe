"""Quote groups as rows of a list: speaker, number of articles, dates and content."""

from collections.abc import Sequence

from textual.content import Content

from db import Store
from db.quote_groups.models import SayingOrder, SayingRow
from tui.formatting import counted, days
from tui.sanitize import safe
from tui.widgets.panes.lines import apart, lines_of
from tui.widgets.panes.quotes import UNNAMED
from tui.widgets.row_source import RowSource
from tui.widgets.windows import Windows

_LINES = 2  # of the content


class SayingRows(RowSource):
    """All quote groups in an order, or those with the ids `chosen`, fetched by window."""

    lines = 2 + _LINES

    def __init__(
        self, store: Store, order: SayingOrder, chosen: Sequence[int] | None = None
    ) -> None:
        """Query the store for the count and the first window. Raises `StoreError`."""
        sayings = store.sayings

        def fetch(limit: int, offset: int) -> list[SayingRow]:
            if chosen is None:
                return sayings.window(order, limit=limit, offset=offset)
            return sayings.rows(chosen[offset : offset + limit])

        self._windows = Windows(fetch, sayings.count() if chosen is None else len(chosen))

    def count(self) -> int:
        """Return the number of listed quote groups."""
        return self._windows.count

    def saying(self, index: int) -> SayingRow | None:
        """Return the quote group of a row; None if it was deleted or the store is locked."""
        return self._windows.at(index)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the speaker and number of articles, the content, and a blank line."""
        row = self.saying(index)
        if row is None:
            return [Content("…")]
        speaker = Content.styled(safe(row.speaker) or UNNAMED, ".rows--strong")
        articles = counted(row.articles, "article")
        when = days(row.first_day, row.last_day) if row.first_day else "no date"
        details = Content.styled(f"{articles} · {when}" if width > 60 else articles, ".rows--muted")
        lines = lines_of(row.content, width - 2, _LINES)
        return [apart(speaker, details, width), *(Content(f"  {line}") for line in lines)]
