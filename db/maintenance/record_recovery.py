"""Recovery of damaged records from the backups of a store.

The rows that a repair could read are in a new store, with checksums of what was read. A record
whose checksum differs from the one that the damaged store has for it is taken from a backup.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from msgspec import Struct

from db.checksums.comparison import DamagedRecord, State, find_record_article, text_state
from db.checksums.groups import BY_NAME, GROUPS, ChecksumGroup
from db.checksums.triggers import install_function, list_checked, sum_sql
from db.commit_counter import connect_read_only
from db.connection import VERSION
from db.errors import StoreError
from db.kinds import FINDINGS

Checksums = Mapping[str, Mapping[int, int]]
"""The checksums of each group by their keys."""

# Rows that are only taken from a backup with the same checksum: others refer to them by number.
EXACT_ONLY = frozenset({*FINDINGS, "reason", "mention_type"})


class MendedRecord(Struct, frozen=True):
    """A record that was taken from a backup; it may be an earlier state of the record."""

    record: DamagedRecord
    backup: str
    is_exact: bool


class RecordRecovery:
    """Recovery of the records of a repaired store, whose tables are saved one after another.

    `mended` and `unmended` are the records that were taken from a backup, and those that no backup
    has. Close it after use.
    """

    def __init__(
        self, target: sqlite3.Connection, expected: Checksums, backups: Sequence[Path]
    ) -> None:
        """Compare the rows of `target` with the checksums of a damaged store.

        The backups are in the order in which they are searched.
        """
        self.mended: list[MendedRecord] = []
        self.unmended: list[DamagedRecord] = []
        self._target = target
        self._expected = expected
        self._paths = backups
        self._open: list[tuple[str, sqlite3.Connection]] | None = None
        self._stack = ExitStack()

    def close(self) -> None:
        """Close the backups."""
        self._stack.close()

    def mend(self, table: str) -> set[int] | None:
        """Take the damaged records of a table from backups; return the keys of the others.

        Return None if the damaged store has no checksums of the table.
        """
        left: set[int] = set()
        groups = [group for group in GROUPS if group.source == table and group.key]
        if not groups or not self._expected:
            return None
        for group in groups:
            left |= self._mend_group(group)
        return left

    def is_changed(self, name: str) -> bool:
        """Return True if a group of a whole table differs from the damaged store's checksum."""
        query = "SELECT checksum FROM row_checksum WHERE source = ?"
        found = self._target.execute(query, (BY_NAME[name].code,)).fetchone()
        expected = self._expected.get(name, {}).get(0)
        return expected is not None and (found is None or found[0] != expected)

    def _mend_group(self, group: ChecksumGroup) -> set[int]:
        expected = self._expected.get(group.name, {})
        query = "SELECT key, checksum FROM row_checksum WHERE source = ?"
        actual: dict[int, int] = dict(self._target.execute(query, (group.code,)).fetchall())
        left = set()
        for key in sorted({*expected} | {*actual}):
            wanted, found = expected.get(key), actual.get(key)
            if wanted == found:
                continue
            state = _state(wanted, found)
            record = DamagedRecord(
                group.name, key, state, find_record_article(self._target, group, key)
            )
            if mended := self._mend(group, key, record, wanted or found):
                self.mended += [mended] if mended.record.state != "unknown" else []
            else:
                left.add(key)
                self.unmended.append(record)
        return left

    def _mend(
        self, group: ChecksumGroup, key: int, record: DamagedRecord, wanted: int | None
    ) -> MendedRecord | None:
        """Take a record from the first backup with this checksum, else from one that is whole."""
        whole = None
        for name, backup in self._backups():
            with suppress(sqlite3.Error):
                total, stored = _sums(backup, group, key)
                if total is None or (group.name == "article" and text_state(backup, key)):
                    continue
                if total == wanted and self._copy(group, key, backup):
                    return MendedRecord(record, name, is_exact=True)
                whole = whole or ((name, backup) if total == stored else None)
        if whole is None or record.state == "unknown" or group.name in EXACT_ONLY:
            return None
        name, backup = whole
        is_copied = self._copy(group, key, backup)
        return MendedRecord(record, name, is_exact=False) if is_copied else None

    def _backups(self) -> Iterator[tuple[str, sqlite3.Connection]]:
        if self._open is None:
            self._open = []
            for path in self._paths:
                with suppress(sqlite3.Error, StoreError):
                    sqlite = self._stack.enter_context(closing(connect_read_only(path)))
                    if sqlite.execute("PRAGMA user_version").fetchone() == (VERSION,):
                        install_function(sqlite)
                        self._open.append((path.name, sqlite))
        yield from self._open

    def _copy(self, group: ChecksumGroup, key: int, backup: sqlite3.Connection) -> bool:
        """Replace the rows of a key by those of a backup; False if they refer to lost rows."""
        table = group.source
        info = self._target.execute(f"PRAGMA table_info({table})").fetchall()
        columns = [f'"{column[1]}"' for column in info]
        keys = [f'"{column[1]}"' for column in info if column[5]]
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        where = f'WHERE "{group.key}" = ?'
        rows = backup.execute(f"SELECT {names} FROM {table} {where}", (key,)).fetchall()
        updates = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in keys)
        conflict = f"DO UPDATE SET {updates}" if updates else "DO NOTHING"
        primary = ", ".join(keys)
        self._target.execute("SAVEPOINT record")
        try:
            present = self._target.execute(f"SELECT {primary} FROM {table} {where}", (key,))
            indexes = [columns.index(name) for name in keys]
            backed_up = {tuple(row[index] for index in indexes) for row in rows}
            for row in present.fetchall():
                if row not in backed_up:
                    same = " AND ".join(f"{name} = ?" for name in keys)
                    self._target.execute(f"DELETE FROM {table} WHERE {same}", row)
            insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"
            self._target.executemany(f"{insert} ON CONFLICT ({primary}) {conflict}", rows)
        except sqlite3.IntegrityError:
            self._target.execute("ROLLBACK TO record")
            return False
        finally:
            self._target.execute("RELEASE record")
        return True


def _state(wanted: int | None, found: int | None) -> State:
    if wanted is None:
        return "unknown"
    return "missing" if found is None else "changed"


def _sums(
    sqlite: sqlite3.Connection, group: ChecksumGroup, key: int
) -> tuple[int | None, int | None]:
    """Return the sum of the rows of a key, and the stored one."""
    sums = sum_sql(group, list_checked(sqlite, group))
    found = sqlite.execute(f"SELECT sum FROM ({sums}) WHERE key = ?", (key,)).fetchone()
    query = "SELECT checksum FROM row_checksum WHERE key = ? AND source = ?"
    stored = sqlite.execute(query, (key, group.code)).fetchone()
    return found and found[0], stored and stored[0]
