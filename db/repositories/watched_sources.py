"""Watched sources: the feeds and folders that are checked for new articles."""

import datetime
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal, get_args

from msgspec import Struct
from msgspec.structs import asdict

from db.connection import Connection
from db.errors import NotFound
from db.stored_records import mark_damaged, read_records
from db.text import parse_time, timestamp

SourceKind = Literal["feed", "folder"]
FullText = Literal["ask", "always", "never"]
FULL_TEXTS: tuple[FullText, ...] = get_args(FullText)


class WatchedSource(Struct, frozen=True):
    """A feed or a folder that is checked; `error` is that of its last check, or empty.

    `checked` is the time at which the last complete check began, `articles` the number of articles
    that all checks added. `last_new`, `last_changed` and `last_proposed` count the articles of the
    last check that found any. `remark` names what the last check left out. `etag` and `modified`
    are the version of a feed.

    `title` is that of a feed, `folder` the folder in which it is listed: "News/Ports". `full_text`:
    when the pages of its entries are fetched. `private`: its host may be on this machine or its
    network. `found` is the time of the last check that found any, `last_error` the last error, also
    of an earlier check, `failed` its time. `failures` counts the checks that failed one after the
    other. Before `due` the source is checked only if the reader asks.
    """

    id: int
    kind: SourceKind
    address: str
    paused: bool = False
    checked: datetime.datetime | None = None
    error: str = ""
    articles: int = 0
    added: datetime.datetime | None = None
    last_new: int = 0
    last_changed: int = 0
    last_proposed: int = 0
    remark: str = ""
    etag: str = ""
    modified: str = ""
    title: str = ""
    folder: str = ""
    full_text: FullText = "ask"
    private: bool = False
    found: datetime.datetime | None = None
    last_error: str = ""
    failed: datetime.datetime | None = None
    failures: int = 0
    due: datetime.datetime | None = None
    damaged: bool = False

    @property
    def name(self) -> str:
        """The title, else the address."""
        return self.title or self.address

    @property
    def last_counts(self) -> "CheckCounts":
        """The counts of the last check that found anything."""
        return CheckCounts(self.last_new, self.last_changed, self.last_proposed)

    def to_dict(self) -> dict[str, Any]:
        """Return the source as a dictionary of values for JSON."""
        values = asdict(self)
        for name in ("checked", "added", "found", "failed", "due"):
            values[name] = values[name] and values[name].isoformat()
        del values["etag"], values["modified"]
        return values


class CheckCounts(Struct, frozen=True):
    """The number of articles that a check added, gave a new version, and proposed one for."""

    new: int = 0
    changed: int = 0
    proposed: int = 0

    def __add__(self, more: "CheckCounts") -> "CheckCounts":
        """Return the sums."""
        return CheckCounts(
            self.new + more.new, self.changed + more.changed, self.proposed + more.proposed
        )

    def __bool__(self) -> bool:
        """Return True if the check found anything."""
        return bool(self.new or self.changed or self.proposed)


NO_COUNTS = CheckCounts()


class WatchedEntry(Struct, frozen=True):
    """An entry of a watched feed, as it was when it was last added or changed.

    `key` is the SHA-256 of its title and text, `sha256` that of its text. `entry_id` is the id that
    the feed gives it, `address` is normalized; both may be empty.
    """

    key: str
    entry_id: str
    address: str
    title: str
    sha256: str
    added_article: int


_FIELDS = tuple(name for name in WatchedSource.__struct_fields__ if name != "damaged")
_COLUMNS = ", ".join(_FIELDS)
_ENTRY_COLUMNS = ", ".join(WatchedEntry.__struct_fields__)


