"""Integrity check of a store: pages, schema, indexes, references, texts, offsets and commits."""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Literal

from msgspec import Struct

from db.checksums.comparison import accept_records, list_damage
from db.commit_counter import connect_read_only, is_writable, known_commits, stored_commits
from db.connection import VERSION, Connection
from db.errors import to_store_error
from db.maintenance.backup import back_up_before_migration
from db.maintenance.replacement import require_store
from db.schema_check import find_foreign_object
from db.temporary_files import set_temporary_folder

Kind = Literal["structure", "schema", "index", "reference", "text", "record", "offset", "changes"]
Progress = Callable[[str, float], None]

_MOST = 100  # problems of one kind that are listed
_PATIENCE = 10.0  # seconds

# The tables whose rows have a span of their article in "start" and "end".
_STRETCHES = (
    "mention",
    "quotation",
    "quotation_span",
    "time_expression",
    "event",
    "note",
    "correction",
    "draft",
)


class Defect(Struct, frozen=True):
    """A defect of a store: its kind, a description, and the article it is in, if any."""

    kind: Kind
    message: str
    article: int | None = None


class IntegrityReport(Struct, frozen=True):
    """The result of a check; `articles` and `changes` are counts, None if they cannot be read.

    `indexes_checked` is False for a read-only store: the check of an index needs a transaction.
    """

    problems: tuple[Defect, ...]
    articles: int | None
    changes: int | None
    indexes_checked: bool = True

    @property
    def whole(self) -> bool:
        """True if no problem was found."""
        return not self.problems


def check_store(
    path: Path | str, progress: Progress = lambda _part, _done: None
) -> IntegrityReport:
    """Check a store for every kind of defect, without changing it.

    `progress` is called with the part that is checked and the share of it that is done. The time
    is linear in the size of the store: half a minute for 100,000 articles. Raises StoreError for a
    file that is not a store or cannot be opened.
    """
    path = Path(path)
    require_store(path)
    read_only = not is_writable(path)
    try:
        sqlite = connect_read_only(path) if read_only else _connect(path)
    except sqlite3.Error as error:
        raise to_store_error(error, path) from error
    with closing(sqlite):
        sqlite.execute("PRAGMA trusted_schema=OFF")
        set_temporary_folder(sqlite, path.absolute().parent)
        checking = _Checker(sqlite, path, progress, not read_only)
        problems = tuple(checking.problems())
        return IntegrityReport(problems, checking.articles, checking.changes, not read_only)


def accept_changes(
    path: Path,
    progress: Progress = lambda _part, _done: None,
    articles: Collection[int] = (),
) -> int:
    """Accept the records that differ from their checksums, as they are; return their number.

    With `articles`, only their records are accepted. Texts that differ, and records that cannot be
    read, remain problems. Raises StoreError.
    """
    require_store(path)
    connection = Connection(path, back_up_before_migration, create=False)
    try:
        with connection.transaction() as sqlite:
            records = list(list_damage(sqlite, progress))
            if articles:
                records = [record for record in records if record.article in articles]
            return accept_records(sqlite, records)
    finally:
        connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_PATIENCE, isolation_level=None
    )


class _Checker:
    def __init__(
        self, sqlite: sqlite3.Connection, path: Path, progress: Progress, check_indexes: bool
    ) -> None:
        self.articles: int | None = None
        self.changes: int | None = None
        self._sqlite = sqlite
        self._path = path
        self._progress = progress
        self._check_indexes = check_indexes
        self._lengths: dict[int, int] = {}

    def problems(self) -> Iterator[Defect]:
        yield from self._run("structure", "the file", self._structure)
        yield from self._run("schema", "the schema", self._schema)
        yield from self._run("changes", "the commit counter", self._commits)
        yield from self._run("reference", "the references", self._references)
        for table in self._full_text_tables() if self._check_indexes else ():
            yield from self._run("index", f"the index {table}", partial(self._index, table))
        yield from self._run("record", "the records", self._records)
        for table in _STRETCHES:
            yield from self._run("offset", f"the table {table}", partial(self._offsets, table))

    def _run(self, kind: Kind, part: str, look: Callable[[], Iterator[Defect]]) -> Iterator[Defect]:
        """Yield the first hundred problems that `look` finds, and a problem if it fails."""
        count = 0
        self._progress(f"checking {part}", 0)
        try:
            for problem in look():
                count += 1
                if count <= _MOST:
                    yield problem
        except (sqlite3.Error, UnicodeDecodeError) as error:
            yield Defect(kind, f"{part} cannot be read: {error}")
        if count > _MOST:
            yield Defect(kind, f"{count - _MOST} more problems of this kind in {part}")

    def _structure(self) -> Iterator[Defect]:
        for (line,) in self._sqlite.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield Defect("structure", str(line))

    def _schema(self) -> Iterator[Defect]:
        if self._sqlite.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            stranger = find_foreign_object(self._sqlite)
            if stranger is not None:
                yield Defect("schema", stranger.description)

    def _commits(self) -> Iterator[Defect]:
        self.changes = stored_commits(self._sqlite)
        known = known_commits(self._path)
        if known > self.changes:
            yield Defect(
                "changes",
                f"{known} changes were saved, the file has {self.changes}: the log was truncated, "
                "or the file was replaced by an older copy",
            )

    def _references(self) -> Iterator[Defect]:
        for table, row, parent, _ in self._sqlite.execute("PRAGMA foreign_key_check"):
            where = "" if row is None else f" row {row}"
            yield Defect("reference", f"{table}{where} refers to a {parent} that does not exist")

    def _full_text_tables(self) -> list[str]:
        query = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"
        try:
            return [name for (name,) in self._sqlite.execute(query)]
        except (sqlite3.Error, UnicodeDecodeError):  # reported by the check of the structure
            return []

    def _index(self, table: str) -> Iterator[Defect]:
        # FTS5 runs its check by an INSERT, which needs a write transaction
        self._sqlite.execute("BEGIN IMMEDIATE")
        try:
            self._sqlite.execute(
                f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)"
            )
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            yield Defect("index", f"the index {table} does not match its table")
        finally:
            self._sqlite.execute("ROLLBACK")

    def _records(self) -> Iterator[Defect]:
        query = "SELECT id, length(text) FROM article"
        with suppress(sqlite3.Error):  # reported with the texts
            self._lengths = dict(self._sqlite.execute(query).fetchall())
            self.articles = len(self._lengths)
        for record in list_damage(self._sqlite, self._progress):
            kind: Kind = "text" if record.group == "text" else "record"
            yield Defect(kind, record.description, record.article)

    def _offsets(self, table: str) -> Iterator[Defect]:
        query = f"""SELECT article, min(start), max("end"), sum(start > "end") FROM {table}
            WHERE start IS NOT NULL GROUP BY article"""
        for article, first, last, reversed_ones in self._sqlite.execute(query):
            length = self._lengths.get(article)
            if length is not None and (first < 0 or last > length or reversed_ones):
                yield Defect("offset", f"{table} has spans outside its text", article)
