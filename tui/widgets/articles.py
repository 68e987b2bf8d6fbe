"""The store's articles as rows of a list, fetched a window at a time."""

from collections.abc import Sequence

from textual.cache import LRUCache
from textual.content import Content

from db import ArticleRow, Store, StoreError
from db.records import Order
from tui.safe import safe
from tui.widgets.row_source import RowSource
from tui.wording import counted, headline, place, short_day

WINDOW = 100  # articles fetched at a time
_STATES = {"unread": "●", "reading": "◐", "read": " "}


class Articles(RowSource):
    """The articles that match `words` in `order`; two lines for each.

    Only the windows that were looked at are held, so that the length of the list costs nothing.
    """

    lines = 2

    def __init__(self, store: Store, words: str, order: Order) -> None:
        """Ask the store for the count and the first window. Raises `StoreError`."""
        self.words = words
        self.order = order
        self._store = store
        self._windows: LRUCache[int, list[ArticleRow]] = LRUCache(20)
        self._count = store.count(words)
        self._window(0)

    def count(self) -> int:
        """How many articles match."""
        return self._count

    def article(self, index: int) -> ArticleRow | None:
        """The article of a row, None where it went from the store or the store is held."""
        if not 0 <= index < self._count:
            return None
        try:
            window = self._window(index // WINDOW)
        except StoreError:  # as when another program holds the store: asked again when next drawn
            return None
        return window[index % WINDOW] if index % WINDOW < len(window) else None

    def index(self, article: int) -> int | None:
        """The row of an article, where it is in a window held."""
        for number in list(self._windows.keys()):
            for at, row in enumerate(self._window(number)):
                if row.id == article:
                    return number * WINDOW + at
        return None

    def _window(self, number: int) -> list[ArticleRow]:
        window = self._windows.get(number)
        if window is None:
            window = self._store.articles(
                self.words, order=self.order, limit=WINDOW, offset=number * WINDOW
            )
            self._windows[number] = window
        return window

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Read or not, and title; below, date, where it is from, what is in it, and its tags."""
        row = self.article(index)
        if row is None:
            return [Content("…")]
        title = headline(row)
        return _title_line(row, title, width), _detail_line(row, width)


def _title_line(row: ArticleRow, title: str, width: int) -> Content:
    star = Content.styled(" ★", ".rows--star") if row.starred else Content("")
    weight = "" if row.state == "read" else ".rows--strong"
    name = Content.styled(title, weight)
    name = name.truncate(max(8, width - 2 - star.cell_length), ellipsis=True)
    return Content.assemble((f"{_STATES[row.state]} ", ".rows--accent"), name, star)


def _detail_line(row: ArticleRow, width: int) -> Content:
    found = ((row.quotations, "quotation"), (row.events, "event"), (row.notes, "note"))
    said = [safe(place(row)), *(counted(number, noun) for number, noun in found if number)]
    line = Content.styled(
        f"  {short_day(row.published):>11}  " + " · ".join(part for part in said if part),
        ".rows--muted",
    )
    tags = " ".join(f"#{safe(tag)}" for tag in row.tags)
    if not tags:
        return line
    return Content.assemble(
        line.truncate(max(8, width - 12), ellipsis=True), "  ", (tags, ".rows--accent")
    )
