"""Search results as rows of a list, read from the store one window at a time.

The facets of a search's results as rows; selecting a row filters the search.
"""

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct
from textual.cache import LRUCache
from textual.content import Content

from analysis.date_format import format_period, format_published
from db import SearchHit, StoreError
from db.search.closest import NO_CLOSEST, ClosestResult
from db.search.engine import SearchEngine
from db.search.executor import HitRef
from db.search.facets import Facet, Facets
from db.search.filters import format_term, has_term
from db.search.sql import SearchOrder
from tui.display_text import format_overlap
from tui.sanitize import safe
from tui.strings import PaneText, SearchText
from tui.widgets.article_list import ArticleRowKey, ArticleSource
from tui.widgets.row_source import RowSource

WINDOW = 25  # results read at a time: one screen
_KINDS = {"article": "¶", "quotation": "“", "event": "◷", "note": "✎"}
_WHERE = 0.4  # the largest part of a row's width for the site and the date
_BEFORE = 3  # the first match is shown within the first third of a snippet's width


class SearchHitRows(ArticleSource):
    """Two lines for each result: its article, and a snippet around the match.

    Closest results are below a heading, and have a third line with the words of the query that they
    have and lack. Their `query` has these words as alternatives, to find them in a text. Similar
    results and results by meaning have a third line too, but no heading.
    """

    lines = 2

    def __init__(
        self,
        archive: SearchEngine,
        query: str,
        order: SearchOrder,
        found: Sequence[HitRef],
        closest: ClosestResult = NO_CLOSEST,
        *,
        is_meaning: bool = False,
    ) -> None:
        """List the results `found` for a query, else the closest ones. Raises `StoreError`.

        With `is_meaning`, they are the results of a search by meaning.
        """
        self.query = query
        self.order = order
        self.exact = found
        self._archive = archive
        self._windows: LRUCache[int, list[SearchHit | None]] = LRUCache(20)
        self._closest = closest
        self._headings = int(bool(closest.hits) and closest.match == "closest")
        self._closest_hits = archive.load_closest(closest) if closest.hits else []
        if is_meaning:
            self.lines = 3
        if closest.hits:
            self.has_equal_heights = False
            self.query, self.order = closest.query, "rank"
        elif found:
            self._window(0)

    def count(self) -> int:
        """Return the number of rows: results, and the heading of closest ones."""
        return len(self.exact) or len(self._closest.hits) + self._headings

    is_filtered = True

    def count_markable(self) -> int:
        """Return the number of results."""
        return self.count() - self._headings

    def key(self, index: int) -> ArticleRowKey | None:
        """Return the article of a result, its kind, and its number there."""
        found = self.found(index)
        return (found.article, found.kind, found.number) if found else None

    def is_heading(self, index: int) -> bool:
        """Return whether the row is the heading of the closest results."""
        return index < self._headings

    def height(self, index: int, width: int) -> int:
        """Return 1 for the heading, else 3: closest results have a line with their words."""
        del width
        return 1 if self.is_heading(index) else 3

    def found(self, index: int) -> HitRef | None:
        """Return the result of a row; None for the heading and outside the list."""
        if not 0 <= index < self.count() or self.is_heading(index):
            return None
        if self._closest.hits:
            return self._closest.hits[index - self._headings].hit
        return self.exact[index]

    def index(self, found: HitRef) -> int | None:
        """Return the row of a result by its kind and id; its date may have changed."""
        rows = (self.found(index) for index in range(self.count()))
        same = (at for at, hit in enumerate(rows)
                if hit and (hit.kind, hit.id) == (found.kind, found.id))  # fmt: skip
        return next(same, None)

    def hit(self, index: int) -> SearchHit | None:
        """Return a result; None if it was deleted or another program has locked the store."""
        if self.found(index) is None:
            return None
        if self._closest.hits:
            return self._closest_hits[index - self._headings]
        try:
            return self._window(index // WINDOW)[index % WINDOW]
        except StoreError:  # queried again at the next drawing
            return None

    def _window(self, number: int) -> list[SearchHit | None]:
        window = self._windows.get(number)
        if window is None:
            found = self.exact[number * WINDOW : (number + 1) * WINDOW]
            window = self._archive.load_hits(self.query, self.order, found)
            self._windows[number] = window
        return window

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return two lines: kind, title, site and date; then the snippet with its matches."""
        if self.is_heading(index):
            return [Content(SearchText.CLOSEST)]
        hit = self.hit(index)
        if hit is None:
            return [Content("…")]
        day = format_published(hit.published, hit.published_from) if hit.published else ""
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
        lines = [Content.assemble(left, " " * gap, right), _snippet(hit, width)]
        if hit.match != "exact":
            lines.append(Content.styled(f"  {safe(format_overlap(hit))}", ".rows--muted"))
        return lines


def _snippet(hit: SearchHit, width: int) -> Content:
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
        date = format_period(hit.day, hit.last_day, hit.precision, short=True)
        if hit.is_reported:
            date = f"◇ {PaneText.REPORTED.format(date=date)}"
        day = Content.styled(f"{date}  ", ".rows--accent")
    return Content.assemble("  ", day, line)


_MOST_MONTHS = 24  # above this number, months are summed up to years
_MOST = 12  # values of a facet, the most frequent
_BAR = "▏▎▍▌▋▊▉█"


class FacetRow(Struct, frozen=True):
    """A value of a facet with its query condition; a heading has no condition."""

    name: str
    condition: str = ""
    articles: int = 0
    largest: int = 0
    """The largest count of the facet, where rows are shown as bars; else 0."""


class FacetRows(RowSource):
    """Headings with facet values below them: periods with bars, all with their article counts."""

    def __init__(self, facets: Facets, query: str) -> None:
        """List the facets of a query's results; conditions already in the query are marked."""
        self._rows = list(_rows(facets))
        self._query = query

    def count(self) -> int:
        """Return the number of rows, headings included."""
        return len(self._rows)

    def is_heading(self, index: int) -> bool:
        """Return whether a row is the heading of a facet."""
        return not self._rows[index].condition

    def condition(self, index: int) -> str:
        """Return the condition that a row adds to the query; empty for a heading."""
        return self._rows[index].condition if 0 <= index < len(self._rows) else ""

    def index(self, condition: str) -> int | None:
        """Return the row of a condition."""
        found = (at for at, row in enumerate(self._rows) if row.condition == condition)
        return next(found, None)

    def row(self, index: int, width: int) -> Sequence[Content]:
        """Return the value, a check mark if it is a filter, its bar, and its article count."""
        row = self._rows[index]
        if not row.condition:
            return [Content(row.name)]
        number = Content.styled(f"{row.articles:,}", ".rows--muted")
        chosen = has_term(self._query, row.condition)
        sign = Content.styled("✓ " if chosen else "", ".rows--accent")
        room = max(4, width - number.cell_length - sign.cell_length - 1)
        name = Content.styled(safe(row.name), ".rows--strong" if chosen else "")
        if row.largest:
            bar = _bar(row.articles / row.largest, max(1, room - name.cell_length - 1))
            name = Content.assemble(name, " ", (bar, ".rows--accent"))
        name = name.truncate(room, ellipsis=True)
        gap = max(1, width - sign.cell_length - name.cell_length - number.cell_length)
        return [Content.assemble(sign, name, " " * gap, number)]


def _rows(facets: Facets) -> list[FacetRow]:
    rows: list[FacetRow] = []
    if facets.months:
        times = facets.months if len(facets.months) <= _MOST_MONTHS else _years(facets.months)
        most = max(facet.articles for facet in times)
        rows.append(FacetRow(SearchText.FACETS["published"]))
        rows += [FacetRow(t.value, format_term("on", t.value), t.articles, most) for t in times]
    for field, values in (
        ("source", facets.sources),
        ("speaker", facets.speakers),
        ("entity", facets.entities),
    ):
        if values:
            rows.append(FacetRow(SearchText.FACETS[field]))
            rows += [
                FacetRow(v.value, format_term(field, v.value), v.articles) for v in values[:_MOST]
            ]
    return rows


def _years(months: Sequence[Facet]) -> list[Facet]:
    """Return the years of months in order; one that is among the months has their sum already."""
    years = []
    for year, found in groupby(months, key=lambda month: month.value[:4]):
        first, *rest = found
        is_sum = first.value == year
        articles = first.articles if is_sum else sum(month.articles for month in (first, *rest))
        years.append(Facet(year, articles))
    return years


def _bar(part: float, width: int) -> str:
    """Draw a bar that fills a part of the width, at least an eighth of a cell long."""
    eighths = max(1, round(part * width * 8))
    return "█" * (eighths // 8) + (_BAR[eighths % 8 - 1] if eighths % 8 else "")
