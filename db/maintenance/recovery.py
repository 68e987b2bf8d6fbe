"""Recovery of a damaged store: copy what is readable into a new one, and report what is lost.

Recovery of the rows of a damaged table: read every range, and skip unreadable ones.
"""

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from analysis import Analysis
from db.connection import OLDEST_RECOVERABLE, VERSION, Connection, require_store_file
from db.corrections.models import from_exported_json, to_json
from db.errors import StoreError
from db.identities.linker import relink_all
from db.maintenance.backup import (
    finish_restore,
    move_to_new,
    require_store,
    temporary_name,
)
from db.models import Document
from db.quote_groups.clusterer import group_all
from db.repositories.article_rows import hash_text, insert_article
from db.repositories.findings import TABLES, mark_pending, remove_findings
from db.schema import rebuild_indexes

Row = tuple[object, ...]

# Tables and columns of stores before version 16 that had other names: the present name and theirs.
# Derived tables are not read.
_OLD_TABLES = {
    "reading_state": "reading",
    "import_log": "file_read",
    "mention_type": "mention_sort",
    "correction_rule": "standing_rule",
    "machine_analysis": "machine_findings",
    "identity_distinct": "identity_apart",
    "identity_override": "identity_choice",
}
_OLD_COLUMNS = {
    "article": {"list_key": "listing", "duplicate_group": "alike"},
    "reading_state": {"bookmarks": "places"},
    "mention": {"type": "sort"},
    "identity": {"list_key": "listing"},
    "identity_distinct": {"first": "one", "second": "other"},
}

