"""The log of edits: record an edit, undo it, redo it, and list what was done.

Every change that a reader makes is recorded:

    with store.edits.record("star", origin="app", description="Starred 1 article") as recording:
        store.reading_state.set_flag("starred", 1, True)
    recording.edit  # the Edit of the log; None if nothing changed

A block may call any methods of the store that write: their transactions join that of the recording.
So no method needs an inverse. All of a block is stored, or none; an error removes its changes. A
recording within another is a part of it. The app and the commands write to the same log: each step
reads it again.

Articles are moved to the trash or restored in an edit of its own, of the kind "trash" or "restore".

`undo` and `redo` write only rows that are still as the last step left them, and count the others
as skipped. A new edit removes the edits that could be redone.
"""

import datetime
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import msgspec

from db.checksums.damaged_keys import find_damaged_keys
from db.checksums.differences import Difference
from db.connection import Connection
from db.edits.effects import article_of, changes_findings, find_change, list_items
from db.edits.finding_digest import digest_findings
from db.edits.models import (
    KINDS,
    NO_CHANGE,
    DamagedEditError,
    Direction,
    Edit,
    EditKind,
    EditStep,
    Moves,
    Origin,
    RowChange,
    StoredChanges,
    item_table,
)
from db.edits.recorder import record_rows
from db.errors import NotFound
from db.progress import ReportDone, report_nothing
from db.stored_records import mark_damaged, read_records
from db.text import timestamp

MOST_EDITS = 200  # edits that are stored; the oldest are forgotten
_MOST_BYTES = 128 * 2**20  # of compressed changes in the log, without the last edit
_encode = msgspec.msgpack.Encoder().encode
_COLUMNS = "id, kind, origin, description, created, items, undone"
_READABLE = {"id": 0, "kind": 1, "origin": 2, "description": 3}  # of a damaged edit
_CHECKED = ("edit", "edit_state")


class Recording:
    """An edit that is recorded; after its block, `edit` is its row of the log."""

    def __init__(self, kind: EditKind) -> None:
        """Start a recording."""
        self._kind = kind
        self.edit: Edit | None = None
        """None if nothing changed."""
        self.change = NO_CHANGE
        """The articles and kinds of data that changed."""
        self.moves: list[Moves] = []
        self.rows: Sequence[RowChange] = ()
        self.damaged: Sequence[Difference] = ()

    def list_items(self, table: str = "") -> tuple[int, ...]:
        """Return the ids of the changed items of a table, by default that of the edit's kind."""
        return list_items(table or item_table(self._kind), self.rows, self.moves)


