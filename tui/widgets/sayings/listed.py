"""Sayings as rows of a list: how many articles have the words, since when, and what they are."""

from collections.abc import Sequence

from textual.content import Content

from db import Store
from db.sayings.records import SayingOrder, SayingRow
from tui.safe import safe
from tui.widgets.panes.lines import apart, lines_of
from tui.widgets.row_source import RowSource
from tui.widgets.windows import Windows
from tui.wording import counted, days

_LINES = 2  # of the words


class SayingRows(RowSource):
    """All sayings in an order, or those with the ids `chosen`; fetched a window at a time."""

    lines = 2 + _LINES

    def __init__(
        self, store: Store, order: SayingOrder, chosen: Sequence[int] | None = None
    ) -> None:
        """Ask the store for the count and the first window. Raises `StoreError`."""
        sayings = store.sayings

        def fetch(limit: int, offset: int) -> list[SayingRow]:
            if chosen is None:
                return sayings.window(order, limit=limit, offset=offset)
            return sayings.rows(chosen[offset : offset + limit])

        self._windows = Windows(fetch, sayings.count() if chosen is None else len(chosen))

    def count(self) -> int:
        """How many sayings are listed."""
        return self._windows.count

    def saying(self, index: int) -> SayingRow | None:
        """The saying of a row; None where it is gone, or the store is held."""
        return self._windows.at(index)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Who said it and in how many articles; the words; a blank line."""
        row = self.saying(index)
        if row is None:
            return [Content("…")]
        who = Content.styled(safe(row.speaker) or "nobody named", ".rows--strong")
        many = counted(row.articles, "article")
        when = days(row.first_day, row.last_day) if row.first_day else "no date"
        facts = Content.styled(f"{many} · {when}" if width > 60 else many, ".rows--muted")
        said = lines_of(row.content, width - 2, _LINES)
        return [apart(who, facts, width), *(Content(f"  {line}") for line in said)]
