"""Steps of undo and redo: the changes of an edit are decoded, checked and written."""

import sqlite3
import zlib
from collections.abc import Iterable

import msgspec

from db.checksums.differences import restore_differences
from db.checksums.groups import BY_NAME
from db.edits.effects import find_change, list_checksum_keys, list_items
from db.edits.models import (
    DamagedEditError,
    Direction,
    Edit,
    EditStep,
    Moves,
    RowChange,
    StoredChanges,
    Values,
    item_table,
)
from db.edits.restoration import Digests, Restoration
from db.kinds import RECORDED
from db.progress import ReportDone
from db.repositories.article_rows import list_stored
from db.repositories.trash import list_trashed, move_to_trash, restore_from_trash

_MOST_UNPACKED = 2**30  # bytes of an edit's changes
_RULE_KINDS = frozenset({"rule", "future rule", "rule deletion", "store merge"})
_TYPES: dict[str, tuple[type, ...]] = {"TEXT": (str,), "INTEGER": (int,), "REAL": (float, int)}
_decode = msgspec.msgpack.Decoder(StoredChanges).decode


def unpack_changes(edit: int, findings: object, packed: object) -> tuple[StoredChanges, Digests]:
    """Return the changes of an edit; raises DamagedEditError if they do not fit the schema."""
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(msgspec.convert(packed, bytes), _MOST_UNPACKED)
        changes = _decode(data)
        damaged = {
            BY_NAME[difference.group].source
            for difference in changes.damaged
            if difference.group in BY_NAME
        }
        for row in changes.rows:
            _require_valid(row, has_types=row.table not in damaged)
        return changes, msgspec.json.decode(str(findings), type=dict[int, str])
    except (ValueError, KeyError, zlib.error, msgspec.MsgspecError) as error:
        raise DamagedEditError(edit) from error


def _require_valid(row: RowChange, *, has_types: bool) -> None:
    """Raise ValueError or KeyError unless the names and types of a change fit the schema.

    The values of a damaged row may have any types.
    """
    spec = RECORDED[row.table]
    columns = spec.recorded
    if len(row.key) != len(spec.key) or (row.before is None and row.after is None):
        raise ValueError("A change of the log has another key")
    if row.before is not None and row.after is not None and row.before.keys() != row.after.keys():
        raise ValueError("A change of the log has other columns before and after")
    named = [*zip(spec.key, row.key, strict=True), *(row.before or {}).items()]
    for name, value in (*named, *(row.after or {}).items()):
        column = columns[name]
        if (value is None and column.is_nullable) or not has_types:
            continue
        if not isinstance(value, _TYPES[column.type]):
            raise ValueError(f"A change of the log has no {column.type} in {name}")


def run_step(
    sqlite: sqlite3.Connection,
    edit: Edit,
    changes: StoredChanges,
    digests: Digests,
    direction: Direction,
    report: ReportDone,
) -> tuple[EditStep, Digests]:
    """Run a step; return it with the digests of the findings after it."""
    is_undo = direction == "undo"
    rows = [row.flip() if is_undo else row for row in changes.rows]
    moves, left = list[Moves](), list[int]()
    if is_undo:  # the last changes first
        moves, left = _move_articles(sqlite, changes.moves, report, is_undo=True)
    restoration = Restoration(sqlite, rows, digests)
    after = restoration.run(report) if rows else {}
    if is_undo and changes.damaged:
        written = list_checksum_keys(sqlite, restoration.applied)
        restore_differences(
            sqlite, [each for each in changes.damaged if (each.group, each.key) in written]
        )
    if not is_undo:
        moves, left = _move_articles(sqlite, changes.moves, report, is_undo=False)
    items = item_table(edit.kind)
    changed = list_items(items, restoration.applied, moves)
    skipped = (*list_items(items, restoration.skipped, ()), *left)
    words: tuple[str, ...] = ()
    if edit.kind in _RULE_KINDS and (is_undo or edit.kind != "future rule"):
        words = _list_words(restoration.applied)
    change = find_change(sqlite, restoration.applied, moves)
    listed = dict.fromkeys((*edit.items, *changed, *skipped))  # in the order of the edit
    restored = set(changed)
    left_as_is = {*skipped} - restored
    step = EditStep(
        edit,
        tuple(id for id in listed if id in restored),
        tuple(id for id in listed if id in left_as_is),
        change,
        words,
    )
    return step, after


def _move_articles(
    sqlite: sqlite3.Connection, moves: Iterable[Moves], report: ReportDone, *, is_undo: bool
) -> tuple[list[Moves], list[int]]:
    """Move articles to the trash or back; return what was done, and the articles that are gone."""
    done, left = list[Moves](), list[int]()
    for move in moves:
        to_trash = move.to_trash != is_undo
        there = list_stored(sqlite, move.articles)
        if not to_trash:
            there = list_trashed(sqlite, move.articles)
        articles = tuple(id for id in move.articles if id in there)
        (move_to_trash if to_trash else restore_from_trash)(sqlite, articles, report)
        done.append(Moves(to_trash, articles))
        left += [id for id in move.articles if id not in there]
    return done, left


def _list_words(rows: Iterable[RowChange]) -> tuple[str, ...]:
    words: dict[str, None] = {}
    for row in rows:
        values: Values = {**(row.before or {}), **(row.after or {})}
        if row.table == "correction_rule" and isinstance(found := values.get("words"), str):
            words[found] = None
    return tuple(words)