_LOWEST, _HIGHEST = -1, 2**62
_MOST_FAILURES = 100_000  # of one table, after which its remaining rows are abandoned
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the message about a damaged schema may be bytes


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table: its columns, and the key by which its rows are read, an integer or a text.

    `marks` are the placeholders for the values of a row, with the default value of each column.
    """

    name: str
    columns: tuple[str, ...]
    key: str
    marks: str
    has_text_key: bool


def list_tables(sqlite: sqlite3.Connection) -> list[TableSchema]:
    """Return the tables with a store's data, each after those that its rows refer to.

    Full-text indexes, SQLite's own tables and the list of migrations are left out.
    """
    found = sqlite.execute("PRAGMA table_list").fetchall()
    rowless = {row[1] for row in found if row[4]}
    names = [
        name
        for _, name, kind, *_ in reversed(found)
        if kind == "table" and not name.startswith(("sqlite_", "_"))
    ]
    parents = {
        name: {row[2] for row in sqlite.execute(f"PRAGMA foreign_key_list({name})")} - {name}
        for name in names
    }
    ordered: list[str] = []
    while len(ordered) < len(names):
        ordered += [name for name in names if name not in ordered and parents[name] <= set(ordered)]
    return [_table(sqlite, name, name in rowless) for name in ordered]


def _table(sqlite: sqlite3.Connection, name: str, rowless: bool) -> TableSchema:
    columns = sqlite.execute(f"PRAGMA table_info({name})").fetchall()
    keys = [(column[1], column[2]) for column in columns if rowless and column[5] == 1]
    key, type = keys[0] if keys else ("rowid", "INTEGER")
    marks = ("?" if default is None else f"coalesce(?, {default})" for *_, default, _ in columns)
    names = tuple(column[1] for column in columns)
    return TableSchema(name, names, key, ", ".join(marks), type == "TEXT")


class TableRecovery:
    """The readable rows of one table of a damaged file.

    After `rows`, `unread` contains the keys of unreadable rows. `abandoned` is True if some rows
    were skipped without their keys: there were too many, the keys are texts, or the schema is
    damaged. It is then damaged too if the table, or a column, is missing from a present version.
    """

    def __init__(self, sqlite: sqlite3.Connection, table: TableSchema) -> None:
        """Prepare to read the columns of `table`.

        A table of an earlier version may have fewer columns, and other names.
        """
        self.unread: list[int] = []
        self.abandoned = False
        self._sqlite = sqlite
        self._table = table

    def rows(self) -> Iterator[Row]:
        """Yield every readable row, with None for columns that are unreadable or missing."""
        if len(self._columns_present) < len(self._table.columns) and self._is_present_version:
            self.abandoned = True
        if self._columns_present:
            has_text_key = self._table.has_text_key
            yield from self._from_both_ends() if has_text_key else self._between(_LOWEST, _HIGHEST)

    @property
    def _is_present_version(self) -> bool:
        try:
            (version,) = self._sqlite.execute("PRAGMA user_version").fetchone()
        except _UNREADABLE:
            return True
        return int(version) == VERSION

    @cached_property
    def _source(self) -> str:
        """The name of the table in the damaged file."""
        name = self._table.name
        old = _OLD_TABLES.get(name, name)
        return name if self._columns_of(name) or not self._columns_of(old) else old

    @cached_property
    def _columns_present(self) -> dict[str, str]:
        """The columns of the damaged table by their present names."""
        found = self._columns_of(self._source)
        old = _OLD_COLUMNS.get(self._table.name, {})
        sources = {
            name: name if name in found else old.get(name, name) for name in self._table.columns
        }
        return {name: source for name, source in sources.items() if source in found}

    def _columns_of(self, table: str) -> frozenset[str]:
        try:
            found = self._sqlite.execute(f"PRAGMA table_info({table})").fetchall()
        except _UNREADABLE:
            self.abandoned = True
            return frozenset()
        return frozenset(column[1] for column in found)

    def _between(self, low: int, high: int) -> Iterator[Row]:
        """Yield the rows with keys above `low`, up to `high`; halve a range that is unreadable.

        The rows of one key are yielded together, so that a failure never splits a key.
        """
        pending = [(low, high)]
        failures = 0
        while pending:
            low, high = pending.pop()
            try:
                found = self._sqlite.execute(self._query(self._table.columns), (low, high))
                for key, rows in groupby(found, itemgetter(0)):
                    yield from [row[1:] for row in rows]
                    low = key
            except _UNREADABLE:
                failures += 1
                if failures > _MOST_FAILURES:
                    self.abandoned = True
                    return
                if high - low > 1:
                    middle = (low + high) // 2
                    pending += [(middle, high), (low, middle)]
                else:
                    yield from self._by_columns(high)

    def _from_both_ends(self) -> Iterator[Row]:
        """Yield the rows before the first unreadable place, then those after the last one.

        Text keys have no middle at which an unreadable range could be halved.
        """
        key = self._key
        low: str | None = None
        for order in ("ASC", "DESC"):
            where = "" if low is None else f"WHERE {key} > :low"
            query = f"{self._select(self._table.columns)} {where} ORDER BY {key} {order}"
            try:
                found = self._sqlite.execute(query, {} if low is None else {"low": low})
                for last, rows in groupby(found, itemgetter(0)):
                    yield from [row[1:] for row in rows]
                    low = last if order == "ASC" else low
                return
            except _UNREADABLE:
                continue
        self.abandoned = True

    @property
    def _key(self) -> str:
        """The name of the key in the damaged file."""
        return self._columns_present.get(self._table.key, self._table.key)

    def _select(self, columns: tuple[str, ...]) -> str:
        present = self._columns_present
        shown = ", ".join(f'"{present[name]}"' if name in present else "NULL" for name in columns)
        return f"SELECT {self._key}, {shown} FROM {self._source} NOT INDEXED"

    def _query(self, columns: tuple[str, ...]) -> str:
        key = self._key
        return f"{self._select(columns)} WHERE {key} > ? AND {key} <= ? ORDER BY {key}"

    def _by_columns(self, key: int) -> Iterator[Row]:
        """Read the row of one key, column by column."""
        if self._table.key != "rowid":
            self.unread.append(key)
            return
        found: list[object] = []
        for column in self._table.columns:
            try:
                values = self._sqlite.execute(self._query((column,)), (key - 1, key)).fetchall()
            except _UNREADABLE:
                found.append(None)
                continue
            if not values:
                return
            found.append(values[0][1])
        if all(value is None for value in found):
            self.unread.append(key)
        else:
            yield tuple(found)


_BATCH = 1000  # rows
_DERIVED = frozenset(  # derived tables, rebuilt from the saved rows
    {
        "vocabulary",
        "commit_counter",
        "identity_entity",
        "identity_month",
        "identity_block",
        "identity_candidate",
        "quotation_shingle",
        "quote_group",
        "quote_group_member",
    }
)
_LOST_TEXT = "The text of this article was lost."
_LOST_ARTICLE = "The article of this note was lost."


@dataclass(frozen=True, slots=True)
class RecoveryReport:
    """The result of a repair.

    `saved` and `lost` count rows by table; of the tables in `uncounted`, more may be lost.
    `changed` are the articles whose text differs from the stored one. `bare` are those that lost
    findings and should be analyzed again. `orphans` counts the notes whose article is lost; each
    was saved on a placeholder article.
    """

    saved: dict[str, int]
    lost: dict[str, int]
    changed: tuple[int, ...]
    bare: tuple[int, ...]
    orphans: int
    uncounted: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """True if everything was saved."""
        return not (self.lost or self.changed or self.bare or self.orphans)


def repair(path: Path | str, into: Path | str | None = None) -> RecoveryReport:
    """Copy all readable rows of a damaged store to the new file `into`; raises StoreError.

    The damaged file is copied first and never changed. Without `into` this is a dry run, which
    reports what would be saved and leaves no file.
    """
    path, into = Path(path), None if into is None else Path(into)
    finish_restore(path)
    if not path.is_file() or not path.stat().st_size:
        require_store(path)
    if into is not None and (into.exists() or into.is_symlink()):
        raise StoreError(f"{into} already exists; choose a new file for the repaired store")
    _refuse_foreign(path)
    folder = (into or path).absolute().parent
    try:
        with tempfile.TemporaryDirectory(
            prefix=f".onrecord-repair-{temporary_name()}-", dir=folder
        ) as work:
            damaged, fresh = Path(work) / "damaged", Path(work) / "store"
            _copy_with_log(path, damaged)
            rescue = _recover(damaged, fresh)
            if into is not None:
                move_to_new(fresh, into)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror}; choose another") from error
    return rescue


def _refuse_foreign(path: Path) -> None:
    """Raise StoreError for a file of a newer version or another program; allow a damaged one."""
    with suppress(sqlite3.Error):
        require_store_file(path, OLDEST_RECOVERABLE)


def _copy_with_log(path: Path, copy: Path) -> None:
    """Copy a store with its log, so that SQLite writes the log into the copy only."""
    shutil.copyfile(path, copy)
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        shutil.copyfile(log, copy.with_name(f"{copy.name}-wal"))


def _recover(damaged: Path, fresh: Path) -> RecoveryReport:
    connection = Connection(fresh)
    try:
        with closing(sqlite3.connect(damaged, isolation_level=None)) as source:
            source.execute("PRAGMA trusted_schema=OFF")
            source.execute("PRAGMA cell_size_check=ON")
            source.text_factory = lambda data: data.decode("utf-8", "replace")
            with connection.transaction() as target:
                return _Recovery(source, target).run()
    finally:
        connection.close()


def _with_present_keys(table: TableSchema, row: Row) -> Row:
    """Rename the keys of an older change in a row; leave other and unreadable rows unchanged."""
    if table.name not in ("correction", "correction_rule"):
        return row
    found = dict(zip(table.columns, row, strict=True))
    with suppress(ValueError, RecursionError):
        found["value"] = to_json(from_exported_json(str(found["kind"]), str(found["value"])))
    return tuple(found.values())


class _Recovery:
    def __init__(self, source: sqlite3.Connection, target: sqlite3.Connection) -> None:
        self._source = source
        self._target = target
        self._saved: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._changed: list[int] = []
        self._bare: set[int] = set()
        self._orphans = 0
        self._uncounted: list[str] = []

    def run(self) -> RecoveryReport:
        for table in list_tables(self._target):
            if table.name not in _DERIVED:
                self._save(table)
        self._drop_torn_findings()
        self._clamp_notes()
        relink_all(self._target)
        rebuild_indexes(self._target)
        group_all(self._target)
        return RecoveryReport(
            dict(+self._saved),
            dict(+self._lost),
            tuple(self._changed),
            tuple(sorted(self._bare)),
            self._orphans,
            tuple(self._uncounted),
        )

    def _save(self, table: TableSchema) -> None:
        reading = TableRecovery(self._source, table)
        batch: list[Row] = []
        for row in reading.rows():
            batch.append(_with_present_keys(table, self._rehashed(table, row)))
            if len(batch) == _BATCH:
                self._insert(table, batch)
                batch = []
        self._insert(table, batch)
        self._lost[table.name] += max(len(reading.unread), reading.abandoned)
        if reading.abandoned:
            self._uncounted.append(table.name)
        if table.name in TABLES and table.key == "article":
            self._bare.update(reading.unread)

    def _rehashed(self, table: TableSchema, row: Row) -> Row:
        """Update the hash in a row of `article` to its present text; leave other rows unchanged."""
        if table.name != "article":
            return row
        found = dict(zip(table.columns, row, strict=True))
        if found["text"] == "" and found["words"] == 0:
            return row  # a reference, which has no text yet
        if not found["text"]:
            found["text"] = f"{_LOST_TEXT} ({found['id']})"
        hashed = hash_text(str(found["text"]))
        if hashed != found["sha256"]:
            self._changed.append(int(str(found["id"])))
            found["sha256"] = hashed
        return tuple(found.values())

    def _insert(self, table: TableSchema, rows: list[Row]) -> None:
        names = ", ".join(f'"{name}"' for name in table.columns)
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({table.marks})"
        self._target.execute("SAVEPOINT batch")
        try:
            self._target.executemany(statement, rows)
            self._saved[table.name] += len(rows)
        except sqlite3.IntegrityError:
            self._target.execute("ROLLBACK TO batch")
            for row in rows:
                self._insert_one(table, statement, row)
        self._target.execute("RELEASE batch")

    def _insert_one(self, table: TableSchema, statement: str, row: Row) -> None:
        try:
            self._target.execute(statement, row)
            self._saved[table.name] += 1
        except sqlite3.IntegrityError:
            if table.name == "note" and self._save_orphan(table, statement, row):
                return
            self._lost[table.name] += 1
            if table.name in TABLES:
                article = dict(zip(table.columns, row, strict=True)).get("article")
                if isinstance(article, int):  # else unreadable; the article's counts show the loss
                    self._bare.add(article)

    def _save_orphan(self, table: TableSchema, statement: str, row: Row) -> bool:
        """Save a note whose article is lost, on a placeholder article with the note's quotation."""
        note = dict(zip(table.columns, row, strict=True))
        text = f"{_LOST_ARTICLE}\n\n{note['prefix']}{note['exact']}{note['suffix']} [{note['id']}]"
        start = len(f"{_LOST_ARTICLE}\n\n{note['prefix']}")
        note |= {"start": start, "end": start + len(str(note["exact"])), "quotation": None}
        try:
            document = Document(text, _LOST_ARTICLE)
            note["article"] = insert_article(self._target, document, Analysis(text)).article
            self._target.execute(statement, tuple(note.values()))
        except sqlite3.IntegrityError:
            return False
        self._saved["note"] += 1
        self._orphans += 1
        return True

    def _drop_torn_findings(self) -> None:
        """Delete all findings of articles that lost some: they refer to each other by number."""
        counts = """SELECT id FROM article
            WHERE quotations != (SELECT count(*) FROM quotation
                    WHERE quotation.article = article.id AND kind != 'scare')
                OR events != (SELECT count(*) FROM event WHERE event.article = article.id)
                OR length(text) < (SELECT max("end") FROM mention WHERE article = article.id)"""
        self._bare.update(id for (id,) in self._target.execute(counts))
        for article in self._bare:
            remove_findings(self._target, article)
            self._target.execute(
                "UPDATE article SET quotations = 0, events = 0 WHERE id = ?", (article,)
            )
            exists = "SELECT 1 FROM article WHERE id = ?"
            if self._target.execute(exists, (article,)).fetchone():
                mark_pending(self._target, article)

    def _clamp_notes(self) -> None:
        """Move notes beyond the end of a shortened text to its beginning."""
        for table in ("note", "draft", "correction"):
            self._target.execute(
                f"""UPDATE {table} SET start = 0, "end" = 0
                    WHERE "end" > (SELECT length(text) FROM article WHERE id = {table}.article)"""
            )
