"""Search service of the app: cancellable queries, hits, facets, suggestions, saved searches."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.connection import Connection
from db.models import Hit, HitKind
from db.search import facets, saved
from db.search.ast import Trouble
from db.search.executor import KINDS, Found, find, read
from db.search.facets import Facets
from db.search.saved import SavedSearch
from db.search.sql import SearchOrder

if TYPE_CHECKING:
    from db.search.suggestions import Completion

_STEPS = 20_000  # SQLite instructions between two checks for cancellation


class Cancelled(Exception):  # noqa: N818 - not an error
    """The search was cancelled, because its result is no longer needed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a query: hits that are not loaded yet, and the error in the query, if any.

    `asked` is False if the query is empty, or a field in it has no value yet.
    """

    found: tuple[Found, ...]
    trouble: Trouble | None
    asked: bool = True


class Archive:
    """The search engine of one open store."""

    def __init__(self, connection: Connection) -> None:
        """Search the store of `connection`."""
        self._connection = connection

    def find(
        self,
        query: str,
        order: SearchOrder,
        limit: int,
        *,
        offset: int = 0,
        kinds: Sequence[HitKind] = KINDS,
        cancelled: Callable[[], bool] = bool,
    ) -> Answer:
        """Return a window of the hits; raises Cancelled soon after `cancelled` returns True."""
        parsed = read(query, order)
        with self._cancellable(cancelled) as sqlite:
            found = find(sqlite, parsed.root, order, limit, offset, kinds)
        return Answer(tuple(found), parsed.trouble, parsed.root is not None)

    def show(self, query: str, order: SearchOrder, found: Sequence[Found]) -> list[Hit | None]:
        """Load hits with their snippets; None for a hit that was deleted meanwhile."""
        from db.search.results import show

        with self._connection.reading() as sqlite:
            return show(sqlite, read(query, order).root, found)

    def places(self, query: str, order: SearchOrder, text: str) -> list[tuple[int, int]]:
        """Return the spans of a query's words in a text, in text order; at most 10,000."""
        from db.search.results import places

        with self._connection.reading() as sqlite:
            return places(sqlite, read(query, order).root, text)

    def facets(self, found: Sequence[Found], cancelled: Callable[[], bool] = bool) -> Facets:
        """Count the facets of the articles that hits are in."""
        with self._cancellable(cancelled) as sqlite:
            return facets.count(sqlite, found)

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

    def saved(self) -> list[SavedSearch]:
        """Return the saved searches, sorted by name."""
        with self._connection.reading() as sqlite:
            return saved.list_searches(sqlite)

    def get_saved(self, name: str) -> SavedSearch:
        """Return the saved search of a name; raises NotFound."""
        with self._connection.reading() as sqlite:
            return saved.get_search(sqlite, name)

    def save(self, name: str, query: str) -> SavedSearch | None:
        """Save a search under a name; return the one that it replaces, if any."""
        with self._connection.transaction() as sqlite:
            return saved.put_search(sqlite, name, query)

    def drop(self, name: str) -> SavedSearch:
        """Delete a saved search and return it; raises NotFound."""
        with self._connection.transaction() as sqlite:
            return saved.drop_search(sqlite, name)

    @contextmanager
    def _cancellable(self, cancelled: Callable[[], bool]) -> Iterator[sqlite3.Connection]:
        """Open a read transaction that is interrupted once `cancelled`; raises Cancelled."""
        if cancelled():
            raise Cancelled
        with self._connection.reading() as sqlite:
            sqlite.set_progress_handler(cancelled, _STEPS)
            try:
                yield sqlite
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                    raise Cancelled from None
                raise
            finally:
                sqlite.set_progress_handler(None, 0)
