"""Optimization of a store after many additions: merge index segments, and fill pages.

Every transaction adds a segment to an index, and SQLite itself merges only some of them. After
many articles an index has a dozen, and a search for a rare word takes half as long again. The
pages of tables are seven eighths full after articles were added. Rewriting the file gains 4 % then,
and writes each page twice, so that it pays only after articles were deleted.
"""

import time
from collections.abc import Callable
from pathlib import Path

from db.connection import Connection
from db.maintenance.backup import back_up_before_migration

_PARTS = 8  # segments of an index, from which on merging them pays
_SPARSE = 0.2  # fraction of a file's pages that is free, from which on rewriting it pays
_PAGES = 250  # written in one transaction, so that others wait only some hundredths of a second
_FEW_PAGES = 8  # written in one transaction while a reader types
_PAUSE = 4  # times as long as the transaction before it, so that few writes of others meet one


def optimize_fts(
    store: Path, wanted: Callable[[], bool] = lambda: True, *, gently: bool = False
) -> None:
    """Merge the segments of indexes that have many, until `wanted` returns False.

    Others may use the store meanwhile; with `gently`, their writes rarely wait. Raises StoreError.
    """
    pages = _FEW_PAGES if gently else _PAGES
    connection = Connection(store, back_up_before_migration)
    try:
        for index in _in_many_parts(connection):
            number = -pages  # a negative number starts a merge of all segments
            began = time.monotonic()
            while wanted() and _merge(connection, index, number):
                number = pages
                if gently:
                    time.sleep(_PAUSE * (time.monotonic() - began))
                began = time.monotonic()
    finally:
        connection.close()


def vacuum(store: Path) -> None:
    """Rewrite a store's file with full pages (VACUUM); 400 MB take two seconds, while others wait.

    The file stays as it is if the disk has no room for a second one. Raises StoreError.
    """
    connection = Connection(store, back_up_before_migration)
    try:
        connection.vacuum()
    finally:
        connection.close()


def vacuum_if_sparse(store: Path) -> None:
    """Rewrite a store's file if a fifth of its pages is free, as after many deletions."""
    connection = Connection(store, back_up_before_migration)
    try:
        with connection.read_transaction() as sqlite:
            (free,) = sqlite.execute("PRAGMA freelist_count").fetchone()
            (pages,) = sqlite.execute("PRAGMA page_count").fetchone()
        if free >= _SPARSE * pages:
            connection.vacuum()
    finally:
        connection.close()


def _in_many_parts(connection: Connection) -> list[str]:
    with connection.read_transaction() as sqlite:
        query = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"
        indexes = [name for (name,) in sqlite.execute(query)]
        parts = "SELECT count(DISTINCT segid) FROM {}_idx"
        return [
            index
            for index in indexes
            if sqlite.execute(parts.format(index)).fetchone()[0] >= _PARTS
        ]


def _merge(connection: Connection, index: str, pages: int) -> bool:
    """Merge up to `pages` pages; return True if there is more to merge."""
    with connection.transaction() as sqlite:
        before = sqlite.total_changes
        sqlite.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', ?)", (pages,))
        return sqlite.total_changes - before >= 2
