"""Recovery of a damaged store: copy what is readable into a new one, and report what is lost."""

import json
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from msgspec import Struct

from analysis import Analysis
from db.checksums.comparison import DamagedRecord, mark_records
from db.checksums.groups import NAMES
from db.connection import Connection, require_store_file
from db.errors import StoreError
from db.finding_rows import IS_STATEMENT_SQL
from db.identities.linker import relink_all
from db.kinds import FINDINGS
from db.maintenance.backup import list_backups
from db.maintenance.copies import move_to_new, temporary_name
from db.maintenance.record_recovery import (
    EXACT_ONLY,
    Checksums,
    MendedRecord,
    RecordRecovery,
)
from db.maintenance.replacement import finish_restore, require_store
from db.maintenance.table_recovery import RecoveredTable, Row, TableRecovery, list_tables
from db.models import Document
from db.quote_groups.clusterer import group_all
from db.repositories.article_rows import hash_text, insert_article
from db.repositories.findings import TABLES, mark_pending, remove_findings
from db.schema import rebuild_indexes, renew_trashed_articles

_BATCH = 1000  # rows
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the message about a damaged schema may be bytes
_DERIVED = frozenset(  # derived tables, rebuilt from the saved rows
    {
        "article_vector",
        "quotation_vector",
        "vocabulary",
        "commit_counter",
        "deferred_index",
        "row_checksum",
        "identity_entity",
        "identity_month",
        "identity_block",
        "identity_candidate",
        "quotation_shingle",
        "statement_source",
        "quote_group",
        "quote_group_member",
    }
)
_LOST_TEXT = "The text of this article was lost."
_LOST_ARTICLE = "The article of this note was lost."


class RecoveryReport(Struct, frozen=True):
    """The result of a repair.

    `saved` and `lost` count rows by table; of the tables in `uncounted`, more may be lost.
    `changed` are the articles whose text differs from the stored one. `bare` are those that lost
    findings and should be analyzed again. `orphans` counts the notes whose article is lost; each
    was saved on a placeholder article. `mended` are the damaged records that were taken from a
    backup, `unmended` those that no backup has.
    """

    saved: dict[str, int]
    lost: dict[str, int]
    changed: tuple[int, ...]
    bare: tuple[int, ...]
    orphans: int
    uncounted: tuple[str, ...] = ()
    mended: tuple[MendedRecord, ...] = ()
    unmended: tuple[DamagedRecord, ...] = ()

    @property
    def complete(self) -> bool:
        """True if everything was saved."""
        return not (self.lost or self.changed or self.bare or self.orphans or self.unmended)


