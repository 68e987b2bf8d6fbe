"""Watched sources: the feeds and folders that are checked for new articles."""

import datetime
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from db.connection import Connection
from db.errors import NotFound
from db.text import timestamp

SourceKind = Literal["feed", "folder"]


@dataclass(frozen=True, slots=True)
class WatchedSource:
    """A feed or a folder that is checked; `error` is that of its last check, or empty.

    `checked` is the time at which the last complete check began, `articles` the number of articles
    that all checks added. `etag` and `modified` are the version of a feed.
    """

    id: int
    kind: SourceKind
    address: str
    paused: bool = False
    checked: datetime.datetime | None = None
    error: str = ""
    articles: int = 0
    added: datetime.datetime | None = None
    etag: str = ""
    modified: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the source as a dictionary of values for JSON."""
        values = asdict(self)
        for name in ("checked", "added"):
            values[name] = values[name] and values[name].isoformat()
        del values["etag"], values["modified"]
        return values


_COLUMNS = ", ".join(field.name for field in fields(WatchedSource))


class WatchedSourceRepository:
    """The watched sources of a store; methods raise StoreError, and NotFound without a source."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def list(self) -> "list[WatchedSource]":
        """Return all sources, in the order of their addresses."""
        query = f"SELECT {_COLUMNS} FROM watched_source ORDER BY kind, address, id"
        with self._connection.read_transaction() as sqlite:
            return [_source(row) for row in sqlite.execute(query)]

    def get(self, source: int) -> WatchedSource:
        """Return a source by its id."""
        with self._connection.read_transaction() as sqlite:
            return _load(sqlite, source)

    def find(self, address: str) -> WatchedSource | None:
        """Return the source with an address, if it is watched."""
        query = f"SELECT {_COLUMNS} FROM watched_source WHERE address = ?"
        with self._connection.read_transaction() as sqlite:
            row = sqlite.execute(query, (address,)).fetchone()
            return row and _source(row)

    def add(self, kind: SourceKind, address: str) -> WatchedSource:
        """Add a source, whose address is not watched yet."""
        with self._connection.transaction() as sqlite:
            inserted = sqlite.execute(
                "INSERT INTO watched_source (kind, address, added) VALUES (?, ?, ?)",
                (kind, address, timestamp()),
            )
            assert inserted.lastrowid is not None
            return _load(sqlite, inserted.lastrowid)

    def remove(self, source: int) -> None:
        """Remove a source; its articles stay."""
        with self._connection.transaction() as sqlite:
            _load(sqlite, source)
            sqlite.execute("DELETE FROM watched_source WHERE id = ?", (source,))

    def restore(self, source: WatchedSource, entries: Mapping[str, int]) -> None:
        """Restore a removed source with its id and the entries that it added."""
        values = asdict(source)
        for name in ("checked", "added"):
            values[name] = values[name] and values[name].isoformat()
        with self._connection.transaction() as sqlite:
            marks = ", ".join(f":{name}" for name in values)
            sqlite.execute(f"INSERT INTO watched_source ({_COLUMNS}) VALUES ({marks})", values)
            _add_entries(sqlite, source.id, entries)

    def set_paused(self, source: int, paused: bool) -> None:
        """Pause or resume the checks of a source."""
        with self._connection.transaction() as sqlite:
            _load(sqlite, source)
            sqlite.execute("UPDATE watched_source SET paused = ? WHERE id = ?", (paused, source))

    def record_added(self, source: int, articles: int) -> None:
        """Count articles that a check added; a source that was removed meanwhile is ignored."""
        with self._connection.transaction() as sqlite:
            sqlite.execute(
                "UPDATE watched_source SET articles = articles + ? WHERE id = ?", (articles, source)
            )

    def record_check(
        self,
        source: int,
        checked: datetime.datetime,
        error: str,
        etag: str = "",
        modified: str = "",
    ) -> None:
        """Record a complete check; a source that was removed meanwhile is ignored."""
        with self._connection.transaction() as sqlite:
            sqlite.execute(
                """UPDATE watched_source SET checked = ?, error = ?, etag = ?, modified = ?
                    WHERE id = ?""",
                (checked.isoformat(timespec="microseconds"), error, etag, modified, source),
            )

    # The entries of feeds

    def entries(self, source: int) -> dict[str, int]:
        """Return the articles of a feed's entries that were added, by the keys of the entries."""
        query = "SELECT key, added_article FROM watched_entry WHERE source = ?"
        with self._connection.read_transaction() as sqlite:
            return {str(key): int(article) for key, article in sqlite.execute(query, (source,))}

    def deleted_entries(self, source: int) -> set[str]:
        """Return the keys of a feed's entries that were added, and whose articles were deleted."""
        query = """SELECT key FROM watched_entry WHERE source = ?
            AND added_article NOT IN (SELECT id FROM article)"""
        with self._connection.read_transaction() as sqlite:
            return {str(key) for (key,) in sqlite.execute(query, (source,))}

    def record_entries(
        self, source: int, entries: Mapping[str, int], current: Sequence[str]
    ) -> None:
        """Record added entries of a feed; forget those that are not among the `current` ones."""
        with self._connection.transaction() as sqlite:
            if sqlite.execute("SELECT 1 FROM watched_source WHERE id = ?", (source,)).fetchone():
                _add_entries(sqlite, source, entries)
                past = self.entries(source).keys() - set(current)
                sqlite.executemany(
                    "DELETE FROM watched_entry WHERE source = ? AND key = ?",
                    ((source, key) for key in past),
                )


def _add_entries(sqlite: sqlite3.Connection, source: int, entries: Mapping[str, int]) -> None:
    sqlite.executemany(
        "INSERT OR REPLACE INTO watched_entry (source, key, added_article) VALUES (?, ?, ?)",
        ((source, key, article) for key, article in entries.items()),
    )


def _load(sqlite: sqlite3.Connection, source: int) -> WatchedSource:
    query = f"SELECT {_COLUMNS} FROM watched_source WHERE id = ?"
    row = sqlite.execute(query, (source,)).fetchone()
    if row is None:
        raise NotFound(f"There is no watched source {source} in the store")
    return _source(row)


def _source(row: Sequence[Any]) -> WatchedSource:
    id, kind, address, paused, checked, error, articles, added, etag, modified = row
    return WatchedSource(
        id, kind, address, bool(paused), checked and datetime.datetime.fromisoformat(checked),
        error, articles, datetime.datetime.fromisoformat(added), etag, modified,
    )  # fmt: skip
