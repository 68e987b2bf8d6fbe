"""Saved searches."""

import datetime
import sqlite3
from dataclasses import dataclass

from db.errors import NotFound
from db.text import one_line


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query with the name it is saved under."""

    name: str
    query: str


def list_searches(sqlite: sqlite3.Connection) -> list[SavedSearch]:
    """Return every saved search, sorted by name."""
    rows = sqlite.execute("SELECT name, query FROM saved_search ORDER BY name COLLATE NOCASE")
    return [SavedSearch(*row) for row in rows]


def save_search(sqlite: sqlite3.Connection, name: str, query: str) -> SavedSearch | None:
    """Save a search and return the one it replaces, if any; raises ValueError without a name."""
    name, query = one_line(name), one_line(query)
    if not name or not query:
        raise ValueError("A saved search needs a name and a query")
    before = _get(sqlite, name)
    moment = datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
    sqlite.execute(
        """INSERT INTO saved_search (name, query, created) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET name = excluded.name, query = excluded.query""",
        (name, query, moment),
    )
    return before


def get_search(sqlite: sqlite3.Connection, name: str) -> SavedSearch:
    """Return the saved search of a name; raises NotFound."""
    found = _get(sqlite, name)
    if found is None:
        raise NotFound(f"There is no saved search {name!r}")
    return found


def delete_search(sqlite: sqlite3.Connection, name: str) -> SavedSearch:
    """Delete a saved search and return it; raises NotFound."""
    found = get_search(sqlite, name)
    sqlite.execute("DELETE FROM saved_search WHERE name = ?", (name,))
    return found


def _get(sqlite: sqlite3.Connection, name: str) -> SavedSearch | None:
    row = sqlite.execute("SELECT name, query FROM saved_search WHERE name = ?", (name,)).fetchone()
    return SavedSearch(*row) if row else None
