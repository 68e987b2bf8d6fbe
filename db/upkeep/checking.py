"""Whether a store is whole: its pages, tables, indexes, references, texts, offsets and changes."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from db.articles import text_hash
from db.connection import VERSION, keep_temporary_files, refuse_others
from db.errors import StoreError, explained
from db.schema_check import find_stranger
from db.witness import acknowledged, changes_in

Kind = Literal["structure", "schema", "index", "reference", "text", "offset", "changes"]
Progress = Callable[[int, int], None]

_MOST = 100  # problems of one kind that are told one by one
_PATIENCE = 10.0  # seconds

# What says by "start" and "end" which stretch of its article it stands on.
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


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a store: what it is, in words, and in which article, if in one."""

    kind: Kind
    what: str
    article: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: `articles` and `changes` are counts, None where they cannot be read."""

    problems: tuple[Problem, ...]
    articles: int | None
    changes: int | None

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check(path: Path, progress: Progress = lambda _done, _all: None) -> Report:
    """Look for everything that can be wrong with a store; changes nothing.

    `progress` is told how many articles were looked at, and of how many. Raises StoreError for a
    file that is no store, or that cannot be opened at all.
    """
    if not path.is_file():
        raise StoreError(f"There is no store at {path}; check its name")
    refuse_others(path)
    try:
        sqlite = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=_PATIENCE,
            isolation_level=None,
        )
    except sqlite3.Error as error:
        raise explained(error, path) from error
    with closing(sqlite):
        sqlite.execute("PRAGMA trusted_schema=OFF")
        keep_temporary_files(sqlite, path.absolute().parent)
        checking = _Checking(sqlite, path, progress)
        problems = tuple(checking.problems())
        return Report(problems, checking.articles, checking.changes)


class _Checking:
    def __init__(self, sqlite: sqlite3.Connection, path: Path, progress: Progress) -> None:
        self.articles: int | None = None
        self.changes: int | None = None
        self._sqlite = sqlite
        self._path = path
        self._progress = progress
        self._lengths: dict[int, int] = {}

    def problems(self) -> Iterator[Problem]:
        yield from self._whole("structure", "the file", self._structure)
        yield from self._whole("schema", "the schema", self._schema)
        yield from self._whole("changes", "the count of changes", self._lost)
        yield from self._whole("reference", "what refers to what", self._references)
        for table in self._full_text_tables():
            yield from self._whole("index", f"the index {table}", partial(self._index, table))
        yield from self._whole("text", "the texts", self._texts)
        for table in _STRETCHES:
            yield from self._whole("offset", f"the table {table}", partial(self._offsets, table))

    def _whole(
        self, kind: Kind, part: str, look: Callable[[], Iterator[Problem]]
    ) -> Iterator[Problem]:
        """The problems that `look` finds, the first hundred; or that it could not look."""
        told = 0
        try:
            for problem in look():
                told += 1
                if told <= _MOST:
                    yield problem
        except sqlite3.Error as error:
            yield Problem(kind, f"{part} cannot be read: {error}")
        if told > _MOST:
            yield Problem(kind, f"{told - _MOST} more like these in {part}")

    def _structure(self) -> Iterator[Problem]:
        for (line,) in self._sqlite.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield Problem("structure", str(line))

    def _schema(self) -> Iterator[Problem]:
        if self._sqlite.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            stranger = find_stranger(self._sqlite)
            if stranger is not None:
                yield Problem("schema", stranger)

    def _lost(self) -> Iterator[Problem]:
        self.changes = changes_in(self._sqlite)
        known = acknowledged(self._path)
        if known > self.changes:
            yield Problem(
                "changes",
                f"{known} changes were on the disk, {self.changes} are here: the log was cut, or "
                "an older copy of the file took its place",
            )

    def _references(self) -> Iterator[Problem]:
        for table, row, parent, _ in self._sqlite.execute("PRAGMA foreign_key_check"):
            where = "" if row is None else f" row {row}"
            yield Problem("reference", f"{table}{where} refers to a {parent} that is not there")

    def _full_text_tables(self) -> list[str]:
        query = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"
        try:
            return [name for (name,) in self._sqlite.execute(query)]
        except sqlite3.Error:  # told of by the structure
            return []

    def _index(self, table: str) -> Iterator[Problem]:
        # the only way to ask is a command that looks like a change
        self._sqlite.execute("BEGIN IMMEDIATE")
        try:
            self._sqlite.execute(
                f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)"
            )
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            yield Problem("index", f"the index {table} does not match what it stands for")
        finally:
            self._sqlite.execute("ROLLBACK")

    def _texts(self) -> Iterator[Problem]:
        ids = [id for (id,) in self._sqlite.execute("SELECT id FROM article ORDER BY id")]
        self.articles = len(ids)
        for done, id in enumerate(ids, 1):
            try:
                text, kept = self._sqlite.execute(
                    "SELECT text, sha256 FROM article WHERE id = ?", (id,)
                ).fetchone()
                self._lengths[id] = len(text)
                if text_hash(text) != kept:
                    yield Problem("text", "its text is not the one that was stored", id)
            except (sqlite3.Error, TypeError, UnicodeEncodeError) as error:
                yield Problem("text", f"its text cannot be read: {error}", id)
            self._progress(done, len(ids))

    def _offsets(self, table: str) -> Iterator[Problem]:
        query = f"""SELECT article, min(start), max("end"), sum(start > "end") FROM {table}
            WHERE start IS NOT NULL GROUP BY article"""
        for article, first, last, reversed_ones in self._sqlite.execute(query):
            length = self._lengths.get(article)
            if length is not None and (first < 0 or last > length or reversed_ones):
                yield Problem("offset", f"stretches in {table} lie outside of its text", article)
