"""Saved searches: queries with names, and the articles that are new since each was opened.

An article is new if its id is above the highest one at that time: ids only grow, and unlike times
they do not depend on the clock. A search that another store opened, and that a file brought, has
only the time.
"""

import datetime
import sqlite3
from collections.abc import Iterable

from msgspec import Struct

from analysis.structs import replace
from db.checksums.damaged_keys import find_damaged_keys
from db.connection import Connection
from db.errors import NotFound, StoreError
from db.search.ast import And, LaterTerm, Query, QueryError
from db.search.executor import HitRef, parse_query
from db.stored_records import read_records
from db.text import one_line, parse_time, timestamp


class SavedSearch(Struct, frozen=True):
    """A query with the name it is saved under.

    `is_filter` is True for a filter of the library: its words without a field match what the rows
    show. Without such words, it is a search too. `opened` is the time at which its results were
    last shown, in UTC.
    """

    name: str
    query: str
    is_filter: bool = False
    damaged: bool = False
    opened: datetime.datetime | None = None


class NewResults(Struct, frozen=True):
    """The hits of a saved search in articles that were added since it was opened.

    `seen` is the highest id of an article at that time, `latest` that of now. `error` is the error
    in the query, if any. `is_complete` is False if more hits are new.
    """

    hits: tuple[HitRef, ...]
    seen: int
    latest: int
    error: QueryError | None = None
    is_complete: bool = True

    @property
    def articles(self) -> tuple[int, ...]:
        """The articles of the hits, the newest first."""
        return tuple(dict.fromkeys(hit.article for hit in self.hits))


_LATEST = "SELECT coalesce(max(id), 0) FROM article"
_SAVED = "id, name, query, is_filter, opened"


class SavedSearches:
    """The saved searches of one open store."""

    def __init__(self, connection: Connection) -> None:
        """Use the store of `connection`."""
        self._connection = connection

    def list_saved(self) -> list[SavedSearch]:
        """Return the saved searches, sorted by name."""
        with self._connection.read_transaction() as sqlite:
            rows = sqlite.execute(f"SELECT {_SAVED} FROM saved_search ORDER BY name COLLATE NOCASE")
            return _build_searches(sqlite, rows)

    def get_saved(self, name: str) -> SavedSearch:
        """Return the saved search of a name; raises NotFound."""
        with self._connection.read_transaction() as sqlite:
            return _require_saved(sqlite, name)

    def save(self, name: str, query: str, *, is_filter: bool = False) -> SavedSearch | None:
        """Save a search or a filter under a name; return the one that it replaces, if any.

        Articles that are added from now on are new.
        """
        with self._connection.transaction() as sqlite:
            name, query = one_line(name), one_line(query)
            if not name or not query:
                raise ValueError("A saved search needs a name and a query")
            before, moment = _find_saved(sqlite, name), timestamp()
            sqlite.execute(
                f"""INSERT INTO saved_search (name, query, created, is_filter, opened, seen)
                    VALUES (?, ?, ?, ?, ?, ({_LATEST}))
                    ON CONFLICT (name) DO UPDATE SET name = excluded.name,
                        query = excluded.query, is_filter = excluded.is_filter,
                        opened = excluded.opened, seen = excluded.seen""",
                (name, query, moment, is_filter, moment),
            )
            return before

    def rename_saved(self, name: str, new: str) -> None:
        """Rename a saved search; raises NotFound, and StoreError if the new name is in use."""
        new = one_line(new)
        with self._connection.transaction() as sqlite:
            found, same_name = _require_saved(sqlite, name), _find_saved(sqlite, new)
            if same_name is not None and same_name != found:
                raise StoreError(f"There is a saved search {same_name.name!r}; choose another name")
            sqlite.execute("UPDATE saved_search SET name = ? WHERE name = ?", (new, name))

    def delete_saved(self, name: str) -> SavedSearch:
        """Delete a saved search and return it; raises NotFound."""
        with self._connection.transaction() as sqlite:
            found = _require_saved(sqlite, name)
            sqlite.execute("DELETE FROM saved_search WHERE name = ?", (name,))
            return found

    def mark_opened(self, name: str, latest: int) -> None:
        """Note that the results of a saved search were shown, up to the article `latest`.

        A search that was deleted meanwhile remains so.
        """
        with self._connection.transaction() as sqlite:
            query = "UPDATE saved_search SET opened = ?, seen = max(seen, ?) WHERE name = ?"
            sqlite.execute(query, (timestamp(), latest, name))


def _find_saved(sqlite: sqlite3.Connection, name: str) -> SavedSearch | None:
    query = f"SELECT {_SAVED} FROM saved_search WHERE name = ?"
    row = sqlite.execute(query, (name,)).fetchone()
    return _build_searches(sqlite, [row])[0] if row else None


def _require_saved(sqlite: sqlite3.Connection, name: str) -> SavedSearch:
    found = _find_saved(sqlite, name)
    if found is None:
        raise NotFound(f"There is no saved search {name!r}")
    return found


def _build_searches(
    sqlite: sqlite3.Connection, rows: Iterable[tuple[int, str, str, int, str | None]]
) -> list[SavedSearch]:
    stored = list(rows)
    damaged = find_damaged_keys(sqlite, ("saved_search",), {row[0] for row in stored})

    def build(row: tuple[int, str, str, int, str | None]) -> SavedSearch:
        id, name, query, is_filter, opened = row
        moment = parse_time(opened) if opened else None
        return SavedSearch(name, query, bool(is_filter), id in damaged, moment)

    return read_records(SavedSearch, build, stored)


def parse_saved(saved: SavedSearch) -> Query:
    """Parse the query of a saved search; that of a filter ends with a whole word."""
    if saved.is_filter:
        from db.search.rows import LIBRARY, parse_filter

        return parse_filter(f"{saved.query} ", LIBRARY)
    return parse_query(saved.query, "date")


def read_latest(sqlite: sqlite3.Connection) -> int:
    """Return the highest id of an article; 0 without articles."""
    return int(sqlite.execute(_LATEST).fetchone()[0])


def load_later(sqlite: sqlite3.Connection, name: str) -> LaterTerm:
    """Return the condition that an article is new for a saved search; raises NotFound."""
    query = "SELECT seen, coalesce(opened, '') FROM saved_search WHERE name = ?"
    row = sqlite.execute(query, (name,)).fetchone()
    if row is None:
        raise NotFound(f"There is no saved search {name!r}")
    seen, opened = row
    return LaterTerm(seen) if isinstance(seen, int) and seen > 0 else LaterTerm(0, str(opened))


def require_later(query: Query, later: LaterTerm) -> Query:
    """Return a query whose hits are in new articles only."""
    if query.root is None:
        return query if query.about is None else replace(query, root=later)
    parts = query.root.parts if isinstance(query.root, And) else (query.root,)
    return replace(query, root=And((*parts, later)))
