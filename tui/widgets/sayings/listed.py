"""Sayings as rows of a list: how many articles have the words, since when, and what they are."""

from collections.abc import Sequence

from textual.cache import LRUCache
from textual.content import Content

from db import Store, StoreError
from db.sayings.records import SayingOrder, SayingRow
from tui.safe import safe
from tui.widgets.panes.lines import apart, lines_of
from tui.widgets.row_source import RowSource
from tui.wording import counted, days

WINDOW = 100  # sayings fetched at a time
_LINES = 2  # of the words


class SayingRows(RowSource):
    """All sayings in an order, or those with the ids `chosen`; fetched a window at a time."""

    lines = 2 + _LINES

    def __init__(
        self, store: Store, order: SayingOrder, chosen: Sequence[int] | None = None
    ) -> None:
        """Ask the store for the count and the first window. Raises `StoreError`."""
        self._store = store
        self._order = order
        self._chosen = chosen
        self._windows: LRUCache[int, list[SayingRow]] = LRUCache(20)
        self._count = store.sayings.count() if chosen is None else len(chosen)
        self._window(0)

    def count(self) -> int:
        """How many sayings are listed."""
        return self._count

    def saying(self, index: int) -> SayingRow | None:
        """The saying of a row; None where it is gone, or the store is held."""
        if not 0 <= index < self._count:
            return None
        try:
            window = self._window(index // WINDOW)
        except StoreError:  # asked again when next drawn
            return None
        return window[index % WINDOW] if index % WINDOW < len(window) else None

    def _window(self, number: int) -> list[SayingRow]:
        window = self._windows.get(number)
        if window is None:
            offset = number * WINDOW
            if self._chosen is None:
                window = self._store.sayings.window(self._order, limit=WINDOW, offset=offset)
            else:
                window = self._store.sayings.rows(self._chosen[offset : offset + WINDOW])
            self._windows[number] = window
        return window

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