def repair(path: Path | str, into: Path | str | None = None) -> RecoveryReport:
    """Copy all readable rows of a damaged store to the new file `into`; raises StoreError.

    Damaged records are taken from the newest automatic backup that has them whole; the others
    remain damaged in the new store until they are accepted.
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
            rescue = _recover(damaged, fresh, list_backups(path))
            if into is not None:
                move_to_new(fresh, into)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror}; choose another") from error
    return rescue


def _refuse_foreign(path: Path) -> None:
    """Raise StoreError for a file of a newer version or another program; allow a damaged one."""
    with suppress(sqlite3.Error):
        require_store_file(path)


def _copy_with_log(path: Path, copy: Path) -> None:
    """Copy a store with its log, so that SQLite writes the log into the copy only."""
    shutil.copyfile(path, copy)
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        shutil.copyfile(log, copy.with_name(f"{copy.name}-wal"))


def _recover(damaged: Path, fresh: Path, backups: Sequence[Path]) -> RecoveryReport:
    connection = Connection(fresh)
    try:
        with closing(sqlite3.connect(damaged, isolation_level=None)) as source:
            source.execute("PRAGMA trusted_schema=OFF")
            source.execute("PRAGMA cell_size_check=ON")
            source.text_factory = lambda data: data.decode("utf-8", "replace")
            with connection.transaction() as target:
                checksums = _load_checksums(source, target)
                with closing(RecordRecovery(target, checksums, backups)) as records:
                    return _Recovery(source, target, records).run()
    finally:
        connection.close()


def _load_checksums(source: sqlite3.Connection, target: sqlite3.Connection) -> Checksums:
    """Return the readable checksums of a damaged store."""
    (table,) = (table for table in list_tables(target) if table.name == "row_checksum")
    found: dict[str, dict[int, int]] = {}
    for key, name, checksum in TableRecovery(source, table).rows():
        if isinstance(key, int) and isinstance(checksum, int):
            found.setdefault(NAMES.get(str(name), str(name)), {})[key] = checksum
    return found


def _is_finding(record: DamagedRecord) -> bool:
    """Return True for findings, whose articles are analyzed again."""
    return record.group in EXACT_ONLY


class _Recovery:
    def __init__(
        self, source: sqlite3.Connection, target: sqlite3.Connection, records: RecordRecovery
    ) -> None:
        self._records = records
        self._source = source
        self._target = target
        self._saved: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._changed: list[int] = []
        self._bare: set[int] = set()
        self._orphans: set[int] = set()
        self._lost_texts: set[int] = set()  # replaced by a sentence that says so
        self._uncounted: list[str] = []

    def run(self) -> RecoveryReport:
        for table in list_tables(self._target):
            if table.name not in _DERIVED:
                self._save(table)
        renew_trashed_articles(self._target)  # of a store that was not migrated
        self._forget_use_of_trash()
        self._drop_torn_findings()
        self._clamp_notes()
        relink_all(self._target)
        rebuild_indexes(self._target)
        group_all(self._target)
        unmended = [record for record in self._records.unmended if not _is_finding(record)]
        mark_records(self._target, filter(self._is_unchecked, unmended))
        texts = (DamagedRecord("article", id, "changed", id) for id in self._changed)
        mark_records(self._target, (text for text in texts if text.key not in self._lost_texts))
        return RecoveryReport(
            dict(+self._saved),
            dict(+self._lost),
            tuple(self._changed),
            tuple(sorted(self._bare)),
            len(self._orphans),
            tuple(self._uncounted),
            tuple(self._records.mended),
            tuple(unmended),
        )

    def _is_unchecked(self, record: DamagedRecord) -> bool:
        """Return True for damaged rows in the new store, unless the repair itself changed them."""
        is_orphan = record.group in ("note", "note_tag") and record.key in self._orphans
        return record.state != "missing" and not record.is_derived and not is_orphan

    def _save(self, table: RecoveredTable) -> None:
        reading = TableRecovery(self._source, table)
        batch: list[Row] = []
        for row in reading.rows():
            batch.append(self._rehashed(table, row))
            if len(batch) == _BATCH:
                self._insert(table, batch)
                batch = []
        self._insert(table, batch)
        self._lost[table.name] += max(len(reading.unread), reading.abandoned)
        if reading.abandoned:
            self._uncounted.append(table.name)
        if table.name in TABLES and table.key == "article":
            self._bare.update(reading.unread)
        left = self._records.mend(table.name)
        if left is not None:
            self._count_left(table, left)

    def _count_left(self, table: RecoveredTable, left: set[int]) -> None:
        """Count what is still lost after the records that backups have were mended."""
        if table.name == "article":
            self._changed = [article for article in self._changed if article in left]
        if not left:
            del self._lost[table.name]
            self._uncounted = [name for name in self._uncounted if name != table.name]
        if table.name in FINDINGS:
            self._bare.update(left)
        elif table.name in ("reason", "mention_type"):
            with suppress(*_UNREADABLE):
                self._bare.update(self._articles_with(table.name, left))

    def _articles_with(self, table: str, ids: set[int]) -> Iterator[int]:
        """Yield the articles whose findings refer to damaged reasons or types of mentions."""
        places = [(name, "reason") for name in ("entity", "quotation", "time_expression", "event")]
        if table == "mention_type":
            places = [("mention", "type")]
        elif ids:
            query = "SELECT id FROM mention_type WHERE reason IN (SELECT value FROM json_each(?))"
            types = self._source.execute(query, (json.dumps(sorted(ids)),))
            yield from self._articles_with("mention_type", {id for (id,) in types})
        for name, column in places:
            query = f"""SELECT DISTINCT article FROM {name}
                WHERE {column} IN (SELECT value FROM json_each(?))"""
            for (article,) in self._source.execute(query, (json.dumps(sorted(ids)),)):
                yield int(article)

    def _forget_use_of_trash(self) -> None:
        """Count the days of use of the trash from 0 if they may be wrong: nothing expires early."""
        if self._records.is_changed("trash_use"):
            self._target.execute("UPDATE trash SET days_of_use = 0")

    def _rehashed(self, table: RecoveredTable, row: Row) -> Row:
        """Update the hash in a row of `article` to its present text; leave other rows unchanged."""
        if table.name != "article":
            return row
        found = dict(zip(table.columns, row, strict=True))
        if found["text"] == "" and found["words"] == 0:
            return row  # a reference, which has no text yet
        if not found["text"]:
            found["text"] = f"{_LOST_TEXT} ({found['id']})"
            self._lost_texts.add(int(str(found["id"])))
        hashed = hash_text(str(found["text"]))
        if hashed != found["sha256"]:
            self._changed.append(int(str(found["id"])))
            found["sha256"] = hashed
        return tuple(found.values())

    def _insert(self, table: RecoveredTable, rows: list[Row]) -> None:
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

    def _insert_one(self, table: RecoveredTable, statement: str, row: Row) -> None:
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

    def _save_orphan(self, table: RecoveredTable, statement: str, row: Row) -> bool:
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
        self._orphans.add(int(str(note["id"])))
        return True

    def _drop_torn_findings(self) -> None:
        """Delete all findings of articles that lost some: they refer to each other by number."""
        counts = f"""SELECT id FROM article
            WHERE quotations != (SELECT count(*) FROM quotation
                    WHERE quotation.article = article.id AND {IS_STATEMENT_SQL})
                OR events != (SELECT count(*) FROM event WHERE event.article = article.id)
                OR length(text) < (SELECT max("end") FROM mention WHERE article = article.id)"""
        self._bare.update(id for (id,) in self._target.execute(counts))
        query = "SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?))"
        self._bare = {id for (id,) in self._target.execute(query, (json.dumps([*self._bare]),))}
        for article in self._bare:
            remove_findings(self._target, article)
            self._target.execute(
                "UPDATE article SET quotations = 0, events = 0 WHERE id = ?", (article,)
            )
            mark_pending(self._target, article)

    def _clamp_notes(self) -> None:
        """Move notes beyond the end of a shortened text to its beginning."""
        for table in ("note", "draft", "correction"):
            self._target.execute(
                f"""UPDATE {table} SET start = 0, "end" = 0
                    WHERE "end" > (SELECT length(text) FROM article WHERE id = {table}.article)"""
            )
