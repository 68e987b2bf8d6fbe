"""Searches as the app asks them: in steps that can be given up, and what goes with them."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.connection import Connection
from db.records import Hit, HitKind
from db.search import facets, saved
from db.search.asking import KINDS, Found, find, read
from db.search.facets import Facets
from db.search.saved import SavedSearch
from db.search.statements import SearchOrder
from db.search.tree import Trouble

if TYPE_CHECKING:
    from db.search.suggesting import Completion

_STEPS = 20_000  # of SQLite's, between two looks at whether the answer is still wanted


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, before anything of it is read; `trouble` is what could not be understood.

    Nothing was `asked` where the query is empty, or a field in it has no value yet.
    """

    found: tuple[Found, ...]
    trouble: Trouble | None
    asked: bool = True


class Archive:
    """The searches of one open store."""

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
        """A window of the answers to a query; raises Cancelled soon after `cancelled` says so."""
        asked = read(query, order)
        with self._asking(cancelled) as sqlite:
            found = find(sqlite, asked.root, order, limit, offset, kinds)
        return Answer(tuple(found), asked.trouble, asked.root is not None)

    def show(self, query: str, order: SearchOrder, found: Sequence[Found]) -> list[Hit | None]:
        """The answers with the words around what was asked; None for those that are gone."""
        from db.search.showing import show

        with self._connection.reading() as sqlite:
            return show(sqlite, read(query, order).root, found)

    def places(self, query: str, order: SearchOrder, text: str) -> list[tuple[int, int]]:
        """Where a text has the words of a query, in text order; at most 10,000 places."""
        from db.search.showing import places

        with self._connection.reading() as sqlite:
            return places(sqlite, read(query, order).root, text)

    def facets(self, found: Sequence[Found], cancelled: Callable[[], bool] = bool) -> Facets:
        """What the articles of answers have in common, counted in articles."""
        with self._asking(cancelled) as sqlite:
            return facets.count(sqlite, found)

    def suggest(self, query: str, cancelled: Callable[[], bool] = bool) -> str | None:
        """The query with its unknown words put right, as far as the archive's own words go."""
        from db.search.suggesting import suggest

        with self._asking(cancelled) as sqlite:
            return suggest(sqlite, query)

    def complete(
        self, query: str, cursor: int, cancelled: Callable[[], bool] = bool
    ) -> "list[Completion]":
        """What the word before the cursor may become: fields, and values of fields."""
        from db.search.suggesting import complete

        with self._asking(cancelled) as sqlite:
            return complete(sqlite, query, cursor)

    def saved(self) -> list[SavedSearch]:
        """The saved searches by name."""
        with self._connection.reading() as sqlite:
            return saved.list_searches(sqlite)

    def get_saved(self, name: str) -> SavedSearch:
        """The search saved under a name; raises NotFound."""
        with self._connection.reading() as sqlite:
            return saved.get_search(sqlite, name)

    def save(self, name: str, query: str) -> SavedSearch | None:
        """Save a search under a name; gives the one that had the name before."""
        with self._connection.transaction() as sqlite:
            return saved.put_search(sqlite, name, query)

    def drop(self, name: str) -> SavedSearch:
        """Forget a saved search, and give it; raises NotFound."""
        with self._connection.transaction() as sqlite:
            return saved.drop_search(sqlite, name)

    @contextmanager
    def _asking(self, cancelled: Callable[[], bool]) -> Iterator[sqlite3.Connection]:
        """Reading that stops once `cancelled`; raises Cancelled."""
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
