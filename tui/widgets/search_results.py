"""Search results as rows of a list, read from the store one window at a time.

The facets of a search's results as rows; selecting a row filters the search.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct
from textual.content import Content

from analysis.date_format import format_period, format_published
from db import SearchHit
from db.search.closest import ClosestResult
from db.search.engine import SearchEngine
from db.search.executor import HitRef
from db.search.facets import Facet, Facets
from db.search.filters import format_term, has_term
from db.search.sql import SearchOrder
from tui.display_text import format_overlap
from tui.sanitize import safe
from tui.strings.pane_text import PaneText
from tui.strings.search_text import SearchText
from tui.widgets.hit_groups import HitGroups
from tui.widgets.row_marks import ArticleRowKey
from tui.widgets.row_source import Heading, ListSource, PagedSource, RowSource

WINDOW = 25  # results read at a time: one screen
_KINDS = {"article": "¶", "quotation": "“", "event": "◷", "note": "✎"}
_WHERE = 0.4  # the largest part of a row's width for the site and the date
_BEFORE = 3  # the first match is shown within the first third of a snippet's width


ListedHit = tuple[HitRef, SearchHit | None]
"""A result, and what is shown of it; None if it was deleted meanwhile."""


class HitListing(NamedTuple):
    """The results of a query, else the closest ones.

    For closest results, `query` has their words as alternatives, to find them in a text.
    """

    rows: RowSource
    query: str
    order: SearchOrder
    exact: Sequence[HitRef]


def list_hits(
    archive: SearchEngine,
    query: str,
    order: SearchOrder,
    found: Sequence[HitRef],
    *,
    is_meaning: bool = False,
    seen: int | None = None,
) -> HitListing:
    """List the results `found` for a query, those in one article as one row. Raises StoreError.

    With `is_meaning`, they are the results of a search by meaning. Those in articles with an id
    above `seen` are marked as new.
    """

    def load(hits: Sequence[HitRef]) -> Iterable[ListedHit]:
        return zip(hits, archive.load_hits(query, order, hits), strict=True)

    rows = PagedSource[HitRef, ListedHit](
        lambda: found,
        load,
        _draw_hit,
        key_of=itemgetter(0),
        to_row_key=hit_key,
        size=WINDOW,
        lines=3 if is_meaning else 2,
        is_filtered=True,
    )
    return HitListing(HitGroups(rows, found, seen=seen), query, order, found)


def list_closest(archive: SearchEngine, closest: ClosestResult) -> HitListing:
    """List the results closest to a query without results, or similar to an item.

    Closest results are below a heading. All have a third line with the words that they have in
    common with the query. Raises StoreError.
    """
    is_headed = bool(closest.hits) and closest.match == "closest"
    items: list[ListedHit | Heading] = [Heading(SearchText.CLOSEST)] if is_headed else []
    items += _load_closest(archive, closest)
    rows = ListSource(
        items,
        _draw_hit,
        key=lambda listed: hit_key(listed[0]),
        lines=3,
        is_markable=True,
        is_filtered=True,
    )
    return HitListing(rows, closest.query, "rank", ())


def list_answers(
    archive: SearchEngine,
    query: str,
    found: Sequence[HitRef],
    statements: ClosestResult,
    closest: ClosestResult,
    *,
    heading: str = "",
    seen: int | None = None,
) -> HitListing:
    """List the statements that a request asks for, its results, and below a heading the closest.

    The results in one article are one row, except for these statements. `heading` is that of the
    closest, if it is not the usual one. Raises StoreError.
    """
    items: list[ListedHit | Heading] = []
    items += _load_closest(archive, statements)
    items += zip(found, archive.load_hits(query, "rank", found), strict=True)
    if closest.hits:
        usual = SearchText.CLOSEST_BELOW if items else SearchText.CLOSEST
        items.append(Heading(heading or usual))
        items += _load_closest(archive, closest)
    rows = ListSource(
        items,
        _draw_hit,
        key=lambda listed: hit_key(listed[0]),
        lines=3,
        is_markable=True,
        is_filtered=True,
    )
    listed = [each.hit for each in statements.hits if each.match == "exact"]
    references = [None if isinstance(item, Heading) else item[0] for item in items]
    groups = HitGroups(rows, references, ungrouped=len(statements.hits), seen=seen)
    return HitListing(groups, query, "rank", (*listed, *found))


def _load_closest(archive: SearchEngine, result: ClosestResult) -> list[ListedHit]:
    return list(zip((each.hit for each in result.hits), archive.load_closest(result), strict=True))


def hit_key(found: HitRef) -> ArticleRowKey:
    """Return the key of a result: its article, its kind, and its number there."""
    return found.article, found.kind, found.number


def _draw_hit(listed: ListedHit, width: int) -> Sequence[Content]:
    """Return two lines: kind, title, site and date; then the snippet with its matches.

    Results that are not exact have a third line with the words of the query that they have and
    lack.
    """
    _, hit = listed
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
    """A value of a facet with its query condition."""

    name: str
    condition: str
    articles: int = 0
    largest: int = 0
    """The largest count of the facet, where rows are shown as bars; else 0."""


def list_facets(facets: Facets, query: str) -> ListSource[FacetRow]:
    """List the facets of a query's results; conditions already in the query are marked."""
    draw = partial(_draw_facet, query=query)
    return ListSource(list(_facet_rows(facets)), draw, key=lambda row: row.condition)


def _draw_facet(row: FacetRow, width: int, *, query: str) -> Sequence[Content]:
    """Return the value, a check mark if it is a filter, its bar, and its article count."""
    number = Content.styled(f"{row.articles:,}", ".rows--muted")
    chosen = has_term(query, row.condition)
    sign = Content.styled("✓ " if chosen else "", ".rows--accent")
    room = max(4, width - number.cell_length - sign.cell_length - 1)
    name = Content.styled(safe(row.name), ".rows--strong" if chosen else "")
    if row.largest:
        bar = _bar(row.articles / row.largest, max(1, room - name.cell_length - 1))
        name = Content.assemble(name, " ", (bar, ".rows--accent"))
    name = name.truncate(room, ellipsis=True)
    gap = max(1, width - sign.cell_length - name.cell_length - number.cell_length)
    return [Content.assemble(sign, name, " " * gap, number)]


def _facet_rows(facets: Facets) -> Iterator[FacetRow | Heading]:
    """Yield headings with the values of a facet below them: first the periods, with bars."""
    if facets.months:
        times = facets.months if len(facets.months) <= _MOST_MONTHS else _years(facets.months)
        most = max(facet.articles for facet in times)
        yield Heading(SearchText.FACETS["published"], 0)
        for time in times:
            yield FacetRow(time.value, format_term("on", time.value), time.articles, most)
    for field, values in (
        ("source", facets.sources),
        ("speaker", facets.speakers),
        ("entity", facets.entities),
    ):
        if values:
            yield Heading(SearchText.FACETS[field], 0)
        for value in values[:_MOST]:
            yield FacetRow(value.value, format_term(field, value.value), value.articles)


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