class EditRepository:
    """The log of the edits of a store; methods raise StoreError."""

    def __init__(self, connection: Connection) -> None:
        """Use the store behind `connection`."""
        self._connection = connection
        self._recording: Recording | None = None

    @contextmanager
    def record(
        self,
        kind: EditKind,
        *,
        origin: Origin,
        description: str | Callable[[Recording], str] = "",
        continues: bool = False,
    ) -> Iterator[Recording]:
        """Record what a block changes as one edit, in one transaction.

        `description` is in the past tense, or a function that returns it once the changed items
        are known. Raises StoreError, with nothing stored, if a change in the block failed.
        With `continues`, the changes are a part of the last edit, if it has the same kind,
        origin and description.
        """
        with self._connection.transaction() as sqlite:
            if self._recording is not None:
                yield self._recording
                return
            recording = self._recording = Recording(kind)
            record_changes = _record_moves if kind in ("trash", "restore") else _record_rows
            try:
                with record_changes(sqlite, recording):
                    yield recording
            finally:
                self._recording = None
            rows = recording.rows
            recording.change = find_change(sqlite, rows, recording.moves)
            if rows or recording.moves:
                words = description if isinstance(description, str) else description(recording)
                recording.edit = _store(sqlite, recording, kind, origin, words, continues=continues)

    def add_articles(
        self, articles: Sequence[int], kind: EditKind, *, origin: Origin, description: str
    ) -> None:
        """Log new articles as a part of an edit, which moves them to the trash if it is undone.

        The last edit is continued, as by `record`.
        """
        recording = Recording(kind)
        recording.moves = [Moves(False, tuple(articles))]
        with self._connection.transaction() as sqlite:
            _store(sqlite, recording, kind, origin, description, continues=True)

    def end_continued(
        self, kind: EditKind, *, origin: Origin, description: str, ended: str
    ) -> None:
        """Replace the description of the last edit, if it is of this kind, origin and description.

        Later changes with `description` are then an edit of their own.
        """
        with self._connection.transaction() as sqlite:
            sqlite.execute(
                """UPDATE edit SET description = ? WHERE id = (SELECT max(id) FROM edit)
                    AND kind = ? AND origin = ? AND description = ? AND undone IS NULL""",
                (ended, kind, origin, description),
            )

    def list(self) -> "list[Edit]":
        """Return the edits of the log, the last one first; undone ones can be redone."""
        query = f"SELECT {_COLUMNS} FROM edit ORDER BY id DESC"
        with self._connection.read_transaction() as sqlite:
            found = read_records(Edit, _build_edit, sqlite.execute(query), _READABLE)
            return mark_damaged(sqlite, found, _CHECKED)

    def next(self, direction: Direction) -> Edit | None:
        """Return the edit that the next step undoes or redoes; None if there is none."""
        with self._connection.read_transaction() as sqlite:
            row = sqlite.execute(f"SELECT {_COLUMNS} FROM edit {_NEXT[direction]}").fetchone()
            return row and _read_edit(row)

    def undo(self, edit: int | None = None, report: ReportDone = report_nothing) -> EditStep | None:
        """Undo the last edit that is not undone, or the one with this id; None if there is none.

        Raises NotFound for an edit that was undone already or is no longer stored.
        """
        return self._step("undo", edit, report)

    def redo(self, report: ReportDone = report_nothing) -> EditStep | None:
        """Redo the edit that was undone last; None if there is none."""
        return self._step("redo", None, report)

    def _step(self, direction: Direction, edit: int | None, report: ReportDone) -> EditStep | None:
        from db.edits.steps import run_step, unpack_changes  # not needed to record an edit

        chosen = _NEXT[direction] if edit is None else "WHERE id = :edit AND undone IS NULL"
        query = f"SELECT {_COLUMNS}, findings, changes FROM edit {chosen}"
        with self._connection.transaction() as sqlite:
            found = sqlite.execute(query, {} if edit is None else {"edit": edit}).fetchone()
            if found is None:
                if edit is not None:
                    raise NotFound("That change was undone already, or is too long ago")
                return None
            *row, findings, packed = found
            stored = _read_edit(row)
            if find_damaged_keys(sqlite, _CHECKED, [stored.id]):
                raise DamagedEditError(stored.id)
            changes, digests = unpack_changes(stored.id, findings, packed)
            step, after = run_step(sqlite, stored, changes, digests, direction, report)
            number = "(SELECT coalesce(max(undone), 0) + 1 FROM edit)"
            undone = number if direction == "undo" else "NULL"
            query = f"UPDATE edit SET undone = {undone}, findings = ? WHERE id = ?"
            sqlite.execute(query, (msgspec.json.encode(after).decode(), stored.id))
            return step


def _store(
    sqlite: sqlite3.Connection,
    recording: Recording,
    kind: EditKind,
    origin: Origin,
    description: str,
    *,
    continues: bool,
) -> Edit:
    """Store a recording as an edit, or as a part of the last one."""
    digests = _list_digests(sqlite, recording)
    changes = StoredChanges(list(recording.rows), recording.moves, list(recording.damaged))
    last = sqlite.execute(
        f"SELECT {_COLUMNS}, findings, changes FROM edit ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if (
        continues
        and last is not None
        and (*last[1:4], last[6]) == (kind, origin, description, None)
    ):
        return _continue(sqlite, last, changes, digests)
    return _insert(sqlite, kind, origin, description, changes, digests, recording.list_items())


def _continue(
    sqlite: sqlite3.Connection,
    row: Sequence[object],
    changes: StoredChanges,
    digests: dict[int, str],
) -> Edit:
    """Add changes to an edit of the log."""
    from db.edits.continuation import join_changes  # not needed to record an edit
    from db.edits.steps import unpack_changes

    *stored, findings, packed = row
    edit = _read_edit(stored)
    if find_damaged_keys(sqlite, _CHECKED, [edit.id]):
        raise DamagedEditError(edit.id)
    before, known = unpack_changes(edit.id, findings, packed)
    joined = join_changes(before, changes)
    items = list_items(item_table(edit.kind), joined.rows, joined.moves)
    sqlite.execute(
        "UPDATE edit SET items = ?, findings = ?, changes = ? WHERE id = ?",
        (
            msgspec.json.encode(items).decode(),
            msgspec.json.encode({**known, **digests}).decode(),
            _pack(joined),
            edit.id,
        ),
    )
    return msgspec.structs.replace(edit, items=items)


