"""Search service of the app: cancellable queries, hits, facets, suggestions, saved searches."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from analysis.structs import replace
from db.connection import Connection
from db.errors import Cancelled, NotFound
from db.models import HitKind, ItemKind, Nearness, SearchHit
from db.search import facets
from db.search.ast import (
    AboutTerm,
    Node,
    Query,
    QueryError,
    RewordingTerm,
    SpokenTerm,
    has_source_term,
)
from db.search.executor import KINDS, SENTENCE, HitRef, execute, parse_query, sort_hits
from db.search.facets import Facets
from db.search.parser import RowLanguage, parse_about
from db.search.saved_searches import (
    NewResults,
    SavedSearches,
    load_later,
    parse_saved,
    read_latest,
    require_later,
)
from db.search.sql import SearchOrder

if TYPE_CHECKING:
    from db.search.chips import Chip
    from db.search.closest import ClosestResult, RankHits
    from db.search.quotation_vectors import QuotationVectors
    from db.search.requests import RequestReading
    from db.search.suggestions import Completion
    from db.search.text_vectors import TextVectors
    from db.statement_sources import StatementSources

_VECTOR_SECONDS = 2.0  # of CPU time, in which missing vectors are made before a request is answered
_SOURCE_SECONDS = 10.0  # of CPU time, in which missing sources are classified before a search
_LEAST_REQUEST = 3  # words of a request; fewer are words to search for
_MOST_NEW = 1_000  # hits of a saved search
_STEPS = 20_000  # SQLite instructions between two checks for cancellation


class Comparison(Struct, frozen=True):
    """The number of quotations that were compared with a text, and of those near to it.

    `is_complete` is True if they are all those that the rest of the query selects.
    """

    compared: int
    near: int
    is_complete: bool


class SearchResult(Struct, frozen=True):
    """The result of a query: hits that are not loaded yet, and the error in the query, if any.

    `has_terms` is False if the query is empty, or a field in it has no value yet. `meaning` is the
    comparison of a query with `about:`. `unclassified` is the number of articles that a condition
    on sources leaves out, because their sources are not classified yet.
    """

    hits: tuple[HitRef, ...]
    error: QueryError | None
    has_terms: bool = True
    meaning: Comparison | None = None
    unclassified: int = 0


class SearchEngine(SavedSearches):
    """The search engine of one open store."""

    def __init__(self, connection: Connection) -> None:
        """Search the store of `connection`."""
        super().__init__(connection)
        self.compares_meaning = True
        """False if no vectors are made, so that requests are answered by words alone."""
        self.has_vector_task = False
        """True while a task makes the missing vectors, so that requests do not wait for many."""
        self.open_sources: Callable[[], StatementSources] | None = None
        """Opens the types of sources, which are classified before a search by them."""

    def find(
        self, query: str, *, order: SearchOrder = "newest", limit: int = 50, offset: int = 0
    ) -> list[SearchHit]:
        """Search articles, quotations, events and notes; any string is a valid query.

        docs/reference/query-language.md describes the query language. In the order "newest" the
        last word counts as a prefix until a space follows it, so that results appear while the
        user types.
        """
        found = self.execute(query, order, limit, offset=offset).hits
        return [hit for hit in self.load_hits(query, order, found) if hit is not None]

    def execute(
        self,
        query: str,
        order: SearchOrder,
        limit: int,
        *,
        offset: int = 0,
        kinds: Sequence[HitKind] = KINDS,
        cancelled: Callable[[], bool] = bool,
    ) -> SearchResult:
        """Return a window of the hits; raises Cancelled soon after `cancelled` returns True."""
        parsed = parse_query(query, order)
        unclassified = self._classify_sources(parsed.root, cancelled)
        if parsed.about is not None:
            return self._execute_about(
                parsed, parsed.about, order, (limit, offset), kinds, cancelled
            )
        with self._cancellable(cancelled) as sqlite:
            found = execute(sqlite, parsed.root, order, limit, offset, kinds)
            if order == "rank" and len(parsed.terms) >= SENTENCE:
                from db.search.passages import select_passages

                found = select_passages(sqlite, parsed, found)
        return SearchResult(
            tuple(found), parsed.error, parsed.root is not None, unclassified=unclassified
        )

    def _classify_sources(self, root: Node | None, cancelled: Callable[[], bool]) -> int:
        """Classify the sources that a query asks for; return the number of articles left out."""
        if not has_source_term(root):
            return 0
        if self.open_sources is None:
            return 0
        sources = self.open_sources()
        sources.add_missing(_SOURCE_SECONDS, cancelled)
        return sources.count_missing()

    def _execute_about(
        self,
        parsed: Query,
        about: AboutTerm,
        order: SearchOrder,
        window: tuple[int, int],
        kinds: Sequence[HitKind],
        cancelled: Callable[[], bool],
    ) -> SearchResult:
        """Return quotations near in meaning, the nearest first unless the order is by date."""
        from db.search.nearness import LEAST

        if "quotation" not in kinds:
            return SearchResult((), parsed.error)
        near, comparison = self._find_near(about, parsed.root, LEAST, cancelled)
        if order in ("date", "oldest"):
            sort_hits(near, oldest=order == "oldest")
        limit, offset = window
        return SearchResult(tuple(near[offset : offset + limit]), parsed.error, meaning=comparison)

    def _find_near(
        self, about: AboutTerm, root: Node | None, least: float, cancelled: Callable[[], bool]
    ) -> tuple[list[HitRef], Comparison]:
        """Return the quotations with at least a nearness in meaning, the nearest first.

        Comparing takes most of the time, and the store is free meanwhile.
        """
        from db.search.nearness import rank_by_meaning, select_candidates

        with self._cancellable(cancelled) as sqlite:
            candidates, compared, is_complete = select_candidates(sqlite, about, root)
        near = rank_by_meaning(about, candidates, _make_check(cancelled), least)
        return near, Comparison(compared, len(near), is_complete)

    def find_rewordings(
        self, quote_group: int, text: str, limit: int, cancelled: Callable[[], bool] = bool
    ) -> tuple[dict[int, SearchHit], Comparison]:
        """Return quotations near in meaning to a text of a quote group; raises Cancelled.

        They are outside the group, by their ids, the nearest first. See `RewordingTerm`.
        """
        from db.search.nearness import LEAST_REWORDED
        from db.search.results import load_hits

        about = parse_about(text)
        query = Query(RewordingTerm(quote_group), about=about)
        near, comparison = self._find_near(about, query.root, LEAST_REWORDED, cancelled)
        found = near[:limit]
        with self._connection.read_transaction() as sqlite:
            loaded = zip(found, load_hits(sqlite, query, found), strict=True)
            return {reference.id: hit for reference, hit in loaded if hit}, comparison

    def find_spoken(
        self, identity: int, text: str, limit: int, cancelled: Callable[[], bool] = bool
    ) -> tuple[list[int], Comparison]:
        """Return the ids of an identity's quotations near in meaning to a text, the nearest first.

        Raises Cancelled.
        """
        from db.search.nearness import LEAST

        near, comparison = self._find_near(
            parse_about(text), SpokenTerm(identity), LEAST, cancelled
        )
        return [found.id for found in near[:limit]], comparison

    def compare_texts(
        self, about: AboutTerm, texts: Sequence[str], cancelled: Callable[[], bool] = bool
    ) -> dict[str, Nearness]:
        """Return those texts that are near in meaning to that of `about`; raises Cancelled."""
        from db.search.nearness import select_near
        from db.search.results import describe_nearness

        near = select_near(about, texts, _make_check(cancelled))
        with self._cancellable(cancelled) as sqlite:
            return {text: describe_nearness(sqlite, about, text) for text in near}

    def execute_closest(
        self,
        query: str,
        order: SearchOrder,
        limit: int,
        *,
        kinds: Sequence[HitKind] = KINDS,
        exact: Sequence[HitRef] = (),
        cancelled: Callable[[], bool] = bool,
    ) -> "ClosestResult":
        """Return the closest hits of a query, without its hits `exact`; raises Cancelled.

        In the order "rank", articles are compared by their meaning too. The vectors that are
        missing are made first, for at most two seconds, and stored unless the store is busy. If a
        task makes them (`has_vector_task`), only those of few articles added last are made first.
        """
        from db.search.closest import LEAST_WORDS, find_closest

        parsed = parse_query(query, order)
        ranking: RankHits | None = None
        is_request = order == "rank" and len(parsed.terms) >= LEAST_WORDS and not parsed.has_and
        if is_request and self.compares_meaning:
            from db.search.fusion import rank_hits

            ranking = rank_hits
            self._add_vectors(cancelled)
        with self._cancellable(cancelled) as sqlite:
            return find_closest(sqlite, query, parsed, limit, kinds, exact, ranking)

    def _add_vectors(self, cancelled: Callable[[], bool]) -> None:
        """Make missing vectors before a request is answered, unless a task makes the many."""
        if self.has_vector_task:
            self.vectors.add_latest(cancelled)
        else:
            self.vectors.add_missing(_VECTOR_SECONDS, cancelled, waits=False)

    @cached_property
    def vectors(self) -> "TextVectors":
        """The vectors of the articles' beginnings."""
        from db.search.text_vectors import TextVectors

        return TextVectors(self._connection)

    @cached_property
    def quotation_vectors(self) -> "QuotationVectors":
        """The vectors of the quotations."""
        from db.search.quotation_vectors import QuotationVectors

        return QuotationVectors(self._connection)

    def read_request(self, request: str) -> "RequestReading | None":
        """Read a request in a reader's own words as a query; None if it is a query already."""
        if len(request.split()) < _LEAST_REQUEST:
            return None
        from db.search.requests import read_request

        with self._connection.read_transaction() as sqlite:
            return read_request(sqlite, request)

    def name_speakers(self, chips: "Sequence[Chip]") -> "tuple[Chip, ...]":
        """Return chips of a query; a speaker with one identity has the name of that."""
        from db.search.speaker_names import find_identity_name

        named: list[Chip] = []
        for chip in chips:
            name = ""
            if chip.label == "speaker":
                with self._connection.read_transaction() as sqlite:
                    name = find_identity_name(sqlite, chip.value)
            named.append(replace(chip, value=name) if name else chip)
        return tuple(named)

    def execute_statements(
        self, reading: "RequestReading", limit: int, cancelled: Callable[[], bool] = bool
    ) -> "ClosestResult":
        """Return the statements that a request asks for, the best first; raises Cancelled."""
        from db.search.answers import find_statements

        if self.compares_meaning:
            self._add_vectors(cancelled)
        with self._cancellable(cancelled) as sqlite:
            return find_statements(sqlite, reading, limit)

    def load_hits(
        self, query: str, order: SearchOrder, found: Sequence[HitRef]
    ) -> list[SearchHit | None]:
        """Load hits with their snippets; None for a hit that was deleted meanwhile."""
        from db.search.results import load_hits

        with self._connection.read_transaction() as sqlite:
            return load_hits(sqlite, parse_query(query, order), found)

    def find_closest(
        self, query: str, *, order: SearchOrder = "newest", limit: int = 50
    ) -> list[SearchHit]:
        """Return the hits closest to a query by its free words, if no hit has all of them.

        They have the match "closest", and the words that they have and lack. See `find`.
        """
        if self.execute(query, order, 1).hits:
            return []
        found = self.load_closest(self.execute_closest(query, order, limit))
        return [hit for hit in found if hit is not None]

    def execute_similar(
        self, kind: ItemKind, id: int, limit: int, cancelled: Callable[[], bool] = bool
    ) -> "ClosestResult":
        """Return the articles or quotations similar to an item; raises NotFound and Cancelled.

        The `id` is that of an article, of a quotation's row, or of an identity.
        """
        from db.search.similar import find_similar

        with self._cancellable(cancelled) as sqlite:
            return find_similar(sqlite, kind, id, limit)

    def find_similar(self, article: int, *, limit: int = 20) -> list[SearchHit]:
        """Return the articles similar to an article, the most similar first; raises NotFound.

        They have the match "similar", and `has` lists the names and words that they share with it.
        """
        found = self.load_closest(self.execute_similar("article", article, limit))
        return [hit for hit in found if hit is not None]

    def load_closest(self, result: "ClosestResult") -> list[SearchHit | None]:
        """Load closest or similar hits with their snippets; None for a deleted hit."""
        loaded = self.load_hits(result.query, "rank", [found.hit for found in result.hits])
        return [
            hit
            and replace(hit, match=found.match or result.match, has=found.has, lacks=found.lacks)
            for hit, found in zip(loaded, result.hits, strict=True)
        ]

    def find_spans(self, query: str, order: SearchOrder, text: str) -> list[tuple[int, int]]:
        """Return the spans of a query's words in a text, in text order; at most 10,000."""
        from db.search.results import find_spans

        with self._connection.read_transaction() as sqlite:
            return find_spans(sqlite, parse_query(query, order), text)

    def facets(self, found: Sequence[HitRef], cancelled: Callable[[], bool] = bool) -> Facets:
        """Count the facets of the articles that hits are in."""
        with self._cancellable(cancelled) as sqlite:
            return facets.count_facets(sqlite, found)

    def suggest(self, query: str, cancelled: Callable[[], bool] = bool) -> str | None:
        """Correct the query's unknown words by the vocabulary; return None without a correction."""
        from db.search.suggestions import suggest

        with self._cancellable(cancelled) as sqlite:
            return suggest(sqlite, query)

    def list_suggestions(self, query: str) -> tuple[str, ...]:
        """Return the corrections of a query: two, if two words are about as near to one of it."""
        from db.search.suggestions import list_suggestions

        with self._connection.read_transaction() as sqlite:
            return list_suggestions(sqlite, query)

    def complete(
        self,
        query: str,
        cursor: int,
        cancelled: Callable[[], bool] = bool,
        *,
        rows: RowLanguage | None = None,
    ) -> "list[Completion]":
        """Return completions of the word before the cursor: fields, and values of fields.

        With `rows`, only those of the filter of a list.
        """
        from db.search.suggestions import complete

        with self._cancellable(cancelled) as sqlite:
            return complete(sqlite, query, cursor, rows)

    # Saved searches

    def find_new(self, name: str, cancelled: Callable[[], bool] = bool) -> NewResults:
        """Find what is new for a saved search since it was opened, the newest articles first.

        Raises NotFound and Cancelled.
        """
        with self._cancellable(cancelled) as sqlite:
            saved, later, latest = (
                self.get_saved(name),
                load_later(sqlite, name),
                read_latest(sqlite),
            )
            parsed = parse_saved(saved)
            about, has_terms = parsed.about, parsed.root is not None or parsed.about is not None
            if parsed.error is not None or not has_terms or latest <= later.article:
                return NewResults((), later.article, latest, parsed.error)
            root = require_later(parsed, later).root
            if about is None:
                kinds: Sequence[HitKind] = ("article",) if saved.is_filter else KINDS
                hits = execute(sqlite, root, "date", _MOST_NEW, kinds=kinds)
                is_complete = len(hits) < _MOST_NEW
                return NewResults(tuple(hits), later.article, latest, None, is_complete)
        from db.search.nearness import LEAST

        near, comparison = self._find_near(about, root, LEAST, cancelled)
        return NewResults(tuple(near), later.article, latest, None, comparison.is_complete)

    def count_new(
        self, cancelled: Callable[[], bool] = bool, *, among: Set[int] | None = None
    ) -> dict[str, int]:
        """Count the new articles of each saved search, by name; raises Cancelled.

        With `among`, only these articles count. A search is left out if its query has an error, or
        compares meaning, which takes too long.
        """
        counts: dict[str, int] = {}
        for saved in self.list_saved():
            with suppress(NotFound):  # deleted meanwhile
                if "about:" not in saved.query.casefold():
                    found = self.find_new(saved.name, cancelled)
                    if found.error is None:
                        new = found.articles
                        counts[saved.name] = len(new if among is None else among & set(new))
        return counts

    @contextmanager
    def _cancellable(self, cancelled: Callable[[], bool]) -> Iterator[sqlite3.Connection]:
        """Open a read transaction that is interrupted once `cancelled`; raises Cancelled."""
        if cancelled():
            raise Cancelled
        with self._connection.read_transaction() as sqlite:
            sqlite.set_progress_handler(cancelled, _STEPS)
            try:
                yield sqlite
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                    raise Cancelled from None
                raise
            finally:
                sqlite.set_progress_handler(None, 0)


def _make_check(cancelled: Callable[[], bool]) -> Callable[[], None]:
    """Return a function that raises Cancelled once `cancelled` returns True."""

    def check() -> None:
        if cancelled():
            raise Cancelled

    return check
