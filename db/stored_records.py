"""Records of rows that may be damaged: their fields have values of their types.

A cell that another program or a failing disk changed may have any value. Its field is empty then,
and the record is marked as damaged, so that a list shows it among the others.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, get_args

from msgspec import NODEFAULT, MsgspecError, Struct, convert
from msgspec.structs import asdict, fields
from msgspec.structs import replace as _replace

from analysis.models import NO_REASON
from analysis.structs import decode_json
from db.errors import UNREADABLE
from db.text import NO_TIME

R = TypeVar("R", bound=Struct)
T = TypeVar("T")

FIRST: Mapping[str, int] = {"": 0}
SCREEN_TEXTS = 200
"""Articles whose texts are compared with their hashes: those that a screen loads, or more."""
ALL_TEXTS = 1 << 62
_UNREADABLE = object()  # fits no type

_EMPTY: tuple[Any, ...] = (
    None, "", "unknown", False, 0, 0.0, (), {}, NO_TIME, NO_TIME.date(), NO_REASON,
)  # fmt: skip


def read_record(
    kind: type[R], build: Callable[[Any], R], row: Any, columns: Mapping[str, int] = FIRST
) -> R:
    """Build a record of a row; replace each value of another type by an empty one.

    `build` may raise any error that such a value causes. The record then has only the fields of
    `columns`, by the numbers of their columns. By default the first column is the first field.
    """
    try:
        record = build(row)
    except UNREADABLE:
        unreadable = dict.fromkeys(kind.__struct_fields__, _UNREADABLE)
        named = {name or kind.__struct_fields__[0]: row[at] for name, at in columns.items()}
        return _mend(kind, unreadable | named)
    values = asdict(record)
    try:
        convert(values, kind)
    except MsgspecError:
        return _mend(kind, values)
    return record


def read_records(
    kind: type[R],
    build: Callable[[Any], R],
    rows: Iterable[Any],
    columns: Mapping[str, int] = FIRST,
) -> list[R]:
    """Build the records of rows; see `read_record`."""
    return [read_record(kind, build, row, columns) for row in rows]


def mark_damaged(
    sqlite: sqlite3.Connection,
    records: Sequence[R],
    groups: tuple[str, ...],
    key: Callable[[R], int] = attrgetter("id"),
    *,
    most_texts: int = 0,
) -> list[R]:
    """Mark the records whose rows differ from their checksums.

    `groups` are the groups of these rows, and `key` returns their key. With `most_texts`, it is an
    article, whose text is compared too if the list has no more articles.
    """
    if not records:
        return []
    from db.checksums.damaged_keys import find_damaged_keys  # not before the first frame

    damaged = find_damaged_keys(sqlite, groups, set(map(key, records)), most_texts=most_texts)
    if not damaged:
        return list(records)
    return [_mark(record) if key(record) in damaged else record for record in records]


def parse_stored_json(stored: Any, kind: type[T], empty: T) -> T:
    """Parse stored JSON, and convert it to a type; `empty` for damaged JSON."""
    try:
        return decode_json(stored, kind)
    except UNREADABLE:
        return empty


def _mend(kind: type[R], values: dict[str, Any]) -> R:
    mended = {
        name: values[name] if _fits(values[name], type) else empty
        for name, type, empty in _list_fields(kind)
    }
    return _mark(kind(**mended))


def _mark(record: R) -> R:
    if "damaged" not in record.__struct_fields__:
        return record
    return _replace(record, damaged=True)


def _fits(value: object, type: Any) -> bool:
    try:
        convert(value, type)
    except MsgspecError:
        return False
    return True


@cache
def _list_fields(kind: type[Struct]) -> tuple[tuple[str, Any, Any], ...]:
    """Return the fields of a record with their types and their empty values."""
    return tuple((field.name, field.type, _find_empty(field)) for field in fields(kind))


def _find_empty(field: Any) -> Any:
    if field.default is not NODEFAULT:
        return field.default
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    values = (*_EMPTY, *get_args(field.type))
    return next((value for value in values if _fits(value, field.type)), None)