class WatchedSourceRepository:
    """The watched sources of a store; methods raise StoreError, and NotFound without a source."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection

    def list(self) -> "list[WatchedSource]":
        """Return all sources, in the order of their addresses."""
        query = f"SELECT {_COLUMNS} FROM watched_source ORDER BY kind, address, id"
        with self._connection.read_transaction() as sqlite:
            return _sources(sqlite, sqlite.execute(query))

    def get(self, source: int) -> WatchedSource:
        """Return a source by its id."""
        with self._connection.read_transaction() as sqlite:
            return _load(sqlite, source)

    def find(self, address: str) -> WatchedSource | None:
        """Return the source with an address, if it is watched."""
        query = f"SELECT {_COLUMNS} FROM watched_source WHERE address = ?"
        with self._connection.read_transaction() as sqlite:
            row = sqlite.execute(query, (address,)).fetchone()
            return row and _sources(sqlite, [row])[0]

    def add(
        self,
        kind: SourceKind,
        address: str,
        *,
        title: str = "",
        folder: str = "",
        private: bool = False,
    ) -> WatchedSource:
        """Add a source, whose address is not watched yet."""
        with self._connection.transaction() as sqlite:
            inserted = sqlite.execute(
                """INSERT INTO watched_source (kind, address, added, title, folder, private)
                    VALUES (?, ?, ?, ?, ?, ?)""",
                (kind, address, timestamp(), title, folder, private),
            )
            assert inserted.lastrowid is not None
            return _load(sqlite, inserted.lastrowid)

    def remove(self, source: int) -> None:
        """Remove a source; its articles stay."""
        with self._connection.transaction() as sqlite:
            _load(sqlite, source)
            sqlite.execute("DELETE FROM watched_source WHERE id = ?", (source,))

    def set_options(
        self,
        source: int,
        *,
        title: str | None = None,
        folder: str | None = None,
        full_text: FullText | None = None,
        private: bool | None = None,
    ) -> None:
        """Set options of a source; None leaves one as it is.

        An empty title is that of the feed again when it changes.
        """
        values = {"title": title, "folder": folder, "full_text": full_text, "private": private}
        changed = {name: value for name, value in values.items() if value is not None}
        with self._connection.transaction() as sqlite:
            _load(sqlite, source)
            for name, value in changed.items():
                sqlite.execute(
                    f"UPDATE watched_source SET {name} = ? WHERE id = ?", (value, source)
                )

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
        *,
        remark: str = "",
        counts: CheckCounts = NO_COUNTS,
        title: str = "",
    ) -> None:
        """Record a complete check; a source that was removed meanwhile is ignored.

        `error` names the entries or files that could not be added. `counts` are those of a check
        that found anything. A title is only set if there is none.
        """
        moment = _format_moment(checked)
        with self._connection.transaction() as sqlite:
            sqlite.execute(
                """UPDATE watched_source SET checked = ?, error = ?, etag = ?, modified = ?,
                    remark = ?, failures = 0, due = NULL,
                    title = CASE title WHEN '' THEN ? ELSE title END WHERE id = ?""",
                (moment, error, etag, modified, remark, title, source),
            )
            if error:
                _record_error(sqlite, source, moment, error)
            if counts:
                sqlite.execute(
                    """UPDATE watched_source SET last_new = ?, last_changed = ?, last_proposed = ?,
                        found = ? WHERE id = ?""",
                    (counts.new, counts.changed, counts.proposed, moment, source),
                )

    def record_failure(
        self, source: int, checked: datetime.datetime, error: str, due: datetime.datetime
    ) -> None:
        """Record a check that failed, and the time before which the next one waits."""
        moment = _format_moment(checked)
        with self._connection.transaction() as sqlite:
            sqlite.execute(
                """UPDATE watched_source SET checked = ?, error = ?, failures = failures + 1,
                    due = ? WHERE id = ?""",
                (moment, error, _format_moment(due), source),
            )
            _record_error(sqlite, source, moment, error)

    def move(self, source: int, address: str, *, private: bool) -> str:
        """Set the address of a feed that moved; return why not if that one is watched already."""
        with self._connection.transaction() as sqlite:
            query = "SELECT id FROM watched_source WHERE address = ?"
            found = sqlite.execute(query, (address,)).fetchone()
            if found is not None:
                is_same = found[0] == source
                return "" if is_same else f"moved to {address}, which is watched too: remove one"
            sqlite.execute(
                "UPDATE watched_source SET address = ?, private = ? WHERE id = ?",
                (address, private, source),
            )
            return ""

    def record_changes(
        self, source: int, articles: Iterable[int], changed: datetime.datetime
    ) -> None:
        """Record that a feed has another text of articles."""
        with self._connection.transaction() as sqlite:
            sqlite.executemany(
                "UPDATE feed_article SET changed = ? WHERE source = ? AND added_article = ?",
                ((_format_moment(changed), source, article) for article in articles),
            )

    def of_article(self, article: int) -> tuple[WatchedSource, ...]:
        """Return the feeds that an article came from."""
        query = f"""SELECT {_COLUMNS} FROM watched_source
            WHERE id IN (SELECT source FROM feed_article WHERE added_article = ?) ORDER BY id"""
        with self._connection.read_transaction() as sqlite:
            return tuple(_sources(sqlite, sqlite.execute(query, (article,))))

    # The entries of feeds

    def entries(self, source: int) -> tuple[WatchedEntry, ...]:
        """Return the entries of a feed that were added and are still in it, by their keys."""
        query = f"SELECT {_ENTRY_COLUMNS} FROM watched_entry WHERE source = ? ORDER BY key"
        with self._connection.read_transaction() as sqlite:
            return tuple(WatchedEntry(*row) for row in sqlite.execute(query, (source,)))

    def stored_entries(self, source: int) -> dict[int, str]:
        """Return the SHA-256 of the present text of each article of a feed's entries, by its id."""
        query = """SELECT id, sha256 FROM article
            WHERE id IN (SELECT added_article FROM watched_entry WHERE source = ?)"""
        with self._connection.read_transaction() as sqlite:
            return {int(id): str(sha256) for id, sha256 in sqlite.execute(query, (source,))}

    def replace_entries(self, source: int, entries: Collection[WatchedEntry]) -> None:
        """Record the entries of a feed; of those that are no longer in it the articles remain."""
        with self._connection.transaction() as sqlite:
            if sqlite.execute("SELECT 1 FROM watched_source WHERE id = ?", (source,)).fetchone():
                sqlite.execute("DELETE FROM watched_entry WHERE source = ?", (source,))
                _add_entries(sqlite, source, entries)
                sqlite.executemany(
                    "INSERT OR IGNORE INTO feed_article (source, added_article) VALUES (?, ?)",
                    ((source, entry.added_article) for entry in entries if entry.added_article),
                )


