"""A connection that creates the triggers of checksums before the first change of their tables.

All triggers take 12 ms to create, which a change of a star would wait for. So each statement is
compiled with EXPLAIN before it runs for the first time. SQLite's authorizer then names the tables
that it changes, by its triggers and by deletions that cascade too.
"""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from db.checksums.groups import GROUPS
from db.checksums.triggers import install_triggers

_CHANGING = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|WITH)\b", re.I)
_ACTIONS = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
_TABLES = frozenset(group.source for group in GROUPS)


class TrackedConnection(sqlite3.Connection):
    """A connection whose changes write checksums, once `track_changes` was called."""

    _is_tracking = False

    def track_changes(self) -> None:
        """Create triggers from now on; not inside a transaction."""
        self._known: set[str] = set()  # statements whose tables have triggers, or that need none
        self._tables: set[str] = set()  # that have triggers
        self._tables_of: dict[str, frozenset[str]] = {}  # that a statement changes
        self._changed: set[str] = set()  # by the statement that is compiled now
        self._is_new = False  # whether a trigger is not committed yet
        self._is_tracking = True
        self.set_authorizer(self._record_change)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Execute a statement."""
        if self._is_tracking and sql not in self._known:
            self._prepare(sql)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Execute a statement for each of the parameters."""
        if self._is_tracking and sql not in self._known:
            self._prepare(sql)
        return super().executemany(sql, parameters)

    def _prepare(self, sql: str) -> None:
        """Create the missing triggers of the tables that a statement changes."""
        word = sql[:8].upper()
        if word.startswith(("ROLLBACK", "BEGIN")):
            self._forget_lost_triggers()
        elif word.startswith("COMMIT"):
            self._is_new = False
        elif not _CHANGING.match(sql):
            self._known.add(sql)
        else:
            if tables := self._list_changed(sql) - self._tables:
                self._is_new = True
                install_triggers(self, tables)
                self._tables |= tables
            self._known.add(sql)

    def _list_changed(self, sql: str) -> frozenset[str]:
        """Return the tables with checksums that a statement changes."""
        if sql not in self._tables_of:  # SQLite compiles an equal statement only once
            self._changed.clear()
            with suppress(sqlite3.Error):  # the values of its parameters are missing
                super().execute(f"EXPLAIN {sql}", {}).close()
            self._tables_of[sql] = frozenset(self._changed)
        return self._tables_of[sql]

    def _forget_lost_triggers(self) -> None:
        """Forget all triggers if some were created since the last commit: a rollback drops them."""
        if self._is_new:
            self._known.clear()
            self._tables.clear()
            self._is_new = False

    def _record_change(
        self, action: int, table: str | None, _: object, database: str | None, __: object
    ) -> int:
        if action in _ACTIONS and table in _TABLES and database == "main":
            self._changed.add(str(table))
        return sqlite3.SQLITE_OK
