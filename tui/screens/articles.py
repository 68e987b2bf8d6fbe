"""The store's articles as rows of a list, fetched one window at a time."""

from collections.abc import Sequence

from textual.content import Content

from db import ArticleRow, Store
from db.models import Order
from tui.formatting import ANALYSIS_STATES, counted, headline, place, short_day
from tui.sanitize import safe
from tui.widgets.row_source import RowSource
from tui.widgets.windows import Windows

_STATES = {"unread": "●", "reading": "◐", "read": " "}


class Articles(RowSource):
    """The articles that match `words`, in `order`; two lines for each.

    Only the windows that were shown are cached, so the length of the list costs nothing.
    """

    lines = 2

    def __init__(self, store: Store, words: str, order: Order) -> None:
        """Query the store for the count and the first window. Raises `StoreError`."""
        self.words = words
        self.order = order
        self._windows = Windows(
            lambda limit, offset: store.articles(words, order=order, limit=limit, offset=offset),
            store.count(words),
        )

    def count(self) -> int:
        """Return the number of matching articles."""
        return self._windows.count

    def article(self, index: int) -> ArticleRow | None:
        """Return the article of a row; None if it was deleted or the store is locked."""
        return self._windows.at(index)

    def index(self, article: int) -> int | None:
        """Return the row of an article if it is in a cached window."""
        return next((at for at, row in self._windows.held() if row.id == article), None)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return two lines: reading state and title; then date, source, counts and tags."""
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
    counts = ((row.quotations, "quotation"), (row.events, "event"), (row.notes, "note"))
    details = [safe(place(row))]
    if row.analysis_state != "complete":
        details.append(ANALYSIS_STATES[row.analysis_state])
    details += (counted(number, noun) for number, noun in counts if number)
    if row.copies:
        details.append(counted(row.copies, "near copy", "near copies"))
    line = Content.styled(
        f"  {short_day(row.published):>11}  " + " · ".join(part for part in details if part),
        ".rows--muted",
    )
    tags = " ".join(f"#{safe(tag)}" for tag in row.tags)
    if not tags:
        return line
    return Content.assemble(
        line.truncate(max(8, width - 12), ellipsis=True), "  ", (tags, ".rows--accent")
    )