def _format_moment(moment: datetime.datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _record_error(sqlite: sqlite3.Connection, source: int, moment: str, error: str) -> None:
    sqlite.execute(
        "UPDATE watched_source SET last_error = ?, failed = ? WHERE id = ?", (error, moment, source)
    )


def _add_entries(sqlite: sqlite3.Connection, source: int, entries: Iterable[WatchedEntry]) -> None:
    marks = ", ".join(f":{name}" for name in WatchedEntry.__struct_fields__)
    sqlite.executemany(
        f"""INSERT OR REPLACE INTO watched_entry (source, {_ENTRY_COLUMNS})
            VALUES (:source, {marks})""",
        ({"source": source, **asdict(entry)} for entry in entries),
    )


def _load(sqlite: sqlite3.Connection, source: int) -> WatchedSource:
    query = f"SELECT {_COLUMNS} FROM watched_source WHERE id = ?"
    row = sqlite.execute(query, (source,)).fetchone()
    if row is None:
        raise NotFound(f"There is no watched source {source} in the store")
    return _sources(sqlite, [row])[0]


def _sources(sqlite: sqlite3.Connection, rows: Iterable[Sequence[Any]]) -> list[WatchedSource]:
    found = read_records(WatchedSource, _source, rows)
    return mark_damaged(sqlite, found, ("watched_source",))


def _source(row: Sequence[Any]) -> WatchedSource:
    values = dict(zip(_FIELDS, row, strict=True))
    for name in ("checked", "added", "found", "failed", "due"):
        values[name] = values[name] and parse_time(values[name])
    for name in ("paused", "private"):
        values[name] = bool(values[name])
    return WatchedSource(**values)
