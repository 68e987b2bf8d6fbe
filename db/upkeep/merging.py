"""A store put in order after many additions: its indexes in one part each, its pages full.

Every change adds a part, and SQLite itself puts only some of them together: after many articles an
index has a dozen, and a search for a rare word takes half as long again. The pages of tables that
articles are added to one after the other are seven eighths full.
"""

from collections.abc import Callable
from pathlib import Path

from db.connection import Connection

_PARTS = 8  # of an index, from which on it is worth writing it anew
_PAGES = 250  # written in one change, so that others wait for it a few hundredths of a second


def merge_indexes(store: Path, wanted: Callable[[], bool] = lambda: True) -> None:
    """Put the parts of a store's indexes together where they are many, as long as it is `wanted`.

    Others may use the store meanwhile. Raises StoreError.
    """
    connection = Connection(store)
    try:
        for index in _in_many_parts(connection):
            pages = -_PAGES  # below zero: all of its parts are to be one
            while wanted() and _merge(connection, index, pages):
                pages = _PAGES
    finally:
        connection.close()


def close_gaps(store: Path) -> None:
    """Write a store's file anew, its pages full; 400 MB take two seconds, in which others wait.

    It stays as it is where the disk has no room for another one. Raises StoreError.
    """
    connection = Connection(store)
    try:
        connection.close_gaps()
    finally:
        connection.close()


def _in_many_parts(connection: Connection) -> list[str]:
    with connection.reading() as sqlite:
        query = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"
        indexes = [name for (name,) in sqlite.execute(query)]
        parts = "SELECT count(DISTINCT segid) FROM {}_idx"
        return [
            index
            for index in indexes
            if sqlite.execute(parts.format(index)).fetchone()[0] >= _PARTS
        ]


def _merge(connection: Connection, index: str, pages: int) -> bool:
    """Go so many pages further; gives whether there is more to do."""
    with connection.transaction() as sqlite:
        before = sqlite.total_changes
        sqlite.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', ?)", (pages,))
        return sqlite.total_changes - before >= 2
