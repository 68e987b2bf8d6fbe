"""Search service of the app: cancellable queries, hits, facets, suggestions, saved searches."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.connection import Connection
from db.models import HitKind, SearchHit
from db.search import facets, saved
from db.search.ast import QueryError
from db.search.executor import KINDS, HitRef, execute, parse_query
from db.search.facets import Facets
from db.search.saved import SavedSearch
from db.search.sql import SearchOrder

if TYPE_CHECKING:
    from db.search.suggestions import Completion

_STEPS = 20_000  # SQLite instructions between two checks for cancellation


class Cancelled(Exception):  # noqa: N818 - not an error
    """The search was cancelled, because its result is no longer needed."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a query: hits that are not loaded yet, and the error in the query, if any.

    `asked` is False if the query is empty, or a field in it has no value yet.
    """

    hits: tuple[HitRef, ...]
    error: QueryError | None
    has_terms: bool = True


class SearchEngine:
    """The search engine of one open store."""

    def __init__(self, connection: Connection) -> None:
        """Search the store of `connection`."""
        self._connection = connection

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
        with self._cancellable(cancelled) as sqlite:
            found = execute(sqlite, parsed.root, order, limit, offset, kinds)
        return SearchResult(tuple(found), parsed.error, parsed.root is not None)

    def load_hits(
        self, query: str, order: SearchOrder, found: Sequence[HitRef]
    ) -> list[SearchHit | None]:
        """Load hits with their snippets; None for a hit that was deleted meanwhile."""
        from db.search.results import load_hits

        with self._connection.read_transaction() as sqlite:
            return load_hits(sqlite, parse_query(query, order).root, found)

    def find_spans(self, query: str, order: SearchOrder, text: str) -> list[tuple[int, int]]:
        """Return the spans of a query's words in a text, in text order; at most 10,000."""
        from db.search.results import find_spans

        with self._connection.read_transaction() as sqlite:
            return find_spans(sqlite, parse_query(query, order).root, text)

    def facets(self, found: Sequence[HitRef], cancelled: Callable[[], bool] = bool) -> Facets:
        """Count the facets of the articles that hits are in."""
        with self._cancellable(cancelled) as sqlite:
            return facets.count_facets(sqlite, found)

    def suggest(self, query: str, cancelled: Callable[[], bool] = bool) -> str | None:
        """Correct the query's unknown words by the vocabulary; return None without a correction."""
        from db.search.suggestions import suggest

        with self._cancellable(cancelled) as sqlite:
            return suggest(sqlite, query)

    def complete(
        self, query: str, cursor: int, cancelled: Callable[[], bool] = bool
    ) -> "list[Completion]":
        """Return completions of the word before the cursor: fields, and values of fields."""
        from db.search.suggestions import complete

        with self._cancellable(cancelled) as sqlite:
            return complete(sqlite, query, cursor)

    def list_saved(self) -> list[SavedSearch]:
        """Return the saved searches, sorted by name."""
        with self._connection.read_transaction() as sqlite:
            return saved.list_searches(sqlite)

    def get_saved(self, name: str) -> SavedSearch:
        """Return the saved search of a name; raises NotFound."""
        with self._connection.read_transaction() as sqlite:
            return saved.get_search(sqlite, name)

    def save(self, name: str, query: str) -> SavedSearch | None:
        """Save a search under a name; return the one that it replaces, if any."""
        with self._connection.transaction() as sqlite:
            return saved.save_search(sqlite, name, query)

    def delete_saved(self, name: str) -> SavedSearch:
        """Delete a saved search and return it; raises NotFound."""
        with self._connection.transaction() as sqlite:
            return saved.delete_search(sqlite, name)

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
