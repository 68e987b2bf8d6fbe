"""The answer to a request of the search screen: its results, and how it is read."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from analysis.structs import replace
from db.search.chips import TOPIC, Chip, list_chips
from db.search.closest import NO_CLOSEST, ClosestHit, ClosestResult
from db.search.engine import SearchEngine, SearchResult
from db.search.relaxation import RelaxedQuery, relax_query
from db.search.sql import SearchOrder
from tui.display_text import describe_comparison, format_count
from tui.strings.search_text import SearchText
from tui.widgets.search_results import HitListing, list_answers, list_hits

if TYPE_CHECKING:
    from db.search.requests import RequestReading

PAGE_SIZE = 1_000  # results per request; more are loaded at the end of the list
NEXT_ORDER: dict[SearchOrder, SearchOrder] = {
    "newest": "rank", "rank": "date", "date": "oldest", "oldest": "rank"
}  # fmt: skip
_MOST_CLOSEST = 50
_FEW = 100  # results below which the closest are listed too


class SearchRequest(Struct, frozen=True, eq=False):
    """One search request.

    `focus_results` moves the focus to the results. `keep_cursor` keeps the list's cursor on its
    result, `marks_all` marks all results. `saved` is the name of the saved search that is opened.
    """

    query: str
    order: SearchOrder
    limit: int = PAGE_SIZE
    keep_cursor: bool = False
    focus_results: bool = False
    marks_all: bool = False
    saved: str = ""


class SearchAnswer(Struct, frozen=True):
    """The results of a request, and their list.

    `reading` is that of a request in the reader's own words. `relaxed` is the query of the closest
    results if the conditions of the request leave none.
    """

    listing: HitListing
    result: SearchResult
    reading: "RequestReading | None" = None
    relaxed: RelaxedQuery | None = None
    chips: tuple[Chip, ...] = ()
    """The chips of the query, with the full names of speakers."""
    without: tuple[Chip, ...] = ()
    """Those that are left out of the query of the closest results."""

    @property
    def message(self) -> str:
        """The message on how a request is read, and on what is left out of it."""
        if self.relaxed is None:
            return SearchText.READ_AS
        return SearchText.RELAXED_MESSAGE.format(names=self.relaxed.names)


def find_answer(
    archive: SearchEngine, request: SearchRequest, seen: int | None, cancelled: Callable[[], bool]
) -> SearchAnswer:
    """Find the results of a request; those in articles with an id above `seen` are new.

    Raises StoreError and Cancelled.
    """
    if request.focus_results and not request.saved:
        reading = archive.read_request(request.query)
        if reading is not None:
            return _answer_reading(archive, reading, cancelled)
    query, order = request.query, request.order
    answer = archive.execute(query, order, request.limit, cancelled=cancelled)
    if not answer.hits and request.focus_results:
        order = "newest"  # no whole words match: match the last one as a prefix
        answer = archive.execute(query, order, request.limit, cancelled=cancelled)
    listing = list_hits(
        archive, query, order, answer.hits, is_meaning=bool(answer.meaning), seen=seen
    )
    is_ranked = order == "rank" and len(answer.hits) < _FEW and answer.meaning is None
    if is_ranked or not answer.hits:
        ranked_by = request.order if request.focus_results else order
        closest = archive.execute_closest(
            query, ranked_by, _MOST_CLOSEST, exact=answer.hits, cancelled=cancelled
        )
        if closest.hits:
            listing = list_answers(archive, query, answer.hits, NO_CLOSEST, closest, seen=seen)
    listing.rows.is_partial = len(answer.hits) >= request.limit
    chips = list_conditions(query) if request.focus_results else ()
    return SearchAnswer(listing, answer, chips=archive.name_speakers(chips))


def describe_reading(archive: SearchEngine, request: SearchRequest) -> str:
    """Return how Enter reads a request that is typed, as chips; "" for a query. Raises StoreError.

    Speakers have the names that are typed.
    """
    reading = None if request.focus_results else archive.read_request(request.query)
    if reading is None:
        return ""
    chips = list_chips(reading.query, reading.kind)
    return " · ".join(chip.text for chip in chips) or reading.query


def _answer_reading(
    archive: SearchEngine, reading: "RequestReading", cancelled: Callable[[], bool]
) -> SearchAnswer:
    """Find the answers to a request in the reader's own words."""
    query, statements = reading.query, NO_CLOSEST
    if reading.kind == "quotation":
        statements = archive.execute_statements(reading, _MOST_CLOSEST, cancelled)
    listed = {found.hit for found in statements.hits}
    answer = archive.execute(query, "rank", _FEW, cancelled=cancelled)
    found = tuple(hit for hit in answer.hits if hit not in listed)
    closest = archive.execute_closest(
        reading.soft, "rank", _MOST_CLOSEST, exact=(*listed, *found), cancelled=cancelled
    )
    relaxed, heading = None, ""
    if not found and not any(each.match == "exact" for each in statements.hits):
        relaxed = relax_query(archive, query, cancelled)
    if relaxed is not None and not listed:
        heading = SearchText.RELAXED.format(names=relaxed.names)
        closest = _find_relaxed(archive, relaxed.query, cancelled)
    listing = list_answers(archive, query, found, statements, closest, heading=heading)
    chips = archive.name_speakers(list_chips(query, reading.kind))
    without = archive.name_speakers(relaxed.without) if relaxed is not None else ()
    return SearchAnswer(listing, answer, reading, relaxed, chips, without)


def _find_relaxed(
    archive: SearchEngine, query: str, cancelled: Callable[[], bool]
) -> ClosestResult:
    """Find the results of a query without the conditions that leave none, the exact first."""
    hits = archive.execute(query, "rank", _MOST_CLOSEST, cancelled=cancelled).hits
    exact = (ClosestHit(hit, 0.0, 1.0, (), (), "exact") for hit in hits)
    closest = archive.execute_closest(query, "rank", _MOST_CLOSEST, exact=hits, cancelled=cancelled)
    return replace(closest, hits=(*exact, *closest.hits))


def list_conditions(query: str) -> tuple[Chip, ...]:
    """Return the chips of a query; none if it is words alone."""
    chips = list_chips(query)
    return () if all(chip.label == TOPIC for chip in chips) else chips


def format_title(count: int, request: SearchRequest) -> str:
    """Return the title: the number of results, with a plus sign if there may be more."""
    if count >= request.limit:
        return SearchText.TITLE_MANY.format(number=count)
    return SearchText.TITLE_RESULTS.format(results=format_count(count, "result"))


def format_empty(answer: SearchResult) -> str:
    """Return the text for a list without results."""
    if answer.meaning:
        return SearchText.NONE_NEAR.format(comparison=describe_comparison(answer.meaning))
    return SearchText.NO_RESULTS


def format_order(request: SearchRequest, answer: SearchResult) -> str:
    """Return the order of the results; those by meaning with the number that was compared."""
    order = SearchText.SORT_ORDERS[request.order]
    if answer.meaning is None:
        return order
    if request.order in ("newest", "rank"):
        order = SearchText.NEAREST
    compared = answer.meaning.compared
    return SearchText.COMPARED.format(order=order, compared=format_count(compared, "quotation"))
