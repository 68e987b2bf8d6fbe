"""Searches that are kept under a name."""

import datetime
import sqlite3
from dataclasses import dataclass

from db.errors import NotFound
from db.wording import one_line


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query and the name it is kept under."""

    name: str
    query: str


def list_searches(sqlite: sqlite3.Connection) -> list[SavedSearch]:
    """Every saved search, by name."""
    rows = sqlite.execute("SELECT name, query FROM saved_search ORDER BY name COLLATE NOCASE")
    return [SavedSearch(*row) for row in rows]


def put_search(sqlite: sqlite3.Connection, name: str, query: str) -> SavedSearch | None:
    """Keep a search; gives the one that had the name before. Raises ValueError without a name."""
    name, query = one_line(name), one_line(query)
    if not name or not query:
        raise ValueError("A saved search has a name and a query")
    before = _get(sqlite, name)
    moment = datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
    sqlite.execute(
        """INSERT INTO saved_search (name, query, created) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET name = excluded.name, query = excluded.query""",
        (name, query, moment),
    )
    return before


def get_search(sqlite: sqlite3.Connection, name: str) -> SavedSearch:
    """The search that is saved under a name; raises NotFound."""
    found = _get(sqlite, name)
    if found is None:
        raise NotFound(f"There is no saved search {name!r}")
    return found


def drop_search(sqlite: sqlite3.Connection, name: str) -> SavedSearch:
    """Forget a saved search, and give it; raises NotFound."""
    found = get_search(sqlite, name)
    sqlite.execute("DELETE FROM saved_search WHERE name = ?", (name,))
    return found


def _get(sqlite: sqlite3.Connection, name: str) -> SavedSearch | None:
    row = sqlite.execute("SELECT name, query FROM saved_search WHERE name = ?", (name,)).fetchone()
    return SavedSearch(*row) if row else None