def _list_digests(sqlite: sqlite3.Connection, recording: Recording) -> dict[int, str]:
    return {
        article: digest_findings(sqlite, article)
        for article in {article_of(row) for row in recording.rows if changes_findings(row)}
        if article is not None
    }


def _insert(
    sqlite: sqlite3.Connection,
    kind: EditKind,
    origin: Origin,
    description: str,
    changes: StoredChanges,
    digests: dict[int, str],
    items: tuple[int, ...],
) -> Edit:
    created = timestamp()
    sqlite.execute("DELETE FROM edit WHERE undone IS NOT NULL")
    cursor = sqlite.execute(
        """INSERT INTO edit (kind, origin, description, created, items, findings, changes)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            kind,
            origin,
            description,
            created,
            msgspec.json.encode(items).decode(),
            msgspec.json.encode(digests).decode(),
            _pack(changes),
        ),
    )
    _forget_oldest(sqlite)
    assert cursor.lastrowid is not None
    moment = datetime.datetime.fromisoformat(created)
    return Edit(cursor.lastrowid, kind, origin, description, moment, items)


def _pack(changes: StoredChanges) -> bytes:
    return zlib.compress(_encode(changes), 1)


@contextmanager
def _record_rows(sqlite: sqlite3.Connection, recording: Recording) -> Iterator[None]:
    before = _list_trash(sqlite)
    with record_rows(sqlite) as changes:
        recording.rows = changes.rows
        yield
    recording.damaged = changes.damaged
    if _list_trash(sqlite) != before:
        raise ValueError("Articles are moved to the trash or restored in an edit of their own")


@contextmanager
def _record_moves(sqlite: sqlite3.Connection, recording: Recording) -> Iterator[None]:
    """Record the articles that a block moves to the trash or restores; the trash has their rows."""
    before = _list_trash(sqlite)
    yield
    after = _list_trash(sqlite)
    for to_trash, ids, others in ((True, after, before), (False, before, after)):
        if moved := tuple(id for id in ids if id not in set(others)):
            recording.moves.append(Moves(to_trash, moved))


def _list_trash(sqlite: sqlite3.Connection) -> list[int]:
    """Return the articles in the trash, in the order in which they were moved there."""
    return [id for (id,) in sqlite.execute("SELECT id FROM trash ORDER BY trashed, id")]


_NEXT: dict[Direction, str] = {
    "undo": "WHERE undone IS NULL ORDER BY id DESC LIMIT 1",
    "redo": "WHERE undone IS NOT NULL ORDER BY undone DESC LIMIT 1",
}


def _forget_oldest(sqlite: sqlite3.Connection) -> None:
    """Delete the oldest edits beyond the limits of number and size; the last one stays."""
    query = "SELECT id, length(changes) FROM edit ORDER BY id DESC"
    size, last = 0, None
    for number, (id, length) in enumerate(sqlite.execute(query).fetchall()):
        size += length
        if number and (number >= MOST_EDITS or size > _MOST_BYTES):
            break
        last = id
    sqlite.execute("DELETE FROM edit WHERE id < ?", (last,))


def _read_edit(row: Sequence[object]) -> Edit:
    """Read a row of the log; raises DamagedEditError for one that another program changed."""
    try:
        return _build_edit(row)
    except (ValueError, msgspec.MsgspecError) as error:
        raise DamagedEditError(row[0]) from error


def _build_edit(row: Sequence[object]) -> Edit:
    id, kind, origin, description, created, items, undone = row
    if kind not in KINDS:
        raise ValueError(f"{kind} is no kind of edit")
    return Edit(
        msgspec.convert(id, int),
        msgspec.convert(kind, EditKind),
        msgspec.convert(origin, Origin),
        msgspec.convert(description, str),
        datetime.datetime.fromisoformat(str(created)),
        msgspec.json.decode(str(items), type=tuple[int, ...]),
        undone is not None,
    )
