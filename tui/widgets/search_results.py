"""Search results as rows of a list, read from the store one window at a time."""

from collections.abc import Sequence

from textual.cache import LRUCache
from textual.content import Content

from db import Hit, StoreError
from db.search.engine import Archive
from db.search.executor import Found
from db.search.sql import SearchOrder
from tui.formatting import short_day
from tui.sanitize import safe
from tui.widgets.row_source import RowSource

WINDOW = 25  # results read at a time: one screen
_KINDS = {"article": "¶", "quotation": "“", "event": "◷", "note": "✎"}
_WHERE = 0.4  # the largest part of a row's width for the site and the date
_BEFORE = 3  # the first match is shown within the first third of a snippet's width


class Hits(RowSource):
    """Two lines for each result: its article, and a snippet around the match."""

    lines = 2

    def __init__(
        self, archive: Archive, query: str, order: SearchOrder, found: Sequence[Found]
    ) -> None:
        """List the results `found` for a query, in their order. Raises `StoreError`."""
        self.query = query
        self.order = order
        self.found = found
        self._archive = archive
        self._windows: LRUCache[int, list[Hit | None]] = LRUCache(20)
        if found:
            self._window(0)

    def count(self) -> int:
        """Return the number of results."""
        return len(self.found)

    def index(self, found: Found) -> int | None:
        """Return the row of a result by its kind and id; its date may have changed."""
        same = (at for at, hit in enumerate(self.found)
                if (hit.kind, hit.id) == (found.kind, found.id))  # fmt: skip
        return next(same, None)

    def hit(self, index: int) -> Hit | None:
        """Return a result; None if it was deleted or another program has locked the store."""
        if not 0 <= index < len(self.found):
            return None
        try:
            return self._window(index // WINDOW)[index % WINDOW]
        except StoreError:  # queried again at the next drawing
            return None

    def _window(self, number: int) -> list[Hit | None]:
        window = self._windows.get(number)
        if window is None:
            found = self.found[number * WINDOW : (number + 1) * WINDOW]
            window = self._archive.show(self.query, self.order, found)
            self._windows[number] = window
        return window

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return two lines: kind, title, site and date; then the snippet with its matches."""
        hit = self.hit(index)
        if hit is None:
            return [Content("…")]
        day = short_day(hit.published) if hit.published else ""
        where = " · ".join(part for part in (safe(hit.site), day) if part)
        if len(where) > width * _WHERE:  # the title needs the room
            where = day
        right = Content.styled(where, ".rows--muted").truncate(width // 2, ellipsis=True)
        room = max(8, width - 2 - right.cell_length - 2)
        title = Content.styled(safe(hit.title), ".rows--strong")
        left = Content.assemble(
            (f"{_KINDS[hit.kind]} ", ".rows--accent"), title.truncate(room, ellipsis=True)
        )
        gap = max(1, width - left.cell_length - right.cell_length)
        return Content.assemble(left, " " * gap, right), _snippet(hit, width)


def _snippet(hit: Hit, width: int) -> Content:
    """Return the snippet, cut at its start so that the first match is visible."""
    line = Content("").join(
        Content.styled(safe(text), ".rows--match" if found else ".rows--muted")
        for text, found in hit.snippet
    )
    before = 0
    for text, found in hit.snippet:
        if found:
            break
        before += len(text)
    skip = before - width // _BEFORE
    if before < line.cell_length and skip > 0 and line.cell_length > width:
        space = line.plain.find(" ", skip, before)
        line = Content.assemble(("… ", ".rows--muted"), line[(space + 1 if space > 0 else skip) :])
    day = Content("")
    if hit.kind == "event" and hit.day is not None:
        day = Content.styled(f"{short_day(hit.day)}  ", ".rows--accent")
    return Content.assemble("  ", day, line)
