"""Comparison of the rows of a store with their checksums, and the acceptance of changed rows."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Literal

from msgspec import Struct

from db.checksums.groups import BY_NAME, GROUPS, NAMES, ChecksumGroup
from db.checksums.triggers import MASK, install_function, list_checked, sum_sql

Progress = Callable[[str, float], None]
State = Literal["changed", "unknown", "missing", "unreadable"]

_REPORTED = 1_000  # records between two reports of the progress
_STATES: dict[State, str] = {
    "changed": "damaged, or changed by another program",
    "unknown": "added by another program, or its checksum is damaged",
    "missing": "lost, or deleted by another program",
    "unreadable": "damaged: cannot be read",
}
_TEXTS = """SELECT id, CAST(text AS BLOB), typeof(text), CAST(sha256 AS BLOB), words
    FROM article WHERE id"""
_TEXT = ChecksumGroup(name="text", label="the text", source="article", code="text")


class DamagedRecord(Struct, frozen=True):
    """Rows that differ from their checksum: a group of rows, and its key.

    The key is 0 for a whole table, and None if it cannot be read. `article` is their article.
    """

    group: str
    key: int | None
    state: State
    article: int | None = None

    @property
    def label(self) -> str:
        """The name of the rows: "the tags", "note 5"."""
        group = BY_NAME.get(self.group, _TEXT)
        is_numbered = group.article != ":key" and self.key
        return f"{group.label} {self.key}" if is_numbered else group.label

    @property
    def description(self) -> str:
        """The rows and their state, as a sentence without the article."""
        return f"{self.label}: {_STATES[self.state]}"

    @property
    def is_derived(self) -> bool:
        """True if a repair rebuilds the rows from others."""
        return BY_NAME.get(self.group, _TEXT).derived


def store_checksums(
    sqlite: sqlite3.Connection, progress: Progress = lambda _part, _done: None
) -> None:
    """Store the checksums of all present rows; runs inside a transaction.

    It can be interrupted between any two rows.
    """
    install_function(sqlite)
    sqlite.execute("DELETE FROM row_checksum")
    for group in GROUPS:
        progress(f"storing checksums of {group.source}", GROUPS.index(group) / len(GROUPS))
        rows = sqlite.execute(sum_sql(group, list_checked(sqlite, group)))
        sqlite.executemany(
            "INSERT INTO row_checksum (key, source, checksum) VALUES (?, ?, ?)",
            ((key, group.code, total) for key, total in rows),
        )


def list_damaged_records(
    sqlite: sqlite3.Connection, progress: Progress = lambda _part, _done: None
) -> list[DamagedRecord]:
    """Return the damaged records of a store without texts and tables that are rebuilt.

    A new file has none.
    """
    if not _has_checksums(sqlite):
        return []
    return [
        record
        for record in _list_damaged_rows(sqlite, progress)
        if record.key is not None and not record.is_derived
    ]


def mark_records(sqlite: sqlite3.Connection, records: Iterable[DamagedRecord]) -> None:
    """Make records differ from their checksums, which were computed of damaged rows."""
    sqlite.executemany(
        f"""INSERT INTO row_checksum (key, source, checksum) VALUES (?, ?, 1)
            ON CONFLICT (key, source) DO UPDATE SET checksum = (checksum + 1) & {MASK}""",
        [(record.key, _code(record.group)) for record in records],
    )


def list_damage(
    sqlite: sqlite3.Connection, progress: Progress = lambda _part, _done: None
) -> Iterator[DamagedRecord]:
    """Yield the records that differ from their checksums, and texts from their hashes.

    `progress` is called with the part and the share of it that is done; an error from it ends the
    comparison.
    """
    if _has_checksums(sqlite):
        yield from _list_damaged_rows(sqlite, progress)
    yield from list_damaged_texts(sqlite, progress)


def _has_checksums(sqlite: sqlite3.Connection) -> bool:
    """Return False for a new file, and for a store that lost the table."""
    query = "SELECT 1 FROM sqlite_master WHERE name = 'row_checksum'"
    return sqlite.execute(query).fetchone() is not None


def _list_damaged_rows(sqlite: sqlite3.Connection, progress: Progress) -> Iterator[DamagedRecord]:
    install_function(sqlite)
    counts = _count_checksums(sqlite)
    for code in sorted(counts.keys() - NAMES.keys()):
        yield DamagedRecord(code, None, "unknown")
    for group in GROUPS:
        try:
            yield from _compare(sqlite, group, counts.get(group.code, 0), progress)
        except sqlite3.DatabaseError:
            yield DamagedRecord(group.name, None, "unreadable")


def _count_checksums(sqlite: sqlite3.Connection) -> dict[str, int]:
    query = "SELECT CAST(source AS BLOB), count(*) FROM row_checksum GROUP BY source"
    try:
        rows = sqlite.execute(query).fetchall()
    except sqlite3.DatabaseError:  # its rows are reported as unknown
        return {}
    return {bytes(code).decode("utf-8", "replace"): count for code, count in rows}


def _code(name: str) -> str:
    """Return the group of a name as it is stored; a group of another program by its name."""
    return BY_NAME[name].code if name in BY_NAME else name


def _compare(
    sqlite: sqlite3.Connection, group: ChecksumGroup, count: int, progress: Progress
) -> Iterator[DamagedRecord]:
    part = f"comparing {group.source}"
    progress(part, 0)
    sums = sum_sql(group, list_checked(sqlite, group))
    query = f"""SELECT CASE typeof(summed.key) WHEN 'integer' THEN summed.key END, summed.sum,
            (SELECT checksum FROM row_checksum WHERE key = summed.key AND source = ?)
        FROM ({sums}) AS summed"""
    found = 0
    for number, (key, total, stored) in enumerate(sqlite.execute(query, (group.code,)), 1):
        found += stored is not None
        if stored != total:
            state: State = "unknown" if stored is None else "changed"
            yield DamagedRecord(group.name, key, state, find_record_article(sqlite, group, key))
        if number % _REPORTED == 0:
            progress(part, min(number / (count or number), 1))
    if found < count:
        rows = f'SELECT 1 FROM {group.source} WHERE "{group.key or "rowid"}" = row_checksum.key'
        if not group.key:
            rows = f"SELECT 1 FROM {group.source}"
        query = f"SELECT key FROM row_checksum WHERE source = ? AND NOT EXISTS ({rows})"
        for (key,) in sqlite.execute(query, (group.code,)).fetchall():
            yield DamagedRecord(group.name, key, "missing", find_record_article(sqlite, group, key))


def compare(found: int | None, stored: int | None) -> State | None:
    """Return the state of rows with a sum and a stored checksum; None if they agree."""
    if found == stored:
        return None
    if stored is None:
        return "unknown"
    return "missing" if found is None else "changed"


def find_record_article(
    sqlite: sqlite3.Connection, group: ChecksumGroup, key: int | None
) -> int | None:
    if not group.article or key is None:
        return None
    (article,) = sqlite.execute(f"SELECT {group.article}", {"key": key}).fetchone()
    return article if isinstance(article, int) else None


def list_damaged_texts(
    sqlite: sqlite3.Connection, progress: Progress = lambda _part, _done: None
) -> Iterator[DamagedRecord]:
    """Yield the articles whose text is not the one that was stored."""
    ids = [id for (id,) in sqlite.execute("SELECT id FROM article ORDER BY id")]
    for done, id in enumerate(ids, 1):
        if state := text_state(sqlite, id):
            yield DamagedRecord("text", id, state, id)
        if done % _REPORTED == 0:
            progress("comparing texts", done / len(ids))


def text_state(sqlite: sqlite3.Connection, article: int) -> State | None:
    try:
        row = sqlite.execute(f"{_TEXTS} = ?", (article,)).fetchone()
    except sqlite3.DatabaseError:
        return "unreadable"
    return None if row is None else _judge_text(*row[1:])


def find_damaged_texts(sqlite: sqlite3.Connection, articles: Collection[int]) -> set[int]:
    """Return those of the articles whose text is not the one that was stored."""
    query = f"{_TEXTS} IN (SELECT value FROM json_each(?))"
    try:
        rows = sqlite.execute(query, (json.dumps(list(articles)),))
        return {id for id, *row in rows if _judge_text(*row)}
    except sqlite3.DatabaseError:  # of one of them
        return {id for id in articles if text_state(sqlite, id)}


def _judge_text(text: bytes, type: str, stored_hash: bytes, words: object) -> State | None:
    if type == "text" and not text and words == 0:
        return None  # a reference, which has no text yet
    import hashlib

    is_stored = type == "text" and hashlib.sha256(text).hexdigest().encode() == stored_hash
    return None if is_stored else "changed"


def accept_records(sqlite: sqlite3.Connection, records: Iterable[DamagedRecord]) -> int:
    """Store the checksums of records as they are now, and return their number.

    Runs inside a transaction. Texts and unreadable records are left as they are.
    """
    install_function(sqlite)
    accepted = 0
    for record in records:
        group = BY_NAME.get(record.group)
        if group is None or record.key is None or record.state == "unreadable":
            continue
        sqlite.execute(
            "DELETE FROM row_checksum WHERE key = ? AND source = ?", (record.key, group.code)
        )
        sums = sum_sql(group, list_checked(sqlite, group))
        sqlite.execute(
            f"""INSERT INTO row_checksum (key, source, checksum)
            SELECT key, ?, sum FROM ({sums}) WHERE key = ?""",
            (group.code, record.key),
        )
        accepted += 1
    return accepted
